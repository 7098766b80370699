/* The named errors of the protocol. A function that can fail returns 0 or one of these, the same as on the wire. */
#ifndef VAKWERK_ERRORS_H
#define VAKWERK_ERRORS_H

#include <stdbool.h>
#include <stdint.h>

enum error {
    ERR_NONE = 0,
#define ERROR(name, wire, retry, doc) ERR_##name,
#include "errors.def"
    ERR_COUNT
};

struct error_row {
    const char *name; /* on the wire */
    bool retry;
    const char *doc;
};

/* The row of an error; never NULL for a value of the enum. */
const struct error_row *error_row(int error);

/*
 * What exactly was wrong, for the reply. Whoever finds the error fills it in; message and field are
 * texts of the program or of the schema, never what a member wrote.
 */
struct fault {
    int error;
    const char *field;   /* the key, or NULL */
    const char *message; /* English, for a developer */
    const char *want;    /* what the key must look like: a word of the schema's; NULL when it is something else */
    bool has_limit, has_got;
    int64_t limit, got;
    int64_t retry_at; /* ms since 1970; 0 when it does not apply */
};

/* Fill in a fault and return its error, so that `return fault_set(...)` reads as one thing. */
int fault_set(struct fault *fault, int error, const char *field, const char *message);
int fault_limit(struct fault *fault, int error, const char *field, const char *message, int64_t limit, int64_t got);

#endif
