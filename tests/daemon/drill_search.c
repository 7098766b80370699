/*
 * Searches by chance, so often as one likes, without a broker: words that are there and are not, syntax of the index and
 * of SQL, other scripts and nonsense. Each has its exact reply: found, not found, or refused by name.
 *
 *   search_drill N      VAKWERK_SEED: the same again
 */
#include "tests/daemon/desk.h"

#include <stdio.h>
#include <time.h>

enum { PIECES_MAX = 12, ROOM = 2048 };

static uint64_t dice;

static unsigned chance(unsigned below)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return (unsigned)(dice >> 33) % below;
}

/* Words that are there, syntax of the index, of SQL and of other things, other scripts, what is stripped or folded. */
static const char *const pieces[] = {
    "school",
    "belt",
    "politie",
    "title:",
    "{title text}:",
    "- text:",
    "AND",
    "OR",
    "NOT",
    "NEAR(",
    ", 10)",
    "^",
    "*",
    "\"",
    "\"\"",
    "'",
    "''",
    ";",
    "--",
    "/*",
    "*/",
    "DROP",
    "SELECT *",
    "\\",
    "%",
    "_",
    "(",
    ")",
    "+",
    "-",
    ":",
    "rank",
    "words",
    "highlight",
    "0x",
    "1e9",
    "NULL",
    "школа",
    "学校",
    "مدرسة",
    "e\xcc\x81",
    "ﬁ",
    "ß",
    "İ",
    "🙂",
    "👩‍👩‍👧",
    "…",
    "·",
    "\xe2\x80\x8b",
    "\xe2\x80\xae",
    "„",
    "”",
    "«",
    "‘",
    "½",
    "Ⅷ",
};

struct words {
    char text[ROOM];
    size_t len;
    const char *error; /* NULL: it is carried out */
    bool is_nowhere;   /* no post has all of them */
};

static void add(struct words *words, const char *bytes, size_t len)
{
    assert_true(words->len + len <= sizeof words->text);
    memcpy(words->text + words->len, bytes, len);
    words->len += len;
}

static void add_text(struct words *words, const char *text)
{
    add(words, text, strlen(text));
}

/* The first word is that of a post or of none. Then what comes, and sometimes what makes it be refused. */
static struct words make_words(int at)
{
    static const char *const nonsense[] = {
        "\xc3", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\x1b", "\x7f", "\n", "\xc2\x9b"
    };
    struct words words = { .is_nowhere = chance(2) == 0 };
    char first[32];

    snprintf(first, sizeof first, words.is_nowhere ? "qxz%d " : "school ", at);
    add_text(&words, first);
    for (unsigned count = chance(PIECES_MAX); count > 0; count--) {
        add_text(&words, pieces[chance(sizeof pieces / sizeof pieces[0])]);
        if (chance(2) == 0)
            add_text(&words, " ");
    }
    unsigned end = chance(10);
    if (end == 0)
        add_text(&words, nonsense[chance(sizeof nonsense / sizeof nonsense[0])]);
    for (int i = 0; end == 1 && i < 201; i++)
        add_text(&words, "a");
    words.error = end == 0 ? "bad_request" : end == 1 ? "too_long" : NULL;
    return words;
}

static struct span pack_words(const struct words *words, char *room)
{
    size_t head = 7 + 3;

    memcpy(room, "\x81\xa5words\xda", 8);
    room[8] = (char)(words->len >> 8);
    room[9] = (char)words->len;
    memcpy(room + head, words->text, words->len);
    return (struct span){ room, head + words->len };
}

static bool is_as_it_should(const struct office *o, const struct words *words)
{
    if (o->err != 0 || o->item == NULL)
        return false;
    if (words->error != NULL)
        return strcmp(text_at(o->reply, "error"), words->error) == 0 &&
               strcmp(text_at(o->reply, "field"), "words") == 0;
    return is_at(o->reply, "ok") && (!words->is_nowhere || count_at(o->reply, "items") == 0);
}

static int search(struct desk *desk, int times)
{
    struct topic topic = office_topic("bram", "search"), response = topic_reply(span_of("bram"), span_of("pc"));
    struct office *o = desk->o;
    char room[ROOM + 16];
    int bad = 0, refused = 0, found = 0;

    office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    office_ask(o, "anna", "theme/regie/ask", "Wanneer belt de politie de school, AND OR NOT NEAR?");
    desk_catch_up(desk);
    for (int i = 0; i < times; i++) {
        struct words words = make_words(i);
        arena_reset(&o->arena);
        office_serve(o, &(struct inbox_item){ .topic = span_of(topic.text),
                                              .response_topic = span_of(response.text),
                                              .payload = pack_words(&words, room) });
        refused += words.error != NULL;
        found += o->reply != NULL && count_at(o->reply, "items") > 0;
        if (is_as_it_should(o, &words))
            continue;
        char *reply = json_dumps(o->reply, 0);
        fprintf(stderr, "try %d: %.*s: %s\n", i, (int)words.len, words.text, reply);
        free(reply);
        bad++;
    }
    printf("%d searches, %d of them refused by name, %d found something, %d wrong\n", times, refused, found, bad);
    return bad;
}

int main(int argc, char **argv)
{
    const char *seed = getenv("VAKWERK_SEED");
    int times = argc > 1 ? atoi(argv[1]) : 0, bad;
    void *state = NULL;

    if (times < 1)
        return 2;
    dice = (seed == NULL ? (uint64_t)time(NULL) : strtoull(seed, NULL, 10)) + 1;
    printf("VAKWERK_SEED=%llu\n", (unsigned long long)dice - 1);
    desk_setup(&state);
    bad = search(state, times);
    desk_teardown(&state);
    return bad == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
