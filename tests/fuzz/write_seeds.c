/*
 * Something for the fuzzers of messages to begin with: each message at each level of filling, as MessagePack and as JSON,
 * behind the byte that chooses it. By hand: write_seeds FOLDER, in which decode/ and json/ are.
 */
#include "proto/json.h"
#include "tests/proto/sample.h"

#include <stdio.h>
#include <stdlib.h>

enum { ARENA_BYTES = 1 << 20, CHOICES_MAX = 256 };

static void write_seed(const char *folder, const char *kind, const struct msg_type *type, int level, size_t choice,
                       struct span bytes)
{
    char path[4096];

    snprintf(path, sizeof path, "%s/%s/%s-%d", folder, kind, type->name, level);
    FILE *file = fopen(path, "wb");
    if (file == NULL || fputc((int)choice, file) == EOF || fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len ||
        fclose(file) != 0) {
        perror(path);
        exit(1);
    }
}

static void write_both(const char *folder, const struct msg_type *type, enum sample_level level, size_t choice)
{
    struct sample sample;
    struct arena arena;

    sample_init(&sample);
    arena_init(&arena, ARENA_BYTES);
    sample_pack(&sample, type, level, "e", NULL);
    struct span json = json_from_msgpack(sample_span(&sample), &arena);
    write_seed(folder, "decode", type, (int)level, choice, sample_span(&sample));
    if (json.ptr != NULL)
        write_seed(folder, "json", type, (int)level, choice, json);
    arena_release(&arena);
    sample_release(&sample);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: write_seeds FOLDER\n", stderr);
        return 2;
    }
    for (size_t i = 0; i < CHOICES_MAX && schema_types[i] != NULL; i++)
        for (enum sample_level level = SAMPLE_BARE; level < SAMPLE_MOST; level++)
            write_both(argv[1], schema_types[i], level, i);
    return 0;
}
