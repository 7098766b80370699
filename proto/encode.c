#include "encode.h"

#include <msgpack.h>

#define ROOM_FIRST 256 /* most replies and events fit */

struct output {
    struct arena *arena;
    char *bytes;
    size_t len, room, max;
};

/* What msgpack-c calls for each piece it packs; anything but 0 ends the packing. */
static int output_write(void *to, const char *bytes, size_t len)
{
    struct output *out = to;

    if (len > out->max - out->len)
        return -1;
    if (len > out->room - out->len) {
        size_t room = 2 * out->room > out->len + len ? 2 * out->room : out->len + len;
        char *more = arena_take(out->arena, room);
        if (more == NULL)
            return -1;
        memcpy(more, out->bytes, out->len);
        out->bytes = more;
        out->room = room;
    }
    memcpy(out->bytes + out->len, bytes, len);
    out->len += len;
    return 0;
}

static const char *at(const void *from, size_t offset)
{
    return (const char *)from + offset;
}

static struct span span_at(const void *from, const struct msg_field *field)
{
    struct span text;

    memcpy(&text, at(from, field->offset), sizeof text);
    return text;
}

static bool bool_at(const void *from, size_t offset)
{
    bool value;

    memcpy(&value, at(from, offset), sizeof value);
    return value;
}

static bool is_present(const void *from, const struct msg_field *field, bool secrets)
{
    const void *list;

    switch (field->type) {
    case FIELD_SECRET:
    case FIELD_ONCE:
        return secrets && span_at(from, field).ptr != NULL;
    case FIELD_STR:
    case FIELD_TEXT:
    case FIELD_SLUG:
    case FIELD_NAME:
    case FIELD_CODE:
    case FIELD_WORD:
    case FIELD_ID:
        return span_at(from, field).ptr != NULL;
    case FIELD_INT:
    case FIELD_TIME:
        return field->required || bool_at(from, field->extra);
    case FIELD_BOOL:
        return field->required || bool_at(from, field->extra) || bool_at(from, field->offset);
    case FIELD_WORDS:
        memcpy(&list, at(from, field->offset), sizeof list);
        return field->required || list != NULL;
    case FIELD_LIST:
        memcpy(&list, at(from, field->offset), sizeof list);
        return list != NULL;
    }
    return false;
}

static size_t count_present(const struct msg_type *type, const void *from, bool secrets)
{
    const struct msg_field *field;
    size_t count = 0;

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++)
        count += is_present(from, field, secrets);
    return count;
}

static int pack_text(msgpack_packer *packer, struct span text)
{
    return msgpack_pack_str_with_body(packer, text.ptr, text.len);
}

static int pack_fields(msgpack_packer *packer, const struct msg_type *type, const void *from, bool secrets);

static int pack_list(msgpack_packer *packer, const struct msg_field *field, const void *from, bool secrets)
{
    const char *elements;
    size_t count;

    memcpy(&elements, at(from, field->offset), sizeof elements);
    memcpy(&count, at(from, field->extra), sizeof count);
    int err = msgpack_pack_array(packer, count);
    for (size_t i = 0; i < count && err == 0; i++) {
        if (field->type == FIELD_WORDS) {
            struct span word;
            memcpy(&word, elements + i * sizeof word, sizeof word);
            err = pack_text(packer, word);
            continue;
        }
        const void *element = elements + i * field->element->size;
        err = msgpack_pack_map(packer, count_present(field->element, element, secrets));
        if (err == 0)
            err = pack_fields(packer, field->element, element, secrets);
    }
    return err;
}

static int pack_value(msgpack_packer *packer, const struct msg_field *field, const void *from, bool secrets)
{
    int64_t number;
    struct span text;

    switch (field->type) {
    case FIELD_STR:
    case FIELD_TEXT:
    case FIELD_SLUG:
    case FIELD_NAME:
    case FIELD_CODE:
    case FIELD_WORD:
    case FIELD_SECRET:
    case FIELD_ONCE:
        return pack_text(packer, span_at(from, field));
    case FIELD_ID:
        text = span_at(from, field);
        return msgpack_pack_bin_with_body(packer, text.ptr, text.len);
    case FIELD_INT:
    case FIELD_TIME:
        memcpy(&number, at(from, field->offset), sizeof number);
        return msgpack_pack_int64(packer, number);
    case FIELD_BOOL:
        return bool_at(from, field->offset) ? msgpack_pack_true(packer) : msgpack_pack_false(packer);
    case FIELD_WORDS:
    case FIELD_LIST:
        return pack_list(packer, field, from, secrets);
    }
    return -1;
}

static int pack_fields(msgpack_packer *packer, const struct msg_type *type, const void *from, bool secrets)
{
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++) {
        if (!is_present(from, field, secrets))
            continue;
        if (pack_text(packer, span_of(field->name)) != 0 || pack_value(packer, field, from, secrets) != 0)
            return -1;
    }
    return 0;
}

struct span encode_map(const struct encode_part *parts, size_t count, bool secrets, size_t max_bytes,
                       struct arena *arena)
{
    struct output out = {
        .arena = arena, .bytes = arena_take(arena, ROOM_FIRST), .room = ROOM_FIRST, .max = max_bytes
    };
    msgpack_packer packer;
    size_t pairs = 0;

    if (out.bytes == NULL)
        return (struct span){ NULL, 0 };
    msgpack_packer_init(&packer, &out, output_write);
    for (size_t i = 0; i < count; i++)
        pairs += count_present(parts[i].type, parts[i].from, secrets);
    int err = msgpack_pack_map(&packer, pairs);
    for (size_t i = 0; i < count && err == 0; i++)
        err = pack_fields(&packer, parts[i].type, parts[i].from, secrets);
    return err == 0 ? (struct span){ out.bytes, out.len } : (struct span){ NULL, 0 };
}
