/* What each test of the command line with the real daemon begins with. */
#ifndef VAKWERK_TEST_CLI_SESSION_H
#define VAKWERK_TEST_CLI_SESSION_H

#include "tests/cli/shell.h"
#include "tests/proto/test.h"
#include "tests/support/broker.h"

#include <string.h>

#define SESSION_NOW "1652963520000" /* 19 May 2022, 14:32 in Amsterdam */

static inline int session_setup(void **state)
{
    struct shell *shell = calloc(1, sizeof *shell);

    shell_open(shell, SESSION_NOW);
    *state = shell;
    return 0;
}

static inline int session_teardown(void **state)
{
    int code = shell_close(*state);

    free(*state);
    return code;
}

/* On failure cmocka prints both, which says more than that a pointer is NULL. */
#define assert_contains(text, part)                                                                                    \
    do {                                                                                                               \
        if (strstr((text), (part)) == NULL)                                                                            \
            assert_string_equal((text), (part));                                                                       \
    } while (0)

#endif
