/* Questions to the person, on stderr so that answers stay apart. */
#ifndef VAKWERK_CLI_PROMPT_H
#define VAKWERK_CLI_PROMPT_H

#include "cli.h"

/* One line; `otherwise` (or NULL) is what an empty line means. NULL when there is no more input. */
const char *prompt_line(struct cli *cli, const char *question, const char *otherwise);

struct prompt_word {
    const char *word, *name; /* short, and as it stands on screens; NULL ends a list */
};

enum { PROMPT_WORD_BYTES = 128 };

/*
 * One line that should be a word of a list: Tab types the rest of it, or lists what it can be. A terminal that obeys
 * nothing gets the list first. NULL when there is no more input.
 */
const char *prompt_word(struct cli *cli, const char *question, const struct prompt_word *words);

/* Yes or no; an empty line means `otherwise`, no more input means no. */
bool prompt_yes(struct cli *cli, const char *question, bool otherwise);

/* One line that is not shown while it is typed; from standard input when there is no terminal. */
const char *prompt_secret(struct cli *cli, const char *question);

/*
 * Asks before something that cannot be undone. 0 to go on; without anybody to ask, --yes is needed. The exit
 * code when not.
 */
int prompt_sure(struct cli *cli, const char *question);

#endif
