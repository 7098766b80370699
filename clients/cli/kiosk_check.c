#include "kiosk_check.h"

#include "clients/lib/clock.h"
#include "knock.h"
#include "times.h"

#include <dirent.h>
#include <errno.h>
#include <glob.h>
#include <ini.h>
#include <linux/magic.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/timex.h>
#include <unistd.h>

#define PAGE_BYTES_MAX (4 * 1024 * 1024)
#define ZONE_BYTES_MAX (16 * 1024)
#define CHROMIUM_LEAST 69
#define FREE_LEAST     (64L * 1024 * 1024)
/* The page keeps what it shows with each heartbeat; Chromium writes that down once a minute. */
#define SILENT_S    300
#define RUNTIME     "/run/vakwerk-kiosk"
#define STATE       "/var/lib/vakwerk-kiosk"
#define LOOK_AT_LOG "journalctl -u vakwerk-kiosk -n 50"

/* ---- this computer's files ---- */

static const char *rooted(struct cli *cli, const char *path)
{
    const char *root = getenv("VAKWERK_ROOT");

    return say(cli, "%s%s", root == NULL ? "" : root, path);
}

/* The beginning of a file and zeros, together `room` bytes and one more; NULL when it cannot be read. */
static const char *read_file(struct cli *cli, const char *path, size_t room)
{
    FILE *file = fopen(path, "re");
    char *text = file == NULL ? NULL : arena_take(&cli->arena, room + 1);

    if (text != NULL) {
        size_t len = fread(text, 1, room, file);
        memset(text + len, 0, room + 1 - len);
    }
    if (file != NULL)
        fclose(file);
    return text;
}

struct sought {
    struct cli *cli;
    const char *key, *value;
};

static int take_setting(void *to, const char *section, const char *key, const char *value)
{
    struct sought *sought = to;

    (void)section;
    if (strcmp(key, sought->key) == 0)
        sought->value = say(sought->cli, "%s", value);
    return 1;
}

/* A value of the screen's settings; NULL when they do not say it, or are not there. */
static const char *setting(struct cli *cli, const char *key)
{
    struct sought sought = { .cli = cli, .key = key };

    ini_parse(rooted(cli, VAKWERK_KIOSK_CONF), take_setting, &sought);
    return sought.value;
}

/* The broker's websocket as scheme://host:port, which the page finds behind #broker=, or where it came from itself. */
static const char *server_of(struct cli *cli, const char *page)
{
    const char *broker = strstr(page, "#broker=");
    bool is_plain = strncmp(page, "http://", 7) == 0, is_tls = strncmp(page, "https://", 8) == 0;
    const char *at = broker != NULL ? broker + 8 : page, *host = strstr(at, "://");

    if (broker != NULL) {
        is_plain = strncmp(at, "ws://", 5) == 0;
        is_tls = strncmp(at, "wss://", 6) == 0;
    }
    if ((!is_plain && !is_tls) || host == NULL || strcspn(host + 3, "/?#&") == 0)
        return NULL;
    struct span place = { host + 3, strcspn(host + 3, "/?#&") };
    bool has_port = memchr(place.ptr, ':', place.len) != NULL && place.ptr[place.len - 1] != ']';
    return say(cli, "%s://%.*s%s", is_tls ? "wss" : "ws", span_int(place), place.ptr,
               has_port ? ""
               : is_tls ? ":443"
                        : ":80");
}

static const char *server(struct cli *cli)
{
    return server_of(cli, setting(cli, "VAKWERK_PAGE"));
}

static const char *shown_server(struct cli *cli)
{
    return strstr(server(cli), "://") + 3;
}

static struct finding check_settings(struct cli *cli)
{
    const char *page = setting(cli, "VAKWERK_PAGE"), *file = rooted(cli, VAKWERK_KIOSK_CONF);

    if (access(file, R_OK) != 0)
        return ends(say(cli, _("%s is not there or cannot be read"), file), _("install Vakwerk on this computer"));
    if (page == NULL || server_of(cli, page) == NULL)
        return ends(say(cli, _("VAKWERK_PAGE in %s does not say where the server is"), file),
                    "VAKWERK_PAGE=file:///usr/share/vakwerk/kiosk/index.html#broker=wss://vakwerk.intern:9443");
    return fine(page);
}

/* The page says of which version it is, and whether it is whole: its end is there. */
static struct finding check_page(struct cli *cli)
{
    const char *page = setting(cli, "VAKWERK_PAGE"), *tip = _("install Vakwerk on this computer");

    if (strncmp(page, "file://", 7) != 0)
        return fine(_("comes from the server: without a network at switching on there is nothing to see"));
    const char *path = rooted(cli, say(cli, "%.*s", (int)strcspn(page + 7, "?#"), page + 7));
    const char *text = read_file(cli, path, PAGE_BYTES_MAX);
    if (text == NULL)
        return wrong(say(cli, _("%s is not there or cannot be read"), path), tip);
    const char *version = strstr(text, "content=\"Vakwerk ");
    if (version == NULL || strstr(text, "</html>") == NULL)
        return wrong(say(cli, _("%s is not whole"), path), tip);
    version += strlen("content=\"Vakwerk ");
    const char *of = say(cli, "%.*s", (int)strcspn(version, "\""), version);
    if (strcmp(of, VAKWERK_VERSION) != 0)
        return wrong(say(cli, _("%s is of version %s, this program of %s"), path, of, VAKWERK_VERSION), tip);
    return fine(say(cli, "%s, %s", path, of));
}

/* ---- programs ---- */

/* The first line that a program prints; "" when there is none. */
static const char *first_line(struct cli *cli, const char *command)
{
    FILE *stream = popen(command, "re");
    char line[256] = "";

    if (stream == NULL)
        return "";
    if (fgets(line, sizeof line, stream) != NULL)
        line[strcspn(line, "\n")] = '\0';
    pclose(stream);
    return say(cli, "%s", line);
}

static struct finding check_browser(struct cli *cli)
{
    const char *version = first_line(cli, "chromium --version 2>/dev/null");
    long major = strtol(version + strcspn(version, "0123456789"), NULL, 10);

    if (major == 0)
        return wrong(say(cli, _("%s is not on this computer"), "chromium"), "sudo apt install chromium");
    if (major < CHROMIUM_LEAST)
        return wrong(say(cli, _("%s is too old; the page needs %d or later"), version, CHROMIUM_LEAST),
                     "sudo apt update && sudo apt install chromium");
    return fine(version);
}

static struct finding check_stage(struct cli *cli)
{
    if (!checkup_has_program(cli, span_of("cage")))
        return wrong(say(cli, _("%s is not on this computer"), "cage"), "sudo apt install cage xwayland");
    if (!checkup_has_program(cli, span_of("Xwayland")))
        return wrong(say(cli, _("%s is not on this computer, and without it cage does not start"), "Xwayland"),
                     "sudo apt install xwayland");
    return fine("cage, Xwayland");
}

static bool is_active(struct cli *cli, const char *unit)
{
    return strcmp(first_line(cli, say(cli, "systemctl is-active %s 2>/dev/null", unit)), "active") == 0;
}

static struct finding check_service(struct cli *cli)
{
    static const char *const units[] = { "vakwerk-kiosk", "vakwerk-kiosk-terminal" };

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++)
        if (is_active(cli, units[i]))
            return fine(say(cli, _("%s is running"), units[i]));
    if (is_active(cli, "vakwerk-kiosk-off"))
        return wrong(_("the screen was switched off, as it is every evening"),
                     say(cli, "sudo systemctl start vakwerk-kiosk; %s systemctl list-timers", _("when:")));
    return wrong(say(cli, _("%s is not running"), "vakwerk-kiosk"),
                 say(cli, "sudo systemctl enable --now vakwerk-kiosk; %s " LOOK_AT_LOG, _("why not:")));
}

/* ---- the panel ---- */

static bool says(struct cli *cli, const char *folder, const char *file, const char *word)
{
    const char *text = read_file(cli, say(cli, "%s/%s", folder, file), 64);

    return text != NULL && strncmp(text, word, strlen(word)) == 0 && strcspn(text, "\n") == strlen(word);
}

/* What the kernel knows of each plug: whether something is in it, and whether it gets a signal. */
static struct finding check_panel(struct cli *cli)
{
    const char *found = NULL;
    glob_t plugs = { 0 };

    glob(rooted(cli, "/sys/class/drm/card*-*"), 0, NULL, &plugs);
    for (size_t i = 0; i < plugs.gl_pathc && found == NULL; i++)
        if (says(cli, plugs.gl_pathv[i], "status", "connected"))
            found = say(cli, "%s", plugs.gl_pathv[i]);
    globfree(&plugs);
    if (found == NULL)
        return wrong(_("no panel is connected, or it is switched off at the wall"),
                     _("the cable, the plug, the input that the television was set to"));
    if (says(cli, found, "dpms", "Off"))
        return wrong(_("the panel gets no signal"), "sudo systemctl start vakwerk-kiosk");
    return fine(strrchr(found, '/') + 1);
}

static struct finding check_blanking(struct cli *cli)
{
    const char *text = read_file(cli, rooted(cli, "/sys/module/kernel/parameters/consoleblank"), 32);
    long seconds = text == NULL ? 0 : strtol(text, NULL, 10);

    if (seconds > 0)
        return wrong(say(cli, _("the console goes dark after %ld s without a key"), seconds),
                     _("consoleblank=0 on the kernel's command line, and start the computer anew"));
    return fine(_("does not go dark by itself"));
}

/* ---- what it keeps ---- */

static struct finding check_profile(struct cli *cli)
{
    const char *folder = rooted(cli, RUNTIME);
    struct statfs disk;

    if (statfs(folder, &disk) != 0 && statfs(rooted(cli, "/run"), &disk) != 0)
        return wrong(say(cli, _("%s is not there or cannot be read"), folder), NULL);
    if (disk.f_type != TMPFS_MAGIC)
        return wrong(say(cli, _("%s is on the disk, which wears out, and is damaged by a power cut"), folder),
                     _("/run has to be a tmpfs, as Debian makes it"));
    return fine(_("in memory, new with each start"));
}

static struct finding check_storage(struct cli *cli)
{
    const char *folder = rooted(cli, STATE);
    struct statfs disk;

    if (statfs(folder, &disk) != 0)
        return wrong(say(cli, _("%s is not there: the screen forgets who it is when it is switched off"), folder),
                     "sudo systemd-sysusers && sudo systemctl restart vakwerk-kiosk");
    if ((double)disk.f_bavail * (double)disk.f_bsize < FREE_LEAST)
        return wrong(_("the disk is full"), "sudo journalctl --vacuum-size=100M && sudo apt clean");
    return fine(folder);
}

/* ---- time ---- */

static struct finding check_clock(struct cli *cli)
{
    struct timex clock = { 0 };

    (void)cli;
    if (adjtimex(&clock) == TIME_ERROR)
        return wrong(
            _("is not set by a time server; the screen shows the server's time, but certificates and the hours "
              "of switching on and off go by this one"),
            "sudo apt install systemd-timesyncd && timedatectl");
    return fine(_("is set by a time server"));
}

/* Compared by what is in it: the link's name may be another one of the same zone. */
static struct finding check_zone(struct cli *cli)
{
    const char *here = read_file(cli, rooted(cli, "/etc/localtime"), ZONE_BYTES_MAX);
    const char *there = read_file(cli, rooted(cli, "/usr/share/zoneinfo/Europe/Amsterdam"), ZONE_BYTES_MAX);

    if (here == NULL || there == NULL || memcmp(here, there, ZONE_BYTES_MAX) != 0)
        return wrong(_("is not that of the Netherlands; the screen shows Dutch time, its log does not"),
                     "sudo timedatectl set-timezone Europe/Amsterdam");
    return fine("Europe/Amsterdam");
}

/* ---- the way to the daemon ---- */

static struct finding check_server(struct cli *cli)
{
    return checkup_reach(cli, server(cli), shown_server(cli));
}

/*
 * Digits and secret of this computer, the same each time: the broker keeps a place for each that it hears of, and has
 * few for one address.
 */
static bool make_up(struct cli *cli, struct vakwerk_newcomer *out)
{
    const char *machine = read_file(cli, rooted(cli, "/etc/machine-id"), 64);
    const char *text = say(cli, "vakwerk doctor %s", machine == NULL ? "" : machine);
    unsigned char hash[EVP_MAX_MD_SIZE];
    unsigned number = 0;

    if (EVP_Digest(text, strlen(text), hash, NULL, EVP_sha256(), NULL) != 1)
        return false;
    for (size_t i = 0; i < 3; i++)
        number = number << 8 | hash[i];
    snprintf(out->digits, sizeof out->digits, "%06u", number % 1000000);
    for (size_t i = 0; i < (sizeof out->secret - 1) / 2; i++)
        snprintf(out->secret + 2 * i, 3, "%02x", hash[8 + i]);
    return true;
}

static struct finding explain(struct cli *cli, enum vakwerk_result result)
{
    switch (result) {
    case VAKWERK_OK:
        return fine(_("answers, and lets a new screen in"));
    case VAKWERK_CERTIFICATE:
        return ends(say(cli, _("the certificate of %s is not to be trusted"), shown_server(cli)),
                    _("is it of an authority of your own? SCREEN.md says how a screen learns to trust it"));
    case VAKWERK_NO_ANSWER:
        return wrong(_("the server can be reached, but Vakwerk itself does not answer"),
                     _("try again in a minute, or ask your administrator"));
    case VAKWERK_NO_TLS:
        return ends(
            say(cli, _("%s speaks no TLS"), shown_server(cli)),
            _("is it the websocket's port? 9001 without a certificate, 9443 with one, if nobody chose otherwise"));
    case VAKWERK_REFUSED:
    case VAKWERK_NO_BROKER:
    case VAKWERK_AUTH:
    case VAKWERK_TOO_BIG:
    case VAKWERK_BAD_REPLY:
    case VAKWERK_LOCAL:
        break;
    }
    return ends(
        say(cli, _("%s lets no new screen in"), shown_server(cli)),
        _("is it the websocket's port? 9001 without a certificate, 9443 with one, if nobody chose otherwise. Do "
          "eight screens wait here to be paired? Then in ten minutes"));
}

static struct finding check_vakwerk(struct cli *cli)
{
    struct vakwerk_newcomer made_up;
    enum vakwerk_result result = VAKWERK_LOCAL;

    if (make_up(cli, &made_up))
        result = knock(server(cli), cli->config.ca_file, &made_up, cli->timeout_ms);
    return explain(cli, result);
}

/* When a file in a folder was last written, in seconds since 1970; 0: never. */
static time_t newest_in(struct cli *cli, DIR *folder, const char *path)
{
    time_t newest = 0;
    struct stat file;

    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder))
        if (entry->d_name[0] != '.' && stat(say(cli, "%s/%s", path, entry->d_name), &file) == 0 &&
            file.st_mtime > newest)
            newest = file.st_mtime;
    return newest;
}

/* The page keeps the wall with each heartbeat, so that what it wrote last says when it heard the daemon. */
static struct finding check_heartbeat(struct cli *cli)
{
    const char *path = rooted(cli, STATE "/page/leveldb");
    DIR *folder = opendir(path);

    if (folder == NULL && errno == EACCES)
        return wrong(say(cli, _("%s is not for you to read"), path), "sudo vakwerk doctor --kiosk");
    time_t newest = folder == NULL ? 0 : newest_in(cli, folder, path);
    if (folder != NULL)
        closedir(folder);
    int64_t silent_ms = clock_utc() - (int64_t)newest * 1000;
    if (newest == 0 || silent_ms > SILENT_S * 1000)
        return wrong(newest == 0
                         ? _("the page has not heard Vakwerk yet")
                         : say(cli, _("the page heard Vakwerk last %s ago"), times_age(cli, cli->now_ms - silent_ms)),
                     say(cli, "%s vakwerk kiosk pair; %s " LOOK_AT_LOG, _("does it show digits? At your desk:"),
                         _("otherwise:")));
    return fine(_("the page hears Vakwerk"));
}

const struct check kiosk_checks[KIOSK_CHECKS] = {
    { N_("Settings"), check_settings }, { N_("Page"), check_page },          { N_("Browser"), check_browser },
    { N_("Around it"), check_stage },   { N_("Service"), check_service },    { N_("Panel"), check_panel },
    { N_("Console"), check_blanking },  { N_("Profile"), check_profile },    { N_("Storage"), check_storage },
    { N_("Clock"), check_clock },       { N_("Time zone"), check_zone },     { N_("Server"), check_server },
    { N_("Vakwerk"), check_vakwerk },   { N_("Heartbeat"), check_heartbeat }
};
