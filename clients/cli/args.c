#include "args.h"

#include <string.h>

#define N_(text) text

const struct option_row option_rows[OPT_COUNT_ALL] = {
#define OPTION(name, text, letter, value, help) { text, letter, value, help },
#include "options.def"
};

struct reading {
    int argc, at;
    const char *const *argv;
    struct args *out;
};

static struct args_fault fault(enum args_problem problem, const char *text)
{
    return (struct args_fault){ problem, text };
}

static bool value_is_optional(const struct option_row *row)
{
    return row->value != NULL && row->value[0] == '=';
}

static struct args_fault add_word(struct args *out, const char *word)
{
    if (out->word_count == ARGS_MAX)
        return fault(ARGS_TOO_MANY, word);
    out->words[out->word_count++] = word;
    return fault(ARGS_FINE, NULL);
}

static struct args_fault add_option(struct args *out, enum option option, const char *value)
{
    if (out->option_count == ARGS_MAX)
        return fault(ARGS_TOO_MANY, option_rows[option].name);
    out->options[out->option_count++] = (struct arg_option){ option, value };
    return fault(ARGS_FINE, NULL);
}

/* The switch of the same name, where no value follows: --kiosk NAME and --kiosk are two options. */
static enum option without_value(const struct reading *r, enum option option)
{
    if (r->at + 1 < r->argc && r->argv[r->at + 1][0] != '-')
        return option;
    for (int i = 0; i < OPT_COUNT_ALL; i++)
        if (option_rows[i].value == NULL && strcmp(option_rows[i].name, option_rows[option].name) == 0)
            return (enum option)i;
    return option;
}

/* An option whose value, if it needs one, is what follows. */
static struct args_fault add_with_next(struct reading *r, enum option option, const char *text)
{
    const struct option_row *row = &option_rows[option = without_value(r, option)];

    if (row->value == NULL || value_is_optional(row))
        return add_option(r->out, option, "");
    if (r->at + 1 >= r->argc)
        return fault(ARGS_NO_VALUE, text);
    return add_option(r->out, option, r->argv[++r->at]);
}

static bool is_name(const char *name, const char *text, size_t len)
{
    return strlen(name) == len && strncmp(name, text, len) == 0;
}

/* -1 when there is no such option. */
static int find_long(const char *text, size_t len)
{
    /* Other words for the same. */
    static const struct {
        const char *name;
        enum option option;
    } also[] = { { "region", OPT_MUNICIPALITY } };

    for (int i = 0; i < OPT_COUNT_ALL; i++)
        if (is_name(option_rows[i].name, text, len))
            return i;
    for (size_t i = 0; i < sizeof also / sizeof also[0]; i++)
        if (is_name(also[i].name, text, len))
            return (int)also[i].option;
    return -1;
}

static struct args_fault read_long(struct reading *r, const char *text)
{
    const char *equals = strchr(text + 2, '=');
    size_t len = equals == NULL ? strlen(text + 2) : (size_t)(equals - text - 2);
    int option = find_long(text + 2, len);

    if (option < 0)
        return fault(ARGS_UNKNOWN, text);
    if (equals == NULL)
        return add_with_next(r, (enum option)option, text);
    if (option_rows[option].value == NULL)
        return fault(ARGS_WITH_VALUE, text);
    return add_option(r->out, (enum option)option, equals + 1);
}

static int find_letter(char letter)
{
    for (int i = 0; i < OPT_COUNT_ALL; i++)
        if (option_rows[i].letter == letter)
            return i;
    return -1;
}

/* -m TEXT, -mTEXT, and switches together: -qy. */
static struct args_fault read_letters(struct reading *r, const char *text)
{
    for (const char *at = text + 1; *at != '\0'; at++) {
        int option = find_letter(*at);
        if (option < 0)
            return fault(ARGS_UNKNOWN, text);
        if (option_rows[option].value != NULL && at[1] != '\0')
            return add_option(r->out, (enum option)option, at + 1);
        struct args_fault problem = add_with_next(r, (enum option)option, text);
        if (problem.problem != ARGS_FINE || option_rows[option].value != NULL)
            return problem;
    }
    return fault(ARGS_FINE, NULL);
}

struct args_fault args_read(int argc, const char *const *argv, struct args *out)
{
    struct reading r = { .argc = argc, .at = 1, .argv = argv, .out = out };
    struct args_fault first = fault(ARGS_FINE, NULL);
    bool only_words = false;

    *out = (struct args){ 0 };
    /* On after a mistake: how to report it (--json, --lang) may stand behind it. */
    for (; r.at < argc; r.at++) {
        const char *text = argv[r.at];
        struct args_fault problem = fault(ARGS_FINE, NULL);
        if (only_words || text[0] != '-' || text[1] == '\0')
            problem = add_word(out, text);
        else if (strcmp(text, "--") == 0)
            only_words = true;
        else
            problem = text[1] == '-' ? read_long(&r, text) : read_letters(&r, text);
        if (first.problem == ARGS_FINE)
            first = problem;
    }
    return first;
}

const char *args_option(const struct args *args, enum option option)
{
    for (size_t i = args->option_count; i > 0; i--)
        if (args->options[i - 1].option == option)
            return args->options[i - 1].value;
    return NULL;
}
