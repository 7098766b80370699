/*
 * Screens in team rooms, as their pages speak with the daemon: by hand, for a test that says what a screen says, or
 * living, which takes and lets go of cards as it is told and says so. For who runs the real daemon; one thread.
 */
#ifndef VAKWERK_TEST_WALL_H
#define VAKWERK_TEST_WALL_H

#include "tests/cli/shell.h"
#include "tests/support/peer.h"

/* ---- by hand: the peers are the caller's to close ---- */

/* A page that nobody paired: it has said that it shows these digits, and the daemon knows. */
struct peer *wall_page(struct shell *shell, const char *digits);

/* Waits until the page is told which screen it is, and logs in as that one. The page stays the caller's. */
struct peer *wall_enter(struct shell *shell, struct peer *page, const char *digits);

/* The screen's word: "online", holding these codes, or "offline" and NULL, as its last will. The array is taken. */
void wall_say(struct peer *screen, const char *kiosk, const char *state, json_t *cards);

/* ---- living ---- */

enum { WALL_MAX = 8, WALL_DIGITS = 6 };

struct wall {
    struct shell *shell;
    size_t count;
    struct wall_screen {
        char digits[WALL_DIGITS + 1], kiosk[65]; /* kiosk "": not paired */
        struct peer *peer;
        size_t heard; /* messages */
        json_t *cards;
    } screens[WALL_MAX];
};

/* A page shows these digits. */
void wall_hang(struct wall *wall, const char *digits);

/* The page of these digits was paired: it is that screen from here on, and has said so. */
void wall_enters(struct wall *wall, const char *digits);

/* The screen loses its connection, with its last will. */
void wall_lose(struct wall *wall, const char *kiosk);

/* All screens do what they were told meanwhile. */
void wall_work(struct wall *wall);

/* Takes all of them down. */
void wall_clear(struct wall *wall);

#endif
