#include "errors.h"

#include <assert.h>
#include <stddef.h>

static const struct error_row rows[ERR_COUNT] = {
    { "none", false, "No error." },
#define ERROR(name, wire, retry, doc) { wire, retry, doc },
#include "errors.def"
};

const struct error_row *error_row(int error)
{
    assert(error >= 0 && error < ERR_COUNT);
    return &rows[error];
}

int fault_set(struct fault *fault, int error, const char *field, const char *message)
{
    *fault = (struct fault){ .error = error, .field = field, .message = message };
    return error;
}

int fault_limit(struct fault *fault, int error, const char *field, const char *message, int64_t limit, int64_t got)
{
    *fault = (struct fault){ .error = error,
                             .field = field,
                             .message = message,
                             .has_limit = true,
                             .limit = limit,
                             .has_got = true,
                             .got = got };
    return error;
}
