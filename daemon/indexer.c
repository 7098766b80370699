#include "indexer.h"

#include "clock.h"
#include "log.h"
#include "proto/schema.h"
#include "proto/term.h"
#include "store/store_post.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#define ARENA_BYTES  (16 * 1024 * 1024)
#define AT_ONCE      1000 /* events in one transaction */
#define WORDS_MAX    2000 /* of one text; it has at most so many characters */
#define ANSWERS_MAX  1000 /* of a question that was moved */
#define GATHER_MS    50   /* so that a burst is one piece of work, */
#define GATHER_MAX   800  /* and one that goes on few large ones: still less than a second behind */
#define BURST_PER_MS 1    /* more events than that no users make: it is what waited somewhere, */
#define BURST_MS     5000 /* and meanwhile, for so long at the most, the processor is the writer's; */
#define CALM_MS      200  /* whether it is over is looked at so often */
#define ERASE_MS     1000 /* of quiet, before words are taken out of the file, or it is merged */
#define TRY_AGAIN_MS 5000
#define NICE         10 /* requests go first */
#define FOREVER      INT64_MAX

struct indexer {
    struct store *store;
    struct search *search;
    struct arena arena;
    int64_t gather_ms;   /* of the thread alone, as all above, */
    int64_t burst_until; /* and so, on the monotonic clock, until when what comes is waited for; 0: it is no burst */
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
    bool started, woken, stop; /* the last two under the mutex, */
    int64_t came;              /* and so how many events it was called for, */
    bool wanted;               /* whether somebody waits until it is clean, */
    int64_t clean_seq;         /* and up to where it is */
};

/* ---- one post ---- */

/* Words with a space between them. ptr NULL: no room. */
struct joined {
    char *text;
    size_t len;
};

static struct joined joined_new(const struct terms *terms, struct arena *arena)
{
    return (struct joined){ .text = arena_take(arena, terms->count * (TERM_BYTES_MAX + 1) + 1) };
}

static void join(struct joined *joined, struct span word)
{
    if (joined->text == NULL)
        return;
    if (joined->len > 0)
        joined->text[joined->len++] = ' ';
    memcpy(joined->text + joined->len, word.ptr, word.len);
    joined->len += word.len;
}

static struct span span_of_joined(const struct joined *joined)
{
    return (struct span){ joined->text, joined->len };
}

static int join_text(struct span text, struct arena *arena, struct span *words, struct span *stems)
{
    struct terms terms;
    char room[TERM_BYTES_MAX];
    int err = terms_read(text, WORDS_MAX, arena, &terms);

    if (err != 0)
        return err;
    struct joined all = joined_new(&terms, arena), alike = joined_new(&terms, arena);
    for (size_t i = 0; i < terms.count; i++) {
        join(&all, terms.list[i].word);
        if (stems != NULL && !term_is_stop(terms.list[i].word))
            join(&alike, term_stem(terms.list[i].word, room));
    }
    *words = span_of_joined(&all);
    if (stems != NULL)
        *stems = span_of_joined(&alike);
    return 0;
}

static bool is_wanted(const struct post *post)
{
    bool has_text = post->title.ptr != NULL || post->text.ptr != NULL;
    bool kind = post->kind == POST_QUESTION || post->kind == POST_ANSWER || post->kind == POST_TIP ||
                post->kind == POST_LESSON || post->kind == POST_GUIDE;

    return kind && !store_post_is_gone(post) && has_text;
}

/* A lesson's text is all of what it says. */
static struct span whole_text(const struct post *post, struct arena *arena)
{
    const struct span parts[] = { post->text, post->works_when, post->works_not };
    size_t len = 0;

    if (!store_post_is_lesson(post))
        return post->text;
    char *text = arena_take(arena, parts[0].len + parts[1].len + parts[2].len + 3);
    for (size_t i = 0; text != NULL && i < 3; i++) {
        if (parts[i].len > 0)
            memcpy(text + len, parts[i].ptr, parts[i].len);
        len += parts[i].len;
        text[len++] = '\n';
    }
    return (struct span){ text, len };
}

/* Questions are compared with what is about to be asked, and so is what was learned from them. */
static int put(struct search *search, const struct post *post, struct arena *arena)
{
    struct search_entry entry = {
        .post = post->id, .kind = (int)post->kind, .theme = post->theme, .team = post->team, .revision = post->revision
    };
    bool compared = post->kind == POST_QUESTION || store_post_is_lesson(post);
    int err = join_text(post->title, arena, &entry.title, compared ? &entry.title_stems : NULL);

    if (err == 0)
        err = join_text(whole_text(post, arena), arena, &entry.text, compared ? &entry.text_stems : NULL);
    return err != 0 ? err : store_search_put(search, &entry, arena);
}

/* As the post is now, whatever happened to it: an event may be older than what it is read from. */
static int take_post(struct store *store, struct search *search, int64_t id, struct arena *arena)
{
    struct post post;
    int64_t revision, theme;
    int err = store_post_get(store, id, arena, &post);

    if (err != 0)
        return err == ERR_NOT_FOUND ? store_search_drop(search, id, arena) : err;
    if (!is_wanted(&post))
        return store_search_drop(search, id, arena);
    err = store_search_taken(search, id, &revision, &theme);
    return err != 0 || (revision == post.revision && theme == post.theme) ? err : put(search, &post, arena);
}

/* Where the answers of a question are now: with itself, or with the one it was joined with. */
static int find_question(struct store *store, const struct event *event, struct arena *arena, int64_t *out)
{
    struct post post;
    int err = 0;

    *out = event->post;
    if (event->event != EVENT_merged)
        return 0;
    err = store_post_get(store, event->post, arena, &post);
    if (err == 0 && post.merged_into.ptr != NULL)
        err = store_post_by_code(store, post.merged_into, arena, &post);
    *out = post.id;
    return err == ERR_NOT_FOUND ? 0 : err;
}

/* Answers go along to another theme, or to another question, without an event of their own. */
static int take_answers(struct store *store, struct search *search, const struct event *event, struct arena *arena)
{
    struct post_ids answers = { .count = 0 };
    int64_t question;

    if (event->event != EVENT_moved && event->event != EVENT_merged)
        return 0;
    int err = find_question(store, event, arena, &question);
    if (err == 0)
        err = store_post_answers(store, question, ANSWERS_MAX, arena, &answers);
    for (size_t i = 0; i < answers.count && err == 0; i++)
        err = take_post(store, search, answers.ids[i], arena);
    return err;
}

/* ---- one piece ---- */

/* The list is in the arena, which is each event's in turn: what is needed of it is kept beside it. */
static int take_events(struct store *store, struct search *search, const struct event_list *events, struct arena *arena)
{
    struct event rows[AT_ONCE];
    size_t count = events->count;
    int err = 0;

    memcpy(rows, events->rows, count * sizeof *rows);
    for (size_t i = 0; i < count && err == 0; i++) {
        arena_reset(arena);
        err = take_post(store, search, rows[i].post, arena);
        if (err == 0)
            err = take_answers(store, search, &rows[i], arena);
    }
    return err != 0 ? err : store_search_set_watermark(search, &rows[count - 1]);
}

static int transact(struct store *store, struct search *search, const struct event_list *events, struct arena *arena)
{
    int err = store_search_begin(search);

    if (err == 0)
        err = take_events(store, search, events, arena);
    if (err == 0)
        return store_search_commit(search);
    store_search_rollback(search);
    return err;
}

int indexer_take_some(struct store *store, struct search *search, struct arena *arena, bool *more)
{
    struct event_list events = { .count = 0 };
    int64_t seq = 0;

    arena_reset(arena);
    *more = false;
    int err = store_search_watermark(search, &seq);
    if (err == 0)
        err = store_read_begin(store);
    if (err != 0)
        return err;
    err = store_event_list(store, seq, 0, AT_ONCE, arena, &events);
    store_read_end(store); /* held on to, it would keep the journal from being written back while we index */
    if (err == 0 && events.count > 0)
        err = transact(store, search, &events, arena);
    *more = err == 0 && events.count == AT_ONCE;
    return err;
}

/* ---- the thread ---- */

static struct timespec deadline_of(int64_t wait_ms)
{
    int64_t at = clock_monotonic_ms() + wait_ms;

    return (struct timespec){ .tv_sec = at / 1000, .tv_nsec = at % 1000 * 1000000 };
}

/* Waits until called or told to stop, or so long. True when called; the call is then forgotten. */
static bool rest(struct indexer *indexer, int64_t wait_ms)
{
    struct timespec deadline = deadline_of(wait_ms == FOREVER ? 0 : wait_ms);
    int rc = 0;

    pthread_mutex_lock(&indexer->mutex);
    while (!indexer->woken && !indexer->stop && rc == 0)
        rc = wait_ms == FOREVER ? pthread_cond_wait(&indexer->changed, &indexer->mutex)
                                : pthread_cond_timedwait(&indexer->changed, &indexer->mutex, &deadline);
    bool woken = indexer->woken;
    indexer->woken = false;
    pthread_mutex_unlock(&indexer->mutex);
    return woken;
}

/* Waits so long, whoever calls, and tells how many events came since the last time. */
static int64_t let_come(struct indexer *indexer, int64_t wait_ms)
{
    struct timespec deadline = deadline_of(wait_ms);
    int rc = 0;

    pthread_mutex_lock(&indexer->mutex);
    while (!indexer->stop && rc == 0)
        rc = pthread_cond_timedwait(&indexer->changed, &indexer->mutex, &deadline);
    int64_t came = indexer->came;
    indexer->came = 0;
    pthread_mutex_unlock(&indexer->mutex);
    return came;
}

static bool is_ending(struct indexer *indexer)
{
    pthread_mutex_lock(&indexer->mutex);
    bool stop = indexer->stop;
    pthread_mutex_unlock(&indexer->mutex);
    return stop;
}

static bool is_wanted_clean(struct indexer *indexer)
{
    pthread_mutex_lock(&indexer->mutex);
    bool wanted = indexer->wanted && !indexer->stop;
    pthread_mutex_unlock(&indexer->mutex);
    return wanted;
}

/* Whether what comes just now is a burst, and it has not lasted so long that the index cannot wait for its end. */
static bool is_waited_for(struct indexer *indexer, int64_t came, int64_t in_ms)
{
    int64_t now = clock_monotonic_ms();

    if (came <= in_ms * BURST_PER_MS) {
        indexer->burst_until = 0;
        return false;
    }
    if (indexer->burst_until == 0)
        indexer->burst_until = now + BURST_MS;
    return now < indexer->burst_until && !is_wanted_clean(indexer) && !is_ending(indexer);
}

/*
 * Lets more come: one large piece costs much less than many small ones, and while many write the processor is the
 * writer's. So as long as calls go on each wait is longer than the one before, and a burst is waited for.
 */
static void gather(struct indexer *indexer)
{
    int64_t wait_ms = indexer->gather_ms;

    while (is_waited_for(indexer, let_come(indexer, wait_ms), wait_ms))
        wait_ms = CALM_MS;
    indexer->gather_ms = indexer->gather_ms * 2 > GATHER_MAX ? GATHER_MAX : indexer->gather_ms * 2;
}

static bool is_called(struct indexer *indexer)
{
    pthread_mutex_lock(&indexer->mutex);
    bool called = indexer->woken || indexer->stop;
    pthread_mutex_unlock(&indexer->mutex);
    return called;
}

static int catch_up(struct indexer *indexer)
{
    bool more = true;
    int err = 0;

    while (more && err == 0 && !is_ending(indexer)) {
        err = indexer_take_some(indexer->store, indexer->search, &indexer->arena, &more);
        if (more && is_called(indexer) && !is_wanted_clean(indexer))
            gather(indexer);
    }
    return err;
}

static int note_clean(struct indexer *indexer)
{
    int64_t seq;
    int err = store_search_watermark(indexer->search, &seq);

    if (err != 0)
        return err;
    pthread_mutex_lock(&indexer->mutex);
    indexer->clean_seq = seq;
    indexer->wanted = false;
    pthread_mutex_unlock(&indexer->mutex);
    return 0;
}

/* Piece by piece while nobody calls, or in spite of it; *done: there is nothing left to take out. */
static int erase(struct indexer *indexer, bool *done)
{
    int err = 0;

    while (!*done && err == 0 && (!is_called(indexer) || is_wanted_clean(indexer)))
        err = store_search_erase(indexer->search, done);
    return err == 0 && *done ? note_clean(indexer) : err;
}

static void *run(void *context)
{
    struct indexer *indexer = context;
    bool quiet = false; /* nobody called in the last while */

    setpriority(PRIO_PROCESS, (id_t)gettid(), NICE);
    while (!is_ending(indexer)) {
        bool done = false;
        int err = catch_up(indexer);
        if (err == 0 && quiet)
            err = store_search_settle(indexer->search);
        if (err == 0 && (quiet || is_wanted_clean(indexer)))
            err = erase(indexer, &done);
        if (err != 0)
            log_error("indexer error=%s", error_row(err)->name);
        if (!is_called(indexer))
            indexer->gather_ms = GATHER_MS;
        quiet = !rest(indexer, err != 0 ? TRY_AGAIN_MS : done ? FOREVER : ERASE_MS);
        if (!quiet && !is_wanted_clean(indexer))
            gather(indexer);
    }
    return NULL;
}

/* ---- making one ---- */

static bool init_lock(struct indexer *indexer)
{
    pthread_condattr_t attributes;

    if (pthread_mutex_init(&indexer->mutex, NULL) != 0 || pthread_condattr_init(&attributes) != 0)
        return false;
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    bool ok = pthread_cond_init(&indexer->changed, &attributes) == 0;
    pthread_condattr_destroy(&attributes);
    return ok;
}

struct indexer *indexer_start(const char *path, const char *kept_path)
{
    struct indexer *indexer = calloc(1, sizeof *indexer);

    if (indexer == NULL)
        return NULL;
    arena_init(&indexer->arena, ARENA_BYTES);
    indexer->gather_ms = GATHER_MS;
    indexer->started = init_lock(indexer) && store_open(kept_path, STORE_READ, &indexer->store) == STORE_OPENED &&
                       store_search_open(path, kept_path, STORE_WRITE, &indexer->search) == STORE_OPENED &&
                       pthread_create(&indexer->thread, NULL, run, indexer) == 0;
    if (indexer->started)
        return indexer;
    log_error("indexer_start");
    indexer_stop(indexer);
    return NULL;
}

static void set(struct indexer *indexer, bool *flag, int64_t events)
{
    pthread_mutex_lock(&indexer->mutex);
    indexer->came += events;
    if (!*flag) /* once is enough: each signal wakes a thread */
        pthread_cond_signal(&indexer->changed);
    *flag = true;
    pthread_mutex_unlock(&indexer->mutex);
}

void indexer_wake(struct indexer *indexer, int64_t events)
{
    if (indexer != NULL)
        set(indexer, &indexer->woken, events);
}

bool indexer_is_clean(struct indexer *indexer, int64_t seq)
{
    if (indexer == NULL)
        return true;
    pthread_mutex_lock(&indexer->mutex);
    bool clean = indexer->clean_seq >= seq;
    indexer->wanted |= !clean;
    pthread_mutex_unlock(&indexer->mutex);
    if (!clean)
        set(indexer, &indexer->woken, 0);
    return clean;
}

void indexer_stop(struct indexer *indexer)
{
    if (indexer == NULL)
        return;
    if (indexer->started) {
        set(indexer, &indexer->stop, 0);
        pthread_join(indexer->thread, NULL);
    }
    store_search_close(indexer->search);
    store_close(indexer->store);
    arena_release(&indexer->arena);
    free(indexer);
}
