/* The cache: the last things that were read, for their owner alone, and no text that was withdrawn. */
#include "clients/lib/cache.h"
#include "clients/lib/vakwerk.h"
#include "tests/proto/test.h"
#include "tests/support/tempdir.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define NOW         INT64_C(1652963520000)
#define DAY_MS      (24 * 60 * 60 * INT64_C(1000))
#define ARENA_BYTES (16 * 1024 * 1024)

struct place {
    struct tempdir dir;
    struct vakwerk_cache *cache;
    struct arena arena;
};

static struct vakwerk_cache *open_cache(const struct place *place, const char *account, int64_t now_ms)
{
    return vakwerk_cache_open(tempdir_file(&place->dir, "cache.db").text, account, now_ms);
}

static int setup(void **state)
{
    struct place *place = calloc(1, sizeof *place);

    tempdir_make(&place->dir);
    arena_init(&place->arena, ARENA_BYTES);
    place->cache = open_cache(place, "sanne", NOW);
    *state = place;
    return place->cache == NULL ? -1 : 0;
}

static int teardown(void **state)
{
    struct place *place = *state;

    vakwerk_cache_close(place->cache);
    arena_release(&place->arena);
    tempdir_remove(&place->dir);
    free(place);
    return 0;
}

static struct msg_thing question(const char *code, const char *title, const char *text)
{
    return (struct msg_thing){ .kind = span_of("question"),
                               .code = span_of(code),
                               .title = span_of(title),
                               .text = span_of(text),
                               .theme = span_of("wacht"),
                               .posted_at = NOW,
                               .revision = 1 };
}

static void keep(struct place *place, struct msg_thing thing)
{
    assert_int_equal(vakwerk_cache_keep_thing(place->cache, &thing), 0);
}

static void keep_shown(struct place *place, const struct msg_shown *shown)
{
    assert_int_equal(vakwerk_cache_keep(place->cache, VERB_show, shown), 0);
}

static struct msg_listed list(struct vakwerk_cache *cache, struct place *place, struct msg_list in)
{
    struct msg_listed out;
    struct vakwerk_call call = { .verb = VERB_list, .place = TOPIC_HERE, .in = &in, .out = &out };
    int64_t kept_at;

    MSG_SET(&in, limit, 100);
    assert_int_equal(vakwerk_cache_answer(cache, &call, &place->arena, &kept_at), 0);
    return out;
}

static struct msg_searched search(struct place *place, const char *words)
{
    struct msg_search in = { .words = span_of(words) };
    struct msg_searched out;
    struct vakwerk_call call = { .verb = VERB_search, .place = TOPIC_HERE, .in = &in, .out = &out };
    int64_t kept_at;

    assert_int_equal(vakwerk_cache_answer(place->cache, &call, &place->arena, &kept_at), 0);
    return out;
}

static int show(struct place *place, const char *code, struct msg_shown *out, int64_t *kept_at)
{
    struct msg_show in = { .code = span_of(code) };
    struct vakwerk_call call = { .verb = VERB_show, .place = TOPIC_HERE, .in = &in, .out = out };

    return vakwerk_cache_answer(place->cache, &call, &place->arena, kept_at);
}

static void count_name(void *to, const char *name, const char *title)
{
    (void)name, (void)title;
    ++*(int *)to;
}

static int names(struct vakwerk_cache *cache, const char *kind, const char *begins)
{
    int count = 0;

    assert_int_equal(vakwerk_cache_names(cache, kind, begins, count_name, &count), 0);
    return count;
}

static bool file_has(struct place *place, const char *text)
{
    static char bytes[1024 * 1024];
    FILE *file = fopen(tempdir_file(&place->dir, "cache.db").text, "r");
    size_t len = fread(bytes, 1, sizeof bytes, file);

    fclose(file);
    return memmem(bytes, len, text, strlen(text)) != NULL;
}

TEST(the_file_is_for_its_owner_alone)
{
    struct place *place = *state;
    struct stat is;

    assert_int_equal(stat(tempdir_file(&place->dir, "cache.db").text, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
}

TEST(a_question_comes_back_with_its_answers)
{
    struct place *place = *state;
    struct msg_thing answer = { .kind = span_of("answer"),
                                .code = span_of("7K3F.1"),
                                .to = span_of("7K3F"),
                                .text = span_of("Bel elke week."),
                                .posted_at = NOW,
                                .revision = 1 };
    struct msg_shown shown = { .base = question("7K3F", "Wie belt?", "Het gezin."),
                               .items = &answer,
                               .items_count = 1 };
    int64_t kept_at;

    keep_shown(place, &shown);
    assert_int_equal(show(place, "7K3F", &shown, &kept_at), 0);
    assert_true(span_is(shown.base.text, "Het gezin."));
    assert_int_equal(shown.items_count, 1);
    assert_true(span_is(shown.items[0].text, "Bel elke week."));
    assert_int_equal(kept_at, NOW);
    assert_int_equal(show(place, "2222", &shown, &kept_at), ERR_NOT_FOUND);
}

/* A list has no texts: it must not take away what was read before, unless that was changed. */
TEST(a_list_does_not_lose_a_text_and_an_edit_does)
{
    struct place *place = *state;
    struct msg_shown shown = { .base = question("7K3F", "Wie belt?", "Het gezin.") };
    struct msg_thing listed = question("7K3F", "Wie belt?", NULL);
    int64_t kept_at;

    keep_shown(place, &shown);
    keep(place, listed);
    assert_int_equal(show(place, "7K3F", &shown, &kept_at), 0);
    assert_true(span_is(shown.base.text, "Het gezin."));
    listed.revision = 2;
    keep(place, listed);
    assert_int_equal(show(place, "7K3F", &shown, &kept_at), 0);
    assert_null(shown.base.text.ptr);
    assert_false(file_has(place, "Het gezin."));
}

TEST(what_is_withdrawn_leaves_the_file)
{
    struct place *place = *state;
    struct msg_thing thing = question("7K3F", "Een titel met Anansi", "Tekst met Bredero");
    struct msg_thing gone = question("7K3F", NULL, NULL);
    struct msg_shown shown = { .base = thing };

    keep_shown(place, &shown);
    assert_true(file_has(place, "Anansi"));
    gone.retracted = true;
    keep(place, gone);
    assert_int_equal(names(place->cache, "code", ""), 0);
    assert_int_equal(list(place->cache, place, (struct msg_list){ 0 }).items_count, 0);
    assert_false(file_has(place, "Anansi"));
    assert_false(file_has(place, "Bredero"));
}

TEST(lists_are_chosen_and_sorted_as_the_daemon_does)
{
    struct place *place = *state;
    struct msg_thing old = question("222B", "Oud", NULL), lively = question("222C", "Druk", NULL);
    struct msg_thing mine = question("222D", "Van mij", NULL), tip = question("T4", NULL, "Een tip");

    old.posted_at = NOW - DAY_MS;
    MSG_SET(&lively, answers, 9);
    mine.mine = true;
    mine.posted_at = NOW + 1;
    tip.kind = span_of("tip");
    keep(place, old), keep(place, lively), keep(place, mine), keep(place, tip);
    struct msg_listed out = list(place->cache, place, (struct msg_list){ 0 });
    assert_int_equal(out.items_count, 3);
    assert_true(span_is(out.items[0].code, "222D"));
    out = list(place->cache, place, (struct msg_list){ .open = true });
    assert_int_equal(out.items_count, 2);
    assert_true(span_is(out.items[0].code, "222B"));
    out = list(place->cache, place, (struct msg_list){ .sort = span_of("lively") });
    assert_true(span_is(out.items[0].code, "222C"));
    assert_int_equal(list(place->cache, place, (struct msg_list){ .mine = true }).items_count, 1);
    out = list(place->cache, place, (struct msg_list){ .kind = span_of("tip") });
    assert_true(span_is(out.items[0].text, "Een tip"));
    assert_int_equal(
        list(place->cache, place, (struct msg_list){ .has_since_at = true, .since_at = NOW - 1 }).items_count, 2);
}

TEST(words_are_found_whatever_their_case_and_accents)
{
    struct place *place = *state;

    keep(place, question("222B", "Hoe overbrug je de wachttijd?", NULL));
    keep(place, question("222C", "Wat nu?", "Eén ouder wil starten, de ander niet."));
    struct msg_searched out = search(place, "WACHT overbrug");
    assert_int_equal(out.items_count, 1);
    assert_true(span_is(out.items[0].base.code, "222B"));
    assert_int_equal(out.items[0].marks_count, 2);
    assert_true(span_is(out.items[0].marks[0], "4+8"));
    assert_int_equal(search(place, "een ouder").items_count, 1);
    assert_int_equal(search(place, "ouder wachttijd").items_count, 0);
}

TEST(a_search_within_a_team_leaves_out_what_is_open_to_all)
{
    struct place *place = *state;
    struct msg_thing own = question("222B", "Hoe overbrug je de wachttijd?", NULL);
    struct msg_search in = { .words = span_of("wachttijd"), .team = span_of("delft") };
    struct vakwerk_call call = { .verb = VERB_search, .place = TOPIC_HERE, .in = &in };
    struct msg_searched out;
    int64_t kept_at;

    own.private = true;
    own.team = span_of("delft");
    keep(place, own);
    keep(place, question("222C", "Is de wachttijd lang?", NULL));
    call.out = &out;
    assert_int_equal(vakwerk_cache_answer(place->cache, &call, &place->arena, &kept_at), 0);
    assert_int_equal(out.items_count, 1);
    assert_true(span_is(out.items[0].base.code, "222B"));
}

TEST(another_account_sees_nothing_of_it)
{
    struct place *place = *state;

    keep(place, question("222B", "Van sanne", NULL));
    struct vakwerk_cache *other = open_cache(place, "piet", NOW);
    assert_int_equal(list(other, place, (struct msg_list){ 0 }).items_count, 0);
    assert_int_equal(names(other, "code", ""), 0);
    assert_int_equal(vakwerk_cache_forget(other, (struct span){ NULL, 0 }), 0);
    vakwerk_cache_close(other);
    assert_int_equal(list(place->cache, place, (struct msg_list){ 0 }).items_count, 1);
    assert_int_equal(vakwerk_cache_forget(place->cache, (struct span){ NULL, 0 }), 0);
    assert_int_equal(list(place->cache, place, (struct msg_list){ 0 }).items_count, 0);
}

TEST(the_last_ones_stay_and_old_ones_go)
{
    struct place *place = *state;
    static struct msg_thing things[VAKWERK_CACHE_THINGS + 20];
    static char codes[VAKWERK_CACHE_THINGS + 20][16];
    static const char letters[] = "23456789BCDFGHJKMNPQRSTVWXZ";
    size_t count = sizeof things / sizeof things[0];

    for (size_t i = 0; i < count; i++) {
        snprintf(codes[i], sizeof codes[i], "9%c%c%c", letters[i / 27 / 27], letters[i / 27 % 27], letters[i % 27]);
        things[i] = question(codes[i], "x", NULL);
        things[i].posted_at = NOW + (int64_t)i;
    }
    assert_int_equal(
        vakwerk_cache_keep(place->cache, VERB_list, &(struct msg_listed){ .items = things, .items_count = count }), 0);
    struct msg_shown shown;
    int64_t kept_at;
    assert_int_equal(show(place, codes[19], &shown, &kept_at), ERR_NOT_FOUND);
    assert_int_equal(show(place, codes[20], &shown, &kept_at), 0);
    struct vakwerk_cache *later = open_cache(place, "sanne", NOW + 31 * DAY_MS);
    struct msg_thing fresh = question("222B", "Nieuw", NULL);
    assert_int_equal(vakwerk_cache_keep_thing(later, &fresh), 0);
    assert_int_equal(list(later, place, (struct msg_list){ 0 }).items_count, 1);
    assert_int_equal(names(later, "code", ""), 1);
    vakwerk_cache_close(later);
}

TEST(a_damaged_file_is_made_anew)
{
    struct place *place = *state;
    FILE *file = fopen(tempdir_file(&place->dir, "cache.db").text, "w");

    fputs("this was a database once", file);
    fclose(file);
    struct vakwerk_cache *again = open_cache(place, "sanne", NOW);
    assert_non_null(again);
    assert_int_equal(list(again, place, (struct msg_list){ 0 }).items_count, 0);
    vakwerk_cache_close(again);
}

/* How the file is seen by who opens it next. */
static void change_file(struct place *place, const char *sql)
{
    sqlite3 *file;

    vakwerk_cache_close(place->cache);
    assert_int_equal(sqlite3_open(tempdir_file(&place->dir, "cache.db").text, &file), SQLITE_OK);
    assert_int_equal(sqlite3_exec(file, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(file);
    place->cache = open_cache(place, "sanne", NOW);
    assert_non_null(place->cache);
}

TEST(a_file_of_another_version_is_made_anew_when_it_does_not_fit)
{
    struct place *place = *state;

    keep(place, question("7K3F", "a", NULL));
    change_file(place, "PRAGMA user_version = 7");
    assert_int_equal(names(place->cache, "code", "7"), 1);
    change_file(place, "PRAGMA user_version = 8; ALTER TABLE name RENAME COLUMN title TO titel");
    assert_int_equal(names(place->cache, "code", "7"), 0);
    keep(place, question("7K3F", "a", NULL));
    assert_int_equal(names(place->cache, "code", "7"), 1);
}

TEST(a_file_whose_tables_are_damaged_is_made_anew)
{
    struct place *place = *state;

    change_file(place,
                "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE' WHERE name = 'name'");
    keep(place, question("7K3F", "a", NULL));
    assert_int_equal(names(place->cache, "code", "7"), 1);
}

TEST(codes_are_completed_by_how_they_begin)
{
    struct place *place = *state;

    keep(place, question("7K3F", "a", NULL));
    keep(place, question("7KBB", "b", NULL));
    keep(place, question("9PDX", "c", NULL));
    assert_int_equal(names(place->cache, "code", "7k"), 2);
    assert_int_equal(names(place->cache, "code", "7KB"), 1);
    assert_int_equal(names(place->cache, "code", "7kz"), 0);
    assert_int_equal(names(place->cache, "code", ""), 3);
    assert_int_equal(names(place->cache, "theme", ""), 0);
}

TEST(codes_that_begin_otherwise_are_not_read)
{
    struct place *place = *state;
    sqlite3_stmt *looked = place->cache->db.statements[CACHE_NAMES];

    keep(place, question("7K3F", "a", NULL));
    for (int i = 100; i < 300; i++) {
        char code[8];
        snprintf(code, sizeof code, "9%d", i);
        keep(place, question(code, "b", NULL));
    }
    assert_int_equal(names(place->cache, "code", "7k"), 1);
    assert_in_range(sqlite3_stmt_status(looked, SQLITE_STMTSTATUS_VM_STEP, 1), 1, 100);
    assert_int_equal(names(place->cache, "code", ""), 201);
    assert_in_range(sqlite3_stmt_status(looked, SQLITE_STMTSTATUS_VM_STEP, 1), 1000, 10000);
}

TEST(a_theme_is_completed_whatever_the_case_it_is_typed_in)
{
    struct place *place = *state;
    struct msg_place themes[] = { { .slug = span_of("wacht"), .name = span_of("Wachtlijst") },
                                  { .slug = span_of("werk"), .name = span_of("Wie doet welk werk?") } };
    struct msg_myself me = { .themes = themes, .themes_count = 2 };

    assert_int_equal(vakwerk_cache_keep(place->cache, VERB_me, &me), 0);
    assert_int_equal(names(place->cache, "theme", "wa"), 1);
    assert_int_equal(names(place->cache, "theme", "WA"), 1);
    assert_int_equal(names(place->cache, "theme", "w"), 2);
    assert_int_equal(names(place->cache, "theme", "x"), 0);
}

#define PLACE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        PLACE_TEST(the_file_is_for_its_owner_alone),
        PLACE_TEST(a_question_comes_back_with_its_answers),
        PLACE_TEST(a_list_does_not_lose_a_text_and_an_edit_does),
        PLACE_TEST(what_is_withdrawn_leaves_the_file),
        PLACE_TEST(lists_are_chosen_and_sorted_as_the_daemon_does),
        PLACE_TEST(words_are_found_whatever_their_case_and_accents),
        PLACE_TEST(a_search_within_a_team_leaves_out_what_is_open_to_all),
        PLACE_TEST(another_account_sees_nothing_of_it),
        PLACE_TEST(the_last_ones_stay_and_old_ones_go),
        PLACE_TEST(a_damaged_file_is_made_anew),
        PLACE_TEST(a_file_of_another_version_is_made_anew_when_it_does_not_fit),
        PLACE_TEST(a_file_whose_tables_are_damaged_is_made_anew),
        PLACE_TEST(codes_are_completed_by_how_they_begin),
        PLACE_TEST(codes_that_begin_otherwise_are_not_read),
        PLACE_TEST(a_theme_is_completed_whatever_the_case_it_is_typed_in),
    };

    return TEST_RUN(tests);
}
