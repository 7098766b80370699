/*
 * What a digest costs, in steps of SQLite's machine, which are the same on every machine: it grows with what is in the
 * digest, not with what the database holds, nor with what everybody is told.
 */
#include "tests/daemon/office.h"

#include "daemon/clock.h"
#include "daemon/digest/content.h"

enum { OLD = 2000, NEW = 300 };

/* Questions with an answer each, of everybody; they were asked before the office opened. */
static void add_posts(struct office *o, int count)
{
    int64_t first = office_number(o, "SELECT ifnull(max(id), 0) FROM post");

    office_sql(
        o,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO post (kind,"
        " code, author, theme, title, posted_at, answers, met_until) SELECT 1, 'Q0' || (%lld + i), 2 + i %% 6, 1 + i"
        " %% 2, 'vraag', 1000, 1, 9223372036854775807 FROM n; "
        "INSERT INTO post (kind, code, question, number, author, text, posted_at) SELECT 2, code || '.1', id, 1, 2 +"
        " id %% 6, 'antwoord', 1000 FROM post WHERE kind = 1 AND id > %lld; "
        "INSERT INTO event (at, event, theme, prev, post) SELECT 1000, iif(kind = 1, %d, %d), 1, 0, id FROM post"
        " WHERE id > %lld ORDER BY id",
        count, (long long)first, (long long)first, EVENT_question, EVENT_answer, (long long)first);
}

/* What happened to this member since `first`, and the same in common with everybody. */
struct cost {
    int64_t common, own;
    struct msg_digest_is content;
};

static struct cost cost_of(struct office *o, int64_t first)
{
    struct digest digest = { .member = office_number(o, "SELECT id FROM member WHERE name = 'anna'"),
                             .day = span_of("2022-05-21"),
                             .made_at = o->now_ms + DAY_MS,
                             .first_seq = first,
                             .last_seq = office_number(o, "SELECT max(seq) FROM event") };
    struct common common = { .arena = &o->arena };
    struct digest_ids listed;
    struct cost cost;

    arena_reset(&o->arena);
    office_steps_begin(o);
    assert_int_equal(common_read(&common, o->store, &digest, digest.made_at), 0);
    cost.common = office_steps_end(o);
    office_steps_begin(o);
    assert_int_equal(content_make_from(o->store, &common, &digest, &o->arena, &cost.content, &listed), 0);
    cost.own = office_steps_end(o);
    return cost;
}

/* A day in the office, the same each time. */
static int64_t add_day(struct office *o)
{
    int64_t first = office_number(o, "SELECT ifnull(max(seq), 0) + 1 FROM event");
    struct word_text mine = office_ask(o, "anna", "theme/regie/ask", "Van mij");

    OK(o, "anna", "follow", "{'what': 'theme/wacht'}");
    office_answer(o, "bram", mine.text, "Zo.");
    for (int i = 0; i < 12; i++)
        office_ask(o, i % 2 == 0 ? "bram" : "eva", i % 3 == 0 ? "theme/wacht/ask" : "theme/regie/ask", "Vraag");
    office_ask(o, "bram", "team/delft/ask", "Van ons");
    OK(o, "eva", "theme/wacht/tip", "{'text': 'Bel.', 'works': true}");
    return first;
}

static void retract_day(struct office *o)
{
    office_sql(o, "UPDATE post SET retracted_at = 1, title = NULL, text = NULL WHERE posted_at > 1000");
}

static void print(const char *when, const struct cost *cost)
{
    printf("%s: %lld steps in common, %lld of one's own\n", when, (long long)cost->common, (long long)cost->own);
}

TEST(the_same_digest_costs_the_same_with_ten_times_the_posts)
{
    struct office *o = *state;

    add_posts(o, OLD);
    struct cost few = cost_of(o, add_day(o));
    print("few", &few);
    retract_day(o);
    add_posts(o, 9 * OLD);
    struct cost many = cost_of(o, add_day(o));
    print("many", &many);
    assert_int_equal(many.content.questions, few.content.questions);
    assert_int_equal(many.content.for_you_count, few.content.for_you_count);
    assert_int_equal(many.content.news_count, few.content.news_count);
    assert_true(10 * many.own <= 11 * few.own);
    assert_true(10 * many.common <= 11 * few.common);
}

/* What everybody is told is read once; for one more member only what is theirs. */
TEST(one_more_member_costs_the_same_however_much_everybody_is_told)
{
    struct office *o = *state;
    int64_t first = add_day(o);
    struct cost little = cost_of(o, first);

    print("little", &little);
    add_posts(o, NEW);
    struct cost little_more = cost_of(o, first);
    print("more", &little_more);
    add_posts(o, 9 * NEW);
    struct cost much = cost_of(o, first);
    print("much", &much);
    assert_true(much.common > 5 * little_more.common);
    assert_true(10 * much.own <= 15 * little_more.own);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(the_same_digest_costs_the_same_with_ten_times_the_posts),
        OFFICE_TEST(one_more_member_costs_the_same_however_much_everybody_is_told),
    };

    return TEST_RUN(tests);
}
