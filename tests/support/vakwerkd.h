/*
 * The daemon under test, as its users start it: an instance in a folder the test gives, on free ports, the program of
 * this build, or VAKWERK_TEST_DAEMON, as a child that dies with the test.
 *
 *   struct vakwerkd *daemon = vakwerkd_make(&dir, true, NULL);
 *   vakwerkd_up(daemon);
 *   ... vakwerkd_port(daemon) ...
 *   vakwerkd_stop(daemon);
 *   vakwerkd_free(daemon);
 */
#ifndef VAKWERK_TEST_VAKWERKD_H
#define VAKWERK_TEST_VAKWERKD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "tests/support/tempdir.h"

enum { VAKWERKD_RUNS = -1, VAKWERKD_STOP_MS = 5000 };

/* The exit codes that users are promised. */
enum vakwerkd_exit {
    VAKWERKD_OK = 0,
    VAKWERKD_NO_INSTANCE = 3,
    VAKWERKD_SETTINGS = 4,
    VAKWERKD_DAMAGED = 5,
    VAKWERKD_TOO_NEW = 6,
    VAKWERKD_PORT = 7,
    VAKWERKD_BROKER = 8,
    VAKWERKD_UNSAFE = 9,
    VAKWERKD_RUNS_ALREADY = 10
};

struct vakwerkd;

struct vakwerkd_text {
    char text[4096];
};

/* `vakwerkd init`; aborts when it fails. now: VAKWERK_TEST_NOW of the program from here on, or NULL. */
struct vakwerkd *vakwerkd_make(const struct tempdir *dir, bool demo, const char *now);

/* Kills it if it runs. */
void vakwerkd_free(struct vakwerkd *daemon);

/* Another time for the next start; NULL: the real one. */
void vakwerkd_set_now(struct vakwerkd *daemon, const char *now);

/* A broker of the test's own on this port, for vakwerkd_run. */
void vakwerkd_set_port(struct vakwerkd *daemon, uint16_t port);

/* Starts `up` (with its own broker) or `run` (beside one) and waits for the line `ready`; aborts with its log when it
 * does not come. */
void vakwerkd_up(struct vakwerkd *daemon);
void vakwerkd_run(struct vakwerkd *daemon);

/* The same without waiting. */
void vakwerkd_begin(struct vakwerkd *daemon, const char *command);
bool vakwerkd_is_ready(struct vakwerkd *daemon);

/* Waits for its end: the exit code, 128 + the signal, or VAKWERKD_RUNS when it does not come. */
int vakwerkd_wait(struct vakwerkd *daemon, int ms);

/* SIGTERM; the exit code, or VAKWERKD_RUNS (and then it is killed) when it takes longer than it may. */
int vakwerkd_stop(struct vakwerkd *daemon);

/* kill -9, and waits until its own broker is gone too. */
void vakwerkd_kill(struct vakwerkd *daemon);

/* kill -9 of its broker, and waits until that is gone. */
void vakwerkd_kill_broker(struct vakwerkd *daemon);

/* Runs a command to its end: the exit code; what it said on stdout and stderr together in *said, when wanted. */
int vakwerkd_command(struct vakwerkd *daemon, const char *command, struct vakwerkd_text *said);

/* The same for `vakwerkd backup <dir> to` and `vakwerkd restore from <dir>`. */
int vakwerkd_backup(struct vakwerkd *daemon, const char *to, struct vakwerkd_text *said);
int vakwerkd_restore(struct vakwerkd *daemon, const char *from, struct vakwerkd_text *said);

uint16_t vakwerkd_port(const struct vakwerkd *daemon);
uint16_t vakwerkd_ws_port(const struct vakwerkd *daemon);
pid_t vakwerkd_pid(const struct vakwerkd *daemon);
pid_t vakwerkd_broker_pid(const struct vakwerkd *daemon); /* 0: none now */
const char *vakwerkd_dir(const struct vakwerkd *daemon);
struct temppath vakwerkd_file(const struct vakwerkd *daemon, const char *name);

/* How often its log (stderr, all starts) has this text. */
int vakwerkd_log_count(const struct vakwerkd *daemon, const char *text);

#endif
