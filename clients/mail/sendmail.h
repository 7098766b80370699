/* Mail by the sendmail program, which every mail server of a machine has. */
#ifndef VAKWERK_MAIL_SENDMAIL_H
#define VAKWERK_MAIL_SENDMAIL_H

#include "delivery.h"

struct sendmail {
    const struct settings *settings;
    const volatile sig_atomic_t *stop;
    int code; /* with which it ended, -1: not at all */
};

enum delivery_result sendmail_send(struct sendmail *sendmail, const struct message *message,
                                   const struct delivery_last *last);

#endif
