/* Being a screen in this terminal, until somebody ends it. */
#ifndef VAKWERK_TERMINAL_RUN_H
#define VAKWERK_TERMINAL_RUN_H

#include "clients/lib/vakwerk.h"

enum run_result {
    RUN_ENDED,       /* by a key or SIGTERM */
    RUN_NO_TERMINAL, /* there is nothing to draw on */
    RUN_REFUSED,     /* the broker no longer knows this screen */
    RUN_NO_MEMORY
};

/* `v` is of a screen's account; `kiosk` and `server` are shown when something is wrong. */
enum run_result run_screen(struct vakwerk *v, const char *kiosk, const char *server);

#endif
