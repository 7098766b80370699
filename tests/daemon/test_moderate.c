/* Reports, the queue of moderators, what they decide, the second pair of eyes, and appeals. */
#include "tests/daemon/office.h"

#include <stdio.h>

/*
 * Moderators: toezicht of no team, carla of delft, eva of rijswijk. What they look at is of bram (delft), unless it says
 * otherwise.
 */
static int setup(void **state)
{
    int failed = office_setup(state);

    office_sql(*state, "UPDATE member SET roles = 2 WHERE name IN ('carla', 'eva')");
    return failed;
}

static struct word_text ask(struct office *o)
{
    return office_ask(o, "bram", "theme/regie/ask", "Wie belt de school?");
}

#define REPORT(code)     "{'code': '%s', 'reason': 'identifying', 'note': 'Een adres'}", (code).text
#define DECIDE(code)     "{'code': '%s', 'reason': 'Een adres'}", (code).text
#define CODE(code)       "{'code': '%s'}", (code).text
#define VISIBLE(o, code) office_say(o, "gijs", "show", CODE(code))

static void check_actions(struct office *o, const char *const *actions, size_t count)
{
    OK(o, "beheer", "log", "{}");
    assert_int_equal(count_at(o->reply, "items"), count);
    for (size_t i = 0; i < count; i++)
        assert_string_equal(text_at(json_array_get(json_at(o->reply, "items"), count - 1 - i), "action"), actions[i]);
}

#define ACTIONS(o, ...)                                                                                                \
    check_actions(o, (const char *const[]){ __VA_ARGS__ },                                                             \
                  sizeof((const char *const[]){ __VA_ARGS__ }) / sizeof(char *))

/* ---- reports ---- */

TEST(one_report_goes_to_the_queue_and_two_members_hide_it_at_once)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "anna", "report", REPORT(code));
    assert_int_equal(o->heard_count, 0);
    OK(o, "anna", "report", "{'code': '%s', 'reason': 'unkind'}", code.text); /* the same member is no second */
    assert_true(VISIBLE(o, code));
    OK(o, "gijs", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(text_at(o->heard[0].body, "event"), "held");
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/bram/event");
    assert_false(VISIBLE(o, code));
    ACTIONS(o, "hide");
    assert_false(has_at(o->reply, "items.0.who"));

    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.code"), code.text);
    assert_string_equal(text_at(o->reply, "items.0.title"), "Wie belt de school?");
    assert_string_equal(text_at(o->reply, "items.0.why.0"), "reported");
    assert_string_equal(text_at(o->reply, "items.0.held"), "reports");
    assert_int_equal(int_at(o->reply, "items.0.reports"), 2);
    assert_false(is_at(o->reply, "items.0.second"));
}

TEST(how_many_hide_it_is_a_setting)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    o->settings.reports_to_hold = 3;
    OK(o, "anna", "report", REPORT(code));
    OK(o, "gijs", "report", REPORT(code));
    assert_true(VISIBLE(o, code));
    OK(o, "fatima", "report", REPORT(code));
    assert_false(VISIBLE(o, code));
}

TEST(nobody_reads_who_reported)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "gijs", "report", REPORT(code));
    OK(o, "toezicht", "mod-show", CODE(code));
    assert_string_equal(text_at(o->reply, "reported.0.reason"), "identifying");
    assert_string_equal(text_at(o->reply, "reported.0.note"), "Een adres");
    char *text = json_dumps(o->reply, 0);
    assert_null(strstr(text, "gijs"));
    free(text);
}

TEST(what_a_report_must_be)
{
    struct office *o = *state;
    struct word_text code = ask(o), private = office_ask(o, "bram", "team/delft/ask", "Wie?");

    NO("bad_request", "reason", o, "anna", "report", "{'code': '%s', 'reason': 'stom'}", code.text);
    NO("bad_request", "reason", o, "anna", "report", CODE(code));
    NO("forbidden", "code", o, "bram", "report", REPORT(code));
    NO("not_found", "code", o, "gijs", "report", REPORT(private));
    NO("identifying", "note", o, "anna", "report", "{'code': '%s', 'reason': 'other', 'note': 'bel 06-12345678'}",
       code.text);
}

/* The words of a notice: of its team alone, so that it is theirs to report. */
static struct word_text tell(struct office *o, const char *text)
{
    OK(o, "bram", "team/delft/notice", "{'text': '%s', 'until_at': %lld}", text, (long long)o->now_ms + HOUR_MS);
    return office_word(o, "code");
}

static bool is_told(struct office *o, const char *who, const char *text)
{
    OK(o, who, "team/delft/list", "{'kind': 'notice'}");
    return strcmp(text_at(o->reply, "items.0.text"), text) == 0;
}

TEST(a_notice_of_a_team_goes_the_way_of_any_post)
{
    struct office *o = *state;
    struct word_text code = tell(o, "Overleg in kamer 2");

    NO("not_found", "code", o, "gijs", "report", REPORT(code)); /* of no team */
    NO("forbidden", "code", o, "bram", "report", REPORT(code));
    OK(o, "anna", "report", REPORT(code));
    assert_true(is_told(o, "anna", "Overleg in kamer 2"));
    OK(o, "daan", "report", REPORT(code));
    assert_string_equal(text_at(o->heard[0].body, "event"), "held");
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/team/delft/event");
    assert_false(is_told(o, "anna", "Overleg in kamer 2"));
    OK(o, "bram", "show", CODE(code)); /* its author still sees it */
    assert_string_equal(text_at(o->reply, "text"), "Overleg in kamer 2");
    assert_string_equal(text_at(o->reply, "held"), "reports");
    OK(o, "toezicht", "queue", "{}"); /* and so do moderators */
    assert_string_equal(text_at(o->reply, "items.0.kind"), "notice");
    assert_string_equal(text_at(o->reply, "items.0.text"), "Overleg in kamer 2");

    OK(o, "toezicht", "reject", DECIDE(code));
    OK(o, "bram", "appeal", "{'code': '%s', 'text': 'Een kamer is geen adres.'}", code.text);
    NO("not_found", "code", o, "gijs", "appeal", "{'code': '%s', 'text': 'x'}", code.text);
    OK(o, "eva", "approve", CODE(code));
    assert_string_equal(text_at(o->heard[0].body, "event"), "released");
    assert_true(is_told(o, "anna", "Overleg in kamer 2"));
    OK(o, "carla", "hold", DECIDE(code));
    assert_false(is_told(o, "anna", "Overleg in kamer 2"));
    OK(o, "carla", "release", CODE(code));
    ACTIONS(o, "hide", "reject", "appeal", "approve", "hold", "release");
}

TEST(a_notice_is_redacted_changed_and_withdrawn_and_never_longer_than_its_screen)
{
    struct office *o = *state;
    struct word_text code = tell(o, "Overleg bij Merkteken thuis");
    char text[502] = "";

    OK(o, "anna", "report", REPORT(code));
    memset(text, 'a', 501);
    NO("too_long", "text", o, "toezicht", "redact", "{'code': '%s', 'text': '%s', 'base': 1, 'reason': 'x'}", code.text,
       text);
    OK(o, "toezicht", "redact", "{'code': '%s', 'text': 'Overleg', 'base': 1, 'reason': 'Een adres'}", code.text);
    assert_true(is_told(o, "anna", "Overleg"));
    assert_int_equal(office_grep(o, "Merkteken"), 0);

    NO("forbidden", "code", o, "anna", "edit", "{'code': '%s', 'text': 'x', 'base': 2}", code.text);
    NO("too_long", "text", o, "bram", "edit", "{'code': '%s', 'text': '%s', 'base': 2}", code.text, text);
    NO("identifying", "text", o, "bram", "edit", "{'code': '%s', 'text': 'Bel 06-12345678', 'base': 2}", code.text);
    OK(o, "bram", "edit", "{'code': '%s', 'text': 'Overleg met mevrouw Jansen', 'base': 2}", code.text);
    assert_true(is_told(o, "anna", "Overleg met mevrouw Jansen"));
    OK(o, "carla", "queue", "{}"); /* colleagues have names: nobody need look at that */
    assert_int_equal(count_at(o->reply, "items"), 0);
    text[500] = '\0';
    OK(o, "bram", "edit", "{'code': '%s', 'text': '%s', 'base': 3}", code.text, text);
    OK(o, "bram", "retract", CODE(code));
    assert_string_equal(text_at(o->heard[0].body, "event"), "retracted");
    assert_false(is_told(o, "anna", text));
    assert_int_equal(office_grep(o, text), 0);
}

/* ---- decisions ---- */

TEST(what_is_approved_is_back_and_the_same_reports_do_not_hide_it_again)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "anna", "report", REPORT(code));
    OK(o, "gijs", "report", REPORT(code));
    OK(o, "toezicht", "approve", CODE(code));
    assert_string_equal(text_at(o->heard[0].body, "event"), "released");
    assert_true(VISIBLE(o, code));
    OK(o, "anna", "report", REPORT(code));
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "fatima", "report", REPORT(code)); /* somebody else: it counts from the beginning */
    assert_true(VISIBLE(o, code));
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(int_at(o->reply, "items.0.reports"), 1);
    ACTIONS(o, "hide", "approve");
}

TEST(what_is_rejected_stays_away_with_the_reason_for_its_author)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    NO("bad_request", "reason", o, "toezicht", "reject", CODE(code));
    OK(o, "toezicht", "reject", DECIDE(code));
    assert_int_equal(o->heard_count, 2);
    assert_false(VISIBLE(o, code));
    OK(o, "bram", "show", CODE(code));
    assert_string_equal(text_at(o->reply, "held"), "rejected");
    assert_string_equal(text_at(o->reply, "reason"), "Een adres");
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "toezicht", "mod-show", CODE(code));
    assert_string_equal(text_at(o->reply, "decisions.0.decision"), "rejected");
    assert_string_equal(text_at(o->reply, "decisions.0.decider_name"), "Toezicht van Dam");
    assert_string_equal(text_at(o->reply, "decisions.0.reason"), "Een adres");
    NO("conflict", "code", o, "toezicht", "reject", DECIDE(code));
    ACTIONS(o, "reject");
}

TEST(what_is_redacted_is_back_with_another_text_and_the_old_one_is_nowhere)
{
    struct office *o = *state;

    OK(o, "bram", "theme/regie/ask", "{'title': 'Wie belt?', 'text': 'Woont aan de Oudemerkteken.'}");
    struct word_text code = office_word(o, "code");
    OK(o, "toezicht", "hold", DECIDE(code));
    NO("conflict", "base", o, "toezicht", "redact",
       "{'code': '%s', 'text': 'Woont dichtbij.', 'base': 2, 'reason': 'x'}", code.text);
    NO("identifying", "text", o, "toezicht", "redact",
       "{'code': '%s', 'text': 'Bel 06-12345678', 'base': 1, 'reason': 'x'}", code.text);
    OK(o, "toezicht", "redact", "{'code': '%s', 'text': 'Woont dichtbij.', 'base': 1, 'reason': 'Een adres'}",
       code.text);
    assert_string_equal(text_at(o->heard[0].body, "event"), "released");
    assert_string_equal(text_at(o->heard[0].body, "text"), "Woont dichtbij.");
    assert_string_equal(text_at(o->heard[0].body, "title"), "Wie belt?");
    assert_true(VISIBLE(o, code));
    assert_int_equal(office_grep(o, "Oudemerkteken"), 0);
    ACTIONS(o, "hold", "redact");
}

TEST(what_is_seen_can_be_redacted_at_once_and_all_are_told)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "toezicht", "redact", "{'code': '%s', 'title': 'Wie?', 'base': 1, 'reason': 'Een naam'}", code.text);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(text_at(o->heard[0].body, "event"), "edited");
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/bram/event");
    assert_int_equal(int_at(o->reply, "revision"), 2);
}

TEST(what_does_not_wait_cannot_be_decided_and_what_is_held_not_be_held_again)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    NO("conflict", "code", o, "toezicht", "approve", CODE(code));
    NO("conflict", "code", o, "toezicht", "release", CODE(code));
    OK(o, "anna", "report", REPORT(code));
    NO("conflict", "code", o, "toezicht", "release", CODE(code)); /* nobody holds it */
    OK(o, "toezicht", "approve", CODE(code));
    OK(o, "toezicht", "hold", DECIDE(code));
    NO("conflict", "code", o, "toezicht", "hold", DECIDE(code));
    NO("bad_request", "reason", o, "toezicht", "hold", CODE(code));
    NO("identifying", "reason", o, "toezicht", "reject", "{'code': '%s', 'reason': 'bel 06-12345678'}", code.text);
    NO("not_found", "code", o, "toezicht", "hold", "{'code': '2222', 'reason': 'x'}");
}

TEST(why_it_was_hidden_is_kept_when_it_is_seen_again)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "anna", "report", REPORT(code));
    OK(o, "toezicht", "hold", DECIDE(code));
    OK(o, "bram", "show", CODE(code));
    assert_string_equal(text_at(o->reply, "reason"), "Een adres");
    OK(o, "toezicht", "release", "{'code': '%s', 'reason': 'Het kantoor'}", code.text);
    OK(o, "toezicht", "mod-show", CODE(code));
    assert_int_equal(count_at(o->reply, "decisions"), 2);
    assert_string_equal(text_at(o->reply, "decisions.0.decision"), "approved");
    assert_string_equal(text_at(o->reply, "decisions.0.reason"), "Het kantoor");
    assert_string_equal(text_at(o->reply, "decisions.1.decision"), "held");
    assert_string_equal(text_at(o->reply, "decisions.1.reason"), "Een adres");
    assert_string_equal(text_at(o->reply, "decisions.1.decider_name"), "Toezicht van Dam");
    OK(o, "bram", "show", CODE(code)); /* a word for its author, who need not have one */
    assert_string_equal(text_at(o->reply, "reason"), "Het kantoor");
    assert_string_equal(text_at(o->reply, "decision"), "approved");
    OK(o, "gijs", "show", CODE(code));
    assert_false(has_at(o->reply, "reason"));
}

TEST(what_one_wants_who_cannot_decide_alone_takes_no_reason_from_its_author)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "gijs", "report", REPORT(code));
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Een naam'}", code.text);
    OK(o, "carla", "reject", DECIDE(code)); /* of the team: only a proposal */
    OK(o, "bram", "show", CODE(code));
    assert_string_equal(text_at(o->reply, "reason"), "Een naam");
}

TEST(what_is_hidden_by_reports_has_no_reason_of_before)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "anna", "report", REPORT(code));
    OK(o, "toezicht", "approve", "{'code': '%s', 'reason': 'Mag'}", code.text);
    OK(o, "gijs", "report", REPORT(code));
    OK(o, "fatima", "report", REPORT(code));
    OK(o, "bram", "show", CODE(code));
    assert_string_equal(text_at(o->reply, "held"), "reports");
    assert_false(has_at(o->reply, "reason"));
}

/* An earlier version kept it with what is open alone. */
TEST(why_it_was_hidden_before_an_upgrade_is_read_as_well)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "toezicht", "hold", DECIDE(code));
    office_sql(o, "DELETE FROM moderation WHERE decision IS NOT NULL");
    OK(o, "bram", "show", CODE(code));
    assert_string_equal(text_at(o->reply, "reason"), "Een adres");
}

/* ---- what its author hears ---- */

/* Each about a thing of its own, of bram. */
static const struct {
    const char *verb, *more, *event, *decision;
} decided[] = {
    { "hold", "", "held", "held" },
    { "reject", "", "held", "rejected" },
    { "redact", ", 'title': 'Wie?', 'base': 1", "edited", "redacted" },
    { "merge", "", "merged", "merged" },
    { "move", ", 'theme': 'wacht'", "moved", "rethemed" },
    { "move", ", 'team': 'delft'", "moved", "moved" },
};

static bool hears(const struct office *o, const char *topic, const char *event)
{
    for (size_t i = 0; i < o->heard_count; i++)
        if (strcmp(o->heard[i].topic.text, topic) == 0 && strcmp(text_at(o->heard[i].body, "event"), event) == 0)
            return true;
    return false;
}

TEST(whoever_wrote_it_hears_of_each_decision_and_reads_why_and_nobody_else)
{
    struct office *o = *state;
    struct word_text into = office_ask(o, "anna", "theme/regie/ask", "Wie belt?");

    for (size_t i = 0; i < sizeof decided / sizeof decided[0]; i++) {
        char more[sizeof into + 16], said[64];
        struct word_text code = ask(o);
        if (strcmp(decided[i].verb, "merge") == 0)
            snprintf(more, sizeof more, ", 'into': '%s'", into.text);
        else
            snprintf(more, sizeof more, "%s", decided[i].more);
        snprintf(said, sizeof said, "Reden %zu", i);
        OK(o, "toezicht", decided[i].verb, "{'code': '%s', 'reason': '%s'%s}", code.text, said, more);
        assert_true(hears(o, "vakwerk/1/out/bram/event", decided[i].event));
        OK(o, "bram", "show", CODE(code));
        assert_string_equal(text_at(o->reply, "reason"), said);
        assert_string_equal(text_at(o->reply, "decision"), decided[i].decision);
        if (office_say(o, "anna", "show", CODE(code)))
            assert_false(has_at(o->reply, "reason"));
    }
}

/* ---- the second pair of eyes ---- */

/* carla cannot decide alone; what she wants is noted, and toezicht decides. */
static void check_second(struct office *o, struct word_text code, const char *verb)
{
    OK(o, "carla", verb, DECIDE(code));
    assert_true(is_at(o->reply, "waiting"));
    assert_int_equal(o->heard_count, 0);
    OK(o, "carla", "queue", "{}");
    assert_true(is_at(o->reply, "items.0.second"));
    OK(o, "toezicht", "queue", "{}");
    assert_false(is_at(o->reply, "items.0.second"));
    assert_string_equal(text_at(o->reply, "items.0.proposer_name"), "Carla van Dam");
    OK(o, "toezicht", "reject", DECIDE(code));
    assert_false(is_at(o->reply, "waiting"));
}

TEST(a_moderator_does_not_decide_about_what_is_reported_of_the_own_team)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "gijs", "report", REPORT(code));
    check_second(o, code, "reject");
    assert_false(VISIBLE(o, code));
    ACTIONS(o, "propose", "reject");
    assert_string_equal(text_at(o->reply, "items.1.detail"), "decision:rejected");
}

TEST(nor_about_what_the_own_team_reported)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "eva", "theme/regie/ask", "Wie belt de school?");

    OK(o, "daan", "report", REPORT(code)); /* of delft, as carla is */
    check_second(o, code, "approve");
}

/* toezicht is in no team: it is the author that counts. */
TEST(nor_about_the_own_post)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "toezicht", "theme/regie/ask", "Wie belt de school?");

    OK(o, "gijs", "report", REPORT(code));
    OK(o, "toezicht", "approve", CODE(code));
    assert_true(is_at(o->reply, "waiting"));
    OK(o, "toezicht", "hold", DECIDE(code));
    assert_true(is_at(o->reply, "waiting"));
    assert_int_equal(o->heard_count, 0);
    OK(o, "eva", "approve", CODE(code));
    assert_false(is_at(o->reply, "waiting"));
}

TEST(nor_takes_away_what_names_the_own_team)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "eva", "theme/regie/ask", "Waarom belt team delft nooit terug?");

    check_second(o, code, "reject");
}

/* Every way to take it away, and to let be what is reported: eva asks, carla is of delft. */
static const struct {
    const char *verb, *more;
    bool reported;
} others[] = {
    { "hold", "", false },
    { "reject", "", false },
    { "redact", ", 'title': 'Wie belt?', 'base': 1", false },
    { "merge", "", false },
    { "move", ", 'team': 'rijswijk'", false },
    { "approve", "", true },
    { "release", "", true },
    { "redact", ", 'title': 'Wie belt?', 'base': 1", true },
};

TEST(no_decision_about_criticism_of_the_own_team_is_taken_alone)
{
    struct office *o = *state;
    struct word_text into = office_ask(o, "anna", "theme/regie/ask", "Wie belt?");

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        char more[sizeof into + 16];
        struct word_text code = office_ask(o, "eva", "theme/regie/ask", "Waarom belt team delft nooit terug?");
        snprintf(more, sizeof more, "%s", others[i].more);
        if (strcmp(others[i].verb, "merge") == 0)
            snprintf(more, sizeof more, ", 'into': '%s'", into.text);
        if (others[i].reported)
            OK(o, "daan", "report", REPORT(code));
        OK(o, "carla", others[i].verb, "{'code': '%s', 'reason': 'Zo is het niet'%s}", code.text, more);
        assert_true(is_at(o->reply, "waiting"));
        assert_int_equal(o->heard_count, 0);
        OK(o, "gijs", "show", CODE(code));
        assert_string_equal(text_at(o->reply, "code"), code.text);
        assert_string_equal(text_at(o->reply, "title"), "Waarom belt team delft nooit terug?");
        OK(o, "toezicht", "mod-show", CODE(code));
        assert_string_equal(text_at(o->reply, "items.0.proposer_name"), "Carla van Dam");
        assert_string_equal(text_at(o->reply, "items.0.reason"), "Zo is het niet");
    }
}

TEST(nor_what_somebody_else_answers_the_own_team)
{
    struct office *o = *state;
    struct word_text code = office_answer(o, "eva", ask(o).text, "Dat hadden jullie moeten weten.");

    check_second(o, code, "reject");
}

/* Two teams away nothing is their own. */
TEST(a_moderator_of_another_team_decides_alone)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "gijs", "theme/regie/ask", "Waarom belt team delft nooit terug?");

    OK(o, "daan", "report", REPORT(code));
    OK(o, "eva", "reject", DECIDE(code));
    assert_false(is_at(o->reply, "waiting"));
    NO("not_found", "code", o, "anna", "show", CODE(code));
}

/* Criticism is not hidden by who is criticised: it counts as one report, and it shows. */
TEST(who_cannot_decide_alone_does_not_hold_it_alone_either)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "eva", "theme/regie/ask", "Waarom belt team delft nooit terug?");

    OK(o, "carla", "hold", DECIDE(code));
    assert_true(is_at(o->reply, "waiting"));
    assert_true(VISIBLE(o, code));
    OK(o, "toezicht", "queue", "{}");
    assert_string_equal(text_at(o->reply, "items.0.proposal"), "held");
    assert_int_equal(int_at(o->reply, "items.0.reports"), 1);
    OK(o, "gijs", "report", REPORT(code)); /* with another member's report it is enough */
    assert_false(VISIBLE(o, code));
}

TEST(what_is_of_the_own_team_and_nobody_reported_is_held_at_once)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "carla", "hold", DECIDE(code));
    assert_false(is_at(o->reply, "waiting"));
    assert_false(VISIBLE(o, code));
}

/* ---- what is private to a team ---- */

TEST(what_is_private_is_for_the_team_s_own_moderators_until_it_is_reported)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "bram", "team/delft/ask", "Wie belt de school?");

    NO("not_found", "code", o, "eva", "hold", DECIDE(code));
    NO("not_found", "code", o, "eva", "mod-show", CODE(code));
    OK(o, "carla", "hold", DECIDE(code));
    OK(o, "eva", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    NO("not_found", "code", o, "eva", "approve", CODE(code));
    OK(o, "carla", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "carla", "approve", CODE(code));

    OK(o, "anna", "report", REPORT(code));
    OK(o, "eva", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "eva", "mod-show", CODE(code));
    assert_string_equal(text_at(o->reply, "items.0.title"), "Wie belt de school?");
    NO("not_found", "code", o, "eva", "show", CODE(code)); /* the thing that was reported, not what stands under it */
    OK(o, "eva", "reject", DECIDE(code));
    NO("not_found", "code", o, "eva", "mod-show", CODE(code)); /* and no longer than it waits */
    NO("not_found", "code", o, "gijs", "appeal", "{'code': '%s', 'text': 'x'}", code.text);
}

TEST(a_team_without_a_moderator_has_all_of_them)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "team/delft/ask", "Wie belt de school?");

    OK(o, "carla", "hold", DECIDE(code));
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "beheer", "member-set", "{'member': 'carla', 'roles': []}");
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 1);
}

/* ---- appeals ---- */

TEST(an_appeal_goes_to_another_moderator_and_is_told_what_was_decided)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    NO("conflict", "code", o, "bram", "appeal", "{'code': '%s', 'text': 'Waarom?'}", code.text);
    OK(o, "toezicht", "reject", DECIDE(code));
    NO("not_found", "code", o, "anna", "appeal", "{'code': '%s', 'text': 'Waarom?'}", code.text);
    NO("forbidden", "code", o, "eva", "appeal", "{'code': '%s', 'text': 'Waarom?'}", code.text);
    OK(o, "bram", "appeal", "{'code': '%s', 'text': 'Dit is het adres van het kantoor.'}", code.text);
    NO("conflict", "code", o, "bram", "appeal", "{'code': '%s', 'text': 'Nog eens.'}", code.text);
    OK(o, "toezicht", "queue", "{}");
    assert_string_equal(text_at(o->reply, "items.0.why.0"), "appeal");
    assert_string_equal(text_at(o->reply, "items.0.appeal"), "Dit is het adres van het kantoor.");
    assert_true(is_at(o->reply, "items.0.second"));
    OK(o, "toezicht", "approve", CODE(code));
    assert_true(is_at(o->reply, "waiting"));
    assert_false(VISIBLE(o, code));
    OK(o, "eva", "approve", CODE(code));
    assert_int_equal(o->heard_count, 2);
    assert_true(VISIBLE(o, code));
    ACTIONS(o, "reject", "appeal", "propose", "approve");
}

TEST(what_was_decided_about_an_appeal_stands)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "toezicht", "reject", DECIDE(code));
    OK(o, "bram", "appeal", "{'code': '%s', 'text': 'Waarom?'}", code.text);
    OK(o, "eva", "reject", DECIDE(code));
    assert_true(hears(o, "vakwerk/1/out/bram/event", "held")); /* once more: with the new reason */
    assert_false(VISIBLE(o, code));
    NO("conflict", "code", o, "bram", "appeal", "{'code': '%s', 'text': 'Nog eens.'}", code.text);
    OK(o, "toezicht", "mod-show", CODE(code));
    assert_int_equal(count_at(o->reply, "decisions"), 2);
    assert_string_equal(text_at(o->reply, "decisions.0.appeal"), "Waarom?");
}

TEST(an_appeal_against_a_hold_goes_to_another_moderator_too)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "toezicht", "hold", DECIDE(code));
    OK(o, "bram", "appeal", "{'code': '%s', 'text': 'Dit is het kantoor.'}", code.text);
    OK(o, "toezicht", "reject", DECIDE(code));
    assert_true(is_at(o->reply, "waiting"));
    OK(o, "eva", "approve", CODE(code));
    assert_true(VISIBLE(o, code));
}

/* It stands that it may be seen: what hides it later is something else. */
TEST(who_was_right_once_may_appeal_against_what_comes_later)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "toezicht", "reject", DECIDE(code));
    OK(o, "bram", "appeal", "{'code': '%s', 'text': 'Dit is het kantoor.'}", code.text);
    OK(o, "eva", "approve", CODE(code));
    OK(o, "anna", "report", REPORT(code));
    OK(o, "gijs", "report", REPORT(code));
    assert_false(VISIBLE(o, code));
    OK(o, "bram", "appeal", "{'code': '%s', 'text': 'Nog steeds het kantoor.'}", code.text);
    OK(o, "eva", "queue", "{}");
    assert_string_equal(text_at(o->reply, "items.0.appeal"), "Nog steeds het kantoor.");
}

TEST(who_is_held_by_reports_may_appeal_too)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    OK(o, "anna", "report", REPORT(code));
    OK(o, "gijs", "report", REPORT(code));
    OK(o, "bram", "appeal", "{'code': '%s', 'text': 'Dit is het kantoor.'}", code.text);
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items.0.why"), 2);
    OK(o, "toezicht", "approve", CODE(code));
    assert_true(VISIBLE(o, code));
}

#define MODERATION_TEST(name) cmocka_unit_test_setup_teardown(name, setup, office_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        MODERATION_TEST(one_report_goes_to_the_queue_and_two_members_hide_it_at_once),
        MODERATION_TEST(how_many_hide_it_is_a_setting),
        MODERATION_TEST(nobody_reads_who_reported),
        MODERATION_TEST(what_a_report_must_be),
        MODERATION_TEST(a_notice_of_a_team_goes_the_way_of_any_post),
        MODERATION_TEST(a_notice_is_redacted_changed_and_withdrawn_and_never_longer_than_its_screen),
        MODERATION_TEST(what_is_approved_is_back_and_the_same_reports_do_not_hide_it_again),
        MODERATION_TEST(what_is_rejected_stays_away_with_the_reason_for_its_author),
        MODERATION_TEST(what_is_redacted_is_back_with_another_text_and_the_old_one_is_nowhere),
        MODERATION_TEST(what_is_seen_can_be_redacted_at_once_and_all_are_told),
        MODERATION_TEST(what_does_not_wait_cannot_be_decided_and_what_is_held_not_be_held_again),
        MODERATION_TEST(why_it_was_hidden_is_kept_when_it_is_seen_again),
        MODERATION_TEST(what_one_wants_who_cannot_decide_alone_takes_no_reason_from_its_author),
        MODERATION_TEST(what_is_hidden_by_reports_has_no_reason_of_before),
        MODERATION_TEST(why_it_was_hidden_before_an_upgrade_is_read_as_well),
        MODERATION_TEST(whoever_wrote_it_hears_of_each_decision_and_reads_why_and_nobody_else),
        MODERATION_TEST(a_moderator_does_not_decide_about_what_is_reported_of_the_own_team),
        MODERATION_TEST(nor_about_what_the_own_team_reported),
        MODERATION_TEST(nor_about_the_own_post),
        MODERATION_TEST(nor_takes_away_what_names_the_own_team),
        MODERATION_TEST(no_decision_about_criticism_of_the_own_team_is_taken_alone),
        MODERATION_TEST(nor_what_somebody_else_answers_the_own_team),
        MODERATION_TEST(a_moderator_of_another_team_decides_alone),
        MODERATION_TEST(who_cannot_decide_alone_does_not_hold_it_alone_either),
        MODERATION_TEST(what_is_of_the_own_team_and_nobody_reported_is_held_at_once),
        MODERATION_TEST(what_is_private_is_for_the_team_s_own_moderators_until_it_is_reported),
        MODERATION_TEST(a_team_without_a_moderator_has_all_of_them),
        MODERATION_TEST(an_appeal_goes_to_another_moderator_and_is_told_what_was_decided),
        MODERATION_TEST(what_was_decided_about_an_appeal_stands),
        MODERATION_TEST(an_appeal_against_a_hold_goes_to_another_moderator_too),
        MODERATION_TEST(who_was_right_once_may_appeal_against_what_comes_later),
        MODERATION_TEST(who_is_held_by_reports_may_appeal_too),
    };

    return TEST_RUN(tests);
}
