/*
 * Whether the daemon answers somebody who comes the way the team's page does: over a websocket, unpaired. For doctor
 * alone. The client library's MQTT library (libmosquitto 2.0) speaks no websockets; Paho does.
 */
#ifndef VAKWERK_KNOCK_H
#define VAKWERK_KNOCK_H

#include "clients/lib/vakwerk.h"

/*
 * Comes as this newcomer to `server` (ws:// or wss://; ca_file: whom to trust besides the system's, or NULL), says that
 * it is there, and waits until its digits are good. VAKWERK_NO_ANSWER: only the broker is there; VAKWERK_AUTH: the broker
 * lets it not in. Nothing is left there, but that the broker keeps the digits for their ten minutes.
 */
enum vakwerk_result knock(const char *server, const char *ca_file, const struct vakwerk_newcomer *who, int timeout_ms);

#endif
