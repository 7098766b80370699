/* The person's own editor. */
#ifndef VAKWERK_CLI_EDITOR_H
#define VAKWERK_CLI_EDITOR_H

#include <stdbool.h>

struct cli;

/* The command that opens the editor; of the run. */
const char *editor_command(const struct cli *cli);

/* Opens a file in VAKWERK_EDITOR, the setting, VISUAL, EDITOR, sensible-editor or nano. False when that failed. */
bool editor_open(struct cli *cli, const char *path);

#endif
