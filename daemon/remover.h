/*
 * Takes away what has to go, a piece at a time: members who are erased (erase.h), and what is kept no longer
 * (retention.h). Each piece is a transaction of its own and nobody's request: what goes wrong in it is tried again later.
 * Of the writer's thread alone.
 */
#ifndef VAKWERK_REMOVER_H
#define VAKWERK_REMOVER_H

#include "daemon/agenda.h"
#include "daemon/herald.h"
#include "daemon/indexer.h"
#include "daemon/service.h"

struct remover {
    struct store *store; /* all borrowed */
    const struct settings *settings;
    const struct key *key;
    const char *list_path; /* of the list outside of the database */
    struct indexer *indexer;
    struct dispatch *dispatch;
    struct agenda *agenda;
    struct herald *herald;
    struct arena arena; /* of who is erased: the name outlives a shipment, and is still in the effects */
};

/* The fields that are borrowed are set; the others are set here. */
void remover_init(struct remover *remover);
void remover_release(struct remover *remover);

/*
 * The next piece of what is due, and when the one after it is; retention waits while somebody is erased. True: it is on
 * disk; its effects, which live until the next call, are still to be applied, and what it tells to be sent.
 */
bool remover_go_on(struct remover *remover, struct service_effects *effects);

#endif
