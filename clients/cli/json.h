/* Answers as JSON, from the tables of the protocol: times as RFC 3339, ids as hex digits. */
#ifndef VAKWERK_CLI_JSON_H
#define VAKWERK_CLI_JSON_H

#include "cli.h"

/* One object on one line. 0, or the exit code after fail(): --json= named a field that is not there. */
int json_print(struct cli *cli, const struct msg_type *type, const void *from);

/* An array with one object on each line. */
int json_print_list(struct cli *cli, const struct msg_type *type, const void *items, size_t count);

/* The fields of a command's answer, one on each line. */
void json_print_fields(struct cli *cli, const struct msg_type *type);

/* One object of texts whose names are not known before, as json_print() prints one. */
struct json_pair {
    const char *name, *text;
};
int json_print_pairs(struct cli *cli, const struct json_pair *pairs, size_t count);

/* {"error":{...}} on stderr. */
void json_print_error(const char *name, int code, const char *what, const char *tip);

#endif
