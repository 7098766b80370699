/*
 * The handlers, one for each VERB row of schema.def: the build fails while a row has none, or one of other
 * types. Each returns 0 with *out filled in, or the error that request_fail set. See daemon/request.h.
 */
#ifndef VAKWERK_VERBS_H
#define VAKWERK_VERBS_H

#include "daemon/request.h"

#define VERB(name, wire, in, out, places, role, access, doc)                                                           \
    int verb_##name(struct request *rq, const struct msg_##in *in, struct msg_##out *out);
#include "proto/schema.def"

/* Calls the handler of a verb with structs of its row's types. */
int verbs_call(enum verb verb, struct request *rq, const void *in, void *out);

#endif
