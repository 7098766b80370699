/*
 * By hand: what the other tests try once in each way, tried so often as one likes at a whole Vakwerk with its broker.
 *
 *   wire_drill again N     N times something is sent again that was accepted before: from both devices, half of it with
 *                          the flag DUP, over ten restarts and thirty days
 *   wire_drill author N    N requests that say they are somebody else's, in the payload or by the topic
 *   wire_drill readers N   fifty readers, who are cut off N times in all while others ask: all have seen all
 *   wire_drill absent N    N pairs of requests about what is not there and what is not one's own: how their times differ
 *   wire_drill idle N      N sockets connect and say nothing: whether others come in, and how long that takes
 *   wire_drill flood N     somebody sends N requests a second: how long the others wait, beside how long they do without
 *
 * VAKWERK_SEED: the same order again.
 */
#include "tests/guard/client.h"
#include "tests/proto/test.h"
#include "tests/support/pack.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define ASK "theme/wacht/ask"

enum {
    RESTARTS = 10,
    SHIFT_DAYS = 3,
    TIMES_EACH = 4,
    AT_ONCE = 16,
    REPLY_MS = 10000,
    READERS = 50,
    SEQS_MAX = 100000,
    SYNC_AT_ONCE = 200,
    PAIRS_MAX = 100000,
    PERIODS = 12,
    PERIOD_MS = 5000,
    TURN_MS = 20,
    WRITES_EVERY = 10,
    DIFFERS_PERCENT = 10,
    SHELL_FILES = 1024, /* open files of a program that a shell starts, unless it asks for more */
    SIT_MS = 10000,
    COME_IN = 20
};

#define DAY_MS 86400000LL

static struct office office;
static uint64_t dice;

static unsigned chance(unsigned below)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (unsigned)(dice >> 33) % below;
}

static int64_t now_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* A title like no other, without digits: the gate would take some of them for somebody's number. */
static json_t *title_of(int number)
{
    char letters[9], title[64];

    for (int i = 0; i < 8; i++, number /= 10)
        letters[i] = (char)('a' + number % 10);
    letters[8] = '\0';
    snprintf(title, sizeof title, "Oefening %s, hoe doe je dat?", letters);
    return json_string(title);
}

static bool is_ok(const json_t *reply)
{
    return json_is_true(json_object_get(reply, "ok"));
}

/* One more device of a member of the demo. */
static void enrol(const char *user, const char *device, char *secret, size_t room)
{
    struct peer *beheer = office_member(&office, "beheer");
    json_t *reset = peer_call(beheer, "member-reset", json_pack("{s:s}", "member", user));
    struct peer_login with_code = { .user = user, .device = "enrol", .secret = office_text(reset, "one_time_code") };
    json_t *reply = peer_call(office_enter(&office, &with_code), "enrol", json_pack("{s:s}", "device", device));

    assert_accepted(reply);
    snprintf(secret, room, "%s", office_text(reply, "secret"));
    office_empty(&office);
}

/* ---- sent again ---- */

struct accepted {
    struct peer_id id;
    char code[20];
};

static struct {
    struct client client;
    struct peer_login login;
    char secret[64];
} devices[2]; /* of s.dewit */

static void enrol_second_device(void)
{
    enrol("s.dewit", "laptop", devices[1].secret, sizeof devices[1].secret);
    devices[0].login = office_login(&office, "s.dewit");
    devices[1].login = (struct peer_login){ .user = "s.dewit", .device = "laptop", .secret = devices[1].secret };
}

static void ask_all(struct accepted *all, int count)
{
    struct peer *sanne = office_enter(&office, &devices[0].login);

    for (int i = 0; i < count; i++) {
        all[i].id = peer_new_id();
        json_t *reply = peer_call_as(sanne, ASK, &all[i].id, json_pack("{s:o}", "title", title_of(i)));
        assert_accepted(reply);
        snprintf(all[i].code, sizeof all[i].code, "%s", office_text(reply, "code"));
        peer_forget(sanne);
    }
    office_empty(&office);
}

static void enter_both(void)
{
    for (int i = 0; i < 2; i++) {
        const struct peer_login *login = &devices[i].login;
        char id[64], filter[80];
        snprintf(id, sizeof id, "s.dewit:%s", login->device);
        snprintf(filter, sizeof filter, V "out/s.dewit/%s", login->device);
        struct client_login with = { .user = "s.dewit", .id = id, .secret = login->secret, .v3 = true };
        assert_int_equal(client_login(&devices[i].client, vakwerkd_port(office.daemon), &with), 0);
        assert_int_equal(client_subscribe(&devices[i].client, filter), 2);
    }
}

static void leave_both(void)
{
    client_leave(&devices[0].client);
    client_leave(&devices[1].client);
}

static void send_again(int device, const struct accepted *what, int number)
{
    json_t *body = json_pack("{s:s, s:s, s:o}", "id", what->id.hex, "device", devices[device].login.device, "title",
                             title_of(number));
    struct pack pack = pack_make(body);

    devices[device].client.again = chance(2) == 0;
    client_publish(
        &devices[device].client,
        &(struct client_publish){ .topic = V "in/s.dewit/" ASK, .payload = pack.bytes, .len = pack.len, .qos = 1 });
    json_decref(body);
    free(pack.bytes);
}

/* The reply is the first one: it has the same code. */
static bool is_told(const struct client *client, const struct accepted *what)
{
    char part[32];
    int len = snprintf(part, sizeof part,
                       "\xa4"
                       "code%c%s",
                       0xa0 | (int)strlen(what->code), what->code);

    for (size_t i = 0; i < client->message_count; i++)
        if (memmem(client->messages[i].payload, sizeof client->messages[i].payload, part, (size_t)len) != NULL)
            return true;
    return false;
}

/* Some at once to one device; how many of them were answered otherwise. */
static int send_some(const struct accepted *all, int count)
{
    int device = (int)chance(2), which[AT_ONCE], bad = 0;
    struct client *client = &devices[device].client;
    int64_t deadline = port_now_ms() + REPLY_MS;

    client->message_count = 0;
    for (int i = 0; i < AT_ONCE; i++) {
        which[i] = (int)chance((unsigned)count);
        send_again(device, &all[which[i]], which[i]);
    }
    while (client->message_count < AT_ONCE && port_now_ms() < deadline)
        client_fence(client);
    for (int i = 0; i < AT_ONCE; i++)
        bad += !is_told(client, &all[which[i]]);
    return bad;
}

static int count_doubles(int asked)
{
    int64_t posts = office_number(&office, "SELECT count(*) FROM post WHERE title LIKE 'Oefening %, hoe doe je dat?'");
    int64_t titles = office_number(&office, "SELECT count(DISTINCT title) FROM post WHERE title LIKE 'Oefening %'");
    int64_t events = office_number(&office, "SELECT count(*) FROM event e JOIN post p ON p.id = e.post WHERE"
                                            " e.event = 0 AND p.title LIKE 'Oefening %'");

    printf("%d asked, %lld posts with %lld titles and %lld events\n", asked, (long long)posts, (long long)titles,
           (long long)events);
    return posts != asked || titles != asked || events != asked;
}

static int again(int times)
{
    int count = times / TIMES_EACH < 1 ? 1 : times / TIMES_EACH, sent = 0, bad = 0;
    struct accepted *all = calloc((size_t)count, sizeof *all);
    char shift[32];

    assert_non_null(all);
    enrol_second_device();
    ask_all(all, count);
    for (int restart = 1; restart <= RESTARTS; restart++) {
        assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
        snprintf(shift, sizeof shift, "+%lld", restart * SHIFT_DAYS * DAY_MS);
        vakwerkd_set_now(office.daemon, shift);
        vakwerkd_up(office.daemon);
        enter_both();
        for (; sent < times / RESTARTS * restart; sent += AT_ONCE)
            bad += send_some(all, count);
        leave_both();
    }
    free(all);
    printf("%d sent again, %d answered otherwise\n", sent, bad);
    return bad + count_doubles(count);
}

/* ---- somebody else's name ---- */

static json_t *some_value(void)
{
    switch (chance(7)) {
    case 0:
        return json_pack("{s:s}", "member", "k.yilmaz");
    case 1:
        return json_pack("[s]", "k.yilmaz");
    case 2:
        return json_integer(1 + (json_int_t)chance(40));
    case 3:
        return json_boolean(chance(2));
    case 4:
        return json_string("Kubra Yilmaz");
    default:
        return json_string("k.yilmaz");
    }
}

static json_t *some_body(const char *question, int number, const char **path)
{
    static const char *const keys[] = { "author",    "Author",        "AUTHOR",        "author_name",
                                        "author_id", "auth\xce\xbfr", "from",          "user",
                                        "by",        "member",        "sender",        "name",
                                        "as",        "on_behalf",     "owner",         "username",
                                        "client_id", "who",           "\xd0\xb0uthor", "author\xe2\x80\x8b",
                                        " author",   "author.name" };
    json_t *body;

    switch (chance(4)) {
    case 0:
        *path = "answer";
        body = json_pack("{s:s, s:o}", "to", question, "text", title_of(number));
        break;
    case 1:
        *path = "theme/dossier/tip";
        body = json_pack("{s:o, s:b}", "text", title_of(number), "works", 1);
        break;
    case 2:
        *path = "team/delft/ask";
        body = json_pack("{s:o, s:s}", "title", title_of(number), "theme", "wacht");
        break;
    default:
        *path = ASK;
        body = json_pack("{s:o}", "title", title_of(number));
        break;
    }
    for (unsigned more = 1 + chance(3); more > 0; more--)
        json_object_set_new(body, keys[chance(sizeof keys / sizeof keys[0])], some_value());
    return body;
}

/* At another's topic, where the broker stands. */
static bool is_let_through(struct peer *sanne, const char *path, json_t *body)
{
    char topic[128];

    snprintf(topic, sizeof topic, V "in/%s/%s", chance(2) == 0 ? "k.yilmaz" : "beheer", path);
    json_object_set_new(body, "id", json_string(peer_new_id().hex));
    struct pack pack = pack_make(body);
    struct peer_publish publish = { .topic = topic, .payload = pack.bytes, .len = pack.len, .qos = 1 };
    int reason = peer_publish(sanne, &publish);
    free(pack.bytes);
    json_decref(body);
    return reason != PEER_DENIED;
}

static int author(int times)
{
    struct peer *sanne = office_member(&office, "s.dewit");
    char question[32];
    int bad = 0, accepted = 0, denied = 0;
    int64_t before = office_number(&office, "SELECT max(id) FROM post");

    snprintf(question, sizeof question, "%s", office_text(office_ask(sanne, "wacht", "Wie antwoordt hier?"), "code"));
    for (int i = 0; i < times; i++) {
        const char *path;
        json_t *body = some_body(question, i, &path);
        if (chance(4) == 0) {
            bad += is_let_through(sanne, path, body);
            denied++;
        } else {
            struct peer_id id = peer_new_id();
            const json_t *reply =
                chance(2) == 0 ? peer_call_as(sanne, path, &id, body) : peer_call_json(sanne, path, &id, body);
            accepted += is_ok(reply);
        }
        peer_forget(sanne);
    }
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT count(*) FROM post WHERE id > %lld AND author = (SELECT id FROM member WHERE"
             " name = 's.dewit')",
             (long long)before);
    int64_t own = office_number(&office, sql) - 1;
    snprintf(sql, sizeof sql, "SELECT count(*) FROM post WHERE id > %lld", (long long)before);
    int64_t all = office_number(&office, sql) - 1;
    printf("%d tries: %d at another's topic, %d of them let through; %d accepted as one's own, the rest refused; %lld"
           " posts, %lld of them another's\n",
           times, denied, bad, accepted, (long long)all, (long long)(all - own));
    return bad + (all != own) + (own != accepted);
}

/* ---- reading on ---- */

struct reader {
    char device[16], secret[64];
    struct peer_login login;
    struct peer *peer; /* NULL: cut off */
    int64_t since;     /* all up to this is known */
    int64_t newest;    /* that came live in this connection */
    unsigned char seen[SEQS_MAX];
};

static struct reader readers[READERS];
static int64_t first_seq;

/* The first time of an event; what was seen is not told again by sync from where it was known. */
static void see(struct reader *reader, int64_t seq)
{
    if (seq > first_seq && seq - first_seq < SEQS_MAX)
        reader->seen[seq - first_seq] = 1;
}

/* Whether what came live was in order. */
static int hear_live(struct reader *reader)
{
    int bad = 0;

    for (const struct peer_message *message = peer_messages(reader->peer); message != NULL; message = message->next) {
        if (strncmp(message->topic, V "theme/", sizeof(V "theme/") - 1) != 0)
            continue;
        int64_t seq = office_int(message->json, "seq");
        bad += seq < reader->newest && reader->seen[seq - first_seq] == 0;
        reader->newest = seq > reader->newest ? seq : reader->newest;
        see(reader, seq);
    }
    peer_forget(reader->peer);
    return bad;
}

/* Until nothing is left; how many came that had to be behind it, or not rising. */
static int sync_all(struct reader *reader)
{
    bool more = true;
    int bad = 0;

    while (more) {
        json_t *reply = peer_call(reader->peer, "sync",
                                  json_pack("{s:I, s:i}", "since", (json_int_t)reader->since, "limit", SYNC_AT_ONCE));
        int64_t before = reader->since;
        size_t i;
        json_t *event;
        assert_accepted(reply);
        json_array_foreach(json_object_get(reply, "events"), i, event)
        {
            int64_t seq = office_int(event, "seq");
            bad += seq <= before;
            before = seq;
            see(reader, seq);
        }
        reader->since = office_int(reply, "next");
        more = json_is_true(json_object_get(reply, "more"));
        bad += hear_live(reader);
    }
    return bad;
}

static int come_back(struct reader *reader)
{
    reader->newest = 0;
    reader->peer = peer_open(vakwerkd_port(office.daemon), &reader->login);
    assert_int_equal(peer_subscribe(reader->peer, V "theme/+/event"), 1);
    return sync_all(reader);
}

static void make_readers(void)
{
    static const char *const users[] = { "k.yilmaz", "m.jansen", "r.kok", "h.elamrani", "t.vermeer" };

    for (int i = 0; i < READERS; i++) {
        struct reader *reader = &readers[i];
        const char *user = users[(size_t)i % (sizeof users / sizeof users[0])];
        snprintf(reader->device, sizeof reader->device, "lezer%d", i);
        enrol(user, reader->device, reader->secret, sizeof reader->secret);
        reader->login = (struct peer_login){ .user = user, .device = reader->device, .secret = reader->secret };
    }
    first_seq = office_number(&office, "SELECT max(seq) FROM event");
    for (int i = 0; i < READERS; i++) {
        readers[i].since = first_seq;
        come_back(&readers[i]);
    }
}

/* Every seq of a theme against what each saw. */
static int count_gaps(void)
{
    char sql[128];
    int gaps = 0, events = 0;

    for (int64_t at = 1; at < SEQS_MAX; at++) {
        snprintf(sql, sizeof sql, "SELECT count(*) FROM event WHERE seq = %lld AND personal = 0 AND team IS NULL",
                 (long long)(first_seq + at));
        if (at % 64 == 1 && office_number(&office, "SELECT max(seq) FROM event") < first_seq + at)
            break;
        if (office_number(&office, sql) == 0)
            continue;
        events++;
        for (int i = 0; i < READERS; i++)
            gaps += readers[i].seen[at] == 0;
    }
    printf("%d events, %d readers\n", events, READERS);
    return gaps + (events == 0);
}

static int read_on(int cuts)
{
    struct peer *sanne;
    int bad = 0, asked = 0;

    make_readers();
    sanne = office_member(&office, "s.dewit");
    for (int cut = 0; cut < cuts && asked < SEQS_MAX / 4;) {
        struct reader *reader = &readers[chance(READERS)];
        peer_call(sanne, ASK, json_pack("{s:o}", "title", title_of(asked++)));
        peer_forget(sanne);
        if (reader->peer == NULL) {
            bad += come_back(reader);
        } else if (peer_work(reader->peer, 0) && chance(2) == 0) {
            bad += hear_live(reader);
        } else {
            peer_drop(reader->peer);
            reader->peer = NULL;
            cut++;
        }
    }
    for (int i = 0; i < READERS; i++)
        bad += readers[i].peer == NULL ? come_back(&readers[i]) : sync_all(&readers[i]);
    int gaps = count_gaps();
    printf("%d times cut off while %d were asked: %d out of order or again, %d gaps\n", cuts, asked, bad, gaps);
    for (int i = 0; i < READERS; i++)
        peer_close(readers[i].peer);
    return bad + gaps;
}

/* ---- times ---- */

static int compare(const void *a, const void *b)
{
    const int64_t *left = a, *right = b;

    return (*left > *right) - (*left < *right);
}

static int64_t part_of(int64_t *values, int count, int percent)
{
    qsort(values, (size_t)count, sizeof *values, compare);
    return values[(int64_t)count * percent / 100];
}

static int64_t ask_us(struct peer *peer, const char *path, const char *key, const char *value)
{
    int64_t begun = now_us();
    json_t *reply = peer_call(peer, path, key == NULL ? NULL : json_pack("{s:s, s:s}", key, value, "words", "school"));
    int64_t us = now_us() - begun;

    assert_refused(reply, "not_found");
    peer_forget(peer);
    return us;
}

/* One of each in turn, in an order of chance, so that whatever else the machine does is in both. */
static int compare_times(struct peer *peer, const char *const paths[2], const char *key, const char *const values[2],
                         int times)
{
    static int64_t us[2][PAIRS_MAX];

    for (int i = 0; i < times; i++)
        for (unsigned first = chance(2), turn = 0; turn < 2; turn++) {
            unsigned which = (first + turn) % 2;
            us[which][i] = ask_us(peer, paths[which], key, values[which]);
        }
    double there_not = (double)part_of(us[0], times, 50), not_own = (double)part_of(us[1], times, 50);
    double percent = 100 * (not_own - there_not) / there_not;
    printf("%-16s absent %.0f us, not one's own %.0f us: %+.1f %% (median of %d each)\n", paths[0], there_not, not_own,
           percent, times);
    return percent > DIFFERS_PERCENT || percent < -DIFFERS_PERCENT;
}

static int absent(int times)
{
    struct peer *kubra = office_member(&office, "k.yilmaz");
    char hidden[32];
    int count = times < PAIRS_MAX ? times : PAIRS_MAX;

    snprintf(hidden, sizeof hidden, "%s",
             office_text(office_ask_team(office_member(&office, "s.dewit"), "delft", "wacht", "Van ons?"), "code"));
    const char *const codes[2] = { "Z2Z2", hidden }, *const teams[2] = { "leeg", "delft" };
    const char *const show[2] = { "show", "show" }, *const retract[2] = { "retract", "retract" };
    const char *const lists[2] = { "team/leeg/list", "team/delft/list" }, *const search[2] = { "search", "search" };
    int bad = compare_times(kubra, show, "code", codes, count) + compare_times(kubra, retract, "code", codes, count);
    bad += compare_times(kubra, search, "team", teams, count);
    return bad + compare_times(kubra, lists, NULL, teams, count);
}

/* ---- a flood ---- */

static pid_t begin_flood(int a_second)
{
    struct peer_login login = office_login(&office, "t.vermeer");
    pid_t parent = getpid(), pid = fork();

    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    struct peer *peer = peer_open(vakwerkd_port(office.daemon), &login);
    int64_t begun = now_us(), sent = 0;
    while (peer_work(peer, 0)) {
        for (; sent < (now_us() - begun) * a_second / 1000000; sent++) {
            struct peer_id id = peer_new_id();
            peer_send(peer, ASK, &id, json_pack("{s:o}", "title", title_of((int)sent)));
        }
        peer_forget(peer);
        port_breathe();
    }
    _exit(2);
}

static void end_flood(pid_t pid)
{
    int status;

    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSIGNALED(status)); /* it went on to the end */
}

/* Reads, and every tenth time a write; how long each reply was away. */
static int wait_for_period(struct peer *sanne, int64_t *us, int count, int *number)
{
    int64_t until = port_now_ms() + PERIOD_MS;

    for (; port_now_ms() < until && count < PAIRS_MAX; count++) {
        int64_t begun = now_us(), next = port_now_ms() + TURN_MS;
        json_t *reply = ++*number % WRITES_EVERY != 0
                            ? peer_call(sanne, "list", NULL)
                            : peer_call(sanne, ASK, json_pack("{s:o}", "title", title_of(*number)));
        us[count] = now_us() - begun;
        assert_non_null(reply);
        peer_forget(sanne);
        while (port_now_ms() < next)
            peer_work(sanne, 1);
    }
    return count;
}

/* A quota that one is far below and the flooder far above; the demo has none. */
static void limit_posts(void)
{
    char command[512];

    snprintf(command, sizeof command, "sed -i 's/^posts_per_minute = .*/posts_per_minute = 600/' '%s'",
             vakwerkd_file(office.daemon, "vakwerk.conf").text);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    assert_int_equal(system(command), 0);
    vakwerkd_up(office.daemon);
}

static int flood(int a_second)
{
    static int64_t us[2][PAIRS_MAX];
    limit_posts();
    struct peer *sanne = office_member(&office, "s.dewit");
    int count[2] = { 0, 0 }, number = 50000000;

    for (int period = 0; period < PERIODS; period++) {
        pid_t flooder = period % 2 == 1 ? begin_flood(a_second) : 0;
        count[period % 2] = wait_for_period(sanne, us[period % 2], count[period % 2], &number);
        if (flooder != 0)
            end_flood(flooder);
    }
    double quiet = (double)part_of(us[0], count[0], 99), busy = (double)part_of(us[1], count[1], 99);
    printf(
        "99 of 100 replies within %.1f ms without, within %.1f ms beside %d a second: %.2f times; medians %.1f and %.1f"
        " ms; %d and %d replies\n",
        quiet / 1000, busy / 1000, a_second, busy / quiet, (double)part_of(us[0], count[0], 50) / 1000,
        (double)part_of(us[1], count[1], 50) / 1000, count[0], count[1]);
    return busy > 2 * quiet;
}

/* ---- idle sockets ---- */

/* So many open files as the system lets this program have. */
static void take_files(rlim_t wanted)
{
    struct rlimit files;

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &files), 0);
}

/* Connects and says nothing; the socket, or -1 when nobody takes it in time. */
static int sit_down(uint16_t port)
{
    struct sockaddr_in address = { .sin_family = AF_INET,
                                   .sin_port = htons(port),
                                   .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    struct pollfd done = { .fd = fd, .events = POLLOUT };

    assert_true(fd >= 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0 || poll(&done, 1, SIT_MS) == 1)
        return fd;
    close(fd);
    return -1;
}

/* Whoever has a login comes in, from the door to the first reply. */
static int come_in(int64_t *us)
{
    struct peer_login login = office_login(&office, "s.dewit");
    int in = 0;

    for (int i = 0; i < COME_IN; i++) {
        int64_t begun = now_us();
        struct peer *sanne = peer_try(vakwerkd_port(office.daemon), &login, NULL);
        us[i] = now_us() - begun;
        in += sanne != NULL;
        peer_close(sanne);
    }
    return in;
}

/* In a program of their own, which says by the pipe how many sit there. */
static void hold_idle(uint16_t port, int sockets, int said)
{
    int sat = 0;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    take_files((rlim_t)sockets + SHELL_FILES);
    for (int i = 0; i < sockets; i++)
        sat += sit_down(port) >= 0;
    if (write(said, &sat, sizeof sat) == sizeof sat)
        pause();
    _exit(2);
}

static pid_t begin_idle(int sockets, int *sat)
{
    int said[2];

    assert_int_equal(pipe(said), 0);
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        hold_idle(vakwerkd_port(office.daemon), sockets, said[1]);
    close(said[1]);
    assert_int_equal(read(said[0], sat, sizeof *sat), sizeof *sat);
    close(said[0]);
    return pid;
}

static int idle(int sockets)
{
    int64_t quiet[COME_IN], busy[COME_IN], begun = port_now_ms();
    int sat = 0;

    assert_int_equal(come_in(quiet), COME_IN);
    pid_t pid = begin_idle(sockets, &sat);
    int64_t ms = port_now_ms() - begun;
    int in = come_in(busy);
    end_flood(pid);
    printf("%d of %d sat down in %lld ms; %d of %d others came in, within %.1f ms, beside %.1f ms without\n", sat,
           sockets, (long long)ms, in, COME_IN, (double)part_of(busy, COME_IN, 99) / 1000,
           (double)part_of(quiet, COME_IN, 99) / 1000);
    return in < COME_IN || sat < sockets;
}

/* ---- all ---- */

static const struct drill {
    const char *name;
    int (*run)(int times);
} drills[] = {
    { "again", again },   { "author", author }, { "readers", read_on },
    { "absent", absent }, { "flood", flood },   { "idle", idle },
};

static const struct drill *drill_of(const char *name)
{
    for (size_t i = 0; i < sizeof drills / sizeof drills[0]; i++)
        if (strcmp(drills[i].name, name) == 0)
            return &drills[i];
    return NULL;
}

int main(int argc, char **argv)
{
    const char *seed = getenv("VAKWERK_SEED");
    const struct drill *drill = argc > 2 ? drill_of(argv[1]) : NULL;
    int times = argc > 2 ? atoi(argv[2]) : 0;

    if (drill == NULL || times < 1)
        return 2;
    if (!broker_is_installed())
        return broker_missing_code();
    dice = (seed == NULL ? (uint64_t)time(NULL) : strtoull(seed, NULL, 10)) + 1;
    printf("VAKWERK_SEED=%llu\n", (unsigned long long)dice - 1);
    take_files(SHELL_FILES);
    office_open(&office, NULL);
    int bad = drill->run(times);
    return office_close(&office) == VAKWERKD_OK && bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
