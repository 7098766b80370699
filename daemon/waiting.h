/*
 * Waiting times as the wire shows them, for the verbs, the retained topics and the screens. A figure fades after some
 * days and is gone after some more (settings [waits]); fewer than five free places are told as "few", so that nobody
 * is recognised as the one who gets the last. Any thread.
 */
#ifndef VAKWERK_WAITING_H
#define VAKWERK_WAITING_H

#include "daemon/settings.h"
#include "daemon/store/store_wait.h"
#include "proto/schema.h"

#define WAITING_ROWS_MAX 500
#define WAITING_TIPS_MAX 3 /* with one row */

struct waiting_wanted {
    const struct settings *settings;
    int64_t now_ms;
    int64_t municipality, care; /* 0 for all */
    int64_t reader;             /* who said a figure reads it exactly; 0 is nobody in particular */
    bool stale;                 /* also what is gone */
};

struct waiting_rows {
    const struct msg_waiting *rows;
    size_t count;
    const struct msg_waiting_tip *tips; /* each once, those open to all */
    size_t tip_count;
};

/* The latest figures, with the tips that go with them. */
int waiting_list(struct store *store, const struct waiting_wanted *wanted, struct arena *arena,
                 struct waiting_rows *out);

/* The figures of one municipality and kind of help, the newest first, whatever their age; at most limit. */
int waiting_history(struct store *store, const struct waiting_wanted *wanted, size_t limit, struct arena *arena,
                    struct waiting_rows *out);

/* When a row is gone. */
int64_t waiting_gone_at(const struct msg_waiting *row, const struct settings *settings);

/* The next moment at which one of these rows fades or goes; INT64_MAX for never. */
int64_t waiting_next_change(const struct waiting_rows *rows, const struct settings *settings, int64_t now_ms);

#endif
