/* Lessons and guides that may leave for paper: published, and for everybody to read. */
#ifndef VAKWERK_CLI_LESSON_READ_H
#define VAKWERK_CLI_LESSON_READ_H

#include "cli.h"

/* The one that the command names; `kind` is lesson or guide. 0, or the exit code after fail(): it may not leave. */
int lesson_read_public(struct cli *cli, const char *kind, struct msg_shown *out);

/*
 * One that another names, or a question. *there tells whether it may leave; what was withdrawn or retired meanwhile may
 * not. 0, or the exit code after fail().
 */
int lesson_read_linked(struct cli *cli, struct span code, struct msg_shown *out, bool *there);

#endif
