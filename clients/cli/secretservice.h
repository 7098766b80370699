/*
 * The only file that knows libsecret, which need not be there: it is loaded when it is called. Run in a process of its
 * own, as `vakwerk __keyring get|keep|forget SERVER MEMBER DEVICE`: the secret comes on stdin and goes to stdout.
 * https://gnome.pages.gitlab.gnome.org/libsecret/ says what its calls do.
 */
#ifndef VAKWERK_CLI_SECRETSERVICE_H
#define VAKWERK_CLI_SECRETSERVICE_H

#include <stdbool.h>

#define SECRETSERVICE_COMMAND "__keyring"
#define SECRETSERVICE_GET     "get"
#define SECRETSERVICE_KEEP    "keep"
#define SECRETSERVICE_FORGET  "forget"

/* Whether the program was started to do this, and nothing else. */
bool secretservice_wanted(int argc, const char *const *argv);

/* 0 when it was done. */
int secretservice_serve(const char *const *argv);

#endif
