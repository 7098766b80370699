/*
 * What a team does together on its screens: how it goes on from step to step, by itself or because somebody says so, and
 * what stays of it. An intervision keeps the step that was chosen and the lesson, with its question on the team's list;
 * nothing else of it outlives its end.
 *
 *   a step with a clock     goes on when its time is over
 *   one that keeps          waits MEETING_GRACE_MS more for what is to be kept; once that is said it goes on when its time
 *                           is over, MEETING_LINGER_MS later at the earliest, so that it can be read
 *   a live table            stays until MEETING_AFTER_MS after it is closed, and MEETING_TABLE_MS at the longest
 *   a step without a clock  goes on when nobody did for MEETING_IDLE_MS: a screen that was forgotten goes back by itself
 *   that of a talk, or      ends it all then, and nothing stays: what it came to is for who is there
 *   of a spread
 *
 * Nothing is passed over when the daemon was away: a step begins when the one before it is seen to be over. The writer
 * thread, in a transaction; meeting_enter() is pure.
 */
#ifndef VAKWERK_MEETING_H
#define VAKWERK_MEETING_H

#include "daemon/outbox.h"
#include "daemon/request.h"
#include "daemon/store/store_meeting.h"
#include "proto/round.h"

#define MEETING_GRACE_MS  INT64_C(600000)
#define MEETING_LINGER_MS INT64_C(15000)
#define MEETING_IDLE_MS   INT64_C(3600000)
#define MEETING_AFTER_MS  INT64_C(900000)
#define MEETING_TABLE_MS  INT64_C(28800000)

/* What kind of meeting a word is; -1: none. And its word. */
int meeting_kind(struct span word);
struct span meeting_word(enum meeting_kind kind);

/* The request that began it, in the arena. ERR_NOT_FOUND when it cannot be read: then the team does nothing. */
int meeting_plan(const struct meeting *meeting, struct arena *arena, struct msg_meeting_begin *out);

/* What may be said in a step of a plan; of one without steps nothing. */
enum round_task meeting_task(const struct msg_meeting_begin *plan, int64_t step);

/* It is at this step from now on; *meeting is not written. */
void meeting_enter(struct meeting *meeting, const struct msg_meeting_begin *plan, int64_t step, int64_t now_ms);

/* How many steps it has: of a talk one more than its plan, the sheet with what it came to. */
int64_t meeting_steps(const struct meeting *meeting, const struct msg_meeting_begin *plan);

/*
 * Begins it with this plan; *meeting is what it is about. ERR_CONFLICT when the team does something already, ERR_BAD_REQUEST
 * when the plan is longer than the protocol has it, ERR_TOO_BIG without room.
 */
int meeting_begin(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan);

/* The step before; of the first ERR_CONFLICT. */
int meeting_go_back(struct store *store, struct meeting *meeting, const struct msg_meeting_begin *plan, int64_t now_ms);

/* An answer of the step that it is at. ERR_NOT_NOW where there are none, ERR_BAD_REQUEST when that one is not there. */
int meeting_answer(struct store *store, struct meeting *meeting, const struct msg_meeting_begin *plan, int64_t answer,
                   int64_t now_ms);

/* The answers of a step (from 0), from `first` on; how many. */
size_t meeting_choices(const struct msg_meeting_begin *plan, int64_t step, size_t *first);

/* Something was said in the step that it is at: when it goes on, if that is changed by it. */
void meeting_heard(struct meeting *meeting, const struct msg_meeting_begin *plan, int64_t now_ms);

/*
 * To the next step; after the last it is over, and what is to be kept is kept. rq->space is its team, which is told
 * when the question on its list was talked about.
 */
int meeting_go_on(struct request *rq, struct meeting *meeting, const struct msg_meeting_begin *plan);

/* It is over: with all that was said in it, and its guests are out. */
int meeting_remove(struct request *rq, int64_t team);

/* All that have to go on by themselves by now; what their teams are told is added to `out`. */
struct meeting_turns {
    struct store *store;
    const struct settings *settings;
    int64_t now_ms;
    struct arena *arena;
    struct outbox *out;
    struct rights *rights; /* guests who are out are added */
    int events;            /* how many were told */
    bool moved;            /* a screen looks different */
};
int meeting_turn(struct meeting_turns *turns);

#endif
