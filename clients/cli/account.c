#include "account.h"

#include "nearest.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"

#include <stdlib.h>

int account_read(struct cli *cli, struct msg_myself *me)
{
    return session_call(cli, VERB_me, &(struct msg_me){ 0 }, me);
}

const char *account_place_name(struct cli *cli, const struct msg_place *places, size_t count, const char *slug)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(places[i].slug, slug))
            return thing_line(cli, places[i].name);
    return slug;
}

static const char *nearest_place(struct cli *cli, const struct msg_place *places, size_t count, const char *slug)
{
    const char *best = NULL;

    for (size_t i = 0; i < count; i++)
        nearest_try(slug, thing_line(cli, places[i].slug), &best);
    return best;
}

/* Looked up only now, because it is needed only now. */
int account_no_such_place(struct cli *cli, enum topic_place place, const char *slug)
{
    struct msg_myself me = { 0 };
    bool is_team = place == TOPIC_TEAM;

    session_try(cli, VERB_me, &(struct msg_me){ 0 }, &me, NULL);
    const char *near = is_team ? nearest_place(cli, me.teams, me.teams_count, slug)
                               : nearest_place(cli, me.themes, me.themes_count, slug);
    return fail(cli, CLI_NOT_FOUND,
                say(cli, is_team ? _("there is no team '%s', or it is not yours") : _("there is no theme '%s'"), slug),
                near != NULL ? say(cli, _("did you mean '%s'?"), near)
                : is_team    ? "vakwerk whoami"
                             : "vakwerk theme list");
}

/* What people type: the slug, or the name on screens. */
static const char *find_slug(struct cli *cli, const struct msg_place *places, size_t count, const char *typed)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(places[i].slug, typed) || strcasecmp(thing_line(cli, places[i].name), typed) == 0)
            return thing_line(cli, places[i].slug);
    return NULL;
}

/* The n-th of those in use, from 1; NULL when there are not so many. */
static const struct msg_place *theme_at(const struct msg_place *themes, size_t count, unsigned long n)
{
    for (size_t i = 0; i < count; i++)
        if (!themes[i].archived && --n == 0)
            return &themes[i];
    return NULL;
}

/* Who hears the list types a number more easily than a word. */
static const char *ask_theme_by_number(struct cli *cli, const struct msg_place *themes, size_t count)
{
    const struct msg_place *theme;
    char *end = NULL;

    for (unsigned long n = 1; (theme = theme_at(themes, count, n)) != NULL; n++)
        fprintf(stderr, "%lu. %s\n", n, thing_line(cli, theme->name));
    const char *typed = prompt_line(cli, _("Number of the theme:"), NULL);
    unsigned long number = typed == NULL ? 0 : strtoul(typed, &end, 10);
    theme = number == 0 || *end != '\0' ? NULL : theme_at(themes, count, number);
    return theme == NULL ? typed : thing_line(cli, theme->slug);
}

static const char *ask_theme(struct cli *cli, const struct msg_myself *me)
{
    struct prompt_word *words = arena_take(&cli->arena, (me->themes_count + 1) * sizeof *words), *end = words;

    if (cli->accessible || words == NULL)
        return ask_theme_by_number(cli, me->themes, me->themes_count);
    for (size_t i = 0; i < me->themes_count; i++)
        if (!me->themes[i].archived)
            *end++ = (struct prompt_word){ thing_line(cli, me->themes[i].slug), thing_line(cli, me->themes[i].name) };
    *end = (struct prompt_word){ NULL, NULL };
    return prompt_word(cli, _("Theme (Tab shows the list):"), words);
}

/* Without a connection the theme cannot be looked up: the daemon will say it if there is no such. */
int account_choose_theme(struct cli *cli, const char *wanted, const char **slug)
{
    struct msg_myself me;

    *slug = wanted != NULL ? wanted : cli->config.theme;
    if (*slug != NULL && topic_is_slug(span_of(*slug)))
        return 0;
    if (*slug == NULL && !cli->may_ask)
        return fail(cli, CLI_USAGE, _("which theme? Choose with -t"), "vakwerk theme list");
    int code = account_read(cli, &me);
    if (code != 0)
        return code;
    const char *typed = *slug == NULL ? ask_theme(cli, &me) : *slug;
    if (typed == NULL || typed[0] == '\0')
        return fail(cli, CLI_CANCELLED, _("nothing was done"), NULL);
    *slug = find_slug(cli, me.themes, me.themes_count, typed);
    if (*slug != NULL)
        return 0;
    const char *near = nearest_place(cli, me.themes, me.themes_count, typed);
    return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no theme '%s'"), typed),
                near == NULL ? "vakwerk theme list" : say(cli, _("did you mean '%s'?"), near));
}

int account_choose_team(struct cli *cli, const char *wanted, const char **slug)
{
    struct msg_myself me;

    *slug = wanted != NULL ? wanted : cli->config.team;
    if (*slug != NULL && topic_is_slug(span_of(*slug)))
        return 0;
    if (*slug != NULL)
        return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no team '%s'"), *slug), "vakwerk whoami");
    int code = account_read(cli, &me);
    if (code != 0)
        return code;
    if (me.teams_count != 1)
        return fail(cli, CLI_USAGE, _("which team? Choose with --team"), "vakwerk whoami");
    *slug = thing_line(cli, me.teams[0].slug);
    return 0;
}

int account_choose_organisation(struct cli *cli, const char **slug, const char **name)
{
    struct msg_myself me;
    int code = account_read(cli, &me);

    if (code != 0)
        return code;
    if (me.organisations_count == 0)
        return fail(cli, CLI_NOT_FOUND, _("your team belongs to no organisation"), "vakwerk whoami");
    if (me.organisations_count > 1)
        return fail(cli, CLI_USAGE, _("which organisation? Name it with --team"), "vakwerk whoami");
    *slug = thing_line(cli, me.organisations[0].slug);
    *name = thing_line(cli, me.organisations[0].name);
    return 0;
}
