/*
 * The rules for text that people write: which characters, in which form, and how long it is. One routine
 * counts characters everywhere: Unicode code points after NFC. Any thread.
 */
#ifndef VAKWERK_TEXT_H
#define VAKWERK_TEXT_H

#include "arena.h"
#include "span.h"

#include <stdint.h>

/* Whether the bytes are well-formed UTF-8 (no overlong forms, no surrogates, nothing above U+10FFFF). */
bool text_is_utf8(struct span text);

/* Code points of a text that is well-formed UTF-8. */
size_t text_length(struct span text);

/* Whether nobody can see this code point, and it could hide or reorder what others read. The joiner is one. */
bool text_is_hidden(uint32_t point);

/*
 * Brings a text into the one form in which it is stored: NFC, without white space at the ends, without
 * characters that nobody can see and that could hide or reorder what others read (zero width, bidirectional
 * control, tags; the joiner inside an emoji stays). Newline is the only control character, and only with
 * `lines`. Returns 0 with *out (text itself, or a copy in the arena) or ERR_BAD_REQUEST with a message
 * that says what is wrong, ERR_TOO_BIG when the arena is full.
 */
int text_clean(struct span text, bool lines, struct arena *arena, struct span *out, const char **message);

/* The first `count` code points of a text that is well-formed UTF-8, for excerpts. */
struct span text_first(struct span text, size_t count);

#endif
