#include "broker.h"

#include "clock.h"
#include "log.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define GUARD_BUILT     "../lib/vakwerk_guard.so"
#define GUARD_INSTALLED VAKWERK_LIB_DIR "/vakwerk_guard.so"
#define PAGE_BUILT      "../share/vakwerk/kiosk"
#define PAGE_INSTALLED  VAKWERK_DATA_DIR "/kiosk"
#define PORT_WAIT_MS    3000
#define FILES           16384 /* as systemd/mosquitto.conf has it */

/*
 * Each line for a reason: nothing on disk (texts that are refused must not lie there); no limit in flight (with
 * one, MQTT 5 senders wait whole seconds); small packets at once; a queue with an end; quiet about who connects.
 */
static const char common[] = "# Written anew at each start from vakwerk.conf: changes here are lost.\n"
                             "per_listener_settings false\n"
                             "allow_anonymous false\n"
                             "persistence false\n"
                             "max_inflight_messages 0\n"
                             "max_queued_messages 10000\n"
                             "max_packet_size 262144\n"
                             "max_keepalive 120\n"
                             "persistent_client_expiration 1h\n"
                             "set_tcp_nodelay true\n"
                             "sys_interval 0\n"
                             "connection_messages false\n"
                             "log_dest stderr\n"
                             "log_type error\n"
                             "log_type warning\n";

static enum exit_code missing(const char *what)
{
    fprintf(stderr, "vakwerkd: %s\n", what);
    return EXIT_BROKER;
}

static void write_listeners(FILE *to, const struct settings *settings, const struct instance_path *page)
{
    fprintf(to, "listener %lld 127.0.0.1\n", (long long)settings->port);
    /* Without socket_domain a websocket listener is on every interface, whatever its address says. */
    fprintf(to, "listener %lld 127.0.0.1\nprotocol websockets\nsocket_domain ipv4\n", (long long)settings->ws_port);
    if (page != NULL)
        fprintf(to, "http_dir %s\n", page->text);
    if (settings->certificate[0] != '\0')
        fprintf(to, "listener %lld %s\ncertfile %s\nkeyfile %s\ntls_version tlsv1.2\n", (long long)settings->tls_port,
                settings->tls_address, settings->certificate, settings->private_key);
}

/* What an administrator put into bridges.conf, as it is: the ways to other regions, with the secrets they gave. */
static void write_bridges(FILE *to, const struct instance *instance)
{
    FILE *from = fopen(instance_path(instance, "bridges.conf").text, "re");
    char line[1024];

    while (from != NULL && fgets(line, sizeof line, from) != NULL)
        fputs(line, to);
    if (from != NULL)
        fclose(from);
}

/* mosquitto would say it too, but of a key it cannot read it says that there is no certificate. */
static enum exit_code check_certificate(const struct settings *settings)
{
    const char *const files[] = { settings->certificate, settings->private_key };

    if (settings->certificate[0] == '\0' && settings->private_key[0] == '\0')
        return EXIT_OK;
    for (size_t i = 0; i < 2; i++) {
        if (files[i][0] != '\0' && access(files[i], R_OK) == 0)
            continue;
        fprintf(stderr, "vakwerkd: [broker] %s %s\n", i == 0 ? "certificate" : "private_key",
                files[i][0] == '\0' ? "is missing" : "cannot be read");
        return EXIT_SETTINGS;
    }
    return EXIT_OK;
}

enum exit_code broker_configure(const struct instance *instance)
{
    struct instance_path guard, page;
    struct passwd *owner = getpwuid(geteuid());
    char *text = NULL;
    size_t length = 0;

    if (access(instance->settings.mosquitto, X_OK) != 0)
        return missing("there is no mosquitto; install it, or set [broker] mosquitto");
    enum exit_code code = check_certificate(&instance->settings);
    if (code != EXIT_OK)
        return code;
    if (!instance_find(GUARD_BUILT, GUARD_INSTALLED, &guard))
        return missing("there is no vakwerk_guard.so beside this program");
    FILE *to = open_memstream(&text, &length);
    if (to == NULL)
        return missing("out of memory");
    bool has_page = instance_find(PAGE_BUILT, PAGE_INSTALLED, &page);
    fprintf(to, "%splugin %s\nplugin_opt_access_db %s\n", common, guard.text,
            instance_path(instance, "access.db").text);
    if (owner != NULL)
        fprintf(to, "user %s\n", owner->pw_name); /* it reads access.db, which only the owner may */
    write_listeners(to, &instance->settings, has_page ? &page : NULL);
    write_bridges(to, instance);
    bool ok = fclose(to) == 0 && instance_write(instance_path(instance, "broker.conf").text, span_of(text));
    free(text);
    return ok ? EXIT_OK : missing("broker.conf cannot be written");
}

/* ---- ports ---- */

static bool is_free(int64_t port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return false;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    bool bound = bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return bound;
}

static bool wait_until_free(int64_t port, int64_t deadline_ms)
{
    while (!is_free(port)) {
        if (clock_monotonic_ms() > deadline_ms)
            return false;
        poll(NULL, 0, 50);
    }
    return true;
}

enum exit_code broker_check_ports(const struct instance *instance)
{
    const struct settings *settings = &instance->settings;
    const int64_t ports[] = { settings->port, settings->ws_port, settings->tls_port };
    size_t count = settings->certificate[0] == '\0' ? 2 : 3;
    int64_t deadline_ms = clock_monotonic_ms() + PORT_WAIT_MS;

    for (size_t i = 0; i < count; i++)
        if (!wait_until_free(ports[i], deadline_ms)) {
            fprintf(stderr, "vakwerkd: port %lld is in use\n", (long long)ports[i]);
            return EXIT_PORT;
        }
    return EXIT_OK;
}

/* ---- the child ---- */

/* Each connection is an open file. With the 1,024 of a shell so many idle ones would keep everybody else out. */
static void take_files(void)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= FILES)
        return;
    files.rlim_cur = files.rlim_max < FILES ? files.rlim_max : FILES;
    setrlimit(RLIMIT_NOFILE, &files);
}

static void become_broker(const struct instance *instance, pid_t parent)
{
    struct instance_path conf = instance_path(instance, "broker.conf");
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGKILL); /* it has nothing on disk that could be lost */
    if (getppid() != parent)
        _exit(EXIT_BROKER);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    signal(SIGPIPE, SIG_DFL);
    take_files();
    dup2(STDERR_FILENO, STDOUT_FILENO); /* stdout is for the line `ready` */
    execl(instance->settings.mosquitto, "mosquitto", "-c", conf.text, (char *)NULL);
    _exit(EXIT_BROKER);
}

pid_t broker_start(const struct instance *instance)
{
    pid_t parent = getpid(), pid = fork();

    if (pid == 0)
        become_broker(instance, parent);
    if (pid < 0)
        log_error("broker_start reason=\"%s\"", strerror(errno));
    return pid;
}

static bool answers(int64_t port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons((uint16_t)port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0)
        return false;
    bool connected = connect(fd, (struct sockaddr *)&address, sizeof address) == 0;
    close(fd);
    return connected;
}

bool broker_await(const struct instance *instance, pid_t *pid, int timeout_ms)
{
    int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;
    int status;

    while (!answers(instance->settings.port) && clock_monotonic_ms() < deadline_ms) {
        bool ended = waitpid(*pid, &status, WNOHANG) == *pid;
        if (ended && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL) {
            *pid = broker_start(instance);
        } else if (ended) {
            fputs("vakwerkd: the broker does not start; what it says stands above\n", stderr);
            *pid = 0;
        }
        if (*pid <= 0)
            return false;
        poll(NULL, 0, 5);
    }
    return true;
}

void broker_stop(pid_t pid, int timeout_ms)
{
    int64_t deadline_ms = clock_monotonic_ms() + timeout_ms;

    kill(pid, SIGTERM);
    while (waitpid(pid, NULL, WNOHANG) == 0) {
        if (clock_monotonic_ms() > deadline_ms) {
            kill(pid, SIGKILL);
            waitpid(pid, NULL, 0);
            return;
        }
        poll(NULL, 0, 10);
    }
}
