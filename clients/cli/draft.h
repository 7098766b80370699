/*
 * Drafts: what a person typed, in $XDG_STATE_HOME/vakwerk/drafts from before it is sent until the daemon has it.
 * The draft is the very file that the editor opens, so a crash at any moment leaves it behind.
 *
 *   the short question            (when it has one: the first line, then an empty one)
 *
 *   the text
 *   #: theme=regie                what else was chosen
 *   # lines with # do not count
 */
#ifndef VAKWERK_CLI_DRAFT_H
#define VAKWERK_CLI_DRAFT_H

#include "cli.h"
#include "paths.h"

#define DRAFT_BYTES_MAX (64 * 1024)
#define DRAFT_NOTES_MAX 8

struct draft {
    bool has_title;
    const char *title; /* "" when it has none */
    const char *text;
    struct draft_note {
        const char *name, *value;
    } notes[DRAFT_NOTES_MAX];
    size_t note_count;
};

/* Where the draft of this name is. */
struct path draft_path(const char *name);

/* Whether there is one. */
bool draft_exists(const char *name);

/* When it was last changed; 0 when there is none. */
int64_t draft_at(const char *name);

/*
 * Writes it down for good; `help` (or NULL) is what the editor shows as lines with #. One with another text is kept beside
 * it: nobody is asked whether it may go.
 */
bool draft_save(struct cli *cli, const char *name, const struct draft *draft, const char *help);

/*
 * Writes it down without waiting for the disk, for a text that comes from elsewhere and goes into the outbox next, which
 * waits for it. draft_settle() does so for one that stays.
 */
bool draft_save_soon(struct cli *cli, const char *name, const struct draft *draft);
void draft_settle(const char *name);

/* Reads it; texts in the arena. False when there is none. */
bool draft_load(struct cli *cli, const char *name, bool has_title, struct draft *out);

/* The daemon has it: the file goes. */
void draft_drop(const char *name);

/* When there is none, the last of those that were kept beside it takes its place. False when there is nothing to take. */
bool draft_take_older(const char *name);

/* The value of a note, or NULL. */
const char *draft_note(const struct draft *draft, const char *name);
void draft_add_note(struct draft *draft, const char *name, const char *value);

/* A source of an answer as it is typed; the first has number 1. */
const char *draft_source(struct cli *cli, const struct draft *draft, size_t number);
void draft_add_source(struct cli *cli, struct draft *draft, size_t number, const char *source);

/* Reads a whole stream, at most DRAFT_BYTES_MAX. NULL when it is larger or cannot be read. */
const char *draft_read_stream(struct cli *cli, FILE *stream);

/* Splits a title off a text that has no notes, as one writes it in a file. */
void draft_split(struct cli *cli, const char *whole, struct draft *out);

#endif
