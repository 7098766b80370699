/*
 * A person at a command line, with the real daemon behind it: a folder of their own for all XDG files, the
 * program of this build in the PATH, one member logged in (s.dewit) and the administrator under --profile beheer.
 *
 *   struct ran ran = shell_run(shell, "vakwerk list --limit %d", 4);
 *   assert_int_equal(ran.code, 0);
 */
#ifndef VAKWERK_TEST_SHELL_H
#define VAKWERK_TEST_SHELL_H

#include "tests/support/tempdir.h"
#include "tests/support/vakwerkd.h"

#include <sys/types.h>

struct shell {
    struct tempdir dir;
    struct vakwerkd *daemon;
};

struct ran {
    int code;
    char out[64 * 1024], err[8 * 1024];
};

struct shell_code {
    char text[20];
};

/* Makes the demo instance, starts it, logs in. now: VAKWERK_TEST_NOW of everybody, or NULL. */
void shell_open(struct shell *shell, const char *now);

/* The exit code of the daemon, 0 when it was stopped already. */
int shell_close(struct shell *shell);

/* Runs a line with sh. What stdin is: /dev/null unless the line says so. */
struct ran shell_run(struct shell *shell, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * The same on a terminal of so many columns: stdout, stderr and stdin are it, so both come in `out`, without \r. Aborts
 * when a line ends in a blank: none may, in any view.
 */
struct ran shell_on_screen(struct shell *shell, int columns, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The same with somebody at the keys: what they type, to the end. 80 columns. */
struct ran shell_typing(struct shell *shell, const char *keys, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Starts a line on a terminal of its own; *fd is the person's side of it. */
pid_t shell_on_pty(struct shell *shell, int columns, const char *line, int *fd);

/* Starts a line in the background; the pid is its program's. */
pid_t shell_start(struct shell *shell, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Waits for it; the exit code, 128 + the signal, or -1 after ms, and then it is killed. */
int shell_wait(pid_t pid, int ms);

/* The first code that a list prints. */
struct shell_code shell_code(struct shell *shell, const char *options);

/* How many answers of a question have this text. */
int shell_count(struct shell *shell, const char *code, const char *text);

/* Writes a file in the person's folder and gives its path. */
struct temppath shell_file(struct shell *shell, const char *name, const char *text, int mode);

/* Stops the daemon and its broker, and starts them again. */
void shell_daemon_away(struct shell *shell);
void shell_daemon_back(struct shell *shell);

#endif
