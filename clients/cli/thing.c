#include "thing.h"

#include "clients/text/words.h"
#include "proto/code.h"

#include <ctype.h>

#define WORDS_MAX 32

const char *thing_line(struct cli *cli, struct span text)
{
    return text.ptr == NULL ? "" : words_line(&cli->arena, text);
}

struct span thing_code(struct cli *cli, const char *typed)
{
    struct span code = arena_copy(&cli->arena, span_of(typed));
    char *letters = arena_take(&cli->arena, code.len + 1);

    for (size_t i = 0; letters != NULL && i < code.len; i++)
        letters[i] = (char)toupper((unsigned char)code.ptr[i]);
    return (struct span){ letters == NULL ? "" : letters, letters == NULL ? 0 : code.len };
}

int thing_check_code(struct cli *cli, struct span code)
{
    if (code_read(code).kind != CODE_BAD)
        return 0;
    return fail(cli, CLI_NOT_FOUND, say(cli, _("'%s' is not a code"), code.ptr),
                _("a code looks like 7K3F or 7K3F.2; see: vakwerk list"));
}

const char *thing_gone(const struct msg_thing *thing)
{
    if (thing->merged_into.ptr != NULL)
        return _("(joined with another question)");
    return thing->held.ptr != NULL ? _("(hidden by a moderator)") : _("(withdrawn)");
}

const char *thing_summary(struct cli *cli, const struct msg_thing *thing)
{
    if (thing->retracted)
        return thing_gone(thing);
    return thing_line(cli, thing->title.ptr != NULL && thing->title.len > 0 ? thing->title : thing->text);
}

static const char *name_of(struct cli *cli, const struct msg_thing *thing)
{
    if (thing->asker)
        return _("the asker");
    if (thing->anonymous && thing->region.ptr != NULL)
        return say(cli, _("a colleague from %s"), thing_line(cli, thing->region));
    if (thing->anonymous || thing->author_name.ptr == NULL)
        return thing->anonymous ? _("a colleague") : "";
    return thing_line(cli, thing->author_name);
}

static const char *qualities(struct cli *cli, const struct msg_thing *thing)
{
    const char *function = thing_line(cli, thing->function), *registration = thing_line(cli, thing->registration);

    if (function[0] == '\0')
        return registration;
    return registration[0] == '\0' ? function : say(cli, "%s (%s)", function, registration);
}

/* Parts that are there, joined. */
static const char *join(struct cli *cli, const char *a, const char *between, const char *b)
{
    if (a[0] == '\0' || b[0] == '\0')
        return a[0] == '\0' ? b : a;
    return say(cli, "%s%s%s", a, between, b);
}

const char *thing_who(struct cli *cli, const struct msg_thing *thing)
{
    const char *who = join(cli, name_of(cli, thing), ", ", thing_line(cli, thing->team_name));

    return join(cli, who, " · ", qualities(cli, thing));
}

const char *thing_state(struct cli *cli, const struct msg_thing *thing)
{
    if (thing->held.ptr != NULL)
        return _("hidden");
    if (thing->retracted)
        return _("withdrawn");
    if (thing->resolved)
        return _("answered");
    if (!thing->has_answers || thing->answers == 0)
        return _("no answer yet");
    if (thing->unendorsed)
        return say(
            cli,
            ngettext("%lld answer, not endorsed yet", "%lld answers, none endorsed yet", (unsigned long)thing->answers),
            (long long)thing->answers);
    return say(cli, ngettext("%lld answer", "%lld answers", (unsigned long)thing->answers), (long long)thing->answers);
}

const char *thing_lesson_state(struct cli *cli, const struct msg_thing *thing)
{
    static const struct {
        const char *state, *text;
    } states[] = { { "draft", N_("draft") },
                   { "reading", N_("waits for a reader") },
                   { "development", N_("in development") },
                   { "retired", N_("retired") } };

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (span_is(thing->state, states[i].state))
            return _(states[i].text);
    return thing->has_version ? say(cli, _("version %lld"), (long long)thing->version) : "";
}

const char *thing_audience(struct cli *cli, enum topic_place place, const char *organisation, bool on_screens)
{
    if (organisation != NULL)
        return say(cli,
                   on_screens ? _("Visible: everybody of %s, and the screens of its teams.")
                              : _("Visible: everybody of %s."),
                   organisation);
    if (place == TOPIC_TEAM)
        return on_screens ? _("Visible: your team, and its own screen.") : _("Visible: your team.");
    return on_screens ? _("Visible: all members and the screens in team rooms.") : _("Visible: all members.");
}

const struct span *thing_words(struct cli *cli, enum option option, size_t *count)
{
    const char *rest = opt(cli, option);
    struct span *words = arena_take(&cli->arena, WORDS_MAX * sizeof *words);

    *count = 0;
    if (rest == NULL || words == NULL)
        return NULL;
    while (*rest != '\0' && *count < WORDS_MAX) {
        size_t len = strcspn(rest, ",");
        if (len > 0)
            words[(*count)++] = (struct span){ rest, len };
        rest += len + (rest[len] == ',');
    }
    return words;
}
