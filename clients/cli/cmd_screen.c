#include "clients/kiosk/terminal/run.h"
#include "commands.h"
#include "draft.h"
#include "paths.h"
#include "prompt.h"
#include "server.h"
#include "session.h"

#define FRAGMENT_MAX 512

/* ---- what the screen logs in with: the line that kiosk-add showed ---- */

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

static const char *ask_fragment(struct cli *cli)
{
    const char *path = opt(cli, OPT_SECRET_FILE);

    if (path == NULL)
        return prompt_secret(cli, _("The line that the administrator got for this screen (#kiosk=…):"));
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

/* Kept before it is tried: the line was shown only once. */
static int pair(struct cli *cli, const char *profile, struct credentials *to)
{
    struct path path = paths_credentials();
    int code = choose_server(cli, to);

    if (code == 0)
        code = read_fragment(cli, ask_fragment(cli), to);
    if (code != 0)
        return code;
    if (!paths_make_folder(&path) || !credentials_write(path.text, profile, to, &cli->arena))
        return fail(cli, CLI_FAILED, say(cli, _("cannot write %s"), paths_shown(path.text).text), NULL);
    return 0;
}

/* With a secret file it is paired anew. */
static int account(struct cli *cli, const char *profile, struct credentials *out)
{
    bool none = true;
    int code = has(cli, OPT_SECRET_FILE) ? 0 : session_kept(cli, profile, out, &none);

    return code == 0 && none ? pair(cli, profile, out) : code;
}

/* ---- being one ---- */

static int shut_out(struct cli *cli, const char *profile, const char *kiosk)
{
    credentials_write(paths_credentials().text, profile, NULL, &cli->arena);
    return fail(cli, CLI_AUTH, say(cli, _("screen %s was shut out"), kiosk), "vakwerk kiosk add");
}

int cmd_kiosk_run(struct cli *cli)
{
    const char *id = opt(cli, OPT_ID), *profile = id == NULL ? "kiosk" : say(cli, "kiosk-%s", id);
    struct credentials who = { 0 };

    if (!cli->is_screen)
        return fail(cli, CLI_USAGE, _("a screen needs a terminal to draw on"), NULL);
    int code = account(cli, profile, &who);
    if (code != 0)
        return code;
    struct vakwerk *v = vakwerk_open(&(struct vakwerk_account){ .server = who.server,
                                                                .ca_file = who.ca_file,
                                                                .member = who.member,
                                                                .device = who.device,
                                                                .secret = who.secret,
                                                                .screen = VAKWERK_VERSION });
    enum run_result result = v == NULL ? RUN_NO_MEMORY : run_screen(v, who.member, who.server);
    vakwerk_close(v);
    switch (result) {
    case RUN_REFUSED:
        return shut_out(cli, profile, who.member);
    case RUN_NO_TERMINAL:
        return fail(cli, CLI_FAILED, _("this terminal cannot place text; see TERM"), NULL);
    case RUN_NO_MEMORY:
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    case RUN_ENDED:
        break;
    }
    return 0;
}
