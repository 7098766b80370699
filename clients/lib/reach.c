#include "reach.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define PORT 1883

int reach_split(const char *server, char host[static REACH_HOST_MAX])
{
    const char *scheme = strstr(server, "://");
    const char *from = scheme == NULL ? server : scheme + 3, *colon = strrchr(from, ':');
    size_t len = colon == NULL ? strlen(from) : (size_t)(colon - from);

    if (len >= 2 && from[0] == '[') {
        from++;
        len -= 2;
    }
    snprintf(host, REACH_HOST_MAX, "%.*s", (int)len, from);
    return colon == NULL ? PORT : atoi(colon + 1);
}

enum reach reach_wait(int fd, int timeout_ms)
{
    struct pollfd ready = { .fd = fd, .events = POLLOUT };
    int error = 0;
    socklen_t len = sizeof error;

    if (poll(&ready, 1, timeout_ms) != 1)
        return REACH_SILENT;
    getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len);
    return error == 0 ? REACH_FINE : error == ECONNREFUSED ? REACH_REFUSED : REACH_SILENT;
}

/* *open is the connection when there is one, and the caller's to close. */
static enum reach try_address(const struct addrinfo *address, int timeout_ms, int *open)
{
    int fd = socket(address->ai_family, address->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return REACH_SILENT;
    int err = connect(fd, address->ai_addr, address->ai_addrlen);
    enum reach reach = err == 0                ? REACH_FINE
                       : errno == EINPROGRESS  ? reach_wait(fd, timeout_ms)
                       : errno == ECONNREFUSED ? REACH_REFUSED
                                               : REACH_SILENT;
    if (reach == REACH_FINE)
        *open = fd;
    else
        close(fd);
    return reach;
}

static enum reach reach_open(const char *server, int timeout_ms, int *open)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    enum reach reach = REACH_NO_NAME;
    char host[REACH_HOST_MAX], port[8];

    snprintf(port, sizeof port, "%d", reach_split(server, host));
    if (getaddrinfo(host, port, &hints, &found) != 0)
        return REACH_NO_NAME;
    for (const struct addrinfo *at = found; at != NULL && reach != REACH_FINE; at = at->ai_next)
        reach = try_address(at, timeout_ms, open);
    freeaddrinfo(found);
    return reach;
}

enum reach reach_try(const char *server, int timeout_ms)
{
    int fd = -1;
    enum reach reach = reach_open(server, timeout_ms, &fd);

    if (reach == REACH_FINE)
        close(fd);
    return reach;
}

/* ---- TLS ---- */

static void wait_at_most(int fd, int timeout_ms)
{
    struct timeval time = { .tv_sec = timeout_ms / 1000, .tv_usec = timeout_ms % 1000 * 1000 };

    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &time, sizeof time);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &time, sizeof time);
}

static int64_t ms_of(const ASN1_TIME *time)
{
    struct tm tm = { 0 };

    return time != NULL && ASN1_TIME_to_tm(time, &tm) == 1 ? (int64_t)timegm(&tm) * 1000 : 0;
}

static void look_at(SSL *tls, struct reach_peer *peer)
{
    X509 *certificate = SSL_get1_peer_certificate(tls);

    snprintf(peer->protocol, sizeof peer->protocol, "%s", SSL_get_version(tls));
    if (certificate == NULL)
        return;
    peer->from_at = ms_of(X509_get0_notBefore(certificate));
    peer->until_at = ms_of(X509_get0_notAfter(certificate));
    X509_free(certificate);
}

/* Nothing is verified: that is for the connection itself. */
static enum reach shake_hands(int fd, struct reach_peer *peer)
{
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *tls = context == NULL ? NULL : SSL_new(context);
    enum reach reach = REACH_SILENT;

    if (tls != NULL && SSL_set_fd(tls, fd) == 1) {
        int done = SSL_connect(tls);
        int error = SSL_get_error(tls, done);
        reach = done == 1 ? REACH_FINE : error == SSL_ERROR_WANT_READ ? REACH_SILENT : REACH_REFUSED;
    }
    if (reach == REACH_FINE && peer != NULL)
        look_at(tls, peer);
    SSL_free(tls);
    SSL_CTX_free(context);
    return reach;
}

enum reach reach_tls(const char *server, int timeout_ms, struct reach_peer *peer)
{
    int fd = -1;

    if (peer != NULL)
        *peer = (struct reach_peer){ .until_at = 0 };
    if (reach_open(server, timeout_ms, &fd) != REACH_FINE)
        return REACH_SILENT;
    wait_at_most(fd, timeout_ms);
    enum reach reach = shake_hands(fd, peer);
    close(fd);
    return reach;
}
