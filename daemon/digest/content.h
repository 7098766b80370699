/*
 * What is in a digest, made anew from the database each time: nothing that was withdrawn meanwhile is in it.
 * The cost grows with what happened between its two seqs, not with what the database holds. Any thread.
 */
#ifndef VAKWERK_CONTENT_H
#define VAKWERK_CONTENT_H

#include "common.h"
#include "proto/schema.h"

/* Fills in the digest of a member, whatever their level. The spans are in the arena. */
int content_make(struct store *store, const struct digest *digest, struct arena *arena, struct msg_digest_is *out);

/* The same for one of many: from what was read for all of them, and telling what it lists. */
int content_make_from(struct store *store, const struct common *common, const struct digest *digest,
                      struct arena *arena, struct msg_digest_is *out, struct digest_ids *listed);

/* The same as the member wants to be told it: at the level `counts` there is no text of anybody in it. */
int content_show(struct store *store, const struct digest *digest, struct arena *arena, struct msg_digest_is *out);

/* Takes out of it what the member does not want to be told. */
void content_hide(struct msg_digest_is *digest);

/* Whether nothing happened worth telling: what is still open, a tip or a waiting time alone can wait. */
bool content_is_empty(const struct msg_digest_is *digest);

#endif
