#include "tests/support/skew.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

/* Debian's libfaketime lies below the name of the machine's kind. */
#define FAKETIME "/usr/lib/" TEST_TRIPLET "/faketime/libfaketimeMT.so.1"

static struct temppath file, fresh;

bool skew_is_installed(void)
{
    return access(FAKETIME, R_OK) == 0;
}

void skew_begin(const struct tempdir *dir, bool monotonic)
{
    file = tempdir_file(dir, "clock");
    fresh = tempdir_file(dir, "clock.new");
    skew_set(0);
    setenv("LD_PRELOAD", FAKETIME, 1);
    setenv("FAKETIME_TIMESTAMP_FILE", file.text, 1);
    setenv("FAKETIME_NO_CACHE", "1", 1);
    setenv("FAKETIME_DONT_FAKE_MONOTONIC", monotonic ? "0" : "1", 1);
}

void skew_end(void)
{
    unsetenv("LD_PRELOAD");
}

void skew_set(int64_t seconds)
{
    FILE *to = fopen(fresh.text, "w");

    assert(to != NULL);
    fprintf(to, "%+" PRId64 "\n", seconds);
    if (fclose(to) != 0 || rename(fresh.text, file.text) != 0)
        abort();
}

int64_t skew_edge(int which)
{
    static const int64_t edges[SKEW_EDGES] = { 1806195598, 1824944398, 2147483645 };

    return edges[which] - (int64_t)time(NULL);
}
