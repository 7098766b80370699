/* A person's own settings file, and telling what is wrong with it. */
#ifndef VAKWERK_CLI_SETTINGS_H
#define VAKWERK_CLI_SETTINGS_H

#include "cli.h"

/* Where it is: --config, else the one of the person. */
const char *settings_file(struct cli *cli);

/* Reads the settings. A fault is told later (settings_bad), when the language is known, which they may say. */
bool settings_read(struct cli *cli, struct config_fault *fault);

/* Says what is wrong with file and line. Returns the exit code. */
int settings_bad(struct cli *cli, const struct config_fault *fault);

/* Says on stderr which lines were passed over. */
void settings_warn(struct cli *cli);

/* One of those lines as text, and what to do about it. */
const char *settings_warning(struct cli *cli, const struct config_fault *fault);
const char *settings_tip(struct cli *cli, const struct config_fault *fault);

/* Makes the folder of the file. */
bool settings_folder(struct cli *cli);

/* Writes one line of it, or takes it out (NULL). False with errno. */
bool settings_write(struct cli *cli, const char *section, const char *key, const char *value);

#endif
