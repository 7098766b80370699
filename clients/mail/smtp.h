/* Mail by SMTP, through libcurl. Several mails go over one connection. */
#ifndef VAKWERK_MAIL_SMTP_H
#define VAKWERK_MAIL_SMTP_H

#include "delivery.h"

struct smtp;

struct smtp *smtp_open(const struct settings *settings, const volatile sig_atomic_t *stop, const char **wrong);
void smtp_close(struct smtp *smtp);
enum delivery_result smtp_send(struct smtp *smtp, const struct message *message, const struct delivery_last *last);
const char *smtp_why(const struct smtp *smtp, long *code);
void smtp_rest(struct smtp *smtp);

#endif
