#include "announce.h"

#include "daemon/store/store_endorse.h"
#include "daemon/thing.h"
#include "daemon/waiting.h"

#define STATE_BYTES_MAX  4000
#define INFO_BYTES_MAX   (64 * 1024)
#define DIGEST_BYTES_MAX (64 * 1024)
#define DIGEST_EXPIRY_S  (7 * 24 * 3600)

static int add(struct outbox *out, struct topic topic, struct span payload, int64_t seq, bool retain, int64_t expiry_s)
{
    struct outbox_item item = {
        .topic = topic, .payload = payload, .seq = seq, .retain = retain, .expiry_s = expiry_s
    };

    return payload.ptr != NULL && outbox_add(out, &item) ? 0 : ERR_TOO_BIG;
}

static int add_state(struct outbox *out, struct topic topic, const struct msg_type *type, const void *from, size_t max)
{
    struct span payload = encode_map(&(struct encode_part){ type, from }, 1, false, max, out->arena);

    return add(out, topic, payload, 0, true, 0);
}

/* ---- events ---- */

static int add_event(const struct event *event, const struct post *post, struct topic topic, int64_t prev,
                     const struct settings *settings, struct outbox *out)
{
    return add(out, topic, thing_event(event, post, prev, settings, out->arena), event->seq, false, 0);
}

static int add_space_event(const struct event *event, const struct post *post, const struct settings *settings,
                           struct outbox *out)
{
    struct topic topic = event->team != 0 ? topic_team_event(event->space_slug) : topic_theme_event(event->space_slug);

    return add_event(event, post, topic, event->prev, settings, out);
}

/* As it stands in the database, unless the request knows it: reading one costs a twentieth of what a question does. */
static int find_post(struct store *store, const struct told *told, struct arena *arena, struct post *read,
                     const struct post **out)
{
    *out = told->post != NULL ? told->post : read;
    if (told->post != NULL)
        return 0;
    int err = store_post_get(store, told->event.post, arena, read);
    if (err == 0 && read->kind == POST_ANSWER)
        err = store_endorse_count(store, read->id, told->event.at, &read->endorsed);
    return err;
}

int announce_told(struct store *store, const struct settings *settings, const struct told *told, struct outbox *out)
{
    const struct post *post;
    struct post read;
    int err = find_post(store, told, out->arena, &read, &post);

    if (err == 0 && !told->event.personal)
        err = add_space_event(&told->event, post, settings, out);
    for (size_t i = 0; i < told->to_count && err == 0; i++)
        err = add_event(&told->event, post, topic_member_event(told->to[i].member), told->to[i].prev, settings, out);
    return err;
}

int announce_event(struct store *store, const struct settings *settings, const struct event *event, struct outbox *out)
{
    struct told told = { .event = *event };
    int err = store_event_to(store, event->seq, REQUEST_TOLD_MAX, out->arena, &told.to, &told.to_count);

    return err != 0 ? err : announce_told(store, settings, &told, out);
}

/* ---- state ---- */

int announce_state(bool online, int64_t birth, int64_t now_ms, struct outbox *out)
{
    struct msg_state state = { .status = span_of(online ? "online" : "offline"),
                               .birth = birth,
                               .version = span_of(VAKWERK_VERSION),
                               .protocol = PROTOCOL_VERSION,
                               .at = now_ms };

    return add_state(out, topic_state(), &type_state, &state, STATE_BYTES_MAX);
}

int announce_metrics(const struct msg_metrics *metrics, struct outbox *out)
{
    return add_state(out, topic_metrics(), &type_metrics, metrics, STATE_BYTES_MAX);
}

static int copy_places(struct store *store, enum place_kind kind, struct arena *arena, const struct msg_place **out,
                       size_t *count)
{
    struct place_list list;
    int err = store_place_list(store, kind, arena, &list);
    struct msg_place *rows = arena_take(arena, (list.count + 1) * sizeof *rows);

    if (err != 0 || rows == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    *count = 0;
    for (size_t i = 0; i < list.count; i++)
        if (!list.rows[i].archived)
            rows[(*count)++] = (struct msg_place){ .slug = list.rows[i].slug,
                                                   .name = list.rows[i].name,
                                                   .needs_endorsement = list.rows[i].needs_endorsement,
                                                   .first_look = list.rows[i].first_look };
    *out = rows;
    return 0;
}

int announce_info(struct store *store, const struct settings *settings, struct outbox *out)
{
    const struct msg_limit_row limits[] = {
        { span_of("posts_per_minute"), settings->posts_per_minute, true },
        { span_of("posts_per_day"), settings->posts_per_day, true },
        { span_of("questions_per_hour"), settings->questions_per_hour, true },
        { span_of("answers_per_hour"), settings->answers_per_hour, true },
        { span_of("writes_per_minute"), settings->writes_per_minute, true },
        { span_of("reads_per_minute"), settings->reads_per_minute, true },
    };
    struct msg_info info = { .protocol = PROTOCOL_VERSION,
                             .limits = limits,
                             .limits_count = sizeof limits / sizeof limits[0] };
    int err = copy_places(store, PLACE_THEME, out->arena, &info.themes, &info.themes_count);

    if (err == 0)
        err = copy_places(store, PLACE_CARE, out->arena, &info.cares, &info.cares_count);
    if (err == 0)
        err = copy_places(store, PLACE_MUNICIPALITY, out->arena, &info.municipalities, &info.municipalities_count);
    return err != 0 ? err : add_state(out, topic_info(), &type_info, &info, INFO_BYTES_MAX);
}

static int add_wait(const struct msg_waiting *row, const struct settings *settings, int64_t now_ms, struct outbox *out)
{
    struct topic topic = topic_waitlist(row->municipality, row->care);
    int64_t left_ms = waiting_gone_at(row, settings) - now_ms;

    if (left_ms <= 0)
        return add(out, topic, (struct span){ "", 0 }, 0, true, 0);
    struct span payload =
        encode_map(&(struct encode_part){ &type_waiting, row }, 1, false, STATE_BYTES_MAX, out->arena);
    return add(out, topic, payload, 0, true, (left_ms + 999) / 1000);
}

int announce_waits(struct store *store, const struct settings *settings, int64_t now_ms, struct outbox *out,
                   int64_t *next)
{
    struct waiting_rows rows;
    int err = waiting_list(store, &(struct waiting_wanted){ .settings = settings, .now_ms = now_ms, .stale = true },
                           out->arena, &rows);

    for (size_t i = 0; i < rows.count && err == 0; i++)
        err = add_wait(&rows.rows[i], settings, now_ms, out);
    *next = waiting_next_change(&rows, settings, now_ms);
    return err;
}

int announce_digest(struct span member, const struct msg_digest_is *digest, struct outbox *out)
{
    struct span payload =
        encode_map(&(struct encode_part){ &type_digest_is, digest }, 1, false, DIGEST_BYTES_MAX, out->arena);
    return add(out, topic_member_digest(member), payload, 0, true, DIGEST_EXPIRY_S);
}
