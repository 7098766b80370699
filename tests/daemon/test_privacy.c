/* The page on privacy names every table of the database and no other, every file, and how long each kind is kept. */
#include "tests/proto/test.h"

#include "daemon/retention.h"
#include "daemon/store/store_own.h"
#include "tests/support/tempdir.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define BEGIN "## Wat er bewaard wordt"
#define END   "\n## "

/* The whole page; freed by the caller. */
static char *read_page(void)
{
    FILE *file = fopen(TEST_PRIVACY, "re");
    char *page = calloc(1, 64 * 1024);

    assert_non_null(file);
    assert_non_null(page);
    assert_in_range(fread(page, 1, 64 * 1024 - 1, file), 1000, 64 * 1024 - 2);
    fclose(file);
    return page;
}

/* A part of the page, cut off at its end. */
static char *part_of(char *page, const char *title)
{
    char *list = strstr(page, title);

    assert_non_null(list);
    char *end = strstr(list + strlen(title), END);
    assert_non_null(end);
    *end = '\0';
    return list;
}

TEST(every_table_is_named_with_what_becomes_of_it)
{
    char *page = read_page(), *list = part_of(page, BEGIN), word[64];

    for (const struct own_table *table = own_tables; table->name != NULL; table++) {
        snprintf(word, sizeof word, "`%s`", table->name);
        if (strstr(list, word) == NULL)
            fail_msg("%s is not in the page", table->name);
    }
    free(page);
}

static bool is_table(const char *name)
{
    for (const struct own_table *table = own_tables; table->name != NULL; table++)
        if (strcmp(table->name, name) == 0)
            return true;
    return false;
}

/* Of a row `| `post`, `source` | …` the words of its first column. */
static void check_row(const char *row)
{
    char name[64];
    size_t first = strcspn(row + 1, "|") + 1;
    int used;

    for (const char *at = strchr(row, '`'); at != NULL && at < row + first; at = strchr(at + used, '`')) {
        assert_int_equal(sscanf(at, "`%63[a-z_]`%n", name, &used), 1);
        if (!is_table(name))
            fail_msg("there is no table %s", name);
    }
}

TEST(no_table_is_named_that_is_not_there)
{
    char *page = read_page(), *list = part_of(page, BEGIN);
    int rows = 0;

    for (char *line = strtok_r(list, "\n", &list); line != NULL; line = strtok_r(NULL, "\n", &list))
        if (strncmp(line, "| `", 3) == 0) {
            check_row(line);
            rows++;
        }
    assert_true(rows > 20);
    free(page);
}

TEST(every_file_of_an_instance_is_named)
{
    static const char *const files[] = { "vakwerk.db",  "search.db",       "access.db",  "erasures",
                                         "replaced.db", "vakwerk.conf",    "daemon.key", "daemon.secret",
                                         "broker.conf", "first-login.txt", "lock" };
    char *page = read_page(), word[64];

    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(word, sizeof word, "`%s`", files[i]);
        if (strstr(page, word) == NULL)
            fail_msg("%s is not in the page", files[i]);
    }
    free(page);
}

/* A row of the table of how long, as the page has it: the kind, its setting and its default. */
static void check_kept(const char *list, const struct settings *settings, enum retention_kind kind)
{
    const char *word = retention_word(kind);
    char row[128];

    snprintf(row, sizeof row, "| `%s` | `%s_days` | %" PRId64 " | ", word, word, settings->kept_days[kind]);
    if (strstr(list, row) == NULL)
        fail_msg("the page has no %s", row);
}

TEST(how_long_each_kind_is_kept_is_as_the_settings_say)
{
    struct settings settings;
    char *page = read_page(), *list = part_of(page, "## Hoe lang");
    int rows = 0;

    settings_init(&settings);
    for (int kind = 0; kind < RETENTION_KINDS; kind++)
        check_kept(list, &settings, (enum retention_kind)kind);
    for (const char *at = list; (at = strstr(at, "\n| `")) != NULL; at++)
        rows++;
    assert_int_equal(rows, RETENTION_KINDS);
    free(page);
}

/* A kind is of this table; of each other table the page says why it has no term. */
static const char *const of_kind[RETENTION_KINDS] = {
    [RETENTION_SEEN] = "seen",      [RETENTION_DIGESTS] = "digest",       [RETENTION_MAILED] = "mailed",
    [RETENTION_TOLD] = "event_to",  [RETENTION_NOTICES] = "post",         [RETENTION_UNANSWERED] = "post",
    [RETENTION_REJECTED] = "post",  [RETENTION_MERGED] = "post",          [RETENTION_WITHDRAWN] = "post",
    [RETENTION_REPORTS] = "report", [RETENTION_DECISIONS] = "moderation", [RETENTION_HARVESTS] = "harvest_input",
    [RETENTION_WAITS] = "wait",     [RETENTION_SIGNALS] = "signal",       [RETENTION_INTERVISION] = "intervision",
    [RETENTION_DEVICES] = "device", [RETENTION_CODES] = "code",           [RETENTION_AUTHORS] = "post",
    [RETENTION_HELPED] = "helped",  [RETENTION_SERVED] = "served",        [RETENTION_UNMASK] = "unmask",
};

static bool has_term(const char *table)
{
    for (int kind = 0; kind < RETENTION_KINDS; kind++)
        if (strcmp(of_kind[kind], table) == 0)
            return true;
    return false;
}

TEST(every_table_has_a_term_or_a_reason_why_not)
{
    char *page = read_page(), *list = part_of(page, "## Wat geen termijn heeft"), word[64];

    for (const struct own_table *table = own_tables; table->name != NULL; table++) {
        snprintf(word, sizeof word, "`%s`", table->name);
        if ((strstr(list, word) != NULL) == has_term(table->name))
            fail_msg("%s has a term and a reason why not, or neither", table->name);
    }
    free(page);
}

/* And under the name that the page says, a setting is what it is of. */
TEST(each_setting_of_how_long_is_of_its_kind)
{
    struct settings settings;
    struct tempdir dir;
    char message[128];

    tempdir_make(&dir);
    struct temppath path = tempdir_file(&dir, "vakwerk.conf");
    FILE *file = fopen(path.text, "we");
    assert_non_null(file);
    fputs("[retention]\n", file);
    for (int kind = 0; kind < RETENTION_KINDS; kind++)
        fprintf(file, "%s_days = %d\n", retention_word((enum retention_kind)kind), 100 + kind);
    fclose(file);
    assert_int_equal(settings_read(&settings, path.text, message, sizeof message), 0);
    for (int kind = 0; kind < RETENTION_KINDS; kind++)
        assert_int_equal(settings.kept_days[kind], 100 + kind);
    tempdir_remove(&dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_table_is_named_with_what_becomes_of_it),
        cmocka_unit_test(no_table_is_named_that_is_not_there),
        cmocka_unit_test(every_file_of_an_instance_is_named),
        cmocka_unit_test(how_long_each_kind_is_kept_is_as_the_settings_say),
        cmocka_unit_test(every_table_has_a_term_or_a_reason_why_not),
        cmocka_unit_test(each_setting_of_how_long_is_of_its_kind),
    };

    return TEST_RUN(tests);
}
