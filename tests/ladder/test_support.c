/* The queues of the support roles, and what walls and digests put first. */
#include "tests/daemon/office.h"

#include "daemon/digest/content.h"
#include "daemon/ladder/climb.h"
#include "daemon/screen/wall.h"
#include "tests/ladder/moment.h"

#include <stdio.h>

#define TUESDAY   MOMENT(2022, 5, 17, 9, 0)
#define REGION    MOMENT(2022, 5, 18, 9, 0)
#define THE_TOP   MOMENT(2022, 5, 19, 9, 0)
#define DAY_LATER MOMENT(2022, 5, 20, 9, 0) /* a working day after the top */

static void climb_at(struct office *o, int64_t now_ms)
{
    struct climb climb = { .store = o->store, .settings = &o->settings, .now_ms = now_ms, .arena = &o->arena };

    o->now_ms = now_ms;
    assert_int_equal(store_begin(o->store), 0);
    do
        assert_int_equal(climb_due(&climb), 0);
    while (climb.looked_at > 0);
    assert_int_equal(store_commit(o->store), 0);
}

static struct word_text ask_at(struct office *o, int64_t now_ms, const char *who, const char *where)
{
    o->now_ms = now_ms;
    struct word_text code = office_ask(o, who, where, "Hoe doe je dit goed?");
    climb_at(o, now_ms);
    return code;
}

/* gijs and eva are coaches, and a question of anna is in their queue. */
static struct word_text fill_queue(struct office *o)
{
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'support': ['coach']}");
    OK(o, "beheer", "member-set", "{'member': 'eva', 'support': ['coach', 'jurist']}");
    struct word_text code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    climb_at(o, THE_TOP);
    return code;
}

/* ---- roles ---- */

TEST(a_member_sees_ones_own_support_roles_and_seniority)
{
    struct office *o = *state;

    OK(o, "beheer", "member-set", "{'member': 'anna', 'support': ['assistant', 'jurist'], 'senior': true}");
    OK(o, "anna", "me", "{}");
    assert_string_equal(text_at(o->reply, "support.0"), "jurist");
    assert_string_equal(text_at(o->reply, "support.1"), "assistant");
    assert_true(is_at(o->reply, "senior"));
    OK(o, "beheer", "member-set", "{'member': 'anna', 'name': 'Anna'}"); /* what is not said stays */
    OK(o, "beheer", "member-list", "{'team': 'delft'}");
    assert_int_equal(count_at(o->reply, "items.0.support"), 2);
    assert_true(is_at(o->reply, "items.0.senior"));
    OK(o, "beheer", "member-set", "{'member': 'anna', 'support': [], 'senior': false}");
    OK(o, "anna", "me", "{}");
    assert_false(has_at(o->reply, "support"));
    assert_false(has_at(o->reply, "senior"));
    NO("bad_request", "support", o, "beheer", "member-set", "{'member': 'anna', 'support': ['dokter']}");
    NO("forbidden", NULL, o, "anna", "member-set", "{'member': 'anna', 'senior': true}");
}

TEST(a_new_member_can_have_a_role_at_once)
{
    struct office *o = *state;

    OK(o, "beheer", "member-add", "{'member': 'hanna', 'name': 'Hanna', 'support': ['placement'], 'senior': true}");
    OK(o, "hanna", "me", "{}");
    assert_string_equal(text_at(o->reply, "support.0"), "placement");
    assert_true(is_at(o->reply, "senior"));
}

TEST(a_theme_has_a_role_and_a_pace)
{
    struct office *o = *state;

    OK(o, "beheer", "theme-set", "{'theme': 'regie', 'support': 'assistant', 'ladder': 'slow'}");
    OK(o, "anna", "me", "{}");
    assert_string_equal(text_at(o->reply, "themes.0.support"), "assistant");
    assert_string_equal(text_at(o->reply, "themes.0.ladder"), "slow");
    assert_string_equal(text_at(o->reply, "themes.1.support"), "coach");
    assert_false(has_at(o->reply, "themes.1.ladder"));
    OK(o, "beheer", "theme-set", "{'theme': 'regie', 'name': 'Regie'}");
    OK(o, "anna", "me", "{}");
    assert_string_equal(text_at(o->reply, "themes.0.support"), "assistant");
    NO("bad_request", "support", o, "beheer", "theme-set", "{'theme': 'regie', 'support': 'team'}");
}

/* ---- the queue ---- */

TEST(the_queue_shows_the_longest_waiting_first_to_its_own_role)
{
    struct office *o = *state;
    struct word_text first = fill_queue(o), second = ask_at(o, THE_TOP, "anna", "theme/regie/ask");

    climb_at(o, MOMENT(2022, 5, 23, 9, 0));
    OK(o, "gijs", "support-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 2);
    assert_string_equal(text_at(o->reply, "items.0.code"), first.text);
    assert_string_equal(text_at(o->reply, "items.1.code"), second.text);
    assert_string_equal(text_at(o->reply, "items.0.step"), "support");
    assert_string_equal(text_at(o->reply, "items.0.support"), "coach");
    assert_int_equal(int_at(o->reply, "items.0.since_at"), THE_TOP);
    assert_false(has_at(o->reply, "items.0.claimed_by"));
    OK(o, "bram", "support-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(a_question_that_is_not_at_the_top_is_in_no_queue)
{
    struct office *o = *state;
    struct word_text code;

    OK(o, "beheer", "member-set", "{'member': 'gijs', 'support': ['coach']}");
    code = ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    climb_at(o, REGION);
    OK(o, "gijs", "support-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    NO("conflict", "code", o, "gijs", "claim", "{'code': '%s'}", code.text);
}

TEST(another_role_of_the_theme_moves_its_questions_to_that_queue)
{
    struct office *o = *state;

    fill_queue(o);
    OK(o, "beheer", "theme-set", "{'theme': 'regie', 'support': 'jurist'}");
    OK(o, "gijs", "support-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "eva", "support-list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.support"), "jurist");
}

TEST(who_asked_anonymously_stays_so_in_the_queue)
{
    struct office *o = *state;

    OK(o, "beheer", "member-set", "{'member': 'gijs', 'support': ['coach']}");
    o->now_ms = TUESDAY;
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie weet dit?', 'anonymous': true}");
    climb_at(o, THE_TOP);
    OK(o, "gijs", "support-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_false(has_at(o->reply, "items.0.author"));
    assert_false(has_at(o->reply, "items.0.team"));
}

/* ---- claims ---- */

TEST(a_member_of_the_role_takes_a_question_up_and_all_see_that_somebody_did)
{
    struct office *o = *state;
    struct word_text code = fill_queue(o);

    OK(o, "gijs", "claim", "{'code': '%s'}", code.text);
    OK(o, "eva", "support-list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.claimed_by"), "gijs");
    assert_int_equal(int_at(o->reply, "items.0.claimed_until_at"), DAY_LATER);
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_true(is_at(o->reply, "claimed"));
}

TEST(a_question_is_claimed_by_one_at_a_time_and_by_its_role_alone)
{
    struct office *o = *state;
    struct word_text code = fill_queue(o);

    NO("forbidden", "code", o, "bram", "claim", "{'code': '%s'}", code.text);
    OK(o, "gijs", "claim", "{'code': '%s'}", code.text);
    NO("conflict", "code", o, "eva", "claim", "{'code': '%s'}", code.text);
    NO("conflict", "code", o, "eva", "hand-back", "{'code': '%s'}", code.text);
    OK(o, "gijs", "claim", "{'code': '%s'}", code.text); /* it is, already */
    NO("not_found", "code", o, "gijs", "claim", "{'code': '7K3F'}");
}

TEST(claiming_again_does_not_make_a_claim_longer)
{
    struct office *o = *state;
    struct word_text code = fill_queue(o);

    OK(o, "gijs", "claim", "{'code': '%s'}", code.text);
    o->now_ms = DAY_LATER - HOUR_MS;
    OK(o, "gijs", "claim", "{'code': '%s'}", code.text);
    climb_at(o, DAY_LATER);
    assert_int_equal(office_number(o, "SELECT claimed_by IS NULL FROM ladder"), 1);
}

TEST(who_hands_back_leaves_a_note_for_the_next)
{
    struct office *o = *state;
    struct word_text code = fill_queue(o);

    OK(o, "gijs", "claim", "{'code': '%s'}", code.text);
    NO("identifying", "note", o, "gijs", "hand-back", "{'code': '%s', 'note': 'Bel 06-12345678 van moeder.'}",
       code.text);
    OK(o, "gijs", "hand-back", "{'code': '%s', 'note': 'Dit is meer iets voor een jurist.'}", code.text);
    OK(o, "eva", "support-list", "{}");
    assert_false(has_at(o->reply, "items.0.claimed_by"));
    assert_string_equal(text_at(o->reply, "items.0.note"), "Dit is meer iets voor een jurist.");
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_false(has_at(o->reply, "note"));
    OK(o, "eva", "claim", "{'code': '%s'}", code.text);
}

TEST(a_note_is_gone_with_its_question)
{
    struct office *o = *state;
    struct word_text code = fill_queue(o);

    OK(o, "gijs", "claim", "{'code': '%s'}", code.text);
    OK(o, "gijs", "hand-back", "{'code': '%s', 'note': 'Zeldzaam briefje.'}", code.text);
    assert_true(office_grep(o, "Zeldzaam briefje.") > 0);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM ladder"), 0);
    assert_int_equal(office_grep(o, "Zeldzaam briefje."), 0);
}

TEST(a_claim_without_an_answer_returns_after_a_working_day)
{
    struct office *o = *state;
    struct word_text code = fill_queue(o);

    OK(o, "gijs", "claim", "{'code': '%s'}", code.text);
    climb_at(o, DAY_LATER - 1);
    assert_int_equal(office_number(o, "SELECT claimed_by IS NULL FROM ladder"), 0);
    climb_at(o, DAY_LATER);
    assert_int_equal(office_number(o, "SELECT claimed_by IS NULL FROM ladder"), 1);
    OK(o, "eva", "claim", "{'code': '%s'}", code.text);
    climb_at(o, MOMENT(2022, 5, 22, 9, 0)); /* a weekend does not count */
    assert_int_equal(office_number(o, "SELECT claimed_by IS NULL FROM ladder"), 0);
}

TEST(an_answer_ends_the_claim_and_the_waiting)
{
    struct office *o = *state;
    struct word_text code = fill_queue(o);

    OK(o, "gijs", "claim", "{'code': '%s'}", code.text);
    OK(o, "gijs", "answer", "{'to': '%s', 'text': 'Zo.'}", code.text);
    OK(o, "gijs", "support-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
    assert_false(has_at(o->reply, "claimed"));
    assert_false(has_at(o->reply, "step"));
}

/* ---- settings ---- */

static int read_setting(struct office *o, const char *line, struct settings *settings)
{
    struct temppath path = tempdir_file(&o->dir, "vakwerk.conf");
    FILE *file = fopen(path.text, "we");
    char message[200];

    assert_non_null(file);
    fprintf(file, "[ladder]\n%s\n", line);
    fclose(file);
    return settings_read(settings, path.text, message, sizeof message);
}

TEST(office_hours_that_cannot_be_are_refused)
{
    struct office *o = *state;
    struct settings settings;

    assert_int_equal(read_setting(o, "office_from = 09:15", &settings), 0);
    assert_int_equal(settings.office_from, 9 * 60 + 15);
    assert_int_equal(settings.much_read, 10);
    assert_int_equal(read_setting(o, "office_from = 12:00", &settings), 2);
    assert_int_equal(read_setting(o, "office_until = 08:00", &settings), 2);
    assert_int_equal(read_setting(o, "much_read = 0", &settings), 2);
}

/* ---- walls ---- */

static struct wall wall_of(struct office *o, const char *team)
{
    struct kiosk kiosk = { .name = span_of("scherm"), .room = span_of("kamer"), .team_name = span_of("team") };
    struct wall wall;

    kiosk.team = office_number(o, "SELECT id FROM team WHERE slug = '%s'", team);
    office_draw(o, &kiosk, o->now_ms, &wall);
    return wall;
}

static void assert_first(const struct wall *wall, const char *code)
{
    assert_true(wall->screen.spotlight_count > 0);
    assert_true(span_is(wall->spotlight[0], code));
}

TEST(a_wall_puts_its_own_teams_questions_first)
{
    struct office *o = *state;
    struct word_text delft = ask_at(o, TUESDAY, "anna", "theme/regie/ask");
    struct word_text rijswijk = ask_at(o, TUESDAY + MINUTE_MS, "eva", "theme/regie/ask");

    o->now_ms = TUESDAY + HOUR_MS;
    struct wall wall = wall_of(o, "rijswijk");
    assert_first(&wall, rijswijk.text);
    wall = wall_of(o, "delft");
    assert_first(&wall, delft.text);
    assert_int_equal(wall.screen.spotlight_count, 2);
}

TEST(a_neighbours_wall_shows_it_as_needing_somebody_after_a_step)
{
    struct office *o = *state;

    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'neighbours': ['delft']}");
    OK(o, "beheer", "team-add", "{'team': 'verweg', 'name': 'Team Verweg'}");
    struct word_text stranger = ask_at(o, TUESDAY, "gijs", "theme/regie/ask"); /* of no team */
    struct word_text near = ask_at(o, TUESDAY + MINUTE_MS, "anna", "theme/regie/ask");
    o->now_ms = TUESDAY + HOUR_MS;
    struct wall wall = wall_of(o, "rijswijk");
    assert_first(&wall, stranger.text);
    climb_at(o, MOMENT(2022, 5, 17, 13, 1));
    wall = wall_of(o, "rijswijk");
    assert_first(&wall, near.text);
    assert_true(wall.cards[0].open);
    wall = wall_of(o, "verweg");
    assert_first(&wall, stranger.text);
}

TEST(an_anonymous_question_has_no_better_place_on_the_wall_of_its_team)
{
    struct office *o = *state;
    struct word_text stranger = ask_at(o, TUESDAY, "gijs", "theme/regie/ask");

    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie weet dit?', 'anonymous': true}");
    o->now_ms = TUESDAY + HOUR_MS;
    struct wall wall = wall_of(o, "delft");
    assert_first(&wall, stranger.text);
}

TEST(what_is_kept_off_screens_stays_off_whatever_its_step)
{
    struct office *o = *state;

    o->now_ms = TUESDAY;
    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie weet dit?', 'no_kiosk': true}");
    climb_at(o, THE_TOP);
    struct wall wall = wall_of(o, "delft");
    assert_int_equal(wall.card_count, 0);
}

/* ---- digests ---- */

static struct msg_digest_is digest_of(struct office *o, const char *who)
{
    struct digest digest = { .day = span_of("2022-05-18"), .last_seq = INT64_MAX, .made_at = o->now_ms };
    struct msg_digest_is content;

    digest.member = office_number(o, "SELECT id FROM member WHERE name = '%s'", who);
    assert_int_equal(content_make(o->store, &digest, &o->arena, &content), 0);
    return content;
}

TEST(what_is_put_to_the_region_is_first_in_every_digest)
{
    struct office *o = *state;

    o->settings.much_read = 1;
    struct word_text old = ask_at(o, TUESDAY, "gijs", "theme/regie/ask");
    struct word_text read = ask_at(o, TUESDAY + MINUTE_MS, "anna", "theme/regie/ask");
    OK(o, "bram", "seen", "{'code': '%s'}", read.text);
    climb_at(o, MOMENT(2022, 5, 17, 13, 1)); /* read: the region; old: neighbours */
    struct msg_digest_is digest = digest_of(o, "toezicht");
    assert_int_equal(digest.unanswered_count, 2);
    assert_true(span_is(digest.unanswered[0].code, read.text));
    assert_true(span_is(digest.unanswered[1].code, old.text));
}

TEST(then_comes_what_is_put_to_the_members_own_teams)
{
    struct office *o = *state;
    struct word_text other = ask_at(o, TUESDAY, "gijs", "theme/regie/ask");
    struct word_text near = ask_at(o, TUESDAY + MINUTE_MS, "anna", "theme/regie/ask");

    OK(o, "beheer", "team-set", "{'team': 'rijswijk', 'neighbours': ['delft']}");
    climb_at(o, MOMENT(2022, 5, 17, 13, 1));
    struct msg_digest_is digest = digest_of(o, "eva");
    assert_int_equal(digest.unanswered_count, 2);
    assert_true(span_is(digest.unanswered[0].code, near.text));
    digest = digest_of(o, "toezicht");
    assert_true(span_is(digest.unanswered[0].code, other.text));
}

TEST(a_digest_holds_no_private_question_of_others_whatever_its_step)
{
    struct office *o = *state;

    ask_at(o, TUESDAY, "anna", "team/delft/ask");
    climb_at(o, THE_TOP);
    assert_int_equal(digest_of(o, "eva").unanswered_count, 0);
    assert_int_equal(digest_of(o, "bram").unanswered_count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(a_member_sees_ones_own_support_roles_and_seniority),
        OFFICE_TEST(a_new_member_can_have_a_role_at_once),
        OFFICE_TEST(a_theme_has_a_role_and_a_pace),
        OFFICE_TEST(the_queue_shows_the_longest_waiting_first_to_its_own_role),
        OFFICE_TEST(a_question_that_is_not_at_the_top_is_in_no_queue),
        OFFICE_TEST(another_role_of_the_theme_moves_its_questions_to_that_queue),
        OFFICE_TEST(who_asked_anonymously_stays_so_in_the_queue),
        OFFICE_TEST(a_member_of_the_role_takes_a_question_up_and_all_see_that_somebody_did),
        OFFICE_TEST(a_question_is_claimed_by_one_at_a_time_and_by_its_role_alone),
        OFFICE_TEST(claiming_again_does_not_make_a_claim_longer),
        OFFICE_TEST(who_hands_back_leaves_a_note_for_the_next),
        OFFICE_TEST(a_note_is_gone_with_its_question),
        OFFICE_TEST(a_claim_without_an_answer_returns_after_a_working_day),
        OFFICE_TEST(an_answer_ends_the_claim_and_the_waiting),
        OFFICE_TEST(office_hours_that_cannot_be_are_refused),
        OFFICE_TEST(a_wall_puts_its_own_teams_questions_first),
        OFFICE_TEST(a_neighbours_wall_shows_it_as_needing_somebody_after_a_step),
        OFFICE_TEST(an_anonymous_question_has_no_better_place_on_the_wall_of_its_team),
        OFFICE_TEST(what_is_kept_off_screens_stays_off_whatever_its_step),
        OFFICE_TEST(what_is_put_to_the_region_is_first_in_every_digest),
        OFFICE_TEST(then_comes_what_is_put_to_the_members_own_teams),
        OFFICE_TEST(a_digest_holds_no_private_question_of_others_whatever_its_step),
    };

    return TEST_RUN(tests);
}
