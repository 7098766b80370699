/*
 * The messages of schema.def as C structs, and as tables that say all about each field. Behaviour that
 * depends on a message's fields (decoding, limits, encoding, documentation, tests) walks the tables; only
 * handlers use the structs. Constant data, any thread.
 *
 * How a field looks in its struct:
 *   texts, codes, ids   struct span name             absent: ptr is NULL
 *   INT, TIME           int64_t name; bool has_name
 *   BOOL                bool name; bool has_name     an optional one is left out of a reply when false and not has_name
 *   WORDS               const struct span *name; size_t name_count           absent: pointer is NULL
 *   LISTOF              const struct msg_<element> *name; size_t name_count
 * Spans and lists of a decoded message point into the payload or the arena it was decoded with.
 */
#ifndef VAKWERK_SCHEMA_H
#define VAKWERK_SCHEMA_H

#include "span.h"

#include <stdint.h>

#define PROTOCOL_VERSION 1
#define PAYLOAD_MAX      (32 * 1024) /* bytes of a request */
#define ID_BYTES         16

enum field_type {
    FIELD_STR,
    FIELD_TEXT,
    FIELD_SLUG,
    FIELD_NAME,
    FIELD_CODE,
    FIELD_WORD,
    FIELD_ID,
    FIELD_SECRET,
    FIELD_ONCE,
    FIELD_INT,
    FIELD_TIME,
    FIELD_BOOL,
    FIELD_WORDS,
    FIELD_LIST
};

struct msg_field {
    const char *name;
    enum field_type type;
    bool required;
    int64_t min, max;
    size_t offset;                  /* of the value, or of a list's pointer */
    size_t extra;                   /* of has_name, or of a list's count; 0 when there is none */
    const struct msg_type *element; /* of a list of maps */
    const char *doc;
};

struct msg_type {
    const char *name, *doc;
    const struct msg_type *base; /* its fields come first, at offset 0; NULL when there is none */
    const struct msg_field *fields;
    size_t field_count;
    size_t size; /* of the struct */
};

/* ---- the structs ---- */

#define MEMBER_STR(name)    struct span name;
#define MEMBER_TEXT(name)   struct span name;
#define MEMBER_SLUG(name)   struct span name;
#define MEMBER_NAME(name)   struct span name;
#define MEMBER_CODE(name)   struct span name;
#define MEMBER_WORD(name)   struct span name;
#define MEMBER_ID(name)     struct span name;
#define MEMBER_SECRET(name) struct span name;
#define MEMBER_ONCE(name)   struct span name;
#define MEMBER_INT(name)                                                                                               \
    int64_t name;                                                                                                      \
    bool has_##name;
#define MEMBER_TIME(name)                                                                                              \
    int64_t name;                                                                                                      \
    bool has_##name;
#define MEMBER_BOOL(name)                                                                                              \
    bool name;                                                                                                         \
    bool has_##name;
#define MEMBER_WORDS(name)                                                                                             \
    const struct span *name;                                                                                           \
    size_t name##_count;

#define STRUCT(name, doc) struct msg_##name {
#define EXTEND(name, parent, doc)                                                                                      \
    struct msg_##name {                                                                                                \
        struct msg_##parent base;
#define FIELD(in, type, name, need, min, max, doc) MEMBER_##type(name)
#define LISTOF(in, element, name, max, doc)                                                                            \
    const struct msg_##element *name;                                                                                  \
    size_t name##_count;
#define END(name)                                                                                                      \
    }                                                                                                                  \
    ;
#include "schema.def"

/* Sets an optional number. */
#define MSG_SET(msg, field, value) ((msg)->has_##field = true, (msg)->field = (value))

/* ---- the tables ---- */

#define STRUCT(name, doc)       extern const struct msg_type type_##name;
#define EXTEND(name, base, doc) extern const struct msg_type type_##name;
#include "schema.def"

/* Every message, for documentation and tests; ends with NULL. */
extern const struct msg_type *const schema_types[];

/* Everything of a type's fields in order, those of its base first: NULL behind the last. */
const struct msg_field *schema_field(const struct msg_type *type, size_t index);
const struct msg_field *schema_find(const struct msg_type *type, struct span name);

/*
 * Who may: members (all of them, or those who are something), every account also that of the mailer or of a region, or
 * one of these alone; members and guests of a live table.
 */
enum verb_role {
    ROLE_MEMBER,
    ROLE_REGISTERED,
    ROLE_EDITOR,
    ROLE_MODERATOR,
    ROLE_ADMINISTRATOR,
    ROLE_ACCOUNT,
    ROLE_MAILER,
    ROLE_GUEST,
    ROLE_REGION
};
enum verb_access { VERB_READ, VERB_WRITE };

enum verb {
#define VERB(name, wire, in, out, places, role, access, doc) VERB_##name,
#include "schema.def"
    VERB_COUNT
};

struct verb_row {
    const char *name; /* on the wire */
    const struct msg_type *in, *out;
    unsigned places; /* bits of enum topic_place */
    enum verb_role role;
    enum verb_access access;
    const char *doc;
};

extern const struct verb_row schema_verbs[VERB_COUNT];

/* The number of a verb, or -1. */
int schema_verb(struct span name);

enum event_kind {
#define EVENT(name, doc) EVENT_##name,
#include "schema.def"
    EVENT_COUNT
};

struct event_row {
    const char *name, *doc;
};

extern const struct event_row schema_events[EVENT_COUNT];

#endif
