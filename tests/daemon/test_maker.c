/* Digests as they are made, with a clock that the test holds: what one covers, who gets one, when the next is due. */
#include "tests/daemon/office.h"

#include "daemon/clock.h"
#include "daemon/digest/maker.h"
#include "daemon/store/db.h"
#include "daemon/store/store_digest.h"
#include "tests/ladder/moment.h"

#include <stdio.h>

#define THURSDAY MOMENT(2022, 5, 19, 10, 0)
#define FRIDAY   MOMENT(2022, 5, 20, 7, 0)
#define MONDAY   MOMENT(2022, 5, 23, 7, 0)

static struct maker maker;

static int fresh(void **state)
{
    maker_init(&maker, NULL);
    return office_setup(state);
}

static int done(void **state)
{
    maker_release(&maker);
    return office_teardown(state);
}

#undef OFFICE_TEST
#define OFFICE_TEST(name) cmocka_unit_test_setup_teardown(name, fresh, done)

static void make_some(struct office *o)
{
    maker.store = o->store;
    maker.now_ms = o->now_ms;
    maker.arena = &o->arena;
    assert_int_equal(maker_due(&maker), 0);
}

/* What the daemon does from batch to batch until nobody's is due. */
static void make_at(struct office *o, int64_t now_ms)
{
    o->now_ms = now_ms;
    do {
        assert_int_equal(store_begin(o->store), 0);
        make_some(o);
        assert_int_equal(store_commit(o->store), 0);
    } while (maker.looked_at > 0);
}

static int64_t digests_of(struct office *o, const char *who)
{
    return office_number(o, "SELECT count(*) FROM digest WHERE member = (SELECT id FROM member WHERE name = '%s')",
                         who);
}

static void choose(struct office *o, const char *who, const char *frequency)
{
    OK(o, who, "digest-set", "{'frequency': '%s'}", frequency);
}

TEST(a_digest_covers_the_days_before_it_and_the_next_begins_after_it)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    choose(o, "anna", "daily");
    office_ask(o, "bram", "theme/regie/ask", "Van donderdag");
    o->now_ms = MOMENT(2022, 5, 20, 0, 0) - 1;
    office_ask(o, "bram", "theme/regie/ask", "Van donderdag, het laatste");
    o->now_ms = MOMENT(2022, 5, 20, 0, 0);
    office_ask(o, "bram", "theme/regie/ask", "Van vrijdag, het eerste");
    o->now_ms = FRIDAY;
    make_at(o, FRIDAY);
    OK(o, "anna", "digest", "{}");
    assert_string_equal(text_at(o->reply, "date"), "2022-05-20");
    assert_int_equal(int_at(o->reply, "questions"), 2);
    assert_int_equal(int_at(o->reply, "last_seq"), 2);
    make_at(o, FRIDAY + DAY_MS); /* on Saturday nothing is due */
    assert_int_equal(digests_of(o, "anna"), 1);
    make_at(o, MONDAY);
    OK(o, "anna", "digest", "{}");
    assert_int_equal(int_at(o->reply, "first_seq"), 3);
    assert_int_equal(int_at(o->reply, "questions"), 1);
}

TEST(a_batch_that_was_lost_makes_it_again_and_only_once)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    choose(o, "anna", "daily");
    office_ask(o, "bram", "theme/regie/ask", "Vraag");
    o->now_ms = FRIDAY;
    assert_int_equal(store_begin(o->store), 0);
    make_some(o);
    assert_int_equal(maker.looked_at, 1);
    store_rollback(o->store);
    assert_int_equal(digests_of(o, "anna"), 0);
    make_at(o, FRIDAY);
    make_at(o, FRIDAY + MINUTE_MS);
    assert_int_equal(digests_of(o, "anna"), 1);
}

/* What was answered in a batch that was lost is open. */
TEST(what_was_read_in_a_lost_batch_is_forgotten)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    choose(o, "anna", "daily");
    office_ask(o, "bram", "theme/regie/ask", "Vraag");
    o->now_ms = FRIDAY;
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(
        sqlite3_exec(o->store->db, "UPDATE post SET answers = 1, met_until = 9223372036854775807", NULL, NULL, NULL),
        SQLITE_OK);
    make_some(o);
    store_rollback(o->store);
    maker_forget(&maker);
    struct digest digest = { .member = office_number(o, "SELECT id FROM member WHERE name = 'anna'"),
                             .day = span_of("2022-05-20"),
                             .made_at = FRIDAY,
                             .first_seq = 1,
                             .last_seq = 1 };
    struct msg_digest_is content;
    assert_int_equal(maker_show(&maker, &digest, &content), 0);
    assert_int_equal(content.unanswered_count, 1);
}

/* Who joins a team on the morning itself sees what is open there; what the digest covers does not go back for that. */
TEST(a_digest_never_begins_before_its_member_did)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    office_ask(o, "bram", "team/delft/ask", "Staat open");
    o->now_ms = FRIDAY - HOUR_MS;
    office_ask(o, "bram", "theme/regie/ask", "Van vanmorgen");
    choose(o, "gijs", "daily");
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'teams': ['delft']}");
    make_at(o, FRIDAY);
    OK(o, "gijs", "digest", "{}");
    assert_int_equal(int_at(o->reply, "first_seq"), 3);
    assert_int_equal(int_at(o->reply, "last_seq"), 2);
    assert_int_equal(office_number(o, "SELECT digest_seq FROM member WHERE name = 'gijs'"), 2);
}

TEST(who_is_shut_out_gets_none)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    choose(o, "anna", "daily");
    OK(o, "beheer", "member-disable", "{'member': 'anna'}");
    office_ask(o, "bram", "theme/regie/ask", "Vraag");
    make_at(o, FRIDAY);
    assert_int_equal(digests_of(o, "anna"), 0);
}

/* For an hour it was Friday already; then it was Thursday again, and something happened. */
TEST(what_happened_after_the_clock_went_back_is_in_it)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    choose(o, "anna", "daily");
    choose(o, "carla", "daily");
    office_sql(o, "UPDATE member SET digest_due = digest_due + %lld WHERE name = 'carla'", (long long)5 * MINUTE_MS);
    office_ask(o, "bram", "theme/regie/ask", "Voor");
    make_at(o, FRIDAY);
    o->now_ms = THURSDAY + HOUR_MS;
    office_ask(o, "bram", "theme/regie/ask", "Na");
    make_at(o, FRIDAY + 5 * MINUTE_MS);
    OK(o, "anna", "digest", "{}");
    assert_int_equal(int_at(o->reply, "questions"), 1);
    OK(o, "carla", "digest", "{}");
    assert_int_equal(int_at(o->reply, "questions"), 2);
}

TEST(a_clock_that_was_a_month_ahead_costs_nobody_a_month_of_digests)
{
    struct office *o = *state;
    bool astray;

    o->now_ms = THURSDAY;
    choose(o, "carla", "daily");
    OK(o, "carla", "digest-set", "{'pause_until': %lld}", (long long)(THURSDAY + 20 * CLOCK_DAY_MS));
    o->now_ms = THURSDAY + 30 * CLOCK_DAY_MS;
    choose(o, "anna", "daily");
    o->now_ms = THURSDAY;
    office_ask(o, "bram", "theme/regie/ask", "Vraag");
    assert_int_equal(maker_is_astray(o->store, o->now_ms, &o->arena, &astray), 0);
    assert_true(astray);
    make_at(o, THURSDAY);
    assert_int_equal(maker_is_astray(o->store, o->now_ms, &o->arena, &astray), 0);
    assert_false(astray); /* and who paused is not astray */
    assert_int_equal(office_number(o, "SELECT digest_due FROM member WHERE name = 'anna'"), FRIDAY);
    make_at(o, FRIDAY);
    assert_int_equal(digests_of(o, "anna"), 1);
    assert_int_equal(digests_of(o, "carla"), 0);
}

/* ---- slower by itself ---- */

/* Something new on the day before, and the digest of the day; anna does nothing. */
static void make_day(struct office *o, int64_t day)
{
    o->now_ms = FRIDAY + day * CLOCK_DAY_MS - 10 * HOUR_MS;
    office_ask(o, "bram", "theme/regie/ask", "Vraag");
    make_at(o, FRIDAY + day * CLOCK_DAY_MS);
}

/* The notes of anna's newest digest. Reading is no activity. */
static struct word_text notes(struct office *o)
{
    OK(o, "anna", "digest", "{}");
    return office_word(o, "notes.0");
}

static int64_t frequency_of(struct office *o, const char *who)
{
    return office_number(o, "SELECT digest_frequency FROM member WHERE name = '%s'", who);
}

TEST(who_is_silent_for_a_month_is_asked_once_and_after_another_gets_it_weekly_and_is_told_so)
{
    struct office *o = *state;

    o->now_ms = FRIDAY;
    choose(o, "anna", "daily");
    make_day(o, 28);
    assert_string_equal(notes(o).text, "");
    make_day(o, 31); /* the thirtieth is a Sunday */
    assert_string_equal(notes(o).text, "ask-slower");
    make_day(o, 32);
    assert_string_equal(notes(o).text, "");
    make_day(o, 60);
    assert_string_equal(notes(o).text, "");
    assert_int_equal(frequency_of(o, "anna"), DIGEST_DAILY);
    make_day(o, 63);
    assert_string_equal(notes(o).text, "slower");
    assert_string_equal(text_at(o->reply, "frequency"), "weekly");
    assert_int_equal(frequency_of(o, "anna"), DIGEST_WEEKLY);
    int64_t made = digests_of(o, "anna");
    make_day(o, 64);
    assert_int_equal(digests_of(o, "anna"), made);
    make_day(o, 66); /* Monday */
    assert_int_equal(digests_of(o, "anna"), made + 1);
    assert_string_equal(notes(o).text, "");
}

TEST(who_does_something_is_not_silent)
{
    struct office *o = *state;

    o->now_ms = FRIDAY;
    choose(o, "anna", "daily");
    make_day(o, 31);
    assert_string_equal(notes(o).text, "ask-slower");
    o->now_ms = FRIDAY + 40 * CLOCK_DAY_MS;
    office_ask(o, "anna", "theme/regie/ask", "Ik ben er nog");
    make_day(o, 67);
    assert_string_equal(notes(o).text, "");
    make_day(o, 70);
    assert_string_equal(notes(o).text, "ask-slower"); /* a month after that */
    assert_int_equal(frequency_of(o, "anna"), DIGEST_DAILY);
}

TEST(who_wants_it_daily_again_keeps_it)
{
    struct office *o = *state;

    o->now_ms = FRIDAY;
    choose(o, "anna", "daily");
    make_day(o, 31);
    make_day(o, 63);
    assert_int_equal(frequency_of(o, "anna"), DIGEST_WEEKLY);
    choose(o, "anna", "daily");
    make_day(o, 66);
    assert_string_equal(notes(o).text, "");
    assert_int_equal(frequency_of(o, "anna"), DIGEST_DAILY);
}

TEST(nothing_is_decided_for_who_gets_it_seldom_already)
{
    struct office *o = *state;

    o->now_ms = FRIDAY;
    choose(o, "anna", "weekly");
    make_day(o, 31);
    assert_string_equal(notes(o).text, "");
    choose(o, "anna", "personal");
    make_day(o, 94);
    make_day(o, 130);
    assert_int_equal(frequency_of(o, "anna"), DIGEST_PERSONAL);
}

/* A line about the digest is no reason for one. */
TEST(on_a_day_without_news_nobody_is_asked_anything)
{
    struct office *o = *state;

    o->now_ms = FRIDAY;
    choose(o, "anna", "daily");
    make_at(o, FRIDAY + 31 * CLOCK_DAY_MS);
    assert_int_equal(digests_of(o, "anna"), 0);
    make_day(o, 32);
    assert_string_equal(notes(o).text, "ask-slower");
}

/* ---- what many digests have in common ---- */

/* Made from the same, a minute apart: what was withdrawn between them is in the first alone. */
TEST(what_changes_between_two_digests_of_the_same_days_is_seen)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    choose(o, "anna", "daily");
    choose(o, "carla", "daily");
    choose(o, "bram", "daily");
    office_sql(o, "UPDATE member SET digest_due = digest_due + 1000 WHERE name <> 'anna'");
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Vraag");
    office_ask(o, "eva", "theme/regie/ask", "Vraag");
    make_at(o, FRIDAY);
    OK(o, "anna", "digest", "{}");
    assert_int_equal(int_at(o->reply, "questions"), 2);
    OK(o, "bram", "retract", "{'code': '%s'}", code.text);
    make_at(o, FRIDAY + 1000);
    assert_int_equal(maker.commons[1].counts.questions, 1);
    OK(o, "carla", "digest", "{}");
    assert_int_equal(int_at(o->reply, "questions"), 1);
    OK(o, "bram", "digest", "{}");
    assert_int_equal(int_at(o->reply, "questions"), 1);
}

TEST(what_was_answered_meanwhile_does_not_call_any_more)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    choose(o, "anna", "personal");
    choose(o, "carla", "personal");
    OK(o, "anna", "follow", "{'what': 'theme/regie'}");
    OK(o, "carla", "follow", "{'what': 'theme/regie'}");
    office_sql(o, "UPDATE member SET digest_due = digest_due + 1000 WHERE name = 'carla'");
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Vraag");
    make_at(o, FRIDAY);
    assert_int_equal(digests_of(o, "anna"), 1);
    o->now_ms = FRIDAY + 500;
    office_answer(o, "eva", code.text, "Antwoord");
    make_at(o, FRIDAY + 1000);
    assert_int_equal(digests_of(o, "carla"), 0);
}

/* ---- once a week ---- */

static bool lists(struct office *o, const char *who, const char *list, const char *code)
{
    char path[40];

    OK(o, who, "digest", "{}");
    for (size_t i = 0; i < count_at(o->reply, list); i++) {
        snprintf(path, sizeof path, "%s.%zu.code", list, i);
        if (strcmp(text_at(o->reply, path), code) == 0)
            return true;
    }
    return false;
}

TEST(an_open_question_stands_in_one_digest_of_a_week)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    choose(o, "anna", "daily");
    struct word_text code = office_ask(o, "bram", "theme/regie/ask", "Staat lang open");
    make_at(o, FRIDAY);
    assert_true(lists(o, "anna", "unanswered", code.text));
    for (int day = 3; day < 7; day++) {
        make_day(o, day);
        assert_false(lists(o, "anna", "unanswered", code.text));
        assert_false(lists(o, "anna", "news", code.text));
    }
    make_day(o, 7); /* Friday again */
    assert_true(lists(o, "anna", "unanswered", code.text));
}

TEST(new_answers_to_ones_own_question_are_told_each_day)
{
    struct office *o = *state;

    o->now_ms = THURSDAY;
    choose(o, "anna", "daily");
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Van mij");
    for (int day = 3; day < 6; day++) {
        o->now_ms = FRIDAY + day * CLOCK_DAY_MS - 9 * HOUR_MS;
        office_answer(o, "bram", code.text, "Nog een");
        make_at(o, FRIDAY + day * CLOCK_DAY_MS);
        assert_true(lists(o, "anna", "for_you", code.text));
    }
}

/* ---- which days ---- */

TEST(it_says_which_days_it_is_about)
{
    struct office *o = *state;

    o->now_ms = MOMENT(2022, 5, 18, 10, 0);
    choose(o, "anna", "daily");
    o->now_ms = THURSDAY;
    office_ask(o, "bram", "theme/regie/ask", "Eerste");
    make_at(o, FRIDAY);
    OK(o, "anna", "digest", "{}");
    assert_string_equal(text_at(o->reply, "first_day"), "2022-05-19"); /* of what is in it */
    assert_string_equal(text_at(o->reply, "last_day"), "2022-05-19");
    make_day(o, 3);
    OK(o, "anna", "digest", "{}");
    assert_string_equal(text_at(o->reply, "first_day"), "2022-05-20");
    assert_string_equal(text_at(o->reply, "last_day"), "2022-05-22");
    make_at(o, FRIDAY + 4 * CLOCK_DAY_MS); /* nothing new */
    make_day(o, 5);
    OK(o, "anna", "digest", "{}");
    assert_string_equal(text_at(o->reply, "first_day"), "2022-05-23");
    assert_string_equal(text_at(o->reply, "last_day"), "2022-05-24");
    OK(o, "anna", "digest", "{'date': '2022-05-20'}");
    assert_string_equal(text_at(o->reply, "last_day"), "2022-05-19");
}

TEST(the_nights_with_another_hour_are_whole_days)
{
    static const struct {
        int month, day, midnight_utc;
    } nights[] = { { 3, 27, 22 }, { 10, 30, 23 } };
    struct office *o = *state;

    o->now_ms = MOMENT(2022, 3, 20, 12, 0);
    choose(o, "anna", "daily");
    for (size_t i = 0; i < 2; i++) {
        int64_t monday = MOMENT(2022, nights[i].month, nights[i].day + 1, 0, 0);
        assert_int_equal(monday / HOUR_MS % 24, nights[i].midnight_utc);
        o->now_ms = monday - 25 * HOUR_MS;
        make_at(o, o->now_ms); /* what was before */
        o->now_ms = MOMENT(2022, nights[i].month, nights[i].day, 0, 0);
        office_ask(o, "bram", "theme/regie/ask", "Vlak na middernacht");
        o->now_ms = monday - 1;
        office_ask(o, "bram", "theme/regie/ask", "Vlak voor middernacht");
        o->now_ms = monday;
        office_ask(o, "bram", "theme/regie/ask", "Van maandag");
        make_at(o, monday + 7 * HOUR_MS);
        OK(o, "anna", "digest", "{}");
        assert_int_equal(int_at(o->reply, "questions"), 2);
        assert_string_equal(text_at(o->reply, "last_day"), i == 0 ? "2022-03-27" : "2022-10-30");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_digest_covers_the_days_before_it_and_the_next_begins_after_it),
        OFFICE_TEST(a_batch_that_was_lost_makes_it_again_and_only_once),
        OFFICE_TEST(what_was_read_in_a_lost_batch_is_forgotten),
        OFFICE_TEST(a_digest_never_begins_before_its_member_did),
        OFFICE_TEST(who_is_shut_out_gets_none),
        OFFICE_TEST(what_happened_after_the_clock_went_back_is_in_it),
        OFFICE_TEST(a_clock_that_was_a_month_ahead_costs_nobody_a_month_of_digests),
        OFFICE_TEST(who_is_silent_for_a_month_is_asked_once_and_after_another_gets_it_weekly_and_is_told_so),
        OFFICE_TEST(who_does_something_is_not_silent),
        OFFICE_TEST(who_wants_it_daily_again_keeps_it),
        OFFICE_TEST(nothing_is_decided_for_who_gets_it_seldom_already),
        OFFICE_TEST(on_a_day_without_news_nobody_is_asked_anything),
        OFFICE_TEST(what_changes_between_two_digests_of_the_same_days_is_seen),
        OFFICE_TEST(what_was_answered_meanwhile_does_not_call_any_more),
        OFFICE_TEST(an_open_question_stands_in_one_digest_of_a_week),
        OFFICE_TEST(new_answers_to_ones_own_question_are_told_each_day),
        OFFICE_TEST(it_says_which_days_it_is_about),
        OFFICE_TEST(the_nights_with_another_hour_are_whole_days),
    };

    return TEST_RUN(tests);
}
