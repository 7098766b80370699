/* What the gate stops is told by its name, with another way to write it: each kind, at a terminal. */
#include "proto/identify.h"
#include "tests/cli/session.h"

#include <stdio.h>

static const struct {
    enum identify_kind kind;
    const char *text, *name, *instead;
} rows[] = {
    { IDENTIFY_BSN, "Mag ik bsn 123456782 noteren?", "bsn", "het BSN van het kind" },
    { IDENTIFY_IBAN, "Klopt rekening NL91 ABNA 0417 1643 00?", "rekening", "de rekening van het gezin" },
    { IDENTIFY_PHONE, "Wie belt moeder op 06 12345678?", "telefoon", "moeder is te bellen" },
    { IDENTIFY_EMAIL, "Mag ik mailen naar kevin.bakker@gmail.com?", "e-mail", "per mail" },
    { IDENTIFY_BIRTH_DATE, "Wat als een meisje geboren is op 12-03-2010?", "geboortedatum", "ongeveer" },
    { IDENTIFY_ADDRESS, "Wie gaat langs op Dorpsstraat 12, 2611 AB Delft?", "adres", "gemeente" },
    { IDENTIFY_NUMBER, "Wat staat er in dossiernummer 482913?", "kenmerk", "de beschikking" },
    { IDENTIFY_NAME, "Wat doe je als de jongen Kevin heet?", "naam", "basisschool" },
    { IDENTIFY_AGE, "Wat doe je als een meisje (14) niet wil?", "leeftijd", "een tiener" },
    { IDENTIFY_SCHOOL, "Wie belt basisschool De Regenboog?", "school", "zijn school" },
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_told_by_name_with_another_way_to_write_it),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, session_setup, session_teardown) : broker_missing_code();
}
