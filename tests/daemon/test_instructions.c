/*
 * How many instructions one request takes, counted by valgrind: unlike times the same on a busy machine. What has become
 * a tenth dearer than instructions.def says is either a mistake or worth its price; then the file is written anew:
 *
 *   cmake --build build/release --target instructions
 *
 * They are of the service and SQLite alone: broker, bus and threads are measured by the benchmark.
 */
#include "tests/daemon/counted.h"
#include "tests/proto/test.h"
#include "tests/support/tempdir.h"

#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 512 };

#define COUNT(name, noted) { #name, noted, 0 },
struct count {
    const char *name;
    long long noted, counted; /* for each request */
};
static struct count counts[] = {
#include "tests/daemon/instructions.def"
};

#define COUNTS (sizeof counts / sizeof counts[0])

static void become_valgrind(const char *out)
{
    char file[TEMPDIR_PATH_MAX + 128];
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

    snprintf(file, sizeof file, "--callgrind-out-file=%s", out);
    const char *const argv[] = { TEST_VALGRIND,
                                 "--tool=callgrind",
                                 "--toggle-collect=counted_*",
                                 "--compress-strings=no",
                                 "--compress-pos=no",
                                 file,
                                 TEST_COUNTED,
                                 NULL };
    dup2(nothing, STDOUT_FILENO);
    dup2(nothing, STDERR_FILENO);
    unsetenv("CMOCKA_TEST_FILTER");
    execv(argv[0], (char *const *)(uintptr_t)argv);
    _exit(127);
}

static bool run_counted(const char *out)
{
    int status = -1;
    pid_t pid = fork();

    if (pid == 0)
        become_valgrind(out);
    return pid > 0 && waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* Where counted_<name> is called: the line behind says how often, the one behind that what it cost with all it calls. */
static void read_counts(const char *path)
{
    char line[LINE_MAX_BYTES], name[64];
    FILE *file = fopen(path, "r");
    int at;

    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "cfn=counted_%63s", name) != 1)
            continue;
        for (size_t i = 0; i < COUNTS; i++)
            if (strcmp(counts[i].name, name) == 0 && fgets(line, sizeof line, file) != NULL &&
                fgets(line, sizeof line, file) != NULL && sscanf(line, "%d %lld", &at, &counts[i].counted) == 2)
                counts[i].counted /= COUNTED_BATCH;
    }
    if (file != NULL)
        fclose(file);
}

static bool count_all(void)
{
    struct tempdir dir;

    tempdir_make(&dir);
    struct temppath out = tempdir_file(&dir, "callgrind.out");
    bool ok = run_counted(out.text);
    read_counts(out.text);
    tempdir_remove(&dir);
    return ok;
}

TEST(a_request_takes_no_more_instructions_than_was_noted)
{
    bool dearer = false;

    assert_true(count_all());
    for (size_t i = 0; i < COUNTS; i++) {
        assert_true(counts[i].counted > 0);
        printf("%s: %lld instructions, noted %lld\n", counts[i].name, counts[i].counted, counts[i].noted);
        dearer |= 10 * counts[i].counted > 11 * counts[i].noted;
    }
    assert_false(dearer);
}

static int print_all(void)
{
    if (!count_all())
        return 1;
    puts(
        "/* Instructions of one request, as test_instructions.c counts them: written by the target `instructions`. */");
    for (size_t i = 0; i < COUNTS; i++)
        printf("COUNT(%s, %lld)\n", counts[i].name, counts[i].counted);
    return 0;
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(a_request_takes_no_more_instructions_than_was_noted) };

    if (argc > 1 && strcmp(argv[1], "--print") == 0)
        return print_all();
    return TEST_RUN(tests);
}
