/* Erasing a member: what would happen, the name typed by hand, and then it cannot be undone. */
#include "commands.h"
#include "json.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

/* What becomes of the texts is said in words, never assumed. */
static int read_choice(struct cli *cli, struct span *out)
{
    const char *typed = opt(cli, OPT_POSTS);

    *out = span_of(typed);
    if (typed != NULL && (strcmp(typed, "anonymise") == 0 || strcmp(typed, "remove") == 0))
        return 0;
    return fail(cli, CLI_USAGE, _("what becomes of the texts?"),
                _("--posts anonymise keeps them without the name, --posts remove takes them away"));
}

static void say_what_happens(struct cli *cli, const struct msg_erasure_asked *asked, bool remove)
{
    const char *member = thing_line(cli, asked->member);
    unsigned long things = (unsigned long)asked->things;

    out_note(cli, say(cli, _("Everything that Vakwerk keeps of %s is erased."), member));
    out_note(cli,
             say(cli,
                 remove ? ngettext("%lld text is removed, with the answers under it.",
                                   "%lld texts are removed, with the answers under them.", things)
                        : ngettext("%lld text stays, without the name.", "%lld texts stay, without the name.", things),
                 (long long)asked->things));
    out_note(cli, _("This cannot be undone."));
}

/* The name, typed; who has nobody to ask says -y. */
static int make_sure(struct cli *cli, const struct msg_erasure_asked *asked, bool remove)
{
    if (has(cli, OPT_YES))
        return 0;
    if (!cli->may_ask)
        return fail(cli, CLI_USAGE, _("this cannot be undone, and there is nobody to ask"),
                    _("say that you are sure: -y"));
    say_what_happens(cli, asked, remove);
    const char *typed = prompt_line(cli, say(cli, _("Type %s to confirm:"), thing_line(cli, asked->member)), NULL);
    if (typed != NULL && span_is(asked->member, typed))
        return 0;
    return fail(cli, CLI_CANCELLED, _("nothing was done"), NULL);
}

int cmd_member_erase(struct cli *cli)
{
    const char *member = cli->args.word_count > 0 ? cli->args.words[0] : NULL;
    struct msg_member_erase in = { .member = span_of(member) };
    struct msg_erasure_asked asked;
    struct msg_done done;
    int code = read_choice(cli, &in.posts);

    if (code == 0)
        code = session_online(cli);
    if (code == 0)
        code = session_call(cli, VERB_member_erase, &in, &asked);
    if (code == 0)
        code = make_sure(cli, &asked, span_is(in.posts, "remove"));
    if (code != 0)
        return code;
    struct msg_member_erase_confirm confirm = { .member = in.member, .confirmation = asked.confirmation };
    code = session_call(cli, VERB_member_erase_confirm, &confirm, &done);
    if (code != 0)
        return code;
    return written_say(
        cli, &done,
        member == NULL
            ? _("You are being erased; in a moment you are logged out. Clear this computer too: vakwerk logout")
            : say(cli, _("%s is being erased."), member));
}
