/*
 * Two regions at work while the lines between them are cut, lose what is said, stand still or drip, and while their
 * daemons and brokers are killed. When all is well again both have to show the same: whatever is open in the shared
 * theme once on each side, in the same words, under the same name, below the same question, and nothing else there that
 * came from elsewhere; of what was withdrawn no word; the same waiting times.
 *
 * VAKWERK_CRASHES: how often it strikes. VAKWERK_SEED: the same again, as far as the machine allows. VAKWERK_HEALS_MS:
 * how long after a strike each region must have heard from the other, at most. What is wrong is printed, and the
 * folders stay.
 */
#include "tests/system/regions.h"

#include "tests/support/line.h"
#include "tests/support/port.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "tests/proto/test.h"

#define THEME       "wacht"
#define PLACE_HERE  "voorbeeldam" /* municipalities that no team of the demo is of: each is told of by one region */
#define PLACE_THERE "modelveen"

/* Posts of the region's own people, whatever became of them. */
#define POSTED "SELECT count(*) FROM post WHERE kind IN (1, 2) AND author NOT IN (SELECT member FROM region)"

enum {
    WRITERS = 3,
    STRIKES = 2,
    AT_WORK_MS = 700,
    STRIKE_MS = 2000,
    PAUSE_MS = 80, /* of a writer, between two requests: most of a region is reading */
    RESEND_MS = 1500,
    SILENT_MS = 4000,
    HEALS_MS = 30000,
    DRAIN_MS = 120000
};

/* One request at a time, sent again under the same id until there is a reply. */
struct writer {
    struct region *region;
    const char *user;
    struct peer *peer; /* NULL: out */
    int64_t try_at, sent_at, asked_at;
    json_t *body; /* NULL: nothing on its way */
    char path[40];
    struct peer_id id;
    bool posts; /* it adds a post */
};

struct drill {
    struct region regions[2];
    struct line *lines[2]; /* [i] leads to the broker of regions[i] */
    struct writer writers[2 * WRITERS];
    int64_t posted[2], before[2]; /* by its own people: accepted, and there before */
    unsigned next_text;
    int64_t slowest_ms, all_ms;
    long accepted, refused;
};

static struct drill drill;

static int64_t number_of(const char *name, int64_t otherwise)
{
    const char *text = getenv(name);

    return text == NULL ? otherwise : strtoll(text, NULL, 10);
}

static unsigned below(unsigned limit)
{
    return (unsigned)rand() % limit;
}

static void give_up(const char *what)
{
    fprintf(stderr, "%s; everything is in %s and %s\n", what, drill.regions[0].office.dir.path,
            drill.regions[1].office.dir.path);
    exit(EXIT_FAILURE);
}

/* ---- what is asked ---- */

/* Like no other, without digits: the gate would take some of them for somebody's number. */
static void make_words(char *out, size_t room)
{
    unsigned number = drill.next_text++;
    char letters[9] = "";

    for (size_t i = 0; i < 8; i++, number /= 10)
        letters[i] = (char)('a' + number % 10);
    snprintf(out, room, "Oefening %s, hoe doe je dat?", letters);
}

struct found {
    char code[24];
    int64_t revision;
};

/* Something that this member may do this to, if there is any. */
static bool find(const struct writer *writer, const char *which, struct found *out)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *stmt = NULL;
    char sql[400];

    snprintf(sql, sizeof sql,
             "SELECT code, revision FROM (SELECT p.* FROM post p JOIN theme h ON h.id = p.theme WHERE p.gone = 0 AND"
             " p.team IS NULL AND h.slug = '" THEME "' AND %s ORDER BY p.id DESC LIMIT 40) ORDER BY random() LIMIT 1",
             which);
    bool ok = sqlite3_open_v2(vakwerkd_file(writer->region->office.daemon, "vakwerk.db").text, &db,
                              SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK &&
              sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK;
    if (ok && sqlite3_bind_parameter_count(stmt) > 0)
        sqlite3_bind_text(stmt, 1, writer->user, -1, SQLITE_STATIC);
    ok = ok && sqlite3_step(stmt) == SQLITE_ROW;
    if (ok) {
        snprintf(out->code, sizeof out->code, "%s", (const char *)sqlite3_column_text(stmt, 0));
        out->revision = sqlite3_column_int64(stmt, 1);
    }
    sqlite3_finalize(stmt);
    sqlite3_close(db);
    return ok;
}

#define OWN "p.author = (SELECT id FROM member WHERE name = ?)"

static json_t *make_ask(struct writer *writer, const char *path, bool anonymous)
{
    char words[80];

    make_words(words, sizeof words);
    snprintf(writer->path, sizeof writer->path, "%s", path);
    writer->posts = true;
    json_t *body = json_pack("{s:s, s:s}", "title", words, "text", "Met een toelichting van enige lengte.");
    if (anonymous)
        json_object_set_new(body, "anonymous", json_true());
    return body;
}

static json_t *make_answer(struct writer *writer)
{
    struct found question;
    char words[80];

    if (!find(writer, "p.kind = 1", &question))
        return NULL;
    make_words(words, sizeof words);
    snprintf(writer->path, sizeof writer->path, "answer");
    writer->posts = true;
    return json_pack("{s:s, s:s}", "to", question.code, "text", words);
}

static json_t *make_edit(struct writer *writer)
{
    struct found question;
    char words[80];

    if (!find(writer, "p.kind = 1 AND " OWN, &question))
        return NULL;
    make_words(words, sizeof words);
    snprintf(writer->path, sizeof writer->path, "edit");
    return json_pack("{s:s, s:s, s:I}", "code", question.code, "title", words, "base", (json_int_t)question.revision);
}

static json_t *make_of_code(struct writer *writer, const char *verb, const char *which)
{
    struct found post;

    if (!find(writer, which, &post))
        return NULL;
    snprintf(writer->path, sizeof writer->path, "%s", verb);
    return json_pack("{s:s}", "code", post.code);
}

static json_t *make_wait(struct writer *writer)
{
    snprintf(writer->path, sizeof writer->path, "waitlist-set");
    return json_pack("{s:s, s:s, s:i}", "municipality", writer->region == &drill.regions[0] ? PLACE_HERE : PLACE_THERE,
                     "care", "ambulant", "weeks", (int)below(52));
}

static json_t *make_body(struct writer *writer)
{
    unsigned dice = below(100);

    writer->posts = false;
    if (strcmp(writer->user, "beheer") == 0)
        return make_wait(writer);
    if (dice < 35)
        return make_ask(writer, "theme/" THEME "/ask", dice < 5);
    if (dice < 42)
        return make_ask(writer, "theme/dossier/ask", false);
    if (dice < 72)
        return make_answer(writer);
    if (dice < 84)
        return make_edit(writer);
    if (dice < 95)
        return make_of_code(writer, "retract", "p.kind IN (1, 2) AND " OWN);
    return make_of_code(writer, "resolve", "p.kind = 1 AND p.resolved_at IS NULL AND " OWN);
}

/* ---- a writer's turn ---- */

static void leave(struct writer *writer)
{
    peer_drop(writer->peer);
    writer->peer = NULL;
    writer->try_at = port_now_ms() + 50;
}

static void send_again(struct writer *writer)
{
    writer->sent_at = port_now_ms();
    peer_send(writer->peer, writer->path, &writer->id, json_deep_copy(writer->body));
}

static void come_back(struct writer *writer)
{
    struct peer_login login = office_login(&writer->region->office, writer->user);
    char replies[80];

    if (port_now_ms() < writer->try_at)
        return;
    snprintf(replies, sizeof replies, V "out/%s/%s", login.user, login.device);
    writer->peer = peer_try(vakwerkd_port(writer->region->office.daemon), &login, NULL);
    if (writer->peer == NULL || peer_subscribe(writer->peer, replies) != 1)
        leave(writer);
    else if (writer->body != NULL)
        send_again(writer);
}

static void ask_next(struct writer *writer)
{
    if (port_now_ms() < writer->sent_at + PAUSE_MS)
        return;
    writer->body = make_body(writer);
    writer->sent_at = writer->asked_at = port_now_ms();
    writer->id = peer_new_id();
    if (writer->body != NULL)
        send_again(writer);
}

static void hear(struct writer *writer)
{
    json_t *reply = peer_reply(writer->peer, &writer->id, 0);

    if (reply == NULL || json_is_true(json_object_get(reply, "retry")))
        return;
    bool ok = json_is_true(json_object_get(reply, "ok"));
    drill.accepted += ok;
    drill.refused += !ok;
    if (ok && writer->posts)
        drill.posted[writer->region - drill.regions]++;
    json_decref(writer->body);
    writer->body = NULL;
    peer_forget(writer->peer);
}

static void take_turn(struct writer *writer, bool asking)
{
    int64_t now = port_now_ms();

    if (writer->peer == NULL)
        come_back(writer);
    if (writer->peer == NULL)
        return;
    bool there = peer_work(writer->peer, 0);
    if (writer->body != NULL)
        hear(writer);
    if (!there || (writer->body != NULL && now - writer->asked_at > SILENT_MS && now - writer->sent_at > RESEND_MS)) {
        leave(writer);
        return;
    }
    if (writer->body != NULL && now - writer->sent_at > RESEND_MS)
        send_again(writer);
    if (writer->body == NULL && asking)
        ask_next(writer);
}

static bool work(bool asking)
{
    bool quiet = true;

    for (size_t i = 0; i < sizeof drill.writers / sizeof drill.writers[0]; i++) {
        take_turn(&drill.writers[i], asking);
        quiet = quiet && drill.writers[i].body == NULL;
    }
    port_breathe();
    return quiet;
}

static void work_for(int64_t ms)
{
    for (int64_t until = port_now_ms() + ms; port_now_ms() < until;)
        work(true);
}

/* ---- striking ---- */

static struct region *one_region(void)
{
    return &drill.regions[below(2)];
}

static void kill_daemon(void)
{
    struct region *region = one_region();

    vakwerkd_kill(region->office.daemon);
    work_for(below(STRIKE_MS));
    vakwerkd_begin(region->office.daemon, "up");
}

static void kill_broker(void)
{
    struct region *region = one_region();

    if (vakwerkd_broker_pid(region->office.daemon) != 0)
        vakwerkd_kill_broker(region->office.daemon);
}

static void spoil_lines(enum line_mode mode)
{
    unsigned which = 1 + below(3);

    for (unsigned i = 0; i < 2; i++)
        if ((which & (1u << i)) != 0)
            line_set(drill.lines[i], mode);
    work_for(below(STRIKE_MS));
    line_set(drill.lines[0], LINE_PASS);
    line_set(drill.lines[1], LINE_PASS);
}

/* The first round in this order; those of `make test` are the first two. LINE_PASS: not a line's. */
static const struct {
    const char *name;
    void (*strike)(void);
    enum line_mode mode;
} strikes[] = {
    { "daemon", kill_daemon, LINE_PASS }, { "cut", NULL, LINE_CUT },         { "half-open", NULL, LINE_HALF_OPEN },
    { "broker", kill_broker, LINE_PASS }, { "no acks", NULL, LINE_NO_ACKS }, { "down", NULL, LINE_DOWN },
    { "delay", NULL, LINE_DELAY },        { "drip", NULL, LINE_DRIP },
};
enum { KINDS = sizeof strikes / sizeof strikes[0] };

static bool all_ready(void)
{
    return vakwerkd_is_ready(drill.regions[0].office.daemon) && vakwerkd_is_ready(drill.regions[1].office.daemon);
}

/* Each has heard the other confirm something since. */
static bool both_hear(int64_t since_ms)
{
    char sql[80];

    snprintf(sql, sizeof sql, "SELECT count(*) FROM region WHERE told_at > %lld", (long long)since_ms);
    return office_number(&drill.regions[0].office, sql) == 1 && office_number(&drill.regions[1].office, sql) == 1;
}

static int64_t wall_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * INT64_C(1000) + now.tv_nsec / 1000000;
}

static void heal(const char *name, int64_t heals_ms)
{
    int64_t begun = port_now_ms(), since = wall_ms(), look_at = 0;

    for (bool well = false; !well; work(true)) {
        if (port_now_ms() - begun > heals_ms)
            give_up("it does not heal");
        if (port_now_ms() < look_at)
            continue;
        look_at = port_now_ms() + 50;
        well = all_ready() && both_hear(since);
    }
    int64_t ms = port_now_ms() - begun;
    drill.all_ms += ms;
    drill.slowest_ms = ms > drill.slowest_ms ? ms : drill.slowest_ms;
    if (getenv("VAKWERK_VERBOSE") != NULL)
        printf("%s: %lld ms\n", name, (long long)ms);
}

/* ---- the judge: what people read on either side, and not what the daemons noted of each other ---- */

static const char tables[] =
    "CREATE TABLE sees (side, kind, title, text, question, resolved, signed, came); CREATE TABLE waits (side,"
    " municipality, care, weeks); CREATE TABLE wrong (side, code, what);";

/* What one side holds; ?1: which. */
static const char *const fills[] = {
    "INSERT INTO sees SELECT ?1, p.kind, ifnull(p.title, ''), ifnull(p.text, ''), ifnull(q.title, ''), p.resolved_at IS"
    " NOT NULL, CASE WHEN p.flags & 9 <> 0 THEN '-' WHEN r.id IS NULL THEN m.display ELSE f.signed_as END, r.id IS NOT"
    " NULL FROM one.post p JOIN one.theme h ON h.id = p.theme JOIN one.member m ON m.id = p.author LEFT JOIN one.region"
    " r ON r.member = m.id LEFT JOIN one.region_post f ON f.post = p.id LEFT JOIN one.post q ON q.id = p.question WHERE"
    " p.gone = 0 AND p.team IS NULL AND h.slug = '" THEME "' AND p.kind IN (1, 2) AND ifnull(q.gone, 0) = 0",
    "INSERT INTO waits SELECT ?1, p.slug, c.slug, w.weeks FROM one.wait w JOIN one.municipality p ON p.id ="
    " w.municipality JOIN one.care c ON c.id = w.care WHERE w.id IN (SELECT max(id) FROM one.wait GROUP BY "
    "municipality,"
    " care) AND p.slug IN ('" PLACE_HERE "', '" PLACE_THERE "')",
    "INSERT INTO wrong SELECT ?1, p.code, 'leaked: it came from the other side, and is not of the shared theme' FROM"
    " one.post p JOIN one.region r ON r.member = p.author JOIN one.theme h ON h.id = p.theme WHERE h.slug <> '" THEME
    "' OR p.team IS NOT NULL",
    "INSERT INTO wrong SELECT ?1, code, 'kept: words of what was withdrawn' FROM one.post WHERE retracted_at IS NOT "
    "NULL"
    " AND (title IS NOT NULL OR text IS NOT NULL)",
};

#define SEEN "kind, title, text, question, resolved, signed"

/* ?1: a side. Each finds what must not be, with an example in its first column. */
static const struct {
    const char *what, *sql;
} rules[] = {
    { "lost: open on one side, and not on the other",
      "SELECT title || text FROM (SELECT " SEEN ", count(*) FROM sees WHERE side = ?1 AND NOT came GROUP BY " SEEN
      " EXCEPT SELECT " SEEN ", count(*) FROM sees WHERE side <> ?1 AND came GROUP BY " SEEN ")" },
    { "double, forged or left: it is said to come from the other side, and is not there so",
      "SELECT title || text FROM (SELECT " SEEN ", count(*) FROM sees WHERE side <> ?1 AND came GROUP BY " SEEN
      " EXCEPT SELECT " SEEN ", count(*) FROM sees WHERE side = ?1 AND NOT came GROUP BY " SEEN ")" },
    { "a waiting time is another on the other side", "SELECT municipality FROM (SELECT municipality, care, weeks FROM "
                                                     "waits WHERE side = ?1 EXCEPT SELECT municipality,"
                                                     " care, weeks FROM waits WHERE side <> ?1)" },
    { "wrong", "SELECT what || ' ' || code FROM wrong WHERE side = ?1" },
};

static int each_row(sqlite3 *db, const char *what, const char *sql, int side)
{
    sqlite3_stmt *stmt = NULL;
    int rows = 0, code = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

    sqlite3_bind_int(stmt, 1, side);
    while (code == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        if (rows++ == 0)
            fprintf(stderr, "%s (side %d): %s\n", what, side, (const char *)sqlite3_column_text(stmt, 0));
    if (code != SQLITE_OK || sqlite3_reset(stmt) != SQLITE_OK)
        fprintf(stderr, "%s: %s\n", what, sqlite3_errmsg(db));
    bool failed = code != SQLITE_OK || sqlite3_errcode(db) != SQLITE_OK;
    sqlite3_finalize(stmt);
    return rows + failed;
}

static int take_side(sqlite3 *db, int side)
{
    struct temppath path = vakwerkd_file(drill.regions[side].office.daemon, "vakwerk.db");
    char *attach = sqlite3_mprintf("ATTACH %Q AS one", path.text);
    int wrong = sqlite3_exec(db, attach, NULL, NULL, NULL) != SQLITE_OK;

    sqlite3_free(attach);
    for (size_t i = 0; i < sizeof fills / sizeof fills[0]; i++)
        wrong += each_row(db, "the judge", fills[i], side);
    return wrong + (sqlite3_exec(db, "DETACH one", NULL, NULL, NULL) != SQLITE_OK);
}

static int64_t one_number(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t number = -1;

    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return number;
}

/* How much is wrong. */
static int judge(void)
{
    sqlite3 *db = NULL;
    int wrong = sqlite3_open(":memory:", &db) != SQLITE_OK || sqlite3_exec(db, tables, NULL, NULL, NULL) != SQLITE_OK;

    for (int side = 0; side < 2 && wrong == 0; side++)
        wrong += take_side(db, side);
    for (int side = 0; side < 2; side++)
        for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
            wrong += each_row(db, rules[i].what, rules[i].sql, side);
    printf("%lld seen on both sides, %lld of them answers that went home, %lld waiting times\n",
           (long long)one_number(db, "SELECT count(*) FROM sees WHERE came"),
           (long long)one_number(db, "SELECT count(*) FROM sees a WHERE a.came AND a.kind = 2 AND EXISTS (SELECT 1 FROM"
                                     " sees q WHERE q.side = a.side AND q.kind = 1 AND q.title = a.question AND NOT"
                                     " q.came)"),
           (long long)one_number(db, "SELECT count(*) FROM waits WHERE side = 0"));
    sqlite3_close(db);
    return wrong;
}

/* What was accepted of its own people is there once, and nothing of them besides. */
static int count_posts(int side)
{
    int64_t now = office_number(&drill.regions[side].office, POSTED), wanted = drill.before[side] + drill.posted[side];

    if (now != wanted)
        fprintf(stderr, "side %d has %lld posts of its own, and accepted %lld\n", side, (long long)now,
                (long long)wanted);
    return now != wanted;
}

/* ---- the whole ---- */

static void name_places(int side)
{
    sqlite3 *db = NULL;
    struct temppath path = vakwerkd_file(drill.regions[side].office.daemon, "vakwerk.db");

    if (sqlite3_open(path.text, &db) != SQLITE_OK || sqlite3_busy_timeout(db, 5000) != SQLITE_OK ||
        sqlite3_exec(db,
                     side == 0 ? "INSERT INTO municipality (slug, name) VALUES ('" PLACE_HERE "', 'Voorbeeldam')"
                               : "INSERT INTO municipality (slug, name) VALUES ('" PLACE_THERE "', 'Modelveen')",
                     NULL, NULL, NULL) != SQLITE_OK)
        give_up(sqlite3_errmsg(db));
    sqlite3_close(db);
}

static void begin(void)
{
    static const char *const users[WRITERS] = { "s.dewit", "t.vermeer", "beheer" };

    regions_open(drill.regions);
    for (int i = 0; i < 2; i++) {
        name_places(i);
        drill.lines[i] = line_open(vakwerkd_port(drill.regions[i].office.daemon));
        drill.regions[i].reached_at = line_port(drill.lines[i]);
        for (int j = 0; j < WRITERS; j++)
            drill.writers[i * WRITERS + j] = (struct writer){ .region = &drill.regions[i], .user = users[j] };
    }
    regions_link(drill.regions, THEME);
    for (int i = 0; i < 2; i++) {
        office_empty(&drill.regions[i].office);
        drill.before[i] = office_number(&drill.regions[i].office, POSTED);
    }
}

static void drain(void)
{
    int64_t deadline = port_now_ms() + DRAIN_MS;

    while (!work(false))
        if (port_now_ms() > deadline)
            give_up("requests stay without a reply");
    for (int i = 0; i < 2; i++)
        if (!region_comes(&drill.regions[i], REGION_WAITS, 0, deadline))
            give_up("something is never told");
}

static int end(void)
{
    for (size_t i = 0; i < sizeof drill.writers / sizeof drill.writers[0]; i++)
        peer_drop(drill.writers[i].peer);
    for (int i = 0; i < 2; i++) {
        if (vakwerkd_stop(drill.regions[i].office.daemon) != VAKWERKD_OK)
            give_up("a daemon does not stop as it should");
        if (vakwerkd_command(drill.regions[i].office.daemon, "check", NULL) != VAKWERKD_OK)
            give_up("a database is damaged");
    }
    return judge() + count_posts(0) + count_posts(1);
}

int main(void)
{
    int64_t left = number_of("VAKWERK_CRASHES", STRIKES), heals_ms = number_of("VAKWERK_HEALS_MS", HEALS_MS);
    unsigned seed = (unsigned)number_of("VAKWERK_SEED", (int64_t)time(NULL));

    if (!broker_is_installed())
        return broker_missing_code();
    setvbuf(stdout, NULL, _IOLBF, 0);
    srand(seed);
    begin();
    printf("%lld strikes, VAKWERK_SEED=%u\n", (long long)left, seed);
    heal("the start", heals_ms);
    drill.all_ms = drill.slowest_ms = 0;
    for (int64_t i = 0; i < left; i++) {
        work_for(below(AT_WORK_MS));
        unsigned which = i < KINDS ? (unsigned)i : below(KINDS);
        if (strikes[which].mode == LINE_PASS)
            strikes[which].strike();
        else
            spoil_lines(strikes[which].mode);
        heal(strikes[which].name, heals_ms);
    }
    drain();
    if (end() != 0)
        give_up("the judge objects");
    printf("%ld accepted, %ld refused; from the end of a strike until each heard the other: %lld ms on average, %lld at"
           " most\n",
           drill.accepted, drill.refused, (long long)(left > 0 ? drill.all_ms / left : 0), (long long)drill.slowest_ms);
    line_close(drill.lines[0]);
    line_close(drill.lines[1]);
    regions_close(drill.regions);
    return EXIT_SUCCESS;
}
