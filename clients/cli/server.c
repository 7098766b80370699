#include "server.h"

#include <ctype.h>
#include <stdlib.h>

static bool is_server(const char *text)
{
    const char *colon = strrchr(text, ':');

    return (strncmp(text, "mqtt://", 7) == 0 || strncmp(text, "mqtts://", 8) == 0) && colon != NULL &&
           isdigit((unsigned char)colon[1]);
}

/* host, host:port and mqtts://host are what people type. */
static const char *complete(struct cli *cli, const char *text)
{
    bool has_scheme = strstr(text, "://") != NULL;
    /* Within one machine there is nobody to listen in. */
    bool is_here = strncmp(text, "127.", 4) == 0 || strncmp(text, "localhost", 9) == 0;
    const char *full = has_scheme ? text : say(cli, "%s://%s", is_here ? "mqtt" : "mqtts", text);
    const char *colon = strrchr(full, ':');

    if (colon[1] != '/')
        return full;
    return say(cli, "%s:%s", full, strncmp(full, "mqtts", 5) == 0 ? "8883" : "1883");
}

const char *server_read(struct cli *cli, const char *text)
{
    const char *full = complete(cli, text);

    return is_server(full) ? full : NULL;
}

int server_fail(struct cli *cli, const char *text)
{
    return fail(cli, CLI_USAGE, say(cli, _("'%s' is no server"), text), "mqtts://vakwerk.example:8883");
}

const char *server_file(struct cli *cli, const char *path)
{
    char *full = realpath(path, NULL);
    const char *kept = full == NULL ? path : say(cli, "%s", full);

    free(full);
    return kept;
}
