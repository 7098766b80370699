/*
 * Ids of requests: UUIDs of version 7 (RFC 9562, 5.7): 48 bits of milliseconds, then random. Any thread.
 */
#ifndef VAKWERK_ID_H
#define VAKWERK_ID_H

#include "schema.h"
#include "span.h"

struct id {
    unsigned char bytes[ID_BYTES];
};

struct id_text {
    char text[2 * ID_BYTES + 1];
};

/* A new id; aborts when the system has no randomness, since an id that repeats would lose a message. */
struct id id_new(int64_t now_ms);

/* 32 hex digits, as in JSON. */
struct id_text id_hex(struct span id);

/* Reads 32 hex digits, with or without the hyphens of a UUID. False when it is not that. */
bool id_read(struct span text, struct id *out);

static inline struct span id_span(const struct id *id)
{
    return (struct span){ (const char *)id->bytes, ID_BYTES };
}

#endif
