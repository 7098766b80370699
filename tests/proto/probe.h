/* What must hold for any bytes at all; the mutation test and the fuzzers call it. Aborts when it does not hold. */
#ifndef VAKWERK_PROBE_H
#define VAKWERK_PROBE_H

#include "proto/span.h"

struct msg_type;

/* Decodes the bytes as this message. Taken: encoding and decoding again give the same. Returns whether taken. */
bool probe_decode(const struct msg_type *type, struct span bytes);

/* The same for JSON. */
bool probe_json(const struct msg_type *type, struct span json);

/* One of them with the message that the first byte chooses, and what follows it. */
void probe_chosen(bool (*probe)(const struct msg_type *type, struct span bytes), const unsigned char *data,
                  size_t size);

#endif
