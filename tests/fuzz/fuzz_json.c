/* libFuzzer target: any bytes as any message in JSON. */
#include "tests/proto/probe.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    probe_chosen(probe_json, data, size);
    return 0;
}
