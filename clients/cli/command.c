#include "command.h"

#include "commands.h"
#include "facts.h"
#include "nearest.h"

#define N_(text) text

#define O(option)    ((option_set)1 << (OPT_##option - OPT_GLOBAL_LAST - 1))
#define GROUP(group) GROUP_##group

_Static_assert(OPT_COUNT_ALL - OPT_GLOBAL_LAST - 1 <= 128, "the options of a command fit into one number");

const struct command commands[] = {
#define COMMAND(id, name, sub, other, group, args, least, most, options, json, help)                                   \
    { name, sub, other, GROUP(group), args, least, most, options, json, help, cmd_##id },
#include "commands.def"
    { .name = NULL }
};

/* Takes the next of the words in *rest; false at the end. */
static bool next_name(struct span *rest, struct span *out)
{
    if (rest->len == 0)
        return false;
    const char *space = memchr(rest->ptr, ' ', rest->len);
    size_t len = space == NULL ? rest->len : (size_t)(space - rest->ptr);
    *out = (struct span){ rest->ptr, len };
    *rest = space == NULL ? (struct span){ NULL, 0 } : (struct span){ space + 1, rest->len - len - 1 };
    return true;
}

static bool is_called(const struct command *command, const char *name)
{
    struct span rest = span_of(command->other), other;

    if (strcmp(command->name, name) == 0)
        return true;
    while (next_name(&rest, &other))
        if (span_is(other, name))
            return true;
    return false;
}

const struct command *command_find(const char *name)
{
    for (const struct command *command = commands; command->name != NULL; command++)
        if (is_called(command, name))
            return command;
    return NULL;
}

const struct command *command_sub(const struct command *first, const char *sub)
{
    for (const struct command *command = commands; command->name != NULL; command++)
        if (strcmp(command->name, first->name) == 0 && command->sub != NULL && strcmp(command->sub, sub) == 0)
            return command;
    return NULL;
}

bool command_knows(const struct command *command, enum option option)
{
    if (option <= OPT_GLOBAL_LAST)
        return true;
    return (command->options >> (option - OPT_GLOBAL_LAST - 1) & 1) != 0;
}

/* Other names are tried as well, but the answer is the name that help knows. */
const char *command_nearest(const char *typed)
{
    const char *best = NULL;

    for (const struct command *command = commands; command->name != NULL; command++) {
        struct span rest = span_of(command->other), other;
        nearest_try(typed, command->name, &best);
        while (next_name(&rest, &other)) {
            char text[40] = "";
            memcpy(text, other.ptr, other.len < sizeof text ? other.len : 0);
            if (nearest_distance(typed, text) == 1 && best == NULL)
                best = command->name;
        }
    }
    return best;
}

const char *command_nearest_sub(const struct command *first, const char *typed)
{
    const char *best = NULL;

    for (const struct command *command = commands; command->name != NULL; command++)
        if (command->sub != NULL && strcmp(command->name, first->name) == 0)
            nearest_try(typed, command->sub, &best);
    return best;
}

const char *command_nearest_option(const char *typed)
{
    const char *best = NULL;

    while (*typed == '-')
        typed++;
    for (int i = 0; i < OPT_COUNT_ALL; i++)
        nearest_try(typed, option_rows[i].name, &best);
    return best;
}
