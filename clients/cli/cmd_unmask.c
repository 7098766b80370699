/* Two moderators learn who asked anonymously. */
#include "commands.h"
#include "json.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"

int cmd_open_anonymous(struct cli *cli)
{
    struct msg_open_anonymous in = { .code = thing_code(cli, cli->args.words[0]),
                                     .reason = span_of(opt(cli, OPT_REASON)) };
    struct msg_unmasked out;

    if (in.reason.ptr == NULL)
        return fail(cli, CLI_USAGE, _("the reason is missing"), "--reason \"...\"");
    int code = prompt_sure(
        cli, say(cli, _("Open who asked %s? The asker is told, and it is kept who did this and why."), in.code.ptr));
    if (code == 0)
        code = session_call(cli, VERB_open_anonymous, &in, &out);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_unmasked, &out);
    if (out.waiting)
        out_done(cli, _("Noted. A moderator of another organisation must ask the same within seven days."));
    else
        out_done(cli, say(cli, _("%s was asked by %s (%s). The asker has been told."), in.code.ptr,
                          thing_line(cli, out.author_name), thing_line(cli, out.author)));
    return 0;
}
