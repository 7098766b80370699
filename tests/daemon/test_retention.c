/*
 * What is kept no longer: of each kind what is too old goes and what is not stays, by a clock that is held; nothing of
 * it is left in a file; the log says how many, and a look beforehand says the same.
 */
#include "tests/daemon/desk.h"

#include "daemon/clock.h"
#include "daemon/retention.h"

#include <assert.h>
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARK   "kastanjelaar"
#define KEPT   "lijsterbes"
#define PIECES 2000
#define CUT    9

/* ---- driving it as the engine does ---- */

struct drive {
    struct office *o;
    struct desk *desk; /* NULL: without an index */
    struct arena arena;
    int pieces, pieces_left; /* until it is cut off; -1: never */
};

static struct erase erase_of(struct drive *d)
{
    return (struct erase){
        .store = d->o->store, .settings = &d->o->settings, .key = &d->o->key, .now_ms = d->o->now_ms, .arena = &d->arena
    };
}

static void prepare(struct drive *d, const struct retention *retention, struct erase *erase)
{
    if (retention->step == RETENTION_JOURNAL)
        assert_int_equal(store_erase_journal(d->o->store, &erase->is_cut_off), 0);
    if (retention->step != RETENTION_INDEX)
        return;
    erase->is_clean = true;
    if (d->desk != NULL) {
        desk_catch_up(d->desk);
        desk_erase(d->desk);
    }
}

/* One piece; false when nothing is due. */
static bool piece(struct drive *d)
{
    struct retention retention;
    struct erase erase = erase_of(d);

    arena_reset(&d->arena);
    assert_int_equal(retention_read(d->o->store, &retention), 0);
    if (retention_due(&retention, d->o->now_ms) > d->o->now_ms)
        return false;
    prepare(d, &retention, &erase);
    assert_int_equal(store_begin(d->o->store), 0);
    assert_int_equal(retention_piece(&erase, &retention), 0);
    if (d->pieces_left >= 0 && d->pieces_left-- == 0)
        _exit(CUT);
    assert_int_equal(store_commit(d->o->store), 0);
    d->pieces++;
    return true;
}

static int drive(struct office *o, struct desk *desk, int pieces)
{
    struct drive d = { .o = o, .desk = desk, .pieces_left = pieces };

    arena_init(&d.arena, 16 * 1024 * 1024);
    while (piece(&d))
        assert_true(d.pieces < PIECES);
    arena_release(&d.arena);
    return d.pieces;
}

/* A round of a night, on which it is due. */
static int night(struct office *o, struct desk *desk)
{
    office_sql(
        o,
        "INSERT INTO number (name, value) VALUES ('retention_due', %lld) ON CONFLICT (name) DO UPDATE SET value ="
        " excluded.value",
        (long long)o->now_ms);
    return drive(o, desk, -1);
}

/* ---- what there is: of each kind one that is too old, and one that is not ---- */

static int64_t days_ago(const struct office *o, int64_t days)
{
    return o->now_ms - days * DAY_MS;
}

static int date_of(int64_t at_ms)
{
    struct clock_day day = clock_local_day(at_ms);

    return day.year * 10000 + day.month * 100 + day.day;
}

static void see(struct office *o, int post, int64_t at)
{
    office_sql(o, "INSERT INTO seen (post, member, day) VALUES (%d, 2, %d)", post, date_of(at));
}

static void put_post(struct office *o, const char *code, int kind, const char *more, int64_t at, const char *text)
{
    office_sql(
        o,
        "INSERT INTO post (kind, code, author, theme, team, title, text, posted_at, until_at) VALUES (%d, '%s', 1,"
        " iif(%d = 4, NULL, 1), iif(%d = 4, 1, NULL), '%s', '%s', %lld, %lld)",
        kind, code, kind, kind, text, text, (long long)at, (long long)at);
    if (more[0] != '\0')
        office_sql(o, "UPDATE post SET %s WHERE code = '%s'", more, code);
    office_sql(o,
               "INSERT INTO event (at, event, theme, team, prev, post) SELECT posted_at, 0, theme, team, 0, id FROM"
               " post WHERE code = '%s'",
               code);
}

static void decide(struct office *o, const char *code, int decision, int64_t at, const char *text)
{
    office_sql(
        o,
        "INSERT INTO moderation (post, why, at, decision, decider, reason, decided_at) SELECT id, 1, %lld, %d, 3,"
        " 'Reden %s', %lld FROM post WHERE code = '%s'",
        (long long)at, decision, text, (long long)at, code);
    office_sql(
        o,
        "INSERT INTO report (post, member, reason, note, at, settled) SELECT id, 3, 0, 'Melding %s', %lld, 1 FROM"
        " post WHERE code = '%s'",
        text, (long long)at, code);
}

/* Everything that stood there since a moment, with a mark of its own: n tells the one from the other. */
static void live(struct office *o, int n, int64_t days, const char *mark)
{
    int64_t at = days_ago(o, days);
    char code[16];

    snprintf(code, sizeof code, "V%d", n);
    put_post(o, code, 1, "answers = 1, first_answer_at = posted_at", at, "Beantwoord");
    see(o, 1, at);
    office_sql(o,
               "INSERT INTO digest (member, day, made_at, first_seq, last_seq) VALUES (2, '2000-01-0%d', %lld, %d, %d)",
               n, (long long)at, n, n);
    office_sql(o, "INSERT INTO mailed (member, day, result) VALUES (2, strftime('%%Y-%%m-%%d', %lld, 'unixepoch'), 1)",
               (long long)(at / 1000));
    office_sql(o, "INSERT INTO event_to (member, seq, prev) SELECT 2, max(seq), 0 FROM event");
    snprintf(code, sizeof code, "M%d", n);
    put_post(o, code, 4, "", at, mark);
    snprintf(code, sizeof code, "9K3%s", n == 1 ? "F" : "G");
    put_post(o, code, 1, "", at, mark);
    snprintf(code, sizeof code, "R%d", n);
    put_post(o, code, 1, "held = 4, answers = 1, first_answer_at = 1", at, mark);
    decide(o, code, 2, at, "R");
    snprintf(code, sizeof code, "S%d", n);
    put_post(o, code, 1, "held = 5, merged_into = 1", at, mark);
    decide(o, code, 4, at, "S");
    snprintf(code, sizeof code, "W%d", n);
    put_post(o, code, 1, "title = NULL, text = NULL", at, "");
    office_sql(o, "UPDATE post SET retracted_at = %lld WHERE code = '%s'", (long long)at, code);
    snprintf(code, sizeof code, "B%d", n);
    put_post(o, code, 1, "answers = 1, first_answer_at = posted_at", at, "Besproken");
    decide(o, code, 1, at, mark);
    office_sql(
        o, "INSERT INTO harvest (code, facilitator, title, begun_at, closed_at) VALUES ('H%d', 2, 'Tafel', 1, %lld)", n,
        (long long)at);
    office_sql(o,
               "INSERT INTO harvest_input (harvest, number, theme, text, changed) VALUES (last_insert_rowid(), 1, 0,"
               " '%s', 1)",
               mark);
    office_sql(o,
               "INSERT INTO wait (municipality, care, weeks, note, member, at) VALUES (1, 1, 3, 'Notitie %s', 2, %lld)",
               mark, (long long)at);
    office_sql(o,
               "INSERT INTO signal (member, theme, text, quote, at, answer, answered_seq) VALUES (2, 1, 'Knelpunt', 0,"
               " %lld, 1, 1)",
               (long long)at);
    office_sql(
        o,
        "INSERT INTO intervision (team, question, member, added_at, done_at, learned) SELECT 1, id, 2, 1, %lld, '%s'"
        " FROM post WHERE code = 'V%d'",
        (long long)at, mark, n);
    office_sql(
        o, "INSERT INTO device (member, name, hash, added_at, revoked_at) VALUES (2, '%s-telefoon', x'00', 1, %lld)",
        mark, (long long)at);
    office_sql(o, "INSERT INTO code (member, hash, until_at) VALUES (%d, x'00', %lld)", n + 1, (long long)at);
    office_sql(o, "INSERT INTO helped (post, member, day, at) SELECT id, 2, %d, %lld FROM post WHERE code = 'V%d'",
               date_of(at), (long long)at, n);
    office_sql(o,
               "INSERT INTO served (id, member, hash, seq, reply, at) VALUES (CAST('verzoek-van-toen%d' AS BLOB), 2,"
               " x'0102030405060708090a0b0c0d0e0f10', %d, CAST('%s' AS BLOB), %lld)",
               n, n, mark, (long long)at);
    office_sql(o, "INSERT INTO unmask (post, member, reason, at) SELECT id, 3, '%s', %lld FROM post WHERE code = 'V%d'",
               mark, (long long)at, n);
}

/* Replies have no term of their own: here as an organisation that set one. */
static void enter(struct office *o)
{
    o->settings.kept_days[RETENTION_SERVED] = 90;
    put_post(o, "EEN", 1, "answers = 1, first_answer_at = posted_at", o->now_ms, "De eerste");
    live(o, 1, 4000, MARK);
    live(o, 2, 3, KEPT);
}

/* What each kind may lose of it: rows that hold the old thing, and rows that hold the young one. */
static const struct {
    const char *kind, *count;
} looks[] = {
    { "seen", "SELECT count(*) FROM seen" },
    { "digests", "SELECT count(*) FROM digest" },
    { "mailed", "SELECT count(*) FROM mailed" },
    { "told", "SELECT count(*) FROM event_to" },
    { "notices", "SELECT count(*) FROM post WHERE kind = 4 AND text IS NOT NULL" },
    { "unanswered", "SELECT count(*) FROM post WHERE code LIKE '9K3%' AND text IS NOT NULL" },
    { "rejected", "SELECT count(*) FROM post WHERE code LIKE 'R%' AND text IS NOT NULL" },
    { "merged", "SELECT count(*) FROM post WHERE code LIKE 'S%' AND text IS NOT NULL AND retracted_at IS NULL" },
    { "withdrawn", "SELECT count(*) FROM post WHERE code LIKE 'W%' AND author <> 0" },
    { "reports", "SELECT count(*) FROM report WHERE post IN (SELECT id FROM post WHERE code LIKE 'B%')" },
    { "decisions", "SELECT count(*) FROM moderation WHERE post IN (SELECT id FROM post WHERE code LIKE 'B%')" },
    { "harvests", "SELECT count(*) FROM harvest_input" },
    { "waits", "SELECT count(*) FROM wait" },
    { "signals", "SELECT count(*) FROM signal WHERE member <> 0" },
    { "intervision", "SELECT count(*) FROM intervision" },
    { "devices", "SELECT count(*) FROM device WHERE name LIKE '%-telefoon'" },
    { "codes", "SELECT count(*) FROM code" },
    { "authors", "SELECT count(*) FROM post WHERE code LIKE 'V%' AND author <> 0" },
    { "helped", "SELECT count(*) FROM helped WHERE member <> 0" },
    { "served", "SELECT count(*) FROM served WHERE substr(id, 1, 7) = CAST('verzoek' AS BLOB) AND member <> 0" },
    { "unmask", "SELECT count(*) FROM unmask WHERE member <> 0" },
};

#define LOOKS (sizeof looks / sizeof looks[0])

TEST(of_each_kind_what_is_too_old_goes_and_the_rest_stays)
{
    struct office *o = *state;

    static_assert(LOOKS == RETENTION_KINDS, "a look at each kind");
    o->settings.kept_days[RETENTION_AUTHORS] = 1000;
    enter(o);
    for (size_t i = 0; i < LOOKS; i++)
        if (office_number(o, "%s", looks[i].count) != 2)
            fail_msg("%s has not two before", looks[i].kind);
    night(o, NULL);
    for (size_t i = 0; i < LOOKS; i++)
        if (office_number(o, "%s", looks[i].count) != 1)
            fail_msg("%s has not one after", looks[i].kind);
    assert_int_equal(office_number(o, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM harvest WHERE title = 'Tafel'"), 2);
}

TEST(what_is_kept_for_ever_is_left_alone)
{
    struct office *o = *state;

    enter(o);
    memset(o->settings.kept_days, 0, sizeof o->settings.kept_days);
    night(o, NULL);
    for (size_t i = 0; i < LOOKS; i++)
        if (office_number(o, "%s", looks[i].count) != 2)
            fail_msg("%s has not two after", looks[i].kind);
}

/* Each kind by its own number of days, to the millisecond; days of the calendar to the day. */
TEST(each_kind_goes_by_its_own_setting)
{
    struct office *o = *state;

    for (int kind = 0; kind < RETENTION_KINDS; kind++)
        o->settings.kept_days[kind] = 4000 + 2 * kind;
    live(o, 1, 4000 + 2 * RETENTION_WAITS + 1, MARK);
    live(o, 2, 3, KEPT);
    night(o, NULL);
    for (int kind = 0; kind < RETENTION_KINDS; kind++)
        if (office_number(o, "%s", looks[kind].count) != (kind <= RETENTION_WAITS ? 1 : 2))
            fail_msg("%s does not go by its setting", looks[kind].kind);
}

TEST(a_waiting_time_that_is_still_shown_is_kept_whatever_is_set)
{
    struct office *o = *state;

    o->settings.kept_days[RETENTION_WAITS] = 1;
    office_sql(o, "INSERT INTO wait (municipality, care, weeks, member, at) VALUES (1, 1, 3, 2, %lld)",
               (long long)days_ago(o, o->settings.gone_after_days - 1));
    night(o, NULL);
    assert_int_equal(office_number(o, "SELECT count(*) FROM wait"), 1);
    o->now_ms += 2 * DAY_MS;
    night(o, NULL);
    assert_int_equal(office_number(o, "SELECT count(*) FROM wait"), 0);
}

/* ---- what stays of it ---- */

TEST(how_often_a_lesson_helped_is_counted_after_it_is_forgotten_whom)
{
    struct office *o = *state;
    int64_t at = days_ago(o, 91);

    put_post(o, "L1", 6, "", at, "Een les");
    for (int member = 1; member <= 3; member++)
        office_sql(o, "INSERT INTO helped (post, member, day, at) SELECT id, %d, %d, %lld FROM post WHERE code = 'L1'",
                   member, date_of(at), (long long)at);
    night(o, NULL);
    assert_int_equal(office_number(o, "SELECT count(*) FROM helped WHERE member = 0 AND at = %lld", (long long)at), 3);
}

/* What is sent again after a long time in a drawer is done no second time, also where nobody knows who sent it first. */
TEST(a_request_and_its_reply_are_known_for_ever_unless_a_term_is_set_and_that_it_was_used_then_too)
{
    static const char *const asked =
        "{'id': '0190f3a27b1c7d4e8a2b112233445566', 'title': 'Wie kent een logeerhuis?', 'text': ''}";
    struct office *o = *state;

    OK(o, "anna", "theme/regie/ask", asked);
    o->now_ms += INT64_C(4000) * DAY_MS;
    night(o, NULL);
    OK(o, "anna", "theme/regie/ask", asked);
    assert_int_equal(o->heard_count, 0);
    o->settings.kept_days[RETENTION_SERVED] = 4001;
    night(o, NULL);
    OK(o, "anna", "theme/regie/ask", asked);
    o->settings.kept_days[RETENTION_SERVED] = 3999;
    night(o, NULL);
    NO("conflict", "id", o, "anna", "theme/regie/ask", asked);
    assert_non_null(strstr(text_at(o->reply, "message"), "no longer kept"));
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE kind = 1"), 1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM served WHERE member <> 0 OR seq <> 0 OR hash <>"
                                      " zeroblob(16) OR length(reply) > 1"),
                     0);
}

TEST(that_somebody_was_looked_for_stays_and_who_looked_and_why_does_not)
{
    struct office *o = *state;

    live(o, 1, 4000, MARK);
    night(o, NULL);
    assert_int_equal(office_number(o, "SELECT count(*) FROM unmask WHERE reason = '' AND member = 0"), 1);
}

/* ---- what is not to go ---- */

TEST(the_newest_digest_of_a_member_and_the_last_they_were_told_stay)
{
    struct office *o = *state;

    enter(o);
    o->now_ms += INT64_C(4000) * DAY_MS;
    night(o, NULL);
    assert_int_equal(office_number(o, "SELECT last_seq FROM digest"), 2);
    assert_int_equal(office_number(o, "SELECT count(*) FROM event_to"), 1);
}

TEST(a_question_that_was_answered_or_made_into_a_lesson_stays)
{
    struct office *o = *state;
    int64_t at = days_ago(o, 4000);

    put_post(o, "A1", 1, "", at, "Wie weet dit?");
    put_post(o, "A2", 1, "", at, "En dit?");
    put_post(o, "L1", 6, "", at, "Een les");
    office_sql(o,
               "INSERT INTO post (kind, code, question, author, theme, text, posted_at, held) SELECT 2, 'A1.1', id, 2,"
               " 1, 'Ik', posted_at, 1 FROM post WHERE code = 'A1'"); /* and held since: it may come back */
    office_sql(o, "INSERT INTO link (post, made_from) SELECT l.id, q.id FROM post l, post q WHERE l.code = 'L1' AND"
                  " q.code = 'A2'");
    night(o, NULL);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE code LIKE 'A_' AND text IS NOT NULL"), 2);
}

TEST(what_was_rejected_stays_while_its_author_appeals)
{
    struct office *o = *state;

    put_post(o, "R1", 1, "held = 4", days_ago(o, 4000), "Toch goed");
    decide(o, "R1", 2, days_ago(o, 4000), "R");
    office_sql(o,
               "INSERT INTO moderation (post, why, at, appeal) SELECT id, 32, 5, 'Toch' FROM post WHERE code = 'R1'");
    night(o, NULL);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE code = 'R1' AND text IS NOT NULL"), 1);
    office_sql(o, "INSERT INTO moderation (post, why, at, decision, decider, decided_at) SELECT id, 2, 6, 8, 2, 6 FROM"
                  " post WHERE code = 'R1'"); /* it went to another theme meanwhile */
    night(o, NULL);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE code = 'R1' AND text IS NOT NULL"), 1);
}

/* ---- traces ---- */

TEST(not_a_byte_of_it_is_left_in_a_file)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    enter(o);
    desk_catch_up(desk);
    assert_true(office_grep(o, MARK) > 0);
    night(o, desk);
    assert_int_equal(office_grep(o, MARK), 0);
    assert_true(office_grep(o, KEPT) > 0);
}

TEST(who_reads_hears_that_a_question_is_withdrawn)
{
    struct office *o = *state;

    enter(o);
    int64_t before = office_number(o, "SELECT max(seq) FROM event");
    night(o, NULL);
    OK(o, "gijs", "sync", "{'since': %lld}", (long long)before);
    assert_int_equal(count_at(o->reply, "events"), 1); /* the notice is told in its team; what was held nobody saw */
    assert_string_equal(text_at(o->reply, "events.0.event"), "retracted");
    assert_string_equal(text_at(o->reply, "events.0.code"), "9K3F");
    NO("not_found", "code", o, "gijs", "show", "{'code': '9K3F'}");
}

TEST(a_report_about_what_is_withdrawn_waits_for_nobody)
{
    struct office *o = *state;

    put_post(o, "9K3F", 1, "", days_ago(o, 4000), "Hallo");
    OK(o, "bram", "report", "{'code': '9K3F', 'reason': 'unkind'}");
    night(o, NULL);
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(the_log_says_how_many_of_each_kind_and_nothing_else)
{
    struct office *o = *state;

    enter(o);
    for (int i = 0; i < 450; i++) /* more than one piece, and still one row */
        see(o, 1 + i % 5, days_ago(o, 200 + i));
    night(o, NULL);
    OK(o, "beheer", "log", "{'limit': 50}");
    assert_int_equal(count_at(o->reply, "items"), RETENTION_KINDS - 1); /* not of authors, who are for ever */
    char *log = json_dumps(o->reply, 0);
    assert_non_null(strstr(log, "\"seen 451\""));
    assert_non_null(strstr(log, "\"notices 1\""));
    assert_null(strstr(log, MARK));
    free(log);
    OK(o, "beheer", "log-verify", "{}");
    assert_true(is_at(o->reply, "intact"));
}

/* ---- bounds, and crashes ---- */

TEST(a_piece_takes_no_more_than_so_many)
{
    struct office *o = *state;

    put_post(o, "EEN", 1, "answers = 1, first_answer_at = posted_at", o->now_ms, "De eerste");
    for (int i = 0; i < 900; i++)
        see(o, 1, days_ago(o, 200 + i));
    assert_int_equal(office_number(o, "SELECT count(*) FROM seen"), 900);
    assert_true(night(o, NULL) >= 900 / 200 + RETENTION_KINDS);
    assert_int_equal(office_number(o, "SELECT count(*) FROM seen"), 0);
}

/* A child that ends before its n-th commit; true when it came to its end. */
static bool cut(struct office *o, int pieces)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        store_open(o->path.text, STORE_WRITE, &o->store); /* a connection does not outlive a fork */
        drive(o, NULL, pieces);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && (WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == CUT));
    return WEXITSTATUS(status) == 0;
}

TEST(a_cut_anywhere_is_gone_on_with_and_the_log_still_counts_all)
{
    struct office *o = *state;

    enter(o);
    for (int i = 0; i < 450; i++)
        see(o, 1 + i % 5, days_ago(o, 200 + i));
    office_sql(o, "INSERT INTO number (name, value) VALUES ('retention_due', %lld)", (long long)o->now_ms);
    for (int pieces = 1; !cut(o, pieces); pieces++)
        ;
    assert_int_equal(office_number(o, "SELECT count(*) FROM audit WHERE action = 26 AND detail = 'seen 451'"), 1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM audit WHERE action = 26"), RETENTION_KINDS - 1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE text LIKE '%%" MARK "%%'"), 0);
}

/* ---- when ---- */

static int64_t due(struct office *o)
{
    return office_number(o, "SELECT value FROM number WHERE name = 'retention_due'");
}

TEST(the_first_day_nothing_goes_and_then_every_night)
{
    struct office *o = *state;

    enter(o);
    drive(o, NULL, -1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM seen"), 2);
    assert_true(due(o) == o->now_ms + DAY_MS);
    o->now_ms += DAY_MS;
    drive(o, NULL, -1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM seen"), 1);
    assert_int_equal(clock_local_minute(due(o)), 3 * 60 + 30);
    assert_in_range(due(o) - o->now_ms, 1, DAY_MS);
}

TEST(a_clock_that_leaps_takes_nothing_away)
{
    struct office *o = *state;
    int64_t now_ms = o->now_ms;

    enter(o);
    night(o, NULL);
    o->now_ms += INT64_C(4000) * DAY_MS;
    drive(o, NULL, -1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM seen"), 1);
    o->now_ms = now_ms + HOUR_MS; /* and is set right: what it planned then is not waited for */
    assert_true(drive(o, NULL, -1) > 0);
    assert_in_range(due(o) - o->now_ms, 1, DAY_MS);
    assert_int_equal(office_number(o, "SELECT count(*) FROM seen"), 1);
}

TEST(a_clock_that_leaps_in_the_middle_of_a_round_takes_nothing_away)
{
    struct office *o = *state;
    struct drive d = { .o = o, .pieces_left = -1 };
    int64_t now_ms = o->now_ms;

    enter(o);
    office_sql(o, "INSERT INTO number (name, value) VALUES ('retention_due', %lld)", (long long)now_ms);
    arena_init(&d.arena, 16 * 1024 * 1024);
    assert_true(piece(&d));
    assert_int_equal(office_number(o, "SELECT count(*) FROM seen"), 1);
    o->now_ms += INT64_C(4000) * DAY_MS;
    while (piece(&d))
        assert_true(d.pieces < PIECES);
    arena_release(&d.arena);
    assert_int_equal(office_number(o, "SELECT count(*) FROM seen"), 1);
    o->now_ms = now_ms + HOUR_MS;
    assert_true(drive(o, NULL, -1) > 0);
    assert_in_range(due(o) - o->now_ms, 1, DAY_MS);
    assert_int_equal(office_number(o, "SELECT count(*) FROM seen"), 1);
}

/* ---- a look beforehand ---- */

/* The table that is told, kind by kind: how many would go. */
static int64_t told(struct office *o, const char *kind)
{
    char *text = NULL, line[64];
    size_t length;
    int64_t count = -1;
    FILE *to = open_memstream(&text, &length);

    assert_non_null(to);
    assert_int_equal(retention_tell(o->store, &o->settings, o->now_ms, to), 0);
    fclose(to);
    snprintf(line, sizeof line, "\n%s\t", kind);
    const char *row = strstr(text, line);
    assert_non_null(row);
    assert_int_equal(sscanf(strchr(row + strlen(line), '\t'), "\t%" SCNd64, &count), 1);
    free(text);
    return count;
}

/* What is gone from the tables still stands in the index and in the journal: the round is over when it does not. */
TEST(a_round_ends_only_when_index_and_journal_hold_nothing_of_it)
{
    struct drive d = { .o = *state };
    struct retention retention = { .step = RETENTION_INDEX, .any = 1, .due_at = d.o->now_ms };
    struct erase erase = erase_of(&d);

    arena_init(&d.arena, 65536);
    assert_int_equal(retention_piece(&erase, &retention), 0);
    assert_int_equal(retention.step, RETENTION_INDEX);
    assert_true(retention.due_at > d.o->now_ms);
    erase.is_clean = true;
    assert_int_equal(retention_piece(&erase, &retention), 0);
    assert_int_equal(retention.step, RETENTION_JOURNAL);
    assert_int_equal(retention_piece(&erase, &retention), 0);
    assert_int_equal(retention.step, RETENTION_JOURNAL);
    assert_true(retention.due_at > d.o->now_ms);
    erase.is_cut_off = true;
    assert_int_equal(retention_piece(&erase, &retention), 0);
    assert_int_equal(retention.step, 0);
    arena_release(&d.arena);
}

TEST(a_look_beforehand_says_what_then_goes_and_changes_nothing)
{
    struct office *o = *state;

    o->settings.kept_days[RETENTION_AUTHORS] = 1000;
    enter(o);
    char *before = office_dump(o);
    for (int kind = 0; kind < RETENTION_KINDS; kind++) {
        int64_t count = told(o, looks[kind].kind);
        bool several = kind == RETENTION_REPORTS || kind == RETENTION_AUTHORS; /* also of what the others hold */
        if (several ? count < 1 : count != 1)
            fail_msg("of %s it says %d", looks[kind].kind, (int)count);
    }
    char *after = office_dump(o);
    assert_string_equal(before, after);
    free(before);
    free(after);
    night(o, NULL);
    for (int kind = 0; kind < RETENTION_KINDS; kind++)
        assert_int_equal(told(o, looks[kind].kind), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(of_each_kind_what_is_too_old_goes_and_the_rest_stays),
        OFFICE_TEST(what_is_kept_for_ever_is_left_alone),
        OFFICE_TEST(each_kind_goes_by_its_own_setting),
        OFFICE_TEST(a_waiting_time_that_is_still_shown_is_kept_whatever_is_set),
        OFFICE_TEST(how_often_a_lesson_helped_is_counted_after_it_is_forgotten_whom),
        OFFICE_TEST(a_request_and_its_reply_are_known_for_ever_unless_a_term_is_set_and_that_it_was_used_then_too),
        OFFICE_TEST(that_somebody_was_looked_for_stays_and_who_looked_and_why_does_not),
        OFFICE_TEST(the_newest_digest_of_a_member_and_the_last_they_were_told_stay),
        OFFICE_TEST(a_question_that_was_answered_or_made_into_a_lesson_stays),
        OFFICE_TEST(what_was_rejected_stays_while_its_author_appeals),
        DESK_TEST(not_a_byte_of_it_is_left_in_a_file),
        OFFICE_TEST(who_reads_hears_that_a_question_is_withdrawn),
        OFFICE_TEST(a_report_about_what_is_withdrawn_waits_for_nobody),
        OFFICE_TEST(the_log_says_how_many_of_each_kind_and_nothing_else),
        OFFICE_TEST(a_piece_takes_no_more_than_so_many),
        OFFICE_TEST(a_cut_anywhere_is_gone_on_with_and_the_log_still_counts_all),
        OFFICE_TEST(the_first_day_nothing_goes_and_then_every_night),
        OFFICE_TEST(a_clock_that_leaps_takes_nothing_away),
        OFFICE_TEST(a_clock_that_leaps_in_the_middle_of_a_round_takes_nothing_away),
        OFFICE_TEST(a_round_ends_only_when_index_and_journal_hold_nothing_of_it),
        OFFICE_TEST(a_look_beforehand_says_what_then_goes_and_changes_nothing),
    };

    return TEST_RUN(tests);
}
