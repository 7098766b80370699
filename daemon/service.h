/*
 * The way of one request, the same steps for every verb: who, which verb, what it says, may they, was it sent
 * before, do it, answer. One service for the writer thread and one for each reader; a service belongs to one
 * thread. Nothing is published here: replies and events go into an outbox.
 */
#ifndef VAKWERK_SERVICE_H
#define VAKWERK_SERVICE_H

#include "daemon/aside.h"
#include "daemon/inbox.h"
#include "daemon/metrics.h"
#include "daemon/outbox.h"
#include "daemon/request.h"

struct service;

/* The store belongs to the caller and outlives the service. NULL when memory is out. */
struct service *service_new(struct store *store, const struct settings *settings, const struct key *key);
void service_free(struct service *service);

/* The full-text index that searches ask; without one they are refused as busy. It outlives the service. */
void service_set_search(struct service *service, struct search *search);

/* The digits that unpaired screens show; without, no screen shows any. It outlives the service. */
void service_set_pairing(struct service *service, struct pairing *pairing);
/* Where requests are counted; NULL, as at first: nowhere. */
void service_set_metrics(struct service *service, struct metrics *metrics);

/* While there is no room, what adds texts is refused as `storage` and nothing is done; the rest goes on. */
void service_set_full(struct service *service, bool full);

/* Where it notes what it has in hand, and in which; without, as at first, nowhere. It outlives the service. */
void service_set_aside(struct service *service, struct aside *aside, enum aside_hand hand);

/* How screens are, by their own word; without, nothing is known of any. It outlives the service. */
void service_set_roster(struct service *service, struct roster *roster);

/* What a batch of requests leaves to be done after its commit. */
struct service_effects {
    struct changes changes;
    struct rights *rights;
    int64_t events; /* how many */
};

/*
 * Serves one request; its reply and events are added to the outbox, in whose arena everything lives. Returns
 * 0 also when the request was refused. ERR_STORAGE, ERR_DAMAGED: the transaction of the batch is lost, nothing of it may
 * be published, and each of its requests has to be refused. A writer's store has a batch open.
 */
int service_serve(struct service *service, const struct inbox_item *item, int64_t now_ms, struct outbox *out,
                  struct service_effects *effects);

/*
 * Whether each write gets a savepoint of its own (as at first). Without, a batch is quicker; but when a request is
 * refused after it had written something, service_serve returns SERVICE_AGAIN: then nothing of the batch may stay,
 * and it has to be served again with savepoints.
 */
#define SERVICE_AGAIN (-1)
void service_set_careful(struct service *service, bool careful);

/* Answers a request with an error without looking into it further. */
void service_refuse(const struct inbox_item *item, int error, const char *message, struct outbox *out);

/* Whether a topic is that of a read, for which a reader serves. */
bool service_is_read(struct span topic);

#endif
