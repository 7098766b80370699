#include "tests/support/vakwerkd.h"

#include "daemon/store/seal.h"

#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/port.h"

enum { START_MS = 20000, COMMAND_MS = 20000 };

struct vakwerkd {
    struct temppath dir, out, log;
    pid_t pid; /* 0: not running */
    uint16_t port, ws_port;
    char now[64]; /* "": the real time */
};

struct temppath vakwerkd_file(const struct vakwerkd *daemon, const char *name)
{
    struct temppath path;
    int len = snprintf(path.text, sizeof path.text, "%s/%s", daemon->dir.text, name);

    assert(len > 0 && (size_t)len < sizeof path.text);
    return path;
}

/* ---- the process ---- */

struct command {
    const char *argv[10];
    const char *out, *err; /* files to which stdout and stderr go */
};

/* Of this build; or the one that is given, with a planted bug. */
static const char *program(void)
{
    const char *given = getenv("VAKWERK_TEST_DAEMON");

    return given == NULL ? TEST_VAKWERKD : given;
}

static void become(const struct vakwerkd *daemon, const struct command *command, pid_t parent)
{
    int out = open(command->out, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    int err = open(command->err, O_WRONLY | O_CREAT | O_APPEND, 0600);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (daemon->now[0] != '\0')
        setenv("VAKWERK_TEST_NOW", daemon->now, 1);
    if (getppid() == parent && dup2(out, STDOUT_FILENO) >= 0 && dup2(err, STDERR_FILENO) >= 0)
        execv(program(), (char *const *)(uintptr_t)command->argv);
    _exit(127);
}

static pid_t spawn(const struct vakwerkd *daemon, const struct command *command)
{
    pid_t parent = getpid();

    fflush(NULL);
    pid_t pid = fork();
    assert(pid >= 0);
    if (pid == 0)
        become(daemon, command, parent);
    return pid;
}

static int code_of(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/* The exit code, or VAKWERKD_RUNS. */
static int await_end(pid_t pid, int ms)
{
    int64_t deadline = port_now_ms() + ms;
    int status;

    while (waitpid(pid, &status, WNOHANG) != pid) {
        if (port_now_ms() > deadline)
            return VAKWERKD_RUNS;
        port_breathe();
    }
    return code_of(status);
}

static void print_file(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[4096];

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        fputs(line, stderr);
    if (file != NULL)
        fclose(file);
}

static void give_up(const struct vakwerkd *daemon, const char *what)
{
    fprintf(stderr, "vakwerkd %s: %s\n", daemon->dir.text, what);
    print_file(daemon->out.text);
    print_file(daemon->log.text);
    abort();
}

/* ---- init ---- */

static int init(struct vakwerkd *daemon, bool demo)
{
    char port[8], ws_port[8];
    struct command command = { .argv = { "vakwerkd", "init", daemon->dir.text, "--port", port, "--ws-port", ws_port,
                                         demo ? "--demo" : NULL },
                               .out = daemon->out.text,
                               .err = daemon->log.text };

    daemon->port = port_free();
    daemon->ws_port = port_free();
    snprintf(port, sizeof port, "%u", (unsigned)daemon->port);
    snprintf(ws_port, sizeof ws_port, "%u", (unsigned)daemon->ws_port);
    return await_end(spawn(daemon, &command), COMMAND_MS);
}

void vakwerkd_set_now(struct vakwerkd *daemon, const char *now)
{
    snprintf(daemon->now, sizeof daemon->now, "%s", now == NULL ? "" : now);
}

struct vakwerkd *vakwerkd_make(const struct tempdir *dir, bool demo, const char *now)
{
    struct vakwerkd *daemon = calloc(1, sizeof *daemon);

    int sealed = seal_install(); /* for tests that open its database themselves */
    assert(daemon != NULL && sealed == SQLITE_OK);
    daemon->dir = tempdir_file(dir, "instance");
    daemon->out = tempdir_file(dir, "vakwerkd.out");
    daemon->log = tempdir_file(dir, "vakwerkd.log");
    vakwerkd_set_now(daemon, now);
    if (init(daemon, demo) != VAKWERKD_OK)
        give_up(daemon, "init failed");
    return daemon;
}

void vakwerkd_free(struct vakwerkd *daemon)
{
    if (daemon != NULL && daemon->pid != 0)
        vakwerkd_kill(daemon);
    free(daemon);
}

void vakwerkd_set_port(struct vakwerkd *daemon, uint16_t port)
{
    struct temppath conf = vakwerkd_file(daemon, "vakwerk.conf"), draft = vakwerkd_file(daemon, "draft.conf");
    FILE *from = fopen(conf.text, "r"), *to = fopen(draft.text, "w");
    char line[512];

    assert(from != NULL && to != NULL);
    while (fgets(line, sizeof line, from) != NULL) {
        bool is_port = strncmp(line, "port = ", 7) == 0 || strncmp(line, ";port = ", 8) == 0;
        if (is_port)
            fprintf(to, "port = %u\n", (unsigned)port);
        else
            fputs(line, to);
    }
    fclose(from);
    fclose(to);
    assert(chmod(draft.text, 0600) == 0 && rename(draft.text, conf.text) == 0);
    daemon->port = port;
}

/* ---- starting ---- */

void vakwerkd_begin(struct vakwerkd *daemon, const char *command)
{
    struct command run = { .argv = { "vakwerkd", command, daemon->dir.text },
                           .out = daemon->out.text,
                           .err = daemon->log.text };

    assert(daemon->pid == 0);
    unlink(daemon->out.text);
    daemon->pid = spawn(daemon, &run);
}

bool vakwerkd_is_ready(struct vakwerkd *daemon)
{
    FILE *file = fopen(daemon->out.text, "r");
    char line[256], wanted[80];

    snprintf(wanted, sizeof wanted, "ready mqtt=127.0.0.1:%u ws=127.0.0.1:%u\n", (unsigned)daemon->port,
             (unsigned)daemon->ws_port);
    bool ready = file != NULL && fgets(line, sizeof line, file) != NULL && strcmp(line, wanted) == 0;
    if (file != NULL)
        fclose(file);
    return ready;
}

static void start(struct vakwerkd *daemon, const char *command)
{
    int64_t deadline = port_now_ms() + START_MS;

    vakwerkd_begin(daemon, command);
    while (!vakwerkd_is_ready(daemon)) {
        if (vakwerkd_wait(daemon, 0) != VAKWERKD_RUNS)
            give_up(daemon, "ended at its start");
        if (port_now_ms() > deadline)
            give_up(daemon, "is not ready");
        port_breathe();
    }
}

void vakwerkd_up(struct vakwerkd *daemon)
{
    start(daemon, "up");
}

void vakwerkd_run(struct vakwerkd *daemon)
{
    start(daemon, "run");
}

/* ---- ending ---- */

int vakwerkd_wait(struct vakwerkd *daemon, int ms)
{
    assert(daemon->pid != 0);
    int code = await_end(daemon->pid, ms);
    if (code != VAKWERKD_RUNS)
        daemon->pid = 0;
    return code;
}

int vakwerkd_stop(struct vakwerkd *daemon)
{
    kill(daemon->pid, SIGTERM);
    int code = vakwerkd_wait(daemon, VAKWERKD_STOP_MS);
    if (code == VAKWERKD_RUNS)
        vakwerkd_kill(daemon);
    if (code != VAKWERKD_OK) {
        fprintf(stderr, "vakwerkd %s: was stopped and ended with %d\n", daemon->dir.text, code);
        print_file(daemon->log.text);
    }
    return code;
}

/* Gone, or a zombie that its parent has not heard of yet: its sockets are closed. */
static bool is_gone(pid_t pid)
{
    char path[64], line[512], state = 'Z';

    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return true;
    const char *after = fgets(line, sizeof line, file) == NULL ? NULL : strrchr(line, ')');
    if (after != NULL)
        sscanf(after, ") %c", &state);
    fclose(file);
    return state == 'Z' || state == 'X';
}

static void await_gone(pid_t pid)
{
    int64_t deadline = port_now_ms() + START_MS;

    while (!is_gone(pid)) {
        assert(port_now_ms() < deadline);
        port_breathe();
    }
}

void vakwerkd_kill(struct vakwerkd *daemon)
{
    pid_t broker = vakwerkd_broker_pid(daemon);

    kill(daemon->pid, SIGKILL);
    waitpid(daemon->pid, NULL, 0);
    daemon->pid = 0;
    if (broker != 0)
        await_gone(broker);
}

void vakwerkd_kill_broker(struct vakwerkd *daemon)
{
    pid_t broker = vakwerkd_broker_pid(daemon);

    assert(broker != 0);
    kill(broker, SIGKILL);
    await_gone(broker);
}

/* ---- what it says and has ---- */

static int run_once(struct vakwerkd *daemon, struct command *run, struct vakwerkd_text *said)
{
    struct temppath file;

    snprintf(file.text, sizeof file.text, "%.*s.once", (int)sizeof file.text - 8, daemon->out.text);
    unlink(file.text);
    run->out = run->err = file.text;
    int code = await_end(spawn(daemon, run), COMMAND_MS);
    FILE *from = fopen(file.text, "r");
    assert(from != NULL);
    if (said != NULL)
        said->text[fread(said->text, 1, sizeof said->text - 1, from)] = '\0';
    fclose(from);
    return code;
}

int vakwerkd_command(struct vakwerkd *daemon, const char *command, struct vakwerkd_text *said)
{
    return run_once(daemon, &(struct command){ .argv = { "vakwerkd", command, daemon->dir.text } }, said);
}

int vakwerkd_backup(struct vakwerkd *daemon, const char *to, struct vakwerkd_text *said)
{
    return run_once(daemon, &(struct command){ .argv = { "vakwerkd", "backup", daemon->dir.text, to } }, said);
}

int vakwerkd_restore(struct vakwerkd *daemon, const char *from, struct vakwerkd_text *said)
{
    return run_once(daemon, &(struct command){ .argv = { "vakwerkd", "restore", from, daemon->dir.text } }, said);
}

uint16_t vakwerkd_port(const struct vakwerkd *daemon)
{
    return daemon->port;
}

uint16_t vakwerkd_ws_port(const struct vakwerkd *daemon)
{
    return daemon->ws_port;
}

pid_t vakwerkd_pid(const struct vakwerkd *daemon)
{
    return daemon->pid;
}

pid_t vakwerkd_broker_pid(const struct vakwerkd *daemon)
{
    char path[80], children[256] = "";

    snprintf(path, sizeof path, "/proc/%d/task/%d/children", (int)daemon->pid, (int)daemon->pid);
    FILE *file = fopen(path, "r");
    bool has = file != NULL && fgets(children, sizeof children, file) != NULL;
    if (file != NULL)
        fclose(file);
    pid_t pid = has ? (pid_t)strtol(children, NULL, 10) : 0;
    return pid > 0 && !is_gone(pid) ? pid : 0;
}

const char *vakwerkd_dir(const struct vakwerkd *daemon)
{
    return daemon->dir.text;
}

int vakwerkd_log_count(const struct vakwerkd *daemon, const char *text)
{
    FILE *file = fopen(daemon->log.text, "r");
    char line[4096];
    int count = 0;

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        count += strstr(line, text) != NULL;
    if (file != NULL)
        fclose(file);
    return count;
}
