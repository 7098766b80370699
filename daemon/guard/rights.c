#include "daemon/guard/rights.h"

#include <sqlite3.h>
#include <stdlib.h>

#include "daemon/guard/hash.h"
#include "proto/topic.h"

enum { WORD_MAX = 32 }; /* bytes of a name or slug */

/* Every table is the same to us: one or two words that sort it, a hash, a number. */
struct row {
    uint8_t name_len, part_len;
    char name[WORD_MAX];
    char part[WORD_MAX]; /* device or team */
    uint8_t hash[ACCESS_HASH_BYTES];
    int64_t number;
};

enum table { MEMBERS, DEVICES, TEAMS, CODES, KIOSKS, DOORS, DAEMON, TABLES };

struct rights {
    struct list {
        struct row *rows; /* sorted by name, then part; owned */
        size_t count, room;
    } table[TABLES];
};

/*
 * Columns: name, part, hash, number. The order is that of row_order(), because SQLite's BINARY compares bytes.
 * What belongs to one who is shut out is left out: then nothing after this can forget to ask.
 */
static const char *const selects[TABLES] = {
    [MEMBERS] = "SELECT name, '', NULL, kind FROM member WHERE kind <> 0 ORDER BY name",
    [DEVICES] = "SELECT member, device, hash, 0 FROM device JOIN member ON name = member AND kind <> 0"
                " ORDER BY member, device",
    [TEAMS] = "SELECT member, team, NULL, 0 FROM membership JOIN member ON name = member AND kind <> 0"
              " ORDER BY member, team",
    [CODES] = "SELECT member, '', hash, expires_at FROM code JOIN member ON name = member AND kind <> 0"
              " ORDER BY member",
    [KIOSKS] = "SELECT name, device, hash, 0 FROM kiosk ORDER BY name, device",
    [DOORS] = "SELECT door, '', hash, expires_at FROM door ORDER BY door",
    [DAEMON] = "SELECT '" TOPIC_DAEMON "', '', hash, 0 FROM daemon",
};

/* ---- order ---- */

static struct span name_of(const struct row *row)
{
    return (struct span){ row->name, row->name_len };
}

static struct span part_of(const struct row *row)
{
    return (struct span){ row->part, row->part_len };
}

/* An absent word, such as the name of who gives none, comes first. */
static int word_order(struct span a, struct span b)
{
    size_t len = a.len < b.len ? a.len : b.len;
    int order = len == 0 ? 0 : memcmp(a.ptr, b.ptr, len);

    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int row_order(const struct row *row, struct span name, struct span part)
{
    int order = word_order(name_of(row), name);

    return order != 0 ? order : word_order(part_of(row), part);
}

/* ---- loading ---- */

static const char too_many[] = "too many rows";
static const char malformed[] = "a row is malformed";
static const char unsorted[] = "rows are out of order";
static const char no_memory[] = "out of memory";
static const char unreadable[] = "unreadable";

/* `slug`: no dots; `optional`: or nothing. */
static bool take_word(sqlite3_stmt *stmt, int column, bool slug, bool optional, char out[WORD_MAX], uint8_t *len)
{
    const unsigned char *text = sqlite3_column_text(stmt, column);
    struct span word = { (const char *)text, (size_t)sqlite3_column_bytes(stmt, column) };

    if (text == NULL || !(slug ? topic_is_slug(word) : topic_is_name(word))) {
        *len = 0;
        return text != NULL && optional && word.len == 0;
    }
    memcpy(out, word.ptr, word.len);
    *len = (uint8_t)word.len;
    return true;
}

static bool take_hash(sqlite3_stmt *stmt, int column, bool wanted, uint8_t out[ACCESS_HASH_BYTES])
{
    const void *blob = sqlite3_column_blob(stmt, column);

    if (!wanted)
        return true;
    if (blob == NULL || sqlite3_column_bytes(stmt, column) != ACCESS_HASH_BYTES)
        return false;
    memcpy(out, blob, ACCESS_HASH_BYTES);
    return true;
}

static bool take_row(sqlite3_stmt *stmt, enum table table, struct row *out)
{
    bool one_word = table == MEMBERS || table == CODES || table == DOORS || table == DAEMON;
    bool has_hash = table != MEMBERS && table != TEAMS;

    *out = (struct row){ .number = sqlite3_column_int64(stmt, 3) };
    return take_word(stmt, 0, table == KIOSKS, false, out->name, &out->name_len) &&
           take_word(stmt, 1, true, one_word, out->part, &out->part_len) && take_hash(stmt, 2, has_hash, out->hash);
}

static struct row *add_row(struct list *list)
{
    if (list->count == list->room) {
        size_t room = list->room == 0 ? 64 : list->room * 2;
        struct row *rows = realloc(list->rows, room * sizeof *rows);
        if (rows == NULL)
            return NULL;
        list->rows = rows;
        list->room = room;
    }
    return &list->rows[list->count++];
}

/* NULL, or what was wrong. */
static const char *load_rows(sqlite3_stmt *stmt, enum table table, struct list *out)
{
    int rc;

    while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
        if (out->count == ACCESS_ROWS_MAX)
            return too_many;
        struct row *row = add_row(out);
        if (row == NULL)
            return no_memory;
        if (!take_row(stmt, table, row))
            return malformed;
        if (out->count > 1 && row_order(row - 1, name_of(row), part_of(row)) >= 0)
            return unsorted; /* a search would miss some; SQLite's own check does not look at this */
    }
    return rc == SQLITE_DONE ? NULL : unreadable;
}

static const char *load_table(sqlite3 *db, enum table table, struct list *out)
{
    sqlite3_stmt *stmt;

    if (sqlite3_prepare_v2(db, selects[table], -1, &stmt, NULL) != SQLITE_OK)
        return unreadable;
    const char *why = load_rows(stmt, table, out);
    sqlite3_finalize(stmt);
    return why;
}

/* The only row and column of a question about the file itself. */
static bool answer_is(sqlite3 *db, const char *sql, const char *want)
{
    sqlite3_stmt *stmt;
    bool same = false;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) != SQLITE_OK)
        return false;
    if (sqlite3_step(stmt) == SQLITE_ROW) {
        const unsigned char *text = sqlite3_column_text(stmt, 0);
        same = text != NULL && strcmp((const char *)text, want) == 0;
    }
    sqlite3_finalize(stmt);
    return same;
}

#define TEXT_OF(number)  TEXT_OF_(number)
#define TEXT_OF_(number) #number

static const char *load_all(sqlite3 *db, struct rights *out)
{
    if (!answer_is(db, "PRAGMA quick_check(1)", "ok"))
        return "damaged or not a database";
    if (!answer_is(db, "SELECT schema_version FROM meta", TEXT_OF(ACCESS_SCHEMA_VERSION)))
        return "of another schema version";
    for (enum table table = 0; table < TABLES; table++) {
        const char *why = load_table(db, table, &out->table[table]);
        if (why != NULL)
            return why;
    }
    return NULL;
}

struct rights *rights_load(sqlite3 *db, const char **why, bool *busy)
{
    struct rights *rights = calloc(1, sizeof *rights);

    *busy = false;
    *why = no_memory;
    if (rights == NULL)
        return NULL;
    /* One transaction: a reading from two versions could give somebody both their old and their new rights. */
    *why = sqlite3_exec(db, "BEGIN", NULL, NULL, NULL) == SQLITE_OK ? load_all(db, rights) : unreadable;
    if (*why != NULL)
        *busy = (sqlite3_errcode(db) & 0xff) == SQLITE_BUSY;
    sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
    if (*why == NULL)
        return rights;
    rights_free(rights);
    return NULL;
}

void rights_free(struct rights *rights)
{
    if (rights == NULL)
        return;
    for (enum table table = 0; table < TABLES; table++)
        free(rights->table[table].rows);
    free(rights);
}

/* ---- looking up ---- */

/* The first row that does not come before (name, part). */
static size_t lower_bound(const struct list *list, struct span name, struct span part)
{
    size_t low = 0, high = list->count;

    while (low < high) { /* rows before low are smaller, those from high on are not */
        size_t middle = low + (high - low) / 2;
        if (row_order(&list->rows[middle], name, part) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static const struct row *find(const struct rights *rights, enum table table, struct span name, struct span part)
{
    const struct list *list = &rights->table[table];
    size_t at = lower_bound(list, name, part);

    if (at == list->count || !span_equal(name_of(&list->rows[at]), name) || !span_equal(part_of(&list->rows[at]), part))
        return NULL;
    return &list->rows[at];
}

static const struct span none = { "", 0 };

/* Splits "<name>:<device>" where name is the user; without a colon no client id is anybody's. */
static bool split_client_id(const char *user, const char *client_id, struct who *out)
{
    struct span name = span_of(user), id = span_of(client_id);

    if (!topic_is_name(name) || id.len <= name.len || memcmp(id.ptr, name.ptr, name.len) != 0 ||
        id.ptr[name.len] != ':')
        return false;
    out->name = (struct span){ id.ptr, name.len };
    out->device = (struct span){ id.ptr + name.len + 1, id.len - name.len - 1 };
    return topic_is_slug(out->device);
}

bool rights_has_door(const struct rights *rights, struct span door)
{
    return find(rights, DOORS, door, none) != NULL;
}

/* The row that says this connection has its right to be, of which the hash is the secret's. */
static const struct row *account_row(const struct rights *rights, struct who who)
{
    struct span door;

    switch (who.kind) {
    case WHO_MEMBER:
    case WHO_MAILER:
    case WHO_REGION:
        return find(rights, DEVICES, who.name, who.device);
    case WHO_ENROL:
        return find(rights, CODES, who.name, none);
    case WHO_KIOSK:
        return find(rights, KIOSKS, who.name, who.device);
    case WHO_GUEST:
        return topic_read_guest(who.name, &door) ? find(rights, DOORS, door, none) : NULL;
    case WHO_DAEMON:
        return find(rights, DAEMON, who.name, none);
    case WHO_PAIR:
    case WHO_NOBODY:
        break;
    }
    return NULL;
}

/* Nobody can be called so; who was, before there was pairing, keeps the name, and nobody can be paired there. */
static bool is_unpaired(const struct rights *rights, struct who who)
{
    return span_is(who.name, TOPIC_PAIR) && topic_is_pair_code(who.device) && !rights_has_account(rights, who.name);
}

static enum who_kind kind_of_access(int64_t kind)
{
    switch (kind) {
    case ACCESS_MEMBER:
        return WHO_MEMBER;
    case ACCESS_MAILER:
        return WHO_MAILER;
    case ACCESS_REGION:
        return WHO_REGION;
    default:
        return WHO_NOBODY;
    }
}

/* A member's name wins over a screen's: whoever adds a screen cannot make it somebody. */
static enum who_kind kind_of(const struct rights *rights, struct who who)
{
    const struct row *member = find(rights, MEMBERS, who.name, none);
    struct span door;

    if (span_is(who.name, TOPIC_DAEMON))
        return WHO_DAEMON;
    if (member == NULL && topic_read_guest(who.name, &door))
        return WHO_GUEST;
    if (member == NULL)
        return is_unpaired(rights, who) ? WHO_PAIR : WHO_KIOSK;
    if (span_is(who.device, TOPIC_ENROL))
        return WHO_ENROL;
    return kind_of_access(member->number);
}

struct who rights_who(const struct rights *rights, const char *user, const char *client_id)
{
    struct who who = { .kind = WHO_NOBODY };

    if (!split_client_id(user, client_id, &who))
        return who;
    who.kind = kind_of(rights, who);
    /* The code of an enrolling member may be used up while its reply is still under way. */
    if (who.kind != WHO_ENROL && who.kind != WHO_PAIR && account_row(rights, who) == NULL)
        who.kind = WHO_NOBODY;
    return who;
}

bool rights_accept(const struct rights *rights, struct who who, const uint8_t hash[ACCESS_HASH_BYTES], int64_t now_ms)
{
    static const uint8_t nothing[ACCESS_HASH_BYTES];
    const struct row *row = account_row(rights, who);
    bool same = secret_hash_equal(hash, row == NULL ? nothing : row->hash);

    bool expires = who.kind == WHO_ENROL || who.kind == WHO_GUEST;
    return row != NULL && same && (!expires || now_ms < row->number);
}

bool rights_in_team(const struct rights *rights, struct span member, struct span team)
{
    return find(rights, TEAMS, member, team) != NULL;
}

bool rights_lost_team(const struct rights *before, const struct rights *now, struct span member)
{
    const struct list *list = &before->table[TEAMS];

    for (size_t i = lower_bound(list, member, none); i < list->count; i++) {
        if (!span_equal(name_of(&list->rows[i]), member))
            break;
        if (!rights_in_team(now, member, part_of(&list->rows[i])))
            return true;
    }
    return false;
}

bool rights_has_account(const struct rights *rights, struct span name)
{
    const struct list *kiosks = &rights->table[KIOSKS];
    size_t at = lower_bound(kiosks, name, none);

    return find(rights, MEMBERS, name, none) != NULL ||
           (at < kiosks->count && span_equal(name_of(&kiosks->rows[at]), name));
}
