/* Questions, answers, tips, notices, lessons and guides, with thanks and views. See store.h for threads and errors. */
#ifndef VAKWERK_STORE_POST_H
#define VAKWERK_STORE_POST_H

#include "store.h"

enum post_kind {
    POST_QUESTION = 1,
    POST_ANSWER = 2,
    POST_TIP = 3,
    POST_NOTICE = 4,
    POST_SIGNAL = 5, /* the policy table's answer */
    POST_LESSON = 6,
    POST_GUIDE = 7,
    POST_SHELVED = 8 /* a lesson or guide that is offered to nobody: not published yet, or retired */
};
enum lesson_state { LESSON_DRAFT, LESSON_DEVELOPMENT, LESSON_PUBLISHED, LESSON_RETIRED };
/* Whether it worked for who tried it; one for each member and thing. */
enum post_reaction { POST_NO_REACTION, POST_WORKS, POST_WORKS_NOT, POST_OUTDATED, POST_REACTIONS };
enum post_flag {
    POST_ANONYMOUS = 1,
    POST_NO_KIOSK = 2,
    POST_UNSAFE = 4, /* off the screens until it was looked at */
    POST_FORMER = 8  /* its author was erased */
};
#define POST_HIDDEN (POST_ANONYMOUS | POST_FORMER) /* nobody is told who wrote it */
/* By moderation: nobody sees it but its author and moderators. */
enum post_held {
    POST_NOT_HELD,
    POST_BY_REPORTS,
    POST_BY_MODERATOR,
    POST_FIRST_LOOK, /* nobody has seen it yet */
    POST_REJECTED,
    POST_MERGED, /* into another question; for nobody any more */
    POST_CHANGED /* somebody has to look at its new text first */
};

struct post {
    int64_t id;
    enum post_kind kind;
    struct span code;
    int64_t question; /* of an answer: the id of its question */
    int64_t number;   /* of an answer: its number; of a tip: T<number>; of a notice: A<number> */
    int64_t author, theme, team, author_team; /* ids, 0 for none; team: the team or organisation it is private to */
    struct span registration, function;       /* the author's, at the time */
    struct span title, text;                  /* absent when withdrawn */
    unsigned flags;                           /* bits of enum post_flag */
    bool works;
    int64_t municipality, care; /* of a tip; 0 for none */
    int64_t posted_at, edited_at, retracted_at, until_at;
    int64_t revision, answers, thanks, views;
    int64_t reactions[POST_REACTIONS]; /* how many members say so, by enum post_reaction; the first is unused */
    int64_t resolved_at, chosen; /* chosen: the number of the answer that helped; 0 for none, below while it is held */
    enum post_held held;
    struct span merged_into; /* the code of the question that took its place */
    int64_t met_until;       /* of a question: answered until then; 0: not, or not as its theme demands */

    int64_t endorsed; /* of an answer: how many endorse it now; set by who asked store_endorse */

    /*
     * Names, filled in by reading. team_*: of the team it is private to, else of the author's team. organisation_*: of
     * the organisation it is private to; absent for anything else.
     */
    struct span author_name, author_display, theme_slug, theme_name, team_slug, team_name;
    struct span organisation_slug, organisation_name, municipality_slug, care_slug;
    struct span region_name; /* where it came from, when that is another region; absent for one's own */

    /* Of an open question, filled in by reading: enum ladder_step, its theme's enum support_role, taken up. */
    int step;
    unsigned support;
    bool claimed;

    /* Of a lesson or guide, filled in by reading; see store_lesson.h. */
    struct span works_when, works_not;
    enum lesson_state lesson_state;
    bool is_guide, reading;         /* reading: a second reader is asked */
    int64_t version, owner, helped; /* helped: how often a question was not asked because of it */
    struct span owner_name, owner_display, review_on;
};

struct post_source {
    int64_t number; /* of the answer it stands under */
    struct span title, url;
};

/* Adds a post; the id is set. ERR_CONFLICT when its code is taken. */
int store_post_add(struct store *store, struct post *post);
int store_post_add_source(struct store *store, int64_t post, int64_t number, struct span title, struct span url);

/*
 * When the author of a post that is not there yet said the same last, since a moment: of what they posted lately. Of
 * answers under the same question, and of longer ones under any. ERR_NOT_FOUND when they did not.
 */
int store_post_double(struct store *store, const struct post *post, int64_t since_at, int64_t *posted_at);

/* By id or code; withdrawn ones too, without their texts. ERR_NOT_FOUND. */
int store_post_get(struct store *store, int64_t id, struct arena *arena, struct post *out);
int store_post_by_code(struct store *store, struct span code, struct arena *arena, struct post *out);

/* Whether it is a lesson or a guide, published or not. */
bool store_post_is_lesson(const struct post *post);

/* Whether nobody is to see it, withdrawn or held: in SQL the column `gone`. */
bool store_post_is_gone(const struct post *post);

/* Whether a question needs somebody: the one place where "open" is defined, beside IS_OPEN of the lists. */
bool store_post_is_open(const struct post *post);

/* Whether only one team may read it; not so where its organisation may. */
bool store_post_is_of_team(const struct post *post);

/* The slug of whose tree its events are in: the team or organisation it is private to, else its theme. */
struct span store_post_space(const struct post *post);

/* How many questions there are: codes grow with them. */
int store_post_count_questions(struct store *store, int64_t *out);

/* Counts an answer at its question, which is answered with it unless its theme demands more; gives its number. */
int store_post_count_answer(struct store *store, int64_t question, int64_t now_ms, int64_t *number);

/* The number of an answer that is not to be counted yet. */
int store_post_number_answer(struct store *store, int64_t question, int64_t *number);

/* Holds a post, for another reason, or no more: then what kept it off screens is over. An answer counts accordingly. */
int store_post_hold(struct store *store, const struct post *post, enum post_held held, int64_t now_ms);

/* Keeps it off screens, until store_post_hold says that it is not held. */
int store_post_mark_unsafe(struct store *store, int64_t id);

/* New texts; an absent one stays as it is. The revision counts up; endorsements of the old text fall away. */
int store_post_edit(struct store *store, int64_t id, struct span title, struct span text, int64_t now_ms);

/* Erases the texts and sources; an answer is no longer counted at its question. */
int store_post_retract(struct store *store, const struct post *post, int64_t now_ms);

/* chosen 0: no answer in particular; resolved_at 0: open again. */
int store_post_resolve(struct store *store, int64_t id, int64_t resolved_at, int64_t chosen);

/* Once per member; *changed tells whether it was not so before. The post's count follows. */
int store_post_thank(struct store *store, int64_t id, int64_t member, bool on, bool *changed);

/* The one reaction of a member, in place of an earlier one; *changed tells. The post's counts follow. */
int store_post_react(struct store *store, int64_t id, int64_t member, enum post_reaction reaction, bool *changed);

/* Once per member and day; the post's count follows. */
int store_post_see(struct store *store, int64_t id, int64_t member, int64_t day);

/* ---- lists ---- */

enum post_order { POST_NEW, POST_OPEN, POST_LIVELY };

struct post_filter {
    enum post_kind kind;
    enum post_order order;
    int64_t theme;        /* 0: any */
    int64_t author;       /* 0: any; else only POST_NEW */
    int64_t not_author;   /* of POST_OPEN: leave out what this member asked; 0: nobody */
    const int64_t *teams; /* whose private posts are meant too */
    size_t team_count;
    bool only_teams; /* leave out what is open to all */
    int64_t since_at;
    bool wall; /* leave out what is kept off screens */
    /* The last row of the page before; 0 to begin. */
    int64_t after_key, after_id;
};

struct post_ids {
    int64_t *ids;
    int64_t *keys; /* what they are ordered by, before the id */
    size_t count;
};

/* The ids of at most limit posts in the order of the filter. POST_OPEN: unanswered, longest waiting first. */
int store_post_list(struct store *store, const struct post_filter *filter, size_t limit, struct arena *arena,
                    struct post_ids *out);

/* Tips open to all that go with a kind of help there: those of that place first, the best liked first. */
int store_post_tips_for(struct store *store, int64_t municipality, int64_t care, size_t limit, struct arena *arena,
                        struct post_ids *out);

/* The answers under a question that were not withdrawn, as they came, and their sources. */
int store_post_answers(struct store *store, int64_t question, size_t limit, struct arena *arena, struct post_ids *out);
int store_post_sources(struct store *store, int64_t question, size_t limit, struct arena *arena,
                       struct post_source **out, size_t *count);

/*
 * The notice of a team or its organisation that ends last, of those that have not ended and may hang on a screen;
 * ERR_NOT_FOUND for none.
 */
int store_post_notice(struct store *store, int64_t team, int64_t organisation, int64_t now_ms, struct arena *arena,
                      struct post *out);

/* What was asked and answered since a moment, open to all. */
struct post_day {
    int64_t since_at, questions, answers;
    int64_t first_question, first_answer; /* of anybody's; 0: none */
};
int store_post_count_since(struct store *store, int64_t since_at, struct post_day *out);

/* Adds what is private to a team or organisation. Looks at what it said that day alone. */
int store_post_add_team(struct store *store, int64_t team, const struct post_day *day, struct post_day *out);

/* How many questions are open now: those open to all (team 0), and those private to each; in the order of these. */
#define POST_COUNTS_MAX 5000

struct post_count {
    int64_t team, questions;
};

struct post_counts {
    const struct post_count *rows;
    size_t count;
};

int store_post_count_open(struct store *store, struct arena *arena, struct post_counts *out);

/* Of one team, or 0. */
int64_t store_post_counted(const struct post_counts *counts, int64_t team);

/* Of the questions asked since a moment: how many there are, and how many had an answer within so long. */
int store_post_prompt(struct store *store, int64_t since_at, int64_t within_ms, int64_t *asked, int64_t *prompt);

#endif
