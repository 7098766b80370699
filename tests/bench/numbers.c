#include "tests/bench/numbers.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

void numbers_add(struct numbers *numbers, double value)
{
    if (isfinite(value) && numbers->count < NUMBERS_MAX)
        numbers->values[numbers->count++] = value;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return x < y ? -1 : x > y;
}

double numbers_at(const struct numbers *numbers, double share)
{
    static double sorted[NUMBERS_MAX]; /* one thread measures */
    size_t count = numbers->count;

    if (count == 0)
        return 0;
    memcpy(sorted, numbers->values, count * sizeof sorted[0]);
    qsort(sorted, count, sizeof sorted[0], by_size);
    size_t rank = (size_t)ceil(share * (double)count);
    return sorted[rank == 0 ? 0 : rank - 1];
}

int64_t numbers_now_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
