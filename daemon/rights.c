#include "rights.h"

#include "log.h"
#include "store/access.h"
#include "store/store_door.h"
#include "store/store_kiosk.h"

#include <stdlib.h>

#define DEVICES_MAX 32
#define TEAMS_MAX   TEAMS_OF_MAX
#define PAGE        100

struct rights_file {
    struct access *access;
    struct rights_own own;
    bool lags; /* a change did not get through */
};

struct rights_file *rights_open(const char *path)
{
    struct rights_file *file = calloc(1, sizeof *file);

    if (file == NULL || access_open(path, &file->access) != 0) {
        log_error("rights_open reason=\"cannot open access.db\"");
        free(file);
        return NULL;
    }
    return file;
}

void rights_close(struct rights_file *file)
{
    if (file == NULL)
        return;
    access_close(file->access);
    free(file);
}

static int failed(struct rights_file *file)
{
    log_error("rights_write reason=\"%s\"", access_error(file->access));
    file->lags = true;
    return ERR_STORAGE;
}

/* ---- one member, one screen ---- */

/* Devices that were revoked are left out: what is not named has no right. */
static size_t copy_devices(const struct member_device *devices, size_t count, struct access_device *out)
{
    size_t kept = 0;

    for (size_t i = 0; i < count && kept < DEVICES_MAX; i++) {
        if (devices[i].revoked_at != 0 || devices[i].hash.len != sizeof out->hash)
            continue;
        out[kept].name = devices[i].name;
        memcpy(out[kept++].hash, devices[i].hash.ptr, sizeof out->hash);
    }
    return kept;
}

static int put_code(struct rights_file *file, struct store *store, const struct member *member, struct arena *arena)
{
    struct member_code code;
    int err = store_member_get_code(store, member->id, arena, &code);

    if (err == ERR_NOT_FOUND)
        return 0;
    if (err != 0 || code.hash.len != 32)
        return ERR_STORAGE;
    return access_put_code(file->access, member->name, (const uint8_t *)code.hash.ptr, code.until_at) == 0
               ? 0
               : failed(file);
}

static enum access_kind kind_of(const struct member *member)
{
    if (member->disabled)
        return ACCESS_SHUT_OUT;
    if ((member->roles & MEMBER_REGION) != 0)
        return ACCESS_REGION;
    return (member->roles & MEMBER_MAILER) != 0 ? ACCESS_MAILER : ACCESS_MEMBER;
}

static int put_member(struct rights_file *file, struct store *store, const struct member *member, struct arena *arena)
{
    struct access_device devices[DEVICES_MAX];
    struct span teams[TEAMS_MAX];
    struct member_device *rows;
    struct place_list places;
    size_t count = 0;
    int err = store_member_devices(store, member->id, arena, &rows, &count);

    if (err == 0)
        err = store_place_teams_of(store, member->id, arena, &places);
    if (err != 0)
        return err;
    for (size_t i = 0; i < places.count && i < TEAMS_MAX; i++)
        teams[i] = places.rows[i].slug;
    size_t kept = copy_devices(rows, count, devices);
    if (access_put_member(file->access, member->name, kind_of(member), devices, kept, teams, places.count) != 0)
        return failed(file);
    return put_code(file, store, member, arena);
}

static int put_kiosk(struct rights_file *file, const struct kiosk *kiosk)
{
    if (kiosk->hash.len != 32)
        return ERR_STORAGE;
    return access_put_kiosk(file->access, kiosk->name, kiosk->device, (const uint8_t *)kiosk->hash.ptr) == 0
               ? 0
               : failed(file);
}

static int put_door(struct rights_file *file, const struct door *door)
{
    struct secret_hash hash = secret_hash_of(door->code);

    return access_put_door(file->access, door->name, hash.bytes, door->until_at) == 0 ? 0 : failed(file);
}

/* ---- what changed ---- */

static int put_door_named(struct rights_file *file, struct store *store, struct span name, struct arena *arena)
{
    struct door door;
    int err = store_door_get(store, name, arena, &door);

    if (err != ERR_NOT_FOUND)
        return err != 0 ? err : put_door(file, &door);
    return access_put_door(file->access, name, NULL, 0) == 0 ? 0 : failed(file);
}

/* A name that is no member's any more, because that one was erased, or never was, is a screen's: there, or removed. */
static int put_name(struct rights_file *file, struct store *store, struct span name, struct arena *arena)
{
    struct member member;
    struct kiosk kiosk;
    struct span door;
    int err = store_member_get(store, name, arena, &member);

    if (err == ERR_NOT_FOUND && topic_read_door(name, &door))
        return put_door_named(file, store, door, arena);
    if (err != ERR_NOT_FOUND)
        return err != 0 ? err : put_member(file, store, &member, arena);
    err = store_kiosk_get(store, name, arena, &kiosk);
    if (err != ERR_NOT_FOUND)
        return err != 0 ? err : put_kiosk(file, &kiosk);
    if (access_drop_member(file->access, name) != 0)
        return failed(file);
    return access_put_kiosk(file->access, name, (struct span){ "", 0 }, NULL) == 0 ? 0 : failed(file);
}

static int commit(struct rights_file *file, int err, int64_t version)
{
    if (err != 0) {
        access_rollback(file->access);
        file->lags = true;
        return ERR_STORAGE;
    }
    if (access_commit(file->access, version) != 0)
        return failed(file);
    file->lags = false;
    return 0;
}

int rights_count(struct store *store)
{
    int64_t version;
    int err = store_number_get(store, STORE_RIGHTS, &version);

    return err != 0 ? err : store_number_set(store, STORE_RIGHTS, version + 1);
}

int rights_follow(struct rights_file *file, struct store *store, const struct rights *changed, struct arena *arena)
{
    int64_t version;

    if (changed == NULL && !file->lags)
        return 0;
    arena_reset(arena);
    if (file->lags)
        return rights_rebuild(file, store, &file->own, arena);
    if (store_number_get(store, STORE_RIGHTS, &version) != 0 || access_begin(file->access) != 0)
        return failed(file);
    int err = 0;
    for (; changed != NULL && err == 0; changed = changed->next)
        err = put_name(file, store, changed->name, arena);
    return commit(file, err, version);
}

/* ---- everybody ---- */

static int put_all_members(struct rights_file *file, struct store *store, struct arena *arena)
{
    struct member_list page;
    char last[64] = "";
    int err = 0;

    do {
        arena_reset(arena);
        err = store_member_list(store, 0, span_of(last), PAGE, arena, &page);
        for (size_t i = 0; i < page.count && err == 0; i++)
            err = put_member(file, store, &page.rows[i], arena);
        if (err == 0 && page.count > 0) {
            struct span name = page.rows[page.count - 1].name;
            memcpy(last, name.ptr, name.len);
            last[name.len] = '\0';
        }
    } while (err == 0 && page.count == PAGE);
    return err;
}

static int put_all_kiosks(struct rights_file *file, struct store *store, struct arena *arena)
{
    struct kiosk *kiosks;
    size_t count;
    char last[64] = "";
    int err = 0;

    do {
        arena_reset(arena);
        err = store_kiosk_list(store, 0, span_of(last), arena, &kiosks, &count);
        for (size_t i = 0; i < count && err == 0; i++)
            err = put_kiosk(file, &kiosks[i]);
        if (err == 0 && count > 0)
            snprintf(last, sizeof last, "%.*s", (int)kiosks[count - 1].name.len, kiosks[count - 1].name.ptr);
    } while (err == 0 && count == KIOSKS_PAGE);
    return err;
}

static int put_all_doors(struct rights_file *file, struct store *store, struct arena *arena)
{
    struct door *doors;
    size_t count;
    int err = store_door_list(store, arena, &doors, &count);

    for (size_t i = 0; i < count && err == 0; i++)
        err = put_door(file, &doors[i]);
    return err;
}

static int put_canary(struct rights_file *file)
{
    struct access_device device = { .name = span_of(TOPIC_CANARY_DEVICE) };

    memcpy(device.hash, file->own.canary.bytes, sizeof device.hash);
    return access_put_member(file->access, span_of(TOPIC_CANARY), ACCESS_MEMBER, &device, 1, NULL, 0) == 0
               ? 0
               : failed(file);
}

static int put_everybody(struct rights_file *file, struct store *store, struct arena *arena)
{
    if (access_clear(file->access) != 0 || access_put_daemon(file->access, file->own.daemon.bytes) != 0)
        return failed(file);
    int err = put_all_members(file, store, arena);
    if (err == 0)
        err = put_all_kiosks(file, store, arena);
    return err != 0 ? err : put_all_doors(file, store, arena);
}

static bool is_in_step(struct rights_file *file, int64_t wanted)
{
    int64_t version;

    return !file->lags && access_version(file->access, &version) == 0 && version == wanted && wanted != 0;
}

int rights_rebuild(struct rights_file *file, struct store *store, const struct rights_own *own, struct arena *arena)
{
    int64_t wanted;

    file->own = *own;
    if (store_number_get(store, STORE_RIGHTS, &wanted) != 0)
        return ERR_STORAGE;
    bool in_step = is_in_step(file, wanted);
    if (access_begin(file->access) != 0)
        return failed(file);
    int err = in_step ? 0 : put_everybody(file, store, arena);
    if (err == 0)
        err = put_canary(file);
    return commit(file, err, wanted);
}
