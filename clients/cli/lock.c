#include "lock.h"

#include "paths.h"
#include "session.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* Two watches of one device would cut each other off for ever: the broker knows one connection per device. */
int lock_take(struct cli *cli, const char *what)
{
    int code = session_who(cli);

    if (code != 0)
        return code;
    struct path path = paths_file(PATHS_STATE, say(cli, "%s-%s", what, cli->config.profile));
    if (path.text[0] == '\0' || !paths_make_folder(&path))
        return fail(cli, CLI_FAILED, say(cli, _("cannot make the folder for %s"), path.text), NULL);
    int fd = open(path.text, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0)
        return 0;
    if (fd >= 0)
        close(fd);
    return fail(cli, CLI_CONFLICT, say(cli, _("vakwerk %s runs already on this computer"), what),
                _("a second one needs a device of its own: vakwerk --profile NAME login"));
}
