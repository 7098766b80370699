/*
 * What the other tests of the guard try once in each way, tried so often as one likes, in an order of chance:
 *
 *   guard_drill takeover N    N logins with the client id of somebody else, who is in or has a queue
 *   guard_drill leaving N     N ends of a right, of a session that is open, mute, away or comes back meanwhile
 *
 * VAKWERK_SEED: the same order again.
 */
#include "tests/guard/house.h"
#include "tests/support/port.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define V     "vakwerk/1/"
#define EVENT V "team/noord/event"

enum { TRIES_EACH = 9 /* the tenth failure shuts an account out, and what let nobody in would be that */ };

static struct house house;
static struct client daemon_;
static uint64_t dice;

static unsigned chance(unsigned below)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (unsigned)(dice >> 33) % below;
}

static int wrong(const char *what, int at)
{
    fprintf(stderr, "%s (try %d)\n", what, at);
    return 1;
}

/* ---- taking over ---- */

/* Another attacker for every nine tries, at another address. */
static int try_takeover(const char *attacker, const char *from, const char *victim)
{
    char secret[80];
    struct client client;

    snprintf(secret, sizeof secret, "%s-phone", attacker);
    int rc = client_login(&client, broker_port(house.broker),
                          &(struct client_login){ .user = attacker,
                                                  .id = victim,
                                                  .secret = secret,
                                                  .v3 = chance(3) == 0,
                                                  .resume = chance(2) == 0,
                                                  .receive_maximum = (uint16_t)chance(2),
                                                  .from = from });
    client_hang_up(&client);
    return rc;
}

static int takeover_round(int round, int tries, const struct client *alice)
{
    static const char *const victims[] = { "alice:phone", "alice:phone", "vakwerkd:main", "screen1:wall" };
    char attacker[32], own[48], secret[48], from[32];
    int bad = 0;

    snprintf(attacker, sizeof attacker, "mallory%d", round);
    snprintf(own, sizeof own, "%s:phone", attacker);
    snprintf(secret, sizeof secret, "%s-phone", attacker);
    snprintf(from, sizeof from, "127.1.%d.%d", round / 250, round % 250 + 1);
    people_put(house.access, attacker, true, "phone", "");
    for (int i = 0; i < tries; i++)
        if (try_takeover(attacker, from, victims[alice->fd >= 0 ? chance(4) : 0]) == 0)
            bad += wrong("somebody got in under another's client id", round * TRIES_EACH + i);
    /* Who was refused all this gets in as what it is: it was for the client id. */
    struct client client;
    if (client_login(&client, broker_port(house.broker),
                     &(struct client_login){ .user = attacker, .id = own, .secret = secret, .from = from }) != 0)
        bad += wrong("the attacker has no login", round);
    client_leave(&client);
    return bad;
}

/* In every other round she is away, and something waits for her. */
static int takeover(int tries)
{
    struct client alice;
    char waits[32];
    int bad = 0;

    house_resume(&house, &alice, "alice", "phone", 0);
    assert(client_subscribe(&alice, EVENT) == 2);
    for (int round = 0; round * TRIES_EACH < tries; round++) {
        int left = tries - round * TRIES_EACH;
        snprintf(waits, sizeof waits, "round %d", round);
        if (round % 2 == 1)
            client_hang_up(&alice);
        client_say(&daemon_, EVENT, waits);
        bad += takeover_round(round, left < TRIES_EACH ? left : TRIES_EACH, &alice);
        if (round % 2 == 0 && !client_fence(&alice))
            bad += wrong("she was thrown out", round);
        if (alice.fd < 0)
            house_resume(&house, &alice, "alice", "phone", 0);
        if (!client_waits_for(&alice, waits, HOUSE_OUT_MS))
            bad += wrong("her queue is gone", round);
        alice.message_count = 0;
    }
    if (!client_fence(&daemon_))
        bad += wrong("the daemon was thrown out", tries);
    client_leave(&alice);
    printf("%d tries to take a session over, %d wrong\n", tries, bad);
    return bad;
}

/* ---- leaving ---- */

/* Whose right ends: somebody new each time, since who knocks in vain ten times is shut out for that. */
struct leaver {
    char user[24], id[32], secret[32], from[32];
    char topic[64], filter[64];
};

/* How it ends, and what was heard with it: below a tree, which may be the leaver's own. */
struct ending {
    const char *tree, *topic, *filter;
    bool is_own;
    void (*end)(const char *user);
};

static void leave_team(const char *user)
{
    people_put(house.access, user, true, "phone", "zuid");
}

static void revoke_device(const char *user)
{
    people_put(house.access, user, true, "laptop", "noord");
}

static void disable_member(const char *user)
{
    people_put(house.access, user, false, "phone", "noord");
}

static void remove_screen(const char *user)
{
    people_put_kiosk(house.access, user, "phone", NULL);
}

static const struct ending endings[] = {
    { V "team/noord", "/event", "/event", false, leave_team },
    { V "team/noord", "/event", "/#", false, leave_team },
    { V "team/noord", "/event", "/event", false, revoke_device },
    { V "theme/", "wacht/event", "#", false, revoke_device },
    { V "team/noord", "/event", "/event", false, disable_member },
    { V "out/", "/event", "/#", true, disable_member },
    { V "kiosk/", "/screen", "/#", true, remove_screen },
};

static struct leaver make_leaver(const struct ending *ending, int at)
{
    struct leaver leaver;

    snprintf(leaver.user, sizeof leaver.user, "leaver%d", at);
    snprintf(leaver.id, sizeof leaver.id, "%s:phone", leaver.user);
    snprintf(leaver.secret, sizeof leaver.secret, "%s-phone", leaver.user);
    snprintf(leaver.from, sizeof leaver.from, "127.2.%d.%d", at / 250 % 250, at % 250 + 1);
    const char *own = ending->is_own ? leaver.user : "";
    snprintf(leaver.topic, sizeof leaver.topic, "%s%s%s", ending->tree, own, ending->topic);
    snprintf(leaver.filter, sizeof leaver.filter, "%s%s%s", ending->tree, own, ending->filter);
    if (ending->end == remove_screen)
        people_put_kiosk(house.access, leaver.user, "phone", leaver.secret);
    else
        people_put(house.access, leaver.user, true, "phone", "noord");
    return leaver;
}

static int come_in(const struct leaver *leaver, struct client *client)
{
    return client_login(client, broker_port(house.broker),
                        &(struct client_login){ .user = leaver->user,
                                                .id = leaver->id,
                                                .secret = leaver->secret,
                                                .resume = true,
                                                .receive_maximum = (uint16_t)chance(3),
                                                .from = leaver->from });
}

/* One of the things that somebody at the other end may be doing just then. */
static void stir(const struct leaver *leaver, struct client *client)
{
    unsigned what = chance(4);

    if (what == 0 && client->fd >= 0)
        client_hang_up(client);
    else if (what == 0)
        assert(come_in(leaver, client) == 0);
    else if (what == 1 && client->fd >= 0)
        assert(client_subscribe(client, leaver->filter) == 2);
    else if (what == 2)
        client->mute = true; /* leaves what comes unacknowledged, so that the broker queues the next */
    else
        client_say(&daemon_, leaver->topic, "before");
}

/* Now, or coming back with the session that it had. */
static bool hears(const struct leaver *leaver, struct client *client, const char *said)
{
    bool heard = client_got(client, said);

    client_acknowledge(client);
    heard = heard || client_got(client, said);
    client_hang_up(client);
    if (come_in(leaver, client) == 0)
        heard = heard || client_got(client, said);
    client_leave(client);
    return heard;
}

static int leave_once(int at, int64_t *longest_ms)
{
    const struct ending *ending = &endings[chance(sizeof endings / sizeof endings[0])];
    struct leaver leaver = make_leaver(ending, at);
    struct client client;
    int bad = 0;

    assert(come_in(&leaver, &client) == 0 && client_subscribe(&client, leaver.filter) == 2);
    for (unsigned moves = chance(8); moves > 0; moves--)
        stir(&leaver, &client);
    bool away = client.fd < 0;
    ending->end(leaver.user);
    int64_t ended = port_now_ms();
    client_say(&daemon_, V "out/bob/phone", "the receipt"); /* of who ended it */
    client_say(&daemon_, leaver.topic, "after");
    if (!away && chance(2) == 0) {
        if (client_is_cut_within(&client, HOUSE_OUT_MS) < 0)
            bad += wrong("it is not out", at);
        *longest_ms = port_now_ms() - ended > *longest_ms ? port_now_ms() - ended : *longest_ms;
    }
    if (hears(&leaver, &client, "after"))
        bad += wrong("something was heard after the receipt", at);
    return bad;
}

static int leaving(int times)
{
    int64_t longest_ms = 0;
    int bad = 0;

    for (int i = 0; i < times; i++)
        bad += leave_once(i, &longest_ms);
    printf("%d ends of a right, %d wrong; out after %lld ms at most\n", times, bad, (long long)longest_ms);
    return bad;
}

/* ---- all ---- */

int main(int argc, char **argv)
{
    const char *seed = getenv("VAKWERK_SEED");
    int times = argc > 2 ? atoi(argv[2]) : 0, bad;

    if (times < 1 || (strcmp(argv[1], "takeover") != 0 && strcmp(argv[1], "leaving") != 0))
        return 2;
    if (!broker_is_installed())
        return broker_missing_code();
    dice = (seed == NULL ? (uint64_t)time(NULL) : strtoull(seed, NULL, 10)) + 1;
    printf("VAKWERK_SEED=%llu\n", (unsigned long long)dice - 1);
    if (house_begin(&house) != 0)
        return 1;
    house_enter(&house, &daemon_, "vakwerkd", "main");
    bad = strcmp(argv[1], "takeover") == 0 ? takeover(times) : leaving(times);
    client_leave(&daemon_);
    return house_end(&house) == 0 && bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
