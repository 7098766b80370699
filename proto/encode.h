/* From structs to bytes, with msgpack-c: one map on the wire from one or more structs. Any thread. */
#ifndef VAKWERK_ENCODE_H
#define VAKWERK_ENCODE_H

#include "arena.h"
#include "schema.h"

struct encode_part {
    const struct msg_type *type;
    const void *from;
};

/*
 * Encodes the parts as one map, keys in the order of the schema, absent optional fields left out. Secrets are
 * left out too unless `secrets` is set: what is stored never holds one. The bytes are in the arena; ptr is
 * NULL when it is full or the result is larger than max_bytes.
 */
struct span encode_map(const struct encode_part *parts, size_t count, bool secrets, size_t max_bytes,
                       struct arena *arena);

#endif
