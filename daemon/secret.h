/*
 * Secrets and one-time codes. Each is derived from the instance's key and the id of the request that asked
 * for it, so that a request that is sent again gets the same answer although no secret is ever stored.
 */
#ifndef VAKWERK_SECRET_H
#define VAKWERK_SECRET_H

#include "daemon/guard/hash.h"
#include "proto/code.h"

#include <stdint.h>

#define KEY_BYTES 32

struct key {
    unsigned char bytes[KEY_BYTES];
};

struct secret_text {
    char text[40];
};

struct secret_hash {
    uint8_t bytes[32];
};

/* 28 characters of 27: 133 bits, for a device. From HMAC-SHA256(key, "device" and the id). */
struct secret_text secret_device(const struct key *key, struct span id);

/* 20 characters of 27: 95 bits, for a mail address that stops a member's mail. */
struct secret_text secret_mail(const struct key *key, struct span id);

/* R7QX-2MNB-KD94: 57 bits for a day, guarded against guessing; for somebody to read out. */
struct secret_text secret_code(const struct key *key, struct span id);

/* A new secret of 28 characters that depends on nothing. Aborts without randomness. */
struct secret_text secret_random(void);

/* A new code of so many letters, at most CODE_MAX, that nobody can foresee. Aborts without randomness. */
struct code_text secret_letters(size_t length);

/* A new key. Aborts without randomness. */
struct key secret_key(void);

/* What only this instance can make of a text for a purpose: HMAC-SHA256(key, purpose and text). At most 200 bytes. */
struct secret_hash secret_seal(const struct key *key, const char *purpose, struct span text);

/* The hash that is stored and compared. */
struct secret_hash secret_hash_of(struct span secret);

#endif
