/*
 * MessagePack as jansson values, written with msgpack-c and not with the code under test. Binary is a text of hex
 * digits; on the way out the keys id and re are binary.
 */
#ifndef VAKWERK_TEST_PACK_H
#define VAKWERK_TEST_PACK_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct pack {
    char *bytes; /* free() */
    size_t len;
};

struct pack pack_make(const json_t *value);

/* NULL when it is not one whole value. */
json_t *pack_read(const void *bytes, size_t len);

/* Bytes as hex digits, as many as there is room for. */
void pack_hex(const void *bytes, size_t len, char *hex, size_t room);

/* 32 hex digits as 16 bytes; false when it is not that. */
bool pack_unhex(const char *hex, unsigned char bytes[16]);

#endif
