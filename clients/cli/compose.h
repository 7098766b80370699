/* Where a text comes from: an option, a file, a kept draft, or the editor. Whatever it is, it is a draft first. */
#ifndef VAKWERK_CLI_COMPOSE_H
#define VAKWERK_CLI_COMPOSE_H

#include "draft.h"

struct compose {
    const char *draft;   /* its name, such as answer-7K3F */
    const char *help;    /* lines for the editor, already in the person's language */
    const char *opens;   /* what is said when the editor opens; NULL: that what one saves is posted */
    bool has_title;      /* the first line is the short question */
    bool may_be_empty;   /* the text, not the title */
    bool wants_editor;   /* though there is enough already */
    bool leaves_nothing; /* when it is done no older draft stays either: it is somebody else's text */
    const char *missing; /* what to say when there is no text and nobody to ask */
    enum {
        COMPOSE_OFFERS, /* a kept draft to go on with, before the editor opens */
        COMPOSE_ANEW,   /* the person said no to it */
        COMPOSE_GOES_ON /* or yes, which is as good as --recover */
    } kept;
};

/* Notes in *draft whose it is: the same code means something else on another server. */
void compose_note_profile(struct cli *cli, struct draft *draft);

/* Asks whether to go on with what was begun before, when it is worth asking. Notes in *draft whose it is. */
void compose_offer(struct cli *cli, struct compose *compose, struct draft *draft);

/*
 * Fills in title and text of *draft, which holds what is known already (title, text before an edit, notes), and
 * writes the draft down. 0, or the exit code after fail().
 */
int compose_text(struct cli *cli, struct compose *compose, struct draft *draft);

/* After the write: the draft goes when the daemon or the outbox has the text. Returns the code. */
int compose_finish(const struct compose *compose, int code);

#endif
