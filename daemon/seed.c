#include "seed.h"

#include "clock.h"
#include "ladder/climb.h"
#include "ladder/support.h"
#include "proto/code.h"
#include "proto/decode.h"
#include "proto/id.h"
#include "proto/json.h"
#include "store/store_digest.h"
#include "verbs/verbs.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define SEED_ARENA    (32 * 1024 * 1024)
#define HOUR_MS       INT64_C(3600000)
#define ADMINISTRATOR "beheer"
#define DEVICE        "demo"
#define DIGEST_MINUTE (7 * 60)

/* One thing that somebody does in the demo's past. */
struct action {
    int64_t at;
    enum verb verb;
    const char *by; /* a member's name; points into the JSON */
    enum topic_place place;
    const char *space;     /* a slug, or NULL */
    json_t *payload;       /* owned */
    struct action *parent; /* the question or answer it is about: its code is the payload's `to` or `code` */
    char code[CODE_TEXT_MAX];
};

struct demo {
    const struct seed *seed;
    struct arena arena;
    struct action *actions;
    size_t count;
};

/* ---- one request ---- */

static bool complain(const char *what, const struct fault *fault)
{
    fprintf(stderr, "vakwerkd: the data of a new instance: %s: %s %s\n", what, fault->field == NULL ? "" : fault->field,
            fault->message == NULL ? "failed" : fault->message);
    return false;
}

static bool find_who(struct request *rq, const char *by)
{
    if (by != NULL)
        return store_member_get(rq->store, span_of(by), rq->arena, &rq->who) == 0;
    rq->who.roles = MEMBER_ADMINISTRATOR; /* the one who makes the instance */
    return true;
}

static bool find_space(struct request *rq, enum topic_place place, const char *space)
{
    enum place_kind kind = place == TOPIC_TEAM ? PLACE_TEAM : PLACE_THEME;

    rq->place = place;
    return place == TOPIC_HERE || store_place_get(rq->store, kind, span_of(space), rq->arena, &rq->space) == 0;
}

/* Decodes the JSON as a client's and runs the handler. The result is in the arena; NULL when it was refused. */
static void *run(struct demo *demo, const struct action *action)
{
    const struct verb_row *row = &schema_verbs[action->verb];
    struct id id = id_new(action->at);
    struct request rq = { .store = demo->seed->store,
                          .arena = &demo->arena,
                          .settings = demo->seed->settings,
                          .key = demo->seed->key,
                          .now_ms = action->at,
                          .verb = row,
                          .id = id_span(&id) };
    struct decode_part part = { row->in, arena_take(&demo->arena, row->in->size) };
    void *out = arena_take(&demo->arena, row->out->size);
    char *text = json_dumps(action->payload, JSON_COMPACT);
    struct span payload;

    int err = json_to_msgpack(span_of(text), &part, 1, &demo->arena, &payload, &rq.fault);
    if (err == 0)
        err = decode_map(payload, &part, 1, false, &demo->arena, &rq.fault);
    if (err == 0 && !(find_who(&rq, action->by) && find_space(&rq, action->place, action->space)))
        err = request_fail(&rq, ERR_NOT_FOUND, NULL, "an unknown member or place");
    if (err == 0)
        err = verbs_call(action->verb, &rq, part.to, out);
    if (err != 0)
        complain(text, &rq.fault);
    free(text);
    return err == 0 ? out : NULL;
}

/* ---- places ---- */

/* The support role of a theme, where it is said; else the database's own default. */
static bool set_role(const struct seed *seed, int64_t theme, json_t *word)
{
    struct support_place place = { .role = support_role(span_of(json_string_value(word))) };

    return word == NULL || (place.role != 0 && store_support_set_place(seed->store, PLACE_THEME, theme, &place) == 0);
}

static bool add_places(const struct seed *seed, json_t *list, enum place_kind kind)
{
    size_t i;
    json_t *row;

    json_array_foreach(list, i, row)
    {
        struct place place = { .slug = span_of(json_string_value(json_object_get(row, "slug"))),
                               .name = span_of(json_string_value(json_object_get(row, "name"))) };
        if (place.slug.ptr == NULL || place.name.ptr == NULL || store_place_add(seed->store, kind, &place) != 0)
            return false;
        if (kind == PLACE_THEME && !set_role(seed, place.id, json_object_get(row, "support")))
            return false;
    }
    return json_array_size(list) > 0;
}

static json_t *load(const char *path)
{
    json_error_t where;
    json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &where);

    if (root == NULL)
        fprintf(stderr, "vakwerkd: %s, line %d: %s\n", path, where.line, where.text);
    return root;
}

bool seed_themes(const struct seed *seed, const char *path)
{
    json_t *root = load(path);
    bool ok = root != NULL && add_places(seed, json_object_get(root, "themes"), PLACE_THEME);

    json_decref(root);
    return ok;
}

bool seed_base(const struct seed *seed, const char *path)
{
    json_t *root = load(path);
    bool ok = root != NULL && add_places(seed, json_object_get(root, "municipalities"), PLACE_MUNICIPALITY) &&
              add_places(seed, json_object_get(root, "cares"), PLACE_CARE);

    json_decref(root);
    return ok;
}

bool seed_administrator(const struct seed *seed, const char *name, struct secret_text *code)
{
    struct demo demo = { .seed = seed };
    struct action action = { .at = seed->now_ms, .verb = VERB_member_add, .place = TOPIC_HERE };

    arena_init(&demo.arena, SEED_ARENA);
    action.payload = json_pack("{s:s, s:s, s:[s]}", "member", name, "name", "Beheer", "roles", "administrator");
    const struct msg_member_code *out = action.payload == NULL ? NULL : run(&demo, &action);
    if (out != NULL)
        snprintf(code->text, sizeof code->text, "%s", out->one_time_code.ptr);
    json_decref(action.payload);
    arena_release(&demo.arena);
    return out != NULL;
}

/* ---- the demo: teams, members and screens, with their credentials ---- */

static void *run_once(struct demo *demo, enum verb verb, const char *by, json_t *payload)
{
    struct action action = {
        .at = demo->seed->now_ms, .verb = verb, .by = by, .place = TOPIC_HERE, .payload = payload
    };

    return payload == NULL ? NULL : run(demo, &action);
}

/* They were asked at their first login. */
static bool choose_digest(struct demo *demo, const char *name)
{
    json_t *choice = json_pack("{s:s}", "frequency", "daily");
    bool chosen = run_once(demo, VERB_digest_set, name, choice) != NULL;

    json_decref(choice);
    return chosen;
}

static bool add_member(struct demo *demo, json_t *row, json_t *credentials)
{
    const char *name = json_string_value(json_object_get(row, "member"));
    json_t *enrol = json_pack("{s:s}", "device", DEVICE);
    bool added = name != NULL && run_once(demo, VERB_member_add, NULL, row) != NULL;
    const struct msg_enrolled *out = added ? run_once(demo, VERB_enrol, name, enrol) : NULL;

    json_decref(enrol);
    if (out == NULL || !choose_digest(demo, name))
        return false;
    return json_array_append_new(credentials,
                                 json_pack("{s:s, s:s, s:s, s:O, s:O, s:b}", "member", name, "device", DEVICE, "secret",
                                           out->secret.ptr, "roles", json_object_get(row, "roles"), "teams",
                                           json_object_get(row, "teams"), "registered",
                                           json_string_length(json_object_get(row, "registration")) > 0)) == 0;
}

static bool add_kiosk(struct demo *demo, json_t *row, json_t *credentials)
{
    const struct msg_kiosk_secret *out = run_once(demo, VERB_kiosk_add, ADMINISTRATOR, row);

    if (out == NULL)
        return false;
    return json_array_append_new(credentials, json_pack("{s:O, s:s, s:s, s:O}", "kiosk", json_object_get(row, "kiosk"),
                                                        "device", out->device.ptr, "secret", out->secret.ptr, "team",
                                                        json_object_get(row, "team"))) == 0;
}

static bool add_accounts(struct demo *demo, json_t *root, json_t *credentials)
{
    size_t i;
    json_t *row;

    json_array_foreach(json_object_get(root, "teams"), i, row)
    {
        json_object_set(row, "team", json_object_get(row, "slug"));
        if (run_once(demo, VERB_team_add, NULL, row) == NULL)
            return false;
    }
    json_array_foreach(json_object_get(root, "teams"), i,
                       row) if (run_once(demo, VERB_team_set, NULL, row) == NULL) return false;
    json_array_foreach(json_object_get(root, "members"), i, row) if (!add_member(demo, row, credentials)) return false;
    json_array_foreach(json_object_get(root, "kiosks"), i, row) if (!add_kiosk(demo, row, credentials)) return false;
    return true;
}

/* ---- the demo: what they said, in the order of time ---- */

static int64_t hours(json_t *row, const char *key)
{
    return (int64_t)(json_number_value(json_object_get(row, key)) * (double)HOUR_MS);
}

/* Room was made for all of them, so that pointers to actions stay good. */
static struct action *add_action(struct demo *demo, enum verb verb, int64_t at, const char *by, json_t *payload)
{
    struct action *action = &demo->actions[demo->count++];

    *action = (struct action){ .at = at, .verb = verb, .by = by, .place = TOPIC_HERE, .payload = payload };
    return action;
}

/* Thanks come one by one in the time after. */
static void add_thanks(struct demo *demo, json_t *row, struct action *about)
{
    size_t i;
    json_t *name;

    json_array_foreach(json_object_get(row, "thanks"), i, name)
    {
        int64_t at = about->at + (demo->seed->now_ms - about->at) * (int64_t)(i + 1) / 40;
        struct action *thank = add_action(demo, VERB_thank, at, json_string_value(name), json_pack("{s:b}", "on", 1));
        thank->parent = about;
    }
}

/* The record without what is told of it here and not by its author. */
static json_t *payload_of(json_t *row)
{
    json_t *payload = json_copy(row);

    json_object_del(payload, "answers");
    json_object_del(payload, "thanks");
    return payload;
}

static struct action *add_post(struct demo *demo, enum verb verb, int64_t at, json_t *row)
{
    struct action *post = add_action(demo, verb, at, json_string_value(json_object_get(row, "by")), payload_of(row));

    add_thanks(demo, row, post);
    return post;
}

static void place_post(struct action *post, json_t *row)
{
    const char *team = json_string_value(json_object_get(row, "team"));

    post->place = team == NULL ? TOPIC_THEME : TOPIC_TEAM;
    post->space = team == NULL ? json_string_value(json_object_get(row, "theme")) : team;
}

static void add_question(struct demo *demo, json_t *row)
{
    int64_t asked_at = demo->seed->now_ms - hours(row, "age_h"), last_at = asked_at;
    struct action *question = add_post(demo, VERB_ask, asked_at, row);
    json_t *answers = json_object_get(row, "answers"), *resolved = json_object_get(row, "resolved"), *answer;
    size_t i;

    place_post(question, row);
    json_array_foreach(answers, i, answer)
    {
        int64_t at = asked_at + hours(answer, "after_h");
        add_post(demo, VERB_answer, at, answer)->parent = question;
        last_at = at > last_at ? at : last_at;
    }
    if (resolved != NULL)
        add_action(demo, VERB_resolve, last_at + 1, question->by, json_pack("{s:O}", "answer", resolved))->parent =
            question;
}

static void add_notice(struct demo *demo, json_t *row)
{
    int64_t now = demo->seed->now_ms;
    json_t *payload = json_pack("{s:O, s:I}", "text", json_object_get(row, "text"), "until_at",
                                (json_int_t)(now + hours(row, "hours")));
    struct action *notice = add_action(demo, VERB_notice, now, json_string_value(json_object_get(row, "by")), payload);

    notice->place = TOPIC_TEAM;
    notice->space = json_string_value(json_object_get(row, "team"));
}

static void add_actions(struct demo *demo, json_t *root)
{
    int64_t now = demo->seed->now_ms;
    size_t i;
    json_t *row;

    json_array_foreach(json_object_get(root, "questions"), i, row) add_question(demo, row);
    json_array_foreach(json_object_get(root, "tips"), i, row)
        place_post(add_post(demo, VERB_tip, now - hours(row, "age_h"), row), row);
    json_array_foreach(json_object_get(root, "waits"), i, row)
        add_post(demo, VERB_waitlist_set, now - 24 * hours(row, "age_d"), row);
    json_array_foreach(json_object_get(root, "notices"), i, row) add_notice(demo, row);
}

/* How many there will be at the most: each record, and each name in a list of thanks. */
static size_t count_values(json_t *json)
{
    size_t count = 1, i;
    const char *key;
    json_t *value;

    json_array_foreach(json, i, value) count += count_values(value);
    json_object_foreach(json, key, value) count += count_values(value);
    return count;
}

static int by_time(const void *a, const void *b)
{
    const struct action *const *x = a, *const *y = b;

    return (*x)->at < (*y)->at ? -1 : (*x)->at > (*y)->at;
}

/* A thing that is about another names it by the code that the other was given. */
static void name_parent(struct action *action)
{
    if (action->parent != NULL)
        json_object_set_new(action->payload, action->verb == VERB_answer ? "to" : "code",
                            json_string(action->parent->code));
}

static bool run_action(struct demo *demo, struct action *action)
{
    arena_reset(&demo->arena);
    name_parent(action);
    const struct msg_done *out = run(demo, action);
    if (out != NULL && out->code.ptr != NULL)
        snprintf(action->code, sizeof action->code, "%.*s", span_int(out->code), out->code.ptr);
    return out != NULL;
}

/* ---- the demo: the digest of the last working day before today ---- */

static int64_t last_digest_at(int64_t now_ms)
{
    struct clock_day day = clock_add_days(clock_local_day(now_ms), -1);

    while (day.weekday == 0 || day.weekday == 6)
        day = clock_add_days(day, -1);
    return clock_moment(day, DIGEST_MINUTE);
}

static bool add_digests(struct demo *demo, int64_t at)
{
    struct clock_date_text day = clock_date(clock_local_day(at));
    struct store *store = demo->seed->store;
    struct member_list members;
    int64_t last_seq;
    int err = store_event_last(store, &last_seq);

    if (err == 0)
        err = store_member_list(store, 0, span_of(""), 100, &demo->arena, &members);
    for (size_t i = 0; err == 0 && last_seq > 0 && i < members.count; i++) {
        struct member member = members.rows[i];
        struct digest digest = {
            .member = member.id, .day = span_of(day.text), .made_at = at, .first_seq = 1, .last_seq = last_seq
        };
        err = store_digest_add(store, &digest, NULL);
        member.digest_seq = last_seq;
        if (err == 0)
            err = store_member_set_digest(store, &member);
    }
    return err == 0;
}

/* Open questions stand where they would by now; nobody is told of the past. */
static bool climb(struct demo *demo)
{
    struct climb climb = { .store = demo->seed->store,
                           .settings = demo->seed->settings,
                           .now_ms = demo->seed->now_ms,
                           .arena = &demo->arena };
    int err;

    do {
        arena_reset(&demo->arena);
        err = climb_due(&climb);
    } while (err == 0 && climb.looked_at > 0);
    return err == 0;
}

static bool run_actions(struct demo *demo)
{
    struct action **order = malloc(demo->count * sizeof *order);
    int64_t digest_at = last_digest_at(demo->seed->now_ms);
    int64_t midnight = clock_moment(clock_local_day(digest_at), 0); /* what it covers was before */
    bool ok = order != NULL;

    for (size_t i = 0; i < demo->count && ok; i++)
        order[i] = &demo->actions[i];
    if (ok)
        qsort(order, demo->count, sizeof *order, by_time);
    for (size_t i = 0; i < demo->count && ok; i++) {
        if (digest_at != 0 && order[i]->at >= midnight) {
            ok = add_digests(demo, digest_at);
            digest_at = 0;
        }
        ok = ok && run_action(demo, order[i]);
    }
    free(order);
    return ok && climb(demo);
}

static bool fill(struct demo *demo, json_t *root, json_t *credentials)
{
    demo->actions = calloc(count_values(root), sizeof *demo->actions);
    if (demo->actions == NULL || !add_accounts(demo, root, credentials))
        return false;
    add_actions(demo, root);
    return run_actions(demo);
}

bool seed_demo(const struct seed *seed, const char *path, char **credentials)
{
    struct demo demo = { .seed = seed };
    json_t *root = load(path), *list = json_array();

    arena_init(&demo.arena, SEED_ARENA);
    bool ok = root != NULL && list != NULL && fill(&demo, root, list);
    *credentials = ok ? json_dumps(list, JSON_INDENT(1)) : NULL;
    for (size_t i = 0; i < demo.count; i++)
        json_decref(demo.actions[i].payload);
    free(demo.actions);
    arena_release(&demo.arena);
    json_decref(list);
    json_decref(root);
    return *credentials != NULL;
}
