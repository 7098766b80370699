/*
 * The client-safe gate: finds what may point at a client in a text that somebody is about to share. The same
 * function runs in the clients (a hint while typing) and in the daemon (which decides).
 *
 * There are no lists of clients and no models: rules look at shapes (a number that passes the 11-proof, a date
 * beside "geboren"), at the words around them, and at frequent names. What is certain enough blocks; what may be a
 * name asks. The rules cannot see "the only twins in that village": the writer still has to look. IDENTIFYING.md
 * says what they find, and how often they are wrong.
 *
 * Time is linear in the text; nothing is kept. Any thread.
 */
#ifndef VAKWERK_IDENTIFY_H
#define VAKWERK_IDENTIFY_H

#include "span.h"

enum identify_kind {
    IDENTIFY_BSN,
    IDENTIFY_IBAN,
    IDENTIFY_PHONE,
    IDENTIFY_EMAIL,
    IDENTIFY_BIRTH_DATE,
    IDENTIFY_ADDRESS,
    IDENTIFY_NUMBER, /* of a client, a file, a case */
    IDENTIFY_NAME,
    IDENTIFY_AGE,
    IDENTIFY_SCHOOL
};

struct identify_hit {
    enum identify_kind kind;
    size_t at, length; /* code points */
    bool block;        /* must be taken out; otherwise the writer may say that it is harmless */
};

/*
 * Finds at most `max` places (one at least) in a text of well-formed UTF-8, in the order of the text; they do
 * not overlap. When there are more, those that block come first. When memory is out the whole text is one
 * place that blocks.
 */
size_t identify(struct span text, struct identify_hit *hits, size_t max);

/* The kind as it is called on the wire. */
const char *identify_kind_name(enum identify_kind kind);

#endif
