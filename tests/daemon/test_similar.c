/*
 * Questions that look like the one somebody is about to ask: fifty of the demo's, asked again in other words
 * (tests/data/similar.tsv). Prints how many are found first, and among the first three.
 */
#include "tests/daemon/desk.h"

#include "daemon/seed.h"

#include <stdio.h>

#define CASES  50
#define WANTED 40 /* among the first three */

/* ---- the demo, as a new instance has it ---- */

static int demo_setup(void **state)
{
    struct desk *desk = calloc(1, sizeof *desk);
    char *credentials = NULL;

    assert_non_null(desk);
    assert_int_equal(desk_open_office(desk), 0);
    struct office *o = desk->o;
    struct seed seed = { o->store, &o->settings, &o->key, o->now_ms };
    assert_int_equal(store_begin(o->store), 0);
    assert_true(seed_themes(&seed, TEST_DATA "/../../config/themes/basis.json"));
    assert_true(seed_base(&seed, TEST_DATA "/../../config/base.json"));
    assert_true(seed_demo(&seed, TEST_DATA "/../../config/demo/haaglanden.json", &credentials));
    assert_int_equal(store_commit(o->store), 0);
    free(credentials);
    office_restart(o);
    desk_open(desk);
    desk_catch_up(desk);
    *state = desk;
    return 0;
}

/* ---- one question ---- */

struct
try {
    char meant[512], title[512], text[2048];
};

/* Our quotes are single, so what is sent has the other apostrophe. */
static void copy(char *to, size_t size, const char *from, size_t len)
{
    size_t used = 0;

    for (size_t i = 0; i < len && used + 4 < size; i++)
        used += (size_t)snprintf(to + used, size - used, from[i] == '\'' ? "\xe2\x80\x99" : "%c", from[i]);
    to[used] = '\0';
}

static bool read_try(const char *line, struct try *out)
{
    const char *first = strchr(line, '\t'), *second = first == NULL ? NULL : strchr(first + 1, '\t');

    if (line[0] == '#' || second == NULL)
        return false;
    copy(out->meant, sizeof out->meant, line, (size_t)(first - line));
    copy(out->title, sizeof out->title, first + 1, (size_t)(second - first - 1));
    copy(out->text, sizeof out->text, second + 1, strcspn(second + 1, "\n"));
    return true;
}

/* The place of the one that was meant, 1 being the first; 0 when it is not there. */
static size_t place_of(struct desk *desk, const struct try *try)
{
    struct office *o = desk->o;

    OK(o, "m.chen", "similar", "{'title': '%s', 'text': '%s'}", try->title, try->text);
    for (size_t i = 0; i < count_at(o->reply, "items"); i++) {
        char path[64], title[512];
        snprintf(path, sizeof path, "items.%zu.title", i);
        copy(title, sizeof title, text_at(o->reply, path), strlen(text_at(o->reply, path)));
        if (strcmp(title, try->meant) == 0)
            return i + 1;
    }
    return 0;
}

TEST(forty_of_fifty_questions_in_other_words_are_among_the_first_three)
{
    struct desk *desk = *state;
    char line[4096];
    size_t cases = 0, first = 0, three = 0;
    struct try try;
    FILE *file = fopen(TEST_DATA "/similar.tsv", "re");

    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (!read_try(line, &try))
            continue;
        size_t place = place_of(desk, &try);
        cases++;
        first += place == 1;
        three += place >= 1 && place <= 3;
        if (place == 0 || place > 3)
            print_message("not among the first three (%zu): %s\n", place, try.title);
    }
    fclose(file);
    print_message("similar: %zu of %zu among the first three, %zu first\n", three, cases, first);
    assert_int_equal(cases, CASES);
    assert_true(three >= WANTED);
}

TEST(what_is_about_something_else_gives_little)
{
    struct desk *desk = *state;

    OK(desk->o, "m.chen", "similar", "{'title': 'Xylofoon stemmen'}");
    assert_int_equal(count_at(desk->o->reply, "items"), 0);
    OK(desk->o, "m.chen", "similar", "{'title': 'Hoe wat wie?'}");
    assert_int_equal(count_at(desk->o->reply, "items"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(forty_of_fifty_questions_in_other_words_are_among_the_first_three, demo_setup,
                                        desk_teardown),
        cmocka_unit_test_setup_teardown(what_is_about_something_else_gives_little, demo_setup, desk_teardown),
    };

    return TEST_RUN(tests);
}
