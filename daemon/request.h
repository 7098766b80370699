/*
 * One request on its way through a handler: who asks, what, where, with what; and what a handler may do with
 * it. A handler sees this and the store. It has no broker, no thread and no clock but `now_ms`; it cannot reply
 * twice or tell anybody before the commit. Its shape: load, may they?, is it sensible?, write, tell.
 */
#ifndef VAKWERK_REQUEST_H
#define VAKWERK_REQUEST_H

#include "daemon/secret.h"
#include "daemon/settings.h"
#include "daemon/store/store_event.h"
#include "daemon/store/store_listing.h"
#include "daemon/store/store_member.h"
#include "daemon/store/store_place.h"
#include "daemon/store/store_post.h"
#include "daemon/store/store_search.h"
#include "proto/identify.h"
#include "proto/schema.h"
#include "proto/topic.h"

#define REQUEST_TOLD_MAX      500 /* members told personally of one event */
#define REQUEST_FOLLOWERS_MAX 200 /* of them who follow a question: each costs a message of its own */
#define REQUEST_MODERATORS    5   /* told in a refusal; the schema's limit */
#define REQUEST_HITS_MAX      16  /* places shown in a refusal for identifying details; the schema's limit */

/* What others have to be shown or told after the commit, beside the event itself. */
struct changes {
    bool screens;  /* what hangs on the wall may look different */
    bool boards;   /* what teams do together, where they do already */
    bool info;     /* themes, limits */
    bool waits;    /* a waiting time */
    bool digests;  /* when the next digest is due */
    bool erasures; /* somebody is to be erased */
    bool audit;    /* the audit log has a new head */
    bool listed;   /* the list outside has to say something of a post */
    bool regions;  /* which are linked, or what is shared with them */
};

/* An event of this request, to be published by seq. */
struct told {
    struct told *before; /* of the same request, in another space; NULL for none */
    struct event event;
    const struct post *post; /* what it tells of, whole; NULL: as it then stands in the database */
    struct event_to *to;     /* who is told personally as well */
    size_t to_count, to_room;
};

/* Somebody who may do something else from now on: access.db must follow before the reply. */
struct rights {
    struct rights *next;
    struct span name; /* of a member, a screen or a door (topic_door) */
};

/* What one screen is told beside its wall, after the commit; not retained. */
struct to_screen {
    struct to_screen *next;
    struct topic topic;
    struct span payload;
};

struct door;
struct pairing;
struct roster;

struct request {
    /* Given by the service. */
    struct store *store;
    struct roster *roster;   /* NULL where nobody knows how screens are */
    struct pairing *pairing; /* NULL where nobody pairs: in a reader */
    struct search *search;   /* NULL where nobody searches: in the writer */
    struct arena *arena;
    const struct settings *settings;
    const struct key *key;
    int64_t now_ms;
    const struct verb_row *verb;
    struct member who;
    enum topic_place place;
    const struct door *door; /* by which a guest came in (store_door.h), who is then nobody; NULL: `who` asks */
    struct place space;      /* the theme or team of the topic; id 0 in TOPIC_HERE */
    struct span id;          /* absent for a read without one */

    /* Filled in by the handler, through the functions below. */
    struct fault fault;
    struct identify_hit hits[REQUEST_HITS_MAX]; /* of a refusal for identifying details */
    size_t hit_count;
    const struct span *moderators; /* of a refusal of what they may: whom to ask */
    size_t moderators_count;
    bool doubtful; /* a text passed with what may be a name: its author says that it is none of a client */
    struct changes changes;
    struct told *told; /* the last event, or NULL */
    struct rights *rights;
    struct to_screen *to_screens; /* in the order in which they are said */
};

/* Refuse: fills in the fault and returns the error. Texts are of the program. */
int request_fail(struct request *rq, int error, const char *field, const char *message);

/*
 * Refuses a text that points at a client. What may be a name passes when the author has looked again (`checked`), and
 * leaves the request doubtful; what is certain never passes. The text itself goes nowhere: not into the reply, not into
 * the log.
 */
int request_check_text(struct request *rq, const char *field, struct span text, bool checked);

/*
 * Refuses to change a post's title and text (absent: as it is) when there is nothing to change, when that kind has none
 * or not so long a one, or when it is no longer at the revision that was looked at.
 */
int request_check_change(struct request *rq, const struct post *post, struct span title, struct span text,
                         int64_t base);

/* Whether the member has one of these roles (bits of enum member_role). */
bool request_has_role(const struct request *rq, unsigned roles);

/*
 * The thing with this code, if it is there and the member may see it. What the member may not see, what was
 * withdrawn or is held and what never was are refused alike.
 */
int request_find(struct request *rq, struct span code, struct post *out);

/* The same, and what is held for its author and for moderators. */
int request_find_held(struct request *rq, struct span code, struct post *out);

/* For a moderator: the same, and what waits for a decision in any team whose cases are theirs (store_moderate.h). */
int request_find_case(struct request *rq, struct span code, struct post *out);

/* The same, also when it was withdrawn: for its author, moderators and administrators who could see it before. */
int request_find_gone(struct request *rq, struct span code, struct post *out);

/* The team or theme (or other place) with this slug, in use. `field` names the key in the refusal. */
int request_place(struct request *rq, enum place_kind kind, struct span slug, const char *field, struct place *out);

/* The member with this name. */
int request_member(struct request *rq, struct span name, struct member *out);

/* Notes that a member, screen or door of this name may do something else from now on. */
int request_rights(struct request *rq, struct span name);

/* Notes what a screen is to be told. Secrets are told too: what is said here is kept nowhere. */
int request_tell_screen(struct request *rq, struct topic topic, const struct msg_type *type, const void *from);

/* The bit of a role's name, or 0; and the names of bits, as a list in the arena. */
unsigned request_role(struct span name);
int request_role_words(struct request *rq, unsigned roles, const struct span **out, size_t *count);

/*
 * A post by the one who asks, in the theme or team of the topic, now, with the names that reading it would fill in;
 * texts and the rest are the handler's.
 */
int request_new_post(struct request *rq, enum post_kind kind, struct post *out);

/* Keeps nothing in the post that tells one author from another, but the author; of the time only the hour. */
void request_hide_author(struct post *post);

/* Now, as others may know it of this post: for one of an author who is hidden, the hour. */
int64_t request_time(const struct request *rq, const struct post *post);

/* Notes what a copy of the past must not undo: how this post is left, at which revision. */
int request_list(struct request *rq, const struct post *post, enum listing_what what, int64_t revision);

/*
 * Notes that something happened to a post: an event in its theme or team. At most one for each request, and before it
 * one in the theme that a post leaves for a team.
 */
int request_tell(struct request *rq, enum event_kind event, const struct post *post);

/* The same in the team of the topic, wherever the post itself is. */
int request_tell_team(struct request *rq, enum event_kind event, const struct post *post);

/* The same for members alone, whom request_tell_member then names: nobody hears it in the theme or team. */
int request_tell_personally(struct request *rq, enum event_kind event, const struct post *post);

/* The same for a reaction, which the event says with it. */
int request_tell_reaction(struct request *rq, const struct post *post, enum post_reaction reaction);

/*
 * What was told last of a post that this request added is told as the post is here, names and all; nobody reads it anew.
 * Behind this the request changes nothing of it. Nothing was told of one that is held.
 */
int request_tell_as_is(struct request *rq, const struct post *post);

/* Also tells one member personally of that event; not when it is the one who asks. */
int request_tell_member(struct request *rq, int64_t member);

/* Also tells those who follow a question, except the one who asks; none of them may have been told already. */
int request_tell_followers(struct request *rq, int64_t question);

#endif
