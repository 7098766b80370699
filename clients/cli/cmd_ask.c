#include "account.h"
#include "alike.h"
#include "commands.h"
#include "compose.h"
#include "hanging.h"
#include "identifying.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"
#include "written.h"

#define DRAFT "ask"
#define AGAIN "vakwerk ask --recover"

/* Choices that the draft remembers, so that --recover need not be told again. */
static void note_choices(struct cli *cli, struct draft *draft)
{
    draft_add_note(draft, "theme", opt(cli, OPT_THEME));
    draft_add_note(draft, "team", opt(cli, OPT_TEAM));
    draft_add_note(draft, "internal", has(cli, OPT_INTERNAL) ? "yes" : NULL);
    draft_add_note(draft, "anonymous", has(cli, OPT_ANONYMOUS) ? "yes" : NULL);
    draft_add_note(draft, "no-kiosk", has(cli, OPT_NO_KIOSK) ? "yes" : NULL);
}

static bool is_step_by_step(struct cli *cli)
{
    return cli->may_ask && cli->args.word_count == 0 && !has(cli, OPT_MESSAGE) && !has(cli, OPT_FILE) &&
           !has(cli, OPT_RECOVER);
}

/* Question by question, for who does not know the options. */
static int ask_steps(struct cli *cli, struct draft *draft, bool *wants_text)
{
    const char *slug = NULL;
    int code = account_choose_theme(cli, draft_note(draft, "theme"), &slug);

    if (code != 0)
        return code;
    if (draft_note(draft, "theme") == NULL)
        draft_add_note(draft, "theme", slug);
    fprintf(stderr, "%s\n", _("Short question (at most 110 characters):"));
    draft->title = prompt_line(cli, ">", NULL);
    if (draft->title == NULL || draft->title[0] == '\0')
        return fail(cli, CLI_CANCELLED, _("nothing was done"), NULL);
    draft->has_title = true;
    draft_save_soon(cli, DRAFT, draft); /* the steps behind it can be broken off */
    *wants_text = prompt_yes(cli, _("Write an explanation with it?"), false);
    if (!has(cli, OPT_NO_KIOSK) && !prompt_yes(cli, _("May the short question be on the screens in team rooms?"), true))
        draft_add_note(draft, "no-kiosk", "yes");
    return 0;
}

static const char *editor_help(void)
{
    return _("Your question: the short question on the first line (at most 110\n"
             "characters), then an empty line, then the explanation.\n"
             "Lines with # do not count. An empty file posts nothing.\n"
             "Write no names, addresses or other details that point at a client.");
}

static int say_posted(struct cli *cli, const struct session_write *write, const struct draft *draft,
                      const struct msg_done *done)
{
    const char *code = written_code(cli, done), *theme = draft_note(draft, "theme");
    bool wanted = draft_note(draft, "no-kiosk") == NULL, on_screens = wanted && done->help_count == 0;
    struct msg_myself me = { 0 };

    /* Only for the theme's name: without an answer its slug does. */
    if (!cli->json && !has(cli, OPT_QUIET))
        session_try(cli, VERB_me, &(struct msg_me){ 0 }, &me, NULL);
    const char *name = account_place_name(cli, me.themes, me.themes_count, theme);
    if (done->waiting)
        return written_waiting(cli, done);
    int failed = written_say(cli, done, say(cli, _("Question %s is posted in %s."), code, name));
    if (failed == 0) {
        out_more(cli, thing_audience(cli, write->place, draft_note(draft, "organisation"), on_screens));
        if (wanted && !on_screens)
            out_more(cli, _("It comes to screens when a moderator has read it."));
        written_undo(cli, done);
        out_more(cli, say(cli, _("You are told of each answer. Stop: vakwerk unfollow %s"), code));
        if (on_screens)
            hanging_say_shown(cli, done->code);
    }
    return failed;
}

/* A question for one's own organisation alone goes to the tree of that organisation, as a team's goes to its own. */
static int choose_space(struct cli *cli, struct draft *draft)
{
    const char *slug, *name, *team = draft_note(draft, "team");

    if (team != NULL && draft_note(draft, "internal") != NULL)
        return fail(cli, CLI_USAGE, _("choose --team or --internal, not both"), NULL);
    if (team != NULL && !topic_is_slug(span_of(team)))
        return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no team '%s'"), team), "vakwerk whoami");
    if (draft_note(draft, "internal") == NULL)
        return 0;
    int code = account_choose_organisation(cli, &slug, &name);
    if (code == 0) {
        draft_add_note(draft, "team", slug);
        draft_add_note(draft, "organisation", name);
    }
    return code;
}

static int post(struct cli *cli, const struct compose *compose, const struct draft *draft)
{
    struct msg_done done;
    const char *theme = draft_note(draft, "theme"), *team = draft_note(draft, "team");
    struct msg_ask in = { .title = span_of(draft->title),
                          .text = draft->text[0] == '\0' ? (struct span){ NULL, 0 } : span_of(draft->text),
                          .theme = team == NULL ? (struct span){ NULL, 0 } : span_of(theme),
                          .anonymous = draft_note(draft, "anonymous") != NULL,
                          .no_kiosk = draft_note(draft, "no-kiosk") != NULL,
                          .checked = has(cli, OPT_CHECKED) };
    struct session_write write = { .verb = VERB_ask,
                                   .place = team == NULL ? TOPIC_THEME : TOPIC_TEAM,
                                   .space = team == NULL ? theme : team,
                                   .in = &in,
                                   .about = theme,
                                   .summary = draft->title,
                                   .title = draft->title,
                                   .text = draft->text,
                                   .again = AGAIN,
                                   .checked = in.checked };

    int code = compose_finish(compose, session_write(cli, &write, &done));
    return code != 0 ? code : say_posted(cli, &write, draft, &done);
}

static int look(struct cli *cli, const struct draft *draft)
{
    struct session_write write = {
        .verb = VERB_ask, .title = draft->title, .text = draft->text, .again = AGAIN, .checked = has(cli, OPT_CHECKED)
    };

    return identifying_check(cli, &write);
}

int cmd_ask(struct cli *cli)
{
    struct draft draft = { .title = cli->args.word_count > 0 ? cli->args.words[0] : "", .text = "" };
    struct compose compose = { .draft = DRAFT,
                               .help = editor_help(),
                               .has_title = true,
                               .may_be_empty = true,
                               .missing = _("what is your question?") };
    const char *slug;
    bool helped = false;
    int code = 0;

    note_choices(cli, &draft);
    if (is_step_by_step(cli))
        compose_offer(cli, &compose, &draft);
    if (is_step_by_step(cli) && compose.kept != COMPOSE_GOES_ON)
        code = ask_steps(cli, &draft, &compose.wants_editor);
    if (code == 0)
        code = compose_text(cli, &compose, &draft);
    if (code == 0)
        code = account_choose_theme(cli, draft_note(&draft, "theme"), &slug);
    if (code != 0)
        return code;
    if (draft_note(&draft, "theme") == NULL)
        draft_add_note(&draft, "theme", slug);
    /* First, since asking for what looks like it tells the daemon the text. */
    code = look(cli, &draft);
    if (code == 0)
        code = alike_show(cli, &draft, &helped);
    if (helped)
        return compose_finish(&compose, code);
    if (code == 0)
        code = choose_space(cli, &draft);
    return code != 0 ? code : post(cli, &compose, &draft);
}
