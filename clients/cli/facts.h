/*
 * What commands find out on this computer, or out of several replies: the shapes of their JSON, which no message of the
 * protocol describes. Times in milliseconds; an absent text is one without ptr.
 */
#ifndef VAKWERK_CLI_FACTS_H
#define VAKWERK_CLI_FACTS_H

#include "proto/schema.h"

/* A question of one's own, and how many of its answers are of today. */
struct facts_mine {
    struct msg_thing base;
    int64_t new_answers;
};
extern const struct msg_type type_facts_mine;

/* What matters now. Without a connection nobody knows what happened today. */
struct facts_now {
    int64_t questions_today, answers_today, open;
    bool has_questions_today, has_answers_today;
    const struct facts_mine *mine;
    size_t mine_count;
    const struct msg_thing *unanswered; /* at most a page; `open` counts the same */
    size_t unanswered_count;
};
extern const struct msg_type type_facts_now;

struct facts_status {
    struct span server, member, device, version;
    int64_t answer_ms, waiting, refused;
    bool has_waiting, has_refused; /* not when the outbox cannot be read */
};
extern const struct msg_type type_facts_status;

/* `check` is the same word in every language. */
struct facts_finding {
    struct span check, state, text, hint;
};
extern const struct msg_type type_facts_finding;

struct facts_item {
    int64_t number, made_at, attempts;
    struct span verb, about, text, state, error, message;
};
extern const struct msg_type type_facts_item;

struct facts_sent {
    int64_t sent;
    const struct span *codes; /* of what has one */
    size_t codes_count;
};
extern const struct msg_type type_facts_sent;

struct facts_profile {
    struct span name, server, user;
    bool in_use, logged_in;
};
extern const struct msg_type type_facts_profile;

struct facts_talk {
    struct span name, date, title;
};
extern const struct msg_type type_facts_talk;

struct facts_version {
    struct span version;
};
extern const struct msg_type type_facts_version;

struct facts_path {
    struct span path;
};
extern const struct msg_type type_facts_path;

/* Something was changed on this computer. */
struct facts_changed {
    bool ok;
};
extern const struct msg_type type_facts_changed;

/* A document of which the command knows the fields: it has none here. */
extern const struct msg_type type_facts_own;

#endif
