/*
 * Whose turn it is. A broker knows one connection per client id and cuts the older one off, so two programs of
 * one member on one computer (a watch in one window, an answer in another) would throw each other out for ever.
 * A short command holds the turn while it is connected; a watch holds it only while it connects, and when it
 * was cut off waits for the turn before it comes back.
 */
#ifndef VAKWERK_CLIENT_TURN_H
#define VAKWERK_CLIENT_TURN_H

#include <stdbool.h>
#include <stdint.h>

/* Waits for the turn. The descriptor to give back, or -1 when it is still another's at the deadline. */
int turn_take(const char *path, int64_t deadline);
void turn_give(int turn);

#endif
