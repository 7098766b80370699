/* vakwerk doctor: the usual troubles of a person's own computer; those of a screen's are in kiosk_check.c. */
#include "certificate.h"
#include "checkup.h"
#include "clients/lib/clock.h"
#include "commands.h"
#include "editor.h"
#include "failure.h"
#include "kept.h"
#include "kiosk_check.h"
#include "paths.h"
#include "session.h"
#include "settings.h"
#include "thing.h"
#include "times.h"

#include <stdlib.h>
#include <unistd.h>

/* ---- this computer ---- */

/* A wrong line in the settings ends every command before it begins, this one too, with its number. */
static struct finding check_settings(struct cli *cli)
{
    struct path own = paths_file(PATHS_CONFIG, "config");
    const char *file = has(cli, OPT_CONFIG) ? opt(cli, OPT_CONFIG) : own.text;
    bool there = access(file, R_OK) == 0;

    if (cli->config.warning_count > 0)
        return wrong(settings_warning(cli, &cli->config.warnings[0]), settings_tip(cli, &cli->config.warnings[0]));
    return fine(say(cli, there ? _("%s, profile %s") : _("none in %s, profile %s"), paths_shown(file).text,
                    cli->config.profile));
}

static struct finding check_folder(struct cli *cli)
{
    struct path file = paths_file(PATHS_STATE, "drafts/x"), folder = paths_file(PATHS_STATE, "drafts");
    const char *shown = say(cli, "%s", paths_shown(folder.text).text);

    if (file.text[0] == '\0' || !paths_make_folder(&file) || access(folder.text, W_OK) != 0)
        return wrong(say(cli, _("%s cannot be written, so nothing you type can be kept"), shown),
                     _("is the disk full, or is the folder somebody else's?"));
    return fine(shown);
}

static struct finding check_editor(struct cli *cli)
{
    const char *command = editor_command(cli);
    struct span program = { command, strcspn(command, " ") };

    if (checkup_has_program(cli, program))
        return fine(command);
    return wrong(say(cli, _("%s is not on this computer"), command),
                 _("choose another one: editor = nano in your settings"));
}

static struct finding check_screen(struct cli *cli)
{
    if (cli->charset == NULL)
        return fine(_("shows all letters"));
    return wrong(say(cli, _("your terminal is set to %s, so some letters are shown differently"), cli->charset),
                 "export LC_ALL=C.UTF-8");
}

/* ---- the account ---- */

static struct finding check_account(struct cli *cli)
{
    enum kept_result result = kept_read(cli, cli->config.profile, &cli->credentials);
    struct kept_trouble trouble = kept_trouble(cli, result);

    if (result != KEPT_FINE)
        return ends(trouble.what, trouble.tip);
    cli->has_credentials = true;
    return fine(say(cli, "%s, %s", cli->credentials.member, cli->credentials.device));
}

/* The one that waits longest. */
static void find_oldest(void *to, const struct vakwerk_item *item)
{
    int64_t *made_at = to;

    if (item->error == NULL && item->made_at < *made_at)
        *made_at = item->made_at;
}

static const char *outbox_state(struct cli *cli, int64_t waiting, int64_t aside)
{
    int64_t since = cli->now_ms;

    if (aside > 0)
        return say(cli, ngettext("%lld message was refused", "%lld messages were refused", (unsigned long)aside),
                   (long long)aside);
    vakwerk_outbox_list(cli->box, find_oldest, &since);
    return say(
        cli, ngettext("%lld message waits since %s", "%lld messages wait, the first since %s", (unsigned long)waiting),
        (long long)waiting, times_since(cli, since));
}

static struct finding check_outbox(struct cli *cli)
{
    struct path path = paths_file(PATHS_STATE, "outbox.db");
    int64_t waiting = 0, aside = 0;

    cli->box = paths_make_folder(&path) ? vakwerk_outbox_open(path.text, session_account(cli)) : NULL;
    if (cli->box == NULL || vakwerk_outbox_count(cli->box, &waiting, &aside) != 0)
        return wrong(say(cli, _("cannot be read: %s"), paths_shown(path.text).text),
                     _("move the file away; what was in it was not sent"));
    if (waiting + aside == 0)
        return fine(_("empty"));
    return wrong(outbox_state(cli, waiting, aside), aside > 0 ? "vakwerk outbox" : "vakwerk outbox send");
}

/* ---- the way to the daemon ---- */

static struct finding check_certificates(struct cli *cli)
{
    const char *file = cli->credentials.ca_file;

    if (strncmp(cli->credentials.server, "mqtts", 5) != 0)
        return fine(_("not needed: the connection is within this computer or not encrypted"));
    if (file == NULL)
        return fine(_("those of this computer"));
    if (access(file, R_OK) != 0)
        return ends(say(cli, _("%s is not there or cannot be read"), paths_shown(file).text),
                    _("ask your administrator for the certificate, and log in again with --ca-file"));
    return fine(paths_shown(file).text[0] == '\0' ? file : say(cli, "%s", paths_shown(file).text));
}

/* Whose certificate it is the connection itself decides; until when it holds is worth knowing before. */
static struct finding check_server(struct cli *cli)
{
    const char *server = cli->credentials.server;
    struct finding finding = checkup_reach(cli, server, failure_server(cli));
    bool is_tls = strncmp(server, "mqtts", 5) == 0;
    const char *state = finding.wrong || !is_tls ? NULL : certificate_state(cli, server);

    return state == NULL ? finding : fine(say(cli, "%s, %s", failure_server(cli), state));
}

static struct finding explain(struct cli *cli, enum vakwerk_result result)
{
    switch (result) {
    case VAKWERK_CERTIFICATE:
        return ends(certificate_trouble(cli, cli->credentials.server),
                    _("tell your administrator; check ca_file in your settings"));
    case VAKWERK_NO_TLS:
        return ends(say(cli, _("%s speaks no TLS"), failure_server(cli)),
                    _("check the port in your settings: with TLS it is usually 8883"));
    case VAKWERK_AUTH:
        return ends(_("this user name, device and secret are not known (any more)"),
                    say(cli, _("need a new code? Ask your administrator for: vakwerk member reset %s"),
                        cli->credentials.member));
    case VAKWERK_NO_ANSWER:
        return ends(_("the server can be reached, but Vakwerk itself does not answer"),
                    _("try again in a minute, or ask your administrator"));
    case VAKWERK_BAD_REPLY:
        return ends(_("Vakwerk answered something this program does not understand"),
                    _("is there a newer version of this program?"));
    case VAKWERK_OK:
    case VAKWERK_REFUSED:
    case VAKWERK_NO_BROKER:
    case VAKWERK_TOO_BIG:
    case VAKWERK_LOCAL:
        break;
    }
    return ends(say(cli, _("no connection with %s"), failure_server(cli)),
                _("is your network up? Otherwise ask your administrator"));
}

/* Not by way of session.h: what waits in the outbox stays there. */
static enum vakwerk_result call_me(struct cli *cli, struct msg_myself *me)
{
    struct vakwerk_reply reply;
    struct vakwerk_call call = { .verb = VERB_me,
                                 .place = TOPIC_HERE,
                                 .in = &(struct msg_me){ .brief = true },
                                 .out = me,
                                 .timeout_ms = cli->timeout_ms };

    return vakwerk_call(cli->v, &call, &cli->arena, &reply);
}

#define CLOCK_LATE_MS 60000 /* by more than that ages and times are told wrong */

/* What the daemon says the time is came in this moment: the way takes less than the tenths that are shown. */
static struct finding check_clock(struct cli *cli)
{
    struct msg_myself me;
    enum vakwerk_result result = call_me(cli, &me);

    if (result != VAKWERK_OK)
        return explain(cli, result);
    if (!me.has_now_at)
        return fine(_("this Vakwerk does not say what time it is"));
    int64_t apart = me.now_at - times_now();
    bool behind = apart > 0;
    apart = llabs(apart);
    if (apart <= CLOCK_LATE_MS)
        return fine(say(cli, _("%lld.%lld seconds apart"), (long long)apart / 1000, (long long)apart % 1000 / 100));
    return wrong(say(cli, behind ? _("your clock is %lld minutes behind") : _("your clock is %lld minutes ahead"),
                     (long long)(apart / 60000)),
                 _("have this computer set its clock by itself, from the network"));
}

/* Asked twice: the first time is making the connection. */
static struct finding check_daemon(struct cli *cli)
{
    struct msg_myself me;
    enum vakwerk_result result = session_connect(cli) != 0 ? VAKWERK_LOCAL : VAKWERK_OK;
    int64_t before = 0;

    for (int i = 0; i < 2 && result == VAKWERK_OK; i++) {
        before = clock_now();
        result = call_me(cli, &me);
    }
    if (result != VAKWERK_OK)
        return explain(cli, result);
    return fine(say(cli, _("answers %s in %lld ms"), thing_line(cli, me.name), (long long)(clock_now() - before)));
}

static struct finding check_version(struct cli *cli)
{
    struct topic topic = topic_state();
    struct msg_state state;
    enum vakwerk_result result = vakwerk_retained(cli->v, &topic, &type_state, &state, &cli->arena, cli->timeout_ms);

    if (result != VAKWERK_OK)
        return explain(cli, result);
    const char *version = thing_line(cli, state.version);
    if (state.protocol > PROTOCOL_VERSION)
        return wrong(say(cli, _("Vakwerk %s is newer than this program"), version),
                     _("ask your administrator for the newer version"));
    return fine(say(cli, _("Vakwerk %s, this program %s"), version, VAKWERK_VERSION));
}

/* ---- all of it ---- */

static const struct check checks[] = {
    { N_("Settings"), check_settings },         { N_("Drafts"), check_folder },   { N_("Editor"), check_editor },
    { N_("Terminal"), check_screen },           { N_("Account"), check_account }, { N_("Outbox"), check_outbox },
    { N_("Certificates"), check_certificates }, { N_("Server"), check_server },   { N_("Vakwerk"), check_daemon },
    { N_("Version"), check_version },           { N_("Clock"), check_clock }
};

int cmd_doctor(struct cli *cli)
{
    if (has(cli, OPT_HERE))
        return checkup(cli, kiosk_checks, KIOSK_CHECKS);
    return checkup(cli, checks, sizeof checks / sizeof checks[0]);
}
