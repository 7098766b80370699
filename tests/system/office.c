#include "tests/system/office.h"

#include <assert.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>

#include "tests/proto/test.h"

/* ---- opening and closing ---- */

void office_furnish(struct office *office, const char *now)
{
    *office = (struct office){ .daemon = NULL };
    tempdir_make(&office->dir);
    office->daemon = vakwerkd_make(&office->dir, true, now);
    office->credentials = json_load_file(vakwerkd_file(office->daemon, "demo-credentials.json").text, 0, NULL);
    assert(json_is_array(office->credentials));
}

void office_open(struct office *office, const char *now)
{
    office_furnish(office, now);
    vakwerkd_up(office->daemon);
}

void office_empty(struct office *office)
{
    for (size_t i = 0; i < OFFICE_PEERS; i++) {
        peer_close(office->peers[i]);
        office->peers[i] = NULL;
    }
}

int office_close(struct office *office)
{
    office_empty(office);
    int code = vakwerkd_pid(office->daemon) == 0 ? 0 : vakwerkd_stop(office->daemon);
    vakwerkd_free(office->daemon);
    json_decref(office->credentials);
    tempdir_remove(&office->dir);
    return code;
}

/* ---- who comes ---- */

struct peer_login office_login(const struct office *office, const char *user)
{
    size_t i;
    json_t *row;

    json_array_foreach(office->credentials, i, row)
    {
        const char *member = office_text(row, "member"), *kiosk = office_text(row, "kiosk");
        if (strcmp(member != NULL ? member : kiosk, user) == 0)
            return (struct peer_login){ .user = user,
                                        .device = office_text(row, "device"),
                                        .secret = office_text(row, "secret"),
                                        .screen = kiosk != NULL };
    }
    fprintf(stderr, "nobody is called %s\n", user);
    abort();
}

struct peer *office_enter(struct office *office, const struct peer_login *login)
{
    for (size_t i = 0; i < OFFICE_PEERS; i++)
        if (office->peers[i] == NULL)
            return office->peers[i] = peer_open(vakwerkd_port(office->daemon), login);
    abort();
}

struct peer *office_member(struct office *office, const char *user)
{
    struct peer_login login = office_login(office, user);

    return office_enter(office, &login);
}

struct peer *office_screen(struct office *office, const char *kiosk)
{
    struct peer_login login = office_login(office, kiosk);
    struct peer *peer = office_enter(office, &login);

    assert_int_equal(peer_subscribe(peer, office_kiosk(kiosk, "#").text), 1);
    return peer;
}

void office_dismiss(struct office *office, struct peer *peer)
{
    for (size_t i = 0; i < OFFICE_PEERS; i++)
        if (office->peers[i] == peer)
            office->peers[i] = NULL;
    peer_close(peer);
}

/* ---- the database ---- */

static sqlite3 *open_database(const struct office *office)
{
    sqlite3 *db;

    assert(sqlite3_open_v2(vakwerkd_file(office->daemon, "vakwerk.db").text, &db, SQLITE_OPEN_READWRITE, NULL) ==
           SQLITE_OK);
    sqlite3_busy_timeout(db, 5000);
    return db;
}

int64_t office_number(const struct office *office, const char *sql)
{
    sqlite3 *db = open_database(office);
    sqlite3_stmt *stmt;
    int64_t number = -1;

    assert(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return number;
}

static uint64_t mix(uint64_t hash, const void *bytes, size_t len)
{
    const unsigned char *at = bytes;

    for (size_t i = 0; i < len; i++)
        hash = (hash ^ at[i]) * UINT64_C(1099511628211);
    return (hash ^ len) * UINT64_C(1099511628211);
}

static uint64_t hash_table(sqlite3 *db, const char *table, uint64_t hash)
{
    char sql[128];
    sqlite3_stmt *stmt;

    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1, 2", table);
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return hash;
    while (sqlite3_step(stmt) == SQLITE_ROW)
        for (int i = 0; i < sqlite3_column_count(stmt); i++)
            hash = mix(hash, sqlite3_column_blob(stmt, i), (size_t)sqlite3_column_bytes(stmt, i));
    sqlite3_finalize(stmt);
    return hash;
}

uint64_t office_database(const struct office *office)
{
    sqlite3 *db = open_database(office);
    sqlite3_stmt *stmt;
    uint64_t hash = 1;

    assert(sqlite3_prepare_v2(db,
                              "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'number' ORDER BY name",
                              -1, &stmt, NULL) == SQLITE_OK);
    while (sqlite3_step(stmt) == SQLITE_ROW)
        hash = hash_table(db, (const char *)sqlite3_column_text(stmt, 0), hash);
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return hash;
}

/* ---- replies ---- */

const char *office_text(const json_t *map, const char *key)
{
    return json_string_value(json_object_get(map, key));
}

int64_t office_int(const json_t *map, const char *key)
{
    return json_integer_value(json_object_get(map, key));
}

static void print_reply(const json_t *reply)
{
    char *text = json_dumps(reply, JSON_COMPACT | JSON_ENCODE_ANY);

    print_error("the reply: %s\n", text == NULL ? "none" : text);
    free(text);
}

void office_assert_accepted(const json_t *reply, const char *file, int line)
{
    if (json_is_true(json_object_get(reply, "ok")))
        return;
    print_reply(reply);
    _fail(file, line);
}

void office_assert_refused(const json_t *reply, const char *error, const char *file, int line)
{
    const char *got = office_text(reply, "error");

    if (json_is_false(json_object_get(reply, "ok")) && got != NULL && strcmp(got, error) == 0)
        return;
    print_error("wanted %s\n", error);
    print_reply(reply);
    _fail(file, line);
}

json_t *office_ask(struct peer *peer, const char *theme, const char *title)
{
    char path[80];

    snprintf(path, sizeof path, "theme/%s/ask", theme);
    json_t *reply = peer_call(peer, path, json_pack("{s:s}", "title", title));
    assert_accepted(reply);
    return reply;
}

json_t *office_ask_team(struct peer *peer, const char *team, const char *theme, const char *title)
{
    char path[80];

    snprintf(path, sizeof path, "team/%s/ask", team);
    json_t *reply = peer_call(peer, path, json_pack("{s:s, s:s}", "title", title, "theme", theme));
    assert_accepted(reply);
    return reply;
}

struct peer_topic office_kiosk(const char *kiosk, const char *what)
{
    struct peer_topic topic;

    snprintf(topic.text, sizeof topic.text, V "kiosk/%s/%s", kiosk, what);
    return topic;
}

struct peer_topic office_card(const char *kiosk, const char *code)
{
    char what[64];

    snprintf(what, sizeof what, "card/%s", code);
    return office_kiosk(kiosk, what);
}

struct shown {
    const char *topic;
    bool there;
};

static bool is_shown(const struct peer *peer, const void *context)
{
    const struct shown *shown = context;
    const struct peer_message *last = peer_last(peer, shown->topic);

    return last != NULL && (last->len > 0) == shown->there;
}

bool office_shows(struct peer *peer, const char *topic, bool there, int ms)
{
    return peer_until(peer, is_shown, &(struct shown){ topic, there }, ms);
}
