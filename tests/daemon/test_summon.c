/*
 * Moderators hear what waits for them: at once, and when it waits long; each of what they may read, and only its code.
 */
#include "tests/daemon/office.h"

#include "daemon/summon.h"

#include <stdlib.h>
#include <string.h>

#define MARK "kastanjelaar"

/* As the daemon does at the end of a batch; how many events it told. */
static int64_t summon(struct office *o)
{
    struct outbox out;
    struct summon summon = {
        .store = o->store, .settings = &o->settings, .now_ms = o->now_ms, .arena = &o->arena, .out = &out
    };

    arena_reset(&o->arena);
    outbox_init(&out, &o->arena);
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(summon_due(&summon), 0);
    assert_int_equal(store_commit(o->store), 0);
    for (const struct outbox_item *item = out.first; item != NULL; item = item->next)
        assert_null(memmem(item->payload.ptr, item->payload.len, MARK, strlen(MARK)));
    return summon.events;
}

/* How many events `queued` somebody hears of; the code of the last is that of the thing. */
static size_t heard(struct office *o, const char *who, const char *code)
{
    size_t count = 0;

    OK(o, who, "sync", "{'since': 0, 'limit': 200}");
    char *text = json_dumps(o->reply, 0);
    for (const char *at = text; (at = strstr(at, "\"queued\"")) != NULL; at++)
        count++;
    for (size_t i = 0; i < count_at(o->reply, "events"); i++) {
        const json_t *event = json_array_get(json_at(o->reply, "events"), i);
        if (strcmp(text_at(event, "event"), "queued") == 0) {
            assert_string_equal(text_at(event, "code"), code);
            assert_false(has_at(event, "title") || has_at(event, "text") || has_at(event, "author"));
        }
    }
    free(text);
    return count;
}

static struct word_text ask_within_delft(struct office *o)
{
    OK(o, "anna", "team/delft/ask", "{'title': 'Binnen " MARK "', 'theme': 'wacht'}");
    return office_word(o, "code");
}

TEST(a_report_is_told_to_moderators_and_to_nobody_else)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Waar staat de " MARK "?");

    OK(o, "bram", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    assert_int_equal(summon(o), 1);
    assert_int_equal(heard(o, "toezicht", code.text), 1);
    static const char *const others[] = { "anna", "bram", "eva", "beheer", "redactie" };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(heard(o, others[i], code.text), 0);
    assert_int_equal(summon(o), 0); /* once */
}

TEST(what_waits_for_a_day_is_told_once_more)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Waar staat de " MARK "?");
    int64_t due;

    OK(o, "bram", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    summon(o);
    assert_int_equal(summon_next_due(o->store, &due), 0);
    assert_true(due == o->now_ms + DAY_MS);
    o->now_ms += DAY_MS;
    assert_int_equal(summon(o), 0);
    o->now_ms++;
    assert_int_equal(summon(o), 1);
    assert_int_equal(heard(o, "toezicht", code.text), 2);
    assert_int_equal(summon_next_due(o->store, &due), 0);
    assert_true(due == INT64_MAX);
}

TEST(another_reason_is_told_and_the_same_again_is_not)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Waar staat de " MARK "?");

    OK(o, "bram", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    summon(o);
    OK(o, "gijs", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    assert_int_equal(summon(o), 0);
    OK(o, "anna", "appeal", "{'code': '%s', 'text': 'Toch'}", code.text);
    assert_int_equal(summon(o), 1);
}

TEST(what_was_decided_meanwhile_is_told_to_nobody)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Waar staat de " MARK "?");

    OK(o, "bram", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    OK(o, "toezicht", "approve", "{'code': '%s'}", code.text);
    assert_int_equal(summon(o), 0);
}

/* A case of a team is its own moderators'; another hears of it when it is reported. */
TEST(what_is_of_a_team_is_told_to_who_may_read_it)
{
    struct office *o = *state;
    struct word_text code = ask_within_delft(o);

    office_sql(o, "UPDATE member SET roles = 2 WHERE name IN ('bram', 'eva')");
    office_sql(o, "INSERT INTO moderation (post, why, at) SELECT id, 16, %lld FROM post WHERE code = '%s'",
               (long long)o->now_ms, code.text);
    assert_int_equal(summon(o), 1);
    assert_int_equal(heard(o, "bram", code.text), 1);
    assert_int_equal(heard(o, "eva", code.text), 0);
    assert_int_equal(heard(o, "toezicht", code.text), 0);
    OK(o, "carla", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    assert_int_equal(summon(o), 1);
    assert_int_equal(heard(o, "toezicht", code.text), 1);
}

TEST(nobody_is_told_of_their_own_or_when_they_are_shut_out)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "toezicht", "theme/regie/ask", "Waar staat de " MARK "?");

    office_sql(o, "UPDATE member SET roles = 2, disabled = 1 WHERE name = 'eva'");
    OK(o, "bram", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    assert_int_equal(summon(o), 0);
    assert_int_equal(heard(o, "toezicht", code.text), 0);
    assert_int_equal(office_number(o, "SELECT told FROM moderation"), 1);
}

static void make_digest(struct office *o, const char *who)
{
    office_sql(o,
               "INSERT INTO digest (member, day, made_at, first_seq, last_seq) SELECT id, '2022-05-20', %lld, 1, 1 FROM"
               " member WHERE name = '%s'",
               (long long)o->now_ms, who);
    OK(o, who, "digest", "{}");
}

TEST(the_digest_of_a_moderator_says_how_much_waits_and_since_when)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Waar staat de " MARK "?");

    OK(o, "bram", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    make_digest(o, "bram");
    assert_false(has_at(o->reply, "queue"));
    make_digest(o, "toezicht");
    assert_int_equal(int_at(o->reply, "queue"), 1);
    assert_true(int_at(o->reply, "queue_since") == o->now_ms);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    OK(o, "toezicht", "digest", "{}");
    assert_false(has_at(o->reply, "queue"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_report_is_told_to_moderators_and_to_nobody_else),
        OFFICE_TEST(what_waits_for_a_day_is_told_once_more),
        OFFICE_TEST(another_reason_is_told_and_the_same_again_is_not),
        OFFICE_TEST(what_was_decided_meanwhile_is_told_to_nobody),
        OFFICE_TEST(what_is_of_a_team_is_told_to_who_may_read_it),
        OFFICE_TEST(nobody_is_told_of_their_own_or_when_they_are_shut_out),
        OFFICE_TEST(the_digest_of_a_moderator_says_how_much_waits_and_since_when),
    };

    return TEST_RUN(tests);
}
