/*
 * What it costs to search and to find what is alike when every post has the words, in steps of SQLite's machine and in
 * memory: about the same with ten times the posts. What is rare among them is found all the same.
 */
#include "tests/daemon/desk.h"

#include "daemon/store/db.h"
#include "daemon/store/tally.h"

enum { FEW = 4000, MANY = 9 * FEW, SAID_AT = 1000, EACH_MS = 1000 };

/* Questions with the same words, in turn in two themes; one after the other. */
static void add_posts(struct desk *desk, int count)
{
    struct office *o = desk->o;
    int64_t first = office_number(o, "SELECT max(id) FROM post");

    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO post (kind,"
               " code, author, theme, title, posted_at, met_until) SELECT 1, 'Q0' || (%lld + i), 1 + i %% 6, 1 + i %%"
               " 2, 'Gesprek over aanpak', %d + %d * (%lld + i), 0 FROM n; INSERT INTO event (at, event, theme, prev,"
               " post) SELECT posted_at, %d, theme, 0, id FROM post WHERE id > %lld ORDER BY id",
               count, (long long)first, SAID_AT, EACH_MS, (long long)first, EVENT_question, (long long)first);
    desk_catch_up(desk);
}

static int64_t cost_of(struct desk *desk, const char *verb, const char *body)
{
    desk_steps_begin(desk);
    OK(desk->o, "anna", verb, "%s", body);
    return desk_steps_end(desk);
}

/* Since when the last ten were asked. */
static void since_lately(struct desk *desk, char body[200])
{
    snprintf(body, 200, "{'words': 'gesprek aanpak', 'since_at': %lld}",
             (long long)(SAID_AT + EACH_MS * (office_number(desk->o, "SELECT max(id) FROM post") - 10)));
}

/*
 * Of common words the newest two hundred posts are weighed, and only those that are shown are looked up. Of what is alike
 * two thousand: with many of the stems few are alike. Since lately each is looked up, and five hundred that are older.
 */
static const struct {
    const char *verb, *body;
    int64_t most; /* steps, whatever there is */
} asked[] = {
    { "search", "{'words': 'gesprek aanpak'}", 8000 },
    { "search", "{'words': 'gesprek aan'}", 8000 },
    { "search", "{'words': 'gesprek aanpa'}", 8000 },
    { "search", "{'words': 'gesprek aanpak', 'theme': 'regie'}", 8000 },
    { "search", "{'words': 'gesprek aanpak', 'kinds': ['lesson', 'tip']}", 1500 },
    { "search", NULL, 18000 }, /* since lately */
    { "similar", "{'title': 'Gesprek met aanpak'}", 32000 },
};

/*
 * PIECES: what may come to it because the index lies in more pieces that were not merged yet; a look at each of the posts
 * that came would be dozens of times as much.
 */
enum { ASKED = sizeof asked / sizeof asked[0], PIECES = 600 };

static void measure(struct desk *desk, int64_t steps[ASKED])
{
    char since[200];

    since_lately(desk, since);
    for (size_t i = 0; i < ASKED; i++)
        steps[i] = cost_of(desk, asked[i].verb, asked[i].body == NULL ? since : asked[i].body);
}

TEST(what_stands_everywhere_costs_no_more_to_find_with_ten_times_the_posts)
{
    struct desk *desk = *state;
    int64_t few[ASKED], many[ASKED];

    add_posts(desk, FEW);
    measure(desk, few);
    add_posts(desk, MANY);
    measure(desk, many);
    for (size_t i = 0; i < ASKED; i++) {
        printf("%s %s: %lld steps with four thousand posts, %lld with forty thousand\n", asked[i].verb,
               asked[i].body == NULL ? "since lately" : asked[i].body, (long long)few[i], (long long)many[i]);
        assert_true(many[i] > 0 && 10 * many[i] <= 11 * few[i] + 10 * PIECES);
        assert_true(many[i] < asked[i].most);
    }
}

/* ---- a word that goes on ---- */

/* What a search takes of memory at its height, when the pages that it reads are there already. */
static int64_t memory_of(struct desk *desk, const char *words)
{
    int64_t before = 0;

    for (int i = 0; i < 2; i++) {
        before = sqlite3_memory_used();
        sqlite3_memory_highwater(true);
        OK(desk->o, "anna", "search", "{'words': '%s'}", words);
    }
    return sqlite3_memory_highwater(false) - before;
}

/* One that is asked now, and a word that all have. */
static int64_t cost_of_rare(struct desk *desk, const char *rare, const char *common)
{
    char title[80], words[80];

    snprintf(title, sizeof title, "Een %s en een gesprek over aanpak", rare);
    office_ask(desk->o, "bram", "theme/regie/ask", title);
    desk_catch_up(desk);
    snprintf(words, sizeof words, "%s %s", rare, common);
    int64_t bytes = memory_of(desk, words);
    assert_int_equal(count_at(desk->o->reply, "items"), 1);
    return bytes;
}

/* All posts that have a word take four bytes each when they are taken together. */
enum { BYTES = 2 * MANY };

TEST(a_word_that_goes_on_is_not_looked_for_in_all_that_has_it)
{
    struct desk *desk = *state;

    add_posts(desk, 2 * FEW);
    int64_t few = cost_of_rare(desk, "kalebas", "aanpa");
    add_posts(desk, 8 * FEW);
    int64_t many = cost_of_rare(desk, "pompoen", "aanpa");
    printf("%lld bytes with eight thousand posts, %lld with forty thousand\n", (long long)few, (long long)many);
    assert_in_range(many, 1, few + BYTES);
}

/* Twenty words that begin alike, the later ones rarer: more than are looked for one by one. */
static void add_words(struct desk *desk)
{
    struct office *o = desk->o;

    add_posts(desk, 5 * FEW);
    office_sql(o,
               "UPDATE post SET title = 'Aanpak' || char(97 + min(id / %d, 19)), revision = revision + 1 WHERE title ="
               " 'Gesprek over aanpak' AND id %% 4 <> 0; INSERT INTO event (at, event, theme, prev, post) SELECT"
               " posted_at, %d, theme, 0, id FROM post WHERE title GLOB 'Aanpak?'",
               FEW / 4, EVENT_question);
    desk_catch_up(desk);
}

static size_t found(struct desk *desk, const char *body)
{
    OK(desk->o, "anna", "search", "%s", body);
    return count_at(desk->o->reply, "items");
}

TEST(a_common_word_that_goes_on_is_looked_for_in_the_commonest_and_when_that_is_little_in_all)
{
    struct desk *desk = *state;

    office_ask(desk->o, "bram", "theme/regie/ask", "Een kalebas en aanpakzz");
    add_words(desk);
    struct word_text newest = office_ask(desk->o, "bram", "theme/regie/ask", "Aanpak");
    desk_catch_up(desk);
    assert_int_equal(found(desk, "{'words': 'aanpa'}"), 20);
    assert_string_equal(text_at(desk->o->reply, "items.0.code"), newest.text);
    assert_int_equal(found(desk, "{'words': 'kalebas aanpa'}"), 1);
    assert_int_equal(found(desk, "{'words': 'aanpakzz'}"), 1);
    assert_int_equal(found(desk, "{'words': 'aanpakzzz'}"), 0);
}

TEST(two_words_with_which_one_goes_on_weigh_as_one_word_twice)
{
    struct desk *desk = *state;

    add_posts(desk, 2 * FEW);
    office_ask(desk->o, "bram", "theme/regie/ask", "Aanpak aanpakken");
    struct word_text newest = office_ask(desk->o, "bram", "theme/regie/ask", "Aanpak aanpak");
    desk_catch_up(desk);
    found(desk, "{'words': 'aanpa', 'limit': 2}");
    assert_string_equal(text_at(desk->o->reply, "items.0.code"), newest.text);
}

TEST(a_theme_or_a_kind_of_which_there_is_little_is_found_among_all_that_is_newer)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    office_ask(o, "bram", "theme/wacht/ask", "Gesprek en aanpak van toen");
    OK(o, "bram", "theme/regie/tip", "{'text': 'Een gesprek over de aanpak.', 'works': true}");
    office_sql(o, "INSERT INTO theme (slug, name) VALUES ('elders', 'Elders')");
    office_sql(o,
               "UPDATE post SET theme = (SELECT id FROM theme WHERE slug = 'elders') WHERE title LIKE '%% van toen'");
    add_posts(desk, 2 * FEW);
    assert_int_equal(found(desk, "{'words': 'gesprek aanpak', 'theme': 'elders'}"), 1);
    assert_int_equal(found(desk, "{'words': 'gesprek aanpak', 'kinds': ['tip']}"), 1);
}

/* Moderators moved it, with its answers, or joined it with one that is elsewhere. */
TEST(an_answer_is_found_in_the_theme_to_which_its_question_went)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text moved = office_ask(o, "bram", "theme/regie/ask", "Wat nu?");
    struct word_text joined = office_ask(o, "bram", "theme/regie/ask", "En nu?");
    struct word_text into = office_ask(o, "anna", "theme/wacht/ask", "Wat dan?");

    OK(o, "anna", "answer", "{'to': '%s', 'text': 'Een pompoen.'}", moved.text);
    OK(o, "anna", "answer", "{'to': '%s', 'text': 'Geen pompoen.'}", joined.text);
    desk_catch_up(desk);
    assert_int_equal(found(desk, "{'words': 'pompoen', 'theme': 'wacht'}"), 0);
    OK(o, "toezicht", "move", "{'code': '%s', 'theme': 'wacht', 'reason': 'x'}", moved.text);
    desk_catch_up(desk);
    assert_int_equal(found(desk, "{'words': 'pompoen', 'theme': 'wacht'}"), 1);
    OK(o, "toezicht", "merge", "{'code': '%s', 'into': '%s', 'reason': 'x'}", joined.text, into.text);
    desk_catch_up(desk);
    assert_int_equal(found(desk, "{'words': 'pompoen', 'theme': 'wacht'}"), 2);
    assert_int_equal(found(desk, "{'words': 'pompoen', 'theme': 'regie'}"), 0);
}

/* How common a stem is stays right when what had it goes, and nothing of it stays behind. */
TEST(a_stem_that_nobody_has_any_more_is_not_kept)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text first = office_ask(o, "bram", "theme/regie/ask", "Een kalebas");
    struct word_text second = office_ask(o, "bram", "theme/regie/ask", "Nog een kalebas");

    desk_catch_up(desk);
    desk_erase(desk);
    assert_true(office_grep(o, "kaleba") > 0);
    OK(o, "bram", "retract", "{'code': '%s'}", first.text);
    desk_catch_up(desk);
    OK(o, "anna", "similar", "{'title': 'Kalebas'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "bram", "retract", "{'code': '%s'}", second.text);
    desk_catch_up(desk);
    desk_erase(desk);
    assert_int_equal(office_grep(o, "kaleba"), 0);
}

/* ---- how common stems are, while the index is filled ---- */

static int count_stem_writes(unsigned what, void *context, void *stmt, void *text)
{
    (void)what;
    (void)stmt;
    *(int *)context += strncmp(text, "INSERT INTO stem ", strlen("INSERT INTO stem ")) == 0;
    return 0;
}

TEST(a_stem_is_written_once_for_all_the_questions_of_a_piece_that_have_it)
{
    struct desk *desk = *state;
    int written = 0;

    desk_catch_up(desk);
    sqlite3_trace_v2(store_search_db(desk->writer), SQLITE_TRACE_STMT, count_stem_writes, &written);
    add_posts(desk, 200);
    assert_in_range(written, 1, 12); /* gesprek, aanpak, and how many questions there are; a piece or a few */
}

/* As one question: so many different ones no batch has. */
static void put_different_stems(struct desk *desk, int count)
{
    struct search_entry entry = { .post = 1000, .kind = POST_QUESTION, .revision = 1 };
    size_t room = (size_t)count * 8;
    char *stems = arena_take(&desk->arena, room + 1);

    for (int i = 0; i < count; i++)
        snprintf(stems + 8 * i, 9, "s%06d ", i);
    entry.title = entry.text = entry.title_stems = span_of("x");
    entry.text_stems = (struct span){ stems, room - 1 };
    assert_int_equal(store_search_put(desk->writer, &entry, &desk->arena), 0);
}

static int64_t counted_stems(struct desk *desk)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(store_search_db(desk->writer),
                                        "SELECT ifnull(sum(questions), 0) FROM stem WHERE stem LIKE '0xs%'", -1, &stmt,
                                        NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t count = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return count;
}

TEST(more_stems_than_are_held_back_are_written_before)
{
    struct desk *desk = *state;

    assert_int_equal(store_search_begin(desk->writer), 0);
    put_different_stems(desk, TALLY_WORDS_MAX - 10);
    assert_int_equal(counted_stems(desk), 0);
    store_search_rollback(desk->writer);
    assert_int_equal(store_search_begin(desk->writer), 0);
    put_different_stems(desk, TALLY_WORDS_MAX + 100);
    assert_in_range(counted_stems(desk), TALLY_WORDS_MAX - 10, TALLY_WORDS_MAX + 99);
    assert_int_equal(store_search_commit(desk->writer), 0);
    assert_int_equal(counted_stems(desk), TALLY_WORDS_MAX + 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(what_stands_everywhere_costs_no_more_to_find_with_ten_times_the_posts),
        DESK_TEST(a_word_that_goes_on_is_not_looked_for_in_all_that_has_it),
        DESK_TEST(a_common_word_that_goes_on_is_looked_for_in_the_commonest_and_when_that_is_little_in_all),
        DESK_TEST(two_words_with_which_one_goes_on_weigh_as_one_word_twice),
        DESK_TEST(a_theme_or_a_kind_of_which_there_is_little_is_found_among_all_that_is_newer),
        DESK_TEST(an_answer_is_found_in_the_theme_to_which_its_question_went),
        DESK_TEST(a_stem_that_nobody_has_any_more_is_not_kept),
        DESK_TEST(a_stem_is_written_once_for_all_the_questions_of_a_piece_that_have_it),
        DESK_TEST(more_stems_than_are_held_back_are_written_before),
    };

    return TEST_RUN(tests);
}
