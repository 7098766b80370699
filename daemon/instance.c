#include "instance.h"

#include "clock.h"
#include "proto/topic.h"
#include "seed.h"
#include "store/store_event.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define BASE_BUILT     "../share/vakwerk/base.json"
#define BASE_INSTALLED VAKWERK_DATA_DIR "/base.json"
#define THEMES_BUILT   "../share/vakwerk/themes/"
#define THEMES_SHIPPED VAKWERK_DATA_DIR "/themes/"
#define THEMES_DEFAULT "basis"
#define DEMO_BUILT     "../share/vakwerk/demo/haaglanden.json"
#define DEMO_INSTALLED VAKWERK_DATA_DIR "/demo/haaglanden.json"
#define ADMINISTRATOR  "beheer"
#define DEMO_QUOTA     1000000000 /* so that loads can be tried */
#define LOCK_WAIT_MS   1000

static enum exit_code complain(enum exit_code code, const char *path, const char *what)
{
    fprintf(stderr, "vakwerkd: %s: %s\n", path, what);
    return code;
}

struct instance_path instance_path(const struct instance *instance, const char *file)
{
    struct instance_path path;

    if (snprintf(path.text, sizeof path.text, "%s/%s", instance->dir, file) >= (int)sizeof path.text)
        path.text[0] = '\0';
    return path;
}

/* ---- files ---- */

static bool write_all(int fd, struct span content)
{
    while (content.len > 0) {
        ssize_t wrote = write(fd, content.ptr, content.len);
        if (wrote < 0)
            return false;
        content = (struct span){ content.ptr + wrote, content.len - (size_t)wrote };
    }
    return fsync(fd) == 0;
}

/* Under another name first, so that a crash leaves the old file or the new one. */
bool instance_write(const char *path, struct span content)
{
    char draft[PATH_MAX];

    if (snprintf(draft, sizeof draft, "%s.new", path) >= (int)sizeof draft)
        return false;
    int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (fd < 0)
        return false;
    bool ok = write_all(fd, content);
    ok = close(fd) == 0 && ok;
    return ok && rename(draft, path) == 0;
}

/* Reads a whole small file; false when it is not there or not of this many bytes. */
static bool read_exactly(const char *path, void *to, size_t bytes)
{
    FILE *file = fopen(path, "re");
    bool ok = file != NULL && fread(to, 1, bytes, file) == bytes;

    if (file != NULL)
        fclose(file);
    return ok;
}

bool instance_find(const char *built, const char *installed, struct instance_path *out)
{
    char program[PATH_MAX] = "", beside[PATH_MAX + 128];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    char *slash = length > 0 ? strrchr(program, '/') : NULL;

    if (slash != NULL) {
        *slash = '\0';
        snprintf(beside, sizeof beside, "%s/%s", program, built);
        if (realpath(beside, out->text) != NULL)
            return true;
    }
    return realpath(installed, out->text) != NULL;
}

/* ---- opening ---- */

static enum exit_code read_secrets(struct instance *out)
{
    struct instance_path key = instance_path(out, "daemon.key"), secret = instance_path(out, "daemon.secret");

    if (!read_exactly(key.text, out->key.bytes, sizeof out->key.bytes))
        return complain(EXIT_NO_INSTANCE, key.text, "is missing or too short");
    if (!read_exactly(secret.text, out->secret.text, strlen(secret_random().text)))
        return complain(EXIT_NO_INSTANCE, secret.text, "is missing or too short");
    return EXIT_OK;
}

static enum exit_code read_settings(struct instance *out)
{
    struct instance_path path = instance_path(out, "vakwerk.conf");
    char message[SETTING_TEXT_MAX + 128];
    int line = settings_read(&out->settings, path.text, message, sizeof message);

    if (line == 0)
        return EXIT_OK;
    if (line < 0)
        return complain(EXIT_NO_INSTANCE, path.text, message);
    fprintf(stderr, "vakwerkd: %s, line %d: %s\n", path.text, line, message);
    return EXIT_SETTINGS;
}

enum exit_code instance_open(const char *dir, struct instance *out)
{
    memset(out, 0, sizeof *out);
    if (realpath(dir, out->dir) == NULL)
        return complain(EXIT_NO_INSTANCE, dir, "no such folder; make an instance with: vakwerkd init DIR");
    enum exit_code code = read_settings(out);
    return code != EXIT_OK ? code : read_secrets(out);
}

/* ---- being the only one ---- */

/* The lock is the kernel's: it ends with the process, however that ends. The descriptor stays open until then. */
enum exit_code instance_lock(const struct instance *instance)
{
    struct instance_path path = instance_path(instance, "lock");
    int64_t deadline_ms = clock_monotonic_ms() + LOCK_WAIT_MS;
    int fd = open(path.text, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return complain(EXIT_OTHER, path.text, strerror(errno));
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        if (errno != EWOULDBLOCK || clock_monotonic_ms() > deadline_ms) {
            close(fd);
            return complain(EXIT_RUNS, instance->dir, "runs already");
        }
        poll(NULL, 0, 20); /* one that was killed lets go in a moment */
    }
    return EXIT_OK;
}

/* ---- making one ---- */

static bool write_text(const struct instance *instance, const char *file, const char *text)
{
    return instance_write(instance_path(instance, file).text, span_of(text));
}

static bool write_settings(const struct instance *instance)
{
    char *text = NULL;
    size_t length = 0;
    FILE *memory = open_memstream(&text, &length);

    if (memory == NULL)
        return false;
    settings_write(&instance->settings, memory);
    bool ok = fclose(memory) == 0 && write_text(instance, "vakwerk.conf", text);
    free(text);
    return ok;
}

static bool write_first_login(const struct instance *instance, const struct secret_text *code)
{
    char text[256];

    snprintf(text, sizeof text,
             "The first administrator logs in as\n\n  user  %s\n  code  %s\n\nwithin %lld hours: vakwerk login\n",
             ADMINISTRATOR, code->text, (long long)instance->settings.code_hours);
    printf("%s", text);
    return write_text(instance, "first-login.txt", text);
}

static bool add_theme_set(const struct seed *seed, struct span name)
{
    char built[128], installed[PATH_MAX];
    struct instance_path file;

    snprintf(built, sizeof built, THEMES_BUILT "%.*s.json", span_int(name), name.ptr);
    snprintf(installed, sizeof installed, THEMES_SHIPPED "%.*s.json", span_int(name), name.ptr);
    if (topic_is_slug(name) && instance_find(built, installed, &file))
        return seed_themes(seed, file.text);
    fprintf(stderr, "vakwerkd: there is no set of themes '%.*s'\n", span_int(name), name.ptr);
    return false;
}

/* Each set of a comma list. A theme that is in two sets is refused: which of them would hold? */
static bool add_theme_sets(const struct seed *seed, const char *names)
{
    for (const char *rest = names; *rest != '\0';) {
        size_t length = strcspn(rest, ",");
        if (!add_theme_set(seed, (struct span){ rest, length }))
            return false;
        rest += length + (rest[length] == ',');
    }
    return names[0] != '\0';
}

static bool fill(const struct instance *instance, struct store *store, const struct instance_choice *choice)
{
    struct seed seed = { store, &instance->settings, &instance->key, clock_now_ms() };
    struct instance_path base, data;
    struct secret_text code;
    char *credentials = NULL;

    if (!add_theme_sets(&seed, choice->themes == NULL ? THEMES_DEFAULT : choice->themes) ||
        !instance_find(BASE_BUILT, BASE_INSTALLED, &base) || !seed_base(&seed, base.text))
        return false;
    if (!choice->demo)
        return seed_administrator(&seed, ADMINISTRATOR, &code) && write_first_login(instance, &code);
    bool ok = instance_find(DEMO_BUILT, DEMO_INSTALLED, &data) && seed_demo(&seed, data.text, &credentials) &&
              write_text(instance, "demo-credentials.json", credentials);
    free(credentials);
    return ok;
}

/* Nobody was there to be told of what the new instance begins with. */
static int mark_told(struct store *store)
{
    int64_t last_seq;
    int err = store_event_last(store, &last_seq);

    if (err == 0)
        err = store_number_set(store, STORE_PUBLISHED, last_seq);
    return err != 0 ? err : store_number_set(store, STORE_RIGHTS, 1);
}

static bool make_database(const struct instance *instance, const struct instance_choice *choice)
{
    struct store *store;

    if (store_open(instance_path(instance, "vakwerk.db").text, STORE_WRITE, &store) != STORE_OPENED)
        return false;
    bool ok = store_begin(store) == 0;
    ok = ok && fill(instance, store, choice) && mark_told(store) == 0;
    ok = ok && store_commit(store) == 0;
    if (!ok)
        store_rollback(store);
    store_close(store);
    return ok;
}

static void set_for_demo(struct settings *settings)
{
    snprintf(settings->region, sizeof settings->region, "Haaglanden");
    settings->posts_per_minute = settings->posts_per_day = DEMO_QUOTA;
    settings->questions_per_hour = settings->answers_per_hour = settings->reports_per_day = DEMO_QUOTA;
    settings->refusals_per_hour = DEMO_QUOTA;
    settings->double_minutes = 0;
    settings->writes_per_minute = settings->reads_per_minute = settings->searches_per_minute = DEMO_QUOTA;
}

/* The settings come last: a folder without them is no instance, and may be begun anew. */
static enum exit_code make_files(struct instance *instance, const struct instance_choice *choice)
{
    instance->secret = secret_random();
    instance->key = secret_key();
    bool ok = instance_write(instance_path(instance, "daemon.key").text,
                             (struct span){ (const char *)instance->key.bytes, KEY_BYTES }) &&
              write_text(instance, "daemon.secret", instance->secret.text) && make_database(instance, choice) &&
              write_settings(instance);
    return ok ? EXIT_OK : complain(EXIT_OTHER, instance->dir, "the instance could not be made");
}

/*
 * For its owner alone. One that gives its group, the broker's, to what is made in it, and lets that group pass through,
 * is left as it is: who is not of that group could not set that again.
 */
static bool close_folder(const char *dir)
{
    struct stat info;

    if (stat(dir, &info) != 0)
        return false;
    return (info.st_mode & 07777) == 02710 || chmod(dir, 0700) == 0;
}

/* An empty folder, or none yet. What a broken-off attempt left is taken away. */
static enum exit_code make_folder(const char *dir, struct instance *out)
{
    static const char *const leftovers[] = { "vakwerk.db",    "vakwerk.db-wal", "vakwerk.db-shm", "search.db",
                                             "search.db-wal", "search.db-shm",  "daemon.key",     "daemon.secret" };

    if (mkdir(dir, 0700) != 0 && errno != EEXIST)
        return complain(EXIT_OTHER, dir, strerror(errno));
    if (realpath(dir, out->dir) == NULL || !close_folder(out->dir))
        return complain(EXIT_OTHER, dir, strerror(errno));
    if (access(instance_path(out, "vakwerk.conf").text, F_OK) == 0)
        return complain(EXIT_NO_INSTANCE, dir, "holds an instance already");
    for (size_t i = 0; i < sizeof leftovers / sizeof leftovers[0]; i++)
        unlink(instance_path(out, leftovers[i]).text);
    return EXIT_OK;
}

/* Kept as a full path: the settings are read from another folder. A file that is not there is told by `up`. */
static enum exit_code set_path(char to[SETTING_TEXT_MAX], const char *path)
{
    char full[PATH_MAX];
    const char *kept = path == NULL ? "" : realpath(path, full) != NULL ? full : path;

    snprintf(to, SETTING_TEXT_MAX, "%.*s", SETTING_TEXT_MAX - 1, kept);
    return strlen(kept) <= SETTING_PATH_MAX ? EXIT_OK
                                            : complain(EXIT_OTHER, path, "is too long a path for the settings");
}

static enum exit_code set_tls(struct settings *settings, const struct instance_choice *choice)
{
    if (choice->tls_port != 0)
        settings->tls_port = choice->tls_port;
    enum exit_code code = set_path(settings->certificate, choice->certificate);
    return code != EXIT_OK ? code : set_path(settings->private_key, choice->private_key);
}

enum exit_code instance_init(const char *dir, const struct instance_choice *choice)
{
    struct instance *instance = calloc(1, sizeof *instance);
    enum exit_code code = EXIT_OTHER;

    umask(077);
    if (instance != NULL)
        code = make_folder(dir, instance);
    if (code == EXIT_OK) {
        settings_init(&instance->settings);
        if (choice->port != 0)
            instance->settings.port = choice->port;
        if (choice->ws_port != 0)
            instance->settings.ws_port = choice->ws_port;
        if (choice->demo)
            set_for_demo(&instance->settings);
        code = set_tls(&instance->settings, choice);
    }
    if (code == EXIT_OK)
        code = make_files(instance, choice);
    free(instance);
    return code;
}
