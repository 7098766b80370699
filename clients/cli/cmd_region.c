#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

static const char *joined(struct cli *cli, const struct msg_region_row *row)
{
    const char *text = "";

    for (size_t i = 0; i < row->themes_count; i++)
        text = say(cli, "%s%s%s", text, i == 0 ? "" : ", ", thing_line(cli, row->themes[i]));
    return text;
}

static const char *number(struct cli *cli, int64_t value)
{
    return say(cli, "%lld", (long long)value);
}

int cmd_region_list(struct cli *cli)
{
    static const struct column columns[] = { { N_("NAME"), false, COLOUR_BOLD },
                                             { N_("REGION"), false, COLOUR_NONE },
                                             { N_("WAITING"), true, COLOUR_NONE },
                                             { N_("THERE"), true, COLOUR_NONE },
                                             { N_("HERE"), true, COLOUR_NONE },
                                             { N_("REFUSED"), true, COLOUR_NONE },
                                             { N_("CONFIRMED"), false, COLOUR_NONE },
                                             { N_("THEMES"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct msg_region_list in = { .region = { NULL, 0 } };
    struct msg_regions out;
    int code = session_call(cli, VERB_region_list, &in, &out);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_region_row, out.items, out.items_count);
    struct columns *table = columns_new(cli, columns);
    for (size_t i = 0; i < out.items_count; i++) {
        const struct msg_region_row *row = &out.items[i];
        columns_add(table, thing_line(cli, row->region));
        columns_add(table, thing_line(cli, row->name));
        columns_add(table, number(cli, row->waiting));
        columns_add(table, number(cli, row->there));
        columns_add(table, number(cli, row->here));
        columns_add(table, number(cli, row->refused));
        columns_add(table, row->has_told_at ? times_when(cli, row->told_at) : "");
        columns_add(table, joined(cli, row));
    }
    columns_print(table);
    return 0;
}

/* The secret is shown this once: for the other's administrator, who gives it to their broker's bridge. */
int cmd_region_add(struct cli *cli)
{
    struct msg_region_add in = { .region = span_of(cli->args.words[0]), .name = span_of(opt(cli, OPT_NAME)) };
    struct msg_region_secret out;

    if (in.name.ptr == NULL)
        return fail(cli, CLI_USAGE, _("what is the region called?"), "--name Rijnmond --themes wacht,regie");
    in.themes = thing_words(cli, OPT_THEMES, &in.themes_count);
    int code = session_call(cli, VERB_region_add, &in, &out);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_region_secret, &out);
    if (has(cli, OPT_QUIET))
        fprintf(cli->out, "%s\n", thing_line(cli, out.secret));
    out_done(cli, say(cli, _("Region %s is linked."), thing_line(cli, in.name)));
    out_more(cli, _("For the bridge of its broker; shown only once:"));
    if (!has(cli, OPT_QUIET))
        fprintf(cli->out, "    remote_clientid %s:%s\n    remote_username %s\n    remote_password %s\n",
                thing_line(cli, out.account), thing_line(cli, out.device), thing_line(cli, out.account),
                thing_line(cli, out.secret));
    return 0;
}

int cmd_region_set(struct cli *cli)
{
    struct msg_region_set in = { .region = span_of(cli->args.words[0]), .name = span_of(opt(cli, OPT_NAME)) };
    struct msg_done done;

    in.themes = thing_words(cli, OPT_THEMES, &in.themes_count);
    int code = session_call(cli, VERB_region_set, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Region %s is changed."), cli->args.words[0]));
}

int cmd_region_remove(struct cli *cli)
{
    const char *region = cli->args.words[0];
    struct msg_region_remove in = { .region = span_of(region) };
    struct msg_done done;
    int code = prompt_sure(cli, say(cli, _("End the link with %s? What came from there goes away here."), region));

    if (code == 0)
        code = session_call(cli, VERB_region_remove, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("The link with %s is ended."), region));
}
