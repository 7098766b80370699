#include "json.h"

#include "clients/text/words.h"
#include "times.h"

#include <jansson.h>
#include <stdlib.h>

#define FLAGS (JSON_COMPACT | JSON_ENCODE_ANY)

static json_t *object_of(struct cli *cli, const struct msg_type *type, const void *from);

static const char *at(const void *from, size_t offset)
{
    return (const char *)from + offset;
}

static struct span span_at(const void *from, size_t offset)
{
    struct span text;

    memcpy(&text, at(from, offset), sizeof text);
    return text;
}

static bool bool_at(const void *from, size_t offset)
{
    bool value;

    memcpy(&value, at(from, offset), sizeof value);
    return value;
}

static int64_t number_at(const void *from, size_t offset)
{
    int64_t value;

    memcpy(&value, at(from, offset), sizeof value);
    return value;
}

static json_t *text_of(struct cli *cli, struct span text)
{
    return text.ptr == NULL ? NULL : json_string(words_lines(&cli->arena, text));
}

static json_t *list_of(struct cli *cli, const struct msg_field *field, const void *from)
{
    const char *elements;
    size_t count;
    json_t *list;

    memcpy(&elements, at(from, field->offset), sizeof elements);
    memcpy(&count, at(from, field->extra), sizeof count);
    if (elements == NULL && !field->required)
        return NULL;
    list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, field->type == FIELD_WORDS
                                        ? text_of(cli, span_at(elements, i * sizeof(struct span)))
                                        : object_of(cli, field->element, elements + i * field->element->size));
    return list;
}

/* NULL for what is absent. */
static json_t *value_of(struct cli *cli, const struct msg_field *field, const void *from)
{
    switch (field->type) {
    case FIELD_STR:
    case FIELD_TEXT:
    case FIELD_SLUG:
    case FIELD_NAME:
    case FIELD_CODE:
    case FIELD_WORD:
    case FIELD_SECRET:
    case FIELD_ONCE:
        return text_of(cli, span_at(from, field->offset));
    case FIELD_ID:
        if (span_at(from, field->offset).ptr == NULL)
            return NULL;
        return json_string(id_hex(span_at(from, field->offset)).text);
    case FIELD_INT:
        return field->required || bool_at(from, field->extra) ? json_integer(number_at(from, field->offset)) : NULL;
    case FIELD_TIME:
        return field->required || bool_at(from, field->extra)
                   ? json_string(times_json(cli, number_at(from, field->offset)))
                   : NULL;
    case FIELD_BOOL:
        return field->required || bool_at(from, field->extra) ? json_boolean(bool_at(from, field->offset)) : NULL;
    case FIELD_WORDS:
    case FIELD_LIST:
        return list_of(cli, field, from);
    }
    return NULL;
}

static json_t *object_of(struct cli *cli, const struct msg_type *type, const void *from)
{
    const struct msg_field *field;
    json_t *object = json_object();

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++) {
        json_t *value = value_of(cli, field, from);
        if (value != NULL)
            json_object_set_new(object, field->name, value);
    }
    return object;
}

/* ---- a choice of fields ---- */

/* The next of a comma list. */
static bool next_field(const char **rest, struct span *out)
{
    size_t len = strcspn(*rest, ",");

    if (len == 0)
        return false;
    *out = (struct span){ *rest, len };
    *rest += len + ((*rest)[len] == ',');
    return true;
}

/* What was asked for by name is there, if only as null: scripts count on it. */
static json_t *chosen(struct cli *cli, const struct msg_type *type, const void *from)
{
    const char *rest = opt(cli, OPT_JSON);
    json_t *object = json_object();
    struct span name;

    while (next_field(&rest, &name)) {
        const struct msg_field *field = schema_find(type, name);
        json_t *value = field == NULL ? NULL : value_of(cli, field, from);
        if (field != NULL)
            json_object_set_new(object, field->name, value == NULL ? json_null() : value);
    }
    return object;
}

static int check_fields(struct cli *cli, const struct msg_type *type)
{
    const char *rest = opt(cli, OPT_JSON);
    struct span name;

    while (rest != NULL && next_field(&rest, &name))
        if (schema_find(type, name) == NULL)
            return fail(cli, CLI_USAGE, say(cli, _("there is no field '%.*s'"), span_int(name), name.ptr),
                        _("--json=help lists the fields"));
    return 0;
}

static void print_one(struct cli *cli, const struct msg_type *type, const void *from)
{
    const char *fields = opt(cli, OPT_JSON);
    json_t *object = fields == NULL || fields[0] == '\0' ? object_of(cli, type, from) : chosen(cli, type, from);

    json_dumpf(object, cli->out, FLAGS);
    json_decref(object);
}

int json_print(struct cli *cli, const struct msg_type *type, const void *from)
{
    int code = check_fields(cli, type);

    if (code != 0)
        return code;
    print_one(cli, type, from);
    fprintf(cli->out, "\n");
    return 0;
}

int json_print_list(struct cli *cli, const struct msg_type *type, const void *items, size_t count)
{
    int code = check_fields(cli, type);

    if (code != 0)
        return code;
    fprintf(cli->out, "[\n");
    for (size_t i = 0; i < count; i++) {
        fprintf(cli->out, "  ");
        print_one(cli, type, (const char *)items + i * type->size);
        fprintf(cli->out, "%s\n", i + 1 < count ? "," : "");
    }
    fprintf(cli->out, "]\n");
    return 0;
}

void json_print_fields(struct cli *cli, const struct msg_type *type)
{
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++)
        fprintf(cli->out, "%s\n", field->name);
}

static const struct json_pair *find_pair(const struct json_pair *pairs, size_t count, struct span name)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(name, pairs[i].name))
            return &pairs[i];
    return NULL;
}

int json_print_pairs(struct cli *cli, const struct json_pair *pairs, size_t count)
{
    const char *rest = opt(cli, OPT_JSON);
    bool all = rest == NULL || rest[0] == '\0';
    json_t *object = json_object();
    struct span name;

    for (size_t i = 0; all && i < count; i++)
        json_object_set_new(object, pairs[i].name, json_string(pairs[i].text));
    while (!all && next_field(&rest, &name)) {
        const struct json_pair *pair = find_pair(pairs, count, name);
        const char *copy = arena_copy(&cli->arena, name).ptr;
        json_object_set_new(object, copy == NULL ? "" : copy, pair == NULL ? json_null() : json_string(pair->text));
    }
    json_dumpf(object, cli->out, FLAGS);
    fprintf(cli->out, "\n");
    json_decref(object);
    return 0;
}

void json_print_error(const char *name, int code, const char *what, const char *tip)
{
    json_t *error =
        json_pack("{s:{s:s,s:i,s:s,s:s*}}", "error", "code", name, "exit", code, "message", what, "hint", tip);

    json_dumpf(error, stderr, FLAGS);
    fprintf(stderr, "\n");
    json_decref(error);
}
