/* A digest as a mail: head, and the same letter as text and as HTML. Pure; texts are in the arena. */
#ifndef VAKWERK_MAIL_MESSAGE_H
#define VAKWERK_MAIL_MESSAGE_H

#include "proto/arena.h"
#include "proto/schema.h"
#include "settings.h"

struct message {
    const char *from, *to; /* of the envelope */
    struct span text;      /* lines that end in CR LF, seven bits, none too long for a mail server */
};

/* False when the address is none that a mail can go to, or memory is out. */
bool message_make(struct message *message, const struct settings *settings, struct span member,
                  const struct msg_digest_is *digest, struct arena *arena);

#endif
