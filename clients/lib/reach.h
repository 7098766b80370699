/* Whether a server can be reached at all, before anything of MQTT or TLS is said: for telling people why not. */
#ifndef VAKWERK_CLIENT_REACH_H
#define VAKWERK_CLIENT_REACH_H

#include <stdint.h>

#define REACH_HOST_MAX 256

enum reach {
    REACH_FINE,
    REACH_NO_NAME, /* no computer is called so, or the network is away */
    REACH_REFUSED, /* the computer is there, nobody listens */
    REACH_SILENT   /* nothing comes back within the time */
};

/* The host of scheme://host:port, without the brackets of an IPv6 address; returns the port. */
int reach_split(const char *server, char host[static REACH_HOST_MAX]);

/* Waits until a socket that is being connected is. */
enum reach reach_wait(int fd, int timeout_ms);

enum reach reach_try(const char *server, int timeout_ms);

/* What showed itself in a handshake. */
struct reach_peer {
    char protocol[16];         /* TLSv1.3 */
    int64_t from_at, until_at; /* its certificate holds between these, in ms since 1970; 0: nobody can tell */
};

/*
 * Whether what listens there speaks TLS, whosever certificate it shows: REACH_FINE, and what it showed in *peer when
 * that is not NULL; REACH_REFUSED when it speaks something else, REACH_SILENT when nobody can tell.
 */
enum reach reach_tls(const char *server, int timeout_ms, struct reach_peer *peer);

#endif
