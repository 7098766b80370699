/* me, digest, digest-set: one's own account. */
#include "daemon/clock.h"
#include "daemon/digest/content.h"
#include "daemon/digest/mail.h"
#include "daemon/digest/schedule.h"
#include "daemon/ladder/support.h"
#include "daemon/store/store_follow.h"
#include "verbs.h"

#include <stdio.h>

#define PAUSE_DAYS_MAX 3660
#define FOLLOWS_MAX    500

/* ---- me ---- */

static int copy_places(struct request *rq, enum place_kind kind, const struct place_list *list,
                       const struct msg_place **out, size_t *count)
{
    int err = 0;
    struct msg_place *rows = arena_take(rq->arena, (list->count + 1) * sizeof *rows);

    if (rows == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    *count = 0;
    for (size_t i = 0; i < list->count && err == 0; i++) {
        if (list->rows[i].archived)
            continue;
        struct msg_place *row = &rows[(*count)++];
        *row = (struct msg_place){ .slug = list->rows[i].slug,
                                   .name = list->rows[i].name,
                                   .needs_endorsement = list->rows[i].needs_endorsement,
                                   .first_look = list->rows[i].first_look };
        err = support_show_place(rq, kind, list->rows[i].id, row);
    }
    *out = rows;
    return err;
}

static int show_support(struct request *rq, struct msg_myself *out)
{
    struct support mine;
    int err = store_support_get(rq->store, rq->who.id, &mine);

    out->senior = mine.senior;
    return err != 0 ? err : support_words(rq, mine.roles, &out->support, &out->support_count);
}

static struct span minute_text(struct request *rq, int minute)
{
    char text[8];

    snprintf(text, sizeof text, "%02d:%02d", minute / 60 % 24, minute % 60);
    return arena_copy(rq->arena, span_of(text));
}

/* "theme/regie", "team/delft" or a code. */
static struct span follow_text(struct request *rq, const struct follow *follow)
{
    static const char *const roots[] = { [FOLLOW_QUESTION] = "", [FOLLOW_THEME] = "theme/", [FOLLOW_TEAM] = "team/" };
    char text[64];

    snprintf(text, sizeof text, "%s%.*s", roots[follow->kind], span_int(follow->name), follow->name.ptr);
    return arena_copy(rq->arena, span_of(text));
}

/* For who wants to read them; most only want to know which. */
static int copy_titles(struct request *rq, const struct follow *follows, struct msg_myself *out)
{
    struct msg_followed *rows = arena_take(rq->arena, (out->follows_count + 1) * sizeof *rows);

    if (rows == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < out->follows_count; i++)
        rows[i] = (struct msg_followed){ .what = out->follows[i], .title = follows[i].title };
    out->followed = rows;
    out->followed_count = out->follows_count;
    return 0;
}

static int copy_follows(struct request *rq, bool titles, struct msg_myself *out)
{
    struct follow *follows;
    size_t count;
    int err = store_follow_list(rq->store, rq->who.id, FOLLOWS_MAX, rq->arena, &follows, &count);
    struct span *words = arena_take(rq->arena, (count + 1) * sizeof *words);

    if (err != 0 || words == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count; i++)
        words[i] = follow_text(rq, &follows[i]);
    out->follows = words;
    out->follows_count = count;
    return titles ? copy_titles(rq, follows, out) : 0;
}

/* Teams come first, then the organisations they belong to. */
static int copy_teams(struct request *rq, const struct place_list *both, struct msg_myself *out)
{
    size_t teams = 0;

    while (teams < both->count && !both->rows[teams].is_organisation)
        teams++;
    struct place_list first = { both->rows, teams }, then = { both->rows + teams, both->count - teams };
    int err = copy_places(rq, PLACE_TEAM, &first, &out->teams, &out->teams_count);
    return err != 0 ? err : copy_places(rq, PLACE_TEAM, &then, &out->organisations, &out->organisations_count);
}

static int show_digest(struct request *rq, struct msg_myself *out)
{
    out->frequency = schedule_name(rq->who.frequency);
    out->at = minute_text(rq, rq->who.digest_minute);
    if (rq->who.digest_pause_until > rq->now_ms)
        MSG_SET(out, pause_until, rq->who.digest_pause_until);
    out->level = schedule_level_name(rq->who.digest_level);
    out->ask_digest = !rq->who.digest_chosen && !request_has_role(rq, MEMBER_MAILER);
    return mail_show(rq, rq->who.id, &out->email, &out->mail);
}

int verb_me(struct request *rq, const struct msg_me *in, struct msg_myself *out)
{
    struct place_list teams, themes = { NULL, 0 };
    int err = store_place_teams_of(rq->store, rq->who.id, rq->arena, &teams);

    if (err == 0 && !in->brief)
        err = store_place_list(rq->store, PLACE_THEME, rq->arena, &themes);
    if (err == 0)
        err = copy_teams(rq, &teams, out);
    if (err == 0)
        err = copy_places(rq, PLACE_THEME, &themes, &out->themes, &out->themes_count);
    if (err == 0 && !in->brief)
        err = copy_follows(rq, in->followed, out);
    if (err == 0)
        err = request_role_words(rq, rq->who.roles, &out->roles, &out->roles_count);
    if (err == 0)
        err = show_support(rq, out);
    if (err == 0)
        err = show_digest(rq, out);
    if (err != 0)
        return err;
    out->member = rq->who.name;
    out->name = rq->who.display;
    out->registration = rq->who.registration;
    out->function = rq->who.function;
    MSG_SET(out, now_at, rq->now_ms);
    return store_event_last(rq->store, &out->seq);
}

/* ---- the digest ---- */

int verb_digest(struct request *rq, const struct msg_digest *in, struct msg_digest_is *out)
{
    struct digest digest;
    int err = store_digest_get(rq->store, rq->who.id, in->date, rq->arena, &digest);

    if (err == ERR_NOT_FOUND)
        return request_fail(rq, ERR_NOT_FOUND, "date", "there is no digest of that day");
    return err != 0 ? err : content_show(rq->store, &digest, rq->arena, out);
}

static int read_minute(struct request *rq, struct span text, int *out)
{
    char copy[8];

    snprintf(copy, sizeof copy, "%.*s", span_int(text), text.ptr);
    if (!clock_read_minute(copy, out))
        return request_fail(rq, ERR_BAD_REQUEST, "at", "must be a time such as 07:00");
    return 0;
}

/* Who says for the first time how often it comes begins there: what was before is in no digest. */
static int take_frequency(struct request *rq, struct span word, struct member *me)
{
    int frequency = schedule_frequency(word);

    if (word.ptr == NULL)
        return 0;
    if (frequency < 0)
        return request_fail(rq, ERR_BAD_REQUEST, "frequency", "must be daily, tue-thu, weekly, personal or never");
    me->frequency = (enum digest_frequency)frequency;
    if (me->digest_chosen)
        return 0;
    me->digest_chosen = true;
    return store_event_last(rq->store, &me->digest_seq);
}

static int take_level(struct request *rq, struct span word, struct member *me)
{
    int level = schedule_level(word);

    if (word.ptr == NULL)
        return 0;
    if (level < 0)
        return request_fail(rq, ERR_BAD_REQUEST, "level", "must be titles or counts");
    me->digest_level = (enum digest_level)level;
    return 0;
}

static int take_pause(struct request *rq, const struct msg_digest_set *in, struct member *me)
{
    if (!in->has_pause_until)
        return 0;
    if (in->pause_until > rq->now_ms + PAUSE_DAYS_MAX * CLOCK_DAY_MS)
        return request_fail(rq, ERR_BAD_REQUEST, "pause_until", "must be within ten years");
    me->digest_pause_until = in->pause_until;
    return 0;
}

int verb_digest_set(struct request *rq, const struct msg_digest_set *in, struct msg_done *out)
{
    struct member me = rq->who;
    int err = take_frequency(rq, in->frequency, &me);

    (void)out;
    if (err == 0 && in->at.ptr != NULL)
        err = read_minute(rq, in->at, &me.digest_minute);
    if (err == 0)
        err = take_level(rq, in->level, &me);
    if (err == 0)
        err = take_pause(rq, in, &me);
    if (err == 0)
        err = mail_set_address(rq, me.id, in->email);
    if (err == 0 && in->has_mail)
        err = mail_set_wanted(rq, me.id, in->mail);
    if (err != 0)
        return err;
    me.digest_due = schedule_next(me.frequency, me.digest_minute, me.digest_pause_until, rq->now_ms);
    rq->changes.digests = true;
    return store_member_set_digest(rq->store, &me);
}
