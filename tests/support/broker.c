#include "tests/support/broker.h"

#include <assert.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/port.h"

enum { START_MS = 10000, STOP_MS = 10000, TRIES = 5 };

struct broker {
    pid_t pid; /* 0: not running */
    uint16_t port;
    struct temppath conf;
    struct temppath log;
    struct temppath out; /* what it says before it has read its settings */
};

/* ---- the program ---- */

static const char *program(void)
{
    static const char *const places[] = { "/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto",
                                          "/opt/homebrew/sbin/mosquitto" };
    const char *given = getenv("VAKWERK_MOSQUITTO");

    if (given != NULL)
        return given;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++)
        if (access(places[i], X_OK) == 0)
            return places[i];
    return NULL;
}

bool broker_is_installed(void)
{
    return program() != NULL;
}

int broker_missing_code(void)
{
    return getenv("VAKWERK_REQUIRE_BROKER") == NULL ? BROKER_SKIPPED : 1;
}

struct broker_settings broker_guard(const char *access_db)
{
    const char *given = getenv("VAKWERK_TEST_GUARD");
    struct broker_settings settings;
    int len = snprintf(settings.text, sizeof settings.text, "plugin %s\nplugin_opt_access_db %s\n",
                       given == NULL ? TEST_GUARD_PLUGIN : given, access_db);

    assert(len > 0 && (size_t)len < sizeof settings.text);
    return settings;
}

/* ---- settings and log ---- */

void broker_write_conf(struct broker *broker, const char *whole)
{
    FILE *file = fopen(broker->conf.text, "w");

    assert(file != NULL);
    fputs(whole, file);
    fclose(file);
}

/* The limits are those that are shipped: the queue that mosquitto has by itself, of a thousand, is too short for a burst. */
void broker_write_settings(struct broker *broker, const char *settings)
{
    FILE *file = fopen(broker->conf.text, "w");

    assert(file != NULL);
    fprintf(file,
            "listener %u 127.0.0.1\n%slog_dest file %s\nlog_type all\nallow_anonymous false\npersistence false\n"
            "max_inflight_messages 0\nmax_queued_messages 10000\nset_tcp_nodelay true\n%s",
            (unsigned)broker->port, geteuid() == 0 ? "user root\n" : "", broker->log.text, settings);
    fclose(file);
}

int broker_log_count(const struct broker *broker, const char *text)
{
    FILE *file = fopen(broker->log.text, "r");
    char line[4096];
    int count = 0;

    while (file != NULL && fgets(line, sizeof line, file) != NULL)
        count += strstr(line, text) != NULL;
    if (file != NULL)
        fclose(file);
    return count;
}

bool broker_log_has(const struct broker *broker, const char *text)
{
    int64_t deadline = port_now_ms() + START_MS;

    while (broker_log_count(broker, text) == 0) {
        if (port_now_ms() > deadline)
            return false;
        port_breathe();
    }
    return true;
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

static void give_up(const struct broker *broker)
{
    print_file(broker->out.text);
    print_file(broker->log.text);
    abort();
}

/* ---- the process ---- */

static void run(const struct broker *broker, pid_t parent)
{
    int out = open(broker->out.text, O_WRONLY | O_CREAT | O_APPEND, 0600);

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() == parent && dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
        execl(program(), "mosquitto", "-c", broker->conf.text, (char *)NULL);
    _exit(127);
}

static void spawn(struct broker *broker)
{
    pid_t parent = getpid();

    fflush(NULL);
    broker->pid = fork();
    assert(broker->pid >= 0);
    if (broker->pid == 0)
        run(broker, parent);
}

static bool has_ended(struct broker *broker, int *status)
{
    if (broker->pid != 0 && waitpid(broker->pid, status, WNOHANG) == broker->pid)
        broker->pid = 0;
    return broker->pid == 0;
}

/* Whether it answers; false when it has ended, for example because somebody took the port. */
static bool wait_until_ready(struct broker *broker)
{
    int64_t deadline = port_now_ms() + START_MS;
    int status;

    while (!port_answers(broker->port)) {
        if (has_ended(broker, &status))
            return false;
        assert(port_now_ms() < deadline);
        port_breathe();
    }
    return !has_ended(broker, &status);
}

static struct broker *new_broker(const struct tempdir *dir)
{
    struct broker *broker = calloc(1, sizeof *broker);

    assert(broker != NULL);
    broker->conf = tempdir_file(dir, "mosquitto.conf");
    broker->log = tempdir_file(dir, "mosquitto.log");
    broker->out = tempdir_file(dir, "mosquitto.out");
    broker->port = port_free();
    return broker;
}

struct broker *broker_start(const struct tempdir *dir, const char *settings)
{
    struct broker *broker = new_broker(dir);

    for (int i = 0; i < TRIES; i++) {
        broker->port = port_free();
        broker_write_settings(broker, settings);
        spawn(broker);
        if (wait_until_ready(broker))
            return broker;
    }
    give_up(broker);
    return NULL;
}

bool broker_refuses(const struct tempdir *dir, const char *settings)
{
    struct broker *broker = new_broker(dir);

    broker_write_settings(broker, settings);
    spawn(broker);
    bool ready = wait_until_ready(broker);
    broker_stop(broker);
    return !ready;
}

uint16_t broker_port(const struct broker *broker)
{
    return broker->port;
}

int broker_pid(const struct broker *broker)
{
    return broker->pid;
}

void broker_hup(struct broker *broker)
{
    static const char said[] = "Reloading config.";
    int before = broker_log_count(broker, said);
    int64_t deadline = port_now_ms() + START_MS;

    kill(broker->pid, SIGHUP);
    while (broker_log_count(broker, said) == before) {
        assert(port_now_ms() < deadline);
        port_breathe();
    }
}

void broker_kill(struct broker *broker)
{
    kill(broker->pid, SIGKILL);
    waitpid(broker->pid, NULL, 0);
    broker->pid = 0;
}

void broker_restart(struct broker *broker)
{
    spawn(broker);
    if (wait_until_ready(broker))
        return;
    give_up(broker);
}

/* mosquitto 2.0.11 listens before it handles SIGTERM: one that is stopped right after its start ends by it. */
static bool was_clean(int status)
{
    return WIFEXITED(status) ? WEXITSTATUS(status) == 0 : WIFSIGNALED(status) && WTERMSIG(status) == SIGTERM;
}

bool broker_stop(struct broker *broker)
{
    int64_t deadline = port_now_ms() + STOP_MS;
    int status = -1;
    bool clean;

    /* Said again until it is heard: mosquitto 2.0.11 forgets one that comes just before its loop begins. */
    while (!has_ended(broker, &status) && port_now_ms() < deadline) {
        kill(broker->pid, SIGTERM);
        port_breathe();
    }
    clean = broker->pid == 0 && was_clean(status);
    if (broker->pid != 0)
        broker_kill(broker);
    free(broker);
    return clean;
}
