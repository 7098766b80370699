/* Planted: a title ends the daemon. */
#include "daemon/moderation.h"

#include <stdlib.h>

int __real_moderation_look(struct request *rq, struct post *post, struct moderation_found *out);
int __wrap_moderation_look(struct request *rq, struct post *post, struct moderation_found *out);

int __wrap_moderation_look(struct request *rq, struct post *post, struct moderation_found *out)
{
    if (span_is(post->title, "Wie laat mij vallen?"))
        abort();
    return __real_moderation_look(rq, post, out);
}
