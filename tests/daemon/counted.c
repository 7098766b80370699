/*
 * The same requests each time, for whoever counts instructions: of each kind so many, in batches, with the real
 * database and the settings that are shipped. counted_ask and the others hold what is counted and nothing else.
 *
 *   valgrind --tool=callgrind --toggle-collect='counted_*' build/release/tests/counted
 */
#include "tests/daemon/counted.h"

#include "tests/bench/question.h"
#include "tests/daemon/office.h"

#include <stdio.h>

enum { POSTS = 2000, QUESTIONS = COUNTED_BATCH };

static const char *const askers[] = { "anna", "bram", "carla", "daan", "eva", "fatima", "gijs", "redactie" };

#define ASKERS (sizeof askers / sizeof askers[0])

struct script {
    struct office *o;
    struct word_text codes[QUESTIONS];
    struct inbox *inbox;
    struct inbox_item *items; /* taken out of it: what is served next */
    int counted;              /* batches; something to do behind a call, which would be a jump without */
};

/* ---- what is counted ---- */

static void serve_writes(struct script *script)
{
    struct office *o = script->o;

    assert_int_equal(store_begin(o->store), 0);
    for (const struct inbox_item *item = script->items; item != NULL; item = item->next)
        assert_int_equal(service_serve(o->writing, item, o->now_ms, &o->out, &o->effects), 0);
    assert_int_equal(store_commit(o->store), 0);
}

static void serve_reads(struct script *script)
{
    struct office *o = script->o;

    for (const struct inbox_item *item = script->items; item != NULL; item = item->next) {
        assert_int_equal(store_read_begin(o->reader), 0);
        assert_int_equal(service_serve(o->reading, item, o->now_ms, &o->out, &o->effects), 0);
        store_read_end(o->reader);
    }
}

/* A function of its own for each, since callgrind knows them by their names. */
#define COUNTED(name, serve)                                                                                           \
    __attribute__((noinline)) static void counted_##name(struct script *script)                                        \
    {                                                                                                                  \
        serve(script);                                                                                                 \
        script->counted++;                                                                                             \
    }
COUNTED(ask, serve_writes)
COUNTED(answer, serve_writes)
COUNTED(list, serve_reads)
COUNTED(show, serve_reads)

/* ---- what is not ---- */

/* Nothing was refused: what is counted is the whole work. */
static void check_replies(const struct office *o)
{
    size_t replies = 0;

    for (const struct outbox_item *item = o->out.first; item != NULL; item = item->next) {
        if (item->seq != 0)
            continue;
        assert_true(question_is_accepted(item->payload));
        replies++;
    }
    assert_int_equal(replies, COUNTED_BATCH);
}

static void run(struct script *script, void (*counted)(struct script *script))
{
    struct office *o = script->o;

    arena_reset(&o->arena);
    outbox_init(&o->out, &o->arena);
    o->now_ms += MINUTE_MS;
    script->items = inbox_take(script->inbox, COUNTED_BATCH, 0);
    counted(script);
    check_replies(o);
    inbox_release(script->items);
}

static void put(struct script *script, size_t i, const char *where, struct span payload)
{
    const char *who = askers[i % ASKERS];
    struct topic topic = office_topic(who, where), response = topic_reply(span_of(who), span_of("laptop"));

    assert_true(inbox_put(script->inbox, &(struct inbox_item){ .topic = span_of(topic.text),
                                                               .payload = payload,
                                                               .response_topic = span_of(response.text),
                                                               .correlation = span_of("c1") }));
}

static void put_encoded(struct script *script, size_t i, const char *where, const struct question_payload *payload)
{
    put(script, i, where, (struct span){ payload->bytes, payload->len });
}

static void make_questions(struct script *script)
{
    struct question question;
    struct question_payload payload;

    for (size_t i = 0; i < COUNTED_BATCH; i++) {
        question_make(&question);
        question_encode(&question, &payload);
        put_encoded(script, i, i % 2 == 0 ? "theme/regie/ask" : "theme/wacht/ask", &payload);
    }
}

/* The members after the askers answer. */
static void make_answers(struct script *script)
{
    struct question question;
    struct question_payload payload;

    for (size_t i = 0; i < COUNTED_BATCH; i++) {
        question_make(&question);
        question_encode_answer(&question, script->codes[(i + 1) % QUESTIONS].text, &payload);
        put_encoded(script, i, "answer", &payload);
    }
}

static void make_reads(struct script *script, const char *verb)
{
    struct office *o = script->o;
    char text[64];

    arena_reset(&o->arena);
    for (size_t i = 0; i < COUNTED_BATCH; i++) {
        if (strcmp(verb, "show") == 0)
            snprintf(text, sizeof text, "{'code': '%s'}", script->codes[i % QUESTIONS].text);
        else
            snprintf(text, sizeof text, "{'limit': 20}");
        put(script, i, verb, office_payload(o, verb, text));
    }
}

/* Posts of before, so that the trees of the database have the depth that they have in a while. */
static void add_posts(struct office *o)
{
    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO post (kind,"
               " code, author, theme, title, text, posted_at, met_until) SELECT 1, 'Q0' || i, 1 + i %% 6, 1 + i %% 2,"
               " 'vraag ' || i, hex(zeroblob(200)), %lld, 0 FROM n; INSERT INTO follow (member, kind, what, is_on,"
               " since_at) SELECT author, 1, id, 1, %lld FROM post; INSERT INTO event (at, event, theme, prev, post)"
               " SELECT %lld, %d, theme, 0, id FROM post ORDER BY id",
               POSTS, (long long)(o->now_ms - DAY_MS), (long long)(o->now_ms - DAY_MS), (long long)(o->now_ms - DAY_MS),
               EVENT_question);
}

static void ask_some(struct script *script)
{
    for (size_t i = 0; i < QUESTIONS; i++)
        script->codes[i] = office_ask(script->o, askers[i % ASKERS], "theme/regie/ask", "Wie weet hoe dit gaat?");
}

static void make_lists(struct script *script)
{
    make_reads(script, "list");
}

static void make_shows(struct script *script)
{
    make_reads(script, "show");
}

static const struct {
    void (*make)(struct script *script);
    void (*serve)(struct script *script);
    void (*counted)(struct script *script);
} kinds[] = {
    { make_questions, serve_writes, counted_ask },
    { make_answers, serve_writes, counted_answer },
    { make_lists, serve_reads, counted_list },
    { make_shows, serve_reads, counted_show },
};

/* What runs first pays for what is made once: each kind runs once before it is counted. */
TEST(nothing_is_refused)
{
    struct script script = { .o = *state, .inbox = inbox_new(COUNTED_BATCH, COUNTED_BATCH * PAYLOAD_MAX) };
    struct settings shipped;

    assert_non_null(script.inbox);
    settings_init(&shipped);
    srand(1);
    add_posts(script.o);
    ask_some(&script);
    script.o->settings.double_minutes = shipped.double_minutes;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        kinds[i].make(&script);
        run(&script, kinds[i].serve);
        kinds[i].make(&script);
        run(&script, kinds[i].counted);
    }
    inbox_free(script.inbox);
}

int main(void)
{
    store_configure();
    const struct CMUnitTest tests[] = { OFFICE_TEST(nothing_is_refused) };

    return TEST_RUN(tests);
}
