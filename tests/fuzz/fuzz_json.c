/* libFuzzer target: the first byte chooses the message, the rest is what somebody sent. */
#include "proto/schema.h"
#include "tests/proto/probe.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    size_t types = 0;

    while (schema_types[types] != NULL)
        types++;
    if (size > 0)
        probe_json(schema_types[data[0] % types], (struct span){ (const char *)data + 1, size - 1 });
    return 0;
}
