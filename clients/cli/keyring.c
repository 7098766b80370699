#include "keyring.h"

#include "clients/lib/clock.h"
#include "secretservice.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SELF "/proc/self/exe"

/* As GLib looks for it: the address in the environment, or the socket that systemd makes. */
bool keyring_may_be(void)
{
    const char *address = getenv("DBUS_SESSION_BUS_ADDRESS"), *folder = getenv("XDG_RUNTIME_DIR");
    char path[512];

    if (address != NULL && address[0] != '\0')
        return true;
    if (folder == NULL || (size_t)snprintf(path, sizeof path, "%s/bus", folder) >= sizeof path)
        return false;
    return access(path, R_OK | W_OK) == 0;
}

/* ---- the process that asks ---- */

/* Nothing but the name of the account is an argument; what GLib has to say is for nobody. */
static void become(const char *what, const struct credentials *who, const int in[2], const int out[2])
{
    int nowhere = open("/dev/null", O_RDWR);

    if (dup2(in[0], STDIN_FILENO) >= 0 && dup2(out[1], STDOUT_FILENO) >= 0 && dup2(nowhere, STDERR_FILENO) >= 0)
        execl(SELF, "vakwerk", SECRETSERVICE_COMMAND, what, who->server, who->member, who->device, (char *)NULL);
    _exit(127);
}

/* How it ended is all that it says, but for the secret of `get`. */
static bool wait_for(pid_t child, int64_t deadline)
{
    int status;

    while (waitpid(child, &status, WNOHANG) == 0) {
        if (clock_now() >= deadline) {
            kill(child, SIGKILL);
            waitpid(child, &status, 0);
            return false;
        }
        poll(NULL, 0, 5);
    }
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Everything until the other side closes, or the time is up. */
static size_t read_until(int fd, char *to, size_t room, int64_t deadline)
{
    struct pollfd ready = { .fd = fd, .events = POLLIN };
    size_t len = 0;
    ssize_t got = 1;

    while (got > 0 && len < room && clock_now() < deadline)
        if (poll(&ready, 1, (int)(deadline - clock_now())) > 0) {
            got = read(fd, to + len, room - len);
            len += got > 0 ? (size_t)got : 0;
        }
    return len;
}

static bool make_pipes(int in[2], int out[2])
{
    if (pipe2(in, O_CLOEXEC) != 0)
        return false;
    if (pipe2(out, O_CLOEXEC) == 0)
        return true;
    close(in[0]);
    close(in[1]);
    return false;
}

/* *answer (of KEYRING_SECRET_MAX bytes, ended with a NUL) is what it wrote. */
static bool ask(const char *what, const struct credentials *who, const char *secret, int wait_ms, char *answer)
{
    int in[2], out[2];
    int64_t deadline = clock_now() + wait_ms;

    if (!keyring_may_be() || !make_pipes(in, out))
        return false;
    pid_t child = fork();
    if (child == 0)
        become(what, who, in, out);
    close(in[0]);
    close(out[1]);
    bool given = secret == NULL || write(in[1], secret, strlen(secret)) == (ssize_t)strlen(secret);
    close(in[1]);
    size_t len = read_until(out[0], answer, KEYRING_SECRET_MAX - 1, deadline);
    answer[len] = '\0';
    close(out[0]);
    return child > 0 && wait_for(child, deadline) && given;
}

/* ---- what it is asked ---- */

bool keyring_keep(const struct credentials *who, int wait_ms)
{
    char nothing[KEYRING_SECRET_MAX];

    return strlen(who->secret) < KEYRING_SECRET_MAX && ask(SECRETSERVICE_KEEP, who, who->secret, wait_ms, nothing);
}

bool keyring_forget(const struct credentials *who, int wait_ms)
{
    char nothing[KEYRING_SECRET_MAX];

    return ask(SECRETSERVICE_FORGET, who, NULL, wait_ms, nothing);
}

const char *keyring_get(const struct credentials *who, int wait_ms, struct arena *arena)
{
    char secret[KEYRING_SECRET_MAX];
    bool got = ask(SECRETSERVICE_GET, who, NULL, wait_ms, secret) && secret[0] != '\0';
    const char *kept = got ? arena_copy(arena, span_of(secret)).ptr : NULL;

    explicit_bzero(secret, sizeof secret);
    return kept;
}
