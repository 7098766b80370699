/*
 * A bounded reader of MessagePack: one token at a time, nothing allocated, nothing believed. Every count is
 * held against the bytes that are left, so five bytes that claim fifty million elements cost five bytes.
 * Extension types do not exist in the protocol and end the reading. Pure, any thread.
 */
#ifndef VAKWERK_READER_H
#define VAKWERK_READER_H

#include "span.h"

#include <stdint.h>

#define READER_DEPTH_MAX 4 /* maps and lists inside each other */

struct reader {
    const unsigned char *at, *end;
};

struct token {
    enum token_type {
        TOKEN_BAD, /* cut off, too many elements, an extension, an integer above 2^63-1, or not a finite number */
        TOKEN_NIL,
        TOKEN_BOOL,
        TOKEN_INT,
        TOKEN_FLOAT,
        TOKEN_STR,
        TOKEN_BIN,
        TOKEN_LIST,
        TOKEN_MAP
    } type;
    int64_t number;   /* of a BOOL or an INT */
    double real;      /* of a FLOAT */
    struct span text; /* of a STR or a BIN; points into the payload */
    size_t count;     /* elements of a LIST, pairs of a MAP */
};

struct reader reader_of(struct span payload);

/* Takes the next token; the elements of a list or map come as the tokens after it. */
struct token reader_next(struct reader *reader);

/* Takes one value with everything in it; depth says how many levels may still open. False when it is malformed. */
bool reader_skip(struct reader *reader, int depth);

#endif
