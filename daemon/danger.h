/*
 * Words of acute safety. Whoever writes one is shown where there is help now, and a moderator reads the text; it is
 * posted all the same. A word too many costs a line on a screen, a word too few may cost more. Pure, any thread.
 */
#ifndef VAKWERK_DANGER_H
#define VAKWERK_DANGER_H

#include "proto/span.h"

/* What it may be about; bits. */
enum danger {
    DANGER_NOW = 1,      /* somebody is in danger now: 112 */
    DANGER_SUICIDE = 2,  /* 113 */
    DANGER_VIOLENCE = 4, /* abuse or violence at home: Veilig Thuis */
    DANGER_ALL = 7
};

/* What a text may be about: bits, 0 when it names no danger. */
unsigned danger_look(struct span text);

/* The wire's word for where there is help: 112, 113 or veilig-thuis; of one bit. */
const char *danger_help(enum danger danger);

#endif
