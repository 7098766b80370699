#include "kept.h"

#include "keyring.h"
#include "out.h"
#include "paths.h"
#include "server.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define IN_KEYRING    "yes"
#define ELSEWHERE     "no" /* nor in the file */
#define PASSWORD_FILE "VAKWERK_PASSWORD_FILE"
#define SECRET_MAX    512

/* ---- a secret from elsewhere ---- */

static const char *password_file(void)
{
    const char *path = getenv(PASSWORD_FILE);

    return path != NULL && path[0] != '\0' ? path : NULL;
}

bool kept_elsewhere(const struct cli *cli)
{
    return password_file() != NULL || (cli->config.password != NULL && strcmp(cli->config.password, "command") == 0);
}

/* NULL without a first line, or when it is longer than any secret. */
static const char *first_line(struct cli *cli, FILE *stream)
{
    char line[SECRET_MAX];

    if (stream == NULL || fgets(line, sizeof line, stream) == NULL)
        return NULL;
    size_t len = strcspn(line, "\r\n");
    const char *kept =
        len == 0 || len == sizeof line - 1 ? NULL : arena_copy(&cli->arena, (struct span){ line, len }).ptr;
    explicit_bzero(line, sizeof line);
    return kept;
}

static const char *read_file(struct cli *cli, const char *path)
{
    FILE *stream = fopen(path, "re");
    struct stat is;
    bool is_own =
        stream != NULL && fstat(fileno(stream), &is) == 0 && is.st_uid == geteuid() && (is.st_mode & 077) == 0;
    const char *secret = is_own ? first_line(cli, stream) : NULL;

    if (stream != NULL)
        fclose(stream);
    return secret;
}

/* What the command asks or complains of is for the terminal; only what it prints is ours. */
static const char *run_command(struct cli *cli)
{
    FILE *stream = cli->config.password_command == NULL ? NULL : popen(cli->config.password_command, "re");
    const char *secret = first_line(cli, stream);

    if (stream == NULL || pclose(stream) != 0)
        return NULL;
    return secret;
}

enum kept_result kept_fetch(struct cli *cli, struct credentials *out)
{
    const char *path = password_file();

    out->keyring = NULL;
    out->secret = path != NULL ? read_file(cli, path) : run_command(cli);
    if (out->secret != NULL)
        return KEPT_FINE;
    return path != NULL ? KEPT_NO_FILE : KEPT_NO_COMMAND;
}

/* ---- who is logged in ---- */

/* Who says how long may be waited means the keyring too. */
static int keyring_wait(const struct cli *cli)
{
    return has(cli, OPT_TIMEOUT) ? cli->timeout_ms : KEYRING_WAIT_MS;
}

static bool is_in_keyring(const struct credentials *who)
{
    return who->keyring != NULL && strcmp(who->keyring, IN_KEYRING) == 0;
}

/* Somebody whose settings say it all need not log in. */
static bool of_settings(struct cli *cli, struct credentials *out)
{
    const struct config *config = &cli->config;

    *out = (struct credentials){ .server = config->broker == NULL ? NULL : server_read(cli, config->broker),
                                 .ca_file = config->ca_file,
                                 .member = config->user,
                                 .device = config->device };
    return out->server != NULL && out->member != NULL && out->device != NULL && topic_is_name(span_of(out->member)) &&
           topic_is_device(span_of(out->device));
}

enum kept_result kept_read(struct cli *cli, const char *profile, struct credentials *out)
{
    bool elsewhere = kept_elsewhere(cli);

    switch (credentials_read(paths_credentials().text, profile, &cli->arena, out)) {
    case CREDENTIALS_NONE:
        return elsewhere && of_settings(cli, out) ? kept_fetch(cli, out) : KEPT_NONE;
    case CREDENTIALS_OPEN:
        return KEPT_OPEN;
    case CREDENTIALS_BROKEN:
        return KEPT_BROKEN;
    case CREDENTIALS_FINE:
        break;
    }
    if (elsewhere)
        return kept_fetch(cli, out);
    if (is_in_keyring(out))
        out->secret = keyring_get(out, keyring_wait(cli), &cli->arena);
    return out->secret == NULL ? KEPT_LOCKED : KEPT_FINE;
}

/* ---- keeping ---- */

static bool write_file(struct cli *cli, const char *profile, const struct credentials *who)
{
    struct path path = paths_credentials();
    struct credentials written = *who;

    if (who->keyring != NULL)
        written.secret = NULL;
    return paths_make_folder(&path) && credentials_write(path.text, profile, &written, &cli->arena);
}

/* What an earlier login of this profile left there is of no use to anybody now. */
static void clear_keyring(struct cli *cli, const char *profile)
{
    struct credentials old;

    if (credentials_read(paths_credentials().text, profile, &cli->arena, &old) == CREDENTIALS_FINE &&
        is_in_keyring(&old))
        keyring_forget(&old, keyring_wait(cli));
}

/* Somebody who asked for a keyring hears that there is none; the secret is not lost over it. */
static const char *keep_in_keyring(struct cli *cli, const struct credentials *who)
{
    const char *where = cli->config.password;

    if (where != NULL && strcmp(where, "file") == 0)
        return NULL;
    if (keyring_keep(who, keyring_wait(cli)))
        return IN_KEYRING;
    if (where != NULL)
        out_warn(cli, _("this computer has no keyring that is open; your secret is in a file that only you can read"));
    return NULL;
}

bool kept_write(struct cli *cli, const char *profile, struct credentials *who)
{
    clear_keyring(cli, profile);
    who->keyring = kept_elsewhere(cli) ? ELSEWHERE : keep_in_keyring(cli, who);
    return write_file(cli, profile, who);
}

bool kept_forget(struct cli *cli, const char *profile)
{
    struct credentials who;

    if (credentials_read(paths_credentials().text, profile, &cli->arena, &who) == CREDENTIALS_FINE &&
        is_in_keyring(&who) && !keyring_forget(&who, keyring_wait(cli)))
        out_warn(cli, _("the keyring of this computer does not open, so the secret is still in it"));
    return credentials_write(paths_credentials().text, profile, NULL, &cli->arena);
}

struct kept_trouble kept_trouble(struct cli *cli, enum kept_result result)
{
    const char *own = paths_shown(paths_credentials().text).text;

    switch (result) {
    case KEPT_NONE:
        return (struct kept_trouble){ _("you are not logged in"), "vakwerk login" };
    case KEPT_OPEN:
        return (struct kept_trouble){ _("others on this computer could read your secret, so it is not used"),
                                      say(cli, "chmod 600 %s", own) };
    case KEPT_LOCKED:
        return (struct kept_trouble){ _("the keyring of this computer does not give your secret"),
                                      _("open the keyring, or log in again: vakwerk login") };
    case KEPT_NO_FILE:
        return (struct kept_trouble){ say(cli, _("there is no secret in %s that is for you alone"),
                                          paths_shown(password_file()).text),
                                      PASSWORD_FILE };
    case KEPT_NO_COMMAND:
        return (struct kept_trouble){ _("the command of your settings gives no secret"),
                                      "vakwerk config get password_command" };
    case KEPT_FINE:
    case KEPT_BROKEN:
        break;
    }
    return (struct kept_trouble){ say(cli, _("%s is not in order"), own), "vakwerk login" };
}

int kept_fail(struct cli *cli, enum kept_result result)
{
    struct kept_trouble trouble = kept_trouble(cli, result);

    return fail(cli, CLI_AUTH, trouble.what, trouble.tip);
}
