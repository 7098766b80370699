/*
 * The codes that people say and type: 7K3F for a question, 7K3F.3 for its third answer, T41 for a tip, S7 for a signal,
 * L12 for a lesson, W3 for a guide (wegwijzer), A5 for a notice (aankondiging). No vowels among the letters of a
 * question, so that no code is a word; no look-alikes of 0, 1 or U. Pure, any thread.
 */
#ifndef VAKWERK_CODE_H
#define VAKWERK_CODE_H

#include "span.h"

#include <stdint.h>

#define CODE_MIN      4  /* letters of a question's code, to begin with */
#define CODE_MAX      10 /* and at the most */
#define CODE_TEXT_MAX 32

/* What code_read() knows, as a regular expression for programs of others (POSIX extended, ECMA-262). */
#define CODE_PATTERN                                                                                                   \
    "^([TSLWA][1-9][0-9]{0,8}|[23456789BCDFGHJKMNPQRVXZ][23456789BCDFGHJKMNPQRSTVWXZ]{3,9}(\\.[1-9][0-9]{0,8})?)$"

struct code {
    enum code_kind {
        CODE_BAD,
        CODE_QUESTION,
        CODE_ANSWER,
        CODE_TIP,
        CODE_SIGNAL,
        CODE_LESSON,
        CODE_GUIDE,
        CODE_NOTICE
    } kind;
    struct span question; /* of a QUESTION or an ANSWER; points into the text */
    int64_t number;       /* of anything but a QUESTION: from 1 */
};

struct code_text {
    char text[CODE_TEXT_MAX];
};

/* Reads a code; kind is CODE_BAD when it is none. */
struct code code_read(struct span text);

/* How many different codes of this length there are. */
int64_t code_space(size_t length);

/* A question's code of this length from as many random bytes. */
struct code_text code_question(size_t length, const unsigned char *random);

struct code_text code_answer(struct span question, int64_t number);
struct code_text code_tip(int64_t number);
struct code_text code_signal(int64_t number);
struct code_text code_lesson(int64_t number);
struct code_text code_guide(int64_t number);
struct code_text code_notice(int64_t number);

/* Writes `length` characters of the alphabet, each from one random byte; for secrets. No NUL is added. */
void code_spell(char *out, size_t length, const unsigned char *random);

#endif
