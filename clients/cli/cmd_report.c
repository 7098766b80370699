/* What a member says to moderators: that something is not right, or that a decision is not. */
#include "commands.h"
#include "compose.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "written.h"

/* ---- report ---- */

static const struct {
    const char *word, *dutch;
} reasons[] = { { "identifying", "herkenbaar" }, { "unsafe", "onveilig" }, { "unkind", "onaardig" },
                { "advertising", "reclame" },    { "double", "dubbel" },   { "other", "anders" } };

/* What was typed, for the daemon; "other" where nothing was. Absent for what is no reason. */
static struct span read_reason(const struct cli *cli)
{
    struct span typed = cli->args.word_count > 1 ? span_of(cli->args.words[1]) : span_of("other");

    for (size_t i = 0; i < sizeof reasons / sizeof reasons[0]; i++)
        if (span_is(typed, reasons[i].word) || span_is(typed, reasons[i].dutch))
            return span_of(reasons[i].word);
    return (struct span){ NULL, 0 };
}

int cmd_report(struct cli *cli)
{
    struct msg_report in = { .code = thing_code(cli, cli->args.words[0]),
                             .reason = read_reason(cli),
                             .note = span_of(opt(cli, OPT_NOTE)) };
    struct session_write write = { .verb = VERB_report,
                                   .place = TOPIC_HERE,
                                   .in = &in,
                                   .about = in.code.ptr,
                                   .summary = opt(cli, OPT_NOTE) == NULL ? _("report") : opt(cli, OPT_NOTE),
                                   .text = opt(cli, OPT_NOTE),
                                   .checked = true };
    struct msg_done done;
    int code = thing_check_code(cli, in.code);

    if (code == 0 && in.reason.ptr == NULL)
        code = fail(cli, CLI_USAGE, say(cli, _("'%s' is no reason"), cli->args.words[1]),
                    _("identifying, unsafe, unkind, advertising, double or other"));
    if (code == 0)
        code = session_write(cli, &write, &done);
    if (code != 0)
        return code;
    code = written_say(cli, &done, say(cli, _("You reported %s. A moderator looks at it."), in.code.ptr));
    if (code == 0)
        out_more(cli, _("Nobody reads that it was you. When somebody else reports it too, it is hidden at once."));
    return code;
}

/* ---- appeal ---- */

static int post_appeal(struct cli *cli, const struct compose *compose, const struct draft *draft, struct span code)
{
    struct msg_appeal in = { .code = code, .text = span_of(draft->text) };
    struct msg_done done;
    struct session_write write = { .verb = VERB_appeal,
                                   .place = TOPIC_HERE,
                                   .in = &in,
                                   .about = code.ptr,
                                   .summary = draft->text,
                                   .text = draft->text,
                                   .again = say(cli, "vakwerk mod appeal %s --recover", code.ptr),
                                   .checked = true };
    int failed = compose_finish(compose, session_write(cli, &write, &done));

    return failed != 0 ? failed
                       : written_say(cli, &done, say(cli, _("Another moderator looks at %s again."), code.ptr));
}

int cmd_mod_appeal(struct cli *cli)
{
    struct span code = thing_code(cli, cli->args.words[0]);
    struct draft draft = { .title = "", .text = "" };
    struct compose compose = { .draft = say(cli, "appeal-%s", code.ptr),
                               .help = say(cli,
                                           _("Why should %s be seen? Moderators alone read this.\n"
                                             "Lines with # do not count."),
                                           code.ptr),
                               .missing = _("why should it be seen?") };
    int failed = thing_check_code(cli, code);

    if (failed == 0)
        failed = compose_text(cli, &compose, &draft);
    return failed != 0 ? failed : post_appeal(cli, &compose, &draft, code);
}
