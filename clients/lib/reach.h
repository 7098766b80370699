/* Whether a server can be reached at all, before anything of MQTT or TLS is said: for telling people why not. */
#ifndef VAKWERK_CLIENT_REACH_H
#define VAKWERK_CLIENT_REACH_H

enum reach {
    REACH_FINE,
    REACH_NO_NAME, /* no computer is called so, or the network is away */
    REACH_REFUSED, /* the computer is there, nobody listens */
    REACH_SILENT   /* nothing comes back within the time */
};

/* `server` is scheme://host:port. */
enum reach reach_try(const char *server, int timeout_ms);

/*
 * Whether what listens there speaks TLS, whosever certificate it shows: REACH_FINE; REACH_REFUSED when it speaks
 * something else, REACH_SILENT when nobody can tell.
 */
enum reach reach_tls(const char *server, int timeout_ms);

#endif
