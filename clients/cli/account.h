/* What the daemon knows about the person: read once in a run, when a command needs it. */
#ifndef VAKWERK_CLI_ACCOUNT_H
#define VAKWERK_CLI_ACCOUNT_H

#include "cli.h"

/* 0, or the exit code after fail(). */
int account_read(struct cli *cli, struct msg_myself *me);

/* The name on screens of a theme or team; the slug itself when it is not among them. */
const char *account_place_name(struct cli *cli, const struct msg_place *places, size_t count, const char *slug);

/*
 * The theme that was asked for, or of the settings, or asked now. 0 with *slug, or the exit code after fail().
 */
int account_choose_theme(struct cli *cli, const char *wanted, const char **slug);

/* The same for the team: the only one of the member when nothing is said. */
int account_choose_team(struct cli *cli, const char *wanted, const char **slug);

/* One's own organisation: the only one. 0 with its slug and its name on screens, or the exit code after fail(). */
int account_choose_organisation(struct cli *cli, const char **slug, const char **name);

/* Says that there is no such theme or team, and which may have been meant. Returns the exit code. */
int account_no_such_place(struct cli *cli, enum topic_place place, const char *slug);

#endif
