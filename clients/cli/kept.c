#include "kept.h"

#include "keyring.h"
#include "out.h"
#include "paths.h"

#define IN_KEYRING "yes"

enum kept_result kept_read(struct cli *cli, const char *profile, struct credentials *out)
{
    switch (credentials_read(paths_credentials().text, profile, &cli->arena, out)) {
    case CREDENTIALS_NONE:
        return KEPT_NONE;
    case CREDENTIALS_OPEN:
        return KEPT_OPEN;
    case CREDENTIALS_BROKEN:
        return KEPT_BROKEN;
    case CREDENTIALS_FINE:
        break;
    }
    if (out->keyring != NULL)
        out->secret = keyring_get(out, &cli->arena);
    return out->secret == NULL ? KEPT_LOCKED : KEPT_FINE;
}

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
        old.keyring != NULL)
        keyring_forget(&old);
}

/* Somebody who asked for a keyring hears that there is none; the secret is not lost over it. */
bool kept_write(struct cli *cli, const char *profile, struct credentials *who)
{
    const char *where = cli->config.password;

    clear_keyring(cli, profile);
    who->keyring = NULL;
    if ((where == NULL || strcmp(where, "file") != 0) && keyring_keep(who))
        who->keyring = IN_KEYRING;
    if (where != NULL && strcmp(where, "keyring") == 0 && who->keyring == NULL)
        out_warn(cli, _("this computer has no keyring that is open; your secret is in a file that only you can read"));
    return write_file(cli, profile, who);
}

bool kept_forget(struct cli *cli, const char *profile)
{
    struct credentials who;

    if (credentials_read(paths_credentials().text, profile, &cli->arena, &who) == CREDENTIALS_FINE &&
        who.keyring != NULL && !keyring_forget(&who))
        out_warn(cli, _("the keyring of this computer does not open, so the secret is still in it"));
    return credentials_write(paths_credentials().text, profile, NULL, &cli->arena);
}

int kept_fail(struct cli *cli, enum kept_result result)
{
    switch (result) {
    case KEPT_NONE:
        return fail(cli, CLI_AUTH, _("you are not logged in"), "vakwerk login");
    case KEPT_OPEN:
        return fail(cli, CLI_AUTH, _("others on this computer could read your secret, so it is not used"),
                    say(cli, "chmod 600 %s", paths_shown(paths_credentials().text).text));
    case KEPT_LOCKED:
        return fail(cli, CLI_AUTH, _("the keyring of this computer does not give your secret"),
                    _("open the keyring, or log in again: vakwerk login"));
    case KEPT_FINE:
    case KEPT_BROKEN:
        break;
    }
    return fail(cli, CLI_AUTH, _("the file with your secret is not in order"), "vakwerk login");
}
