/* A borrowed piece of text or bytes: not NUL-terminated, owned by whoever the giver says. */
#ifndef VAKWERK_SPAN_H
#define VAKWERK_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
    const char *ptr; /* NULL means absent; an empty text has a pointer and len 0 */
    size_t len;
};

static inline struct span span_of(const char *text)
{
    return (struct span){ text, text == NULL ? 0 : strlen(text) };
}

static inline bool span_equal(struct span a, struct span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool span_is(struct span a, const char *text)
{
    return span_equal(a, span_of(text));
}

/* For "%.*s": printf wants an int; no span on these paths is longer than a payload. */
static inline int span_int(struct span a)
{
    return (int)a.len;
}

#endif
