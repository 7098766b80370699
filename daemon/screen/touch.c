#include "touch.h"

#include "daemon/announce.h"
#include "daemon/store/store_intervision.h"
#include "daemon/store/store_kiosk.h"
#include "daemon/store/store_post.h"
#include "daemon/store/store_touch.h"
#include "proto/decode.h"
#include "proto/encode.h"
#include "touch_meeting.h"
#include "wall.h"

#define BYTES_MAX     4000
#define ANSWERS_MAX   2
#define TEXT_POINTS   400
#define ANSWER_POINTS 240

bool touch_read(struct span payload, struct arena *arena, struct msg_touch *out)
{
    struct decode_part part = { &type_touch, out };
    struct fault ignored;

    return decode_map(payload, &part, 1, false, arena, &ignored) == 0;
}

bool touch_is_of_card(const struct msg_touch *touch)
{
    return !touch_meeting_is(touch);
}

/* ---- thanks, and intervision ---- */

/* A list that is full stays as it is: a team that never talks does not fill the disk. */
static int take_along(struct store *store, const struct kiosk *kiosk, const struct touch *touch)
{
    int64_t count;
    int err = store_intervision_count(store, kiosk->team, &count);

    return err != 0 || count >= INTERVISION_MAX ? err : store_touch_take_along(store, touch, kiosk->team);
}

/* Only what stands on the team's list is the team's to talk about. */
static int begin(struct request *rq, const struct kiosk *kiosk, int64_t question, struct span code, bool *changed)
{
    bool waits = false;
    int err = store_intervision_waits(rq->store, kiosk->team, question, &waits);

    return err != 0 || !waits ? err : touch_meeting_begin(rq, kiosk, question, code, changed);
}

static int count_touch(struct request *rq, const struct kiosk *kiosk, const struct touch *touch, struct span code,
                       bool *changed)
{
    bool counts = false;
    int err = store_touch_add(rq->store, touch, &counts);

    if (err != 0 || !counts)
        return err;
    if (touch->action == TOUCH_BEGIN)
        return begin(rq, kiosk, touch->post, code, changed);
    *changed = true;
    return touch->action == TOUCH_THANK ? store_touch_thank(rq->store, touch->post)
                                        : take_along(rq->store, kiosk, touch);
}

/* ---- more of it ---- */

/* The first so many characters, and … for the rest. */
static struct span beginning(struct span text, size_t points, struct arena *arena)
{
    static const char rest[] = "\xe2\x80\xa6";
    size_t bytes = 0, seen = 0;

    for (; bytes < text.len; bytes++) {
        bool starts = ((unsigned char)text.ptr[bytes] & 0xC0) != 0x80;
        if (starts && seen++ == points)
            break;
    }
    if (bytes == text.len)
        return text;
    char *cut = arena_take(arena, bytes + sizeof rest);
    if (cut == NULL)
        return (struct span){ NULL, 0 };
    memcpy(cut, text.ptr, bytes);
    memcpy(cut + bytes, rest, sizeof rest - 1);
    return (struct span){ cut, bytes + sizeof rest - 1 };
}

static int put_answers(struct store *store, const struct settings *settings, int64_t question, struct arena *arena,
                       struct msg_detail *out)
{
    struct msg_detail_answer *rows = arena_take(arena, ANSWERS_MAX * sizeof *rows);
    struct post_ids ids;
    struct post answer;
    int err = store_post_answers(store, question, ANSWERS_MAX, arena, &ids);

    if (rows == NULL)
        return ERR_TOO_BIG;
    out->answers = rows;
    for (size_t i = 0; i < ids.count && err == 0; i++) {
        struct msg_detail_answer *row = &rows[out->answers_count++];
        err = store_post_get(store, ids.ids[i], arena, &answer);
        *row =
            (struct msg_detail_answer){ .text = beginning(answer.text, ANSWER_POINTS, arena), .thanks = answer.thanks };
        if (err == 0)
            err = wall_team_name(store, settings, &answer, &row->team_name);
    }
    return err;
}

static int tell_detail(struct store *store, const struct settings *settings, const struct kiosk *kiosk,
                       const struct post *post, struct outbox *out)
{
    struct msg_detail detail = { .code = post->code,
                                 .text = post->text.len == 0 ? (struct span){ NULL, 0 }
                                                             : beginning(post->text, TEXT_POINTS, out->arena) };
    int err = put_answers(store, settings, post->id, out->arena, &detail);

    if (err != 0)
        return err;
    struct span payload = encode_map(&(struct encode_part){ &type_detail, &detail }, 1, false, BYTES_MAX, out->arena);
    struct outbox_item item = { .topic = topic_kiosk(kiosk->name, "detail"), .payload = payload };
    return payload.ptr != NULL && outbox_add(out, &item) ? 0 : ERR_TOO_BIG;
}

/* ---- all of it ---- */

/* 0 for what is not counted. */
static enum touch_action counted(struct span word)
{
    static const struct {
        const char *word;
        enum touch_action action;
    } actions[] = { { "thank", TOUCH_THANK }, { "intervision", TOUCH_INTERVISION }, { "begin", TOUCH_BEGIN } };

    for (size_t i = 0; i < sizeof actions / sizeof actions[0]; i++)
        if (span_is(word, actions[i].word))
            return actions[i].action;
    return 0;
}

static int touch_card(struct request *rq, const struct kiosk *kiosk, const struct msg_touch *in, struct outbox *out,
                      bool *changed)
{
    struct post post;
    int err = in->code.ptr == NULL ? ERR_NOT_FOUND : store_post_by_code(rq->store, in->code, rq->arena, &post);

    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    if (post.kind != POST_QUESTION || store_post_is_gone(&post))
        return 0;
    if (span_is(in->action, "detail"))
        return kiosk->strict ? 0 : tell_detail(rq->store, rq->settings, kiosk, &post, out);
    struct touch touch = {
        .id = in->id, .kiosk = kiosk->id, .post = post.id, .action = counted(in->action), .at = rq->now_ms
    };
    return touch.action == 0 ? 0 : count_touch(rq, kiosk, &touch, post.code, changed);
}

int touch_do(struct request *rq, struct span kiosk_name, const struct msg_touch *in, struct outbox *out, bool *changed)
{
    struct kiosk kiosk;
    int err = store_kiosk_get(rq->store, kiosk_name, rq->arena, &kiosk);

    *changed = false;
    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    if (!kiosk.touch || kiosk.archived)
        return 0;
    err = touch_meeting_is(in) ? touch_meeting_do(rq, &kiosk, in, changed) : touch_card(rq, &kiosk, in, out, changed);
    return err != 0 || rq->told == NULL ? err : announce_told(rq->store, rq->settings, rq->told, out);
}
