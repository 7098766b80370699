/*
 * An instance: one folder with everything that belongs to it. Only its owner may look inside.
 *
 *   vakwerk.conf          settings                       vakwerk.db     what is kept
 *   daemon.key            the key of derived secrets     access.db      what the guard reads
 *   daemon.secret         the daemon's own login         search.db      the full-text index, may be lost
 *   lock                  held by who runs it            broker.conf    written anew at each `up`
 *   erasures              whom to erase again after a restore
 *   demo-credentials.json only with --demo               first-login.txt only without --demo
 */
#ifndef VAKWERK_INSTANCE_H
#define VAKWERK_INSTANCE_H

#include "daemon/secret.h"
#include "daemon/settings.h"

#include <limits.h>

struct instance {
    char dir[PATH_MAX];
    struct settings settings;
    struct key key;
    struct secret_text secret; /* the daemon's own, for the broker */
};

struct instance_path {
    char text[PATH_MAX];
};

/* The program's exit codes; README and man page list them. */
enum exit_code {
    EXIT_OK = 0,
    EXIT_OTHER = 1,
    EXIT_USAGE = 2,
    EXIT_NO_INSTANCE = 3, /* the folder holds none, or one already */
    EXIT_SETTINGS = 4,    /* a wrong line in vakwerk.conf */
    EXIT_DAMAGED = 5,     /* the database is damaged */
    EXIT_TOO_NEW = 6,     /* the database was written by a later version */
    EXIT_PORT = 7,        /* a port is in use */
    EXIT_BROKER = 8,      /* the broker or its guard is missing, does not start, or could not be tried */
    EXIT_UNSAFE = 9,      /* check found something unsafe */
    EXIT_RUNS = 10        /* the instance runs already */
};

/* Reads the instance of a folder. EXIT_OK, or what is wrong, said on stderr. */
enum exit_code instance_open(const char *dir, struct instance *out);

/*
 * Makes this process the only one that runs the instance, or changes it from outside, until it ends. EXIT_RUNS, said on
 * stderr, when there is another one that does not end soon.
 */
enum exit_code instance_lock(const struct instance *instance);

/* The path of a file of the instance. */
struct instance_path instance_path(const struct instance *instance, const char *file);

/*
 * Makes an instance in a folder that holds none: settings, key, secret, database and the first administrator,
 * whose one-time code is written to first-login.txt; with demo, the demo data and its credentials instead.
 */
struct instance_choice {
    int port, ws_port, tls_port;           /* 0: those of the settings */
    const char *certificate, *private_key; /* for TLS; NULL: none */
    bool demo;                             /* needs the themes of the set "basis" */
    const char *themes;                    /* names of shipped sets of themes, separated by commas; NULL: "basis" */
};
enum exit_code instance_init(const char *dir, const struct instance_choice *choice);

/* A file beside the program, as built or as installed: the first of both that is there. False when none is. */
bool instance_find(const char *built, const char *installed, struct instance_path *out);

/* Writes a file that only its owner may read, whole or not at all. */
bool instance_write(const char *path, struct span content);

#endif
