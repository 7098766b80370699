/*
 * stats: numbers for the yearly report. None is told that is so small that it could be about somebody; and all of them
 * in fives, so that neither can be reckoned from those of two periods, or of yesterday and today.
 */
#include "daemon/store/store_stats.h"
#include "verbs.h"

#include <string.h>

#define THRESHOLD  5  /* smaller numbers are not told */
#define THEMES_MAX 64 /* the schema's limit */
#define FEW_MAX    16 /* more than there are numbers */

static bool is_few(int64_t number)
{
    return number > 0 && number < THRESHOLD;
}

static int64_t in_fives(int64_t number)
{
    return number - number % THRESHOLD;
}

/* Takes a small number away, and notes its name. */
static int64_t hide_few(int64_t number, const char *name, struct span *few, size_t *count)
{
    if (!is_few(number))
        return in_fives(number);
    few[(*count)++] = span_of(name);
    return 0;
}

static int show_totals(struct request *rq, const struct stats *stats, struct msg_stats_are *out)
{
    struct span *few = arena_take(rq->arena, FEW_MAX * sizeof *few);

    if (few == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    out->members = stats->members;
    out->teams = stats->teams;
    out->questions = hide_few(stats->questions, "questions", few, &out->few_count);
    out->answers = hide_few(stats->answers, "answers", few, &out->few_count);
    out->tips = hide_few(stats->tips, "tips", few, &out->few_count);
    out->open = hide_few(stats->open, "open", few, &out->few_count);
    out->within_day = hide_few(stats->within_day, "within_day", few, &out->few_count);
    out->answerers = hide_few(stats->answerers, "answerers", few, &out->few_count);
    MSG_SET(out, helped, hide_few(stats->helped, "helped", few, &out->few_count));
    out->few = few;
    return 0;
}

/*
 * How many rows from the front may be told. The rest are those that are too small, and as many more as keep what the
 * totals say of the rest together from saying it of one of them.
 */
static size_t count_told(const struct stats_theme *rows, size_t count)
{
    int64_t hidden = 0;
    size_t told = count;

    while (told > 0 && is_few(rows[told - 1].questions))
        hidden += rows[--told].questions;
    while (told > 0 && told < count && (count - told < 2 || hidden < THRESHOLD))
        hidden += rows[--told].questions;
    return told;
}

static int show_numbers(struct request *rq, const struct stats_theme *theme, struct msg_stats_theme *out)
{
    struct span *few = arena_take(rq->arena, FEW_MAX * sizeof *few);

    if (few == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    MSG_SET(out, questions, in_fives(theme->questions));
    out->answers = hide_few(theme->answers, "answers", few, &out->few_count);
    out->open = hide_few(theme->open, "open", few, &out->few_count);
    out->within_day = hide_few(theme->within_day, "within_day", few, &out->few_count);
    out->has_answers = !is_few(theme->answers);
    out->has_open = !is_few(theme->open);
    out->has_within_day = !is_few(theme->within_day);
    if (theme->median_ms >= 0)
        MSG_SET(out, median_ms, theme->median_ms);
    out->few = few;
    return 0;
}

static int show_themes(struct request *rq, const struct stats_period *period, struct msg_stats_are *out)
{
    struct stats_theme *rows;
    size_t count;
    int err = store_stats_themes(rq->store, period, THEMES_MAX, rq->arena, &rows, &count);
    struct msg_stats_theme *themes = arena_take(rq->arena, THEMES_MAX * sizeof *themes);

    if (err != 0 || themes == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    size_t told = count_told(rows, count);
    for (size_t i = 0; i < count && err == 0; i++) {
        themes[i] = (struct msg_stats_theme){ .theme = rows[i].slug, .theme_name = rows[i].name };
        if (i < told)
            err = show_numbers(rq, &rows[i], &themes[i]);
    }
    out->themes = themes;
    out->themes_count = count;
    return err;
}

int verb_stats(struct request *rq, const struct msg_stats *in, struct msg_stats_are *out)
{
    struct stats_period period = { .since_at = in->has_since_at ? in->since_at : 0,
                                   .until_at = in->has_until_at ? in->until_at : INT64_MAX };
    struct stats stats;
    int err = store_stats_get(rq->store, &period, &stats);

    if (err == 0)
        err = show_totals(rq, &stats, out);
    if (err == 0)
        err = show_themes(rq, &period, out);
    return err != 0 ? err : store_event_last(rq->store, &out->seq);
}
