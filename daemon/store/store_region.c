#include "store_region.h"

#include "db.h"

enum {
    ADD,
    GET,
    OF,
    BY_ID,
    LIST,
    RENAME,
    FORGET_OUT,
    FORGET_WAITS,
    FORGET_POSTS,
    FORGET_PLACES,
    FORGET_THEMES,
    REMOVE,
    COUNT_CHANGE,
    NOTE_WAITS,
    NOTE_THEME,
    SHARE,
    UNSHARE,
    SHARES,
    THEMES,
    WAITING,
    THERE,
    HERE,
    DUE,
    TOLD,
    TOLD_WAIT,
    SHOWS,
    LATER,
    AGAIN,
    HEARD,
    SPOKE,
    HOLDS,
    POST,
    POST_HERE,
    PUT,
    NO_LADDER,
    RESTORE,
    MARK,
    PLACE,
    PLACE_IS_OURS,
    COUNT_PLACES,
    TAKE_PLACE
};

#define COLUMNS                                                                                                        \
    "SELECT r.id, r.slug, r.name, r.member, m.name, r.refused, r.told_at, r.heard_at FROM region r JOIN member m ON"   \
    " m.id = r.member "
#define POST_COLUMNS "SELECT post, region, thing, version, revision, signed_as FROM region_post "

static const char *const sql[] = {
    [ADD] = "INSERT INTO region (slug, name, member) VALUES (?, ?, ?)",
    [GET] = COLUMNS "WHERE r.slug = ?",
    [OF] = COLUMNS "WHERE r.member = ?",
    [BY_ID] = COLUMNS "WHERE r.id = ?",
    [LIST] = COLUMNS "ORDER BY r.slug LIMIT ?",
    [RENAME] = "UPDATE region SET name = ?2 WHERE id = ?1",
    [FORGET_WAITS] = "UPDATE wait SET at = 0, note = NULL WHERE member = (SELECT member FROM region WHERE id = ?)",
    [FORGET_OUT] = "DELETE FROM region_out WHERE region = ?",
    [FORGET_POSTS] = "DELETE FROM region_post WHERE region = ?",
    [FORGET_PLACES] = "DELETE FROM region_place WHERE region = ?",
    [FORGET_THEMES] = "DELETE FROM region_theme WHERE region = ?",
    [REMOVE] = "DELETE FROM region WHERE id = ?",

    [COUNT_CHANGE] = "UPDATE region SET changed = changed + 1 WHERE id = ?",
    /* The latest of each; what others said is theirs to tell. */
    [NOTE_WAITS] = "INSERT INTO region_out (region, kind, what, changed) SELECT r.id, 1, w.id, r.changed FROM region r"
                   " JOIN (SELECT max(id) AS id, member FROM wait GROUP BY municipality, care) w WHERE r.id = ? AND"
                   " w.member NOT IN (SELECT member FROM region)",
    [NOTE_THEME] =
        "INSERT INTO region_out (region, kind, what, changed) SELECT r.id, 0, p.id, r.changed FROM region r"
        " JOIN post p WHERE r.id = ?1 AND p.theme = ?2 AND p.kind IN (1, 2) AND p.team IS NULL AND p.gone = 0"
        " AND p.author NOT IN (SELECT member FROM region) ON CONFLICT DO UPDATE SET changed ="
        " excluded.changed",
    [SHARE] = "INSERT INTO region_theme (region, theme) VALUES (?, ?) ON CONFLICT DO NOTHING",
    [UNSHARE] = "DELETE FROM region_theme WHERE region = ? AND theme = ?",
    [SHARES] = "SELECT 1 FROM region_theme WHERE region = ? AND theme = ?",
    [THEMES] = "SELECT h.id, h.slug, h.name FROM region_theme t JOIN theme h ON h.id = t.theme WHERE t.region = ? ORDER"
               " BY h.id LIMIT ?",

    [WAITING] = "SELECT count(*) FROM region_out WHERE region = ? AND changed > told",
    [THERE] = "SELECT count(*) FROM region_out WHERE region = ? AND kind = 0 AND shown = 1 AND told > 0",
    [HERE] = "SELECT count(*) FROM region_post f JOIN post p ON p.id = f.post WHERE f.region = ? AND p.gone = 0",
    [DUE] = "SELECT kind, what, changed, shown FROM region_out WHERE region = ? AND changed > told ORDER BY changed,"
            " kind, what LIMIT ?",
    [TOLD] = "UPDATE region_out SET told = max(told, ?4), shown = ?5 WHERE region = ?1 AND kind = ?2 AND what = ?3",
    [SHOWS] = "UPDATE region_out SET shown = 1 WHERE region = ?1 AND kind = ?2 AND what = ?3",
    [TOLD_WAIT] = "DELETE FROM region_out WHERE region = ?1 AND kind = ?2 AND what = ?3 AND changed = ?4",
    [LATER] = "UPDATE region_out SET changed = (SELECT r.changed FROM region r WHERE r.id = ?1) WHERE region = ?1 AND"
              " kind = ?2 AND what = ?3",
    [AGAIN] = "UPDATE region_out SET changed = (SELECT r.changed FROM region r WHERE r.id = ?1) WHERE region = ?1 AND"
              " kind = 0 AND shown = 0 AND what IN (SELECT id FROM post WHERE question = ?2 AND gone = 0)",
    [HEARD] = "UPDATE region SET refused = refused + ?2, told_at = ?3 WHERE id = ?1",
    [SPOKE] = "UPDATE region SET heard_at = ?2 WHERE id = ?1",
    [HOLDS] = "SELECT shown, changed > told FROM region_out WHERE region = ? AND kind = 0 AND what = ?",

    [POST] = POST_COLUMNS "WHERE region = ? AND thing = ?",
    [POST_HERE] = POST_COLUMNS "WHERE post = ?",
    [PUT] = "INSERT INTO region_post (post, region, thing, version, revision, signed_as) VALUES (?, ?, ?, ?, ?, ?) ON"
            " CONFLICT (post) DO UPDATE SET version = excluded.version, revision = excluded.revision, signed_as ="
            " excluded.signed_as",
    [NO_LADDER] = "DELETE FROM ladder WHERE question = ?",
    [RESTORE] = "UPDATE post SET title = ?2, text = ?3, retracted_at = NULL, revision = revision + 1 WHERE id = ?1",
    [MARK] = "UPDATE post SET flags = (flags & ~?2) | ?3 WHERE id = ?1",
    [PLACE] = "SELECT region FROM region_place WHERE municipality = ?",
    [PLACE_IS_OURS] =
        "SELECT 1 FROM team WHERE municipality = ?1 UNION ALL SELECT 1 FROM wait WHERE municipality = ?1 AND"
        " member <> ?2 LIMIT 1",
    [COUNT_PLACES] = "SELECT count(*) FROM region_place WHERE region = ?",
    [TAKE_PLACE] = "INSERT INTO region_place (municipality, region) VALUES (?, ?)",
};
STATEMENT_SET(region, sql);

static int run_for(struct store *store, size_t which, int64_t id)
{
    struct query q = query(store, &set_region, which);

    bind_int(&q, id);
    return query_run(&q);
}

static int run_with(struct store *store, size_t which, int64_t first, int64_t second)
{
    struct query q = query(store, &set_region, which);

    bind_int(&q, first);
    bind_int(&q, second);
    return query_run(&q);
}

/* ---- which there are ---- */

int store_region_add(struct store *store, struct region *region)
{
    struct query q = query(store, &set_region, ADD);

    bind_text(&q, region->slug);
    bind_text(&q, region->name);
    bind_int(&q, region->member);
    int err = query_run(&q);
    region->id = sqlite3_last_insert_rowid(store->db);
    if (err == 0)
        err = run_for(store, COUNT_CHANGE, region->id);
    return err != 0 ? err : run_for(store, NOTE_WAITS, region->id);
}

static void read_region(struct query *q, struct arena *arena, struct region *out)
{
    out->id = column_int(q);
    out->slug = column_text(q, arena);
    out->name = column_text(q, arena);
    out->member = column_int(q);
    out->account = column_text(q, arena);
    out->refused = column_int(q);
    out->told_at = column_int(q);
    out->heard_at = column_int(q);
}

static int read_one(struct query *q, struct arena *arena, struct region *out)
{
    bool found = query_row(q);

    if (found)
        read_region(q, arena, out);
    return query_end_found(q, found);
}

int store_region_get(struct store *store, struct span slug, struct arena *arena, struct region *out)
{
    struct query q = query(store, &set_region, GET);

    bind_text(&q, slug);
    return read_one(&q, arena, out);
}

int store_region_of(struct store *store, int64_t member, struct arena *arena, struct region *out)
{
    struct query q = query(store, &set_region, OF);

    bind_int(&q, member);
    return read_one(&q, arena, out);
}

int store_region_by_id(struct store *store, int64_t id, struct arena *arena, struct region *out)
{
    struct query q = query(store, &set_region, BY_ID);

    bind_int(&q, id);
    return read_one(&q, arena, out);
}

int store_region_list(struct store *store, struct arena *arena, struct region **out, size_t *count)
{
    struct query q = query(store, &set_region, LIST);

    *count = 0;
    *out = arena_take(arena, REGIONS_MAX * sizeof **out);
    q.out_of_room = *out == NULL;
    bind_int(&q, REGIONS_MAX);
    while (*out != NULL && *count < REGIONS_MAX && query_row(&q))
        read_region(&q, arena, &(*out)[(*count)++]);
    return query_end(&q);
}

int store_region_rename(struct store *store, int64_t region, struct span name)
{
    struct query q = query(store, &set_region, RENAME);

    bind_int(&q, region);
    bind_text(&q, name);
    return query_run(&q);
}

int store_region_remove(struct store *store, int64_t region)
{
    static const size_t list[] = { FORGET_WAITS, FORGET_OUT, FORGET_POSTS, FORGET_PLACES, FORGET_THEMES, REMOVE };
    int err = 0;

    for (size_t i = 0; i < sizeof list / sizeof list[0] && err == 0; i++)
        err = run_for(store, list[i], region);
    return err;
}

int store_region_share(struct store *store, int64_t region, int64_t theme, bool on)
{
    int err = run_with(store, on ? SHARE : UNSHARE, region, theme);

    if (err == 0)
        err = run_for(store, COUNT_CHANGE, region);
    return err != 0 ? err : run_with(store, NOTE_THEME, region, theme);
}

static int ask(struct query *q, int64_t first, int64_t second, bool *out)
{
    bind_int(q, first);
    bind_int(q, second);
    *out = query_row(q);
    return query_end(q);
}

int store_region_shares(struct store *store, int64_t region, int64_t theme, bool *out)
{
    struct query q = query(store, &set_region, SHARES);

    return ask(&q, region, theme, out);
}

int store_region_themes(struct store *store, int64_t region, struct arena *arena, struct place_list *out)
{
    struct query q = query(store, &set_region, THEMES);
    struct place *rows = arena_take(arena, PLACES_MAX * sizeof *rows);

    *out = (struct place_list){ .rows = rows };
    q.out_of_room = rows == NULL;
    bind_int(&q, region);
    bind_int(&q, PLACES_MAX);
    while (rows != NULL && out->count < PLACES_MAX && query_row(&q)) {
        struct place *place = &rows[out->count++];
        *place = (struct place){ .id = column_int(&q) };
        place->slug = column_text(&q, arena);
        place->name = column_text(&q, arena);
    }
    return query_end(&q);
}

static int count(struct store *store, size_t which, int64_t region, int64_t *out)
{
    struct query q = query(store, &set_region, which);

    bind_int(&q, region);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_region_count(struct store *store, int64_t region, struct region_counts *out)
{
    int err = count(store, WAITING, region, &out->waiting);

    if (err == 0)
        err = count(store, THERE, region, &out->there);
    return err != 0 ? err : count(store, HERE, region, &out->here);
}

/* ---- what has to be told ---- */

int store_region_due(struct store *store, int64_t region, size_t limit, struct arena *arena, struct region_due **out,
                     size_t *count)
{
    struct query q = query(store, &set_region, DUE);

    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    bind_int(&q, region);
    bind_int(&q, (int64_t)limit);
    while (*out != NULL && *count < limit && query_row(&q)) {
        struct region_due *due = &(*out)[(*count)++];
        due->kind = (enum region_kind)column_int(&q);
        due->what = column_int(&q);
        due->changed = column_int(&q);
        due->shown = column_int(&q) != 0;
    }
    return query_end(&q);
}

/* A waiting time is said once, and then forgotten: another is another. */
int store_region_told(struct store *store, int64_t region, const struct region_due *due, bool shown)
{
    struct query q = query(store, &set_region, due->kind == REGION_POST ? TOLD : TOLD_WAIT);

    bind_int(&q, region);
    bind_int(&q, due->kind);
    bind_int(&q, due->what);
    bind_int(&q, due->changed);
    if (due->kind == REGION_POST)
        bind_int(&q, shown);
    return query_run(&q);
}

static int run_for_due(struct store *store, size_t which, int64_t region, const struct region_due *due)
{
    struct query q = query(store, &set_region, which);

    bind_int(&q, region);
    bind_int(&q, due->kind);
    bind_int(&q, due->what);
    return query_run(&q);
}

int store_region_shows(struct store *store, int64_t region, const struct region_due *due)
{
    return run_for_due(store, SHOWS, region, due);
}

int store_region_later(struct store *store, int64_t region, const struct region_due *due)
{
    int err = run_for(store, COUNT_CHANGE, region);

    return err != 0 ? err : run_for_due(store, LATER, region, due);
}

int store_region_again(struct store *store, int64_t region, int64_t question)
{
    int err = run_for(store, COUNT_CHANGE, region);

    return err != 0 ? err : run_with(store, AGAIN, region, question);
}

int store_region_heard(struct store *store, int64_t region, int64_t refused, int64_t now_ms)
{
    struct query q = query(store, &set_region, HEARD);

    bind_int(&q, region);
    bind_int(&q, refused);
    bind_int(&q, now_ms);
    return query_run(&q);
}

int store_region_spoke(struct store *store, int64_t region, int64_t now_ms)
{
    return run_with(store, SPOKE, region, now_ms);
}

int store_region_holds(struct store *store, int64_t region, int64_t post, bool *shown, bool *waits)
{
    struct query q = query(store, &set_region, HOLDS);

    bind_int(&q, region);
    bind_int(&q, post);
    bool found = query_row(&q);
    *shown = found && column_int(&q) != 0;
    *waits = found && column_int(&q) != 0;
    return query_end(&q);
}

/* ---- what came from there ---- */

static int read_post(struct query *q, struct arena *arena, struct region_post *out)
{
    bool found = query_row(q);

    if (found) {
        out->post = column_int(q);
        out->region = column_int(q);
        out->thing = column_int(q);
        out->version = column_int(q);
        out->revision = column_int(q);
        out->signed_as = column_text(q, arena);
    }
    return query_end_found(q, found);
}

int store_region_post(struct store *store, int64_t region, int64_t thing, struct arena *arena, struct region_post *out)
{
    struct query q = query(store, &set_region, POST);

    bind_int(&q, region);
    bind_int(&q, thing);
    return read_post(&q, arena, out);
}

int store_region_post_here(struct store *store, int64_t post, struct arena *arena, struct region_post *out)
{
    struct query q = query(store, &set_region, POST_HERE);

    bind_int(&q, post);
    return read_post(&q, arena, out);
}

int store_region_put(struct store *store, const struct region_post *post)
{
    struct query q = query(store, &set_region, PUT);

    bind_int(&q, post->post);
    bind_int(&q, post->region);
    bind_int(&q, post->thing);
    bind_int(&q, post->version);
    bind_int(&q, post->revision);
    bind_text(&q, post->signed_as);
    int err = query_run(&q);
    return err != 0 ? err : run_for(store, NO_LADDER, post->post);
}

/* It counts again as what moderation releases does. */
int store_region_restore(struct store *store, const struct post *post, struct span title, struct span text,
                         int64_t now_ms)
{
    struct query q = query(store, &set_region, RESTORE);
    struct post held = *post;

    bind_int(&q, post->id);
    bind_text(&q, title);
    bind_text(&q, text);
    int err = query_run(&q);
    held.held = POST_BY_MODERATOR;
    return err != 0 || post->held != POST_NOT_HELD ? err : store_post_hold(store, &held, POST_NOT_HELD, now_ms);
}

int store_region_mark(struct store *store, int64_t post, unsigned hidden)
{
    struct query q = query(store, &set_region, MARK);

    bind_int(&q, post);
    bind_int(&q, POST_HIDDEN);
    bind_int(&q, hidden);
    return query_run(&q);
}

/* The region that speaks of it, or 0. */
static int place_of(struct store *store, int64_t municipality, int64_t *out)
{
    return count(store, PLACE, municipality, out);
}

int store_region_has_place(struct store *store, int64_t municipality, bool *out)
{
    int64_t region;
    int err = place_of(store, municipality, &region);

    *out = err == 0 && region != 0;
    return err;
}

int store_region_take_place(struct store *store, int64_t region, int64_t member, int64_t municipality)
{
    struct query q = query(store, &set_region, PLACE_IS_OURS);
    int64_t now;
    bool ours;
    int err = place_of(store, municipality, &now);

    if (err != 0 || now == region)
        return err;
    err = ask(&q, municipality, member, &ours);
    if (err == 0 && (ours || now != 0))
        return ERR_FORBIDDEN;
    if (err == 0)
        err = count(store, COUNT_PLACES, region, &now);
    if (err == 0 && now >= REGION_PLACES_MAX)
        return ERR_TOO_MANY;
    return err != 0 ? err : run_with(store, TAKE_PLACE, municipality, region);
}
