/*
 * Times as people say them, in Amsterdam, with names from our own catalogue. Times are milliseconds since 1970;
 * `now` is the run's. Results are in the arena.
 */
#ifndef VAKWERK_CLI_TIMES_H
#define VAKWERK_CLI_TIMES_H

#include "cli.h"

/* Makes local time that of the Netherlands, whatever the machine thinks. Once, before anything else here. */
void times_setup(void);

/* The time of the run; VAKWERK_TEST_NOW (milliseconds, "+N" to shift, or RFC 3339) holds or moves it in tests. */
int64_t times_now(void);

const char *times_age(struct cli *cli, int64_t at);      /* 40 min · 3 hours · 2 days */
const char *times_long_age(struct cli *cli, int64_t at); /* 40 minutes old */
const char *times_when(struct cli *cli, int64_t at);     /* today at 11:20 */
const char *times_day(struct cli *cli, int64_t at);      /* today · 17 May */
const char *times_date(struct cli *cli, int64_t at);     /* 17 May 2022 */
const char *times_weekday(struct cli *cli, int64_t at);  /* Thursday 19 May 2022 */
const char *times_clock(struct cli *cli, int64_t at);    /* 14:36 */
const char *times_since(struct cli *cli, int64_t at);    /* 14:36, when that is today · 17 May */
const char *times_json(struct cli *cli, int64_t at);     /* 2022-05-19T14:36:04+02:00 */

/* 00:00 of the day of `at`, and of so many days later. */
int64_t times_midnight(int64_t at, int days_later);

/*
 * Reads what people type: 15:30, 90min, 4h, 3d, 2w, today, yesterday, tomorrow (or in Dutch), 2022-05-19,
 * 2022-05-19T12:00. Lengths and times of day count from now: forwards, or else backwards. False when it is none.
 */
bool times_read(int64_t now, const char *text, bool forwards, int64_t *out);

#endif
