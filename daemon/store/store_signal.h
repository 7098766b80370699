/*
 * Signals: bottlenecks that members want the policy table to know of. They gather by theme in a note of numbers and
 * quotes; who raised what stays here. See store.h for threads and errors.
 */
#ifndef VAKWERK_STORE_SIGNAL_H
#define VAKWERK_STORE_SIGNAL_H

#include "store.h"

struct store_signal {
    int64_t id;                        /* its code is S<id> */
    int64_t member, team, theme, post; /* team: the member's at the time; team and post 0 for none */
    struct span text;                  /* absent: the post says it */
    bool quote;                        /* the member allows the table to read it */
    int64_t at;
};

/* Open signals of one theme together. */
struct signal_note {
    struct span theme, theme_name;
    int64_t id; /* of the theme */
    int64_t signals, teams;
};

struct signal_quote {
    struct span theme, text;
};

/* What a digest says of a member's own signal. */
struct signal_state {
    int64_t id;
    struct span theme, theme_name;
    int64_t at;
    struct span answer; /* of the table; absent while it is open */
    int64_t answered_at;
};

/* Sets signal->id. ERR_CONFLICT when the member's signal on this post is still open. */
int store_signal_add(struct store *store, struct store_signal *signal);

/* The notes with signals of at least so many teams, and what may be quoted of them, in no order that tells anything. */
int store_signal_notes(struct store *store, int64_t teams, size_t limit, struct arena *arena, struct signal_note **out,
                       size_t *count);
int store_signal_quotes(struct store *store, int64_t teams, size_t limit, struct arena *arena,
                        struct signal_quote **out, size_t *count);

/* Who raised the open signals of a theme; and those signals are answered by this post, in this event. */
int store_signal_raisers(struct store *store, int64_t theme, size_t limit, struct arena *arena, int64_t **out,
                         size_t *count);
int store_signal_close(struct store *store, int64_t theme, int64_t answer, int64_t seq);

/* A member's signals as a digest over these events tells them: what was open then, or was answered in it. */
int store_signal_states(struct store *store, int64_t member, int64_t first_seq, int64_t last_seq, int64_t made_at,
                        size_t limit, struct arena *arena, struct signal_state **out, size_t *count);

#endif
