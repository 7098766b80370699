/*
 * Where each open question stands on the ladder (daemon/ladder/ladder.h). A question has a row exactly while it is
 * open: the database itself adds it when a question is asked or opened again, and takes it away when it is answered,
 * marked answered or withdrawn (triggers of migrate.c on `post`), so that no way of changing a post can forget it.
 */
#ifndef VAKWERK_STORE_LADDER_H
#define VAKWERK_STORE_LADDER_H

#include "store.h"
#include "store_place.h"

struct rung {
    int64_t question;
    int64_t since_at;               /* asked or opened again; 0: opened again just now, and not looked at yet */
    int64_t read_at;                /* since when it is much read and not answered; 0: it is not */
    int step;                       /* enum ladder_step */
    int64_t step_at;                /* since when it is there */
    int64_t due_at;                 /* when to look at it again; INT64_MAX: never */
    int64_t claimed_by, claimed_at; /* who of the support role took it up; 0: nobody */
    struct span note;               /* from who handed it back; absent: none */

    /* Of its theme and of its team: enum ladder_pace. Filled in by reading. */
    int theme_pace, team_pace;
    bool private;
};

struct rung_list {
    const struct rung *rows;
    size_t count;
};

/* ERR_NOT_FOUND: it is not open. */
int store_ladder_get(struct store *store, int64_t question, struct arena *arena, struct rung *out);

/* Writes what changed about a question that is there. */
int store_ladder_set(struct store *store, const struct rung *rung);

/* What is to be looked at now, the longest waiting first; and when the next is, INT64_MAX for never. */
int store_ladder_due(struct store *store, int64_t now_ms, size_t limit, struct arena *arena, struct rung_list *out);
int store_ladder_next_due(struct store *store, int64_t *out);

/* The times of a theme or team have changed: its questions are looked at again. */
int store_ladder_look_again(struct store *store, enum place_kind kind, int64_t place);

/* ---- lists of questions, the longest waiting first ---- */

struct rung_ids {
    int64_t ids[100];
    size_t count;
};

/* The queue of the support roles of a member. */
int store_ladder_queue(struct store *store, int64_t member, size_t limit, struct rung_ids *out);

/* ---- what may hang on walls, and whose it is ---- */

struct rung_waiting {
    int64_t question;
    int64_t team;         /* or the organisation that it is private to; 0: it is open to all */
    int64_t author_team;  /* where it was asked; 0 for nowhere, and for an anonymous one */
    int64_t municipality; /* of that team while it is in use; else 0 */
    int step;             /* enum ladder_step */
};

struct rung_waiting_list {
    const struct rung_waiting *rows;
    size_t count;
};

/*
 * Without an answer, asked after since_at, not kept off screens by its author nor before a moderator has read it: the
 * longest waiting first, at most `limit`.
 */
int store_ladder_waiting(struct store *store, int64_t since_at, size_t limit, struct arena *arena,
                         struct rung_waiting_list *out);

#endif
