/* What the gate stops is told by its name, with another way to write it: each kind, at a terminal. */
#include "proto/identify.h"
#include "tests/cli/session.h"

#include <stdio.h>

static const struct {
    enum identify_kind kind;
    const char *text, *name, *instead, *english;
} rows[] = {
    { IDENTIFY_BSN, "Mag ik bsn 123456782 noteren?", "bsn", "het BSN van het kind", "citizen number" },
    { IDENTIFY_IBAN, "Klopt rekening NL91 ABNA 0417 1643 00?", "rekening", "de rekening van het gezin",
      "bank account" },
    { IDENTIFY_PHONE, "Wie belt moeder op 06 12345678?", "telefoon", "moeder is te bellen", "mother can be called" },
    { IDENTIFY_EMAIL, "Mag ik mailen naar kevin.bakker@gmail.com?", "e-mail", "per mail", "father answers by e-mail" },
    { IDENTIFY_BIRTH_DATE, "Wat als een meisje geboren is op 12-03-2010?", "geboortedatum", "ongeveer",
      "a girl of about ten" },
    { IDENTIFY_ADDRESS, "Wie gaat langs op Dorpsstraat 12, 2611 AB Delft?", "adres", "gemeente",
      "in our municipality" },
    { IDENTIFY_NUMBER, "Wat staat er in dossiernummer 482913?", "kenmerk", "de beschikking", "the decision" },
    { IDENTIFY_NAME, "Wat doe je als de jongen Kevin heet?", "naam", "basisschool", "a boy in primary school" },
    { IDENTIFY_AGE, "Wat doe je als een meisje (14) niet wil?", "leeftijd", "een tiener", "a teenager" },
    { IDENTIFY_SCHOOL, "Wie belt basisschool De Regenboog?", "school", "zijn school", "his school" },
};

TEST(each_kind_is_told_by_name_with_another_way_to_write_it)
{
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ran ran = shell_run(shell, "vakwerk ask '%s' -t werk", rows[i].text);
        assert_int_equal(rows[i].kind, i);
        assert_int_equal(ran.code, 8);
        assert_contains(ran.err, rows[i].name);
        assert_contains(ran.err, rows[i].instead);
    }
    assert_int_equal(sizeof rows / sizeof rows[0], IDENTIFY_SCHOOL + 1);
}

TEST(who_reads_english_is_told_in_english)
{
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct ran ran = shell_run(shell, "VAKWERK_LANG=en vakwerk ask '%s' -t werk", rows[i].text);
        assert_int_equal(ran.code, 8);
        assert_contains(ran.err, "this may point at a client, so your question has not been posted yet");
        assert_contains(ran.err, rows[i].english);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_told_by_name_with_another_way_to_write_it),
        cmocka_unit_test(who_reads_english_is_told_in_english),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
