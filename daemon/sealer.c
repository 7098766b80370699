#include "sealer.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <stdlib.h>

struct sealer {
    EVP_MAC_CTX *ctx; /* has the key */
};

static EVP_MAC_CTX *make_ctx(const struct key *key)
{
    char digest[] = "SHA256";
    const OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                  OSSL_PARAM_construct_end() };
    EVP_MAC *mac = EVP_MAC_fetch(NULL, "HMAC", NULL);
    EVP_MAC_CTX *ctx = mac == NULL ? NULL : EVP_MAC_CTX_new(mac);

    EVP_MAC_free(mac); /* the context holds it */
    if (ctx == NULL || EVP_MAC_init(ctx, key->bytes, KEY_BYTES, params) == 1)
        return ctx;
    EVP_MAC_CTX_free(ctx);
    return NULL;
}

struct sealer *sealer_new(const struct key *key)
{
    struct sealer *sealer = calloc(1, sizeof *sealer);

    if (sealer == NULL)
        return NULL;
    sealer->ctx = make_ctx(key);
    if (sealer->ctx != NULL)
        return sealer;
    sealer_free(sealer);
    return NULL;
}

void sealer_free(struct sealer *sealer)
{
    if (sealer == NULL)
        return;
    EVP_MAC_CTX_free(sealer->ctx);
    free(sealer);
}

/* Going on with no seal would compare what was asked with whatever is in memory. */
struct secret_hash sealer_seal(struct sealer *sealer, const char *purpose, struct span text)
{
    struct secret_hash seal;
    size_t bytes = 0;
    bool done = EVP_MAC_init(sealer->ctx, NULL, 0, NULL) == 1 && /* from the beginning, with the key that it has */
                EVP_MAC_update(sealer->ctx, (const unsigned char *)purpose, strlen(purpose)) == 1 &&
                EVP_MAC_update(sealer->ctx, (const unsigned char *)text.ptr, text.len) == 1 &&
                EVP_MAC_final(sealer->ctx, seal.bytes, &bytes, sizeof seal.bytes) == 1;

    if (!done || bytes != sizeof seal.bytes)
        abort();
    return seal;
}
