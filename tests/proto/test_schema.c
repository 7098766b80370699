/* The tables themselves: what a row may not say, and how large things can become. */
#include "test.h"

#include "proto/decode.h"
#include "proto/encode.h"
#include "proto/topic.h"
#include "sample.h"

#include <stdio.h>

#define SCREEN_MAX_BYTES 4000 /* of one payload to a screen: above it, the broker's websockets become slow */

TEST(every_row_explains_itself)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        assert_true(strlen((*type)->doc) > 3);
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++)
            if (strlen(field->doc) < 3)
                fail_msg("%s.%s is not explained", (*type)->name, field->name);
    }
    for (int i = 0; i < VERB_COUNT; i++)
        assert_true(strlen(schema_verbs[i].doc) > 3);
    for (int i = 0; i < EVENT_COUNT; i++)
        assert_true(strlen(schema_events[i].doc) > 3);
    for (int i = 0; i < ERR_COUNT; i++)
        assert_true(strlen(error_row(i)->doc) > 3);
}

TEST(no_message_has_two_fields_of_one_name)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++)
            if (schema_find(*type, span_of(field->name)) != field)
                fail_msg("%s.%s is there twice", (*type)->name, field->name);
    }
}

TEST(every_name_is_short_and_plain)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++) {
            size_t plain = strspn(field->name, "abcdefghijklmnopqrstuvwxyz_");
            assert_int_equal(plain, strlen(field->name));
            assert_true(plain < 32);
        }
    }
}

TEST(every_limit_makes_sense)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++) {
            assert_true(field->min <= field->max);
            if (field->type == FIELD_SLUG || field->type == FIELD_NAME)
                assert_true(field->min == 2 && field->max <= 32);
            if (field->type == FIELD_ID)
                assert_true(field->min == ID_BYTES && field->max == ID_BYTES);
            if (field->type == FIELD_BOOL)
                assert_true(field->min >= 0 && field->max <= 1);
            if (field->type != FIELD_INT && field->type != FIELD_TIME)
                assert_true(field->min >= 0 && field->max <= 2000);
        }
    }
}

TEST(times_and_only_times_end_in_at)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field;
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++) {
            size_t len = strlen(field->name);
            bool at = len > 3 && strcmp(field->name + len - 3, "_at") == 0;
            if (at)
                assert_int_equal(field->type, FIELD_TIME);
        }
    }
}

TEST(a_verb_comes_once_and_is_a_name_that_a_topic_takes)
{
    for (int i = 0; i < VERB_COUNT; i++) {
        const struct verb_row *row = &schema_verbs[i];
        assert_int_equal(schema_verb(span_of(row->name)), i);
        assert_true(topic_is_slug(span_of(row->name)));
        assert_true(row->places != 0 && (row->places & ~(unsigned)(TOPIC_THEME | TOPIC_TEAM | TOPIC_HERE)) == 0);
    }
    assert_int_equal(schema_verb(span_of("no-such-verb")), -1);
    assert_int_equal(schema_verb(span_of("")), -1);
}

/* The envelope carries the id; a verb with an id of its own would hide it from the idempotency. */
TEST(no_verb_takes_the_place_of_the_envelope)
{
    for (int i = 0; i < VERB_COUNT; i++) {
        assert_null(schema_find(schema_verbs[i].in, span_of("id")));
        assert_null(schema_find(schema_verbs[i].in, span_of("ok")));
        assert_null(schema_find(schema_verbs[i].in, span_of("re")));
        assert_null(schema_find(schema_verbs[i].out, span_of("ok")));
        assert_null(schema_find(schema_verbs[i].out, span_of("id")));
        assert_null(schema_find(schema_verbs[i].out, span_of("error")));
    }
}

static const struct msg_field *same_key(const struct msg_type *a, const struct msg_type *b)
{
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(b, i)) != NULL; i++)
        if (schema_find(a, span_of(field->name)) != NULL)
            return field;
    return NULL;
}

/* A reply is the head and the verb's answer in one map: no key may come twice. */
TEST(no_reply_has_a_key_twice)
{
    for (int i = 0; i < VERB_COUNT; i++) {
        const struct msg_field *twice = same_key(&type_accepted, schema_verbs[i].out);
        if (twice != NULL && strcmp(twice->name, "seq") != 0)
            fail_msg("%s: %s is in the head and in the reply", schema_verbs[i].name, twice->name);
    }
}

TEST(lists_nest_at_most_four_deep)
{
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++) {
        const struct msg_field *field, *inner;
        for (size_t i = 0; (field = schema_field(*type, i)) != NULL; i++)
            for (size_t j = 0; field->element != NULL && (inner = schema_field(field->element, j)) != NULL; j++)
                assert_null(inner->element); /* map, list, map and a list of words: four */
    }
}

TEST(an_error_has_a_name_of_its_own)
{
    for (int a = 0; a < ERR_COUNT; a++)
        for (int b = 0; b < a; b++)
            assert_string_not_equal(error_row(a)->name, error_row(b)->name);
}

/* ---- the screen ---- */

static size_t largest(const struct msg_type *type, const char *letter)
{
    struct sample sample;

    sample_init(&sample);
    sample_pack(&sample, type, SAMPLE_MOST, letter, NULL);
    size_t bytes = sample.bytes.size;
    print_message("largest %s: %zu bytes\n", type->name, bytes);
    sample_release(&sample);
    return bytes;
}

#define FOUR_BYTES "\xf0\x9f\x98\x80"

TEST(what_goes_to_a_screen_is_small)
{
    assert_true(largest(&type_card, FOUR_BYTES) < SCREEN_MAX_BYTES);
    assert_true(largest(&type_screen, FOUR_BYTES) < SCREEN_MAX_BYTES);
    assert_true(largest(&type_clock, FOUR_BYTES) < SCREEN_MAX_BYTES);
}

/* Only in plain letters: with four rows full of emoji it is larger, and whoever encodes it must leave rows out. */
TEST(the_totals_of_a_screen_are_small_in_plain_letters)
{
    assert_true(largest(&type_totals, "x") < SCREEN_MAX_BYTES);
    assert_true(largest(&type_totals, FOUR_BYTES) > SCREEN_MAX_BYTES);
}

TEST(a_refusal_is_small_too)
{
    assert_true(largest(&type_refused, FOUR_BYTES) < 2 * 1024);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_explains_itself),
        cmocka_unit_test(no_message_has_two_fields_of_one_name),
        cmocka_unit_test(every_name_is_short_and_plain),
        cmocka_unit_test(every_limit_makes_sense),
        cmocka_unit_test(times_and_only_times_end_in_at),
        cmocka_unit_test(a_verb_comes_once_and_is_a_name_that_a_topic_takes),
        cmocka_unit_test(no_verb_takes_the_place_of_the_envelope),
        cmocka_unit_test(no_reply_has_a_key_twice),
        cmocka_unit_test(lists_nest_at_most_four_deep),
        cmocka_unit_test(an_error_has_a_name_of_its_own),
        cmocka_unit_test(what_goes_to_a_screen_is_small),
        cmocka_unit_test(the_totals_of_a_screen_are_small_in_plain_letters),
        cmocka_unit_test(a_refusal_is_small_too),
    };

    return TEST_RUN(tests);
}
