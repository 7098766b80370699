#include "backup.h"
#include "broker.h"
#include "check.h"
#include "clock.h"
#include "daemon.h"
#include "instance.h"
#include "retention.h"
#include "store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

static const char usage[] = "usage: vakwerkd init DIR [--demo] [--themes NAME,...] [--port P] [--ws-port P]\n"
                            "                        [--certificate FILE --private-key FILE [--tls-port P]]\n"
                            "                        make an instance\n"
                            "       vakwerkd up DIR      run it whole, with its own broker\n"
                            "       vakwerkd run DIR     run the daemon beside a broker that runs already\n"
                            "       vakwerkd check DIR   name what is unsafe or wrong\n"
                            "       vakwerkd backup DIR TO       copy its database to a new file, while it runs\n"
                            "       vakwerkd restore FROM DIR    put such a copy in its place\n"
                            "       vakwerkd retention DIR       tell what it keeps no longer; changes nothing\n"
                            "       vakwerkd version\n";

#define WORDS_MAX 2

struct options {
    const char *words[WORDS_MAX]; /* folders and files, in the order of the usage */
    size_t word_count;
    struct instance_choice init;
};

static int fail_usage(void)
{
    fputs(usage, stderr);
    return EXIT_USAGE;
}

static bool read_port(const char *text, int *out)
{
    char *end;
    long port = text == NULL ? 0 : strtol(text, &end, 10);

    if (port < 1 || port > 65535 || *end != '\0')
        return false;
    *out = (int)port;
    return true;
}

static bool read_options(int argc, char **argv, bool init, struct options *out)
{
    *out = (struct options){ .word_count = 0 };
    for (int i = 2; i < argc; i++) {
        const char *word = argv[i];
        if (init && strcmp(word, "--demo") == 0)
            out->init.demo = true;
        else if (init && strcmp(word, "--port") == 0 && read_port(argv[i + 1], &out->init.port))
            i++;
        else if (init && strcmp(word, "--themes") == 0 && argv[i + 1] != NULL)
            out->init.themes = argv[++i];
        else if (init && strcmp(word, "--ws-port") == 0 && read_port(argv[i + 1], &out->init.ws_port))
            i++;
        else if (init && strcmp(word, "--tls-port") == 0 && read_port(argv[i + 1], &out->init.tls_port))
            i++;
        else if (init && strcmp(word, "--certificate") == 0 && argv[i + 1] != NULL)
            out->init.certificate = argv[++i];
        else if (init && strcmp(word, "--private-key") == 0 && argv[i + 1] != NULL)
            out->init.private_key = argv[++i];
        else if (word[0] != '-' && out->word_count < WORDS_MAX)
            out->words[out->word_count++] = word;
        else
            return false;
    }
    return true;
}

/* ---- the commands ---- */

static int run_init(const struct options *options)
{
    const struct instance_choice *init = &options->init;

    if (init->port != 0 && init->port == init->ws_port) {
        fputs("vakwerkd: --port and --ws-port are the same\n", stderr);
        return EXIT_USAGE;
    }
    if ((init->certificate == NULL) != (init->private_key == NULL)) {
        fputs("vakwerkd: --certificate and --private-key belong together\n", stderr);
        return EXIT_USAGE;
    }
    if (init->demo && init->themes != NULL) {
        fputs("vakwerkd: --demo brings its own themes\n", stderr);
        return EXIT_USAGE;
    }
    return (int)instance_init(options->words[0], init);
}

/* What is unsafe is not run. */
static enum exit_code open_safe(const char *dir, struct instance *instance)
{
    enum exit_code code = instance_open(dir, instance);

    if (code == EXIT_OK && check_instance(instance, stderr) > 0)
        return EXIT_UNSAFE;
    return code;
}

/* What was refused is in memory for a moment: nothing of it may reach a file. The broker, our child, inherits it. */
static void forbid_cores(void)
{
    setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
}

static int run_daemon(const struct options *options, bool with_broker)
{
    static struct instance instance; /* large, and needed until the end */
    enum exit_code code = open_safe(options->words[0], &instance);

    forbid_cores();

    if (code == EXIT_OK)
        code = instance_lock(&instance);
    if (code == EXIT_OK && with_broker)
        code = broker_check_ports(&instance);
    if (code == EXIT_OK && with_broker)
        code = broker_configure(&instance);
    if (code == EXIT_OK)
        code = daemon_run(&instance, with_broker);
    return (int)code;
}

static int run_up(const struct options *options)
{
    return run_daemon(options, true);
}

static int run_run(const struct options *options)
{
    return run_daemon(options, false);
}

static int run_check(const struct options *options)
{
    static struct instance instance;
    enum exit_code code = instance_open(options->words[0], &instance);

    if (code != EXIT_OK)
        return (int)code;
    int findings = check_instance(&instance, stdout);
    bool whole = check_database(&instance, stdout);
    if (findings == 0 && whole)
        puts("nothing unsafe was found");
    return !whole ? EXIT_DAMAGED : findings == 0 ? EXIT_OK : EXIT_UNSAFE;
}

static int run_backup(const struct options *options)
{
    static struct instance instance;
    enum exit_code code = instance_open(options->words[0], &instance);

    return code != EXIT_OK ? (int)code : (int)backup_make(&instance, options->words[1]);
}

static int run_restore(const struct options *options)
{
    static struct instance instance;
    enum exit_code code = instance_open(options->words[1], &instance);

    umask(077);
    if (code == EXIT_OK)
        code = instance_lock(&instance);
    return code != EXIT_OK ? (int)code : (int)backup_restore(options->words[0], &instance);
}

/* By the settings as they are in the file now, so that they can be tried. */
static int run_retention(const struct options *options)
{
    static struct instance instance;
    struct store *store;
    enum exit_code code = instance_open(options->words[0], &instance);

    if (code != EXIT_OK)
        return (int)code;
    if (store_open(instance_path(&instance, "vakwerk.db").text, STORE_READ, &store) != STORE_OPENED)
        return EXIT_OTHER;
    int err = retention_tell(store, &instance.settings, clock_now_ms(), stdout);
    store_close(store);
    return err == 0 ? EXIT_OK : EXIT_OTHER;
}

static const struct {
    const char *name;
    size_t words;
    int (*run)(const struct options *options);
} commands[] = { { "init", 1, run_init },          { "up", 1, run_up },         { "run", 1, run_run },
                 { "check", 1, run_check },        { "backup", 2, run_backup }, { "restore", 2, run_restore },
                 { "retention", 1, run_retention } };

int main(int argc, char **argv)
{
    struct options options;

    if (argc == 2 && (strcmp(argv[1], "version") == 0 || strcmp(argv[1], "--version") == 0)) {
        puts("vakwerkd " VAKWERK_VERSION);
        return EXIT_OK;
    }
    if (argc < 3 || !read_options(argc, argv, strcmp(argv[1], "init") == 0, &options))
        return fail_usage();
    if (!clock_init()) {
        fputs("vakwerkd: the time zone Europe/Amsterdam is missing; install tzdata\n", stderr);
        return EXIT_OTHER;
    }
    store_configure();
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (strcmp(argv[1], commands[i].name) == 0 && options.word_count == commands[i].words)
            return commands[i].run(&options);
    return fail_usage();
}
