#include "tests/support/proc.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

int64_t proc_io(const char *name)
{
    FILE *file = fopen("/proc/self/io", "r");
    char found[32];
    int64_t count = -1;

    assert(file != NULL);
    while (fscanf(file, "%31[^:]: %" SCNd64 " ", found, &count) == 2)
        if (strcmp(found, name) == 0)
            break;
    fclose(file);
    assert(count >= 0);
    return count;
}
