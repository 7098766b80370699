/*
 * vakwerk home-assistant: numbers for Home Assistant, at its own broker. Its MQTT integration knows one broker and finds
 * what there is by itself there: a retained configuration of one device (https://www.home-assistant.io/integrations/mqtt/,
 * "Device discovery payload"), a state in JSON, and whether it is there, with "offline" as the last will. Counts only:
 * no text of anybody leaves Vakwerk.
 */
#include "clients/lib/bus.h"
#include "clients/lib/clock.h"
#include "commands.h"
#include "out.h"
#include "prompt.h"
#include "provision.h"
#include "server.h"
#include "session.h"
#include "times.h"

#include <jansson.h>
#include <stdlib.h>

#define PREFIX    "homeassistant" /* what Home Assistant looks below unless it is told otherwise */
#define STATE     "vakwerk/home/state"
#define AVAILABLE "vakwerk/home/available"
#define ROUND_MS  60000
#define DAY_MS    (24LL * 60 * 60 * 1000)
#define PAGE      100
#define COUNT_MAX 10000 /* of open questions: more than anybody will have */

struct home {
    struct cli *cli;
    struct credentials broker; /* Home Assistant's */
    const char *config_topic;
    struct bus *bus;
    int64_t left; /* rounds; 0: for ever */
};

struct counts {
    int64_t open, waiting; /* waiting: without an answer for longer than a day */
};

/* ---- what is counted ---- */

static enum vakwerk_result read_page(struct cli *cli, struct msg_list *in, struct msg_listed *out)
{

    return session_try(cli, VERB_list, in, out, NULL);
}

static enum vakwerk_result count(struct cli *cli, struct counts *counts)
{
    struct msg_list in = { .open = true, .has_open = true, .limit = PAGE, .has_limit = true };
    struct msg_listed page;
    enum vakwerk_result result;

    *counts = (struct counts){ 0 };
    do {
        result = read_page(cli, &in, &page);
        for (size_t i = 0; result == VAKWERK_OK && i < page.items_count; i++)
            counts->waiting += page.items[i].posted_at < cli->now_ms - DAY_MS;
        if (result == VAKWERK_OK)
            counts->open += (int64_t)page.items_count;
        in.after = page.after;
    } while (result == VAKWERK_OK && page.after.ptr != NULL && counts->open < COUNT_MAX);
    return result;
}

/* ---- what is told ---- */

static json_t *sensor(const char *id, const char *name, const char *icon)
{
    char template[64];

    snprintf(template, sizeof template, "{{ value_json.%s }}", id);
    return json_pack("{s:s, s:s+, s:s, s:s, s:s, s:s}", "platform", "sensor", "unique_id", "vakwerk_", id, "name", name,
                     "value_template", template, "state_class", "measurement", "icon", icon);
}

static json_t *configuration(void)
{
    json_t *online =
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "platform", "binary_sensor", "unique_id", "vakwerk_online", "name",
                  "Vakwerk", "device_class", "connectivity", "value_template", "{{ value_json.online }}");

    return json_pack("{s:{s:[s], s:s, s:s}, s:{s:s, s:s}, s:{s:o, s:o, s:o}, s:s, s:s, s:i}", "device", "identifiers",
                     "vakwerk", "name", "Vakwerk", "sw_version", VAKWERK_VERSION, "origin", "name", "vakwerk",
                     "sw_version", VAKWERK_VERSION, "components", "open",
                     sensor("open", _("Open questions"), "mdi:comment-question-outline"), "waiting",
                     sensor("waiting", _("Longer than a day without an answer"), "mdi:timer-sand"), "online", online,
                     "state_topic", STATE, "availability_topic", AVAILABLE, "qos", 1);
}

/* Without an answer of the daemon the numbers are unknown, and say so. */
static json_t *state(enum vakwerk_result result, const struct counts *counts)
{
    if (result != VAKWERK_OK)
        return json_pack("{s:s, s:n, s:n}", "online", "OFF", "open", "waiting");
    return json_pack("{s:s, s:I, s:I}", "online", "ON", "open", (json_int_t)counts->open, "waiting",
                     (json_int_t)counts->waiting);
}

/* Takes the JSON over. */
static enum bus_result tell(struct home *home, const char *topic, json_t *json)
{
    char *text = json == NULL ? NULL : json_dumps(json, JSON_COMPACT);
    enum bus_result result = text == NULL ? BUS_FAILED : bus_tell(home->bus, topic, span_of(text), true);

    free(text);
    json_decref(json);
    return result;
}

static enum bus_result tell_round(struct home *home)
{
    struct counts counts;

    home->cli->now_ms = times_now();
    enum vakwerk_result counted = count(home->cli, &counts);
    session_rest(home->cli);
    enum bus_result result = tell(home, STATE, state(counted, &counts));
    return result == BUS_OK ? bus_settle(home->bus, clock_now() + home->cli->timeout_ms) : result;
}

/* ---- the connection to Home Assistant's broker ---- */

static int connection_failed(struct home *home, enum bus_result result)
{
    struct cli *cli = home->cli;
    const char *server = home->broker.server;

    if (result == BUS_DENIED)
        return fail(cli, CLI_AUTH, say(cli, _("%s does not let this user in, or not write there"), server),
                    say(cli, "%s, %s", home->config_topic, STATE));
    if (result == BUS_CERTIFICATE || result == BUS_NO_TLS)
        return fail(cli, CLI_UNREACHABLE, say(cli, _("the certificate of %s is not to be trusted"), server),
                    "--ca-file");
    return fail(cli, CLI_UNREACHABLE, say(cli, _("no connection with %s"), server), NULL);
}

static enum bus_result connect_home(struct home *home)
{
    int64_t deadline = clock_now() + home->cli->timeout_ms;
    enum bus_result result = bus_connect(home->bus, deadline);

    if (result == BUS_OK)
        result = tell(home, home->config_topic, configuration());
    if (result == BUS_OK)
        result = bus_tell(home->bus, AVAILABLE, span_of("online"), true);
    return result == BUS_OK ? bus_settle(home->bus, deadline) : result;
}

/* A connection that was lost is sought again each round; one that never was is told at once. */
static int go_on(struct home *home)
{
    struct bus_message *message;
    enum bus_result result = connect_home(home);

    if (result != BUS_OK)
        return connection_failed(home, result);
    for (;;) {
        struct arena kept = home->cli->arena;
        arena_init(&home->cli->arena, kept.max_bytes);
        int64_t next = clock_now() + ROUND_MS;
        if (!bus_is_up(home->bus))
            connect_home(home);
        result = tell_round(home);
        arena_release(&home->cli->arena);
        home->cli->arena = kept;
        if (home->left > 0 && --home->left == 0)
            return result == BUS_OK ? 0 : connection_failed(home, result);
        while (clock_now() < next)
            if (bus_take_event(home->bus, next, &message) == BUS_OK)
                free(message);
            else if (!bus_is_up(home->bus))
                clock_pause((int)(next - clock_now()));
    }
}

/* Empty and retained: Home Assistant forgets the device, the broker forgets it all. */
static int take_back(struct home *home)
{
    const char *const topics[] = { home->config_topic, STATE, AVAILABLE };
    int64_t deadline = clock_now() + home->cli->timeout_ms;
    enum bus_result result = bus_connect(home->bus, deadline);

    for (size_t i = 0; result == BUS_OK && i < sizeof topics / sizeof topics[0]; i++)
        result = bus_tell(home->bus, topics[i], span_of(""), true);
    if (result == BUS_OK)
        result = bus_settle(home->bus, deadline);
    if (result != BUS_OK)
        return connection_failed(home, result);
    out_done(home->cli, say(home->cli, _("%s knows nothing of Vakwerk any more."), home->broker.server));
    return 0;
}

/* ---- the command ---- */

static int read_broker(struct home *home)
{
    struct cli *cli = home->cli;
    struct credentials *to = &home->broker;

    if (!has(cli, OPT_SERVER))
        return fail(cli, CLI_USAGE, _("which broker does Home Assistant use? Give --server URL"), NULL);
    to->server = server_read(cli, opt(cli, OPT_SERVER));
    if (to->server == NULL)
        return server_fail(cli, opt(cli, OPT_SERVER));
    to->member = opt(cli, OPT_USER);
    to->device = "home-assistant";
    to->ca_file = has(cli, OPT_CA_FILE) ? server_file(cli, opt(cli, OPT_CA_FILE)) : NULL;
    if (has(cli, OPT_COUNT) && !opt_number(cli, OPT_COUNT, 1, COUNT_MAX, &home->left))
        return CLI_USAGE;
    return has(cli, OPT_SECRET_FILE) ? provision_read(cli, opt(cli, OPT_SECRET_FILE), to) : 0;
}

static bool is_prefix(const char *text)
{
    return text[0] != '\0' && text[0] != '$' && strpbrk(text, "+#") == NULL && text[strlen(text) - 1] != '/';
}

int cmd_home_assistant(struct cli *cli)
{
    const char *prefix = has(cli, OPT_PREFIX) ? opt(cli, OPT_PREFIX) : PREFIX;
    struct home home = { .cli = cli, .config_topic = say(cli, "%s/device/vakwerk/config", prefix) };
    int code = session_online(cli);

    if (code == 0 && !is_prefix(prefix))
        code = fail(cli, CLI_USAGE, say(cli, _("'%s' is no topic"), prefix), PREFIX);
    if (code == 0)
        code = read_broker(&home);
    if (code == 0)
        code = session_connect(cli);
    if (code != 0)
        return code;
    struct bus_account account = { .server = home.broker.server,
                                   .ca_file = home.broker.ca_file,
                                   .client_id = say(cli, "vakwerk-%s", cli->credentials.member),
                                   .user = home.broker.member,
                                   .password = home.broker.secret,
                                   .content_type = "application/json",
                                   .will = { AVAILABLE, "offline", strlen("offline") } };
    home.bus = bus_open(&account);
    if (home.bus == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    code = has(cli, OPT_UNDO) ? take_back(&home) : go_on(&home);
    bus_close(home.bus);
    return code;
}
