/*
 * Judges what clients saw against what the database holds. It knows the protocol's promises and the names of the
 * tables, and nothing of the daemon. The history is a text file, one fact on a line, in the order in which the
 * clients learned them; words are separated by one space and the last may hold spaces:
 *
 *   B <seq> <post>                                the newest seq and post before the clients began
 *   S <id> <member> <verb> <text>                 a request was sent for the first time; its text is like no other
 *   R <id> <ok or error> <code or -> <seq>        a reply came
 *   K <reader>                                    a reader connected, again perhaps
 *   E <reader> <space> <seq> <prev> <event> <code>  an event arrived; space: theme/wacht, team/delft, out/anna
 *   C <reader> <seq> <space>                      an event was caught up with
 *   Z <seq> <reader> <spaces>                     this reader has seen all up to there; spaces: theme/% or team/delft.
 *                                                 Later the daemon may tell by itself that a question waits long
 */
#ifndef VAKWERK_TEST_JUDGE_H
#define VAKWERK_TEST_JUDGE_H

#include <stdio.h>

/* Says on `to` what is wrong, with an example of each kind; how many facts are wrong, or -1 when a file cannot be read.
 */
int judge(const char *history, const char *database, FILE *to);

#endif
