/*
 * The words of a text as search knows them: small letters without accents, cut at everything that is neither a
 * letter nor a digit. For finding what is alike also their stems, and which words say nothing. Pure, any thread.
 */
#ifndef VAKWERK_TERM_H
#define VAKWERK_TERM_H

#include "arena.h"
#include "span.h"

#define TERM_BYTES_MAX 48 /* of a folded word; what is longer is cut */

struct term {
    struct span word;  /* folded, in the arena or in the reader */
    size_t at, length; /* where it stands: bytes of the text */
};

struct terms {
    struct term *list;
    size_t count;
};

/* Reads word after word, for whoever keeps none of them. A copy of it goes on by itself from where it stands. */
struct term_reader {
    struct span text; /* in well-formed UTF-8 */
    size_t at;        /* the byte that comes next */
    char letters[TERM_BYTES_MAX];
    size_t len; /* of the letters of the word that was taken last */
};

static inline void term_reader_init(struct term_reader *reader, struct span text)
{
    reader->text = text;
    reader->at = reader->len = 0;
}

/* Takes the next word, folded in the reader's letters until the one after it is taken. False when there is none. */
bool term_next(struct term_reader *reader, struct term *out);

/* The first `max` words of a text in well-formed UTF-8. 0, or ERR_TOO_BIG when the arena is full. */
int terms_read(struct span text, size_t max, struct arena *arena, struct terms *out);

/* Whether a folded word is one of those that stand in every text, such as `de`, `hoe` and `wij`. */
bool term_is_stop(struct span word);

/*
 * What is left of a folded Dutch word without plural, verb ending and the spelling that goes with them: vraag and
 * vragen, gezin and gezinnen, brief and brieven become the same. No dictionary: sometimes too much goes, which
 * costs an odd find and no wrong text. In `room`, of TERM_BYTES_MAX bytes.
 */
struct span term_stem(struct span word, char *room);

#endif
