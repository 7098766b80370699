#include "support.h"

#include "thing.h"

static const struct {
    const char *word, *name, *dutch;
} roles[] = { { "jurist", N_("jurist"), "jurist" },
              { "placement", N_("placement coordinator"), "plaatsingscoördinator" },
              { "coach", N_("work coach"), "werkbegeleider" },
              { "assistant", N_("assistant"), "ondersteuner" } };

#define ROLES (sizeof roles / sizeof roles[0])

static const struct {
    const char *word, *text, *in_short;
} steps[] = { { "team", N_("asked of your team's support"), N_("support") },
              { "neighbours", N_("asked of neighbouring teams"), N_("neighbours") },
              { "region", N_("asked of the whole region"), N_("region") } };

#define STEPS (sizeof steps / sizeof steps[0])

const char *support_name(struct cli *cli, struct span role)
{
    for (size_t i = 0; i < ROLES; i++)
        if (span_is(role, roles[i].word))
            return _(roles[i].name);
    return thing_line(cli, role);
}

const char *support_names(struct cli *cli, const struct span *words, size_t count)
{
    const char *text = "";

    for (size_t i = 0; i < count; i++)
        text = say(cli, "%s%s%s", text, i == 0 ? "" : ", ", support_name(cli, words[i]));
    return text;
}

struct span support_role(struct span typed)
{
    for (size_t i = 0; i < ROLES; i++)
        if (span_is(typed, roles[i].dutch))
            return span_of(roles[i].word);
    return typed;
}

const char *support_step(struct cli *cli, const struct msg_thing *thing)
{
    for (size_t i = 0; i < STEPS; i++)
        if (span_is(thing->step, steps[i].word))
            return _(steps[i].text);
    if (!span_is(thing->step, "support"))
        return "";
    return say(cli, thing->claimed ? _("a %s has taken it up") : _("waits for the %s"),
               support_name(cli, thing->support));
}

const char *support_step_word(struct cli *cli, const struct msg_thing *thing)
{
    for (size_t i = 0; i < STEPS; i++)
        if (span_is(thing->step, steps[i].word))
            return _(steps[i].in_short);
    return span_is(thing->step, "support") ? support_name(cli, thing->support) : _("own team");
}

int support_read_senior(struct cli *cli, bool *senior, bool *given)
{
    const char *typed = opt(cli, OPT_SENIOR);

    *given = typed != NULL;
    *senior = typed != NULL && (strcmp(typed, "yes") == 0 || strcmp(typed, "ja") == 0);
    if (typed == NULL || *senior || strcmp(typed, "no") == 0 || strcmp(typed, "nee") == 0)
        return 0;
    return fail(cli, CLI_USAGE, _("--senior is yes or no"), NULL);
}
