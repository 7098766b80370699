/* libFuzzer target: any bytes as any message in MessagePack. */
#include "tests/proto/probe.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    probe_chosen(probe_decode, data, size);
    return 0;
}
