#include "facts.h"

#include <stddef.h>

#define FACT(in, name, type, required, extra, element)                                                                 \
    {                                                                                                                  \
#name, type, required, 0, 0, offsetof(struct in, name), extra, element, ""                                     \
    }
#define TEXT(in, name)          FACT(in, name, FIELD_STR, false, 0, NULL)
#define NUMBER(in, name)        FACT(in, name, FIELD_INT, true, 0, NULL)
#define NUMBER_IF(in, name)     FACT(in, name, FIELD_INT, false, offsetof(struct in, has_##name), NULL)
#define TIME(in, name)          FACT(in, name, FIELD_TIME, true, 0, NULL)
#define FLAG(in, name)          FACT(in, name, FIELD_BOOL, true, 0, NULL)
#define LIST(in, name, element) FACT(in, name, FIELD_LIST, true, offsetof(struct in, name##_count), element)
#define WORDS(in, name)         FACT(in, name, FIELD_WORDS, true, offsetof(struct in, name##_count), NULL)
#define TYPE(in, base)                                                                                                 \
    const struct msg_type type_##in = {                                                                                \
        #in, "", base, fields_##in, sizeof fields_##in / sizeof fields_##in[0], sizeof(struct in)                      \
    }

static const struct msg_field fields_facts_mine[] = { NUMBER(facts_mine, new_answers) };
TYPE(facts_mine, &type_thing);

static const struct msg_field fields_facts_now[] = {
    NUMBER_IF(facts_now, questions_today),   NUMBER_IF(facts_now, answers_today),      NUMBER(facts_now, open),
    LIST(facts_now, mine, &type_facts_mine), LIST(facts_now, unanswered, &type_thing),
};
TYPE(facts_now, NULL);

static const struct msg_field fields_facts_status[] = {
    TEXT(facts_status, server),      TEXT(facts_status, member),      TEXT(facts_status, device),
    TEXT(facts_status, version),     NUMBER(facts_status, answer_ms), NUMBER_IF(facts_status, waiting),
    NUMBER_IF(facts_status, refused)
};
TYPE(facts_status, NULL);

static const struct msg_field fields_facts_finding[] = { TEXT(facts_finding, check), TEXT(facts_finding, state),
                                                         TEXT(facts_finding, text), TEXT(facts_finding, hint) };
TYPE(facts_finding, NULL);

static const struct msg_field fields_facts_item[] = {
    NUMBER(facts_item, number), TEXT(facts_item, verb),    TEXT(facts_item, about),
    TEXT(facts_item, text),     TIME(facts_item, made_at), NUMBER(facts_item, attempts),
    TEXT(facts_item, state),    TEXT(facts_item, error),   TEXT(facts_item, message),
};
TYPE(facts_item, NULL);

static const struct msg_field fields_facts_sent[] = { NUMBER(facts_sent, sent), WORDS(facts_sent, codes) };
TYPE(facts_sent, NULL);

static const struct msg_field fields_facts_profile[] = { TEXT(facts_profile, name), TEXT(facts_profile, server),
                                                         TEXT(facts_profile, user), FLAG(facts_profile, in_use),
                                                         FLAG(facts_profile, logged_in) };
TYPE(facts_profile, NULL);

static const struct msg_field fields_facts_talk[] = { TEXT(facts_talk, name), TEXT(facts_talk, date),
                                                      TEXT(facts_talk, title) };
TYPE(facts_talk, NULL);

static const struct msg_field fields_facts_version[] = { TEXT(facts_version, version) };
TYPE(facts_version, NULL);

static const struct msg_field fields_facts_path[] = { TEXT(facts_path, path) };
TYPE(facts_path, NULL);

static const struct msg_field fields_facts_changed[] = { FLAG(facts_changed, ok) };
TYPE(facts_changed, NULL);

const struct msg_type type_facts_own = { "own", "", NULL, NULL, 0, 0 };
