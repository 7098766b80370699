#include "flood.h"

#include "clock.h"
#include "quota.h"

#include <stddef.h>
#include <stdlib.h>

#define MEMBERS   4096
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)
#define PAIRS     10 /* digits that one administrator may try */
#define PAIRS_MS  (10 * MINUTE_MS)
#define GUESTS    60 /* inputs of one guest in an hour: nobody fills a table alone */

enum kind {
    POSTS_MINUTE,
    POSTS_DAY,
    QUESTIONS_HOUR,
    ANSWERS_HOUR,
    REPORTS_DAY,
    WRITES,
    READS,
    SEARCHES,
    REFUSALS, /* in an hour, before one has to cool down */
    KINDS
};

#define AT(field) offsetof(struct settings, field)

static const struct {
    size_t count; /* of the setting */
    int64_t period_ms;
} kinds[KINDS] = {
    [POSTS_MINUTE] = { AT(posts_per_minute), MINUTE_MS },   [POSTS_DAY] = { AT(posts_per_day), CLOCK_DAY_MS },
    [QUESTIONS_HOUR] = { AT(questions_per_hour), HOUR_MS }, [ANSWERS_HOUR] = { AT(answers_per_hour), HOUR_MS },
    [REPORTS_DAY] = { AT(reports_per_day), CLOCK_DAY_MS },  [WRITES] = { AT(writes_per_minute), MINUTE_MS },
    [READS] = { AT(reads_per_minute), MINUTE_MS },          [SEARCHES] = { AT(searches_per_minute), MINUTE_MS },
    [REFUSALS] = { AT(refusals_per_hour), HOUR_MS },
};

/* What a verb counts for; each row ends with KINDS. Others are reads or writes. A search costs more than a look. */
static const struct {
    enum verb verb;
    enum kind kinds[4];
} rows[] = {
    { VERB_ask, { POSTS_MINUTE, QUESTIONS_HOUR, POSTS_DAY, KINDS } },
    { VERB_answer, { POSTS_MINUTE, ANSWERS_HOUR, POSTS_DAY, KINDS } },
    { VERB_tip, { POSTS_MINUTE, POSTS_DAY, KINDS } },
    { VERB_notice, { POSTS_MINUTE, POSTS_DAY, KINDS } },
    { VERB_edit, { POSTS_MINUTE, POSTS_DAY, KINDS } },
    { VERB_report, { WRITES, REPORTS_DAY, KINDS } },
    { VERB_appeal, { WRITES, REPORTS_DAY, KINDS } },
    { VERB_search, { SEARCHES, KINDS } },
    { VERB_similar, { SEARCHES, KINDS } },
    { VERB_member_export, { SEARCHES, KINDS } },
    { VERB_region_take, { KINDS } }, /* of many members; it waits for its replies */
    { VERB_mail_report, { KINDS } }, /* one for each digest that was made: many at once in the morning */
};

struct flood {
    struct quota *quotas[KINDS], *pairs, *guests;
    struct quota *cooling; /* one for each time of cooling down */
};

struct flood *flood_new(const struct settings *settings)
{
    struct flood *flood = calloc(1, sizeof *flood);
    bool whole = flood != NULL;

    for (int i = 0; i < KINDS && whole; i++) {
        int64_t count;
        memcpy(&count, (const char *)settings + kinds[i].count, sizeof count);
        flood->quotas[i] = quota_new(count, kinds[i].period_ms, MEMBERS);
        whole = flood->quotas[i] != NULL;
    }
    if (whole) {
        flood->pairs = quota_new(PAIRS, PAIRS_MS, MEMBERS);
        flood->guests = quota_new(GUESTS, HOUR_MS, MEMBERS);
        flood->cooling = quota_new(1, settings->cool_down_minutes * MINUTE_MS, MEMBERS);
    }
    if (whole && flood->pairs != NULL && flood->guests != NULL && flood->cooling != NULL)
        return flood;
    flood_free(flood);
    return NULL;
}

void flood_free(struct flood *flood)
{
    if (flood == NULL)
        return;
    for (int i = 0; i < KINDS; i++)
        quota_free(flood->quotas[i]);
    quota_free(flood->pairs);
    quota_free(flood->guests);
    quota_free(flood->cooling);
    free(flood);
}

static const enum kind *kinds_of(enum verb verb)
{
    static const enum kind reads[] = { READS, KINDS }, writes[] = { WRITES, KINDS };

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (rows[i].verb == verb)
            return rows[i].kinds;
    return schema_verbs[verb].access == VERB_READ ? reads : writes;
}

/* One refusal too many: from now on nothing, and not a minute less than was said. */
static int64_t cool_down(struct flood *flood, int64_t member, int64_t now_ms, int64_t wait_ms)
{
    if (quota_take(flood->quotas[REFUSALS], member, now_ms) == 0)
        return wait_ms;
    quota_take(flood->cooling, member, now_ms);
    int64_t cooling_ms = quota_wait(flood->cooling, member, now_ms);
    return cooling_ms > wait_ms ? cooling_ms : wait_ms;
}

int64_t flood_take(struct flood *flood, enum verb verb, int64_t member, int64_t now_ms)
{
    bool writes = schema_verbs[verb].access == VERB_WRITE;
    const enum kind *kind = kinds_of(verb);

    if (verb == VERB_kiosk_pair)
        return quota_take(flood->pairs, member, now_ms);
    int64_t wait_ms = writes && *kind != KINDS ? quota_wait(flood->cooling, member, now_ms) : 0;
    if (wait_ms > 0)
        return wait_ms;
    for (; *kind != KINDS && wait_ms == 0; kind++)
        wait_ms = quota_take(flood->quotas[*kind], member, now_ms);
    if (wait_ms == 0 && writes && member < 0)
        wait_ms = quota_take(flood->guests, member, now_ms);
    return wait_ms == 0 || !writes ? wait_ms : cool_down(flood, member, now_ms, wait_ms);
}

/* ---- the same again ---- */

int flood_check_double(struct request *rq, const struct post *post)
{
    int64_t within_ms = rq->settings->double_minutes * MINUTE_MS, posted_at = 0;

    if (within_ms == 0)
        return 0;
    int err = store_post_double(rq->store, post, rq->now_ms - within_ms, &posted_at);
    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    request_fail(rq, ERR_TOO_MANY, post->kind == POST_QUESTION ? "title" : "text", "the same was posted just now");
    rq->fault.retry_at = posted_at + within_ms;
    return ERR_TOO_MANY;
}
