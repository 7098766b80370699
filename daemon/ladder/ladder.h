/*
 * Nobody waits longer than a day: how a question without an answer is put to more and more people, in working time
 * since it was asked (or opened again).
 *
 *   step                    when                        open to all                       private to a team
 *   LADDER_OWN              at once                     the asker's team                  the team
 *   LADDER_NEIGHBOURS       after 4 working hours       neighbouring teams as well        the team's with a support role
 *   LADDER_REGION           after 1 working day         everybody: first in each digest   (passed over: no region)
 *   LADDER_SUPPORT          after 2 working days        the queue of the theme's role     that queue, of the team's
 *
 * A junior's question that brought no answer in a quarter of an hour is offered to seniors of the team.
 *
 * The times are settings; a theme or team may have them halved, doubled or switched off. What is much read while it
 * has no answer goes up one step early. A question private to a team never leaves it, whatever its step. Pure
 * functions; any thread.
 */
#ifndef VAKWERK_LADDER_H
#define VAKWERK_LADDER_H

#include "daemon/settings.h"
#include "proto/span.h"

/* Stored as numbers: append only. */
enum ladder_step { LADDER_OWN, LADDER_NEIGHBOURS, LADDER_REGION, LADDER_SUPPORT };
enum ladder_pace { LADDER_NORMAL, LADDER_FAST, LADDER_SLOW, LADDER_OFF };

#define LADDER_NEVER INT64_MAX

struct ladder_question {
    int64_t since_at; /* asked, or opened again */
    int64_t read_at;  /* since when it is much read and not answered; 0: it is not */
    enum ladder_pace pace;
    bool private; /* to one team */
};

/* The step at a moment, and when the next one is due; LADDER_NEVER at the top. */
struct ladder_place {
    enum ladder_step step;
    int64_t next_at;
};

struct ladder_place ladder_at(const struct ladder_question *question, const struct settings *settings, int64_t now_ms);

/* The step after this one, and when it is due; at the top the same step and LADDER_NEVER. */
struct ladder_place ladder_next(const struct ladder_question *question, const struct settings *settings,
                                enum ladder_step step);

/* Whether so many views without an answer are much. */
bool ladder_is_much_read(const struct settings *settings, int64_t views, int64_t answers);

/* A team's word goes before its theme's, unless it is `normal`. */
enum ladder_pace ladder_pace(enum ladder_pace theme, enum ladder_pace team);

/* When a claim that was not followed by an answer goes back to the queue: a working day later. */
int64_t ladder_claim_ends(const struct settings *settings, int64_t claimed_at);

/* Who hears of a step personally, beside all who see it on walls, in lists and in digests. */
enum ladder_audience {
    LADDER_NOBODY,
    LADDER_SENIORS,           /* of the asker's team */
    LADDER_NEIGHBOUR_SENIORS, /* of the neighbouring teams */
    LADDER_TEAM_SUPPORT,      /* the team's members with any support role */
    LADDER_ROLE               /* members with the theme's role; of a private question the team's */
};

/*
 * A junior's question is offered to seniors first: they alone hear of it personally while it is with the own and the
 * neighbouring teams. Not when it was asked anonymously: being told would tell from which team it comes.
 */
enum ladder_audience ladder_audience(enum ladder_step step, bool private, bool junior, bool anonymous);

/* normal, fast, slow, off; and the pace of a word, or -1. */
struct span ladder_pace_word(enum ladder_pace pace);
int ladder_pace_of(struct span word);

/* What a step is called on the wire; absent for the first. */
struct span ladder_step_word(enum ladder_step step, bool private);

#endif
