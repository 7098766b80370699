/* A guest at a live table or of a session: nobody's account, a code and inputs. Nothing of it stays on this computer. */
#include "commands.h"
#include "failure.h"
#include "identifying.h"
#include "inputs.h"
#include "out.h"
#include "prompt.h"
#include "proto/code.h"
#include "proto/id.h"
#include "server.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

#include <ctype.h>
#include <sys/random.h>
#include <time.h>

#define DEVICE     "gast"
#define MADE_UP    12  /* letters of a guest's name */
#define TRIES      240 /* of one input, a pause between them: two minutes, as a network is away now and then */
#define PAUSE_NS   500000000
#define CODE_BYTES 8

/* ---- coming in ---- */

static const char *make_name(struct cli *cli, struct span code)
{
    unsigned char random[MADE_UP];
    char made_up[MADE_UP + 1] = "";

    if (getrandom(random, sizeof random, 0) != (ssize_t)sizeof random)
        return NULL;
    code_spell(made_up, MADE_UP, random);
    for (size_t i = 0; i < MADE_UP; i++)
        made_up[i] = (char)tolower((unsigned char)made_up[i]);
    return say(cli, "%s.%s", topic_door(code).text, made_up);
}

/* The server that was named; or that of the account here, if there is one. */
static int choose_server(struct cli *cli, struct credentials *to)
{
    struct credentials own;
    bool none = true;
    const char *named = has(cli, OPT_SERVER) ? opt(cli, OPT_SERVER) : cli->config.broker;
    const char *ca_file = has(cli, OPT_CA_FILE) ? opt(cli, OPT_CA_FILE) : cli->config.ca_file;

    if (named == NULL && session_kept(cli, cli->config.profile, &own, &none) == 0 && !none) {
        to->server = own.server;
        to->ca_file = own.ca_file;
        return 0;
    }
    if (named == NULL)
        named = cli->may_ask ? prompt_line(cli, _("Server"), SERVER_HERE) : SERVER_HERE;
    to->server = named == NULL ? NULL : server_read(cli, named);
    to->ca_file = ca_file == NULL ? NULL : server_file(cli, ca_file);
    return to->server != NULL ? 0 : server_fail(cli, named == NULL ? "" : named);
}

static int come_in(struct cli *cli, struct span code)
{
    struct credentials guest = { .device = DEVICE, .secret = code.ptr };

    if (code.len != CODE_BYTES || code_read(code).kind != CODE_QUESTION)
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no code of a guest"), cli->args.words[0]),
                    _("eight letters and digits, such as 7K3MNPQR"));
    int failed = choose_server(cli, &guest);
    if (failed != 0)
        return failed;
    guest.member = make_name(cli, code);
    if (guest.member == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    cli->credentials = guest;
    return session_open_once(cli, &guest);
}

/* ---- asking ---- */

static bool is_away(enum vakwerk_result result)
{
    return result == VAKWERK_NO_BROKER || result == VAKWERK_NO_ANSWER;
}

/* With the same id until there is a reply: so what was heard, but not answered, is not on the wall twice. */
static int call(struct cli *cli, const struct vakwerk_call *call, struct vakwerk_reply *reply)
{
    static const struct timespec pause = { 0, PAUSE_NS };
    enum vakwerk_result result = vakwerk_call(cli->v, call, &cli->arena, reply);

    for (int tries = 1; tries < TRIES && is_away(result); tries++) {
        if (tries == 1)
            out_warn(cli, _("no connection. This program goes on trying; do not close it yet."));
        nanosleep(&pause, NULL);
        result = vakwerk_call(cli->v, call, &cli->arena, reply);
    }
    if (result == VAKWERK_AUTH || (result == VAKWERK_REFUSED && reply->error == ERR_FORBIDDEN))
        return fail(cli, CLI_AUTH, _("this code is not right, or the table is over"),
                    _("ask who leads the table for the code"));
    return result == VAKWERK_OK || result == VAKWERK_REFUSED ? 0 : failure_no_reply(cli, result);
}

static int look(struct cli *cli, struct span code, struct msg_harvest_table *table)
{
    struct msg_harvest_join in = { .code = code };
    struct vakwerk_reply reply = { .error = 0 };
    struct vakwerk_call join = {
        .verb = VERB_harvest_join, .place = TOPIC_HERE, .in = &in, .out = table, .timeout_ms = cli->timeout_ms
    };
    int failed = call(cli, &join, &reply);

    if (failed == 0 && reply.error != 0)
        return failure_refused(cli, VERB_harvest_join, code.ptr, &reply);
    return failed;
}

static void greet(struct cli *cli, const struct msg_harvest_table *table)
{
    const char *title = thing_line(cli, table->title), *until = times_clock(cli, table->until_at);

    out_note(cli, say(cli,
                      table->kind.ptr == NULL ? _("You are at the table \"%s\", until %s. Nobody reads who you are.")
                                              : _("You take part in \"%s\", until %s. Nobody reads who you are."),
                      title, until));
}

/* Of a session, the step that it is at; *seen: the one that was shown last. */
static void show_step(struct cli *cli, const struct msg_harvest_table *table, int64_t *seen)
{
    if (table->now_count == 0 || table->step == *seen)
        return;
    *seen = table->step;
    out_note(cli, say(cli, _("Round %lld of %lld: %s"), (long long)table->step, (long long)table->steps,
                      thing_line(cli, table->now->name)));
    if (table->now->text.ptr != NULL)
        out_note(cli, thing_line(cli, table->now->text));
    if (table->has_step_until_at)
        out_note(cli, say(cli, _("Until %s"), times_clock(cli, table->step_until_at)));
}

/* What was typed is for the step that was on the screen: when that went on, it is shown, and nothing is sent. */
static int follow_step(struct cli *cli, struct span code, int64_t *seen)
{
    struct msg_harvest_table table;
    int64_t typed_for = *seen;
    int failed = typed_for == 0 ? 0 : look(cli, code, &table);

    if (failed != 0 || typed_for == 0)
        return failed;
    show_step(cli, &table, seen);
    return *seen == typed_for ? 0 : fail(cli, CLI_CONTENT, _("it went on to another round: this was not said"), NULL);
}

/* context: int64_t, the step of the session that the guest sees; 0 at a table. */
static int send_input(struct cli *cli, void *context, const char *text)
{
    int64_t *seen = context;
    struct msg_harvest_add in = { .code = thing_code(cli, cli->args.words[0]),
                                  .text = span_of(text),
                                  .checked = has(cli, OPT_CHECKED) };
    struct session_write write = { .verb = VERB_harvest_add, .in = &in, .text = text, .checked = in.checked };
    struct msg_done done;
    struct vakwerk_reply reply = { .error = 0 };
    struct id id = id_new(cli->now_ms);
    struct vakwerk_call add = {
        .verb = VERB_harvest_add, .place = TOPIC_HERE, .in = &in, .out = &done, .id = &id, .timeout_ms = cli->timeout_ms
    };
    int failed = identifying_check(cli, &write);

    if (failed == 0)
        failed = follow_step(cli, in.code, seen);
    if (*seen != 0)
        MSG_SET(&in, step, *seen);
    if (failed == 0)
        failed = call(cli, &add, &reply);
    if (failed == 0 && reply.error == ERR_IDENTIFYING)
        return identifying_refused(cli, &write, &reply.refused);
    if (failed == 0 && reply.error != 0)
        return failure_refused(cli, VERB_harvest_add, in.code.ptr, &reply);
    return failed != 0 ? failed
                       : written_say(cli, &done, *seen == 0 ? _("It is on the wall.") : _("It is on the screen."));
}

int cmd_join(struct cli *cli)
{
    struct span code = thing_code(cli, cli->args.words[0]);
    struct msg_harvest_table table;
    int64_t seen = 0;
    bool lines = cli->args.word_count == 1 && !has(cli, OPT_MESSAGE);
    int failed = session_online(cli);

    if (failed == 0)
        failed = come_in(cli, code);
    if (failed == 0)
        failed = look(cli, code, &table);
    if (failed != 0)
        return failed;
    greet(cli, &table);
    show_step(cli, &table, &seen);
    return lines ? inputs_send(cli, send_input, &seen)
                 : send_input(cli, &seen, has(cli, OPT_MESSAGE) ? opt(cli, OPT_MESSAGE) : cli->args.words[1]);
}
