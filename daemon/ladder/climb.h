/*
 * Questions going up the ladder: what ladder.h decides, done. Each step is an event `escalated` in the question's
 * space, in the transaction that writes it down, so that it happens exactly once whenever the daemon ends. Steps that
 * were due while it was down are taken one after the other when it starts.
 */
#ifndef VAKWERK_CLIMB_H
#define VAKWERK_CLIMB_H

#include "daemon/outbox.h"
#include "daemon/request.h"

struct climb {
    struct store *store; /* a batch is open */
    const struct settings *settings;
    int64_t now_ms;
    struct arena *arena;
    struct outbox *out; /* NULL: nobody is told, as of the past of a demo */

    size_t looked_at; /* out: questions that were due; 0 when there are none left */
    int64_t events;   /* out: steps that were taken */
};

/* Looks at some of the questions that are due: each goes up one step, or is told when it will. */
int climb_due(struct climb *climb);

/* A question was read: notes when it has become much read without an answer. */
int climb_seen(struct request *rq, int64_t question);

#endif
