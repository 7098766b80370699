/* Digests by mail: the daemon, its broker, vakwerk-mail, and a mail server, in a morning that is held. */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/morning.h"
#include "tests/system/office.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MAILS = 8, SOON_MS = 30000, STOP_MS = 5000, EVENING_MS = 10 * 60 * MORNING_MINUTE_MS };

static const char *const members[] = { "s.dewit", "k.yilmaz" };

/* Everything of one test is in a folder of its own below the office's. */
struct scene {
    char dir[300], sink[320];
    uint16_t port; /* of the mail server */
    pid_t server, mailer;
};

static struct office office;
static struct shift morning;
static struct scene scene;
static char names[MAILS][40];

/* ---- lines and programs ---- */

__attribute__((format(printf, 1, 2))) static int run(const char *format, ...)
{
    char line[2000];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    int status = system(line);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

__attribute__((format(printf, 1, 2))) static pid_t begin(const char *format, ...)
{
    char line[2000];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        execl("/bin/sh", "sh", "-c", line, (char *)NULL);
        _exit(127);
    }
    return pid;
}

/* The exit code, 128 + the signal, or -1 when it does not end in time. */
static int end(pid_t *pid, int signal_number)
{
    int64_t deadline = port_now_ms() + STOP_MS;
    int status = 0;

    if (*pid == 0)
        return 0;
    kill(*pid, signal_number);
    while (waitpid(*pid, &status, WNOHANG) == 0) {
        if (port_now_ms() > deadline) {
            kill(*pid, SIGKILL);
            waitpid(*pid, &status, 0);
            *pid = 0;
            return -1;
        }
        port_breathe();
    }
    *pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int64_t count(const char *command)
{
    char line[1000], text[40] = "";

    snprintf(line, sizeof line, "cd '%s' && %s", scene.dir, command);
    FILE *from = popen(line, "r");
    assert_non_null(from);
    char *got = fgets(text, sizeof text, from);
    pclose(from);
    return got == NULL ? -1 : atoll(text);
}

/* Waits until what a command prints is at least that. */
static bool becomes(const char *command, int64_t least)
{
    int64_t deadline = port_now_ms() + SOON_MS;

    while (count(command) < least) {
        if (port_now_ms() > deadline)
            return false;
        port_breathe();
    }
    return true;
}

/* ---- the scene ---- */

static void write_settings(const char *security, const char *ca)
{
    char path[320];

    snprintf(path, sizeof path, "%s/mail.conf", scene.dir);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fprintf(file,
            "[vakwerk]\nserver = mqtt://127.0.0.1:%d\nstate = %s\n[mail]\nfrom = dagbericht@vakwerk.example\n"
            "stop = afmelden@vakwerk.example\n[delivery]\nhost = localhost\nport = %d\nsecurity = %s\n"
            "retry_seconds = 1\ntimeout_seconds = 20\n",
            vakwerkd_port(office.daemon), scene.dir, scene.port, security);
    if (ca != NULL)
        fprintf(file, "ca_file = %s/%s\n", office.dir.path, ca);
    fclose(file);
}

/* A folder with the account and nothing sent yet. */
static void furnish(const char *name)
{
    scene = (struct scene){ .port = port_free() };
    snprintf(scene.dir, sizeof scene.dir, "%s/%s", office.dir.path, name);
    snprintf(scene.sink, sizeof scene.sink, "%s/sink", scene.dir);
    assert_int_equal(run("mkdir -p '%s' && cp -p '%s/account' '%s/'", scene.sink, office.dir.path, scene.dir), 0);
    write_settings("none", NULL);
}

static void start_server(bool tls)
{
    char keys[600] = "";

    if (tls)
        snprintf(keys, sizeof keys, "'%s/server.pem' '%s/server.key'", office.dir.path, office.dir.path);
    scene.server = begin("exec " TEST_PYTHON " " TEST_SINK " '%s' %d %s > '%s/sink.log' 2>&1", scene.sink, scene.port,
                         keys, scene.dir);
    assert_true(becomes("grep -c ready sink.log 2>/dev/null || true", 1));
}

static void start_mailer(void)
{
    scene.mailer = begin("VAKWERK_TEST_NOW=%s exec " TEST_MAIL " -c '%s/mail.conf' run >> '%s/out' 2>> '%s/log'",
                         morning.text, scene.dir, scene.dir, scene.dir);
}

static void leave(void)
{
    assert_int_equal(end(&scene.mailer, SIGTERM), 0);
    end(&scene.server, SIGTERM);
}

#define MAILS_THERE "ls sink | grep -c 'eml$' || true"
#define QUEUE(sql)  "sqlite3 -cmd '.timeout 5000' queue.db \"" sql "\""

static void assert_each_has_one(void)
{
    assert_int_equal(count(MAILS_THERE), MAILS);
    assert_int_equal(count("cat sink/*.to | tr -d '\\n' | sed 's/example/example\\n/g' | sort -u | grep -c example"),
                     MAILS);
    assert_int_equal(count("cat sink/*.id | tr '>' '\\n' | sort -u | grep -c dagbericht"), MAILS);
}

static bool all_are_reported(void)
{
    return becomes(QUEUE("SELECT count(*) FROM mail WHERE reported = 1"), MAILS);
}

static int64_t bounces(const char *member)
{
    char sql[200];

    snprintf(sql, sizeof sql,
             "SELECT bounces FROM mailbox JOIN member ON member.id = mailbox.member WHERE member.name = '%s'", member);
    return office_number(&office, sql);
}

/* ---- the tests ---- */

TEST(each_member_gets_one_mail_and_no_second_after_a_restart)
{
    furnish("once");
    start_server(false);
    start_mailer();
    assert_true(becomes(MAILS_THERE, MAILS));
    assert_true(all_are_reported());
    assert_each_has_one();
    assert_int_equal(end(&scene.mailer, SIGTERM), 0);
    start_mailer();
    assert_true(becomes("grep -c ready out", 2));
    assert_int_equal(end(&scene.mailer, SIGTERM), 0);
    assert_each_has_one();
    leave();
    assert_int_equal(count(QUEUE("SELECT count(*) FROM mail WHERE payload IS NOT NULL")), 0);
    assert_int_equal(count("grep -c 'vanmorgen in het overzicht' queue.db || true"), 0);
    assert_int_equal(count("cat log out | grep -c '@' || true"), 0);
}

TEST(a_mail_is_what_mail_programs_expect)
{
    furnish("form");
    start_server(false);
    start_mailer();
    assert_true(becomes(MAILS_THERE, MAILS));
    leave();
    assert_int_equal(count("grep -L '^Auto-Submitted: auto-generated' sink/*.eml | wc -l"), 0);
    assert_int_equal(count("grep -l '^List-Unsubscribe: <mailto:afmelden+[0-9A-Z]*@vakwerk.example?subject=stop>'"
                           " sink/*.eml | wc -l"),
                     MAILS);
    assert_int_equal(count("grep -l '^Subject: Vakwerk [a-z][a-z] ' sink/*.eml | wc -l"), MAILS);
    assert_int_equal(count("grep -lP '^Date: [A-Z][a-z]{2}, \\d+ [A-Z][a-z]{2} \\d{4} 07:' sink/*.eml | wc -l"), MAILS);
    assert_int_equal(count("awk 'length > 200' sink/*.eml | wc -l"), 0);
    assert_int_equal(count("grep -lP '[^\\x00-\\x7f]' sink/*.eml | wc -l"), 0);
    assert_int_equal(count("grep -lE '^-- .?$' sink/*.txt | wc -l"), MAILS);
    assert_int_equal(count("grep -l 'vanmorgen in het overzicht' sink/*.txt | wc -l"), MAILS - 1);
    assert_int_equal(count("grep -l 'vanmorgen in het overzicht' sink/*.html | wc -l"), MAILS - 1);
}

TEST(the_mail_server_is_spoken_to_under_tls)
{
    furnish("tls");
    write_settings("starttls", "ca.pem");
    start_server(true);
    start_mailer();
    assert_true(becomes(MAILS_THERE, MAILS));
    leave();
    assert_each_has_one();
}

TEST(a_server_with_a_wrong_certificate_gets_nothing)
{
    furnish("wrong");
    write_settings("starttls", "other.pem");
    start_server(true);
    start_mailer();
    assert_true(becomes("grep -c 'at=certificate' log || true", 2));
    leave();
    assert_int_equal(count(MAILS_THERE), 0);
}

TEST(a_server_without_tls_gets_nothing_when_tls_was_asked)
{
    furnish("plain");
    write_settings("starttls", "ca.pem");
    start_server(false);
    start_mailer();
    assert_true(becomes("grep -c 'at=no-tls' log || true", 2));
    leave();
    assert_int_equal(count(MAILS_THERE), 0);
}

TEST(what_is_refused_for_now_comes_later)
{
    furnish("later");
    run("echo '%s@jeugdteam.example 450 2' > '%s/rules'", names[2], scene.sink);
    start_server(false);
    start_mailer();
    assert_true(becomes(MAILS_THERE, MAILS));
    leave();
    assert_each_has_one();
    assert_int_equal(count(QUEUE("SELECT max(attempts) FROM mail")), 2);
}

TEST(an_address_that_takes_no_mail_is_counted_once)
{
    furnish("bounced");
    run("echo '%s@jeugdteam.example 550 99' > '%s/rules'", names[3], scene.sink);
    int64_t before = bounces(names[3]);
    start_server(false);
    start_mailer();
    assert_true(becomes(MAILS_THERE, MAILS - 1));
    assert_true(all_are_reported());
    assert_int_equal(end(&scene.mailer, SIGTERM), 0);
    start_mailer();
    assert_true(becomes("grep -c ready out", 2));
    leave();
    assert_int_equal(count(MAILS_THERE), MAILS - 1);
    assert_int_equal(bounces(names[3]), before + 1);
}

/* kill -9 with so many there and the next one begun, but not yet past recall. */
TEST(killed_after_some_mails_and_started_again_each_member_has_one)
{
    furnish("killed");
    start_server(false);
    for (int after = 0; after < MAILS; after++) {
        run("cd '%s' && echo %d > gate.new && mv gate.new gate", scene.sink, after);
        start_mailer();
        assert_true(becomes(MAILS_THERE, after));
        run("rm -f '%s/waiting'", scene.sink); /* of the one before, if it is there */
        assert_true(becomes("ls sink | grep -c waiting || true", 1));
        assert_int_equal(end(&scene.mailer, SIGKILL), 128 + SIGKILL);
        assert_int_equal(count(MAILS_THERE), after);
    }
    run("rm '%s/gate'", scene.sink);
    start_mailer();
    assert_true(becomes(MAILS_THERE, MAILS));
    assert_true(all_are_reported());
    leave();
    assert_each_has_one();
}

/*
 * kill -9 whatever it is doing just then. Nobody has two. Nobody has none but one who was past recall at a kill: whether
 * the server has that one, only the server knows.
 */
TEST(killed_at_any_moment_nobody_has_two)
{
    int64_t past_recall = 0, without = MAILS;

    furnish("anywhen");
    start_server(false);
    for (int64_t after = 1; after < MAILS; after += 2) {
        start_mailer();
        assert_true(becomes(QUEUE("SELECT count(*) FROM mail WHERE state > 0"), after));
        assert_int_equal(end(&scene.mailer, SIGKILL), 128 + SIGKILL);
        past_recall += count(QUEUE("SELECT count(*) FROM mail WHERE state = 1"));
    }
    run("rm '%s/out'", scene.dir);
    start_mailer();
    assert_true(all_are_reported());
    assert_true(becomes("grep -c ready out || true", 1)); /* all may have been done before the last kill */
    leave();
    without -= count(MAILS_THERE);
    assert_in_range(without, 0, past_recall);
    assert_int_equal(count("for to in sink/*.to; do cat \"$to\"; echo; done | sort | uniq -d | grep -c . || true"), 0);
}

/* The server has the mail and has not said so when we are killed: that mail is not sent again. */
TEST(killed_between_the_mail_and_the_word_of_the_server_there_is_no_second)
{
    furnish("between");
    start_server(false);
    run("touch '%s/hold'", scene.sink);
    start_mailer();
    assert_true(becomes(MAILS_THERE, 1));
    assert_int_equal(end(&scene.mailer, SIGKILL), 128 + SIGKILL);
    run("rm '%s/hold'", scene.sink);
    start_mailer();
    assert_true(becomes(MAILS_THERE, MAILS));
    assert_true(all_are_reported());
    leave();
    assert_each_has_one();
}

TEST(a_server_that_is_away_gets_them_when_it_is_back)
{
    furnish("away");
    start_mailer();
    assert_true(becomes("grep -c 'mail server away' log || true", 2));
    start_server(false);
    assert_true(becomes(MAILS_THERE, MAILS));
    leave();
    assert_each_has_one();
}

static bool waits_for(const char *sql, int64_t value)
{
    char command[300];

    snprintf(command, sizeof command, "sqlite3 -cmd '.timeout 5000' queue.db \"SELECT (%s) = %lld\"", sql,
             (long long)value);
    return becomes(command, 1);
}

static void set_mail(const char *member, bool on)
{
    assert_accepted(peer_call(office_member(&office, member), "digest-set", json_pack("{s:b}", "mail", on)));
}

/* Every digest is told anew. */
static void restart_daemon(void)
{
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    vakwerkd_up(office.daemon);
}

/* Written down, and then not wanted any more: also while vakwerk-mail was not running. */
TEST(what_was_taken_back_before_it_was_sent_is_not_sent)
{
    furnish("withdrawn");
    start_mailer();
    assert_true(waits_for("SELECT count(*) FROM mail WHERE state = 0", MAILS));
    set_mail("s.dewit", false);
    restart_daemon();
    assert_true(waits_for("SELECT count(*) FROM mail WHERE state = 0", MAILS - 1));
    assert_int_equal(end(&scene.mailer, SIGTERM), 0);
    set_mail("k.yilmaz", false);
    restart_daemon();
    start_mailer();
    assert_true(waits_for("SELECT count(*) FROM mail WHERE state = 0", MAILS - 2)); /* the daemon has told it by now */
    start_server(false);
    assert_true(becomes(MAILS_THERE, MAILS - 2));
    assert_true(waits_for("SELECT count(*) FROM mail WHERE state = 0", 0));
    leave();
    assert_int_equal(count(MAILS_THERE), MAILS - 2);
    assert_int_equal(count("grep -lE '(s.dewit|k.yilmaz)@' sink/*.to | wc -l"), 0);
    set_mail("s.dewit", true);
    set_mail("k.yilmaz", true);
    restart_daemon();
}

static int incoming(const char *mail)
{
    return run("cd '%s' && " TEST_MAIL " -c mail.conf incoming < %s 2>> log", scene.dir, mail);
}

TEST(a_mail_to_the_stop_address_stops_once)
{
    furnish("stop");
    start_server(false);
    start_mailer();
    assert_true(becomes(MAILS_THERE, MAILS));
    leave();
    run("cd '%s' && f=$(grep -l '%s@' sink/*.to) && to=$(grep -oE 'afmelden.[0-9A-Z]+@vakwerk.example' "
        "${f%%.to}.eml | head -1) && printf 'From: x@y\\r\\nTo: <%%s>\\r\\nSubject: stop\\r\\n\\r\\nstop\\r\\n' $to > "
        "mail && "
        "printf 'To: <dagbericht@vakwerk.example>\\n\\nafmelden+ABCDEFGHJKMNPQRSTV@vakwerk.example\\n' > other",
        scene.dir, names[4]);
    assert_int_equal(incoming("mail"), 0);
    assert_int_equal(incoming("mail"), 67);
    assert_int_equal(incoming("other"), 65);
    assert_int_equal(
        run("cd '%s' && " TEST_MAIL " -c mail.conf incoming < other 'afmelden+0000000000000000@x' 2>> log", scene.dir),
        67);
    char sql[200];
    snprintf(sql, sizeof sql,
             "SELECT state <> 0 FROM mailbox JOIN member ON member.id = mailbox.member WHERE member.name = '%s'",
             names[4]);
    assert_int_equal(office_number(&office, sql), 1);
}

TEST(a_wrong_setting_is_named_with_its_line)
{
    furnish("settings");
    run("printf '[delivery]\\nhost = localhost\\nprot = 25\\n' > '%s/mail.conf'", scene.dir);
    assert_int_equal(run("cd '%s' && " TEST_MAIL " -c mail.conf run 2> log", scene.dir), 78);
    assert_int_equal(count("grep -c 'mail.conf:3: .delivery. prot is not a setting' log"), 1);
    run("chmod 644 '%s/account'", scene.dir);
    write_settings("none", NULL);
    assert_int_equal(run("cd '%s' && " TEST_MAIL " -c mail.conf run 2> log", scene.dir), 78);
    assert_int_equal(count("grep -c 'others could read' log"), 1);
}

/* ---- the morning ---- */

static void make_certificates(void)
{
    assert_int_equal(
        run("cd '%s' && for n in ca other; do openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 "
            "-nodes -days 2 -subj /CN=$n -keyout $n.key -out $n.pem 2>/dev/null; done && openssl req "
            "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=localhost -keyout server.key "
            "-out server.csr 2>/dev/null && printf 'subjectAltName=DNS:localhost\\n' > ext && openssl x509 "
            "-req -in server.csr -CA ca.pem -CAkey ca.key -days 2 -extfile ext -out server.pem 2>/dev/null",
            office.dir.path),
        0);
}

static void give_addresses(struct peer *beheer)
{
    const json_t *listed = json_object_get(peer_call(beheer, "member-list", NULL), "items");
    size_t i, found = 0;
    json_t *row;

    for (; found < 2; found++)
        snprintf(names[found], sizeof names[found], "%s", members[found]);
    json_array_foreach(listed, i, row)
    {
        const char *name = office_text(row, "member");
        if (found < MAILS && strcmp(name, names[0]) != 0 && strcmp(name, names[1]) != 0 && strcmp(name, "beheer") != 0)
            snprintf(names[found++], sizeof names[0], "%s", name);
    }
    assert_int_equal(found, MAILS);
    for (i = 0; i < MAILS; i++) {
        char address[400];
        snprintf(address, sizeof address, "%s@jeugdteam.example", names[i]);
        assert_accepted(peer_call(beheer, "member-set", json_pack("{s:s, s:s}", "member", names[i], "email", address)));
    }
}

static void add_mailer(struct peer *beheer)
{
    const json_t *reply = peer_call(
        beheer, "member-add", json_pack("{s:s, s:s, s:[s]}", "member", "post", "name", "Post", "roles", "mailer"));

    assert_accepted(reply);
    scene.port = port_free();
    snprintf(scene.dir, sizeof scene.dir, "%s", office.dir.path);
    write_settings("none", NULL);
    assert_int_equal(run("cd '%s' && echo %s | " TEST_MAIL " -c mail.conf login post > /dev/null", office.dir.path,
                         office_text(reply, "one_time_code")),
                     0);
}

static int setup(void **state)
{
    (void)state;
    office_furnish(&office, morning_before(EVENING_MS + 10 * MORNING_MINUTE_MS).text);
    vakwerkd_set_now(office.daemon, morning_before(EVENING_MS).text);
    vakwerkd_up(office.daemon);
    struct peer *beheer = office_member(&office, "beheer"), *kubra = office_member(&office, "k.yilmaz");
    office_ask(kubra, "wacht", "Wat staat er vanmorgen in het overzicht?");
    give_addresses(beheer);
    add_mailer(beheer);
    make_certificates();
    office_empty(&office);
    assert_int_equal(vakwerkd_stop(office.daemon), VAKWERKD_OK);
    morning = morning_before(-15 * MORNING_MINUTE_MS);
    vakwerkd_set_now(office.daemon, morning.text);
    vakwerkd_up(office.daemon);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    return office_close(&office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_member_gets_one_mail_and_no_second_after_a_restart),
        cmocka_unit_test(a_mail_is_what_mail_programs_expect),
        cmocka_unit_test(the_mail_server_is_spoken_to_under_tls),
        cmocka_unit_test(a_server_with_a_wrong_certificate_gets_nothing),
        cmocka_unit_test(a_server_without_tls_gets_nothing_when_tls_was_asked),
        cmocka_unit_test(what_is_refused_for_now_comes_later),
        cmocka_unit_test(an_address_that_takes_no_mail_is_counted_once),
        cmocka_unit_test(killed_after_some_mails_and_started_again_each_member_has_one),
        cmocka_unit_test(killed_at_any_moment_nobody_has_two),
        cmocka_unit_test(killed_between_the_mail_and_the_word_of_the_server_there_is_no_second),
        cmocka_unit_test(a_server_that_is_away_gets_them_when_it_is_back),
        cmocka_unit_test(what_was_taken_back_before_it_was_sent_is_not_sent),
        cmocka_unit_test(a_mail_to_the_stop_address_stops_once),
        cmocka_unit_test(a_wrong_setting_is_named_with_its_line),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    return TEST_RUN_WITH(tests, setup, teardown);
}
