/* The loop: takes digests from the broker, writes them down, hands them over one by one, and reports. One thread. */
#ifndef VAKWERK_MAIL_MAILER_H
#define VAKWERK_MAIL_MAILER_H

#include "clients/lib/vakwerk.h"
#include "delivery.h"
#include "queue.h"

struct mailer {
    const struct settings *settings;
    struct vakwerk *v;
    struct queue *queue;
    struct delivery *delivery;
    const volatile sig_atomic_t *stop;
    struct arena arena; /* of one step */
    bool is_ready;      /* has said so */
    bool is_whole;      /* all digests that there are have been told */
    int64_t round;
    int64_t away_until, away_times; /* of the mail server */
    int64_t silent_until;           /* of the daemon: no reports until then */
    int64_t next_at;                /* when there is something to send; 0: nothing */
    int64_t forget_at;
    bool is_reporting; /* there is more to report */
};

/* Runs until it is to stop. An exit code of sysexits.h. */
int mailer_run(struct mailer *mailer);

#endif
