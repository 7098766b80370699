/* Asking without peers seeing who: no byte tells one such author from another; and the two who may find out. */
#include "tests/daemon/office.h"

#include "daemon/digest/content.h"
#include "daemon/screen/wall.h"
#include "proto/encode.h"

#include <sqlite3.h>
#include <stdio.h>

/* ---- one history, two authors ---- */

/* Everything that left, but for the author's own topics. */
struct record {
    struct office *o;
    const char *author;
    FILE *to;
    char *bytes;
    size_t length;
    struct word_text codes[4];
    size_t code_count;
};

static void write_span(struct record *r, struct span bytes)
{
    fwrite(bytes.ptr, 1, bytes.len, r->to);
}

static void write_left(struct record *r)
{
    char own[64];

    snprintf(own, sizeof own, "vakwerk/1/out/%s/", r->author);
    for (const struct outbox_item *item = r->o->out.first; item != NULL; item = item->next) {
        if (strncmp(item->topic.text, own, strlen(own)) == 0)
            continue;
        fputs(item->topic.text, r->to);
        write_span(r, item->payload);
    }
}

#define SAY(r, who, where, ...)                                                                                        \
    do {                                                                                                               \
        OK((r)->o, who, where, __VA_ARGS__);                                                                           \
        write_left(r);                                                                                                 \
    } while (0)

static void write_map(struct record *r, const struct msg_type *type, const void *from)
{
    write_span(r, encode_map(&(struct encode_part){ type, from }, 1, false, 65536, &r->o->arena));
}

static void write_digest(struct record *r, int64_t member)
{
    struct msg_digest_is out;
    struct digest digest = { .member = member, .day = span_of("2022-05-20"), .first_seq = 1, .last_seq = 99 };

    arena_reset(&r->o->arena);
    assert_int_equal(content_make(r->o->reader, &digest, &r->o->arena, &out), 0);
    write_map(r, &type_digest_is, &out);
}

static void write_wall(struct record *r, int64_t team)
{
    struct kiosk kiosk = {
        .name = span_of("scherm"), .team = team, .room = span_of("Kantine"), .team_name = span_of("T")
    };
    struct wall *wall = calloc(1, sizeof *wall);

    arena_reset(&r->o->arena);
    office_draw(r->o, &kiosk, r->o->now_ms, wall);
    write_map(r, &type_screen, &wall->screen);
    for (size_t i = 0; i < wall->card_count; i++)
        write_map(r, &type_card, &wall->cards[i]);
    free(wall);
}

/* What the clients of others can see at the end. */
static void write_views(struct record *r)
{
    static const char *const readers[] = { "carla", "eva", "toezicht", "beheer" };

    for (size_t i = 0; i < sizeof readers / sizeof readers[0]; i++) {
        SAY(r, readers[i], "list", "{}");
        SAY(r, readers[i], "list", "{'sort': 'lively'}");
        SAY(r, readers[i], "list", "{'since_at': %lld}", (long long)(OFFICE_NOW + 10 * MINUTE_MS));
        SAY(r, readers[i], "sync", "{'since': 0}");
        SAY(r, readers[i], "show", "{'code': '%s'}", r->codes[0].text);
        SAY(r, readers[i], "show", "{'code': '%s.2'}", r->codes[0].text);
    }
    SAY(r, "carla", "team/delft/list", "{}");
    for (int64_t member = 3; member <= 6; member++)
        write_digest(r, member);
    write_wall(r, 1);
    write_wall(r, 2);
}

/* The author does everything `late` after the others saw the hour begin. */
static void live(struct record *r, int64_t late)
{
    struct office *o = r->o;

    o->now_ms = OFFICE_NOW + late;
    SAY(r, r->author, "theme/regie/ask", "{'title': 'Wie belt de school?', 'anonymous': true}");
    r->codes[r->code_count++] = office_word(o, "code");
    SAY(r, r->author, "team/delft/ask", "{'title': 'Wie belt ons?', 'theme': 'regie', 'anonymous': true}");
    r->codes[r->code_count++] = office_word(o, "code");
    o->now_ms = OFFICE_NOW + HOUR_MS;
    SAY(r, "carla", "answer", "{'to': '%s', 'text': 'De regisseur.'}", r->codes[0].text);
    o->now_ms = OFFICE_NOW + 2 * HOUR_MS + late;
    SAY(r, r->author, "answer", "{'to': '%s', 'text': 'Die is er niet.'}", r->codes[0].text);
    SAY(r, r->author, "edit", "{'code': '%s', 'text': 'En wanneer?', 'base': 1}", r->codes[0].text);
    SAY(r, r->author, "edit", "{'code': '%s.2', 'text': 'Die is er zelden.', 'base': 1}", r->codes[0].text);
    SAY(r, r->author, "resolve", "{'code': '%s', 'answer': 1}", r->codes[0].text);
    SAY(r, r->author, "resolve", "{'code': '%s', 'open': true}", r->codes[0].text);
    o->now_ms = OFFICE_NOW + 3 * HOUR_MS;
    SAY(r, "eva", "thank", "{'code': '%s', 'on': true}", r->codes[0].text);
    write_views(r);
}

/* Codes are random: each becomes its number. */
static void mask(struct record *r)
{
    for (size_t i = 0; i < r->code_count; i++)
        for (char *at = r->bytes; (at = memmem(at, r->length - (size_t)(at - r->bytes), r->codes[i].text, 4)) != NULL;)
            memset(at, (int)('a' + i), 4);
}

static void record(struct record *r, const char *author, int64_t late)
{
    void *state;

    office_setup(&state);
    *r = (struct record){ .o = state, .author = author };
    r->to = open_memstream(&r->bytes, &r->length);
    assert_non_null(r->to);
    live(r, late);
    fclose(r->to);
    mask(r);
    office_teardown(&state);
}

/* anna has no registration, bram is SKJ and has a function; and they are there at other minutes. */
TEST(no_byte_that_others_see_tells_one_anonymous_author_from_another)
{
    struct record one, other;

    record(&one, "anna", 7 * MINUTE_MS + 123);
    record(&other, "bram", 48 * MINUTE_MS);
    assert_true(one.length > 10000);
    assert_int_equal(one.length, other.length);
    assert_memory_equal(one.bytes, other.bytes, one.length);
    assert_null(memmem(one.bytes, one.length, "nna van Dam", 11));
    free(one.bytes);
    free(other.bytes);
}

/* ---- the thread ---- */

static struct word_text ask(struct office *o)
{
    o->now_ms = OFFICE_NOW + 25 * MINUTE_MS;
    OK(o, "bram", "theme/regie/ask", "{'title': 'Wie belt de school?', 'anonymous': true}");
    return office_word(o, "code");
}

TEST(the_asker_is_marked_as_such_in_the_own_thread_and_nowhere_else)
{
    struct office *o = *state;
    struct word_text own = ask(o), other = office_ask(o, "anna", "theme/regie/ask", "Wie belt ons?");

    office_answer(o, "bram", own.text, "Ik bedoel de basisschool.");
    office_answer(o, "carla", own.text, "De regisseur.");
    struct word_text elsewhere = office_answer(o, "bram", other.text, "Ik.");
    OK(o, "eva", "show", "{'code': '%s'}", own.text);
    assert_true(is_at(o->reply, "items.0.asker"));
    assert_false(has_at(o->reply, "items.0.author"));
    assert_false(has_at(o->reply, "items.0.registration"));
    assert_false(has_at(o->reply, "items.0.team"));
    assert_false(is_at(o->reply, "items.1.asker"));
    assert_string_equal(text_at(o->reply, "items.1.author"), "carla");
    OK(o, "eva", "show", "{'code': '%s'}", elsewhere.text);
    assert_false(is_at(o->reply, "asker"));
    assert_string_equal(text_at(o->reply, "author"), "bram");
}

TEST(of_the_time_only_the_hour_is_told)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    assert_int_equal(int_at(o->heard[0].body, "at"), OFFICE_NOW);
    assert_int_equal(int_at(o->heard[0].body, "posted_at"), OFFICE_NOW);
    OK(o, "bram", "edit", "{'code': '%s', 'text': 'Meer', 'base': 1}", code.text);
    assert_int_equal(int_at(o->heard[0].body, "edited_at"), OFFICE_NOW);
    office_ask(o, "bram", "theme/regie/ask", "Met naam");
    assert_int_equal(int_at(o->heard[0].body, "posted_at"), o->now_ms);
}

/* ---- opening it ---- */

/* Moderators: toezicht of rijswijk, carla of delft, fatima of both, gijs of none. */
static int moderators(void **state)
{
    int failed = office_setup(state);

    office_sql(*state, "UPDATE member SET roles = 2 WHERE name IN ('carla', 'fatima', 'gijs')");
    office_sql(*state, "INSERT INTO membership SELECT id, 2 FROM member WHERE name = 'toezicht'");
    return failed;
}

#define WHO(code) "{'code': '%s', 'reason': 'Er staat een dreigement in.'}", (code).text

static void check_waits(struct office *o, const char *who, struct word_text code)
{
    OK(o, who, "open-anonymous", WHO(code));
    assert_true(is_at(o->reply, "waiting"));
    assert_false(has_at(o->reply, "author"));
    assert_false(has_at(o->reply, "author_name"));
    assert_int_equal(o->heard_count, 0);
}

TEST(one_moderator_alone_learns_nothing_the_second_of_another_team_does_and_the_asker_is_told)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    check_waits(o, "toezicht", code);
    check_waits(o, "toezicht", code); /* asking twice is no second moderator */
    OK(o, "carla", "open-anonymous", WHO(code));
    assert_string_equal(text_at(o->reply, "author"), "bram");
    assert_string_equal(text_at(o->reply, "author_name"), "Bram van Dam");
    assert_false(is_at(o->reply, "waiting"));
    assert_int_equal(o->heard_count, 1);
    assert_string_equal(o->heard[0].topic.text, "vakwerk/1/out/bram/event");
    assert_string_equal(text_at(o->heard[0].body, "event"), "opened");
    assert_false(has_at(o->heard[0].body, "author"));

    OK(o, "bram", "sync", "{'since': 1}");
    assert_int_equal(count_at(o->reply, "events"), 1);
    OK(o, "eva", "sync", "{'since': 1}");
    assert_int_equal(count_at(o->reply, "events"), 0);
    OK(o, "eva", "show", "{'code': '%s'}", code.text); /* and for everybody else it is as it was */
    assert_false(has_at(o->reply, "author"));
}

TEST(who_shares_a_team_or_is_in_none_is_no_second_moderator)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    check_waits(o, "toezicht", code);
    check_waits(o, "fatima", code);
    check_waits(o, "gijs", code);
}

TEST(a_request_that_waited_a_week_is_confirmed_no_more)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    check_waits(o, "toezicht", code);
    o->now_ms += 7 * (int64_t)DAY_MS;
    check_waits(o, "carla", code);
}

TEST(only_moderators_and_only_what_was_asked_anonymously)
{
    struct office *o = *state;
    struct word_text code = ask(o), named = office_ask(o, "anna", "theme/regie/ask", "Wie belt ons?");

    NO("forbidden", NULL, o, "eva", "open-anonymous", WHO(code));
    NO("forbidden", NULL, o, "beheer", "open-anonymous", WHO(code));
    NO("bad_request", "code", o, "carla", "open-anonymous", WHO(named));
    NO("too_short", "reason", o, "carla", "open-anonymous", "{'code': '%s', 'reason': ''}", code.text);
}

TEST(who_when_and_why_is_kept_and_cannot_be_changed)
{
    struct office *o = *state;
    struct word_text code = ask(o);

    check_waits(o, "toezicht", code);
    OK(o, "carla", "open-anonymous", WHO(code));
    assert_int_equal(office_number(o,
                                   "SELECT count(*) FROM unmask u JOIN member m ON m.id = u.member WHERE u.reason ="
                                   " 'Er staat een dreigement in.' AND u.at = %lld AND m.name IN ('toezicht', 'carla')",
                                   (long long)o->now_ms),
                     2);
    assert_int_not_equal(sqlite3_exec(o->db, "UPDATE unmask SET reason = ''", NULL, NULL, NULL), SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(o->db, "DELETE FROM unmask", NULL, NULL, NULL), SQLITE_OK);
}

#define OPENING_TEST(name) cmocka_unit_test_setup_teardown(name, moderators, office_teardown)

/* The post that is told is the one that is kept: it holds no team of its author either, but the one that reads it. */
TEST(a_post_whose_author_is_hidden_names_no_team_but_its_own)
{
    struct post in_theme = {
        .theme = 1, .author_team = 2, .team_slug = span_of("delft"), .team_name = span_of("Delft")
    };
    struct post in_team = { .team = 2, .author_team = 2, .team_slug = span_of("delft"), .team_name = span_of("Delft") };

    (void)state;
    request_hide_author(&in_theme);
    request_hide_author(&in_team);
    assert_null(in_theme.team_slug.ptr);
    assert_null(in_theme.team_name.ptr);
    assert_true(span_is(in_team.team_slug, "delft"));
    assert_true(span_is(in_team.team_name, "Delft"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_byte_that_others_see_tells_one_anonymous_author_from_another),
        OFFICE_TEST(the_asker_is_marked_as_such_in_the_own_thread_and_nowhere_else),
        OFFICE_TEST(of_the_time_only_the_hour_is_told),
        cmocka_unit_test(a_post_whose_author_is_hidden_names_no_team_but_its_own),
        OPENING_TEST(one_moderator_alone_learns_nothing_the_second_of_another_team_does_and_the_asker_is_told),
        OPENING_TEST(who_shares_a_team_or_is_in_none_is_no_second_moderator),
        OPENING_TEST(a_request_that_waited_a_week_is_confirmed_no_more),
        OPENING_TEST(only_moderators_and_only_what_was_asked_anonymously),
        OPENING_TEST(who_when_and_why_is_kept_and_cannot_be_changed),
    };

    return TEST_RUN(tests);
}
