/*
 * What it costs to read one thing or one page, and to write one, in steps of SQLite's machine: the same with ten times
 * the posts.
 */
#include "tests/daemon/office.h"

enum { FEW = 1000, MANY = 9 * FEW };

/* Open questions of everybody, followed by who asked them. */
static void add_posts(struct office *o, int count)
{
    int64_t first = office_number(o, "SELECT max(id) FROM post");

    office_sql(
        o,
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO post (kind,"
        " code, author, theme, title, posted_at, met_until) SELECT 1, 'Q0' || (%lld + i), 1 + i %% 6, 1 + i %% 2,"
        " 'vraag', 1000, 0 FROM n; INSERT INTO follow (member, kind, what, is_on, since_at) SELECT author, 1, id,"
        " 1, 1000 FROM post WHERE id > %lld; INSERT INTO event (at, event, theme, prev, post) SELECT 1000, %d,"
        " theme, 0, id FROM post WHERE id > %lld ORDER BY id",
        count, (long long)first, (long long)first, EVENT_question, (long long)first);
}

static int64_t cost_of(struct office *o, const char *verb, const char *body)
{
    office_steps_begin(o);
    OK(o, "anna", verb, "%s", body);
    return office_steps_end(o);
}

TEST(what_is_done_costs_the_same_with_ten_times_the_posts)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Eerst");
    char show[200], answer[200];
    const struct {
        const char *verb, *body;
    } done[] = { { "show", show },
                 { "list", "{'limit': 20}" },
                 { "list", "{'sort': 'open', 'limit': 20}" },
                 { "me", "{'brief': true}" },
                 { "sync", "{'since': 200, 'limit': 50}" },
                 { "theme/regie/ask", "{'title': 'Wat kost dit?'}" },
                 { "answer", answer } };
    enum { DONE = sizeof done / sizeof done[0] };
    int64_t few[DONE];

    snprintf(show, sizeof show, "{'code': '%s'}", code.text);
    code = office_ask(o, "bram", "theme/regie/ask", "En deze");
    snprintf(answer, sizeof answer, "{'to': '%s', 'text': 'Zo.'}", code.text);
    add_posts(o, FEW);
    for (size_t i = 0; i < DONE; i++)
        few[i] = cost_of(o, done[i].verb, done[i].body);
    add_posts(o, MANY);
    for (size_t i = 0; i < DONE; i++) {
        int64_t many = cost_of(o, done[i].verb, done[i].body);
        printf("%s: %lld steps with a thousand posts, %lld with ten thousand\n", done[i].verb, (long long)few[i],
               (long long)many);
        assert_true(many > 0 && 10 * many <= 12 * few[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { OFFICE_TEST(what_is_done_costs_the_same_with_ten_times_the_posts) };

    return TEST_RUN(tests);
}
