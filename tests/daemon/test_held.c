/* What is held is gone wherever one looks, as if it were withdrawn; and when it is released it is there again. */
#include "tests/daemon/desk.h"

#include "daemon/announce.h"
#include "daemon/digest/content.h"
#include "daemon/moderation.h"
#include "daemon/screen/wall.h"
#include "daemon/store/store_stats.h"
#include "proto/encode.h"
#include "proto/json.h"

#include <stdio.h>

#define MARK "Merkteken" /* in every text that is held, and nowhere else */

/* ---- everything that others see, each with a name ---- */

struct look {
    const char *name;
    char *text;
};

#define LOOKS_MAX 64

struct view {
    struct look looks[LOOKS_MAX];
    size_t count;
};

static void keep(struct view *view, const char *name, const char *text, size_t length)
{
    assert_true(view->count < LOOKS_MAX);
    view->looks[view->count++] = (struct look){ name, strndup(text, length) };
}

static void forget(struct view *view)
{
    for (size_t i = 0; i < view->count; i++)
        free(view->looks[i].text);
    view->count = 0;
}

/* What carla of delft reads, and an administrator. */
static const struct {
    const char *name, *who, *where, *payload;
} reads[] = {
    { "list", "carla", "list", "{}" },
    { "list open", "carla", "list", "{'sort': 'open', 'open': true}" },
    { "list lively", "carla", "list", "{'sort': 'lively'}" },
    { "list of a theme", "carla", "theme/wacht/list", "{}" },
    { "list of a team", "carla", "team/delft/list", "{}" },
    { "list of tips", "carla", "list", "{'kind': 'tip'}" },
    { "list of notices", "carla", "list", "{'kind': 'notice'}" },
    { "list of lessons", "carla", "list", "{'kind': 'lesson'}" },
    { "show", "carla", "show", "{'code': '$'}" },
    { "show its answer's thread", "carla", "show", "{'code': '%'}" },
    { "search", "carla", "search", "{'words': 'merkteken'}" },
    { "similar", "carla", "similar", "{'title': 'Merkteken voor de school?'}" },
    { "sync", "carla", "sync", "{'since': 0, 'limit': 500}" },
    { "me", "carla", "me", "{}" },
    { "intervision", "carla", "team/delft/intervision-list", "{}" },
    { "waitlist", "carla", "waitlist", "{}" },
    { "support", "carla", "support-list", "{}" },
    { "stats", "beheer", "stats", "{}" },
};

/* Reads all; $ is the thing, % the question its answer stands under. */
static void look_around(struct desk *desk, struct view *view, const char *code, const char *question)
{
    struct office *o = desk->o;

    desk_catch_up(desk);
    for (size_t i = 0; i < sizeof reads / sizeof reads[0]; i++) {
        const char *mark = strpbrk(reads[i].payload, "$%");
        char payload[200];
        snprintf(payload, sizeof payload, "%s", reads[i].payload);
        if (mark != NULL)
            snprintf(payload, sizeof payload, "{'code': '%s'}", *mark == '$' ? code : question);
        office_say(o, reads[i].who, reads[i].where, "%s", payload);
        char *text = json_dumps(o->reply, JSON_SORT_KEYS);
        struct id_text id = office_id(o);
        o->ids--; /* every look has an id of its own: take it out */
        char *at = strstr(text, "\"id\": \"");
        if (at != NULL)
            memset(at + 7, '0', strlen(id.text));
        keep(view, reads[i].name, text, strlen(text));
        free(text);
    }
}

static void keep_map(struct view *view, struct office *o, const char *name, const struct msg_type *type,
                     const void *message)
{
    struct span payload = encode_map(&(struct encode_part){ type, message }, 1, false, 200000, &o->arena);
    struct span text = json_from_msgpack(payload, &o->arena);

    assert_non_null(text.ptr);
    keep(view, name, text.ptr, text.len);
}

static void look_at_the_wall(struct office *o, struct view *view)
{
    static struct wall wall;
    struct kiosk *kiosks;
    struct msg_totals totals;
    size_t count;
    char cards[4096] = "";

    arena_reset(&o->arena);
    assert_int_equal(store_kiosk_list(o->store, 0, span_of(""), &o->arena, &kiosks, &count), 0);
    office_draw(o, &kiosks[0], o->now_ms, &wall);
    for (size_t i = 0; i < wall.card_count; i++)
        snprintf(cards + strlen(cards), sizeof cards - strlen(cards), "%.*s %.*s %lld\n", span_int(wall.cards[i].code),
                 wall.cards[i].code.ptr, span_int(wall.cards[i].title), wall.cards[i].title.ptr,
                 (long long)wall.cards[i].answers);
    keep(view, "the wall", cards, strlen(cards));
    keep(view, "the notice on the wall", wall.screen.notice.len == 0 ? "" : wall.screen.notice.ptr,
         wall.screen.notice.len);
    office_draw_totals(o, &kiosks[0], o->now_ms, &totals);
    keep_map(view, o, "the numbers on the wall", &type_totals, &totals);
}

static void look_at_the_digest(struct office *o, struct view *view)
{
    struct digest digest = { .member = office_number(o, "SELECT id FROM member WHERE name = 'carla'"),
                             .day = span_of("2022-05-20"),
                             .made_at = o->now_ms,
                             .first_seq = 1,
                             .last_seq = 20 };
    struct msg_digest_is content;

    assert_int_equal(content_make(o->store, &digest, &o->arena, &content), 0);
    keep_map(view, o, "the digest", &type_digest_is, &content);
}

/* What the broker lets carla read. */
static bool is_for_carla(struct office *o, const struct topic *topic)
{
    if (strstr(topic->text, "/out/") != NULL)
        return strstr(topic->text, "/out/carla/") != NULL;
    return strstr(topic->text, "/team/delft/") == NULL ||
           office_number(o, "SELECT count(*) FROM membership s JOIN member m ON m.id = s.member JOIN team t ON t.id ="
                            " s.team WHERE m.name = 'carla' AND t.slug = 'delft'") > 0;
}

/* What is told anew after a restart. */
static void look_at_the_replay(struct office *o, struct view *view)
{
    struct event_list events;
    struct outbox out;
    char *text = NULL;
    size_t length = 0;
    FILE *to = open_memstream(&text, &length);

    arena_reset(&o->arena);
    outbox_init(&out, &o->arena);
    assert_int_equal(store_event_list(o->store, 0, 0, 200, &o->arena, &events), 0);
    for (size_t i = 0; i < events.count; i++)
        assert_int_equal(announce_event(o->store, &o->settings, &events.rows[i], &out), 0);
    for (const struct outbox_item *item = out.first; item != NULL; item = item->next)
        if (is_for_carla(o, &item->topic))
            fwrite(item->payload.ptr, 1, item->payload.len, to);
    fclose(to);
    for (size_t i = 0; i < length; i++)
        if (text[i] == '\0')
            text[i] = ' ';
    keep(view, "the replay", text, length);
    free(text);
}

static void look(struct desk *desk, struct view *view, const char *code, const char *question)
{
    look_around(desk, view, code, question);
    look_at_the_wall(desk->o, view);
    look_at_the_digest(desk->o, view);
    look_at_the_replay(desk->o, view);
}

static int marks(const struct view *view)
{
    int found = 0;

    for (size_t i = 0; i < view->count; i++)
        found += strstr(view->looks[i].text, MARK) != NULL;
    return found;
}

/* What is told of it still names its code, so that clients know what to drop; nothing else does. */
static bool tells(const char *name)
{
    return strcmp(name, "sync") == 0 || strcmp(name, "the replay") == 0;
}

static void assert_gone_from(const struct view *view, const char *code)
{
    for (size_t i = 0; i < view->count; i++) {
        const char *text = view->looks[i].text;
        if (strstr(text, MARK) != NULL || (strstr(text, code) != NULL && !tells(view->looks[i].name)))
            fail_msg("%s still shows it: %s", view->looks[i].name, text);
    }
}

/* Of sync and the replay there are more events than before; the rest is as it was. */
static void assert_as_before(const struct view *before, const struct view *after)
{
    for (size_t i = 0; i < before->count; i++) {
        bool grows = tells(before->looks[i].name) || strcmp(before->looks[i].name, "me") == 0 ||
                     strcmp(before->looks[i].name, "stats") == 0;
        if (grows)
            assert_int_equal(strstr(before->looks[i].text, MARK) != NULL, strstr(after->looks[i].text, MARK) != NULL);
        else
            assert_string_equal(before->looks[i].text, after->looks[i].text);
    }
}

/* ---- the scene ---- */

static int setup(void **state)
{
    int failed = desk_setup(state);
    struct desk *desk = *state;
    struct office *o = desk->o;

    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    office_sql(o, "UPDATE member SET support = 4 WHERE name = 'carla'");
    OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 3}");
    office_ask(o, "daan", "theme/wacht/ask", "Een andere vraag");
    return failed;
}

/* Holds, looks, releases, looks: there, gone, there again. */
static void check_way(struct desk *desk, const char *code, const char *question, int shown_least)
{
    struct office *o = desk->o;
    struct view before = { .count = 0 }, held = { .count = 0 }, after = { .count = 0 };

    look(desk, &before, code, question);
    assert_true(marks(&before) >= shown_least);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Een adres'}", code);
    look(desk, &held, code, question);
    assert_gone_from(&held, code);
    OK(o, "toezicht", "release", "{'code': '%s'}", code);
    look(desk, &after, code, question);
    assert_as_before(&before, &after);
    forget(&before);
    forget(&held);
    forget(&after);
}

TEST(an_open_question)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", MARK " voor de school?");

    OK(o, "carla", "follow", "{'what': '%s'}", code.text);
    OK(o, "daan", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    check_way(desk, code.text, code.text, 12);
}

TEST(a_question_with_an_answer_that_became_a_lesson)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", MARK " voor de school?");

    office_answer(o, "eva", code.text, "De regisseur.");
    OK(o, "redactie", "lesson", "{'made_from': ['%s'], 'title': 'Les', 'text': 'Bel.'}", code.text);
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    OK(o, "carla", "lesson-read", "{'code': 'L1', 'base': 1}");
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    check_way(desk, code.text, "L1", 8);
}

TEST(a_private_question)
{
    struct desk *desk = *state;
    struct word_text code = office_ask(desk->o, "bram", "team/delft/ask", MARK " voor de school?");

    office_sql(desk->o, "INSERT INTO membership SELECT id, 1 FROM member WHERE name = 'toezicht'");
    check_way(desk, code.text, code.text, 9);
}

TEST(an_answer_with_its_source)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Wie belt de school?");

    OK(o, "eva", "answer",
       "{'to': '%s', 'text': '" MARK " belt.', 'sources': [{'title': '" MARK "', 'url': 'https://x.nl/a'}]}",
       code.text);
    struct word_text answer = office_word(o, "code");
    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    OK(o, "bram", "resolve", "{'code': '%s', 'answer': 1}", code.text);
    check_way(desk, answer.text, code.text, 5);
}

TEST(a_tip)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    OK(o, "bram", "theme/wacht/tip",
       "{'text': '" MARK " helpt.', 'works': true, 'care': 'ggz', 'municipality': 'delft'}");
    check_way(desk, office_word(o, "code").text, "T1", 6);
}

TEST(a_notice)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    office_sql(o, "INSERT INTO membership SELECT id, 1 FROM member WHERE name = 'toezicht'");
    OK(o, "bram", "team/delft/notice", "{'text': '" MARK " om tien uur.', 'until_at': %lld}",
       (long long)o->now_ms + HOUR_MS);
    check_way(desk, office_word(o, "code").text, "A1", 6);
}

TEST(a_lesson)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Wie belt de school?");

    OK(o, "redactie", "lesson", "{'made_from': ['%s'], 'title': '" MARK "', 'text': '" MARK "'}", code.text);
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    OK(o, "carla", "lesson-read", "{'code': 'L1', 'base': 1}");
    OK(o, "redactie", "lesson", "{'action': 'publish', 'code': 'L1'}");
    check_way(desk, "L1", code.text, 5);
}

/* ---- what goes into a team, which carla is put out of first ---- */

TEST(a_question_that_went_into_a_team_is_gone_for_all_others)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", MARK " voor de school?");
    struct view before = { .count = 0 }, after = { .count = 0 };

    office_answer(o, "eva", code.text, MARK " belt.");
    OK(o, "carla", "follow", "{'what': '%s'}", code.text);
    OK(o, "eva", "team/rijswijk/intervision-add", "{'codes': ['%s']}", code.text);
    OK(o, "eva", "team/rijswijk/meeting-begin",
       "{'kind': 'intervision', 'title': 'X', 'code': '%s', 'steps': [{'name': 'Kiezen', 'task': 'choice', "
       "'duration_ms': 300000}, {'name': 'Leren', 'task': 'lesson', 'duration_ms': 300000}]}",
       code.text);
    OK(o, "beheer", "member-set", "{'member': 'carla', 'teams': ['rijswijk']}");
    office_sql(o, "UPDATE kiosk SET team = (SELECT id FROM team WHERE slug = 'rijswijk')");
    look(desk, &before, code.text, code.text);
    assert_true(marks(&before) >= 10);
    OK(o, "toezicht", "move", "{'code': '%s', 'team': 'delft', 'reason': 'Een buurt'}", code.text);
    look(desk, &after, code.text, code.text);
    assert_gone_from(&after, code.text);
    OK(o, "carla", "team/rijswijk/intervision-list", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM meeting"), 0);
    OK(o, "anna", "answer", "{'to': '%s', 'text': '" MARK " ook.'}", code.text);
    for (size_t i = 0; i < o->heard_count; i++) /* who followed it hears no more of it */
        assert_null(strstr(o->heard[i].topic.text, "/out/carla/"));
    forget(&before);
    forget(&after);
}

/* ---- the index, which comes behind ---- */

static size_t found(struct office *o)
{
    OK(o, "carla", "search", "{'words': 'merkteken'}");
    size_t count = count_at(o->reply, "items");
    OK(o, "carla", "similar", "{'title': 'Merkteken?'}");
    return count + count_at(o->reply, "items");
}

TEST(an_index_that_is_behind_finds_nothing_that_is_held_and_one_that_is_not_holds_no_word_of_it)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", MARK " voor de school?");
    int64_t post = office_number(o, "SELECT id FROM post WHERE code = '%s'", code.text), revision, theme;

    desk_catch_up(desk);
    assert_int_equal(found(o), 2);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", code.text);
    assert_int_equal(found(o), 0);
    assert_int_equal(store_search_taken(desk->writer, post, &revision, &theme), 0);
    assert_int_equal(revision, 1);
    desk_catch_up(desk);
    assert_int_equal(store_search_taken(desk->writer, post, &revision, &theme), 0);
    assert_int_equal(revision, 0);
    OK(o, "toezicht", "release", "{'code': '%s'}", code.text);
    desk_catch_up(desk);
    assert_int_equal(found(o), 2);
}

/* Its answers are found as little as it is. */
TEST(an_answer_of_a_question_that_is_held_is_not_found)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Wie belt de school?");

    office_answer(o, "eva", code.text, MARK " belt.");
    desk_catch_up(desk);
    assert_int_equal(found(o), 1);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", code.text);
    desk_catch_up(desk);
    assert_int_equal(found(o), 0);
}

/* ---- numbers ---- */

static void assert_counts(struct office *o, const char *code, int64_t answers, int64_t chosen, bool open)
{
    OK(o, "carla", "show", "{'code': '%s'}", code);
    assert_int_equal(int_at(o->reply, "answers"), answers);
    assert_int_equal(count_at(o->reply, "items"), (size_t)answers);
    assert_int_equal(int_at(o->reply, "answer"), chosen);
    assert_int_equal(office_number(o,
                                   "SELECT count(*) FROM ladder l JOIN post p ON p.id = l.question WHERE p.code ="
                                   " '%s'",
                                   code),
                     open);
}

TEST(an_answer_counts_no_more_and_counts_again_and_the_ladder_follows)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Wie belt de school?");
    struct word_text answer = office_answer(o, "eva", code.text, "De regisseur.");

    assert_counts(o, code.text, 1, -1, false);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", answer.text);
    assert_counts(o, code.text, 0, -1, true);
    OK(o, "toezicht", "reject", "{'code': '%s', 'reason': 'x'}", answer.text);
    assert_counts(o, code.text, 0, -1, true);
    OK(o, "toezicht", "release", "{'code': '%s'}", answer.text);
    assert_counts(o, code.text, 1, -1, false);

    OK(o, "bram", "resolve", "{'code': '%s', 'answer': 1}", code.text);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", answer.text);
    assert_counts(o, code.text, 0, -1, false);
    OK(o, "toezicht", "release", "{'code': '%s'}", answer.text);
    assert_counts(o, code.text, 1, 1, false);

    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", answer.text);
    OK(o, "eva", "retract", "{'code': '%s'}", answer.text);
    assert_counts(o, code.text, 0, -1, false);
    assert_int_equal(office_number(o, "SELECT chosen IS NULL FROM post WHERE code = '%s'", code.text), 1);
}

TEST(a_question_that_is_held_is_on_no_ladder_and_is_back_on_it)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Wie belt de school?");
    const char *rungs = "SELECT count(*) FROM ladder";

    int64_t before = office_number(o, "%s", rungs);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", code.text);
    assert_int_equal(office_number(o, "%s", rungs), before - 1);
    OK(o, "toezicht", "release", "{'code': '%s'}", code.text);
    assert_int_equal(office_number(o, "%s", rungs), before);
}

TEST(endorsed_answers_that_are_held_close_no_question)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    OK(o, "beheer", "theme-set", "{'theme': 'regie', 'needs_endorsement': true}");
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text answer = office_answer(o, "eva", code.text, "De regisseur.");
    OK(o, "bram", "endorse", "{'code': '%s'}", answer.text);
    OK(o, "carla", "show", "{'code': '%s'}", code.text);
    assert_false(is_at(o->reply, "unendorsed"));
    office_answer(o, "carla", code.text, "Niemand.");
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", answer.text);
    OK(o, "carla", "show", "{'code': '%s'}", code.text);
    assert_true(is_at(o->reply, "unendorsed"));
    OK(o, "toezicht", "release", "{'code': '%s'}", answer.text);
    OK(o, "carla", "show", "{'code': '%s'}", code.text);
    assert_false(is_at(o->reply, "unendorsed"));
}

static struct stats stats_of(struct office *o)
{
    struct stats stats;

    assert_int_equal(store_stats_get(o->store, &(struct stats_period){ 0, INT64_MAX }, &stats), 0);
    return stats;
}

TEST(numbers_for_the_yearly_report_leave_it_out)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Wie belt de school?");
    struct word_text answer = office_answer(o, "eva", code.text, "De regisseur.");

    struct stats before = stats_of(o);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", answer.text);
    struct stats after = stats_of(o);
    assert_int_equal(after.answers, before.answers - 1);
    assert_int_equal(after.answerers, before.answerers - 1);
    assert_int_equal(after.open, before.open + 1);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", code.text);
    after = stats_of(o);
    assert_int_equal(after.questions, before.questions - 1);
    assert_int_equal(after.open, before.open);
}

TEST(an_intervision_counts_it_no_more)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text one = office_ask(o, "bram", "theme/wacht/ask", "Een"),
                     two = office_ask(o, "bram", "theme/wacht/ask", "Twee");

    OK(o, "daan", "team/delft/intervision-add", "{'codes': ['%s']}", one.text);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", one.text);
    OK(o, "daan", "team/delft/intervision-add", "{'codes': ['%s']}", two.text);
    assert_int_equal(int_at(o->reply, "count"), 1);
}

TEST(a_signal_quotes_it_no_more)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", MARK " voor de school?");

    office_sql(o, "INSERT INTO signal (member, team, theme, text, quote, at) SELECT id, id, 2, 'Ook', 0, 0 FROM team");
    OK(o, "bram", "signal", "{'code': '%s', 'quote': true}", code.text);
    OK(o, "redactie", "signal-list", "{}");
    assert_int_equal(count_at(o->reply, "quotes"), 1);
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", code.text);
    OK(o, "redactie", "signal-list", "{}");
    assert_int_equal(count_at(o->reply, "quotes"), 0);
}

TEST(a_lesson_is_not_begun_from_an_answer_that_is_held)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", "Wie belt de school?");
    struct word_text answer = office_answer(o, "eva", code.text, MARK " belt.");

    OK(o, "redactie", "lesson-basis", "{'codes': ['%s']}", code.text);
    size_t before = count_at(o->reply, "items");
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", answer.text);
    OK(o, "redactie", "lesson-basis", "{'codes': ['%s']}", code.text);
    assert_int_equal(count_at(o->reply, "items"), before - 1);
}

TEST(a_digest_says_nothing_of_answers_to_what_is_held)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", MARK " voor de school?");
    struct view view = { .count = 0 };

    OK(o, "carla", "follow", "{'what': '%s'}", code.text);
    office_answer(o, "eva", code.text, "De regisseur.");
    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'x'}", code.text);
    arena_reset(&o->arena);
    look_at_the_digest(o, &view);
    assert_null(strstr(view.looks[0].text, code.text));
    forget(&view);
}

/* ---- who still sees it, and what can be done with it ---- */

TEST(its_author_and_moderators_still_see_it_with_the_reason)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", MARK " voor de school?");

    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Een adres'}", code.text);
    static const char *const readers[] = { "bram", "toezicht" };
    for (int i = 0; i < 2; i++) {
        OK(o, readers[i], "show", "{'code': '%s'}", code.text);
        assert_string_equal(text_at(o->reply, "title"), MARK " voor de school?");
        assert_string_equal(text_at(o->reply, "held"), "moderator");
        assert_string_equal(text_at(o->reply, "reason"), "Een adres");
        assert_false(is_at(o->reply, "retracted"));
    }
    OK(o, "bram", "list", "{'mine': true}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.title"), MARK " voor de school?");
    assert_string_equal(text_at(o->reply, "items.0.held"), "moderator");
    assert_false(is_at(o->reply, "items.0.retracted"));
    NO("not_found", "code", o, "carla", "show", "{'code': '%s'}", code.text);
    struct word_text held = office_word(o, "message");
    NO("not_found", "code", o, "carla", "show", "{'code': '2222'}");
    assert_string_equal(text_at(o->reply, "message"), held.text);
}

TEST(nothing_is_done_to_it_by_others_and_its_author_may_change_or_withdraw_it_unheard)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", MARK " voor de school?");

    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Een adres'}", code.text);
    NO("not_found", "code", o, "carla", "answer", "{'to': '%s', 'text': 'x'}", code.text);
    NO("not_found", "code", o, "carla", "thank", "{'code': '%s', 'on': true}", code.text);
    NO("not_found", "code", o, "carla", "seen", "{'code': '%s'}", code.text);
    NO("not_found", "what", o, "carla", "follow", "{'what': '%s'}", code.text);
    NO("not_found", "code", o, "carla", "report", "{'code': '%s', 'reason': 'unkind'}", code.text);
    NO("not_found", "code", o, "daan", "team/delft/intervision-add", "{'codes': ['%s']}", code.text);
    NO("not_found", "code", o, "carla", "signal", "{'code': '%s'}", code.text);
    NO("not_found", "code", o, "bram", "resolve", "{'code': '%s'}", code.text);
    NO("not_found", "code", o, "carla", "edit", "{'code': '%s', 'title': 'x', 'base': 1}", code.text);
    OK(o, "bram", "edit", "{'code': '%s', 'title': 'Zonder adres', 'base': 1}", code.text);
    assert_int_equal(o->heard_count, 0);
    OK(o, "toezicht", "show", "{'code': '%s'}", code.text);
    assert_string_equal(text_at(o->reply, "title"), "Zonder adres");
    OK(o, "bram", "retract", "{'code': '%s'}", code.text);
    assert_int_equal(o->heard_count, 0);
    NO("not_found", "code", o, "toezicht", "approve", "{'code': '%s'}", code.text);
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(who_heard_of_it_hears_that_it_is_gone_and_that_it_is_back_and_the_author_why)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "bram", "theme/wacht/ask", MARK " voor de school?");

    OK(o, "toezicht", "hold", "{'code': '%s', 'reason': 'Een adres'}", code.text);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/theme/wacht/event");
    assert_string_equal(o->heard[1].topic.text, "vakwerk/1/out/bram/event");
    for (int i = 0; i < 2; i++) {
        assert_string_equal(text_at(o->heard[i].body, "event"), "held");
        assert_true(is_at(o->heard[i].body, "retracted")); /* what clients knew before they knew `held` */
        assert_string_equal(text_at(o->heard[i].body, "held"), "held");
        assert_false(has_at(o->heard[i].body, "title"));
    }
    assert_true(o->effects.changes.screens);
    OK(o, "toezicht", "release", "{'code': '%s'}", code.text);
    assert_int_equal(o->heard_count, 2);
    assert_string_equal(text_at(o->heard[0].body, "event"), "released");
    assert_string_equal(text_at(o->heard[0].body, "title"), MARK " voor de school?");
    assert_false(is_at(o->heard[0].body, "retracted"));
    assert_true(o->effects.changes.screens);
}

#define HELD_TEST(name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HELD_TEST(an_open_question),
        HELD_TEST(a_question_with_an_answer_that_became_a_lesson),
        HELD_TEST(a_private_question),
        HELD_TEST(an_answer_with_its_source),
        HELD_TEST(a_tip),
        HELD_TEST(a_notice),
        HELD_TEST(a_lesson),
        HELD_TEST(a_question_that_went_into_a_team_is_gone_for_all_others),
        HELD_TEST(an_index_that_is_behind_finds_nothing_that_is_held_and_one_that_is_not_holds_no_word_of_it),
        HELD_TEST(an_answer_of_a_question_that_is_held_is_not_found),
        HELD_TEST(an_answer_counts_no_more_and_counts_again_and_the_ladder_follows),
        HELD_TEST(a_question_that_is_held_is_on_no_ladder_and_is_back_on_it),
        HELD_TEST(endorsed_answers_that_are_held_close_no_question),
        HELD_TEST(numbers_for_the_yearly_report_leave_it_out),
        HELD_TEST(an_intervision_counts_it_no_more),
        HELD_TEST(a_signal_quotes_it_no_more),
        HELD_TEST(a_lesson_is_not_begun_from_an_answer_that_is_held),
        HELD_TEST(a_digest_says_nothing_of_answers_to_what_is_held),
        HELD_TEST(its_author_and_moderators_still_see_it_with_the_reason),
        HELD_TEST(nothing_is_done_to_it_by_others_and_its_author_may_change_or_withdraw_it_unheard),
        HELD_TEST(who_heard_of_it_hears_that_it_is_gone_and_that_it_is_back_and_the_author_why),
    };

    return TEST_RUN(tests);
}
