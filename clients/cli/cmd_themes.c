/* Switching shipped sets of themes on. */
#include "account.h"
#include "commands.h"
#include "failure.h"
#include "json.h"
#include "session.h"
#include "shipped.h"
#include "thing.h"
#include "written.h"

#include <jansson.h>

#define FOLDER  "themes"
#define ENDING  ".json"
#define SET_MAX 64

/* The themes of the sets that were named. */
struct chosen {
    struct msg_theme_add rows[SET_MAX];
    struct span support[SET_MAX];
    size_t count;
};

static struct span kept(struct cli *cli, json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));

    return text == NULL ? (struct span){ NULL, 0 } : arena_copy(&cli->arena, span_of(text));
}

static bool take_rows(struct cli *cli, json_t *list, struct chosen *out)
{
    size_t i;
    json_t *row;

    json_array_foreach(list, i, row)
    {
        if (out->count == SET_MAX)
            return false;
        out->rows[out->count].theme = kept(cli, row, "slug");
        out->rows[out->count].name = kept(cli, row, "name");
        out->support[out->count] = kept(cli, row, "support");
        if (!topic_is_slug(out->rows[out->count].theme) || out->rows[out->count].name.ptr == NULL)
            return false;
        out->count++;
    }
    return i > 0;
}

static int read_set(struct cli *cli, const char *name, struct chosen *out)
{
    struct path file;

    if (!shipped_find(FOLDER, name, ENDING, &file))
        return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no set of themes '%s'"), name),
                    say(cli, "%s", shipped_names(FOLDER, ENDING).text));
    json_t *root = json_load_file(file.text, JSON_REJECT_DUPLICATES, NULL);
    bool read = take_rows(cli, json_object_get(root, "themes"), out);
    json_decref(root);
    return read ? 0 : fail(cli, CLI_USAGE, say(cli, _("%s is no set of themes"), file.text), NULL);
}

/* What is there already, in use or not, is taken into use again, under its own name. */
static int switch_on(struct cli *cli, const struct msg_theme_add *theme, struct span support)
{
    struct msg_theme_set set = { .theme = theme->theme, .support = support, .has_archived = true };
    struct msg_done done;
    struct vakwerk_reply reply;
    int code = session_connect(cli);

    if (code != 0)
        return code;
    enum vakwerk_result result = session_try(cli, VERB_theme_set, &set, &done, &reply);
    if (result == VAKWERK_OK)
        return 0;
    if (result != VAKWERK_REFUSED)
        return failure_no_reply(cli, result);
    if (reply.error != ERR_NOT_FOUND)
        return failure_refused(cli, VERB_theme_set, thing_line(cli, theme->theme), &reply);
    code = session_call(cli, VERB_theme_add, theme, &done);
    return code != 0 ? code : session_call(cli, VERB_theme_set, &set, &done);
}

static bool is_chosen(const struct chosen *chosen, struct span slug)
{
    for (size_t i = 0; i < chosen->count; i++)
        if (span_equal(chosen->rows[i].theme, slug))
            return true;
    return false;
}

/* Those of no set that was named: nobody asks in them any more, what was asked stays readable. */
static int switch_others_off(struct cli *cli, const struct chosen *chosen)
{
    struct msg_myself me;
    struct msg_done done;
    int code = account_read(cli, &me);

    for (size_t i = 0; code == 0 && i < me.themes_count; i++) {
        struct msg_theme_set off = { .theme = me.themes[i].slug, .archived = true, .has_archived = true };
        if (!is_chosen(chosen, off.theme))
            code = session_call(cli, VERB_theme_set, &off, &done);
    }
    return code;
}

int cmd_theme_use(struct cli *cli)
{
    struct chosen *chosen = arena_take(&cli->arena, sizeof *chosen);
    int code = 0;

    if (chosen == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    *chosen = (struct chosen){ .count = 0 };
    for (size_t i = 0; code == 0 && i < cli->args.word_count; i++)
        code = read_set(cli, cli->args.words[i], chosen);
    for (size_t i = 0; code == 0 && i < chosen->count; i++)
        code = switch_on(cli, &chosen->rows[i], chosen->support[i]);
    if (code == 0 && has(cli, OPT_ONLY))
        code = switch_others_off(cli, chosen);
    if (code != 0)
        return code;
    return written_say(
        cli, &(struct msg_done){ 0 },
        say(cli, ngettext("%zu theme is in use.", "%zu themes are in use.", chosen->count), chosen->count));
}
