/*
 * Times in Amsterdam, with names from our own catalogue. Times are milliseconds since 1970. Texts are in the arena,
 * or constants.
 */
#ifndef VAKWERK_TEXT_CALENDAR_H
#define VAKWERK_TEXT_CALENDAR_H

#include "proto/arena.h"

#include <stdint.h>
#include <time.h>

/* Makes local time that of the Netherlands, whatever the machine thinks. Once, before anything else here. */
void calendar_setup(void);

/* The time now; VAKWERK_TEST_NOW (milliseconds, "+N" to shift, or RFC 3339) holds or moves it in tests. */
int64_t calendar_now(void);

struct tm calendar_local(int64_t at);
int64_t calendar_from_local(struct tm *tm);

/* 00:00 of the day of `at`, and of so many days later. */
int64_t calendar_midnight(int64_t at, int days_later);

/* 2022-05-19, with or without T14:36[:04]. False when it is none. */
bool calendar_read_date(const char *text, int64_t *out);

const char *calendar_month(int64_t at);         /* May */
const char *calendar_weekday(int64_t at);       /* Thursday */
const char *calendar_month_name(int month);     /* of tm_mon */
const char *calendar_weekday_name(int weekday); /* of tm_wday */

const char *calendar_age(struct arena *arena, int64_t now, int64_t at);      /* 40 min · 3 hours · 2 days */
const char *calendar_long_age(struct arena *arena, int64_t now, int64_t at); /* 40 minutes old */
const char *calendar_date(struct arena *arena, int64_t at);                  /* Thursday 19 May 2022 */

#endif
