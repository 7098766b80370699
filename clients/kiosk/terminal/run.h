/* Being a screen in this terminal, until somebody ends it. */
#ifndef VAKWERK_TERMINAL_RUN_H
#define VAKWERK_TERMINAL_RUN_H

#include "clients/lib/vakwerk.h"
#include "newcomer.h"

enum run_result {
    RUN_ENDED,       /* by a key or SIGTERM */
    RUN_NO_TERMINAL, /* there is nothing to draw on */
    RUN_REFUSED,     /* the broker no longer knows this screen */
    RUN_PAIRED,      /* from now on it is somebody */
    RUN_NO_MEMORY
};

/* `v` is of a screen's account; `kiosk` and `server` are shown when something is wrong. */
enum run_result run_screen(struct vakwerk *v, const char *kiosk, const char *server);

struct run_place {
    const char *server, *ca_file; /* ca_file: see struct vakwerk_account */
    const char *version;
    bool was_paired; /* and was removed */
};

/* Shows digits until an administrator types them: RUN_PAIRED with who the screen is, to be written down at once. */
enum run_result run_pairing(const struct run_place *place, struct newcomer_account *out);

#endif
