/* Whatever the daemon keeps of a member has a name that people understand. */
#include "clients/cli/own_data.h"
#include "clients/cli/times.h"
#include "daemon/store/db.h"
#include "daemon/store/store_own.h"
#include "tests/cli/unit.h"
#include "tests/support/tempdir.h"

#include <string.h>

TEST(every_kind_that_is_kept_has_a_name)
{
    struct cli cli;
    size_t count = 0;

    unit_begin(&cli);
    for (const char *kind; (kind = store_own_kind(count)) != NULL; count++)
        if (strcmp(own_data_kind(&cli, span_of(kind)), kind) == 0)
            fail_msg("%s has no name", kind);
    assert_int_equal(count, set_own.count);
    unit_end(&cli);
}

/* A word that is its own name is in the list all the same: one that is not would come back cleaned, as a copy. */
static void check_columns(struct cli *cli, struct store *store, size_t statement)
{
    sqlite3_stmt *stmt = NULL;

    assert_int_equal(sqlite3_prepare_v2(store->db, set_own.sql[statement], -1, &stmt, NULL), SQLITE_OK);
    for (int i = 1; i < sqlite3_column_count(stmt); i++) {
        const char *key = sqlite3_column_name(stmt, i);
        const char *name = own_data_key(cli, span_of(key));
        if (name == own_data_key(cli, span_of("niet_bekend")) || strchr(name, '_') != NULL ||
            name != own_data_key(cli, span_of(key)))
            fail_msg("%s of %s has no name", key, store_own_kind(statement));
    }
    sqlite3_finalize(stmt);
}

TEST(everything_that_is_said_of_it_has_a_name)
{
    struct cli cli;
    struct tempdir dir;
    struct store *store;

    unit_begin(&cli);
    tempdir_make(&dir);
    assert_int_equal(store_open(tempdir_file(&dir, "vakwerk.db").text, STORE_WRITE, &store), STORE_OPENED);
    for (size_t i = 0; i < set_own.count; i++)
        check_columns(&cli, store, i);
    store_close(store);
    tempdir_remove(&dir);
    unit_end(&cli);
}

TEST(a_time_is_told_as_people_say_it_and_a_number_as_it_is)
{
    struct cli cli;
    struct msg_export_value time = { .key = span_of("posted_at"), .number = UNIT_NOW },
                            views = { .key = span_of("views"), .number = 1652963520000 },
                            word = { .key = span_of("reaction"), .text = span_of("not") },
                            text = { .key = span_of("text"), .text = span_of("yes\033[2J") };

    unit_begin(&cli);
    times_setup();
    assert_string_equal(own_data_value(&cli, &time), "today at 14:32");
    assert_string_equal(own_data_value(&cli, &views), "1652963520000");
    assert_string_equal(own_data_value(&cli, &word), "does not work");
    assert_string_equal(own_data_value(&cli, &text), "yes[2J");
    unit_end(&cli);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_that_is_kept_has_a_name),
        cmocka_unit_test(everything_that_is_said_of_it_has_a_name),
        cmocka_unit_test(a_time_is_told_as_people_say_it_and_a_number_as_it_is),
    };

    return TEST_RUN(tests);
}
