/* What the client-safe gate knows of Dutch words: only kinds of words, no names of clients. Constant, any thread. */
#ifndef VAKWERK_IDENTIFY_WORDS_H
#define VAKWERK_IDENTIFY_WORDS_H

#include "span.h"

enum {
    PERSON = 1 << 0,   /* moeder, jongere: a capitalised word behind it is a name */
    TITLE = 1 << 1,    /* mevrouw, gezin: the same, also with van der */
    PARTICLE = 1 << 2, /* van, der, el: inside a surname */
    CALLED = 1 << 3,   /* heet, genaamd */
    NAMED = 1 << 4,    /* naam, noemt */
    NO_NAME = 1 << 5,  /* capitalised, but no person: methods, places, peoples, first words of sentences */
    FIRST = 1 << 6,    /* a frequent first name */
    CAPTION = 1 << 7,  /* optie, bijlage: a letter behind it is no initial */
    THING = 1 << 8,    /* methode, boek: what is called so is no person */
    HOME = 1 << 9,     /* a telephone number beside it is somebody's own */
    OFFICE = 1 << 10,  /* an address or number beside it is public */
    BSN = 1 << 11,
    REGISTER = 1 << 12, /* skj, factuur: a number behind it is no BSN */
    FILED = 1 << 13,    /* dossier, zaak: a number behind it points at a client */
    NUMBER = 1 << 14,   /* nummer, nr */
    BIRTH = 1 << 15,
    LIMIT = 1 << 16, /* na, voor: a date behind it is a limit of a rule */
    MONTH = 1 << 17,
    NUMERAL = 1 << 18, /* zes, achtentwintig, nulzes; found by reading the word, not in the table */
    YEARS = 1 << 19,   /* jaar, jr */
    SCHOOL = 1 << 20,
    COLLEGE = 1 << 21,
    ACCOUNT = 1 << 22,
    MAILBOX = 1 << 23, /* info, wijkteam: a box that is nobody's own */
    FILLER = 1 << 24,  /* trouwens, ook: may stand between heet and a name */
    STEM = 1 << 25,    /* in the table only: every word that begins so */
    SURNAME = 1 << 26, /* a frequent surname */
    LIVES = 1 << 27,   /* woont, huisbezoek: a capitalised word with a number behind it is an address */
    PUPIL = 1 << 28,   /* leerling, klas: a capitalised word behind "op het" is a school */
    BODY = 1 << 29,    /* politie, school: its telephone is public, where it stands is not */
    GREETS = 1 << 30   /* groet, mvg: a name behind it is the writer's */
};

/* How a FIRST or a SURNAME is used otherwise: its value. */
enum {
    NAME_ONLY,
    NAME_OR_WORD,   /* in lower case also a word: amber, mark */
    NAME_OR_OPENING /* with a capital also the first word of a sentence: max, elke */
};

/* The value of other words of which it says something. */
enum {
    OF_HOME = 1, /* politie, deur, taxi: heard of where somebody lives */
    OF_AMOUNT    /* weken, km: a number before it counts something */
};

enum { WORD_BYTES = 24 };

struct meaning {
    unsigned flags;
    int value; /* of a MONTH, a NUMERAL (-1: only its digits are known), a name, or one of OF_... */
};

/* What is known of a word in lower case without accents; flags are 0 when nothing is. */
struct meaning word_find(struct span text);

/*
 * The same for a word with typing errors in it: geboortedtum, dosier. What is known of the key word that it was meant to
 * be, when that is one edit away (two of a long word) and begins alike; flags are 0 when it is none.
 */
struct meaning word_meant(struct span text);

/* The number that a word in lower case without accents says, up to 9999: zeven, derde, tweeduizendtwaalf. -1: none. */
int word_number(struct span text);

/*
 * The digits that a word says that is several numerals in one: nulzes. Returns how many, at most `max`; 0 when it is
 * no such word.
 */
size_t word_digits(struct span text, char *digits, size_t max);

/* Its letters are in the row: ten thousand pointers would be put right at each start of each program. */
struct word {
    char text[WORD_BYTES]; /* lower case, without accents; a test holds each row to its NUL */
    struct meaning meaning;
};

/* All of them, by their first letter; each list is sorted by the bytes of the words; a test holds them to that. */
struct word_list {
    const struct word *rows;
    size_t count;
};

enum { WORD_LETTERS = 26 };

extern const struct word_list word_lists[WORD_LETTERS];

#endif
