/*
 * libFuzzer target: any bytes as a text. What is let through is in its one form, and cleaning it again changes nothing.
 */
#include "proto/text.h"

#include <assert.h>

enum { ARENA_BYTES = 1 << 20 };

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static void check(struct span text, bool lines, struct arena *arena)
{
    struct span once, twice;
    const char *message;

    if (text_clean(text, lines, arena, &once, &message) != 0)
        return;
    assert(text_is_utf8(once) && text_length(once) <= once.len);
    for (size_t i = 0; i < once.len; i++) {
        unsigned char byte = (unsigned char)once.ptr[i];
        assert(byte >= ' ' || (lines && byte == '\n'));
        assert(byte != 0x7f);
    }
    assert(text_clean(once, lines, arena, &twice, &message) == 0 && span_equal(once, twice));
    assert(text_first(once, 5).len <= once.len && text_is_utf8(text_first(once, 5)));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct span text = { (const char *)data, size };
    struct arena arena;

    arena_init(&arena, ARENA_BYTES);
    check(text, true, &arena);
    check(text, false, &arena);
    arena_release(&arena);
    return 0;
}
