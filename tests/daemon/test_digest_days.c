/*
 * Four hundred days of digests. Members ask, answer, withdraw, change teams, frequency and pause; the daemon is away,
 * is killed anywhere in a transaction or between two, and its clock is put forward and back; two nights are an hour
 * shorter, one an hour longer. Still every event is in exactly one digest of each member, and none is empty.
 *
 * A child is the daemon, and lives until it is killed; the parent starts the next. What both know of the course of
 * things is in memory they share. VAKWERK_TEST_SEED repeats a run.
 */
#include "tests/daemon/office.h"

#include "daemon/clock.h"
#include "daemon/digest/content.h"
#include "daemon/digest/maker.h"
#include "daemon/store/db.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    DAYS = 400,
    CODES = 24,
    WRONG = 2,             /* exit code of a child that saw something wrong */
    STEPS_TO_LIVE = 20000, /* of SQLite's machine, hundreds of them, at most */
    LONGEST_MS = 8 * DAY_MS
};

static const struct clock_day first_day = { 2022, 3, 1, 2 };

static const char *const people[] = { "anna", "bram", "carla", "daan", "eva", "fatima", "gijs", "redactie" };
#define PEOPLE (sizeof people / sizeof people[0])

/* When on a day the daemon does something: also in the hour that one night does not have and another has twice. */
static const int minutes[] = { 30, 2 * 60 + 30, 6 * 60 + 50, 7 * 60, 10 * 60, 17 * 60, 23 * 60 + 50 };
#define MOMENTS (sizeof minutes / sizeof minutes[0])

/* Shared: survives the child. */
static struct course {
    uint64_t random;
    int day, moment;
    int64_t ahead_ms; /* the clock is put so far forward, or back */
    int away_days;    /* the daemon is not there */
    int64_t checked;  /* digests, in the order in which they were made */
    int kills, jumps;
    struct {
        char code[16], author[16];
    } codes[CODES]; /* of questions and answers that were given last */
    uint64_t code_count, ids;
} * course;

/* ---- chance ---- */

static uint64_t draw(uint64_t below)
{
    uint64_t z = course->random += 0x9E3779B97F4A7C15u;

    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (z ^ z >> 31) % below;
}

static bool happens(uint64_t percent)
{
    return draw(100) < percent;
}

static const char *somebody(void)
{
    return people[draw(PEOPLE)];
}

/* ---- the child's life ---- */

static void expect(bool right, const char *what, int64_t one, int64_t other)
{
    if (right)
        return;
    fprintf(stderr, "day %d, moment %d: %s (%lld, %lld)\n", course->day, course->moment, what, (long long)one,
            (long long)other);
    _exit(WRONG);
}

static void die(void)
{
    course->kills++;
    raise(SIGKILL);
}

/* SQLite calls it every hundred steps: the end comes in the middle of something. */
static int grow_older(void *life)
{
    if (--*(int *)life == 0)
        die();
    return 0;
}

static void open_office(struct office *o, int *life)
{
    if (store_open(o->path.text, STORE_WRITE, &o->store) != STORE_OPENED ||
        store_open(o->path.text, STORE_READ, &o->reader) != STORE_OPENED ||
        sqlite3_open(o->path.text, &o->db) != SQLITE_OK)
        _exit(WRONG);
    sqlite3_busy_timeout(o->db, 5000);
    office_restart(o);
    o->ids = course->ids;
    if (life != NULL)
        sqlite3_progress_handler(o->store->db, 100, grow_older, life);
}

/* No connection lives in two processes. */
static void shut_office(struct office *o)
{
    service_free(o->writing);
    service_free(o->reading);
    store_close(o->store);
    store_close(o->reader);
    sqlite3_close(o->db);
    o->writing = o->reading = NULL;
    o->store = o->reader = NULL;
    o->db = NULL;
}

/* ---- what people do ---- */

static void remember(struct office *o, const char *who, bool done)
{
    size_t at = course->code_count % CODES;

    if (!done)
        return;
    snprintf(course->codes[at].code, sizeof course->codes[at].code, "%s", text_at(o->reply, "code"));
    snprintf(course->codes[at].author, sizeof course->codes[at].author, "%s", who);
    course->code_count++;
}

static void ask_openly(struct office *o, const char *who)
{
    remember(o, who,
             office_say(o, who, happens(50) ? "theme/regie/ask" : "theme/wacht/ask",
                        "{'title': 'Wie?', 'anonymous': %s}", happens(20) ? "true" : "false"));
}

static void ask_in_team(struct office *o, const char *who)
{
    remember(o, who,
             office_say(o, who, happens(50) ? "team/delft/ask" : "team/rijswijk/ask",
                        "{'title': 'Wie?', 'theme': 'regie'}"));
}

static void answer(struct office *o, const char *who)
{
    remember(o, who, office_say(o, who, "answer", "{'to': '%s', 'text': 'Ik.'}", course->codes[draw(CODES)].code));
}

static void withdraw(struct office *o, const char *who)
{
    size_t at = draw(CODES);

    (void)who;
    if (course->codes[at].code[0] != '\0')
        office_say(o, course->codes[at].author, "retract", "{'code': '%s'}", course->codes[at].code);
}

static void give_tip(struct office *o, const char *who)
{
    office_say(o, who, "theme/wacht/tip", "{'text': 'Bel eens.', 'works': true}");
}

static void change_team(struct office *o, const char *who)
{
    static const char *const teams[] = { "", "'delft'", "'rijswijk'", "'delft', 'rijswijk'" };

    office_say(o, "beheer", "member-set", "{'member': '%s', 'teams': [%s]}", who, teams[draw(4)]);
}

static void change_frequency(struct office *o, const char *who)
{
    static const char *const names[] = { "daily", "daily", "tue-thu", "weekly", "personal", "never" };
    static const char *const times[] = { "00:20", "02:30", "07:00", "07:00", "16:45" };

    office_say(o, who, "digest-set", "{'frequency': '%s', 'at': '%s'}", names[draw(6)], times[draw(5)]);
}

static void change_pause(struct office *o, const char *who)
{
    long long until = happens(30) ? 0 : (long long)(o->now_ms + (int64_t)draw(25) * DAY_MS);

    office_say(o, who, "digest-set", "{'pause_until': %lld}", until);
}

static const struct {
    uint64_t percent; /* at one moment */
    void (*act)(struct office *o, const char *who);
} acts[] = { { 30, ask_openly }, { 25, ask_in_team }, { 30, answer },          { 8, withdraw },
             { 8, give_tip },    { 3, change_team },  { 6, change_frequency }, { 4, change_pause } };

static void act(struct office *o)
{
    for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
        if (happens(acts[i].percent))
            acts[i].act(o, somebody());
    course->ids = o->ids;
}

/* ---- what the daemon does ---- */

static void make_digests(struct office *o, struct maker *maker, bool mortal)
{
    struct outbox out;

    maker->store = o->store;
    maker->now_ms = o->now_ms;
    maker->arena = &o->arena;
    maker->out = &out;
    do {
        arena_reset(&o->arena);
        outbox_init(&out, &o->arena);
        int err = store_begin(o->store);
        if (err == 0)
            err = maker_due(maker);
        expect(err == 0, "making failed", err, 0);
        expect(store_commit(o->store) == 0, "commit failed", 0, 0);
        if (mortal && happens(1))
            die(); /* it is on disk, and nobody was told */
    } while (maker->looked_at > 0);
}

/* Everybody who wants one gets the next within a week; also when the clock was ahead. */
static void check_plans(struct office *o)
{
    bool astray;

    expect(maker_is_astray(o->store, o->now_ms, &o->arena, &astray) == 0 && !astray, "somebody is forgotten", 0, 0);
    int64_t late = office_number(o,
                                 "SELECT count(*) FROM member WHERE digest_frequency <> 4 AND digest_chosen = 1 AND"
                                 " (digest_due IS NULL OR digest_due <= %lld OR digest_due > max(%lld,"
                                 " digest_pause_until) + %lld)",
                                 (long long)o->now_ms, (long long)o->now_ms, (long long)LONGEST_MS);
    expect(late == 0, "members without a plan", late, 0);
}

/* ---- what a digest must be ---- */

/* Counted in another way than the daemon does: post by post, and each by what is in its row. */
static int64_t count_posts(struct office *o, const struct digest *digest, enum event_kind kind)
{
    return office_number(
        o,
        "WITH told (post, team) AS (SELECT post, team FROM event WHERE event = %d AND personal = 0 AND seq >= %lld AND"
        " seq <= %lld) SELECT count(*) FROM post p, told t WHERE p.id = t.post AND p.author <> %lld AND p.retracted_at"
        " IS NULL AND (t.team IS NULL OR EXISTS (SELECT 1 FROM membership s WHERE s.team = t.team AND s.member ="
        " %lld))",
        (int)kind, (long long)digest->first_seq, (long long)digest->last_seq, (long long)digest->member,
        (long long)digest->member);
}

/* Everything of the days before, nothing of the day itself; by SQLite's idea of a day in Amsterdam. */
static void check_days(struct office *o, const struct digest *digest)
{
    int64_t last = office_number(o,
                                 "SELECT ifnull(max(seq), %lld) FROM event WHERE seq >= %lld AND"
                                 " date(at / 1000, 'unixepoch', 'localtime') < '%.*s'",
                                 (long long)digest->first_seq - 1, (long long)digest->first_seq, span_int(digest->day),
                                 digest->day.ptr);

    expect(digest->last_seq == last, "it ends where its day begins", digest->last_seq, last);
}

static void check_digest(struct office *o, const struct digest *digest)
{
    struct msg_digest_is content;
    int64_t questions = count_posts(o, digest, EVENT_question), answers = count_posts(o, digest, EVENT_answer);

    expect(content_make(o->reader, digest, &o->arena, &content) == 0, "it cannot be read", 0, 0);
    expect(content.questions == questions, "questions are counted", content.questions, questions);
    expect(content.answers == answers, "answers are counted", content.answers, answers);
    expect(!content_is_empty(&content) || content.unanswered_count > 0, "it is empty", digest->member, 0);
    check_days(o, digest);
}

/* The n-th that was made. */
static void read_digest(struct office *o, int64_t n, struct digest *out)
{
    static char day[16];
    sqlite3_stmt *stmt = NULL;

    sqlite3_prepare_v2(o->db,
                       "SELECT member, day, made_at, first_seq, last_seq FROM made JOIN digest USING (member, day)"
                       " WHERE n = ?",
                       -1, &stmt, NULL);
    sqlite3_bind_int64(stmt, 1, n);
    expect(sqlite3_step(stmt) == SQLITE_ROW, "a digest is gone", n, 0);
    snprintf(day, sizeof day, "%s", (const char *)sqlite3_column_text(stmt, 1));
    *out = (struct digest){ .member = sqlite3_column_int64(stmt, 0),
                            .day = span_of(day),
                            .made_at = sqlite3_column_int64(stmt, 2),
                            .first_seq = sqlite3_column_int64(stmt, 3),
                            .last_seq = sqlite3_column_int64(stmt, 4) };
    sqlite3_finalize(stmt);
}

/* As soon as they are made: who is in which team has not changed yet. */
static void check_new_digests(struct office *o)
{
    int64_t count = office_number(o, "SELECT count(*) FROM made");

    while (course->checked < count) {
        struct digest digest;
        arena_reset(&o->arena);
        read_digest(o, course->checked + 1, &digest);
        check_digest(o, &digest);
        course->checked++;
    }
}

/* ---- the course of things ---- */

static void begin_day(void)
{
    if (course->away_days > 0)
        course->away_days--;
    else if (happens(6))
        course->away_days = (int)draw(5);
    course->ahead_ms = 0;
    if (happens(3)) {
        course->ahead_ms = ((int64_t)draw(24) - 3) * DAY_MS + (int64_t)draw(24) * HOUR_MS;
        course->jumps++;
    }
}

static void set_clock(struct office *o)
{
    struct clock_day day = clock_add_days(first_day, course->day);

    o->now_ms = clock_moment(day, minutes[course->moment]) + course->ahead_ms;
}

static void live(struct office *o)
{
    struct maker maker;

    maker_init(&maker, o->store);
    check_new_digests(o);
    for (; course->day < DAYS; course->day++) {
        for (; course->moment < (int)MOMENTS; course->moment++) {
            if (course->moment == 0)
                begin_day();
            if (course->away_days > 0 || happens(5))
                continue; /* it is away, if only at this hour */
            set_clock(o);
            act(o);
            make_digests(o, &maker, true);
            check_new_digests(o);
            check_plans(o);
        }
        course->moment = 0;
    }
    maker_release(&maker);
}

/* One more week in which everybody wants everything, so that nothing is left. */
static void end_course(struct office *o)
{
    struct maker maker;

    maker_init(&maker, o->store);
    for (size_t i = 0; i < PEOPLE; i++)
        office_say(o, people[i], "digest-set", "{'frequency': 'daily', 'at': '07:00', 'pause_until': 0}");
    for (int day = 0; day < 30; day++) {
        o->now_ms += DAY_MS;
        make_digests(o, &maker, false);
        check_new_digests(o);
    }
    maker_release(&maker);
}

/* A daemon, until it is killed or the days are over. True when they are. */
static bool run_daemon(struct office *o)
{
    int status = 0;
    pid_t child = fork();

    if (child == 0) {
        int life = 1 + (int)draw(STEPS_TO_LIVE);
        open_office(o, &life);
        live(o);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    if (WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL)
        return false;
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    return true;
}

/* The digests in the order in which they were made. */
static void keep_order(struct office *o)
{
    office_sql(o, "CREATE TABLE made (n INTEGER PRIMARY KEY, member INTEGER, day TEXT)");
    office_sql(o, "CREATE TRIGGER made_one AFTER INSERT ON digest BEGIN INSERT INTO made (member, day) VALUES"
                  " (NEW.member, NEW.day); END");
}

static void begin_course(struct office *o)
{
    const char *seed = getenv("VAKWERK_TEST_SEED");

    course = mmap(NULL, sizeof *course, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(course != MAP_FAILED);
    if (seed != NULL)
        course->random = strtoull(seed, NULL, 10);
    else
        assert_int_equal(getrandom(&course->random, sizeof course->random, 0), (int)sizeof course->random);
    printf("VAKWERK_TEST_SEED=%" PRIu64 "\n", course->random);
    set_clock(o);
    keep_order(o);
    for (size_t i = 0; i < PEOPLE; i++)
        OK(o, people[i], "digest-set", "{'frequency': 'daily'}");
    course->ids = o->ids;
}

/* ---- what must hold of all of it ---- */

#define EACH_OF "SELECT count(*) FROM digest d WHERE "

static void check_course(struct office *o)
{
    /* Each begins after the one before it, the first at the beginning, and nothing lies behind the last. */
    assert_int_equal(office_number(o, EACH_OF "d.first_seq > 1 AND NOT EXISTS (SELECT 1 FROM digest b WHERE b.member ="
                                              " d.member AND b.last_seq = d.first_seq - 1)"),
                     0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM digest a JOIN digest b USING (member) WHERE a.day <> b.day"
                                      " AND a.first_seq <= b.last_seq AND b.first_seq <= a.last_seq"),
                     0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM member m WHERE digest_chosen = 1 AND digest_seq <> (SELECT"
                                      " max(last_seq) FROM digest d WHERE d.member = m.id)"),
                     0);
    /* So each thing that a member may see and did not do themselves is in exactly one. */
    assert_int_equal(
        office_number(o,
                      "SELECT count(*) FROM member m, event e JOIN post p ON p.id = e.post WHERE m.digest_chosen = 1"
                      " AND p.author <> m.id AND p.retracted_at IS NULL AND e.personal = 0 AND e.event IN (%d, %d) AND"
                      " (e.team IS NULL OR e.team IN (SELECT team FROM membership s WHERE s.member = m.id)) AND 1 <>"
                      " (SELECT count(*) FROM digest d WHERE d.member = m.id AND e.seq BETWEEN d.first_seq AND"
                      " d.last_seq)",
                      EVENT_question, EVENT_answer),
        0);
}

TEST(in_four_hundred_days_each_event_is_in_exactly_one_digest_of_each_member)
{
    struct office *o = *state;

    begin_course(o);
    shut_office(o);
    while (!run_daemon(o))
        ;
    open_office(o, NULL);
    set_clock(o);
    end_course(o);
    check_course(o);
    int64_t digests = office_number(o, "SELECT count(*) FROM digest");
    printf("%lld events, %lld digests, %d kills, %d jumps of the clock\n",
           (long long)office_number(o, "SELECT max(seq) FROM event"), (long long)digests, course->kills, course->jumps);
    assert_true(digests > DAYS && course->kills > 10 && course->jumps > 1);
    munmap(course, sizeof *course);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(in_four_hundred_days_each_event_is_in_exactly_one_digest_of_each_member),
    };

    return TEST_RUN(tests);
}
