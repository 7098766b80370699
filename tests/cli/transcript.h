/*
 * Sessions at a terminal of 80 columns as a text that reads like one, run line by line and compared byte for byte.
 *
 *   ## a remark
 *   $ vakwerk show 7K3F          a command; what follows, up to the next one, is what must appear
 *   Thema: «wacht»               between these marks: what is typed when all before it has appeared
 *   Code: «*7K3F»                with a star: typed while the terminal does not show it
 *   Thema: «wa⇥»                 ends with the Tab key, and not with Enter
 *   $ echo $?                    the exit code of the command before
 *   % cp a b                     made ready by a shell, must succeed, its output does not count
 *   %7K3F vakwerk list …         the same; the first word of its output is the code that is called 7K3F here
 *   @ away, @ back               the daemon and its broker stop, and start again
 *   @ hangs 482913               a page in a team's room shows these digits
 *   @ enters 482913              it was paired, and is a screen from here on
 *   @ loses westland-1           this screen has no connection any more
 *
 * Codes differ from run to run: the first line says how they are called in this text (## codes: 7K3F …), and one that
 * first appears where such a name stands is what that name means from there on. The server's address is <server>, <n>
 * a number that is measured.
 */
#ifndef VAKWERK_TEST_TRANSCRIPT_H
#define VAKWERK_TEST_TRANSCRIPT_H

#include "tests/cli/shell.h"

/* Fails the test at the first difference. language: VAKWERK_LANG of all commands. */
void transcript_run(struct shell *shell, const char *path, const char *language);

#endif
