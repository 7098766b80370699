#include "tests/cli/shell.h"

#include "tests/support/port.h"

#include <assert.h>
#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4096
#define RUN_MS         60000

/* ---- running ---- */

static void set_environment(const struct shell *shell)
{
    char path[4096];

    snprintf(path, sizeof path, "%s:%s", TEST_BIN, getenv("PATH"));
    setenv("PATH", path, 1);
    setenv("HOME", shell->dir.path, 1);
    setenv("XDG_CONFIG_HOME", tempdir_file(&shell->dir, "config").text, 1);
    setenv("XDG_STATE_HOME", tempdir_file(&shell->dir, "state").text, 1);
    setenv("XDG_CACHE_HOME", tempdir_file(&shell->dir, "cache").text, 1);
    setenv("DIR", shell->dir.path, 1);
    setenv("PAGES", TEST_BIN "/../share/man", 1);
    setenv("TERM", "xterm", 1);
    setenv("VAKWERK_PAGER", "cat", 1);
    setenv("VAKWERK_NO_SPINNER", "1", 1); /* on a slow computer it would stand among what is compared */
    unsetenv("DBUS_SESSION_BUS_ADDRESS"); /* whoever runs the tests has a keyring of their own */
    unsetenv("XDG_RUNTIME_DIR");
    unsetenv("LC_ALL");
    unsetenv("LANGUAGE");
}

static void become(const struct shell *shell, const char *line, pid_t parent)
{
    int in = open("/dev/null", O_RDONLY);
    int out = open(tempdir_file(&shell->dir, "stdout").text, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int err = open(tempdir_file(&shell->dir, "stderr").text, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    signal(SIGPIPE, SIG_DFL);
    set_environment(shell);
    if (getppid() == parent && dup2(in, 0) == 0 && dup2(out, 1) == 1 && dup2(err, 2) == 2)
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
    _exit(127);
}

static pid_t spawn(const struct shell *shell, const char *line)
{
    pid_t parent = getpid(), pid = fork();

    assert(pid >= 0);
    if (pid == 0)
        become(shell, line, parent);
    return pid;
}

int shell_wait(pid_t pid, int ms)
{
    int64_t deadline = port_now_ms() + ms;
    int status;

    while (waitpid(pid, &status, WNOHANG) != pid) {
        if (port_now_ms() > deadline) {
            kill(pid, SIGKILL);
            waitpid(pid, &status, 0);
            return -1;
        }
        port_breathe();
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void read_back(const struct shell *shell, const char *name, char *to, size_t room)
{
    FILE *file = fopen(tempdir_file(&shell->dir, name).text, "r");
    size_t len = file == NULL ? 0 : fread(to, 1, room - 1, file);

    to[len] = '\0';
    if (file != NULL)
        fclose(file);
}

static struct ran run_line(struct shell *shell, const char *line)
{
    struct ran ran = { .code = shell_wait(spawn(shell, line), RUN_MS) };

    read_back(shell, "stdout", ran.out, sizeof ran.out);
    read_back(shell, "stderr", ran.err, sizeof ran.err);
    return ran;
}

struct ran shell_run(struct shell *shell, const char *format, ...)
{
    char line[LINE_MAX_BYTES];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    return run_line(shell, line);
}

static void drop_returns(char *text)
{
    char *to = text;

    for (; *text != '\0'; text++)
        if (*text != '\r')
            *to++ = *text;
    *to = '\0';
}

/* On a screen nobody sees them; who copies it, or reads it to somebody, does. */
static void check_line_ends(const char *text)
{
    const char *blank = strstr(text, " \n");

    if (blank == NULL)
        return;
    while (blank > text && blank[-1] != '\n')
        blank--;
    fprintf(stderr, "a line ends in a blank: \"%.*s\"\n", (int)strcspn(blank, "\n"), blank);
    abort();
}

/* script(1) gives the line a terminal; the line is a file, so that nothing in it is quoted twice. */
struct ran shell_on_screen(struct shell *shell, int columns, const char *format, ...)
{
    char line[LINE_MAX_BYTES], command[LINE_MAX_BYTES];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    struct temppath file = shell_file(shell, "line", line, 0600);
    snprintf(command, sizeof command, "COLUMNS=%d script -qec 'sh %s' /dev/null", columns, file.text);
    struct ran ran = run_line(shell, command);
    drop_returns(ran.out);
    check_line_ends(ran.out);
    return ran;
}

struct ran shell_typing(struct shell *shell, const char *keys, const char *format, ...)
{
    char line[LINE_MAX_BYTES], command[LINE_MAX_BYTES];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    struct temppath file = shell_file(shell, "line", line, 0600), typed = shell_file(shell, "keys", keys, 0600);
    snprintf(command, sizeof command, "COLUMNS=80 NO_COLOR=1 script -qec 'sh %s' /dev/null <%s", file.text, typed.text);
    struct ran ran = run_line(shell, command);
    drop_returns(ran.out);
    return ran;
}

pid_t shell_on_pty(struct shell *shell, int columns, const char *line, int *fd)
{
    struct winsize size = { .ws_row = 60, .ws_col = (unsigned short)columns };
    pid_t parent = getpid(), pid = forkpty(fd, NULL, NULL, &size);

    assert(pid >= 0);
    if (pid > 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    set_environment(shell);
    if (getppid() == parent)
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
    _exit(127);
}

pid_t shell_start(struct shell *shell, const char *format, ...)
{
    char line[LINE_MAX_BYTES] = "exec ";
    va_list args;

    va_start(args, format);
    vsnprintf(line + 5, sizeof line - 5, format, args);
    va_end(args);
    return spawn(shell, line);
}

/* ---- the person ---- */

static void log_in(struct shell *shell, const char *profile, const char *member)
{
    struct ran ran =
        shell_run(shell, "vakwerk --profile %s login --server mqtt://127.0.0.1:%d --user %s --secret-file %s", profile,
                  vakwerkd_port(shell->daemon), member, vakwerkd_file(shell->daemon, "demo-credentials.json").text);

    if (ran.code != 0)
        fprintf(stderr, "%s%s", ran.out, ran.err);
    assert(ran.code == 0);
}

void shell_open(struct shell *shell, const char *now)
{
    *shell = (struct shell){ .daemon = NULL };
    tempdir_make(&shell->dir);
    if (now != NULL)
        setenv("VAKWERK_TEST_NOW", now, 1);
    shell->daemon = vakwerkd_make(&shell->dir, true, now);
    vakwerkd_up(shell->daemon);
    log_in(shell, "default", "s.dewit");
    log_in(shell, "beheer", "beheer");
}

int shell_close(struct shell *shell)
{
    int code = vakwerkd_pid(shell->daemon) == 0 ? 0 : vakwerkd_stop(shell->daemon);

    vakwerkd_free(shell->daemon);
    tempdir_remove(&shell->dir);
    unsetenv("VAKWERK_TEST_NOW");
    return code;
}

void shell_daemon_away(struct shell *shell)
{
    assert(vakwerkd_stop(shell->daemon) == 0);
}

void shell_daemon_back(struct shell *shell)
{
    vakwerkd_up(shell->daemon);
}

struct temppath shell_file(struct shell *shell, const char *name, const char *text, int mode)
{
    struct temppath path = tempdir_file(&shell->dir, name);
    FILE *file = fopen(path.text, "w");

    assert(file != NULL);
    fputs(text, file);
    assert(fclose(file) == 0 && chmod(path.text, (mode_t)mode) == 0);
    return path;
}

struct shell_code shell_code(struct shell *shell, const char *options)
{
    struct ran ran = shell_run(shell, "vakwerk list --plain --limit 1 %s", options);
    struct shell_code code = { "" };

    assert(ran.code == 0);
    assert(sscanf(ran.out, "%19s", code.text) == 1);
    return code;
}

int shell_count(struct shell *shell, const char *code, const char *text)
{
    struct ran ran = shell_run(shell, "vakwerk show %s", code);
    int count = 0;

    assert(ran.code == 0);
    for (const char *at = ran.out; (at = strstr(at, text)) != NULL; at += strlen(text))
        count++;
    return count;
}
