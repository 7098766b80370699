/*
 * A guided conversation: steps from a file, each with a question and ways an answer points. What comes out is what was
 * said, for people to talk about; nothing is added up. Held at a terminal nothing of it leaves this computer.
 */
#ifndef VAKWERK_CLI_TALK_H
#define VAKWERK_CLI_TALK_H

#include "recipe_file.h"

#define TALK_STEPS_MAX   (RECIPE_PARTS_MAX - 1)
#define TALK_ANSWERS_MAX 8

struct talk_step {
    const char *part, *indicator, *question, *source, *date;
    struct talk_answer {
        const char *text, *points_to; /* points_to: "" when the file says nothing */
    } answers[TALK_ANSWERS_MAX];
    size_t answer_count; /* 0: own words alone */
};

struct talk {
    const char *name, *title, *source, *date;
    struct talk_step steps[TALK_STEPS_MAX];
    size_t count;
    uint64_t mark; /* of the questions and answers: two files with the same one ask the same */
};

/* Reads a shipped talk, or a file of the person's own. 0, or the exit code after fail(), with file and line. */
int talk_read(struct cli *cli, const char *name, struct talk *out);

#endif
