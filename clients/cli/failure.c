#include "failure.h"

#include "certificate.h"
#include "clients/lib/clock.h"
#include "clients/text/words.h"
#include "help.h"
#include "nearest.h"
#include "offline.h"
#include "out.h"
#include "proto/code.h"
#include "session.h"
#include "thing.h"
#include "times.h"

/* ---- no reply ---- */

const char *failure_server(struct cli *cli)
{
    const char *server = cli->credentials.server == NULL ? "" : cli->credentials.server;
    const char *host = strstr(server, "://");

    return host == NULL ? server : host + 3;
}

/* A server that says nothing keeps one waiting; where nobody listens, one hears so at once. */
static const char *no_connection(struct cli *cli)
{
    bool waited = cli->called_at != 0 && clock_now() - cli->called_at >= cli->timeout_ms;

    return waited
               ? say(cli, _("no connection with %s (time-out after %d s)"), failure_server(cli), cli->timeout_ms / 1000)
               : say(cli, _("no connection with %s"), failure_server(cli));
}

/* The same without a connection, for what can be read so; else NULL. */
static const char *read_offline(struct cli *cli)
{
    static const char *const names[] = { "", "list", "show", "search", "follow", "whoami" };
    const char *name = help_name(cli, cli->command);
    const char *about = cli->args.word_count > 0 ? say(cli, " %s", cli->args.words[0]) : "";

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(name, names[i]) == 0)
            return say(cli, "vakwerk%s%s%s --offline", name[0] == '\0' ? "" : " ", name, about);
    return NULL;
}

static int no_broker(struct cli *cli)
{
    const char *offline = read_offline(cli);

    return fail(cli, CLI_UNREACHABLE, no_connection(cli),
                offline != NULL ? say(cli, _("see what was kept last: %s"), offline)
                                : _("is your network up? Otherwise ask your administrator"));
}

static int no_answer(struct cli *cli)
{
    return fail(cli, CLI_UNREACHABLE, _("the server can be reached, but Vakwerk itself does not answer"),
                _("try again in a minute, or ask your administrator"));
}

static int wrong_secret(struct cli *cli)
{
    return fail(
        cli, CLI_AUTH, _("this user name, device and secret are not known (any more)"),
        say(cli, _("need a new code? Ask your administrator for: vakwerk member reset %s"), cli->credentials.member));
}

int failure_no_reply(struct cli *cli, enum vakwerk_result result)
{
    switch (result) {
    case VAKWERK_NO_BROKER:
        return no_broker(cli);
    case VAKWERK_NO_ANSWER:
        return no_answer(cli);
    case VAKWERK_AUTH:
        return wrong_secret(cli);
    case VAKWERK_CERTIFICATE:
        return fail(cli, CLI_UNREACHABLE, certificate_trouble(cli, cli->credentials.server),
                    _("tell your administrator"));
    case VAKWERK_NO_TLS:
        return fail(cli, CLI_UNREACHABLE, say(cli, _("%s speaks no TLS"), failure_server(cli)),
                    _("check the port in your settings: with TLS it is usually 8883"));
    case VAKWERK_TOO_BIG:
        return fail(cli, CLI_CONTENT, _("this is too much for one message"), NULL);
    case VAKWERK_BAD_REPLY:
        return fail(cli, CLI_FAILED, _("Vakwerk answered something this program does not understand"),
                    _("is there a newer version of this program?"));
    case VAKWERK_OK:
    case VAKWERK_REFUSED:
    case VAKWERK_LOCAL:
        break;
    }
    return fail(cli, CLI_FAILED, _("this computer cannot do that now: no memory, or the disk is full"), NULL);
}

/* ---- refused ---- */

int failure_code(int error)
{
    switch (error) {
    case ERR_NOT_FOUND:
        return CLI_NOT_FOUND;
    case ERR_FORBIDDEN:
        return CLI_FORBIDDEN;
    case ERR_TOO_LONG:
    case ERR_TOO_SHORT:
    case ERR_TOO_BIG:
    case ERR_IDENTIFYING:
    case ERR_ADVICE:
    case ERR_NO_QUESTION:
    case ERR_SET_ASIDE:
        return CLI_CONTENT;
    case ERR_CONFLICT:
    case ERR_NOT_NOW:
        return CLI_CONFLICT;
    case ERR_BAD_REQUEST:
        return CLI_USAGE;
    default:
        return CLI_FAILED;
    }
}

/* What people call the fields of a request. */
static const char *field_name(struct span field)
{
    static const struct {
        const char *field, *name;
    } names[] = { { "title", N_("the short question") },
                  { "text", N_("the text") },
                  { "theme", N_("the theme") },
                  { "themes", N_("the themes") },
                  { "team", N_("the team") },
                  { "name", N_("the name") },
                  { "note", N_("the note") },
                  { "until_at", N_("the end time") },
                  { "weeks", N_("the number of weeks") },
                  { "room", N_("the place") },
                  { "function", N_("the function") },
                  { "at", N_("the time") },
                  { "member", N_("the user name") },
                  { "device", N_("the device") },
                  { "code", N_("the code") },
                  { "to", N_("the code") },
                  { "url", N_("the source") },
                  { "sources", N_("the sources") },
                  { "municipality", N_("the municipality") },
                  { "care", N_("the kind of help") },
                  { "teams", N_("the teams") },
                  { "roles", N_("the roles") },
                  { "registration", N_("the registration") },
                  { "frequency", N_("the frequency") },
                  { "kiosk", N_("the screen") },
                  { "hours", N_("the hours") },
                  { "digits", N_("the code on the screen") },
                  { "support", N_("the support role") },
                  { "ladder", N_("the pace") },
                  { "neighbours", N_("the neighbouring teams") },
                  { "date", N_("the date") },
                  { "codes", N_("the list") },
                  { "one_time_code", N_("the one-time code") } };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (span_is(field, names[i].field))
            return _(names[i].name);
    return NULL;
}

static const char *field_of(struct cli *cli, const struct msg_refused *refused)
{
    const char *name = refused->field.ptr == NULL ? NULL : field_name(refused->field);

    if (name != NULL)
        return name;
    return refused->field.ptr == NULL ? _("the text") : words_line(&cli->arena, refused->field);
}

static int too_long(struct cli *cli, const struct msg_refused *refused)
{
    const char *what = say(cli,
                           refused->error.len == 8 /* too_long */
                               ? _("%s has %lld characters, %lld are allowed")
                               : _("%s has %lld characters, %lld are needed"),
                           field_of(cli, refused), (long long)refused->got, (long long)refused->limit);
    const char *tip = span_is(refused->field, "title") && span_is(refused->error, "too_long")
                          ? _("put details into the explanation: vakwerk ask --recover")
                          : NULL;

    return fail(cli, CLI_CONTENT, what, tip);
}

static int list_full(struct cli *cli, const struct msg_refused *refused)
{
    return fail(cli, CLI_CONTENT,
                say(cli, _("there is room for %lld questions on the list"), (long long)refused->limit),
                "vakwerk intervision done");
}

static int meeting_full(struct cli *cli, const struct msg_refused *refused)
{
    return fail(cli, CLI_CONTENT, say(cli, _("there is room for %lld in one step"), (long long)refused->limit),
                "vakwerk meeting next");
}

/* So that one sees at what one looked. */
static const char *kind_of_code(const char *code)
{
    static const char *const names[] = {
        [CODE_BAD] = "",
        [CODE_QUESTION] = N_("question"),
        [CODE_ANSWER] = N_("answer"),
        [CODE_TIP] = N_("tip"),
        [CODE_SIGNAL] = N_("signal"),
        [CODE_LESSON] = N_("lesson"),
        [CODE_GUIDE] = N_("guide"),
        [CODE_NOTICE] = N_("notice"),
    };

    return _(names[code_read(span_of(code)).kind]);
}

struct near {
    struct cli *cli;
    const char *typed, *best;
};

/* One slip and no more: two in a code of four characters is another code. */
static void try_code(void *to, const char *name, const char *title)
{
    struct near *near = to;

    (void)title;
    if (near->best == NULL && nearest_distance(near->typed, name) == 1)
        near->best = say(near->cli, "%s", name);
}

/* Of the codes that were seen on this computer. NULL when none is near. */
static const char *near_code(struct cli *cli, const char *typed)
{
    struct near near = { .cli = cli, .typed = typed };
    struct vakwerk_cache *cache = offline_cache(cli);

    if (cache != NULL)
        vakwerk_cache_names(cache, "code", "", try_code, &near);
    return near.best;
}

static int no_such_code(struct cli *cli, const char *typed)
{
    const char *code = thing_code(cli, typed).ptr, *near = near_code(cli, code);
    const char *tip = near == NULL ? _("you can search with: vakwerk search")
                                   : say(cli, _("did you mean %s? You can search with: vakwerk search"), near);

    if (near != NULL && cli->json)
        tip = say(cli, _("did you mean %s?"), near);
    return fail(cli, CLI_NOT_FOUND, say(cli, _("%s %s does not exist"), kind_of_code(code), code), tip);
}

static int not_found(struct cli *cli, const char *about, const struct msg_refused *refused)
{
    if (span_is(refused->field, "codes"))
        return fail(cli, CLI_NOT_FOUND, _("that is not on the list"), "vakwerk intervision list");
    if (span_is(refused->field, "meeting"))
        return fail(cli, CLI_NOT_FOUND, _("your team does nothing together now"),
                    "vakwerk intervision session 7K3F --screen");
    if (span_is(refused->field, "digits"))
        return fail(cli, CLI_NOT_FOUND, _("no screen shows these digits now"),
                    _("look again: after ten minutes a screen shows other digits"));
    if (span_is(refused->field, "themes"))
        return fail(cli, CLI_NOT_FOUND, _("one of these themes does not exist"), "vakwerk theme list");
    if (span_is(refused->field, "kiosk"))
        return fail(cli, CLI_NOT_FOUND, _("there is no such screen"), "vakwerk kiosk list");
    if (span_is(refused->field, "region"))
        return fail(cli, CLI_NOT_FOUND, _("there is no such region"), "vakwerk region list");
    if (about == NULL)
        return fail(cli, CLI_NOT_FOUND, _("there is no such thing, or you may not see it"), NULL);
    if (code_read(thing_code(cli, about)).kind != CODE_BAD)
        return no_such_code(cli, about);
    return fail(cli, CLI_NOT_FOUND, say(cli, _("%s does not exist"), about), _("see what there is: vakwerk list"));
}

/* When the text of a thing, or of one of its answers, last changed; 0 when that cannot be read now. */
static int64_t edited_at(struct cli *cli, const char *code)
{
    struct msg_show in = { .code = span_of(code) };
    struct msg_shown out;
    struct vakwerk_reply reply;
    struct vakwerk_call call = {
        .verb = VERB_show, .place = TOPIC_HERE, .in = &in, .out = &out, .timeout_ms = cli->timeout_ms
    };

    if (cli->v == NULL || vakwerk_call(cli->v, &call, &cli->arena, &reply) != VAKWERK_OK)
        return 0;
    for (size_t i = 0; i < out.items_count; i++)
        if (span_is(out.items[i].code, code))
            return out.items[i].edited_at;
    return out.base.edited_at;
}

static int changed(struct cli *cli, const char *code)
{
    int64_t at = edited_at(cli, code);
    bool today = times_midnight(at, 0) == times_midnight(cli->now_ms, 0);
    struct code read = code_read(span_of(code));
    const char *what = at == 0 ? say(cli, _("%s has been changed meanwhile"), code)
                       : today ? say(cli, _("%s was changed at %s already"), code, times_clock(cli, at))
                               : say(cli, _("%s was changed already: %s"), code, times_when(cli, at));
    const char *tip = read.kind == CODE_ANSWER
                          ? say(cli, "vakwerk show %.*s", span_int(read.question), read.question.ptr)
                          : say(cli, "vakwerk show %s", code);

    return fail(cli, CLI_CONFLICT, what, say(cli, _("see the new text: %s"), tip));
}

static int conflict(struct cli *cli, enum verb verb, const char *about)
{
    if (verb == VERB_edit)
        return changed(cli, about);
    if (verb == VERB_redact)
        return fail(cli, CLI_CONFLICT, say(cli, _("%s has been changed meanwhile"), about),
                    say(cli, "vakwerk mod show %s", about));
    if (verb == VERB_appeal)
        return fail(cli, CLI_CONFLICT, say(cli, _("%s is not hidden, or there was an appeal already"), about), NULL);
    if (verb == VERB_hold || verb == VERB_release || verb == VERB_approve || verb == VERB_reject ||
        verb == VERB_merge || verb == VERB_move)
        return fail(cli, CLI_CONFLICT, _("it is that already, or nothing waits for a decision"), "vakwerk mod queue");
    if (verb == VERB_meeting_begin)
        return fail(cli, CLI_CONFLICT, _("your team does something together already"), "vakwerk meeting show");
    if (verb == VERB_meeting_next)
        return fail(cli, CLI_CONFLICT, _("it went on already, or this is the first step"), "vakwerk meeting show");
    if (verb == VERB_signal)
        return fail(cli, CLI_CONFLICT, say(cli, _("you raised %s already, and there is no answer yet"), about), NULL);
    if (verb == VERB_kiosk_order)
        return fail(cli, CLI_CONFLICT, _("that screen has no connection now, and would not hear it"),
                    "vakwerk kiosk list");
    if (verb == VERB_resolve)
        return fail(cli, CLI_CONFLICT, _("in this theme a registered colleague must endorse an answer first"),
                    say(cli, "vakwerk show %s", about));
    if (verb == VERB_claim)
        return fail(cli, CLI_CONFLICT, say(cli, _("%s is not in the queue, or somebody else has taken it up"), about),
                    "vakwerk support list");
    if (verb == VERB_hand_back)
        return fail(cli, CLI_CONFLICT, say(cli, _("you do not have %s (any more)"), about), "vakwerk support list");
    if (verb == VERB_member_erase || verb == VERB_member_erase_confirm)
        return fail(cli, CLI_CONFLICT, _("this member is being erased already, or is the last administrator"), NULL);
    if (verb == VERB_member_add || verb == VERB_team_add || verb == VERB_theme_add || verb == VERB_kiosk_add ||
        verb == VERB_kiosk_pair)
        return fail(cli, CLI_CONFLICT, say(cli, _("%s exists already"), about), NULL);
    if (about != NULL)
        return fail(cli, CLI_CONFLICT, say(cli, _("%s exists already, or was changed or closed"), about), NULL);
    return fail(cli, CLI_CONFLICT, _("this exists already, or was changed or closed"), NULL);
}

static int too_many(struct cli *cli, const struct msg_refused *refused)
{
    const char *tip = refused->has_retry_at
                          ? say(cli, _("try again after %s"), times_clock(cli, refused->retry_at + 59999))
                          : _("try again in a minute");

    if (refused->field.ptr != NULL)
        return fail(cli, CLI_FAILED, _("you posted the same text just now"), tip);
    return fail(cli, CLI_FAILED, _("this is more than one person may do in so short a time"), tip);
}

/* Whom to ask then: "m.jansen, k.yilmaz and a.bos". NULL when nobody was named. */
static const char *moderators(struct cli *cli, const struct msg_refused *refused)
{
    const char *names = NULL;

    for (size_t i = 0; i < refused->moderators_count; i++) {
        const char *name = words_line(&cli->arena, refused->moderators[i]);
        bool last = i + 1 == refused->moderators_count;
        names = i == 0 ? name : say(cli, "%s%s%s", names, last ? _(" and ") : ", ", name);
    }
    return names == NULL ? NULL
                         : say(cli,
                               ngettext("your moderator is %s", "your moderators are %s",
                                        (unsigned long)refused->moderators_count),
                               names);
}

static int forbidden(struct cli *cli, enum verb verb, const struct msg_refused *refused)
{
    if (verb == VERB_signal_list || verb == VERB_signal_answer)
        return fail(cli, CLI_FORBIDDEN, _("only editors and administrators may do this"), NULL);
    switch (schema_verbs[verb].role) {
    case ROLE_ADMINISTRATOR:
        return fail(cli, CLI_FORBIDDEN, _("only administrators may do this"), NULL);
    case ROLE_MODERATOR:
        return fail(cli, CLI_FORBIDDEN, _("only moderators may do this"), moderators(cli, refused));
    case ROLE_EDITOR:
        return fail(cli, CLI_FORBIDDEN, _("only editors may do this"), NULL);
    case ROLE_REGISTERED:
        return fail(cli, CLI_FORBIDDEN,
                    _("only registered colleagues (SKJ or BIG) may do this, and not with their own text"), NULL);
    case ROLE_MEMBER:
    case ROLE_ACCOUNT:
    case ROLE_MAILER:
    case ROLE_GUEST:
    case ROLE_REGION:
        break;
    }
    if (verb == VERB_log || verb == VERB_log_verify)
        return fail(cli, CLI_FORBIDDEN, _("only moderators and administrators may do this"), NULL);
    if (verb == VERB_report)
        return fail(cli, CLI_FORBIDDEN, _("this is your own text: you can change or withdraw it"), NULL);
    if (verb == VERB_thank)
        return fail(cli, CLI_FORBIDDEN, _("this is your own text, so you cannot appreciate it"), NULL);
    if (verb == VERB_react)
        return fail(cli, CLI_FORBIDDEN, _("this is your own text, so you cannot judge it"), NULL);
    if (verb == VERB_waitlist_set)
        return fail(cli, CLI_FORBIDDEN, _("only teams of that municipality and placement coordinators may say this"),
                    NULL);
    if (verb == VERB_edit || verb == VERB_retract || verb == VERB_resolve || verb == VERB_appeal)
        return fail(cli, CLI_FORBIDDEN, _("one can only change what one wrote oneself"), NULL);
    if (verb == VERB_claim || verb == VERB_hand_back)
        return fail(cli, CLI_FORBIDDEN, _("this waits for another support role than yours"), "vakwerk whoami");
    return fail(cli, CLI_FORBIDDEN, _("you may not do this"), NULL);
}

/* What something must look like; NULL when it is not that. */
static const char *shape(const struct msg_refused *refused)
{
    static const struct {
        const char *want, *text;
    } rows[] = { { "slug", N_("2 to 32 characters: small letters, digits and hyphens, and no hyphen in front") },
                 { "name",
                   N_("2 to 32 characters: small letters, digits, dots and hyphens, and a letter or digit in front") },
                 { "code", N_("a code looks like 7K3F; see: vakwerk list") },
                 { "word", N_("letters, digits and marks, without blanks or accents") } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (span_is(refused->want, rows[i].want))
            return _(rows[i].text);
    return NULL;
}

/* The daemon's own words are English and for a developer: for who asks with --verbose. */
static int other(struct cli *cli, int code, const struct msg_refused *refused)
{
    const char *field = refused->field.ptr == NULL ? NULL : field_name(refused->field), *tip = shape(refused);

    out_verbose(cli, say(cli, "vakwerkd: %s", words_line(&cli->arena, refused->message)));
    if (tip == NULL && !has(cli, OPT_VERBOSE))
        tip = _("what Vakwerk says of it, in English: the same with --verbose");
    return fail(cli, code, field == NULL ? _("Vakwerk refused this") : say(cli, _("%s is not right"), field), tip);
}

int failure_refused(struct cli *cli, enum verb verb, const char *about, const struct vakwerk_reply *reply)
{
    const struct msg_refused *refused = &reply->refused;

    switch (reply->error) {
    case ERR_TOO_LONG:
    case ERR_TOO_SHORT:
        if (span_is(refused->field, "meeting"))
            return meeting_full(cli, refused);
        return span_is(refused->field, "codes") ? list_full(cli, refused) : too_long(cli, refused);
    case ERR_NOT_FOUND:
        return not_found(cli, about, refused);
    case ERR_FORBIDDEN:
        return forbidden(cli, verb, refused);
    case ERR_CONFLICT:
        return conflict(cli, verb, about);
    case ERR_TOO_MANY:
        return too_many(cli, refused);
    case ERR_BAD_REQUEST:
        return other(cli, failure_code(ERR_BAD_REQUEST), refused);
    case ERR_NOT_NOW:
        return fail(cli, CLI_CONFLICT, _("this is a round to listen"), "vakwerk meeting show");
    case ERR_ADVICE:
        return fail(cli, CLI_CONTENT, _("that sounds like advice: in this round there are only questions"),
                    _("advice comes later"));
    case ERR_NO_QUESTION:
        return fail(cli, CLI_CONTENT, _("only questions in this round: end with a question mark"), NULL);
    case ERR_DAMAGED:
        return fail(cli, CLI_FAILED, _("what is kept of this is damaged and is not shown"),
                    _("tell your administrator: it may be in a backup"));
    case ERR_SET_ASIDE:
        return fail(cli, CLI_CONTENT, _("Vakwerk stopped twice on this message; it is not tried again"),
                    _("tell your administrator; say it in other words"));
    case ERR_BUSY:
    case ERR_STORAGE:
        return fail(cli, CLI_FAILED, _("Vakwerk cannot take this now; nothing was done"), _("try again in a minute"));
    default:
        return other(cli, failure_code(reply->error), refused);
    }
}

const char *failure_in_short(struct cli *cli, const char *error)
{
    static const struct {
        const char *error, *text;
    } texts[] = { { "too_long", N_("too long") },
                  { "too_short", N_("too short") },
                  { "identifying", N_("may point at a client") },
                  { "not_found", N_("does not exist any more") },
                  { "forbidden", N_("not allowed") },
                  { "conflict", N_("changed or closed meanwhile") },
                  { "bad_request", N_("not in order") },
                  { "too_big", N_("too much") } };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (strcmp(error, texts[i].error) == 0)
            return _(texts[i].text);
    return words_line(&cli->arena, span_of(error));
}
