/* Questions of random words: a title of about 80 characters, a text of about 400 bytes. */
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
    size_t len, id_at;
};

/* The request `ask` as it goes over the wire, with a new id. */
void question_encode(const struct question *question, struct question_payload *out);

/* The same text as the answer to the question with that code, with a new id. */
void question_encode_answer(const struct question *question, const char *code, struct question_payload *out);

/* The same question under a new id: another request. */
void question_renew(struct question_payload *payload);

#endif
