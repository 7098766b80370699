/*
 * libFuzzer target: what the guard is asked inside the broker. User, client id and topic are a line each; before them a
 * byte for how it is sent. Whatever is allowed begins as the protocol says, seen as text and not with the guard's eyes.
 */
#include "daemon/guard/rules.h"

#include <assert.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

#define V "vakwerk/1/"

static const char people[] = ACCESS_SCHEMA
    "INSERT INTO meta VALUES (1, 3, 1); INSERT INTO member VALUES ('alice', 1), ('bob', 1), ('out', 0),"
    " ('post', 2); INSERT INTO device VALUES ('alice', 'phone', zeroblob(32)), ('bob', 'phone',"
    " zeroblob(32)), ('out', 'phone', zeroblob(32)), ('post', 'server', zeroblob(32)); INSERT INTO"
    " membership VALUES ('alice', 'noord'), ('bob', 'zuid'); INSERT INTO code VALUES ('bob',"
    " zeroblob(32), 9000000000000); INSERT INTO kiosk VALUES ('screen1', 'wall', zeroblob(32)); INSERT"
    " INTO door VALUES ('7k3', zeroblob(32), 9000000000000); INSERT INTO daemon VALUES (1, zeroblob(32));";

static const struct rights *load(void)
{
    static struct rights *rights;
    const char *why = "";
    bool busy;
    sqlite3 *db;

    if (rights != NULL)
        return rights;
    if (sqlite3_open(":memory:", &db) != SQLITE_OK || sqlite3_exec(db, people, NULL, NULL, NULL) != SQLITE_OK)
        abort();
    rights = rights_load(db, &why, &busy);
    sqlite3_close(db);
    if (rights == NULL) {
        fprintf(stderr, "%s\n", why);
        abort();
    }
    return rights;
}

/* V, a word, and / behind it. */
static bool is_below(struct span topic, const char *tree, struct span name)
{
    char begin[200];
    int len = snprintf(begin, sizeof begin, V "%s%.*s/", tree, span_int(name), name.ptr == NULL ? "" : name.ptr);

    return len > 0 && len < (int)sizeof begin && topic.len > (size_t)len && memcmp(topic.ptr, begin, (size_t)len) == 0;
}

static bool is_open_to_all(struct span topic)
{
    const struct span none = { NULL, 0 };

    return span_is(topic, V "state") || span_is(topic, V "info") || span_is(topic, V "metrics") ||
           is_below(topic, "theme", none) || is_below(topic, "waitlist", none);
}

static bool is_own_team(struct who who, struct span topic)
{
    return (span_is(who.name, "alice") && is_below(topic, "team/", span_of("noord"))) ||
           (span_is(who.name, "bob") && is_below(topic, "team/", span_of("zuid")));
}

static void check_reads(struct who who, struct span topic)
{
    switch (who.kind) {
    case WHO_NOBODY:
        abort();
    case WHO_MEMBER:
        assert(is_open_to_all(topic) || is_below(topic, "out/", who.name) || is_own_team(who, topic));
        break;
    case WHO_ENROL:
    case WHO_GUEST:
    case WHO_REGION:
        assert(is_below(topic, "out/", who.name));
        break;
    case WHO_KIOSK:
        assert(is_open_to_all(topic) || is_below(topic, "kiosk/", who.name));
        break;
    case WHO_PAIR:
        assert(topic.len > 0 && memmem(topic.ptr, topic.len, who.device.ptr, who.device.len) != NULL);
        break;
    case WHO_MAILER:
        assert(is_open_to_all(topic) || is_below(topic, "out", (struct span){ NULL, 0 }));
        break;
    case WHO_DAEMON:
        assert(memcmp(topic.ptr, V, strlen(V)) == 0);
        break;
    }
}

static void check_writes(struct who who, const struct message *message)
{
    struct span topic = message->topic;

    assert(who.kind != WHO_NOBODY && memchr(topic.ptr, '#', topic.len) == NULL);
    if (who.kind == WHO_MEMBER || who.kind == WHO_MAILER || who.kind == WHO_REGION || who.kind == WHO_ENROL)
        assert(is_below(topic, "in/", who.name) && !message->retain && message->qos > 0 &&
               message->payload_bytes <= 32768);
    if (who.kind == WHO_GUEST)
        assert(is_below(topic, "in/", who.name) && !message->retain && message->qos > 0 &&
               message->payload_bytes <= 4000);
    if (who.kind == WHO_KIOSK)
        assert(is_below(topic, "kiosk/", who.name) && message->payload_bytes <= 4000);
    if (who.kind == WHO_DAEMON)
        assert(!is_below(topic, "in", (struct span){ NULL, 0 }));
}

/* The next line, with a NUL behind it; the rest without one for the last. */
static char *take_line(char **rest)
{
    char *line = *rest, *end = strchr(line, '\n');

    *rest = end == NULL ? line + strlen(line) : end + 1;
    if (end != NULL)
        *end = '\0';
    return line;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size < 2)
        return 0;
    const struct rights *rights = load();
    char *text = malloc(size), *rest = text;
    assert(text != NULL);
    memcpy(text, data + 1, size - 1);
    text[size - 1] = '\0';
    const char *user = take_line(&rest), *client_id = take_line(&rest);
    struct span topic = { rest, size - 1 - (size_t)(rest - text) };
    struct who who = rights_who(rights, user, client_id);
    struct message message = { topic, data[0] & 4 ? 32769 : data[0], data[0] & 3, (data[0] & 8) != 0 };

    if (who.kind != WHO_NOBODY)
        assert(strncmp(client_id, user, strlen(user)) == 0 && client_id[strlen(user)] == ':');
    if (rules_may_read(rights, who, topic))
        check_reads(who, topic);
    if (rules_may_subscribe(rights, who, topic) && who.kind != WHO_PAIR && who.kind != WHO_MAILER)
        check_reads(who, topic);
    if (rules_may_write(who, &message))
        check_writes(who, &message);
    if (rules_may_leave(who, &message))
        assert(who.kind == WHO_KIOSK || who.kind == WHO_DAEMON);
    free(text);
    return 0;
}
