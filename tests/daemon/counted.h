/* How often counted.c does each thing that it does. */
#ifndef VAKWERK_TEST_COUNTED_H
#define VAKWERK_TEST_COUNTED_H

enum { COUNTED_BATCH = 32 };

#endif
