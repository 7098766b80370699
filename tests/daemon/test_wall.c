/* What hangs on a screen in a room where visitors pass. */
#include "tests/daemon/office.h"

#include "daemon/clock.h"
#include "daemon/screen/wall.h"
#include "proto/encode.h"

#include <stdio.h>

/* The screen of a team; added once. */
static struct kiosk kiosk_of(struct office *o, const char *team)
{
    struct kiosk *kiosks;
    size_t count;

    if (office_number(o, "SELECT count(*) FROM kiosk WHERE name = '%s-1'", team) == 0)
        OK(o, "beheer", "kiosk-add", "{'kiosk': '%s-1', 'team': '%s', 'room': 'Kantine'}", team, team);
    assert_int_equal(store_kiosk_list(o->store, 0, span_of(""), &o->arena, &kiosks, &count), 0);
    for (size_t i = 0; i < count; i++)
        if (span_is(kiosks[i].team_slug, team))
            return kiosks[i];
    fail_msg("no screen of team %s", team);
    return kiosks[0];
}

static const struct wall *wall_of(struct office *o, const char *team)
{
    static struct wall wall;
    struct kiosk kiosk = kiosk_of(o, team);

    office_draw(o, &kiosk, o->now_ms, &wall);
    assert_true(wall.card_count <= WALL_CARDS_MAX);
    assert_true(wall.screen.spotlight_count <= WALL_SPOTLIGHT_MAX && wall.screen.latest_count <= WALL_LATEST_MAX);
    return &wall;
}

static const struct msg_card *card_of(const struct wall *wall, const char *code)
{
    for (size_t i = 0; i < wall->card_count; i++)
        if (span_is(wall->cards[i].code, code))
            return &wall->cards[i];
    return NULL;
}

static struct msg_totals totals_of(struct office *o, const char *team)
{
    struct kiosk kiosk = kiosk_of(o, team);
    struct msg_totals totals;

    office_draw_totals(o, &kiosk, o->now_ms, &totals);
    return totals;
}

static void assert_order(const struct span *codes, size_t count, const struct word_text *expected, const int *order,
                         size_t length)
{
    assert_int_equal(count, length);
    for (size_t i = 0; i < length; i++)
        assert_true(span_is(codes[i], expected[order[i]].text));
}

/* ---- day and night ---- */

static const struct kiosk plain = { .id = 1 };

TEST(a_screen_is_bright_in_office_hours_dark_after_and_black_at_night)
{
    struct office *o = *state;
    struct clock_day friday = { 2022, 5, 20, 5 }, saturday = { 2022, 5, 21, 6 }, sunday = { 2022, 5, 22, 0 };
    static const struct {
        int minute;
        const char *palette;
    } rows[] = { { 0, "night" },      { 419, "night" },    { 420, "day" },    { 1079, "day" },
                 { 1080, "evening" }, { 1199, "evening" }, { 1200, "night" }, { 1439, "night" } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_string_equal(wall_palette(&plain, &o->settings, clock_moment(friday, rows[i].minute)), rows[i].palette);
        assert_string_equal(wall_palette(&plain, &o->settings, clock_moment(saturday, rows[i].minute)), "night");
        assert_string_equal(wall_palette(&plain, &o->settings, clock_moment(sunday, rows[i].minute)), "night");
    }
    o->settings.weekend_is_night = false;
    assert_string_equal(wall_palette(&plain, &o->settings, clock_moment(saturday, 600)), "day");
}

TEST(a_screen_with_hours_of_its_own_keeps_those)
{
    struct office *o = *state;
    struct clock_day friday = { 2022, 5, 20, 5 }, sunday = { 2022, 5, 22, 0 };
    struct kiosk late = { .has_hours = true, .bright_from = 600, .bright_until = 1260 };
    static const struct {
        int minute;
        const char *palette;
    } rows[] = { { 599, "night" },    { 600, "day" },      { 1259, "day" },
                 { 1260, "evening" }, { 1379, "evening" }, { 1380, "night" } };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_string_equal(wall_palette(&late, &o->settings, clock_moment(friday, rows[i].minute)), rows[i].palette);
    assert_string_equal(wall_palette(&late, &o->settings, clock_moment(sunday, 700)), "night");
}

/* On the Sunday of the change wall clocks say what they say. */
TEST(the_palette_follows_the_wall_clock_over_a_change)
{
    struct office *o = *state;
    struct clock_day sunday = { 2022, 3, 27, 0 };

    o->settings.weekend_is_night = false;
    assert_string_equal(wall_palette(&plain, &o->settings, clock_moment(sunday, 420)), "day");
    assert_string_equal(wall_palette(&plain, &o->settings, clock_moment(sunday, 420) - 1), "night");
}

/* ---- which questions ---- */

TEST(a_fresh_question_takes_its_turn_before_what_waits_longest)
{
    struct office *o = *state;
    struct word_text codes[4];

    for (int i = 0; i < 4; i++) {
        codes[i] = office_ask(o, "bram", "theme/regie/ask", "Vraag");
        o->now_ms += DAY_MS;
    }
    o->now_ms -= DAY_MS; /* the last one is new */
    const struct wall *wall = wall_of(o, "delft");
    assert_order(wall->screen.spotlight, wall->screen.spotlight_count, codes, (int[]){ 3, 0, 1, 2 }, 4);
    o->now_ms += 10 * MINUTE_MS;
    wall = wall_of(o, "delft");
    assert_order(wall->screen.spotlight, wall->screen.spotlight_count, codes, (int[]){ 0, 1, 2, 3 }, 4);
    assert_order(wall->screen.latest, wall->screen.latest_count, codes, (int[]){ 3, 2, 1, 0 }, 4);
}

TEST(answered_questions_fill_the_spotlight_when_nobody_waits)
{
    struct office *o = *state;
    struct word_text codes[3];

    for (int i = 0; i < 3; i++)
        codes[i] = office_ask(o, "bram", "theme/regie/ask", "Vraag");
    office_answer(o, "eva", codes[0].text, "Antwoord");
    OK(o, "bram", "resolve", "{'code': '%s'}", codes[1].text);
    o->now_ms += HOUR_MS;
    const struct wall *wall = wall_of(o, "delft");
    assert_order(wall->screen.spotlight, wall->screen.spotlight_count, codes, (int[]){ 2, 1, 0 }, 3);
    assert_false(card_of(wall, codes[0].text)->open);
    assert_int_equal(card_of(wall, codes[0].text)->answers, 1);
    assert_false(card_of(wall, codes[1].text)->open);
    assert_true(card_of(wall, codes[2].text)->open);
}

TEST(what_waits_for_more_than_a_month_is_no_news)
{
    struct office *o = *state;
    struct word_text old = office_ask(o, "bram", "theme/regie/ask", "Oud");

    o->now_ms += 30LL * DAY_MS;
    for (int i = 0; i < 9; i++)
        office_ask(o, "bram", "theme/regie/ask", "Nieuw");
    assert_null(card_of(wall_of(o, "delft"), old.text));
    OK(o, "bram", "resolve", "{'code': '%s'}", old.text); /* nor when it is opened again */
    OK(o, "bram", "resolve", "{'code': '%s', 'open': true}", old.text);
    assert_null(card_of(wall_of(o, "delft"), old.text));
}

TEST(what_was_answered_waits_for_nobody_when_it_is_opened_again)
{
    struct office *o = *state;
    struct word_text answered = office_ask(o, "bram", "theme/regie/ask", "Beantwoord");

    office_answer(o, "eva", answered.text, "Zo doen wij dat.");
    o->now_ms += DAY_MS;
    for (int i = 0; i < 9; i++)
        office_ask(o, "bram", "theme/regie/ask", "Nieuw");
    OK(o, "bram", "resolve", "{'code': '%s'}", answered.text);
    OK(o, "bram", "resolve", "{'code': '%s', 'open': true}", answered.text);
    assert_null(card_of(wall_of(o, "delft"), answered.text));
}

TEST(a_wall_has_thirteen_cards_at_the_most)
{
    struct office *o = *state;

    for (int i = 0; i < 40; i++) {
        office_ask(o, "bram", "theme/regie/ask", "Vraag");
        o->now_ms += MINUTE_MS;
    }
    const struct wall *wall = wall_of(o, "delft");
    assert_int_equal(wall->screen.spotlight_count, WALL_SPOTLIGHT_MAX);
    assert_int_equal(wall->screen.latest_count, WALL_LATEST_MAX);
    assert_in_range(wall->card_count, WALL_LATEST_MAX, WALL_CARDS_MAX);
    for (size_t i = 0; i < wall->card_count; i++)
        for (size_t j = 0; j < i; j++)
            assert_false(span_equal(wall->cards[i].code, wall->cards[j].code));
}

/* ---- what never hangs there ---- */

TEST(nothing_hangs_there_that_is_not_for_visitors)
{
    struct office *o = *state;

    OK(o, "bram", "theme/regie/ask", "{'title': 'Op het scherm', 'text': 'GEHEIM-uitleg'}");
    struct word_text shown = office_word(o, "code");
    office_answer(o, "eva", shown.text, "GEHEIM-antwoord");
    OK(o, "bram", "theme/regie/ask", "{'title': 'GEHEIM-titel', 'no_kiosk': true}");
    struct word_text hidden = office_word(o, "code");
    OK(o, "bram", "theme/regie/ask", "{'title': 'GEHEIM-ingetrokken'}");
    struct word_text gone = office_word(o, "code");
    OK(o, "bram", "retract", "{'code': '%s'}", gone.text);
    const struct wall *wall = wall_of(o, "delft");
    assert_int_equal(wall->card_count, 1);
    assert_non_null(card_of(wall, shown.text));
    assert_null(card_of(wall, hidden.text));
    struct span payload = encode_map(&(struct encode_part){ &type_card, &wall->cards[0] }, 1, false, 4000, &o->arena);
    static const char *const never[] = { "GEHEIM", "bram", "Bram", "eva" };
    for (size_t i = 0; i < 4; i++)
        assert_null(memmem(payload.ptr, payload.len, never[i], strlen(never[i])));
}

TEST(a_question_of_a_team_hangs_on_its_own_wall_alone)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Van ons");

    assert_non_null(card_of(wall_of(o, "delft"), code.text));
    assert_null(card_of(wall_of(o, "rijswijk"), code.text));
    assert_int_equal(totals_of(o, "delft").questions, 1);
    assert_int_equal(totals_of(o, "rijswijk").questions, 0);
    assert_int_equal(totals_of(o, "rijswijk").open, 0);
}

TEST(the_wall_of_a_team_that_closed_shows_nothing_of_that_team)
{
    struct office *o = *state;
    struct word_text ours = office_ask(o, "anna", "team/delft/ask", "Van ons");
    struct word_text open = office_ask(o, "anna", "theme/regie/ask", "Van allen");

    OK(o, "anna", "team/delft/notice", "{'text': 'Overleg', 'until_at': %lld}", (long long)o->now_ms + HOUR_MS);
    OK(o, "anna", "team/delft/tip", "{'text': 'Onze tip', 'works': true}");
    kiosk_of(o, "delft");
    OK(o, "beheer", "team-set", "{'team': 'delft', 'archived': true}");
    const struct wall *wall = wall_of(o, "delft");
    assert_null(card_of(wall, ours.text));
    assert_non_null(card_of(wall, open.text));
    assert_null(wall->screen.notice.ptr);
    assert_null(totals_of(o, "delft").tip.ptr);
    assert_int_equal(totals_of(o, "delft").open, 1);
}

TEST(a_small_team_and_an_anonymous_asker_are_not_named)
{
    struct office *o = *state;
    struct word_text large = office_ask(o, "anna", "theme/regie/ask", "Delft");
    struct word_text small = office_ask(o, "eva", "theme/regie/ask", "Rijswijk");

    OK(o, "anna", "theme/regie/ask", "{'title': 'Iemand', 'anonymous': true}");
    struct word_text anonymous = office_word(o, "code");
    const struct wall *wall = wall_of(o, "delft");
    assert_true(span_is(card_of(wall, large.text)->team_name, "Team Delft"));
    assert_null(card_of(wall, small.text)->team_name.ptr);
    assert_null(card_of(wall, anonymous.text)->team_name.ptr);
    o->settings.small_team = 2;
    wall = wall_of(o, "delft");
    assert_true(span_is(card_of(wall, small.text)->team_name, "Team Rijswijk"));
    o->settings.small_team = 7;
    assert_null(card_of(wall_of(o, "delft"), large.text)->team_name.ptr);
}

/* ---- notice and promise ---- */

TEST(a_notice_hangs_while_it_lasts_on_its_own_wall)
{
    struct office *o = *state;
    long long now = o->now_ms;

    OK(o, "anna", "team/delft/notice", "{'text': 'Lang', 'until_at': %lld}", now + 2 * HOUR_MS);
    OK(o, "anna", "team/delft/notice", "{'text': 'Kort', 'until_at': %lld}", now + HOUR_MS);
    assert_true(span_is(wall_of(o, "delft")->screen.notice, "Lang"));
    assert_int_equal(wall_of(o, "delft")->screen.notice_until_at, now + 2 * HOUR_MS);
    assert_null(wall_of(o, "rijswijk")->screen.notice.ptr);
    o->now_ms = now + 2 * HOUR_MS - 1;
    assert_true(span_is(wall_of(o, "delft")->screen.notice, "Lang"));
    o->now_ms = now + 2 * HOUR_MS;
    assert_null(wall_of(o, "delft")->screen.notice.ptr);
}

TEST(a_notice_of_acute_safety_hangs_when_a_moderator_read_it)
{
    struct office *o = *state;

    OK(o, "anna", "team/delft/notice", "{'text': 'Noodgeval: nu naar de kantine', 'until_at': %lld}",
       (long long)o->now_ms + HOUR_MS);
    struct word_text code = office_word(o, "code");
    assert_string_equal(text_at(o->reply, "help.0"), "112");
    assert_null(wall_of(o, "delft")->screen.notice.ptr);
    OK(o, "toezicht", "approve", "{'code': '%s'}", code.text);
    assert_true(span_is(wall_of(o, "delft")->screen.notice, "Noodgeval: nu naar de kantine"));
}

static bool prompt(struct office *o)
{
    bool out;

    assert_int_equal(wall_prompt(o->store, o->now_ms, &out), 0);
    return out;
}

/* Asked by the screen's own team, so that it is put to that team at once. */
TEST(a_question_of_acute_safety_does_not_hang_even_on_its_own_wall)
{
    struct office *o = *state;
    struct word_text unsafe = office_ask(o, "anna", "theme/regie/ask", "Hij zegt dat hij dood wil, wat nu?");

    assert_null(card_of(wall_of(o, "delft"), unsafe.text));
}

TEST(quick_answers_are_promised_only_while_it_is_true)
{
    struct office *o = *state;

    assert_false(prompt(o)); /* nothing is known yet */
    struct word_text one = office_ask(o, "anna", "theme/regie/ask", "Een");
    struct word_text two = office_ask(o, "anna", "theme/regie/ask", "Twee");
    assert_false(prompt(o));
    o->now_ms += DAY_MS;
    office_answer(o, "bram", one.text, "Precies een dag later");
    assert_true(prompt(o)); /* one of two */
    o->now_ms += 1;
    office_answer(o, "bram", two.text, "Later dan een dag");
    assert_true(prompt(o));
    office_ask(o, "anna", "theme/regie/ask", "Drie");
    assert_false(prompt(o)); /* one of three */
    o->now_ms += 29LL * DAY_MS;
    assert_false(prompt(o)); /* all is too long ago */
}

/* ---- the column on the right ---- */

TEST(totals_count_since_local_midnight)
{
    struct office *o = *state;

    o->now_ms = clock_moment((struct clock_day){ 2022, 5, 20, 5 }, 0) - 1;
    struct word_text yesterday = office_ask(o, "anna", "theme/regie/ask", "Gisteren");
    o->now_ms += 1;
    office_ask(o, "anna", "theme/regie/ask", "Vandaag");
    office_answer(o, "bram", yesterday.text, "Antwoord");
    struct msg_totals totals = totals_of(o, "delft");
    assert_int_equal(totals.questions, 1);
    assert_int_equal(totals.answers, 1);
    assert_int_equal(totals.open, 1);
}

/* An anonymous one has its hour alone: it seems to be older than the private one before it. */
TEST(totals_count_what_is_private_to_the_screens_team_and_to_no_other)
{
    struct office *o = *state;

    o->now_ms = clock_moment((struct clock_day){ 2022, 5, 20, 5 }, 0) - MINUTE_MS;
    OK(o, "anna", "team/delft/ask", "{'title': 'Gisteren', 'theme': 'regie'}");
    o->now_ms += 11 * MINUTE_MS;
    OK(o, "anna", "team/delft/ask", "{'title': 'Van ons', 'theme': 'regie'}");
    struct word_text ours = office_word(o, "code");
    office_answer(o, "bram", ours.text, "Antwoord");
    o->now_ms += 30 * MINUTE_MS;
    OK(o, "anna", "theme/regie/ask", "{'title': 'Van iemand', 'anonymous': true}");
    struct word_text somebodys = office_word(o, "code");
    office_answer(o, "eva", somebodys.text, "Antwoord");
    struct msg_totals totals = totals_of(o, "delft");
    assert_int_equal(totals.questions, 2);
    assert_int_equal(totals.answers, 2);
    assert_int_equal(totals.open, 1);
    totals = totals_of(o, "rijswijk");
    assert_int_equal(totals.questions, 1);
    assert_int_equal(totals.answers, 1);
    assert_int_equal(totals.open, 0);
}

TEST(four_waiting_times_are_shown_that_changed_most)
{
    struct office *o = *state;
    static const char *const cares[] = { "ggz", "jeugdhulp", "pleegzorg", "crisis", "dagbesteding" };
    static const int before[] = { 10, 10, 10, 10, 10 }, after[] = { 12, 9, 10, 15, 2 };

    for (int i = 0; i < 5; i++)
        OK(o, "fatima", "waitlist-set", "{'municipality': 'delft', 'care': '%s', 'weeks': %d, 'note': 'GEHEIM'}",
           cares[i], before[i]);
    OK(o, "fatima", "waitlist-set", "{'municipality': 'rijswijk', 'care': 'ggz', 'weeks': 100}");
    o->now_ms += 14LL * DAY_MS;
    for (int i = 0; i < 5; i++)
        OK(o, "fatima", "waitlist-set", "{'municipality': 'delft', 'care': '%s', 'weeks': %d}", cares[i], after[i]);
    struct msg_totals totals = totals_of(o, "delft");
    assert_int_equal(totals.waits_count, 4);
    assert_true(span_is(totals.waits[0].care, "ggz"));
    assert_true(span_is(totals.waits[1].care, "jeugdhulp"));
    assert_true(span_is(totals.waits[2].care, "crisis"));
    assert_true(span_is(totals.waits[3].care, "dagbesteding"));
    assert_true(totals.waits[3].change == -8);
    assert_null(totals.waits[0].note.ptr);
    office_sql(o, "UPDATE team SET municipality = NULL WHERE slug = 'rijswijk'");
    assert_int_equal(totals_of(o, "rijswijk").waits_count, 0); /* a team without a municipality has none */
}

TEST(short_tips_that_work_take_turns_of_ten_minutes)
{
    struct office *o = *state;
    char text[302];
    int seen[3] = { 0 };

    memset(text, 'x', sizeof text);
    text[301] = '\0';
    OK(o, "anna", "theme/wacht/tip", "{'text': '%s', 'works': true}", text); /* too long for a wall */
    OK(o, "anna", "theme/wacht/tip", "{'text': 'Werkt niet', 'works': false}");
    OK(o, "eva", "team/rijswijk/tip", "{'text': 'Van een ander team', 'works': true}");
    OK(o, "anna", "theme/wacht/tip", "{'text': 'Nul', 'works': true}");
    OK(o, "anna", "team/delft/tip", "{'text': 'Een', 'works': true}");
    OK(o, "eva", "theme/wacht/tip", "{'text': 'Twee', 'works': true}");
    for (int i = 0; i < 30; i++) {
        struct msg_totals totals = totals_of(o, "delft");
        int which = span_is(totals.tip, "Nul")    ? 0
                    : span_is(totals.tip, "Een")  ? 1
                    : span_is(totals.tip, "Twee") ? 2
                                                  : 3;
        assert_true(which < 3);
        assert_int_equal(totals.tip_team_name.ptr == NULL, which == 2); /* rijswijk is small */
        seen[which]++;
        o->now_ms += 10 * MINUTE_MS;
    }
    assert_true(seen[0] > 0 && seen[1] > 0 && seen[2] > 0);
}

/* ---- sizes ---- */

/* Everything at its longest, of characters of four bytes: each message still fits on a screen's topic. */
TEST(the_longest_wall_fits_in_4000_bytes_a_message)
{
    struct office *o = *state;
    char name[321] = "", title[441] = "", notice[2001] = "", tip[1201] = "";
    static const char *const cares[] = { "ggz", "jeugdhulp", "pleegzorg", "crisis" };

    for (size_t i = 0; i < 500; i++) {
        memcpy(notice + 4 * i, "\xf0\x9f\x98\x80", 4);
        if (i < 80)
            memcpy(name + 4 * i, "\xf0\x9f\x98\x80", 4);
        if (i < 110)
            memcpy(title + 4 * i, "\xf0\x9f\x98\x80", 4);
        if (i < 300)
            memcpy(tip + 4 * i, "\xf0\x9f\x98\x80", 4);
    }
    office_sql(o, "UPDATE team SET municipality = 1, name = '%s'", name);
    office_sql(o, "UPDATE theme SET name = '%s', slug = 'regie-' || printf('%%.26c', 'x') WHERE slug = 'regie'", name);
    office_sql(o, "UPDATE municipality SET name = '%s', slug = printf('%%.32c', 'a' || id) WHERE slug = 'delft'", name);
    office_sql(o, "UPDATE care SET name = '%s'", name);
    for (int i = 0; i < 4; i++)
        OK(o, "anna", "waitlist-set", "{'municipality': '%s', 'care': '%s', 'weeks': 520, 'places': 100000}",
           "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", cares[i]);
    memset(o->settings.public_url, 'u', 200);
    for (int i = 0; i < 20; i++)
        OK(o, "anna", "theme/regie-xxxxxxxxxxxxxxxxxxxxxxxxxx/ask", "{'title': '%s'}", title);
    OK(o, "anna", "theme/wacht/tip", "{'text': '%s', 'works': true}", tip);
    OK(o, "anna", "team/delft/notice", "{'text': '%s', 'until_at': %lld}", notice, (long long)o->now_ms + HOUR_MS);
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': '%s'}", name);
    const struct wall *wall = wall_of(o, "delft");
    struct msg_totals totals = totals_of(o, "delft");
    assert_int_equal(totals.waits_count, 4);
    assert_int_equal(totals.tip.len, 1200);
    struct encode_part parts[] = { { &type_screen, &wall->screen },
                                   { &type_card, &wall->cards[0] },
                                   { &type_totals, &totals } };
    for (size_t i = 0; i < 3; i++)
        if (encode_map(&parts[i], 1, false, 4000, &o->arena).ptr == NULL)
            fail_msg("%s: %zu bytes", parts[i].type->name, encode_map(&parts[i], 1, false, 99999, &o->arena).len);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_screen_is_bright_in_office_hours_dark_after_and_black_at_night),
        OFFICE_TEST(a_screen_with_hours_of_its_own_keeps_those),
        OFFICE_TEST(the_palette_follows_the_wall_clock_over_a_change),
        OFFICE_TEST(a_fresh_question_takes_its_turn_before_what_waits_longest),
        OFFICE_TEST(answered_questions_fill_the_spotlight_when_nobody_waits),
        OFFICE_TEST(what_waits_for_more_than_a_month_is_no_news),
        OFFICE_TEST(what_was_answered_waits_for_nobody_when_it_is_opened_again),
        OFFICE_TEST(a_wall_has_thirteen_cards_at_the_most),
        OFFICE_TEST(nothing_hangs_there_that_is_not_for_visitors),
        OFFICE_TEST(a_question_of_a_team_hangs_on_its_own_wall_alone),
        OFFICE_TEST(the_wall_of_a_team_that_closed_shows_nothing_of_that_team),
        OFFICE_TEST(a_small_team_and_an_anonymous_asker_are_not_named),
        OFFICE_TEST(a_notice_hangs_while_it_lasts_on_its_own_wall),
        OFFICE_TEST(a_notice_of_acute_safety_hangs_when_a_moderator_read_it),
        OFFICE_TEST(a_question_of_acute_safety_does_not_hang_even_on_its_own_wall),
        OFFICE_TEST(quick_answers_are_promised_only_while_it_is_true),
        OFFICE_TEST(totals_count_since_local_midnight),
        OFFICE_TEST(totals_count_what_is_private_to_the_screens_team_and_to_no_other),
        OFFICE_TEST(four_waiting_times_are_shown_that_changed_most),
        OFFICE_TEST(short_tips_that_work_take_turns_of_ten_minutes),
        OFFICE_TEST(the_longest_wall_fits_in_4000_bytes_a_message),
    };

    return TEST_RUN(tests);
}
