/*
 * Two regions: two offices, and between them what a bridge would carry. What is told, taken, refused, told again and
 * taken back. That brokers really carry it, and what they let through, is another test's (tests/system/test_region.c).
 */
#include "tests/daemon/office.h"

#include "daemon/courier.h"
#include "daemon/store/store_erase.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/* One office, and what it has to tell the other. */
struct side {
    struct office *o;
    struct courier *courier;
    const char *other;   /* what the other is called here */
    const char *account; /* and as what this one speaks there */
};

struct linked {
    struct side a, b; /* Haaglanden and Rijnmond */
    int64_t monotonic_ms;
    unsigned losses; /* of a hundred messages so many do not arrive; the seed is fixed */
    bool deaf;       /* no reply arrives */
};

/* ---- the way between them ---- */

static bool is_lost(const struct linked *l)
{
    return (unsigned)rand() % 100 < l->losses;
}

/* The reply, back over the bridge. */
static void carry_back(struct linked *l, struct side *from, const struct side *to)
{
    char topic[100];

    snprintf(topic, sizeof topic, "vakwerk/1/region/%s/bridge", from->other);
    if (to->o->item != NULL && !l->deaf && !is_lost(l))
        courier_hear(from->courier, span_of(topic), to->o->item->payload, &to->o->arena);
}

static void carry_one(struct linked *l, struct side *from, const struct side *to, const struct outbox_item *item)
{
    char topic[100], expected[100];

    snprintf(expected, sizeof expected, "vakwerk/1/region/%s/region-take", from->other);
    assert_string_equal(item->topic.text, expected);
    snprintf(topic, sizeof topic, "vakwerk/1/in/%s/region-take", from->account);
    if (is_lost(l))
        return;
    office_serve(to->o, &(struct inbox_item){ .topic = span_of(topic), .payload = item->payload });
    assert_int_equal(to->o->err, 0);
    carry_back(l, from, to);
}

/* Once; how many things left. */
static size_t carry_some(struct linked *l, struct side *from, const struct side *to)
{
    struct arena arena;
    struct outbox out;
    size_t count = 0;

    arena_init(&arena, 1 << 24);
    outbox_init(&out, &arena);
    l->monotonic_ms += 100000;
    assert_int_equal(courier_send(from->courier, l->monotonic_ms, &out), 0);
    for (const struct outbox_item *item = out.first; item != NULL; item = item->next, count++)
        carry_one(l, from, to, item);
    assert_int_equal(courier_settle(from->courier, from->o->now_ms), 0);
    arena_release(&arena);
    return count;
}

static int64_t waiting(const struct side *side)
{
    return office_number(side->o, "SELECT count(*) FROM region_out WHERE changed > told");
}

/* Until neither has anything to tell. */
static void carry(struct linked *l)
{
    for (int i = 0; i < 1000 && (waiting(&l->a) > 0 || waiting(&l->b) > 0); i++) {
        carry_some(l, &l->a, &l->b);
        carry_some(l, &l->b, &l->a);
    }
    assert_int_equal(waiting(&l->a), 0);
    assert_int_equal(waiting(&l->b), 0);
}

/* ---- two offices ---- */

static void begin_side(struct side *side, const char *other, const char *name, const char *account)
{
    void *office = NULL;

    assert_int_equal(office_setup(&office), 0);
    *side = (struct side){ .o = office, .other = other, .account = account };
    side->courier = courier_new(side->o->store, &side->o->key);
    assert_non_null(side->courier);
    OK(side->o, "beheer", "region-add", "{'region': '%s', 'name': '%s', 'themes': ['regie']}", other, name);
}

static int setup(void **state)
{
    struct linked *l = calloc(1, sizeof *l);

    assert_non_null(l);
    srand(20220520);
    begin_side(&l->a, "rijnmond", "Rijnmond", "region.haaglanden");
    begin_side(&l->b, "haaglanden", "Haaglanden", "region.rijnmond");
    memset(l->b.o->key.bytes, 9, sizeof l->b.o->key.bytes);
    *state = l;
    return 0;
}

static void end_side(struct side *side)
{
    void *office = side->o;

    courier_free(side->courier);
    office_teardown(&office);
}

static int teardown(void **state)
{
    struct linked *l = *state;

    end_side(&l->a);
    end_side(&l->b);
    free(l);
    return 0;
}

#define REGION_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* The code that a question of the other side has here. */
static struct word_text code_of(struct office *o, const char *title)
{
    struct word_text code = { "" };
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(o->db, "SELECT code FROM post WHERE title = ? AND gone = 0", -1, &stmt, NULL),
                     0);
    sqlite3_bind_text(stmt, 1, title, -1, SQLITE_STATIC);
    if (sqlite3_step(stmt) == SQLITE_ROW)
        snprintf(code.text, sizeof code.text, "%s", (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    return code;
}

static size_t listed(struct office *o, const char *theme)
{
    OK(o, "eva", "list", "{'kind': 'question', 'theme': '%s'}", theme);
    return count_at(o->reply, "items");
}

/* ---- what is seen ---- */

TEST(a_question_of_a_shared_theme_is_seen_in_both_with_where_it_is_from)
{
    struct linked *l = *state;

    office_ask(l->a.o, "anna", "theme/regie/ask", "Wie belt de school?");
    carry(l);
    assert_int_equal(listed(l->b.o, "regie"), 1);
    assert_string_equal(text_at(l->b.o->reply, "items.0.title"), "Wie belt de school?");
    assert_string_equal(text_at(l->b.o->reply, "items.0.author_name"), "Anna van Dam (Haaglanden)");
    assert_string_equal(text_at(l->b.o->reply, "items.0.author"), "region.haaglanden");
    assert_string_equal(text_at(l->b.o->reply, "items.0.region"), "Haaglanden");
    assert_false(has_at(l->b.o->reply, "items.0.team"));
    assert_int_equal(listed(l->a.o, "regie"), 1);
    assert_false(has_at(l->a.o->reply, "items.0.region"));
}

TEST(what_is_not_shared_stays_where_it_is)
{
    struct linked *l = *state;

    office_ask(l->a.o, "anna", "theme/wacht/ask", "Geen gedeeld thema");
    OK(l->a.o, "anna", "team/delft/ask", "{'title': 'Van het team', 'theme': 'regie'}");
    struct word_text own = office_word(l->a.o, "code");
    office_answer(l->a.o, "bram", own.text, "Ook van het team");
    assert_int_equal(waiting(&l->a), 0);
    carry(l);
    assert_int_equal(office_number(l->b.o, "SELECT count(*) FROM post"), 0);
}

TEST(an_anonymous_question_is_from_nobody_there_either)
{
    struct linked *l = *state;

    OK(l->a.o, "anna", "theme/regie/ask", "{'title': 'Durf ik dit te vragen?', 'anonymous': true}");
    carry(l);
    listed(l->b.o, "regie");
    assert_true(is_at(l->b.o->reply, "items.0.anonymous"));
    assert_false(has_at(l->b.o->reply, "items.0.author_name"));
    assert_false(has_at(l->b.o->reply, "items.0.author"));
    assert_string_equal(text_at(l->b.o->reply, "items.0.region"), "Haaglanden");
    assert_int_equal(office_number(l->b.o, "SELECT count(*) FROM region_post WHERE signed_as IS NOT NULL"), 0);
}

TEST(an_answer_to_a_question_of_the_other_region_goes_home_and_its_asker_is_told)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Wie belt de school?");

    carry(l);
    struct word_text there = code_of(l->b.o, "Wie belt de school?");
    OK(l->b.o, "eva", "answer",
       "{'to': '%s', 'text': 'Degene met regie.', 'sources': [{'title': 'Richtlijn', 'url': 'https://x.nl/y'}]}",
       there.text);
    carry(l);
    OK(l->a.o, "anna", "show", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(l->a.o->reply, "items"), 1);
    assert_string_equal(text_at(l->a.o->reply, "items.0.text"), "Degene met regie.");
    assert_string_equal(text_at(l->a.o->reply, "items.0.author_name"), "Eva van Dam (Rijnmond)");
    assert_string_equal(text_at(l->a.o->reply, "sources.0.url"), "https://x.nl/y");
    assert_int_equal(office_number(l->a.o, "SELECT count(*) FROM event_to t JOIN member m ON m.id = t.member WHERE"
                                           " m.name = 'anna'"),
                     1);
    assert_int_equal(office_number(l->b.o, "SELECT count(*) FROM post WHERE kind = 2"), 1);
}

TEST(an_answer_at_home_is_seen_by_who_reads_the_question_elsewhere)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Wie belt de school?");

    carry(l);
    office_answer(l->a.o, "bram", code.text, "Bel zelf.");
    OK(l->a.o, "anna", "resolve", "{'code': '%s'}", code.text);
    carry(l);
    OK(l->b.o, "eva", "show", "{'code': '%s'}", code_of(l->b.o, "Wie belt de school?").text);
    assert_string_equal(text_at(l->b.o->reply, "items.0.text"), "Bel zelf.");
    assert_string_equal(text_at(l->b.o->reply, "items.0.author_name"), "Bram van Dam (Haaglanden)");
    assert_int_equal(office_number(l->b.o, "SELECT resolved_at IS NOT NULL FROM post WHERE kind = 1"), 1);
}

TEST(what_goes_into_a_team_is_taken_back)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Wie kent de Kwartelflat?");

    office_answer(l->a.o, "bram", code.text, "De Kwartelflat ken ik.");
    carry(l);
    assert_int_equal(listed(l->b.o, "regie"), 1);
    OK(l->a.o, "toezicht", "move", "{'code': '%s', 'team': 'delft', 'reason': 'Een flat'}", code.text);
    carry(l);
    assert_int_equal(listed(l->b.o, "regie"), 0);
    assert_int_equal(office_grep(l->b.o, "Kwartelflat"), 0);
    office_answer(l->a.o, "bram", code.text, "De Kwartelflat, dus.");
    carry(l);
    assert_int_equal(office_grep(l->b.o, "Kwartelflat"), 0);
}

TEST(what_was_there_before_the_link_is_told_and_a_question_before_its_answers)
{
    struct linked *l = *state;
    struct office *o = l->a.o;

    OK(o, "beheer", "region-set", "{'region': 'rijnmond', 'themes': []}");
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Van voor de koppeling");
    for (int i = 0; i < 40; i++)
        office_answer(o, "bram", code.text, "Een antwoord");
    assert_int_equal(waiting(&l->a), 0);
    OK(o, "beheer", "region-set", "{'region': 'rijnmond', 'themes': ['regie']}");
    assert_int_equal(waiting(&l->a), 41);
    OK(o, "anna", "edit", "{'code': '%s', 'text': 'Nader.', 'base': 1}", code.text); /* now behind its answers */
    carry(l);
    assert_int_equal(office_number(l->b.o, "SELECT answers FROM post WHERE kind = 1"), 40);
    assert_int_equal(office_number(l->b.o, "SELECT count(*) FROM ladder"), 0);
}

/* ---- what goes away ---- */

static int64_t there(struct linked *l)
{
    return office_number(l->b.o, "SELECT count(*) FROM post WHERE gone = 0");
}

TEST(what_is_withdrawn_held_or_erased_goes_there_too_and_that_is_confirmed)
{
    struct linked *l = *state;
    struct office *o = l->a.o;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Pompoen");
    struct word_text other = office_ask(o, "bram", "theme/regie/ask", "Kalebas");

    carry(l);
    assert_int_equal(there(l), 2);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    assert_int_equal(waiting(&l->a), 1);
    carry(l);
    assert_int_equal(there(l), 1);
    assert_int_equal(office_grep(l->b.o, "Pompoen"), 0);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Adres'}", other.text);
    carry(l);
    assert_int_equal(there(l), 0);
    assert_int_equal(office_grep(l->b.o, "Kalebas"), 0);
    OK(o, "toezicht", "release", "{'code': '%s'}", other.text);
    carry(l);
    assert_int_equal(there(l), 1);
    office_sql(o, "UPDATE post SET author = 0, flags = flags | 8 WHERE title = 'Kalebas'"); /* as erasing does */
    carry(l);
    listed(l->b.o, "regie");
    assert_false(has_at(l->b.o->reply, "items.0.author_name"));
    OK(o, "beheer", "region-list", "{}");
    assert_int_equal(int_at(o->reply, "items.0.waiting"), 0);
    assert_int_equal(int_at(o->reply, "items.0.there"), 1);
}

TEST(a_redacted_text_is_redacted_there_and_a_moved_question_moves_or_goes)
{
    struct linked *l = *state;
    struct office *o = l->a.o;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Waar woont ze?");

    carry(l);
    OK(o, "toezicht", "redact", "{'code': '%s', 'title': 'Waar dan?', 'base': 1, 'reason': 'x'}", code.text);
    carry(l);
    assert_string_equal(code_of(l->b.o, "Waar woont ze?").text, "");
    assert_int_equal(strlen(code_of(l->b.o, "Waar dan?").text), 4);
    OK(o, "toezicht", "move", "{'code': '%s', 'theme': 'wacht'}", code.text); /* which is not shared */
    carry(l);
    assert_int_equal(there(l), 0);
}

TEST(a_theme_that_is_shared_no_longer_is_taken_back)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Gedeeld");

    office_answer(l->a.o, "bram", code.text, "Antwoord");
    carry(l);
    assert_int_equal(there(l), 2);
    OK(l->a.o, "beheer", "region-set", "{'region': 'rijnmond', 'themes': []}");
    carry(l);
    assert_int_equal(there(l), 0);
}

TEST(a_link_that_ends_takes_away_what_came_over_it_and_shuts_its_account_out)
{
    struct linked *l = *state;
    struct office *o = l->b.o;

    office_ask(l->a.o, "anna", "theme/regie/ask", "Pompoen");
    carry(l);
    OK(o, "beheer", "region-remove", "{'region': 'haaglanden'}");
    assert_true(o->effects.changes.erasures && o->effects.rights != NULL);
    assert_int_equal(office_number(o, "SELECT step FROM erasure"), ERASURE_ACCEPTED);
    assert_int_equal(office_number(o, "SELECT count(*) FROM region"), 0);
    office_ask(l->a.o, "anna", "theme/regie/ask", "Hoort niemand meer");
    carry_some(l, &l->a, &l->b);
    assert_string_equal(text_at(o->reply, "error"), "forbidden");
    assert_int_equal(office_number(o, "SELECT count(*) FROM post"), 1);
}

/* ---- what is refused ---- */

static const char region[] = "region.haaglanden";

TEST(a_region_does_one_thing_alone)
{
    struct linked *l = *state;
    struct office *o = l->b.o;

    for (size_t i = 0; i < VERB_COUNT; i++) {
        struct topic topic = office_topic(region, schema_verbs[i].name);
        if (i == VERB_region_take || schema_verbs[i].role == ROLE_ACCOUNT)
            continue;
        office_serve(o, &(struct inbox_item){ .topic = span_of(topic.text), .payload = { "\x80", 1 } });
        assert_int_equal(o->err, 0);
        assert_false(is_at(o->reply, "ok"));
    }
}

TEST(a_region_speaks_of_what_is_shared_and_of_its_own_alone)
{
    struct linked *l = *state;
    struct office *o = l->b.o;
    struct word_text secret = office_ask(o, "eva", "theme/wacht/ask", "Niet gedeeld");
    int64_t id = office_number(o, "SELECT id FROM post WHERE code = '%s'", secret.text);

    NO("forbidden", "theme", o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'wacht', 'title': 'Hoe lang?'}");
    NO("not_found", "theme", o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'niets', 'title': 'Hoe lang?'}");
    NO("not_found", "to", o, region, "region-take",
       "{'kind': 'answer', 'thing': 1, 'version': 1, 'yours': %lld, 'text': 'Zo.'}", (long long)id);
    office_ask(o, "eva", "theme/regie/ask", "Gedeeld, maar nog niet verteld");
    NO("not_found", "to", o, region, "region-take",
       "{'kind': 'answer', 'thing': 1, 'version': 1, 'yours': %lld, 'text': 'Zo.'}", (long long)id + 1);
    NO("not_found", "to", o, region, "region-take",
       "{'kind': 'answer', 'thing': 1, 'version': 1, 'to': %lld, 'text': 'Zo.'}", (long long)id);
    OK(o, region, "region-take", "{'kind': 'gone', 'thing': %lld, 'version': 9}", (long long)id);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE gone = 0"), 2);
    NO("bad_request", "author", o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'Wie?', 'author': 'eva'}");
    NO("forbidden", NULL, o, "eva", "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'Wie?'}");
}

TEST(the_gate_looks_again)
{
    struct linked *l = *state;
    struct office *o = l->b.o;

    NO("identifying", "text", o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'Wie?', 'text': 'BSN 111222333'}");
    office_sql(o, "UPDATE theme SET first_look = 1 WHERE slug = 'regie'");
    OK(o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'Eerst kijken'}");
    assert_int_equal(listed(o, "regie"), 0);
    assert_int_equal(office_number(o, "SELECT held FROM post"), POST_FIRST_LOOK);
}

TEST(a_refusal_there_holds_nothing_up_here_and_is_counted)
{
    struct linked *l = *state;

    office_sql(l->b.o, "UPDATE theme SET archived = 1 WHERE slug = 'regie'");
    office_ask(l->a.o, "anna", "theme/regie/ask", "Wil niemand hebben");
    carry(l);
    OK(l->a.o, "beheer", "region-list", "{}");
    assert_int_equal(int_at(l->a.o->reply, "items.0.refused"), 1);
    assert_int_equal(int_at(l->a.o->reply, "items.0.there"), 0);
}

TEST(a_moderator_here_has_the_last_word)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Scherp gezegd");

    carry(l);
    struct word_text here = code_of(l->b.o, "Scherp gezegd");
    OK(l->b.o, "toezicht", "redact", "{'code': '%s', 'title': 'Zacht gezegd', 'base': 1, 'reason': 'x'}", here.text);
    OK(l->a.o, "anna", "edit", "{'code': '%s', 'title': 'Nog scherper', 'base': 1}", code.text);
    carry(l);
    assert_string_equal(code_of(l->b.o, "Zacht gezegd").text, here.text);
    OK(l->b.o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", here.text);
    OK(l->a.o, "anna", "edit", "{'code': '%s', 'title': 'Het scherpst', 'base': 2}", code.text);
    carry(l);
    assert_int_equal(there(l), 0);
}

/* ---- waiting times ---- */

TEST(a_waiting_time_is_seen_in_both_and_is_its_own_region_s_to_say)
{
    struct linked *l = *state;

    office_sql(l->a.o, "INSERT INTO municipality (slug, name) VALUES ('zoetermeer', 'Zoetermeer')");
    OK(l->a.o, "beheer", "waitlist-set", "{'municipality': 'zoetermeer', 'care': 'ggz', 'weeks': 7, 'places': 3}");
    carry(l);
    OK(l->b.o, "eva", "waitlist", "{'municipality': 'zoetermeer'}");
    assert_int_equal(int_at(l->b.o->reply, "rows.0.weeks"), 7);
    assert_int_equal(office_number(l->b.o, "SELECT places FROM wait"), 1); /* few: how few is not told */
    NO("forbidden", "municipality", l->b.o, "beheer", "waitlist-set",
       "{'municipality': 'zoetermeer', 'care': 'ggz', 'weeks': 1}");
    NO("forbidden", "municipality", l->b.o, region, "region-take",
       "{'kind': 'wait', 'thing': 1, 'version': 1, 'municipality': 'delft', 'municipality_name': 'Delft', 'care': "
       "'ggz',"
       " 'weeks': 52}");
    assert_int_equal(waiting(&l->b), 0); /* what came from there is not told back */
}

/* ---- a bad line ---- */

TEST(a_hundred_things_over_a_line_that_loses_half_arrive_once_each)
{
    struct linked *l = *state;
    char title[40];

    l->losses = 50;
    for (int i = 0; i < 50; i++) {
        snprintf(title, sizeof title, "Vraag nummer %d?", i);
        struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", title);
        office_answer(l->a.o, "bram", code.text, title);
        carry_some(l, &l->a, &l->b);
    }
    carry(l);
    assert_int_equal(office_number(l->b.o, "SELECT count(*) FROM post WHERE kind = 1 AND gone = 0"), 50);
    assert_int_equal(office_number(l->b.o, "SELECT count(*) FROM post WHERE kind = 2 AND gone = 0"), 50);
    assert_int_equal(office_number(l->b.o, "SELECT count(DISTINCT title) FROM post WHERE kind = 1"), 50);
    assert_int_equal(office_number(l->b.o, "SELECT count(*) FROM post q WHERE kind = 1 AND answers <> 1"), 0);
}

TEST(what_was_overtaken_on_the_way_changes_nothing)
{
    struct linked *l = *state;
    struct office *o = l->b.o;

    OK(o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 5, 'theme': 'regie', 'title': 'Nieuw', 'signed_as': 'Anna'}");
    OK(o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 4, 'theme': 'regie', 'title': 'Oud', 'signed_as': 'Anna'}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM post"), 1);
    assert_int_equal(strlen(code_of(o, "Nieuw").text), 4);
}

TEST(where_no_region_is_linked_nobody_looks_what_others_have_to_know)
{
    struct linked *l = *state;
    struct courier *alone = courier_new(l->a.o->store, &l->a.o->key);
    struct outbox out;

    office_sql(l->a.o,
               "DELETE FROM region_place; DELETE FROM region_theme; DELETE FROM region_out; DELETE FROM region");
    outbox_init(&out, &l->a.o->arena);
    assert_int_equal(courier_due(alone), 0);
    assert_int_equal(courier_send(alone, 1, &out), 0);
    courier_look(alone, false);
    assert_int_equal(courier_due(alone), INT64_MAX);
    courier_look(alone, true);
    assert_int_equal(courier_due(alone), 0);
    courier_free(alone);
}

/* What the other side may know only through a change that comes while an older one is on its way. */
TEST(a_change_while_the_one_before_is_under_way_is_told_as_well)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Eerst");
    struct arena arena;
    struct outbox out;

    arena_init(&arena, 1 << 24);
    outbox_init(&out, &arena);
    assert_int_equal(courier_send(l->a.courier, 1, &out), 0);
    OK(l->a.o, "anna", "edit", "{'code': '%s', 'title': 'Daarna', 'base': 1}", code.text);
    for (const struct outbox_item *item = out.first; item != NULL; item = item->next)
        carry_one(l, &l->a, &l->b, item);
    assert_int_equal(courier_settle(l->a.courier, l->a.o->now_ms), 0);
    assert_int_equal(waiting(&l->a), 1);
    carry(l);
    assert_int_equal(strlen(code_of(l->b.o, "Daarna").text), 4);
    arena_release(&arena);
}

/* What waits too long on a line that is well again is what somebody reads too late. */
TEST(what_is_not_heard_of_is_told_again_every_few_seconds)
{
    struct linked *l = *state;
    struct arena arena;
    struct outbox out;
    int64_t now = 1, told = 0;

    office_ask(l->a.o, "anna", "theme/regie/ask", "Wie belt de school?");
    while (now < 600000) {
        arena_init(&arena, 1 << 24);
        outbox_init(&out, &arena);
        assert_int_equal(courier_send(l->a.courier, now, &out), 0);
        assert_non_null(out.first);
        arena_release(&arena);
        told++;
        assert_in_range(courier_due(l->a.courier), now + 1000, now + 5000);
        now = courier_due(l->a.courier);
    }
    assert_in_range(told, 120, 130);
}

TEST(an_answer_that_is_home_before_the_confirmation_of_its_question_is_not_lost)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Wie belt de school?");

    l->deaf = true;
    carry_some(l, &l->a, &l->b);
    l->deaf = false;
    office_answer(l->b.o, "eva", code_of(l->b.o, "Wie belt de school?").text, "Degene met regie.");
    carry_some(l, &l->b, &l->a);
    OK(l->a.o, "anna", "show", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(l->a.o->reply, "items"), 1);
    carry(l);
    assert_int_equal(office_number(l->a.o, "SELECT count(*) FROM post WHERE kind = 2"), 1);
}

TEST(what_is_withdrawn_before_the_confirmation_of_it_was_heard_goes_there_too)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Pompoen");

    l->deaf = true;
    carry_some(l, &l->a, &l->b);
    l->deaf = false;
    assert_int_equal(there(l), 1);
    OK(l->a.o, "beheer", "region-list", "{}");
    assert_int_equal(int_at(l->a.o->reply, "items.0.there"), 0);
    courier_forget(l->a.courier);
    OK(l->a.o, "anna", "retract", "{'code': '%s'}", code.text);
    carry(l);
    assert_int_equal(there(l), 0);
    assert_int_equal(office_grep(l->b.o, "Pompoen"), 0);
}

TEST(what_is_withdrawn_after_a_change_that_was_refused_there_goes_there_too)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Pompoen");

    carry(l);
    OK(l->a.o, "anna", "edit", "{'code': '%s', 'title': 'Kalebas', 'base': 1}", code.text);
    office_sql(l->b.o, "UPDATE theme SET archived = 1 WHERE slug = 'regie'");
    carry(l);
    OK(l->a.o, "beheer", "region-list", "{}");
    assert_int_equal(int_at(l->a.o->reply, "items.0.refused"), 1);
    assert_int_equal(int_at(l->a.o->reply, "items.0.there"), 1);
    OK(l->a.o, "anna", "retract", "{'code': '%s'}", code.text);
    carry(l);
    assert_int_equal(there(l), 0);
}

TEST(an_answer_that_was_refused_while_its_question_was_away_comes_home_when_that_is_back)
{
    struct linked *l = *state;
    struct word_text code = office_ask(l->a.o, "anna", "theme/regie/ask", "Wie belt de school?");

    carry(l);
    OK(l->a.o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", code.text);
    office_answer(l->b.o, "eva", code_of(l->b.o, "Wie belt de school?").text, "Degene met regie.");
    carry_some(l, &l->b, &l->a);
    carry(l);
    OK(l->a.o, "toezicht", "release", "{'code': '%s'}", code.text);
    carry(l);
    OK(l->a.o, "anna", "show", "{'code': '%s'}", code.text);
    assert_int_equal(count_at(l->a.o->reply, "items"), 1);
}

TEST(what_changed_while_the_line_was_down_is_all_of_it_changed_there)
{
    struct linked *l = *state;
    struct office *o = l->a.o;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt?");
    struct word_text other = office_ask(o, "anna", "theme/regie/ask", "Wie schrijft?");

    OK(o, "beheer", "region-set", "{'region': 'rijnmond', 'themes': ['regie', 'wacht']}");
    OK(l->b.o, "beheer", "region-set", "{'region': 'haaglanden', 'themes': ['regie', 'wacht']}");
    carry(l);
    OK(o, "anna", "edit", "{'code': '%s', 'title': 'Wie belt de school?', 'base': 1}", code.text);
    OK(o, "anna", "resolve", "{'code': '%s'}", code.text);
    OK(o, "toezicht", "move", "{'code': '%s', 'theme': 'wacht'}", code.text);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", other.text);
    carry(l);
    assert_int_equal(office_number(l->b.o, "SELECT count(*) FROM post p JOIN theme h ON h.id = p.theme WHERE p.title ="
                                           " 'Wie belt de school?' AND resolved_at IS NOT NULL AND h.slug = 'wacht'"),
                     1);
    OK(o, "toezicht", "release", "{'code': '%s'}", other.text);
    OK(o, "anna", "resolve", "{'code': '%s'}", other.text);
    OK(o, "toezicht", "move", "{'code': '%s', 'theme': 'wacht'}", other.text);
    carry(l);
    assert_int_equal(listed(l->b.o, "wacht"), 2);
    assert_int_equal(office_number(l->b.o, "SELECT count(*) FROM post WHERE resolved_at IS NOT NULL"), 2);
}

/* ---- linking ---- */

static void send_to(struct side *side, const char *slug, struct outbox *out)
{
    char expected[80];

    snprintf(expected, sizeof expected, "vakwerk/1/region/%s/region-take", slug);
    outbox_init(out, out->arena);
    courier_look(side->courier, true);
    assert_int_equal(courier_send(side->courier, 1, out), 0);
    assert_non_null(out->first);
    for (const struct outbox_item *item = out->first; item != NULL; item = item->next)
        assert_string_equal(item->topic.text, expected);
}

/* The number of what went is given to what comes. */
TEST(a_region_that_went_with_things_on_their_way_is_told_nothing_of_the_next_and_keeps_nobody_busy)
{
    struct linked *l = *state;
    struct office *o = l->a.o;
    struct arena arena;
    struct outbox out;

    office_ask(o, "anna", "theme/regie/ask", "Pompoen");
    arena_init(&arena, 1 << 24);
    outbox_init(&out, &arena);
    send_to(&l->a, "rijnmond", &out);
    OK(o, "beheer", "region-remove", "{'region': 'rijnmond'}");
    OK(o, "beheer", "region-add", "{'region': 'twente', 'name': 'Twente', 'themes': ['regie']}");
    send_to(&l->a, "twente", &out);
    OK(o, "beheer", "region-remove", "{'region': 'twente'}");
    courier_look(l->a.courier, true);
    assert_int_equal(courier_send(l->a.courier, 100000, &out), 0);
    assert_int_equal(courier_due(l->a.courier), INT64_MAX);
    arena_release(&arena);
}

TEST(a_link_gives_an_account_once_and_its_secret_is_not_kept)
{
    struct linked *l = *state;
    struct office *o = l->a.o;

    OK(o, "beheer", "region-add", "{'region': 'twente', 'name': 'Twente'}");
    assert_string_equal(text_at(o->reply, "account"), "region.twente");
    assert_string_equal(text_at(o->reply, "device"), "bridge");
    struct word_text secret = office_word(o, "secret");
    assert_int_equal(strlen(secret.text), 28);
    assert_int_equal(office_grep(o, secret.text), 0);
    NO("conflict", "region", o, "beheer", "region-add", "{'region': 'twente', 'name': 'Nog eens'}");
    NO("not_found", "themes", o, "beheer", "region-set", "{'region': 'twente', 'themes': ['niets']}");
    NO("not_found", "region", o, "beheer", "region-set", "{'region': 'drente', 'themes': []}");
    NO("not_found", "region", o, "beheer", "region-remove", "{'region': 'drente'}");
    NO("conflict", "member", o, "beheer", "member-add", "{'member': 'region.drente', 'name': 'x'}");
    NO("not_found", "member", o, "beheer", "member-set", "{'member': 'region.twente', 'roles': ['administrator']}");
    NO("not_found", "member", o, "beheer", "member-reset", "{'member': 'region.twente'}");
}

TEST(what_a_region_leaves_out_or_says_twice_is_named)
{
    struct linked *l = *state;
    struct office *o = l->b.o;

    NO("bad_request", "kind", o, region, "region-take", "{'kind': 'tip', 'thing': 1, 'version': 1, 'title': 'Wie?'}");
    NO("bad_request", "theme", o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 1, 'title': 'Wie?'}");
    NO("bad_request", "title", o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie'}");
    OK(o, region, "region-take", "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'Wie?'}");
    NO("bad_request", "text", o, region, "region-take", "{'kind': 'answer', 'thing': 2, 'version': 1, 'to': 1}");
    NO("bad_request", "to", o, region, "region-take",
       "{'kind': 'answer', 'thing': 2, 'version': 1, 'to': 1, 'yours': 1, 'text': 'Zo.'}");
    NO("bad_request", "to", o, region, "region-take", "{'kind': 'answer', 'thing': 2, 'version': 1, 'text': 'Zo.'}");
    NO("bad_request", "municipality", o, region, "region-take",
       "{'kind': 'wait', 'thing': 1, 'version': 1, 'municipality': 'x1', 'municipality_name': 'X', 'care': 'ggz'}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM post"), 1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM wait"), 0);
}

#define WAIT_FROM "{'kind': 'wait', 'thing': 1, 'version': 1, 'care': 'ggz', 'weeks': 2, "

TEST(the_gate_looks_at_waiting_times_and_answers_too_and_nothing_is_from_tomorrow)
{
    struct linked *l = *state;
    struct office *o = l->b.o;
    long long tomorrow = (long long)o->now_ms + 86400000;

    NO("identifying", "note", o, region, "region-take",
       WAIT_FROM "'municipality': 'ede', 'municipality_name': 'Ede', 'note': 'BSN 111222333'}");
    NO("identifying", "municipality_name", o, region, "region-take",
       WAIT_FROM "'municipality': 'ede', 'municipality_name': 'BSN 111222333'}");
    OK(o, region, "region-take", WAIT_FROM "'municipality': 'ede', 'municipality_name': 'Ede', 'posted_at': %lld}",
       tomorrow);
    assert_int_equal(office_number(o, "SELECT at FROM wait"), o->now_ms);
    OK(o, region, "region-take",
       "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'Wie?', 'posted_at': %lld,"
       " 'anonymous': true, 'signed_as': 'Anna'}",
       tomorrow);
    assert_int_equal(office_number(o, "SELECT posted_at FROM post"), o->now_ms);
    listed(o, "regie");
    assert_false(has_at(o->reply, "items.0.author_name"));
    office_sql(o, "UPDATE theme SET first_look = 1 WHERE slug = 'regie'");
    OK(o, region, "region-take", "{'kind': 'answer', 'thing': 2, 'version': 1, 'to': 1, 'text': 'Zo.'}");
    assert_int_equal(office_number(o, "SELECT held FROM post WHERE kind = 2"), POST_FIRST_LOOK);
}

TEST(an_answer_goes_under_a_question_that_is_open_and_shared_alone)
{
    struct linked *l = *state;
    struct office *o = l->b.o;
    static const char answer[] = "{'kind': 'answer', 'thing': 2, 'version': 1, 'to': 1, 'text': 'Zo.'}";

    OK(o, region, "region-take", "{'kind': 'question', 'thing': 1, 'version': 1, 'theme': 'regie', 'title': 'Wie?'}");
    office_sql(o, "UPDATE post SET theme = (SELECT id FROM theme WHERE slug = 'wacht')");
    NO("forbidden", "theme", o, region, "region-take", "%s", answer);
    office_sql(o, "UPDATE post SET theme = (SELECT id FROM theme WHERE slug = 'regie'), held = 1");
    NO("not_found", "to", o, region, "region-take", "%s", answer);
    office_sql(o, "UPDATE post SET held = 0, team = (SELECT id FROM team WHERE slug = 'delft')");
    NO("not_found", "to", o, region, "region-take", "%s", answer);
    office_sql(o, "UPDATE post SET team = NULL");
    OK(o, region, "region-take", "%s", answer);
    NO("not_found", "to", o, region, "region-take",
       "{'kind': 'answer', 'thing': 3, 'version': 1, 'to': 2, 'text': 'Een antwoord op een antwoord.'}");
}

/* Of three that are linked in pairs. */
TEST(what_came_from_one_region_is_not_told_to_a_third)
{
    struct linked *l = *state;
    struct office *o = l->b.o;

    office_ask(l->a.o, "anna", "theme/regie/ask", "Wie belt de school?");
    carry(l);
    OK(o, region, "region-take", WAIT_FROM "'municipality': 'ede', 'municipality_name': 'Ede'}");
    OK(o, "beheer", "region-add", "{'region': 'twente', 'name': 'Twente', 'themes': ['regie']}");
    assert_int_equal(waiting(&l->b), 0);
    NO("forbidden", "municipality", o, "region.twente", "region-take",
       WAIT_FROM "'municipality': 'ede', 'municipality_name': 'Ede'}");
    office_answer(o, "eva", code_of(o, "Wie belt de school?").text, "Degene met regie.");
    carry(l);
    assert_int_equal(office_number(o,
                                   "SELECT count(*) FROM region_out f JOIN region r ON r.id = f.region WHERE r.slug ="
                                   " 'twente' AND f.shown = 1"),
                     0);
    OK(o, "beheer", "region-remove", "{'region': 'haaglanden'}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM wait WHERE at > 0"), 0);
}

TEST(there_are_at_most_so_many_regions_and_so_many_municipalities_of_one)
{
    struct linked *l = *state;
    struct office *o = l->b.o;

    for (int i = 1; i < REGIONS_MAX; i++)
        OK(o, "beheer", "region-add", "{'region': 'regio-%d', 'name': 'Regio %d'}", i, i);
    NO("conflict", "region", o, "beheer", "region-add", "{'region': 'een-te-veel', 'name': 'Te veel'}");
    for (int i = 0; i < REGION_PLACES_MAX; i++)
        OK(o, region, "region-take", WAIT_FROM "'municipality': 'dorp-%d', 'municipality_name': 'Dorp'}", i);
    NO("forbidden", "municipality", o, region, "region-take",
       WAIT_FROM "'municipality': 'dorp', 'municipality_name': 'Dorp'}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        REGION_TEST(a_question_of_a_shared_theme_is_seen_in_both_with_where_it_is_from),
        REGION_TEST(what_is_not_shared_stays_where_it_is),
        REGION_TEST(an_anonymous_question_is_from_nobody_there_either),
        REGION_TEST(an_answer_to_a_question_of_the_other_region_goes_home_and_its_asker_is_told),
        REGION_TEST(an_answer_at_home_is_seen_by_who_reads_the_question_elsewhere),
        REGION_TEST(what_goes_into_a_team_is_taken_back),
        REGION_TEST(what_was_there_before_the_link_is_told_and_a_question_before_its_answers),
        REGION_TEST(what_is_withdrawn_held_or_erased_goes_there_too_and_that_is_confirmed),
        REGION_TEST(a_redacted_text_is_redacted_there_and_a_moved_question_moves_or_goes),
        REGION_TEST(a_theme_that_is_shared_no_longer_is_taken_back),
        REGION_TEST(a_link_that_ends_takes_away_what_came_over_it_and_shuts_its_account_out),
        REGION_TEST(a_region_does_one_thing_alone),
        REGION_TEST(a_region_speaks_of_what_is_shared_and_of_its_own_alone),
        REGION_TEST(the_gate_looks_again),
        REGION_TEST(a_refusal_there_holds_nothing_up_here_and_is_counted),
        REGION_TEST(a_moderator_here_has_the_last_word),
        REGION_TEST(a_waiting_time_is_seen_in_both_and_is_its_own_region_s_to_say),
        REGION_TEST(a_hundred_things_over_a_line_that_loses_half_arrive_once_each),
        REGION_TEST(what_was_overtaken_on_the_way_changes_nothing),
        REGION_TEST(where_no_region_is_linked_nobody_looks_what_others_have_to_know),
        REGION_TEST(a_change_while_the_one_before_is_under_way_is_told_as_well),
        REGION_TEST(what_is_not_heard_of_is_told_again_every_few_seconds),
        REGION_TEST(an_answer_that_is_home_before_the_confirmation_of_its_question_is_not_lost),
        REGION_TEST(an_answer_that_was_refused_while_its_question_was_away_comes_home_when_that_is_back),
        REGION_TEST(what_changed_while_the_line_was_down_is_all_of_it_changed_there),
        REGION_TEST(what_is_withdrawn_before_the_confirmation_of_it_was_heard_goes_there_too),
        REGION_TEST(what_is_withdrawn_after_a_change_that_was_refused_there_goes_there_too),
        REGION_TEST(a_region_that_went_with_things_on_their_way_is_told_nothing_of_the_next_and_keeps_nobody_busy),
        REGION_TEST(what_a_region_leaves_out_or_says_twice_is_named),
        REGION_TEST(the_gate_looks_at_waiting_times_and_answers_too_and_nothing_is_from_tomorrow),
        REGION_TEST(an_answer_goes_under_a_question_that_is_open_and_shared_alone),
        REGION_TEST(what_came_from_one_region_is_not_told_to_a_third),
        REGION_TEST(there_are_at_most_so_many_regions_and_so_many_municipalities_of_one),
        REGION_TEST(a_link_gives_an_account_once_and_its_secret_is_not_kept),
    };

    return TEST_RUN(tests);
}
