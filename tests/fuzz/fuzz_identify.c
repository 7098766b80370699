/* libFuzzer target: any text for the client-safe gate. */
#include "proto/identify.h"
#include "proto/text.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct identify_hit hits[4];
    struct span text = { (const char *)data, size };
    size_t count = identify(text, hits, 4), behind = 0;

    assert(count <= 4);
    for (size_t i = 0; i < count; i++) {
        assert(hits[i].length > 0 && hits[i].at >= behind);
        behind = hits[i].at + hits[i].length;
    }
    assert(!text_is_utf8(text) || behind <= text_length(text));
    return 0;
}
