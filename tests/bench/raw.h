/* The database alone: rows like a question's, in WAL with synchronous FULL. */
#ifndef VAKWERK_BENCH_RAW_H
#define VAKWERK_BENCH_RAW_H

#include <stdbool.h>

struct raw;

/* A new database at that path; NULL when it cannot be made. */
struct raw *raw_open(const char *path);
void raw_close(struct raw *raw);

/* One transaction of so many rows. False when it failed. */
bool raw_commit(struct raw *raw, int rows);

/* Rows per second in transactions of so many rows, over so long; 0 when one failed. */
double raw_rate(struct raw *raw, int rows, double seconds);

#endif
