/* Sheets to look at and to compare with: a lesson as it is meant, and texts that would rather be markup. */
#ifndef VAKWERK_TEST_SAMPLES_H
#define VAKWERK_TEST_SAMPLES_H

#include "clients/sheet/sheet.h"

/* "lesson" or "hostile"; NULL for another name. */
const struct sheet *samples_sheet(const char *name);

#endif
