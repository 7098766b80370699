/*
 * What a service manager such as systemd is told, in the protocol of sd_notify(3): a datagram for each change, to the
 * socket it names. Own lines, because a library of a megabyte would be linked for one sendto. Without a manager
 * nothing is said.
 */
#ifndef VAKWERK_NOTIFY_H
#define VAKWERK_NOTIFY_H

#include <stdint.h>
#include <sys/socket.h>
#include <sys/un.h>

struct notify {
    int fd; /* -1: there is nobody to tell */
    struct sockaddr_un to;
    socklen_t to_bytes;
    int64_t watchdog_ms; /* so often at least it wants to hear that all is well; 0: it does not ask */
};

/* Reads what the manager wants and takes it out of the environment: a child is not the one who is meant. Once. */
void notify_open(struct notify *notify);
void notify_close(struct notify *notify);

/* Says one thing, such as READY=1. Never waits for long, and failing changes nothing. Any thread. */
void notify_say(const struct notify *notify, const char *state);

#endif
