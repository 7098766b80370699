/*
 * The topics of the protocol. This module is the only place that spells one: the daemon, the guard in the
 * broker and the clients all build and read topics here. Pure functions, any thread.
 */
#ifndef VAKWERK_TOPIC_H
#define VAKWERK_TOPIC_H

#include "span.h"

#define TOPIC_ROOT "vakwerk/1/"
#define TOPIC_MAX  160 /* bytes of the longest topic, with its NUL */

#define TOPIC_ENROL  "enrol"    /* the device of a connection made with a one-time code */
#define TOPIC_DAEMON "vakwerkd" /* the daemon's own account at the broker; nobody else may be called so */

#define TOPIC_CANARY        "vakwerkd.canary" /* the daemon's account that tries what nobody may; nor may this one be taken */
#define TOPIC_CANARY_DEVICE "probe"

#define TOPIC_PAIR "pair" /* the account of every screen that nobody has paired; its device is six digits */

/*
 * Who has no account and comes in by the code of a live table: guest.<door>.<what they made up>. The door is the
 * first three characters of the code, in small letters; the whole code is the password.
 */
#define TOPIC_GUEST      "guest"
#define TOPIC_DOOR_BYTES 3
#define TOPIC_NAME_MAX   33 /* bytes of the longest name, with its NUL */

struct topic_name {
    char text[TOPIC_NAME_MAX];
};
#define TOPIC_REGION "region." /* what the account of another region begins with; no member may be called so, */
#define TOPIC_BRIDGE "bridge"  /* and the device of its broker's bridge */

/* Where a request was sent; bits, so that a verb can name the places it knows. */
enum topic_place { TOPIC_THEME = 1, TOPIC_TEAM = 2, TOPIC_HERE = 4 };

struct topic_request {
    struct span member;
    enum topic_place place;
    struct span space; /* the theme's or team's slug; absent for TOPIC_HERE */
    struct span verb;
};

struct topic {
    char text[TOPIC_MAX];
};

/* [a-z0-9][a-z0-9-]{1,31}: teams, themes, screens, devices. */
bool topic_is_slug(struct span text);

/* [a-z0-9][a-z0-9.-]{1,31}: members. */
bool topic_is_name(struct span text);

/* A slug that a device can have: not event or digest, which are taken below out/, and not enrol. */
bool topic_is_device(struct span text);

/* A name that the system itself has at the broker: no member and no screen may be called so. */
bool topic_is_system(struct span name);

/* Reads guest.<door>: the name under which the daemon and the guard speak of a door. False for any other name. */
bool topic_read_door(struct span name, struct span *door);

/* Reads guest.<door>.<8 to 20 of a-z and 0-9>, the name of a guest. False for any other name. */
bool topic_read_guest(struct span name, struct span *door);

/* guest.<door> of a guest's code, which has at least three characters of A-Z and 0-9. */
struct topic_name topic_door(struct span code);

/* The six digits that an unpaired screen shows. */
bool topic_is_pair_code(struct span text);

/* Reads the topic of a request. The parts point into topic. False for any other topic. */
bool topic_read_request(struct span topic, struct topic_request *out);

/* Reads vakwerk/1/out/<member>/<device>, device being enrol or a device. False for any other topic. */
bool topic_read_reply(struct span topic, struct span *member, struct span *device);

/* Reads vakwerk/1/kiosk/<kiosk>/card/<code>. False for any other topic. */
bool topic_read_card(struct span topic, struct span *kiosk, struct span *code);

/* Reads vakwerk/1/kiosk/<kiosk>/alive. False for any other topic. */
bool topic_read_alive(struct span topic, struct span *kiosk);

/* Reads vakwerk/1/kiosk/<kiosk>/touch. False for any other topic. */
bool topic_read_touch(struct span topic, struct span *kiosk);

/* Reads vakwerk/1/pair/<code>. False for any other topic. */
bool topic_read_pair(struct span topic, struct span *code);

/* Reads vakwerk/1/region/<region>/bridge. False for any other topic. */
bool topic_read_region(struct span topic, struct span *region);

/* Whether this is somebody's vakwerk/1/out/<member>/digest; with filter = true only the subscription to everybody's. */
bool topic_is_digest(struct span topic, bool filter);

/* Reads vakwerk/1/out/<member>/digest. False for any other topic. */
bool topic_read_digest(struct span topic, struct span *member);

/* The subscription to everybody's digest. */
extern const char *const topic_all_digests;

/*
 * What the daemon hears of screens: every card, to find those that should not be there, who is alive, what is touched,
 * who wants in.
 */
extern const char *const topic_screen_trees[];

/* The three trees of requests, and what other regions reply, for the daemon to subscribe to; ends with NULL. */
extern const char *const topic_request_trees[];

/* What a member without a team may neither subscribe to nor write, for who tries it; each ends with NULL. */
extern const char *const topic_not_to_hear[];
extern const char *const topic_not_to_write[];

/* Each builds a topic from checked parts; a part that is not what its level allows is a bug and asserts. */
struct topic topic_reply(struct span member, struct span device);
struct topic topic_member_event(struct span member);
struct topic topic_member_digest(struct span member);
struct topic topic_theme_event(struct span theme);
struct topic topic_team_event(struct span team);
struct topic topic_waitlist(struct span municipality, struct span care);
struct topic topic_kiosk(struct span kiosk, const char *what); /* what: screen, totals, clock, order, board, alive */
struct topic topic_card(struct span kiosk, struct span code);
struct topic topic_pair(struct span code);
struct topic topic_to_region(struct span region);
struct topic topic_state(void);
struct topic topic_info(void);
struct topic topic_metrics(void);

/* A request of this member: in a theme, in a team, or (space absent) about a thing with a code. */
struct topic topic_ask(struct span member, enum topic_place place, struct span space, const char *verb);

/* ---- rights, for the guard ---- */

struct topic_right {
    enum topic_tree {
        TOPIC_NOBODY,      /* not a topic of the protocol: nobody may */
        TOPIC_OWN_REQUEST, /* in/<name>/... */
        TOPIC_OWN_OUT,     /* out/<name>/... */
        TOPIC_EVERYBODY,   /* theme/..., waitlist/... : every member */
        TOPIC_TEAM_ONLY,   /* team/<name>/... : its members */
        TOPIC_OWN_SCREEN,  /* kiosk/<name>/... : that screen reads */
        TOPIC_SCREEN_SAYS, /* kiosk/<name>/touch or alive: that screen writes */
        TOPIC_PAIRING,     /* pair/<name>: that unpaired screen and the daemon */
        TOPIC_TO_REGION,   /* region/<name>/region-take: the daemon writes, the broker's bridge takes it along */
        TOPIC_FROM_REGION, /* region/<name>/bridge: the bridge alone writes, what the other daemon replied */
        TOPIC_PUBLIC       /* state, info: everybody who may connect */
    } tree;
    struct span name; /* the member, team or screen the tree belongs to; points into the topic */
};

/*
 * Whose tree a topic is in. With filter = true the text is a subscription: the levels behind the owner may be
 * + or #, the levels up to the owner may not. What no topic of the protocol can match ($share, $SYS, a level too
 * many) is TOPIC_NOBODY. Any bytes are safe to ask about.
 */
struct topic_right topic_right(struct span topic, bool filter);

#endif
