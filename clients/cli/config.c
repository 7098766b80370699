#include "config.h"

#include "nearest.h"
#include "paths.h"

#include <errno.h>
#include <ini.h>
#include <stdio.h>

#define SYSTEM_FILE "/etc/vakwerk/cli.conf"

/* Every key, and where its value goes. */
static const struct key {
    const char *name;
    bool of_profile;
    size_t offset;
} keys[] = {
    { "profile", false, offsetof(struct config, profile) },
    { "lang", false, offsetof(struct config, lang) },
    { "editor", false, offsetof(struct config, editor) },
    { "pager", false, offsetof(struct config, pager) },
    { "color", false, offsetof(struct config, color) },
    { "timeout", false, offsetof(struct config, timeout) },
    { "broker", true, offsetof(struct config, broker) },
    { "ca_file", true, offsetof(struct config, ca_file) },
    { "user", true, offsetof(struct config, user) },
    { "device", true, offsetof(struct config, device) },
    { "theme", true, offsetof(struct config, theme) },
    { "team", true, offsetof(struct config, team) },
    { "municipality", true, offsetof(struct config, municipality) },
};

struct reading {
    struct config *config;
    const char *profile; /* whose section counts; NULL while only the general keys are read */
    struct arena *arena;
    struct config_fault *fault;
};

static const char *keep(struct reading *r, const char *text)
{
    return arena_copy(r->arena, span_of(text)).ptr;
}

static int unknown(struct reading *r, const char *name, bool of_profile)
{
    if (r->fault->key != NULL)
        return 0;
    r->fault->key = keep(r, name);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (keys[i].of_profile == of_profile)
            nearest_try(name, keys[i].name, &r->fault->nearest);
    return 0;
}

static int set_key(struct reading *r, const char *name, const char *value, bool of_profile, bool counts)
{
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i].name, name) != 0 || keys[i].of_profile != of_profile)
            continue;
        const char *kept = keep(r, value);
        if (counts && kept != NULL)
            memcpy((char *)r->config + keys[i].offset, &kept, sizeof(const char *));
        return 1;
    }
    return unknown(r, name, of_profile);
}

static int set_alias(struct reading *r, const char *name, const char *value)
{
    struct config *config = r->config;

    if (config->alias_count == CONFIG_ALIASES_MAX)
        return 0;
    config->aliases[config->alias_count++] = (struct config_alias){ keep(r, name), keep(r, value) };
    return 1;
}

/* inih calls this for each key; 0 says that the line is wrong. */
static int on_key(void *to, const char *section, const char *name, const char *value)
{
    struct reading *r = to;

    if (section[0] == '\0')
        return set_key(r, name, value, false, true);
    if (strcmp(section, "alias") == 0)
        return r->profile == NULL ? 1 : set_alias(r, name, value);
    if (strncmp(section, "profile ", 8) == 0)
        return set_key(r, name, value, true, r->profile != NULL && strcmp(section + 8, r->profile) == 0);
    return unknown(r, section, false);
}

/* A file that is not there has no settings, unless it was asked for. */
static bool read_file(struct reading *r, const char *path, bool must_exist)
{
    FILE *file = fopen(path, "re");

    snprintf(r->fault->file.text, sizeof r->fault->file.text, "%s", path);
    if (file == NULL) {
        r->fault->line = 0;
        return !must_exist && errno == ENOENT;
    }
    r->fault->line = ini_parse_file(file, on_key, r);
    fclose(file);
    return r->fault->line == 0;
}

static bool read_files(struct reading *r, const char *file)
{
    struct path own = paths_file(PATHS_CONFIG, "config");

    if (!read_file(r, SYSTEM_FILE, false))
        return false;
    if (file != NULL)
        return read_file(r, file, true);
    return own.text[0] == '\0' || read_file(r, own.text, false);
}

/* Twice: which profile counts is known only when all files have been read. */
bool config_read(struct config *config, const char *file, const char *profile, struct arena *arena,
                 struct config_fault *fault)
{
    struct reading r = { .config = config, .arena = arena, .fault = fault };

    *config = (struct config){ 0 };
    *fault = (struct config_fault){ 0 };
    if (!read_files(&r, file))
        return false;
    if (profile != NULL)
        config->profile = profile;
    if (config->profile == NULL)
        config->profile = CONFIG_PROFILE;
    const char *chosen = config->profile;
    r.profile = chosen;
    bool ok = read_files(&r, file);
    config->profile = chosen;
    return ok;
}

const char *config_alias(const struct config *config, const char *name)
{
    for (size_t i = config->alias_count; i > 0; i--)
        if (strcmp(config->aliases[i - 1].name, name) == 0)
            return config->aliases[i - 1].words;
    return NULL;
}
