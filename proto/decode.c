#include "decode.h"

#include "code.h"
#include "reader.h"
#include "text.h"
#include "topic.h"

#include <stdint.h>

#define KEYS_MAX 64 /* of one map; the largest message has half of that */

/* Who wrote something comes from the broker. A payload that says it too is a mistake or an attempt. */
static const char *const author_keys[] = { "author", "author_name", "by", "from", "sender", "username", "user", NULL };

struct decoding {
    struct reader reader;
    struct arena *arena;
    struct fault *fault;
    bool strict;
};

static int decode_fields(struct decoding *d, const struct decode_part *parts, size_t count, int depth);

static int bad(struct decoding *d, const char *field, const char *message)
{
    return fault_set(d->fault, ERR_BAD_REQUEST, field, message);
}

/* ---- one value ---- */

static int check_range(struct decoding *d, const struct msg_field *field, int64_t got, int under, int over)
{
    if (got < field->min)
        return fault_limit(d->fault, under, field->name, "less than allowed", field->min, got);
    if (got > field->max)
        return fault_limit(d->fault, over, field->name, "more than allowed", field->max, got);
    return 0;
}

static bool is_word(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] <= ' ' || text.ptr[i] > '~')
            return false;
    return true;
}

/* A word for clients, that say it in their own language. */
static int misshapen(struct decoding *d, const struct msg_field *field, const char *want, const char *message)
{
    int err = bad(d, field->name, message);

    d->fault->want = want;
    return err;
}

/* Texts of a fixed alphabet: what they must look like, and how to say so. */
static int check_shape(struct decoding *d, const struct msg_field *field, struct span text)
{
    if (field->type == FIELD_SLUG && !topic_is_slug(text))
        return misshapen(d, field, "slug", "not a name: 2 to 32 of a-z, 0-9 and hyphens, not beginning with a hyphen");
    if (field->type == FIELD_NAME && !topic_is_name(text))
        return misshapen(d, field, "name", "not a member's name: 2 to 32 of a-z, 0-9, dots and hyphens");
    if (field->type == FIELD_CODE && code_read(text).kind == CODE_BAD)
        return misshapen(d, field, "code", "not a code");
    if (!is_word(text))
        return misshapen(d, field, "word", "not a word of printable ASCII");
    return check_range(d, field, (int64_t)text.len, ERR_TOO_SHORT, ERR_TOO_LONG);
}

static int decode_text(struct decoding *d, const struct msg_field *field, struct token token, struct span *out)
{
    const char *message = "too much text";

    if (token.type != TOKEN_STR)
        return bad(d, field->name, "must be a string");
    if (field->type != FIELD_STR && field->type != FIELD_TEXT) {
        *out = token.text;
        return check_shape(d, field, token.text);
    }
    int err = text_clean(token.text, field->type == FIELD_TEXT, d->arena, out, &message);
    if (err != 0)
        return fault_set(d->fault, err, field->name, message);
    return check_range(d, field, (int64_t)text_length(*out), ERR_TOO_SHORT, ERR_TOO_LONG);
}

static int decode_id(struct decoding *d, const struct msg_field *field, struct token token, struct span *out)
{
    if (token.type != TOKEN_BIN || token.text.len != ID_BYTES)
        return bad(d, field->name, "must be 16 bytes");
    *out = token.text;
    return 0;
}

static int decode_number(struct decoding *d, const struct msg_field *field, struct token token, int64_t *out)
{
    if (token.type != TOKEN_INT)
        return bad(d, field->name, "must be an integer");
    *out = token.number;
    return check_range(d, field, token.number, ERR_BAD_REQUEST, ERR_BAD_REQUEST);
}

static int decode_bool(struct decoding *d, const struct msg_field *field, struct token token, bool *out)
{
    if (token.type != TOKEN_BOOL)
        return bad(d, field->name, "must be true or false");
    *out = token.number != 0;
    return 0;
}

static int decode_words(struct decoding *d, const struct msg_field *field, struct token token, struct span **out)
{
    struct span *words = arena_take(d->arena, (token.count + 1) * sizeof *words);

    if (words == NULL)
        return fault_set(d->fault, ERR_TOO_BIG, field->name, "too many words");
    for (size_t i = 0; i < token.count; i++) {
        struct token word = reader_next(&d->reader);
        if (word.type != TOKEN_STR || word.text.len == 0 || word.text.len > 64 || !is_word(word.text))
            return bad(d, field->name, "must be a list of words");
        words[i] = word.text;
    }
    *out = words;
    return 0;
}

static int decode_elements(struct decoding *d, const struct msg_field *field, size_t count, int depth, void **out)
{
    char *elements = arena_take(d->arena, (count + 1) * field->element->size);

    if (elements == NULL)
        return fault_set(d->fault, ERR_TOO_BIG, field->name, "too many elements");
    for (size_t i = 0; i < count; i++) {
        struct decode_part part = { field->element, elements + i * field->element->size };
        int err = decode_fields(d, &part, 1, depth - 1);
        if (err != 0)
            return err;
    }
    *out = elements;
    return 0;
}

/* A list: of words or of maps. Pointer and count are stored with memcpy, whatever their exact type is. */
static int decode_list(struct decoding *d, const struct msg_field *field, struct token token, int depth, char *to)
{
    void *elements = NULL;

    if (token.type != TOKEN_LIST)
        return bad(d, field->name, "must be a list");
    if (depth == 0)
        return bad(d, field->name, "nested too deeply");
    int64_t least = field->type == FIELD_WORDS ? field->min : 0, count = (int64_t)token.count;
    if (count < least)
        return fault_limit(d->fault, ERR_TOO_SHORT, field->name, "too few elements", least, count);
    if (count > field->max)
        return fault_limit(d->fault, ERR_TOO_LONG, field->name, "too many elements", field->max, count);
    int err;
    if (field->type == FIELD_WORDS) {
        struct span *words = NULL;
        err = decode_words(d, field, token, &words);
        elements = words;
    } else {
        err = decode_elements(d, field, token.count, depth, &elements);
    }
    memcpy(to + field->offset, &elements, sizeof elements);
    memcpy(to + field->extra, &token.count, sizeof token.count);
    return err;
}

static int decode_value(struct decoding *d, const struct msg_field *field, int depth, char *to)
{
    static const bool present = true;
    struct token token = reader_next(&d->reader);

    if (token.type == TOKEN_BAD)
        return bad(d, field->name, "malformed MessagePack");
    switch (field->type) {
    case FIELD_STR:
    case FIELD_TEXT:
    case FIELD_SLUG:
    case FIELD_NAME:
    case FIELD_CODE:
    case FIELD_WORD:
    case FIELD_SECRET:
    case FIELD_ONCE:
        return decode_text(d, field, token, (struct span *)(void *)(to + field->offset));
    case FIELD_ID:
        return decode_id(d, field, token, (struct span *)(void *)(to + field->offset));
    case FIELD_INT:
    case FIELD_TIME:
        memcpy(to + field->extra, &present, sizeof present);
        return decode_number(d, field, token, (int64_t *)(void *)(to + field->offset));
    case FIELD_BOOL:
        memcpy(to + field->extra, &present, sizeof present);
        return decode_bool(d, field, token, (bool *)(to + field->offset));
    case FIELD_WORDS:
    case FIELD_LIST:
        return decode_list(d, field, token, depth, to);
    }
    return bad(d, field->name, "of an unknown type");
}

/* ---- one map ---- */

static int skip_unknown(struct decoding *d, struct span key, int depth)
{
    for (size_t i = 0; d->strict && author_keys[i] != NULL; i++)
        if (span_is(key, author_keys[i]))
            return bad(d, author_keys[i], "the author comes from the topic, not from the payload");
    if (!reader_skip(&d->reader, depth))
        return bad(d, NULL, "malformed MessagePack, or nested too deeply, in a key that is not known");
    return 0;
}

/* A key that several parts know (the envelope's device is also a field of enrol) fills each of them. */
static int decode_pair(struct decoding *d, const struct decode_part *parts, size_t count, struct span key, int depth)
{
    struct reader before = d->reader;
    bool known = false;

    for (size_t i = 0; i < count; i++) {
        const struct msg_field *field = schema_find(parts[i].type, key);
        if (field == NULL)
            continue;
        known = true;
        d->reader = before;
        int err = decode_value(d, field, depth, parts[i].to);
        if (err != 0)
            return err;
    }
    return known ? 0 : skip_unknown(d, key, depth);
}

static bool is_among(struct span key, const struct span *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal(key, keys[i]))
            return true;
    return false;
}

/* A secret is never missing: what the daemon keeps of a reply, to be read again, is kept without it. */
static bool must_be_there(const struct msg_field *field)
{
    return field->required && field->type != FIELD_SECRET && field->type != FIELD_ONCE;
}

static int check_missing(struct decoding *d, const struct msg_type *type, const struct span *keys, size_t count)
{
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++)
        if (must_be_there(field) && !is_among(span_of(field->name), keys, count))
            return bad(d, field->name, "is missing");
    return 0;
}

static int decode_fields(struct decoding *d, const struct decode_part *parts, size_t count, int depth)
{
    struct span keys[KEYS_MAX];
    struct token map = reader_next(&d->reader);
    int err = 0;

    if (map.type != TOKEN_MAP)
        return bad(d, NULL, map.type == TOKEN_BAD ? "malformed MessagePack" : "must be a map");
    if (map.count > KEYS_MAX || depth == 0)
        return bad(d, NULL, depth == 0 ? "nested too deeply" : "too many keys");
    for (size_t i = 0; i < count; i++)
        memset(parts[i].to, 0, parts[i].type->size);

    for (size_t i = 0; i < map.count; i++) {
        struct token key = reader_next(&d->reader);
        if (key.type != TOKEN_STR || !text_is_utf8(key.text))
            return bad(d, NULL, key.type == TOKEN_BAD ? "malformed MessagePack" : "a key that is not a string");
        if (is_among(key.text, keys, i))
            return bad(d, NULL, "a key comes twice");
        keys[i] = key.text;
        err = decode_pair(d, parts, count, key.text, depth - 1);
        if (err != 0)
            return err;
    }
    for (size_t i = 0; i < count && err == 0; i++)
        err = check_missing(d, parts[i].type, keys, map.count);
    return err;
}

int decode_map(struct span payload, const struct decode_part *parts, size_t count, bool strict, struct arena *arena,
               struct fault *fault)
{
    struct decoding d = { .reader = reader_of(payload), .arena = arena, .fault = fault, .strict = strict };

    int err = decode_fields(&d, parts, count, READER_DEPTH_MAX);
    if (err == 0 && d.reader.at != d.reader.end)
        return bad(&d, NULL, "bytes behind the map");
    return err;
}
