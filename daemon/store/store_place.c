#include "store_place.h"

#include "db.h"

#define PLACES_FIRST 4 /* room at first */

enum {
    GET = 0,
    BY_ID = 4,
    ADD = 8,
    SET = 12,
    LIST = 16,
    TEAMS_OF = 20,
    OWN_TEAM,
    TEAM_SIZE,
    FIRST_LOOK,
    MAKE_WAY,
    PUT_AT
};

/* Four tables of one shape; each statement stands at its own base plus the kind. */
#define TEAM_COLUMNS                                                                                                   \
    "SELECT id, slug, name, archived, 0, municipality, is_organisation, organisation, first_look FROM team "
#define THEME_COLUMNS "SELECT id, slug, name, archived, needs_endorsement, NULL, 0, NULL, first_look FROM theme "
#define TOWN_COLUMNS  "SELECT id, slug, name, 0, 0, NULL, 0, NULL, 0 FROM municipality "
#define CARE_COLUMNS  "SELECT id, slug, name, 0, 0, NULL, 0, NULL, 0 FROM care "

#define TEAMS_OF_MEMBER                                                                                                \
    "SELECT t.id, t.slug, t.name, t.archived, 0, t.municipality, t.is_organisation, t.organisation, t.first_look FROM" \
    " membership s JOIN team t ON t.id = s.team WHERE s.member = ?1 AND t.archived = 0 "

static const char *const sql[] = {
    [GET + PLACE_TEAM] = TEAM_COLUMNS "WHERE slug = ?",
    [GET + PLACE_THEME] = THEME_COLUMNS "WHERE slug = ?",
    [GET + PLACE_MUNICIPALITY] = TOWN_COLUMNS "WHERE slug = ?",
    [GET + PLACE_CARE] = CARE_COLUMNS "WHERE slug = ?",
    [BY_ID + PLACE_TEAM] = TEAM_COLUMNS "WHERE id = ?",
    [BY_ID + PLACE_THEME] = THEME_COLUMNS "WHERE id = ?",
    [BY_ID + PLACE_MUNICIPALITY] = TOWN_COLUMNS "WHERE id = ?",
    [BY_ID + PLACE_CARE] = CARE_COLUMNS "WHERE id = ?",
    [ADD + PLACE_TEAM] = "INSERT INTO team (slug, name, archived, first_look, municipality, is_organisation,"
                         " organisation) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [ADD + PLACE_THEME] =
        "INSERT INTO theme (slug, name, archived, first_look, needs_endorsement, place) VALUES (?, ?, ?, ?, ?,"
        " (SELECT ifnull(max(place), 0) FROM theme))",
    [ADD + PLACE_MUNICIPALITY] = "INSERT INTO municipality (slug, name) VALUES (?, ?)",
    [ADD + PLACE_CARE] = "INSERT INTO care (slug, name) VALUES (?, ?)",
    [SET + PLACE_TEAM] =
        "UPDATE team SET slug = ?, name = ?, archived = ?, first_look = ?, municipality = ?, is_organisation = ?,"
        " organisation = ? WHERE id = ?",
    [SET + PLACE_THEME] =
        "UPDATE theme SET slug = ?, name = ?, archived = ?, first_look = ?, needs_endorsement = ? WHERE id = ?",
    [SET + PLACE_MUNICIPALITY] = "UPDATE municipality SET slug = ?, name = ? WHERE id = ?",
    [SET + PLACE_CARE] = "UPDATE care SET slug = ?, name = ? WHERE id = ?",
    [LIST + PLACE_TEAM] = TEAM_COLUMNS "ORDER BY id LIMIT ?",
    [LIST + PLACE_THEME] = THEME_COLUMNS "ORDER BY place, id LIMIT ?",
    [LIST + PLACE_MUNICIPALITY] = TOWN_COLUMNS "ORDER BY id LIMIT ?",
    [LIST + PLACE_CARE] = CARE_COLUMNS "ORDER BY id LIMIT ?",
    [TEAMS_OF] = TEAMS_OF_MEMBER "ORDER BY s.team LIMIT ?2",
    [OWN_TEAM] =
        TEAMS_OF_MEMBER "AND t.is_organisation = 0 AND (?2 = 0 OR t.organisation = ?2) ORDER BY s.team LIMIT 1",
    [MAKE_WAY] = "UPDATE theme SET place = place + ?",
    [PUT_AT] = "UPDATE theme SET place = ? WHERE id = ?",
    [TEAM_SIZE] = "SELECT count(*) FROM membership WHERE team = ?",
    [FIRST_LOOK] = "SELECT EXISTS (SELECT 1 FROM theme WHERE id = ? AND first_look = 1) OR EXISTS (SELECT 1 FROM team"
                   " WHERE id = ? AND first_look = 1) OR EXISTS (SELECT 1 FROM team WHERE id = ? AND first_look = 1)",
};
STATEMENT_SET(place, sql);

static struct query query_of(struct store *store, size_t which, enum place_kind kind)
{
    return query(store, &set_place, which + (size_t)kind);
}

static void read_row(struct query *q, struct arena *arena, struct place *out)
{
    out->id = column_int(q);
    out->slug = column_text(q, arena);
    out->name = column_text(q, arena);
    out->archived = column_int(q) != 0;
    out->needs_endorsement = column_int(q) != 0;
    out->municipality = column_int(q);
    out->is_organisation = column_int(q) != 0;
    out->organisation = column_int(q);
    out->first_look = column_int(q) != 0;
}

static int get_one(struct query *q, struct arena *arena, struct place *out)
{
    bool found = query_row(q);

    *out = (struct place){ 0 };
    if (found)
        read_row(q, arena, out);
    return query_end_found(q, found);
}

int store_place_get(struct store *store, enum place_kind kind, struct span slug, struct arena *arena, struct place *out)
{
    struct query q = query_of(store, GET, kind);

    bind_text(&q, slug);
    return get_one(&q, arena, out);
}

int store_place_by_id(struct store *store, enum place_kind kind, int64_t id, struct arena *arena, struct place *out)
{
    struct query q = query_of(store, BY_ID, kind);

    bind_int(&q, id);
    return get_one(&q, arena, out);
}

static void bind_place(struct query *q, enum place_kind kind, const struct place *place)
{
    bind_text(q, place->slug);
    bind_text(q, place->name);
    if (kind == PLACE_TEAM || kind == PLACE_THEME)
        bind_int(q, place->archived);
    if (kind == PLACE_TEAM || kind == PLACE_THEME)
        bind_int(q, place->first_look);
    if (kind == PLACE_TEAM) {
        bind_int_or_null(q, place->municipality, place->municipality != 0);
        bind_int(q, place->is_organisation);
        bind_int_or_null(q, place->organisation, place->organisation != 0);
    }
    if (kind == PLACE_THEME)
        bind_int(q, place->needs_endorsement);
}

int store_place_add(struct store *store, enum place_kind kind, struct place *place)
{
    struct query q = query_of(store, ADD, kind);

    bind_place(&q, kind, place);
    int err = query_run(&q);
    place->id = sqlite3_last_insert_rowid(store->db);
    return err;
}

int store_place_set(struct store *store, enum place_kind kind, const struct place *place)
{
    struct query q = query_of(store, SET, kind);

    bind_place(&q, kind, place);
    bind_int(&q, place->id);
    return query_run(&q);
}

int store_place_order_themes(struct store *store, const int64_t *ids, size_t count)
{
    struct query q = query(store, &set_place, MAKE_WAY);

    bind_int(&q, (int64_t)count);
    int err = query_run(&q);
    for (size_t i = 0; i < count && err == 0; i++) {
        q = query(store, &set_place, PUT_AT);
        bind_int(&q, (int64_t)i);
        bind_int(&q, ids[i]);
        err = query_run(&q);
    }
    return err;
}

/* Many have few: room for as many as there may be was half of what asking for them cost. */
static int read_list(struct query *q, size_t limit, struct arena *arena, struct place_list *out)
{
    struct place *rows = NULL;
    size_t room = 0;

    *out = (struct place_list){ .count = 0 };
    while (!q->out_of_room && out->count < limit && query_row(q)) {
        if (out->count == room)
            rows = arena_grow(arena, rows, &room, PLACES_FIRST, sizeof *rows);
        q->out_of_room |= rows == NULL;
        if (rows != NULL)
            read_row(q, arena, &rows[out->count++]);
    }
    out->rows = rows;
    return query_end(q);
}

int store_place_list(struct store *store, enum place_kind kind, struct arena *arena, struct place_list *out)
{
    struct query q = query_of(store, LIST, kind);

    bind_int(&q, PLACES_MAX);
    return read_list(&q, PLACES_MAX, arena, out);
}

/* The ones or the others of a list, in their order. */
static struct place *copy_those(const struct place_list *from, bool organisations, struct place *to)
{
    for (size_t i = 0; i < from->count; i++)
        if (from->rows[i].is_organisation == organisations)
            *to++ = from->rows[i];
    return to;
}

/* Put in order here: SQLite would set up a sorter, which costs more than all the rest, for two or three rows. */
int store_place_teams_of(struct store *store, int64_t member, struct arena *arena, struct place_list *out)
{
    struct query q = query(store, &set_place, TEAMS_OF);
    struct place_list found;

    *out = (struct place_list){ .count = 0 };
    bind_int(&q, member);
    bind_int(&q, TEAMS_OF_MAX);
    int err = read_list(&q, TEAMS_OF_MAX, arena, &found);
    struct place *rows = err != 0 ? NULL : arena_take(arena, (found.count + 1) * sizeof *rows);
    if (rows == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    copy_those(&found, true, copy_those(&found, false, rows));
    *out = (struct place_list){ .rows = rows, .count = found.count };
    return 0;
}

int store_place_own_team(struct store *store, int64_t member, int64_t organisation, struct arena *arena,
                         struct place *out)
{
    struct query q = query(store, &set_place, OWN_TEAM);

    bind_int(&q, member);
    bind_int(&q, organisation);
    return get_one(&q, arena, out);
}

int store_place_team_size(struct store *store, int64_t team, int64_t *out)
{
    struct query q = query(store, &set_place, TEAM_SIZE);

    bind_int(&q, team);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

int store_place_first_look(struct store *store, int64_t theme, int64_t team, int64_t other_team, bool *out)
{
    struct query q = query(store, &set_place, FIRST_LOOK);

    bind_int(&q, theme);
    bind_int(&q, team);
    bind_int(&q, other_team);
    *out = query_row(&q) && column_int(&q) != 0;
    return query_end(&q);
}
