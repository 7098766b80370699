#include "daemon.h"

#include "announce.h"
#include "aside.h"
#include "broker.h"
#include "canary.h"
#include "clock.h"
#include "engine.h"
#include "erase.h"
#include "indexer.h"
#include "log.h"
#include "notify.h"
#include "proto/topic.h"
#include "readers.h"
#include "rights.h"
#include "screen/roster.h"
#include "served.h"
#include "service.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define INBOX_ITEMS      4096
#define INBOX_BYTES      (8 * 1024 * 1024)
#define READ_ITEMS       1024
#define READ_BYTES       (1024 * 1024)
#define SETUP_ARENA      (16 * 1024 * 1024)
#define BROKER_START_MS  3000
#define BROKER_STOP_MS   1000
#define WRITER_END_S     2 /* with the broker's end less than the five seconds that are promised */
#define RESTART_FIRST_MS 50
#define RESTART_MAX_MS   5000
#define LOOKS            4 /* at the writer, in the time the service manager gives */
#define USER             "vakwerkd"
#define CLIENT_ID        "vakwerkd:main"

struct daemon {
    const struct instance *instance;
    struct store *store;
    struct rights_file *rights;
    struct inbox *writes, *reads;
    struct bus *bus;
    struct canary *canary;
    struct secret_text canary_secret; /* of this start alone */
    struct aside *aside;
    struct indexer *indexer;
    struct readers *readers;
    struct roster *roster;
    struct engine *engine;
    struct arena arena; /* what lives as long as the daemon */
    struct metrics metrics;
    struct room room;
    struct instance_path kept; /* the database */
    pthread_t writer;
    atomic_bool stop, stopped;
    int64_t birth;
    char uri[64];
    struct instance_path erasures;
    pid_t broker;            /* 0: none now */
    int64_t broker_at;       /* monotonic: when to start it; INT64_MAX: it runs, or is not ours */
    int64_t broker_pause_ms; /* before the next try */
    struct notify notify;
    int64_t watch_at; /* monotonic: when to look next whether the writer moves */
    uint64_t turns;   /* of the writer, at the last look */
    int64_t line_at;  /* monotonic: when to look next whether the broker answers */
};

/* ---- what the library's thread calls ---- */

static struct inbox *route(void *context, struct span topic)
{
    struct daemon *daemon = context;

    return service_is_read(topic) ? daemon->reads : daemon->writes;
}

static void wake_writer(void *context)
{
    struct daemon *daemon = context;

    inbox_wake(daemon->writes);
}

/* ---- the canary's thread ---- */

static void stop_serving(void *context)
{
    (void)context;
    kill(getpid(), SIGTERM);
}

/* ---- the writer thread ---- */

static void say_ready(void *context)
{
    struct daemon *daemon = context;
    const struct settings *settings = &daemon->instance->settings;

    printf("ready mqtt=127.0.0.1:%lld ws=127.0.0.1:%lld\n", (long long)settings->port, (long long)settings->ws_port);
    fflush(stdout);
    notify_say(&daemon->notify, "READY=1");
    log_info("ready");
}

static void *run_writer(void *context)
{
    struct daemon *daemon = context;

    if (engine_run(daemon->engine) != 0)
        log_error("writer reason=\"the last numbers were not written\"");
    atomic_store(&daemon->stopped, true);
    kill(getpid(), SIGTERM); /* wakes the main thread, if it was not what woke us */
    return NULL;
}

/* ---- setting up ---- */

static enum exit_code open_store(struct daemon *daemon)
{
    daemon->kept = instance_path(daemon->instance, "vakwerk.db");
    if (access(daemon->kept.text, F_OK) != 0)
        return EXIT_NO_INSTANCE;
    switch (store_open(daemon->kept.text, STORE_WRITE, &daemon->store)) {
    case STORE_OPENED:
        return EXIT_OK;
    case STORE_DAMAGED:
        return EXIT_DAMAGED;
    case STORE_TOO_NEW:
        return EXIT_TOO_NEW;
    case STORE_CANNOT_OPEN:
        break;
    }
    return EXIT_OTHER;
}

static int count_birth(struct daemon *daemon)
{
    int err = store_begin(daemon->store);

    if (err == 0)
        err = store_number_get(daemon->store, STORE_BIRTH, &daemon->birth);
    if (err == 0)
        err = store_number_set(daemon->store, STORE_BIRTH, ++daemon->birth);
    return err != 0 ? err : store_commit(daemon->store);
}

/* In a folder that gives its group to what is made in it (the broker's), that group reads access.db, nothing else. */
static bool share_rights(const struct instance *instance)
{
    struct stat folder;

    if (stat(instance->dir, &folder) != 0)
        return false;
    return (folder.st_mode & S_ISGID) == 0 || chmod(instance_path(instance, "access.db").text, 0640) == 0;
}

/* Once: of before there were seals. */
static bool seal_served(struct daemon *daemon)
{
    struct arena arena;

    arena_init(&arena, SETUP_ARENA);
    bool ok = served_seal_old(daemon->store, &daemon->instance->key, &arena) == 0;
    arena_release(&arena);
    return ok;
}

static bool open_rights(struct daemon *daemon)
{
    struct rights_own own = { .daemon = secret_hash_of(span_of(daemon->instance->secret.text)) };
    struct arena arena;

    daemon->canary_secret = secret_random();
    own.canary = secret_hash_of(span_of(daemon->canary_secret.text));
    daemon->rights = rights_open(instance_path(daemon->instance, "access.db").text);
    if (daemon->rights == NULL)
        return false;
    arena_init(&arena, SETUP_ARENA);
    bool ok = rights_rebuild(daemon->rights, daemon->store, &own, &arena) == 0;
    arena_release(&arena);
    return ok && share_rights(daemon->instance);
}

static bool open_bus(struct daemon *daemon)
{
    struct outbox will;

    arena_init(&daemon->arena, SETUP_ARENA);
    outbox_init(&will, &daemon->arena);
    if (announce_state(false, daemon->birth, clock_now_ms(), &will) != 0)
        return false;
    snprintf(daemon->uri, sizeof daemon->uri, "tcp://127.0.0.1:%lld", (long long)daemon->instance->settings.port);
    struct bus_settings settings = { .uri = daemon->uri,
                                     .client_id = CLIENT_ID,
                                     .user = USER,
                                     .secret = daemon->instance->secret.text,
                                     .requests = topic_request_trees,
                                     .states = topic_screen_trees,
                                     .will_topic = will.first->topic,
                                     .will = will.first->payload,
                                     .route = route,
                                     .changed = wake_writer,
                                     .context = daemon };
    daemon->bus = bus_new(&settings);
    return daemon->bus != NULL;
}

static bool start_canary(struct daemon *daemon)
{
    struct canary_settings settings = { .port = (int)daemon->instance->settings.port,
                                        .secret = daemon->canary_secret.text,
                                        .every_ms = CANARY_EVERY_MS,
                                        .alarm = stop_serving };

    daemon->canary = canary_start(&settings);
    return daemon->canary != NULL;
}

static bool start_readers(struct daemon *daemon, const char *search_path)
{
    daemon->readers = readers_start(&(struct readers_parts){ .path = daemon->kept.text,
                                                             .search_path = search_path,
                                                             .inbox = daemon->reads,
                                                             .bus = daemon->bus,
                                                             .settings = &daemon->instance->settings,
                                                             .key = &daemon->instance->key,
                                                             .metrics = &daemon->metrics,
                                                             .roster = daemon->roster,
                                                             .aside = daemon->aside });
    return daemon->readers != NULL;
}

static bool start_writer(struct daemon *daemon)
{
    daemon->engine = engine_new(&(struct engine_parts){ .store = daemon->store,
                                                        .inbox = daemon->writes,
                                                        .bus = daemon->bus,
                                                        .rights = daemon->rights,
                                                        .canary = daemon->canary,
                                                        .aside = daemon->aside,
                                                        .indexer = daemon->indexer,
                                                        .roster = daemon->roster,
                                                        .erasures = daemon->erasures.text,
                                                        .settings = &daemon->instance->settings,
                                                        .key = &daemon->instance->key,
                                                        .metrics = &daemon->metrics,
                                                        .reads = daemon->reads,
                                                        .room = &daemon->room,
                                                        .stop = &daemon->stop,
                                                        .birth = daemon->birth,
                                                        .ready = say_ready,
                                                        .context = daemon });
    if (daemon->engine == NULL)
        return false;
    if (pthread_create(&daemon->writer, NULL, run_writer, daemon) == 0)
        return true;
    engine_free(daemon->engine);
    daemon->engine = NULL;
    return false;
}

static bool start_threads(struct daemon *daemon)
{
    struct instance_path search = instance_path(daemon->instance, "search.db");

    daemon->indexer = indexer_start(search.text, daemon->kept.text);
    daemon->roster = roster_new();
    return daemon->indexer != NULL && daemon->roster != NULL && start_readers(daemon, search.text) &&
           start_writer(daemon);
}

/* Who was erased before the copy that was put back, and what a crash left half done: nobody gets in meanwhile. */
static bool go_on_erasing(struct daemon *daemon)
{
    struct arena arena;

    daemon->erasures = instance_path(daemon->instance, "erasures");
    arena_init(&arena, SETUP_ARENA);
    struct erase erase = { .store = daemon->store,
                           .settings = &daemon->instance->settings,
                           .key = &daemon->instance->key,
                           .list_path = daemon->erasures.text,
                           .now_ms = clock_now_ms(),
                           .arena = &arena };
    int err = erase_at_start(&erase);
    arena_release(&arena);
    if (err != 0)
        log_error("erase_at_start error=%s", error_row(err)->name);
    return err == 0;
}

/* The database, and what the guard reads of it: there before the broker starts. */
static enum exit_code open_data(struct daemon *daemon)
{
    enum exit_code code = open_store(daemon);

    if (code != EXIT_OK)
        return code;
    if (room_init(&daemon->room, daemon->store, daemon->kept.text, &daemon->instance->settings) != 0)
        return EXIT_OTHER;
    if (count_birth(daemon) != 0 || !go_on_erasing(daemon) || !seal_served(daemon) || !open_rights(daemon))
        return EXIT_OTHER;
    log_info("start version=%s birth=%lld", VAKWERK_VERSION, (long long)daemon->birth);
    return EXIT_OK;
}

static bool start_work(struct daemon *daemon)
{
    daemon->aside = aside_open(instance_path(daemon->instance, "aside").text, &daemon->instance->key);
    daemon->writes = inbox_new(INBOX_ITEMS, INBOX_BYTES);
    daemon->reads = inbox_new(READ_ITEMS, READ_BYTES);
    return daemon->writes != NULL && daemon->reads != NULL && open_bus(daemon) && start_canary(daemon) &&
           start_threads(daemon);
}

/* The writer finishes what it has in hand; one that waits for a broker that does not move is let go. */
static void end_writer(struct daemon *daemon)
{
    struct timespec until;

    atomic_store(&daemon->stop, true);
    inbox_wake(daemon->writes);
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WRITER_END_S;
    if (pthread_timedjoin_np(daemon->writer, NULL, &until) == 0)
        return;
    log_warn("writer_end reason=\"the broker does not move\"");
    bus_abandon(daemon->bus);
    pthread_join(daemon->writer, NULL);
}

static void take_down(struct daemon *daemon)
{
    if (daemon->engine != NULL)
        end_writer(daemon);
    canary_stop(daemon->canary);
    readers_stop(daemon->readers);
    engine_free(daemon->engine);
    roster_free(daemon->roster);
    indexer_stop(daemon->indexer);
    bus_free(daemon->bus);
    inbox_free(daemon->writes);
    inbox_free(daemon->reads);
    aside_close(daemon->aside);
    rights_close(daemon->rights);
    store_close(daemon->store);
    arena_release(&daemon->arena);
}

/* ---- the main thread: signals, and the broker's life ---- */

static int watch_signals(void)
{
    sigset_t set;

    signal(SIGPIPE, SIG_IGN);
    signal(SIGXFSZ, SIG_IGN); /* a full file limit is an error of write(), not an end */
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    sigprocmask(SIG_BLOCK, &set, NULL); /* threads made later inherit it */
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void keep_broker(struct daemon *daemon)
{
    int64_t now = clock_monotonic_ms();

    if (daemon->broker != 0 && now - daemon->broker_at > RESTART_MAX_MS)
        daemon->broker_pause_ms = RESTART_FIRST_MS; /* it has been well for a while */
    if (daemon->broker != 0 || now < daemon->broker_at)
        return;
    pid_t pid = broker_start(daemon->instance);
    daemon->broker = pid > 0 ? pid : 0;
    daemon->broker_at = now;
}

/* The first start, before there are other threads: a broker that cannot start is a fault of the instance. */
static enum exit_code begin_broker(struct daemon *daemon)
{
    keep_broker(daemon);
    if (daemon->broker == 0)
        return EXIT_BROKER;
    if (broker_await(daemon->instance, &daemon->broker, BROKER_START_MS))
        return EXIT_OK;
    daemon->broker = 0;
    return EXIT_BROKER;
}

/* A broker that ends is started again, at once at first, then ever more slowly. */
static void reap_broker(struct daemon *daemon)
{
    int status;

    if (daemon->broker == 0 || waitpid(daemon->broker, &status, WNOHANG) != daemon->broker)
        return;
    log_warn("broker_ended status=%d restart_ms=%lld", status, (long long)daemon->broker_pause_ms);
    daemon->broker = 0;
    daemon->broker_at = clock_monotonic_ms() + daemon->broker_pause_ms;
    daemon->broker_pause_ms =
        2 * daemon->broker_pause_ms < RESTART_MAX_MS ? 2 * daemon->broker_pause_ms : RESTART_MAX_MS;
}

/* True when it is time to stop. */
static bool hear_signals(int fd)
{
    struct signalfd_siginfo info;
    bool stop = false;

    while (read(fd, &info, sizeof info) == (ssize_t)sizeof info)
        stop |= info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT;
    return stop;
}

/*
 * The manager hears that all is well when the writer moved since the last look; and the writer is woken, so that one
 * with nothing to do moves too. That this thread lives says nothing.
 */
static void watch_writer(struct daemon *daemon)
{
    int64_t now = clock_monotonic_ms();
    uint64_t turns = engine_turns(daemon->engine);

    if (daemon->notify.watchdog_ms == 0 || now < daemon->watch_at)
        return;
    if (turns != daemon->turns)
        notify_say(&daemon->notify, "WATCHDOG=1");
    else
        log_warn("writer_still");
    daemon->turns = turns;
    daemon->watch_at = now + daemon->notify.watchdog_ms / LOOKS;
    inbox_wake(daemon->writes);
}

/* Milliseconds until there is something to do but signals. */
static int next_look(const struct daemon *daemon, bool with_broker)
{
    int64_t at = daemon->line_at;

    if (with_broker && daemon->broker == 0)
        return RESTART_FIRST_MS;
    if (daemon->notify.watchdog_ms != 0 && daemon->watch_at < at)
        at = daemon->watch_at;
    int64_t left = at - clock_monotonic_ms();
    return left > 0 ? (int)left : 0;
}

static void wait_for_end(struct daemon *daemon, int signals, bool with_broker)
{
    struct pollfd signal_fd = { .fd = signals, .events = POLLIN };
    bool stop = false;

    daemon->watch_at = clock_monotonic_ms() + daemon->notify.watchdog_ms / LOOKS;
    while (!stop) {
        if (with_broker)
            keep_broker(daemon);
        watch_writer(daemon);
        daemon->line_at = bus_watch(daemon->bus);
        poll(&signal_fd, 1, next_look(daemon, with_broker));
        stop = hear_signals(signals);
        reap_broker(daemon);
    }
    notify_say(&daemon->notify, "STOPPING=1");
    log_info("stopping");
}

/* One that lets everybody in is for somebody to mend; of one that nobody can try a new start may make another. */
static enum exit_code code_of_canary(const struct daemon *daemon)
{
    switch (canary_found(daemon->canary)) {
    case CANARY_NOTHING:
        return EXIT_OK;
    case CANARY_OPEN:
        return EXIT_UNSAFE;
    case CANARY_UNPROVEN:
        return EXIT_BROKER;
    }
    return EXIT_OTHER;
}

enum exit_code daemon_run(const struct instance *instance, bool with_broker)
{
    struct daemon daemon = { .instance = instance };
    int signals = watch_signals();

    umask(077);
    log_level_set(instance->settings.verbose ? LOG_LEVEL_DEBUG : LOG_LEVEL_INFO);
    notify_open(&daemon.notify);
    daemon.broker_pause_ms = RESTART_FIRST_MS;
    enum exit_code code = open_data(&daemon);
    if (code == EXIT_OK && with_broker)
        code = begin_broker(&daemon);
    if (code == EXIT_OK && !start_work(&daemon))
        code = EXIT_OTHER;
    if (code == EXIT_OK)
        wait_for_end(&daemon, signals, with_broker);
    if (code == EXIT_OK)
        code = code_of_canary(&daemon);
    take_down(&daemon);
    if (daemon.broker > 0)
        broker_stop(daemon.broker, BROKER_STOP_MS);
    log_info("stopped code=%d", (int)code);
    notify_close(&daemon.notify);
    close(signals);
    return code;
}
