/* The ladder of a daemon that is killed between its steps, with a clock that the test holds; and one that runs on. */
#include "tests/proto/test.h"
#include "tests/system/office.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define TUESDAY_9   INT64_C(1652770800000) /* 17 May 2022, 09:00 in Amsterdam */
#define HOUR        INT64_C(3600000)
#define DAY         (24 * HOUR)
#define EVENTS      V "theme/wacht/event"
#define STEP_MS     5000
#define BEFORE_NEXT 1500 /* how long before a step is due the daemon is started */

static struct office office;

static void hold(int64_t now)
{
    static char text[32];

    snprintf(text, sizeof text, "%lld", (long long)now);
    vakwerkd_set_now(office.daemon, text);
}

static int enter(void **state)
{
    static char text[32];

    (void)state;
    snprintf(text, sizeof text, "%lld", (long long)TUESDAY_9);
    office_open(&office, text);
    return 0;
}

static int leave(void **state)
{
    (void)state;
    return office_close(&office) == VAKWERKD_OK ? 0 : 1;
}

/* Killed, and started at another time; whoever asks something then knows that the first batch was made. */
static void go_on_at(int64_t now)
{
    office_empty(&office);
    vakwerkd_kill(office.daemon);
    hold(now);
    vakwerkd_up(office.daemon);
    office_ask(office_member(&office, "s.dewit"), "regie", "Is de dag begonnen?");
}

static int64_t step_now(const char *code)
{
    static const char *const words[] = { "", "neighbours", "region", "support" };
    json_t *shown = peer_call(office_member(&office, "k.yilmaz"), "show", json_pack("{s:s}", "code", code));
    const char *word = office_text(shown, "step");

    for (int i = 0; i < 4; i++)
        if (strcmp(word == NULL ? "" : word, words[i]) == 0)
            return i;
    return -1;
}

/* How many times a step of this question is in what a member catches up with. */
static int told_steps(const char *code)
{
    struct peer *peer = office_member(&office, "k.yilmaz");
    int64_t since = 0;
    int count = 0;
    bool more = true;

    while (more) {
        json_t *page = peer_call(peer, "sync", json_pack("{s:I, s:i}", "since", (json_int_t)since, "limit", 500)),
               *event;
        size_t i;
        json_array_foreach(json_object_get(page, "events"), i, event)
        {
            const char *of = office_text(event, "code");
            count += strcmp(office_text(event, "event"), "escalated") == 0 && of != NULL && strcmp(of, code) == 0;
        }
        since = office_int(page, "next");
        more = json_is_true(json_object_get(page, "more"));
    }
    return count;
}

TEST(killed_between_the_steps_each_is_taken_exactly_once)
{
    static const struct {
        int64_t at;
        int steps;
    } turns[] = { { TUESDAY_9 + 4 * HOUR - 1, 0 }, { TUESDAY_9 + 4 * HOUR, 1 }, { TUESDAY_9 + 4 * HOUR, 1 },
                  { TUESDAY_9 + 12 * HOUR, 1 },    { TUESDAY_9 + DAY, 2 },      { TUESDAY_9 + DAY, 2 },
                  { TUESDAY_9 + 2 * DAY, 3 },      { TUESDAY_9 + 30 * DAY, 3 } };
    char code[16];

    snprintf(code, sizeof code, "%s",
             office_text(office_ask(office_member(&office, "s.dewit"), "wacht", "Wie belt het gezin?"), "code"));
    for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        go_on_at(turns[i].at);
        assert_int_equal(step_now(code), turns[i].steps);
        assert_int_equal(told_steps(code), 1 + turns[i].steps); /* first it was offered to seniors */
    }
}

TEST(steps_that_were_missed_are_taken_in_order_at_the_start)
{
    char code[16];

    go_on_at(TUESDAY_9 + 7 * DAY);
    snprintf(code, sizeof code, "%s",
             office_text(office_ask(office_member(&office, "s.dewit"), "wacht", "Wie belt de school?"), "code"));
    go_on_at(TUESDAY_9 + 14 * DAY);
    assert_int_equal(step_now(code), 3);
    assert_int_equal(told_steps(code), 3);
}

static bool has_escalated(const struct peer *peer, const void *code)
{
    const struct peer_message *last = peer_last(peer, EVENTS);

    return last != NULL && strcmp(office_text(last->json, "event"), "escalated") == 0 &&
           strcmp(office_text(last->json, "code"), code) == 0;
}

static int64_t real_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Nobody says anything: the deadline of its wait is what wakes it. */
TEST(a_daemon_that_runs_takes_a_step_when_it_is_due)
{
    int64_t asked = TUESDAY_9 + 21 * DAY;
    char code[16], shift[32];

    go_on_at(asked);
    snprintf(code, sizeof code, "%s",
             office_text(office_ask(office_member(&office, "s.dewit"), "wacht", "Wie belt de huisarts?"), "code"));
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    snprintf(shift, sizeof shift, "%+lld", (long long)(asked + 4 * HOUR - BEFORE_NEXT - real_now()));
    vakwerkd_set_now(office.daemon, shift);
    vakwerkd_up(office.daemon);
    struct peer *kubra = office_member(&office, "k.yilmaz");
    assert_int_equal(peer_subscribe(kubra, EVENTS), 1);
    assert_true(peer_until(kubra, has_escalated, code, STEP_MS));
    assert_string_equal(office_text(peer_last(kubra, EVENTS)->json, "step"), "neighbours");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_between_the_steps_each_is_taken_exactly_once),
        cmocka_unit_test(steps_that_were_missed_are_taken_in_order_at_the_start),
        cmocka_unit_test(a_daemon_that_runs_takes_a_step_when_it_is_due),
    };

    return TEST_RUN_WITH(tests, enter, leave);
}
