/*
 * The same messages as JSON, for clients without MessagePack: ids and other binaries are hex digits. JSON is
 * turned into MessagePack and goes the same way from there; nothing else in the project reads JSON requests.
 * Any thread. The process ends when there is no memory for it: half of a text would be taken for the whole.
 */
#ifndef VAKWERK_JSON_H
#define VAKWERK_JSON_H

#include "arena.h"
#include "decode.h"

/*
 * MessagePack in the arena of a JSON object. Fields of type ID in the parts are read from hex digits. A fault
 * when it is not JSON, has a key twice, or is too large.
 */
int json_to_msgpack(struct span json, const struct decode_part *parts, size_t count, struct arena *arena,
                    struct span *out, struct fault *fault);

/* JSON in the arena of a well-formed MessagePack map of our own making. ptr is NULL when there is no room. */
struct span json_from_msgpack(struct span payload, struct arena *arena);

#endif
