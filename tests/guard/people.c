#include "tests/guard/people.h"

#include <assert.h>
#include <stdio.h>

#include "daemon/guard/hash.h"

enum { LIST_MAX = 40 };

static size_t split(const char *words, struct span *out)
{
    size_t count = 0;

    while (*words != '\0') {
        size_t len = strcspn(words, " ");
        assert(count < LIST_MAX);
        out[count++] = (struct span){ words, len };
        words += len + (words[len] == ' ');
    }
    return count;
}

static void hash_text(const char *text, uint8_t out[32])
{
    secret_hash(span_of(text), out);
}

static void put(struct access *access, const char *name, enum access_kind kind, const char *devices, const char *teams)
{
    struct span names[LIST_MAX], team[LIST_MAX];
    struct access_device device[LIST_MAX];
    size_t count = split(devices, names);
    char secret[80];

    for (size_t i = 0; i < count; i++) {
        snprintf(secret, sizeof secret, "%s-%.*s", name, span_int(names[i]), names[i].ptr);
        device[i].name = names[i];
        hash_text(secret, device[i].hash);
    }
    int rc = access_put_member(access, span_of(name), kind, device, count, team, split(teams, team));
    assert(rc == 0);
}

static int64_t next_version(struct access *access)
{
    int64_t version;
    int rc = access_version(access, &version);

    assert(rc == 0);
    return version + 1;
}

static void begin(struct access *access)
{
    int rc = access_begin(access);

    assert(rc == 0);
}

static void commit(struct access *access)
{
    int rc = access_commit(access, next_version(access));

    assert(rc == 0);
}

static void put_kiosk(struct access *access, const char *name, const char *device, const char *secret)
{
    uint8_t hash[32];

    if (secret != NULL)
        hash_text(secret, hash);
    int rc = access_put_kiosk(access, span_of(name), span_of(device), secret == NULL ? NULL : hash);
    assert(rc == 0);
}

static void put_code(struct access *access, const char *name, const char *code, int64_t expires_at)
{
    uint8_t hash[32];

    if (code != NULL)
        hash_text(code, hash);
    int rc = access_put_code(access, span_of(name), code == NULL ? NULL : hash, expires_at);
    assert(rc == 0);
}

static void put_door(struct access *access, const char *door, const char *code, int64_t expires_at)
{
    uint8_t hash[32];

    if (code != NULL)
        hash_text(code, hash);
    int rc = access_put_door(access, span_of(door), code == NULL ? NULL : hash, expires_at);
    assert(rc == 0);
}

void people_put_all(struct access *access)
{
    uint8_t hash[32];

    begin(access);
    int rc = access_clear(access);
    assert(rc == 0);
    put(access, "alice", ACCESS_MEMBER, "phone laptop", "noord");
    put(access, "bob", ACCESS_MEMBER, "phone", "zuid");
    put(access, "gone", ACCESS_SHUT_OUT, "phone", "noord");
    put(access, "wim", ACCESS_MEMBER, "", "");
    put(access, "post", ACCESS_MAILER, "server", "");
    put(access, "region.twente", ACCESS_REGION, "bridge", "noord"); /* a team, which must give it nothing */
    put_code(access, "wim", "wim-code", PEOPLE_LATER);
    put_kiosk(access, "screen1", "wall", "screen1-wall");
    put_kiosk(access, "screen2", "wall", "screen2-wall");
    put_door(access, "7k3", PEOPLE_DOOR_CODE, PEOPLE_LATER);
    hash_text("vakwerkd-main", hash);
    rc = access_put_daemon(access, hash);
    assert(rc == 0);
    commit(access);
}

struct access *people_write(const char *path)
{
    struct access *access;
    int rc = access_open(path, &access);

    assert(rc == 0);
    people_put_all(access);
    return access;
}

void people_put(struct access *access, const char *name, bool enabled, const char *devices, const char *teams)
{
    begin(access);
    put(access, name, enabled ? ACCESS_MEMBER : ACCESS_SHUT_OUT, devices, teams);
    commit(access);
}

void people_put_code(struct access *access, const char *name, const char *code, int64_t expires_at)
{
    begin(access);
    put_code(access, name, code, expires_at);
    commit(access);
}

void people_put_kiosk(struct access *access, const char *name, const char *device, const char *secret)
{
    begin(access);
    put_kiosk(access, name, device, secret);
    commit(access);
}

void people_put_door(struct access *access, const char *door, const char *code, int64_t expires_at)
{
    begin(access);
    put_door(access, door, code, expires_at);
    commit(access);
}
