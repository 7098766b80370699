#include "audit.h"

#include "daemon/log.h"
#include "daemon/store/store_audit.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#define HASH_BYTES 32
#define LINE_MAX   (HASH_BYTES * 2 + 6 * 21 + AUDIT_DETAIL_MAX + 8)
#define AT_ONCE    200

static const char *const actions[AUDIT_ACTIONS] = {
    [AUDIT_MEMBER_ADD] = "member-add",
    [AUDIT_MEMBER_SET] = "member-set",
    [AUDIT_MEMBER_RESET] = "member-reset",
    [AUDIT_MEMBER_DISABLE] = "member-disable",
    [AUDIT_MEMBER_ENABLE] = "member-enable",
    [AUDIT_ENROL] = "enrol",
    [AUDIT_DEVICE_REVOKE] = "device-revoke",
    [AUDIT_KIOSK_ADD] = "kiosk-add",
    [AUDIT_KIOSK_REMOVE] = "kiosk-remove",
    [AUDIT_TEAM_SET] = "team-set",
    [AUDIT_UNMASK_ASK] = "open-anonymous-ask",
    [AUDIT_UNMASK_OPEN] = "open-anonymous",
    [AUDIT_EXPORT] = "export",
    [AUDIT_ERASE] = "erase",
    [AUDIT_KIOSK_PAIR] = "kiosk-pair",
    [AUDIT_HIDE] = "hide",
    [AUDIT_HOLD] = "hold",
    [AUDIT_RELEASE] = "release",
    [AUDIT_APPROVE] = "approve",
    [AUDIT_REJECT] = "reject",
    [AUDIT_REDACT] = "redact",
    [AUDIT_PROPOSE] = "propose",
    [AUDIT_APPEAL] = "appeal",
    [AUDIT_MERGE] = "merge",
    [AUDIT_MOVE] = "move",
    [AUDIT_RETENTION] = "retention",
    [AUDIT_GUESTS] = "guests",
    [AUDIT_REGION_ADD] = "region-add",
    [AUDIT_REGION_SET] = "region-set",
    [AUDIT_REGION_REMOVE] = "region-remove",
};

const char *audit_action_word(int action)
{
    return action > 0 && action < AUDIT_ACTIONS ? actions[action] : "unknown";
}

/* ---- hashes ---- */

/* Zeros for an absent one: what is before the first row. */
static void write_hex(struct span hash, char out[2 * HASH_BYTES + 1])
{
    static const char digits[] = "0123456789abcdef";

    memset(out, '0', 2 * HASH_BYTES);
    out[2 * HASH_BYTES] = '\0';
    for (size_t i = 0; i < hash.len && i < HASH_BYTES; i++) {
        out[2 * i] = digits[(unsigned char)hash.ptr[i] >> 4];
        out[2 * i + 1] = digits[(unsigned char)hash.ptr[i] & 15];
    }
}

/* A detail that is longer than any of ours gives another hash than its beginning. */
static struct secret_hash hash_of(struct span before, const struct audit_row *row)
{
    char line[LINE_MAX], hex[2 * HASH_BYTES + 1];
    size_t bytes = row->detail.len > AUDIT_DETAIL_MAX ? AUDIT_DETAIL_MAX + 1 : row->detail.len;

    write_hex(before, hex);
    int length = snprintf(line, sizeof line, "%s %" PRId64 " %" PRId64 " %" PRId64 " %d %" PRId64 " %" PRId64 " ", hex,
                          row->id, row->at, row->who, row->action, row->member, row->post);
    if (bytes > 0)
        memcpy(line + length, row->detail.ptr, bytes);
    return secret_hash_of((struct span){ line, (size_t)length + bytes });
}

static struct secret_hash seal_of(const struct key *key, int64_t rows, struct span hash)
{
    char line[2 * HASH_BYTES + 32], hex[2 * HASH_BYTES + 1];

    write_hex(hash, hex);
    snprintf(line, sizeof line, "%" PRId64 " %s", rows, hex);
    return secret_seal(key, "audit", span_of(line));
}

static struct span bytes_of(const struct secret_hash *hash)
{
    return (struct span){ (const char *)hash->bytes, sizeof hash->bytes };
}

/* ---- adding ---- */

int audit_add(struct store *store, const struct key *key, int64_t who, enum audit_action action,
              const struct audit_about *about, int64_t now_ms, struct arena *arena)
{
    struct audit_head head;
    int err = store_audit_head(store, arena, &head);

    assert(about->detail.len <= AUDIT_DETAIL_MAX);
    if (err != 0)
        return err == ERR_NOT_FOUND ? ERR_STORAGE : err; /* somebody took the head away: nothing goes unseen */
    struct audit_row row = { .id = head.rows + 1,
                             .at = now_ms,
                             .who = who,
                             .action = (int)action,
                             .member = about->member,
                             .post = about->post,
                             .detail = about->detail.ptr == NULL ? span_of("") : about->detail };
    struct secret_hash hash = hash_of(head.hash, &row), seal = seal_of(key, row.id, bytes_of(&hash));
    row.hash = bytes_of(&hash);
    err = store_audit_add(store, &row);
    if (err != 0)
        return ERR_STORAGE;
    return store_audit_set_head(store, &(struct audit_head){ row.id, row.hash, bytes_of(&seal) });
}

int audit_note(struct request *rq, enum audit_action action, const struct audit_about *about)
{
    rq->changes.audit = true;
    return audit_add(rq->store, rq->key, rq->who.id, action, about, rq->now_ms, rq->arena);
}

/* Appends a text while one byte is left for the sign that something is missing. */
static void append(char *room, size_t *length, const char *text, size_t bytes)
{
    if (*length + bytes > AUDIT_DETAIL_MAX - 1)
        bytes = 0;
    memcpy(room + *length, text, bytes);
    *length += bytes;
}

int audit_words(struct request *rq, const char *label, const struct span *words, size_t count, struct span *detail)
{
    char room[AUDIT_DETAIL_MAX];
    size_t length = detail->len;
    bool whole = true;

    if (length > 0)
        memcpy(room, detail->ptr, length);
    if (length > 0)
        append(room, &length, " ", 1);
    append(room, &length, label, strlen(label));
    append(room, &length, ":", 1);
    for (size_t i = 0; i < count && whole; i++) {
        whole = length + words[i].len + 1 < AUDIT_DETAIL_MAX;
        if (whole && i > 0)
            append(room, &length, "+", 1);
        if (whole)
            append(room, &length, words[i].ptr, words[i].len);
    }
    if (!whole && length < AUDIT_DETAIL_MAX)
        room[length++] = '+';
    *detail = arena_copy(rq->arena, (struct span){ room, length });
    return detail->ptr == NULL ? request_fail(rq, ERR_TOO_BIG, NULL, "too much in one batch") : 0;
}

/* ---- looking ---- */

void audit_log_head(struct store *store, struct arena *arena)
{
    struct audit_head head;
    char hex[2 * HASH_BYTES + 1];

    if (store_audit_head(store, arena, &head) != 0)
        return;
    write_hex(head.hash, hex);
    log_info("audit rows=%" PRId64 " head=%s", head.rows, hex);
}

/* The hash before the next row is carried along; the arena of a page is forgotten with it. */
static int check_rows(struct store *store, struct arena *scratch, struct audit_report *out, struct secret_hash *last)
{
    struct audit_row *rows;
    size_t count;
    int err;

    do {
        arena_reset(scratch);
        err = store_audit_after(store, out->found, AT_ONCE, scratch, &rows, &count);
        for (size_t i = 0; i < count && err == 0; i++) {
            struct span before = out->found == 0 ? (struct span){ NULL, 0 } : bytes_of(last);
            struct secret_hash hash = hash_of(before, &rows[i]);
            bool as_it_was = rows[i].id == out->found + 1 && span_equal(rows[i].hash, bytes_of(&hash));
            if (!as_it_was) {
                out->broken = out->found + 1;
                return 0;
            }
            out->found = rows[i].id;
            *last = hash;
        }
    } while (err == 0 && count == AT_ONCE);
    return err;
}

int audit_check(struct store *store, const struct key *key, struct arena *scratch, struct audit_report *out)
{
    struct audit_head head;
    struct secret_hash last = { { 0 } };

    *out = (struct audit_report){ 0 };
    int err = check_rows(store, scratch, out, &last);
    if (err == 0)
        err = store_audit_head(store, scratch, &head);
    if (err == ERR_NOT_FOUND)
        out->head_broken = true;
    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    struct secret_hash seal = seal_of(key, head.rows, head.hash);
    out->rows = head.rows;
    out->head_broken = head.rows > 0 && !span_equal(head.seal, bytes_of(&seal));
    bool same = out->found == head.rows && (head.rows == 0 || span_equal(head.hash, bytes_of(&last)));
    if (out->broken == 0 && !same)
        out->broken = out->found < head.rows ? out->found + 1 : head.rows + 1;
    write_hex(head.hash, out->head);
    return 0;
}

int audit_has(struct store *store, int64_t rows, struct span head, struct arena *arena, bool *out)
{
    struct audit_row *row;
    size_t count;
    char hex[2 * HASH_BYTES + 1];
    int err = store_audit_after(store, rows - 1, 1, arena, &row, &count);

    *out = false;
    if (err != 0 || count == 0)
        return err;
    write_hex(row->hash, hex);
    *out = row->id == rows && span_is(head, hex);
    return 0;
}
