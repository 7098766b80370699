#include "cli.h"

#include "clients/text/words.h"
#include "json.h"
#include "out.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

const struct exit_row cli_exits[] = {
#define EXIT(name, code, json, meaning) { CLI_##name, json, meaning },
#include "exit.def"
    { CLI_DONE, NULL, NULL }
};

const struct exit_row *cli_exit(int code)
{
    const struct exit_row *row = cli_exits;

    while (row->name != NULL && row->code != code)
        row++;
    return row;
}

const char *say(struct cli *cli, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *text = words_vsay(&cli->arena, format, args);
    va_end(args);
    return text;
}

static const char *error_colour(struct cli *cli, const char *sequence)
{
    return cli->colour && isatty(STDERR_FILENO) ? sequence : "";
}

int fail(struct cli *cli, int code, const char *what, const char *tip)
{
    if (cli->json) {
        json_print_error(cli_exit(code)->name, code, what, tip);
        return code;
    }
    fprintf(stderr, "%svakwerk:%s %s\n", error_colour(cli, "\033[31m"), error_colour(cli, "\033[0m"), what);
    if (tip != NULL)
        fprintf(stderr, "%s%s%s %s\n", error_colour(cli, "\033[36m"), _("Tip:"), error_colour(cli, "\033[0m"), tip);
    return code;
}

const char *opt(const struct cli *cli, enum option option)
{
    return args_option(&cli->args, option);
}

bool has(const struct cli *cli, enum option option)
{
    return opt(cli, option) != NULL;
}

bool opt_number(struct cli *cli, enum option option, int64_t least, int64_t most, int64_t *out)
{
    const char *text = opt(cli, option);
    char *end;

    errno = 0;
    *out = strtoll(text, &end, 10);
    if (errno == 0 && end != text && *end == '\0' && *out >= least && *out <= most)
        return true;
    fail(cli, CLI_USAGE,
         say(cli, _("--%s must be a number from %lld to %lld"), option_rows[option].name, (long long)least,
             (long long)most),
         NULL);
    return false;
}
