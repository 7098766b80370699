#include "delivery.h"

#include "sendmail.h"
#include "smtp.h"

#include <stdlib.h>

struct delivery {
    struct smtp *smtp; /* NULL: by sendmail */
    struct sendmail sendmail;
};

struct delivery *delivery_open(const struct settings *settings, const volatile sig_atomic_t *stop, const char **wrong)
{
    struct delivery *delivery = calloc(1, sizeof *delivery);

    *wrong = "memory is out";
    if (delivery == NULL)
        return NULL;
    if (strcmp(settings->by, "sendmail") == 0) {
        delivery->sendmail = (struct sendmail){ .settings = settings, .stop = stop };
        return delivery;
    }
    delivery->smtp = smtp_open(settings, stop, wrong);
    if (delivery->smtp != NULL)
        return delivery;
    free(delivery);
    return NULL;
}

void delivery_close(struct delivery *delivery)
{
    if (delivery == NULL)
        return;
    smtp_close(delivery->smtp);
    free(delivery);
}

enum delivery_result delivery_send(struct delivery *delivery, const struct message *message,
                                   const struct delivery_last *last)
{
    return delivery->smtp != NULL ? smtp_send(delivery->smtp, message, last)
                                  : sendmail_send(&delivery->sendmail, message, last);
}

const char *delivery_why(const struct delivery *delivery, long *code)
{
    if (delivery->smtp != NULL)
        return smtp_why(delivery->smtp, code);
    *code = delivery->sendmail.code;
    return "sendmail";
}

void delivery_rest(struct delivery *delivery)
{
    if (delivery->smtp != NULL)
        smtp_rest(delivery->smtp);
}
