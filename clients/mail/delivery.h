/*
 * Handing a mail over to who delivers it: an SMTP server through libcurl, or the sendmail program of this machine.
 * One thread. Nothing of an address or a text is logged.
 */
#ifndef VAKWERK_MAIL_DELIVERY_H
#define VAKWERK_MAIL_DELIVERY_H

#include "message.h"

#include <signal.h>

enum delivery_result {
    DELIVERY_DONE,
    DELIVERY_LATER,   /* this mail not now: the server says so for this address, or for this text */
    DELIVERY_AWAY,    /* no mail now: the server is away, or refuses us */
    DELIVERY_BOUNCED, /* that address takes no mail */
    DELIVERY_REFUSED, /* the server will never take this mail, which says nothing of the address */
};

/*
 * Called when all has been handed over but the mark that ends the mail: from then on it may have been taken. False: do
 * not end it, the mail is not to be sent now.
 */
struct delivery_last {
    bool (*before)(void *to);
    void *to;
};

struct delivery;

/* NULL when something of the settings cannot be used, with what it is in *wrong. `stop` ends a delivery under way. */
struct delivery *delivery_open(const struct settings *settings, const volatile sig_atomic_t *stop, const char **wrong);
void delivery_close(struct delivery *delivery);

enum delivery_result delivery_send(struct delivery *delivery, const struct message *message,
                                   const struct delivery_last *last);

/* Why the last one was not done, for the log: a word, and the server's number or 0. */
const char *delivery_why(const struct delivery *delivery, long *code);

/* Ends the connection: nothing is to be sent for a while. */
void delivery_rest(struct delivery *delivery);

#endif
