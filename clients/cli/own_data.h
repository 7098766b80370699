/* What people call the things that are kept of a member, and what is said of each. */
#ifndef VAKWERK_CLI_OWN_DATA_H
#define VAKWERK_CLI_OWN_DATA_H

#include "cli.h"

/* "questions, answers, tips and notices" for post; what a later version of the daemon keeps is its own word. */
const char *own_data_kind(struct cli *cli, struct span kind);

/* "short question" for title, in the same way. */
const char *own_data_key(struct cli *cli, struct span key);

/* A value as a person reads it: times, yes, and text. */
const char *own_data_value(struct cli *cli, const struct msg_export_value *value);

/* Whether a number under this key is a time. */
bool own_data_is_time(struct span key);

#endif
