/* A post as others see it: without its author when it was asked anonymously. Pure, any thread. */
#ifndef VAKWERK_THING_H
#define VAKWERK_THING_H

#include "daemon/settings.h"
#include "daemon/store/store_event.h"
#include "daemon/store/store_post.h"
#include "proto/encode.h"

/* Fills in what a reader sees; reader 0 is nobody in particular. The spans are those of the post and the settings. */
void thing_of(const struct post *post, int64_t reader, const struct settings *settings, struct msg_thing *out);

/* Shows of what is held what moderators have to read, after thing_of. */
void thing_show_held(const struct post *post, struct msg_thing *out);

/* Leaves the short question or the name alone. */
void thing_without_texts(struct msg_thing *thing);

/* The wire's word for its kind, and for a reaction. */
const char *thing_kind(const struct post *post);
const char *thing_reaction(enum post_reaction reaction);

/* The payload of an event, encoded in the arena; ptr NULL when it is full. prev is that of the topic it goes to. */
struct span thing_event(const struct event *event, const struct post *post, int64_t prev,
                        const struct settings *settings, struct arena *arena);

/* The same as a struct, for the list of a sync. */
void thing_event_of(const struct event *event, const struct post *post, int64_t prev, const struct settings *settings,
                    struct arena *arena, struct msg_event *out);

#endif
