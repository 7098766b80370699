/* What comes out of a guided conversation: a sheet to talk about, and the numbers of the answers for a spread. */
#ifndef VAKWERK_CLI_TALK_SHEET_H
#define VAKWERK_CLI_TALK_SHEET_H

#include "clients/sheet/sheet.h"
#include "talk.h"

#define TALK_UNCLEAR 0 /* the answer that it is not clear yet; the others count from 1 */
#define TALK_SKIPPED (-1)

/* What was said at each step. */
struct talk_said {
    int answer[TALK_STEPS_MAX];
    const char *words[TALK_STEPS_MAX]; /* NULL: none */
};

/* The sheet, and with --save the answers for a spread, without words. Returns the exit code. */
int talk_sheet_write(struct cli *cli, const struct talk *talk, const struct talk_said *said);

/* One with nothing in it yet; NULL after fail(). */
struct sheet *talk_sheet_new(struct cli *cli, const struct talk *talk, const char *what);

#endif
