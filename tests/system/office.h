/*
 * A whole Vakwerk with the demo's people in it: an instance, the daemon, and whoever logs in.
 *
 *   office_open(&office, NULL);
 *   struct peer *sanne = office_member(&office, "s.dewit");
 *   json_t *reply = peer_call(sanne, "theme/wacht/ask", json_pack("{s:s}", "title", "Hoe lang?"));
 *   assert_accepted(reply);
 *   office_close(&office);
 */
#ifndef VAKWERK_TEST_OFFICE_H
#define VAKWERK_TEST_OFFICE_H

#include <jansson.h>
#include <stdbool.h>

#include "tests/support/broker.h"
#include "tests/support/peer.h"
#include "tests/support/tempdir.h"
#include "tests/support/vakwerkd.h"

#define V "vakwerk/1/"

enum { OFFICE_PEERS = 32, OFFICE_SOON_MS = 2000 };

struct office {
    struct tempdir dir;
    struct vakwerkd *daemon;
    json_t *credentials;
    struct peer *peers[OFFICE_PEERS]; /* owned; NULL: a free place */
};

/* The demo, with `up`. now: VAKWERK_TEST_NOW for init, or NULL. */
void office_open(struct office *office, const char *now);

/* The same, not started yet. */
void office_furnish(struct office *office, const char *now);

/* Everybody leaves and the daemon is asked to stop: its exit code. All is removed. */
int office_close(struct office *office);

/* How a member of the demo, or a screen, logs in from the device it has. */
struct peer_login office_login(const struct office *office, const char *user);

/* Logs in; the office closes the peer at its end, unless it is dismissed before. */
struct peer *office_member(struct office *office, const char *user);
struct peer *office_screen(struct office *office, const char *kiosk); /* subscribes to all it may read */
struct peer *office_enter(struct office *office, const struct peer_login *login);
void office_dismiss(struct office *office, struct peer *peer);

/* Everybody leaves. */
void office_empty(struct office *office);

/* ---- the database, read with SQLite and not with the daemon's code ---- */

/* One number, or -1 when there is no row. */
int64_t office_number(const struct office *office, const char *sql);

/* One hash over all rows of all tables but the daemon's own counters. */
uint64_t office_database(const struct office *office);

/* ---- replies ---- */

#define assert_accepted(reply)       office_assert_accepted((reply), __FILE__, __LINE__)
#define assert_refused(reply, error) office_assert_refused((reply), (error), __FILE__, __LINE__)

void office_assert_accepted(const json_t *reply, const char *file, int line);
void office_assert_refused(const json_t *reply, const char *error, const char *file, int line);

/* Fields of a map; NULL and 0 when absent. */
const char *office_text(const json_t *map, const char *key);
int64_t office_int(const json_t *map, const char *key);

/* Asks openly, and in a team; the reply, which must be an acceptance. */
json_t *office_ask(struct peer *peer, const char *theme, const char *title);
json_t *office_ask_team(struct peer *peer, const char *team, const char *theme, const char *title);

/* vakwerk/1/kiosk/<kiosk>/<what>, such as screen or card/7K3F. */
struct peer_topic office_kiosk(const char *kiosk, const char *what);
struct peer_topic office_card(const char *kiosk, const char *code);

/* Waits until the newest message of a topic is there and not empty, or there and empty (a card taken away). */
bool office_shows(struct peer *peer, const char *topic, bool there, int ms);

#endif
