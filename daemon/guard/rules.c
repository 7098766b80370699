#include "daemon/guard/rules.h"

#include "proto/topic.h"

static bool member_may_see(const struct rights *rights, struct who who, struct topic_right right)
{
    switch (right.tree) {
    case TOPIC_EVERYBODY:
    case TOPIC_PUBLIC:
        return true;
    case TOPIC_OWN_OUT:
        return span_equal(right.name, who.name);
    case TOPIC_TEAM_ONLY:
        return rights_in_team(rights, who.name, right.name);
    case TOPIC_NOBODY:
    case TOPIC_OWN_REQUEST:
    case TOPIC_OWN_SCREEN:
    case TOPIC_SCREEN_SAYS:
    case TOPIC_PAIRING:
    case TOPIC_TO_REGION:
    case TOPIC_FROM_REGION:
        break;
    }
    return false;
}

static bool kiosk_may_see(struct who who, struct topic_right right)
{
    if (right.tree == TOPIC_PUBLIC)
        return true;
    return (right.tree == TOPIC_OWN_SCREEN || right.tree == TOPIC_SCREEN_SAYS) && span_equal(right.name, who.name);
}

/* out/<own>/enrol carries a new device's secret: the member's older devices, one of them stolen, must not see it. */
static bool is_enrolment(struct who who, struct span topic)
{
    struct span member, device;

    return topic_read_reply(topic, &member, &device) && span_is(device, TOPIC_ENROL) && span_equal(member, who.name);
}

/* Digests of everybody, what the daemon tells it, and nothing of what members write. */
static bool mailer_may_see(struct who who, struct span topic, bool filter)
{
    struct topic_right right = topic_right(topic, filter);

    if (right.tree == TOPIC_OWN_OUT && span_equal(right.name, who.name))
        return !is_enrolment(who, topic);
    return right.tree == TOPIC_PUBLIC || topic_is_digest(topic, filter);
}

/* What the daemon says to them alone, and nothing that anybody else reads. */
static bool guest_may_see(struct who who, struct span topic, bool filter)
{
    struct topic_right right = topic_right(topic, filter);

    return right.tree == TOPIC_OWN_OUT && span_equal(right.name, who.name) && !is_enrolment(who, topic);
}

/* Its own six digits, and nothing else: not even what everybody who may connect reads. */
static bool is_own_pairing(struct who who, struct topic_right right)
{
    return right.tree == TOPIC_PAIRING && span_equal(right.name, who.device);
}

/* What the daemon replies to its bridge, and nothing that anybody reads here. */
static bool region_may_see(struct who who, struct span topic)
{
    struct span account, device;

    return topic_read_reply(topic, &account, &device) && span_equal(account, who.name) &&
           span_equal(device, who.device) && !is_enrolment(who, topic);
}

bool rules_may_read(const struct rights *rights, struct who who, struct span topic)
{
    struct topic_right right = topic_right(topic, false);

    switch (who.kind) {
    case WHO_MEMBER:
        return member_may_see(rights, who, right) && !is_enrolment(who, topic);
    case WHO_ENROL:
        return is_enrolment(who, topic);
    case WHO_KIOSK:
        return kiosk_may_see(who, right);
    case WHO_PAIR:
        return is_own_pairing(who, right);
    case WHO_MAILER:
        return mailer_may_see(who, topic, false);
    case WHO_GUEST:
        return guest_may_see(who, topic, false);
    case WHO_REGION:
        return region_may_see(who, topic);
    case WHO_DAEMON:
        return right.tree != TOPIC_NOBODY;
    case WHO_NOBODY:
        break;
    }
    return false;
}

/* The daemon's filters have wildcards where others' may not. */
static bool is_below_root(struct span filter)
{
    size_t root = strlen(TOPIC_ROOT);

    return filter.len > root && memcmp(filter.ptr, TOPIC_ROOT, root) == 0;
}

bool rules_may_subscribe(const struct rights *rights, struct who who, struct span filter)
{
    struct topic_right right = topic_right(filter, true);

    switch (who.kind) {
    case WHO_MEMBER:
        return member_may_see(rights, who, right) && !is_enrolment(who, filter);
    case WHO_ENROL:
        return is_enrolment(who, filter);
    case WHO_KIOSK:
        return kiosk_may_see(who, right);
    case WHO_PAIR:
        return is_own_pairing(who, right);
    case WHO_MAILER:
        return mailer_may_see(who, filter, true);
    case WHO_GUEST:
        return guest_may_see(who, filter, true);
    case WHO_REGION:
        return region_may_see(who, filter);
    case WHO_DAEMON:
        return is_below_root(filter);
    case WHO_NOBODY:
        break;
    }
    return false;
}

/* A member, or the mailer: below their own name. What they may ask for there is the daemon's to say. */
static bool member_may_write(struct who who, const struct message *message)
{
    struct topic_request request;

    if (message->qos == 0 || message->retain || message->payload_bytes > RULES_REQUEST_BYTES)
        return false;
    return topic_read_request(message->topic, &request) && span_equal(request.member, who.name);
}

static bool enrol_may_write(struct who who, const struct message *message)
{
    struct topic_request request;

    return member_may_write(who, message) && topic_read_request(message->topic, &request) &&
           request.place == TOPIC_HERE && span_is(request.verb, TOPIC_ENROL);
}

/* What a guest may ask for at the table is the daemon's to say; a theme or a team is none. */
static bool guest_may_write(struct who who, const struct message *message)
{
    struct topic_request request;

    return member_may_write(who, message) && message->payload_bytes <= RULES_GUEST_BYTES &&
           topic_read_request(message->topic, &request) && request.place == TOPIC_HERE;
}

/* One verb: what its members wrote comes as what the region says. */
static bool region_may_write(struct who who, const struct message *message)
{
    struct topic_request request;

    return member_may_write(who, message) && topic_read_request(message->topic, &request) &&
           request.place == TOPIC_HERE && span_is(request.verb, "region-take");
}

bool rules_may_bridge(struct span topic)
{
    return topic_right(topic, false).tree == TOPIC_FROM_REGION;
}

/* Of what a screen says there are two: touch and alive. */
static bool is_own(struct who who, struct span topic, const char *what)
{
    struct topic_right right = topic_right(topic, false);
    size_t len = strlen(what);

    return right.tree == TOPIC_SCREEN_SAYS && span_equal(right.name, who.name) &&
           memcmp(topic.ptr + topic.len - len, what, len) == 0;
}

static bool kiosk_may_write(struct who who, const struct message *message)
{
    if (message->qos > 1 || message->payload_bytes > RULES_SCREEN_BYTES)
        return false;
    return is_own(who, message->topic, "alive") || (is_own(who, message->topic, "touch") && !message->retain);
}

/* What it says is heard at once or not at all: nothing of it stays at the broker. */
static bool pair_may_write(struct who who, const struct message *message)
{
    return message->qos == 1 && !message->retain && message->payload_bytes <= RULES_PAIR_BYTES &&
           is_own_pairing(who, topic_right(message->topic, false));
}

static bool daemon_may_write(const struct message *message)
{
    enum topic_tree tree = topic_right(message->topic, false).tree;

    return tree != TOPIC_NOBODY && tree != TOPIC_OWN_REQUEST && tree != TOPIC_FROM_REGION;
}

bool rules_may_write(struct who who, const struct message *message)
{
    switch (who.kind) {
    case WHO_MEMBER:
    case WHO_MAILER:
        return member_may_write(who, message);
    case WHO_REGION:
        return region_may_write(who, message);
    case WHO_ENROL:
        return enrol_may_write(who, message);
    case WHO_KIOSK:
        return kiosk_may_write(who, message);
    case WHO_PAIR:
        return pair_may_write(who, message);
    case WHO_GUEST:
        return guest_may_write(who, message);
    case WHO_DAEMON:
        return daemon_may_write(message);
    case WHO_NOBODY:
        break;
    }
    return false;
}

bool rules_may_leave(struct who who, const struct message *message)
{
    if (who.kind == WHO_KIOSK)
        return kiosk_may_write(who, message) && is_own(who, message->topic, "alive");
    return who.kind == WHO_DAEMON && daemon_may_write(message);
}
