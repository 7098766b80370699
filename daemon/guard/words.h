/* Hash values of short words for the guard's tables, different in each process so that nobody can aim at a slot. */
#ifndef VAKWERK_WORDS_H
#define VAKWERK_WORDS_H

#include <stdint.h>

#include "proto/span.h"

uint64_t word_seed(void);
uint64_t word_hash(uint64_t seed, struct span word);

#endif
