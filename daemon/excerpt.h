/* The piece of a text that shows why it was found, with the places of the words. Pure, any thread. */
#ifndef VAKWERK_EXCERPT_H
#define VAKWERK_EXCERPT_H

#include "daemon/store/store_search.h"

#define EXCERPT_POINTS    140 /* characters of the text in it */
#define EXCERPT_MARKS_MAX 16

struct excerpt {
    struct span text;         /* one line; … stands for what was left out */
    const struct span *marks; /* "12+8": eight characters after the first twelve */
    size_t mark_count;
};

/*
 * Around the first place of the text where one of the phrases stands, or its beginning when none does; *fits says
 * which. In the arena: 0, or ERR_TOO_BIG.
 */
int excerpt_make(struct span text, const struct search_phrase *phrases, size_t phrase_count, struct arena *arena,
                 struct excerpt *out, bool *fits);

#endif
