#include "verbs.h"

#define VERB(name, wire, in, out, places, role, access, doc)                                                           \
    static int call_##name(struct request *rq, const void *from, void *to)                                             \
    {                                                                                                                  \
        return verb_##name(rq, from, to);                                                                              \
    }
#include "proto/schema.def"

int verbs_call(enum verb verb, struct request *rq, const void *in, void *out)
{
    static int (*const calls[VERB_COUNT])(struct request *, const void *, void *) = {
#define VERB(name, wire, in, out, places, role, access, doc) call_##name,
#include "proto/schema.def"
    };

    return calls[verb](rq, in, out);
}
