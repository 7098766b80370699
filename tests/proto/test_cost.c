/*
 * What a payload of sixteen kilobytes costs to read, for every verb: the memory that is held at once, counted at malloc
 * itself, and the time, which is only printed. `build/release/tests/test_cost` says both.
 */
#include "test.h"

#include "proto/decode.h"
#include "proto/json.h"
#include "sample.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

enum { PAYLOAD = 16 * 1024, BOUND = 1024 * 1024, TIMES = 5 };

/* ---- counting: malloc of this whole program ---- */

extern void *__libc_malloc(size_t bytes);
extern void *__libc_calloc(size_t count, size_t bytes);
extern void *__libc_realloc(void *old, size_t bytes);
extern void __libc_free(void *memory);

static size_t held, most;

static void *note(void *memory)
{
    held += malloc_usable_size(memory);
    most = held > most ? held : most;
    return memory;
}

void *malloc(size_t bytes)
{
    return note(__libc_malloc(bytes));
}

void *calloc(size_t count, size_t bytes)
{
    return note(__libc_calloc(count, bytes));
}

/* Both may be there for a moment. */
void *realloc(void *old, size_t bytes)
{
    size_t before = malloc_usable_size(old);
    void *memory = note(__libc_realloc(old, bytes));

    held -= memory != NULL ? before : 0;
    return memory;
}

void free(void *memory)
{
    held -= malloc_usable_size(memory);
    __libc_free(memory);
}

/* ---- payloads that are dear ---- */

static char payload[PAYLOAD];

/* As often as it fits behind what begins the payload, and in front of what ends it. */
static struct span repeat(const char *begin, size_t begin_len, const char *piece, const char *end)
{
    size_t len = begin_len, piece_len = strlen(piece), end_len = strlen(end);

    memcpy(payload, begin, begin_len);
    for (; len + piece_len + end_len <= sizeof payload; len += piece_len)
        memcpy(payload + len, piece, piece_len);
    memcpy(payload + len, end, end_len);
    return (struct span){ payload, len + end_len };
}

/* {"<key>": a text of all that is left} */
static struct span text_of(const char *key, const char *piece)
{
    char begin[80] = "\x81";
    size_t len = 1, key_len = strlen(key), text_len = (PAYLOAD - key_len - 5) / strlen(piece) * strlen(piece);

    begin[len++] = (char)(0xa0 | key_len);
    memcpy(begin + len, key, key_len);
    len += key_len;
    begin[len++] = '\xda';
    begin[len++] = (char)(text_len >> 8);
    begin[len++] = (char)(text_len & 0xff);
    return repeat(begin, len, piece, "");
}

static struct span json_of(const char *key, const char *piece)
{
    char begin[80];

    return repeat(begin, (size_t)snprintf(begin, sizeof begin, "{\"%s\":\"", key), piece, "\"}");
}

/* Letters, marks in a row, what falls apart, what is not seen, what takes four bytes, escapes. */
static const char *const pieces[] = {
    "a", "\xcc\x81", "\xce\x90", "\xf0\x9d\x85\xa0", "\xe2\x80\x8b", "\xf0\x9f\x98\x80", "\\u00e9", "\\n"
};

/* ---- what one costs ---- */

static size_t dearest;
static double slowest_us;

static double now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void read_once(const struct msg_type *type, struct span bytes, bool as_json)
{
    struct msg_envelope envelope;
    struct arena arena;
    struct fault fault = { 0 };
    char *to = __libc_calloc(1, type->size); /* the caller's, not counted */
    struct decode_part parts[] = { { &type_envelope, &envelope }, { type, to } };
    int err = 0;

    arena_init(&arena, 64 * 1024 * 1024);
    if (as_json)
        err = json_to_msgpack(bytes, parts, 2, &arena, &bytes, &fault);
    if (err == 0)
        decode_map(bytes, parts, 2, true, &arena, &fault);
    arena_release(&arena);
    __libc_free(to);
}

/* The least of some times is what the reading itself takes. */
static void weigh(const struct msg_type *type, struct span bytes, bool as_json)
{
    size_t before = held;
    double best = 1e9;

    most = held;
    for (int i = 0; i < TIMES; i++) {
        double begun = now_us();
        read_once(type, bytes, as_json);
        double took = now_us() - begun;
        best = took < best ? took : best;
    }
    dearest = most - before > dearest ? most - before : dearest;
    slowest_us = best > slowest_us ? best : slowest_us;
}

/* The longest message that a verb takes, as far as sixteen kilobytes go. */
static void weigh_sample(const struct msg_type *type)
{
    for (int level = 0; level < SAMPLE_LEVELS; level++) {
        struct sample sample;
        sample_init(&sample);
        sample_pack(&sample, type, (enum sample_level)level, "\xce\x90", NULL);
        if (sample_span(&sample).len <= PAYLOAD)
            weigh(type, sample_span(&sample), false);
        sample_release(&sample);
    }
}

static void weigh_texts(const struct msg_type *type)
{
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++)
        for (size_t p = 0; p < sizeof pieces / sizeof pieces[0]; p++) {
            weigh(type, text_of(field->name, pieces[p]), false);
            weigh(type, json_of(field->name, pieces[p]), true);
        }
}

/* Lists of empty maps, of lists in lists, of keys that nobody knows, of digits. */
static void weigh_shapes(const struct msg_type *type)
{
    static const char *const shapes[] = { "[],", "[[[]]],", "{},", "{\"a\":{}},", "1e9,", "null,", "\"\"," };
    const struct msg_field *field = schema_field(type, 0);
    char begin[80];

    weigh(type, repeat("\xde\x40\x00", 3, "\xa1x\xc0", ""), false);
    weigh(type, repeat("\x81\xa1x\xdd\x00\x00\x3f\xf0", 8, "\x80", ""), false);
    weigh(type, repeat("\x81\xa1x\xdd\x00\x00\x1f\xf0", 8, "\x91\x90", ""), false);
    for (size_t i = 0; field != NULL && i < sizeof shapes / sizeof shapes[0]; i++)
        weigh(type, repeat(begin, (size_t)snprintf(begin, sizeof begin, "{\"%s\":[", field->name), shapes[i], "0]}"),
              true);
    weigh(type, repeat("{", 1, "\"x\":0,", "\"y\":0}"), true);
}

/* Beside it: what it takes to copy as many bytes, a thousand times. */
static double copy_us(void)
{
    static char copy[PAYLOAD];
    volatile char *seen = copy;
    double begun = now_us();

    for (int i = 0; i < 1000; i++) {
        memcpy(copy, payload, sizeof copy);
        payload[i] = seen[i];
    }
    return (now_us() - begun) / 1000;
}

TEST(sixteen_kilobytes_hold_less_than_a_megabyte_whatever_they_are)
{
    (void)state;
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        const struct msg_type *type = schema_verbs[verb].in;
        weigh_sample(type);
        weigh_texts(type);
        weigh_shapes(type);
    }
    print_message("at most %zu bytes at once, and %.0f us, beside %.2f us for a copy\n", dearest, slowest_us,
                  copy_us());
    assert_true(dearest > PAYLOAD); /* it is counted */
    assert_true(dearest <= BOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sixteen_kilobytes_hold_less_than_a_megabyte_whatever_they_are),
    };

    return TEST_RUN(tests);
}
