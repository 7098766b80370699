/*
 * A digest in words: what every writer of it prints, made once, from the message of the wire. Texts are in the
 * language that was chosen (clients/text/language.h), clean, and live in the arena that they were made with.
 */
#ifndef VAKWERK_DIGEST_LETTER_H
#define VAKWERK_DIGEST_LETTER_H

#include "proto/arena.h"
#include "proto/schema.h"

#define LETTER_SECTIONS_MAX 10
#define LETTER_ITEMS_MAX    9 /* the wire's eight, and the line about the others */
#define LETTER_PARTS_MAX    3
#define LETTER_NOTES_MAX    8
#define LETTER_WAYS_MAX     4

/* One thing. What is NULL is not there. */
struct letter_item {
    const char *group;                   /* heading above it, when it differs from that of the item before */
    const char *lead;                    /* why it is told */
    const char *title;                   /* the question, the tip, the kind of help */
    const char *parts[LETTER_PARTS_MAX]; /* about it, such as theme, team and age; NULL behind the last */
    const char *text;                    /* more words */
    const char *code;
    const char *figure, *before; /* of a waiting time */
    bool worse;                  /* it grew */
    const char *action;          /* what to do with it: "Read" */
    const char *command;         /* how, at a command line */
    const char *invite;          /* what a link to it says: "Read the answers" */
    const char *link;            /* where it leads in a browser: what comes behind the page's address */
    bool calls;                  /* it waits for somebody */
};

/* How the items of a section are drawn. */
enum letter_look {
    LETTER_PERSONAL, /* lead, title and what to do, each item apart */
    LETTER_LIST,     /* title, and about it */
    LETTER_TIP,
    LETTER_FIGURES,
    LETTER_PROSE
};

/* What the line about the others counts. */
enum letter_more { LETTER_QUESTIONS, LETTER_WAITS, LETTER_LESSONS };

struct letter_section {
    const char *title;
    enum letter_look look;
    int card; /* sections of the same card stand together where there are cards */
    struct letter_item items[LETTER_ITEMS_MAX];
    size_t count;
    int64_t more; /* how many others there are that have no item; the last item says so when there is a command */
    const char *more_command, *more_link;
    enum letter_more more_word;
};

/* A way to get it otherwise: what it is called, and the command. */
struct letter_way {
    const char *name, *command;
};

struct letter {
    const char *title;   /* Vakwerk: digest for Sanne */
    const char *days;    /* About Thursday 19 May 2022 */
    const char *subject; /* Vakwerk Thu 19 May: 2 for you, 8 new. Nothing of what it is about. */
    const char *summary; /* 8 new questions, 44 answers, 2 still open. */
    const char *reading; /* Reading time: 1 minute. */
    const char *notes[LETTER_NOTES_MAX];
    size_t note_count;
    struct letter_section sections[LETTER_SECTIONS_MAX];
    size_t section_count;
    const char *why;    /* You get this every workday at 7:00, if there is anything new. */
    const char *member; /* You are a member of Team Delft. NULL: of none */
    struct letter_way ways[LETTER_WAYS_MAX];
    size_t way_count;
    const char *page, *stop; /* of the options */
};

struct letter_options {
    bool brief;       /* long texts are cut */
    const char *page; /* address of the page for a phone; NULL: links lead nowhere */
    const char *stop; /* the address to which one mails "stop"; NULL: it does not go by mail */
};

#define LETTER_ARENA_BYTES (1024 * 1024) /* room for every letter; what finds none is an empty text */

/* Fills in the whole letter. Ages are those of when the digest was made. */
void letter_make(struct letter *letter, const struct msg_digest_is *digest, const struct letter_options *options,
                 struct arena *arena);

/*
 * Takes away the last item of the list that can spare it best, and counts it where its section says how many more
 * there are. False when there is nothing left to take.
 */
bool letter_shorten(struct letter *letter, struct arena *arena);

/* "every workday at 7:00, if there is anything new" */
const char *letter_frequency(struct span frequency, struct span at, struct arena *arena);

#endif
