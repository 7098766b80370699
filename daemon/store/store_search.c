#include "store_search.h"

#include "ahead.h"
#include "daemon/log.h"
#include "db.h"
#include "seal.h"
#include "tally.h"

#include <assert.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define VERSION       5
#define AUTOMERGE     4    /* of FTS5 by itself */
#define GROWN_SHARE   8    /* when so great a part of it came since it was merged whole, it is again, */
#define GROWN_LEAST   1000 /* but not for so little */
#define MERGE_PAGES   64   /* of the index in one piece of erasing */
#define CANDIDATES    200  /* of what has the words, the newest so many are weighed */
#define ALIKE_MOST    2000 /* the same of what has some of the stems, of which most have little */
#define MISSES_MAX    500  /* so much that may not be shown after all is looked at beside them */
#define SPARE         40   /* of the best so many more are kept, for those that may not be shown */
#define GOES_ON       5    /* letters: words of so many are kept beside the index, shorter beginnings are within it */
#define GOES_ON_MOST  16   /* words in which one that goes on is looked for, when they are common: the commonest */
#define GOES_ON_READ  1000 /* of which they are chosen */
#define WALKED_MOST   4000 /* posts that have such words: until there, all of them are walked along */
#define STEMS_LEAST   3    /* that are looked for, however common they are */
#define FEW_ANYHOW    100
#define EACH_COUNTED  16384 /* questions; of later ones one in */
#define COUNTED_FOR   16    /* counts for so many: how common a stem is need only be known about */
#define TAG_BYTES_MAX 24
#define PIECE_BYTES   "4032"

/*
 * A word is kept as "<team>x<word>", team 0 for what is open to all: each team has an index of its own within the one.
 * Prefixes of two to four letters of open posts are indexed; longer ones, and those of teams, are found by walking
 * along all posts of all words that begin so. `word` tells which words those are, and when they are common, the
 * commonest of them are looked for in place of that. `marks` are k<kind> and t<theme>, so that who looks for one of
 * them alone does not walk the others.
 */
static const char *const tables[] = {
    "CREATE VIRTUAL TABLE words USING fts5 (title, text, marks, tokenize = 'unicode61 remove_diacritics 2',"
    " prefix = '4 5 6')",
    "CREATE VIRTUAL TABLE alike USING fts5 (title, text, tokenize = 'unicode61 remove_diacritics 2')",
    /* A piece of the index fits into a page beside what seals it: of its own accord it would be a byte too large. */
    "INSERT INTO words (words, rank) VALUES ('pgsz', " PIECE_BYTES ")",
    "INSERT INTO alike (alike, rank) VALUES ('pgsz', " PIECE_BYTES ")",
    /* How many open questions have it; '' is in each. FTS5 itself would have to walk all of them to tell. */
    "CREATE TABLE stem (stem TEXT PRIMARY KEY, questions INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    /* How many open posts have it, each with at least GOES_ON letters. */
    "CREATE TABLE word (word TEXT PRIMARY KEY, posts INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE entry (post INTEGER PRIMARY KEY, revision INTEGER NOT NULL, theme INTEGER NOT NULL, open INTEGER NOT"
    " NULL) STRICT",
    /* erase: 1 while words that were dropped may be in the file. merged: until where it was merged whole. */
    "CREATE TABLE state (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, at INTEGER NOT NULL,"
    " erase INTEGER NOT NULL, merged INTEGER NOT NULL) STRICT",
    "INSERT INTO state (id, seq, at, erase, merged) VALUES (1, 0, 0, 0, 0)",
};

enum {
    BEGIN,
    COMMIT,
    ROLLBACK,
    STATE,
    SET_STATE,
    SET_ERASE,
    SET_MERGED,
    MERGED,
    REVISION,
    SET_REVISION,
    ENTRY_OPEN,
    DROP_ENTRY,
    PUT_WORDS,
    WORDS_TEXTS,
    DROP_WORDS,
    MERGE_WORDS,
    KEEP_WORDS,
    PUT_ALIKE,
    ALIKE_TEXTS,
    DROP_ALIKE,
    MERGE_ALIKE,
    KEEP_ALIKE,
    COUNT_STEM,
    FORGET_STEM,
    COUNT_WORD,
    FORGET_WORD,
    WRITING, /* how many statements the indexer needs */
    STEM = WRITING,
    GOING_ON,
    FIND,
    FIND_SEEN,
    ALIKE,
    ALIKE_SEEN,
    SEEN
};

/*
 * What the database that is kept says now: not gone or retired, nor its question; and the searcher is still in the
 * team.
 */
#define VISIBLE                                                                                                        \
    "p.gone = 0 AND p.kind <> 8 AND (p.question IS NULL OR (SELECT q.gone FROM kept.post q WHERE q.id = p.question) =" \
    " 0) AND (p.team IS NULL OR p.team IN (SELECT s.team FROM kept.membership s JOIN kept.team w"                      \
    " ON w.id = s.team WHERE s.member = ?2 AND w.archived = 0)) "

/* And of a kind, in a theme and after a time that are wanted. */
#define FITS VISIBLE "AND (?3 = 0 OR ?3 >> p.kind & 1) AND (?4 IS NULL OR p.theme = ?4) AND p.posted_at > ?5"

static const char *const sql[] = {
    [BEGIN] = "BEGIN",
    [COMMIT] = "COMMIT",
    [ROLLBACK] = "ROLLBACK",
    [STATE] = "SELECT seq, at, erase FROM state",
    [SET_STATE] = "UPDATE state SET seq = ?, at = ?",
    [SET_ERASE] = "UPDATE state SET erase = ?",
    [SET_MERGED] = "UPDATE state SET merged = ?",
    [MERGED] = "SELECT merged FROM state",
    [REVISION] = "SELECT revision, theme FROM entry WHERE post = ?",
    [SET_REVISION] = "INSERT INTO entry (post, revision, theme, open) VALUES (?, ?, ?, ?)",
    [ENTRY_OPEN] = "SELECT open FROM entry WHERE post = ?",
    [DROP_ENTRY] = "DELETE FROM entry WHERE post = ?",
    [PUT_WORDS] = "INSERT INTO words (rowid, title, text, marks) VALUES (?, ?, ?, ?)",
    [WORDS_TEXTS] = "SELECT title, text FROM words WHERE rowid = ?",
    [DROP_WORDS] = "DELETE FROM words WHERE rowid = ?",
    [KEEP_WORDS] = "INSERT INTO words (words, rank) VALUES ('automerge', ?)",
    [MERGE_WORDS] = "INSERT INTO words (words, rank) VALUES ('merge', ?)",
    [PUT_ALIKE] = "INSERT INTO alike (rowid, title, text) VALUES (?, ?, ?)",
    [ALIKE_TEXTS] = "SELECT title, text FROM alike WHERE rowid = ?",
    [DROP_ALIKE] = "DELETE FROM alike WHERE rowid = ?",
    [KEEP_ALIKE] = "INSERT INTO alike (alike, rank) VALUES ('automerge', ?)",
    [MERGE_ALIKE] = "INSERT INTO alike (alike, rank) VALUES ('merge', ?)",

    [COUNT_STEM] = "INSERT INTO stem (stem, questions) VALUES (?1, ?2) ON CONFLICT (stem) DO UPDATE SET questions ="
                   " questions + ?2",
    [FORGET_STEM] = "DELETE FROM stem WHERE stem = ? AND questions <= 0",

    [COUNT_WORD] = "INSERT INTO word (word, posts) VALUES (?1, ?2) ON CONFLICT (word) DO UPDATE SET posts = posts + ?2",
    [FORGET_WORD] = "DELETE FROM word WHERE word = ? AND posts <= 0",

    [STEM] = "SELECT questions FROM stem WHERE stem = ?",
    [GOING_ON] = "SELECT word, posts FROM word WHERE word >= ?1 AND word < ?2 LIMIT ?3",
    /* Newest first. The weights of a title and a text, and which of the words are one that goes on. */
    [FIND] = "SELECT rowid, weigh(words, 4.0, 1.0, NULL, ?2, ?3) FROM words WHERE words MATCH ?1 ORDER BY rowid DESC",
    [ALIKE] = "SELECT rowid, weigh(alike, 3.0, 1.0, ?2) FROM alike WHERE alike MATCH ?1 ORDER BY rowid DESC",
    /* The same, and NULL for what may not be shown. */
    [FIND_SEEN] = "SELECT words.rowid, iif(" FITS ", weigh(words, 4.0, 1.0, NULL, ?6, ?7), NULL) FROM words CROSS JOIN"
                  " kept.post p ON p.id = words.rowid WHERE words MATCH ?1 ORDER BY words.rowid DESC",
    [ALIKE_SEEN] =
        "SELECT alike.rowid, iif(" FITS ", weigh(alike, 3.0, 1.0, ?6), NULL) FROM alike CROSS JOIN kept.post p"
        " ON p.id = alike.rowid WHERE alike MATCH ?1 ORDER BY alike.rowid DESC",
    [SEEN] = "SELECT 1 FROM kept.post p WHERE p.id = ?1 AND " FITS,
};
static const struct statement_set set_search = { "search", sql, sizeof sql / sizeof sql[0] };

enum { STEMS, WORDS, TALLIES };
static const struct {
    size_t count, forget;
} tallied[TALLIES] = { [STEMS] = { COUNT_STEM, FORGET_STEM }, [WORDS] = { COUNT_WORD, FORGET_WORD } };

struct search {
    sqlite3 *db;
    sqlite3_stmt *statements[sizeof sql / sizeof sql[0]];
    struct tally tallies[TALLIES]; /* counted in this transaction and not written yet */
    int erasing;                   /* the next of the steps below */
};

static struct query ask(struct search *search, size_t which)
{
    return (struct query){ .stmt = search->statements[which], .set = &set_search, .which = which, .rc = SQLITE_OK };
}

static int run(struct search *search, size_t which)
{
    struct query q = ask(search, which);

    return query_run(&q);
}

static int run_with(struct search *search, size_t which, int64_t value)
{
    struct query q = ask(search, which);

    bind_int(&q, value);
    return query_run(&q);
}

/* ---- how well a post fits ---- */

#define SATURATION 1.2
#define BY_LENGTH  0.6
#define MEAN_WORDS 60.0 /* of a post. Fixed: the true mean would tell of posts that one may not see */

struct weighing {
    const Fts5ExtensionApi *api;
    Fts5Context *context;
    double columns[2];
    const double *shares; /* of the phrases; NULL: all alike */
    int share_count;
    int first, same; /* so many phrases from this one on are one: the words with which one goes on */
};

/* How often each phrase stands there, a title counting more: into `often`, one for each phrase. */
static int count_phrases(const struct weighing *w, int phrases, double *often)
{
    int hits = 0, rc = w->api->xInstCount(w->context, &hits);

    for (int i = 0; i < hits && rc == SQLITE_OK; i++) {
        int phrase, column, offset;
        rc = w->api->xInst(w->context, i, &phrase, &column, &offset);
        if (phrase > w->first && phrase < w->first + w->same)
            phrase = w->first;
        if (rc == SQLITE_OK && phrase < phrases && column < 2)
            often[phrase] += w->columns[column];
    }
    return rc;
}

/* BM25, but with shares from outside in place of counts over the whole index. */
static int weigh(const struct weighing *w, double *out)
{
    int phrases = w->api->xPhraseCount(w->context), words = 0;
    double *often = calloc((size_t)phrases + 1, sizeof *often);
    int rc = often == NULL ? SQLITE_NOMEM : w->api->xColumnSize(w->context, -1, &words);

    *out = 0;
    if (rc == SQLITE_OK)
        rc = count_phrases(w, phrases, often);
    for (int i = 0; i < phrases && rc == SQLITE_OK; i++) {
        double share = w->shares == NULL ? 1 : w->shares[i % w->share_count];
        double damped = often[i] + SATURATION * (1 - BY_LENGTH + BY_LENGTH * words / MEAN_WORDS);
        *out += share * often[i] * (SATURATION + 1) / damped;
    }
    free(often);
    return rc;
}

/* weigh(table, weight of a title, weight of a text, shares as doubles or NULL[, the first of the same, how many]) */
static void weigh_function(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *context, int count,
                           sqlite3_value **values)
{
    struct weighing w = { .api = api, .context = fts };
    double result;

    w.columns[0] = count > 0 ? sqlite3_value_double(values[0]) : 1;
    w.columns[1] = count > 1 ? sqlite3_value_double(values[1]) : 1;
    if (count > 2 && sqlite3_value_type(values[2]) != SQLITE_NULL) {
        w.shares = sqlite3_value_blob(values[2]);
        w.share_count = sqlite3_value_bytes(values[2]) / (int)sizeof *w.shares;
    }
    if (count > 4) {
        w.first = sqlite3_value_int(values[3]);
        w.same = sqlite3_value_int(values[4]);
    }
    if (weigh(&w, &result) == SQLITE_OK)
        sqlite3_result_double(context, result);
    else
        sqlite3_result_error_nomem(context);
}

static bool add_weigh(struct search *search)
{
    sqlite3_stmt *stmt = NULL;
    fts5_api *api = NULL;

    if (sqlite3_prepare_v2(search->db, "SELECT fts5(?)", -1, &stmt, NULL) == SQLITE_OK &&
        sqlite3_bind_pointer(stmt, 1, &api, "fts5_api_ptr", NULL) == SQLITE_OK)
        sqlite3_step(stmt);
    sqlite3_finalize(stmt);
    return api != NULL && api->xCreateFunction(api, "weigh", NULL, weigh_function, NULL) == SQLITE_OK;
}

/* ---- opening ---- */

/* Nothing here is waited for: what a power cut takes is made anew from the events. */
static const char write_settings[] = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                                     "PRAGMA secure_delete = ON; PRAGMA cache_size = -4000;";
static const char read_settings[] = "PRAGMA query_only = ON; PRAGMA cache_size = -4000;";

static bool exec(struct search *search, const char *text)
{
    return sqlite3_exec(search->db, text, NULL, NULL, NULL) == SQLITE_OK;
}

static void close_database(struct search *search)
{
    for (size_t i = 0; i < set_search.count; i++) {
        sqlite3_finalize(search->statements[i]);
        search->statements[i] = NULL;
    }
    sqlite3_close(search->db);
    search->db = NULL;
}

/* Only its owner may read it: it has the words of every team. */
static bool open_file(struct search *search, const char *path, enum store_mode mode)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    int fd = mode == STORE_WRITE ? open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600) : -1;

    if (fd >= 0)
        close(fd);
    if (seal_install() != SQLITE_OK || sqlite3_open_v2(path, &search->db, flags, NULL) != SQLITE_OK ||
        (mode == STORE_WRITE && seal_begin(search->db) != SQLITE_OK))
        return false;
    sqlite3_busy_timeout(search->db, 5000);
    return exec(search, mode == STORE_WRITE ? write_settings : read_settings);
}

static bool attach(struct search *search, const char *kept_path)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = sqlite3_prepare_v2(search->db, "ATTACH ? AS kept", -1, &stmt, NULL) == SQLITE_OK &&
              sqlite3_bind_text(stmt, 1, kept_path, -1, SQLITE_STATIC) == SQLITE_OK &&
              sqlite3_step(stmt) == SQLITE_DONE;

    sqlite3_finalize(stmt);
    return ok;
}

/* Whether a statement's first row is this number. */
static bool says(struct search *search, const char *text, int64_t wanted)
{
    sqlite3_stmt *stmt = NULL;
    bool ok = sqlite3_prepare_v2(search->db, text, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW &&
              sqlite3_column_int64(stmt, 0) == wanted;

    sqlite3_finalize(stmt);
    return ok;
}

/* Whole, of this version, and of the past that the kept database has: not so after an older copy was put back. */
static bool is_sound(struct search *search, const char *kept_path)
{
    if (!says(search, "PRAGMA user_version", VERSION)) /* it is made anew: nobody looks at its pages */
        return false;
    ahead_read(search->db);
    bool sound = says(search, "SELECT quick_check = 'ok' FROM pragma_quick_check(1)", 1) && attach(search, kept_path);

    sound = sound && says(search,
                          "SELECT s.seq = 0 OR EXISTS (SELECT 1 FROM kept.event e WHERE e.seq = s.seq AND"
                          " e.at = s.at) FROM main.state s",
                          1);
    return exec(search, "DETACH kept") && sound;
}

static void remove_files(const char *path)
{
    static const char *const ends[] = { "", "-wal", "-shm", "-journal" };
    char file[4096];

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (snprintf(file, sizeof file, "%s%s", path, ends[i]) < (int)sizeof file)
            unlink(file);
}

static bool make_tables(struct search *search)
{
    char stamp[64];
    bool ok = exec(search, "BEGIN");

    for (size_t i = 0; i < sizeof tables / sizeof tables[0] && ok; i++)
        ok = exec(search, tables[i]);
    snprintf(stamp, sizeof stamp, "PRAGMA user_version = %d", VERSION);
    return ok && exec(search, stamp) && exec(search, "COMMIT");
}

static bool make_anew(struct search *search, const char *path)
{
    close_database(search);
    remove_files(path);
    log_info("search_index step=new");
    return open_file(search, path, STORE_WRITE) && make_tables(search);
}

static bool prepare(struct search *search, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sqlite3_prepare_v3(search->db, sql[i], -1, SQLITE_PREPARE_PERSISTENT, &search->statements[i], NULL) !=
            SQLITE_OK)
            return false;
    return true;
}

static bool open_to_write(struct search *search, const char *path, const char *kept_path)
{
    bool sound = open_file(search, path, STORE_WRITE) && is_sound(search, kept_path);

    return (sound || make_anew(search, path)) && prepare(search, WRITING);
}

static bool open_to_read(struct search *search, const char *path, const char *kept_path)
{
    return open_file(search, path, STORE_READ) && attach(search, kept_path) && add_weigh(search) &&
           prepare(search, set_search.count);
}

enum store_open_error store_search_open(const char *path, const char *kept_path, enum store_mode mode,
                                        struct search **out)
{
    struct search *search = calloc(1, sizeof *search);
    bool ok = search != NULL &&
              (mode == STORE_WRITE ? open_to_write(search, path, kept_path) : open_to_read(search, path, kept_path));

    *out = ok ? search : NULL;
    if (ok)
        return STORE_OPENED;
    log_error("search_open reason=\"%s\"", search == NULL ? "no memory" : sqlite3_errmsg(search->db));
    store_search_close(search);
    return STORE_CANNOT_OPEN;
}

static void clear_tallies(struct search *search)
{
    for (size_t i = 0; i < TALLIES; i++)
        tally_clear(&search->tallies[i]);
}

void store_search_close(struct search *search)
{
    if (search == NULL)
        return;
    close_database(search);
    clear_tallies(search);
    free(search);
}

sqlite3 *store_search_db(struct search *search)
{
    return search->db;
}

/* ---- filling ---- */

int store_search_begin(struct search *search)
{
    return run(search, BEGIN);
}

static int write_tally(struct search *search, int which);

int store_search_commit(struct search *search)
{
    int err = 0;

    for (int i = 0; i < TALLIES && err == 0; i++)
        err = write_tally(search, i);
    if (err == 0)
        err = run(search, COMMIT);
    if (err != 0)
        store_search_rollback(search);
    return err;
}

void store_search_rollback(struct search *search)
{
    clear_tallies(search);
    if (!sqlite3_get_autocommit(search->db))
        run(search, ROLLBACK);
}

static int read_state(struct search *search, int64_t *seq, bool *erase)
{
    struct query q = ask(search, STATE);
    bool found = query_row(&q);

    *seq = found ? column_int(&q) : 0;
    q.column++;
    *erase = found && column_int(&q) != 0;
    return query_end(&q);
}

int store_search_watermark(struct search *search, int64_t *seq)
{
    bool erase;

    return read_state(search, seq, &erase);
}

int store_search_set_watermark(struct search *search, const struct event *event)
{
    struct query q = ask(search, SET_STATE);

    bind_int(&q, event->seq);
    bind_int(&q, event->at);
    return query_run(&q);
}

int store_search_taken(struct search *search, int64_t post, int64_t *revision, int64_t *theme)
{
    struct query q = ask(search, REVISION);

    bind_int(&q, post);
    bool found = query_row(&q);
    *revision = found ? column_int(&q) : 0;
    *theme = found ? column_int(&q) : 0;
    return query_end(&q);
}

/* ---- how common stems and words are ---- */

struct writing {
    struct search *search;
    int which;
};

/* One of the tally, on its way into its table. */
static int write_count(void *context, struct span word, int64_t count)
{
    const struct writing *writing = context;
    struct query q = ask(writing->search, tallied[writing->which].count);

    if (count == 0)
        return 0;
    bind_text(&q, word);
    bind_int(&q, count);
    int err = query_run(&q);
    if (err != 0 || count > 0)
        return err;
    q = ask(writing->search, tallied[writing->which].forget);
    bind_text(&q, word);
    return query_run(&q);
}

/* The common ones are in many posts of one transaction: each is one change, in the order of the table. */
static int write_tally(struct search *search, int which)
{
    struct writing writing = { search, which };

    return tally_take(&search->tallies[which], write_count, &writing);
}

static int count_one(struct search *search, int which, struct span word, int64_t count)
{
    struct tally *tally = &search->tallies[which];
    int err = tally->count < TALLY_WORDS_MAX ? 0 : write_tally(search, which);

    return err != 0 || tally_add(tally, word, count) ? err : ERR_TOO_BIG;
}

static int word_order(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    int order = memcmp(x->ptr, y->ptr, x->len < y->len ? x->len : y->len);

    return order != 0 ? order : (x->len > y->len) - (x->len < y->len);
}

/* Cuts words at their spaces, behind what is in `out` already. */
static size_t cut_words(struct span words, struct span *out, size_t count)
{
    const char *at = words.ptr, *end = words.len == 0 ? at : words.ptr + words.len;

    while (at < end) {
        const char *space = memchr(at, ' ', (size_t)(end - at));
        size_t len = (size_t)((space == NULL ? end : space) - at);
        out[count++] = (struct span){ at, len };
        at += len + 1;
    }
    return count;
}

/* Counts each of the words once that has at least so many bytes. */
static int count_each(struct search *search, int which, struct span title, struct span text, size_t bytes_least,
                      int64_t add, struct arena *scratch)
{
    struct span *words = arena_take(scratch, (title.len + text.len + 2) * sizeof *words);
    int err = 0;

    if (words == NULL)
        return ERR_TOO_BIG;
    size_t count = cut_words(text, words, cut_words(title, words, 0));
    if (count > 0)
        qsort(words, count, sizeof *words, word_order);
    for (size_t i = 0; i < count && err == 0; i++)
        if (words[i].len >= bytes_least && (i == 0 || !span_equal(words[i], words[i - 1])))
            err = count_one(search, which, words[i], add);
    return err;
}

/*
 * Each stem of a question, with its tag, and the question itself. Of many questions only some are counted, each for the
 * others.
 */
static int count_stems(struct search *search, int64_t post, struct span title, struct span text, int sign,
                       struct arena *scratch)
{
    int64_t questions = post <= EACH_COUNTED ? 1 : COUNTED_FOR;

    if (post > EACH_COUNTED && post % COUNTED_FOR != 0)
        return 0;
    int err = count_one(search, STEMS, span_of(""), sign * questions);
    return err != 0 ? err : count_each(search, STEMS, title, text, 0, sign * questions, scratch);
}

/* What may be too short for its letters is counted as well: that finds nothing. */
static int count_words(struct search *search, struct span title, struct span text, int sign, struct arena *scratch)
{
    return count_each(search, WORDS, title, text, strlen("0x") + GOES_ON, sign, scratch);
}

static int read_texts(struct search *search, size_t which, int64_t post, struct arena *scratch, struct span *title,
                      struct span *text)
{
    struct query q = ask(search, which);

    bind_int(&q, post);
    bool found = query_row(&q);
    *title = found ? column_text(&q, scratch) : (struct span){ NULL, 0 };
    *text = found ? column_text(&q, scratch) : (struct span){ NULL, 0 };
    return query_end_found(&q, found);
}

/* What was counted when it was put in. */
static int uncount(struct search *search, int64_t post, struct arena *scratch)
{
    struct span title, text;
    int err = read_texts(search, WORDS_TEXTS, post, scratch, &title, &text);

    if (err == 0)
        err = count_words(search, title, text, -1, scratch);
    if (err == 0)
        err = read_texts(search, ALIKE_TEXTS, post, scratch, &title, &text);
    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    return count_stems(search, post, title, text, -1, scratch);
}

/*
 * What is to be erased will be merged as a whole: to merge bit by bit until then, as the index does by itself, is work
 * for nothing, half of what it costs to drop many.
 */
static int note_erase(struct search *search, bool on)
{
    int64_t seq, automerge = on ? 0 : AUTOMERGE;
    bool before = false;
    int err = read_state(search, &seq, &before);

    if (err != 0 || before == on)
        return err;
    err = run_with(search, KEEP_WORDS, automerge);
    if (err == 0)
        err = run_with(search, KEEP_ALIKE, automerge);
    return err != 0 ? err : run_with(search, SET_ERASE, on);
}

int store_search_drop(struct search *search, int64_t post, struct arena *scratch)
{
    struct query q = ask(search, ENTRY_OPEN);

    bind_int(&q, post);
    bool there = query_row(&q), open = there && column_int(&q) != 0;
    int err = query_end(&q);
    if (err != 0 || !there)
        return err;
    if (open)
        err = uncount(search, post, scratch);
    if (err == 0)
        err = run_with(search, DROP_ENTRY, post);
    if (err == 0)
        err = run_with(search, DROP_WORDS, post);
    if (err == 0)
        err = run_with(search, DROP_ALIKE, post);
    search->erasing = 0;
    return err != 0 ? err : note_erase(search, true);
}

/* Writes words with their team before each. Absent: no room. */
static struct span tag_words(struct span words, int64_t team, struct arena *arena)
{
    char tag[TAG_BYTES_MAX];
    size_t tag_len = (size_t)snprintf(tag, sizeof tag, "%lldx", (long long)team), count = 1, len = 0;

    for (size_t i = 0; i < words.len; i++)
        count += words.ptr[i] == ' ';
    char *out = arena_take(arena, words.len + count * (tag_len + 1) + 1);
    for (size_t i = 0; out != NULL && i < words.len; i++) {
        if (i == 0 || words.ptr[i - 1] == ' ') {
            memcpy(out + len, tag, tag_len);
            len += tag_len;
        }
        out[len++] = words.ptr[i];
    }
    return (struct span){ out, out == NULL ? 0 : len };
}

static int put_row(struct search *search, size_t which, int64_t post, struct span title, struct span text,
                   struct span marks)
{
    struct query q = ask(search, which);

    if (title.ptr == NULL || text.ptr == NULL)
        return ERR_TOO_BIG;
    bind_int(&q, post);
    bind_text(&q, title);
    bind_text(&q, text);
    if (which == PUT_WORDS)
        bind_text(&q, marks);
    return query_run(&q);
}

static int put_entry(struct search *search, const struct search_entry *entry)
{
    struct query q = ask(search, SET_REVISION);

    bind_int(&q, entry->post);
    bind_int(&q, entry->revision);
    bind_int(&q, entry->theme);
    bind_int(&q, entry->team == 0);
    return query_run(&q);
}

static int put_words(struct search *search, const struct search_entry *entry, struct arena *scratch)
{
    char marks[2 * TAG_BYTES_MAX];

    struct span title = tag_words(entry->title, entry->team, scratch);
    struct span text = tag_words(entry->text, entry->team, scratch);

    snprintf(marks, sizeof marks, "k%d t%lld", (int)entry->kind, (long long)entry->theme);
    int err = put_row(search, PUT_WORDS, entry->post, title, text, span_of(marks));
    return err != 0 || entry->team != 0 ? err : count_words(search, title, text, 1, scratch);
}

/* How common a stem is, is told by what is open to all. */
static int put_alike(struct search *search, const struct search_entry *entry, struct arena *scratch)
{
    struct span title = tag_words(entry->title_stems, entry->team, scratch);
    struct span text = tag_words(entry->text_stems, entry->team, scratch);
    int err = put_row(search, PUT_ALIKE, entry->post, title, text, (struct span){ NULL, 0 });

    return err != 0 || entry->team != 0 ? err : count_stems(search, entry->post, title, text, 1, scratch);
}

int store_search_put(struct search *search, const struct search_entry *entry, struct arena *scratch)
{
    int err = store_search_drop(search, entry->post, scratch);

    if (err == 0)
        err = put_entry(search, entry);
    if (err == 0)
        err = put_words(search, entry, scratch);
    return err != 0 || entry->title_stems.ptr == NULL ? err : put_alike(search, entry, scratch);
}

/* ---- erasing: merging the whole index into one drops what was deleted, and overwrites it ---- */

/* A word is looked for in each piece of the index by itself. */
int store_search_settle(struct search *search)
{
    struct query q = ask(search, MERGED);
    int64_t merged = query_row(&q) ? column_int(&q) : 0, seq = 0, least;
    bool erase = false;
    int err = query_end(&q);

    if (err == 0)
        err = read_state(search, &seq, &erase);
    least = merged / GROWN_SHARE > GROWN_LEAST ? merged / GROWN_SHARE : GROWN_LEAST;
    if (err != 0 || erase || seq - merged < least)
        return err;
    search->erasing = 0;
    return note_erase(search, true);
}

static const struct {
    size_t which;
    int64_t pages; /* below 0: begins a merge of everything; above: goes on with it until there is nothing to do */
} erase_steps[] = { { MERGE_WORDS, -MERGE_PAGES },
                    { MERGE_WORDS, MERGE_PAGES },
                    { MERGE_ALIKE, -MERGE_PAGES },
                    { MERGE_ALIKE, MERGE_PAGES } };

#define ERASE_STEPS ((int)(sizeof erase_steps / sizeof erase_steps[0]))

static int merge_some(struct search *search)
{
    int64_t before = sqlite3_total_changes64(search->db);
    int err = run_with(search, erase_steps[search->erasing].which, erase_steps[search->erasing].pages);
    bool nothing_to_do = sqlite3_total_changes64(search->db) - before < 2; /* as the manual of FTS5 says */

    if (err == 0 && (erase_steps[search->erasing].pages < 0 || nothing_to_do))
        search->erasing++;
    return err;
}

int store_search_erase(struct search *search, bool *done)
{
    int64_t seq;
    bool erase = false;
    int err = read_state(search, &seq, &erase);

    *done = err == 0 && !erase;
    if (err != 0 || !erase)
        return err;
    if (search->erasing < ERASE_STEPS)
        return merge_some(search);
    int rc = sqlite3_wal_checkpoint_v2(search->db, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
    if (rc != SQLITE_OK)
        return rc == SQLITE_BUSY ? 0 : ERR_STORAGE;
    search->erasing = 0;
    *done = true;
    err = run_with(search, SET_MERGED, seq);
    return err != 0 ? err : note_erase(search, false);
}

/* ---- asking ---- */

/*
 * What is to be matched, for SQLite to read. Words are letters and digits alone, so between quotes they are nothing
 * but words, whatever the searcher typed.
 */
struct expression {
    char *text; /* in the arena; NULL: no room */
    size_t len, size;
};

static struct expression expression_new(struct arena *arena, size_t words, size_t spaces)
{
    struct expression e = { .size = (words + 2) * (spaces + 1) * 96 + 64 };

    e.text = arena_take(arena, e.size);
    return e;
}

__attribute__((format(printf, 2, 3))) static void add(struct expression *e, const char *format, ...)
{
    va_list args;

    if (e->text == NULL)
        return;
    va_start(args, format);
    int used = vsnprintf(e->text + e->len, e->size - e->len, format, args);
    va_end(args);
    assert(used >= 0 && (size_t)used < e->size - e->len);
    e->len += (size_t)used;
}

/* The words with which one goes on, when they are looked for one by one. */
struct going_on {
    struct span words[GOES_ON_MOST]; /* with their tag */
    int64_t posts[GOES_ON_MOST];     /* falling */
    size_t count, phrase;            /* 0: no phrase is taken apart */
    bool some;                       /* there are more */
};

static void add_any(struct expression *e, const struct going_on *on)
{
    for (size_t i = 0; i < on->count; i++)
        add(e, "%s\"%.*s\"", i == 0 ? "(" : " OR ", span_int(on->words[i]), on->words[i].ptr);
    add(e, ")");
}

static void add_phrase(struct expression *e, const struct search_phrase *phrase, int64_t team)
{
    add(e, "\"");
    for (size_t i = 0; i < phrase->count; i++)
        add(e, "%s%lldx%.*s", i == 0 ? "" : " ", (long long)team, span_int(phrase->words[i]), phrase->words[i].ptr);
    add(e, phrase->prefix ? "\" *" : "\"");
}

static void add_space(struct expression *e, const struct search_query *query, int64_t team, const struct going_on *on)
{
    add(e, "%s(", e->len == 1 ? "" : " OR ");
    for (size_t i = 0; i < query->phrase_count; i++) {
        add(e, "%s", i == 0 ? "" : " AND ");
        if (team == 0 && on->count > 0 && i == on->phrase)
            add_any(e, on);
        else
            add_phrase(e, &query->phrases[i], team);
    }
    add(e, ")");
}

/* Behind what weighs the same, which is newer; the last falls off. */
static void add_found(int64_t post, double weight, size_t limit, struct search_found *out)
{
    size_t at = out->count < limit ? out->count++ : limit;

    for (; at > 0 && out->weights[at - 1] < weight; at--)
        if (at < limit) {
            out->posts[at] = out->posts[at - 1];
            out->weights[at] = out->weights[at - 1];
        }
    if (at < limit) {
        out->posts[at] = post;
        out->weights[at] = weight;
    }
}

/* One question to the index. */
struct asked {
    size_t which; /* FIND or ALIKE; the one behind it looks each of them up */
    struct span text;
    const struct search_query *fits; /* what may be shown, and how many */
    int most;                        /* that are weighed */
    int64_t first, same;             /* of FIND: which phrases are one */
    struct span shares;              /* of ALIKE */
};

/* Newest first, and not for ever: what is older than so much that fits, or does not, is not looked at. */
static int read_found(struct query *q, int most, size_t room, struct arena *arena, struct search_found *out, bool *more)
{
    int fits = 0, misses = 0;

    *out = (struct search_found){ .posts = arena_take(arena, (room + 1) * sizeof *out->posts),
                                  .weights = arena_take(arena, (room + 1) * sizeof *out->weights) };
    q->out_of_room |= out->posts == NULL || out->weights == NULL;
    while (!q->out_of_room && fits < most && misses < MISSES_MAX && query_row(q)) {
        int64_t post = column_int(q);
        int column = q->column++;
        bool fit = sqlite3_column_type(q->stmt, column) != SQLITE_NULL;
        if (fit)
            add_found(post, sqlite3_column_double(q->stmt, column), room, out);
        fits += fit;
        misses += !fit;
    }
    *more = (size_t)fits > room;
    return query_end(q);
}

static void bind_fits(struct query *q, const struct search_query *fits)
{
    bind_int(q, fits->member);
    bind_int(q, fits->kinds);
    bind_int_or_null(q, fits->theme, fits->theme != 0);
    bind_int(q, fits->since_at);
}

static int look(struct search *search, const struct asked *asked, bool seen, size_t room, struct arena *arena,
                struct search_found *out, bool *more)
{
    struct query q = ask(search, asked->which + seen);

    bind_text(&q, asked->text);
    if (seen)
        bind_fits(&q, asked->fits);
    if (asked->which == ALIKE)
        bind_blob(&q, asked->shares);
    if (asked->which == FIND) {
        bind_int(&q, asked->first);
        bind_int(&q, asked->same);
    }
    return read_found(&q, asked->most, room, arena, out, more);
}

/* The best of what was found that may be shown. */
static int keep_seen(struct search *search, const struct search_query *fits, struct search_found *found)
{
    size_t count = found->count;
    int err = 0;

    found->count = 0;
    for (size_t i = 0; i < count && found->count < fits->limit && err == 0; i++) {
        struct query q = ask(search, SEEN);
        bind_int(&q, found->posts[i]);
        bind_fits(&q, fits);
        if (query_row(&q)) {
            found->posts[found->count] = found->posts[i];
            found->weights[found->count++] = found->weights[i];
        }
        err = query_end(&q);
    }
    return err;
}

/*
 * To look each candidate up in the database costs much more than to weigh it, so that is done of the best alone; of all
 * when they are wanted since a time, or when too many of the best may not be shown.
 */
static int find_best(struct search *search, const struct asked *asked, struct arena *arena, struct search_found *out)
{
    bool more = false;

    if (asked->fits->since_at < 0) {
        int err = look(search, asked, false, asked->fits->limit + SPARE, arena, out, &more);
        if (err == 0)
            err = keep_seen(search, asked->fits, out);
        if (err != 0 || !more || out->count == asked->fits->limit)
            return err;
    }
    return look(search, asked, true, asked->fits->limit, arena, out, &more);
}

/* Which kinds and theme, for whoever wants some alone: so that the others need not be walked. */
static void add_marks(struct expression *e, const struct search_query *query)
{
    const char *before = " AND marks : (";

    for (unsigned kind = 0; query->kinds >> kind != 0; kind++)
        if ((query->kinds >> kind & 1) != 0) {
            add(e, "%sk%u", before, kind);
            before = " OR ";
        }
    add(e, query->kinds == 0 ? "" : ")");
    if (query->theme != 0)
        add(e, " AND marks : t%lld", (long long)query->theme);
}

/* ---- a word that goes on ---- */

static bool may_go_on(const struct search_phrase *phrase)
{
    size_t letters = 0;

    for (size_t i = 0; i < phrase->words[0].len; i++)
        letters += ((unsigned char)phrase->words[0].ptr[i] & 0xc0) != 0x80;
    return phrase->prefix && phrase->count == 1 && letters >= GOES_ON;
}

/* Among the commonest; the last falls off. */
static void add_going_on(struct going_on *on, struct span word, int64_t posts)
{
    size_t at = on->count < GOES_ON_MOST ? on->count++ : GOES_ON_MOST;

    for (; at > 0 && on->posts[at - 1] < posts; at--)
        if (at < GOES_ON_MOST) {
            on->words[at] = on->words[at - 1];
            on->posts[at] = on->posts[at - 1];
        }
    if (at < GOES_ON_MOST) {
        on->words[at] = word;
        on->posts[at] = posts;
    }
}

/* Those between the two. None are to be taken when so few posts have them that all can be walked along. */
static int read_going_on(struct search *search, struct span from, struct span until, struct arena *arena,
                         struct going_on *on)
{
    struct query q = ask(search, GOING_ON);
    int64_t posts = 0, rows = 0;

    bind_text(&q, from);
    bind_text(&q, until);
    bind_int(&q, GOES_ON_READ);
    while (query_row(&q)) {
        struct span word = column_text(&q, arena);
        int64_t of_word = column_int(&q);
        add_going_on(on, word, of_word);
        posts += of_word;
        rows++;
    }
    on->some = rows > GOES_ON_MOST;
    if (posts <= WALKED_MOST)
        on->count = 0;
    return query_end(&q);
}

/* Which words begin with the word of a phrase that may go on: from itself until what has its last byte one higher. */
static int find_going_on(struct search *search, const struct search_query *query, struct arena *arena,
                         struct going_on *on)
{
    char from[TAG_BYTES_MAX + 256], until[sizeof from];

    *on = (struct going_on){ .count = 0 };
    while (on->phrase < query->phrase_count && !may_go_on(&query->phrases[on->phrase]))
        on->phrase++;
    if (query->within || on->phrase == query->phrase_count)
        return 0;
    struct span word = query->phrases[on->phrase].words[0];
    int len = snprintf(from, sizeof from, "0x%.*s", span_int(word), word.ptr);
    if (len >= (int)sizeof from)
        return 0;
    memcpy(until, from, (size_t)len);
    until[len - 1]++;
    return read_going_on(search, (struct span){ from, (size_t)len }, (struct span){ until, (size_t)len }, arena, on);
}

/* ---- what has the words ---- */

static int find_words(struct search *search, const struct search_query *query, const struct going_on *on,
                      struct arena *arena, struct search_found *out)
{
    struct expression e =
        expression_new(arena, SEARCH_WORDS_MAX + SEARCH_PHRASES_MAX + GOES_ON_MOST, query->team_count);
    struct asked asked = {
        .which = FIND, .fits = query, .most = CANDIDATES, .first = (int64_t)on->phrase, .same = (int64_t)on->count
    };

    add(&e, "(");
    if (!query->within)
        add_space(&e, query, 0, on);
    for (size_t i = 0; i < query->team_count; i++)
        add_space(&e, query, query->teams[i], on);
    add(&e, ")");
    add_marks(&e, query);
    if (e.text == NULL)
        return ERR_TOO_BIG;
    asked.text = (struct span){ e.text, e.len };
    return find_best(search, &asked, arena, out);
}

/* When the commonest words with which one goes on give too little, all of them are walked along. */
static int find_all(struct search *search, const struct search_query *query, struct arena *arena,
                    struct search_found *out)
{
    struct going_on on;
    int err = find_going_on(search, query, arena, &on);
    if (err == 0)
        err = find_words(search, query, &on, arena, out);
    if (err != 0 || on.count == 0 || !on.some || out->count == query->limit)
        return err;
    on.count = 0;
    return find_words(search, query, &on, arena, out);
}

/* Of one moment, and so that the file need not be locked for each look by itself. */
int store_search_find(struct search *search, const struct search_query *query, struct arena *arena,
                      struct search_found *out)
{
    assert(query->phrase_count <= SEARCH_PHRASES_MAX && (!query->within || query->team_count > 0));
    *out = (struct search_found){ .count = 0 };
    int err = query->phrase_count == 0 ? 0 : store_search_begin(search);
    if (err != 0 || query->phrase_count == 0)
        return err;
    err = find_all(search, query, arena, out);
    store_search_rollback(search); /* which nothing was written in */
    return err;
}

/* ---- what is alike ---- */

struct stem_weight {
    struct span stem;
    int64_t questions; /* open ones that have it */
};

/* ptr NULL: how many questions there are. */
static int count_of(struct search *search, struct span stem, int64_t *out)
{
    char term[TAG_BYTES_MAX + 64] = "";
    struct query q = ask(search, STEM);

    if (stem.ptr != NULL)
        snprintf(term, sizeof term, "0x%.*s", span_int(stem), stem.ptr);
    bind_text(&q, span_of(term));
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

static int by_rarity(const void *a, const void *b)
{
    const struct stem_weight *x = a, *y = b;

    return (x->questions > y->questions) - (x->questions < y->questions);
}

/*
 * The rarest come first, and the commonest are left out when there are many questions: they say little, and cost
 * most. Only open questions are counted.
 */
static int choose_stems(struct search *search, const struct search_likeness *query, struct stem_weight *out,
                        size_t *count)
{
    int64_t walked = 0;
    int err = 0;

    for (size_t i = 0; i < query->stem_count && err == 0; i++) {
        out[i].stem = query->stems[i];
        err = count_of(search, query->stems[i], &out[i].questions);
    }
    qsort(out, query->stem_count, sizeof *out, by_rarity);
    *count = 0;
    while (*count < query->stem_count &&
           (*count < STEMS_LEAST || out[*count].questions < FEW_ANYHOW || walked + out[*count].questions < ALIKE_MOST))
        walked += out[(*count)++].questions;
    return err;
}

static void add_stems(struct expression *e, const struct stem_weight *stems, size_t count, int64_t team)
{
    for (size_t i = 0; i < count; i++)
        add(e, "%s\"%lldx%.*s\"", e->len == 0 ? "" : " OR ", (long long)team, span_int(stems[i].stem),
            stems[i].stem.ptr);
}

static int find_alike(struct search *search, const struct search_likeness *query, const struct stem_weight *stems,
                      size_t count, struct arena *arena, struct search_found *out)
{
    double shares[SEARCH_STEMS_MAX];
    struct expression e = expression_new(arena, count, query->team_count);
    struct search_query fits = { .member = query->member, .since_at = -1, .limit = query->limit };
    struct asked asked = { .which = ALIKE, .fits = &fits, .most = ALIKE_MOST };
    int64_t questions;
    int err = count_of(search, (struct span){ NULL, 0 }, &questions);

    if (err != 0 || e.text == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    for (size_t i = 0; i < count; i++)
        shares[i] = log(1 + ((double)questions + 1) / ((double)stems[i].questions + 0.5));
    add_stems(&e, stems, count, 0);
    for (size_t i = 0; i < query->team_count; i++)
        add_stems(&e, stems, count, query->teams[i]);
    asked.text = (struct span){ e.text, e.len };
    asked.shares = (struct span){ (const char *)shares, count * sizeof *shares };
    return find_best(search, &asked, arena, out);
}

int store_search_alike(struct search *search, const struct search_likeness *query, struct arena *arena,
                       struct search_found *out)
{
    struct stem_weight stems[SEARCH_STEMS_MAX];
    size_t count;

    assert(query->stem_count <= SEARCH_STEMS_MAX);
    *out = (struct search_found){ .count = 0 };
    int err = query->stem_count == 0 ? 0 : store_search_begin(search);
    if (err != 0 || query->stem_count == 0)
        return err;
    err = choose_stems(search, query, stems, &count);
    if (err == 0)
        err = find_alike(search, query, stems, count, arena, out);
    store_search_rollback(search);
    return err;
}
