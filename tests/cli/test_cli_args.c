#include "clients/cli/about.h"
#include "clients/cli/args.h"
#include "clients/cli/command.h"
#include "clients/cli/nearest.h"
#include "tests/cli/unit.h"

#define ARGV(...)       ((const char *const[]){ "vakwerk", __VA_ARGS__ })
#define READ(args, ...) args_read((int)(sizeof ARGV(__VA_ARGS__) / sizeof(const char *)), ARGV(__VA_ARGS__), &(args))

TEST(words_and_options_may_be_mixed)
{
    struct args args;

    assert_int_equal(READ(args, "list", "-t", "wacht", "more", "--open").problem, ARGS_FINE);
    assert_int_equal(args.word_count, 2);
    assert_string_equal(args.words[1], "more");
    assert_string_equal(args_option(&args, OPT_THEME), "wacht");
    assert_string_equal(args_option(&args, OPT_OPEN), "");
    assert_null(args_option(&args, OPT_MINE));
}

TEST(values_may_stick_to_their_option)
{
    struct args args;

    assert_int_equal(READ(args, "-twacht", "--message=a=b", "-qy").problem, ARGS_FINE);
    assert_string_equal(args_option(&args, OPT_THEME), "wacht");
    assert_string_equal(args_option(&args, OPT_MESSAGE), "a=b");
    assert_non_null(args_option(&args, OPT_QUIET));
    assert_non_null(args_option(&args, OPT_YES));
}

TEST(a_region_is_a_municipality)
{
    struct args args;

    assert_int_equal(READ(args, "--region", "delft").problem, ARGS_FINE);
    assert_string_equal(args_option(&args, OPT_MUNICIPALITY), "delft");
    assert_int_equal(READ(args, "--region=westland").problem, ARGS_FINE);
    assert_string_equal(args_option(&args, OPT_MUNICIPALITY), "westland");
    assert_int_equal(READ(args, "--regio", "delft").problem, ARGS_UNKNOWN);
}

TEST(json_takes_fields_only_behind_an_equals_sign)
{
    struct args args;

    assert_int_equal(READ(args, "--json", "list").problem, ARGS_FINE);
    assert_string_equal(args_option(&args, OPT_JSON), "");
    assert_string_equal(args.words[0], "list");
    assert_int_equal(READ(args, "--json=code").problem, ARGS_FINE);
    assert_string_equal(args_option(&args, OPT_JSON), "code");
}

TEST(after_two_hyphens_all_are_words)
{
    struct args args;

    assert_int_equal(READ(args, "--", "--open", "-").problem, ARGS_FINE);
    assert_int_equal(args.word_count, 2);
    assert_string_equal(args.words[0], "--open");
}

TEST(the_last_value_counts)
{
    struct args args;

    READ(args, "--lang", "nl", "--lang", "en");
    assert_string_equal(args_option(&args, OPT_LANG), "en");
}

TEST(mistakes_are_named)
{
    struct args args;

    assert_int_equal(READ(args, "--opne").problem, ARGS_UNKNOWN);
    assert_int_equal(READ(args, "-Z").problem, ARGS_UNKNOWN);
    assert_int_equal(READ(args, "--theme").problem, ARGS_NO_VALUE);
    assert_int_equal(READ(args, "--open=yes").problem, ARGS_WITH_VALUE);
    assert_string_equal(READ(args, "--opne").text, "--opne");
}

TEST(a_switch_may_have_the_name_of_an_option_with_a_value)
{
    struct args args;

    assert_int_equal(READ(args, "doctor", "--kiosk").problem, ARGS_FINE);
    assert_non_null(args_option(&args, OPT_HERE));
    assert_int_equal(READ(args, "doctor", "--kiosk", "--json").problem, ARGS_FINE);
    assert_non_null(args_option(&args, OPT_HERE));
    assert_non_null(args_option(&args, OPT_JSON));
    assert_int_equal(READ(args, "kiosk", "pair", "482913", "--kiosk", "delft-1").problem, ARGS_FINE);
    assert_string_equal(args_option(&args, OPT_KIOSK), "delft-1");
    assert_null(args_option(&args, OPT_HERE));
    assert_int_equal(READ(args, "kiosk", "pair", "482913", "--kiosk=delft-1").problem, ARGS_FINE);
    assert_string_equal(args_option(&args, OPT_KIOSK), "delft-1");
}

TEST(more_arguments_than_fit_are_refused)
{
    const char *argv[ARGS_MAX + 3];
    struct args args;

    for (size_t i = 0; i < ARGS_MAX + 3; i++)
        argv[i] = "word";
    assert_int_equal(args_read(ARGS_MAX + 3, argv, &args).problem, ARGS_TOO_MANY);
}

TEST(slips_find_what_was_meant)
{
    assert_string_equal(command_nearest("anwser"), "answer");
    assert_string_equal(command_nearest("lsit"), "list");
    assert_string_equal(command_nearest("antwoort"), "answer");
    assert_null(command_nearest("xyzzy"));
    assert_string_equal(command_nearest_option("--opne"), "open");
    assert_string_equal(command_nearest_sub(command_find("member"), "ad"), "add");
}

TEST(distance_counts_a_swap_as_one)
{
    assert_int_equal(nearest_distance("list", "lsit"), 1);
    assert_int_equal(nearest_distance("list", "list"), 0);
    assert_int_equal(nearest_distance("", "ab"), 2);
    assert_int_equal(nearest_distance("abc", "xyzuvw"), NEAREST_FAR);
}

/* ---- the tables themselves ---- */

TEST(every_command_can_be_found_by_each_of_its_names)
{
    for (const struct command *command = commands; command->name != NULL; command++) {
        const struct command *first = command_find(command->name);
        assert_non_null(first);
        assert_string_equal(first->name, command->name);
        if (command->sub != NULL)
            assert_ptr_equal(command_sub(first, command->sub), command);
    }
    assert_string_equal(command_find("vraag")->name, "ask");
    assert_string_equal(command_find("re")->name, "answer");
}

TEST(every_command_has_help_and_no_name_is_taken_twice)
{
    for (const struct command *a = commands; a->name != NULL; a++) {
        assert_true(a->help[0] != '\0');
        assert_true(a->least <= a->most);
        assert_non_null(a->run);
        for (const struct command *b = a + 1; b->name != NULL; b++)
            if (strcmp(a->name, b->name) == 0)
                assert_true(a->sub != NULL && b->sub != NULL && strcmp(a->sub, b->sub) != 0);
    }
}

/* The words of a line as a shell would split it: quotation marks keep words together. */
static int split(char *line, const char *words[ARGS_MAX])
{
    int count = 0;

    while (*line != '\0') {
        bool quoted = *line == '\'';
        line += quoted;
        words[count++] = line;
        line += strcspn(line, quoted ? "'" : " ");
        if (*line != '\0')
            *line++ = '\0';
        line += quoted && *line == ' ';
    }
    return count;
}

TEST(every_example_can_be_typed)
{
    for (const struct about_example *example = about_examples; example->name != NULL; example++) {
        char line[200];
        const char *words[ARGS_MAX];
        struct args args;

        snprintf(line, sizeof line, "%s", example->line);
        assert_int_equal(args_read(split(line, words), words, &args).problem, ARGS_FINE);
        const struct command *first = command_find(args.word_count == 0 ? "" : args.words[0]);
        assert_non_null(first);
        assert_string_equal(first->name, example->name);
        const struct command *sub =
            args.word_count < 2 || first->sub == NULL ? NULL : command_sub(first, args.words[1]);
        const struct command *command = sub != NULL ? sub : first;
        size_t taken = (first->name[0] == '\0' ? 0U : 1U) + (sub != NULL ? 1U : 0U);
        assert_in_range(args.word_count - taken, command->least, command->most);
        for (size_t i = 0; i < args.option_count; i++)
            assert_true(command_knows(command, args.options[i].option));
    }
}

/* Whoever adds a command adds an example of it to about.c. */
TEST(every_command_has_an_example)
{
    for (const struct command *command = commands; command->name != NULL; command++) {
        const struct about_example *example = about_examples;
        while (example->name != NULL && strcmp(example->name, command->name) != 0)
            example++;
        if (example->name == NULL)
            fail_msg("vakwerk %s has no example in clients/cli/about.c", command->name);
    }
}

TEST(every_option_has_help_and_a_name_of_its_own)
{
    for (int i = 0; i < OPT_COUNT_ALL; i++) {
        assert_true(option_rows[i].help[0] != '\0');
        for (int j = i + 1; j < OPT_COUNT_ALL; j++) {
            bool one_is_a_switch = (option_rows[i].value == NULL) != (option_rows[j].value == NULL);
            assert_true(one_is_a_switch || strcmp(option_rows[i].name, option_rows[j].name) != 0);
            assert_true(option_rows[i].letter == 0 || option_rows[i].letter != option_rows[j].letter);
        }
    }
}

TEST(every_option_belongs_to_a_command)
{
    for (int i = OPT_GLOBAL_LAST + 1; i < OPT_COUNT_ALL; i++) {
        bool known = false;
        for (const struct command *command = commands; command->name != NULL; command++)
            known = known || command_knows(command, (enum option)i);
        assert_true(known);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_and_options_may_be_mixed),
        cmocka_unit_test(values_may_stick_to_their_option),
        cmocka_unit_test(a_region_is_a_municipality),
        cmocka_unit_test(json_takes_fields_only_behind_an_equals_sign),
        cmocka_unit_test(after_two_hyphens_all_are_words),
        cmocka_unit_test(the_last_value_counts),
        cmocka_unit_test(mistakes_are_named),
        cmocka_unit_test(a_switch_may_have_the_name_of_an_option_with_a_value),
        cmocka_unit_test(more_arguments_than_fit_are_refused),
        cmocka_unit_test(slips_find_what_was_meant),
        cmocka_unit_test(distance_counts_a_swap_as_one),
        cmocka_unit_test(every_command_can_be_found_by_each_of_its_names),
        cmocka_unit_test(every_command_has_help_and_no_name_is_taken_twice),
        cmocka_unit_test(every_example_can_be_typed),
        cmocka_unit_test(every_command_has_an_example),
        cmocka_unit_test(every_option_has_help_and_a_name_of_its_own),
        cmocka_unit_test(every_option_belongs_to_a_command),
    };

    return TEST_RUN(tests);
}
