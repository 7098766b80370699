#include "daemon/guard/words.h"

#include <sys/random.h>
#include <time.h>

uint64_t word_seed(void)
{
    uint64_t seed;

    /* Without it the tables are only slower when somebody aims at them; they never become wrong. */
    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != (ssize_t)sizeof seed)
        seed = (uint64_t)time(NULL);
    return seed;
}

/* FNV-1a with a secret start, mixed so that the low bits depend on all. */
uint64_t word_hash(uint64_t seed, struct span word)
{
    uint64_t h = seed ^ 0xcbf29ce484222325u;

    for (size_t i = 0; i < word.len; i++)
        h = (h ^ (unsigned char)word.ptr[i]) * 0x100000001b3u;
    h = (h ^ (h >> 33)) * 0xff51afd7ed558ccdu;
    return h ^ (h >> 33);
}
