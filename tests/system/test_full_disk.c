/* A disk that is full: nothing is said to be accepted that is not, and it goes on by itself when there is space. */
#include "tests/proto/test.h"
#include "tests/support/port.h"
#include "tests/system/office.h"

#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#define THEME  "wacht"
#define EVENTS V "theme/" THEME "/event"
#define DISK   "size=6m,mode=0700"

enum { SKIPPED = 77, ASKS_MAX = 3000, AGAIN_MS = 5000 };

static struct tempdir outer; /* holds the mount */
static struct office office;

static void fill_disk(void)
{
    static const char zeros[4096];
    FILE *ballast = fopen(tempdir_file(&office.dir, "ballast").text, "w");

    assert_non_null(ballast);
    setvbuf(ballast, NULL, _IONBF, 0);
    while (fwrite(zeros, 1, sizeof zeros, ballast) == sizeof zeros)
        ;
    fclose(ballast);
}

static json_t *ask(struct peer *sanne, const struct peer_id *id, int number)
{
    char title[64], text[1900];

    snprintf(title, sizeof title, "Past vraag %d er nog bij?", number);
    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    return peer_call_as(sanne, "theme/" THEME "/ask", id, json_pack("{s:s, s:s}", "title", title, "text", text));
}

TEST(a_full_disk_is_said_and_forgotten)
{
    struct peer *sanne = office_member(&office, "s.dewit"), *kubra = office_member(&office, "k.yilmaz");
    int64_t before = office_number(&office, "SELECT max(seq) FROM event");
    struct peer_id id;
    int accepted = 0;
    json_t *reply;

    assert_int_equal(peer_subscribe(kubra, EVENTS), 1);
    fill_disk();
    do { /* what the files have room for already is still taken */
        id = peer_new_id();
        reply = ask(sanne, &id, accepted);
        accepted += json_is_true(json_object_get(reply, "ok"));
    } while (json_is_true(json_object_get(reply, "ok")) && accepted < ASKS_MAX);
    print_message("%d were taken before the disk was full\n", accepted);
    assert_refused(reply, "storage");
    assert_true(json_is_true(json_object_get(reply, "retry")));
    assert_string_equal(office_text(reply, "id"), id.hex);
    for (int i = 0; i < 20; i++) {
        struct peer_id other = peer_new_id();
        assert_refused(ask(sanne, &other, ASKS_MAX + i), "storage");
    }
    assert_accepted(peer_call(kubra, "me", NULL)); /* reading goes on */
    assert_int_equal(peer_count(kubra, EVENTS), accepted);

    assert_int_equal(unlink(tempdir_file(&office.dir, "ballast").text), 0);
    pid_t pid = vakwerkd_pid(office.daemon);
    int64_t deadline = port_now_ms() + AGAIN_MS;
    reply = ask(sanne, &id, accepted);
    while (json_is_false(json_object_get(reply, "ok")) && port_now_ms() < deadline)
        reply = ask(sanne, &id, accepted);
    assert_accepted(reply);
    assert_int_equal(office_int(reply, "seq"), before + accepted + 1); /* no gap */
    assert_non_null(peer_event(kubra, EVENTS, before + accepted + 1));
    assert_int_equal(peer_count(kubra, EVENTS), accepted + 1);
    assert_int_equal(vakwerkd_wait(office.daemon, 0), VAKWERKD_RUNS);
    assert_int_equal(vakwerkd_pid(office.daemon), pid);
    assert_int_equal(office_number(&office, "SELECT count(*) FROM post WHERE title LIKE 'Past vraag%'"), accepted + 1);
    assert_int_equal(office_number(&office, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check = 'ok'"),
                     1);
}

/* The office on a disk of its own. */
static bool move_in(void)
{
    tempdir_make(&outer);
    if (mount("tmpfs", outer.path, "tmpfs", 0, DISK) != 0) {
        perror("a small disk");
        tempdir_remove(&outer);
        return false;
    }
    setenv("TMPDIR", outer.path, 1);
    office_furnish(&office, NULL);
    FILE *conf = fopen(vakwerkd_file(office.daemon, "vakwerk.conf").text, "a");
    assert_non_null(conf);
    fputs("[disk]\nkeep_free_mb = 0\n", conf); /* so that the last byte is reached */
    fclose(conf);
    vakwerkd_up(office.daemon);
    return true;
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_full_disk_is_said_and_forgotten) };

    if (!broker_is_installed())
        return broker_missing_code();
    if (geteuid() != 0 || !move_in()) {
        fputs("skipped: a small disk can only be mounted by root\n", stderr);
        return SKIPPED;
    }
    int failed = TEST_RUN(tests);
    bool clean = office_close(&office) == VAKWERKD_OK;
    umount2(outer.path, MNT_DETACH);
    rmdir(outer.path);
    return clean ? failed : 1;
}
