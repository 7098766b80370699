/*
 * The settings: /etc/vakwerk/cli.conf for everybody, then $XDG_CONFIG_HOME/vakwerk/config, which wins. What is in
 * neither is NULL.
 *
 *   lang = nl                     [profile intern]
 *   editor = nano                 broker = mqtts://vakwerk.intern:8883
 *   [alias]                       theme = dossier
 *   o = list --open
 */
#ifndef VAKWERK_CLI_CONFIG_H
#define VAKWERK_CLI_CONFIG_H

#include "proto/arena.h"

#define CONFIG_ALIASES_MAX  50
#define CONFIG_PROFILES_MAX 20
#define CONFIG_WARNINGS_MAX 10
#define CONFIG_PROFILE      "default" /* what the profile is called when nobody names one */
#define CONFIG_SYSTEM_FILE  "/etc/vakwerk/cli.conf"

/* What is wrong with a line of a file. */
struct config_fault {
    enum config_problem {
        CONFIG_FINE,
        CONFIG_UNREADABLE, /* the file, not a line of it */
        CONFIG_NO_SETTING, /* not `key = value` */
        CONFIG_BAD_VALUE,
        CONFIG_UNKNOWN, /* a key or section of another version, or a slip: it is passed over */
    } problem;
    struct path_text {
        char text[512];
    } file;
    int line;
    const char *key;  /* the key or section, in the arena */
    const char *hint; /* a key that may have been meant, or the values that can be; or NULL */
};

struct config {
    const char *profile, *lang, *editor, *pager, *color, *timeout, *contact; /* before any section */
    const char *broker, *ca_file, *user, *password, *password_command, *device, *theme, *team,
        *municipality; /* of the profile */
    struct config_alias {
        const char *name, *words;
    } aliases[CONFIG_ALIASES_MAX];
    size_t alias_count;
    const char *profiles[CONFIG_PROFILES_MAX]; /* that have a section, each once */
    size_t profile_count;
    struct config_fault warnings[CONFIG_WARNINGS_MAX]; /* what was passed over */
    size_t warning_count;
};

/* Every key. Ends with a row whose name is NULL. */
struct config_key {
    const char *name;
    bool of_profile;
    size_t offset;                   /* of its value in struct config */
    const char *value;               /* what stands for the value in help; "a|b": one of these */
    bool (*fits)(const char *value); /* NULL: any value, or one of those named */
    const char *help;                /* msgid */
};

extern const struct config_key config_keys[];

/* The row of a key, or NULL; then *nearest is a key that may have been meant, or NULL. Who does not ask gives NULL. */
const struct config_key *config_key(const char *name, const char **nearest);

/* Whether a value can be one of this key. */
bool config_fits(const struct config_key *key, const char *value);

/* What the settings say; NULL when nothing. */
const char *config_value(const struct config *config, const struct config_key *key);

/*
 * Reads the settings. `file` replaces the person's own; it must exist then. `profile` NULL: the one that the
 * settings name. Texts are in the arena. False with a fault at the first thing that is wrong; what is only unknown
 * is among the warnings.
 */
bool config_read(struct config *config, const char *file, const char *profile, struct arena *arena,
                 struct config_fault *fault);

/* What an alias stands for, or NULL. */
const char *config_alias(const struct config *config, const char *name);

#endif
