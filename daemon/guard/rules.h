/*
 * What each kind of account may do, as pure functions of its rights and a topic. Any thread.
 *
 *              reads and subscribes to                        writes
 *   member     theme/, waitlist/, state, info,                in/<own>/...: QoS 1 or 2, not retained, at most 32 KiB
 *              own out/ except enrol, team/ of own teams
 *   enrolling  out/<own>/enrol                                in/<own>/enrol, as a member
 *   screen     own kiosk/, state, info                        own touch and alive: QoS 0 or 1, at most 4,000 bytes;
 *                                                             alive may be retained
 *   guest      own out/ except enrol                          in/<own>/<verb>: as a member, at most 4,000 bytes; not in a
 *                                                             theme or a team
 *   unpaired   pair/<own digits>                              the same: QoS 1, not retained, at most 200 bytes
 *   region     out/<own>/<own device>                         in/<own>/region-take, as a member
 *   daemon     everything of the protocol                     everything of the protocol but in/ and region/+/bridge
 *
 * A retained or QoS 0 request is refused here already: a retained one must never stay at the broker. An MQTT 5
 * client sees that as "not authorized" in its PUBACK; for others it is silent, as for all that a broker refuses.
 */
#ifndef VAKWERK_RULES_H
#define VAKWERK_RULES_H

#include "daemon/guard/rights.h"

enum { RULES_REQUEST_BYTES = 32768, RULES_SCREEN_BYTES = 4000, RULES_GUEST_BYTES = 4000, RULES_PAIR_BYTES = 200 };

struct message {
    struct span topic;
    uint32_t payload_bytes;
    uint8_t qos;
    bool retain;
};

/* Asked again for every delivery. */
bool rules_may_read(const struct rights *rights, struct who who, struct span topic);

bool rules_may_subscribe(const struct rights *rights, struct who who, struct span filter);

bool rules_may_write(struct who who, const struct message *message);

/*
 * What may come in over a bridge that this broker itself has made to another: region/+/bridge alone. The other broker
 * may send whatever it likes, under any topic, and mosquitto asks no access control about its own bridges.
 */
bool rules_may_bridge(struct span topic);

/*
 * The same for somebody who is not connected now: a will, or the broker's question whether the author of a retained
 * message could still write it. Members have neither.
 */
bool rules_may_leave(struct who who, const struct message *message);

#endif
