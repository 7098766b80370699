/* Text on a screen: nothing of others moves the cursor, and columns line up whatever the letters. */
#include "clients/cli/columns.h"
#include "clients/text/words.h"
#include "tests/cli/unit.h"
#include "tests/support/hostile.h"

static const char *wrapped(const char *text, int width, int at, int indent)
{
    static char out[1024];
    FILE *stream = fmemopen(out, sizeof out, "w");

    memset(out, 0, sizeof out);
    words_wrap(stream, text, width, at, indent);
    fclose(stream);
    return out;
}

TEST(control_characters_are_taken_out)
{
    struct cli cli;

    unit_begin(&cli);
    assert_string_equal(words_line(&cli.arena, span_of("a\033[2Jb\nc\x7f")), "a[2Jb c");
    assert_string_equal(words_lines(&cli.arena, span_of("a\nb\r\tc")), "a\nb c");
    assert_string_equal(words_line(&cli.arena, span_of("a\xc2\x9b"
                                                       "b\u202ec\u200bd\ufeff")),
                        "abcd");
    unit_end(&cli);
}

/* ---- hostile texts: nothing of them may steer a terminal ---- */

static void check_hostile(struct cli *cli, const char *text, size_t len, int *count)
{
    struct span span = { text, len };

    const char *foul = hostile_find(words_line(&cli->arena, span), HOSTILE_PLAIN);
    if (foul != NULL)
        fail_msg("a byte 0x%02x is left of \"%s\"", (unsigned char)foul[0], text);
    assert_null(hostile_find(words_lines(&cli->arena, span), HOSTILE_PLAIN));
    *count += 1;
}

TEST(three_hundred_hostile_texts_steer_nothing)
{
    struct hostiles all = hostile_read(TEST_HOSTILE);
    struct cli cli;
    int count = 0;

    unit_begin(&cli);
    for (int c = 0; c < 0xa0; c++)
        for (int place = 0; place < 3; place++) {
            char text[40];
            bool wide = c >= 0x80;
            char code[3] = { wide ? '\302' : (char)c, wide ? (char)c : '\0', '\0' };
            if (c >= 0x20 && c < 0x7f)
                continue;
            size_t len = wide ? 2 : 1;
            memcpy(text, "een tekst van een ander", 23);
            memcpy(text + place * 10, code, len);
            check_hostile(&cli, text, 23, &count);
        }
    for (size_t i = 0; i < all.count; i++)
        for (size_t cut = 1; cut <= all.rows[i].len; cut++)
            check_hostile(&cli, all.rows[i].text, cut, &count);
    assert_true(count >= 300);
    hostile_free(&all);
    unit_end(&cli);
}

TEST(bytes_that_are_no_text_become_a_mark)
{
    struct cli cli;

    unit_begin(&cli);
    assert_string_equal(words_line(&cli.arena, span_of("a\xff\xc3")), "a\ufffd\ufffd");
    unit_end(&cli);
}

TEST(cells_are_counted_not_bytes)
{
    struct cli cli;

    unit_begin(&cli);
    assert_int_equal(words_cells("één"), 3);
    assert_int_equal(words_cells("日本"), 4);
    assert_int_equal(words_cells("e\u0301"), 1);
    unit_end(&cli);
}

TEST(cutting_keeps_within_the_cells)
{
    struct cli cli;

    unit_begin(&cli);
    assert_string_equal(words_cut(&cli.arena, "vraag", 5), "vraag");
    assert_string_equal(words_cut(&cli.arena, "vragen", 5), "vrag…");
    assert_string_equal(words_cut(&cli.arena, "日本語", 4), "日…");
    unit_end(&cli);
}

TEST(paragraphs_are_broken_at_spaces)
{
    assert_string_equal(wrapped("een twee drie", 8, 0, 2), "een twee\n  drie\n");
    assert_string_equal(wrapped("een twee", 10, 6, 2), "een\n  twee\n");
    assert_string_equal(wrapped("een\n\ntwee", 10, 0, 0), "een\n\ntwee\n");
}

TEST(a_dot_between_parts_does_not_begin_a_line)
{
    assert_string_equal(wrapped("een · twee", 6, 0, 0), "een ·\ntwee\n");
}

TEST(a_word_longer_than_a_line_stays_whole)
{
    assert_string_equal(wrapped("a https://example.nl/heel/lang b", 10, 0, 0), "a\nhttps://example.nl/heel/lang\nb\n");
}

static const struct column columns[] = { { "CODE", false, COLOUR_BOLD },
                                         { "ANSW", true, COLOUR_NONE },
                                         { "QUESTION", false, COLOUR_NONE },
                                         { NULL, false, COLOUR_NONE } };

static void print_table(struct cli *cli)
{
    struct columns *table = columns_new(cli, columns);

    columns_add(table, "7K3F");
    columns_add(table, "0");
    columns_add(table, "Hoe één gezin zo lang kan wachten");
    columns_print(table);
}

TEST(only_the_last_column_is_cut)
{
    struct cli cli;

    unit_begin(&cli);
    cli.width = 32;
    print_table(&cli);
    assert_string_equal(unit_printed(&cli), "CODE  ANSW  QUESTION\n7K3F     0  Hoe één gezin zo la…\n");
    unit_end(&cli);
}

/* Where the last cells are empty; in TABs they still have their place. */
TEST(no_row_ends_in_blanks)
{
    struct cli cli;

    for (int tabs = 0; tabs < 2; tabs++) {
        unit_begin(&cli);
        cli.width = 32;
        cli.tabs = tabs == 1;
        struct columns *table = columns_new(&cli, columns);
        static const char *const cells[] = { "7K3F", "0", "", "7K3FX", "", "", "H4QM", "", "Hoe dan?" };
        for (size_t i = 0; i < sizeof cells / sizeof cells[0]; i++)
            columns_add(table, cells[i]);
        columns_print(table);
        assert_string_equal(unit_printed(&cli), tabs == 1 ? "7K3F\t0\t\n7K3FX\t\t\nH4QM\t\tHoe dan?\n"
                                                          : "CODE   ANSW  QUESTION\n"
                                                            "7K3F      0\n"
                                                            "7K3FX\n"
                                                            "H4QM         Hoe dan?\n");
        unit_end(&cli);
    }
}

TEST(for_programs_columns_are_whole_and_separated_by_tabs)
{
    struct cli cli;

    unit_begin(&cli);
    cli.width = 32;
    cli.tabs = true;
    print_table(&cli);
    assert_string_equal(unit_printed(&cli), "7K3F\t0\tHoe één gezin zo lang kan wachten\n");
    unit_end(&cli);
}

TEST(colours_do_not_count_as_cells)
{
    struct cli cli;

    unit_begin(&cli);
    cli.colour = true;
    print_table(&cli);
    assert_non_null(strstr(unit_printed(&cli), "\033[1m7K3F\033[0m     0  Hoe"));
    unit_end(&cli);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(control_characters_are_taken_out),
        cmocka_unit_test(three_hundred_hostile_texts_steer_nothing),
        cmocka_unit_test(bytes_that_are_no_text_become_a_mark),
        cmocka_unit_test(cells_are_counted_not_bytes),
        cmocka_unit_test(cutting_keeps_within_the_cells),
        cmocka_unit_test(paragraphs_are_broken_at_spaces),
        cmocka_unit_test(a_dot_between_parts_does_not_begin_a_line),
        cmocka_unit_test(a_word_longer_than_a_line_stays_whole),
        cmocka_unit_test(only_the_last_column_is_cut),
        cmocka_unit_test(no_row_ends_in_blanks),
        cmocka_unit_test(for_programs_columns_are_whole_and_separated_by_tabs),
        cmocka_unit_test(colours_do_not_count_as_cells),
    };

    return TEST_RUN(tests);
}
