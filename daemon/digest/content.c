#include "content.h"

#include "daemon/clock.h"
#include "daemon/store/store_intervision.h"
#include "daemon/store/store_mail.h"
#include "daemon/store/store_moderate.h"
#include "daemon/store/store_post.h"
#include "daemon/store/store_signal.h"
#include "making.h"
#include "proto/code.h"
#include "schedule.h"

#include <stdio.h>

#define SIGNALS_MAX           8
#define WAITS_MAX             5
#define WAITS_READ_MAX        500
#define INTERVISION_TEAMS_MAX 4
#define CODES_MAX             8

/* ---- numbers ---- */

/* Of everybody's, without the member's own, and with those of their teams. */
static int make_counts(struct making *m, struct msg_digest_is *out)
{
    const struct digest_counts *all = &m->common->counts;
    struct digest_counts own, teams;
    int64_t open = 0;
    int err = store_digest_count_own(m->store, m->digest, all, &own);

    if (err == 0)
        err = store_digest_count(m->store, m->digest, true, &teams);
    if (err == 0)
        err = store_digest_count_open(m->store, m->digest->member, true, &open);
    if (err != 0)
        return err;
    out->questions = all->questions - own.questions + teams.questions;
    out->answers = all->answers - own.answers + teams.answers;
    out->open = m->common->open + open;
    return 0;
}

/* ---- which days ---- */

static bool read_day(struct span text, struct clock_day *out)
{
    char copy[16];

    snprintf(copy, sizeof copy, "%.*s", span_int(text), text.ptr == NULL ? "" : text.ptr);
    return clock_read_date(copy, out);
}

/* From the day of the digest before; the first begins with the first thing that is in it. */
static int find_first_day(struct making *m, struct clock_day last, struct clock_day *out)
{
    struct span before;
    int64_t at = 0;
    int err = store_digest_day_before(m->store, m->digest, m->arena, &before);

    *out = last;
    if (err != 0 || read_day(before, out))
        return err;
    err = store_digest_begins_at(m->store, m->digest, &at);
    if (at != 0)
        *out = clock_local_day(at);
    return err;
}

static struct span day_text(struct making *m, struct clock_day day)
{
    struct clock_date_text text = clock_date(day);

    return arena_copy(m->arena, span_of(text.text));
}

struct days {
    struct clock_day first, last;
    int64_t from_at, until_at;
};

/* False when the digest has no day: then it is not about days. */
static int make_days(struct making *m, struct days *days, bool *has_days, struct msg_digest_is *out)
{
    struct clock_day day;

    *has_days = read_day(m->digest->day, &day);
    if (!*has_days)
        return 0;
    days->last = clock_add_days(day, -1);
    days->until_at = clock_moment(day, 0);
    int err = find_first_day(m, days->last, &days->first);
    days->from_at = clock_moment(days->first, 0);
    if (days->from_at >= days->until_at) { /* of a clock that was ahead */
        days->first = days->last;
        days->from_at = clock_moment(days->first, 0);
    }
    out->first_day = day_text(m, days->first);
    out->last_day = day_text(m, days->last);
    return err;
}

/* ---- what is not a list of posts ---- */

static int make_waits(struct making *m, const struct days *days, struct msg_digest_is *out)
{
    struct digest_wait_row *rows;
    struct msg_digest_wait *waits = arena_take(m->arena, WAITS_MAX * sizeof *waits);
    size_t count;
    int err = store_digest_waits(m->store, m->digest->member, days->from_at, days->until_at, WAITS_READ_MAX, m->arena,
                                 &rows, &count);

    if (err != 0 || waits == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    for (size_t i = 0; i < count && i < WAITS_MAX; i++) {
        waits[i] = (struct msg_digest_wait){ .municipality = rows[i].municipality,
                                             .municipality_name = rows[i].municipality_name,
                                             .care = rows[i].care,
                                             .care_name = rows[i].care_name,
                                             .weeks = rows[i].weeks,
                                             .sources = rows[i].sources };
        if (rows[i].has_before)
            MSG_SET(&waits[i], before, rows[i].before);
    }
    out->waits = waits;
    out->waits_count = count < WAITS_MAX ? count : WAITS_MAX;
    if (count > WAITS_MAX)
        MSG_SET(out, other_waits, (int64_t)(count - WAITS_MAX));
    return 0;
}

static int show_intervision(struct making *m, const struct place *team, struct msg_digest_is *out,
                            struct msg_digest_intervision *row)
{
    struct intervision_filter filter = { .team = team->id, .member = m->digest->member };
    struct intervision *entries;
    size_t count;
    int err = store_intervision_list(m->store, &filter, INTERVISION_MAX, m->arena, &entries, &count);
    struct span *codes = arena_take(m->arena, CODES_MAX * sizeof *codes);

    if (err != 0 || codes == NULL || count == 0)
        return err != 0 || codes != NULL ? err : ERR_TOO_BIG;
    *row = (struct msg_digest_intervision){ .team_name = team->name, .codes = codes };
    for (size_t i = 0; i < count && row->codes_count < CODES_MAX && err == 0; i++) {
        struct post post;
        err = store_post_get(m->store, entries[i].question, m->arena, &post);
        codes[row->codes_count++] = post.code;
    }
    if (count > CODES_MAX)
        MSG_SET(row, others, (int64_t)(count - CODES_MAX));
    out->intervision_count++;
    return err;
}

/* One line for each team whose list changed. */
static int make_intervision(struct making *m, struct msg_digest_is *out)
{
    struct msg_digest_intervision *rows = arena_take(m->arena, INTERVISION_TEAMS_MAX * sizeof *rows);
    int err = rows == NULL ? ERR_TOO_BIG : 0;

    for (size_t i = 0; i < m->teams.count && out->intervision_count < INTERVISION_TEAMS_MAX && err == 0; i++) {
        bool changed = false;
        err = store_digest_has_intervision(m->store, m->digest, m->teams.rows[i].id, &changed);
        if (err == 0 && changed)
            err = show_intervision(m, &m->teams.rows[i], out, &rows[out->intervision_count]);
    }
    out->intervision = rows;
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

/* What waits for a moderator, as it is now. */
static int make_queue(struct making *m, struct msg_digest_is *out)
{
    int64_t count = 0, since_at = 0;
    int err = (m->member.roles & MEMBER_MODERATOR) == 0
                  ? 0
                  : store_moderate_waiting(m->store, m->digest->member, &count, &since_at);

    if (count == 0)
        return err;
    MSG_SET(out, queue, count);
    MSG_SET(out, queue_since, since_at);
    return err;
}

/* ---- to whom ---- */

static int make_teams(struct making *m, struct msg_digest_is *out)
{
    struct msg_place *places = arena_take(m->arena, (m->teams.count + 1) * sizeof *places);

    if (places == NULL)
        return ERR_TOO_BIG;
    for (size_t i = 0; i < m->teams.count; i++)
        places[i] = (struct msg_place){ .slug = m->teams.rows[i].slug, .name = m->teams.rows[i].name };
    out->teams = places;
    out->teams_count = m->teams.count;
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

static int make_reader(struct making *m, struct msg_digest_is *out)
{
    const struct member *member = &m->member;
    char at[8];

    snprintf(at, sizeof at, "%02d:%02d", (int)(member->digest_minute / 60 % 24), (int)(member->digest_minute % 60));
    out->name = member->display;
    out->frequency = schedule_name(member->frequency);
    out->level = schedule_level_name(member->digest_level);
    out->at = arena_copy(m->arena, span_of(at));
    int err = make_teams(m, out);
    if (err == 0)
        err = make_mail(m, out);
    return err != 0 ? err : make_notes(m, out);
}

/* ---- the whole ---- */

/* What is there for whoever wants more than what is for them alone. */
static int make_general(struct making *m, const struct days *days, bool has_days, struct msg_digest_is *out)
{
    int err = making_unanswered(m, out);

    if (err == 0)
        err = making_news(m, out);
    if (err == 0)
        err = making_tips(m, out);
    if (err == 0 && has_days)
        err = make_waits(m, days, out);
    if (err == 0)
        err = making_lessons(m, out);
    return err != 0 ? err : make_intervision(m, out);
}

static int make_all(struct making *m, struct msg_digest_is *out)
{
    struct days days;
    bool has_days = false;
    int err = making_begin(m);

    if (err == 0)
        err = make_counts(m, out);
    if (err == 0)
        err = make_days(m, &days, &has_days, out);
    if (err == 0)
        err = making_for_you(m, out);
    if (err == 0 && m->member.frequency != DIGEST_PERSONAL)
        err = make_general(m, &days, has_days, out);
    if (err == 0)
        err = make_signals(m, out);
    if (err == 0)
        err = make_queue(m, out);
    return err != 0 ? err : make_reader(m, out);
}

int content_make_from(struct store *store, const struct common *common, const struct digest *digest,
                      struct arena *arena, struct msg_digest_is *out, struct digest_ids *listed)
{
    struct making m = { .store = store, .arena = arena, .digest = digest, .common = common };
    int err = store_member_by_id(store, digest->member, arena, &m.member);

    *out = (struct msg_digest_is){
        .date = digest->day, .made_at = digest->made_at, .first_seq = digest->first_seq, .last_seq = digest->last_seq
    };
    if (err == 0)
        err = store_place_teams_of(store, digest->member, arena, &m.teams);
    if (err == 0)
        err = make_all(&m, out);
    *listed = m.listed;
    return err;
}

int content_make(struct store *store, const struct digest *digest, struct arena *arena, struct msg_digest_is *out)
{
    struct common common = { .arena = arena };
    struct digest_ids listed;
    int err = common_read(&common, store, digest, digest->made_at);

    return err != 0 ? err : content_make_from(store, &common, digest, arena, out, &listed);
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
    out->waits_count = out->lessons_count = out->intervision_count = 0;
    out->others = out->other_waits = out->other_lessons = 0;
    out->has_others = out->has_other_waits = out->has_other_lessons = false;
}

bool content_is_empty(const struct msg_digest_is *digest)
{
    bool waits_long = digest->has_queue && digest->queue_since < digest->made_at - CLOCK_DAY_MS;
    bool told = digest->for_you_count > 0 || waits_long;

    for (size_t i = 0; i < digest->signals_count; i++)
        told |= digest->signals[i].has_answered_at;
    if (schedule_frequency(digest->frequency) == DIGEST_PERSONAL)
        return !told;
    return digest->questions == 0 && digest->answers == 0 && digest->lessons_count == 0 && !told;
}
