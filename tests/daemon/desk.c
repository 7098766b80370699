#include "tests/daemon/desk.h"

#include "daemon/clock.h"
#include "daemon/store/db.h"

#define ARENA_BYTES  (64 * 1024 * 1024)
#define MANY         1000000000
#define ERASE_PIECES 10000

int desk_open_office(struct desk *desk)
{
    struct office *o = calloc(1, sizeof *o);

    assert_true(o != NULL && clock_init());
    desk->o = o;
    tempdir_make(&o->dir);
    o->path = tempdir_file(&o->dir, "vakwerk.db");
    arena_init(&o->arena, ARENA_BYTES);
    settings_init(&o->settings);
    o->settings.searches_per_minute = o->settings.reads_per_minute = MANY;
    o->now_ms = OFFICE_NOW;
    assert_int_equal(store_open(o->path.text, STORE_WRITE, &o->store), STORE_OPENED);
    assert_int_equal(store_open(o->path.text, STORE_READ, &o->reader), STORE_OPENED);
    return 0;
}

void desk_open(struct desk *desk)
{
    struct office *o = desk->o;

    arena_init(&desk->arena, ARENA_BYTES);
    desk->path = tempdir_file(&o->dir, "search.db");
    assert_int_equal(store_search_open(desk->path.text, o->path.text, STORE_WRITE, &desk->writer), STORE_OPENED);
    assert_int_equal(store_search_open(desk->path.text, o->path.text, STORE_READ, &desk->reader), STORE_OPENED);
    service_set_search(o->reading, desk->reader);
}

void desk_close(struct desk *desk)
{
    service_set_search(desk->o->reading, NULL);
    store_search_close(desk->reader);
    store_search_close(desk->writer);
    arena_release(&desk->arena);
    desk->reader = desk->writer = NULL;
}

int desk_setup(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    void *office = NULL;

    assert_non_null(desk);
    assert_int_equal(office_setup(&office), 0);
    desk->o = office;
    desk->o->settings.searches_per_minute = MANY;
    office_restart(desk->o);
    desk_open(desk);
    *state = desk;
    return 0;
}

int desk_teardown(void **state)
{
    struct desk *desk = *state;
    void *office = desk->o;

    desk_close(desk);
    office_teardown(&office);
    free(desk);
    return 0;
}

void desk_catch_up(struct desk *desk)
{
    bool more = true;

    while (more)
        assert_int_equal(indexer_take_some(desk->o->store, desk->writer, &desk->arena, &more), 0);
}

void desk_erase(struct desk *desk)
{
    bool done = false;

    for (int i = 0; i < ERASE_PIECES && !done; i++)
        assert_int_equal(store_search_erase(desk->writer, &done), 0);
    assert_true(done);
}

static int count_step(void *steps)
{
    ++*(int64_t *)steps;
    return 0;
}

void desk_steps_begin(struct desk *desk)
{
    office_steps_begin(desk->o);
    sqlite3_progress_handler(store_search_db(desk->reader), 1, count_step, &desk->o->steps);
}

int64_t desk_steps_end(struct desk *desk)
{
    sqlite3_progress_handler(store_search_db(desk->reader), 0, NULL, NULL);
    return office_steps_end(desk->o);
}
