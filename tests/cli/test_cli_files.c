/* The files of a person: settings, credentials, drafts. */
#include "clients/cli/config.h"
#include "clients/cli/config_file.h"
#include "clients/cli/draft.h"
#include "clients/cli/paths.h"
#include "clients/cli/provision.h"
#include "clients/lib/credentials.h"
#include "tests/cli/unit.h"
#include "tests/support/tempdir.h"

#include <sys/stat.h>
#include <unistd.h>

struct home {
    struct tempdir dir;
    struct cli cli;
};

static int setup(void **state)
{
    struct home *home = calloc(1, sizeof *home);

    tempdir_make(&home->dir);
    setenv("XDG_CONFIG_HOME", tempdir_file(&home->dir, "config").text, 1);
    setenv("XDG_STATE_HOME", tempdir_file(&home->dir, "state").text, 1);
    setenv("HOME", home->dir.path, 1);
    unit_begin(&home->cli);
    *state = home;
    return 0;
}

static int teardown(void **state)
{
    struct home *home = *state;

    unit_end(&home->cli);
    tempdir_remove(&home->dir);
    free(home);
    return 0;
}

static void write_file(const char *path, const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
}

static struct path write_config(const char *text)
{
    struct path path = paths_file(PATHS_CONFIG, "config");

    assert_true(paths_make_folder(&path));
    write_file(path.text, text);
    return path;
}

/* ---- settings ---- */

TEST(settings_of_the_chosen_profile_count)
{
    struct home *home = *state;
    struct config config;
    struct config_fault fault;

    write_config("profile = intern\nlang = en\n; a remark\n[profile intern]\nbroker = mqtts://a:1\n"
                 "[profile thuis]\nbroker = mqtts://b:2\ntheme = wacht\n[alias]\no = list --open\n");
    assert_true(config_read(&config, NULL, NULL, &home->cli.arena, &fault));
    assert_string_equal(config.profile, "intern");
    assert_string_equal(config.broker, "mqtts://a:1");
    assert_null(config.theme);
    assert_string_equal(config.lang, "en");
    assert_string_equal(config_alias(&config, "o"), "list --open");
    assert_int_equal(config.alias_count, 1);
    assert_true(config_read(&config, NULL, "thuis", &home->cli.arena, &fault));
    assert_string_equal(config.broker, "mqtts://b:2");
}

TEST(without_a_file_there_are_no_settings)
{
    struct home *home = *state;
    struct config config;
    struct config_fault fault;

    assert_true(config_read(&config, NULL, NULL, &home->cli.arena, &fault));
    assert_string_equal(config.profile, CONFIG_PROFILE);
    assert_null(config.broker);
    assert_false(config_read(&config, "/nonexistent/file", NULL, &home->cli.arena, &fault));
}

TEST(an_unknown_key_is_named_with_its_line_and_the_nearest)
{
    struct home *home = *state;
    struct config config;
    struct config_fault fault;
    struct path path = write_config("lang = nl\n[profile intern]\n\nbrokr = x\n");

    assert_true(config_read(&config, NULL, NULL, &home->cli.arena, &fault));
    assert_int_equal(config.warning_count, 1);
    assert_int_equal(config.warnings[0].line, 4);
    assert_string_equal(config.warnings[0].key, "brokr");
    assert_string_equal(config.warnings[0].hint, "broker");
    assert_string_equal(config.warnings[0].file.text, path.text);
}

TEST(no_more_warnings_are_kept_than_fit)
{
    struct home *home = *state;
    char text[64 * CONFIG_WARNINGS_MAX] = "";
    struct config config;
    struct config_fault fault;

    for (int i = 0; i < 3 * CONFIG_WARNINGS_MAX; i++)
        strncat(text, "vreemd = x\n", sizeof text - strlen(text) - 1);
    write_config(text);
    assert_true(config_read(&config, NULL, NULL, &home->cli.arena, &fault));
    assert_int_equal(config.warning_count, CONFIG_WARNINGS_MAX);
}

TEST(a_value_that_cannot_be_is_named_with_its_line)
{
    static const char *const lines[] = { "lang = fr",
                                         "color = soms",
                                         "timeout = 0",
                                         "timeout = 5x",
                                         "[profile a]\nbroker = http://a:1",
                                         "[profile a]\nbroker = a b" };
    struct home *home = *state;
    struct config config;
    struct config_fault fault;

    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        write_config(lines[i]);
        assert_false(config_read(&config, NULL, NULL, &home->cli.arena, &fault));
        assert_int_equal(fault.problem, CONFIG_BAD_VALUE);
        assert_int_equal(fault.line, strchr(lines[i], '\n') == NULL ? 1 : 2);
    }
}

/* ---- writing them ---- */

static void check_set(struct home *home, const char *before, const char *section, const char *key, const char *value,
                      const char *after)
{
    struct path path = write_config(before);
    char text[1024] = "";

    assert_true(config_file_set(path.text, section, key, value, &home->cli.arena));
    FILE *file = fopen(path.text, "r");
    assert_non_null(file);
    fread(text, 1, sizeof text - 1, file);
    fclose(file);
    assert_string_equal(text, after);
}

TEST(a_setting_is_written_where_it_belongs_and_the_rest_stays)
{
    struct home *home = *state;

    check_set(home, "", "", "lang", "en", "lang = en\n");
    check_set(home, "; a remark\nlang=nl\n", "", "lang", "en", "; a remark\nlang = en\n");
    check_set(home, "[alias]\nlang = x\n", "", "lang", "en", "lang = en\n[alias]\nlang = x\n");
    check_set(home, "color = auto\n\n[alias]\no = list\n", "", "lang", "en",
              "color = auto\nlang = en\n\n[alias]\no = list\n");
    check_set(home, "[profile a]\nuser = x\n\n[profile b]\nuser = y\n", "profile b", "user", "z",
              "[profile a]\nuser = x\n\n[profile b]\nuser = z\n");
    check_set(home, "[profile a]\nuser = x\n\n[profile b]\n", "profile a", "theme", "wacht",
              "[profile a]\nuser = x\ntheme = wacht\n\n[profile b]\n");
    check_set(home, "lang = nl", "profile a", "user", "x", "lang = nl\n\n[profile a]\nuser = x\n");
    check_set(home, "lang = nl\nlang = en\n", "", "lang", NULL, "");
    check_set(home, "lang = nl\n", "profile a", "user", NULL, "lang = nl\n");
}

TEST(a_section_goes_with_its_lines)
{
    struct home *home = *state;
    struct path path = write_config("lang = nl\n[profile a]\nuser = x\n; of a\n[profile b]\nuser = y\n");
    struct config config;
    struct config_fault fault;

    assert_true(config_file_drop(path.text, "profile a", &home->cli.arena));
    assert_true(config_read(&config, NULL, "b", &home->cli.arena, &fault));
    assert_string_equal(config.user, "y");
    assert_int_equal(config.profile_count, 1);
}

TEST(a_linked_settings_file_stays_a_link)
{
    struct home *home = *state;
    struct path path = write_config("");
    char elsewhere[PATHS_MAX + 16];
    struct stat is;

    snprintf(elsewhere, sizeof elsewhere, "%s.real", path.text);
    assert_int_equal(rename(path.text, elsewhere), 0);
    assert_int_equal(symlink(elsewhere, path.text), 0);
    assert_true(config_file_set(path.text, "", "lang", "en", &home->cli.arena));
    assert_int_equal(lstat(path.text, &is), 0);
    assert_true(S_ISLNK(is.st_mode));
    assert_int_equal(stat(elsewhere, &is), 0);
    assert_int_equal(is.st_size, strlen("lang = en\n"));
    assert_int_equal(unlink(path.text), 0);
    assert_int_equal(unlink(elsewhere), 0);
}

TEST(a_value_that_would_be_read_differently_is_not_written)
{
    char line[CONFIG_FILE_LINE_MAX + 2];

    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    assert_true(config_file_holds("editor", "code --wait"));
    assert_false(config_file_holds("editor", "vi ; a remark"));
    assert_false(config_file_holds("editor", "vi\nbroker = x"));
    assert_false(config_file_holds("editor", " vi"));
    assert_false(config_file_holds("editor", ""));
    assert_false(config_file_holds("editor", line));
}

TEST(a_line_that_is_no_setting_is_named)
{
    struct home *home = *state;
    struct config config;
    struct config_fault fault;

    write_config("lang = nl\nwhat is this\n");
    assert_false(config_read(&config, NULL, NULL, &home->cli.arena, &fault));
    assert_int_equal(fault.line, 2);
    assert_null(fault.key);
}

/* ---- credentials ---- */

static const struct credentials sanne = {
    .server = "mqtt://a:1", .member = "sanne", .device = "laptop", .secret = "GEHEIM"
};

TEST(credentials_are_kept_for_their_owner_alone)
{
    struct home *home = *state;
    struct path path = paths_credentials();
    struct credentials read;
    struct stat is;

    assert_int_equal(credentials_read(paths_credentials().text, "default", &home->cli.arena, &read), CREDENTIALS_NONE);
    assert_true(paths_make_folder(&path));
    assert_true(credentials_write(paths_credentials().text, "default", &sanne, &home->cli.arena));
    assert_int_equal(stat(path.text, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    assert_int_equal(credentials_read(paths_credentials().text, "default", &home->cli.arena, &read), CREDENTIALS_FINE);
    assert_string_equal(read.secret, "GEHEIM");
    assert_null(read.ca_file);
    assert_int_equal(chmod(path.text, 0640), 0);
    assert_int_equal(credentials_read(paths_credentials().text, "default", &home->cli.arena, &read), CREDENTIALS_OPEN);
}

TEST(profiles_do_not_touch_each_other)
{
    struct home *home = *state;
    struct credentials piet = sanne, read;
    struct path path = paths_credentials();

    piet.member = "piet";
    assert_true(paths_make_folder(&path));
    assert_true(credentials_write(paths_credentials().text, "default", &sanne, &home->cli.arena));
    assert_true(credentials_write(paths_credentials().text, "thuis", &piet, &home->cli.arena));
    assert_true(credentials_write(paths_credentials().text, "default", NULL, &home->cli.arena));
    assert_int_equal(credentials_read(paths_credentials().text, "default", &home->cli.arena, &read), CREDENTIALS_NONE);
    assert_int_equal(credentials_read(paths_credentials().text, "thuis", &home->cli.arena, &read), CREDENTIALS_FINE);
    assert_string_equal(read.member, "piet");
}

TEST(a_damaged_file_of_credentials_is_not_written_over)
{
    struct home *home = *state;
    struct path path = paths_credentials();

    assert_true(paths_make_folder(&path));
    write_file(path.text, "nonsense\n");
    assert_int_equal(chmod(path.text, 0600), 0);
    assert_false(credentials_write(paths_credentials().text, "default", &sanne, &home->cli.arena));
}

TEST(a_secret_comes_from_a_line_or_from_a_list_of_accounts)
{
    struct home *home = *state;
    struct temppath line = tempdir_file(&home->dir, "line"), list = tempdir_file(&home->dir, "list");
    struct credentials to = { .member = "sanne" };

    write_file(line.text, "ABC\n");
    assert_int_equal(provision_read(&home->cli, line.text, &to), 0);
    assert_string_equal(to.secret, "ABC");
    write_file(list.text, "[{\"member\":\"piet\",\"device\":\"a\",\"secret\":\"P\"},"
                          "{\"member\":\"sanne\",\"device\":\"b\",\"secret\":\"S\"}]");
    assert_int_equal(provision_read(&home->cli, list.text, &to), 0);
    assert_string_equal(to.device, "b");
    assert_string_equal(to.secret, "S");
}

/* ---- drafts ---- */

TEST(a_draft_comes_back_as_it_was)
{
    struct home *home = *state;
    struct draft draft = { .has_title = true, .title = "Hoe dan?", .text = "Een.\n\nTwee." }, read;

    draft_add_note(&draft, "theme", "wacht");
    assert_true(draft_save(&home->cli, "ask", &draft, "A remark\nin two lines"));
    assert_true(draft_load(&home->cli, "ask", true, &read));
    assert_string_equal(read.title, "Hoe dan?");
    assert_string_equal(read.text, "Een.\n\nTwee.");
    assert_string_equal(draft_note(&read, "theme"), "wacht");
    draft_drop("ask");
    assert_false(draft_exists("ask"));
}

TEST(an_older_draft_is_kept_beside_a_new_one)
{
    struct home *home = *state;
    struct draft older = { .title = "", .text = "Eerst" }, newer = { .title = "", .text = "Later" }, read;

    assert_true(draft_save(&home->cli, "answer-7K3F", &older, NULL));
    assert_true(draft_save(&home->cli, "answer-7K3F", &newer, NULL));
    assert_true(draft_load(&home->cli, "answer-7K3F.old", false, &read));
    assert_string_equal(read.text, "Eerst");
    assert_true(draft_load(&home->cli, "answer-7K3F", false, &read));
    assert_string_equal(read.text, "Later");
}

TEST(of_three_drafts_none_is_lost_and_the_last_comes_back_first)
{
    struct home *home = *state;
    static const char *const texts[] = { "Eerst", "Later", "Laatst" };
    struct draft read;

    for (size_t i = 0; i < 3; i++)
        assert_true(draft_save(&home->cli, "answer-7K3F", &(struct draft){ .title = "", .text = texts[i] }, NULL));
    assert_false(draft_take_older("answer-7K3F"));
    for (size_t i = 3; i > 0; i--) {
        assert_true(draft_load(&home->cli, "answer-7K3F", false, &read));
        assert_string_equal(read.text, texts[i - 1]);
        draft_drop("answer-7K3F");
        assert_int_equal(draft_take_older("answer-7K3F"), i > 1);
    }
    assert_false(draft_exists("answer-7K3F"));
}

TEST(lines_with_a_hash_do_not_count)
{
    struct home *home = *state;
    struct path path = draft_path("tip");
    struct draft read;

    assert_true(paths_make_folder(&path));
    write_file(path.text, "\n# no\nBel elke week.\n#: fails=yes\n# no\n\n");
    assert_true(draft_load(&home->cli, "tip", false, &read));
    assert_string_equal(read.text, "Bel elke week.");
    assert_string_equal(draft_note(&read, "fails"), "yes");
}

TEST(a_draft_is_for_its_owner_alone)
{
    struct home *home = *state;
    struct draft draft = { .title = "", .text = "x" };
    struct stat is;

    assert_true(draft_save(&home->cli, "tip", &draft, NULL));
    assert_int_equal(stat(draft_path("tip").text, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
}

#define HOME_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        HOME_TEST(settings_of_the_chosen_profile_count),
        HOME_TEST(without_a_file_there_are_no_settings),
        HOME_TEST(an_unknown_key_is_named_with_its_line_and_the_nearest),
        HOME_TEST(no_more_warnings_are_kept_than_fit),
        HOME_TEST(a_value_that_cannot_be_is_named_with_its_line),
        HOME_TEST(a_setting_is_written_where_it_belongs_and_the_rest_stays),
        HOME_TEST(a_section_goes_with_its_lines),
        HOME_TEST(a_linked_settings_file_stays_a_link),
        HOME_TEST(a_value_that_would_be_read_differently_is_not_written),
        HOME_TEST(a_line_that_is_no_setting_is_named),
        HOME_TEST(credentials_are_kept_for_their_owner_alone),
        HOME_TEST(profiles_do_not_touch_each_other),
        HOME_TEST(a_damaged_file_of_credentials_is_not_written_over),
        HOME_TEST(a_secret_comes_from_a_line_or_from_a_list_of_accounts),
        HOME_TEST(a_draft_comes_back_as_it_was),
        HOME_TEST(an_older_draft_is_kept_beside_a_new_one),
        HOME_TEST(of_three_drafts_none_is_lost_and_the_last_comes_back_first),
        HOME_TEST(lines_with_a_hash_do_not_count),
        HOME_TEST(a_draft_is_for_its_owner_alone),
    };

    return TEST_RUN(tests);
}
