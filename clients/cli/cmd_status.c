#include "account.h"
#include "clients/lib/clock.h"
#include "commands.h"
#include "facts.h"
#include "failure.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"

/* ---- status ---- */

static const char *outbox_text(struct cli *cli, const struct facts_status *status)
{
    int64_t waiting = status->waiting, refused = status->refused;

    if (!status->has_waiting)
        return _("cannot be read");
    if (waiting + refused == 0)
        return _("empty");
    const char *text =
        say(cli, ngettext("%lld message waits", "%lld messages wait", (unsigned long)waiting), (long long)waiting);
    return refused == 0 ? text : say(cli, _("%s, %lld refused: vakwerk outbox"), text, (long long)refused);
}

static void count_outbox(struct cli *cli, struct facts_status *status)
{
    status->has_waiting =
        session_outbox(cli) == 0 && vakwerk_outbox_count(cli->box, &status->waiting, &status->refused) == 0;
    status->has_refused = status->has_waiting;
}

static const char *daemon_version(struct cli *cli)
{
    struct topic topic = topic_state();
    struct msg_state state;

    if (vakwerk_retained(cli->v, &topic, &type_state, &state, &cli->arena, cli->timeout_ms) != VAKWERK_OK)
        return "";
    return thing_line(cli, state.version);
}

int cmd_status(struct cli *cli)
{
    struct msg_myself me;
    int code = session_online(cli);

    if (code == 0)
        code = account_read(cli, &me);
    if (code != 0)
        return code;
    int64_t before = clock_now();
    code = account_read(cli, &me);
    int64_t took_ms = clock_now() - before;
    if (code != 0)
        return code;
    const char *version = daemon_version(cli);
    struct facts_status status = { .server = span_of(cli->credentials.server),
                                   .member = span_of(cli->credentials.member),
                                   .device = span_of(cli->credentials.device),
                                   .version = span_of(version),
                                   .answer_ms = took_ms };
    count_outbox(cli, &status);
    if (cli->json)
        return json_print(cli, &type_facts_status, &status);
    const char *text =
        say(cli, _("Connected with %s as %s. Vakwerk %s answers in %lld ms. Outbox: %s."), failure_server(cli),
            cli->credentials.member, version, (long long)took_ms, outbox_text(cli, &status));
    if (cli->is_screen)
        out_paragraph(cli, 0, text);
    else
        fprintf(cli->out, "%s\n", text);
    return 0;
}
