#include "content.h"

#include "daemon/store/store_ladder.h"
#include "daemon/store/store_mail.h"
#include "daemon/store/store_member.h"
#include "daemon/store/store_place.h"
#include "daemon/store/store_post.h"
#include "daemon/store/store_signal.h"
#include "proto/code.h"
#include "schedule.h"

#include <stdio.h>

#define FOR_YOU_MAX    5
#define UNANSWERED_MAX 5
#define REGION_MAX     3 /* of them, before the own teams had their turn */
#define NEWS_MAX       8
#define SIGNALS_MAX    8

struct making {
    struct store *store;
    struct arena *arena;
    const struct digest *digest;
    int64_t new_unanswered; /* how many of the unanswered were asked in its time */
};

static int add_item(struct making *m, int64_t id, int64_t fresh, struct msg_digest_item *items, size_t *count)
{
    struct post post;
    int err = store_post_get(m->store, id, m->arena, &post);

    if (err != 0)
        return err;
    struct msg_digest_item *item = &items[(*count)++];
    *item = (struct msg_digest_item){ .code = post.code,
                                      .title = post.title,
                                      .theme = post.theme_slug,
                                      .theme_name = post.theme_name,
                                      .posted_at = post.posted_at };
    if ((post.flags & POST_ANONYMOUS) == 0)
        item->team_name = post.team_name;
    if (post.kind == POST_TIP) {
        item->text = post.text;
        MSG_SET(item, thanks, post.thanks);
    }
    if (post.kind == POST_QUESTION)
        MSG_SET(item, answers, post.answers);
    item->mine = post.author == m->digest->member;
    if (fresh > 0)
        MSG_SET(item, fresh, fresh);
    return 0;
}

static bool has_code(const struct msg_digest_item *items, size_t count, struct span code)
{
    for (size_t i = 0; i < count; i++)
        if (span_equal(items[i].code, code))
            return true;
    return false;
}

/* ---- the sections, in the order in which they are read ---- */

static int make_for_you(struct making *m, struct msg_digest_is *out, struct msg_digest_item *items)
{
    struct digest_ids found;
    int err = store_digest_answered(m->store, m->digest, FOR_YOU_MAX, &found);

    for (size_t i = 0; i < found.count && err == 0; i++)
        err = add_item(m, found.ids[i], found.numbers[i], items, &out->for_you_count);
    for (size_t i = 0; i < out->for_you_count; i++)
        items[i].why = span_of(items[i].mine ? "answered" : "followed");
    if (out->for_you_count > 0)
        MSG_SET(out, yours, (int64_t)out->for_you_count);
    out->for_you = items;
    return err;
}

static int is_own(struct making *m, int64_t id, bool *out)
{
    struct post post;
    int err = store_post_get(m->store, id, m->arena, &post);

    *out = err == 0 && post.author == m->digest->member;
    return err;
}

/* Adds what is not in the section yet, while there is room. */
static int add_unanswered(struct making *m, const int64_t *ids, size_t count, struct msg_digest_item *items,
                          struct msg_digest_is *out)
{
    int err = 0;

    for (size_t i = 0; i < count && out->unanswered_count < UNANSWERED_MAX && err == 0; i++) {
        size_t before = out->unanswered_count;
        bool asked = false, own = false;
        err = is_own(m, ids[i], &own);
        if (err != 0 || own)
            continue;
        err = add_item(m, ids[i], 0, items, &out->unanswered_count);
        if (err == 0 && has_code(items, before, items[before].code))
            out->unanswered_count = before;
        else if (err == 0)
            err = store_digest_has_asked(m->store, m->digest, ids[i], &asked);
        m->new_unanswered += asked;
    }
    return err;
}

static int add_open(struct making *m, const struct post_filter *filter, struct msg_digest_item *items,
                    struct msg_digest_is *out)
{
    struct post_ids found = { .count = 0 };
    int err = store_post_list(m->store, filter, UNANSWERED_MAX, m->arena, &found);

    return err != 0 ? err : add_unanswered(m, found.ids, found.count, items, out);
}

/* What is put to the whole region comes first, then what is put to one's own teams. */
static int add_asked(struct making *m, const struct place_list *teams, struct msg_digest_item *items,
                     struct msg_digest_is *out)
{
    struct rung_ids found;
    int err = store_ladder_in_region(m->store, m->digest->member, REGION_MAX, &found);

    if (err == 0)
        err = add_unanswered(m, found.ids, found.count, items, out);
    for (size_t i = 0; i < teams->count && err == 0; i++) {
        err = store_ladder_for_team(m->store, teams->rows[i].id, false, -1, UNANSWERED_MAX, &found);
        if (err == 0)
            err = add_unanswered(m, found.ids, found.count, items, out);
    }
    return err;
}

/*
 * Open questions of others in the order in which they need somebody, however old. The region does not take all the
 * room: who is new in a team finds here what is open in it.
 */
static int make_unanswered(struct making *m, struct msg_digest_is *out, struct msg_digest_item *items)
{
    struct place_list teams;
    struct rung_ids rest;
    int64_t ids[TEAMS_OF_MAX];
    int err = store_place_teams_of(m->store, m->digest->member, m->arena, &teams);

    for (size_t i = 0; i < teams.count; i++)
        ids[i] = teams.rows[i].id;
    struct post_filter filter = { .kind = POST_QUESTION,
                                  .order = POST_OPEN,
                                  .teams = ids,
                                  .team_count = teams.count,
                                  .only_teams = true,
                                  .since_at = -1,
                                  .not_author = m->digest->member };
    if (err == 0)
        err = add_asked(m, &teams, items, out);
    if (err == 0)
        err = add_open(m, &filter, items, out);
    filter.only_teams = false;
    if (err == 0)
        err = store_ladder_in_region(m->store, m->digest->member, UNANSWERED_MAX, &rest);
    if (err == 0)
        err = add_unanswered(m, rest.ids, rest.count, items, out);
    if (err == 0)
        err = add_open(m, &filter, items, out);
    out->unanswered = items;
    return err;
}

/* New questions that stand in no list above; those that find no place are counted. */
static int make_news(struct making *m, struct msg_digest_is *out, struct msg_digest_item *items)
{
    struct digest_ids found;
    int err = store_digest_asked(m->store, m->digest, NEWS_MAX + UNANSWERED_MAX, &found);

    for (size_t i = 0; i < found.count && out->news_count < NEWS_MAX && err == 0; i++) {
        size_t before = out->news_count;
        err = add_item(m, found.ids[i], 0, items, &out->news_count);
        if (err == 0 && has_code(out->unanswered, out->unanswered_count, items[before].code))
            out->news_count = before;
    }
    out->news = items;
    int64_t others = out->questions - (int64_t)out->news_count - m->new_unanswered;
    if (others > 0)
        MSG_SET(out, others, others);
    return err;
}

static int make_tips(struct making *m, struct msg_digest_is *out, struct msg_digest_item *items)
{
    struct digest_ids found;
    int err = store_digest_tips(m->store, m->digest, 1, &found);

    if (err == 0 && found.count > 0)
        err = add_item(m, found.ids[0], 0, items, &out->tips_count);
    out->tips = items;
    return err;
}

/* Open to all, and in the member's own teams. */
static int count_open(struct making *m, int64_t *out)
{
    struct place_list teams;
    int64_t all, with_team;
    int err = store_post_count_open(m->store, 0, 0, &all);

    if (err == 0)
        err = store_place_teams_of(m->store, m->digest->member, m->arena, &teams);
    if (err != 0)
        return err;
    *out = all;
    for (size_t i = 0; i < teams.count && err == 0; i++) {
        err = store_post_count_open(m->store, teams.rows[i].id, 0, &with_team);
        *out += err == 0 ? with_team - all : 0;
    }
    return err;
}

/* One's own signals: those that the policy table has not answered, and what it did answer since the digest before. */
static int make_signals(struct making *m, struct msg_digest_is *out)
{
    struct signal_state *rows;
    size_t count;
    int err = store_signal_states(m->store, m->digest->member, m->digest->first_seq, m->digest->last_seq,
                                  m->digest->made_at, SIGNALS_MAX, m->arena, &rows, &count);
    struct msg_digest_signal *signals = arena_take(m->arena, SIGNALS_MAX * sizeof *signals);

    if (err != 0 || signals == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    for (size_t i = 0; i < count; i++) {
        struct code_text code = code_signal(rows[i].id);
        signals[i] = (struct msg_digest_signal){ .code = arena_copy(m->arena, span_of(code.text)),
                                                 .theme = rows[i].theme,
                                                 .theme_name = rows[i].theme_name,
                                                 .posted_at = rows[i].at,
                                                 .text = rows[i].answer };
        if (rows[i].answered_at != 0)
            MSG_SET(&signals[i], answered_at, rows[i].answered_at);
    }
    out->signals = signals;
    out->signals_count = count;
    return 0;
}

static int make_counts(struct making *m, struct msg_digest_is *out)
{
    struct digest_counts counts;
    int err = store_digest_count(m->store, m->digest, &counts);

    if (err != 0)
        return err;
    out->questions = counts.questions;
    out->answers = counts.answers;
    return count_open(m, &out->open);
}

/* ---- to whom ---- */

static int make_teams(struct making *m, struct msg_digest_is *out)
{
    struct place_list teams;
    int err = store_place_teams_of(m->store, m->digest->member, m->arena, &teams);
    struct msg_place *places = arena_take(m->arena, (teams.count + 1) * sizeof *places);

    if (err != 0 || places == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    for (size_t i = 0; i < teams.count; i++)
        places[i] = (struct msg_place){ .slug = teams.rows[i].slug, .name = teams.rows[i].name };
    out->teams = places;
    out->teams_count = teams.count;
    return 0;
}

/* Its own reader's address, and only while mail is wanted. */
static int make_mail(struct making *m, struct msg_digest_is *out)
{
    struct mailbox mailbox;
    int err = store_mail_get(m->store, m->digest->member, m->arena, &mailbox);

    if (err == 0 && mailbox.state == MAIL_ON) {
        out->address = mailbox.email;
        out->token = mailbox.token;
    }
    return err == ERR_NOT_FOUND ? 0 : err;
}

static int make_reader(struct making *m, struct msg_digest_is *out)
{
    struct member member;
    char at[8];
    int err = store_member_by_id(m->store, m->digest->member, m->arena, &member);

    if (err != 0)
        return err;
    snprintf(at, sizeof at, "%02d:%02d", (int)(member.digest_minute / 60 % 24), (int)(member.digest_minute % 60));
    out->name = member.display;
    out->frequency = schedule_name(member.frequency);
    out->level = schedule_level_name(member.digest_level);
    out->at = arena_copy(m->arena, span_of(at));
    err = make_teams(m, out);
    return err != 0 ? err : make_mail(m, out);
}

static int make_notes(struct making *m, struct msg_digest_is *out)
{
    static const struct {
        enum digest_note note;
        const char *word;
    } notes[] = { { DIGEST_ASK_SLOWER, "ask-slower" }, { DIGEST_SLOWER, "slower" } };
    struct span *words = arena_take(m->arena, sizeof notes / sizeof notes[0] * sizeof *words);

    if (words == NULL)
        return ERR_TOO_BIG;
    for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++)
        if ((m->digest->notes & notes[i].note) != 0)
            words[out->notes_count++] = span_of(notes[i].word);
    out->notes = words;
    return 0;
}

int content_make(struct store *store, const struct digest *digest, struct arena *arena, struct msg_digest_is *out)
{
    struct making m = { .store = store, .arena = arena, .digest = digest };
    struct msg_digest_item *items = arena_take(arena, (FOR_YOU_MAX + UNANSWERED_MAX + NEWS_MAX + 1) * sizeof *items);

    *out = (struct msg_digest_is){
        .date = digest->day, .made_at = digest->made_at, .first_seq = digest->first_seq, .last_seq = digest->last_seq
    };
    if (items == NULL)
        return ERR_TOO_BIG;
    int err = make_counts(&m, out);
    if (err == 0)
        err = make_for_you(&m, out, items);
    if (err == 0)
        err = make_unanswered(&m, out, items + FOR_YOU_MAX);
    if (err == 0)
        err = make_news(&m, out, items + FOR_YOU_MAX + UNANSWERED_MAX);
    if (err == 0)
        err = make_tips(&m, out, items + FOR_YOU_MAX + UNANSWERED_MAX + NEWS_MAX);
    if (err == 0)
        err = make_signals(&m, out);
    if (err == 0)
        err = make_reader(&m, out);
    return err != 0 ? err : make_notes(&m, out);
}

int content_show(struct store *store, const struct digest *digest, struct arena *arena, struct msg_digest_is *out)
{
    int err = content_make(store, digest, arena, out);

    if (err == 0)
        content_hide(out);
    return err;
}

void content_hide(struct msg_digest_is *out)
{
    if (schedule_level(out->level) != DIGEST_COUNTS)
        return;
    out->for_you_count = out->unanswered_count = out->news_count = out->tips_count = out->signals_count = 0;
    out->others = 0;
    out->has_others = false;
}

bool content_is_empty(const struct msg_digest_is *digest)
{
    bool answered = false;

    for (size_t i = 0; i < digest->signals_count; i++)
        answered |= digest->signals[i].has_answered_at;
    return digest->questions == 0 && digest->answers == 0 && !answered;
}
