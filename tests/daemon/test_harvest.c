/* The harvest of a live table: who may do what, what is kept, and that nobody can tell who gave an input. */
#include "tests/daemon/office.h"

#include <stdio.h>

static struct word_text begin(struct office *o, const char *who)
{
    OK(o, who, "harvest-begin",
       "{'title': 'Ontwikkeltafel', 'themes': [{'name': 'Minder regels'}, {'name': 'Blijven'}]}");
    return office_word(o, "code");
}

TEST(whoever_has_the_code_takes_part)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    assert_int_equal(strlen(code.text), 6);
    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Verschillen maken ons gek.'}", code.text);
    assert_int_equal(o->heard_count, 0);
    OK(o, "gijs", "harvest-add", "{'code': '%s', 'text': 'Regels geven ook houvast.', 'theme': 1}", code.text);
    OK(o, "carla", "harvest-show", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->reply, "title"), "Ontwikkeltafel");
    assert_int_equal(count_at(o->reply, "items"), 2);
    assert_string_equal(text_at(o->reply, "items.0.text"), "Verschillen maken ons gek.");
    assert_int_equal(int_at(o->reply, "items.0.theme"), 0);
    assert_int_equal(int_at(o->reply, "items.1.theme"), 1);
    assert_int_equal(int_at(o->reply, "themes.0.inputs"), 1);
    assert_string_equal(text_at(o->reply, "themes.1.name"), "Blijven");
    assert_false(has_at(o->reply, "mine"));
    NO("not_found", "code", o, "carla", "harvest-show", "{'code': '2222'}");
    NO("not_found", "code", o, "carla", "harvest-add", "{'code': '2222', 'text': 'x'}");
}

/* Not in a reply, also not in that to the writer, which is kept; and not in the tables of the harvest. */
TEST(who_gave_an_input_is_told_to_nobody)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Dit zei iemand.'}", code.text);
    assert_int_equal(json_object_size(o->reply), 2); /* ok and id */
    OK(o, "anna", "harvest-show", "{'code': '%s'}", code.text);
    char *text = json_dumps(o->reply, 0);
    assert_null(strstr(text, "eva"));
    assert_null(strstr(text, "anna"));
    free(text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM pragma_table_info('harvest_input') WHERE name NOT IN"
                                      " ('harvest', 'number', 'theme', 'text', 'changed', 'look', 'before')"),
                     0);
}

static void assert_under(struct office *o, const char *code, int first, int second, int third)
{
    static const char *const paths[] = { "items.0.theme", "items.1.theme", "items.2.theme" };
    const int wanted[] = { first, second, third };

    OK(o, "anna", "harvest-show", "{'code': '%s'}", code);
    for (int number = 1; number <= 3; number++)
        for (int i = 0; i < 3; i++) {
            char path[32];
            snprintf(path, sizeof path, "items.%d.number", i);
            if (int_at(o->reply, path) == number)
                assert_int_equal(int_at(o->reply, paths[i]), wanted[number - 1]);
        }
}

TEST(many_are_sorted_at_once_and_back_again)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    for (int i = 0; i < 3; i++)
        OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Nummer %d.', 'theme': %d}", code.text, i, i);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'theme': 1, 'others': [{'number': 2}, {'number': 3}]}",
       code.text);
    assert_under(o, code.text, 1, 1, 1);
    /* One that is not there: none of them. */
    NO("not_found", "number", o, "anna", "harvest-sort",
       "{'code': '%s', 'number': 1, 'theme': 2, 'others': [{'number': 3}, {'number': 4}]}", code.text);
    assert_under(o, code.text, 1, 1, 1);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'back': true, 'others': [{'number': 3}]}", code.text);
    assert_under(o, code.text, 0, 1, 2);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'back': true, 'others': [{'number': 3}]}", code.text);
    assert_under(o, code.text, 1, 1, 1);
    /* What was taken away does not come back. */
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'remove': true}", code.text);
    NO("not_found", "number", o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'back': true}", code.text);
    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Nieuw.'}", code.text);
    NO("not_found", "number", o, "anna", "harvest-sort", "{'code': '%s', 'number': 4, 'back': true}", code.text);
    NO("forbidden", "code", o, "eva", "harvest-sort", "{'code': '%s', 'number': 2, 'back': true}", code.text);
}

TEST(who_began_it_sorts_and_nobody_else)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Een.'}", code.text);
    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Twee.'}", code.text);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'theme': 2}", code.text);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 2, 'new_theme': 'Veiligheid'}", code.text);
    OK(o, "anna", "harvest-show", "{'code': '%s'}", code.text);
    assert_true(is_at(o->reply, "mine"));
    assert_int_equal(count_at(o->reply, "themes"), 3);
    assert_int_equal(int_at(o->reply, "items.0.theme"), 2);
    assert_int_equal(int_at(o->reply, "items.1.theme"), 3);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'new_theme': 'Veiligheid'}", code.text);
    OK(o, "anna", "harvest-show", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(o->reply, "themes"), 3); /* a name that is there is no new theme */
    NO("forbidden", "code", o, "eva", "harvest-sort", "{'code': '%s', 'number': 1, 'theme': 1}", code.text);
    NO("forbidden", "code", o, "beheer", "harvest-close", "{'code': '%s'}", code.text);
    NO("bad_request", "theme", o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'theme': 9}", code.text);
    NO("bad_request", "theme", o, "eva", "harvest-add", "{'code': '%s', 'text': 'x', 'theme': 9}", code.text);
    NO("not_found", "number", o, "anna", "harvest-sort", "{'code': '%s', 'number': 7, 'theme': 1}", code.text);
}

TEST(what_is_taken_away_is_erased)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Onweerswolkje'}", code.text);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'remove': true}", code.text);
    OK(o, "carla", "harvest-show", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_false(has_at(o->reply, "items.0.text"));
    assert_int_equal(office_grep(o, "Onweerswolkje"), 0);
    NO("not_found", "number", o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'theme': 1}", code.text);
    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Nieuw'}", code.text);
    OK(o, "eva", "harvest-show", "{'code': '%s'}", code.text);
    assert_int_equal(int_at(o->reply, "items.1.number"), 2); /* a number is not given again */
}

/* The wall asks for what changed since; sorting and taking away are changes too. */
TEST(a_wall_is_told_each_change_once_and_in_order)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    for (int i = 1; i <= 5; i++)
        OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Nummer %d'}", code.text, i);
    OK(o, "anna", "harvest-show", "{'code': '%s', 'limit': 3}", code.text);
    assert_int_equal(count_at(o->reply, "items"), 3);
    assert_true(is_at(o->reply, "more"));
    int64_t next = int_at(o->reply, "next");
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'theme': 1}", code.text);
    OK(o, "anna", "harvest-show", "{'code': '%s', 'since': %lld}", code.text, (long long)next);
    assert_int_equal(count_at(o->reply, "items"), 3);
    assert_int_equal(int_at(o->reply, "items.0.number"), 4);
    assert_int_equal(int_at(o->reply, "items.2.number"), 1);
    assert_false(is_at(o->reply, "more"));
    next = int_at(o->reply, "next");
    OK(o, "anna", "harvest-show", "{'code': '%s', 'since': %lld}", code.text, (long long)next);
    assert_int_equal(count_at(o->reply, "items"), 0);
    assert_int_equal(int_at(o->reply, "next"), next);
}

TEST(a_closed_session_takes_nothing_and_is_still_read)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Op tijd.'}", code.text);
    OK(o, "anna", "harvest-close", "{'code': '%s'}", code.text);
    NO("conflict", "code", o, "eva", "harvest-add", "{'code': '%s', 'text': 'Te laat.'}", code.text);
    NO("conflict", "code", o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'theme': 1}", code.text);
    NO("conflict", "code", o, "anna", "harvest-close", "{'code': '%s'}", code.text);
    OK(o, "eva", "harvest-show", "{'code': '%s'}", code.text);
    assert_true(is_at(o->reply, "closed"));
    assert_int_equal(count_at(o->reply, "items"), 1);
}

/* What takes away goes on, so that there is room again. */
TEST(without_room_nothing_comes_on_the_wall_and_what_is_there_can_go)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Nog net.'}", code.text);
    service_set_full(o->writing, true);
    NO("storage", NULL, o, "eva", "harvest-add", "{'code': '%s', 'text': 'Past dit nog?'}", code.text);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'remove': true}", code.text);
    OK(o, "anna", "harvest-close", "{'code': '%s'}", code.text);
}

TEST(what_points_at_a_client_or_is_too_much_is_refused)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");
    char name[32];

    NO("identifying", "text", o, "eva", "harvest-add", "{'code': '%s', 'text': 'Bel 06-12345678 voor hem.'}",
       code.text);
    NO("identifying", "title", o, "eva", "harvest-begin", "{'title': 'Bel 06-12345678'}");
    NO("identifying", "theme", o, "eva", "harvest-begin",
       "{'title': 'Tafel', 'themes': [{'name': 'Bel 06-12345678'}]}");
    for (int i = 3; i <= 16; i++) {
        snprintf(name, sizeof name, "Thema %d", i);
        OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Iets.'}", code.text);
        OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'new_theme': '%s'}", code.text, name);
    }
    NO("too_long", "theme", o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'new_theme': 'Te veel'}",
       code.text);
    office_sql(o, "INSERT INTO harvest_input (harvest, number, theme, text, changed) VALUES (1, 5000, 0, 'x', 5000)");
    NO("too_long", "code", o, "eva", "harvest-add", "{'code': '%s', 'text': 'Een te veel.'}", code.text);
}

/* ---- what is not right ---- */

/* One at the table asks for a look; until then nobody else reads it, and nobody learns who asked. */
TEST(what_somebody_flags_is_off_the_wall_until_it_was_looked_at)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Die jongen van de molen.', 'theme': 1}", code.text);
    OK(o, "carla", "harvest-flag", "{'code': '%s', 'number': 1}", code.text);
    assert_int_equal(json_object_size(o->reply), 2); /* ok and id */
    OK(o, "carla", "harvest-show", "{'code': '%s'}", code.text);
    assert_true(is_at(o->reply, "items.0.flagged"));
    assert_false(has_at(o->reply, "items.0.text"));
    assert_int_equal(int_at(o->reply, "themes.0.inputs"), 0);
    OK(o, "anna", "harvest-show", "{'code': '%s'}", code.text);
    assert_true(is_at(o->reply, "items.0.flagged"));
    assert_string_equal(text_at(o->reply, "items.0.text"), "Die jongen van de molen.");
    NO("not_found", "number", o, "gijs", "harvest-flag", "{'code': '%s', 'number': 1}", code.text);
    NO("not_found", "number", o, "gijs", "harvest-flag", "{'code': '%s', 'number': 2}", code.text);
    NO("not_found", "code", o, "gijs", "harvest-flag", "{'code': '222222', 'number': 1}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM pragma_table_info('harvest_input') WHERE name NOT IN"
                                      " ('harvest', 'number', 'theme', 'text', 'changed', 'look', 'before')"),
                     0);
}

TEST(what_was_looked_at_is_back_and_is_not_flagged_again)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Minder regels.', 'theme': 1}", code.text);
    OK(o, "carla", "harvest-flag", "{'code': '%s', 'number': 1}", code.text);
    int64_t since = (OK(o, "carla", "harvest-show", "{'code': '%s'}", code.text), int_at(o->reply, "next"));
    NO("forbidden", "code", o, "eva", "harvest-sort", "{'code': '%s', 'number': 1, 'keep': true}", code.text);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'keep': true}", code.text);
    OK(o, "carla", "harvest-show", "{'code': '%s', 'since': %lld}", code.text, (long long)since);
    assert_string_equal(text_at(o->reply, "items.0.text"), "Minder regels.");
    assert_int_equal(int_at(o->reply, "items.0.theme"), 1);
    assert_false(has_at(o->reply, "items.0.flagged"));
    assert_int_equal(int_at(o->reply, "themes.0.inputs"), 1);
    NO("not_found", "number", o, "carla", "harvest-flag", "{'code': '%s', 'number': 1}", code.text);
    NO("not_found", "number", o, "anna", "harvest-sort", "{'code': '%s', 'number': 9, 'keep': true}", code.text);
}

/* Who reads the report and finds somebody in it is not too late; and a moderator need not wait for the facilitator. */
TEST(taking_away_goes_on_after_the_end_and_is_a_moderators_too)
{
    struct office *o = *state;
    struct word_text code = begin(o, "anna");

    for (int i = 0; i < 3; i++)
        OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Bliksemafleider%d'}", code.text, i);
    OK(o, "anna", "harvest-close", "{'code': '%s'}", code.text);
    OK(o, "carla", "harvest-flag", "{'code': '%s', 'number': 2}", code.text);
    NO("forbidden", "code", o, "carla", "harvest-sort", "{'code': '%s', 'number': 1, 'remove': true}", code.text);
    NO("conflict", "code", o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'theme': 1}", code.text);
    OK(o, "anna", "harvest-sort", "{'code': '%s', 'number': 1, 'remove': true}", code.text);
    OK(o, "toezicht", "harvest-sort", "{'code': '%s', 'number': 2, 'remove': true}", code.text);
    assert_int_equal(office_grep(o, "Bliksemafleider0"), 0);
    assert_int_equal(office_grep(o, "Bliksemafleider1"), 0);
    assert_int_not_equal(office_grep(o, "Bliksemafleider2"), 0);
}

/* ---- guests ---- */

#define GUEST "a1b2c3d4"

struct guest {
    char name[64];
    struct word_text code;
};

static struct guest let_guests_in(struct office *o, const char *table)
{
    struct guest guest;

    OK(o, "anna", "harvest-guests", "{'code': '%s'}", table);
    guest.code = office_word(o, "guest_code");
    snprintf(guest.name, sizeof guest.name, "%s." GUEST, topic_door(span_of(guest.code.text)).text);
    return guest;
}

static bool guard_hears_of(const struct office *o, const char *code)
{
    struct topic_name name = topic_door(span_of(code));

    for (const struct rights *rights = o->effects.rights; rights != NULL; rights = rights->next)
        if (span_is(rights->name, name.text))
            return true;
    return false;
}

TEST(a_guest_gives_inputs_at_the_one_table_and_reads_what_it_is_called)
{
    struct office *o = *state;
    struct word_text table = begin(o, "anna"), other = begin(o, "anna");
    struct guest guest = let_guests_in(o, table.text), elsewhere = let_guests_in(o, other.text);

    assert_true(guard_hears_of(o, elsewhere.code.text));
    assert_int_equal(strlen(guest.code.text), 8);
    OK(o, guest.name, "harvest-join", "{'code': '%s'}", guest.code.text);
    assert_string_equal(text_at(o->reply, "title"), "Ontwikkeltafel");
    assert_int_equal(int_at(o->reply, "until_at"), o->now_ms + 4 * HOUR_MS);
    assert_int_equal(json_object_size(o->reply), 4); /* ok, id, and these two */
    OK(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Vertrouwen.'}", guest.code.text);
    NO("not_found", "code", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'x'}", elsewhere.code.text);
    NO("not_found", "code", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'x'}", table.text);
    NO("forbidden", NULL, o, guest.name, "harvest-show", "{'code': '%s'}", guest.code.text);
    NO("forbidden", NULL, o, guest.name, "harvest-flag", "{'code': '%s', 'number': 1}", guest.code.text);
    NO("identifying", "text", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Bel 06-12345678.'}",
       guest.code.text);
    OK(o, "anna", "harvest-show", "{'code': '%s'}", table.text);
    assert_string_equal(text_at(o->reply, "items.0.text"), "Vertrouwen.");
    assert_string_equal(text_at(o->reply, "guest_code"), guest.code.text);
    OK(o, "carla", "harvest-show", "{'code': '%s'}", table.text);
    assert_false(has_at(o->reply, "guest_code"));
}

TEST(of_a_guest_nothing_is_kept_but_the_input)
{
    struct office *o = *state;
    struct guest guest = let_guests_in(o, begin(o, "anna").text);

    OK(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Vertrouwen.'}", guest.code.text);
    OK(o, guest.name, "harvest-join", "{'code': '%s'}", guest.code.text);
    assert_int_not_equal(office_grep(o, "Vertrouwen."), 0);
    assert_int_equal(office_grep(o, GUEST), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM served WHERE member = %d", MEMBER_FORMER), 1);
}

/* A phone that did not hear the reply sends the same again. */
TEST(an_input_of_a_guest_that_comes_twice_is_there_once)
{
    struct office *o = *state;
    struct guest guest = let_guests_in(o, begin(o, "anna").text);
    struct id_text id = office_id(o);

    for (int i = 0; i < 3; i++)
        OK(o, guest.name, "harvest-add", "{'id': '%s', 'code': '%s', 'text': 'Eens.'}", id.text, guest.code.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM harvest_input"), 1);
    NO("conflict", "id", o, guest.name, "harvest-add", "{'id': '%s', 'code': '%s', 'text': 'Anders.'}", id.text,
       guest.code.text);
}

TEST(guests_come_until_the_time_is_over)
{
    struct office *o = *state;
    struct word_text table = begin(o, "anna");

    NO("bad_request", "until_at", o, "anna", "harvest-guests", "{'code': '%s', 'until_at': %lld}", table.text,
       (long long)o->now_ms);
    NO("bad_request", "until_at", o, "anna", "harvest-guests", "{'code': '%s', 'until_at': %lld}", table.text,
       (long long)(o->now_ms + 12 * HOUR_MS + 1));
    struct guest guest = let_guests_in(o, table.text);
    o->now_ms += 4 * HOUR_MS - 1;
    OK(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Nog net.'}", guest.code.text);
    o->now_ms += 1;
    NO("forbidden", NULL, o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Te laat.'}", guest.code.text);
    NO("forbidden", NULL, o, guest.name, "harvest-join", "{'code': '%s'}", guest.code.text);
    OK(o, "anna", "harvest-show", "{'code': '%s'}", table.text);
    assert_false(has_at(o->reply, "guest_code"));
}

TEST(with_the_table_its_guests_end_and_nothing_of_the_code_stays)
{
    struct office *o = *state;
    struct word_text table = begin(o, "anna");
    struct guest guest = let_guests_in(o, table.text);

    OK(o, "anna", "harvest-close", "{'code': '%s'}", table.text);
    assert_true(guard_hears_of(o, guest.code.text));
    NO("forbidden", NULL, o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Te laat.'}", guest.code.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM door"), 0);
    NO("conflict", "code", o, "anna", "harvest-guests", "{'code': '%s'}", table.text);
}

TEST(a_new_code_ends_the_old_one_and_none_ends_it_too)
{
    struct office *o = *state;
    struct word_text table = begin(o, "anna");
    struct guest first = let_guests_in(o, table.text), second = let_guests_in(o, table.text);

    assert_true(guard_hears_of(o, first.code.text) && guard_hears_of(o, second.code.text));
    NO("forbidden", NULL, o, first.name, "harvest-join", "{'code': '%s'}", first.code.text);
    OK(o, second.name, "harvest-join", "{'code': '%s'}", second.code.text);
    OK(o, "anna", "harvest-guests", "{'code': '%s', 'shut': true}", table.text);
    assert_false(has_at(o->reply, "guest_code"));
    assert_true(guard_hears_of(o, second.code.text));
    NO("forbidden", NULL, o, second.name, "harvest-join", "{'code': '%s'}", second.code.text);
    OK(o, "anna", "harvest-guests", "{'code': '%s', 'shut': true}", table.text); /* and once more is no error */
    NO("forbidden", "code", o, "eva", "harvest-guests", "{'code': '%s'}", table.text);
    NO("not_found", "code", o, "anna", "harvest-guests", "{'code': '222222'}");
}

TEST(so_many_tables_have_guests_at_a_time_and_one_that_is_over_makes_room)
{
    struct office *o = *state;
    struct word_text table = begin(o, "anna");

    office_sql(o, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 64) INSERT INTO harvest"
                  " (code, facilitator, title, begun_at) SELECT 'H' || i, 1, 'Tafel', 1 FROM n");
    office_sql(o,
               "INSERT INTO door (name, code, harvest, until_at) SELECT 'd' || (id + 10), 'D' || id, id, %lld FROM"
               " harvest WHERE title = 'Tafel'",
               (long long)(o->now_ms + HOUR_MS));
    NO("too_long", "code", o, "anna", "harvest-guests", "{'code': '%s'}", table.text);
    office_sql(o, "UPDATE door SET until_at = %lld, code = 'D22PQRST' WHERE harvest = 30", (long long)o->now_ms);
    OK(o, "anna", "harvest-guests", "{'code': '%s'}", table.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM door"), 64);
}

TEST(a_link_for_phones_is_there_when_the_instance_knows_its_address)
{
    struct office *o = *state;
    struct word_text table = begin(o, "anna");

    OK(o, "anna", "harvest-guests", "{'code': '%s'}", table.text);
    assert_false(has_at(o->reply, "link"));
    snprintf(o->settings.public_url, sizeof o->settings.public_url, "https://vakwerk.example");
    OK(o, "anna", "harvest-guests", "{'code': '%s'}", table.text);
    char link[64];
    snprintf(link, sizeof link, "https://vakwerk.example/mee.html#%s", text_at(o->reply, "guest_code"));
    assert_string_equal(text_at(o->reply, "link"), link);
}

/* Each has their own measure: one who floods the table does not stop the others. */
TEST(guests_have_quotas_of_their_own)
{
    struct office *o = *state;
    struct word_text table = begin(o, "anna");
    bool refused = false;

    o->settings.writes_per_minute = 3;
    office_restart(o);
    struct guest guest = let_guests_in(o, table.text);
    for (int i = 0; i < 5 && !refused; i++)
        refused = !office_say(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Nog een.'}", guest.code.text);
    assert_true(refused);
    assert_string_equal(text_at(o->reply, "error"), "too_many");
    guest.name[strlen(guest.name) - 1] = 'z';
    OK(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Van een ander.'}", guest.code.text);
}

/* Not by many inputs, and not by coming again under other names: a fifth of the wall is for those with an account. */
TEST(guests_cannot_fill_a_table_alone)
{
    struct office *o = *state;
    struct word_text table = begin(o, "anna");

    o->settings.writes_per_minute = 1000;
    office_restart(o);
    struct guest guest = let_guests_in(o, table.text);
    for (int i = 0; i < 60; i++)
        OK(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Nog een.'}", guest.code.text);
    NO("too_many", NULL, o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Nog een.'}", guest.code.text);
    guest.name[strlen(guest.name) - 1] = 'z';
    OK(o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Nog een.'}", guest.code.text);
    office_sql(o, "UPDATE harvest_input SET number = 4000 WHERE number = 61");
    NO("too_long", "code", o, guest.name, "harvest-add", "{'code': '%s', 'text': 'Nog een.'}", guest.code.text);
    OK(o, "eva", "harvest-add", "{'code': '%s', 'text': 'Van wie een account heeft.'}", table.text);
}

TEST(letting_guests_in_is_in_the_log)
{
    struct office *o = *state;
    struct word_text table = begin(o, "anna");

    let_guests_in(o, table.text);
    OK(o, "anna", "harvest-guests", "{'code': '%s', 'shut': true}", table.text);
    OK(o, "beheer", "log", "{}");
    assert_string_equal(text_at(o->reply, "items.0.action"), "guests");
    assert_string_equal(text_at(o->reply, "items.0.detail"), "table:shut");
    assert_string_equal(text_at(o->reply, "items.1.detail"), "table:open");
}

TEST(nobody_becomes_a_member_with_the_name_of_a_guest)
{
    struct office *o = *state;

    NO("conflict", "member", o, "beheer", "member-add", "{'member': 'guest.7k3.a1b2c3d4', 'name': 'Gast'}");
    NO("conflict", "member", o, "beheer", "member-add", "{'member': 'guest.7k3', 'name': 'Gast'}");
    OK(o, "beheer", "member-add", "{'member': 'guest', 'name': 'Gast'}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(whoever_has_the_code_takes_part),
        OFFICE_TEST(who_gave_an_input_is_told_to_nobody),
        OFFICE_TEST(who_began_it_sorts_and_nobody_else),
        OFFICE_TEST(many_are_sorted_at_once_and_back_again),
        OFFICE_TEST(what_is_taken_away_is_erased),
        OFFICE_TEST(a_wall_is_told_each_change_once_and_in_order),
        OFFICE_TEST(a_closed_session_takes_nothing_and_is_still_read),
        OFFICE_TEST(without_room_nothing_comes_on_the_wall_and_what_is_there_can_go),
        OFFICE_TEST(what_points_at_a_client_or_is_too_much_is_refused),
        OFFICE_TEST(what_somebody_flags_is_off_the_wall_until_it_was_looked_at),
        OFFICE_TEST(what_was_looked_at_is_back_and_is_not_flagged_again),
        OFFICE_TEST(taking_away_goes_on_after_the_end_and_is_a_moderators_too),
        OFFICE_TEST(a_guest_gives_inputs_at_the_one_table_and_reads_what_it_is_called),
        OFFICE_TEST(of_a_guest_nothing_is_kept_but_the_input),
        OFFICE_TEST(an_input_of_a_guest_that_comes_twice_is_there_once),
        OFFICE_TEST(guests_come_until_the_time_is_over),
        OFFICE_TEST(with_the_table_its_guests_end_and_nothing_of_the_code_stays),
        OFFICE_TEST(a_new_code_ends_the_old_one_and_none_ends_it_too),
        OFFICE_TEST(so_many_tables_have_guests_at_a_time_and_one_that_is_over_makes_room),
        OFFICE_TEST(a_link_for_phones_is_there_when_the_instance_knows_its_address),
        OFFICE_TEST(guests_have_quotas_of_their_own),
        OFFICE_TEST(guests_cannot_fill_a_table_alone),
        OFFICE_TEST(letting_guests_in_is_in_the_log),
        OFFICE_TEST(nobody_becomes_a_member_with_the_name_of_a_guest),
    };

    return TEST_RUN(tests);
}
