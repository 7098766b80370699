/* Digests by mail: addresses, who may know them, tokens, bounces; and the account of the program that mails them. */
#include "tests/daemon/office.h"

#include "daemon/digest/mail.h"

#include <stdio.h>

static struct word_text token_of(struct office *o, const char *who)
{
    struct arena *arena = &o->arena;
    struct mailbox mailbox;
    struct word_text token = { "" };
    int64_t member = office_number(o, "SELECT id FROM member WHERE name = '%s'", who);

    if (store_mail_get(o->reader, member, arena, &mailbox) == 0)
        snprintf(token.text, sizeof token.text, "%.*s", span_int(mailbox.token), mailbox.token.ptr);
    return token;
}

static const char *mail_of(struct office *o, const char *who)
{
    OK(o, who, "me", "{}");
    return text_at(o->reply, "mail");
}

/* A digest of each of these days, as if it had been made. */
static void give_digests(struct office *o, const char *who, int days)
{
    for (int day = 1; day <= days; day++)
        office_sql(o,
                   "INSERT INTO digest (member, day, made_at, first_seq, last_seq) SELECT id, '2022-05-%02d', 1, 1, 1"
                   " FROM member WHERE name = '%s'",
                   day, who);
}

static void report(struct office *o, int day, const char *result)
{
    OK(o, "post", "mail-report", "{'member': 'anna', 'date': '2022-05-%02d', 'result': '%s'}", day, result);
}

/* ---- addresses ---- */

TEST(an_address_is_one_that_a_mail_can_be_sent_to)
{
    static const char *const good[] = { "s.dewit@jeugdteam.example", "a@b.nl", "A+b_c'd@x-y.Example.org", "1@2.nl" };
    static const char *const bad[] = { "",          "a",          "@b.nl",    "a@",          "a@b",
                                       "a@b.nl.",   "a@.nl",      "a@-b.nl",  ".a@b.nl",     "a.@b.nl",
                                       "a..b@c.nl", "a b@c.nl",   "a@b@c.nl", "<a@b.nl>",    "a@b.nl,c@d.nl",
                                       "a\"@b.nl",  "a@b.nl\r\n", "é@b.nl",   "a@[1.2.3.4]", "a@b_c.nl" };

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        if (!mail_is_address(span_of(good[i])))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (mail_is_address(span_of(bad[i])))
            fail_msg("%s", bad[i]);
}

TEST(a_member_says_where_their_digest_is_mailed_to)
{
    struct office *o = *state;

    assert_string_equal(mail_of(o, "anna"), "");
    OK(o, "anna", "digest-set", "{'email': 'anna@jeugdteam.example'}");
    assert_string_equal(mail_of(o, "anna"), "on");
    assert_string_equal(text_at(o->reply, "email"), "anna@jeugdteam.example");
    OK(o, "anna", "digest-set", "{'mail': false}");
    assert_string_equal(mail_of(o, "anna"), "stopped");
    OK(o, "anna", "digest-set", "{'mail': true}");
    assert_string_equal(mail_of(o, "anna"), "on");
    OK(o, "anna", "digest-set", "{'email': ''}");
    assert_string_equal(mail_of(o, "anna"), "");
    assert_false(has_at(o->reply, "email"));
    NO("conflict", "mail", o, "anna", "digest-set", "{'mail': true}");
    NO("bad_request", "email", o, "anna", "digest-set", "{'email': 'anna'}");
    NO("too_long", "email", o, "anna", "digest-set", "{'email': '%0300d@x.nl'}", 0);
}

TEST(an_administrator_gives_and_sees_addresses)
{
    struct office *o = *state;

    OK(o, "beheer", "member-add", "{'member': 'nieuw', 'name': 'Noor', 'email': 'noor@x.nl'}");
    OK(o, "beheer", "member-set", "{'member': 'anna', 'email': 'anna@x.nl'}");
    OK(o, "beheer", "member-list", "{}");
    assert_string_equal(text_at(o->reply, "items.0.email"), "anna@x.nl");
    assert_string_equal(text_at(o->reply, "items.0.mail"), "on");
    assert_string_equal(text_at(o->reply, "items.1.email"), "");
    OK(o, "beheer", "member-set", "{'member': 'anna', 'name': 'Anna'}"); /* not given: as it is */
    assert_string_equal(mail_of(o, "anna"), "on");
    assert_string_equal(mail_of(o, "nieuw"), "on");
    OK(o, "beheer", "member-set", "{'member': 'anna', 'email': ''}");
    assert_string_equal(mail_of(o, "anna"), "");
    NO("bad_request", "email", o, "beheer", "member-add", "{'member': 'fout', 'name': 'x', 'email': 'x'}");
    NO("bad_request", "email", o, "beheer", "member-set", "{'member': 'anna', 'email': 'x'}");
}

/* What was taken away is in no file any more; while it is there it is in one place. */
TEST(an_address_that_was_taken_away_is_gone)
{
    struct office *o = *state;

    OK(o, "anna", "digest-set", "{'email': 'zeldzaam@jeugdteam.example'}");
    assert_int_equal(office_grep(o, "zeldzaam@"), 1);
    OK(o, "anna", "digest-set", "{'email': ''}");
    assert_int_equal(office_grep(o, "zeldzaam@"), 0);
}

/* ---- stopping ---- */

TEST(a_token_stops_the_mail_of_its_member_once)
{
    struct office *o = *state;

    OK(o, "anna", "digest-set", "{'email': 'anna@x.nl'}");
    OK(o, "bram", "digest-set", "{'email': 'bram@x.nl'}");
    struct word_text token = token_of(o, "anna"), other = token_of(o, "bram");
    assert_int_equal(strlen(token.text), 20); /* of 27 letters: 95 bits */
    assert_string_not_equal(token.text, other.text);
    OK(o, "post", "mail-stop", "{'token': '%s'}", token.text);
    assert_string_equal(mail_of(o, "anna"), "stopped");
    assert_string_equal(mail_of(o, "bram"), "on");
    assert_string_not_equal(token_of(o, "anna").text, token.text);
    NO("not_found", "token", o, "post", "mail-stop", "{'token': '%s'}", token.text);
    NO("not_found", "token", o, "post", "mail-stop", "{'token': 'x'}");
    for (char *c = other.text; *c != '\0'; c++) /* as some mail programs write it */
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    OK(o, "post", "mail-stop", "{'token': '%s'}", other.text);
    assert_string_equal(mail_of(o, "bram"), "stopped");
}

TEST(three_bounces_in_a_row_turn_the_mail_off)
{
    struct office *o = *state;

    OK(o, "anna", "digest-set", "{'email': 'anna@x.nl'}");
    give_digests(o, "anna", 9);
    report(o, 1, "bounced");
    report(o, 2, "bounced");
    report(o, 2, "bounced"); /* the same day counts once */
    assert_string_equal(mail_of(o, "anna"), "on");
    report(o, 3, "sent"); /* it arrives after all: from the beginning */
    report(o, 4, "bounced");
    report(o, 5, "failed"); /* says nothing of the address */
    report(o, 5, "bounced");
    assert_string_equal(mail_of(o, "anna"), "on");
    report(o, 6, "bounced");
    assert_string_equal(mail_of(o, "anna"), "bounced");
    OK(o, "anna", "digest-set", "{'mail': true}"); /* whoever mended it says so */
    report(o, 7, "bounced");
    report(o, 8, "bounced");
    assert_string_equal(mail_of(o, "anna"), "on");
    OK(o, "anna", "digest-set", "{'email': 'anna@y.nl'}"); /* another address has not bounced */
    report(o, 9, "bounced");
    assert_string_equal(mail_of(o, "anna"), "on");
}

TEST(a_report_that_is_sent_again_counts_once)
{
    struct office *o = *state;
    const char *payload = "{'id': '0192f000000070008000000000000001', 'member': 'anna', 'date': '2022-05-01',"
                          " 'result': 'bounced'}";

    OK(o, "anna", "digest-set", "{'email': 'anna@x.nl'}");
    give_digests(o, "anna", 1);
    for (int i = 0; i < 4; i++)
        OK(o, "post", "mail-report", "%s", payload);
    assert_string_equal(mail_of(o, "anna"), "on");
    assert_int_equal(office_number(o, "SELECT bounces FROM mailbox"), 1);
}

TEST(a_report_is_about_a_digest_that_was_made)
{
    struct office *o = *state;

    give_digests(o, "anna", 1);
    report(o, 1, "sent"); /* without an address by now: nothing to count */
    NO("not_found", "member", o, "post", "mail-report",
       "{'member': 'niemand', 'date': '2022-05-01', 'result': 'sent'}");
    NO("not_found", "date", o, "post", "mail-report", "{'member': 'anna', 'date': '2022-05-02', 'result': 'sent'}");
    NO("not_found", "date", o, "post", "mail-report", "{'member': 'bram', 'date': '2022-05-01', 'result': 'sent'}");
    NO("bad_request", "result", o, "post", "mail-report",
       "{'member': 'anna', 'date': '2022-05-01', 'result': 'opened'}");
}

/* ---- the account ---- */

TEST(the_mailer_is_nothing_else)
{
    struct office *o = *state;

    OK(o, "beheer", "member-add", "{'member': 'postbode', 'name': 'Post', 'roles': ['mailer']}");
    OK(o, "postbode", "me", "{}");
    assert_string_equal(text_at(o->reply, "roles.0"), "mailer");
    assert_false(is_at(o->reply, "ask_digest"));
    NO("bad_request", "roles", o, "beheer", "member-add",
       "{'member': 'xx', 'name': 'x', 'roles': ['mailer', 'editor']}");
    NO("conflict", "roles", o, "beheer", "member-add",
       "{'member': 'xx', 'name': 'x', 'roles': ['mailer'], 'teams': ['delft']}");
    NO("conflict", "roles", o, "beheer", "member-add",
       "{'member': 'xx', 'name': 'x', 'roles': ['mailer'], 'support': ['jurist']}");
    NO("conflict", "roles", o, "beheer", "member-add",
       "{'member': 'xx', 'name': 'x', 'roles': ['mailer'], 'registration': 'SKJ'}");
    NO("conflict", "roles", o, "beheer", "member-set", "{'member': 'anna', 'roles': ['mailer']}"); /* of delft */
    NO("conflict", "roles", o, "beheer", "member-set", "{'member': 'postbode', 'teams': ['delft']}");
    OK(o, "beheer", "member-set", "{'member': 'gijs', 'roles': ['mailer']}");
    NO("forbidden", NULL, o, "gijs", "sync", "{'since': 0}");
}

/* ---- first asked ---- */

TEST(nobody_gets_a_digest_before_they_were_asked)
{
    struct office *o = *state;

    OK(o, "beheer", "member-add", "{'member': 'nieuw', 'name': 'Noor'}");
    OK(o, "nieuw", "me", "{}");
    assert_true(is_at(o->reply, "ask_digest"));
    assert_int_equal(office_number(o, "SELECT digest_due IS NULL FROM member WHERE name = 'nieuw'"), 1);
    office_ask(o, "anna", "theme/regie/ask", "Van voor die tijd");
    OK(o, "nieuw", "digest-set", "{'at': '08:00', 'level': 'counts'}"); /* that is no answer yet */
    OK(o, "nieuw", "me", "{}");
    assert_true(is_at(o->reply, "ask_digest"));
    assert_string_equal(text_at(o->reply, "level"), "counts");
    OK(o, "nieuw", "digest-set", "{'frequency': 'tue-thu'}");
    OK(o, "nieuw", "me", "{}");
    assert_false(has_at(o->reply, "ask_digest"));
    assert_int_equal(office_number(o, "SELECT digest_seq FROM member WHERE name = 'nieuw'"),
                     office_number(o, "SELECT max(seq) FROM event"));
    NO("bad_request", "level", o, "nieuw", "digest-set", "{'level': 'alles'}");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_one_that_a_mail_can_be_sent_to),
        OFFICE_TEST(a_member_says_where_their_digest_is_mailed_to),
        OFFICE_TEST(an_administrator_gives_and_sees_addresses),
        OFFICE_TEST(an_address_that_was_taken_away_is_gone),
        OFFICE_TEST(a_token_stops_the_mail_of_its_member_once),
        OFFICE_TEST(three_bounces_in_a_row_turn_the_mail_off),
        OFFICE_TEST(a_report_that_is_sent_again_counts_once),
        OFFICE_TEST(a_report_is_about_a_digest_that_was_made),
        OFFICE_TEST(the_mailer_is_nothing_else),
        OFFICE_TEST(nobody_gets_a_digest_before_they_were_asked),
    };

    return TEST_RUN(tests);
}
