/*
 * Erasing a member: what is left is looked for byte by byte in every file, and in every table by its number. Each piece
 * is also cut off before and after its commit, as by kill -9.
 */
#include "tests/daemon/office.h"

#include "daemon/erase.h"
#include "daemon/erase_list.h"
#include "daemon/indexer.h"
#include "daemon/store/store_own.h"
#include "daemon/store/store_search.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define ANNA   1
#define CUT    9
#define PIECES 40
#define MARK   "kastanjelaar"

static struct temppath file(const struct office *o, const char *name)
{
    return tempdir_file(&o->dir, name);
}

/* ---- driving it as the engine does ---- */

struct drive {
    struct office *o;
    struct store *store;
    struct search *search;
    struct arena arena;
    int pieces_left; /* until it is cut off; -1: never */
    bool after;      /* cut off after the commit of the last piece, else before it */
    bool behind;     /* the index has not seen it yet, and somebody reads what the journal holds */
};

static struct search *open_search(const struct office *o)
{
    struct search *search;

    assert_int_equal(store_search_open(file(o, "search.db").text, o->path.text, STORE_WRITE, &search), STORE_OPENED);
    return search;
}

/* Whether the index has taken everything in and out. */
static bool index_is_clean(struct drive *d)
{
    bool more = true, done = false;

    while (more)
        assert_int_equal(indexer_take_some(d->store, d->search, &d->o->arena, &more), 0);
    while (!done)
        assert_int_equal(store_search_erase(d->search, &done), 0);
    return true;
}

static struct erase erase_of(struct drive *d, const char *list)
{
    return (struct erase){ .store = d->store,
                           .settings = &d->o->settings,
                           .key = &d->o->key,
                           .list_path = list,
                           .now_ms = d->o->now_ms,
                           .arena = &d->arena };
}

/* Commits a piece; or ends this process before or after it, without goodbye. */
static void commit(struct drive *d)
{
    bool last = d->pieces_left >= 0 && d->pieces_left-- == 0;

    if (last && !d->after)
        _exit(CUT);
    assert_int_equal(store_commit(d->store), 0);
    if (last)
        _exit(CUT);
}

/* One piece; false when there is none. */
static bool piece(struct drive *d)
{
    struct temppath list = file(d->o, "erasures");
    struct erase erase = erase_of(d, list.text);
    struct erasure erasure;

    arena_reset(&d->arena);
    if (store_erase_next(d->store, INT64_MAX, ERASURE_DONE, &d->arena, &erasure) != 0)
        return false;
    erase.is_clean = erasure.step == ERASURE_GONE && !d->behind && index_is_clean(d);
    if (erasure.step == ERASURE_INDEXED && !d->behind)
        assert_int_equal(store_erase_journal(d->store, &erase.is_cut_off), 0);
    assert_int_equal(store_begin(d->store), 0);
    assert_int_equal(erase_piece(&erase, &erasure), 0);
    commit(d);
    return true;
}

static void begin_drive(struct drive *d, struct office *o)
{
    d->o = o;
    arena_init(&d->arena, 16 * 1024 * 1024);
    assert_int_equal(store_open(o->path.text, STORE_WRITE, &d->store), STORE_OPENED);
    d->search = open_search(o);
}

static void end_drive(struct drive *d)
{
    store_search_close(d->search);
    store_close(d->store);
    arena_release(&d->arena);
}

static void drive(struct office *o, int pieces, bool after)
{
    struct drive d = { .pieces_left = pieces, .after = after };
    int done = 0;

    begin_drive(&d, o);
    while (piece(&d))
        assert_true(++done < PIECES);
    end_drive(&d);
}

static void ask_for(struct office *o, const char *posts)
{
    OK(o, "anna", "member-erase", "{'posts': '%s'}", posts);
    OK(o, "anna", "member-erase-confirm", "{'confirmation': '%s'}", office_word(o, "confirmation").text);
}

static void erase_anna(struct office *o, const char *posts)
{
    ask_for(o, posts);
    drive(o, -1, false);
}

/* ---- what there is to erase ---- */

/* Anna's words carry a mark; so do her name, her address and her device. */
static void live(struct office *o)
{
    struct word_text other = office_ask(o, "gijs", "theme/regie/ask", "Een esdoorn");
    struct word_text answer = office_answer(o, "bram", other.text, "Een lijsterbes");

    office_sql(o, "UPDATE member SET display = 'Anna " MARK "' WHERE id = 1");
    OK(o, "beheer", "member-reset", "{'member': 'anna'}");
    OK(o, "anna", "enrol", "{'device': '" MARK "-laptop'}");
    OK(o, "anna", "digest-set", "{'frequency': 'weekly', 'email': '" MARK "@x.nl'}");
    for (int i = 0; i < 120; i++) /* more than one piece, and between the rows of others */
        office_sql(o,
                   "INSERT INTO post (kind, code, author, theme, title, text, posted_at) SELECT 1, 'X' || %d, %d, 1,"
                   " iif(%d %% 2, '" MARK " %d', 'beuk'), printf('%%.1500c', 'x') || '" MARK "', %d",
                   i, 1 + i % 2, i % 2 == 0, i, i);
    office_sql(o, "UPDATE post SET title = 'Een beuk', text = NULL WHERE title = 'beuk'");
    OK(o, "anna", "theme/regie/ask", "{'title': 'Waar staat de " MARK "?', 'anonymous': true}");
    struct word_text own = office_word(o, "code");
    OK(o, "anna", "team/delft/ask", "{'title': 'Binnen " MARK "', 'theme': 'wacht'}");
    OK(o, "anna", "answer",
       "{'to': '%s', 'text': 'Antwoord " MARK "', 'sources': [{'title': 'Bron " MARK "', 'url': 'https://" MARK
       ".nl'}]}",
       other.text);
    OK(o, "anna", "theme/wacht/tip", "{'text': 'Tip " MARK "', 'works': true}");
    OK(o, "anna", "team/delft/notice", "{'text': 'Bericht " MARK "', 'until_at': 1653040000000}");
    OK(o, "anna", "thank", "{'code': '%s', 'on': true}", answer.text);
    OK(o, "anna", "react", "{'code': '%s', 'reaction': 'works'}", answer.text);
    OK(o, "anna", "seen", "{'code': '%s'}", other.text);
    OK(o, "anna", "follow", "{'what': 'theme/regie'}");
    OK(o, "anna", "signal", "{'text': 'Knelpunt " MARK "', 'theme': 'wacht'}");
    OK(o, "anna", "waitlist-set", "{'municipality': 'delft', 'care': 'ggz', 'weeks': 12, 'note': 'Notitie " MARK "'}");
    OK(o, "anna", "team/delft/intervision-add", "{'codes': ['%s']}", other.text);
    office_answer(o, "gijs", own.text, "Een meidoorn");
    office_sql(o, "UPDATE member SET registration = 'SKJ' WHERE id = 1");
    office_sql(o, "UPDATE theme SET needs_endorsement = 1 WHERE slug = 'regie'");
    OK(o, "anna", "endorse", "{'code': '%s', 'unless': 'Tenzij " MARK "'}", answer.text);
    office_sql(o, "INSERT INTO digest (member, day, made_at, first_seq, last_seq) VALUES (1, '2022-05-19', 5, 1, 2)");
    office_sql(o, "INSERT INTO harvest (code, facilitator, title, begun_at) VALUES ('H2', 1, 'Tafel', 3)");
    office_sql(o, "INSERT INTO mailed (member, day, result) VALUES (1, '2022-05-19', 1)");
    office_sql(o, "INSERT OR IGNORE INTO newcomer (member, joined_at) VALUES (1, 7)");
    office_sql(o,
               "UPDATE ladder SET claimed_by = 1, claimed_at = 9, note = 'Briefje " MARK "' WHERE question = (SELECT id"
               " FROM post WHERE title = 'Binnen " MARK "')");
    OK(o, "anna", "report", "{'code': '%s', 'reason': 'unkind', 'note': 'Melding " MARK "'}", answer.text);
    office_sql(o,
               "INSERT INTO moderation (post, why, at, appeal, not_by, proposer, decision, decider, reason, decided_at)"
               " SELECT id, 1, 1, 'Bezwaar " MARK "', 1, 1, 1, 1, 'Te grof', 2 FROM post WHERE code = '%s'",
               own.text);
    office_sql(o, "INSERT INTO post (kind, code, author, theme, title, posted_at) VALUES (6, 'L7', 1, 1, 'Les', 1)");
    office_sql(
        o, "INSERT INTO lesson (post, guide, state, owner, drafter, reader) VALUES (last_insert_rowid(), 0, 2, 1, 1,"
           " 1)");
    office_sql(o, "INSERT INTO helped (post, member, day, at) VALUES (last_insert_rowid(), 1, 20220519, 13)");
    office_sql(o,
               "INSERT INTO unmask (post, member, reason, at) SELECT id, 1, 'Dreigement', 12 FROM post WHERE code ="
               " '%s'",
               other.text);
}

static void fill_index(struct office *o)
{
    struct drive d = { .o = o, .store = o->store, .search = open_search(o) };

    index_is_clean(&d);
    store_search_close(d.search);
}

/* Whether a file holds these bytes, with the journals as they lie there; one that goes meanwhile is none. */
static int grep(struct office *o, const char *bytes)
{
    char command[600];

    /* Four letters in either case would be found in a megabyte of anything now and then. */
    const char *flags = strlen(bytes) > 4 ? "-i" : "";
    snprintf(command, sizeof command, "grep -q -s -a -r %s '%s' '%s'", flags, bytes, o->dir.path);
    return system(command) == 0;
}

/* ---- nothing is left ---- */

/* But a region's: that account is not erased, see below. */
TEST(there_is_something_of_every_table_to_erase)
{
    struct office *o = *state;

    live(o);
    OK(o, "anna", "member-erase", "{'posts': 'remove'}");
    for (const struct own_table *table = own_tables; table->name != NULL; table++) {
        char column[64];
        if (strcmp(table->name, "region") != 0 && sscanf(table->members, "%63s", column) == 1 &&
            office_number(o, "SELECT count(*) FROM %s WHERE %s = 1", table->name, column) == 0)
            fail_msg("%s.%s has no row to look for", table->name, column);
    }
}

static void check_columns(struct office *o, const struct own_table *table)
{
    char column[64];
    int used;

    for (const char *at = table->members; sscanf(at, "%63s%n", column, &used) == 1; at += used)
        if (office_number(o, "SELECT count(*) FROM %s WHERE %s = %d", table->name, column, ANNA) != 0)
            fail_msg("%s.%s still leads to her", table->name, column);
}

static void check_nothing_leads_to_anna(struct office *o)
{
    for (const struct own_table *table = own_tables; table->name != NULL; table++)
        if (!table->kept)
            check_columns(o, table);
    assert_int_equal(office_number(o, "SELECT count(*) FROM pragma_foreign_key_check"), 0);
    assert_int_equal(office_number(o, "SELECT step FROM erasure WHERE member = %d", ANNA), ERASURE_DONE);
}

TEST(after_removal_not_a_byte_is_left_in_any_file)
{
    struct office *o = *state;

    live(o);
    fill_index(o);
    assert_true(grep(o, MARK));
    assert_true(grep(o, "anna"));
    erase_anna(o, "remove");
    check_nothing_leads_to_anna(o);
    assert_false(grep(o, MARK));
    assert_false(grep(o, "anna"));
    assert_false(grep(o, "Anna"));
    assert_true(grep(o, "lijsterbes")); /* of others everything is left */
    assert_true(grep(o, "meidoorn"));
}

/* As in a daemon, which never closes it: a close would cut the journal off by itself. */
TEST(nor_in_the_journal_of_an_index_that_stays_open)
{
    struct office *o = *state;
    struct drive d = { .pieces_left = -1 };
    int done = 0;

    live(o);
    begin_drive(&d, o);
    index_is_clean(&d);
    ask_for(o, "remove");
    while (piece(&d))
        assert_true(++done < PIECES);
    assert_false(grep(o, MARK));
    end_drive(&d);
}

TEST(without_a_name_the_texts_stay_and_the_rest_goes)
{
    struct office *o = *state;

    live(o);
    fill_index(o);
    erase_anna(o, "anonymise");
    check_nothing_leads_to_anna(o);
    assert_true(grep(o, "Antwoord " MARK));
    assert_true(grep(o, "Notitie " MARK)); /* of a waiting time */
    static const char *const gone[] = { "anna",         MARK "@x.nl",    MARK "-laptop", "Briefje " MARK,
                                        "Tenzij " MARK, "Melding " MARK, "Bezwaar " MARK };
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++)
        if (grep(o, gone[i]))
            fail_msg("%s is left", gone[i]);
}

TEST(what_stays_is_nobodys)
{
    struct office *o = *state;
    struct word_text question = office_ask(o, "anna", "theme/regie/ask", "Waar staat de boom?");

    OK(o, "anna", "theme/regie/ask", "{'title': 'Wie plant er een?', 'anonymous': true}");
    struct word_text hidden = office_word(o, "code");
    struct word_text hers =
        office_answer(o, "anna", office_ask(o, "gijs", "theme/regie/ask", "Een esdoorn").text, "Daar");

    erase_anna(o, "anonymise");
    OK(o, "gijs", "show", "{'code': '%s'}", question.text);
    assert_string_equal(text_at(o->reply, "title"), "Waar staat de boom?");
    assert_true(is_at(o->reply, "anonymous"));
    static const char *const absent[] = { "author", "author_name", "team", "registration", "function" };
    for (size_t i = 0; i < sizeof absent / sizeof absent[0]; i++)
        assert_false(has_at(o->reply, absent[i]));
    OK(o, "gijs", "show", "{'code': '%s'}", hers.text);
    assert_true(is_at(o->reply, "anonymous"));
    assert_false(is_at(o->reply, "asker")); /* it was not the asker who answered */
    NO("conflict", "code", o, "toezicht", "open-anonymous", "{'code': '%s', 'reason': 'Dreigement'}", hidden.text);
}

TEST(what_is_removed_is_withdrawn_with_an_event)
{
    struct office *o = *state;
    struct word_text hers =
        office_answer(o, "anna", office_ask(o, "gijs", "theme/regie/ask", "Een esdoorn").text, "Daar");
    int64_t before = office_number(o, "SELECT max(seq) FROM event");

    erase_anna(o, "remove");
    NO("not_found", "code", o, "gijs", "show", "{'code': '%s'}", hers.text);
    OK(o, "gijs", "sync", "{'since': %lld}", (long long)before);
    assert_int_equal(count_at(o->reply, "events"), 1);
    assert_string_equal(text_at(o->reply, "events.0.event"), "retracted");
    assert_string_equal(text_at(o->reply, "events.0.code"), hers.text);
    assert_int_equal(office_number(o, "SELECT answers FROM post WHERE title = 'Een esdoorn'"), 0);
}

/* A question that only her endorsement answered is open again. */
TEST(an_endorsement_does_not_outlive_who_gave_it)
{
    struct office *o = *state;

    live(o);
    assert_int_equal(office_number(o, "SELECT met_until <> 0 FROM post WHERE title = 'Een esdoorn'"), 1);
    erase_anna(o, "anonymise");
    assert_int_equal(office_number(o, "SELECT met_until FROM post WHERE title = 'Een esdoorn'"), 0);
}

TEST(how_often_a_lesson_helped_is_counted_after_those_whom_it_helped_are_erased)
{
    struct office *o = *state;

    live(o);
    office_sql(o, "INSERT INTO helped (post, member, day, at) SELECT post, 0, day, at FROM helped");
    erase_anna(o, "anonymise");
    assert_int_equal(office_number(o, "SELECT count(*) FROM helped WHERE member = 0"), 2);
}

TEST(why_an_anonymous_asker_was_looked_for_stays_and_cannot_be_changed)
{
    struct office *o = *state;

    live(o);
    erase_anna(o, "remove");
    assert_int_equal(office_number(o, "SELECT count(*) FROM unmask WHERE member = 0 AND reason = 'Dreigement'"), 1);
    assert_int_not_equal(sqlite3_exec(o->db, "UPDATE unmask SET member = 0, reason = 'Anders'", NULL, NULL, NULL),
                         SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(o->db, "UPDATE unmask SET member = 3", NULL, NULL, NULL), SQLITE_OK);
    assert_int_not_equal(sqlite3_exec(o->db, "DELETE FROM unmask", NULL, NULL, NULL), SQLITE_OK);
}

TEST(a_number_is_never_given_again_and_the_name_may_be)
{
    struct office *o = *state;

    office_sql(o, "UPDATE member SET roles = 4 WHERE name = 'post'");
    int64_t last = office_number(o, "SELECT max(id) FROM member");
    OK(o, "post", "member-erase", "{'posts': 'remove'}");
    OK(o, "post", "member-erase-confirm", "{'confirmation': '%s'}", office_word(o, "confirmation").text);
    drive(o, -1, false);
    assert_int_equal(office_number(o, "SELECT max(id) FROM member"), last - 1);
    OK(o, "beheer", "member-add", "{'member': 'post', 'name': 'Iemand Anders'}");
    assert_int_equal(office_number(o, "SELECT id FROM member WHERE name = 'post'"), last + 1);
}

TEST(the_log_says_that_it_was_asked_and_done_without_a_name)
{
    struct office *o = *state;
    char token[64];

    live(o);
    sqlite3_stmt *stmt;
    assert_int_equal(sqlite3_prepare_v2(o->db, "SELECT token FROM member WHERE id = 1", -1, &stmt, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
    snprintf(token, sizeof token, "%s", (const char *)sqlite3_column_text(stmt, 0));
    sqlite3_finalize(stmt);
    erase_anna(o, "remove");
    OK(o, "beheer", "log", "{'limit': 1}");
    assert_string_equal(text_at(o->reply, "items.0.action"), "erase");
    assert_false(has_at(o->reply, "items.0.member"));
    assert_non_null(strstr(text_at(o->reply, "items.0.detail"), token));
    OK(o, "beheer", "log-verify", "{}");
    assert_true(is_at(o->reply, "intact"));
    assert_int_equal(office_number(o, "SELECT count(*) FROM audit WHERE action = 14 AND member = 1"), 2);
}

/* The same request of an administrator is not answered again with a name that is gone. */
TEST(replies_to_others_forget_the_name)
{
    struct office *o = *state;
    struct id_text id = office_id(o);

    OK(o, "beheer", "member-reset", "{'id': '%s', 'member': 'anna'}", id.text);
    erase_anna(o, "anonymise");
    assert_false(grep(o, "anna"));
    assert_false(office_say(o, "beheer", "member-reset", "{'id': '%s', 'member': 'anna'}", id.text));
    assert_string_equal(text_at(o->reply, "error"), "conflict");
}

/* ---- cut off anywhere ---- */

/* A child that ends at the n-th piece; true when it came to its end before. */
static bool cut(struct office *o, int pieces, bool after)
{
    int status;
    pid_t child = fork();

    assert_true(child >= 0);
    if (child == 0) {
        drive(o, pieces, after);
        _exit(0);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_true(WEXITSTATUS(status) == 0 || WEXITSTATUS(status) == CUT);
    return WEXITSTATUS(status) == 0;
}

static bool try_cut(int pieces, bool after, const char *posts)
{
    void *state = NULL;

    office_setup(&state);
    struct office *o = state;
    live(o);
    fill_index(o);
    ask_for(o, posts);
    bool whole = cut(o, pieces, after);
    drive(o, -1, false);
    check_nothing_leads_to_anna(o);
    assert_false(grep(o, "anna"));
    assert_true(strcmp(posts, "remove") != 0 || !grep(o, MARK));
    office_teardown(&state);
    return whole;
}

TEST(a_cut_at_every_piece_is_made_whole_at_the_next_start)
{
    int pieces = 0;

    (void)state;
    for (bool whole = false; !whole; pieces++) {
        whole = try_cut(pieces, false, "remove");
        assert_int_equal(try_cut(pieces, true, "remove"), whole);
    }
    assert_true(pieces > 8);
}

/* ---- the list outside, and a copy of the past ---- */

static void start(struct office *o)
{
    struct temppath list = file(o, "erasures");
    struct drive d = { .o = o, .store = o->store };
    struct arena arena;

    arena_init(&arena, 16 * 1024 * 1024);
    struct erase erase = erase_of(&d, list.text);
    erase.arena = &arena;
    assert_int_equal(erase_at_start(&erase), 0);
    arena_release(&arena);
}

static void keep_copy(struct office *o)
{
    char copy[600];

    office_sql(o, "PRAGMA wal_checkpoint(TRUNCATE)");
    snprintf(copy, sizeof copy, "cp '%s' '%s.past'", o->path.text, o->dir.path);
    assert_int_equal(system(copy), 0);
}

static void put_back_copy(struct office *o)
{
    char back[1400];

    store_close(o->store);
    store_close(o->reader);
    sqlite3_close(o->db);
    snprintf(back, sizeof back, "rm -f '%s'-* '%s' && mv '%s.past' '%s'", o->path.text, file(o, "search.db").text,
             o->dir.path, o->path.text);
    assert_int_equal(system(back), 0);
    assert_int_equal(store_open(o->path.text, STORE_WRITE, &o->store), STORE_OPENED);
    assert_int_equal(store_open(o->path.text, STORE_READ, &o->reader), STORE_OPENED);
    assert_int_equal(sqlite3_open(o->path.text, &o->db), SQLITE_OK);
    office_restart(o);
}

TEST(who_was_erased_is_erased_again_after_a_restore)
{
    struct office *o = *state;

    live(o);
    fill_index(o);
    keep_copy(o);
    erase_anna(o, "remove");
    put_back_copy(o);

    assert_int_equal(office_number(o, "SELECT count(*) FROM member WHERE name = 'anna'"), 1);
    start(o); /* before anybody can come in: shut out, and no text is hers */
    assert_int_equal(office_number(o, "SELECT disabled FROM member WHERE name = 'anna'"), 1);
    assert_int_equal(office_number(o, "SELECT count(*) FROM device WHERE member = 1"), 0);
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE author = 1"), 0);
    drive(o, -1, false);
    check_nothing_leads_to_anna(o);
    assert_false(grep(o, MARK));
    assert_false(grep(o, "anna"));
}

TEST(the_list_says_nothing_of_who_it_was_and_is_its_owners_alone)
{
    struct office *o = *state;
    char line[128];
    mode_t before = umask(0);

    erase_anna(o, "anonymise");
    umask(before);
    FILE *list = fopen(file(o, "erasures").text, "r");
    assert_non_null(list);
    assert_non_null(fgets(line, sizeof line, list));
    assert_int_equal(strlen(line), 32 + strlen(" anonymise\n"));
    assert_int_equal(strspn(line, "0123456789abcdef"), 32);
    assert_null(fgets(line, sizeof line, list));
    fclose(list);
    snprintf(line, sizeof line, "test $(stat -c %%a '%.80s') = 600", file(o, "erasures").text);
    assert_int_equal(system(line), 0);
}

TEST(a_line_that_a_power_cut_broke_harms_no_other)
{
    struct office *o = *state;
    struct temppath path = file(o, "erasures");
    FILE *list = fopen(path.text, "w");

    assert_non_null(list);
    fputs("0123", list);
    fclose(list);
    assert_false(erase_list_has_any(path.text));
    erase_anna(o, "remove");
    assert_true(erase_list_has_any(path.text));
    start(o);
}

/* ---- posts, and a copy of the past ---- */

/* After a commit, as the daemon does before it replies. */
static void write_list(struct office *o)
{
    assert_int_equal(erase_list_follow(file(o, "erasures").text, o->store, &o->arena), 0);
}

static int lines_of_list(struct office *o)
{
    char line[128];
    int lines = 0;
    FILE *list = fopen(file(o, "erasures").text, "r");

    while (list != NULL && fgets(line, sizeof line, list) != NULL)
        lines++;
    if (list != NULL)
        fclose(list);
    return lines;
}

static bool is_seen(struct office *o, const char *code)
{
    return office_say(o, "gijs", "show", "{'code': '%s'}", code);
}

static void decide(struct office *o, const char *verb, const char *code)
{
    OK(o, "toezicht", verb, "{'code': '%s', 'reason': 'Te grof'}", code);
    write_list(o);
}

static void redact(struct office *o, const char *code, const char *title, int base)
{
    OK(o, "toezicht", "redact", "{'code': '%s', 'title': '%s', 'base': %d, 'reason': 'Een naam'}", code, title, base);
    write_list(o);
}

static struct word_text ask(struct office *o, const char *title)
{
    return office_ask(o, "anna", "theme/regie/ask", title);
}

TEST(what_was_withdrawn_does_not_come_back_with_a_copy)
{
    struct office *o = *state;
    struct word_text code = ask(o, "Waar staat de " MARK "?"), other = ask(o, "Een esdoorn");

    keep_copy(o);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    assert_true(o->effects.changes.listed);
    write_list(o);
    put_back_copy(o);
    assert_true(is_seen(o, code.text));
    int64_t before = office_number(o, "SELECT max(seq) FROM event");
    start(o);
    assert_false(is_seen(o, code.text));
    assert_true(is_seen(o, other.text));
    assert_int_equal(office_number(o, "SELECT count(*) FROM post WHERE title LIKE '%%" MARK "%%'"), 0);
    OK(o, "gijs", "sync", "{'since': %lld}", (long long)before); /* and who kept it hears of it */
    assert_int_equal(count_at(o->reply, "events"), 1);
    assert_string_equal(text_at(o->reply, "events.0.event"), "retracted");
    start(o);
    assert_int_equal(office_number(o, "SELECT max(seq) FROM event"), before + 1);
}

TEST(what_was_hidden_or_rejected_is_so_again_and_moderators_see_it)
{
    struct office *o = *state;
    struct word_text hidden = ask(o, "Verborgen"), reported = ask(o, "Gemeld"), rejected = ask(o, "Afgekeurd");

    keep_copy(o);
    decide(o, "hold", hidden.text);
    OK(o, "bram", "report", "{'code': '%s', 'reason': 'unkind'}", reported.text);
    OK(o, "gijs", "report", "{'code': '%s', 'reason': 'unkind'}", reported.text);
    write_list(o);
    decide(o, "reject", rejected.text);
    put_back_copy(o);
    start(o);
    assert_false(is_seen(o, hidden.text) || is_seen(o, reported.text) || is_seen(o, rejected.text));
    OK(o, "toezicht", "queue", "{}");
    assert_int_equal(count_at(o->reply, "items"), 2); /* what was rejected is decided */
    OK(o, "anna", "appeal", "{'code': '%s', 'text': 'Toch'}", rejected.text);
    assert_int_equal(office_number(o, "SELECT count(*) FROM audit WHERE action = 17 AND who = 0"), 3);
}

TEST(a_text_from_before_a_moderator_changed_it_is_held)
{
    struct office *o = *state;
    struct word_text code = ask(o, "Waar woont " MARK "?");

    keep_copy(o);
    redact(o, code.text, "Waar woont iemand?", 1);
    put_back_copy(o);
    start(o);
    assert_false(is_seen(o, code.text));
    redact(o, code.text, "Waar woont iemand?", 1);
    assert_true(is_seen(o, code.text));
    start(o); /* and once it was looked at again it stays */
    assert_true(is_seen(o, code.text));
}

TEST(what_was_let_be_seen_again_stays_so_with_its_text)
{
    struct office *o = *state;
    struct word_text code = ask(o, "Toch goed"), changed = ask(o, "Met een " MARK);

    keep_copy(o);
    decide(o, "hold", code.text);
    decide(o, "release", code.text);
    decide(o, "hold", changed.text);
    redact(o, changed.text, "Zonder", 1);
    assert_true(is_seen(o, changed.text));
    put_back_copy(o);
    start(o);
    assert_true(is_seen(o, code.text));
    assert_false(is_seen(o, changed.text));
}

/* Of a copy from when it was open to all: a moderator sends it to its team again. */
TEST(what_went_into_a_team_is_not_open_again_with_a_copy)
{
    struct office *o = *state;
    struct word_text code = ask(o, "Iets van Delft alleen"), answer = office_answer(o, "bram", code.text, "Een beuk");

    keep_copy(o);
    OK(o, "toezicht", "move", "{'code': '%s', 'team': 'delft', 'reason': 'Van Delft'}", code.text);
    assert_true(o->effects.changes.listed);
    write_list(o);
    put_back_copy(o);
    assert_true(is_seen(o, code.text) && is_seen(o, answer.text));
    start(o);
    assert_false(is_seen(o, code.text) || is_seen(o, answer.text));
    OK(o, "toezicht", "move", "{'code': '%s', 'team': 'delft', 'reason': 'Van Delft'}", code.text);
    OK(o, "anna", "show", "{'code': '%s'}", code.text);
}

/* Its number is given again after a restore, to another. */
TEST(what_is_new_since_a_restore_is_not_taken_for_what_was_withdrawn)
{
    struct office *o = *state;

    keep_copy(o);
    struct word_text code = ask(o, "Waar staat de " MARK "?");
    int64_t number = office_number(o, "SELECT max(id) FROM post");
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    write_list(o);
    put_back_copy(o);
    code = ask(o, "Een esdoorn");
    assert_int_equal(office_number(o, "SELECT max(id) FROM post"), number);
    start(o);
    assert_true(is_seen(o, code.text));
}

TEST(what_a_crash_kept_from_the_list_is_written_at_the_next_start)
{
    struct office *o = *state;
    struct word_text code = ask(o, "Waar staat de " MARK "?");

    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    assert_int_equal(lines_of_list(o), 0);
    start(o);
    assert_int_equal(lines_of_list(o), 1);
    write_list(o);
    assert_int_equal(lines_of_list(o), 1);
}

TEST(a_list_that_cannot_be_written_is_written_later)
{
    struct office *o = *state;
    struct word_text code = ask(o, "Waar staat de " MARK "?");

    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    assert_int_equal(erase_list_follow(o->dir.path, o->store, &o->arena), ERR_STORAGE);
    write_list(o);
    assert_int_equal(lines_of_list(o), 1);
    assert_false(erase_list_has_any(file(o, "erasures").text)); /* no member is in it */
}

/* A copy that version 10 made has no marks; its posts are known by their times. */
TEST(a_post_of_before_the_marks_has_its_time_for_one)
{
    struct office *o = *state;
    struct word_text code = ask(o, "Van vroeger");

    office_sql(o, "UPDATE post SET mark = posted_at");
    keep_copy(o);
    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    write_list(o);
    put_back_copy(o);
    start(o);
    assert_false(is_seen(o, code.text));
}

/* ---- asking ---- */

TEST(nothing_happens_before_it_is_confirmed)
{
    struct office *o = *state;

    OK(o, "anna", "member-erase", "{'posts': 'remove'}");
    assert_string_equal(text_at(o->reply, "member"), "anna");
    assert_int_equal(int_at(o->reply, "things"), 0);
    assert_true(int_at(o->reply, "until_at") == o->now_ms + 15 * MINUTE_MS);
    drive(o, -1, false);
    OK(o, "anna", "me", "{}");
    NO("conflict", "confirmation", o, "anna", "member-erase-confirm", "{'confirmation': 'geraden'}");
    NO("conflict", "confirmation", o, "bram", "member-erase-confirm", "{'confirmation': 'geraden'}");
}

TEST(a_confirmation_is_good_for_a_while_and_only_the_last_one)
{
    struct office *o = *state;

    OK(o, "anna", "member-erase", "{'posts': 'remove'}");
    struct word_text first = office_word(o, "confirmation");
    OK(o, "anna", "member-erase", "{'posts': 'anonymise'}");
    struct word_text second = office_word(o, "confirmation");
    NO("conflict", "confirmation", o, "anna", "member-erase-confirm", "{'confirmation': '%s'}", first.text);
    o->now_ms += 15 * MINUTE_MS + 1;
    NO("conflict", "confirmation", o, "anna", "member-erase-confirm", "{'confirmation': '%s'}", second.text);
    o->now_ms -= 1;
    OK(o, "anna", "member-erase-confirm", "{'confirmation': '%s'}", second.text);
    assert_true(o->effects.changes.erasures);
    assert_int_equal(office_number(o, "SELECT remove FROM erasure"), 0);
    NO("conflict", "member", o, "anna", "member-erase-confirm", "{'confirmation': '%s'}", second.text);
    NO("conflict", "member", o, "anna", "member-erase", "{'posts': 'remove'}");
}

TEST(a_confirmation_is_for_one_member)
{
    struct office *o = *state;

    OK(o, "beheer", "member-erase", "{'member': 'bram', 'posts': 'remove'}");
    struct word_text code = office_word(o, "confirmation");
    OK(o, "beheer", "member-erase", "{'member': 'anna', 'posts': 'remove'}");
    NO("conflict", "confirmation", o, "beheer", "member-erase-confirm", "{'member': 'anna', 'confirmation': '%s'}",
       code.text);
    OK(o, "beheer", "member-erase-confirm", "{'member': 'bram', 'confirmation': '%s'}", code.text);
}

TEST(only_administrators_erase_somebody_else_and_the_last_one_stays)
{
    struct office *o = *state;

    NO("forbidden", "member", o, "bram", "member-erase", "{'member': 'anna', 'posts': 'remove'}");
    NO("forbidden", "member", o, "bram", "member-erase", "{'member': 'niemand', 'posts': 'remove'}");
    NO("not_found", "member", o, "beheer", "member-erase", "{'member': 'niemand', 'posts': 'remove'}");
    NO("bad_request", "posts", o, "beheer", "member-erase", "{'member': 'anna', 'posts': 'alles'}");
    NO("conflict", "member", o, "beheer", "member-erase", "{'posts': 'remove'}");
    office_sql(o, "UPDATE member SET roles = 4 WHERE name = 'eva'");
    OK(o, "beheer", "member-erase", "{'posts': 'remove'}");
    struct word_text code = office_word(o, "confirmation");
    OK(o, "eva", "member-erase", "{'posts': 'remove'}");
    OK(o, "eva", "member-erase-confirm", "{'confirmation': '%s'}", office_word(o, "confirmation").text);
    NO("conflict", "member", o, "beheer", "member-erase-confirm", "{'confirmation': '%s'}", code.text);
}

TEST(the_account_of_another_region_is_not_erased_as_a_member)
{
    struct office *o = *state;

    office_sql(o, "UPDATE member SET roles = 16 WHERE name = 'eva'");
    NO("not_found", "member", o, "beheer", "member-erase", "{'member': 'eva', 'posts': 'remove'}");
}

/* An administrator who lets her in again in between only makes it longer. */
TEST(a_post_that_came_in_between_is_erased_too)
{
    struct office *o = *state;

    ask_for(o, "remove");
    office_sql(o, "UPDATE erasure SET step = 4");
    office_ask(o, "anna", "theme/regie/ask", "Nog gauw een " MARK);
    drive(o, -1, false);
    check_nothing_leads_to_anna(o);
    assert_false(grep(o, MARK));
}

/* However much somebody wrote: no piece is long, and between two of them others write. */
TEST(others_are_served_between_the_pieces)
{
    enum { POSTS = 500, LONGEST = 50 };
    struct drive d = { .pieces_left = -1 };
    struct office *o = *state;
    int64_t left = POSTS;

    office_sql(o,
               "WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO post (kind,"
               " code, author, theme, title, posted_at) SELECT 1, 'X' || i, 1, 1, 'Een esdoorn', i FROM n",
               POSTS);
    ask_for(o, "remove");
    begin_drive(&d, o);
    for (int i = 0; piece(&d); i++) {
        int64_t now = office_number(o, "SELECT count(*) FROM post WHERE author = 1");
        assert_true(left - now <= LONGEST);
        left = now;
        OK(o, "bram", "theme/regie/ask", "{'title': 'Wie kent nummer %d?'}", i);
    }
    end_drive(&d);
    assert_int_equal(left, 0);
    check_nothing_leads_to_anna(o);
}

static int64_t step_of_anna(struct office *o)
{
    return office_number(o, "SELECT step FROM erasure WHERE member = %d", ANNA);
}

/* What is not clean yet is not said to be done, however often it is looked at. */
TEST(it_waits_for_the_index_and_for_who_reads_the_journal)
{
    static const enum erasure_step steps[] = { ERASURE_GONE, ERASURE_INDEXED, ERASURE_DONE };
    struct drive d = { .pieces_left = -1 };
    struct office *o = *state;

    ask_for(o, "remove");
    begin_drive(&d, o);
    while (step_of_anna(o) != ERASURE_GONE)
        assert_true(piece(&d));
    for (size_t i = 0; i + 1 < sizeof steps / sizeof steps[0]; i++) {
        d.behind = true;
        for (int look = 0; look < 3; look++) {
            assert_true(piece(&d));
            assert_int_equal(step_of_anna(o), steps[i]);
        }
        d.behind = false;
        assert_true(piece(&d));
        assert_int_equal(step_of_anna(o), steps[i + 1]);
    }
    assert_false(piece(&d));
    end_drive(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(there_is_something_of_every_table_to_erase),
        OFFICE_TEST(after_removal_not_a_byte_is_left_in_any_file),
        OFFICE_TEST(nor_in_the_journal_of_an_index_that_stays_open),
        OFFICE_TEST(without_a_name_the_texts_stay_and_the_rest_goes),
        OFFICE_TEST(what_stays_is_nobodys),
        OFFICE_TEST(what_is_removed_is_withdrawn_with_an_event),
        OFFICE_TEST(an_endorsement_does_not_outlive_who_gave_it),
        OFFICE_TEST(how_often_a_lesson_helped_is_counted_after_those_whom_it_helped_are_erased),
        OFFICE_TEST(why_an_anonymous_asker_was_looked_for_stays_and_cannot_be_changed),
        OFFICE_TEST(a_number_is_never_given_again_and_the_name_may_be),
        OFFICE_TEST(the_log_says_that_it_was_asked_and_done_without_a_name),
        OFFICE_TEST(replies_to_others_forget_the_name),
        cmocka_unit_test(a_cut_at_every_piece_is_made_whole_at_the_next_start),
        OFFICE_TEST(who_was_erased_is_erased_again_after_a_restore),
        OFFICE_TEST(the_list_says_nothing_of_who_it_was_and_is_its_owners_alone),
        OFFICE_TEST(a_line_that_a_power_cut_broke_harms_no_other),
        OFFICE_TEST(what_was_withdrawn_does_not_come_back_with_a_copy),
        OFFICE_TEST(what_was_hidden_or_rejected_is_so_again_and_moderators_see_it),
        OFFICE_TEST(a_text_from_before_a_moderator_changed_it_is_held),
        OFFICE_TEST(what_was_let_be_seen_again_stays_so_with_its_text),
        OFFICE_TEST(what_went_into_a_team_is_not_open_again_with_a_copy),
        OFFICE_TEST(what_is_new_since_a_restore_is_not_taken_for_what_was_withdrawn),
        OFFICE_TEST(what_a_crash_kept_from_the_list_is_written_at_the_next_start),
        OFFICE_TEST(a_list_that_cannot_be_written_is_written_later),
        OFFICE_TEST(a_post_of_before_the_marks_has_its_time_for_one),
        OFFICE_TEST(nothing_happens_before_it_is_confirmed),
        OFFICE_TEST(a_confirmation_is_good_for_a_while_and_only_the_last_one),
        OFFICE_TEST(a_confirmation_is_for_one_member),
        OFFICE_TEST(only_administrators_erase_somebody_else_and_the_last_one_stays),
        OFFICE_TEST(a_post_that_came_in_between_is_erased_too),
        OFFICE_TEST(the_account_of_another_region_is_not_erased_as_a_member),
        OFFICE_TEST(others_are_served_between_the_pieces),
        OFFICE_TEST(it_waits_for_the_index_and_for_who_reads_the_journal),
    };

    return TEST_RUN(tests);
}
