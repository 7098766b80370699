/* What each test of a part of the command line begins with. */
#ifndef VAKWERK_TEST_CLI_UNIT_H
#define VAKWERK_TEST_CLI_UNIT_H

#include "clients/cli/cli.h"
#include "tests/proto/test.h"

#include <locale.h>

/* A run without arguments, in English. `now` is 19 May 2022, 14:32 in Amsterdam. */
#define UNIT_NOW INT64_C(1652963520000)

static inline void unit_begin(struct cli *cli)
{
    *cli = (struct cli){ .now_ms = UNIT_NOW, .width = 80 };
    setlocale(LC_ALL, "C.UTF-8");
    arena_init(&cli->arena, 8 * 1024 * 1024);
    cli->out = open_memstream(&cli->gathered, &cli->gathered_len);
    assert_non_null(cli->out);
}

/* What was printed since the beginning. */
static inline const char *unit_printed(struct cli *cli)
{
    fflush(cli->out);
    return cli->gathered;
}

static inline void unit_end(struct cli *cli)
{
    fclose(cli->out);
    free(cli->gathered);
    arena_release(&cli->arena);
}

#endif
