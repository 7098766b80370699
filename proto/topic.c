#include "proto/topic.h"

#include <assert.h>
#include <stdio.h>

enum {
    LEVELS_MAX = 5, /* of the longest shape, behind the root */
    SLUG_MIN = 2,
    SLUG_MAX = 32,
    CODE_MIN = 2,
    CODE_MAX = 16,
    PAIR_DIGITS = 6,
    MADE_UP_MIN = 8, /* of a guest's name: so long that nobody makes up another's by accident */
    MADE_UP_MAX = 20
};

struct levels {
    struct span level[LEVELS_MAX];
    size_t count;
};

/*
 * Every topic of the protocol, once. The first `fixed` levels decide whose the topic is, so a filter must spell
 * them; where there are two, the second is the owner. Two shapes never fit the same topic.
 */
static const struct shape {
    const char *levels;
    enum topic_tree tree;
    size_t fixed;
} shapes[] = {
    { "in/<name>/theme/<slug>/<slug>", TOPIC_OWN_REQUEST, 2 },
    { "in/<name>/team/<slug>/<slug>", TOPIC_OWN_REQUEST, 2 },
    { "in/<name>/<slug>", TOPIC_OWN_REQUEST, 2 },
    { "out/<name>/<slug>", TOPIC_OWN_OUT, 2 },
    { "theme/<slug>/event", TOPIC_EVERYBODY, 1 },
    { "waitlist/<slug>/<slug>", TOPIC_EVERYBODY, 1 },
    { "team/<slug>/event", TOPIC_TEAM_ONLY, 2 },
    { "kiosk/<slug>/screen", TOPIC_OWN_SCREEN, 2 },
    { "kiosk/<slug>/totals", TOPIC_OWN_SCREEN, 2 },
    { "kiosk/<slug>/clock", TOPIC_OWN_SCREEN, 2 },
    { "kiosk/<slug>/order", TOPIC_OWN_SCREEN, 2 },
    { "kiosk/<slug>/board", TOPIC_OWN_SCREEN, 2 },
    { "kiosk/<slug>/detail", TOPIC_OWN_SCREEN, 2 },
    { "kiosk/<slug>/card/<code>", TOPIC_OWN_SCREEN, 2 },
    { "kiosk/<slug>/touch", TOPIC_SCREEN_SAYS, 2 },
    { "kiosk/<slug>/alive", TOPIC_SCREEN_SAYS, 2 },
    { "pair/<digits>", TOPIC_PAIRING, 2 },
    { "region/<slug>/region-take", TOPIC_TO_REGION, 2 },
    { "region/<slug>/" TOPIC_BRIDGE, TOPIC_FROM_REGION, 2 },
    { "state", TOPIC_PUBLIC, 1 },
    { "info", TOPIC_PUBLIC, 1 },
    { "metrics", TOPIC_EVERYBODY, 1 },
};

const char *const topic_request_trees[] = {
    TOPIC_ROOT "in/+/theme/+/+",
    TOPIC_ROOT "in/+/team/+/+",
    TOPIC_ROOT "in/+/+",
    TOPIC_ROOT "region/+/" TOPIC_BRIDGE,
    NULL,
};

const char *const topic_screen_trees[] = {
    TOPIC_ROOT "kiosk/+/card/+", TOPIC_ROOT "kiosk/+/alive", TOPIC_ROOT "kiosk/+/touch", TOPIC_ROOT "pair/+", NULL,
};

const char *const topic_not_to_hear[] = { "#", TOPIC_ROOT "in/#", TOPIC_ROOT "team/#",
                                          "$share/canary/" TOPIC_ROOT "in/#", NULL };

const char *const topic_not_to_write[] = { TOPIC_ROOT "in/" TOPIC_DAEMON "/me", TOPIC_ROOT "team/canary/event", NULL };

/* ---- parts ---- */

/* Not isalnum(): it asks the locale, and the guard runs in somebody else's program. */
static bool is_lower_or_digit(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

static bool is_word(struct span text, bool dots)
{
    if (text.len < SLUG_MIN || text.len > SLUG_MAX || !is_lower_or_digit(text.ptr[0]))
        return false;
    for (size_t i = 1; i < text.len; i++) {
        char c = text.ptr[i];
        if (!is_lower_or_digit(c) && c != '-' && !(dots && c == '.'))
            return false;
    }
    return true;
}

bool topic_is_slug(struct span text)
{
    return is_word(text, false);
}

bool topic_is_name(struct span text)
{
    return is_word(text, true);
}

bool topic_is_device(struct span text)
{
    return topic_is_slug(text) && !span_is(text, "event") && !span_is(text, "digest") && !span_is(text, TOPIC_ENROL);
}

/* Codes as a level: which letters they use is another module's knowledge. */
static bool is_code(struct span text)
{
    if (text.len < CODE_MIN || text.len > CODE_MAX || text.ptr[0] == '.')
        return false;
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        if (!(c >= 'A' && c <= 'Z') && !(c >= '0' && c <= '9') && c != '.')
            return false;
    }
    return true;
}

static const char guest_prefix[] = TOPIC_GUEST ".";

static bool is_guest_like(struct span name)
{
    return name.len >= sizeof guest_prefix - 1 && memcmp(name.ptr, guest_prefix, sizeof guest_prefix - 1) == 0;
}

bool topic_is_system(struct span name)
{
    size_t region = strlen(TOPIC_REGION);

    return span_is(name, TOPIC_DAEMON) || span_is(name, TOPIC_CANARY) || span_is(name, TOPIC_PAIR) ||
           is_guest_like(name) || (name.len >= region && memcmp(name.ptr, TOPIC_REGION, region) == 0);
}

static bool are_lower_or_digits(struct span text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!is_lower_or_digit(text.ptr[i]))
            return false;
    return true;
}

bool topic_read_door(struct span name, struct span *door)
{
    size_t before = sizeof guest_prefix - 1;

    if (!is_guest_like(name) || name.len != before + TOPIC_DOOR_BYTES)
        return false;
    *door = (struct span){ name.ptr + before, TOPIC_DOOR_BYTES };
    return are_lower_or_digits(*door);
}

bool topic_read_guest(struct span name, struct span *door)
{
    size_t before = sizeof guest_prefix - 1 + TOPIC_DOOR_BYTES;

    if (name.len <= before || name.ptr[before] != '.' || !topic_read_door((struct span){ name.ptr, before }, door))
        return false;
    struct span made_up = { name.ptr + before + 1, name.len - before - 1 };
    return made_up.len >= MADE_UP_MIN && made_up.len <= MADE_UP_MAX && are_lower_or_digits(made_up);
}

struct topic_name topic_door(struct span code)
{
    struct topic_name name = { TOPIC_GUEST "." };
    struct span door;

    assert(code.len >= TOPIC_DOOR_BYTES);
    for (size_t i = 0; i < TOPIC_DOOR_BYTES; i++) {
        char c = code.ptr[i];
        name.text[sizeof guest_prefix - 1 + i] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    bool is_door = topic_read_door(span_of(name.text), &door);
    assert(is_door);
    return name;
}

bool topic_is_pair_code(struct span text)
{
    if (text.len != PAIR_DIGITS)
        return false;
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return false;
    return true;
}

/* ---- levels ---- */

static struct span take_level(struct span *rest)
{
    const char *slash = memchr(rest->ptr, '/', rest->len);
    size_t len = slash == NULL ? rest->len : (size_t)(slash - rest->ptr);
    struct span level = { rest->ptr, len };

    rest->ptr = slash == NULL ? NULL : slash + 1;
    rest->len = slash == NULL ? 0 : rest->len - len - 1;
    return level;
}

static bool split(struct span rest, struct levels *out)
{
    out->count = 0;
    while (rest.ptr != NULL) {
        if (out->count == LEVELS_MAX)
            return false;
        out->level[out->count++] = take_level(&rest);
    }
    return true;
}

/* The levels behind the root; false for what is not under it. */
static bool read_levels(struct span topic, struct levels *out)
{
    size_t root = strlen(TOPIC_ROOT);

    if (topic.len < root || topic.len >= TOPIC_MAX || memcmp(topic.ptr, TOPIC_ROOT, root) != 0)
        return false;
    return split((struct span){ topic.ptr + root, topic.len - root }, out);
}

static bool level_fits(struct span want, struct span level)
{
    if (span_is(want, "<slug>"))
        return topic_is_slug(level);
    if (span_is(want, "<name>"))
        return topic_is_name(level);
    if (span_is(want, "<code>"))
        return is_code(level);
    if (span_is(want, "<digits>"))
        return topic_is_pair_code(level);
    return span_equal(want, level);
}

/* Whether a topic has this shape or, when `filter`, whether the filter can only select under its fixed levels. */
static bool shape_fits(const struct shape *shape, const struct levels *topic, bool filter)
{
    struct span rest = span_of(shape->levels);
    size_t i = 0;

    for (; rest.ptr != NULL && i < topic->count; i++) {
        bool wild = filter && i >= shape->fixed;
        if (wild && span_is(topic->level[i], "#"))
            return i + 1 == topic->count;
        struct span want = take_level(&rest);
        if (!(wild && span_is(topic->level[i], "+")) && !level_fits(want, topic->level[i]))
            return false;
    }
    return rest.ptr == NULL && i == topic->count;
}

struct topic_right topic_right(struct span topic, bool filter)
{
    struct levels levels;

    if (!read_levels(topic, &levels))
        return (struct topic_right){ .tree = TOPIC_NOBODY };
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (!shape_fits(&shapes[i], &levels, filter))
            continue;
        struct topic_right right = { .tree = shapes[i].tree };
        if (shapes[i].fixed == 2)
            right.name = levels.level[1];
        return right;
    }
    return (struct topic_right){ .tree = TOPIC_NOBODY };
}

/* ---- reading ---- */

bool topic_read_request(struct span topic, struct topic_request *out)
{
    struct levels at;

    if (topic_right(topic, false).tree != TOPIC_OWN_REQUEST || !read_levels(topic, &at))
        return false;
    if (at.count == 3)
        *out = (struct topic_request){ at.level[1], TOPIC_HERE, { NULL, 0 }, at.level[2] };
    else
        *out = (struct topic_request){ at.level[1], span_is(at.level[2], "theme") ? TOPIC_THEME : TOPIC_TEAM,
                                       at.level[3], at.level[4] };
    return true;
}

bool topic_read_reply(struct span topic, struct span *member, struct span *device)
{
    struct levels at;

    if (topic_right(topic, false).tree != TOPIC_OWN_OUT || !read_levels(topic, &at))
        return false;
    if (!topic_is_device(at.level[2]) && !span_is(at.level[2], TOPIC_ENROL))
        return false;
    *member = at.level[1];
    *device = at.level[2];
    return true;
}

/* ---- building ---- */

static const struct span nothing = { NULL, 0 };

bool topic_read_card(struct span topic, struct span *kiosk, struct span *code)
{
    struct levels levels;

    if (topic_right(topic, false).tree != TOPIC_OWN_SCREEN || !read_levels(topic, &levels) || levels.count != 4)
        return false;
    *kiosk = levels.level[1];
    *code = levels.level[3];
    return true;
}

bool topic_read_alive(struct span topic, struct span *kiosk)
{
    struct levels levels;

    if (topic_right(topic, false).tree != TOPIC_SCREEN_SAYS || !read_levels(topic, &levels))
        return false;
    *kiosk = levels.level[1];
    return span_is(levels.level[2], "alive");
}

bool topic_read_touch(struct span topic, struct span *kiosk)
{
    struct levels levels;

    if (topic_right(topic, false).tree != TOPIC_SCREEN_SAYS || !read_levels(topic, &levels))
        return false;
    *kiosk = levels.level[1];
    return span_is(levels.level[2], "touch");
}

bool topic_read_pair(struct span topic, struct span *code)
{
    struct topic_right right = topic_right(topic, false);

    *code = right.name;
    return right.tree == TOPIC_PAIRING;
}

bool topic_read_region(struct span topic, struct span *region)
{
    struct topic_right right = topic_right(topic, false);

    *region = right.name;
    return right.tree == TOPIC_FROM_REGION;
}

const char *const topic_all_digests = TOPIC_ROOT "out/+/digest";

bool topic_read_digest(struct span topic, struct span *member)
{
    struct levels levels;

    if (topic_right(topic, false).tree != TOPIC_OWN_OUT || !read_levels(topic, &levels))
        return false;
    *member = levels.level[1];
    return span_is(levels.level[2], "digest");
}

bool topic_is_digest(struct span topic, bool filter)
{
    struct span member;

    return filter ? span_is(topic, topic_all_digests) : topic_read_digest(topic, &member);
}

/*
 * "out/%/event": each % is the next part. The result is read back, because a part that held a slash would send
 * a team's text into somebody else's tree.
 */
static struct topic build(enum topic_tree tree, const char *shape, struct span a, struct span b, struct span c)
{
    struct topic out = { TOPIC_ROOT };
    const struct span parts[] = { a, b, c };
    size_t part = 0, len = strlen(TOPIC_ROOT);

    for (; *shape != '\0'; shape++) {
        struct span piece = *shape == '%' ? parts[part++] : (struct span){ shape, 1 };
        assert(piece.len < TOPIC_MAX - len);
        memcpy(out.text + len, piece.ptr, piece.len);
        len += piece.len;
    }
    assert(topic_right((struct span){ out.text, len }, false).tree == tree);
    return out;
}

struct topic topic_reply(struct span member, struct span device)
{
    return build(TOPIC_OWN_OUT, "out/%/%", member, device, nothing);
}

struct topic topic_member_event(struct span member)
{
    return build(TOPIC_OWN_OUT, "out/%/event", member, nothing, nothing);
}

struct topic topic_member_digest(struct span member)
{
    return build(TOPIC_OWN_OUT, "out/%/digest", member, nothing, nothing);
}

struct topic topic_theme_event(struct span theme)
{
    return build(TOPIC_EVERYBODY, "theme/%/event", theme, nothing, nothing);
}

struct topic topic_team_event(struct span team)
{
    return build(TOPIC_TEAM_ONLY, "team/%/event", team, nothing, nothing);
}

struct topic topic_waitlist(struct span municipality, struct span care)
{
    return build(TOPIC_EVERYBODY, "waitlist/%/%", municipality, care, nothing);
}

struct topic topic_kiosk(struct span kiosk, const char *what)
{
    bool says = strcmp(what, "alive") == 0 || strcmp(what, "touch") == 0;

    return build(says ? TOPIC_SCREEN_SAYS : TOPIC_OWN_SCREEN, "kiosk/%/%", kiosk, span_of(what), nothing);
}

struct topic topic_card(struct span kiosk, struct span code)
{
    return build(TOPIC_OWN_SCREEN, "kiosk/%/card/%", kiosk, code, nothing);
}

struct topic topic_pair(struct span code)
{
    return build(TOPIC_PAIRING, "pair/%", code, nothing, nothing);
}

struct topic topic_to_region(struct span region)
{
    return build(TOPIC_TO_REGION, "region/%/region-take", region, nothing, nothing);
}

struct topic topic_state(void)
{
    return build(TOPIC_PUBLIC, "state", nothing, nothing, nothing);
}

struct topic topic_info(void)
{
    return build(TOPIC_PUBLIC, "info", nothing, nothing, nothing);
}

struct topic topic_metrics(void)
{
    return build(TOPIC_EVERYBODY, "metrics", nothing, nothing, nothing);
}

struct topic topic_ask(struct span member, enum topic_place place, struct span space, const char *verb)
{
    struct span v = span_of(verb);

    if (place == TOPIC_HERE)
        return build(TOPIC_OWN_REQUEST, "in/%/%", member, v, nothing);
    return build(TOPIC_OWN_REQUEST, place == TOPIC_THEME ? "in/%/theme/%/%" : "in/%/team/%/%", member, space, v);
}
