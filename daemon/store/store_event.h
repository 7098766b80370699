/*
 * Events: one row for each committed change that others may see, numbered without gaps. A row says what
 * happened to which post and where; the text is read from the post when it is needed.
 */
#ifndef VAKWERK_STORE_EVENT_H
#define VAKWERK_STORE_EVENT_H

#include "store_post.h"

struct event {
    int64_t seq, at, prev;
    int event;            /* enum event_kind of proto/schema.h */
    int64_t theme, team;  /* the space: the team when it is not 0, else the theme */
    int64_t organisation; /* that this team belongs to; 0 for none. Nothing of an event that is added */
    struct span space_slug;
    bool personal; /* told to its members alone, not in the space */
    int64_t post;
    enum post_reaction reaction; /* of `reacted`, else none */
};

struct event_list {
    const struct event *rows;
    size_t count;
};

/* Adds an event; seq and prev are set. */
int store_event_add(struct store *store, struct event *event);

/* Notes that a member is told personally; *prev is the seq before it on that member's own topic. */
int store_event_add_to(struct store *store, int64_t member, int64_t seq, int64_t *prev);

/* The names and prevs of those who are told of an event personally and may still see it. */
struct event_to {
    struct span member;
    int64_t prev;
};
int store_event_to(struct store *store, int64_t seq, size_t limit, struct arena *arena, struct event_to **out,
                   size_t *count);

/* The newest seq; 0 before the first. */
int store_event_last(struct store *store, int64_t *out);

/* The newest seq after this one that was earlier than a moment; 0 for none. It looks from the newest back. */
int store_event_before(struct store *store, int64_t after, int64_t at, int64_t *out);

/* Events after `since`, in order. member 0: all of them; else those in themes and in the member's teams, and the
 * personal ones of the member. */
int store_event_list(struct store *store, int64_t since, int64_t member, size_t limit, struct arena *arena,
                     struct event_list *out);

#endif
