#include "daemon/guard/guard.h"

#include <stdlib.h>

#include "daemon/guard/hash.h"
#include "daemon/guard/newcomers.h"
#include "daemon/guard/rules.h"
#include "daemon/guard/session.h"
#include "daemon/guard/source.h"
#include "daemon/guard/throttle.h"
#include "proto/topic.h"

enum {
    LOOK_MS = 1000,
    FIRST_TICK_MS = 5000,    /* a broker whose clock never calls within this time has the wrong settings */
    CODE_GRACE_MS = 30000,   /* how long a used one-time code may wait for its reply */
    PASSWORD_BYTES_MAX = 256 /* longer ones are not worth hashing */
};

struct guard {
    mosquitto_plugin_id_t *id;
    struct source *source;
    struct rights *rights; /* NULL: everything is denied */
    struct sessions *sessions;
    struct throttle *addresses;
    struct throttle *accounts;
    struct newcomers *newcomers;
    const char *why;             /* there are no rights; as last logged */
    int64_t begun_ms, looked_ms; /* looked_ms: by the clock, not by a login */
    bool ticked;                 /* the broker's clock has called */
    bool reloading;              /* the broker is asking again about everybody it knows */
    bool kicks;                  /* there are sessions to be kicked */
};

static int64_t clock_ms(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- whose right has ended ---- */

static struct who session_who(const struct session *session)
{
    struct span id = span_of(session->client_id);

    return (struct who){ .kind = session->kind,
                         .name = { id.ptr, session->name_len },
                         .device = { id.ptr + session->name_len + 1, id.len - session->name_len - 1 } };
}

static struct who who_is(const struct guard *guard, const struct session *session)
{
    char user[SESSION_ID_MAX];

    memcpy(user, session->client_id, session->name_len);
    user[session->name_len] = '\0';
    return rights_who(guard->rights, user, session->client_id);
}

/* A one-time code ends with its use, which is before its reply: it has some time to arrive. */
static bool code_is_over(struct session *session, bool accepted, int64_t now_ms)
{
    if (accepted)
        session->ended_ms = 0;
    else if (session->ended_ms == 0)
        session->ended_ms = now_ms;
    return !accepted && now_ms - session->ended_ms >= CODE_GRACE_MS;
}

static bool may_stay(const struct guard *guard, const struct rights *before, struct session *session, int64_t now_ms)
{
    struct who who = session_who(session);

    if (guard->rights == NULL || who_is(guard, session).kind != session->kind)
        return false;
    if (session->kind == WHO_PAIR)
        return newcomers_has(guard->newcomers, who.device, session->hash, now_ms);
    bool accepted = rights_accept(guard->rights, who, session->hash, clock_ms(CLOCK_REALTIME));
    if (session->kind == WHO_ENROL)
        return !code_is_over(session, accepted, now_ms);
    return accepted && (before == NULL || !rights_lost_team(before, guard->rights, who.name));
}

/* Marks only: the broker is in the middle of something when it is not its clock that calls. */
static void review_sessions(struct guard *guard, const struct rights *before, bool passing_only, int64_t now_ms)
{
    struct session *session;

    for (size_t at = 0; (session = sessions_next(guard->sessions, &at)) != NULL;) {
        /* Ends without a change of rights. */
        bool passes = session->kind == WHO_ENROL || session->kind == WHO_PAIR || session->kind == WHO_GUEST;
        if (session->out || (passing_only && !passes))
            continue;
        session->out = !may_stay(guard, before, session, now_ms);
        guard->kicks = guard->kicks || session->out;
    }
}

static void kick_marked(struct guard *guard)
{
    struct session *session;
    char client_id[SESSION_ID_MAX];

    guard->kicks = false;
    for (size_t at = 0; (session = sessions_next(guard->sessions, &at)) != NULL;) {
        if (!session->out || session->kicked || session->doubtful)
            continue;
        session->kicked = true;
        memcpy(client_id, session->client_id, sizeof client_id);
        /* This calls on_disconnect(), which may move another session into this slot. No will: it had its say. */
        mosquitto_kick_client_by_clientid(client_id, false);
        at--;
    }
}

/* ---- access.db ---- */

static void set_rights(struct guard *guard, struct rights *rights, int64_t now_ms)
{
    struct rights *before = guard->rights;

    guard->rights = rights;
    review_sessions(guard, before, false, now_ms);
    rights_free(before);
}

static void look(struct guard *guard, int64_t now_ms)
{
    struct rights *rights = NULL;
    const char *why = NULL;
    enum source_news news = source_look(guard->source, now_ms, &rights, &why);

    if (news == SOURCE_NEW) {
        if (guard->rights == NULL)
            mosquitto_log_printf(MOSQ_LOG_NOTICE, "vakwerk_guard: event=open");
        guard->why = NULL;
        set_rights(guard, rights, now_ms);
    } else if (news == SOURCE_LOST) {
        if (guard->why == NULL || strcmp(guard->why, why) != 0)
            mosquitto_log_printf(MOSQ_LOG_ERR, "vakwerk_guard: event=closed access_db=\"%s\"", why);
        guard->why = why;
        if (guard->rights != NULL)
            set_rights(guard, NULL, now_ms);
    }
}

/* ---- logging in ---- */

struct login {
    const char *user, *client_id, *address;
    const struct mosquitto *client;
    struct who who;
    uint8_t hash[ACCESS_HASH_BYTES];
    bool is_again; /* the broker asks about a connection that we let in before */
};

static int refuse(struct guard *guard, const struct login *login, const char *reason)
{
    sessions_delete(guard->sessions, login->client_id, login->client);
    if (reason != NULL) /* a warning: notices, among which the broker names clients, are not in the log */
        mosquitto_log_printf(MOSQ_LOG_WARNING, "vakwerk_guard: event=login_refused address=%s reason=%s",
                             login->address, reason);
    return MOSQ_ERR_AUTH;
}

/*
 * What passes by itself is no "not authorized", upon which a screen forgets who it is: the line is closed without a
 * word, and who wanted in tries again.
 */
static int put_off(struct guard *guard, const struct login *login, const char *reason)
{
    refuse(guard, login, reason);
    return MOSQ_ERR_UNKNOWN;
}

/*
 * The name under which failures for an account are counted; absent when there is no such account. Guests make up
 * their names: what they guess at is the door.
 */
static struct span account_of(const struct guard *guard, const struct login *login)
{
    struct span user = span_of(login->user), door;

    if (topic_read_guest(user, &door) && rights_has_door(guard->rights, door))
        return (struct span){ user.ptr, (size_t)(door.ptr + door.len - user.ptr) };
    return rights_has_account(guard->rights, user) ? user : (struct span){ NULL, 0 };
}

/* The daemon's accounts have secrets that nobody guesses, and it ends when they are kept out. */
static bool is_the_daemons(struct span user)
{
    return span_is(user, TOPIC_DAEMON) || span_is(user, TOPIC_CANARY);
}

static bool is_throttled(const struct guard *guard, const struct login *login, int64_t now_ms)
{
    struct span account = account_of(guard, login);

    if (login->is_again || is_the_daemons(span_of(login->user)))
        return false;
    return throttle_is_full(guard->addresses, span_of(login->address), now_ms) ||
           (account.ptr != NULL && throttle_is_full(guard->accounts, account, now_ms));
}

/* Each failure is one line, until there are too many: guessing, also at the daemon's, must not fill the disk. */
static int fail(struct guard *guard, const struct login *login, int64_t now_ms)
{
    struct span account = account_of(guard, login);
    bool quiet = throttle_is_full(guard->addresses, span_of(login->address), now_ms);
    bool full = throttle_count(guard->addresses, span_of(login->address), now_ms);

    if (account.ptr != NULL && throttle_count(guard->accounts, account, now_ms))
        full = true;
    refuse(guard, login, quiet ? NULL : login->who.kind == WHO_NOBODY ? "account" : "secret");
    if (full)
        mosquitto_log_printf(MOSQ_LOG_WARNING, "vakwerk_guard: event=throttled address=%s failures=%d", login->address,
                             THROTTLE_FAILURES);
    return MOSQ_ERR_AUTH;
}

static int admit(struct guard *guard, const struct login *login)
{
    struct session *session = sessions_put(guard->sessions, login->client_id, login->client);

    if (session == NULL)
        return put_off(guard, login, "full");
    session->kind = login->who.kind;
    session->name_len = login->who.name.len;
    /* During a reload the broker also asks about sessions without a connection; kicking one would damage it. */
    session->doubtful = guard->reloading && !login->is_again;
    memcpy(session->hash, login->hash, sizeof session->hash);
    return MOSQ_ERR_SUCCESS;
}

static bool has_room(const struct guard *guard, struct span door)
{
    const struct session *session;
    struct span other;
    size_t guests = 0;

    for (size_t at = 0; (session = sessions_next(guard->sessions, &at)) != NULL;)
        guests += session->kind == WHO_GUEST && topic_read_guest(session_who(session).name, &other) &&
                  span_equal(other, door);
    return guests < ACCESS_GUESTS_MAX;
}

/* So many as find room at the table; who comes back is there already. */
static int admit_guest(struct guard *guard, const struct login *login)
{
    struct span door;
    bool is_guest = topic_read_guest(login->who.name, &door);

    if (is_guest && !login->is_again && !has_room(guard, door))
        return put_off(guard, login, "guests");
    return admit(guard, login);
}

/* The digits that a screen made up, with a secret that it made up: its own until they expire. */
static int log_in_newcomer(struct guard *guard, const struct login *login, int64_t now_ms)
{
    struct span address = span_of(login->address);

    switch (newcomers_put(guard->newcomers, login->who.device, login->hash, address, now_ms)) {
    case NEWCOMER_WELCOME:
        return admit(guard, login);
    case NEWCOMER_FULL:
        return put_off(guard, login, "newcomers");
    case NEWCOMER_TAKEN:
        break;
    }
    return fail(guard, login, now_ms);
}

static bool hash_password(const char *password, uint8_t out[ACCESS_HASH_BYTES])
{
    struct span secret = span_of(password);

    if (secret.len == 0 || secret.len > PASSWORD_BYTES_MAX)
        return false;
    secret_hash(secret, out);
    return true;
}

/* Whose program goes on trying by itself: nobody sits at it, or a whole hall comes from one address. */
static bool waits_patiently(enum who_kind kind)
{
    return kind == WHO_KIOSK || kind == WHO_PAIR || kind == WHO_GUEST;
}

static int log_in(struct guard *guard, struct login *login, const char *password, int64_t now_ms)
{
    if (guard->rights == NULL)
        return put_off(guard, login, NULL);
    if (!guard->ticked && now_ms - guard->begun_ms >= FIRST_TICK_MS)
        return put_off(guard, login, "per_listener_settings");
    login->who = rights_who(guard->rights, login->user, login->client_id);
    if (is_throttled(guard, login, now_ms))
        return waits_patiently(login->who.kind) ? put_off(guard, login, NULL) : refuse(guard, login, NULL);
    if (!hash_password(password, login->hash))
        return fail(guard, login, now_ms);
    if (login->who.kind == WHO_PAIR)
        return log_in_newcomer(guard, login, now_ms);
    if (!rights_accept(guard->rights, login->who, login->hash, clock_ms(CLOCK_REALTIME)))
        return fail(guard, login, now_ms);
    return login->who.kind == WHO_GUEST ? admit_guest(guard, login) : admit(guard, login);
}

static int on_basic_auth(int event, void *data, void *userdata)
{
    const struct mosquitto_evt_basic_auth *ask = data;
    struct guard *guard = userdata;
    int64_t now_ms = clock_ms(CLOCK_MONOTONIC);
    const char *client_id = mosquitto_client_id(ask->client), *address = mosquitto_client_address(ask->client);
    struct login login = { .user = ask->username,
                           .client_id = client_id,
                           .address = address == NULL ? "unknown" : address,
                           .client = ask->client };

    (void)event;
    login.is_again = sessions_find(guard->sessions, client_id, ask->client) != NULL;
    /*
     * After SIGHUP mosquitto 2.0.11 asks about sessions without a connection as well. "No" would make it queue
     * such a session twice for expiry and later use freed memory. Only a session that was let in once has
     * subscriptions, and "yes" gives it nothing: every delivery is checked and it cannot write.
     */
    if (!login.is_again && mosquitto_client_sub_count(ask->client) > 0)
        return MOSQ_ERR_SUCCESS;
    look(guard, now_ms);
    return log_in(guard, &login, ask->password, now_ms);
}

/* ---- every message ---- */

static bool may(const struct guard *guard, const struct mosquitto_evt_acl_check *ask)
{
    const char *client_id = mosquitto_client_id(ask->client);
    const struct session *session = sessions_find(guard->sessions, client_id, ask->client);
    struct span topic = span_of(ask->topic);

    if (guard->rights == NULL || (session != NULL && session->out))
        return false;
    struct who who = rights_who(guard->rights, mosquitto_client_username(ask->client), client_id);
    if ((who.kind == WHO_ENROL || who.kind == WHO_PAIR || who.kind == WHO_GUEST) && session == NULL)
        return false;
    if (ask->access == MOSQ_ACL_READ)
        return rules_may_read(guard->rights, who, topic);
    if (ask->access == MOSQ_ACL_SUBSCRIBE)
        return session != NULL && rules_may_subscribe(guard->rights, who, topic);
    if (ask->access != MOSQ_ACL_WRITE)
        return false;
    struct message message = { topic, ask->payloadlen, ask->qos, ask->retain };
    return session != NULL ? rules_may_write(who, &message) : rules_may_leave(who, &message);
}

static int on_acl_check(int event, void *data, void *userdata)
{
    const struct mosquitto_evt_acl_check *ask = data;

    (void)event;
    if (ask->access == MOSQ_ACL_UNSUBSCRIBE)
        return MOSQ_ERR_SUCCESS;
    return may(userdata, ask) ? MOSQ_ERR_SUCCESS : MOSQ_ERR_ACL_DENIED;
}

/*
 * Everything that is published. Who logged in here was asked about in on_acl_check already. Who did not is a bridge of
 * the broker's own: mosquitto trusts what comes over it, from another broker, as if it had said that itself.
 *
 * A reply of the daemon may be the receipt for the end of a right, which is in access.db by then: whatever is said after
 * the receipt is not for who had that right, even before the clock makes us look.
 */
static int on_message(int event, void *data, void *userdata)
{
    const struct mosquitto_evt_message *ask = data;
    struct guard *guard = userdata;
    struct span topic = span_of(ask->topic), member, device;

    (void)event;
    if (topic_read_reply(topic, &member, &device))
        look(guard, clock_ms(CLOCK_MONOTONIC));
    if (sessions_find(guard->sessions, mosquitto_client_id(ask->client), ask->client) != NULL)
        return MOSQ_ERR_SUCCESS;
    return guard->rights != NULL && rules_may_bridge(topic) ? MOSQ_ERR_SUCCESS : MOSQ_ERR_ACL_DENIED;
}

/* Called before the broker looks at the client's will, which is how a will is told from a publish. */
static int on_disconnect(int event, void *data, void *userdata)
{
    const struct mosquitto_evt_disconnect *ask = data;
    struct guard *guard = userdata;

    (void)event;
    sessions_delete(guard->sessions, mosquitto_client_id(ask->client), ask->client);
    return MOSQ_ERR_SUCCESS;
}

/* The broker's clock: about ten times a second, and after every round of packets. */
static int on_tick(int event, void *data, void *userdata)
{
    struct guard *guard = userdata;
    int64_t now_ms = clock_ms(CLOCK_MONOTONIC);

    (void)event;
    (void)data;
    guard->ticked = true;
    guard->reloading = false;
    if (now_ms - guard->looked_ms >= LOOK_MS) {
        guard->looked_ms = now_ms;
        look(guard, now_ms);
        review_sessions(guard, NULL, true, now_ms);
    }
    if (guard->kicks)
        kick_marked(guard);
    return MOSQ_ERR_SUCCESS;
}

/* SIGHUP: our own settings are those of the start, whatever the file now says. */
static int on_reload(int event, void *data, void *userdata)
{
    struct guard *guard = userdata;

    (void)event;
    (void)data;
    guard->reloading = true;
    return MOSQ_ERR_SUCCESS;
}

/* ---- the plugin ---- */

static const struct callback {
    int event;
    MOSQ_FUNC_generic_callback call;
} callbacks[] = {
    { MOSQ_EVT_BASIC_AUTH, on_basic_auth }, { MOSQ_EVT_ACL_CHECK, on_acl_check },
    { MOSQ_EVT_DISCONNECT, on_disconnect }, { MOSQ_EVT_TICK, on_tick },
    { MOSQ_EVT_RELOAD, on_reload },         { MOSQ_EVT_MESSAGE, on_message },
};

static const char *read_options(const struct mosquitto_opt *options, int count)
{
    const char *path = NULL;

    for (int i = 0; i < count; i++) {
        if (strcmp(options[i].key, "access_db") != 0) {
            mosquitto_log_printf(MOSQ_LOG_ERR, "vakwerk_guard: event=unknown_option option=%s", options[i].key);
            return NULL;
        }
        path = options[i].value;
    }
    if (path == NULL)
        mosquitto_log_printf(MOSQ_LOG_ERR, "vakwerk_guard: event=missing_option option=access_db");
    return path;
}

static void guard_free(struct guard *guard)
{
    if (guard == NULL)
        return;
    rights_free(guard->rights);
    source_free(guard->source);
    sessions_free(guard->sessions);
    throttle_free(guard->addresses);
    throttle_free(guard->accounts);
    newcomers_free(guard->newcomers);
    free(guard);
}

static struct guard *guard_new(const char *path)
{
    struct guard *guard = calloc(1, sizeof *guard);

    if (guard == NULL)
        return NULL;
    guard->source = source_new(path);
    guard->sessions = sessions_new();
    guard->addresses = throttle_new();
    guard->accounts = throttle_new();
    guard->newcomers = newcomers_new();
    guard->begun_ms = clock_ms(CLOCK_MONOTONIC);
    if (guard->source != NULL && guard->sessions != NULL && guard->addresses != NULL && guard->accounts != NULL &&
        guard->newcomers != NULL)
        return guard;
    guard_free(guard);
    return NULL;
}

int mosquitto_plugin_version(int count, const int *versions)
{
    for (int i = 0; i < count; i++)
        if (versions[i] == MOSQ_PLUGIN_VERSION)
            return MOSQ_PLUGIN_VERSION;
    return -1;
}

/* An error here stops the broker before it listens. */
int mosquitto_plugin_init(mosquitto_plugin_id_t *id, void **userdata, struct mosquitto_opt *options, int count)
{
    const char *path = read_options(options, count);
    struct guard *guard = path == NULL ? NULL : guard_new(path);

    if (guard == NULL)
        return path == NULL ? MOSQ_ERR_INVAL : MOSQ_ERR_NOMEM;
    guard->id = id;
    *userdata = guard;
    for (size_t i = 0; i < sizeof callbacks / sizeof callbacks[0]; i++) {
        int rc = mosquitto_callback_register(id, callbacks[i].event, callbacks[i].call, NULL, guard);
        if (rc != MOSQ_ERR_SUCCESS)
            return rc;
    }
    look(guard, guard->begun_ms);
    return MOSQ_ERR_SUCCESS;
}

int mosquitto_plugin_cleanup(void *userdata, struct mosquitto_opt *options, int count)
{
    struct guard *guard = userdata;

    (void)options;
    (void)count;
    if (guard == NULL)
        return MOSQ_ERR_SUCCESS;
    for (size_t i = 0; i < sizeof callbacks / sizeof callbacks[0]; i++)
        mosquitto_callback_unregister(guard->id, callbacks[i].event, callbacks[i].call, NULL);
    guard_free(guard);
    return MOSQ_ERR_SUCCESS;
}
