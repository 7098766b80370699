/*
 * The full-text index: a database file of its own beside the one that is kept. It can be made anew from that one at
 * any time, so it may be lost; and nothing is ever shown from it: it only says which posts fit. One connection, of one
 * thread: the indexer's writes, a reader's asks. No header shows what is underneath.
 *
 * What a member may not see does not touch what they get: every word is kept under the team it is private to (or
 * under nobody), a question walks only the words of the searcher's own teams, and how well a post fits is computed
 * from that post and from what is open to all. Whether a team's posts are there changes neither count nor order.
 *
 * What was withdrawn is left out at once, also while the index does not know yet. Its words are still in the file
 * until store_search_erase has done its work.
 */
#ifndef VAKWERK_STORE_SEARCH_H
#define VAKWERK_STORE_SEARCH_H

#include "store.h"
#include "store_event.h"

struct search;

/* A file that is missing, damaged, of another version or of another past than the store at kept_path is made anew. */
enum store_open_error store_search_open(const char *path, const char *kept_path, enum store_mode mode,
                                        struct search **out);
void store_search_close(struct search *search);

/* ---- filling ---- */

int store_search_begin(struct search *search);
int store_search_commit(struct search *search);
void store_search_rollback(struct search *search);

/* Events up to this one have been taken in. */
int store_search_watermark(struct search *search, int64_t *seq);
int store_search_set_watermark(struct search *search, const struct event *event);

/* What is kept of a post: its words in order, folded; and of a question its stems, else absent. */
struct search_entry {
    int64_t post, theme, team, revision;
    int kind;                /* enum post_kind */
    struct span title, text; /* words with a space between them */
    struct span title_stems, text_stems;
};

/* Which revision of a post is in the index, 0 for none, and under which theme. */
int store_search_taken(struct search *search, int64_t post, int64_t *revision, int64_t *theme);

/* Takes a post in, in place of what was there of it; or takes it out. */
int store_search_put(struct search *search, const struct search_entry *entry, struct arena *scratch);
int store_search_drop(struct search *search, int64_t post, struct arena *scratch);

/*
 * Takes words that were dropped out of the file, a small piece at a time: *done when there are none, also none in the
 * journal. Not within a transaction. A reader that is just asking may hold the last piece up: try again.
 */
int store_search_erase(struct search *search, bool *done);

/*
 * After much has come the index is to be merged as for erasing, so that a search has few pieces to look into. For a quiet
 * moment; when little has come since the last time, nothing.
 */
int store_search_settle(struct search *search);

/* ---- asking ---- */

#define SEARCH_PHRASES_MAX 8
#define SEARCH_WORDS_MAX   24 /* of all phrases */
#define SEARCH_STEMS_MAX   24

/* Words that must stand in a row. */
struct search_phrase {
    const struct span *words;
    size_t count;
    bool prefix; /* the last may go on */
};

/* All of the phrases must be there. */
struct search_query {
    int64_t member;
    const int64_t *teams; /* whose private posts are meant too: the member's own */
    size_t team_count;
    bool within; /* those alone, and nothing of what is open to all */
    const struct search_phrase *phrases;
    size_t phrase_count;
    unsigned kinds;   /* bits 1 << enum post_kind; 0: all */
    int64_t theme;    /* 0: any */
    int64_t since_at; /* after this time */
    size_t limit;
};

struct search_found {
    int64_t *posts;
    double *weights;
    size_t count;
};

/*
 * The posts that fit, best first; of equally good ones the newest first. Looks at so many of the newest in which the
 * words stand, whatever their number, so that it takes as long with a million posts as with ten thousand.
 */
int store_search_find(struct search *search, const struct search_query *query, struct arena *arena,
                      struct search_found *out);

/* Questions with some of these stems, best first: rare stems and those of a title weigh most. */
struct search_likeness {
    int64_t member;
    const int64_t *teams;
    size_t team_count;
    const struct span *stems;
    size_t stem_count;
    size_t limit;
};
int store_search_alike(struct search *search, const struct search_likeness *query, struct arena *arena,
                       struct search_found *out);

#endif
