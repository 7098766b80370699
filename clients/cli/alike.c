#include "alike.h"

#include "clients/text/words.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"
#include "written.h"

#define SHOWN_MAX 3
#define WIDTH     80

static bool find(struct cli *cli, const struct draft *draft, struct msg_alike *out)
{
    struct msg_similar in = { .title = span_of(draft->title),
                              .text = draft->text[0] == '\0' ? (struct span){ NULL, 0 } : span_of(draft->text) };

    return session_try(cli, VERB_similar, &in, out, NULL) == VAKWERK_OK && out->items_count > 0;
}

static bool is_lesson(const struct msg_thing *thing)
{
    return span_is(thing->kind, "lesson") || span_is(thing->kind, "guide");
}

static const char *answers_of(struct cli *cli, const struct msg_thing *thing)
{
    if (is_lesson(thing))
        return span_is(thing->kind, "guide") ? _("guide") : _("lesson");
    if (thing->answers == 0)
        return thing_state(cli, thing);
    return say(cli, ngettext("%lld answer", "%lld answers", (unsigned long)thing->answers), (long long)thing->answers);
}

static void print(struct cli *cli, const struct msg_thing *thing)
{
    const char *code = thing_line(cli, thing->code);
    int indent = 4 + words_cells(code);

    fprintf(stderr, "  %s%s%s  ", out_colour(cli, COLOUR_BOLD), code, out_colour(cli, COLOUR_NONE));
    words_wrap(stderr, say(cli, "%s (%s)", thing_line(cli, thing->title), answers_of(cli, thing)), out_width(cli),
               indent, indent);
}

/* ---- a lesson may be the answer ---- */

static const struct msg_thing *offered(const struct msg_alike *alike, struct span code)
{
    for (size_t i = 0; i < alike->items_count && i < SHOWN_MAX; i++)
        if (is_lesson(&alike->items[i]) && (code.ptr == NULL || span_equal(alike->items[i].code, code)))
            return &alike->items[i];
    return NULL;
}

static void print_part(struct cli *cli, const char *heading, struct span text)
{
    if (text.len == 0)
        return;
    fprintf(stderr, "%s%s", heading, heading[0] == '\0' ? "" : "\n");
    words_wrap(stderr, words_lines(&cli->arena, text), cli->width > 0 ? cli->width : WIDTH, 0, 0);
    fprintf(stderr, "\n");
}

static int read_here(struct cli *cli, struct span code)
{
    struct msg_show in = { .code = code };
    struct msg_shown shown;
    int failed = session_call(cli, VERB_show, &in, &shown);

    if (failed != 0)
        return failed;
    fprintf(stderr, "\n");
    print_part(cli, "", shown.base.title);
    print_part(cli, "", shown.base.text);
    print_part(cli, _("When:"), shown.base.when);
    print_part(cli, _("When not:"), shown.base.when_not);
    return 0;
}

static int say_helped(struct cli *cli, const char *code, bool *helped)
{
    struct msg_helped in = { .code = span_of(code) };
    struct msg_done done;
    int failed = session_call(cli, VERB_helped, &in, &done);

    *helped = failed == 0;
    return failed != 0 ? failed
                       : written_say(cli, &done, say(cli, _("Good. %s helped, so your question is not posted."), code));
}

/* Whoever finds the answer here need not ask. Reading one's own, or one that did not help, changes nothing. */
static int offer_lessons(struct cli *cli, const struct msg_alike *alike, bool *helped)
{
    int failed = 0;

    while (failed == 0 && !*helped) {
        const char *typed = prompt_line(cli, _("Read a lesson here? Type its code; Enter goes on."), NULL);
        if (typed == NULL || typed[0] == '\0')
            return 0;
        const struct msg_thing *lesson = offered(alike, thing_code(cli, typed));
        if (lesson == NULL) {
            fprintf(stderr, "%s\n", _("That is no lesson or guide of this list."));
            continue;
        }
        failed = read_here(cli, lesson->code);
        if (failed == 0 && prompt_yes(cli, _("Does this help, so that you need not ask any more?"), false))
            failed = say_helped(cli, thing_line(cli, lesson->code), helped);
    }
    return failed;
}

int alike_show(struct cli *cli, const struct draft *draft, bool *helped)
{
    struct msg_alike alike;

    *helped = false;
    if (!cli->may_ask || has(cli, OPT_YES) || has(cli, OPT_OFFLINE))
        return 0;
    int code = session_connect(cli);
    if (code != 0 || !find(cli, draft, &alike))
        return code;
    fprintf(stderr, "\n%s\n", _("Looks like your question:"));
    for (size_t i = 0; i < alike.items_count && i < SHOWN_MAX; i++)
        print(cli, &alike.items[i]);
    if (offered(&alike, (struct span){ NULL, 0 }) != NULL)
        code = offer_lessons(cli, &alike, helped);
    if (code != 0 || *helped)
        return code;
    if (prompt_yes(cli, _("Post it all the same?"), true))
        return 0;
    return fail(cli, CLI_CANCELLED, _("your question is not posted; the draft is kept"),
                say(cli, "vakwerk show %s", thing_line(cli, alike.items[0].code)));
}
