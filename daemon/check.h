/* What is unsafe about an instance: who may read its files, and what its broker would let in. */
#ifndef VAKWERK_CHECK_H
#define VAKWERK_CHECK_H

#include "daemon/instance.h"

#include <stdbool.h>
#include <stdio.h>

/* Names each finding on a line of its own, `unsafe <name>: what and where`; returns how many there are. */
int check_instance(const struct instance *instance, FILE *to);

/* Reads the whole database; the daemon may run meanwhile. Names in the same way what is damaged; true: nothing is. */
bool check_database(const struct instance *instance, FILE *to);

#endif
