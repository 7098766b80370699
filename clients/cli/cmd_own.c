/* What one does with a thing that is there: change, withdraw, appreciate, mark answered. */
#include "commands.h"
#include "compose.h"
#include "hanging.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"
#include "written.h"

/* A write that is about one code and has nothing else to say. */
static int write_simple(struct cli *cli, enum verb verb, const void *in, struct span code, const char *summary,
                        struct msg_done *done)
{
    struct session_write write = { .verb = verb, .place = TOPIC_HERE, .in = in, .about = code.ptr, .summary = summary };

    return session_write(cli, &write, done);
}

/* ---- edit ---- */

static const char *edit_help(struct cli *cli, const char *code, bool has_title)
{
    return say(cli,
               has_title ? _("You change %s. The first line is the short question.\n"
                             "Lines with # do not count.")
                         : _("You change %s.\nLines with # do not count."),
               code);
}

static int write_edit(struct cli *cli, const struct compose *compose, const struct draft *draft, struct span code,
                      int64_t base)
{
    struct msg_done done;
    struct msg_edit in = { .code = code, .text = span_of(draft->text), .checked = has(cli, OPT_CHECKED) };

    if (compose->has_title)
        in.title = span_of(draft->title);
    MSG_SET(&in, base, base);
    struct session_write write = { .verb = VERB_edit,
                                   .place = TOPIC_HERE,
                                   .in = &in,
                                   .about = code.ptr,
                                   .summary = draft->title[0] != '\0' ? draft->title : draft->text,
                                   .title = draft->title,
                                   .text = draft->text,
                                   .again = say(cli, "vakwerk edit %s --recover", code.ptr),
                                   .checked = in.checked };
    int failed = compose_finish(compose, session_write(cli, &write, &done));
    if (failed != 0)
        return failed;
    return written_say(
        cli, &done,
        say(cli, done.waiting ? _("%s is changed. A moderator reads it first.") : _("%s is changed."), code.ptr));
}

int cmd_edit(struct cli *cli)
{
    struct span code = thing_code(cli, cli->args.words[0]);
    struct msg_shown shown;
    int failed = thing_check_code(cli, code);

    if (failed == 0)
        failed = session_call(cli, VERB_show, &(struct msg_show){ .code = code }, &shown);
    if (failed != 0)
        return failed;
    const struct msg_thing *thing = &shown.base;
    struct compose compose = { .draft = say(cli, "edit-%s", code.ptr),
                               .has_title = span_is(thing->kind, "question"),
                               .may_be_empty = span_is(thing->kind, "question"),
                               .wants_editor = !has(cli, OPT_TITLE),
                               .missing = _("what is the new text?") };
    struct draft draft = {
        .title = thing->title.ptr == NULL ? "" : say(cli, "%.*s", span_int(thing->title), thing->title.ptr),
        .text = thing->text.ptr == NULL ? "" : say(cli, "%.*s", span_int(thing->text), thing->text.ptr)
    };

    if (span_is(thing->kind, "lesson") || span_is(thing->kind, "guide"))
        return fail(cli, CLI_USAGE, say(cli, _("%s is changed in another way, with a second reader"), code.ptr),
                    say(cli, "vakwerk %.*s edit %s", span_int(thing->kind), thing->kind.ptr, code.ptr));
    if (!thing->mine)
        return fail(cli, CLI_FORBIDDEN, say(cli, _("%s was not written by you"), code.ptr), NULL);
    if (!cli->may_ask && !has(cli, OPT_TITLE) && !has(cli, OPT_MESSAGE) && !has(cli, OPT_FILE) &&
        !has(cli, OPT_RECOVER))
        return fail(cli, CLI_USAGE, compose.missing, _("give the text with -m TEXT, or -F FILE"));
    if (has(cli, OPT_TITLE))
        draft.title = opt(cli, OPT_TITLE);
    compose.help = edit_help(cli, code.ptr, compose.has_title);
    failed = compose_text(cli, &compose, &draft);
    return failed != 0 ? failed : write_edit(cli, &compose, &draft, code, thing->revision);
}

/* ---- the others ---- */

int cmd_retract(struct cli *cli)
{
    struct span code = thing_code(cli, cli->args.words[0]);
    struct msg_retract in = { .code = code };
    struct msg_done done;
    int failed = thing_check_code(cli, code);

    if (failed == 0)
        failed = prompt_sure(cli, say(cli, _("Withdraw %s? The text is erased everywhere."), code.ptr));
    if (failed == 0)
        failed = write_simple(cli, VERB_retract, &in, code, _("withdraw"), &done);
    if (failed == 0)
        failed = written_say(cli, &done, say(cli, _("%s is withdrawn and leaves all screens."), code.ptr));
    if (failed == 0)
        hanging_say_gone(cli, code);
    return failed;
}

int cmd_thank(struct cli *cli)
{
    struct span code = thing_code(cli, cli->args.words[0]);
    bool on = !has(cli, OPT_UNDO);
    struct msg_thank in = { .code = code, .on = on, .has_on = true };
    struct msg_done done;
    int failed = thing_check_code(cli, code);

    if (failed == 0)
        failed = write_simple(cli, VERB_thank, &in, code, on ? _("appreciate") : _("appreciate no more"), &done);
    if (failed != 0)
        return failed;
    const char *count = say(cli,
                            ngettext("%s has now been appreciated %lld time.",
                                     "%s has now been appreciated %lld times.", (unsigned long)done.count),
                            code.ptr, (long long)done.count);
    return written_say(cli, &done, on ? say(cli, _("%s Undo: vakwerk thank %s --undo"), count, code.ptr) : count);
}

/* ---- endorse ---- */

int cmd_endorse(struct cli *cli)
{
    struct span code = thing_code(cli, cli->args.words[0]);
    struct msg_endorse in = { .code = code, .unless = span_of(opt(cli, OPT_UNLESS)), .checked = has(cli, OPT_CHECKED) };
    struct msg_done done;
    struct session_write write = { .verb = VERB_endorse,
                                   .place = TOPIC_HERE,
                                   .in = &in,
                                   .about = code.ptr,
                                   .summary = _("endorse"),
                                   .text = opt(cli, OPT_UNLESS),
                                   .again = say(cli, "vakwerk endorse %s --unless", code.ptr),
                                   .checked = in.checked };
    int failed = thing_check_code(cli, code);

    if (failed == 0)
        failed = session_write(cli, &write, &done);
    if (failed != 0)
        return failed;
    return written_say(cli, &done,
                       say(cli,
                           ngettext("%s is now endorsed by %lld registered colleague.",
                                    "%s is now endorsed by %lld registered colleagues.", (unsigned long)done.count),
                           code.ptr, (long long)done.count));
}

/* ---- resolve ---- */

static const char *resolved_text(struct cli *cli, const struct msg_resolve *in)
{
    if (in->open)
        return say(cli, _("%s is open again."), in->code.ptr);
    if (in->has_answer)
        return say(cli, _("%s is answered. Answer %lld now comes first."), in->code.ptr, (long long)in->answer);
    return say(cli, _("%s is answered."), in->code.ptr);
}

static bool is_editor(struct cli *cli)
{
    struct msg_myself me;

    if (session_try(cli, VERB_me, &(struct msg_me){ .brief = true }, &me, NULL) != VAKWERK_OK)
        return false;
    for (size_t i = 0; i < me.roles_count; i++)
        if (span_is(me.roles[i], "editor"))
            return true;
    return false;
}

/* To who can make one, and where there is something to choose from. */
static void offer_lesson(struct cli *cli, struct span code)
{
    struct msg_shown shown;

    if (!cli->is_screen || cli->json || has(cli, OPT_QUIET) || !is_editor(cli))
        return;
    if (session_try(cli, VERB_show, &(struct msg_show){ .code = code }, &shown, NULL) == VAKWERK_OK &&
        shown.base.answers > 1)
        out_more(cli, say(cli, _("Make a lesson of the %lld answers? vakwerk lesson draft %s"),
                          (long long)shown.base.answers, code.ptr));
}

int cmd_resolve(struct cli *cli)
{
    struct msg_resolve in = { .code = thing_code(cli, cli->args.words[0]), .open = has(cli, OPT_REOPEN) };
    struct msg_done done;
    int failed = thing_check_code(cli, in.code);

    if (failed == 0 && has(cli, OPT_ANSWER)) {
        in.has_answer = opt_number(cli, OPT_ANSWER, 1, 100000, &in.answer);
        failed = in.has_answer ? 0 : CLI_USAGE;
    }
    if (failed == 0)
        failed = write_simple(cli, VERB_resolve, &in, in.code, in.open ? _("open again") : _("mark answered"), &done);
    if (failed == 0)
        failed = written_say(cli, &done, resolved_text(cli, &in));
    if (failed == 0 && !in.open)
        offer_lesson(cli, in.code);
    return failed;
}
