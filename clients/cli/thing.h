/* Questions, answers, tips and notices as people read them. Texts are clean and in the arena. */
#ifndef VAKWERK_CLI_THING_H
#define VAKWERK_CLI_THING_H

#include "cli.h"

/* One line of a text of somebody else; "" when absent. */
const char *thing_line(struct cli *cli, struct span text);

/* A code for the daemon: as people type it, in capitals. */
struct span thing_code(struct cli *cli, const char *typed);

/* 0, or the exit code after fail(): it is no code. */
int thing_check_code(struct cli *cli, struct span code);

/* What stands in the place of a text that is gone: "(withdrawn)". */
const char *thing_gone(const struct msg_thing *thing);

/* Title of a question, else the beginning of the text. */
const char *thing_summary(struct cli *cli, const struct msg_thing *thing);

/* "jurist (SKJ) · Sanne de Wit, Team Delft"; "a colleague" when asked anonymously. */
const char *thing_who(struct cli *cli, const struct msg_thing *thing);

/* "no answer yet", "3 answers", "answered". */
const char *thing_state(struct cli *cli, const struct msg_thing *thing);

/* An option's list, separated by commas; NULL when it was not given, no elements when it was given but empty. */
const struct span *thing_words(struct cli *cli, enum option option, size_t *count);

/* "draft", "in development", "version 2": how it stands with a lesson or guide. */
const char *thing_lesson_state(struct cli *cli, const struct msg_thing *thing);

/* Where a thing that was posted can be read; organisation: the name of the one it is for alone, or NULL. */
const char *thing_audience(struct cli *cli, enum topic_place place, const char *organisation, bool on_screens);

#endif
