/*
 * The client library of Vakwerk: what every program that talks to the daemon needs, and no more.
 *
 *   struct vakwerk *v = vakwerk_open(&account);
 *   struct msg_show in = { .code = span_of("7K3F") };
 *   struct msg_shown out;
 *   struct vakwerk_reply reply;
 *   struct vakwerk_call call = { .verb = VERB_show, .place = TOPIC_HERE, .in = &in, .out = &out, .timeout_ms = 5000 };
 *   if (vakwerk_call(v, &call, &arena, &reply) == VAKWERK_OK)
 *       ...
 *   vakwerk_close(v);
 *
 * The protocol's promise is that a reply to a write comes after it is on disk, and that the same id never counts
 * twice. This library holds up the other end: it sends a request again, with the same id, until there is a reply
 * or the time is up; the outbox does so across restarts.
 *
 * A handle belongs to one thread at a time; several handles may be used by several threads. Opening the first
 * handle takes http_proxy and https_proxy out of the environment, since the MQTT library would obey them even
 * for 127.0.0.1.
 */
#ifndef VAKWERK_H
#define VAKWERK_H

#include "proto/arena.h"
#include "proto/errors.h"
#include "proto/id.h"
#include "proto/schema.h"
#include "proto/topic.h"

enum vakwerk_result {
    VAKWERK_OK,
    VAKWERK_REFUSED,     /* the daemon said no; the reply says why, nothing has changed */
    VAKWERK_NO_BROKER,   /* no connection */
    VAKWERK_CERTIFICATE, /* the server is not who it should be */
    VAKWERK_NO_TLS,      /* mqtts was asked for, and what listens there speaks no TLS */
    VAKWERK_NO_ANSWER,   /* the broker is there, the daemon did not answer in time: it may have been done */
    VAKWERK_AUTH,        /* the broker does not know this member, device or secret */
    VAKWERK_TOO_BIG,     /* the request does not fit into a payload, or the reply into the arena */
    VAKWERK_BAD_REPLY,   /* the daemon says what this version cannot read */
    VAKWERK_LOCAL        /* this computer: no memory, or the outbox cannot be written */
};

/* ---- the connection ---- */

struct vakwerk_account {
    const char *server;  /* mqtt://host:port or mqtts://host:port */
    const char *ca_file; /* for mqtts; NULL: the system's */
    const char *member;
    const char *device;                        /* TOPIC_ENROL with a one-time code as the secret */
    const char *secret;                        /* never logged, never in a message */
    const char *turn_file;                     /* see turn.h; NULL: this process is the only one with this account */
    void (*trace)(void *to, const char *line); /* told what goes over the wire, but no secret and no text; or NULL */
    void *trace_to;
    const char *screen; /* the version of a screen's program: `member` is a screen, which only hears and says how it is,
                         * or TOPIC_PAIR with its digits as the device; NULL: who makes requests */
};

struct vakwerk;

/* Makes a handle; connects at the first call. Copies the account. NULL when memory is out. */
struct vakwerk *vakwerk_open(const struct vakwerk_account *account);

/*
 * Begins to connect and waits for nothing but the address of a name, for who has something to do before the first call
 * that takes time, such as vakwerk_outbox_put(): the broker does its part meanwhile. That call says what came of it.
 */
void vakwerk_begin(struct vakwerk *v);

/* Says goodbye to the broker and forgets the secret. NULL is fine. */
void vakwerk_close(struct vakwerk *v);

/*
 * Ends the connection and lets others of this device connect; the next call connects again. For a program that
 * waits for a person, or that ends now: taking the handle apart costs 100 ms more. NULL is fine.
 */
void vakwerk_rest(struct vakwerk *v);

/* ---- calls ---- */

struct vakwerk_call {
    enum verb verb;
    enum topic_place place;
    struct span space;   /* the theme's or team's slug; absent for TOPIC_HERE */
    const void *in;      /* the verb's request, struct msg_<in> */
    void *out;           /* the verb's reply, struct msg_<out>; filled in only for VAKWERK_OK */
    const struct id *id; /* of a write; NULL: one is made */
    int timeout_ms;
};

struct vakwerk_reply {
    struct msg_accepted accepted; /* for VAKWERK_OK */
    struct msg_refused refused;   /* for VAKWERK_REFUSED */
    bool at_broker;               /* no reply, but the broker has had the request */
    int error;                    /* refused.error as ERR_*; one this version does not know is ERR_UNSUPPORTED */
};

/*
 * Sends a request and waits for its reply. Spans of the reply point into the arena. Connects when needed, and
 * once more for as long as there is time when the connection is lost meanwhile.
 */
enum vakwerk_result vakwerk_call(struct vakwerk *v, const struct vakwerk_call *call, struct arena *arena,
                                 struct vakwerk_reply *reply);

/*
 * Reads one retained message of the daemon (topic_state() or topic_info()). VAKWERK_NO_ANSWER when there is none
 * within the time.
 */
enum vakwerk_result vakwerk_retained(struct vakwerk *v, const struct topic *topic, const struct msg_type *type,
                                     void *out, struct arena *arena, int timeout_ms);

/* ---- watching ---- */

/*
 * Begins to follow what happens after `since`: in every theme, in these teams, and to the member. Teams are
 * copied, at most VAKWERK_TEAMS_MAX of them.
 */
#define VAKWERK_TEAMS_MAX 64 /* 32 teams and their organisations */
enum vakwerk_result vakwerk_watch(struct vakwerk *v, int64_t since, const struct msg_place *teams, size_t count,
                                  int timeout_ms);

/*
 * Waits for the next event. Each comes once, whatever the broker repeats; what was missed while the connection
 * was away, or shows as a gap, is fetched. VAKWERK_OK with *got false: nothing within the time. Any other
 * result: call again later; it goes on where it was. The event's spans hold until the next call.
 */
enum vakwerk_result vakwerk_next(struct vakwerk *v, int timeout_ms, struct msg_event *out, bool *got);

/* ---- everybody's digest, for the account that mails them ---- */

struct vakwerk_digest {
    struct span member;  /* empty: none came within the time */
    struct span payload; /* struct msg_digest_is as MessagePack; no bytes when it was taken away */
    int64_t round;       /* counts how often all were told anew */
    bool whole;          /* all that the broker had have been told in this round */
};

/* Begins to receive digests: every one that there is, then each that is made, changed or taken away. */
enum vakwerk_result vakwerk_digests(struct vakwerk *v, int timeout_ms);

/*
 * Waits for the next. After a lost connection, or when more came than could be kept, a new round begins, in which all
 * are told anew. Any result but VAKWERK_OK: call again later. The spans hold until the next call.
 */
enum vakwerk_result vakwerk_next_digest(struct vakwerk *v, int timeout_ms, struct vakwerk_digest *out);

/* ---- the screen in a team's room ---- */

struct vakwerk_news {
    struct span name;    /* state, or below the screen's own topic: screen, totals, clock, order, card/<code>; pair */
    struct span payload; /* no bytes: taken away */
    bool retained;       /* the broker had kept it from before this connection */
};

/*
 * Waits for what the daemon tells this screen (an account with `screen`), connecting when there is no connection:
 * then *began says so, and all that the broker keeps comes anew. *got false: nothing within the time. Any result but
 * VAKWERK_OK: there is no connection; call again later. The spans hold until the next call.
 */
enum vakwerk_result vakwerk_next_news(struct vakwerk *v, int timeout_ms, struct vakwerk_news *out, bool *got,
                                      bool *began);

/*
 * Says how a paired screen is; retained. Each minute, and when the cards it holds are others than it said last.
 * VAKWERK_NO_BROKER when there is no connection.
 */
enum vakwerk_result vakwerk_say_alive(struct vakwerk *v, const struct msg_alive *alive);

/* What a screen that nobody has paired makes up and logs in with: member TOPIC_PAIR, the digits as the device. */
struct vakwerk_newcomer {
    char digits[7], secret[41];
};

/* False without randomness. */
bool vakwerk_newcomer(struct vakwerk_newcomer *out);

/* Says that the screen still shows its digits. VAKWERK_NO_BROKER when there is no connection. */
enum vakwerk_result vakwerk_say_unpaired(struct vakwerk *v);

/* ---- the outbox: what was written, until the daemon has it ---- */

#define VAKWERK_OUTBOX_MAX 500 /* items; a fuller one takes no more */

struct vakwerk_item {
    int64_t number; /* how people call it */
    struct id id;
    enum verb verb; /* one whose reply is struct msg_done */
    enum topic_place place;
    const char *space;
    const char *about;   /* for people: the code or the theme it is for */
    const char *summary; /* for people: the text */
    const char *error;   /* set aside: why, a name of errors.def; NULL while it waits */
    const char *message; /* set aside: what the daemon said */
    int64_t made_at;
    int64_t attempts;
    struct span payload; /* the verb's request, as MessagePack */
    bool at_broker;      /* the broker has had it once; that it is stored only the daemon's reply says */
};

struct vakwerk_outbox;

/* Opens or makes the file, readable by nobody else. `account` says whose items are meant. NULL: it cannot. */
struct vakwerk_outbox *vakwerk_outbox_open(const char *path, const char *account);
void vakwerk_outbox_close(struct vakwerk_outbox *box);

/* Writes a request down; when this returns 0 it survives a power cut. ERR_TOO_MANY when it is full, else ERR_STORAGE.
 */
int vakwerk_outbox_put(struct vakwerk_outbox *box, const struct vakwerk_call *call, const char *about,
                       const char *summary, int64_t now_ms, int64_t *number);

/* Calls `each` for every item, oldest first; item and texts are valid during the call. */
int vakwerk_outbox_list(struct vakwerk_outbox *box, void (*each)(void *to, const struct vakwerk_item *item), void *to);

/* How many wait, and how many were set aside. */
int vakwerk_outbox_count(struct vakwerk_outbox *box, int64_t *waiting, int64_t *aside);

/* Takes an item out unsent. ERR_NOT_FOUND when there is none with this number. */
int vakwerk_outbox_drop(struct vakwerk_outbox *box, int64_t number);

/* What became of one item that was sent. For VAKWERK_REFUSED it now is set aside, unless the refusal can pass. */
struct vakwerk_sent {
    const struct vakwerk_item *item;
    enum vakwerk_result result;
    const struct vakwerk_reply *reply; /* for VAKWERK_OK and VAKWERK_REFUSED */
    const struct msg_done *done;       /* for VAKWERK_OK */
};

/*
 * Sends what waits, in order, with the ids of the first attempt. An item leaves the file only after the
 * daemon's reply: the last one when the outbox is used again or closed. A refused one is set aside and blocks nothing; one that gets no answer, or a refusal that can
 * pass, ends the sending with that result. Items from before `not_before` are passed over. timeout_ms is for each.
 */
enum vakwerk_result vakwerk_outbox_send(struct vakwerk *v, struct vakwerk_outbox *box, int64_t not_before,
                                        int timeout_ms, void (*each)(void *to, const struct vakwerk_sent *sent),
                                        void *to);

/* ---- the cache: what was read lately, for when there is no connection ---- */

#define VAKWERK_CACHE_THINGS 500   /* questions, answers and tips of an account, the last ones read */
#define VAKWERK_CACHE_NAMES  10000 /* codes that can be completed */
#define VAKWERK_CACHE_DAYS   30

struct vakwerk_cache;

/*
 * Opens or makes the file, readable by nobody else; one that is damaged is made anew. It may be deleted at any
 * time. `account` says whose it is. NULL: it cannot.
 */
struct vakwerk_cache *vakwerk_cache_open(const char *path, const char *account, int64_t now_ms);
void vakwerk_cache_close(struct vakwerk_cache *cache);

/*
 * Keeps what a reply says: of list, show, me, team-list and kiosk-list; of other verbs nothing. A thing that was
 * withdrawn goes. What is older than VAKWERK_CACHE_DAYS goes, and the oldest beyond the maxima. 0 or ERR_STORAGE.
 */
int vakwerk_cache_keep(struct vakwerk_cache *cache, enum verb verb, const void *out);

/* The same for the thing of one event. */
int vakwerk_cache_keep_thing(struct vakwerk_cache *cache, const struct msg_thing *thing);

/* Forgets a thing and its answers; with an absent code everything of the account. 0 or ERR_STORAGE. */
int vakwerk_cache_forget(struct vakwerk_cache *cache, struct span code);

/*
 * Answers a call of list, show, search or me from what was kept, as the daemon would: *kept_at is when the oldest of
 * it was read. Spans are in the arena. ERR_NOT_FOUND, ERR_UNSUPPORTED for another verb, ERR_TOO_BIG.
 */
int vakwerk_cache_answer(struct vakwerk_cache *cache, const struct vakwerk_call *call, struct arena *arena,
                         int64_t *kept_at);

/* Names that begin so, the last read first: kind is code, theme, team or kiosk. 0 or ERR_STORAGE. */
int vakwerk_cache_names(struct vakwerk_cache *cache, const char *kind, const char *begins,
                        void (*each)(void *to, const char *name, const char *title), void *to);

#endif
