#include "making.h"

#include "daemon/clock.h"
#include "daemon/store/store_follow.h"
#include "daemon/store/store_post.h"
#include "proto/text.h"

#include <stdio.h>
#include <string.h>

#define FOR_YOU_MAX    5
#define UNANSWERED_MAX 5
#define REGION_MAX     3 /* of them, before the own teams had their turn */
#define NEWS_MAX       8
#define LESSONS_MAX    2

#define LISTED_BEFORE_MAX 256
#define FOLLOWS_MAX       1000
#define OF_TEAMS_MAX      1000
#define WEEK_DAYS         7
#define WAITING_MS        (INT64_C(4) * 3600 * 1000) /* so long open, a question calls for somebody */
#define LESSON_CHARACTERS 200

/* ---- what the lists are chosen from ---- */

/* What stood in a digest of this weekday a week ago may come again. */
static int find_listed_before(struct making *m)
{
    struct clock_day day;
    char text[16];

    snprintf(text, sizeof text, "%.*s", span_int(m->digest->day), m->digest->day.ptr == NULL ? "" : m->digest->day.ptr);
    if (!clock_read_date(text, &day))
        return 0;
    struct clock_date_text after = clock_date(clock_add_days(day, -WEEK_DAYS));
    return store_digest_listed(m->store, m->digest, span_of(after.text), LISTED_BEFORE_MAX, m->arena, &m->before,
                               &m->before_count);
}

int making_begin(struct making *m)
{
    int err = find_listed_before(m);

    if (err == 0)
        err = store_digest_list(m->store, DIGEST_QUESTIONS, m->digest, true, OF_TEAMS_MAX, m->arena, &m->questions);
    if (err == 0)
        err = store_digest_list(m->store, DIGEST_OPEN, m->digest, true, OF_TEAMS_MAX, m->arena, &m->open);
    return err != 0 ? err : store_digest_follows(m->store, m->digest->member, FOLLOWS_MAX, m->arena, &m->follows);
}

static bool has_id(const int64_t *ids, size_t count, int64_t id)
{
    for (size_t i = 0; i < count; i++)
        if (ids[i] == id)
            return true;
    return false;
}

static bool is_listed(const struct making *m, int64_t id)
{
    return has_id(m->listed.ids, m->listed.count, id) || has_id(m->before, m->before_count, id);
}

static bool follows(const struct making *m, enum follow_kind kind, int64_t what)
{
    for (size_t i = 0; i < m->follows.count; i++)
        if (m->follows.rows[i].number == (int64_t)kind && m->follows.rows[i].id == what)
            return true;
    return false;
}

static bool is_own(const struct making *m, const struct digest_row *row)
{
    return row->author == m->digest->member;
}

/* ---- two lists in the same order, as one: of everybody, and of the member's teams ---- */

struct walk {
    const struct digest_rows *all, *teams;
    size_t all_at, teams_at;
    int direction; /* 1: ids go up; -1: they go down */
};

static const struct digest_row *next_row(struct walk *walk)
{
    const struct digest_row *all = walk->all_at < walk->all->count ? &walk->all->rows[walk->all_at] : NULL;
    const struct digest_row *team = walk->teams_at < walk->teams->count ? &walk->teams->rows[walk->teams_at] : NULL;

    if (all == NULL || (team != NULL && (walk->direction > 0 ? team->id < all->id : team->id > all->id))) {
        walk->teams_at += team != NULL;
        return team;
    }
    walk->all_at++;
    return all;
}

static struct walk walk_new(const struct making *m)
{
    return (struct walk){ .all = &m->common->questions, .teams = &m->questions, .direction = -1 };
}

static struct walk walk_open(const struct making *m)
{
    return (struct walk){ .all = &m->common->asked, .teams = &m->open, .direction = 1 };
}

/* ---- items ---- */

static struct msg_digest_item *take_items(struct making *m, size_t count)
{
    return arena_take(m->arena, count * sizeof(struct msg_digest_item));
}

static void show(const struct making *m, const struct post *post, struct msg_digest_item *item)
{
    *item = (struct msg_digest_item){ .code = post->code,
                                      .title = post->title,
                                      .theme = post->theme_slug,
                                      .theme_name = post->theme_name,
                                      .posted_at = post->posted_at };
    if ((post->flags & POST_HIDDEN) == 0)
        item->team_name = post->team_name;
    if (post->kind == POST_TIP) {
        item->text = post->text;
        MSG_SET(item, thanks, post->thanks);
    }
    if (store_post_is_lesson(post))
        item->text = text_first(post->text, LESSON_CHARACTERS);
    if (post->kind == POST_QUESTION)
        MSG_SET(item, answers, post->answers);
    item->mine = post->author == m->digest->member;
}

/* Adds a post, unless it is gone since it was chosen, or (open) is not open any more. */
static int add(struct making *m, int64_t id, bool open, struct msg_digest_item *items, size_t *count)
{
    struct post post;
    int err = store_post_get(m->store, id, m->arena, &post);

    if (err != 0 || store_post_is_gone(&post) || (open && !store_post_is_open(&post)))
        return err == ERR_NOT_FOUND ? 0 : err;
    show(m, &post, &items[(*count)++]);
    if (m->listed.count < DIGEST_LISTED_MAX)
        m->listed.ids[m->listed.count++] = id;
    return 0;
}

/* ---- for you ---- */

static int add_answered(struct making *m, struct msg_digest_is *out, struct msg_digest_item *items)
{
    struct digest_ids found;
    int err = store_digest_answered(m->store, m->digest, &m->common->counts, FOR_YOU_MAX, &found);

    for (size_t i = 0; i < found.count && err == 0; i++) {
        struct msg_digest_item *item = &items[out->for_you_count];
        size_t before = out->for_you_count;
        err = add(m, found.ids[i], false, items, &out->for_you_count);
        if (err != 0 || out->for_you_count == before)
            continue;
        MSG_SET(item, fresh, found.numbers[i]);
        item->why = span_of(item->mine ? "answered" : "followed");
    }
    out->yours = err == 0 ? found.total : 0;
    return err;
}

/* What the member looks after: outdated, say colleagues; or to be looked at again, once a week until that was done. */
static int add_owned(struct making *m, struct msg_digest_is *out, struct msg_digest_item *items)
{
    struct digest_ids found;
    int err = store_digest_owned(m->store, m->digest, DIGEST_LISTED_MAX, &found);

    for (size_t i = 0; i < found.count && err == 0; i++) {
        size_t before = out->for_you_count;
        bool outdated = found.numbers[i] > 0;
        if (!outdated && is_listed(m, found.ids[i]))
            continue;
        out->yours++;
        if (before < FOR_YOU_MAX)
            err = add(m, found.ids[i], false, items, &out->for_you_count);
        if (out->for_you_count == before)
            continue;
        items[before].why = span_of(outdated ? "outdated" : "review");
        if (outdated)
            MSG_SET(&items[before], fresh, found.numbers[i]);
    }
    return err;
}

/* New in a theme that the member follows, and nobody answered. */
static bool calls(const struct making *m, const struct digest_row *row)
{
    return row->number != 0 && row->at <= m->digest->made_at - WAITING_MS && !is_own(m, row) &&
           follows(m, FOLLOW_THEME, row->theme) && !is_listed(m, row->id);
}

static int add_waiting(struct making *m, struct msg_digest_is *out, struct msg_digest_item *items)
{
    struct walk walk = walk_new(m);
    int err = 0;

    for (const struct digest_row *row; err == 0 && (row = next_row(&walk)) != NULL;) {
        size_t before = out->for_you_count;
        if (!calls(m, row))
            continue;
        if (before < FOR_YOU_MAX)
            err = add(m, row->id, true, items, &out->for_you_count);
        if (before < FOR_YOU_MAX && out->for_you_count == before)
            continue; /* answered meanwhile */
        if (out->for_you_count > before) {
            items[before].why = span_of("waiting");
            m->listed_new++;
        }
        out->yours++;
    }
    return err;
}

int making_for_you(struct making *m, struct msg_digest_is *out)
{
    struct msg_digest_item *items = take_items(m, FOR_YOU_MAX);

    if (items == NULL)
        return ERR_TOO_BIG;
    int err = add_answered(m, out, items);
    if (err == 0)
        err = add_owned(m, out, items);
    if (err == 0 && m->follows.count > 0)
        err = add_waiting(m, out, items);
    out->for_you = items;
    out->has_yours = out->yours > 0;
    return err;
}

/* ---- open questions ---- */

/* Put to the whole region. */
static bool is_of_region(const struct making *m, const struct digest_row *row)
{
    (void)m;
    return row->number >= 2;
}

/* Put to one of the member's own teams: theirs, and after a step that of neighbours, and after two everybody's. */
static bool is_near(const struct making *m, const struct digest_row *row)
{
    if (is_of_region(m, row))
        return true;
    for (size_t i = 0; i < m->teams.count && row->team != 0; i++) {
        const struct place *team = &m->teams.rows[i];
        if (team->id == row->team)
            return true;
        bool next_to = (row->place != 0 && row->place == team->municipality) ||
                       store_support_is_pair(&m->common->neighbours, team->id, row->team);
        if (row->number == 1 && next_to)
            return true;
    }
    return false;
}

static bool is_open(const struct making *m, const struct digest_row *row)
{
    (void)m;
    return row->id != 0;
}

/* What was asked after the range is for the next digest. */
static int add_open(struct making *m, int64_t id, struct msg_digest_item *items, struct msg_digest_is *out)
{
    size_t before = out->unanswered_count;
    int64_t seq;
    int err = store_digest_asked_with(m->store, id, &seq);

    if (err != 0 || seq > m->digest->last_seq)
        return err;
    err = add(m, id, true, items, &out->unanswered_count);
    if (out->unanswered_count > before && seq >= m->digest->first_seq)
        m->listed_new++;
    return err;
}

static int add_those(struct making *m, bool (*fits)(const struct making *m, const struct digest_row *row), size_t max,
                     struct msg_digest_item *items, struct msg_digest_is *out)
{
    struct walk walk = walk_open(m);
    int err = 0;

    for (const struct digest_row *row; err == 0 && out->unanswered_count < max && (row = next_row(&walk)) != NULL;)
        if (!is_own(m, row) && fits(m, row) && !is_listed(m, row->id))
            err = add_open(m, row->id, items, out);
    return err;
}

/*
 * Open questions of others in the order in which they need somebody, however old. The region does not take all the
 * room: who is new in a team finds here what is open in it.
 */
int making_unanswered(struct making *m, struct msg_digest_is *out)
{
    struct msg_digest_item *items = take_items(m, UNANSWERED_MAX);

    if (items == NULL)
        return ERR_TOO_BIG;
    int err = add_those(m, is_of_region, REGION_MAX, items, out);
    if (err == 0)
        err = add_those(m, is_near, UNANSWERED_MAX, items, out);
    if (err == 0)
        err = add_those(m, is_open, UNANSWERED_MAX, items, out);
    out->unanswered = items;
    return err;
}

/* ---- new questions ---- */

static bool is_followed(const struct making *m, const struct digest_row *row)
{
    return follows(m, FOLLOW_THEME, row->theme) || follows(m, FOLLOW_TEAM, row->team);
}

static int add_new(struct making *m, bool followed, struct msg_digest_item *items, struct msg_digest_is *out)
{
    struct walk walk = walk_new(m);
    int err = 0;

    for (const struct digest_row *row; err == 0 && out->news_count < NEWS_MAX && (row = next_row(&walk)) != NULL;)
        if (!is_own(m, row) && is_followed(m, row) == followed && !is_listed(m, row->id))
            err = add(m, row->id, false, items, &out->news_count);
    return err;
}

/* Those that stand in no list above, those that the member follows first; what finds no place is counted. */
int making_news(struct making *m, struct msg_digest_is *out)
{
    struct msg_digest_item *items = take_items(m, NEWS_MAX);

    if (items == NULL)
        return ERR_TOO_BIG;
    int err = m->follows.count == 0 ? 0 : add_new(m, true, items, out);
    if (err == 0)
        err = add_new(m, false, items, out);
    out->news = items;
    int64_t others = out->questions - (int64_t)out->news_count - m->listed_new;
    if (others > 0)
        MSG_SET(out, others, others);
    return err;
}

/* ---- tips and lessons ---- */

static const struct digest_row *first_of_others(const struct making *m, const struct digest_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++)
        if (!is_own(m, &rows->rows[i]))
            return &rows->rows[i];
    return NULL;
}

static bool is_better(const struct digest_row *a, const struct digest_row *b)
{
    return a->number != b->number ? a->number > b->number : a->id > b->id;
}

int making_tips(struct making *m, struct msg_digest_is *out)
{
    struct msg_digest_item *items = take_items(m, 1);
    struct digest_rows teams;
    int err = store_digest_list(m->store, DIGEST_TIPS, m->digest, true, 1, m->arena, &teams);

    if (err != 0 || items == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    const struct digest_row *all = first_of_others(m, &m->common->tips);
    const struct digest_row *team = first_of_others(m, &teams);
    const struct digest_row *best = all == NULL || (team != NULL && is_better(team, all)) ? team : all;
    out->tips = items;
    return best == NULL ? 0 : add(m, best->id, false, items, &out->tips_count);
}

int making_lessons(struct making *m, struct msg_digest_is *out)
{
    struct msg_digest_item *items = take_items(m, LESSONS_MAX);
    struct digest_rows teams;
    int64_t others = 0;
    int err = store_digest_list(m->store, DIGEST_LESSONS, m->digest, true, OF_TEAMS_MAX, m->arena, &teams);
    struct walk walk = { .all = &m->common->lessons, .teams = &teams, .direction = -1 };

    if (err != 0 || items == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    for (const struct digest_row *row; err == 0 && (row = next_row(&walk)) != NULL;) {
        if (is_own(m, row))
            continue;
        if (out->lessons_count < LESSONS_MAX)
            err = add(m, row->id, false, items, &out->lessons_count);
        else
            others++;
    }
    out->lessons = items;
    if (others > 0)
        MSG_SET(out, other_lessons, others);
    return err;
}
