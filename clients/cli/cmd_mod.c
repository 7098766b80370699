/* What moderators do: the queue, one thing in it, and what they decide. */
#include "columns.h"
#include "commands.h"
#include "compose.h"
#include "hanging.h"
#include "json.h"
#include "out.h"
#include "proto/code.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

/* ---- words ---- */

struct named {
    const char *word, *text;
};

static const struct named whys[] = { { "danger", N_("acute safety") },
                                     { "reported", N_("reported") },
                                     { "appeal", N_("appeal") },
                                     { "first-look", N_("first look") },
                                     { "doubt", N_("possibly a name") },
                                     { "moderator", N_("held") },
                                     { NULL, NULL } };
static const struct named reasons[] = { { "identifying", N_("points at a client") },
                                        { "unsafe", N_("unsafe") },
                                        { "unkind", N_("unkind") },
                                        { "advertising", N_("advertising") },
                                        { "double", N_("double") },
                                        { "other", N_("something else") },
                                        { NULL, NULL } };
static const struct named decisions[] = { { "approved", N_("approved") },
                                          { "rejected", N_("rejected") },
                                          { "redacted", N_("redacted") },
                                          { "merged", N_("joined") },
                                          { "moved", N_("into a team") },
                                          { "withdrawn", N_("withdrawn") },
                                          { "held", N_("hidden") },
                                          { "rethemed", N_("under another theme") },
                                          { NULL, NULL } };

/* A word of a later version stays what it is. */
static const char *name_of(struct cli *cli, const struct named *names, struct span word)
{
    for (; names->word != NULL; names++)
        if (span_is(word, names->word))
            return _(names->text);
    return thing_line(cli, word);
}

static const char *why_of(struct cli *cli, const struct msg_queue_row *row)
{
    const char *text = "";

    for (size_t i = 0; i < row->why_count; i++)
        text = say(cli, "%s%s%s", text, i == 0 ? "" : ", ", name_of(cli, whys, row->why[i]));
    return text;
}

/* ---- the queue ---- */

static void print_rows(struct cli *cli, const struct msg_queue_is *queue)
{
    static const struct column columns[] = { { N_("CODE"), false, COLOUR_BOLD },
                                             { N_("SINCE"), false, COLOUR_NONE },
                                             { N_("REASON"), false, COLOUR_NONE },
                                             { N_("TEXT"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct columns *list = columns_new(cli, columns);

    for (size_t i = 0; i < queue->items_count; i++) {
        const struct msg_queue_row *row = &queue->items[i];
        columns_add(list, thing_line(cli, row->base.code));
        columns_add(list, times_age(cli, row->since_at));
        columns_add(list, why_of(cli, row));
        columns_add(list, thing_summary(cli, &row->base));
    }
    columns_print(list);
}

int cmd_mod_queue(struct cli *cli)
{
    struct msg_queue in = { .has_limit = false };
    struct msg_queue_is queue;
    int code = session_call(cli, VERB_queue, &in, &queue);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_queue_row, queue.items, queue.items_count);
    if (queue.items_count == 0 && !cli->tabs)
        fprintf(cli->out, "%s\n", _("Nothing waits for a moderator."));
    else
        print_rows(cli, &queue);
    return 0;
}

/* ---- one thing ---- */

static void print_line(struct cli *cli, const char *label, const char *text)
{
    if (text[0] != '\0')
        out_paragraph(cli, 0, say(cli, "%s %s", label, text));
}

static void print_waiting(struct cli *cli, const struct msg_queue_row *row)
{
    print_line(cli, _("Waits for:"), why_of(cli, row));
    print_line(cli, _("Appeal:"), thing_line(cli, row->appeal));
    if (row->proposal.ptr != NULL)
        print_line(cli, _("Proposed:"),
                   say(cli, "%s, %s", name_of(cli, decisions, row->proposal), thing_line(cli, row->proposer_name)));
    print_line(cli, _("Reason:"), thing_line(cli, row->reason));
    if (row->second)
        out_paragraph(cli, 0, _("This is your own, or concerns your own team: another moderator decides."));
}

static void print_history(struct cli *cli, const struct msg_mod_shown *shown)
{
    for (size_t i = 0; i < shown->reported_count; i++) {
        const struct msg_mod_report *report = &shown->reported[i];
        const char *note = thing_line(cli, report->note);
        print_line(cli, _("Report:"),
                   say(cli, "%s, %s%s%s", times_when(cli, report->at), name_of(cli, reasons, report->reason),
                       note[0] == '\0' ? "" : ": ", note));
    }
    for (size_t i = 0; i < shown->decisions_count; i++) {
        const struct msg_mod_decision *decision = &shown->decisions[i];
        const char *reason = thing_line(cli, decision->reason);
        print_line(cli, _("Decision:"),
                   say(cli, "%s, %s%s%s%s%s", times_when(cli, decision->at),
                       name_of(cli, decisions, decision->decision), decision->decider_name.ptr == NULL ? "" : ", ",
                       thing_line(cli, decision->decider_name), reason[0] == '\0' ? "" : ": ", reason));
    }
}

int cmd_mod_show(struct cli *cli)
{
    struct msg_mod_show in = { .code = thing_code(cli, cli->args.words[0]) };
    struct msg_mod_shown shown;
    int code = thing_check_code(cli, in.code);

    if (code == 0)
        code = session_call(cli, VERB_mod_show, &in, &shown);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_mod_shown, &shown);
    if (shown.items_count == 0)
        return 0;
    const struct msg_queue_row *row = &shown.items[0];
    out_paragraph(cli, 0, say(cli, "%s · %s", thing_line(cli, row->base.code), thing_who(cli, &row->base)));
    print_line(cli, _("Text:"), thing_line(cli, row->base.title));
    out_paragraph(cli, 0, thing_line(cli, row->base.text));
    print_waiting(cli, row);
    print_history(cli, &shown);
    return 0;
}

/* ---- deciding ---- */

static int say_decided(struct cli *cli, const struct msg_done *done, const char *text)
{
    if (done->waiting)
        text = _("Noted. This is your own, or concerns your own team: another moderator decides.");
    return written_say(cli, done, text);
}

/* `text` has one %s, for the code. */
static int decide(struct cli *cli, enum verb verb, bool needs_reason, const char *text)
{
    struct msg_decide in = { .code = thing_code(cli, cli->args.words[0]), .reason = span_of(opt(cli, OPT_REASON)) };
    struct msg_done done;
    int code = thing_check_code(cli, in.code);

    if (code == 0 && needs_reason && in.reason.ptr == NULL)
        code = fail(cli, CLI_USAGE, _("the reason is missing"), "--reason \"...\"");
    if (code == 0)
        code = session_call(cli, verb, &in, &done);
    if (code == 0)
        code = say_decided(cli, &done, say(cli, "%s %s", in.code.ptr, text));
    if (code == 0 && verb == VERB_hold && !done.waiting)
        hanging_say_gone(cli, in.code);
    return code;
}

int cmd_mod_approve(struct cli *cli)
{
    return decide(cli, VERB_approve, false, _("is approved, and everybody sees it."));
}

int cmd_mod_release(struct cli *cli)
{
    return decide(cli, VERB_release, false, _("can be seen again."));
}

int cmd_mod_hold(struct cli *cli)
{
    return decide(cli, VERB_hold, true, _("is hidden now, and leaves all screens. The author gets a message."));
}

int cmd_mod_reject(struct cli *cli)
{
    return decide(cli, VERB_reject, true, _("stays hidden. The author gets a message, and may appeal."));
}

/* ---- where a question belongs ---- */

int cmd_mod_merge(struct cli *cli)
{
    struct msg_merge in = { .code = thing_code(cli, cli->args.words[0]),
                            .into = thing_code(cli, cli->args.words[1]),
                            .reason = span_of(opt(cli, OPT_REASON)) };
    struct msg_done done;
    int code = thing_check_code(cli, in.code);

    if (code == 0)
        code = thing_check_code(cli, in.into);
    if (code == 0 && in.reason.ptr == NULL)
        code = fail(cli, CLI_USAGE, _("the reason is missing"), "--reason \"...\"");
    if (code == 0)
        code = session_call(cli, VERB_merge, &in, &done);
    return code != 0
               ? code
               : say_decided(cli, &done,
                             say(cli, _("%s is joined with %s: its answers stand there."), in.code.ptr, in.into.ptr));
}

int cmd_mod_move(struct cli *cli)
{
    struct msg_move in = { .code = thing_code(cli, cli->args.words[0]),
                           .theme = span_of(opt(cli, OPT_THEME)),
                           .team = span_of(opt(cli, OPT_TEAM)),
                           .reason = span_of(opt(cli, OPT_REASON)) };
    struct msg_done done;
    bool into_team = in.team.ptr != NULL;
    int code = thing_check_code(cli, in.code);

    if (code == 0 && into_team == (in.theme.ptr != NULL))
        code = fail(cli, CLI_USAGE, _("which theme? Choose with -t"), "vakwerk theme list");
    if (code == 0 && into_team && in.reason.ptr == NULL)
        code = fail(cli, CLI_USAGE, _("the reason is missing"), "--reason \"...\"");
    if (code == 0)
        code = session_call(cli, VERB_move, &in, &done);
    if (code != 0)
        return code;
    const char *text =
        into_team ? say(cli, _("%s is for %s alone now, and leaves everybody else. The author gets a message."),
                        in.code.ptr, in.team.ptr)
                  : say(cli, _("%s is under the theme %s now."), in.code.ptr, in.theme.ptr);
    return say_decided(cli, &done, text);
}

/* ---- another text ---- */

static int write_redacted(struct cli *cli, const struct compose *compose, const struct draft *draft, struct span code,
                          int64_t base)
{
    struct msg_redact in = { .code = code, .text = span_of(draft->text), .reason = span_of(opt(cli, OPT_REASON)) };
    struct msg_done done;

    if (compose->has_title)
        in.title = span_of(draft->title);
    MSG_SET(&in, base, base);
    int failed = compose_finish(compose, session_call(cli, VERB_redact, &in, &done));
    const char *text = code_read(code).kind == CODE_QUESTION
                           ? say(cli, _("%s is changed and posted. The asker gets a message."), code.ptr)
                           : say(cli, _("%s is changed and posted. The author gets a message."), code.ptr);
    return failed != 0 ? failed : say_decided(cli, &done, text);
}

static const char *text_of(struct cli *cli, struct span text)
{
    return text.ptr == NULL ? "" : say(cli, "%.*s", span_int(text), text.ptr);
}

int cmd_mod_redact(struct cli *cli)
{
    struct span code = thing_code(cli, cli->args.words[0]);
    struct msg_mod_shown shown;
    int failed = thing_check_code(cli, code);

    if (failed == 0 && opt(cli, OPT_REASON) == NULL)
        failed = fail(cli, CLI_USAGE, _("the reason is missing"), "--reason \"...\"");
    if (failed == 0)
        failed = session_call(cli, VERB_mod_show, &(struct msg_mod_show){ .code = code }, &shown);
    if (failed != 0 || shown.items_count == 0)
        return failed;
    const struct msg_thing *thing = &shown.items[0].base;
    struct compose compose = { .draft = say(cli, "redact-%s", code.ptr),
                               .has_title = span_is(thing->kind, "question"),
                               .may_be_empty = span_is(thing->kind, "question"),
                               .wants_editor = !has(cli, OPT_TITLE) && !has(cli, OPT_MESSAGE),
                               .opens = _("(your editor opens)"),
                               .leaves_nothing = true,
                               .help = say(cli,
                                           _("You change %s of somebody else. The old text is kept nowhere.\n"
                                             "Lines with # do not count."),
                                           code.ptr),
                               .missing = _("what is the new text?") };
    struct draft draft = { .title = text_of(cli, thing->title), .text = text_of(cli, thing->text) };
    if (!cli->may_ask && !has(cli, OPT_TITLE) && !has(cli, OPT_MESSAGE) && !has(cli, OPT_FILE))
        return fail(cli, CLI_USAGE, compose.missing, _("give the text with -m TEXT, or -F FILE"));
    if (has(cli, OPT_TITLE))
        draft.title = opt(cli, OPT_TITLE);
    failed = compose_text(cli, &compose, &draft);
    return failed != 0 ? failed : write_redacted(cli, &compose, &draft, code, thing->revision);
}
