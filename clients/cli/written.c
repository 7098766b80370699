#include "written.h"

#include "json.h"
#include "out.h"
#include "proto/code.h"
#include "session.h"
#include "thing.h"

const char *written_code(struct cli *cli, const struct msg_done *done)
{
    return thing_line(cli, done->code);
}

/* With --quiet too: it is for the person, not for the script. */
void written_help(struct cli *cli, const struct msg_done *done)
{
    static const struct {
        const char *word, *text;
    } rows[] = { { "112", N_("Is somebody in danger now? Call 112.") },
                 { "113",
                   N_("Does somebody think of suicide? Call 113 or 0800-0113, day and night, or chat on 113.nl.") },
                 { "veilig-thuis", N_("Abuse or violence at home? Call Veilig Thuis: 0800-2000, day and night.") } };

    if (done->help_count == 0 || cli->json)
        return;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t j = 0; j < done->help_count; j++)
            if (span_is(done->help[j], rows[i].word))
                out_warn(cli, _(rows[i].text));
    if (code_read(done->code).kind != CODE_SIGNAL) /* which is for the policy table */
        out_warn(cli, _("A moderator reads your text too. Do not wait for that."));
}

int written_say(struct cli *cli, const struct msg_done *done, const char *text)
{
    if (cli->json)
        return json_print(cli, &type_done, done);
    if (has(cli, OPT_QUIET) && done->code.ptr != NULL)
        fprintf(cli->out, "%s\n", written_code(cli, done));
    out_done(cli, text);
    written_help(cli, done);
    session_say_depth(cli);
    return 0;
}

void written_undo(struct cli *cli, const struct msg_done *done)
{
    out_more(cli, say(cli, _("Undo: vakwerk retract %s"), written_code(cli, done)));
}

int written_waiting(struct cli *cli, const struct msg_done *done)
{
    const char *code = written_code(cli, done);

    return written_say(
        cli, done, say(cli, _("%s is with a moderator, who reads it first. You are told when it can be seen."), code));
}
