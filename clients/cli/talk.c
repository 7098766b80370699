#include "talk.h"

#define FNV_BASIS UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

static uint64_t mark_of(uint64_t mark, const char *text)
{
    for (; *text != '\0'; text++)
        mark = (mark ^ (unsigned char)*text) * FNV_PRIME;
    return mark * FNV_PRIME;
}

/* "ja -> naar een geregistreerde professional" */
static struct talk_answer split(struct cli *cli, const char *value)
{
    const char *arrow = strstr(value, "->");
    size_t length = arrow == NULL ? strlen(value) : (size_t)(arrow - value);

    while (length > 0 && value[length - 1] == ' ')
        length--;
    return (struct talk_answer){ say(cli, "%.*s", (int)length, value),
                                 arrow == NULL ? "" : arrow + 2 + strspn(arrow + 2, " ") };
}

/* Whoever reads an indicator must be able to find out where it comes from, and how old that is. */
static int take_step(struct cli *cli, const struct recipe_file *file, const struct recipe_part *part, struct talk *out)
{
    static const char *const needed[] = { "indicator", "question", "source", "date" };
    struct talk_step *step = &out->steps[out->count++];

    for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
        if (recipe_value(part, needed[i]) == NULL)
            return recipe_file_lacks(cli, file, part, needed[i]);
    *step = (struct talk_step){ .part = recipe_value(part, "part"),
                                .indicator = recipe_value(part, "indicator"),
                                .question = recipe_value(part, "question"),
                                .source = recipe_value(part, "source"),
                                .date = recipe_value(part, "date") };
    out->mark = mark_of(out->mark, step->question);
    for (size_t i = 0; i < part->count; i++) {
        if (strcmp(part->fields[i].key, "answer") != 0)
            continue;
        if (step->answer_count == TALK_ANSWERS_MAX)
            return fail(cli, CLI_USAGE,
                        say(cli, _("line %d of %s: %s"), part->line, file->path.text,
                            say(cli, _("more than %d answers"), TALK_ANSWERS_MAX)),
                        NULL);
        step->answers[step->answer_count] = split(cli, part->fields[i].value);
        out->mark = mark_of(out->mark, step->answers[step->answer_count++].text);
    }
    return 0;
}

int talk_read(struct cli *cli, const char *name, struct talk *out)
{
    static const char *const keys[] = { "title", "source", "date", "part", "indicator", "question", "answer", NULL };
    struct recipe_file *file = arena_take(&cli->arena, sizeof *file);
    int code;

    if (file == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    code = recipe_file_read(cli, "talks", name, keys, file);
    if (code != 0)
        return code;
    if (file->recipe.count < 2)
        return fail(cli, CLI_USAGE, say(cli, _("%s is empty, or too long"), file->path.text), NULL);
    const struct recipe_part *head = &file->recipe.parts[0];
    *out = (struct talk){ .name = name,
                          .title = recipe_value(head, "title"),
                          .source = recipe_value(head, "source"),
                          .date = recipe_value(head, "date"),
                          .mark = FNV_BASIS };
    if (out->title == NULL || out->source == NULL)
        return recipe_file_lacks(cli, file, head, out->title == NULL ? "title" : "source");
    for (size_t i = 1; i < file->recipe.count && code == 0; i++)
        code = take_step(cli, file, &file->recipe.parts[i], out);
    return code;
}
