/* The account that may read digests: as whom vakwerk-mail logs in, kept in its folder. */
#ifndef VAKWERK_MAIL_ACCOUNT_H
#define VAKWERK_MAIL_ACCOUNT_H

#include "clients/lib/vakwerk.h"
#include "settings.h"

/* Opens a handle with what is kept. NULL with an exit code of sysexits.h, after saying why. */
struct vakwerk *account_open(const struct settings *settings, struct arena *arena, int *code);

/* Turns the one-time code on standard input into this machine's own secret, and keeps it. An exit code. */
int account_login(const struct settings *settings, const char *member, struct arena *arena);

/* What a call's result means for who started the program: an exit code. */
int account_exit(enum vakwerk_result result);

/* A file in the folder of the program, in the arena. */
const char *account_file(const struct settings *settings, const char *name, struct arena *arena);

#endif
