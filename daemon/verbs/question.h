/*
 * How a question or an answer comes into the database: what ask and answer share with what another region tells. Of a
 * request, as a handler; the faults are its own.
 */
#ifndef VAKWERK_QUESTION_H
#define VAKWERK_QUESTION_H

#include "daemon/request.h"

/* Adds a question whose fields are filled in, under a code that is free. */
int question_add(struct request *rq, struct post *post);

/* Sources are looked at as all that is posted: their titles, and their addresses as they are meant. */
int question_check_sources(struct request *rq, const struct msg_source *sources, size_t count);

/* An answer is where its question is. */
void question_begin_answer(const struct post *question, struct post *answer);

/* Adds an answer whose fields are filled in, with its number, code and sources; it is counted unless it is held. */
int question_add_answer(struct request *rq, const struct post *question, const struct msg_source *sources, size_t count,
                        struct post *answer);

#endif
