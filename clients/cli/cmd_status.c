#include "account.h"
#include "clients/lib/clock.h"
#include "commands.h"
#include "failure.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"

/* ---- status ---- */

static const char *outbox_text(struct cli *cli)
{
    int64_t waiting = 0, aside = 0;

    if (session_outbox(cli) != 0 || vakwerk_outbox_count(cli->box, &waiting, &aside) != 0)
        return _("cannot be read");
    if (waiting + aside == 0)
        return _("empty");
    const char *text =
        say(cli, ngettext("%lld message waits", "%lld messages wait", (unsigned long)waiting), (long long)waiting);
    return aside == 0 ? text : say(cli, _("%s, %lld refused: vakwerk outbox"), text, (long long)aside);
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
    if (cli->json) {
        const struct json_pair pairs[] = {
            { "server", cli->credentials.server, 0 }, { "member", cli->credentials.member, 0 },
            { "device", cli->credentials.device, 0 }, { "version", version, 0 },
            { "answer_ms", NULL, took_ms },           { "outbox", outbox_text(cli), 0 }
        };
        json_print_pairs(cli, pairs, sizeof pairs / sizeof pairs[0]);
        fprintf(cli->out, "\n");
        return 0;
    }
    const char *text = say(cli, _("Connected with %s as %s. Vakwerk %s answers in %lld ms. Outbox: %s."),
                           failure_server(cli), cli->credentials.member, version, (long long)took_ms, outbox_text(cli));
    if (cli->is_screen)
        out_paragraph(cli, 0, text);
    else
        fprintf(cli->out, "%s\n", text);
    return 0;
}
