/*
 * Lessons and guides. Each is a post, which holds what is published; and a row here, which says how it stands with it
 * and holds the text that is being worked on. Publishing moves that text to the post. What is offered to nobody (not
 * published yet, or retired) is a post of kind POST_SHELVED. See store.h for threads and errors.
 */
#ifndef VAKWERK_STORE_LESSON_H
#define VAKWERK_STORE_LESSON_H

#include "store_post.h"

#define LESSON_SOURCES_MAX 5 /* the schema's limit */

struct lesson {
    int64_t post;
    bool guide;
    enum lesson_state state;
    int64_t version; /* how often it was published */
    int64_t owner;   /* 0 when that member is gone */
    struct span review_on;

    /* What is being worked on. */
    bool drafted;
    int64_t revision; /* counts up with each edit, also over publications */
    struct span title, text, works_when, works_not;
    int64_t begun_by; /* who wrote it first; 0 when gone */
    int64_t drafter;  /* and last */
    int64_t asked_at; /* when a second reader was asked; 0: not */
    int64_t reader;   /* who read it; 0: nobody yet */
};

int store_lesson_add(struct store *store, const struct lesson *lesson);
int store_lesson_get(struct store *store, int64_t post, struct arena *arena, struct lesson *out);

/* Whether the member wrote what is being worked on, first or last: then somebody else must read it. */
bool store_lesson_wrote(const struct lesson *lesson, int64_t member);

/* Another text to work on, which nobody else has read; and of a guide its owner and the day of its review. */
int store_lesson_save(struct store *store, const struct lesson *lesson);
int store_lesson_ask(struct store *store, int64_t post, int64_t now_ms);
int store_lesson_read(struct store *store, int64_t post, int64_t member);

/* The post is what was worked on; its revision counts up. */
int store_lesson_publish(struct store *store, int64_t post, int64_t now_ms);

/* Nobody is offered it any more; what was worked on is gone. */
int store_lesson_retire(struct store *store, int64_t post, int64_t now_ms);

/* What is left of the texts when it is withdrawn: nothing. */
int store_lesson_forget(struct store *store, int64_t post);

/* Somebody did not ask because it helped: once per member and local day (as a number such as 20220519). */
struct lesson_help {
    int64_t post, member, day, at;
};
int store_lesson_help(struct store *store, const struct lesson_help *help, bool *changed);

/* ---- sources: of what is published, or of what is being worked on ---- */

int store_lesson_set_sources(struct store *store, int64_t post, const struct post_source *sources, size_t count);
int store_lesson_sources(struct store *store, int64_t post, bool drafted, struct arena *arena, struct post_source **out,
                         size_t *count);

/* ---- what it was made from ---- */

int store_lesson_link(struct store *store, int64_t post, int64_t made_from);
int store_lesson_unlink(struct store *store, int64_t post);

/* How many posts that it was made from others do not see any more. */
int store_lesson_withdrawn(struct store *store, int64_t post, int64_t *out);

/*
 * What belongs to a post, as far as the member may see it: lessons and guides, then questions. Of a question also the
 * guides that hold a lesson made from it.
 */
int store_lesson_links(struct store *store, int64_t post, int64_t member, size_t limit, struct arena *arena,
                       struct post_ids *out);

/* Those who wrote what it was made from, by their names on screens. */
int store_lesson_writers(struct store *store, int64_t post, size_t limit, struct arena *arena, struct span **out,
                         size_t *count);

/* The answers of a question that a lesson is best made from: endorsed ones first, then what colleagues thank most. */
int store_lesson_answers(struct store *store, int64_t question, int64_t now_ms, size_t limit, struct arena *arena,
                         struct post_ids *out);

/* ---- lists ---- */

/* What is being worked on and the member may read: an editor all of it, others where a second reader is asked. */
int store_lesson_drafts(struct store *store, bool guide, int64_t member, bool editor, size_t limit, struct arena *arena,
                        struct post_ids *out);

/* Editors who are let in. */
int store_lesson_editors(struct store *store, size_t limit, struct arena *arena, int64_t **out, size_t *count);

#endif
