/*
 * What stands on a team's screens in place of the cards while the team does something together: decided here, from the
 * database alone. Pure but for reading the store; any thread.
 */
#ifndef VAKWERK_BOARD_H
#define VAKWERK_BOARD_H

#include "daemon/settings.h"
#include "daemon/store/store_kiosk.h"
#include "proto/schema.h"

/* For the team's members. ERR_NOT_FOUND when it does nothing together. */
int board_make(struct store *store, const struct settings *settings, int64_t team, struct arena *arena,
               struct msg_board *out);

/*
 * For a screen: without a question that is kept off the screens, and where visitors pass without what is said. None when
 * its team is no longer in use.
 */
int board_for_kiosk(struct store *store, const struct settings *settings, const struct kiosk *kiosk,
                    struct arena *arena, struct msg_board *out);

/*
 * As MessagePack, of so many bytes at most: the oldest of what was said makes room, then what it is about. ptr NULL:
 * the arena is full.
 */
struct span board_encode(struct msg_board *board, size_t max_bytes, struct arena *arena);

#endif
