/*
 * Inside the store only: statements by name, bound and read by running counter. An error is remembered in
 * the query and logged once, so that a function checks at its end, not after each line:
 *
 *     struct query q = query(store, &set, GET);
 *     bind_int(&q, id);
 *     if (query_row(&q)) { out->name = column_text(&q, arena); ... }
 *     return query_end(&q);
 */
#ifndef VAKWERK_DB_H
#define VAKWERK_DB_H

#include "store.h"

#include <sqlite3.h>

/* The statements of one store_*.c, in the order of its enum. */
struct statement_set {
    const char *name;
    const char *const *sql;
    size_t count;
};

#define STATEMENT_SET(noun, texts)                                                                                     \
    const struct statement_set set_##noun = { #noun, texts, sizeof(texts) / sizeof((texts)[0]) }

extern const struct statement_set set_store, set_member, set_place, set_post, set_event, set_served, set_digest,
    set_wait, set_kiosk, set_stats, set_endorse, set_ladder, set_support, set_signal, set_follow, set_unmask,
    set_intervision, set_lesson, set_mail, set_audit, set_backup, set_own, set_moderate, set_merge, set_harvest,
    set_erase, set_touch, set_retention, set_listing, set_meeting, set_door, set_region;

#define STORE_PATIENCE_MS 5000 /* for another connection that holds what one needs */

struct store {
    sqlite3 *db;
    sqlite3_stmt **statements[32]; /* by set, in the order of store.c */
};

struct search;

/* The connection underneath, for who counts what it does. */
sqlite3 *store_search_db(struct search *search);

struct query {
    struct store *store;
    sqlite3_stmt *stmt;
    const struct statement_set *set;
    size_t which;
    int bound, column;
    int rc;           /* of the last step */
    bool out_of_room; /* a text did not fit in the arena */
};

struct query query(struct store *store, const struct statement_set *set, size_t which);

/* Bind the next parameter. Texts are not copied: they must live until query_end. An absent span is NULL. */
void bind_int(struct query *q, int64_t value);
void bind_text(struct query *q, struct span text);
void bind_blob(struct query *q, struct span bytes);
void bind_int_or_null(struct query *q, int64_t value, bool present);

/* Steps: true when there is a row to read. */
bool query_row(struct query *q);

/* Read the next column of the row. Texts are copied to the arena; NULL gives an absent span, or 0. */
int64_t column_int(struct query *q);
struct span column_text(struct query *q, struct arena *arena);
struct span column_blob(struct query *q, struct arena *arena);
bool column_is_null(const struct query *q); /* of the column that is read next */

/* Ends it: 0, ERR_CONFLICT for a broken UNIQUE, ERR_TOO_BIG when a text had no room, else ERR_DAMAGED or ERR_STORAGE, logged. */
int query_end(struct query *q);

/* All that is left of one that gives an id a row, at most limit of them, in the arena; then it ends, as query_end says. */
int query_ids(struct query *q, size_t limit, struct arena *arena, int64_t **out, size_t *count);

/* For statements without rows: steps once and ends. */
int query_run(struct query *q);

/* For statements with one row: what query_end says, ERR_NOT_FOUND when there was none. */
int query_end_found(struct query *q, bool found);

/* Whether SQLite means by this code that what it read is not what was written. */
bool db_is_damage(int code);

/* The append-only list of migrations; migrate.c. Returns what store_open would. */
enum store_open_error migrate(sqlite3 *db);

/* From a certain version on a database without seals is damaged: what says in its header that they are there has turned. */
enum store_open_error migrate_check_seals(sqlite3 *db, bool *sealed);

/* The version that this program writes. */
int migrate_latest(void);

#endif
