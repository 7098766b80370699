#include "notify.h"

#include "log.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A path, or with @ in front a name that is on no disk. False for anything else. */
static bool read_address(struct notify *notify, const char *name)
{
    size_t length = strlen(name);

    if ((name[0] != '/' && name[0] != '@') || length < 2 || length >= sizeof notify->to.sun_path)
        return false;
    notify->to = (struct sockaddr_un){ .sun_family = AF_UNIX };
    memcpy(notify->to.sun_path, name, length);
    if (name[0] == '@')
        notify->to.sun_path[0] = '\0';
    notify->to_bytes = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + length + (name[0] == '/'));
    return true;
}

/* Meant for this process, or for nobody in particular. */
static int64_t read_watchdog(void)
{
    const char *pid = getenv("WATCHDOG_PID"), *microseconds = getenv("WATCHDOG_USEC");

    if (microseconds == NULL || (pid != NULL && strtoll(pid, NULL, 10) != getpid()))
        return 0;
    int64_t ms = strtoll(microseconds, NULL, 10) / 1000;
    return ms > 0 ? ms : 0;
}

void notify_open(struct notify *notify)
{
    const char *name = getenv("NOTIFY_SOCKET");

    *notify = (struct notify){ .fd = -1 };
    if (name == NULL)
        return;
    if (read_address(notify, name))
        notify->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (notify->fd >= 0)
        notify->watchdog_ms = read_watchdog();
    else
        log_warn("notify_open reason=\"the socket of the service manager cannot be used\"");
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    unsetenv("WATCHDOG_PID");
}

void notify_close(struct notify *notify)
{
    if (notify->fd >= 0)
        close(notify->fd);
    notify->fd = -1;
}

void notify_say(const struct notify *notify, const char *state)
{
    if (notify->fd >= 0)
        sendto(notify->fd, state, strlen(state), MSG_NOSIGNAL | MSG_DONTWAIT, (const struct sockaddr *)&notify->to,
               notify->to_bytes);
}
