#include "store_harvest.h"

#include "db.h"

enum {
    ADD,
    BY_CODE,
    GET,
    CLOSE,
    ADD_THEME,
    THEMES,
    CHANGE,
    ADD_INPUT,
    COUNT,
    UNSORTED,
    SORT,
    BACK,
    ERASE,
    FLAG,
    KEEP,
    INPUTS,
    NEWEST
};

static const char *const sql[] = {
    [ADD] = "INSERT INTO harvest (code, facilitator, title, begun_at) VALUES (?, ?, ?, ?)",
    [BY_CODE] = "SELECT id, facilitator, code, title, begun_at, closed_at, changes FROM harvest WHERE code = ?",
    [GET] = "SELECT id, facilitator, code, title, begun_at, closed_at, changes FROM harvest WHERE id = ?",
    [CLOSE] = "UPDATE harvest SET closed_at = ? WHERE id = ?",
    [ADD_THEME] = "INSERT INTO harvest_theme (harvest, number, name) VALUES (?, ?, ?)",
    [THEMES] =
        "SELECT t.number, t.name, (SELECT count(*) FROM harvest_input i WHERE i.harvest = t.harvest AND i.theme ="
        " t.number AND i.text IS NOT NULL AND i.look <> 1) FROM harvest_theme t WHERE t.harvest = ? ORDER BY t.number "
        "LIMIT ?",
    [CHANGE] = "UPDATE harvest SET changes = changes + 1 WHERE id = ? RETURNING changes",
    [ADD_INPUT] = "INSERT INTO harvest_input (harvest, number, theme, text, changed) SELECT ?1, 1 + ifnull(max(number),"
                  " 0), ?2, ?3, ?4 FROM harvest_input WHERE harvest = ?1",
    [COUNT] = "SELECT ifnull(max(number), 0) FROM harvest_input WHERE harvest = ?",
    [UNSORTED] =
        "SELECT count(*) FROM harvest_input WHERE harvest = ? AND theme = 0 AND text IS NOT NULL AND look <> 1",
    [SORT] = "UPDATE harvest_input SET before = theme, theme = ?3, changed = ?4 WHERE harvest = ?1 AND number = ?2 AND"
             " text IS NOT NULL RETURNING 1",
    [BACK] = "UPDATE harvest_input SET before = theme, theme = before, changed = ?4 WHERE harvest = ?1 AND number = ?2"
             " AND text IS NOT NULL AND before IS NOT NULL RETURNING 1",
    [ERASE] = "UPDATE harvest_input SET text = NULL, theme = ?3, before = NULL, changed = ?4 WHERE harvest = ?1 AND "
              "number = ?2 AND"
              " text IS NOT NULL RETURNING 1",
    [FLAG] = "UPDATE harvest_input SET look = 1, changed = ?4 WHERE harvest = ?1 AND number = ?2 AND text IS NOT NULL"
             " AND look = 0 RETURNING 1",
    [KEEP] = "UPDATE harvest_input SET look = 2, changed = ?4 WHERE harvest = ?1 AND number = ?2 AND text IS NOT NULL"
             " RETURNING 1",
    [INPUTS] = "SELECT number, theme, changed, look, text FROM harvest_input WHERE harvest = ? AND changed > ? ORDER "
               "BY changed"
               " LIMIT ?",
    [NEWEST] = "SELECT number, theme, changed, look, text FROM harvest_input WHERE harvest = ? AND text IS NOT NULL AND"
               " look <> 1 ORDER BY number DESC LIMIT ?",
};
STATEMENT_SET(harvest, sql);

int store_harvest_add(struct store *store, struct harvest *harvest)
{
    struct query q = query(store, &set_harvest, ADD);

    bind_text(&q, harvest->code);
    bind_int(&q, harvest->facilitator);
    bind_text(&q, harvest->title);
    bind_int(&q, harvest->begun_at);
    int err = query_run(&q);
    harvest->id = sqlite3_last_insert_rowid(store->db);
    return err;
}

static int read_session(struct query *q, struct arena *arena, struct harvest *out)
{
    bool found = query_row(q);

    *out = (struct harvest){ 0 };
    if (found) {
        out->id = column_int(q);
        out->facilitator = column_int(q);
        out->code = column_text(q, arena);
        out->title = column_text(q, arena);
        out->begun_at = column_int(q);
        out->closed_at = column_int(q);
        out->changes = column_int(q);
    }
    return query_end_found(q, found);
}

int store_harvest_by_code(struct store *store, struct span code, struct arena *arena, struct harvest *out)
{
    struct query q = query(store, &set_harvest, BY_CODE);

    bind_text(&q, code);
    return read_session(&q, arena, out);
}

int store_harvest_get(struct store *store, int64_t id, struct arena *arena, struct harvest *out)
{
    struct query q = query(store, &set_harvest, GET);

    bind_int(&q, id);
    return read_session(&q, arena, out);
}

int store_harvest_close(struct store *store, int64_t harvest, int64_t now_ms)
{
    struct query q = query(store, &set_harvest, CLOSE);

    bind_int(&q, now_ms);
    bind_int(&q, harvest);
    return query_run(&q);
}

int store_harvest_add_theme(struct store *store, int64_t harvest, int64_t number, struct span name)
{
    struct query q = query(store, &set_harvest, ADD_THEME);

    bind_int(&q, harvest);
    bind_int(&q, number);
    bind_text(&q, name);
    return query_run(&q);
}

int store_harvest_themes(struct store *store, int64_t harvest, struct arena *arena, struct harvest_theme **out,
                         size_t *count)
{
    struct query q = query(store, &set_harvest, THEMES);

    bind_int(&q, harvest);
    bind_int(&q, HARVEST_THEMES_MAX);
    *count = 0;
    *out = arena_take(arena, HARVEST_THEMES_MAX * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < HARVEST_THEMES_MAX && query_row(&q)) {
        struct harvest_theme *theme = &(*out)[(*count)++];
        theme->number = column_int(&q);
        theme->name = column_text(&q, arena);
        theme->inputs = column_int(&q);
    }
    return query_end(&q);
}

/* ---- inputs ---- */

static int next_change(struct store *store, int64_t harvest, int64_t *out)
{
    struct query q = query(store, &set_harvest, CHANGE);

    bind_int(&q, harvest);
    bool found = query_row(&q);
    *out = found ? column_int(&q) : 0;
    return query_end_found(&q, found);
}

int store_harvest_add_input(struct store *store, int64_t harvest, int64_t theme, struct span text)
{
    int64_t change;
    int err = next_change(store, harvest, &change);

    if (err != 0)
        return err;
    struct query q = query(store, &set_harvest, ADD_INPUT);
    bind_int(&q, harvest);
    bind_int(&q, theme);
    bind_text(&q, text);
    bind_int(&q, change);
    return query_run(&q);
}

int store_harvest_count(struct store *store, int64_t harvest, int64_t *inputs)
{
    struct query q = query(store, &set_harvest, COUNT);

    bind_int(&q, harvest);
    *inputs = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

static int change_input(struct store *store, size_t which, int64_t harvest, int64_t number, int64_t theme)
{
    int64_t change;
    int err = next_change(store, harvest, &change);

    if (err != 0)
        return err;
    struct query q = query(store, &set_harvest, which);
    bind_int(&q, harvest);
    bind_int(&q, number);
    bind_int(&q, theme);
    bind_int(&q, change);
    bool found = query_row(&q);
    return query_end_found(&q, found);
}

int store_harvest_sort(struct store *store, int64_t harvest, int64_t number, int64_t theme)
{
    return change_input(store, SORT, harvest, number, theme);
}

int store_harvest_back(struct store *store, int64_t harvest, int64_t number)
{
    return change_input(store, BACK, harvest, number, 0);
}

int store_harvest_erase(struct store *store, int64_t harvest, int64_t number)
{
    return change_input(store, ERASE, harvest, number, 0);
}

int store_harvest_flag(struct store *store, int64_t harvest, int64_t number)
{
    return change_input(store, FLAG, harvest, number, 0);
}

int store_harvest_keep(struct store *store, int64_t harvest, int64_t number)
{
    return change_input(store, KEEP, harvest, number, 0);
}

int store_harvest_unsorted(struct store *store, int64_t harvest, int64_t *out)
{
    struct query q = query(store, &set_harvest, UNSORTED);

    bind_int(&q, harvest);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

/* The statement has been bound but for the limit. */
static int read_inputs(struct query *q, size_t limit, struct arena *arena, struct harvest_input **out, size_t *count)
{
    bind_int(q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q->out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(q)) {
        struct harvest_input *input = &(*out)[(*count)++];
        input->number = column_int(q);
        input->theme = column_int(q);
        input->changed = column_int(q);
        input->look = (enum harvest_look)column_int(q);
        input->text = column_text(q, arena);
    }
    return query_end(q);
}

int store_harvest_newest(struct store *store, int64_t harvest, size_t limit, struct arena *arena,
                         struct harvest_input **out, size_t *count)
{
    struct query q = query(store, &set_harvest, NEWEST);

    bind_int(&q, harvest);
    return read_inputs(&q, limit, arena, out, count);
}

int store_harvest_inputs(struct store *store, int64_t harvest, int64_t since, size_t limit, struct arena *arena,
                         struct harvest_input **out, size_t *count)
{
    struct query q = query(store, &set_harvest, INPUTS);

    bind_int(&q, harvest);
    bind_int(&q, since);
    return read_inputs(&q, limit, arena, out, count);
}
