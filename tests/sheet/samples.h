/* Sheets to look at and to compare with: a lesson as it is meant, and texts that would rather be markup. */
#ifndef VAKWERK_TEST_SAMPLES_H
#define VAKWERK_TEST_SAMPLES_H

#include "clients/sheet/plate.h"
#include "clients/sheet/sheet.h"

/* "lesson" or "hostile"; NULL for another name. */
const struct sheet *samples_sheet(const char *name);

/* "lesson", "busy" (more than fits), "hostile" or "empty"; NULL for another name. */
const struct plate *samples_plate(const char *name);

#endif
