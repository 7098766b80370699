/*
 * What an administrator says about the ladder: support roles by name (jurist, placement for plaatsingscoördinator,
 * coach for werkbegeleider, assistant for ondersteuner), who is a senior, and role and pace of a theme or team.
 */
#ifndef VAKWERK_SUPPORT_H
#define VAKWERK_SUPPORT_H

#include "daemon/request.h"
#include "daemon/store/store_support.h"

/* The bit of a role's name, or 0; and the name of one bit, absent for another number. */
unsigned support_role(struct span name);
struct span support_word(unsigned role);

/* The names of bits, as a list in the arena; NULL for none. */
int support_words(struct request *rq, unsigned roles, const struct span **out, size_t *count);

/* Changes a member's roles (words NULL: as they are) and seniority (senior NULL: as it is). */
int support_set_member(struct request *rq, int64_t member, const struct span *words, size_t count, const bool *senior);

/* Changes a theme's role and a theme's or team's pace, as far as they are not absent. */
int support_set_place(struct request *rq, enum place_kind kind, int64_t place, struct span role, struct span pace);

/* Fills in what a member reads of it. */
int support_show_place(struct request *rq, enum place_kind kind, int64_t place, struct msg_place *out);

#endif
