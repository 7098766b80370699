#include "lesson_read.h"

#include "failure.h"
#include "session.h"
#include "thing.h"

/*
 * A draft beside what is published stays in `drafts`; what was never published, or is retired, says so in `state`; what
 * moderation holds its author and moderators can still read, and it says `held`.
 */
static bool may_leave(const struct msg_thing *thing)
{
    return !thing->private && !thing->retracted && thing->held.ptr == NULL && thing->state.ptr == NULL;
}

int lesson_read_public(struct cli *cli, const char *kind, struct msg_shown *out)
{
    struct msg_show in = { .code = thing_code(cli, cli->args.words[0]) };
    int code = thing_check_code(cli, in.code);

    if (code == 0)
        code = session_call(cli, VERB_show, &in, out);
    if (code != 0)
        return code;
    const char *called = thing_line(cli, out->base.code);
    if (!span_is(out->base.kind, kind))
        return fail(cli, CLI_USAGE,
                    say(cli, strcmp(kind, "guide") == 0 ? _("%s is no guide") : _("%s is no lesson"), called), NULL);
    if (out->base.private)
        return fail(cli, CLI_FORBIDDEN, say(cli, _("%s is only for your team: it does not go on paper"), called), NULL);
    if (!may_leave(&out->base))
        return fail(cli, CLI_CONFLICT, say(cli, _("%s is not published: it does not go on paper"), called), NULL);
    return 0;
}

int lesson_read_linked(struct cli *cli, struct span code, struct msg_shown *out, bool *there)
{
    struct msg_show in = { .code = code };
    struct vakwerk_reply reply;
    enum vakwerk_result result = session_try(cli, VERB_show, &in, out, &reply);

    *there = result == VAKWERK_OK && may_leave(&out->base);
    if (result == VAKWERK_OK || (result == VAKWERK_REFUSED && reply.error == ERR_NOT_FOUND))
        return 0;
    return result == VAKWERK_REFUSED ? failure_refused(cli, VERB_show, thing_line(cli, code), &reply)
                                     : failure_no_reply(cli, result);
}
