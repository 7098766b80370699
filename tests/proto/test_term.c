/* Words as search knows them: folded, cut, and for what is alike their stems. */
#include "tests/proto/test.h"

#include "proto/term.h"

#include <stdio.h>

/* The words of a text, joined by bars. */
static const char *words_of(const char *text, size_t max)
{
    static char joined[1024];
    struct terms terms;
    struct arena arena;
    size_t len = 0;

    arena_init(&arena, TEST_ARENA_BYTES);
    assert_int_equal(terms_read(span_of(text), max, &arena, &terms), 0);
    joined[0] = '\0';
    for (size_t i = 0; i < terms.count; i++)
        len += (size_t)snprintf(joined + len, sizeof joined - len, "%s%.*s", i == 0 ? "" : "|",
                                span_int(terms.list[i].word), terms.list[i].word.ptr);
    arena_release(&arena);
    return joined;
}

TEST(words_are_small_letters_without_accents)
{
    assert_string_equal(words_of("Één coördinator, naïef ÉN privé!", 99), "een|coordinator|naief|en|prive");
    assert_string_equal(words_of("prive\xcc\x81", 99), "prive");
    assert_string_equal(words_of("Stra\xc3\x9f"
                                 "e \xc4\xb3s",
                                 99),
                        "strasse|ijs");
}

TEST(words_are_cut_at_everything_that_is_no_letter_or_digit)
{
    assert_string_equal(words_of("niet-geregistreerd, 24/7 (Wmo); collega's", 99),
                        "niet|geregistreerd|24|7|wmo|collega|s");
    assert_string_equal(words_of(" .,;*\"() ", 99), "");
    assert_string_equal(words_of("", 99), "");
    assert_string_equal(words_of("een twee drie vier", 2), "een|twee");
}

TEST(a_word_knows_where_it_stood)
{
    struct terms terms;
    struct arena arena;

    arena_init(&arena, TEST_ARENA_BYTES);
    assert_int_equal(terms_read(span_of("Bij één ouder"), 99, &arena, &terms), 0);
    assert_int_equal(terms.list[1].at, 4);
    assert_int_equal(terms.list[1].length, 5);
    assert_int_equal(terms.list[2].at, 10);
    assert_int_equal(terms.list[2].length, 5);
    arena_release(&arena);
}

TEST(a_word_that_never_ends_is_cut)
{
    char text[512];

    memset(text, 'a', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    assert_int_equal(strlen(words_of(text, 99)), TERM_BYTES_MAX);
}

TEST(words_are_taken_one_after_another)
{
    struct term_reader reader, ahead;
    struct term term;

    term_reader_init(&reader, span_of("  \xc3\x89"
                                      "en, tw\xc3\xa9"
                                      "e\xcc\x81 \xe2\x80\x9c"
                                      "DRIE\xe2\x80\x9d "));
    assert_true(term_next(&reader, &term));
    assert_true(span_is(term.word, "een"));
    assert_int_equal(term.at, 2);
    assert_int_equal(term.length, 4);
    ahead = reader;
    assert_true(term_next(&ahead, &term) && term_next(&ahead, &term));
    assert_true(span_is(term.word, "drie"));
    assert_false(term_next(&ahead, &term));
    assert_true(term_next(&reader, &term));
    assert_true(span_is(term.word, "twee"));
    assert_int_equal(term.length, 7);
}

/* What is no text ends all words: the one before it still is one. */
TEST(no_word_stands_behind_what_is_no_text)
{
    assert_string_equal(words_of("een twee\xe9 drie", 99), "een|twee");
    assert_string_equal(words_of("een \xe9 drie", 99), "een");
}

static const char *stem(const char *word)
{
    static char text[TERM_BYTES_MAX + 1];
    char room[TERM_BYTES_MAX];
    struct span found = term_stem(span_of(word), room);

    memcpy(text, found.ptr, found.len);
    text[found.len] = '\0';
    return text;
}

TEST(forms_of_one_word_have_one_stem)
{
    static const char *const pairs[][2] = {
        { "vraag", "vragen" },     { "gezin", "gezinnen" },        { "brief", "brieven" },
        { "huis", "huizen" },      { "ouder", "ouders" },          { "school", "scholen" },
        { "werkt", "werken" },     { "wacht", "wachten" },         { "gemeente", "gemeenten" },
        { "kind", "kinderen" },    { "plan", "plannen" },          { "scheiding", "scheiden" },
        { "collega", "collegas" }, { "wachttijd", "wachttijden" }, { "kort", "korte" },
        { "start", "starten" },    { "melding", "meldingen" },     { "schrijft", "schrijven" },
        { "dossier", "dossiers" }, { "tafel", "tafeltje" },
    };

    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        char first[TERM_BYTES_MAX + 1];
        snprintf(first, sizeof first, "%s", stem(pairs[i][0]));
        assert_string_equal(first, stem(pairs[i][1]));
    }
}

TEST(other_words_keep_apart)
{
    static const char *const words[] = { "school", "scheiden", "wachten", "werken", "gezin",
                                         "plan",   "ouder",    "wmo",     "18" };

    for (size_t i = 0; i + 1 < sizeof words / sizeof words[0]; i++) {
        char first[TERM_BYTES_MAX + 1];
        snprintf(first, sizeof first, "%s", stem(words[i]));
        assert_string_not_equal(first, stem(words[i + 1]));
    }
    assert_string_equal(stem("wmo"), "wmo");
}

TEST(words_that_stand_everywhere_say_nothing)
{
    assert_true(term_is_stop(span_of("hoe")));
    assert_true(term_is_stop(span_of("de")));
    assert_false(term_is_stop(span_of("gezin")));
    assert_false(term_is_stop(span_of("h")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_small_letters_without_accents),
        cmocka_unit_test(words_are_cut_at_everything_that_is_no_letter_or_digit),
        cmocka_unit_test(a_word_knows_where_it_stood),
        cmocka_unit_test(a_word_that_never_ends_is_cut),
        cmocka_unit_test(words_are_taken_one_after_another),
        cmocka_unit_test(no_word_stands_behind_what_is_no_text),
        cmocka_unit_test(forms_of_one_word_have_one_stem),
        cmocka_unit_test(other_words_keep_apart),
        cmocka_unit_test(words_that_stand_everywhere_say_nothing),
    };

    return TEST_RUN(tests);
}
