#include "account.h"
#include "clients/lib/clock.h"
#include "clients/text/words.h"
#include "commands.h"
#include "failure.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"

#include <inttypes.h>

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
    fprintf(cli->out, "%s\n",
            say(cli, _("Connected with %s as %s. Vakwerk %s answers in %lld ms. Outbox: %s."), failure_server(cli),
                cli->credentials.member, version, (long long)took_ms, outbox_text(cli)));
    return 0;
}

/* ---- stats ---- */

static void print_number(struct cli *cli, const char *name, int64_t number)
{
    int cells = words_cells(name);

    if (cli->tabs)
        fprintf(cli->out, "%s\t%" PRId64 "\n", name, number);
    else
        fprintf(cli->out, "%s%*s  %8" PRId64 "\n", name, cells < 32 ? 32 - cells : 0, "", number);
}

int cmd_stats(struct cli *cli)
{
    struct msg_stats in = { 0 };
    struct msg_stats_are out;

    if (has(cli, OPT_SINCE)) {
        in.has_since_at = times_read(cli->now_ms, opt(cli, OPT_SINCE), false, &in.since_at);
        if (!in.has_since_at)
            return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time"), opt(cli, OPT_SINCE)),
                        "2d, gisteren, 2022-05-19");
    }
    int code = session_call(cli, VERB_stats, &in, &out);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_stats_are, &out);
    print_number(cli, _("Members"), out.members);
    print_number(cli, _("Teams"), out.teams);
    print_number(cli, _("Questions"), out.questions);
    print_number(cli, _("Answers"), out.answers);
    print_number(cli, _("Members who answered"), out.answerers);
    print_number(cli, _("Questions without an answer"), out.open);
    print_number(cli, _("First answer within a day"), out.within_day);
    print_number(cli, _("Tips"), out.tips);
    return 0;
}
