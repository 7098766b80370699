/* Tips and notices: texts without a short question. */
#include "account.h"
#include "commands.h"
#include "compose.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

static const char *editor_help(void)
{
    return _("Lines with # do not count. An empty file posts nothing.\n"
             "Write no names, addresses or other details that point at a client.");
}

/* ---- tips ---- */

static const char *tip_text(struct cli *cli, const struct msg_done *done, const char *theme)
{
    const char *code = written_code(cli, done);
    struct msg_myself me = { 0 };

    if (theme == NULL)
        return say(cli, _("Tip %s is posted. %s"), code, thing_audience(cli, TOPIC_TEAM, NULL, done->help_count == 0));
    /* Only for the theme's name: without an answer its slug does. */
    if (!cli->json && !has(cli, OPT_QUIET))
        session_try(cli, VERB_me, &(struct msg_me){ 0 }, &me, NULL);
    return say(cli,
               done->help_count == 0 ? _("Tip %s is posted in %s. Visible: all members and the screens.")
                                     : _("Tip %s is posted in %s. Visible: all members."),
               code, account_place_name(cli, me.themes, me.themes_count, theme));
}

static int post_tip(struct cli *cli, const struct compose *compose, const struct draft *draft)
{
    struct msg_done done;
    const char *team = draft_note(draft, "team"), *theme = draft_note(draft, "theme");
    struct msg_tip in = { .text = span_of(draft->text),
                          .works = draft_note(draft, "fails") == NULL,
                          .has_works = true,
                          .municipality = span_of(draft_note(draft, "municipality")),
                          .care = span_of(draft_note(draft, "care")),
                          .checked = has(cli, OPT_CHECKED) };
    struct session_write write = { .verb = VERB_tip,
                                   .place = team == NULL ? TOPIC_THEME : TOPIC_TEAM,
                                   .space = team == NULL ? theme : team,
                                   .in = &in,
                                   .about = team == NULL ? theme : team,
                                   .summary = draft->text,
                                   .text = draft->text,
                                   .again = "vakwerk tip add --recover",
                                   .checked = in.checked };
    int code = compose_finish(compose, session_write(cli, &write, &done));

    if (code != 0 || done.waiting)
        return code != 0 ? code : written_waiting(cli, &done);
    code = written_say(cli, &done, tip_text(cli, &done, team == NULL ? theme : NULL));
    if (code == 0)
        written_undo(cli, &done);
    return code;
}

int cmd_tip_add(struct cli *cli)
{
    struct draft draft = { .title = "", .text = "" };
    struct compose compose = { .draft = "tip", .help = editor_help(), .missing = _("what is your tip?") };
    const char *slug;

    draft_add_note(&draft, "theme", opt(cli, OPT_THEME));
    draft_add_note(&draft, "team", opt(cli, OPT_TEAM));
    draft_add_note(&draft, "fails", has(cli, OPT_FAILS) ? "yes" : NULL);
    draft_add_note(&draft, "municipality", opt(cli, OPT_MUNICIPALITY));
    draft_add_note(&draft, "care", opt(cli, OPT_CARE));
    int code = compose_text(cli, &compose, &draft);
    if (code == 0 && draft_note(&draft, "team") == NULL) {
        const char *theme = draft_note(&draft, "theme");
        /* Tips are for the time of waiting, and there is a theme for that. */
        code = account_choose_theme(cli, theme == NULL && cli->config.theme == NULL ? "wacht" : theme, &slug);
        if (code == 0 && theme == NULL)
            draft_add_note(&draft, "theme", slug);
    }
    return code != 0 ? code : post_tip(cli, &compose, &draft);
}

/* People look for them here too. */
int cmd_tip_show(struct cli *cli)
{
    return cmd_show(cli);
}

int cmd_tip_thank(struct cli *cli)
{
    return cmd_thank(cli);
}

/* ---- notices ---- */

static int read_until(struct cli *cli, const char *text, int64_t *until)
{
    *until = times_midnight(cli->now_ms, 1);
    if (text != NULL && (!times_read(cli->now_ms, text, true, until) || *until <= cli->now_ms))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time in the future"), text), "15:30, 3d, 2w, 2022-05-19");
    return 0;
}

int cmd_notice_add(struct cli *cli)
{
    struct draft draft = { .title = "", .text = "" };
    struct compose compose = { .draft = "notice", .help = editor_help(), .missing = _("what do you want to tell?") };
    struct msg_notice in = { .has_until_at = true };
    struct msg_done done;
    const char *team = NULL;
    int code = read_until(cli, opt(cli, OPT_UNTIL), &in.until_at);

    draft_add_note(&draft, "team", opt(cli, OPT_TEAM));
    draft_add_note(&draft, "until", opt(cli, OPT_UNTIL));
    if (code == 0)
        code = compose_text(cli, &compose, &draft);
    if (code == 0)
        code = read_until(cli, draft_note(&draft, "until"), &in.until_at);
    if (code == 0)
        code = account_choose_team(cli, draft_note(&draft, "team"), &team);
    if (code != 0)
        return code;
    in.text = span_of(draft.text);
    struct session_write write = { .verb = VERB_notice,
                                   .place = TOPIC_TEAM,
                                   .space = team,
                                   .in = &in,
                                   .about = team,
                                   .summary = draft.text,
                                   .text = draft.text,
                                   .again = "vakwerk notice add --recover",
                                   .checked = true };
    code = compose_finish(&compose, session_write(cli, &write, &done));
    if (code != 0 || done.waiting)
        return code != 0 ? code : written_waiting(cli, &done);
    code = written_say(cli, &done,
                       say(cli, _("Notice %s is on the screen of your team until %s."), written_code(cli, &done),
                           times_when(cli, in.until_at)));
    if (code == 0)
        written_undo(cli, &done);
    return code;
}
