#include "beside.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct beside beside_program(const char *below)
{
    char program[PATH_MAX] = "";
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = length > 0 ? strrchr(program, '/') : NULL;
    struct beside beside = { "" };

    if (slash == NULL)
        return beside;
    int len = snprintf(beside.text, sizeof beside.text, "%.*s/../%s", (int)(slash - program), program, below);
    if (len < 0 || (size_t)len >= sizeof beside.text)
        beside.text[0] = '\0';
    return beside;
}
