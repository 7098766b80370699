/* The support roles and the steps of the ladder, as people call them. Texts are of the catalogue or in the arena. */
#ifndef VAKWERK_CLI_SUPPORT_H
#define VAKWERK_CLI_SUPPORT_H

#include "cli.h"

/* "werkbegeleider" for coach; the word itself for a role of a later version. */
const char *support_name(struct cli *cli, struct span role);

/* The roles by name, separated by commas. */
const char *support_names(struct cli *cli, const struct span *roles, size_t count);

/* The word for the daemon of what was typed: coach, or werkbegeleider. Something else stays as it is. */
struct span support_role(struct span typed);

/* "asked of neighbouring teams", "waits for the jurist"; "" while it is with its own team, or needs nobody. */
const char *support_step(struct cli *cli, const struct msg_thing *thing);

/* The same in a word, for a column: "neighbours", "jurist"; "own team". */
const char *support_step_word(struct cli *cli, const struct msg_thing *thing);

/* Reads --senior yes|no. 0, or the exit code after fail(). */
int support_read_senior(struct cli *cli, bool *senior, bool *given);

#endif
