/* Measured values: their middle and their edges. */
#ifndef VAKWERK_BENCH_NUMBERS_H
#define VAKWERK_BENCH_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

enum { NUMBERS_MAX = 4096 };

struct numbers {
    size_t count;
    double values[NUMBERS_MAX];
};

/* What is beyond NUMBERS_MAX is dropped, and so is a ratio to nothing: JSON has no word for it. */
void numbers_add(struct numbers *numbers, double value);

/* The value below which that share (0 to 1) of all lies; 0 when there are none. */
double numbers_at(const struct numbers *numbers, double share);

/* Monotonic. */
int64_t numbers_now_ns(void);

#endif
