#include "recipe.h"

#include <string.h>

struct reading {
    struct arena *arena;
    const char *const *keys;
    struct recipe *out;
    struct recipe_fault *fault;
    int line;
    bool in_part;
};

static bool refuse(struct reading *r, enum recipe_error error, struct span what)
{
    *r->fault = (struct recipe_fault){ error, r->line, what };
    return false;
}

static const char *known_key(const struct reading *r, struct span key)
{
    for (const char *const *known = r->keys; *known != NULL; known++)
        if (span_is(key, *known))
            return *known;
    return NULL;
}

static struct span trim(struct span text)
{
    while (text.len > 0 && strchr(" \t\r", text.ptr[0]) != NULL)
        text = (struct span){ text.ptr + 1, text.len - 1 };
    while (text.len > 0 && strchr(" \t\r", text.ptr[text.len - 1]) != NULL)
        text.len--;
    return text;
}

/* `before`, a space and the text; before NULL: the text alone. */
static bool put_value(struct reading *r, struct recipe_field *field, const char *before, struct span text)
{
    size_t used = before == NULL ? 0 : strlen(before) + 1;
    char *value = arena_take(r->arena, used + text.len + 1);

    if (value == NULL)
        return refuse(r, RECIPE_NO_ROOM, text);
    if (before != NULL) {
        memcpy(value, before, used - 1);
        value[used - 1] = ' ';
    }
    memcpy(value + used, text.ptr, text.len);
    value[used + text.len] = '\0';
    field->value = value;
    return true;
}

static bool begin_part(struct reading *r)
{
    if (r->in_part)
        return true;
    if (r->out->count == RECIPE_PARTS_MAX)
        return refuse(r, RECIPE_MANY_PARTS, span_of(""));
    r->in_part = true;
    r->out->parts[r->out->count++] = (struct recipe_part){ .line = r->line };
    return true;
}

static bool go_on(struct reading *r, struct span text)
{
    struct recipe_part *part = r->in_part ? &r->out->parts[r->out->count - 1] : NULL;

    if (part == NULL || part->count == 0)
        return refuse(r, RECIPE_NOTHING, text);
    struct recipe_field *field = &part->fields[part->count - 1];
    return put_value(r, field, field->value, text);
}

static bool add_field(struct reading *r, struct span line)
{
    const char *colon = memchr(line.ptr, ':', line.len);
    struct span key = trim((struct span){ line.ptr, colon == NULL ? 0 : (size_t)(colon - line.ptr) });
    const char *known = known_key(r, key);

    if (colon == NULL)
        return refuse(r, RECIPE_NO_COLON, line);
    if (known == NULL)
        return refuse(r, RECIPE_UNKNOWN, key);
    if (!begin_part(r))
        return false;
    struct recipe_part *part = &r->out->parts[r->out->count - 1];
    if (part->count == RECIPE_FIELDS_MAX)
        return refuse(r, RECIPE_MANY_LINES, key);
    struct recipe_field *field = &part->fields[part->count++];
    field->key = known;
    return put_value(r, field, NULL, trim((struct span){ colon + 1, line.len - (size_t)(colon - line.ptr) - 1 }));
}

static bool read_line(struct reading *r, struct span line)
{
    bool goes_on = line.len > 0 && (line.ptr[0] == ' ' || line.ptr[0] == '\t');
    struct span text = trim(line);

    r->line++;
    if (text.len == 0) {
        r->in_part = false;
        return true;
    }
    if (text.ptr[0] == '#')
        return true;
    return goes_on ? go_on(r, text) : add_field(r, text);
}

bool recipe_parse(struct span text, const char *const *keys, struct arena *arena, struct recipe *out,
                  struct recipe_fault *fault)
{
    struct reading r = { .arena = arena, .keys = keys, .out = out, .fault = fault };

    out->count = 0;
    *fault = (struct recipe_fault){ .error = RECIPE_OK };
    for (size_t at = 0; at < text.len;) {
        const char *end = memchr(text.ptr + at, '\n', text.len - at);
        size_t len = end == NULL ? text.len - at : (size_t)(end - text.ptr) - at;
        if (!read_line(&r, (struct span){ text.ptr + at, len }))
            return false;
        at += len + 1;
    }
    return true;
}

const char *recipe_value(const struct recipe_part *part, const char *key)
{
    for (size_t i = 0; i < part->count; i++)
        if (strcmp(part->fields[i].key, key) == 0)
            return part->fields[i].value;
    return NULL;
}

bool recipe_lacks(const struct recipe_part *part, const char *key, struct recipe_fault *fault)
{
    *fault = (struct recipe_fault){ RECIPE_MISSING, part->line, span_of(key) };
    return false;
}
