/*
 * Messages made from the tables alone and packed with msgpack-c: the codec's tests hold our own encoder and
 * decoder against bytes that neither of them made.
 */
#ifndef VAKWERK_SAMPLE_H
#define VAKWERK_SAMPLE_H

#include "proto/schema.h"

#include <msgpack.h>

struct sample {
    msgpack_sbuffer bytes;
    msgpack_packer packer;
};

/* How much goes into each field: what is required alone, the least, a little, the most that is allowed. */
enum sample_level { SAMPLE_BARE, SAMPLE_LEAST, SAMPLE_TYPICAL, SAMPLE_MOST, SAMPLE_LEVELS };

/* One thing that is different from the plain sample. */
struct sample_change {
    const struct msg_field *field;
    enum { SAMPLE_AMOUNT, SAMPLE_OMIT, SAMPLE_TWICE, SAMPLE_INSTEAD } how;
    int64_t amount;                          /* for AMOUNT: characters, bytes, elements, or the number itself */
    void (*instead)(msgpack_packer *packer); /* for INSTEAD: packs the value */
    void (*extra)(msgpack_packer *packer);   /* a pair more, before all others; NULL for none */
};

void sample_init(struct sample *sample);
void sample_release(struct sample *sample);
struct span sample_span(const struct sample *sample);

/* How much of a field a level stands for. */
int64_t sample_amount(const struct msg_field *field, enum sample_level level);

/* Packs a message as a map. change may be NULL. Texts consist of `letter`, one code point in UTF-8. */
void sample_pack(struct sample *sample, const struct msg_type *type, enum sample_level level, const char *letter,
                 const struct sample_change *change);

/* The bytes in a malloc of exactly their size, so that a sanitizer sees the first byte read behind them. */
char *sample_exact(struct span bytes);

#endif
