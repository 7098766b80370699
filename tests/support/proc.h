/* What the system has counted of this process. */
#ifndef VAKWERK_TEST_PROC_H
#define VAKWERK_TEST_PROC_H

#include <stdint.h>

/* Of /proc/self/io, by its name there: syscw are calls that wrote, rchar is what was read, in bytes. */
int64_t proc_io(const char *name);

#endif
