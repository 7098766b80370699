/*
 * Pages that are not what was written: one bit that turned anywhere in a database is noticed, and nothing wrong is
 * served. With a number as its argument: so many bits.
 */
#include "tests/daemon/office.h"

#include "daemon/store/seal.h"
#include "daemon/store/store_backup.h"
#include "daemon/store/store_post.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { POSTS_MAX = 64, PAGE = 4096, FLIPS = 300 };

static int flips = FLIPS;

static void turn_bit(const char *path, int64_t at, int bit)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    unsigned char byte;

    assert_true(fd >= 0);
    assert_int_equal(pread(fd, &byte, 1, at), 1);
    byte ^= (unsigned char)(1U << bit);
    assert_int_equal(pwrite(fd, &byte, 1, at), 1);
    close(fd);
}

/* ---- while it is served ---- */

/* The place in the file of these bytes, once the journal is written back. */
static int64_t find_bytes(struct office *o, const char *bytes)
{
    static char file[4 << 20];

    office_sql(o, "PRAGMA wal_checkpoint (TRUNCATE)");
    int fd = open(o->path.text, O_RDONLY | O_CLOEXEC);
    ssize_t length = read(fd, file, sizeof file);
    close(fd);
    assert_in_range(length, PAGE, sizeof file - 1);
    char *found = memmem(file, (size_t)length, bytes, strlen(bytes));
    assert_non_null(found);
    return found - file;
}

/* As disks do it: nobody is told. What the connections have read before they would not read again. */
static void damage(struct office *o, const char *bytes)
{
    turn_bit(o->path.text, find_bytes(o, bytes), 0);
    store_release_memory(o->store);
    store_release_memory(o->reader);
}

static const char *long_text(char letter)
{
    static char text[1901];

    memset(text, letter, sizeof text - 1);
    return text;
}

/* Those in the middle have a page that holds nothing else. The code is that of the one with so many q. */
static struct word_text answer_at_length(struct office *o, const char *to)
{
    struct word_text middle = { "" };

    for (const char *letter = "abqcd"; *letter != '\0'; letter++) {
        OK(o, "bram", "answer", "{'to': '%s', 'text': '%s'}", to, long_text(*letter));
        if (*letter == 'q')
            middle = office_word(o, "code");
    }
    return middle;
}

/* By name, of which the caller tells its client. */
static void damaged(struct office *o, const char *who, const char *where, const char *code)
{
    assert_false(office_say(o, who, where, "{'code': '%s'}", code));
    assert_int_equal(o->err, ERR_DAMAGED);
    assert_null(o->item);
    assert_int_equal(o->heard_count, 0);
}

TEST(what_is_damaged_is_an_error_and_the_rest_is_served)
{
    struct office *o = *state;
    struct word_text one = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    struct word_text other = office_ask(o, "anna", "theme/regie/ask", "En wie de huisarts?");

    OK(o, "bram", "answer", "{'to': '%s', 'text': 'Ik.'}", other.text);
    answer_at_length(o, one.text);
    damage(o, "qqqqqqqq");
    damaged(o, "anna", "show", one.text);
    OK(o, "anna", "show", "{'code': '%s'}", other.text);
    OK(o, "anna", "list", "{}");
    assert_int_equal(store_damaged(o->reader), 1);
    assert_int_equal(store_damaged(o->store), 0);
}

TEST(who_comes_upon_damage_changes_nothing_and_the_next_does)
{
    struct office *o = *state;
    struct word_text answer = answer_at_length(o, office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?").text);

    damage(o, "qqqqqqqq");
    int64_t seq = office_number(o, "SELECT max(seq) FROM event");
    damaged(o, "bram", "retract", answer.text);
    assert_int_equal(store_damaged(o->store), 1);
    OK(o, "eva", "theme/wacht/tip", "{'text': 'Bel na drie weken.', 'works': true}");
    assert_int_equal(office_number(o, "SELECT max(seq) FROM event"), seq + 1);
}

/* SQLite's own rule, on which the others lean. */
TEST(a_batch_that_came_upon_damage_is_not_committed)
{
    struct office *o = *state;
    struct word_text answer = answer_at_length(o, office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?").text);
    struct arena arena;
    struct post post;

    damage(o, "qqqqqqqq");
    arena_init(&arena, TEST_ARENA_BYTES);
    assert_int_equal(store_begin(o->store), 0);
    assert_int_equal(store_post_by_code(o->store, span_of(answer.text), &arena, &post), ERR_DAMAGED);
    assert_int_equal(store_commit(o->store), ERR_DAMAGED);
    arena_release(&arena);
}

TEST(what_is_damaged_is_not_opened_and_makes_no_backup)
{
    struct office *o = *state;
    struct temppath to = tempdir_file(&o->dir, "copy.db");
    struct store *store;

    answer_at_length(o, office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?").text);
    assert_int_equal(store_check(o->path.text), STORE_OPENED);
    damage(o, "qqqqqqqq");
    assert_int_equal(store_check(o->path.text), STORE_DAMAGED);
    assert_int_equal(store_open(o->path.text, STORE_WRITE, &store), STORE_DAMAGED);
    assert_null(store);
    assert_int_equal(store_backup_copy(o->path.text, to.text), STORE_DAMAGED);
    assert_int_equal(access(to.text, F_OK), -1);
}

/* A page in another's place is whole by itself. */
TEST(a_page_that_was_written_in_anothers_place_is_noticed)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");
    char page[PAGE];

    answer_at_length(o, question.text);
    int64_t at = find_bytes(o, "qqqqqqqq") / PAGE * PAGE, other = find_bytes(o, "bbbbbbbb") / PAGE * PAGE;
    assert_int_not_equal(at, other);
    int fd = open(o->path.text, O_RDWR | O_CLOEXEC);
    assert_int_equal(pread(fd, page, PAGE, other), PAGE);
    assert_int_equal(pwrite(fd, page, PAGE, at), PAGE);
    close(fd);
    assert_int_equal(store_check(o->path.text), STORE_DAMAGED);
    store_release_memory(o->store);
    store_release_memory(o->reader);
    damaged(o, "anna", "show", question.text);
    /* Not by SQLite alone, which does not find in it what the index says: the page itself is known to be another's. */
    assert_int_equal(store_damaged(o->store) + store_damaged(o->reader), 1);
}

TEST(a_copy_is_sealed_and_what_is_opened_from_it_too)
{
    struct office *o = *state;
    struct temppath to = tempdir_file(&o->dir, "copy.db");
    struct store *store;

    answer_at_length(o, office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?").text);
    assert_int_equal(store_backup_copy(o->path.text, to.text), STORE_OPENED);
    assert_int_equal(store_check(to.text), STORE_OPENED);
    assert_int_equal(store_open(to.text, STORE_WRITE, &store), STORE_OPENED);
    store_close(store);
    turn_bit(to.text, find_bytes(o, "qqqqqqqq"), 3);
    assert_int_equal(store_check(to.text), STORE_DAMAGED);
}

/* ---- one bit of the file ---- */

struct read {
    int err;
    struct span code, title, text, author;
    int64_t team, flags, revision;
};

struct scene {
    struct temppath path;
    struct arena kept, arena;
    struct read was[POSTS_MAX];
    int64_t count, pages;
};

static void fill(struct office *o)
{
    for (int i = 0; i < 8; i++) {
        struct word_text code =
            office_ask(o, "anna", i % 2 == 0 ? "theme/regie/ask" : "team/delft/ask", "Wie weet dit?");
        OK(o, "bram", "answer", "{'to': '%s', 'text': 'Zo, %.*s.', 'sources': [{'title': 'Wet', 'url': '%s'}]}",
           code.text, i * 230, long_text('x'), "https://wetten.overheid.nl");
        OK(o, "eva", "theme/wacht/tip", "{'text': 'Bel na %d weken.', 'works': true}", i);
    }
}

static struct read read_one(struct store *store, int64_t id, struct arena *arena)
{
    struct post post;
    int err = store_post_get(store, id, arena, &post);

    if (err != 0)
        return (struct read){ .err = err };
    return (struct read){ 0, post.code, post.title, post.text, post.author_name, post.team, post.flags, post.revision };
}

static bool is_same(const struct read *a, const struct read *b)
{
    return a->err == b->err && span_equal(a->code, b->code) && span_equal(a->title, b->title) &&
           span_equal(a->text, b->text) && span_equal(a->author, b->author) && a->team == b->team &&
           a->flags == b->flags && a->revision == b->revision;
}

/* Reads all posts of the file as it is now. Each is what it was, or an error. */
static void look(struct scene *scene, int64_t at, int bit)
{
    struct store *store;

    arena_reset(&scene->arena);
    if (store_open(scene->path.text, STORE_READ, &store) != STORE_OPENED)
        return;
    for (int64_t id = 1; id <= scene->count; id++) {
        struct read now = read_one(store, id, &scene->arena);
        if (now.err != ERR_DAMAGED && !is_same(&scene->was[id], &now))
            fail_msg("byte %lld bit %d: post %lld was served as something else", (long long)at, bit, (long long)id);
    }
    store_close(store);
}

static int64_t size_of(const char *path)
{
    struct stat info;

    assert_int_equal(stat(path, &info), 0);
    return info.st_size;
}

static void set_scene(struct office *o, struct scene *scene)
{
    struct store *store;

    scene->path = tempdir_file(&o->dir, "turned.db");
    fill(o);
    office_sql(o, "VACUUM INTO '%s'", scene->path.text); /* every page of it is in use */
    arena_init(&scene->kept, TEST_ARENA_BYTES);
    arena_init(&scene->arena, TEST_ARENA_BYTES);
    scene->count = office_number(o, "SELECT max(id) FROM post");
    assert_true(scene->count < POSTS_MAX);
    assert_int_equal(store_check(scene->path.text), STORE_OPENED);
    assert_int_equal(store_open(scene->path.text, STORE_READ, &store), STORE_OPENED);
    for (int64_t id = 1; id <= scene->count; id++) {
        scene->was[id] = read_one(store, id, &scene->kept);
        assert_int_equal(scene->was[id].err, 0);
    }
    store_close(store);
    scene->pages = size_of(scene->path.text) / PAGE;
    assert_true(scene->pages > 50);
}

TEST(one_bit_that_turned_anywhere_is_noticed_and_never_served)
{
    const char *given = getenv("VAKWERK_SEED");
    unsigned seed = given != NULL ? (unsigned)strtoul(given, NULL, 10) : (unsigned)time(NULL);
    struct scene *scene = calloc(1, sizeof *scene);

    set_scene(*state, scene);
    print_message("VAKWERK_SEED=%u, %d bits in %lld pages\n", seed, flips, (long long)scene->pages);
    srandom(seed);
    for (int i = 0; i < flips; i++) {
        int64_t at = (i < scene->pages ? i : random() % scene->pages) * PAGE + random() % PAGE; /* each page once */
        int bit = (int)(random() % 8);
        turn_bit(scene->path.text, at, bit);
        look(scene, at, bit);
        if (store_check(scene->path.text) == STORE_OPENED)
            fail_msg("byte %lld bit %d: no check notices", (long long)at, bit);
        turn_bit(scene->path.text, at, bit);
    }
    assert_int_equal(store_check(scene->path.text), STORE_OPENED);
    arena_release(&scene->kept);
    arena_release(&scene->arena);
    free(scene);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(what_is_damaged_is_an_error_and_the_rest_is_served),
        OFFICE_TEST(who_comes_upon_damage_changes_nothing_and_the_next_does),
        OFFICE_TEST(a_batch_that_came_upon_damage_is_not_committed),
        OFFICE_TEST(what_is_damaged_is_not_opened_and_makes_no_backup),
        OFFICE_TEST(a_page_that_was_written_in_anothers_place_is_noticed),
        OFFICE_TEST(a_copy_is_sealed_and_what_is_opened_from_it_too),
        OFFICE_TEST(one_bit_that_turned_anywhere_is_noticed_and_never_served),
    };

    flips = argc > 1 ? atoi(argv[1]) : FLIPS;
    return TEST_RUN(tests);
}
