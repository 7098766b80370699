/* A mail to afmelden+TOKEN@host: its sender wants no more mail. */
#ifndef VAKWERK_MAIL_INCOMING_H
#define VAKWERK_MAIL_INCOMING_H

#include "proto/arena.h"
#include "settings.h"

#include <stdio.h>

/* The token in one of these: an address, or the head of a mail. "" when there is none; in the arena. */
const char *incoming_token(const struct settings *settings, const char *text, struct arena *arena);

/* Reads one mail and tells the daemon. `address` is to whom it was, or NULL. An exit code of sysexits.h. */
int incoming_run(const struct settings *settings, FILE *mail, const char *address, struct arena *arena);

#endif
