#include "secret.h"

#include <assert.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdlib.h>

#define DEVICE_LENGTH 28
#define CODE_LENGTH   12
#define MAIL_LENGTH   20

/* 32 bytes that nobody can know without the key. The purpose keeps codes and secrets of one id apart. */
static void derive(const struct key *key, const char *purpose, struct span id, unsigned char out[32])
{
    unsigned char message[256];
    size_t length = strlen(purpose);
    unsigned out_bytes = 32;

    assert(length + id.len <= sizeof message);
    memcpy(message, purpose, length);
    memcpy(message + length, id.ptr, id.len);
    if (HMAC(EVP_sha256(), key->bytes, KEY_BYTES, message, length + id.len, out, &out_bytes) == NULL)
        abort();
}

struct secret_text secret_device(const struct key *key, struct span id)
{
    struct secret_text secret = { "" };
    unsigned char random[32];

    derive(key, "device", id, random);
    code_spell(secret.text, DEVICE_LENGTH, random);
    return secret;
}

struct secret_text secret_mail(const struct key *key, struct span id)
{
    struct secret_text token = { "" };
    unsigned char random[32];

    derive(key, "mail", id, random);
    code_spell(token.text, MAIL_LENGTH, random);
    return token;
}

struct secret_text secret_code(const struct key *key, struct span id)
{
    struct secret_text code = { "" };
    unsigned char random[32];
    char letters[CODE_LENGTH];

    derive(key, "code", id, random);
    code_spell(letters, CODE_LENGTH, random);
    for (size_t i = 0, at = 0; i < CODE_LENGTH; i++) {
        if (i > 0 && i % 4 == 0)
            code.text[at++] = '-';
        code.text[at++] = letters[i];
    }
    return code;
}

struct secret_text secret_random(void)
{
    struct secret_text secret = { "" };
    unsigned char random[DEVICE_LENGTH];

    if (RAND_bytes(random, sizeof random) != 1)
        abort();
    code_spell(secret.text, DEVICE_LENGTH, random);
    return secret;
}

struct code_text secret_letters(size_t length)
{
    unsigned char random[CODE_MAX];

    if (RAND_bytes(random, sizeof random) != 1)
        abort();
    return code_question(length, random);
}

struct key secret_key(void)
{
    struct key key;

    if (RAND_bytes(key.bytes, sizeof key.bytes) != 1)
        abort();
    return key;
}

struct secret_hash secret_seal(const struct key *key, const char *purpose, struct span text)
{
    struct secret_hash seal;

    derive(key, purpose, text, seal.bytes);
    return seal;
}

struct secret_hash secret_hash_of(struct span secret)
{
    struct secret_hash hash;

    secret_hash(secret, hash.bytes);
    return hash;
}
