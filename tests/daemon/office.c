#include "tests/daemon/office.h"

#include "daemon/store/db.h"

#include "daemon/clock.h"
#include "daemon/store/store_place.h"
#include "proto/json.h"

#include <dirent.h>
#include <sqlite3.h>
#include <stdio.h>

#define ARENA_BYTES      (64 * 1024 * 1024)
#define PAYLOAD_TEXT_MAX (200 * 1024)
#define MANY             1000000000

/* ---- making one ---- */

static void check(bool ok, const char *what)
{
    if (ok)
        return;
    print_error("office: %s\n", what);
    abort();
}

static void add_place(struct office *o, enum place_kind kind, const char *slug, const char *name)
{
    struct place place = { .slug = span_of(slug), .name = span_of(name) };

    check(store_place_add(o->store, kind, &place) == 0, slug);
}

static int64_t place_id(struct office *o, enum place_kind kind, const char *slug)
{
    struct place place;

    check(store_place_get(o->store, kind, span_of(slug), &o->arena, &place) == 0, slug);
    return place.id;
}

static void add_member(struct office *o, const char *name, unsigned roles, const char *team, const char *other_team)
{
    char display[64];
    struct member member = {
        .name = span_of(name), .roles = roles, .frequency = DIGEST_NEVER, .digest_minute = 7 * 60
    };

    snprintf(display, sizeof display, "%c%s van Dam", name[0] - 'a' + 'A', name + 1);
    member.display = span_of(display);
    if (strcmp(name, "eva") == 0)
        member.registration = span_of("BIG");
    if (strcmp(name, "bram") == 0) {
        member.registration = span_of("SKJ");
        member.function = span_of("jeugdprofessional");
    }
    check(store_member_add(o->store, &member, o->now_ms) == 0, name);
    if (team != NULL)
        check(store_member_join(o->store, member.id, place_id(o, PLACE_TEAM, team)) == 0, team);
    if (other_team != NULL)
        check(store_member_join(o->store, member.id, place_id(o, PLACE_TEAM, other_team)) == 0, other_team);
}

static void add_places(struct office *o)
{
    add_place(o, PLACE_THEME, "regie", "Regie bij het gezin");
    add_place(o, PLACE_THEME, "wacht", "Wachtlijst");
    add_place(o, PLACE_THEME, "oud", "Oud thema");
    add_place(o, PLACE_MUNICIPALITY, "delft", "Delft");
    add_place(o, PLACE_MUNICIPALITY, "rijswijk", "Rijswijk");
    add_place(o, PLACE_CARE, "ggz", "Jeugd-ggz");
    add_place(o, PLACE_CARE, "jeugdhulp", "Jeugdhulp thuis");
    add_place(o, PLACE_CARE, "pleegzorg", "Pleegzorg");
    add_place(o, PLACE_CARE, "crisis", "Crisisopvang");
    add_place(o, PLACE_CARE, "dagbesteding", "Dagbesteding");
    add_place(o, PLACE_TEAM, "delft", "Team Delft");
    add_place(o, PLACE_TEAM, "rijswijk", "Team Rijswijk");
    add_place(o, PLACE_TEAM, "oud", "Team van vroeger");
}

static void add_people(struct office *o)
{
    add_member(o, "anna", 0, "delft", "oud");
    add_member(o, "bram", 0, "delft", NULL);
    add_member(o, "carla", 0, "delft", NULL);
    add_member(o, "daan", 0, "delft", NULL);
    add_member(o, "eva", 0, "rijswijk", NULL);
    add_member(o, "fatima", 0, "delft", "rijswijk");
    add_member(o, "gijs", 0, NULL, NULL);
    add_member(o, "beheer", MEMBER_ADMINISTRATOR, NULL, NULL);
    add_member(o, "redactie", MEMBER_EDITOR, NULL, NULL);
    add_member(o, "toezicht", MEMBER_MODERATOR, NULL, NULL);
    add_member(o, "weg", 0, "delft", NULL);
    add_member(o, "post", MEMBER_MAILER, NULL, NULL);
}

void office_restart(struct office *o)
{
    service_free(o->writing);
    service_free(o->reading);
    o->writing = service_new(o->store, &o->settings, &o->key);
    o->reading = service_new(o->reader, &o->settings, &o->key);
    check(o->writing != NULL && o->reading != NULL, "no service");
    service_set_pairing(o->writing, o->pairing);
    service_set_roster(o->writing, o->roster);
    service_set_roster(o->reading, o->roster);
}

static void fill(struct office *o)
{
    check(store_begin(o->store) == 0, "begin");
    add_places(o);
    add_people(o);
    check(store_commit(o->store) == 0, "commit");
    office_sql(o, "UPDATE team SET archived = 1 WHERE slug = 'oud'");
    office_sql(o, "UPDATE theme SET archived = 1 WHERE slug = 'oud'");
    office_sql(o, "UPDATE team SET municipality = (SELECT id FROM municipality g WHERE g.slug = team.slug)");
    office_sql(o, "UPDATE member SET disabled = 1 WHERE name = 'weg'");
}

int office_setup(void **state)
{
    struct office *o = calloc(1, sizeof *o);

    check(o != NULL && clock_init(), "memory or time zone");
    tempdir_make(&o->dir);
    o->path = tempdir_file(&o->dir, "vakwerk.db");
    arena_init(&o->arena, ARENA_BYTES);
    settings_init(&o->settings);
    o->settings.posts_per_minute = o->settings.posts_per_day = MANY;
    o->settings.questions_per_hour = o->settings.answers_per_hour = o->settings.reports_per_day = MANY;
    o->settings.refusals_per_hour = MANY;
    o->settings.double_minutes = 0;
    o->settings.writes_per_minute = o->settings.reads_per_minute = MANY;
    memset(o->key.bytes, 7, sizeof o->key.bytes);
    o->now_ms = OFFICE_NOW;
    check(store_open(o->path.text, STORE_WRITE, &o->store) == STORE_OPENED, "store");
    check(store_open(o->path.text, STORE_READ, &o->reader) == STORE_OPENED, "reader");
    check(sqlite3_open(o->path.text, &o->db) == SQLITE_OK, "second connection");
    sqlite3_busy_timeout(o->db, 5000);
    fill(o);
    o->pairing = pairing_new();
    o->roster = roster_new();
    check(o->pairing != NULL && o->roster != NULL, "memory");
    office_restart(o);
    o->schema = office_number(o, "PRAGMA schema_version");
    *state = o;
    return 0;
}

/* What the last request left is forgotten; the arena is the caller's to reset. */
static void forget(struct office *o)
{
    json_decref(o->reply);
    o->reply = NULL;
    for (size_t i = 0; i < o->heard_count; i++)
        json_decref(o->heard[i].body);
    o->heard_count = 0;
    json_decref(o->screen.body);
    o->screen.body = NULL;
    o->item = NULL;
    o->err = 0;
    o->effects = (struct service_effects){ .events = 0 };
}

/*
 * A statement is prepared once. SQLite prepares one anew when its plan depends on a value that is bound, which costs
 * more than all else that it does; and when the schema changed, as some tests do.
 */
static void check_prepared_once(const struct store *store)
{
    sqlite3_stmt *stmt = NULL;

    while ((stmt = sqlite3_next_stmt(store->db, stmt)) != NULL)
        check(sqlite3_stmt_status(stmt, SQLITE_STMTSTATUS_REPREPARE, 0) == 0, sqlite3_sql(stmt));
}

int office_teardown(void **state)
{
    struct office *o = *state;

    if (o->schema != 0 && office_number(o, "PRAGMA schema_version") == o->schema) {
        check_prepared_once(o->store);
        check_prepared_once(o->reader);
    }
    forget(o);
    service_free(o->writing);
    service_free(o->reading);
    pairing_free(o->pairing);
    roster_free(o->roster);
    store_close(o->store);
    store_close(o->reader);
    sqlite3_close(o->db);
    arena_release(&o->arena);
    tempdir_remove(&o->dir);
    free(o);
    return 0;
}

/* ---- what left ---- */

static json_t *parse(struct office *o, const struct outbox_item *item)
{
    struct span text = item->json ? item->payload : json_from_msgpack(item->payload, &o->arena);
    json_t *json = json_loadb(text.ptr, text.len, JSON_REJECT_DUPLICATES, NULL);

    check(json != NULL, "what left is no map");
    return json;
}

static void look(struct office *o)
{
    for (const struct outbox_item *item = o->out.first; item != NULL; item = item->next) {
        enum topic_tree tree = topic_right(span_of(item->topic.text), false).tree;
        if (tree == TOPIC_OWN_SCREEN || tree == TOPIC_PAIRING) {
            check(o->screen.body == NULL && !item->retain, "more told to screens than a test expects");
            o->screen = (struct heard){ item->topic, parse(o, item) };
        } else if (item->seq == 0) {
            check(o->item == NULL, "two replies");
            o->item = item;
            o->reply = parse(o, item);
        } else {
            check(o->heard_count < OFFICE_HEARD_MAX, "more events than a test expects");
            o->heard[o->heard_count++] = (struct heard){ item->topic, parse(o, item) };
        }
    }
}

void office_serve_in_batch(struct office *o, const struct inbox_item *item)
{
    forget(o);
    outbox_init(&o->out, &o->arena);
    o->err = service_serve(o->writing, item, o->now_ms, &o->out, &o->effects);
    look(o);
}

void office_serve(struct office *o, const struct inbox_item *item)
{
    bool read = service_is_read(item->topic);

    forget(o);
    outbox_init(&o->out, &o->arena);
    check((read ? store_read_begin(o->reader) : store_begin(o->store)) == 0, "begin");
    o->err = service_serve(read ? o->reading : o->writing, item, o->now_ms, &o->out, &o->effects);
    if (read)
        store_read_end(o->reader);
    else if (o->err == 0)
        check(store_commit(o->store) == 0, "commit");
    else
        store_rollback(o->store);
    look(o);
}

/* ---- saying something ---- */

/* "ask", "theme/regie/ask" or "team/delft/ask", in its parts. */
struct spot {
    enum topic_place place;
    struct span space;
    const char *verb;
};

static struct spot read_where(const char *where)
{
    const char *first = strchr(where, '/'), *last = strrchr(where, '/');

    if (first == NULL)
        return (struct spot){ TOPIC_HERE, { NULL, 0 }, where };
    return (struct spot){ strncmp(where, "team/", 5) == 0 ? TOPIC_TEAM : TOPIC_THEME,
                          { first + 1, (size_t)(last - first - 1) },
                          last + 1 };
}

struct topic office_topic(const char *who, const char *where)
{
    struct spot spot = read_where(where);

    return topic_ask(span_of(who), spot.place, spot.space, spot.verb);
}

struct span office_payload(struct office *o, const char *where, const char *text)
{
    static struct msg_envelope envelope;
    static char room[65536];
    int verb = schema_verb(span_of(read_where(where).verb));
    struct decode_part parts[] = { { &type_envelope, &envelope },
                                   { verb < 0 ? &type_me : schema_verbs[verb].in, room } };
    struct span json = arena_copy(&o->arena, span_of(text)), out = { NULL, 0 };
    struct fault fault;

    for (size_t i = 0; i < json.len; i++)
        if (json.ptr[i] == '\'')
            ((char *)(uintptr_t)json.ptr)[i] = '"';
    check(json_to_msgpack(json, parts, 2, &o->arena, &out, &fault) == 0, text);
    return out;
}

void office_alive(struct office *o, const char *kiosk, const char *text)
{
    struct msg_alive alive;
    struct decode_part part = { &type_alive, &alive };
    struct span json = arena_copy(&o->arena, span_of(text)), payload;
    struct fault fault;

    for (size_t i = 0; i < json.len; i++)
        if (json.ptr[i] == '\'')
            ((char *)(uintptr_t)json.ptr)[i] = '"';
    check(json_to_msgpack(json, &part, 1, &o->arena, &payload, &fault) == 0, text);
    roster_hear(o->roster, span_of(kiosk), payload, o->now_ms, &o->arena);
}

struct id_text office_id(struct office *o)
{
    struct id id = { { 1, 2, 3, 4, 5, 6, 0x70, 0, 0x80 } };

    o->ids++;
    for (int i = 0; i < 7; i++)
        id.bytes[15 - i] = (unsigned char)(o->ids >> (8 * i));
    return id_hex(id_span(&id));
}

__attribute__((format(printf, 4, 0))) static void say(struct office *o, const char *who, const char *where,
                                                      const char *format, va_list args)
{
    static char text[PAYLOAD_TEXT_MAX], whole[PAYLOAD_TEXT_MAX + 64];
    struct topic topic = office_topic(who, where), response = topic_reply(span_of(who), span_of("laptop"));

    vsnprintf(text, sizeof text, format, args);
    if (strstr(text, "'id'") != NULL)
        snprintf(whole, sizeof whole, "%s", text);
    else
        snprintf(whole, sizeof whole, "{'id': '%s'%s%s", office_id(o).text, strcmp(text, "{}") == 0 ? "" : ", ",
                 text + 1);
    arena_reset(&o->arena);
    office_serve(o, &(struct inbox_item){ .topic = span_of(topic.text),
                                          .payload = office_payload(o, where, whole),
                                          .response_topic = span_of(response.text),
                                          .correlation = span_of("c1") });
}

static bool carried_out(const struct office *o)
{
    return o->err == 0 && o->item != NULL && is_at(o->reply, "ok");
}

bool office_say(struct office *o, const char *who, const char *where, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    say(o, who, where, format, args);
    va_end(args);
    return carried_out(o);
}

static void show_reply(const struct office *o)
{
    char *text = o->reply == NULL ? NULL : json_dumps(o->reply, 0);

    print_error("reply: %s (error %d)\n", text == NULL ? "none" : text, o->err);
    free(text);
}

void office_ok(const char *file, int line, struct office *o, const char *who, const char *where, const char *format,
               ...)
{
    va_list args;

    va_start(args, format);
    say(o, who, where, format, args);
    va_end(args);
    if (!carried_out(o))
        show_reply(o);
    _assert_true(carried_out(o), where, file, line);
}

void office_no(const char *file, int line, const char *error, const char *field, struct office *o, const char *who,
               const char *where, const char *format, ...)
{
    char *before = office_dump(o);
    va_list args;

    va_start(args, format);
    say(o, who, where, format, args);
    va_end(args);
    char *after = office_dump(o);
    bool same = strcmp(before, after) == 0;
    bool as_said = o->item != NULL && !carried_out(o) && strcmp(text_at(o->reply, "error"), error) == 0 &&
                   strcmp(text_at(o->reply, "field"), field == NULL ? "" : field) == 0;
    free(before);
    free(after);
    if (!as_said)
        show_reply(o);
    _assert_true(as_said, error, file, line);
    _assert_true(same, "a refusal changes nothing", file, line);
    _assert_true(o->heard_count == 0 && o->effects.events == 0 && o->effects.rights == NULL,
                 "a refusal tells nobody anything", file, line);
}

struct word_text office_word(const struct office *o, const char *path)
{
    struct word_text word;

    snprintf(word.text, sizeof word.text, "%s", text_at(o->reply, path));
    return word;
}

struct long_text office_with(const char *text, const char *code)
{
    struct long_text out = { "" };
    size_t length = 0;

    for (; *text != '\0'; text++) {
        check(length + strlen(code) + 1 < sizeof out.text, text);
        if (*text == '$')
            length += (size_t)snprintf(out.text + length, sizeof out.text - length, "%s", code);
        else
            out.text[length++] = *text;
    }
    return out;
}

struct word_text office_ask(struct office *o, const char *who, const char *where, const char *title)
{
    bool team = strncmp(where, "team/", 5) == 0;
    bool ok = office_say(o, who, where, "{'title': '%s'%s}", title, team ? ", 'theme': 'regie'" : "");

    if (!ok)
        show_reply(o);
    check(ok, "a question was refused");
    return office_word(o, "code");
}

struct word_text office_answer(struct office *o, const char *who, const char *to, const char *text)
{
    bool ok = office_say(o, who, "answer", "{'to': '%s', 'text': '%s'}", to, text);

    if (!ok)
        show_reply(o);
    check(ok, "an answer was refused");
    return office_word(o, "code");
}

/* ---- behind the daemon's back ---- */

static sqlite3_stmt *prepare(struct office *o, const char *sql)
{
    sqlite3_stmt *stmt = NULL;

    check(sqlite3_prepare_v2(o->db, sql, -1, &stmt, NULL) == SQLITE_OK, sql);
    return stmt;
}

void office_sql(struct office *o, const char *format, ...)
{
    char sql[4096];
    va_list args;

    va_start(args, format);
    vsnprintf(sql, sizeof sql, format, args);
    va_end(args);
    bool done = sqlite3_exec(o->db, sql, NULL, NULL, NULL) == SQLITE_OK;
    check(done, sqlite3_errmsg(o->db));
}

int64_t office_number(struct office *o, const char *format, ...)
{
    char sql[4096];
    va_list args;

    va_start(args, format);
    vsnprintf(sql, sizeof sql, format, args);
    va_end(args);
    sqlite3_stmt *stmt = prepare(o, sql);
    check(sqlite3_step(stmt) == SQLITE_ROW, sql);
    int64_t number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return number;
}

static void dump_table(struct office *o, const char *table, FILE *to)
{
    char sql[256];

    snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" ORDER BY 1, 2", table);
    sqlite3_stmt *rows = prepare(o, sql);
    while (sqlite3_step(rows) == SQLITE_ROW) {
        fputs(table, to);
        for (int i = 0; i < sqlite3_column_count(rows); i++) {
            const unsigned char *bytes = sqlite3_column_blob(rows, i);
            fprintf(to, " %d:", sqlite3_column_type(rows, i));
            for (int j = 0; j < sqlite3_column_bytes(rows, i); j++)
                fprintf(to, "%02x", bytes[j]);
        }
        fputc('\n', to);
    }
    sqlite3_finalize(rows);
}

char *office_dump(struct office *o)
{
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);
    sqlite3_stmt *tables = prepare(o, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");

    check(to != NULL, "memory");
    while (sqlite3_step(tables) == SQLITE_ROW)
        dump_table(o, (const char *)sqlite3_column_text(tables, 0), to);
    sqlite3_finalize(tables);
    fclose(to);
    return text;
}

static bool file_has(const char *path, const char *bytes)
{
    FILE *file = fopen(path, "re");
    size_t length = strlen(bytes), read = 0;
    static char content[32 * 1024 * 1024];

    if (file == NULL)
        return false;
    read = fread(content, 1, sizeof content, file);
    fclose(file);
    return memmem(content, read, bytes, length) != NULL;
}

int office_grep(struct office *o, const char *bytes)
{
    int found = 0;

    office_sql(o, "PRAGMA wal_checkpoint(TRUNCATE)");
    DIR *dir = opendir(o->dir.path);
    check(dir != NULL, o->dir.path);
    for (const struct dirent *entry = readdir(dir); entry != NULL; entry = readdir(dir))
        found += entry->d_name[0] != '.' && file_has(tempdir_file(&o->dir, entry->d_name).text, bytes);
    closedir(dir);
    return found;
}

/* ---- JSON by path ---- */

const json_t *json_at(const json_t *from, const char *path)
{
    char step[64];

    while (from != NULL && *path != '\0') {
        size_t length = strcspn(path, ".");
        snprintf(step, sizeof step, "%.*s", (int)length, path);
        from = json_is_array(from) ? json_array_get(from, strtoul(step, NULL, 10)) : json_object_get(from, step);
        path += length + (path[length] == '.');
    }
    return from;
}

const char *text_at(const json_t *from, const char *path)
{
    const char *text = json_string_value(json_at(from, path));

    return text == NULL ? "" : text;
}

int64_t int_at(const json_t *from, const char *path)
{
    const json_t *number = json_at(from, path);

    return json_is_integer(number) ? json_integer_value(number) : -1;
}

bool is_at(const json_t *from, const char *path)
{
    return json_is_true(json_at(from, path));
}

bool has_at(const json_t *from, const char *path)
{
    return json_at(from, path) != NULL;
}

size_t count_at(const json_t *from, const char *path)
{
    return json_array_size(json_at(from, path));
}

/* ---- what it costs ---- */

static int count_step(void *steps)
{
    ++*(int64_t *)steps;
    return 0;
}

static void count_steps(struct office *o, int each)
{
    sqlite3_progress_handler(o->store->db, each, each == 0 ? NULL : count_step, &o->steps);
    sqlite3_progress_handler(o->reader->db, each, each == 0 ? NULL : count_step, &o->steps);
}

void office_steps_begin(struct office *o)
{
    o->steps = 0;
    count_steps(o, 1);
}

int64_t office_steps_end(struct office *o)
{
    count_steps(o, 0);
    return o->steps;
}

/* ---- screens ---- */

void office_draw(struct office *o, const struct kiosk *kiosk, int64_t now_ms, struct wall *out)
{
    struct hall hall;

    assert_int_equal(hall_read(&hall, o->reader, &o->settings, now_ms, &o->arena), 0);
    assert_int_equal(wall_make(&hall, kiosk, now_ms, &o->arena, out), 0);
}

void office_draw_totals(struct office *o, const struct kiosk *kiosk, int64_t now_ms, struct msg_totals *out)
{
    struct hall hall;

    assert_int_equal(hall_read(&hall, o->reader, &o->settings, now_ms, &o->arena), 0);
    assert_int_equal(hall_count(&hall, now_ms), 0);
    assert_int_equal(wall_totals(&hall, kiosk, now_ms, &o->arena, out), 0);
}

size_t office_asked(struct office *o, const char *team, size_t limit, int64_t *out)
{
    struct kiosk kiosk = { .team = office_number(o, "SELECT id FROM team WHERE slug = '%s'", team) };
    struct hall hall;

    kiosk.municipality = office_number(o, "SELECT ifnull(municipality, 0) FROM team WHERE slug = '%s'", team);
    kiosk.organisation = office_number(o, "SELECT ifnull(organisation, 0) FROM team WHERE slug = '%s'", team);
    assert_int_equal(hall_read(&hall, o->reader, &o->settings, o->now_ms, &o->arena), 0);
    return hall_choose(&hall, &kiosk, hall_is_asked, limit, out);
}
