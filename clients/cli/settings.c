#include "settings.h"

#include "clients/text/words.h"
#include "config_file.h"
#include "out.h"
#include "paths.h"

#include <stdlib.h>

static const char *option_or_environment(struct cli *cli, enum option option, const char *name)
{
    const char *value = opt(cli, option), *environment = getenv(name);

    if (value != NULL)
        return value;
    return environment != NULL && environment[0] != '\0' ? environment : NULL;
}

const char *settings_file(struct cli *cli)
{
    const char *named = option_or_environment(cli, OPT_CONFIG, "VAKWERK_CONFIG");

    return named != NULL ? named : say(cli, "%s", paths_file(PATHS_CONFIG, "config").text);
}

bool settings_read(struct cli *cli, struct config_fault *fault)
{
    return config_read(&cli->config, option_or_environment(cli, OPT_CONFIG, "VAKWERK_CONFIG"),
                       option_or_environment(cli, OPT_PROFILE, "VAKWERK_PROFILE"), &cli->arena, fault);
}

/* The key comes from a file that somebody may have sent along. */
static const char *what_is_wrong(struct cli *cli, const struct config_fault *fault)
{
    const char *file = say(cli, "%s", paths_shown(fault->file.text).text);
    const char *key = fault->key == NULL ? "" : words_line(&cli->arena, span_of(fault->key));

    switch (fault->problem) {
    case CONFIG_UNREADABLE:
        return say(cli, _("cannot read the settings in %s"), file);
    case CONFIG_NO_SETTING:
        return say(cli, _("line %d in %s is not in order"), fault->line, file);
    case CONFIG_BAD_VALUE:
        return say(cli, _("line %d in %s: this cannot be the value of '%s'"), fault->line, file, key);
    case CONFIG_UNKNOWN:
        return say(cli, _("line %d in %s: I do not know '%s'"), fault->line, file, key);
    case CONFIG_FINE:
        break;
    }
    return "";
}

int settings_bad(struct cli *cli, const struct config_fault *fault)
{
    const char *tip = fault->problem == CONFIG_NO_SETTING  ? _("each line is: name = value")
                      : fault->problem != CONFIG_BAD_VALUE ? NULL
                      : fault->hint != NULL                ? fault->hint
                                                           : "man vakwerk-config";

    return fail(cli, CLI_USAGE, what_is_wrong(cli, fault), tip);
}

const char *settings_warning(struct cli *cli, const struct config_fault *fault)
{
    return what_is_wrong(cli, fault);
}

const char *settings_tip(struct cli *cli, const struct config_fault *fault)
{
    return fault->hint == NULL ? "vakwerk config edit" : say(cli, _("did you mean '%s'?"), fault->hint);
}

void settings_warn(struct cli *cli)
{
    for (size_t i = 0; i < cli->config.warning_count; i++) {
        const struct config_fault *fault = &cli->config.warnings[i];
        out_warn(cli, say(cli, "%s\n%s %s", settings_warning(cli, fault), _("Tip:"), settings_tip(cli, fault)));
    }
}

bool settings_folder(struct cli *cli)
{
    struct path path;

    snprintf(path.text, sizeof path.text, "%s", settings_file(cli));
    return path.text[0] != '/' || paths_make_folder(&path);
}

bool settings_write(struct cli *cli, const char *section, const char *key, const char *value)
{
    return settings_folder(cli) && config_file_set(settings_file(cli), section, key, value, &cli->arena);
}
