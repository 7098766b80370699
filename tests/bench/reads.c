#include "tests/bench/reads.h"

#include "proto/decode.h"
#include "proto/encode.h"
#include "proto/topic.h"
#include "tests/bench/question.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    READERS = 4,
    AT_A_TIME = 16,
    WRITES_AT_A_TIME = 8,
    CODES_MAX = 400,
    PAGE = 100,
    CODE_MAX = 20,
    ANSWER_MS = 20000,
    TEXT_MAX = 240,
    ARENA_BYTES = 8 * 1024 * 1024
};

#define READ "read"

const char *const reads_names[READS_KINDS] = { "me", "show", "list", "sync", "search", "similar" };

struct session {
    struct link *links[READERS + 1]; /* the readers, then who writes */
    struct topic topics[READERS][READS_KINDS], reply_topics[READERS];
    struct topic ask_topic, ask_reply_topic;
    struct arena arena;
    char codes[CODES_MAX][CODE_MAX]; /* of things from all over the database */
    size_t code_count;
    int64_t newest; /* seq */
    enum reads_kind kind;
    bool going; /* each reply is followed by the next request */
    bool writing, refused;
    int64_t done, outstanding, writes, writes_outstanding;
    struct span last; /* the last reply, in the arena when it is wanted */
    bool wanted;
};

/* ---- requests ---- */

static const char *any_code(const struct session *s)
{
    return s->code_count == 0 ? "2222" : s->codes[(size_t)rand() % s->code_count];
}

/* In every request, other words and another place: what was read just now is not what is read next. */
static struct span encode_request(struct session *s, enum reads_kind kind)
{
    static const struct msg_type *const types[READS_KINDS] = { &type_me,   &type_show,   &type_list,
                                                               &type_sync, &type_search, &type_similar };
    char words[TEXT_MAX];
    union {
        struct msg_me me;
        struct msg_show show;
        struct msg_list list;
        struct msg_sync sync;
        struct msg_search search;
        struct msg_similar similar;
    } what;
    struct question question;

    memset(&what, 0, sizeof what);
    question_make(&question);
    question_words(words, sizeof words, 2);
    if (kind == READS_SHOW)
        what.show.code = span_of(any_code(s));
    if (kind == READS_LIST)
        what.list.sort = span_of(rand() % 2 == 0 ? "new" : "open");
    if (kind == READS_SYNC)
        what.sync.since = s->newest > PAGE ? rand() % (s->newest - PAGE) : 0;
    if (kind == READS_SEARCH)
        what.search.words = span_of(words);
    if (kind == READS_SIMILAR)
        what.similar.title = span_of(question.title);
    return encode_map(&(struct encode_part){ types[kind], &what }, 1, false, PAYLOAD_MAX, &s->arena);
}

static bool send_read(struct session *s, size_t reader, enum reads_kind kind)
{
    arena_reset(&s->arena);
    struct link_out out = { .topic = s->topics[reader][kind].text,
                            .response_topic = s->reply_topics[reader].text,
                            .payload = encode_request(s, kind),
                            .correlation = span_of(READ) };

    s->outstanding++;
    return out.payload.ptr != NULL && link_send(s->links[reader], &out);
}

static void send_write(struct session *s)
{
    struct question question;
    struct question_payload payload;
    struct link_out out = { .topic = s->ask_topic.text,
                            .response_topic = s->ask_reply_topic.text,
                            .correlation = span_of("write") };

    question_make(&question);
    question_encode(&question, &payload);
    out.payload = (struct span){ payload.bytes, payload.len };
    s->writes_outstanding++;
    s->refused |= !link_send(s->links[READERS], &out);
}

/* ---- replies ---- */

static void on_read(void *context, struct link *link, const struct link_message *message)
{
    struct session *s = context;

    if (!span_is(message->correlation, READ)) /* of what was asked before this session */
        return;
    s->outstanding--;
    s->done++;
    if (!question_is_accepted(message->payload)) {
        s->refused = true;
        return;
    }
    if (s->wanted)
        s->last = arena_copy(&s->arena, message->payload);
    for (size_t i = 0; s->going && i < READERS; i++)
        if (link == s->links[i])
            s->refused |= !send_read(s, i, s->kind);
}

static void on_written(void *context, struct link *link, const struct link_message *message)
{
    struct session *s = context;

    (void)link;
    s->writes_outstanding--;
    s->writes++;
    s->refused |= !question_is_accepted(message->payload);
    if (s->writing)
        send_write(s);
}

/* ---- waiting ---- */

static bool turn_until(struct session *s, int64_t until_ns)
{
    while (numbers_now_ns() < until_ns && !s->refused)
        if (!links_turn(s->links, READERS + 1, 20))
            return false;
    return !s->refused;
}

static bool drain(struct session *s)
{
    int64_t until = numbers_now_ns() + ANSWER_MS * INT64_C(1000000);

    while (s->outstanding > 0 && !s->refused && numbers_now_ns() < until)
        if (!links_turn(s->links, READERS + 1, 20))
            return false;
    return s->outstanding == 0 && !s->refused;
}

static bool read_once(struct session *s, enum reads_kind kind, double *ms)
{
    int64_t begin = numbers_now_ns();
    bool ok = send_read(s, 0, kind) && drain(s);

    *ms = (double)(numbers_now_ns() - begin) / 1e6;
    if (!ok)
        fprintf(stderr, "bench: read %s: %s\n", reads_names[kind], s->refused ? "refused" : "no reply");
    return ok;
}

/* ---- what there is to read ---- */

static bool decode_last(struct session *s, const struct msg_type *type, void *out)
{
    struct fault fault = { .field = NULL };

    if (s->last.ptr != NULL &&
        decode_map(s->last, &(struct decode_part){ type, out }, 1, false, &s->arena, &fault) == 0)
        return true;
    fprintf(stderr, "bench: a reply of %zu bytes is no %s: %s\n", s->last.len, type->name,
            fault.field == NULL ? "" : fault.field);
    return false;
}

static void keep_code(struct session *s, struct span code)
{
    if (code.ptr == NULL || code.len >= CODE_MAX || s->code_count == CODES_MAX)
        return;
    memcpy(s->codes[s->code_count++], code.ptr, code.len);
}

/* Codes out of pages of events from all over. */
static bool look_around(struct session *s)
{
    struct msg_myself me;
    struct msg_synced page;
    double ms;

    s->wanted = true;
    if (!read_once(s, READS_ME, &ms) || !decode_last(s, &type_myself, &me))
        return false;
    s->newest = me.seq;
    for (int i = 0; i < 16 && s->code_count < CODES_MAX; i++) {
        if (!read_once(s, READS_SYNC, &ms) || !decode_last(s, &type_synced, &page))
            return false;
        for (size_t j = 0; j < page.events_count && j < CODES_MAX / 16; j++)
            keep_code(s, page.events[j].base.code);
    }
    s->wanted = false;
    return true;
}

/* ---- measuring ---- */

static bool take_turns(struct session *s, int turns, struct reads *out)
{
    double ms[READS_KINDS];

    for (int turn = 0; turn < turns; turn++) {
        for (int kind = 0; kind < READS_KINDS; kind++)
            if (!read_once(s, (enum reads_kind)kind, &ms[kind]))
                return false;
        for (int kind = 0; kind < READS_KINDS; kind++) {
            numbers_add(&out->ms[kind], ms[kind]);
            numbers_add(&out->of_me[kind], ms[kind] / ms[READS_ME]);
        }
    }
    return true;
}

static bool read_many(struct session *s, enum reads_kind kind, double seconds, struct reads *out)
{
    int64_t begin = numbers_now_ns(), before = s->done;

    s->kind = kind;
    s->going = true;
    for (size_t i = 0; i < AT_A_TIME; i++)
        if (!send_read(s, i % READERS, kind))
            return false;
    bool ok = turn_until(s, begin + (int64_t)(seconds * 1e9));
    numbers_add(&out->per_s[kind], (double)(s->done - before) / ((double)(numbers_now_ns() - begin) / 1e9));
    s->going = false;
    return ok && drain(s);
}

static bool measure(struct session *s, const struct reads_plan *plan, struct reads *out)
{
    int64_t begin = numbers_now_ns();

    s->writing = plan->with_writes;
    for (int i = 0; plan->with_writes && i < WRITES_AT_A_TIME; i++)
        send_write(s);
    bool ok = take_turns(s, plan->turns, out);
    for (int kind = 0; kind < READS_KINDS && ok; kind++)
        ok = read_many(s, (enum reads_kind)kind, plan->seconds, out);
    out->writes_per_s = (double)s->writes / ((double)(numbers_now_ns() - begin) / 1e9);
    s->writing = false;
    while (ok && s->writes_outstanding > 0)
        ok = links_turn(s->links, READERS + 1, 100);
    return ok;
}

/* ---- connecting ---- */

static bool add_reader(struct session *s, const struct stage *stage, size_t i)
{
    static const enum verb verbs[READS_KINDS] = { VERB_me, VERB_show, VERB_list, VERB_sync, VERB_search, VERB_similar };
    const struct link_login *login = &stage->members[i];
    struct span user = span_of(login->user);

    for (size_t kind = 0; kind < READS_KINDS; kind++)
        s->topics[i][kind] = topic_ask(user, TOPIC_HERE, (struct span){ NULL, 0 }, schema_verbs[verbs[kind]].name);
    s->reply_topics[i] = topic_reply(user, span_of(login->device));
    s->links[i] = link_open(stage->port, login, on_read, s);
    return s->links[i] != NULL && link_subscribe(s->links[i], s->reply_topics[i].text);
}

static bool add_writer(struct session *s, const struct stage *stage)
{
    const struct link_login *login = &stage->members[READERS];

    s->ask_topic = topic_ask(span_of(login->user), TOPIC_THEME, span_of("wacht"), "ask");
    s->ask_reply_topic = topic_reply(span_of(login->user), span_of(login->device));
    s->links[READERS] = link_open(stage->port, login, on_written, s);
    return s->links[READERS] != NULL && link_subscribe(s->links[READERS], s->ask_reply_topic.text);
}

static bool connect_all(struct session *s, const struct stage *stage)
{
    for (size_t i = 0; i < READERS; i++)
        if (!add_reader(s, stage, i))
            return false;
    return add_writer(s, stage);
}

bool reads_run(const struct stage *stage, const struct reads_plan *plan, struct reads *out)
{
    struct session *s = calloc(1, sizeof *s);

    if (s == NULL)
        return false;
    arena_init(&s->arena, ARENA_BYTES);
    bool ok = connect_all(s, stage) && look_around(s) && measure(s, plan, out);
    if (!ok)
        fprintf(stderr, "bench: reads: %lld done, %lld outstanding\n", (long long)s->done, (long long)s->outstanding);
    for (size_t i = 0; i <= READERS; i++)
        link_close(s->links[i]);
    arena_release(&s->arena);
    free(s);
    return ok;
}
