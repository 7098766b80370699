/*
 * Questions of random words, some common and most rare, as in a language: a title of about 80 characters, a text of
 * about 400 bytes. No two requests have the same text.
 */
#ifndef VAKWERK_BENCH_QUESTION_H
#define VAKWERK_BENCH_QUESTION_H

#include "proto/id.h"
#include "proto/span.h"

enum { QUESTION_TITLE = 80, QUESTION_TEXT = 400 };

struct question {
    char title[QUESTION_TITLE + 16], text[QUESTION_TEXT + 16];
};

/* Another one each time. */
void question_make(struct question *question);

struct question_payload {
    char bytes[1024];
    size_t len, id_at, mark_at;
};

/* So many words beside each other, to look for. */
void question_words(char *out, size_t bytes, int count);

/* The request `ask` as it goes over the wire, with a new id. */
void question_encode(const struct question *question, struct question_payload *out);

/* The same text as the answer to the question with that code, with a new id. */
void question_encode_answer(const struct question *question, const char *code, struct question_payload *out);

/* Whether a reply says that it was accepted. */
bool question_is_accepted(struct span reply);

/* The same question with a new id and a word of its own: another request. */
void question_renew(struct question_payload *payload);

#endif
