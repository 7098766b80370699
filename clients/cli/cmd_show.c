#include "clients/text/words.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "support.h"
#include "thing.h"
#include "times.h"

#include <stdlib.h>

static void print_text(struct cli *cli, int indent, struct span text)
{
    if (text.ptr != NULL && text.len > 0)
        out_paragraph(cli, indent, words_lines(&cli->arena, text));
}

static const char *with_thanks(struct cli *cli, const char *line, const struct msg_thing *thing)
{
    if (thing->thanks == 0)
        return line;
    return say(cli, ngettext("%s · appreciated %lld time", "%s · appreciated %lld times", (unsigned long)thing->thanks),
               line, (long long)thing->thanks);
}

/* What those who tried it say. */
static const char *with_reactions(struct cli *cli, const char *line, const struct msg_thing *thing)
{
    if (thing->reactions_works > 0)
        line = say(cli, _("%s · %lld× works"), line, (long long)thing->reactions_works);
    if (thing->reactions_not > 0)
        line = say(cli, _("%s · %lld× does not work"), line, (long long)thing->reactions_not);
    if (thing->reactions_outdated > 0)
        line = say(cli, _("%s · %lld× outdated"), line, (long long)thing->reactions_outdated);
    return line;
}

static const char *with_edited(struct cli *cli, const char *line, const struct msg_thing *thing)
{
    return thing->has_edited_at ? say(cli, _("%s · changed"), line) : line;
}

/* Who, when, how much appreciated. */
static const char *byline(struct cli *cli, const struct msg_thing *thing)
{
    const char *who = thing_who(cli, thing), *when = times_when(cli, thing->posted_at);
    const char *line = who[0] == '\0' ? when : say(cli, "%s · %s", who, when);

    return with_reactions(cli, with_thanks(cli, with_edited(cli, line, thing), thing), thing);
}

/* While there is a connection: by the screens' own word. Of one's own question, on how many. */
static const char *with_screens(struct cli *cli, const char *line, const struct msg_shown *shown)
{
    if (shown->on_screens == 0)
        return shown->hangs ? say(cli, _("%s · on the screens"), line) : line;
    return say(cli, ngettext("%s · on %lld screen now", "%s · on %lld screens now", (unsigned long)shown->on_screens),
               line, (long long)shown->on_screens);
}

/* "· Wachtlijst · no answer yet": what stands behind the code. */
static const char *head_text(struct cli *cli, const struct msg_thing *thing)
{
    const char *theme = thing_line(cli, thing->theme_name);
    const char *text = theme[0] == '\0' ? "" : say(cli, "· %s", theme);
    bool open = !thing->resolved && (thing->answers == 0 || thing->unendorsed);

    if (span_is(thing->kind, "question"))
        text = say(cli, "%s · %s%s%s", text, open ? out_colour(cli, COLOUR_YELLOW) : "", thing_state(cli, thing),
                   open ? out_colour(cli, COLOUR_NONE) : "");
    if (support_step(cli, thing)[0] != '\0')
        text = say(cli, "%s · %s", text, support_step(cli, thing));
    if (span_is(thing->kind, "tip"))
        text = say(cli, "%s · %s", text, thing->works ? _("this works") : _("this does not work"));
    if (thing->organisation_name.ptr != NULL)
        return say(cli, "%s · %s", text, say(cli, _("only for %s"), thing_line(cli, thing->organisation_name)));
    if (thing->state.ptr != NULL || thing->has_version)
        text = say(cli, "%s · %s", text, thing_lesson_state(cli, thing));
    return thing->private ? say(cli, "%s · %s", text, _("only your team")) : text;
}

static void print_head(struct cli *cli, const struct msg_thing *thing)
{
    const char *code = thing_line(cli, thing->code), *text = head_text(cli, thing);

    fprintf(cli->out, "%s%s%s%s", out_colour(cli, COLOUR_BOLD), code, out_colour(cli, COLOUR_NONE),
            text[0] == '\0' ? "\n" : " ");
    if (text[0] != '\0')
        out_continue(cli, words_cells(code) + 1, 0, text);
}

static void print_part(struct cli *cli, const char *heading, struct span text)
{
    if (text.len == 0)
        return;
    fprintf(cli->out, "\n%s\n", heading);
    print_text(cli, 0, text);
}

static void print_thing(struct cli *cli, const struct msg_shown *shown)
{
    const struct msg_thing *thing = &shown->base;

    print_head(cli, thing);
    if (thing->retracted)
        out_paragraph(cli, 0, thing_gone(thing));
    print_text(cli, 0, thing->title);
    if (thing->title.len > 0 && thing->text.len > 0)
        fprintf(cli->out, "\n");
    print_text(cli, 0, thing->text);
    print_part(cli, _("When:"), thing->when);
    print_part(cli, _("When not:"), thing->when_not);
    fprintf(cli->out, "\n");
    out_paragraph(cli, 0, with_screens(cli, byline(cli, thing), shown));
    if (thing->helped > 0)
        out_paragraph(
            cli, 0,
            say(cli,
                ngettext("Helped %lld time: a question was not needed any more.",
                         "Helped %lld times: a question was not needed any more.", (unsigned long)thing->helped),
                (long long)thing->helped));
}

/* A decision of a later version is a change. */
static const char *decided(struct span decision)
{
    static const struct {
        const char *word, *text;
    } texts[] = { { "approved", N_("A moderator read this and left it as it is") },
                  { "moved", N_("A moderator left this to a team alone") },
                  { "rethemed", N_("A moderator put this under another theme") },
                  { "merged", N_("A moderator joined the question with this one") } };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (span_is(decision, texts[i].word))
            return _(texts[i].text);
    return _("A moderator changed this");
}

/* To its author: that nobody sees it, or another text, why, and what one can do. */
static void print_held(struct cli *cli, const struct msg_shown *shown)
{
    const char *reason = thing_line(cli, shown->reason), *code = thing_line(cli, shown->base.code);

    if (shown->base.held.ptr == NULL && reason[0] == '\0')
        return;
    fprintf(cli->out, "\n");
    if (shown->base.held.ptr == NULL) {
        out_paragraph(cli, 0, say(cli, "%s: %s", decided(shown->decision), reason));
        return;
    }
    if (span_is(shown->base.held, "first-look"))
        out_paragraph(cli, 0, _("Nobody sees this yet: a moderator reads it first."));
    else
        out_paragraph(cli, 0, _("Nobody sees this but you and moderators."));
    if (reason[0] != '\0')
        out_paragraph(cli, 0, say(cli, _("Reason: %s"), reason));
    if (shown->base.mine && !span_is(shown->base.held, "first-look"))
        out_paragraph(cli, 0, say(cli, _("You do not agree? vakwerk mod appeal %s"), code));
}

/* What belongs to it: "Wegwijzer: W3 Zorgvuldig handelen". */
static void print_links(struct cli *cli, const struct msg_shown *shown)
{
    for (size_t i = 0; i < shown->links_count; i++) {
        const struct msg_linked *link = &shown->links[i];
        const char *name = span_is(link->kind, "guide")    ? _("Guide:")
                           : span_is(link->kind, "lesson") ? _("Lesson:")
                           : link->collected               ? _("Thread:")
                                                           : _("Question:");
        out_paragraph(cli, 0, say(cli, "%s %s %s", name, thing_line(cli, link->code), thing_line(cli, link->title)));
    }
}

/* What it will be, for who may read it already. */
static void print_draft(struct cli *cli, const struct msg_shown *shown)
{
    if (shown->drafts_count == 0)
        return;
    const struct msg_draft *draft = &shown->drafts[0];
    fprintf(cli->out, "\n%s\n", draft->reading ? _("Draft that waits for a reader:") : _("Draft:"));
    print_text(cli, 2, draft->title);
    fprintf(cli->out, "\n");
    print_text(cli, 2, draft->text);
    print_part(cli, _("When:"), draft->when);
    print_part(cli, _("When not:"), draft->when_not);
}

static void print_sources(struct cli *cli, const struct msg_shown *shown, struct span code)
{
    for (size_t i = 0; i < shown->sources_count; i++)
        if (span_equal(shown->sources[i].code, code))
            out_paragraph(cli, 2,
                          say(cli, _("Source: %s %s"), thing_line(cli, shown->sources[i].title),
                              thing_line(cli, shown->sources[i].url)));
}

/* Who stands behind an answer, and each one's exception. */
static void print_endorsements(struct cli *cli, const struct msg_shown *shown, const struct msg_thing *answer)
{
    const char *names = "";

    if (answer->endorsed == 0)
        return;
    for (size_t i = 0; i < shown->endorsements_count; i++) {
        const struct msg_endorsement *row = &shown->endorsements[i];
        if (span_equal(row->code, answer->code))
            names = say(cli, "%s%s%s (%s)", names, names[0] == '\0' ? "" : ", ", thing_line(cli, row->name),
                        thing_line(cli, row->registration));
    }
    out_paragraph(cli, 2,
                  say(cli,
                      ngettext("Endorsed by %lld registered colleague: %s",
                               "Endorsed by %lld registered colleagues: %s", (unsigned long)answer->endorsed),
                      (long long)answer->endorsed, names));
    for (size_t i = 0; i < shown->endorsements_count; i++)
        if (span_equal(shown->endorsements[i].code, answer->code) && shown->endorsements[i].unless.len > 0)
            out_paragraph(cli, 2,
                          say(cli, _("Unless: %s (%s)"), thing_line(cli, shown->endorsements[i].unless),
                              thing_line(cli, shown->endorsements[i].name)));
}

static bool is_chosen(const struct msg_shown *shown, const struct msg_thing *answer)
{
    const char *dot = answer->code.ptr == NULL ? NULL : memchr(answer->code.ptr, '.', answer->code.len);

    return shown->base.has_answer && dot != NULL && atoll(dot + 1) == shown->base.answer;
}

static void print_answer(struct cli *cli, const struct msg_shown *shown, const struct msg_thing *answer)
{
    fprintf(cli->out, "\n%s%s%s", out_colour(cli, COLOUR_BOLD), thing_line(cli, answer->code),
            out_colour(cli, COLOUR_NONE));
    if (is_chosen(shown, answer))
        fprintf(cli->out, " · %s%s%s", out_colour(cli, COLOUR_GREEN), _("this helped"), out_colour(cli, COLOUR_NONE));
    fprintf(cli->out, "\n");
    if (answer->retracted)
        out_paragraph(cli, 2, thing_gone(answer));
    print_text(cli, 2, answer->text);
    print_sources(cli, shown, answer->code);
    print_endorsements(cli, shown, answer);
    out_paragraph(cli, 2, byline(cli, answer));
}

static void print_answers(struct cli *cli, const struct msg_shown *shown, size_t most)
{
    size_t count = shown->items_count < most ? shown->items_count : most;

    for (size_t i = 0; i < count; i++)
        print_answer(cli, shown, &shown->items[i]);
    if (count < shown->items_count)
        fprintf(cli->out, "\n%s\n",
                say(cli,
                    ngettext("And %zu more answer: vakwerk show %s", "And %zu more answers: vakwerk show %s",
                             shown->items_count - count),
                    shown->items_count - count, thing_line(cli, shown->base.code)));
}

static void print_what_now(struct cli *cli, const struct msg_thing *thing)
{
    const char *code = thing_line(cli, thing->code);

    if (thing->retracted || !cli->is_screen)
        return;
    bool question = span_is(thing->kind, "question");
    const char *other = thing->mine ? say(cli, "%s vakwerk edit %s", _("Change:"), code)
                        : question  ? say(cli, "%s vakwerk follow %s", _("Follow:"), code)
                                    : say(cli, "%s vakwerk thank %s", _("Appreciate:"), code);
    fprintf(cli->out, "\n");
    if (question)
        out_suggest(cli, say(cli, "%s vakwerk answer %s", _("Answer:"), code), other);
    else
        out_suggest(cli, other, NULL);
}

/* Views are counted by people who opened something here; a script that reads is nobody. */
static void say_seen(struct cli *cli, const struct msg_thing *thing)
{
    struct msg_seen in = { .code = thing->code };
    struct msg_done done;

    if (cli->is_screen && !thing->mine && thing->code.ptr != NULL)
        session_try(cli, VERB_seen, &in, &done, NULL);
}

static bool read_most(struct cli *cli, size_t *most)
{
    const char *wanted = opt(cli, OPT_ANSWERS);
    int64_t number = 0;

    *most = SIZE_MAX;
    if (wanted == NULL || strcmp(wanted, "all") == 0)
        return true;
    if (!opt_number(cli, OPT_ANSWERS, 0, 500, &number))
        return false;
    *most = (size_t)number;
    return true;
}

int cmd_show(struct cli *cli)
{
    struct msg_show in = { .code = thing_code(cli, cli->args.words[0]) };
    struct msg_shown shown;
    size_t most;

    if (!read_most(cli, &most))
        return CLI_USAGE;
    int code = thing_check_code(cli, in.code);
    if (code == 0)
        code = session_call(cli, VERB_show, &in, &shown);
    if (code != 0)
        return code;
    say_seen(cli, &shown.base);
    if (cli->json)
        return json_print(cli, &type_shown, &shown);
    if (has(cli, OPT_RAW)) {
        fprintf(cli->out, "%s\n",
                words_lines(&cli->arena, shown.base.text.len > 0 ? shown.base.text : shown.base.title));
        return 0;
    }
    print_thing(cli, &shown);
    print_held(cli, &shown);
    print_sources(cli, &shown, shown.base.code);
    print_endorsements(cli, &shown, &shown.base);
    print_links(cli, &shown);
    print_draft(cli, &shown);
    print_answers(cli, &shown, most);
    print_what_now(cli, &shown.base);
    return 0;
}
