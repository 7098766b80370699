/*
 * What is measured, all on free ports and in one folder: an instance with its daemon and broker, and more brokers with
 * the same settings and the same logins: for the echo, for messages that are only relayed, and for the peer.
 */
#ifndef VAKWERK_BENCH_STAGE_H
#define VAKWERK_BENCH_STAGE_H

#include "tests/bench/link.h"
#include "tests/bench/process.h"
#include "tests/support/tempdir.h"

enum { STAGE_MEMBERS = 9, STAGE_DEVICES = 5000, STAGE_SCREENS = 4900 };

struct stage {
    struct tempdir dir;
    struct temppath log, instance;
    struct process daemon, echo, peer, echo_broker, relay_broker, peer_broker;
    uint16_t port, echo_port, relay_port, peer_port;
    struct link_login members[STAGE_MEMBERS];
    struct link_login kiosk;
    struct link_login own; /* the daemon's */
};

/* Makes the instance and starts its daemon and the brokers. False when something is missing; says what. */
bool stage_open(struct stage *stage);
void stage_close(struct stage *stage);

/* Starts the daemon and waits until it says it is ready; how long that took, or a negative number. */
double stage_start_daemon(struct stage *stage);
bool stage_stop_daemon(struct stage *stage);

/* Back to the database as it was when the instance was made; the daemon does not run. */
bool stage_begin_anew(const struct stage *stage);

/* Starts the echo, which answers with as many bytes as the daemon does. */
bool stage_start_echo(struct stage *stage, size_t reply_bytes, size_t event_bytes);

/* One of the many devices of a crowd. */
struct link_login stage_device(const struct stage *stage, int number);

/* So many more screens, with the first one's secret; the daemon is started anew. */
bool stage_add_screens(struct stage *stage, int count);
struct link_login stage_screen(const struct stage *stage, int number);

/* Starts the peer, a service in Node.js. False when it is not installed; then it is left out. */
bool stage_start_peer(struct stage *stage);

/* Waits until the daemon has indexed what was asked: what is measured next should not pay for it. */
void stage_let_index_follow(const struct stage *stage);

/* The process of the daemon's own broker. */
pid_t stage_broker(const struct stage *stage);

/* The database's file, and its bytes. */
struct temppath stage_database(const struct stage *stage);
int64_t stage_database_bytes(const struct stage *stage);
int64_t stage_index_bytes(const struct stage *stage); /* of the full-text index, a file of its own */

#endif
