/* A digest from a file of JSON, as the wire would bring it, and what the writers make of it. */
#ifndef VAKWERK_TEST_PAPER_H
#define VAKWERK_TEST_PAPER_H

#include "clients/digest/letter.h"

/* What the daemon and vakwerk-mail would give it. */
#define PAPER_PAGE "http://vakwerk.intern:9001/"
#define PAPER_STOP "afmelden+5H2Q8KD4M7PW3XVC@vakwerk.example"

/* Dutch, and Amsterdam: once, before the rest. */
void paper_setup(struct arena *arena);

/* Reads and decodes, as a client does; aborts when it is no digest. */
void paper_read(const char *path, struct arena *arena, struct msg_digest_is *digest);

/* As it is mailed. */
void paper_letter(const struct msg_digest_is *digest, struct arena *arena, struct letter *letter);

/* A whole file; NULL when it is not there. */
const char *paper_file(const char *path, struct arena *arena);

#endif
