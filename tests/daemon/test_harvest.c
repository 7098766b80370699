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
                                      " ('harvest', 'number', 'theme', 'text', 'changed')"),
                     0);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(whoever_has_the_code_takes_part),
        OFFICE_TEST(who_gave_an_input_is_told_to_nobody),
        OFFICE_TEST(who_began_it_sorts_and_nobody_else),
        OFFICE_TEST(what_is_taken_away_is_erased),
        OFFICE_TEST(a_wall_is_told_each_change_once_and_in_order),
        OFFICE_TEST(a_closed_session_takes_nothing_and_is_still_read),
        OFFICE_TEST(without_room_nothing_comes_on_the_wall_and_what_is_there_can_go),
        OFFICE_TEST(what_points_at_a_client_or_is_too_much_is_refused),
    };

    return TEST_RUN(tests);
}
