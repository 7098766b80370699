#include "sample.h"

#include "proto/code.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

void sample_init(struct sample *sample)
{
    msgpack_sbuffer_init(&sample->bytes);
    msgpack_packer_init(&sample->packer, &sample->bytes, msgpack_sbuffer_write);
}

void sample_release(struct sample *sample)
{
    msgpack_sbuffer_destroy(&sample->bytes);
}

struct span sample_span(const struct sample *sample)
{
    return (struct span){ sample->bytes.data, sample->bytes.size };
}

char *sample_exact(struct span bytes)
{
    char *exact = malloc(bytes.len); /* NULL or not for no bytes: both are what a broker may hand over */

    assert(exact != NULL || bytes.len == 0);
    if (bytes.len > 0)
        memcpy(exact, bytes.ptr, bytes.len);
    return exact;
}

static int64_t between(const struct msg_field *field, int64_t want)
{
    if (want < field->min)
        return field->min;
    return want > field->max ? field->max : want;
}

int64_t sample_amount(const struct msg_field *field, enum sample_level level)
{
    if (level == SAMPLE_MOST)
        return field->max;
    if (level != SAMPLE_TYPICAL)
        return field->min;
    if (field->type == FIELD_LIST || field->type == FIELD_WORDS)
        return between(field, 2);
    return between(field, 5);
}

/* ---- one value ---- */

static void pack_letters(msgpack_packer *packer, const char *letter, int64_t count)
{
    size_t bytes = strlen(letter);

    msgpack_pack_str(packer, (size_t)count * bytes);
    for (int64_t i = 0; i < count; i++)
        msgpack_pack_str_body(packer, letter, bytes);
}

/* T4, T41, 7777, 77777.1, 7777777777.11111: a code of so many bytes, or for 1 and 0 what is none. */
static void pack_code(msgpack_packer *packer, int64_t bytes)
{
    char code[64] = "";
    int letters = bytes - 2 > CODE_MAX ? CODE_MAX : (int)bytes - 2;

    if (bytes < CODE_MIN)
        snprintf(code, sizeof code, "%.*s", (int)bytes, "T41");
    else if (bytes <= CODE_MAX)
        snprintf(code, sizeof code, "%.*s", (int)bytes, "7777777777");
    else
        snprintf(code, sizeof code, "%.*s.%.*s", letters, "7777777777", (int)bytes - letters - 1, "111111111");
    msgpack_pack_str_with_body(packer, code, strlen(code));
}

static void pack_words(msgpack_packer *packer, int64_t count)
{
    msgpack_pack_array(packer, (size_t)count);
    for (int64_t i = 0; i < count; i++)
        pack_letters(packer, "w", 1 + i % 64);
}

static void pack_map(msgpack_packer *packer, const struct msg_type *type, enum sample_level level, const char *letter,
                     const struct sample_change *change);

static void pack_list(msgpack_packer *packer, const struct msg_type *element, int64_t count, enum sample_level level,
                      const char *letter)
{
    msgpack_pack_array(packer, (size_t)count);
    for (int64_t i = 0; i < count; i++)
        pack_map(packer, element, level, letter, NULL);
}

static void pack_value(msgpack_packer *packer, const struct msg_field *field, int64_t amount, enum sample_level level,
                       const char *letter)
{
    switch (field->type) {
    case FIELD_STR:
    case FIELD_TEXT:
        pack_letters(packer, letter, amount);
        return;
    case FIELD_SLUG:
    case FIELD_NAME:
        pack_letters(packer, "a", amount);
        return;
    case FIELD_CODE:
        pack_code(packer, amount);
        return;
    case FIELD_WORD:
    case FIELD_SECRET:
    case FIELD_ONCE:
        pack_letters(packer, "w", amount);
        return;
    case FIELD_ID:
        msgpack_pack_bin(packer, (size_t)amount);
        for (int64_t i = 0; i < amount; i++)
            msgpack_pack_bin_body(packer, "\xf1", 1);
        return;
    case FIELD_INT:
    case FIELD_TIME:
        msgpack_pack_int64(packer, amount);
        return;
    case FIELD_BOOL:
        amount != 0 ? msgpack_pack_true(packer) : msgpack_pack_false(packer);
        return;
    case FIELD_WORDS:
        pack_words(packer, amount);
        return;
    case FIELD_LIST:
        pack_list(packer, field->element, amount, level, letter);
        return;
    }
}

/* ---- one map ---- */

static size_t times_packed(const struct msg_field *field, enum sample_level level, const struct sample_change *change)
{
    if (change != NULL && change->field == field)
        return change->how == SAMPLE_OMIT ? 0 : change->how == SAMPLE_TWICE ? 2 : 1;
    return field->required || level != SAMPLE_BARE;
}

static size_t count_pairs(const struct msg_type *type, enum sample_level level, const struct sample_change *change)
{
    const struct msg_field *field;
    size_t pairs = change != NULL && change->extra != NULL;

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++)
        pairs += times_packed(field, level, change);
    return pairs;
}

static void pack_pair(msgpack_packer *packer, const struct msg_field *field, enum sample_level level,
                      const char *letter, const struct sample_change *change)
{
    bool changed = change != NULL && change->field == field;

    msgpack_pack_str_with_body(packer, field->name, strlen(field->name));
    if (changed && change->how == SAMPLE_INSTEAD)
        change->instead(packer);
    else if (changed && change->how == SAMPLE_AMOUNT)
        pack_value(packer, field, change->amount, SAMPLE_LEAST, letter);
    else
        pack_value(packer, field, sample_amount(field, level), level, letter);
}

static void pack_map(msgpack_packer *packer, const struct msg_type *type, enum sample_level level, const char *letter,
                     const struct sample_change *change)
{
    const struct msg_field *field;

    msgpack_pack_map(packer, count_pairs(type, level, change));
    if (change != NULL && change->extra != NULL)
        change->extra(packer);
    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++)
        for (size_t times = times_packed(field, level, change); times > 0; times--)
            pack_pair(packer, field, level, letter, change);
}

void sample_pack(struct sample *sample, const struct msg_type *type, enum sample_level level, const char *letter,
                 const struct sample_change *change)
{
    msgpack_sbuffer_clear(&sample->bytes);
    pack_map(&sample->packer, type, level, letter, change);
}
