#include "check.h"

#include "store/store.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define LINE_MAX_BYTES 1024

struct findings {
    FILE *to;
    int count;
};

__attribute__((format(printf, 3, 4))) static void find(struct findings *findings, const char *name, const char *format,
                                                       ...)
{
    va_list args;

    fprintf(findings->to, "unsafe %s: ", name);
    va_start(args, format);
    vfprintf(findings->to, format, args);
    va_end(args);
    fputc('\n', findings->to);
    findings->count++;
}

/* ---- files ---- */

static const struct {
    const char *file;
    mode_t allowed;
    bool required;
} files[] = {
    { ".", 0710, true }, /* the broker's group may pass through, to access.db */
    { "vakwerk.conf", 0600, true },
    { "daemon.key", 0600, true },
    { "daemon.secret", 0600, true },
    { "vakwerk.db", 0600, true },
    { "vakwerk.db-wal", 0600, false },
    { "vakwerk.db-shm", 0600, false },
    { "search.db", 0600, false },
    { "search.db-wal", 0600, false },
    { "search.db-shm", 0600, false },
    { "access.db", 0640, false },   /* its group may be the broker's */
    { "broker.conf", 0600, false }, /* the secrets of the bridges are in it too */
    { "bridges.conf", 0600, false },
    { "demo-credentials.json", 0600, false },
    { "first-login.txt", 0600, false },
    { "lock", 0600, false },
    { "erasures", 0600, false },
    { "replaced.db", 0600, false },
    { "replaced.db-wal", 0600, false },
};

static void check_file(struct findings *findings, const char *path, mode_t allowed, bool required)
{
    struct stat info;

    if (stat(path, &info) != 0) {
        if (required || errno != ENOENT)
            find(findings, "missing_file", "%s cannot be looked at", path);
        return;
    }
    if ((info.st_mode & 0777 & ~allowed) != 0)
        find(findings, "file_mode", "%s has mode %04o, at most %04o is safe", path, (unsigned)info.st_mode & 07777,
             (unsigned)allowed);
    if (info.st_uid != geteuid())
        find(findings, "file_owner", "%s belongs to another user", path);
}

/* ---- the broker's configuration, if there is one already ---- */

/* Calls back with each setting; false: there is no such file. */
static bool read_settings(struct findings *findings, const char *path,
                          void (*line_of)(struct findings *findings, const char *name, const char *value, void *facts),
                          void *facts)
{
    char line[LINE_MAX_BYTES], name[64], value[LINE_MAX_BYTES];
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return false;
    while (fgets(line, sizeof line, file) != NULL)
        if (line[0] != '#' && sscanf(line, "%63s %1023[^\n]", name, value) == 2)
            line_of(findings, name, value, facts);
    fclose(file);
    return true;
}

/* An address, with a port behind it or not. */
static bool is_loopback(const char *address)
{
    return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 ||
           (strncmp(address, "localhost", 9) == 0 && strchr(":", address[9]) != NULL);
}

struct listener {
    long port; /* 0: none yet */
    bool loopback, tls, websockets, ipv4_only;
};

static void check_listener(struct findings *findings, const struct listener *listener)
{
    if (listener->port == 0)
        return;
    if (!listener->loopback && !listener->tls)
        find(findings, "open_listener", "the listener on port %ld is not on loopback and has no TLS", listener->port);
    if (listener->websockets && listener->loopback && !listener->ipv4_only)
        find(findings, "open_websocket",
             "the websocket listener on port %ld needs socket_domain ipv4, else it is on "
             "every interface",
             listener->port);
}

struct broker_facts {
    bool guard, anonymous, persistence, old_tls;
    struct listener listener;
};

/* `listener 1883 127.0.0.1` begins a listener; the lines after it belong to it. */
static void read_listener(struct findings *findings, const char *value, struct broker_facts *facts)
{
    char address[256] = "";

    check_listener(findings, &facts->listener);
    facts->listener = (struct listener){ 0 };
    if (sscanf(value, "%ld %255s", &facts->listener.port, address) < 1)
        facts->listener.port = -1;
    facts->listener.loopback = is_loopback(address);
}

static void read_broker_line(struct findings *findings, const char *name, const char *value, void *to)
{
    struct broker_facts *facts = to;

    if (strcmp(name, "listener") == 0)
        read_listener(findings, value, facts);
    else if (strcmp(name, "plugin") == 0 || strcmp(name, "auth_plugin") == 0)
        facts->guard |= strstr(value, "vakwerk_guard.so") != NULL;
    else if (strcmp(name, "allow_anonymous") == 0)
        facts->anonymous = strcmp(value, "true") == 0;
    else if (strcmp(name, "persistence") == 0)
        facts->persistence = strcmp(value, "true") == 0;
    else if (strcmp(name, "certfile") == 0)
        facts->listener.tls = true;
    else if (strcmp(name, "tls_version") == 0)
        facts->old_tls |= strcmp(value, "tlsv1.2") != 0 && strcmp(value, "tlsv1.3") != 0;
    else if (strcmp(name, "protocol") == 0)
        facts->listener.websockets = strcmp(value, "websockets") == 0;
    else if (strcmp(name, "socket_domain") == 0)
        facts->listener.ipv4_only = strcmp(value, "ipv4") == 0;
}

static void check_broker(struct findings *findings, const char *path)
{
    struct broker_facts facts = { 0 };

    if (!read_settings(findings, path, read_broker_line, &facts))
        return; /* it is made at the first `up` */
    check_listener(findings, &facts.listener);
    if (!facts.guard)
        find(findings, "no_guard", "%s does not load vakwerk_guard.so: anybody could read and write everything", path);
    if (facts.anonymous)
        find(findings, "anonymous", "%s lets in whoever gives no name", path);
    if (facts.persistence)
        find(findings, "persistence", "%s keeps messages on disk", path);
    if (facts.old_tls)
        find(findings, "old_tls", "%s allows TLS older than 1.2", path);
}

/* ---- the ways to other regions, if there are any ---- */

struct bridge {
    char name[64]; /* "": none yet */
    bool away, tls;
};

static void check_bridge(struct findings *findings, const struct bridge *bridge)
{
    if (bridge->name[0] != '\0' && bridge->away && !bridge->tls)
        find(findings, "open_bridge", "the bridge %s leaves this machine without TLS (bridge_cafile)", bridge->name);
}

/* `connection rijnmond` begins a bridge; the lines after it belong to it. An address may be several. */
static void read_bridge_line(struct findings *findings, const char *name, const char *value, void *to)
{
    struct bridge *bridge = to;
    char address[256];
    int len;

    if (strcmp(name, "connection") == 0) {
        check_bridge(findings, bridge);
        *bridge = (struct bridge){ .away = false };
        snprintf(bridge->name, sizeof bridge->name, "%.*s", (int)sizeof bridge->name - 1, value);
    } else if (strcmp(name, "address") == 0 || strcmp(name, "addresses") == 0) {
        for (; sscanf(value, "%255s%n", address, &len) == 1; value += len)
            bridge->away |= !is_loopback(address);
    } else if (strcmp(name, "bridge_cafile") == 0 || strcmp(name, "bridge_capath") == 0) {
        bridge->tls = true;
    }
}

static void check_bridges(struct findings *findings, const char *path)
{
    struct bridge last = { .away = false };

    if (read_settings(findings, path, read_bridge_line, &last))
        check_bridge(findings, &last);
}

/* ---- all ---- */

/* It lies outside of the instance, and a group may read it, as with Debian's ssl-cert. */
static void check_key(struct findings *findings, const struct settings *settings)
{
    struct stat info;

    if (settings->private_key[0] != '\0' && stat(settings->private_key, &info) == 0 && (info.st_mode & 07) != 0)
        find(findings, "open_key", "%s can be read by everybody", settings->private_key);
}

int check_instance(const struct instance *instance, FILE *to)
{
    struct findings findings = { to, 0 };

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++)
        check_file(&findings, instance_path(instance, files[i].file).text, files[i].allowed, files[i].required);
    check_key(&findings, &instance->settings);
    check_broker(&findings, instance_path(instance, "broker.conf").text);
    check_bridges(&findings, instance_path(instance, "bridges.conf").text);
    return findings.count;
}

bool check_database(const struct instance *instance, FILE *to)
{
    struct findings findings = { to, 0 };
    struct instance_path kept = instance_path(instance, "vakwerk.db");

    if (access(kept.text, F_OK) != 0)
        return true; /* named as a missing file */
    enum store_open_error err = store_check(kept.text);
    if (err == STORE_DAMAGED)
        find(&findings, "damaged_database", "%s is not what was written; put a backup back", kept.text);
    else if (err != STORE_OPENED)
        find(&findings, "unread_database", "%s cannot be read", kept.text);
    return findings.count == 0;
}
