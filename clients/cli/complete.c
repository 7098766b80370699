#include "complete.h"

#include "clients/text/words.h"
#include "command.h"
#include "config.h"
#include "offline.h"
#include "out.h"
#include "paths.h"
#include "shipped.h"

#include <ctype.h>

#define WORD_MAX      40
#define SCRATCH_BYTES (64 * 1024)
#define GATHERED_MAX  200 /* in the memory that one write takes */
#define FILES         ":"

struct completing {
    struct cli *cli;
    const char *last;   /* the word at the cursor, or what stands behind its = */
    const char *option; /* what stands before it: "--sort=" */
    const char *before; /* stands before each name of the cache: "theme:" */
    const struct command *command;
    struct arena scratch; /* of one candidate: there can be ten thousand */
    size_t gathered;      /* candidates since the last ones were printed */
};

bool complete_wanted(int argc, const char *const *argv)
{
    return argc > 2 && strcmp(argv[1], "__complete") == 0;
}

static void offer_values(struct completing *c, const char *description);

static void offer(struct completing *c, const char *text, const char *what)
{
    struct arena *arena = &c->scratch;

    arena_reset(arena);
    if (text[0] == '\0' || strncasecmp(text, c->last, strlen(c->last)) != 0)
        return;
    fprintf(c->cli->out, "%s%s\t%s\n", c->option, words_line(arena, span_of(text)), words_line(arena, span_of(what)));
    if (++c->gathered % GATHERED_MAX == 0)
        out_flush(c->cli);
}

/* ---- what stands for a value ---- */

static void offer_name(void *to, const char *name, const char *title)
{
    struct completing *c = to;
    char text[WORD_MAX + WORD_MAX];

    snprintf(text, sizeof text, "%s%s", c->before, name);
    offer(c, text, title);
}

static void offer_names(struct completing *c, const char *kind)
{
    size_t len = strlen(c->before);
    bool behind = strncmp(c->last, c->before, len) == 0;

    if (offline_cache(c->cli) != NULL)
        vakwerk_cache_names(c->cli->cache, kind, behind ? c->last + len : "", offer_name, c);
}

static void offer_commands(struct completing *c)
{
    const struct config *config = &c->cli->config;

    for (const struct command *command = commands; command->name != NULL; command++)
        if (command_find(command->name) == command)
            offer(c, command->name, _(command->help));
    for (size_t i = 0; i < config->alias_count; i++)
        offer(c, config->aliases[i].name, config->aliases[i].words);
}

static void offer_profiles(struct completing *c)
{
    for (size_t i = 0; i < c->cli->config.profile_count; i++)
        offer(c, c->cli->config.profiles[i], "");
}

static void offer_keys(struct completing *c)
{
    for (const struct config_key *key = config_keys; key->name != NULL; key++)
        offer(c, key->name, _(key->help));
}

/* Of the setting that was named before it. */
static void offer_setting(struct completing *c)
{
    const struct args *args = &c->cli->args;
    const struct config_key *key = args->word_count < 3 ? NULL : config_key(args->words[2], NULL);

    if (key != NULL && key->value != NULL)
        offer_values(c, key->value);
}

static void offer_talks(struct completing *c)
{
    struct path names = shipped_names("talks", ".talk");
    char *rest = names.text;

    for (const char *name; (name = strsep(&rest, ",")) != NULL;)
        offer(c, name + strspn(name, " "), "");
}

static void offer_kinds(struct completing *c)
{
    offer_values(c, "questions|answers|lessons|guides|tips");
}

/* What CODE, THEME and so on in the tables stand for: names that the cache or the settings know, or files. */
static void offer_metavar(struct completing *c, const char *word)
{
    static const struct {
        const char *word, *kind;
        void (*offer)(struct completing *c);
    } kinds[] = {
        { "CODE", "code", NULL },      { "CODE…", "code", NULL },           { "THEME", "theme", NULL },
        { "THEME…", "theme", NULL },   { "THEMES", "theme", NULL },         { "TEAM", "team", NULL },
        { "TEAMS", "team", NULL },     { "COMMAND", NULL, offer_commands }, { "PROFILE", NULL, offer_profiles },
        { "KEY", NULL, offer_keys },   { "VALUE", NULL, offer_setting },    { "TALK", NULL, offer_talks },
        { "KINDS", NULL, offer_kinds }
    };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (strcmp(word, kinds[i].word) != 0)
            continue;
        if (kinds[i].kind != NULL)
            offer_names(c, kinds[i].kind);
        else
            kinds[i].offer(c);
    }
    if (strcmp(word, "NAME") == 0 && c->command != NULL && strcmp(c->command->name, "kiosk") == 0)
        offer_names(c, "kiosk");
    if (strcmp(word, "FILE") == 0 || strcmp(word, "FILE…") == 0)
        fputs(FILES "\n", c->cli->out);
}

static bool is_metavar(const char *word)
{
    return isupper((unsigned char)word[0]) && isupper((unsigned char)word[1]);
}

/* "[CODE|theme:THEME|team:TEAM]", "daily|weekly": each part is a name for a value, behind a word perhaps, or a word. */
static void offer_values(struct completing *c, const char *description)
{
    char word[WORD_MAX], *behind;
    size_t len;

    for (; *description != '\0'; description += len + (description[len] != '\0')) {
        len = strcspn(description, "|[] ");
        snprintf(word, sizeof word, "%.*s", (int)len, description);
        behind = strchr(word, ':');
        behind = behind == NULL ? word : behind + 1;
        char start = *behind;
        *behind = '\0';
        c->before = say(c->cli, "%s", word);
        *behind = start;
        if (is_metavar(behind))
            offer_metavar(c, behind);
        else
            offer(c, word, "");
    }
}

/* ---- the line ---- */

static void offer_option_value(struct completing *c, const char *typed)
{
    typed += strspn(typed, "-");
    for (int i = 0; i < OPT_COUNT_ALL; i++)
        if (option_rows[i].value != NULL &&
            (strcmp(option_rows[i].name, typed) == 0 || (option_rows[i].letter == typed[0] && typed[1] == '\0')))
            offer_values(c, option_rows[i].value);
}

/* --sort=o: the value is at the cursor, and is typed anew with what stands before it. */
static bool offer_value_behind(struct completing *c)
{
    size_t len = strcspn(c->last, "=");

    if (strncmp(c->last, "--", 2) != 0 || c->last[len] != '=')
        return false;
    c->option = say(c->cli, "%.*s", (int)len + 1, c->last);
    c->last += len + 1;
    offer_option_value(c, say(c->cli, "%.*s", (int)len, c->option));
    return true;
}

static void offer_options(struct completing *c)
{
    for (int i = 0; i < OPT_COUNT_ALL; i++)
        if (c->command == NULL ? i <= OPT_GLOBAL_LAST : command_knows(c->command, (enum option)i))
            offer(c, say(c->cli, "--%s", option_rows[i].name), _(option_rows[i].help));
}

static void offer_subs(struct completing *c, const struct command *first)
{
    for (const struct command *row = first; row->name != NULL && strcmp(row->name, first->name) == 0; row++)
        if (row->sub != NULL)
            offer(c, row->sub, _(row->help));
}

/* "CODE works|works-not": what stands for the argument at the cursor; the last one may be repeated. */
static const char *argument_at(struct completing *c, size_t index)
{
    const char *args = c->command->args;

    for (; index > 0 && strchr(args, ' ') != NULL; index--)
        args = strchr(args, ' ') + 1;
    return say(c->cli, "%.*s", (int)strcspn(args, " "), args);
}

static void offer_for_line(struct completing *c)
{
    const struct args *args = &c->cli->args;
    const struct command *first = args->word_count == 0 ? NULL : command_find(args->words[0]);
    const struct command *sub =
        first == NULL || first->sub == NULL || args->word_count < 2 ? NULL : command_sub(first, args->words[1]);

    c->command = sub != NULL ? sub : first;
    if (c->last[0] == '-')
        offer_options(c);
    else if (args->word_count == 0)
        offer_commands(c);
    else if (first != NULL && first->sub != NULL && args->word_count == 1)
        offer_subs(c, first);
    if (c->last[0] != '-' && c->command != NULL && c->command->most > 0)
        offer_values(c, argument_at(c, args->word_count - (sub != NULL ? 2 : 1)));
}

int complete_print(struct cli *cli, const char *kind, const char *last, struct args_fault fault)
{
    struct completing c = { .cli = cli, .last = last, .option = "", .before = "" };

    arena_init(&c.scratch, SCRATCH_BYTES);
    cli->has_credentials = credentials_read(paths_credentials().text, cli->config.profile, &cli->arena,
                                            &cli->credentials) == CREDENTIALS_FINE;
    if (strcmp(kind, "line") != 0)
        offer_names(&c, kind);
    else if (fault.problem == ARGS_NO_VALUE)
        offer_option_value(&c, fault.text);
    else if (!offer_value_behind(&c))
        offer_for_line(&c);
    arena_release(&c.scratch);
    return 0;
}
