#include "tests/system/crash/memory.h"

#include <errno.h>
#include <limits.h>
#include <stddef.h>

/* The ones behind: https://www.gnu.org/software/libc/manual/html_node/Replacing-malloc.html */
void *__libc_malloc(size_t bytes);
void *__libc_calloc(size_t count, size_t bytes);
void *__libc_realloc(void *old, size_t bytes);
void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void *realloc(void *old, size_t bytes);

static int count, fails_at = INT_MAX;
static bool stays;

static bool is_it(void)
{
    count++;
    if (count != fails_at && !(stays && count > fails_at))
        return false;
    errno = ENOMEM;
    return true;
}

void *malloc(size_t bytes)
{
    return is_it() ? NULL : __libc_malloc(bytes);
}

void *calloc(size_t items, size_t bytes)
{
    return is_it() ? NULL : __libc_calloc(items, bytes);
}

void *realloc(void *old, size_t bytes)
{
    return is_it() ? NULL : __libc_realloc(old, bytes);
}

void memory_arm(int at, bool for_good)
{
    count = 0;
    fails_at = at;
    stays = for_good;
}

int memory_count(void)
{
    return count;
}
