#include "tests/support/pack.h"

#include <assert.h>
#include <msgpack.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void pack_hex(const void *bytes, size_t len, char *hex, size_t room)
{
    const unsigned char *at = bytes;

    hex[0] = '\0';
    for (size_t i = 0; i < len && 2 * i + 2 < room; i++)
        snprintf(hex + 2 * i, 3, "%02x", at[i]);
}

bool pack_unhex(const char *hex, unsigned char bytes[16])
{
    if (strlen(hex) != 32 || strspn(hex, "0123456789abcdef") != 32)
        return false;
    for (int i = 0; i < 16; i++) {
        char pair[3] = { hex[2 * i], hex[2 * i + 1], '\0' };
        bytes[i] = (unsigned char)strtoul(pair, NULL, 16);
    }
    return true;
}

/* ---- out ---- */

static void pack_value(msgpack_packer *to, const char *key, const json_t *value);

static void pack_text(msgpack_packer *to, const char *text, size_t len)
{
    msgpack_pack_str(to, len);
    msgpack_pack_str_body(to, text, len);
}

static void pack_string(msgpack_packer *to, const char *key, const json_t *value)
{
    bool is_id = key != NULL && (strcmp(key, "id") == 0 || strcmp(key, "re") == 0);
    unsigned char bytes[16];

    if (is_id && pack_unhex(json_string_value(value), bytes)) {
        msgpack_pack_bin(to, sizeof bytes);
        msgpack_pack_bin_body(to, bytes, sizeof bytes);
    } else {
        pack_text(to, json_string_value(value), json_string_length(value));
    }
}

static void pack_array(msgpack_packer *to, const json_t *value)
{
    msgpack_pack_array(to, json_array_size(value));
    for (size_t i = 0; i < json_array_size(value); i++)
        pack_value(to, NULL, json_array_get(value, i));
}

static void pack_object(msgpack_packer *to, const json_t *value)
{
    json_t *whole = (json_t *)(uintptr_t)value; /* jansson walks without changing it */
    const char *key;
    json_t *item;

    msgpack_pack_map(to, json_object_size(value));
    json_object_foreach(whole, key, item)
    {
        pack_text(to, key, strlen(key));
        pack_value(to, key, item);
    }
}

static void pack_value(msgpack_packer *to, const char *key, const json_t *value)
{
    switch (json_typeof(value)) {
    case JSON_OBJECT:
        pack_object(to, value);
        break;
    case JSON_ARRAY:
        pack_array(to, value);
        break;
    case JSON_STRING:
        pack_string(to, key, value);
        break;
    case JSON_INTEGER:
        msgpack_pack_int64(to, json_integer_value(value));
        break;
    case JSON_REAL:
        msgpack_pack_double(to, json_real_value(value));
        break;
    case JSON_TRUE:
        msgpack_pack_true(to);
        break;
    case JSON_FALSE:
        msgpack_pack_false(to);
        break;
    case JSON_NULL:
        msgpack_pack_nil(to);
        break;
    }
}

struct pack pack_make(const json_t *value)
{
    msgpack_sbuffer buffer;
    msgpack_packer packer;

    msgpack_sbuffer_init(&buffer);
    msgpack_packer_init(&packer, &buffer, msgpack_sbuffer_write);
    pack_value(&packer, NULL, value);
    return (struct pack){ buffer.data, buffer.size };
}

/* ---- in ---- */

static json_t *read_value(const msgpack_object *from);

static json_t *read_bytes(const msgpack_object_bin *bin)
{
    char hex[2 * 64 + 1] = "";

    assert(bin->size <= 64);
    pack_hex(bin->ptr, bin->size, hex, sizeof hex);
    return json_string(hex);
}

static json_t *read_array(const msgpack_object_array *from)
{
    json_t *array = json_array();

    for (uint32_t i = 0; i < from->size; i++)
        json_array_append_new(array, read_value(&from->ptr[i]));
    return array;
}

static json_t *read_map(const msgpack_object_map *from)
{
    json_t *object = json_object();

    for (uint32_t i = 0; i < from->size; i++) {
        char key[80];
        const msgpack_object_str *name = &from->ptr[i].key.via.str;
        assert(from->ptr[i].key.type == MSGPACK_OBJECT_STR && name->size < sizeof key);
        memcpy(key, name->ptr, name->size);
        key[name->size] = '\0';
        assert(json_object_get(object, key) == NULL); /* a key twice is nothing we send */
        json_object_set_new(object, key, read_value(&from->ptr[i].val));
    }
    return object;
}

static json_t *read_value(const msgpack_object *from)
{
    switch (from->type) {
    case MSGPACK_OBJECT_NIL:
        return json_null();
    case MSGPACK_OBJECT_BOOLEAN:
        return json_boolean(from->via.boolean);
    case MSGPACK_OBJECT_POSITIVE_INTEGER:
    case MSGPACK_OBJECT_NEGATIVE_INTEGER:
        return json_integer(from->via.i64);
    case MSGPACK_OBJECT_FLOAT32:
    case MSGPACK_OBJECT_FLOAT64:
        return json_real(from->via.f64);
    case MSGPACK_OBJECT_STR:
        return json_stringn(from->via.str.ptr, from->via.str.size);
    case MSGPACK_OBJECT_BIN:
        return read_bytes(&from->via.bin);
    case MSGPACK_OBJECT_ARRAY:
        return read_array(&from->via.array);
    case MSGPACK_OBJECT_MAP:
        return read_map(&from->via.map);
    case MSGPACK_OBJECT_EXT:
        break;
    }
    return json_null();
}

json_t *pack_read(const void *bytes, size_t len)
{
    msgpack_unpacked whole;
    size_t at = 0;
    json_t *value = NULL;

    msgpack_unpacked_init(&whole);
    if (msgpack_unpack_next(&whole, bytes, len, &at) == MSGPACK_UNPACK_SUCCESS && at == len)
        value = read_value(&whole.data);
    msgpack_unpacked_destroy(&whole);
    return value;
}
