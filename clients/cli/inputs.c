#include "inputs.h"

#include "out.h"

#include <string.h>

#define LINE_MAX_BYTES 2048

static bool ends_all(int failed)
{
    return failed != 0 && failed != CLI_CONTENT && failed != CLI_QUEUED;
}

int inputs_send(struct cli *cli, int (*send)(struct cli *cli, void *context, const char *text), void *context)
{
    char line[LINE_MAX_BYTES];
    int last = 0;

    for (;;) {
        if (cli->may_ask)
            fprintf(stderr, "> ");
        if (fgets(line, sizeof line, stdin) == NULL)
            break;
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] == '\0' && cli->may_ask)
            break;
        if (line[0] == '\0')
            continue;
        int failed = send(cli, context, say(cli, "%s", line));
        if (ends_all(failed))
            return failed;
        last = failed != 0 ? failed : last;
        out_flush(cli);
    }
    return last;
}
