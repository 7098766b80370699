#include "nearest.h"

#include <string.h>

#define WORD_MAX 40

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* Optimal string alignment. rows[i][j]: the distance of the first i letters of a to the first j of b. */
size_t nearest_distance(const char *a, const char *b)
{
    static const size_t far = NEAREST_FAR;
    size_t rows[WORD_MAX + 1][WORD_MAX + 1];
    size_t a_len = strlen(a), b_len = strlen(b);

    if (a_len > WORD_MAX || b_len > WORD_MAX)
        return far;
    for (size_t i = 0; i <= a_len; i++)
        for (size_t j = 0; j <= b_len; j++) {
            if (i == 0 || j == 0) {
                rows[i][j] = i + j;
                continue;
            }
            size_t cost = a[i - 1] != b[j - 1];
            rows[i][j] = least(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + cost);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] && rows[i - 2][j - 2] + 1 < rows[i][j])
                rows[i][j] = rows[i - 2][j - 2] + 1;
        }
    return rows[a_len][b_len] < far ? rows[a_len][b_len] : far;
}

void nearest_try(const char *typed, const char *candidate, const char **best)
{
    size_t distance = nearest_distance(typed, candidate);

    /* Two slips in a word of three letters leave nothing of it. */
    if (distance >= NEAREST_FAR || distance * 2 > strlen(typed))
        return;
    if (*best == NULL || distance < nearest_distance(typed, *best))
        *best = candidate;
}
