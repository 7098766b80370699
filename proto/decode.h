/*
 * From bytes to structs, and not a byte further than the schema allows. One decoder for every message:
 * it walks the tables, so each limit that the schema names is checked here and nowhere else. Any thread;
 * the arena belongs to the caller.
 */
#ifndef VAKWERK_DECODE_H
#define VAKWERK_DECODE_H

#include "arena.h"
#include "errors.h"
#include "schema.h"

/* One map on the wire fills one or more structs: the head of a request or reply, and what it is about. */
struct decode_part {
    const struct msg_type *type;
    void *to; /* of type->size bytes; zeroed first */
};

/*
 * Decodes a payload. Refused with a fault that names the key: malformed MessagePack, a list that claims more
 * than there is, nesting deeper than READER_DEPTH_MAX, bytes behind the map, keys that are no strings or come
 * twice, wrong types, text that is not clean (text.h), lengths and numbers out of bounds, missing keys.
 * Secrets are never missing, and what a flag always is (`ok`) is not checked: who reads a reply looks at it first.
 * Keys that no part knows are skipped, but a request that names its author is refused (`strict`): who wrote
 * something comes from the topic alone. Spans point into the payload or the arena.
 */
int decode_map(struct span payload, const struct decode_part *parts, size_t count, bool strict, struct arena *arena,
               struct fault *fault);

#endif
