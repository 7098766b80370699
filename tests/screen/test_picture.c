/* What people read on a screen in a terminal, against files in tests/data/screen that somebody looked at. */
#include "clients/kiosk/terminal/qr.h"
#include "clients/text/words.h"
#include "states.h"
#include "tests/proto/test.h"
#include "tests/support/hostile.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct room room;

static int open_room(void **state)
{
    (void)state;
    room_open(&room);
    return 0;
}

static int close_room(void **state)
{
    (void)state;
    room_close(&room);
    return 0;
}

static const char *file(const char *name)
{
    FILE *stream = fopen(words_say(&room.arena, "%s/%s.txt", TEST_DATA, name), "r");
    char *text = arena_take(&room.arena, 64 * 1024);

    if (stream == NULL || text == NULL)
        fail_msg("%s.txt is not there", name);
    size_t len = fread(text, 1, 64 * 1024 - 1, stream);
    fclose(stream);
    text[len] = '\0';
    return text;
}

static void assert_width(const char *picture, int width)
{
    for (const char *line = picture; *line != '\0'; line += strcspn(line, "\n") + 1) {
        struct span one = { line, strcspn(line, "\n") };
        assert_true(words_cells(arena_copy(&room.arena, one).ptr) <= width);
    }
}

TEST(every_state_looks_as_somebody_saw_it)
{
    (void)state;
    for (const struct state *one = states; one->name != NULL; one++) {
        room_close(&room);
        room_open(&room);
        one->arrange(&room);
        const char *picture = room_picture(&room, one->width, one->height);
        print_message("%s\n", one->name);
        assert_string_equal(picture, file(one->name));
        assert_width(picture, one->width);
    }
}

/* Whatever is written and however small the window is: no cell outside, no line too wide, nothing torn. */
TEST(no_text_and_no_size_leaves_the_picture)
{
    static const char *const titles[] = {
        "日本語の質問はどこまで入りますか、とても長い文字列でも大丈夫でしょうか",
        "e\u0301e\u0301e\u0301 combinerende tekens a\u0308\u0308\u0308\u0308\u0308\u0308\u0308\u0308",
        "eenwoorddatveellangerisdaneenregelendusnergenskanwordenafgebrokenookniethalverwege",
        "👩‍👩‍👧 gezin", "x"
    };

    (void)state;
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        room_fill(&room);
        room_card(&room, "2VRN", titles[i], 5, 0);
        for (int width = 1; width <= 130; width += 3)
            for (int height = 1; height <= 40; height += 3)
                assert_width(room_picture(&room, width, height), width);
        room_close(&room);
        room_open(&room);
    }
}

TEST(control_characters_of_others_are_not_drawn)
{
    struct msg_screen screen = { .stale_after_s = 3600 };

    (void)state;
    room_fill(&room);
    screen.room = span_of("x");
    room_card(&room, "2VRN", "rood \u202eneten", 5, 0);
    room_screen(&room, "2VRN", "", &screen);
    assert_null(strstr(room_picture(&room, 80, 24), "\u202e"));
}

/* Some of them make a card that cannot be read: then the one before stays. */
TEST(no_hostile_text_is_drawn_as_anything_but_text)
{
    struct hostiles all = hostile_read(TEST_DATA "/../hostile.tsv");

    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        struct span text = { all.rows[i].text, all.rows[i].len };
        struct msg_card card = { .code = span_of("2VRN"),
                                 .title = text,
                                 .theme = span_of("werk"),
                                 .theme_name = text,
                                 .team_name = text,
                                 .asked_at = ROOM_NOW,
                                 .open = true };
        struct msg_screen screen = { .stale_after_s = 3600, .notice = text };
        room_fill(&room);
        room_hear(&room, "card/2VRN", &type_card, &card);
        room_screen(&room, "2VRN", "", &screen);
        assert_null(hostile_find(room_picture(&room, 80, 24), HOSTILE_PLAIN));
        room_close(&room);
        room_open(&room);
    }
    hostile_free(&all);
}

TEST(a_notice_that_ended_makes_room_for_the_tip)
{
    struct msg_screen screen = { .stale_after_s = 3600, .notice = span_of("Overleg in de kantine.") };

    (void)state;
    MSG_SET(&screen, notice_until_at, ROOM_NOW + 60000);
    room_fill(&room);
    room_screen(&room, "2VRN", "", &screen);
    assert_non_null(strstr(room_picture(&room, 80, 24), "Overleg in de"));
    room_wait(&room, 61000);
    assert_null(strstr(room_picture(&room, 80, 24), "Overleg in de"));
    assert_non_null(strstr(room_picture(&room, 80, 24), "Tip bij wachten"));
}

TEST(the_sentence_about_a_day_is_there_only_when_it_is_true)
{
    struct msg_screen screen = { .stale_after_s = 3600, .prompt = false };

    (void)state;
    room_fill(&room);
    assert_non_null(strstr(room_picture(&room, 120, 33), "binnen een dag antwoord"));
    room_screen(&room, "2VRN", "9PDX", &screen);
    assert_null(strstr(room_picture(&room, 120, 33), "binnen een dag antwoord"));
}

TEST(a_team_too_small_to_name_is_not_named)
{
    struct msg_card card = { .code = span_of("2VRN"),
                             .title = span_of("Wie helpt?"),
                             .theme = span_of("werk"),
                             .theme_name = span_of("Werk"),
                             .asked_at = ROOM_NOW,
                             .open = true };

    (void)state;
    room_fill(&room);
    room_hear(&room, "card/2VRN", &type_card, &card);
    assert_non_null(strstr(room_picture(&room, 80, 24), "Een team in de regio · zojuist"));
}

TEST(without_colours_there_is_no_qr_code_but_the_command)
{
    struct msg_screen screen = { .stale_after_s = 3600, .public_url = span_of("https://vakwerk.intern") };

    (void)state;
    room_fill(&room);
    room_screen(&room, "2VRN", "", &screen);
    assert_non_null(strstr(room_picture(&room, 120, 33), "█"));
    room.has_colours = false;
    assert_null(strstr(room_picture(&room, 120, 33), "█"));
    assert_non_null(strstr(room_picture(&room, 120, 33), "Typ: vakwerk answer 2VRN"));
}

/* A picture of the half blocks, ten dots for each square, given to a scanner. */
TEST(the_qr_code_can_be_scanned)
{
    const char *path = words_say(&room.arena, "%s/qr-%d.pgm", P_tmpdir, (int)getpid());
    struct qr *qr = qr_new("https://vakwerk.intern/#v/2VRN");
    struct canvas *canvas = canvas_new(qr_width(qr), qr_height(qr));
    char said[200] = "";

    (void)state;
    qr_draw(qr, canvas, 0, 0);
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    fprintf(out, "P5 %d %d 255\n", 10 * qr_width(qr), 20 * qr_height(qr));
    for (int y = 0; y < 20 * qr_height(qr); y++)
        for (int x = 0; x < 10 * qr_width(qr); x++) {
            const char *block = canvas_at(canvas, x / 10, y / 20)->text;
            bool is_lower = y % 20 >= 10;
            bool dark = strcmp(block, "█") == 0 || strcmp(block, is_lower ? "▄" : "▀") == 0;
            fputc(dark ? 0 : 255, out);
        }
    fclose(out);
    FILE *scanner = popen(words_say(&room.arena, "zbarimg -q --raw '%s'", path), "r");
    assert_non_null(scanner);
    assert_non_null(fgets(said, sizeof said, scanner));
    pclose(scanner);
    remove(path);
    assert_string_equal(said, "https://vakwerk.intern/#v/2VRN\n");
    canvas_free(canvas);
    qr_free(qr);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_state_looks_as_somebody_saw_it, open_room, close_room),
        cmocka_unit_test_setup_teardown(no_text_and_no_size_leaves_the_picture, open_room, close_room),
        cmocka_unit_test_setup_teardown(control_characters_of_others_are_not_drawn, open_room, close_room),
        cmocka_unit_test_setup_teardown(no_hostile_text_is_drawn_as_anything_but_text, open_room, close_room),
        cmocka_unit_test_setup_teardown(a_notice_that_ended_makes_room_for_the_tip, open_room, close_room),
        cmocka_unit_test_setup_teardown(the_sentence_about_a_day_is_there_only_when_it_is_true, open_room, close_room),
        cmocka_unit_test_setup_teardown(a_team_too_small_to_name_is_not_named, open_room, close_room),
        cmocka_unit_test_setup_teardown(without_colours_there_is_no_qr_code_but_the_command, open_room, close_room),
        cmocka_unit_test_setup_teardown(the_qr_code_can_be_scanned, open_room, close_room),
    };

    room_setup();
    return TEST_RUN(tests);
}
