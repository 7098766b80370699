#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "support.h"
#include "thing.h"
#include "times.h"

#define PAGE_MAX  100
#define ITEMS_MAX 1000
#define LIMIT     20

struct gathered {
    const struct msg_thing *items;
    size_t count;
};

/* The space that was asked for, as the place to ask in. */
static int choose_place(struct cli *cli, enum topic_place *place, const char **space)
{
    *place = has(cli, OPT_TEAM) ? TOPIC_TEAM : has(cli, OPT_THEME) ? TOPIC_THEME : TOPIC_HERE;
    *space = has(cli, OPT_TEAM) ? opt(cli, OPT_TEAM) : opt(cli, OPT_THEME);
    if (has(cli, OPT_TEAM) && has(cli, OPT_THEME))
        return fail(cli, CLI_USAGE, _("choose a team or a theme, not both"), NULL);
    if (*space != NULL && !topic_is_slug(span_of(*space)))
        return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no theme or team '%s'"), *space), "vakwerk theme list");
    return 0;
}

static int read_options(struct cli *cli, struct msg_list *in, int64_t *limit)
{
    static const char *const sorts[] = { "new", "open", "lively" };
    const char *sort = opt(cli, OPT_SORT);
    bool known = sort == NULL;

    *limit = LIMIT;
    if (has(cli, OPT_LIMIT) && !opt_number(cli, OPT_LIMIT, 1, ITEMS_MAX, limit))
        return CLI_USAGE;
    for (size_t i = 0; i < sizeof sorts / sizeof sorts[0]; i++)
        known = known || strcmp(sort, sorts[i]) == 0;
    if (!known)
        return fail(cli, CLI_USAGE, say(cli, _("cannot sort by '%s'"), sort), "new, open, lively");
    in->sort = span_of(sort);
    in->open = has(cli, OPT_OPEN);
    in->mine = has(cli, OPT_MINE);
    if (!has(cli, OPT_SINCE))
        return 0;
    in->has_since_at = times_read(cli->now_ms, opt(cli, OPT_SINCE), false, &in->since_at);
    if (in->has_since_at)
        return 0;
    return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time"), opt(cli, OPT_SINCE)), "2d, gisteren, 2022-05-19");
}

/* Page after page, up to the limit. */
static int gather(struct cli *cli, struct msg_list *in, int64_t limit, struct gathered *out)
{
    struct msg_thing *items = arena_take(&cli->arena, (size_t)limit * sizeof *items);
    struct msg_listed page;
    enum topic_place place;
    const char *space;

    *out = (struct gathered){ .items = items };
    int code = choose_place(cli, &place, &space);
    while (code == 0 && items != NULL && (int64_t)out->count < limit) {
        int64_t left = limit - (int64_t)out->count;
        MSG_SET(in, limit, left < PAGE_MAX ? left : PAGE_MAX);
        code = session_call_in(cli, VERB_list, place, space, in, &page);
        if (code != 0 || page.items_count == 0)
            break;
        size_t take = page.items_count < (size_t)left ? page.items_count : (size_t)left;
        memcpy(items + out->count, page.items, take * sizeof *items);
        out->count += take;
        in->after = page.after;
        if (page.after.ptr == NULL)
            break;
    }
    return code;
}

static int run(struct cli *cli, const char *kind, struct gathered *things)
{
    struct msg_list in = { .kind = span_of(kind) };
    int64_t limit;
    int code = read_options(cli, &in, &limit);

    return code != 0 ? code : gather(cli, &in, limit, things);
}

static int print(struct cli *cli, const struct gathered *things, const char *none,
                 void (*print_list)(struct cli *cli, const struct gathered *things))
{
    if (cli->json)
        return json_print_list(cli, &type_thing, things->items, things->count);
    if (things->count == 0 && !cli->tabs)
        fprintf(cli->out, "%s\n", none);
    else
        print_list(cli, things);
    return 0;
}

/* Of open questions not how many answers, which is none, but who is asked now. A script's columns stay as they are. */
static void print_questions(struct cli *cli, const struct gathered *things)
{
    static const struct column columns[] = {
        { N_("CODE"), false, COLOUR_BOLD },  { N_("AGE"), false, COLOUR_NONE },      { N_("ANSW"), true, COLOUR_NONE },
        { N_("THEME"), false, COLOUR_NONE }, { N_("QUESTION"), false, COLOUR_NONE }, { NULL, false, COLOUR_NONE }
    };
    static const struct column open_columns[] = {
        { N_("CODE"), false, COLOUR_BOLD },     { N_("AGE"), false, COLOUR_NONE },
        { N_("ASKED"), false, COLOUR_NONE },    { N_("THEME"), false, COLOUR_NONE },
        { N_("QUESTION"), false, COLOUR_NONE }, { NULL, false, COLOUR_NONE }
    };
    bool open = has(cli, OPT_OPEN) && !cli->tabs;
    struct columns *list = columns_new(cli, open ? open_columns : columns);

    for (size_t i = 0; i < things->count; i++) {
        const struct msg_thing *thing = &things->items[i];
        columns_add(list, thing_line(cli, thing->code));
        columns_add(list, times_age(cli, thing->posted_at));
        columns_add(list, open ? support_step_word(cli, thing) : say(cli, "%lld", (long long)thing->answers));
        columns_add(list, thing_line(cli, thing->theme_name));
        columns_add(list, thing_summary(cli, thing));
    }
    columns_print(list);
}

int cmd_list(struct cli *cli)
{
    struct gathered things;
    int code = run(cli, "question", &things);

    return code != 0 ? code : print(cli, &things, _("No questions found."), print_questions);
}

static void print_tips(struct cli *cli, const struct gathered *things)
{
    static const struct column columns[] = { { N_("CODE"), false, COLOUR_BOLD },  { N_("WORKS"), false, COLOUR_NONE },
                                             { N_("THANKS"), true, COLOUR_NONE }, { N_("WHO"), false, COLOUR_NONE },
                                             { N_("TIP"), false, COLOUR_NONE },   { NULL, false, COLOUR_NONE } };
    struct columns *list = columns_new(cli, columns);

    for (size_t i = 0; i < things->count; i++) {
        const struct msg_thing *thing = &things->items[i];
        columns_add(list, thing_line(cli, thing->code));
        columns_add(list, thing->works ? _("yes") : _("no"));
        columns_add(list, say(cli, "%lld", (long long)thing->thanks));
        columns_add(list, thing_line(cli, thing->team_name));
        columns_add(list, thing_summary(cli, thing));
    }
    columns_print(list);
}

int cmd_tip_list(struct cli *cli)
{
    struct gathered things;
    int code = run(cli, "tip", &things);

    return code != 0 ? code : print(cli, &things, _("No tips found."), print_tips);
}

/* A script's columns stay as they are. */
static void print_notices(struct cli *cli, const struct gathered *things)
{
    static const struct column columns[] = { { N_("CODE"), false, COLOUR_BOLD },   { N_("TEAM"), false, COLOUR_NONE },
                                             { N_("UNTIL"), false, COLOUR_NONE },  { N_("FROM"), false, COLOUR_NONE },
                                             { N_("NOTICE"), false, COLOUR_NONE }, { NULL, false, COLOUR_NONE } };
    struct columns *list = columns_new(cli, cli->tabs ? columns + 1 : columns);

    for (size_t i = 0; i < things->count; i++) {
        const struct msg_thing *thing = &things->items[i];
        if (!cli->tabs)
            columns_add(list, thing_line(cli, thing->code));
        columns_add(list, thing_line(cli, thing->team_name));
        columns_add(list, times_when(cli, thing->until_at));
        columns_add(list, thing_line(cli, thing->author_name));
        columns_add(list, thing_summary(cli, thing));
    }
    columns_print(list);
}

int cmd_notice_list(struct cli *cli)
{
    struct gathered things;
    int code = run(cli, "notice", &things);

    return code != 0 ? code : print(cli, &things, _("No notices."), print_notices);
}
