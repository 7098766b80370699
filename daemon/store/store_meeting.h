/*
 * What a team does together on its screens, one thing at a time, and what is said in it, without who said it. Nothing of
 * it stays when it is over. See store.h for threads and errors.
 */
#ifndef VAKWERK_STORE_MEETING_H
#define VAKWERK_STORE_MEETING_H

#include "store.h"

#define MEETING_WORDS_MAX 200 /* said in one step; of the others only what it takes */

/* Stored as numbers: append only. */
enum meeting_kind { MEETING_INTERVISION, MEETING_HARVEST, MEETING_TALK, MEETING_SPREAD };

struct meeting {
    int64_t team;
    enum meeting_kind kind;
    struct span plan; /* the request that began it, as MessagePack */
    int64_t question; /* that it is about; 0 for none */
    int64_t harvest;  /* the live table whose wall it is; 0 for none */
    int64_t step;     /* from 0 */
    int64_t until_at; /* when the step's time is over; 0: it has no clock */
    int64_t due_at;   /* when it goes on by itself */
};

struct meeting_word {
    struct span text;
};

/* ERR_CONFLICT when the team does something already. */
int store_meeting_add(struct store *store, const struct meeting *meeting);
int store_meeting_get(struct store *store, int64_t team, struct arena *arena, struct meeting *out);

/* Writes its step, and when that ends. */
int store_meeting_set(struct store *store, const struct meeting *meeting);

/* The wall of a live table goes from the screens at this moment. */
int store_meeting_end_harvest(struct store *store, int64_t harvest, int64_t due_at);

/* With all that was said in it. */
int store_meeting_remove(struct store *store, int64_t team);

/* The one that has to go on first, when it has to by now; and when that is (INT64_MAX: there is none). */
int store_meeting_due(struct store *store, int64_t now_ms, struct arena *arena, struct meeting *out);
int store_meeting_next_due(struct store *store, int64_t *out);

/* Something is said in a step; and what was said in it is taken back. */
int store_meeting_say(struct store *store, int64_t team, int64_t step, struct span text);
int store_meeting_unsay(struct store *store, int64_t team, int64_t step);

/* The answer of a step, in the place of the one before; and which that is (-1: none). */
int store_meeting_answer(struct store *store, int64_t team, int64_t step, int64_t answer);
int store_meeting_answered(struct store *store, int64_t team, int64_t step, int64_t *out);

/* What was said in a step, the newest first, at most `limit`; and how much that is in all. */
int store_meeting_words(struct store *store, int64_t team, int64_t step, size_t limit, struct arena *arena,
                        struct meeting_word **out, size_t *count);
int store_meeting_count(struct store *store, int64_t team, int64_t step, int64_t *out);

#endif
