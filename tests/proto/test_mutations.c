/*
 * Well-formed messages with a few bytes changed, cut out, doubled or swapped: none may crash the decoder, and
 * what it takes must survive being sent on. Deterministic; VAKWERK_SEED and VAKWERK_ROUNDS try others.
 */
#include "test.h"

#include "probe.h"
#include "proto/arena.h"
#include "proto/json.h"
#include "sample.h"

#include <stdio.h>

#ifdef VAKWERK_ARENA_EXACT
#define ROUNDS 20000 /* a sanitizer is there, and slow */
#else
#define ROUNDS 300000
#endif
#define MUTANT_MAX 4096

struct mutant {
    char bytes[MUTANT_MAX];
    size_t len;
};

static uint64_t seed;

static long setting(const char *name, long otherwise)
{
    const char *value = getenv(name);

    return value == NULL ? otherwise : strtol(value, NULL, 10);
}

/* xorshift64*: the same on every machine. */
static size_t below(size_t limit)
{
    seed ^= seed >> 12;
    seed ^= seed << 25;
    seed ^= seed >> 27;
    return (size_t)(seed * 0x2545f4914f6cdd1d >> 33) % limit;
}

static void change_byte(struct mutant *mutant, size_t at)
{
    /* Bytes that mean something: counts, types, the edges of UTF-8, hidden characters, JSON's signs. */
    static const char telling[] =
        "\x00\x0a\x1b\x7f\x80\x90\xa0\xbf\xc0\xc1\xc3\xc7\xca\xcb\xcf\xd3\xd9\xdb\xdd\xdf\xe2\xf0\xff\"{}[],:\\";

    mutant->bytes[at] = below(2) == 0 ? telling[below(sizeof telling - 1)] : (char)below(256);
}

static void flip_bit(struct mutant *mutant, size_t at)
{
    mutant->bytes[at] = (char)(mutant->bytes[at] ^ 1 << below(8));
}

static void cut_out(struct mutant *mutant, size_t at)
{
    size_t count = 1 + below(mutant->len - at < 8 ? mutant->len - at : 8);

    memmove(mutant->bytes + at, mutant->bytes + at + count, mutant->len - at - count);
    mutant->len -= count;
}

static void put_in(struct mutant *mutant, size_t at)
{
    static const char *const pieces[] = { "\xcc\x81",
                                          "\xe2\x80\x8d",
                                          "\xe2\x80\xae",
                                          "\xf0\x9f\x98\x80",
                                          "\xcd\x84",
                                          "\xef\xb8\x8f",
                                          "\xc2\xa0",
                                          "\xcb\x7f\xf8",
                                          "\xdd\xff\xff\xff\xff",
                                          "\\u00eb",
                                          "\xe1\x84\x92\xe1\x85\xa1",
                                          "\x91\x91\x91\x91",
                                          "[[[[",
                                          "\xe0\xa5\x98" };
    const char *piece = pieces[below(sizeof pieces / sizeof pieces[0])];
    size_t count = strlen(piece);

    if (mutant->len + count > MUTANT_MAX)
        return;
    memmove(mutant->bytes + at + count, mutant->bytes + at, mutant->len - at);
    memcpy(mutant->bytes + at, piece, count);
    mutant->len += count;
}

static void swap_bytes(struct mutant *mutant, size_t at)
{
    size_t other = below(mutant->len);
    char kept = mutant->bytes[at];

    mutant->bytes[at] = mutant->bytes[other];
    mutant->bytes[other] = kept;
}

static void cut_off(struct mutant *mutant, size_t at)
{
    mutant->len = at;
}

static void mutate(struct mutant *mutant)
{
    static void (*const ways[])(struct mutant * mutant, size_t at) = { change_byte, change_byte, flip_bit,   put_in,
                                                                       put_in,      cut_out,     swap_bytes, cut_off };

    for (size_t changes = below(4); changes > 0 && mutant->len > 0; changes--)
        ways[below(sizeof ways / sizeof ways[0])](mutant, below(mutant->len));
}

static struct mutant mutant_of(struct span bytes)
{
    struct mutant mutant = { .len = bytes.len < MUTANT_MAX ? bytes.len : MUTANT_MAX };

    memcpy(mutant.bytes, bytes.ptr, mutant.len);
    mutate(&mutant);
    return mutant;
}

static size_t count_types(void)
{
    size_t count = 0;

    while (schema_types[count] != NULL)
        count++;
    return count;
}

static void pack_any(struct sample *sample, const struct msg_type *type)
{
    static const char *const letters[] = { "x", "\xc3\xab", "\xf0\x9f\x98\x80", "e\xcc\x81" };

    sample_pack(sample, type, (enum sample_level)below(SAMPLE_MOST), letters[below(3)], NULL);
}

static void run(const char *what, bool (*probe)(const struct msg_type *type, struct span bytes), bool as_json)
{
    long rounds = setting("VAKWERK_ROUNDS", ROUNDS), taken = 0;
    size_t types = count_types();
    struct sample sample;
    struct arena arena;

    seed = (uint64_t)setting("VAKWERK_SEED", 20220519);
    sample_init(&sample);
    arena_init(&arena, TEST_ARENA_BYTES);
    print_message("%s: seed %llu, %ld mutants", what, (unsigned long long)seed, rounds);
    for (long round = 0; round < rounds; round++) {
        const struct msg_type *type = schema_types[below(types)];
        pack_any(&sample, type);
        struct span bytes = as_json ? json_from_msgpack(sample_span(&sample), &arena) : sample_span(&sample);
        struct mutant mutant = mutant_of(bytes);
        char *exact = sample_exact((struct span){ mutant.bytes, mutant.len });
        taken += probe(type, (struct span){ exact, mutant.len });
        free(exact);
        arena_reset(&arena);
    }
    print_message(", %ld taken\n", taken);
    assert_true(taken > rounds / 20 && taken < rounds - rounds / 20); /* both ways were tried */
    arena_release(&arena);
    sample_release(&sample);
}

TEST(no_mutant_of_a_message_harms_the_decoder)
{
    run("MessagePack", probe_decode, false);
}

TEST(no_mutant_of_a_json_text_harms_the_decoder)
{
    run("JSON", probe_json, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_mutant_of_a_message_harms_the_decoder),
        cmocka_unit_test(no_mutant_of_a_json_text_harms_the_decoder),
    };

    return TEST_RUN(tests);
}
