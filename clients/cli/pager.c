#include "pager.h"

#include "session.h"

#include <stdlib.h>

#define PAGER "less -FRX"

static const char *choose(const struct cli *cli)
{
    const char *pager = getenv("VAKWERK_PAGER");

    if (pager == NULL)
        pager = cli->config.pager;
    if (pager == NULL)
        pager = getenv("PAGER");
    if (pager == NULL)
        pager = PAGER;
    return pager[0] == '\0' || strcmp(pager, "cat") == 0 ? NULL : pager;
}

bool pager_show(struct cli *cli, const char *text, size_t len)
{
    const char *command = choose(cli);
    FILE *pager = command == NULL ? NULL : popen(command, "w");

    if (pager == NULL)
        return false;
    session_rest(cli); /* somebody reads now: nobody is to wait for us meanwhile */
    /* Who leaves the pager early has seen enough. */
    fwrite(text, 1, len, pager);
    return pclose(pager) != 127 << 8;
}
