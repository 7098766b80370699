#include "session.h"

#include "account.h"
#include "busy.h"
#include "certificate.h"
#include "clients/lib/clock.h"
#include "clients/text/words.h"
#include "failure.h"
#include "identifying.h"
#include "kept.h"
#include "offline.h"
#include "out.h"
#include "paths.h"

#define OUTBOX_FRESH_MS                                                                                                \
    (14LL * 24 * 60 * 60 *                                                                                             \
     1000) /* older ones go only when asked: people forget what they meant                       \
                                  */

int session_kept(struct cli *cli, const char *profile, struct credentials *out, bool *none)
{
    enum kept_result result = kept_read(cli, profile, out);

    if (none != NULL)
        *none = result == KEPT_NONE;
    return result == KEPT_FINE || (result == KEPT_NONE && none != NULL) ? 0 : kept_fail(cli, result);
}

int session_who(struct cli *cli)
{
    if (cli->has_credentials)
        return 0;
    int code = session_kept(cli, cli->config.profile, &cli->credentials, NULL);
    cli->has_credentials = code == 0;
    return code;
}

int session_online(struct cli *cli)
{
    return has(cli, OPT_OFFLINE) ? fail(cli, CLI_USAGE, _("this cannot be done with --offline"), NULL) : 0;
}

static int make_state_folder(struct cli *cli, struct path *path, const char *name)
{
    *path = paths_file(PATHS_STATE, name);
    if (path->text[0] != '\0' && paths_make_folder(path))
        return 0;
    return fail(cli, CLI_FAILED, say(cli, _("cannot make the folder for %s"), path->text), NULL);
}

static void print_trace(void *to, const char *line)
{
    (void)to;
    fprintf(stderr, "debug: %s\n", line);
}

static int open_handle(struct cli *cli, const struct credentials *credentials, const char *turn_file)
{
    struct vakwerk_account account = { .server = credentials->server,
                                       .ca_file = credentials->ca_file,
                                       .member = credentials->member,
                                       .device = credentials->device,
                                       .secret = credentials->secret,
                                       .turn_file = turn_file,
                                       .trace = has(cli, OPT_DEBUG) ? print_trace : NULL };
    out_verbose(
        cli, say(cli, _("Profile %s: as %s with %s."), cli->config.profile, credentials->member, credentials->server));
    cli->v = vakwerk_open(&account);
    return cli->v != NULL ? 0 : failure_no_reply(cli, VAKWERK_LOCAL);
}

int session_open(struct cli *cli, const struct credentials *credentials)
{
    struct path turn;
    /* Another person's device, or another server's, does not have to wait for ours. */
    int code = make_state_folder(
        cli, &turn, say(cli, "turn-%s-%s-%s", cli->config.profile, credentials->member, credentials->device));

    return code != 0 ? code : open_handle(cli, credentials, turn.text);
}

int session_open_once(struct cli *cli, const struct credentials *credentials)
{
    return open_handle(cli, credentials, NULL);
}

int session_connect(struct cli *cli)
{
    if (cli->v != NULL)
        return 0;
    int code = session_who(cli);
    return code != 0 ? code : session_open(cli, &cli->credentials);
}

const char *session_account(struct cli *cli)
{
    return say(cli, "%s:%s", cli->config.profile, cli->credentials.member);
}

int session_outbox(struct cli *cli)
{
    struct path path;

    if (cli->box != NULL)
        return 0;
    int code = session_who(cli);
    if (code == 0)
        code = make_state_folder(cli, &path, "outbox.db");
    if (code != 0)
        return code;
    cli->box = vakwerk_outbox_open(path.text, session_account(cli));
    if (cli->box != NULL)
        return 0;
    return fail(cli, CLI_FAILED, say(cli, _("the outbox cannot be opened: %s"), paths_shown(path.text).text), NULL);
}

void session_close(struct cli *cli)
{
    vakwerk_close(cli->v);
    vakwerk_outbox_close(cli->box);
    cli->v = NULL;
    cli->box = NULL;
}

void session_rest(struct cli *cli)
{
    vakwerk_rest(cli->v);
}

/* ---- the outbox ---- */

struct flush {
    struct cli *cli;
    int64_t own; /* number of the item this run wrote; 0: none */
    bool own_done;
    enum vakwerk_result own_result;
    struct vakwerk_reply own_reply;
    struct msg_done *done;
    int refused; /* others that were set aside */
};

static struct span keep(struct cli *cli, struct span text)
{
    return text.ptr == NULL ? text : arena_copy(&cli->arena, text);
}

static void keep_help(struct flush *flush)
{
    struct msg_done *done = flush->done;
    struct span *help = done->help_count == 0 ? NULL : arena_take(&flush->cli->arena, done->help_count * sizeof *help);

    for (size_t i = 0; help != NULL && i < done->help_count; i++)
        help[i] = keep(flush->cli, done->help[i]);
    done->help = help;
    done->help_count = help == NULL ? 0 : done->help_count;
}

/* The reply's texts are in the library's memory; what outlives the call is copied. */
static void keep_own(struct flush *flush, const struct vakwerk_sent *sent)
{
    struct msg_refused *refused = &flush->own_reply.refused;

    flush->own_done = true;
    flush->own_result = sent->result;
    flush->own_reply = *sent->reply;
    *flush->done = *sent->done;
    flush->done->code = keep(flush->cli, flush->done->code);
    keep_help(flush);
    refused->error = keep(flush->cli, refused->error);
    refused->field = keep(flush->cli, refused->field);
    refused->message = keep(flush->cli, refused->message);
    if (refused->hits_count > 0) {
        struct msg_hit *hits = arena_take(&flush->cli->arena, refused->hits_count * sizeof *hits);
        for (size_t i = 0; hits != NULL && i < refused->hits_count; i++) {
            hits[i] = refused->hits[i];
            hits[i].kind = keep(flush->cli, hits[i].kind);
        }
        refused->hits = hits;
        refused->hits_count = hits == NULL ? 0 : refused->hits_count;
    }
}

static void on_sent(void *to, const struct vakwerk_sent *sent)
{
    struct flush *flush = to;

    if (sent->item->number == flush->own) {
        keep_own(flush, sent);
        return;
    }
    if (sent->result == VAKWERK_OK)
        out_note(flush->cli, say(flush->cli, _("Sent from your outbox: %s"), sent->item->about));
    flush->refused += sent->result == VAKWERK_REFUSED && !sent->reply->refused.retry;
}

static void say_time(struct cli *cli, const char *what)
{
    out_verbose(cli, say(cli, _("%s took %lld ms."), what, (long long)(clock_now() - cli->called_at)));
}

static enum vakwerk_result send_waiting(struct cli *cli, struct flush *flush)
{
    int64_t waiting = 0, aside = 0;

    if (vakwerk_outbox_count(cli->box, &waiting, &aside) != 0)
        return VAKWERK_LOCAL;
    if (waiting == 0)
        return VAKWERK_OK;
    struct busy busy;
    cli->called_at = clock_now();
    busy_begin(cli, &busy);
    enum vakwerk_result result =
        vakwerk_outbox_send(cli->v, cli->box, cli->now_ms - OUTBOX_FRESH_MS, cli->timeout_ms, on_sent, flush);
    busy_end(&busy);
    say_time(cli, _("Sending"));
    if (flush->refused > 0)
        out_warn(cli,
                 say(cli,
                     ngettext("%d message in your outbox was refused: vakwerk outbox",
                              "%d messages in your outbox were refused: vakwerk outbox", (unsigned long)flush->refused),
                     flush->refused));
    /* A refusal that can pass concerns what waits, not what comes after it. */
    return result == VAKWERK_REFUSED ? VAKWERK_OK : result;
}

void session_say_depth(struct cli *cli)
{
    int64_t waiting = 0, aside = 0;

    if (cli->box == NULL || vakwerk_outbox_count(cli->box, &waiting, &aside) != 0 || waiting + aside == 0)
        return;
    out_note(cli, say(cli,
                      ngettext("Outbox: %lld message. See: vakwerk outbox",
                               "Outbox: %lld messages. See: vakwerk outbox", (unsigned long)(waiting + aside)),
                      (long long)(waiting + aside)));
}

/* ---- calls ---- */

/* What waits in the outbox first. */
static enum vakwerk_result send_call(struct cli *cli, const struct vakwerk_call *call, struct vakwerk_reply *reply)
{
    struct msg_done ignored;
    struct flush flush = { .cli = cli, .done = &ignored };
    enum vakwerk_result result = cli->box == NULL ? VAKWERK_OK : send_waiting(cli, &flush);

    if (result != VAKWERK_OK)
        return result;
    struct busy busy;
    cli->called_at = clock_now();
    busy_begin(cli, &busy);
    result = vakwerk_call(cli->v, call, &cli->arena, reply);
    busy_end(&busy);
    say_time(cli, schema_verbs[call->verb].name);
    return result;
}

enum vakwerk_result session_try(struct cli *cli, enum verb verb, const void *in, void *out, struct vakwerk_reply *reply)
{
    struct vakwerk_reply ignored;
    struct vakwerk_call call = {
        .verb = verb, .place = TOPIC_HERE, .in = in, .out = out, .timeout_ms = cli->timeout_ms
    };

    return send_call(cli, &call, reply != NULL ? reply : &ignored);
}

/* The theme or team that was asked in, not something that was asked about there. */
static bool is_place_missing(enum topic_place place, const struct vakwerk_reply *reply)
{
    return reply->error == ERR_NOT_FOUND && place != TOPIC_HERE &&
           span_is(reply->refused.field, place == TOPIC_TEAM ? "team" : "theme");
}

int session_call_in(struct cli *cli, enum verb verb, enum topic_place place, const char *space, const void *in,
                    void *out)
{
    struct vakwerk_reply reply;
    struct vakwerk_call call = {
        .verb = verb, .place = place, .space = span_of(space), .in = in, .out = out, .timeout_ms = cli->timeout_ms
    };

    if (has(cli, OPT_OFFLINE))
        return offline_answer(cli, &call);
    int code = session_connect(cli);
    if (code == 0)
        code = session_outbox(cli);
    if (code != 0)
        return code;
    enum vakwerk_result result = send_call(cli, &call, &reply);
    if (result == VAKWERK_OK)
        offline_note(cli, verb, out);
    if (result == VAKWERK_OK)
        return 0;
    if (result == VAKWERK_REFUSED && reply.error == ERR_NOT_FOUND && verb == VERB_show)
        offline_forget(cli, ((const struct msg_show *)in)->code);
    if (result == VAKWERK_REFUSED && is_place_missing(place, &reply))
        return account_no_such_place(cli, place, space);
    if (result == VAKWERK_REFUSED)
        return failure_refused(cli, verb, cli->args.word_count > 0 ? cli->args.words[0] : NULL, &reply);
    return failure_no_reply(cli, result);
}

int session_call(struct cli *cli, enum verb verb, const void *in, void *out)
{
    return session_call_in(cli, verb, TOPIC_HERE, NULL, in, out);
}

/* ---- writes ---- */

static int kept(struct cli *cli, enum vakwerk_result why, bool at_broker)
{
    int64_t waiting = 0, aside = 0;

    vakwerk_outbox_count(cli->box, &waiting, &aside);
    if (cli->json) {
        return fail(cli, CLI_QUEUED, _("no connection; your text is kept in the outbox"), "vakwerk outbox send");
    }
    if (why == VAKWERK_CERTIFICATE)
        return fail(cli, CLI_QUEUED, certificate_trouble(cli, cli->credentials.server),
                    _("tell your administrator; your message is kept in the outbox"));
    if (why == VAKWERK_NO_BROKER)
        fprintf(stderr, "%s\n", say(cli, _("No connection with %s."), failure_server(cli)));
    else if (why == VAKWERK_NO_TLS)
        fprintf(stderr, "%s\n", say(cli, _("%s speaks no TLS. Check the port in your settings."), failure_server(cli)));
    else if (why == VAKWERK_REFUSED)
        fprintf(stderr, "%s\n", _("Vakwerk cannot take it now."));
    else if (at_broker)
        fprintf(stderr, "%s\n", _("The server has your message, but Vakwerk has not stored it yet."));
    else if (why != VAKWERK_OK)
        fprintf(stderr, "%s\n", _("Vakwerk does not answer."));
    out_done(cli, say(cli,
                      ngettext("Kept in your outbox (%lld message). It goes by itself as soon as you are connected "
                               "again. Try now: vakwerk outbox send",
                               "Kept in your outbox (%lld messages). They go by themselves as soon as you are "
                               "connected again. Try now: vakwerk outbox send",
                               (unsigned long)waiting),
                      (long long)waiting));
    return CLI_QUEUED;
}

static int put(struct cli *cli, const struct session_write *write, int64_t *number)
{
    struct vakwerk_call call = {
        .verb = write->verb, .place = write->place, .space = span_of(write->space), .in = write->in
    };

    switch (vakwerk_outbox_put(cli->box, &call, write->about, write->summary, cli->now_ms, number)) {
    case 0:
        return 0;
    case ERR_TOO_MANY:
        return fail(cli, CLI_FAILED, _("your outbox is full"), "vakwerk outbox");
    case ERR_TOO_BIG:
        return fail(cli, CLI_CONTENT, _("this is too much for one message"), NULL);
    default:
        return fail(cli, CLI_FAILED, _("your text cannot be kept: the disk is full or the outbox is damaged"), NULL);
    }
}

/* A refusal in the foreground is told now and the draft keeps the text, so nothing stays behind in the outbox. */
static int refused(struct cli *cli, const struct session_write *write, const struct flush *flush)
{
    vakwerk_outbox_drop(cli->box, flush->own);
    if (flush->own_reply.error == ERR_IDENTIFYING)
        return identifying_refused(cli, write, &flush->own_reply.refused);
    if (is_place_missing(write->place, &flush->own_reply))
        return account_no_such_place(cli, write->place, write->space);
    return failure_refused(cli, write->verb, write->about, &flush->own_reply);
}

/* The disk takes about as long as the broker does to let somebody in: they need not wait for each other. */
static int begin_to_connect(struct cli *cli)
{
    int code = has(cli, OPT_OFFLINE) ? 0 : session_connect(cli);

    if (code == 0 && cli->v != NULL)
        vakwerk_begin(cli->v);
    return code;
}

int session_write(struct cli *cli, const struct session_write *write, struct msg_done *done)
{
    struct flush flush = { .cli = cli, .done = done };
    int code = identifying_check(cli, write);

    if (code == 0)
        code = begin_to_connect(cli);
    if (code == 0)
        code = session_outbox(cli);
    if (code == 0)
        code = put(cli, write, &flush.own);
    if (code != 0)
        return code;
    if (has(cli, OPT_OFFLINE))
        return kept(cli, VAKWERK_OK, false);
    enum vakwerk_result result = send_waiting(cli, &flush);
    if (flush.own_done && flush.own_result == VAKWERK_OK && (write->verb == VERB_retract || write->verb == VERB_edit))
        offline_forget(cli, span_of(write->about));
    if (flush.own_done && flush.own_result == VAKWERK_OK)
        return 0;
    if (flush.own_done && flush.own_result == VAKWERK_REFUSED && !flush.own_reply.refused.retry)
        return refused(cli, write, &flush);
    if (flush.own_done && flush.own_result == VAKWERK_REFUSED)
        return kept(cli, VAKWERK_REFUSED, false);
    /* Not logged in means not sent: nobody wants to find it in the outbox after writing it once more. */
    if (result == VAKWERK_AUTH)
        vakwerk_outbox_drop(cli->box, flush.own);
    if (result == VAKWERK_AUTH || result == VAKWERK_LOCAL)
        return failure_no_reply(cli, result);
    return kept(cli, result, flush.own_reply.at_broker);
}
