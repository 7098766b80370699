/* The same messages as JSON. */
#include "test.h"

#include "proto/encode.h"
#include "proto/id.h"
#include "proto/json.h"
#include "sample.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct arena arena;
static struct fault fault;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, TEST_ARENA_BYTES);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

/* Reads a request: its envelope and an answer. */
static int read_answer(const char *json, struct msg_envelope *envelope, struct msg_answer *answer)
{
    struct decode_part parts[] = { { &type_envelope, envelope }, { &type_answer, answer } };
    struct span bytes;

    fault = (struct fault){ 0 };
    int err = json_to_msgpack(span_of(json), parts, 2, &arena, &bytes, &fault);
    return err != 0 ? err : decode_map(bytes, parts, 2, true, &arena, &fault);
}

static void assert_refused(const char *json, int error, const char *field)
{
    struct msg_envelope envelope;
    struct msg_answer answer;

    if (read_answer(json, &envelope, &answer) != error)
        fail_msg("%s: %s", json, error_row(fault.error)->name);
    assert_int_equal(fault.error, error);
    assert_non_null(fault.message);
    if (field != NULL)
        assert_string_equal(fault.field, field);
}

TEST(every_message_survives_json)
{
    struct sample sample;

    sample_init(&sample);
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++)
        for (int level = 0; level < SAMPLE_MOST; level++) {
            struct decode_part part = { *type, arena_take(&arena, (*type)->size) };
            struct encode_part from = { *type, part.to };
            struct span back;
            sample_pack(&sample, *type, (enum sample_level)level, "\xc3\xab", NULL);
            struct span json = json_from_msgpack(sample_span(&sample), &arena);
            assert_non_null(json.ptr);
            assert_int_equal(json_to_msgpack(json, &part, 1, &arena, &back, &fault), 0);
            assert_int_equal(decode_map(back, &part, 1, true, &arena, &fault), 0);
            assert_true(span_equal(encode_map(&from, 1, true, PAYLOAD_MAX, &arena), sample_span(&sample)));
            arena_reset(&arena);
        }
    sample_release(&sample);
}

TEST(a_request_is_read)
{
    struct msg_envelope envelope;
    struct msg_answer answer;

    assert_int_equal(
        read_answer(
            "{\"id\":\"0180e0c2f1a07b3c8d4e5f6071829304\",\"to\":\"7K3F\",\"text\":\"Ja \\u00eb \\ud83d\\ude00\","
            "\"checked\":true,\"sources\":[{\"title\":\"Wet\",\"url\":\"https://a\"}],\"x\":null}",
            &envelope, &answer),
        0);
    assert_string_equal(id_hex(envelope.id).text, "0180e0c2f1a07b3c8d4e5f6071829304");
    assert_true(span_is(answer.text, "Ja \xc3\xab \xf0\x9f\x98\x80"));
    assert_true(answer.checked);
    assert_int_equal(answer.sources_count, 1);
    assert_true(span_is(answer.sources[0].url, "https://a"));
}

TEST(an_id_is_read_with_hyphens_and_in_capitals)
{
    struct msg_envelope envelope;
    struct msg_answer answer;

    assert_int_equal(read_answer("{\"id\":\"0180E0C2-F1A0-7B3C-8D4E-5F6071829304\",\"to\":\"7K3F\",\"text\":\"Ja\"}",
                                 &envelope, &answer),
                     0);
    assert_string_equal(id_hex(envelope.id).text, "0180e0c2f1a07b3c8d4e5f6071829304");
}

TEST(hex_digits_in_a_text_stay_text)
{
    struct msg_envelope envelope;
    struct msg_answer answer;

    assert_int_equal(read_answer("{\"to\":\"7K3F\",\"text\":\"0180e0c2f1a07b3c8d4e5f6071829304\"}", &envelope, &answer),
                     0);
    assert_true(span_is(answer.text, "0180e0c2f1a07b3c8d4e5f6071829304"));
}

TEST(an_id_that_is_no_hex_is_refused_by_name)
{
    assert_refused("{\"id\":\"no\",\"to\":\"7K3F\",\"text\":\"Ja\"}", ERR_BAD_REQUEST, "id");
    assert_refused("{\"id\":12,\"to\":\"7K3F\",\"text\":\"Ja\"}", ERR_BAD_REQUEST, "id");
    assert_refused("{\"id\":\"0180e0c2f1a07b3c8d4e5f607182930\",\"to\":\"7K3F\",\"text\":\"Ja\"}", ERR_BAD_REQUEST,
                   "id");
}

TEST(what_is_not_json_is_refused)
{
    static const char *const broken[] = {
        "",
        "{",
        "[]",
        "null",
        "1",
        "\"text\"",
        "{\"to\":\"7K3F\",\"text\":\"Ja\"} x",
        "{\"to\":\"7K3F\",\"text\":\"Ja\"}{}",
        "{'to':'7K3F'}",
        "{\"to\":\"7K3F\",\"to\":\"7K3F\",\"text\":\"Ja\"}",
        "{\"to\":\"7K3F\",\"text\":\"Ja\",\"x\":{\"a\":1,\"a\":1}}",
        "{\"to\":\"7K3F\",\"text\":\"\\u0000\"}",
        "{\"to\":\"7K3F\",\"text\":\"\\ud800\"}",
        "{\"to\":\"7K3F\",\"text\":\"\xff\"}",
        "{\"to\":\"7K3F\",\"text\":NaN}",
        "{\"to\":\"7K3F\",\"text\":\"Ja\",\"x\":9223372036854775808}",
        "{\"to\":\"7K3F\",\"text\":\"Ja\",\"x\":1e999}",
    };

    for (size_t i = 0; i < sizeof broken / sizeof broken[0]; i++)
        assert_refused(broken[i], ERR_BAD_REQUEST, NULL);
}

TEST(json_meets_the_same_limits)
{
    assert_refused("{\"to\":\"7K3F\"}", ERR_BAD_REQUEST, "text");
    assert_refused("{\"to\":\"7K3F\",\"text\":\"  \"}", ERR_TOO_SHORT, "text");
    assert_refused("{\"to\":\"7K3F\",\"text\":5}", ERR_BAD_REQUEST, "text");
    assert_refused("{\"to\":\"7K3F\",\"text\":\"Ja\",\"author\":\"x\"}", ERR_BAD_REQUEST, "author");
    assert_refused("{\"to\":\"7K3F\",\"text\":\"a\\u001bb\"}", ERR_BAD_REQUEST, "text");
}

TEST(json_cannot_nest_deeper_than_messagepack)
{
    char json[4096];
    struct msg_envelope envelope;
    struct msg_answer answer;

    assert_int_equal(read_answer("{\"to\":\"7K3F\",\"text\":\"Ja\",\"x\":[[[1]]]}", &envelope, &answer), 0);
    assert_refused("{\"to\":\"7K3F\",\"text\":\"Ja\",\"x\":[[[[1]]]]}", ERR_BAD_REQUEST, NULL);
    struct span out;
    assert_int_equal(json_to_msgpack(span_of("{\"x\":[[[[[[1]]]]]]}"), NULL, 0, &arena, &out, &fault), ERR_TOO_BIG);
    for (size_t depth = 10; depth < 1500; depth += 100) {
        memset(json, '[', sizeof json);
        memcpy(json, "{\"x\":", 5);
        memset(json + 5 + depth, ']', depth);
        memcpy(json + 5 + 2 * depth, "}", 2);
        assert_true(read_answer(json, &envelope, &answer) != 0);
    }
}

/* A request, and behind the key of one field so often a piece, and an end. */
static const char *repeated(const char *key, const char *piece, int times, const char *end)
{
    static char json[32 * 1024];
    int len = snprintf(json, sizeof json, "{\"to\":\"7K3F\",\"%s\":", key);

    for (int i = 0; i < times; i++)
        len += snprintf(json + len, sizeof json - (size_t)len, "%s", piece);
    snprintf(json + len, sizeof json - (size_t)len, "%s", end);
    return json;
}

/* Those in a text are text, whatever quotes stand in it. */
TEST(more_objects_and_lists_than_any_message_has_are_too_big)
{
    static char many[5004];
    struct msg_envelope envelope;
    struct msg_answer answer;

    memset(many, '{', 5000);
    memcpy(many + 5000, "\"}", 3);
    assert_refused(repeated("x", "{},", 5000, "\"text\":\"Ja\"}"), ERR_TOO_BIG, NULL);
    assert_refused(repeated("text", "\"\\\"", 1, many), ERR_TOO_LONG, "text");
    assert_refused(repeated("x\":[{\"y", "[],", 5000, "0]}"), ERR_TOO_BIG, NULL);
    assert_int_equal(read_answer(repeated("x\":[{},{},[]],\"text", "", 0, "\"{[\\\"{[\"}"), &envelope, &answer), 0);
}

TEST(what_does_not_fit_a_payload_is_too_big)
{
    static char json[60000];
    struct span out;
    int len = snprintf(json, sizeof json, "{\"x\":[0.5");

    while (len < 40000)
        len += snprintf(json + len, sizeof json - (size_t)len, ",0.5");
    snprintf(json + len, sizeof json - (size_t)len, "]}");
    assert_int_equal(json_to_msgpack(span_of(json), NULL, 0, &arena, &out, &fault), ERR_TOO_BIG);
}

TEST(no_room_is_no_crash)
{
    struct arena small;
    struct span out;

    arena_init(&small, 100);
    assert_int_equal(json_to_msgpack(span_of("{\"a\":1}"), NULL, 0, &small, &out, &fault), ERR_TOO_BIG);
    arena_release(&small);
    arena_init(&small, 3);
    assert_null(json_from_msgpack(BYTES("\x81\xa1"
                                        "a\xa1x"),
                                  &small)
                    .ptr);
    arena_release(&small);
}

TEST(what_is_not_well_formed_becomes_no_json)
{
    assert_null(json_from_msgpack(BYTES(""), &arena).ptr);
    assert_null(json_from_msgpack(BYTES("\x81\xa1"), &arena).ptr);
    assert_null(json_from_msgpack(BYTES("\x81\x01\x01"), &arena).ptr);
    assert_null(json_from_msgpack(BYTES("\x81\xa1x\x91\x91\x91\x91\x91\x91\x91\x01"), &arena).ptr);
    assert_null(json_from_msgpack(BYTES("\x81\xa1x\xa1\xff"), &arena).ptr);
}

/* The library would go on, with a text that lacks a character. */
TEST(where_there_is_no_memory_for_json_the_process_ends)
{
    struct span bytes;
    json_malloc_t take;
    json_free_t give;
    int status;

    assert_int_equal(json_to_msgpack(span_of("{}"), NULL, 0, &arena, &bytes, &fault), 0);
    json_get_alloc_funcs(&take, &give);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        freopen("/dev/null", "w", stderr); /* a sanitizer has its own words for it */
        give(take(PTRDIFF_MAX));
        _exit(EXIT_SUCCESS);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_false(WIFEXITED(status) && WEXITSTATUS(status) == EXIT_SUCCESS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
        CASE(every_message_survives_json),
        CASE(a_request_is_read),
        CASE(an_id_is_read_with_hyphens_and_in_capitals),
        CASE(hex_digits_in_a_text_stay_text),
        CASE(an_id_that_is_no_hex_is_refused_by_name),
        CASE(what_is_not_json_is_refused),
        CASE(json_meets_the_same_limits),
        CASE(json_cannot_nest_deeper_than_messagepack),
        CASE(more_objects_and_lists_than_any_message_has_are_too_big),
        CASE(what_does_not_fit_a_payload_is_too_big),
        CASE(no_room_is_no_crash),
        CASE(what_is_not_well_formed_becomes_no_json),
        CASE(where_there_is_no_memory_for_json_the_process_ends),
    };

    return TEST_RUN(tests);
}
