/* Puts into an outbox what others are told: events by seq, and retained state. Any thread; no I/O. */
#ifndef VAKWERK_ANNOUNCE_H
#define VAKWERK_ANNOUNCE_H

#include "daemon/outbox.h"
#include "daemon/request.h"

/* An event that a request just caused: on its space's topic, and on the topics of those it told personally. */
int announce_told(struct store *store, const struct settings *settings, const struct told *told, struct outbox *out);

/* The same for an event of the database, after a restart. */
int announce_event(struct store *store, const struct settings *settings, const struct event *event, struct outbox *out);

/* The retained state that is not about one screen. */
int announce_state(bool online, int64_t birth, int64_t now_ms, struct outbox *out);
int announce_metrics(const struct msg_metrics *metrics, struct outbox *out);
int announce_info(struct store *store, const struct settings *settings, struct outbox *out);

/* Waiting times, each until it is gone; *next is when the first of them fades or goes: then this has to be done again.
 */
int announce_waits(struct store *store, const struct settings *settings, int64_t now_ms, struct outbox *out,
                   int64_t *next);

/* A member's digest. Retained for a week: by then there is a newer one, or nothing to tell. */
int announce_digest(struct span member, const struct msg_digest_is *digest, struct outbox *out);

#endif
