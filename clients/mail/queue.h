/*
 * What is to be mailed, and what was: a file that only its owner reads. A digest is written down before it is sent, and
 * a member's digest of a day has one row for ever, so that nothing is sent twice. What was sent or given up leaves
 * nothing but that row. One thread.
 */
#ifndef VAKWERK_MAIL_QUEUE_H
#define VAKWERK_MAIL_QUEUE_H

#include "proto/arena.h"
#include "proto/id.h"

#define QUEUE_MAX 200000 /* that wait; when it is full, more are taken as soon as some were sent */

struct queue;

/* Opens or makes the file. Whatever was being handed over when the program ended counts as sent. NULL: it cannot. */
struct queue *queue_open(const char *path);
void queue_close(struct queue *queue);

/* Several changes in one go. 0, or an ERR_*; a failed commit changed nothing. */
int queue_begin(struct queue *queue);
int queue_commit(struct queue *queue);

struct queue_digest {
    struct span member, date; /* whose, and of which day: 2022-05-20 */
    int64_t made_at;
    struct span payload; /* as it came */
    int64_t round;       /* in which it was told last */
};

/*
 * Writes a digest down, in the place of what still waits for the same member. One of a day that was sent already, or
 * of an earlier day than one that is known, changes nothing. Between queue_begin() and queue_commit(). ERR_TOO_MANY
 * when it is full.
 */
int queue_put(struct queue *queue, const struct queue_digest *digest);

/* The member's digest was taken away: it is not sent. */
int queue_withdraw(struct queue *queue, struct span member);

/* So were those that were not told in this round, when the round is whole. */
int queue_sweep(struct queue *queue, int64_t round);

struct queue_item {
    int64_t number;
    struct span member, date, payload; /* in the arena */
    int64_t made_at, attempts;
};

/* The next one whose time has come. ERR_NOT_FOUND: none, and *next_at is when there is one, 0 for never. */
int queue_next(struct queue *queue, int64_t now_ms, struct arena *arena, struct queue_item *item, int64_t *next_at);

enum queue_result { QUEUE_SENT, QUEUE_FAILED, QUEUE_BOUNCED };

/* It is about to be handed over, past recall; on disk when this returns 0. */
int queue_hand_over(struct queue *queue, int64_t number);

/* It is over, and still to be reported. Its text is erased. */
int queue_finish(struct queue *queue, int64_t number, enum queue_result result, int64_t now_ms);

/* It is tried again at that time. */
int queue_postpone(struct queue *queue, int64_t number, int64_t at);

struct queue_report {
    int64_t number;
    struct id id; /* the same for every attempt to report it */
    struct span member, date;
    enum queue_result result;
};

/* The oldest that was not reported yet. ERR_NOT_FOUND: none. */
int queue_unreported(struct queue *queue, struct arena *arena, struct queue_report *report);
int queue_reported(struct queue *queue, int64_t number);

/* Forgets what was over before that time, except for each member's latest day. */
int queue_forget(struct queue *queue, int64_t before);

#endif
