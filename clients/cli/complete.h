/*
 * What could stand at the cursor, for the shells: vakwerk __complete. From the tables and the cache; never the
 * network, since somebody waits with a finger on the key.
 *
 *   vakwerk __complete code|theme|team|kiosk [BEGIN]     what the cache knows
 *   vakwerk __complete line WORD... LAST                 for the line so far; LAST is the word at the cursor
 *
 * Each line is a candidate, a TAB, and what it is. A line of a colon alone: complete files.
 */
#ifndef VAKWERK_CLI_COMPLETE_H
#define VAKWERK_CLI_COMPLETE_H

#include "cli.h"

bool complete_wanted(int argc, const char *const *argv);

/*
 * The line's own arguments are read already, but for the last word, which is *last: so --profile and --lang count
 * for the candidates as well.
 */
int complete_print(struct cli *cli, const char *kind, const char *last, struct args_fault fault);

#endif
