#include "clients/kiosk/terminal/run.h"
#include "commands.h"
#include "draft.h"
#include "paths.h"
#include "prompt.h"
#include "server.h"
#include "session.h"

#define FRAGMENT_MAX 512

/* ---- what the screen logs in with: what is kept, or the line that kiosk-add showed, in a file ---- */

static const char *part_of(struct cli *cli, const char *fragment, const char *key)
{
    size_t len = strlen(key);

    for (const char *at = fragment; at != NULL && *at != '\0'; at = strchr(at, '&')) {
        at += *at == '#' || *at == '&';
        if (strncmp(at, key, len) == 0 && at[len] == '=')
            return say(cli, "%.*s", (int)strcspn(at + len + 1, "&\r\n "), at + len + 1);
    }
    return NULL;
}

static int read_fragment(struct cli *cli, const char *fragment, struct credentials *to)
{
    bool is_sane = fragment != NULL && strlen(fragment) <= FRAGMENT_MAX;

    to->member = is_sane ? part_of(cli, fragment, "kiosk") : NULL;
    to->device = is_sane ? part_of(cli, fragment, "device") : NULL;
    to->secret = is_sane ? part_of(cli, fragment, "secret") : NULL;
    if (to->member == NULL || to->device == NULL || to->secret == NULL || to->secret[0] == '\0')
        return fail(cli, CLI_USAGE, _("that is not the line that the administrator got for this screen"),
                    "#kiosk=…&device=…&secret=…");
    if (!topic_is_slug(span_of(to->member)) || !topic_is_device(span_of(to->device)))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no name of a screen"), to->member), NULL);
    return 0;
}

static const char *read_line(const char *path, struct cli *cli)
{
    FILE *stream = fopen(path, "re");
    const char *text = stream == NULL ? NULL : draft_read_stream(cli, stream);

    if (stream != NULL)
        fclose(stream);
    return text;
}

static int choose_server(struct cli *cli, struct credentials *to)
{
    const char *server = has(cli, OPT_SERVER) ? opt(cli, OPT_SERVER) : cli->config.broker;
    const char *ca_file = has(cli, OPT_CA_FILE) ? opt(cli, OPT_CA_FILE) : cli->config.ca_file;

    if (server == NULL)
        server = cli->may_ask ? prompt_line(cli, _("Server"), SERVER_HERE) : SERVER_HERE;
    to->server = server == NULL ? NULL : server_read(cli, server);
    to->ca_file = ca_file == NULL ? NULL : server_file(cli, ca_file);
    return to->server == NULL ? server_fail(cli, server == NULL ? "" : server) : 0;
}

/* Kept before it is tried: it is said only once. */
static int keep(struct cli *cli, const char *profile, const struct credentials *who)
{
    struct path path = paths_credentials();

    if (paths_make_folder(&path) && credentials_write(path.text, profile, who, &cli->arena))
        return 0;
    return fail(cli, CLI_FAILED, say(cli, _("cannot write %s"), paths_shown(path.text).text), NULL);
}

static int with_file(struct cli *cli, const char *profile, struct credentials *who)
{
    int code = choose_server(cli, who);

    if (code == 0)
        code = read_fragment(cli, read_line(opt(cli, OPT_SECRET_FILE), cli), who);
    return code != 0 ? code : keep(cli, profile, who);
}

/* What is kept of this screen; *none says that it must be paired. */
static int account(struct cli *cli, const char *profile, struct credentials *who, bool *none)
{
    *none = false;
    if (has(cli, OPT_SECRET_FILE))
        return with_file(cli, profile, who);
    int code = session_kept(cli, profile, who, none);
    return code == 0 && *none ? choose_server(cli, who) : code;
}

/* ---- being one ---- */

static int explain(struct cli *cli, enum run_result result)
{
    switch (result) {
    case RUN_NO_TERMINAL:
        return fail(cli, CLI_FAILED, _("this terminal cannot place text; see TERM"), NULL);
    case RUN_NO_MEMORY:
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    case RUN_ENDED:
    case RUN_REFUSED:
    case RUN_PAIRED:
        break;
    }
    return 0;
}

/* Shows digits until somebody has typed them. */
static enum run_result become(struct cli *cli, struct credentials *who, bool was_paired)
{
    struct run_place place = {
        .server = who->server, .ca_file = who->ca_file, .version = VAKWERK_VERSION, .was_paired = was_paired
    };
    struct newcomer_account account;
    enum run_result result = run_pairing(&place, &account);

    if (result == RUN_PAIRED) {
        who->member = say(cli, "%s", account.kiosk);
        who->device = say(cli, "%s", account.device);
        who->secret = say(cli, "%s", account.secret);
    }
    return result;
}

static enum run_result be(const struct credentials *who)
{
    struct vakwerk *v = vakwerk_open(&(struct vakwerk_account){ .server = who->server,
                                                                .ca_file = who->ca_file,
                                                                .member = who->member,
                                                                .device = who->device,
                                                                .secret = who->secret,
                                                                .screen = VAKWERK_VERSION });
    enum run_result result = v == NULL ? RUN_NO_MEMORY : run_screen(v, who->member, who->server);

    vakwerk_close(v);
    return result;
}

/* One that is removed forgets who it was, and waits until it is paired again. */
int cmd_kiosk_run(struct cli *cli)
{
    const char *id = opt(cli, OPT_ID), *profile = id == NULL ? "kiosk" : say(cli, "kiosk-%s", id);
    struct credentials who = { 0 };
    enum run_result result = RUN_REFUSED;
    bool none, was_paired = false;

    if (!cli->is_screen)
        return fail(cli, CLI_USAGE, _("a screen needs a terminal to draw on"), NULL);
    int code = account(cli, profile, &who, &none);
    while (code == 0 && (result == RUN_REFUSED || result == RUN_PAIRED)) {
        result = none ? become(cli, &who, was_paired) : be(&who);
        if (result == RUN_PAIRED)
            code = keep(cli, profile, &who);
        if (result == RUN_REFUSED)
            credentials_write(paths_credentials().text, profile, NULL, &cli->arena);
        was_paired |= result == RUN_REFUSED;
        none = result == RUN_REFUSED;
    }
    return code != 0 ? code : explain(cli, result);
}
