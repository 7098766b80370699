/* Searching: what is found, in which order, what is shown of it, and what never is. */
#include "tests/daemon/desk.h"

#include "daemon/store/db.h"
#include "tests/support/port.h"
#include "tests/support/proc.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECOND_MS 1000

static const struct office *find(struct desk *desk, const char *who, const char *words)
{
    desk_catch_up(desk);
    OK(desk->o, who, "search", "{'words': '%s'}", words);
    return desk->o;
}

static size_t found(struct desk *desk, const char *who, const char *words)
{
    return count_at(find(desk, who, words)->reply, "items");
}

static struct word_text first(struct desk *desk, const char *who, const char *words)
{
    return office_word(find(desk, who, words), "items.0.code");
}

/* ---- words ---- */

TEST(a_word_is_found_whatever_its_accents_and_capitals)
{
    struct desk *desk = *state;

    office_ask(desk->o, "anna", "theme/regie/ask", "Hoe bespreek je een Privé-situatie met één ouder?");
    assert_int_equal(found(desk, "bram", "prive"), 1);
    assert_int_equal(found(desk, "bram", "PRIVÉ"), 1);
    assert_int_equal(found(desk, "bram", "prive\xcc\x81"), 1);
    assert_int_equal(found(desk, "bram", "een ouder"), 1);
    assert_int_equal(found(desk, "bram", "privaat"), 0);
}

TEST(the_last_word_may_go_on_and_the_others_may_not)
{
    struct desk *desk = *state;

    office_ask(desk->o, "anna", "theme/regie/ask", "Toestemming bij scheiding");
    assert_int_equal(found(desk, "bram", "toestem"), 1);
    assert_int_equal(found(desk, "bram", "scheid"), 1);
    assert_int_equal(found(desk, "bram", "toestemming sch"), 1);
    assert_int_equal(found(desk, "bram", "toestem scheiding"), 0);
    assert_int_equal(found(desk, "bram", "\\\"toestem\\\""), 0);
}

TEST(words_between_quotes_stand_in_a_row)
{
    struct desk *desk = *state;

    office_ask(desk->o, "anna", "theme/regie/ask", "Wie belt de school als ouders zwijgen?");
    assert_int_equal(found(desk, "bram", "\\\"belt de school\\\""), 1);
    assert_int_equal(found(desk, "bram", "„de school” ouders"), 1);
    assert_int_equal(found(desk, "bram", "\\\"school de\\\""), 0);
    assert_int_equal(found(desk, "bram", "school de"), 1);
    assert_int_equal(found(desk, "bram", "\\\"ouders zwijgen"), 1);
}

TEST(all_of_the_words_must_be_there)
{
    struct desk *desk = *state;

    office_ask(desk->o, "anna", "theme/regie/ask", "Wie belt de school?");
    assert_int_equal(found(desk, "bram", "belt school"), 1);
    assert_int_equal(found(desk, "bram", "belt politie"), 0);
}

TEST(questions_answers_and_tips_are_found_and_notices_are_not)
{
    struct desk *desk = *state;
    struct word_text code = office_ask(desk->o, "anna", "theme/regie/ask", "Wat is een familiegroepsplan?");

    office_answer(desk->o, "bram", code.text, "Een familiegroepsplan maakt het gezin met eigen mensen.");
    OK(desk->o, "carla", "theme/wacht/tip", "{'text': 'Begin vast aan een familiegroepsplan.', 'works': true}");
    OK(desk->o, "daan", "team/delft/notice", "{'text': 'Morgen gebak: familiegroepsplan!', 'until_at': %lld}",
       (long long)(desk->o->now_ms + HOUR_MS));
    assert_int_equal(found(desk, "bram", "familiegroepsplan"), 3);
    OK(desk->o, "bram", "search", "{'words': 'familiegroepsplan', 'kinds': ['answer']}");
    assert_int_equal(count_at(desk->o->reply, "items"), 1);
    assert_string_equal(text_at(desk->o->reply, "items.0.kind"), "answer");
    assert_string_equal(text_at(desk->o->reply, "items.0.to"), code.text);
    OK(desk->o, "bram", "search", "{'words': 'familiegroepsplan', 'kinds': ['question', 'tip']}");
    assert_int_equal(count_at(desk->o->reply, "items"), 2);
    NO("bad_request", "kinds", desk->o, "bram", "search", "{'words': 'x', 'kinds': ['notice']}");
}

/* ---- order and filters ---- */

TEST(a_word_in_the_title_comes_before_one_in_the_text)
{
    struct desk *desk = *state;

    struct word_text title = office_ask(desk->o, "anna", "theme/regie/ask", "Wie doet de zorgcoordinatie?");
    OK(desk->o, "anna", "theme/regie/ask", "{'title': 'Wie neemt de leiding?', 'text': 'Ook wel zorgcoordinatie.'}");
    assert_int_equal(found(desk, "bram", "zorgcoordinatie"), 2);
    assert_string_equal(first(desk, "bram", "zorgcoordinatie").text, title.text);
}

TEST(of_equally_good_ones_the_newest_comes_first)
{
    struct desk *desk = *state;

    office_ask(desk->o, "anna", "theme/regie/ask", "Vraag over pleegzorg een");
    struct word_text newest = office_ask(desk->o, "anna", "theme/regie/ask", "Vraag over pleegzorg twee");
    assert_string_equal(first(desk, "bram", "pleegzorg").text, newest.text);
}

TEST(a_search_can_be_kept_to_a_theme_a_time_and_a_number)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    int64_t before = o->now_ms;

    office_ask(o, "anna", "theme/regie/ask", "Pleegzorg en regie");
    o->now_ms += HOUR_MS;
    struct word_text late = office_ask(o, "anna", "theme/wacht/ask", "Pleegzorg en wachten");
    desk_catch_up(desk);
    OK(o, "bram", "search", "{'words': 'pleegzorg', 'theme': 'wacht'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.code"), late.text);
    OK(o, "bram", "search", "{'words': 'pleegzorg', 'since_at': %lld}", (long long)before);
    assert_int_equal(count_at(o->reply, "items"), 1);
    OK(o, "bram", "search", "{'words': 'pleegzorg', 'limit': 1}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    NO("not_found", "theme", o, "bram", "search", "{'words': 'pleegzorg', 'theme': 'nergens'}");
}

/* ---- what is shown ---- */

TEST(the_excerpt_is_the_piece_with_the_words_and_says_where_they_are)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    OK(o, "anna", "theme/regie/ask",
       "{'title': 'Een vraag', 'text': 'Er gaat hier een lange inleiding aan vooraf die niemand zoekt en die veel "
       "plaats inneemt. Noteer bij één scheiding de mening van beide ouders apart, dan is later duidelijk wat ieder "
       "vond en hoe je hebt gewogen.'}");
    find(desk, "bram", "scheiding ouders");
    assert_string_equal(
        text_at(o->reply, "items.0.excerpt"),
        "…die veel plaats inneemt. Noteer bij één scheiding de mening van beide ouders apart, dan is later "
        "duidelijk wat ieder vond en hoe je hebt…");
    assert_string_equal(text_at(o->reply, "items.0.marks.0"), "41+9");
    assert_string_equal(text_at(o->reply, "items.0.marks.1"), "71+6");
    assert_false(has_at(o->reply, "items.0.text"));
}

TEST(whoever_asks_anonymously_stays_so)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    OK(o, "anna", "theme/regie/ask", "{'title': 'Ik weet het niet meer', 'anonymous': true}");
    find(desk, "bram", "weet");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_false(has_at(o->reply, "items.0.author"));
    assert_false(has_at(o->reply, "items.0.author_name"));
    assert_false(has_at(o->reply, "items.0.team"));
    assert_int_equal(found(desk, "bram", "anna"), 0);
    OK(o, "bram", "similar", "{'title': 'Wat als ik het niet weet?'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_false(has_at(o->reply, "items.0.author"));
}

/* ---- who may see it ---- */

TEST(what_is_said_within_a_team_is_found_by_that_team_alone)
{
    struct desk *desk = *state;
    struct word_text code = office_ask(desk->o, "anna", "team/delft/ask", "Onze koffiemachine");

    office_answer(desk->o, "bram", code.text, "De koffiemachine staat in de kelder.");
    assert_int_equal(found(desk, "carla", "koffiemachine"), 2);
    assert_int_equal(found(desk, "fatima", "koffie"), 2);
    assert_int_equal(found(desk, "eva", "koffiemachine"), 0);
    assert_int_equal(found(desk, "beheer", "koffiemachine"), 0);
    OK(desk->o, "carla", "similar", "{'title': 'Koffiemachine kapot'}");
    assert_int_equal(count_at(desk->o->reply, "items"), 1);
    OK(desk->o, "eva", "similar", "{'title': 'Koffiemachine kapot'}");
    assert_int_equal(count_at(desk->o->reply, "items"), 0);
}

TEST(a_search_can_be_kept_to_what_is_said_within_a_team_of_ones_own)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text own = office_ask(o, "anna", "team/delft/ask", "Onze koffiemachine");

    office_ask(o, "anna", "theme/regie/ask", "Een koffiemachine voor iedereen");
    assert_int_equal(found(desk, "carla", "koffiemachine"), 2);
    OK(o, "carla", "search", "{'words': 'koffiemachine', 'team': 'delft'}");
    assert_int_equal(count_at(o->reply, "items"), 1);
    assert_string_equal(text_at(o->reply, "items.0.code"), own.text);
}

TEST(a_team_of_others_cannot_be_searched_and_is_as_one_that_never_was)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    char *replies[2];

    office_ask(o, "anna", "team/delft/ask", "Onze koffiemachine");
    desk_catch_up(desk);
    for (size_t i = 0; i < 2; i++) {
        NO("not_found", "team", o, "eva", "search",
           "{'id': '0102030405067000800000000000ffff', 'words': 'koffiemachine', 'team': '%s'}",
           i == 0 ? "delft" : "nergens");
        replies[i] = json_dumps(o->reply, JSON_SORT_KEYS | JSON_COMPACT);
    }
    assert_string_equal(replies[0], replies[1]);
    free(replies[0]);
    free(replies[1]);
    office_sql(o, "UPDATE team SET archived = 1 WHERE slug = 'delft'");
    NO("not_found", "team", o, "carla", "search", "{'words': 'koffiemachine', 'team': 'delft'}");
}

TEST(who_leaves_a_team_finds_nothing_of_it_from_then_on)
{
    struct desk *desk = *state;

    office_ask(desk->o, "anna", "team/delft/ask", "Onze koffiemachine");
    assert_int_equal(found(desk, "bram", "koffiemachine"), 1);
    office_sql(desk->o, "DELETE FROM membership WHERE member = (SELECT id FROM member WHERE name = 'bram')");
    assert_int_equal(found(desk, "bram", "koffiemachine"), 0);
    office_sql(desk->o, "UPDATE team SET archived = 1 WHERE slug = 'delft'");
    assert_int_equal(found(desk, "anna", "koffiemachine"), 0);
}

/* The bytes of what eva is told; her request is the same each time. */
static char *bytes_for_eva(struct desk *desk, const char *where, const char *body)
{
    struct office *o = desk->o;

    desk_catch_up(desk);
    OK(o, "eva", where, "{'id': '0102030405067000800000000000ffff', %s", body);
    return json_dumps(o->reply, JSON_SORT_KEYS | JSON_COMPACT);
}

TEST(what_another_team_says_changes_no_byte_of_what_one_is_told)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    static const char *const asked[][2] = {
        { "search", "'words': 'pleegzorg wachten'}" },
        { "search", "'words': 'pleeg'}" },
        { "search", "'words': 'koffiemachine'}" },
        { "similar", "'title': 'Hoe lang wachten gezinnen op pleegzorg of crisisopvang?'}" },
    };
    char *before[4];

    office_ask(o, "anna", "theme/wacht/ask", "Wachten op pleegzorg: hoe houd je het vol?");
    office_ask(o, "anna", "theme/wacht/ask", "Crisisopvang is vol, en nu?");
    office_ask(o, "anna", "theme/wacht/ask", "Gezinnen die wachten");
    office_ask(o, "anna", "theme/wacht/ask", "Pleegzorg en wachten, wachten, wachten");
    for (size_t i = 0; i < 4; i++)
        before[i] = bytes_for_eva(desk, asked[i][0], asked[i][1]);
    for (int i = 0; i < 60; i++)
        office_ask(o, "anna", "team/delft/ask",
                   i % 2 == 0 ? "Pleegzorg pleegzorg koffiemachine" : "Crisisopvang crisis");
    for (size_t i = 0; i < 4; i++) {
        char *after = bytes_for_eva(desk, asked[i][0], asked[i][1]);
        assert_string_equal(after, before[i]);
        free(after);
        free(before[i]);
    }
}

/* ---- what is gone ---- */

TEST(what_was_withdrawn_is_not_found_even_before_the_index_knows)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Een onhandige koffiemachine");

    assert_int_equal(found(desk, "bram", "koffiemachine"), 1);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    OK(o, "bram", "search", "{'words': 'koffiemachine'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
    OK(o, "bram", "similar", "{'title': 'Koffiemachine'}");
    assert_int_equal(count_at(o->reply, "items"), 0);
}

TEST(answers_to_a_withdrawn_question_are_not_found)
{
    struct desk *desk = *state;
    struct word_text code = office_ask(desk->o, "anna", "theme/regie/ask", "Een vraag");

    office_answer(desk->o, "bram", code.text, "Vergeet de koffiemachine niet.");
    assert_int_equal(found(desk, "carla", "koffiemachine"), 1);
    OK(desk->o, "anna", "retract", "{'code': '%s'}", code.text);
    assert_int_equal(found(desk, "carla", "koffiemachine"), 0);
}

/* They fit better than what is found, and there are more of them than are kept beside those that are shown. */
TEST(what_may_not_be_shown_does_not_push_out_what_may)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Een vraag");

    OK(o, "anna", "theme/regie/ask", "{'title': 'Wat nu?', 'text': 'In de gang staat nog een koffiemachine.'}");
    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) INSERT INTO post (kind,"
               " code, question, number, author, theme, text, posted_at) SELECT 2, '%s.' || i, id, i, 2, theme,"
               " 'Koffiemachine koffiemachine koffiemachine', posted_at + i FROM n, post WHERE code = '%s'",
               code.text, code.text);
    office_sql(o,
               "INSERT INTO event (at, event, theme, prev, post) SELECT posted_at, %d, theme, 0, id FROM post WHERE"
               " text LIKE 'Koffiemachine %%'",
               EVENT_answer);
    assert_int_equal(found(desk, "bram", "koffiemachine"), 20);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    assert_int_equal(found(desk, "bram", "koffiemachine"), 1);
}

/* Among other posts, so that its words share pages with theirs. */
static void fill(struct desk *desk)
{
    for (int i = 0; i < 300; i++) {
        char title[64];
        snprintf(title, sizeof title, "Vraag nummer %d over pleegzorg en wachten", i);
        office_ask(desk->o, "anna", "theme/regie/ask", title);
    }
    desk_catch_up(desk);
}

TEST(what_was_withdrawn_leaves_the_file)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    fill(desk);
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Een onhandige kwetterkous vooraan");
    fill(desk);
    assert_true(office_grep(o, "kwetterkous") > 0);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    desk_catch_up(desk);
    desk_erase(desk);
    assert_int_equal(office_grep(o, "kwetterkous"), 0);
    assert_int_equal(office_grep(o, "wetterkou"),
                     0); /* not a piece of it either: words are kept without what the one before begins with */
    assert_int_equal(found(desk, "bram", "pleegzorg wachten \\\"nummer 299\\\""), 2);
}

TEST(an_edit_replaces_the_words_and_the_old_ones_leave_the_file)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Een onhandige kwetterkous vooraan");

    fill(desk);
    OK(o, "anna", "edit", "{'code': '%s', 'title': 'Een handige zwaluwstaart', 'base': 1}", code.text);
    assert_int_equal(found(desk, "bram", "kwetterkous"), 0);
    assert_int_equal(found(desk, "bram", "zwaluwstaart"), 1);
    desk_erase(desk);
    assert_int_equal(office_grep(o, "wetterkou"), 0);
    assert_int_equal(found(desk, "bram", "zwaluwstaart"), 1);
}

TEST(erasing_that_was_broken_off_goes_on_after_the_next_start)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Een onhandige kwetterkous vooraan");

    fill(desk);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    desk_catch_up(desk);
    desk_close(desk);
    desk_open(desk);
    desk_erase(desk);
    assert_int_equal(office_grep(o, "wetterkou"), 0);
}

/* ---- what people type ---- */

TEST(words_are_never_syntax)
{
    struct desk *desk = *state;
    static const char *const hostile[] = {
        "\\\"",
        "\\\"\\\"",
        "*",
        "school*",
        "title:school",
        "{title}: school",
        "school AND politie",
        "school OR politie",
        "school NOT belt",
        "NEAR(school belt)",
        "^school",
        "-school",
        "+school",
        "(school",
        "school)",
        "((((((((((",
        "school\\\\",
        "0xschool",
        "1xschool",
        "; DROP TABLE words",
        "' OR 1=1 --",
        "%%",
        "_",
        "\\\"school\\\" *",
        "школа",
        "学校",
        "…",
        "🙂",
        "a",
        "\\\"a b c d e f g h i j k l m n o p q r s t u v w x y z\\\"",
        "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o p q r s t u v w x y z",
    };

    office_ask(desk->o, "anna", "theme/regie/ask", "Wie belt de school?");
    desk_catch_up(desk);
    for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
        char words[512];
        snprintf(words, sizeof words, "%s", hostile[i]);
        for (char *at = words; *at != '\0'; at++)
            *at = *at == '\'' ? '`' : *at;
        OK(desk->o, "bram", "search", "{'words': '%s'}", words);
        OK(desk->o, "bram", "similar", "{'title': '%s', 'text': '%s'}",
           i + 2 < sizeof hostile / sizeof hostile[0] ? words : "x", words);
    }
    assert_int_equal(found(desk, "bram", "school OR politie"), 0);
    assert_int_equal(found(desk, "bram", "title:school"), 0);
    assert_int_equal(found(desk, "bram", "0xschool"), 0);
    assert_int_equal(found(desk, "bram", "NOT politie"), 0);
    assert_int_equal(found(desk, "bram", "^school*"), 1);
}

TEST(the_longest_words_are_no_trouble)
{
    struct desk *desk = *state;
    char word[201];

    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    OK(desk->o, "anna", "theme/regie/ask", "{'title': 'lang', 'text': '%s'}", word);
    assert_int_equal(found(desk, "bram", word), 1);
    for (size_t i = 1; i < sizeof word - 1; i += 2)
        word[i] = ' ';
    assert_int_equal(found(desk, "bram", word), 0);
    NO("too_long", "words", desk->o, "bram", "search", "{'words': '%s%s'}", word, word);
}

TEST(searching_too_often_is_refused)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    o->settings.searches_per_minute = 3;
    office_restart(o);
    service_set_search(o->reading, desk->reader);
    OK(o, "bram", "search", "{'words': 'x'}");
    OK(o, "bram", "similar", "{'title': 'x'}");
    OK(o, "bram", "search", "{'words': 'x'}");
    NO("too_many", NULL, o, "bram", "search", "{'words': 'x'}");
    NO("too_many", NULL, o, "bram", "similar", "{'title': 'x'}");
    OK(o, "carla", "search", "{'words': 'x'}");
    OK(o, "bram", "list", "{}");
}

TEST(without_an_index_a_search_is_refused_for_now)
{
    struct desk *desk = *state;

    service_set_search(desk->o->reading, NULL);
    NO("busy", NULL, desk->o, "bram", "search", "{'words': 'x'}");
    NO("busy", NULL, desk->o, "bram", "similar", "{'title': 'x'}");
}

/* ---- the file ---- */

static void open_again(struct desk *desk)
{
    desk_open(desk);
    desk_catch_up(desk);
}

TEST(an_index_that_is_gone_or_damaged_is_made_anew)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    assert_int_equal(found(desk, "bram", "school"), 1);
    desk_close(desk);
    assert_int_equal(unlink(desk->path.text), 0);
    open_again(desk);
    assert_int_equal(found(desk, "bram", "school"), 1);
    desk_close(desk);
    int fd = open(desk->path.text, O_WRONLY | O_CLOEXEC);
    for (int i = 0; i < 4096; i++)
        assert_int_equal(write(fd, "rubbish!", 8), 8);
    close(fd);
    open_again(desk);
    assert_int_equal(found(desk, "bram", "school"), 1);
}

/* Words that are not those of the texts would find what is not there. */
TEST(an_index_of_which_one_bit_turned_is_made_anew)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    static char file[1 << 20];

    office_ask(o, "anna", "theme/regie/ask", "Wie belt de kwetterkous?");
    desk_catch_up(desk);
    desk_close(desk);
    int fd = open(desk->path.text, O_RDWR | O_CLOEXEC);
    ssize_t length = read(fd, file, sizeof file);
    char *found_at = memmem(file, (size_t)length, "wetterkou", 9);
    assert_non_null(found_at);
    assert_int_equal(pwrite(fd, "v", 1, found_at - file), 1);
    close(fd);
    open_again(desk);
    assert_int_equal(found(desk, "bram", "kwetterkous"), 1);
    assert_int_equal(found(desk, "bram", "kvetterkous"), 0);
}

/* As an earlier program left it. */
TEST(an_index_of_an_earlier_layout_is_made_anew)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    desk_catch_up(desk);
    assert_int_equal(
        sqlite3_exec(store_search_db(desk->writer), "DROP TABLE word; PRAGMA user_version = 3", NULL, NULL, NULL),
        SQLITE_OK);
    desk_close(desk);
    open_again(desk);
    assert_int_equal(found(desk, "bram", "schoo"), 1);
}

TEST(an_index_of_another_past_is_made_anew)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text lost = office_ask(o, "anna", "theme/regie/ask", "Een kwetterkous");
    desk_catch_up(desk);
    desk_close(desk);
    office_sql(o, "PRAGMA foreign_keys = OFF");
    office_sql(o, "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)");
    office_sql(o, "DELETE FROM post WHERE code = '%s'", lost.text);
    open_again(desk);
    assert_int_equal(found(desk, "bram", "school"), 1);
    desk_close(desk);
    sqlite3 *db;
    assert_int_equal(sqlite3_open(desk->path.text, &db), SQLITE_OK);
    sqlite3_stmt *count;
    assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM entry", -1, &count, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(count), SQLITE_ROW);
    assert_int_equal(sqlite3_column_int(count, 0), 1);
    sqlite3_finalize(count);
    sqlite3_close(db);
    desk_open(desk);
}

TEST(nobody_else_may_read_the_file)
{
    struct desk *desk = *state;
    struct stat info;

    desk_catch_up(desk);
    assert_int_equal(stat(desk->path.text, &info), 0);
    assert_int_equal(info.st_mode & 0777, 0600);
}

/* ---- the thread ---- */

static bool comes(struct desk *desk, const char *words, size_t wanted, int64_t within_ms)
{
    int64_t deadline = port_now_ms() + within_ms;

    do {
        OK(desk->o, "bram", "search", "{'words': '%s'}", words);
        if (count_at(desk->o->reply, "items") == wanted)
            return true;
        port_breathe();
    } while (port_now_ms() < deadline);
    return false;
}

TEST(the_indexer_takes_in_what_was_there_and_what_comes_within_a_second)
{
    struct desk *desk = *state;
    struct office *o = desk->o;

    office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    store_search_close(desk->writer);
    desk->writer = NULL;
    struct indexer *indexer = indexer_start(desk->path.text, o->path.text);
    assert_non_null(indexer);
    assert_true(comes(desk, "school", 1, SECOND_MS));
    for (int i = 0; i < 20; i++) {
        office_ask(o, "anna", "theme/regie/ask", "Een kwetterkous");
        indexer_wake(indexer, 1);
    }
    assert_true(comes(desk, "kwetterkous", 20, SECOND_MS));
    indexer_stop(indexer);
}

/* While so many come as no users make. */
static bool comes_in_a_burst(struct desk *desk, struct indexer *indexer, const char *words, int within_ms)
{
    int64_t deadline = port_now_ms() + within_ms;
    bool found = false;

    while (!found && port_now_ms() < deadline) {
        indexer_wake(indexer, 100000);
        found = comes(desk, words, 1, 0);
    }
    return found;
}

static struct indexer *begin_anew(struct desk *desk)
{
    store_search_close(desk->writer);
    desk->writer = NULL;
    struct indexer *indexer = indexer_start(desk->path.text, desk->o->path.text);
    assert_non_null(indexer);
    return indexer;
}

TEST(an_index_that_is_opened_again_is_read_from_front_to_back_before_its_pages_are_looked_at)
{
    struct desk *desk = *state;
    struct stat whole;
    sqlite3 *db;

    fill(desk);
    store_search_close(desk->writer);
    assert_int_equal(sqlite3_open(desk->path.text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "CREATE TABLE large AS SELECT zeroblob(8 * 1024 * 1024)", NULL, NULL, NULL), 0);
    sqlite3_close(db);
    assert_int_equal(stat(desk->path.text, &whole), 0);
    int64_t before = proc_io("rchar");
    assert_int_equal(store_search_open(desk->path.text, desk->o->path.text, STORE_WRITE, &desk->writer), STORE_OPENED);
    assert_true(proc_io("rchar") - before >= 2 * whole.st_size);
}

TEST(the_index_waits_for_the_end_of_a_burst)
{
    struct desk *desk = *state;

    office_ask(desk->o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct indexer *indexer = begin_anew(desk);
    assert_true(comes(desk, "school", 1, SECOND_MS));
    office_ask(desk->o, "anna", "theme/regie/ask", "Een kwetterkous");
    assert_false(comes_in_a_burst(desk, indexer, "kwetterkous", SECOND_MS));
    assert_true(comes(desk, "kwetterkous", 1, 2 * SECOND_MS));
    indexer_stop(indexer);
}

TEST(a_burst_without_an_end_is_not_waited_for)
{
    struct desk *desk = *state;

    office_ask(desk->o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct indexer *indexer = begin_anew(desk);
    assert_true(comes(desk, "school", 1, SECOND_MS));
    office_ask(desk->o, "anna", "theme/regie/ask", "Een kwetterkous");
    assert_true(comes_in_a_burst(desk, indexer, "kwetterkous", 60 * SECOND_MS));
    indexer_stop(indexer);
}

TEST(a_write_does_not_wait_for_the_index)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    sqlite3 *db;

    assert_int_equal(sqlite3_open(desk->path.text, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
    int64_t begin = port_now_ms();
    office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    OK(o, "bram", "search", "{'words': 'school'}");
    assert_true(port_now_ms() - begin < SECOND_MS);
    assert_int_equal(count_at(o->reply, "items"), 0);
    sqlite3_close(db);
    assert_int_equal(found(desk, "bram", "school"), 1);
}

static int file_holds(struct desk *desk, const char *bytes)
{
    return office_grep(desk->o, bytes);
}

TEST(after_an_idle_moment_the_indexer_has_erased_what_was_withdrawn)
{
    struct desk *desk = *state;
    struct office *o = desk->o;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Een onhandige kwetterkous vooraan");

    fill(desk);
    store_search_close(desk->writer);
    desk->writer = NULL;
    struct indexer *indexer = indexer_start(desk->path.text, o->path.text);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    indexer_wake(indexer, 1);
    int64_t deadline = port_now_ms() + 10 * SECOND_MS;
    while (file_holds(desk, "wetterkou") > 0 && port_now_ms() < deadline)
        port_breathe();
    assert_int_equal(file_holds(desk, "wetterkou"), 0);
    indexer_stop(indexer);
}

/* ---- many at once ---- */

static void put_long(struct office *o, int count)
{
    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO post (kind,"
               " code, author, theme, title, text, posted_at) SELECT 1, 'X' || i || '-' || (SELECT count(*) FROM "
               "post), 1, 1, 'Lang', replace("
               "printf('%%.200c', 'x'), 'x', 'woord' || i || ' '), i FROM n",
               count);
    office_sql(o, "INSERT INTO event (at, event, theme, prev, post) SELECT posted_at, 0, theme, 0, id FROM post WHERE"
                  " title = 'Lang'");
}

/* More than a piece's room holds at once, were it not given back after each. */
TEST(a_thousand_long_texts_are_taken_in_at_once)
{
    struct desk *desk = *state;

    put_long(desk->o, 1200);
    desk_catch_up(desk);
    OK(desk->o, "gijs", "search", "{'words': 'woord1200'}");
    assert_int_equal(count_at(desk->o->reply, "items"), 1);
}

static int64_t index_number(struct desk *desk, const char *sql)
{
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_prepare_v2(store_search_db(desk->writer), sql, -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t number = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return number;
}

/* What is larger is kept in two pages, and both are read whenever it is looked at. */
TEST(a_piece_of_the_index_fits_into_a_page)
{
    struct desk *desk = *state;
    enum {
        ROW_MOST = 4096 - 8 - 35 - 4
    }; /* the page less what seals it, what SQLite leaves free, and the row's head */

    put_long(desk->o, 1200);
    desk_catch_up(desk);
    assert_int_equal(index_number(desk, "PRAGMA page_size"), 4096);
    assert_in_range(index_number(desk, "SELECT max(length(block)) FROM words_data"), 3900, ROW_MOST);
    assert_in_range(index_number(desk, "SELECT max(length(block)) FROM alike_data"), 3900, ROW_MOST);
}

static int64_t automerge(const struct desk *desk)
{
    struct sqlite3 *index;
    sqlite3_stmt *stmt;

    assert_int_equal(sqlite3_open(desk->path.text, &index), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(index,
                                        "SELECT max(v), min(v) FROM (SELECT v FROM words_config WHERE k ="
                                        " 'automerge' UNION ALL SELECT v FROM alike_config WHERE k = 'automerge')",
                                        -1, &stmt, NULL),
                     SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    int64_t most = sqlite3_column_int64(stmt, 0);
    assert_int_equal(most, sqlite3_column_int64(stmt, 1));
    sqlite3_finalize(stmt);
    sqlite3_close(index);
    return most;
}

TEST(the_index_merges_by_itself_but_while_it_is_to_be_merged_whole)
{
    struct desk *desk = *state;
    struct word_text code = office_ask(desk->o, "anna", "theme/regie/ask", "Waar staat de kastanje?");

    desk_catch_up(desk);
    OK(desk->o, "anna", "retract", "{'code': '%s'}", code.text);
    desk_catch_up(desk);
    assert_int_equal(automerge(desk), 0);
    desk_erase(desk);
    assert_int_equal(automerge(desk), 4);
}

static int64_t pieces(struct desk *desk)
{
    return index_number(desk, "SELECT count(DISTINCT segid) FROM words_idx");
}

static bool is_to_be_merged(struct desk *desk)
{
    assert_int_equal(store_search_settle(desk->writer), 0);
    return index_number(desk, "SELECT erase FROM state") != 0;
}

static void ask_some(struct desk *desk, int times)
{
    for (int i = 0; i < times; i++) {
        office_ask(desk->o, "anna", "theme/regie/ask", i % 2 == 0 ? "Wie belt de school?" : "Wie belt wie?");
        desk_catch_up(desk);
    }
}

TEST(after_much_has_come_the_index_is_merged_into_one_piece)
{
    struct desk *desk = *state;

    put_long(desk->o, 900);
    ask_some(desk, 3);
    assert_false(is_to_be_merged(desk));
    put_long(desk->o, 200);
    ask_some(desk, 3);
    assert_true(pieces(desk) > 1);
    assert_true(is_to_be_merged(desk));
    desk_erase(desk);
    assert_int_equal(pieces(desk), 1);
    assert_int_equal(found(desk, "bram", "school"), 4);
    ask_some(desk, 3);
    assert_false(is_to_be_merged(desk));
}

/* By itself, in a quiet moment. */
TEST(the_indexer_merges_when_nobody_calls)
{
    struct desk *desk = *state;

    put_long(desk->o, 1200);
    ask_some(desk, 3);
    assert_true(pieces(desk) > 1);
    store_search_close(desk->writer);
    desk->writer = NULL;
    struct indexer *indexer = indexer_start(desk->path.text, desk->o->path.text);
    int64_t deadline = port_now_ms() + 10 * SECOND_MS, left;
    do {
        struct search *look;
        port_breathe();
        assert_int_equal(store_search_open(desk->path.text, desk->o->path.text, STORE_READ, &look), STORE_OPENED);
        desk->writer = look;
        left = pieces(desk);
        store_search_close(look);
        desk->writer = NULL;
    } while (left > 1 && port_now_ms() < deadline);
    assert_int_equal(left, 1);
    indexer_stop(indexer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        DESK_TEST(a_word_is_found_whatever_its_accents_and_capitals),
        DESK_TEST(the_last_word_may_go_on_and_the_others_may_not),
        DESK_TEST(words_between_quotes_stand_in_a_row),
        DESK_TEST(all_of_the_words_must_be_there),
        DESK_TEST(questions_answers_and_tips_are_found_and_notices_are_not),
        DESK_TEST(a_word_in_the_title_comes_before_one_in_the_text),
        DESK_TEST(of_equally_good_ones_the_newest_comes_first),
        DESK_TEST(a_search_can_be_kept_to_a_theme_a_time_and_a_number),
        DESK_TEST(the_excerpt_is_the_piece_with_the_words_and_says_where_they_are),
        DESK_TEST(whoever_asks_anonymously_stays_so),
        DESK_TEST(what_is_said_within_a_team_is_found_by_that_team_alone),
        DESK_TEST(a_search_can_be_kept_to_what_is_said_within_a_team_of_ones_own),
        DESK_TEST(a_team_of_others_cannot_be_searched_and_is_as_one_that_never_was),
        DESK_TEST(who_leaves_a_team_finds_nothing_of_it_from_then_on),
        DESK_TEST(what_another_team_says_changes_no_byte_of_what_one_is_told),
        DESK_TEST(what_was_withdrawn_is_not_found_even_before_the_index_knows),
        DESK_TEST(answers_to_a_withdrawn_question_are_not_found),
        DESK_TEST(what_may_not_be_shown_does_not_push_out_what_may),
        DESK_TEST(what_was_withdrawn_leaves_the_file),
        DESK_TEST(an_edit_replaces_the_words_and_the_old_ones_leave_the_file),
        DESK_TEST(erasing_that_was_broken_off_goes_on_after_the_next_start),
        DESK_TEST(words_are_never_syntax),
        DESK_TEST(the_longest_words_are_no_trouble),
        DESK_TEST(searching_too_often_is_refused),
        DESK_TEST(without_an_index_a_search_is_refused_for_now),
        DESK_TEST(an_index_that_is_gone_or_damaged_is_made_anew),
        DESK_TEST(an_index_of_which_one_bit_turned_is_made_anew),
        DESK_TEST(an_index_of_an_earlier_layout_is_made_anew),
        DESK_TEST(an_index_of_another_past_is_made_anew),
        DESK_TEST(nobody_else_may_read_the_file),
        DESK_TEST(a_thousand_long_texts_are_taken_in_at_once),
        DESK_TEST(a_piece_of_the_index_fits_into_a_page),
        DESK_TEST(the_index_merges_by_itself_but_while_it_is_to_be_merged_whole),
        DESK_TEST(after_much_has_come_the_index_is_merged_into_one_piece),
        DESK_TEST(the_indexer_merges_when_nobody_calls),
        DESK_TEST(the_indexer_takes_in_what_was_there_and_what_comes_within_a_second),
        DESK_TEST(an_index_that_is_opened_again_is_read_from_front_to_back_before_its_pages_are_looked_at),
        DESK_TEST(the_index_waits_for_the_end_of_a_burst),
        DESK_TEST(a_burst_without_an_end_is_not_waited_for),
        DESK_TEST(a_write_does_not_wait_for_the_index),
        DESK_TEST(after_an_idle_moment_the_indexer_has_erased_what_was_withdrawn),
    };

    return TEST_RUN(tests);
}
