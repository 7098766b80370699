/* A text that may point at a client is refused, and then it is nowhere: no file, no log, no message, no core. */
#include "tests/proto/test.h"
#include "tests/system/office.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define ACCEPTED "zonnewijzer"
#define REFUSED  "kolibriewaard"
#define DETAIL   "Het " REFUSED " van bsn 123456782."

static struct office office;

/* As on a machine that keeps cores; what is started inherits it. */
static void keep_cores(void)
{
    struct rlimit cores;

    assert_int_equal(getrlimit(RLIMIT_CORE, &cores), 0);
    cores.rlim_cur = cores.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_CORE, &cores), 0);
}

/* ---- which files have a word; nftw has no room for what it is called with ---- */

static const char *wanted;
static int files, found;

static int look_into(const char *path, const struct stat *status, int type, struct FTW *where)
{
    (void)where;
    if (type != FTW_F || status->st_size == 0)
        return 0;
    char *bytes = malloc((size_t)status->st_size);
    FILE *file = fopen(path, "rb");
    size_t len = file == NULL || bytes == NULL ? 0 : fread(bytes, 1, (size_t)status->st_size, file);
    files++;
    if (len > 0 && memmem(bytes, len, wanted, strlen(wanted)) != NULL) {
        print_message("%s has it\n", path);
        found++;
    }
    if (file != NULL)
        fclose(file);
    free(bytes);
    return 0;
}

/* In everything below the test's folder: the database and its journal, the index, the broker's files, the logs. */
static int count_files_with(const char *word)
{
    wanted = word;
    files = found = 0;
    assert_int_equal(nftw(office.dir.path, look_into, 16, FTW_PHYS), 0);
    assert_true(files > 3);
    return found;
}

static bool was_told(const struct peer *peer, const char *word)
{
    for (const struct peer_message *message = peer_messages(peer); message != NULL; message = message->next)
        if (memmem(message->payload, message->len, word, strlen(word)) != NULL)
            return true;
    return false;
}

static json_t *text_with(const char *key, const char *code)
{
    return json_pack("{s:s, s:s}", "text", DETAIL, key, code);
}

TEST(what_was_refused_is_in_no_file_and_no_message)
{
    struct peer *sanne = office_member(&office, "s.dewit"), *kubra = office_member(&office, "k.yilmaz");

    assert_int_equal(peer_subscribe(kubra, V "theme/wacht/event"), 1);
    json_t *asked = office_ask(sanne, "wacht", "Wie heeft een " ACCEPTED " op het plein?");
    const char *code = office_text(asked, "code");
    assert_refused(peer_call(sanne, "theme/wacht/ask", json_pack("{s:s}", "title", DETAIL)), "identifying");
    assert_refused(peer_call(sanne, "theme/wacht/ask", json_pack("{s:s, s:s}", "title", "Hoe?", "text", DETAIL)),
                   "identifying");
    assert_refused(peer_call(sanne, "theme/wacht/tip", json_pack("{s:s, s:b}", "text", DETAIL, "works", 1)),
                   "identifying");
    assert_refused(peer_call(kubra, "answer", text_with("to", code)), "identifying");
    assert_refused(peer_call(kubra, "answer",
                             json_pack("{s:s, s:s, s:[{s:s, s:s}]}", "text", "Hier.", "to", code, "sources", "title",
                                       DETAIL, "url", "https://example.nl")),
                   "identifying");
    assert_refused(peer_call(sanne, "edit", json_pack("{s:s, s:s, s:i}", "text", DETAIL, "code", code, "base", 1)),
                   "identifying");
    assert_refused(peer_call(sanne, "signal", text_with("theme", "wacht")), "identifying");
    peer_fence(kubra);

    assert_true(was_told(kubra, ACCEPTED)); /* so that the search can find something */
    assert_false(was_told(kubra, REFUSED));
    assert_true(count_files_with(ACCEPTED) > 0);
    assert_int_equal(count_files_with(REFUSED), 0);
    vakwerkd_kill(office.daemon);
    assert_int_equal(count_files_with(REFUSED), 0);
    vakwerkd_up(office.daemon);
    assert_int_equal(count_files_with(REFUSED), 0);
}

static bool may_leave_core(pid_t pid)
{
    char path[64], line[256];
    bool may = true;

    snprintf(path, sizeof path, "/proc/%d/limits", (int)pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL)
        if (strncmp(line, "Max core file size", 18) == 0)
            may = strtol(line + 18, NULL, 10) != 0 || strstr(line, "unlimited") != NULL;
    fclose(file);
    return may;
}

TEST(neither_the_daemon_nor_its_broker_leaves_a_core)
{
    assert_false(may_leave_core(vakwerkd_pid(office.daemon)));
    assert_false(may_leave_core(vakwerkd_broker_pid(office.daemon)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_refused_is_in_no_file_and_no_message),
        cmocka_unit_test(neither_the_daemon_nor_its_broker_leaves_a_core),
    };

    if (!broker_is_installed())
        return broker_missing_code();
    keep_cores();
    office_open(&office, NULL);
    int failed = TEST_RUN(tests);
    return office_close(&office) == VAKWERKD_OK ? failed : 1;
}
