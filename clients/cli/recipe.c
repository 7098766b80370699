#include "recipe.h"

#include "clients/text/words.h"
#include "shipped.h"

#include <stdlib.h>

#define BYTES_MAX (64 * 1024)

struct reading {
    struct cli *cli;
    const char *const *keys;
    struct recipe *out;
    int line;
    bool in_part;
};

static int refuse(struct reading *r, const char *what)
{
    return fail(r->cli, CLI_USAGE, say(r->cli, _("line %d of %s: %s"), r->line, r->out->file.text, what), NULL);
}

static const char *known_key(const struct reading *r, struct span key)
{
    for (const char *const *known = r->keys; *known != NULL; known++)
        if (span_is(key, *known))
            return *known;
    return NULL;
}

static struct span trim(struct span text)
{
    while (text.len > 0 && strchr(" \t\r", text.ptr[0]) != NULL)
        text = (struct span){ text.ptr + 1, text.len - 1 };
    while (text.len > 0 && strchr(" \t\r", text.ptr[text.len - 1]) != NULL)
        text.len--;
    return text;
}

static int begin_part(struct reading *r)
{
    if (r->in_part)
        return 0;
    if (r->out->count == RECIPE_PARTS_MAX)
        return refuse(r, say(r->cli, _("more than %d parts"), RECIPE_PARTS_MAX));
    r->in_part = true;
    r->out->parts[r->out->count++] = (struct recipe_part){ .line = r->line };
    return 0;
}

static int go_on(struct reading *r, struct span text)
{
    struct recipe_part *part = r->in_part ? &r->out->parts[r->out->count - 1] : NULL;

    if (part == NULL || part->count == 0)
        return refuse(r, _("nothing goes on here"));
    struct recipe_field *field = &part->fields[part->count - 1];
    field->value = say(r->cli, "%s %s", field->value, words_line(&r->cli->arena, text));
    return 0;
}

static int add_field(struct reading *r, struct span line)
{
    const char *colon = memchr(line.ptr, ':', line.len);
    struct span key = { line.ptr, colon == NULL ? 0 : (size_t)(colon - line.ptr) };
    const char *known = known_key(r, trim(key));

    if (colon == NULL)
        return refuse(r, _("there is no ':' in it"));
    if (known == NULL)
        return refuse(r, say(r->cli, _("'%s' is not known"), words_line(&r->cli->arena, key)));
    int code = begin_part(r);
    if (code != 0)
        return code;
    struct recipe_part *part = &r->out->parts[r->out->count - 1];
    if (part->count == RECIPE_FIELDS_MAX)
        return refuse(r, say(r->cli, _("more than %d lines in one part"), RECIPE_FIELDS_MAX));
    struct span value = trim((struct span){ colon + 1, line.len - key.len - 1 });
    part->fields[part->count++] = (struct recipe_field){ known, words_line(&r->cli->arena, value) };
    return 0;
}

static int read_line(struct reading *r, struct span line)
{
    bool goes_on = line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
    struct span text = trim(line);

    r->line++;
    if (text.len == 0) {
        r->in_part = false;
        return 0;
    }
    if (text.ptr[0] == '#')
        return 0;
    return goes_on ? go_on(r, text) : add_field(r, text);
}

int recipe_read(struct cli *cli, const char *folder, const char *name, const char *const *keys, struct recipe *out)
{
    struct reading r = { .cli = cli, .keys = keys, .out = out };
    const char *ending = say(cli, ".%s", strcmp(folder, "talks") == 0 ? "talk" : "phases");
    char *text = arena_take(&cli->arena, BYTES_MAX + 1);
    int code = 0;

    *out = (struct recipe){ .count = 0 };
    if (!shipped_find(folder, name, ending, &out->file))
        return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no file '%s'"), name),
                    say(cli, "%s", shipped_names(folder, ending).text));
    FILE *file = fopen(out->file.text, "re");
    size_t length = file == NULL || text == NULL ? 0 : fread(text, 1, BYTES_MAX + 1, file);
    if (file != NULL)
        fclose(file);
    if (length == 0 || length > BYTES_MAX)
        return fail(cli, CLI_USAGE, say(cli, _("%s is empty, or too long"), out->file.text), NULL);
    for (size_t at = 0; at < length && code == 0;) {
        const char *end = memchr(text + at, '\n', length - at);
        size_t len = end == NULL ? length - at : (size_t)(end - text) - at;
        code = read_line(&r, (struct span){ text + at, len });
        at += len + 1;
    }
    return code;
}

const char *recipe_value(const struct recipe_part *part, const char *key)
{
    for (size_t i = 0; i < part->count; i++)
        if (strcmp(part->fields[i].key, key) == 0)
            return part->fields[i].value;
    return NULL;
}

int recipe_lacks(struct cli *cli, const struct recipe *recipe, const struct recipe_part *part, const char *key)
{
    return fail(cli, CLI_USAGE,
                say(cli, _("line %d of %s: %s"), part->line, recipe->file.text, say(cli, _("'%s' is missing"), key)),
                NULL);
}
