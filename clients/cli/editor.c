#include "editor.h"

#include "session.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *choose(const struct cli *cli)
{
    const char *own = getenv("VAKWERK_EDITOR"), *visual = getenv("VISUAL"), *editor = getenv("EDITOR");
    const char *candidates[] = { own, cli->config.editor, visual, editor };

    for (size_t i = 0; i < sizeof candidates / sizeof candidates[0]; i++)
        if (candidates[i] != NULL && candidates[i][0] != '\0')
            return candidates[i];
    return access("/usr/bin/sensible-editor", X_OK) == 0 ? "sensible-editor" : "nano";
}

/* Through the shell, since people write "code --wait"; the path is an argument, never part of the command. */
bool editor_open(struct cli *cli, const char *path)
{
    const char *command = say(cli, "%s \"$1\"", choose(cli));
    int status;

    session_rest(cli);
    pid_t child = fork();

    if (child == 0) {
        execl("/bin/sh", "sh", "-c", command, "sh", path, (char *)NULL);
        _exit(127);
    }
    if (child < 0)
        return false;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
