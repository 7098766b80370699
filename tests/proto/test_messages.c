/* Every message of the schema, field by field: what the tables promise is what the codec does. */
#include "test.h"

#include "proto/decode.h"
#include "proto/encode.h"
#include "proto/text.h"
#include "sample.h"

struct decoded {
    void *message;
    int err;
    struct fault fault;
};

static struct arena arena;
static struct sample sample;

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, TEST_ARENA_BYTES);
    sample_init(&sample);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    sample_release(&sample);
    arena_release(&arena);
    return 0;
}

static struct decoded decode(const struct msg_type *type, struct span bytes, bool strict)
{
    struct decoded out = { .message = arena_take(&arena, type->size) };
    struct decode_part part = { type, out.message };

    assert_non_null(out.message);
    out.err = decode_map(bytes, &part, 1, strict, &arena, &out.fault);
    return out;
}

static struct decoded decode_sample(const struct msg_type *type)
{
    return decode(type, sample_span(&sample), true);
}

static struct span encode(const struct msg_type *type, const void *message)
{
    struct encode_part part = { type, message };

    return encode_map(&part, 1, true, TEST_ARENA_BYTES, &arena);
}

static void assert_same_bytes(const struct msg_type *type, struct span a, struct span b)
{
    if (!span_equal(a, b))
        fail_msg("%s: %zu bytes in, %zu bytes out, not the same", type->name, a.len, b.len);
}

static void assert_refused(struct decoded got, int error, const struct msg_type *type, const char *field)
{
    if (got.err != error || got.fault.error != error)
        fail_msg("%s.%s: error %s, wanted %s", type->name, field, error_row(got.err)->name, error_row(error)->name);
    assert_non_null(got.fault.message);
    if (field != NULL && (got.fault.field == NULL || strcmp(got.fault.field, field) != 0))
        fail_msg("%s: blames %s, not %s", type->name, got.fault.field == NULL ? "nothing" : got.fault.field, field);
}

static void assert_taken(struct decoded got, const struct msg_type *type, const char *field)
{
    if (got.err != 0)
        fail_msg("%s.%s: %s: %s", type->name, field, error_row(got.err)->name, got.fault.message);
}

/* ---- round trip ---- */

TEST(every_message_survives_a_round_trip)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++)
        for (int level = 0; level < SAMPLE_LEVELS; level++) {
            sample_pack(&sample, *type, (enum sample_level)level, "x", NULL);
            struct decoded got = decode_sample(*type);
            assert_taken(got, *type, "(all)");
            assert_same_bytes(*type, sample_span(&sample), encode(*type, got.message));
            arena_reset(&arena);
        }
}

TEST(what_we_encode_msgpack_c_reads_as_what_it_packed)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        msgpack_unpacked ours, theirs;
        sample_pack(&sample, *type, SAMPLE_TYPICAL, "\xc3\xab", NULL);
        struct span bytes = encode(*type, decode_sample(*type).message);
        size_t at = 0;
        msgpack_unpacked_init(&ours);
        msgpack_unpacked_init(&theirs);
        assert_int_equal(msgpack_unpack_next(&ours, bytes.ptr, bytes.len, &at), MSGPACK_UNPACK_SUCCESS);
        assert_int_equal(at, bytes.len);
        at = 0;
        assert_int_equal(msgpack_unpack_next(&theirs, sample.bytes.data, sample.bytes.size, &at),
                         MSGPACK_UNPACK_SUCCESS);
        assert_true(msgpack_object_equal(ours.data, theirs.data));
        msgpack_unpacked_destroy(&ours);
        msgpack_unpacked_destroy(&theirs);
        arena_reset(&arena);
    }
}

static bool is_secret(const struct msg_field *field)
{
    return field->type == FIELD_SECRET || field->type == FIELD_ONCE;
}

TEST(without_leave_no_secret_is_encoded)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        sample_pack(&sample, *type, SAMPLE_TYPICAL, "x", NULL);
        struct encode_part part = { *type, decode_sample(*type).message };
        struct span bytes = encode_map(&part, 1, false, TEST_ARENA_BYTES, &arena);
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++)
            if (is_secret(field))
                assert_null(memmem(bytes.ptr, bytes.len, field->name, strlen(field->name)));
        arena_reset(&arena);
    }
}

TEST(a_message_that_is_too_large_is_not_encoded_at_all)
{
    sample_pack(&sample, &type_ask, SAMPLE_MOST, "x", NULL);
    struct encode_part part = { &type_ask, decode_sample(&type_ask).message };
    struct span whole = encode_map(&part, 1, true, TEST_ARENA_BYTES, &arena);

    for (size_t max = 0; max < whole.len; max += 7)
        assert_null(encode_map(&part, 1, true, max, &arena).ptr);
    assert_null(encode_map(&part, 1, true, whole.len - 1, &arena).ptr);
    assert_int_equal(encode_map(&part, 1, true, whole.len, &arena).len, whole.len);
}

/* ---- what is cut off, or has something behind it ---- */

TEST(every_truncation_is_refused)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        sample_pack(&sample, *type, SAMPLE_TYPICAL, "\xf0\x9f\x98\x80", NULL);
        for (size_t len = 0; len < sample.bytes.size; len++) {
            char *exact = sample_exact((struct span){ sample.bytes.data, len });
            assert_refused(decode(*type, (struct span){ exact, len }, true), ERR_BAD_REQUEST, *type, NULL);
            free(exact);
            arena_reset(&arena);
        }
    }
}

TEST(bytes_behind_the_map_are_refused)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        sample_pack(&sample, *type, SAMPLE_TYPICAL, "x", NULL);
        msgpack_pack_nil(&sample.packer);
        assert_refused(decode_sample(*type), ERR_BAD_REQUEST, *type, NULL);
    }
}

/* ---- the limits of each field ---- */

/* What one more or one less than allowed is called. */
static int limit_error(const struct msg_field *field, bool over)
{
    switch (field->type) {
    case FIELD_NAME:
    case FIELD_ID:
    case FIELD_INT:
    case FIELD_TIME:
        return ERR_BAD_REQUEST;
    case FIELD_SLUG:
    case FIELD_STR:
    case FIELD_TEXT:
    case FIELD_CODE:
    case FIELD_WORD:
    case FIELD_SECRET:
    case FIELD_ONCE:
    case FIELD_BOOL:
    case FIELD_WORDS:
    case FIELD_LIST:
        break;
    }
    return over ? ERR_TOO_LONG : ERR_TOO_SHORT;
}

/* A slug, a name, an id and a code that is no code at all are refused for their shape: no limit is named. */
static bool names_the_limit(const struct msg_field *field, int64_t amount)
{
    if (field->type == FIELD_CODE)
        return amount >= 2;
    if (field->type == FIELD_SLUG) /* beyond what any slug has it is none */
        return amount >= 2 && amount <= 32;
    return field->type != FIELD_NAME && field->type != FIELD_ID;
}

static void check_outside(const struct msg_type *type, const struct msg_field *field, int64_t amount)
{
    struct sample_change change = { .field = field, .how = SAMPLE_AMOUNT, .amount = amount };
    bool over = amount > field->max;

    sample_pack(&sample, type, SAMPLE_BARE, "x", &change);
    struct decoded got = decode_sample(type);
    assert_refused(got, names_the_limit(field, amount) ? limit_error(field, over) : ERR_BAD_REQUEST, type, field->name);
    if (!names_the_limit(field, amount))
        return;
    assert_true(got.fault.has_limit && got.fault.has_got);
    assert_int_equal(got.fault.limit, over ? field->max : field->min);
    assert_int_equal(got.fault.got, amount);
}

static void check_inside(const struct msg_type *type, const struct msg_field *field, int64_t amount)
{
    struct sample_change change = { .field = field, .how = SAMPLE_AMOUNT, .amount = amount };

    sample_pack(&sample, type, SAMPLE_BARE, "x", &change);
    assert_taken(decode_sample(type), type, field->name);
}

/* A number can be below nothing, an amount cannot. */
static bool has_less(const struct msg_field *field)
{
    if (field->type == FIELD_INT || field->type == FIELD_TIME)
        return field->min > INT64_MIN;
    return field->min > 0;
}

static void check_limits(const struct msg_type *type, const struct msg_field *field)
{
    check_inside(type, field, field->min);
    check_inside(type, field, field->max);
    if (field->type == FIELD_BOOL)
        return;
    if (has_less(field))
        check_outside(type, field, field->min - 1);
    if (field->max < INT64_MAX)
        check_outside(type, field, field->max + 1);
}

TEST(every_field_keeps_its_limits)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++) {
            check_limits(*type, field);
            arena_reset(&arena);
        }
    }
}

/* ---- missing, twice, of another type, unknown ---- */

/* A secret is the exception: what the daemon keeps of a reply is kept without it, and read again. */
TEST(a_missing_key_is_named)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++) {
            struct sample_change change = { .field = field, .how = SAMPLE_OMIT };
            sample_pack(&sample, *type, SAMPLE_TYPICAL, "x", &change);
            struct decoded got = decode_sample(*type);
            if (field->required && !is_secret(field))
                assert_refused(got, ERR_BAD_REQUEST, *type, field->name);
            else
                assert_taken(got, *type, field->name);
        }
        arena_reset(&arena);
    }
}

TEST(a_key_that_comes_twice_is_refused)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++) {
            struct sample_change change = { .field = field, .how = SAMPLE_TWICE };
            sample_pack(&sample, *type, SAMPLE_TYPICAL, "x", &change);
            assert_refused(decode_sample(*type), ERR_BAD_REQUEST, *type, NULL);
        }
        arena_reset(&arena);
    }
}

static void pack_nil(msgpack_packer *packer)
{
    msgpack_pack_nil(packer);
}

static void pack_true(msgpack_packer *packer)
{
    msgpack_pack_true(packer);
}

static void pack_five(msgpack_packer *packer)
{
    msgpack_pack_int(packer, 5);
}

static void pack_half(msgpack_packer *packer)
{
    msgpack_pack_double(packer, 0.5);
}

static void pack_huge(msgpack_packer *packer)
{
    msgpack_pack_uint64(packer, (uint64_t)INT64_MAX + 1);
}

static void pack_text(msgpack_packer *packer)
{
    msgpack_pack_str_with_body(packer, "7K3F", 4);
}

static void pack_binary(msgpack_packer *packer)
{
    msgpack_pack_bin_with_body(packer, "0123456789abcdef", 16);
}

static void pack_empty_list(msgpack_packer *packer)
{
    msgpack_pack_array(packer, 0);
}

static void pack_empty_map(msgpack_packer *packer)
{
    msgpack_pack_map(packer, 0);
}

static void pack_extension(msgpack_packer *packer)
{
    msgpack_pack_ext_with_body(packer, "\0\0\0\0", 4, -1); /* the timestamp that others use */
}

static const struct value {
    void (*pack)(msgpack_packer *packer);
    unsigned fits; /* bits of enum field_type */
} values[] = {
    { pack_nil, 0 },
    { pack_true, 1u << FIELD_BOOL },
    { pack_five, 1u << FIELD_INT | 1u << FIELD_TIME },
    { pack_half, 0 },
    { pack_huge, 0 },
    { pack_text, 1u << FIELD_STR | 1u << FIELD_TEXT | 1u << FIELD_SLUG | 1u << FIELD_NAME | 1u << FIELD_CODE |
                     1u << FIELD_WORD | 1u << FIELD_SECRET | 1u << FIELD_ONCE },
    { pack_binary, 1u << FIELD_ID },
    { pack_empty_list, 1u << FIELD_WORDS | 1u << FIELD_LIST },
    { pack_empty_map, 0 },
    { pack_extension, 0 },
};

TEST(a_value_of_another_type_is_refused_by_name)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++)
            for (size_t v = 0; v < sizeof values / sizeof values[0]; v++) {
                struct sample_change change = { .field = field, .how = SAMPLE_INSTEAD, .instead = values[v].pack };
                sample_pack(&sample, *type, SAMPLE_BARE, "x", &change);
                if ((values[v].fits & 1u << field->type) == 0)
                    assert_refused(decode_sample(*type), ERR_BAD_REQUEST, *type, field->name);
            }
        arena_reset(&arena);
    }
}

static void pack_empty_word(msgpack_packer *packer)
{
    msgpack_pack_array(packer, 1);
    msgpack_pack_str(packer, 0);
}

static void pack_long_word(msgpack_packer *packer)
{
    msgpack_pack_array(packer, 1);
    msgpack_pack_str(packer, 65);
    for (int i = 0; i < 65; i++)
        msgpack_pack_str_body(packer, "w", 1);
}

static void pack_accented_word(msgpack_packer *packer)
{
    msgpack_pack_array(packer, 1);
    msgpack_pack_str_with_body(packer, "\xc3\xab", 2);
}

static void pack_number_among_words(msgpack_packer *packer)
{
    msgpack_pack_array(packer, 1);
    msgpack_pack_int(packer, 5);
}

TEST(a_list_of_words_holds_words)
{
    static void (*const wrong[])(msgpack_packer * packer) = { pack_empty_word, pack_long_word, pack_accented_word,
                                                              pack_number_among_words };
    const struct msg_field *field = schema_find(&type_member_add, span_of("teams"));

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct sample_change change = { .field = field, .how = SAMPLE_INSTEAD, .instead = wrong[i] };
        sample_pack(&sample, &type_member_add, SAMPLE_BARE, "x", &change);
        assert_refused(decode_sample(&type_member_add), ERR_BAD_REQUEST, &type_member_add, "teams");
    }
}

static void pack_unknown_pair(msgpack_packer *packer)
{
    msgpack_pack_str_with_body(packer, "from_the_future", 15);
    msgpack_pack_array(packer, 2);
    msgpack_pack_map(packer, 1);
    msgpack_pack_str_with_body(packer, "a", 1);
    msgpack_pack_double(packer, 1.5);
    msgpack_pack_nil(packer);
}

TEST(a_key_of_the_future_is_ignored)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        struct sample_change change = { .extra = pack_unknown_pair };
        sample_pack(&sample, *type, SAMPLE_TYPICAL, "x", NULL);
        struct span plain = encode(*type, decode_sample(*type).message);
        sample_pack(&sample, *type, SAMPLE_TYPICAL, "x", &change);
        struct decoded got = decode_sample(*type);
        assert_taken(got, *type, "from_the_future");
        assert_same_bytes(*type, plain, encode(*type, got.message));
        arena_reset(&arena);
    }
}

static void pack_author_pair(msgpack_packer *packer)
{
    msgpack_pack_str_with_body(packer, "author", 6);
    msgpack_pack_str_with_body(packer, "s.dewit", 7);
}

TEST(a_request_that_names_its_author_is_refused)
{
    struct sample_change change = { .extra = pack_author_pair };

    for (int verb = 0; verb < VERB_COUNT; verb++) {
        const struct msg_type *in = schema_verbs[verb].in;
        sample_pack(&sample, in, SAMPLE_TYPICAL, "x", &change);
        assert_refused(decode(in, sample_span(&sample), true), ERR_BAD_REQUEST, in, "author");
        assert_taken(decode(in, sample_span(&sample), false), in, "author");
        arena_reset(&arena);
    }
}

TEST(a_request_is_read_with_its_envelope)
{
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        const struct msg_type *in = schema_verbs[verb].in;
        struct msg_envelope envelope;
        struct decode_part parts[] = { { &type_envelope, &envelope }, { in, arena_take(&arena, in->size) } };
        struct encode_part both[] = { { &type_envelope, &envelope }, { in, parts[1].to } };
        struct fault fault;
        bool clash = schema_find(in, span_of("device")) != NULL; /* one key, wanted by both */

        sample_pack(&sample, in, SAMPLE_TYPICAL, "x", NULL);
        assert_int_equal(decode_map(sample_span(&sample), &parts[1], 1, true, &arena, &fault), 0);
        envelope = (struct msg_envelope){ .id = span_of("0123456789abcdef") };
        struct span bytes = encode_map(both, 2, true, PAYLOAD_MAX, &arena);
        assert_int_equal(decode_map(bytes, parts, 2, true, &arena, &fault), 0);
        assert_true(span_is(envelope.id, "0123456789abcdef"));
        assert_int_equal(envelope.device.ptr != NULL, clash);
        arena_reset(&arena);
    }
}

/* ---- the size of requests ---- */

TEST(every_request_fits_a_payload_at_its_longest)
{
    for (int verb = 0; verb < VERB_COUNT; verb++) {
        sample_pack(&sample, schema_verbs[verb].in, SAMPLE_MOST, "\xf0\x9f\x98\x80", NULL);
        assert_true(sample.bytes.size + 64 <= PAYLOAD_MAX); /* 64: the envelope */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_message_survives_a_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(what_we_encode_msgpack_c_reads_as_what_it_packed, setup, teardown),
        cmocka_unit_test_setup_teardown(without_leave_no_secret_is_encoded, setup, teardown),
        cmocka_unit_test_setup_teardown(a_message_that_is_too_large_is_not_encoded_at_all, setup, teardown),
        cmocka_unit_test_setup_teardown(every_truncation_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(bytes_behind_the_map_are_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(every_field_keeps_its_limits, setup, teardown),
        cmocka_unit_test_setup_teardown(a_missing_key_is_named, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_that_comes_twice_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_value_of_another_type_is_refused_by_name, setup, teardown),
        cmocka_unit_test_setup_teardown(a_list_of_words_holds_words, setup, teardown),
        cmocka_unit_test_setup_teardown(a_key_of_the_future_is_ignored, setup, teardown),
        cmocka_unit_test_setup_teardown(a_request_that_names_its_author_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(a_request_is_read_with_its_envelope, setup, teardown),
        cmocka_unit_test_setup_teardown(every_request_fits_a_payload_at_its_longest, setup, teardown),
    };

    return TEST_RUN(tests);
}
