/*
 * What is heard that is no request: what screens say of themselves, fingers on them, what the broker holds for them, and
 * what other regions reply. Of the writer's thread alone.
 */
#ifndef VAKWERK_HEARING_H
#define VAKWERK_HEARING_H

#include "daemon/agenda.h"
#include "daemon/courier.h"
#include "daemon/dispatch.h"
#include "daemon/rights.h"
#include "daemon/screen/pairing.h"
#include "daemon/screen/screens.h"

struct hearing {
    struct store *store; /* all borrowed */
    const struct settings *settings;
    struct rights_file *rights;
    struct screens *screens;
    struct pairing *pairing;
    struct courier *courier;
    struct dispatch *dispatch;
    struct agenda *agenda;
    struct arena *scratch;
};

/* Takes it out of the list, and sends what it leads to. Returns the requests, which stay. */
struct inbox_item *hearing_take(const struct hearing *hearing, struct inbox_item *items);

#endif
