#include "config.h"

#include "nearest.h"
#include "paths.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdio.h>
#include <stdlib.h>

#define N_(text) text

#define ALIAS         "alias"
#define PROFILE       "profile "
#define TIMEOUT_MAX_S 3600

/* ---- the keys ---- */

static bool is_seconds(const char *value)
{
    char *end;
    long seconds = strtol(value, &end, 10);

    return isdigit((unsigned char)value[0]) && *end == '\0' && seconds >= 1 && seconds <= TIMEOUT_MAX_S;
}

/* host and host:port are completed at the login. */
static bool is_server(const char *value)
{
    const char *scheme = strstr(value, "://");

    if (strpbrk(value, " \t") != NULL || value[0] == '\0')
        return false;
    return scheme == NULL || strncmp(value, "mqtt://", 7) == 0 || strncmp(value, "mqtts://", 8) == 0;
}

#define GENERAL(name, value, fits, help)                                                                               \
    {                                                                                                                  \
#name, false, offsetof(struct config, name), value, fits, help                                                 \
    }
#define OF_PROFILE(name, value, fits, help)                                                                            \
    {                                                                                                                  \
#name, true, offsetof(struct config, name), value, fits, help                                                  \
    }

const struct config_key config_keys[] = {
    GENERAL(profile, N_("NAME"), NULL, N_("the profile that is used when --profile does not say it")),
    GENERAL(lang, "nl|en", NULL, N_("the language of the output")),
    GENERAL(editor, N_("COMMAND"), NULL, N_("your editor, such as nano")),
    GENERAL(pager, N_("COMMAND"), NULL, N_("what shows long output, such as less -FRX")),
    GENERAL(color, "auto|always|never", NULL, N_("when there are colours")),
    GENERAL(timeout, N_("SECONDS"), is_seconds, N_("wait this long for an answer (5)")),
    GENERAL(contact, N_("TEXT"), NULL, N_("whom to ask for help, shown by vakwerk help")),
    OF_PROFILE(broker, "URL", is_server, N_("the server: mqtts://host:port")),
    OF_PROFILE(ca_file, N_("FILE"), NULL, N_("certificates that are trusted")),
    OF_PROFILE(user, N_("NAME"), NULL, N_("your user name")),
    OF_PROFILE(password, "keyring|file|command", NULL, N_("where the secret of this computer is kept")),
    OF_PROFILE(password_command, N_("COMMAND"), NULL, N_("with password = command: what prints the secret")),
    OF_PROFILE(device, N_("NAME"), NULL, N_("what to call this computer")),
    OF_PROFILE(theme, N_("THEME"), NULL, N_("the theme you ask in when you name none")),
    OF_PROFILE(team, N_("TEAM"), NULL, N_("the team you mean when you name none")),
    OF_PROFILE(municipality, N_("NAME"), NULL, N_("the municipality you mean when you name none")),
    { .name = NULL },
};

const struct config_key *config_key(const char *name, const char **nearest)
{
    const char *near = NULL;

    for (const struct config_key *key = config_keys; key->name != NULL; key++) {
        if (strcmp(key->name, name) == 0)
            return key;
        nearest_try(name, key->name, &near);
    }
    if (nearest != NULL)
        *nearest = near;
    return NULL;
}

static bool is_one_of(const char *choices, const char *value)
{
    for (; *choices != '\0'; choices += *choices == '|') {
        size_t len = strcspn(choices, "|");
        if (strlen(value) == len && strncmp(choices, value, len) == 0)
            return true;
        choices += len;
    }
    return false;
}

bool config_fits(const struct config_key *key, const char *value)
{
    if (key->fits != NULL)
        return key->fits(value);
    return strchr(key->value, '|') == NULL || is_one_of(key->value, value);
}

const char *config_value(const struct config *config, const struct config_key *key)
{
    const char *value;

    memcpy(&value, (const char *)config + key->offset, sizeof value);
    return value;
}

/* ---- reading ---- */

struct reading {
    struct config *config;
    const char *profile; /* whose section counts; NULL while only the general keys are read */
    struct arena *arena;
    struct config_fault *fault;
    FILE *file;
    struct path_text name;
    int line;
};

static const char *keep(struct reading *r, const char *text)
{
    return arena_copy(r->arena, span_of(text)).ptr;
}

static struct config_fault at_line(struct reading *r, enum config_problem problem, const char *key, const char *hint)
{
    return (
        struct config_fault){ .problem = problem, .file = r->name, .line = r->line, .key = keep(r, key), .hint = hint };
}

/* Once for each line: the files are read twice. */
static void warn(struct reading *r, const char *name, bool of_profile)
{
    struct config *config = r->config;
    const char *nearest = NULL;

    if (r->profile != NULL || config->warning_count == CONFIG_WARNINGS_MAX)
        return;
    for (const struct config_key *key = config_keys; key->name != NULL; key++)
        if (key->of_profile == of_profile)
            nearest_try(name, key->name, &nearest);
    config->warnings[config->warning_count++] = at_line(r, CONFIG_UNKNOWN, name, nearest);
}

static bool set_key(struct reading *r, const char *name, const char *value, bool of_profile, bool counts)
{
    const char *nearest;
    const struct config_key *key = config_key(name, &nearest);

    if (key == NULL || key->of_profile != of_profile) {
        warn(r, name, of_profile);
        return true;
    }
    if (!config_fits(key, value)) {
        *r->fault = at_line(r, CONFIG_BAD_VALUE, name, strchr(key->value, '|') == NULL ? NULL : key->value);
        return false;
    }
    const char *kept = keep(r, value);
    if (counts && kept != NULL)
        memcpy((char *)r->config + key->offset, &kept, sizeof kept);
    return true;
}

static void set_alias(struct reading *r, const char *name, const char *value)
{
    struct config *config = r->config;

    if (r->profile != NULL && config->alias_count < CONFIG_ALIASES_MAX)
        config->aliases[config->alias_count++] = (struct config_alias){ keep(r, name), keep(r, value) };
}

static void note_profile(struct reading *r, const char *name)
{
    struct config *config = r->config;

    for (size_t i = 0; i < config->profile_count; i++)
        if (strcmp(config->profiles[i], name) == 0)
            return;
    if (config->profile_count < CONFIG_PROFILES_MAX)
        config->profiles[config->profile_count++] = keep(r, name);
}

/* inih calls this for each key; 0 says that the line is wrong. */
static int on_key(void *to, const char *section, const char *name, const char *value)
{
    struct reading *r = to;

    if (r->fault->problem != CONFIG_FINE)
        return 0;
    if (section[0] == '\0')
        return set_key(r, name, value, false, true);
    if (strcmp(section, ALIAS) == 0) {
        set_alias(r, name, value);
        return 1;
    }
    if (strncmp(section, PROFILE, strlen(PROFILE)) != 0) {
        warn(r, section, false);
        return 1;
    }
    section += strlen(PROFILE);
    note_profile(r, section);
    return set_key(r, name, value, true, r->profile != NULL && strcmp(section, r->profile) == 0);
}

/* inih names only the first wrong line, so the lines are counted here. */
static char *next_line(char *text, int room, void *from)
{
    struct reading *r = from;

    r->line++;
    return fgets(text, room, r->file);
}

/* A file that is not there has no settings, unless it was asked for. */
static bool read_file(struct reading *r, const char *path, bool must_exist)
{
    snprintf(r->name.text, sizeof r->name.text, "%s", path);
    r->line = 0;
    r->file = fopen(path, "re");
    if (r->file == NULL && !must_exist && errno == ENOENT)
        return true;
    if (r->file == NULL) {
        *r->fault = (struct config_fault){ .problem = CONFIG_UNREADABLE, .file = r->name };
        return false;
    }
    int wrong = ini_parse_stream(next_line, r, on_key, r);
    fclose(r->file);
    if (wrong != 0 && r->fault->problem == CONFIG_FINE)
        *r->fault = (struct config_fault){ .problem = CONFIG_NO_SETTING, .file = r->name, .line = wrong };
    return wrong == 0;
}

static bool read_files(struct reading *r, const char *file)
{
    struct path own = paths_file(PATHS_CONFIG, "config");

    if (!read_file(r, CONFIG_SYSTEM_FILE, false))
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
