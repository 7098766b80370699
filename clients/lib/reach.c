#include "reach.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* host and port of scheme://host:port; an IPv6 address stands between brackets. */
static void split(const char *server, char *host, size_t room, const char **port)
{
    const char *scheme = strstr(server, "://");
    const char *from = scheme == NULL ? server : scheme + 3, *colon = strrchr(from, ':');
    size_t len = colon == NULL ? strlen(from) : (size_t)(colon - from);

    *port = colon == NULL ? "1883" : colon + 1;
    if (len >= 2 && from[0] == '[') {
        from++;
        len -= 2;
    }
    snprintf(host, room, "%.*s", (int)len, from);
}

static enum reach wait_for(int fd, int timeout_ms)
{
    struct pollfd ready = { .fd = fd, .events = POLLOUT };
    int error = 0;
    socklen_t len = sizeof error;

    if (poll(&ready, 1, timeout_ms) != 1)
        return REACH_SILENT;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
    return error == 0 ? REACH_FINE : error == ECONNREFUSED ? REACH_REFUSED : REACH_SILENT;
}

static enum reach try_address(const struct addrinfo *address, int timeout_ms)
{
    int fd = socket(address->ai_family, address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return REACH_SILENT;
    int err = connect(fd, address->ai_addr, address->ai_addrlen);
    enum reach reach = err == 0                ? REACH_FINE
                       : errno == EINPROGRESS  ? wait_for(fd, timeout_ms)
                       : errno == ECONNREFUSED ? REACH_REFUSED
                                               : REACH_SILENT;
    close(fd);
    return reach;
}

enum reach reach_try(const char *server, int timeout_ms)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    enum reach reach = REACH_NO_NAME;
    const char *port;
    char host[256];

    split(server, host, sizeof host, &port);
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return REACH_NO_NAME;
    for (const struct addrinfo *at = found; at != NULL && reach != REACH_FINE; at = at->ai_next)
        reach = try_address(at, timeout_ms);
    freeaddrinfo(found);
    return reach;
}
