/*
 * What members reported, and what moderators have to look at and decided. A post has at most one open case; it is
 * closed by a decision, and what comes later opens another. Texts here (notes, reasons, appeals) are of members; with a
 * member who is erased go their notes, and with what they wrote its appeals.
 */
#ifndef VAKWERK_STORE_MODERATE_H
#define VAKWERK_STORE_MODERATE_H

#include "store_post.h"

/* Why somebody has to look; bits, stored. */
enum moderation_why {
    WHY_REPORTED = 1,
    WHY_MODERATOR = 2,  /* a moderator held it, or wants a second one to decide */
    WHY_FIRST_LOOK = 4, /* nobody sees it before */
    WHY_DANGER = 8,     /* words of acute safety */
    WHY_DOUBT = 16,     /* it may hold a name; its author looked again */
    WHY_APPEAL = 32
};

/* Stored. */
enum moderation_decision {
    DECISION_NONE,
    DECISION_APPROVED,
    DECISION_REJECTED,
    DECISION_REDACTED,
    DECISION_MERGED,
    DECISION_WITHDRAWN, /* by its author */
    DECISION_HELD,      /* until it is decided: a proposal, or noted beside the open case */
    DECISION_MOVED,     /* into a team */
    DECISION_RETHEMED,  /* under another theme */
    DECISIONS
};

enum report_reason {
    REPORT_OTHER,
    REPORT_IDENTIFYING,
    REPORT_UNSAFE,
    REPORT_UNKIND,
    REPORT_ADVERTISING,
    REPORT_DOUBLE,
    REPORT_REASONS
};

struct moderation_case {
    int64_t id, post;
    unsigned why; /* bits of enum moderation_why */
    int64_t at;
    struct span appeal;
    int64_t not_by; /* who decided before the appeal; 0 for nobody */
    enum moderation_decision proposal;
    int64_t proposer;
    enum moderation_decision decision; /* DECISION_NONE: it is open */
    int64_t decider;
    struct span reason;
    int64_t decided_at;

    /* Filled in by reading. */
    int64_t reports; /* that are not settled */
    struct span proposer_display, decider_display;
};

/* ---- reports ---- */

struct report {
    int64_t post, member;
    enum report_reason reason;
    struct span note;
    int64_t at;
    bool settled;
};

/* Once for each member and post; *added tells. */
int store_moderate_report(struct store *store, const struct report *report, bool *added);

/* How many are not settled. */
int store_moderate_count_reports(struct store *store, int64_t post, int64_t *out);

/* The newest first, without who. */
int store_moderate_reports(struct store *store, int64_t post, size_t limit, struct arena *arena, struct report **out,
                           size_t *count);

/* ---- cases ---- */

/* Opens a case, or adds to the open one; of another reason moderators are told anew. */
int store_moderate_open(struct store *store, int64_t post, unsigned why, int64_t now_ms);

/* The open case of a post; ERR_NOT_FOUND for none. */
int store_moderate_get(struct store *store, int64_t post, struct arena *arena, struct moderation_case *out);

/* Notes the reason for which a moderator held it, in the open case. */
int store_moderate_set_reason(struct store *store, int64_t post, struct span reason);

/* Notes what somebody who cannot decide alone wants, and why. */
int store_moderate_propose(struct store *store, int64_t post, enum moderation_decision proposal, int64_t proposer,
                           struct span reason);

/* What the author says against the last decision, in the open case. */
int store_moderate_appeal(struct store *store, int64_t post, struct span text, int64_t not_by);

/* Ends the open case, if there is one, and settles the reports; decider 0: its author withdrew it. */
int store_moderate_close(struct store *store, int64_t post, enum moderation_decision decision, int64_t decider,
                         struct span reason, int64_t now_ms);

/* Notes what was decided while the open case, if there is one, goes on waiting. */
int store_moderate_note(struct store *store, int64_t post, enum moderation_decision decision, int64_t decider,
                        struct span reason, int64_t now_ms);

/*
 * The last decision about the post; where it belongs (its theme, its team) counts only if `moves_too`, and then only
 * with a reason. ERR_NOT_FOUND for none.
 */
int store_moderate_last(struct store *store, int64_t post, bool moves_too, struct arena *arena,
                        struct moderation_case *out);

/* The decisions about a post, the newest first. */
int store_moderate_decisions(struct store *store, int64_t post, size_t limit, struct arena *arena,
                             struct moderation_case **out, size_t *count);

/*
 * The open cases that a moderator may read, acute safety first, then the longest waiting. What is private to a team is
 * for its own moderators; for others when a member reported it, its author appeals, or the team has no moderator.
 */
int store_moderate_queue(struct store *store, int64_t moderator, size_t limit, struct arena *arena,
                         struct moderation_case **out, size_t *count);

/* Of those: how many, and since when the longest waits. */
int store_moderate_waiting(struct store *store, int64_t moderator, int64_t *count, int64_t *since_at);

/*
 * At most limit posts with an open case that moderators are to be told of: that it is there, or that it waits since
 * `long_ago`. store_moderate_note_told: now they were.
 */
int store_moderate_untold(struct store *store, int64_t long_ago, size_t limit, struct arena *arena,
                          struct post_ids *out);
int store_moderate_note_told(struct store *store, int64_t post, int64_t long_ago);

/* The first case that is to be told of: since when it waits, and whether once was told. ERR_NOT_FOUND for none. */
int store_moderate_next(struct store *store, int64_t *at, bool *told);

/* The user names of at most limit moderators. */
int store_moderate_names(struct store *store, size_t limit, struct arena *arena, const struct span **out,
                         size_t *count);

/* At most limit moderators who may read the open case of a post, but its author. */
int store_moderate_readers(struct store *store, const struct post *post, size_t limit, struct arena *arena,
                           int64_t **out, size_t *count);

/* Whether the post has an open case that this moderator may read. */
int store_moderate_may_read(struct store *store, int64_t moderator, int64_t post, bool *out);

/*
 * Whether a moderator cannot decide alone: it is their own; they decided before the appeal; it was reported and is of
 * their own team, or reported by it; or what is to be taken away names their team, or answers it from outside.
 */
int store_moderate_concerns(struct store *store, int64_t moderator, int64_t post, bool takes_away, bool *out);

#endif
