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

#define CONFIG_ALIASES_MAX 50
#define CONFIG_PROFILE     "default" /* what the profile is called when nobody names one */

struct config {
    const char *profile, *lang, *editor, *pager, *color, *timeout;              /* before any section */
    const char *broker, *ca_file, *user, *device, *theme, *team, *municipality; /* of the profile */
    struct config_alias {
        const char *name, *words;
    } aliases[CONFIG_ALIASES_MAX];
    size_t alias_count;
};

/* What was wrong with a file. */
struct config_fault {
    struct path_text {
        char text[512];
    } file;
    int line;            /* 0: the file cannot be read */
    const char *key;     /* not known, in the arena; NULL: the line is not `key = value` */
    const char *nearest; /* a key that may have been meant, or NULL */
};

/*
 * Reads the settings. `file` replaces the person's own; it must exist then. `profile` NULL: the one that the
 * settings name. Texts are in the arena. False with a fault at the first thing that is wrong.
 */
bool config_read(struct config *config, const char *file, const char *profile, struct arena *arena,
                 struct config_fault *fault);

/* What an alias stands for, or NULL. */
const char *config_alias(const struct config *config, const char *name);

#endif
