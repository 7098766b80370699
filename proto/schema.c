#include "schema.h"

#include "topic.h"

#include <stddef.h>

#define REQ true
#define OPT false

/* Where has_name or name_count stands; texts have neither. */
#define EXTRA_STR(in, name)    0
#define EXTRA_TEXT(in, name)   0
#define EXTRA_SLUG(in, name)   0
#define EXTRA_NAME(in, name)   0
#define EXTRA_CODE(in, name)   0
#define EXTRA_WORD(in, name)   0
#define EXTRA_ID(in, name)     0
#define EXTRA_SECRET(in, name) 0
#define EXTRA_ONCE(in, name)   0
#define EXTRA_INT(in, name)    offsetof(struct msg_##in, has_##name)
#define EXTRA_TIME(in, name)   offsetof(struct msg_##in, has_##name)
#define EXTRA_BOOL(in, name)   offsetof(struct msg_##in, has_##name)
#define EXTRA_WORDS(in, name)  offsetof(struct msg_##in, name##_count)

#define STRUCT(name, doc)       static const struct msg_field fields_##name[] = {
#define EXTEND(name, base, doc) static const struct msg_field fields_##name[] = {
#define FIELD(in, type, name, need, min, max, doc)                                                                     \
    { #name, FIELD_##type, need, min, max, offsetof(struct msg_##in, name), EXTRA_##type(in, name), NULL, doc },
#define LISTOF(in, element, name, max, doc)                                                                            \
    { #name,                                                                                                           \
      FIELD_LIST,                                                                                                      \
      OPT,                                                                                                             \
      0,                                                                                                               \
      max,                                                                                                             \
      offsetof(struct msg_##in, name),                                                                                 \
      offsetof(struct msg_##in, name##_count),                                                                         \
      &type_##element,                                                                                                 \
      doc },
#define END(name)                                                                                                      \
    }                                                                                                                  \
    ;
#include "schema.def"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

#define STRUCT(name, doc)                                                                                              \
    const struct msg_type type_##name = {                                                                              \
        #name, doc, NULL, fields_##name, COUNT(fields_##name), sizeof(struct msg_##name)                               \
    };
#define EXTEND(name, parent, doc)                                                                                      \
    const struct msg_type type_##name = {                                                                              \
        #name, doc, &type_##parent, fields_##name, COUNT(fields_##name), sizeof(struct msg_##name)                     \
    };
#include "schema.def"

const struct msg_type *const schema_types[] = {
#define STRUCT(name, doc)       &type_##name,
#define EXTEND(name, base, doc) &type_##name,
#include "schema.def"
    NULL
};

#define THEME         TOPIC_THEME
#define TEAM          TOPIC_TEAM
#define HERE          TOPIC_HERE
#define MEMBER        ROLE_MEMBER
#define REGISTERED    ROLE_REGISTERED
#define EDITOR        ROLE_EDITOR
#define MODERATOR     ROLE_MODERATOR
#define ADMINISTRATOR ROLE_ADMINISTRATOR
#define ACCOUNT       ROLE_ACCOUNT
#define MAILER        ROLE_MAILER
#define GUEST         ROLE_GUEST
#define REGION        ROLE_REGION
#define READ          VERB_READ
#define WRITE         VERB_WRITE

const struct verb_row schema_verbs[VERB_COUNT] = {
#define VERB(name, wire, in, out, places, role, access, doc)                                                           \
    { wire, &type_##in, &type_##out, (places), role, access, doc },
#include "schema.def"
};

const struct event_row schema_events[EVENT_COUNT] = {
#define EVENT(name, doc) { #name, doc },
#include "schema.def"
};

const struct msg_field *schema_field(const struct msg_type *type, size_t index)
{
    size_t inherited = type->base == NULL ? 0 : type->base->field_count;

    if (index < inherited)
        return &type->base->fields[index];
    return index - inherited < type->field_count ? &type->fields[index - inherited] : NULL;
}

const struct msg_field *schema_find(const struct msg_type *type, struct span name)
{
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++)
        if (span_is(name, field->name))
            return field;
    return NULL;
}

int schema_verb(struct span name)
{
    for (int i = 0; i < VERB_COUNT; i++)
        if (span_is(name, schema_verbs[i].name))
            return i;
    return -1;
}
