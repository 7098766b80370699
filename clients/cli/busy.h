/*
 * That something happens, for who waits at a terminal: on stderr, after a moment. A sign that turns, or a bar when it
 * is known how far it is; for a screen reader (VAKWERK_ACCESSIBLE) and TERM=dumb one line, once in a run. Nothing in a
 * pipe, with --json or --quiet, or with VAKWERK_NO_SPINNER. A thread of its own draws, and writes to nothing but
 * stderr; what is here is the run's one thread to call.
 *
 *   struct busy busy;
 *   busy_begin(cli, &busy);
 *   ...
 *   busy_end(&busy);
 */
#ifndef VAKWERK_CLI_BUSY_H
#define VAKWERK_CLI_BUSY_H

#include "cli.h"

#include <pthread.h>
#include <stdatomic.h>

#define BUSY_BAR_FROM 20 /* fewer things than this are done before a bar says anything */

struct busy {
    struct cli *cli;
    const char *text;
    bool in_line, ascii; /* one line and no drawing; no signs beyond ASCII */
    pthread_t thread;
    int over; /* readable when it is over; -1: nothing is drawn */
    _Atomic bool said;
    _Atomic int64_t done, total;
};

/* What is within another one draws nothing. */
void busy_begin(struct cli *cli, struct busy *busy);

/* How far it is; total 0: nobody knows of how many. */
void busy_count(struct busy *busy, int64_t done, int64_t total);

/* The line is empty again. What was ended may be ended again. */
void busy_end(struct busy *busy);

#endif
