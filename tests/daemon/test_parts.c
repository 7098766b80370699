/* quota, secret, settings: small parts on their own. */
#include "tests/proto/test.h"

#include "daemon/clock.h"
#include "daemon/quota.h"
#include "daemon/secret.h"
#include "daemon/settings.h"
#include "proto/id.h"
#include "tests/support/tempdir.h"

#include <stdio.h>
#include <sys/stat.h>

enum { MINUTE_MS = 60000 };

/* ---- quota ---- */

TEST(a_burst_goes_through_and_then_one_at_a_time)
{
    struct quota *quota = quota_new(6, MINUTE_MS, 100);
    int64_t now = 5000000;

    for (int i = 0; i < 6; i++)
        assert_int_equal(quota_take(quota, 7, now), 0);
    assert_int_equal(quota_take(quota, 7, now), 10000);
    assert_int_equal(quota_take(quota, 7, now + 9999), 1);
    assert_int_equal(quota_take(quota, 7, now + 10000), 0); /* exactly when it was said */
    assert_int_equal(quota_take(quota, 7, now + 10000), 10000);
    quota_free(quota);
}

TEST(what_was_refused_is_not_counted)
{
    struct quota *quota = quota_new(2, MINUTE_MS, 100);

    assert_int_equal(quota_take(quota, 7, 0), 0);
    assert_int_equal(quota_take(quota, 7, 0), 0);
    for (int i = 0; i < 100; i++)
        assert_int_equal(quota_take(quota, 7, 0), 30000);
    assert_int_equal(quota_take(quota, 7, 30000), 0);
    quota_free(quota);
}

TEST(after_a_whole_period_the_burst_is_whole_again)
{
    struct quota *quota = quota_new(5, MINUTE_MS, 100);

    for (int round = 0; round < 3; round++) {
        int64_t now = round * (int64_t)MINUTE_MS;
        for (int i = 0; i < 5; i++)
            assert_int_equal(quota_take(quota, 7, now), 0);
        assert_true(quota_take(quota, 7, now) > 0);
    }
    quota_free(quota);
}

/* Never more than the burst and one for each step, however requests are spread. */
TEST(no_hour_lets_more_through_than_burst_and_refill)
{
    struct quota *quota = quota_new(10, MINUTE_MS, 100);
    uint32_t random = 12345;
    int64_t now = 0, passed = 0;

    while (now < 60 * MINUTE_MS) {
        passed += quota_take(quota, 7, now) == 0;
        random = random * 1664525u + 1013904223u;
        now += random >> 22; /* up to a second */
    }
    assert_in_range(passed, 600, 610);
    quota_free(quota);
}

TEST(each_member_has_a_quota_of_their_own)
{
    struct quota *quota = quota_new(1, MINUTE_MS, 4096);

    for (int64_t member = 1; member <= 500; member++)
        assert_int_equal(quota_take(quota, member, 1000), 0);
    for (int64_t member = 1; member <= 500; member++)
        assert_true(quota_take(quota, member, 1000) > 0);
    quota_free(quota);
}

TEST(a_flood_of_members_frees_nobody_in_a_large_table)
{
    struct quota *quota = quota_new(1, 60 * MINUTE_MS, 64);

    for (int64_t member = 1; member <= 100000; member++)
        quota_take(quota, member, 1000); /* forgets some, never crashes */
    assert_true(quota_take(quota, 100000, 1000) > 0);
    quota_free(quota);
}

TEST(a_quota_of_millions_is_none)
{
    struct quota *quota = quota_new(1000000000, MINUTE_MS, 64);

    for (int i = 0; i < 1000000; i++)
        if (quota_take(quota, 7, 1000) != 0)
            fail_msg("held back after %d", i);
    quota_free(quota);
}

/* ---- secret ---- */

static const struct id one = { { 1 } }, two = { { 2 } };

TEST(a_secret_depends_on_key_purpose_and_id_alone)
{
    struct key key = { { 7 } }, other = { { 8 } };

    assert_string_equal(secret_device(&key, id_span(&one)).text, secret_device(&key, id_span(&one)).text);
    assert_string_not_equal(secret_device(&key, id_span(&one)).text, secret_device(&key, id_span(&two)).text);
    assert_string_not_equal(secret_device(&key, id_span(&one)).text, secret_device(&other, id_span(&one)).text);
    assert_string_equal(secret_code(&key, id_span(&one)).text, secret_code(&key, id_span(&one)).text);
    assert_string_not_equal(secret_code(&key, id_span(&one)).text, secret_code(&other, id_span(&one)).text);
    assert_int_not_equal(strncmp(secret_code(&key, id_span(&one)).text, secret_device(&key, id_span(&one)).text, 4), 0);
}

static void assert_alphabet(const char *text, const char *more)
{
    for (; *text != '\0'; text++)
        if (strchr("23456789BCDFGHJKMNPQRSTVWXZ", *text) == NULL && strchr(more, *text) == NULL)
            fail_msg("%c is no letter of a secret", *text);
}

TEST(secrets_are_letters_that_can_be_read_out)
{
    for (int i = 0; i < 200; i++) {
        struct key key = secret_key();
        struct secret_text device = secret_device(&key, id_span(&one)), code = secret_code(&key, id_span(&one)),
                           random = secret_random();
        assert_int_equal(strlen(device.text), 28);
        assert_int_equal(strlen(random.text), 28);
        assert_int_equal(strlen(code.text), 14);
        assert_int_equal(code.text[4], '-');
        assert_int_equal(code.text[9], '-');
        assert_alphabet(device.text, "");
        assert_alphabet(random.text, "");
        assert_alphabet(code.text, "-");
    }
}

TEST(what_is_made_anew_differs_each_time)
{
    struct key a = secret_key(), b = secret_key();

    assert_string_not_equal(secret_random().text, secret_random().text);
    assert_memory_not_equal(a.bytes, b.bytes, KEY_BYTES);
}

TEST(the_hash_is_sha_256)
{
    struct secret_hash hash = secret_hash_of(span_of("abc"));

    assert_memory_equal(hash.bytes,
                        "\xba\x78\x16\xbf\x8f\x01\xcf\xea\x41\x41\x40\xde\x5d\xae\x22\x23"
                        "\xb0\x03\x61\xa3\x96\x17\x7a\x9c\xb4\x10\xff\x61\xf2\x00\x15\xad",
                        32);
}

/* ---- settings ---- */

static struct tempdir dir;

static int make_dir(void **state)
{
    (void)state;
    tempdir_make(&dir);
    return clock_init() ? 0 : 1;
}

static int remove_dir(void **state)
{
    (void)state;
    tempdir_remove(&dir);
    return 0;
}

static int read_text(struct settings *settings, const char *text, char *message, size_t bytes)
{
    struct temppath path = tempdir_file(&dir, "vakwerk.conf");
    FILE *file = fopen(path.text, "we");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return settings_read(settings, path.text, message, bytes);
}

TEST(an_empty_file_is_everything_at_its_default)
{
    struct settings settings, initial;
    char message[256];

    settings_init(&initial);
    assert_int_equal(read_text(&settings, "", message, sizeof message), 0);
    assert_memory_equal(&settings, &initial, sizeof settings);
    assert_int_equal(settings.port, 1883);
    assert_int_equal(settings.posts_per_minute, 6);
    assert_int_equal(settings.day_from, 420);
    assert_true(settings.weekend_is_night);
    assert_int_equal(settings.small_team, 4);
    assert_int_equal(settings.code_hours, 24);
    assert_false(settings.verbose);
}

#define U50 "uuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuuu"

TEST(a_line_that_is_wrong_is_named_by_its_number)
{
    static const struct {
        const char *text;
        int line;
    } rows[] = {
        { "[broker]\nport = 0\n", 2 },
        { "[broker]\nport = 65536\n", 2 },
        { "[broker]\nport = -1\n", 2 },
        { "[broker]\nport = 12x\n", 2 },
        { "[broker]\nport =\n", 2 },
        { "[broker]\nport = 99999999999999999999\n", 2 },
        { "[broker]\nmosquitto =\n", 2 },
        { "; a comment\n\n[broker]\nprot = 1883\n", 4 },
        { "[broken]\nport = 1883\n", 2 },
        { "port = 1883\n", 1 },
        { "[quota]\nposts_per_minute = 0\n", 2 },
        { "[quota]\nreads_per_minute = 1000000001\n", 2 },
        { "[screen]\nday_from = 24:00\n", 2 },
        { "[screen]\nday_from = 7\n", 2 },
        { "[screen]\nweekend_is_night = maybe\n", 2 },
        { "[screen]\nsmall_team = 0\n", 2 },
        { "[screen]\nstale_after_hours = 169\n", 2 },
        { "[login]\ncode_hours = 0\n", 2 },
        { "[log]\nverbose = 1\n", 2 },
        { "[screen]\npublic_url = https://" U50 U50 U50 "uuu\n", 2 },
        { "[screen]\npublic_url = https://" U50 U50 U50 U50 U50 "\n", 2 },
        { "[broker]\nport = 1883\nthis is nonsense\n", 3 },
        { "[broker\nport = 1883\n", 1 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct settings settings;
        char message[256] = "";
        int line = read_text(&settings, rows[i].text, message, sizeof message);
        if (line != rows[i].line)
            fail_msg("%s: line %d", rows[i].text, line);
        assert_int_not_equal(message[0], '\0');
    }
}

TEST(a_file_that_is_not_there_cannot_be_read)
{
    struct settings settings;
    char message[256] = "";

    assert_int_equal(settings_read(&settings, tempdir_file(&dir, "none").text, message, sizeof message), -1);
    assert_int_not_equal(message[0], '\0');
}

static void write_and_read(const struct settings *settings)
{
    struct temppath path = tempdir_file(&dir, "written.conf");
    struct settings back;
    char message[512] = "";
    FILE *file = fopen(path.text, "we");

    assert_non_null(file);
    settings_write(settings, file);
    fclose(file);
    int line = settings_read(&back, path.text, message, sizeof message);
    if (line != 0)
        fail_msg("line %d: %s", line, message);
    assert_memory_equal(settings, &back, sizeof back);
}

TEST(what_is_written_is_read_back)
{
    struct settings settings;

    settings_init(&settings);
    write_and_read(&settings);
    settings.port = 65535;
    settings.ws_port = 1;
    settings.posts_per_minute = settings.reads_per_minute = 1000000000;
    settings.day_from = 0;
    settings.night_from = 1439;
    settings.weekend_is_night = false;
    settings.verbose = true;
    settings.small_team = 1000;
    snprintf(settings.public_url, sizeof settings.public_url, "https://vakwerk.example/pad?x=1#y");
    write_and_read(&settings);
}

/* Bounds are those of the settings, not of the reader of lines. */
TEST(the_longest_texts_are_read_back)
{
    struct settings settings;

    settings_init(&settings);
    memset(settings.public_url, 'u', 160);
    write_and_read(&settings);
    memset(settings.mosquitto, 'm', 160);
    write_and_read(&settings);
}

#define DIR_TEST(name) cmocka_unit_test_setup_teardown(name, make_dir, remove_dir)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_burst_goes_through_and_then_one_at_a_time),
        cmocka_unit_test(what_was_refused_is_not_counted),
        cmocka_unit_test(after_a_whole_period_the_burst_is_whole_again),
        cmocka_unit_test(no_hour_lets_more_through_than_burst_and_refill),
        cmocka_unit_test(each_member_has_a_quota_of_their_own),
        cmocka_unit_test(a_flood_of_members_frees_nobody_in_a_large_table),
        cmocka_unit_test(a_quota_of_millions_is_none),
        cmocka_unit_test(a_secret_depends_on_key_purpose_and_id_alone),
        cmocka_unit_test(secrets_are_letters_that_can_be_read_out),
        cmocka_unit_test(what_is_made_anew_differs_each_time),
        cmocka_unit_test(the_hash_is_sha_256),
        DIR_TEST(an_empty_file_is_everything_at_its_default),
        DIR_TEST(a_line_that_is_wrong_is_named_by_its_number),
        DIR_TEST(a_file_that_is_not_there_cannot_be_read),
        DIR_TEST(what_is_written_is_read_back),
        DIR_TEST(the_longest_texts_are_read_back),
    };

    return TEST_RUN(tests);
}
