/*
 * The digits that unpaired screens show now, until an administrator types them. In memory only: a screen says them
 * again and again, so after a restart they are known within seconds. The writer thread only.
 */
#ifndef VAKWERK_PAIRING_H
#define VAKWERK_PAIRING_H

#include "daemon/outbox.h"

#define PAIRING_MAX 64
#define PAIRING_MS  INT64_C(600000) /* digits are good for ten minutes after they were first heard */

struct pairing;

struct pairing *pairing_new(void);
void pairing_free(struct pairing *pairing);

/* A screen shows these digits. It is told how long they are good for; nothing when they were used, or no place is. */
int pairing_hear(struct pairing *pairing, struct span digits, int64_t now_ms, struct outbox *out);

/*
 * Whether a screen shows these digits, and the request with this id may use them: another one has not. It may do so
 * again itself: its batch may be lost, and be tried anew.
 */
bool pairing_shows(struct pairing *pairing, struct span digits, struct span id, int64_t now_ms);

/* Uses them; they must be shown. */
void pairing_take(struct pairing *pairing, struct span digits, struct span id, int64_t now_ms);

#endif
