#include "editor.h"

#include "session.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

const char *editor_command(const struct cli *cli)
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
    const char *command = say(cli, "%s \"$1\"", editor_command(cli));
    int status;

    session_rest(cli);
    /* Ctrl-C is the editor's while it is open: we wait for what it leaves behind. */
    void (*interrupt)(int) = signal(SIGINT, SIG_IGN), (*quit)(int) = signal(SIGQUIT, SIG_IGN);
    pid_t child = fork();

    if (child == 0) {
        signal(SIGINT, interrupt);
        signal(SIGQUIT, quit);
        execl("/bin/sh", "sh", "-c", command, "sh", path, (char *)NULL);
        _exit(127);
    }
    bool ended = child > 0;
    while (ended && waitpid(child, &status, 0) < 0)
        ended = errno == EINTR;
    signal(SIGINT, interrupt);
    signal(SIGQUIT, quit);
    return ended && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
