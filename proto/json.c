#include "json.h"

#include "id.h"
#include "reader.h"

#include <jansson.h>
#include <msgpack.h>
#include <pthread.h>
#include <stdlib.h>

#define OPENED_MAX 2000 /* objects and lists; the longest message has fewer */

/* ---- memory ---- */

/*
 * The library goes on without what it had no room for: a text loses a character when it is read (lex_save in its load.c),
 * and a key when it is written (do_dump in its dump.c, 2.14). So it has room, or the process ends.
 */
static void *take(size_t bytes)
{
    void *memory = malloc(bytes);

    if (memory == NULL)
        abort();
    return memory;
}

static void set_memory(void)
{
    json_set_alloc_funcs(take, free);
}

static void prepare(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;

    pthread_once(&once, set_memory);
}

/* ---- JSON to MessagePack ---- */

struct sink {
    char *bytes;
    size_t len, room;
};

static int sink_write(void *to, const char *bytes, size_t len)
{
    struct sink *sink = to;

    if (len > sink->room - sink->len)
        return -1;
    memcpy(sink->bytes + sink->len, bytes, len);
    sink->len += len;
    return 0;
}

static int pack_json(msgpack_packer *packer, json_t *json, int depth);

static int pack_array(msgpack_packer *packer, json_t *json, int depth)
{
    int err = msgpack_pack_array(packer, json_array_size(json));

    for (size_t i = 0; i < json_array_size(json) && err == 0; i++)
        err = pack_json(packer, json_array_get(json, i), depth - 1);
    return err;
}

static int pack_key(msgpack_packer *packer, const char *key)
{
    return msgpack_pack_str_with_body(packer, key, strlen(key));
}

static int pack_object(msgpack_packer *packer, json_t *json, int depth)
{
    const char *key;
    json_t *value;
    int err = msgpack_pack_map(packer, json_object_size(json));

    json_object_foreach(json, key, value)
    {
        if (err == 0)
            err = pack_key(packer, key);
        if (err == 0)
            err = pack_json(packer, value, depth - 1);
    }
    return err;
}

static int pack_json(msgpack_packer *packer, json_t *json, int depth)
{
    if (depth < 0)
        return -1;
    switch (json_typeof(json)) {
    case JSON_OBJECT:
        return pack_object(packer, json, depth);
    case JSON_ARRAY:
        return pack_array(packer, json, depth);
    case JSON_STRING:
        return msgpack_pack_str_with_body(packer, json_string_value(json), json_string_length(json));
    case JSON_INTEGER:
        return msgpack_pack_int64(packer, json_integer_value(json));
    case JSON_REAL:
        return msgpack_pack_double(packer, json_real_value(json));
    case JSON_TRUE:
        return msgpack_pack_true(packer);
    case JSON_FALSE:
        return msgpack_pack_false(packer);
    case JSON_NULL:
        return msgpack_pack_nil(packer);
    }
    return -1;
}

static bool is_id(struct span key, const struct decode_part *parts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct msg_field *field = schema_find(parts[i].type, key);
        if (field != NULL)
            return field->type == FIELD_ID;
    }
    return false;
}

/* An id becomes 16 bytes; one that is not hex digits stays text and is refused by the decoder by its name. */
static int pack_pair(msgpack_packer *packer, const char *key, json_t *value, bool as_id)
{
    struct id id;
    int err = pack_key(packer, key);

    if (err != 0)
        return err;
    if (as_id && json_is_string(value) && id_read(span_of(json_string_value(value)), &id))
        return msgpack_pack_bin_with_body(packer, id.bytes, sizeof id.bytes);
    return pack_json(packer, value, READER_DEPTH_MAX);
}

static int pack_root(msgpack_packer *packer, json_t *root, const struct decode_part *parts, size_t count)
{
    const char *key;
    json_t *value;
    int err = msgpack_pack_map(packer, json_object_size(root));

    json_object_foreach(root, key, value) if (err == 0) err =
        pack_pair(packer, key, value, is_id(span_of(key), parts, count));
    return err;
}

/*
 * Whether it opens more objects and lists than any message has: each takes jansson some 230 bytes, so that they cost
 * eighty times what they are. Quotes are followed as far as JSON goes; what is none is refused behind this anyhow.
 */
static bool opens_too_many(struct span json)
{
    bool quoted = false;
    int opened = 0;

    for (size_t i = 0; i < json.len; i++) {
        char c = json.ptr[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else
            opened += !quoted && (c == '{' || c == '[');
    }
    return opened > OPENED_MAX;
}

int json_to_msgpack(struct span json, const struct decode_part *parts, size_t count, struct arena *arena,
                    struct span *out, struct fault *fault)
{
    json_error_t where;

    if (opens_too_many(json))
        return fault_set(fault, ERR_TOO_BIG, NULL, "too many objects and lists");
    prepare();
    json_t *root = json_loadb(json.ptr, json.len, JSON_REJECT_DUPLICATES, &where);
    if (!json_is_object(root)) {
        json_decref(root);
        return fault_set(fault, ERR_BAD_REQUEST, NULL, "not a JSON object, or a key comes twice");
    }
    struct sink sink = { .bytes = arena_take(arena, PAYLOAD_MAX), .room = PAYLOAD_MAX };
    msgpack_packer packer;
    msgpack_packer_init(&packer, &sink, sink_write);
    int err = sink.bytes == NULL ? -1 : pack_root(&packer, root, parts, count);
    json_decref(root);
    if (err != 0)
        return fault_set(fault, ERR_TOO_BIG, NULL, "too large or nested too deeply");
    *out = (struct span){ sink.bytes, sink.len };
    return 0;
}

/* ---- MessagePack to JSON ---- */

static json_t *build(struct reader *reader, int depth);

static json_t *build_list(struct reader *reader, size_t count, int depth)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count && list != NULL; i++)
        if (json_array_append_new(list, build(reader, depth - 1)) != 0) {
            json_decref(list);
            list = NULL;
        }
    return list;
}

static json_t *build_map(struct reader *reader, size_t count, int depth)
{
    json_t *map = json_object();

    for (size_t i = 0; i < count && map != NULL; i++) {
        char key[64];
        struct token name = reader_next(reader);
        bool ok = name.type == TOKEN_STR && name.text.len < sizeof key;
        if (ok) {
            memcpy(key, name.text.ptr, name.text.len);
            key[name.text.len] = '\0';
            ok = json_object_set_new(map, key, build(reader, depth - 1)) == 0;
        }
        if (!ok) {
            json_decref(map);
            map = NULL;
        }
    }
    return map;
}

static json_t *build(struct reader *reader, int depth)
{
    struct token token = reader_next(reader);

    if (depth < 0)
        return NULL;
    switch (token.type) {
    case TOKEN_BAD:
        return NULL;
    case TOKEN_NIL:
        return json_null();
    case TOKEN_BOOL:
        return json_boolean(token.number);
    case TOKEN_INT:
        return json_integer(token.number);
    case TOKEN_FLOAT:
        return json_real(token.real);
    case TOKEN_STR:
        return json_stringn(token.text.ptr, token.text.len);
    case TOKEN_BIN:
        return json_string(id_hex(token.text).text);
    case TOKEN_LIST:
        return build_list(reader, token.count, depth);
    case TOKEN_MAP:
        return build_map(reader, token.count, depth);
    }
    return NULL;
}

struct span json_from_msgpack(struct span payload, struct arena *arena)
{
    struct reader reader = reader_of(payload);

    prepare();
    json_t *root = build(&reader, READER_DEPTH_MAX);
    char *text = root == NULL ? NULL : json_dumps(root, JSON_COMPACT);
    struct span out = { NULL, 0 };

    if (text != NULL)
        out = arena_copy(arena, span_of(text));
    free(text);
    json_decref(root);
    return out;
}
