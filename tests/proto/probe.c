#include "probe.h"

#include "proto/decode.h"
#include "proto/encode.h"
#include "proto/json.h"
#include "proto/schema.h"

#include <assert.h>

#define PROBE_ARENA_BYTES (16u * 1024u * 1024u)

static struct span encode(const struct msg_type *type, const void *message, struct arena *arena)
{
    struct encode_part part = { type, message };
    struct span bytes = encode_map(&part, 1, true, PROBE_ARENA_BYTES, arena);

    assert(bytes.ptr != NULL);
    return bytes;
}

/* What was taken once is taken again, as the same: so what the daemon stores is what clients can read. */
static void check_stable(const struct msg_type *type, const void *message, struct arena *arena)
{
    struct span once = encode(type, message, arena);
    struct decode_part part = { type, arena_take(arena, type->size) };
    struct fault fault;

    assert(decode_map(once, &part, 1, true, arena, &fault) == 0);
    assert(span_equal(once, encode(type, part.to, arena)));
    assert(json_from_msgpack(once, arena).ptr != NULL);
}

static bool decode_and_check(const struct msg_type *type, struct span bytes, struct arena *arena)
{
    struct decode_part part = { type, arena_take(arena, type->size) };
    struct fault fault = { 0 };
    int err = decode_map(bytes, &part, 1, true, arena, &fault);

    assert(err == fault.error);
    assert(err == 0 || fault.message != NULL);
    if (err == 0)
        check_stable(type, part.to, arena);
    return err == 0;
}

bool probe_decode(const struct msg_type *type, struct span bytes)
{
    struct arena arena;

    arena_init(&arena, PROBE_ARENA_BYTES);
    bool taken = decode_and_check(type, bytes, &arena);
    arena_release(&arena);
    return taken;
}

bool probe_json(const struct msg_type *type, struct span json)
{
    struct arena arena;
    struct decode_part part = { type, NULL };
    struct fault fault = { 0 };
    struct span bytes;
    bool taken = false;

    arena_init(&arena, PROBE_ARENA_BYTES);
    int err = json_to_msgpack(json, &part, 1, &arena, &bytes, &fault);
    assert(err == fault.error);
    assert(err == 0 || fault.message != NULL);
    if (err == 0)
        taken = decode_and_check(type, bytes, &arena);
    arena_release(&arena);
    return taken;
}

void probe_chosen(bool (*probe)(const struct msg_type *type, struct span bytes), const unsigned char *data, size_t size)
{
    size_t types = 0;

    while (schema_types[types] != NULL)
        types++;
    if (size > 0)
        probe(schema_types[data[0] % types], (struct span){ (const char *)data + 1, size - 1 });
}
