/* The audit log: reading it, and whether it is what it was. */
#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"

#include <inttypes.h>
#include <stdlib.h>

/* ---- reading it ---- */

static const struct {
    const char *word, *text;
} actions[] = {
    { "member-add", N_("added a member") },
    { "member-set", N_("changed a member") },
    { "member-reset", N_("gave a one-time code") },
    { "member-disable", N_("shut out a member") },
    { "member-enable", N_("let in a member again") },
    { "enrol", N_("logged in on a new device") },
    { "device-revoke", N_("shut out a device") },
    { "kiosk-add", N_("added a screen") },
    { "kiosk-pair", N_("paired a screen") },
    { "kiosk-remove", N_("shut out a screen") },
    { "team-set", N_("changed who is in an organisation or team") },
    { "open-anonymous-ask", N_("wanted to know who asked anonymously") },
    { "open-anonymous", N_("learned who asked anonymously") },
    { "export", N_("exported what a member wrote") },
    { "erase", N_("erased a member") },
    { "hide", N_("hidden, after reports") },
    { "hold", N_("hid it") },
    { "release", N_("let it be seen again") },
    { "approve", N_("approved it") },
    { "reject", N_("rejected it") },
    { "redact", N_("changed its text") },
    { "propose", N_("proposed a decision") },
    { "appeal", N_("appealed") },
    { "merge", N_("joined it with another question") },
    { "move", N_("gave it another theme") },
    { "retention", N_("no longer kept") },
    { "guests", N_("let guests come to a table, or no longer") },
    { "region-add", N_("linked another region") },
    { "region-set", N_("changed what is shared with a region") },
    { "region-remove", N_("ended the link with a region") },
};

/* An action of a later version stays the word it is. */
static const char *action_text(struct cli *cli, struct span word)
{
    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (span_is(word, actions[i].word))
            return _(actions[i].text);
    return thing_line(cli, word);
}

/* To whom or with what, and how. */
static const char *about(struct cli *cli, const struct msg_log_row *row)
{
    struct span what = row->member.ptr != NULL ? row->member : row->code;
    const char *line = thing_line(cli, what), *detail = thing_line(cli, row->detail);

    return say(cli, "%s%s%s", line, line[0] != '\0' && detail[0] != '\0' ? " · " : "", detail);
}

static void print_rows(struct cli *cli, const struct msg_logged *logged)
{
    static const struct column columns[] = { { N_("NO."), true, COLOUR_NONE },    { N_("WHEN"), false, COLOUR_NONE },
                                             { N_("WHO"), false, COLOUR_BOLD },   { N_("WHAT"), false, COLOUR_NONE },
                                             { N_("ABOUT"), false, COLOUR_NONE }, { NULL, false, COLOUR_NONE } };
    struct columns *list = columns_new(cli, columns);

    for (size_t i = 0; i < logged->items_count; i++) {
        const struct msg_log_row *row = &logged->items[i];
        columns_add(list, say(cli, "%" PRId64, row->number));
        columns_add(list, times_when(cli, row->at));
        columns_add(list, row->who.ptr == NULL ? "–" : thing_line(cli, row->who));
        columns_add(list, action_text(cli, row->action));
        columns_add(list, about(cli, row));
    }
    columns_print(list);
}

static int read_since(struct cli *cli, struct msg_log *in)
{
    const char *since = opt(cli, OPT_SINCE);

    if (since == NULL)
        return 0;
    if (!times_read(cli->now_ms, since, false, &in->since_at))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time"), since), "2d, gisteren, 2022-05-19");
    in->has_since_at = true;
    return 0;
}

int cmd_mod_log(struct cli *cli)
{
    struct msg_log in = { .has_limit = false };
    struct msg_logged logged;
    int code = read_since(cli, &in);

    if (code == 0 && opt(cli, OPT_LIMIT) != NULL) {
        in.has_limit = opt_number(cli, OPT_LIMIT, 1, 100, &in.limit);
        code = in.has_limit ? 0 : CLI_USAGE;
    }
    if (code == 0)
        code = session_call(cli, VERB_log, &in, &logged);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_log_row, logged.items, logged.items_count);
    if (logged.items_count == 0 && !cli->tabs)
        fprintf(cli->out, "%s\n", _("There is nothing in the log."));
    else
        print_rows(cli, &logged);
    return 0;
}

/* ---- whether it is what it was ---- */

/* What was noted earlier: the number of rows, and the hash of the last. */
static int read_noted(struct cli *cli, struct msg_log_verify *in)
{
    char *end;

    if (cli->args.word_count == 0)
        return 0;
    const char *rows = cli->args.words[0];
    in->rows = strtoll(rows, &end, 10);
    in->has_rows = true;
    if (cli->args.word_count != 2 || *end != '\0' || in->rows < 1)
        return fail(cli, CLI_USAGE, _("give the number of rows and the hash, as they were noted"),
                    "vakwerk mod verify 12 9f86d0…");
    in->head = span_of(cli->args.words[1]);
    return 0;
}

static const char *trouble(struct cli *cli, const struct msg_log_verified *out)
{
    if (out->has_broken)
        return say(cli, _("row %lld of the log is missing, or is not what it was"), (long long)out->broken);
    if (out->head_broken)
        return _("how many rows there should be was not written by this server");
    return _("this is not the log that was noted earlier: it was put back, or is another one");
}

int cmd_mod_verify(struct cli *cli)
{
    struct msg_log_verify in = { .has_rows = false };
    struct msg_log_verified out;
    int code = read_noted(cli, &in);

    if (code == 0)
        code = session_call(cli, VERB_log_verify, &in, &out);
    if (code != 0)
        return code;
    if (cli->json)
        code = json_print(cli, &type_log_verified, &out);
    if (code != 0 || (cli->json && out.intact))
        return code;
    if (!out.intact)
        return fail(cli, CLI_FAILED, trouble(cli, &out), _("keep the database as it is, and look for a backup"));
    out_done(cli,
             say(cli, ngettext("The log is whole: %lld row.", "The log is whole: %lld rows.", (unsigned long)out.rows),
                 (long long)out.rows));
    if (out.head.ptr != NULL)
        out_more(cli, say(cli, _("To note elsewhere: %lld %s"), (long long)out.rows, thing_line(cli, out.head)));
    return 0;
}
