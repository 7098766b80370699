#include "daemon/guard/hash.h"

#include <assert.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

void secret_hash(struct span secret, uint8_t out[ACCESS_HASH_BYTES])
{
    unsigned int len = 0;
    /* Going on with no hash would compare secrets with whatever is in memory. */
    int ok = EVP_Digest(secret.ptr, secret.len, out, &len, EVP_sha256(), NULL);

    assert(ok == 1 && len == ACCESS_HASH_BYTES);
}

bool secret_hash_equal(const uint8_t a[ACCESS_HASH_BYTES], const uint8_t b[ACCESS_HASH_BYTES])
{
    return CRYPTO_memcmp(a, b, ACCESS_HASH_BYTES) == 0;
}
