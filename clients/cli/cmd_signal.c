/* Signals for the policy table. */
#include "account.h"
#include "clients/text/words.h"
#include "commands.h"
#include "compose.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "written.h"

static const char *editor_help(void)
{
    return _("Lines with # do not count. An empty file posts nothing.\n"
             "Write no names, addresses or other details that point at a client.");
}

/* ---- raising one ---- */

static int post_signal(struct cli *cli, const struct compose *compose, const struct draft *draft, struct span code)
{
    struct msg_done done;
    const char *theme = draft_note(draft, "theme");
    struct msg_signal in = { .code = code,
                             .text = draft->text[0] == '\0' ? (struct span){ NULL, 0 } : span_of(draft->text),
                             .theme = code.ptr != NULL ? (struct span){ NULL, 0 } : span_of(theme),
                             .quote = draft_note(draft, "quote") != NULL,
                             .checked = has(cli, OPT_CHECKED) };
    const char *about = code.ptr != NULL ? code.ptr : theme;
    struct session_write write = { .verb = VERB_signal,
                                   .place = TOPIC_HERE,
                                   .in = &in,
                                   .about = about,
                                   .summary = draft->text[0] == '\0' ? about : draft->text,
                                   .text = draft->text,
                                   .again = code.ptr == NULL ? "vakwerk signal add --recover"
                                                             : say(cli, "vakwerk signal add %s --recover", code.ptr),
                                   .checked = in.checked };
    int failed = compose_finish(compose, session_write(cli, &write, &done));

    if (failed != 0)
        return failed;
    failed = written_say(cli, &done, say(cli, _("Signal %s is noted for the policy table."), written_code(cli, &done)));
    if (failed == 0)
        out_more(cli, _("Nobody sees that it was you. It stays in your digest until there is an answer."));
    return failed;
}

int cmd_signal_add(struct cli *cli)
{
    struct draft draft = { .title = "", .text = "" };
    struct compose compose = { .draft = "signal", .help = editor_help(), .missing = _("what is the bottleneck?") };
    struct span code = { NULL, 0 };
    const char *slug;
    int failed = 0;

    draft_add_note(&draft, "theme", opt(cli, OPT_THEME));
    draft_add_note(&draft, "quote", has(cli, OPT_QUOTE) ? "yes" : NULL);
    if (cli->args.word_count > 0) {
        code = thing_code(cli, cli->args.words[0]);
        compose.draft = say(cli, "signal-%s", code.ptr);
        failed = thing_check_code(cli, code);
        /* Words of one's own are not needed with a code. */
        if (failed == 0 && (has(cli, OPT_MESSAGE) || has(cli, OPT_FILE) || has(cli, OPT_RECOVER)))
            failed = compose_text(cli, &compose, &draft);
        return failed != 0 ? failed : post_signal(cli, &compose, &draft, code);
    }
    failed = compose_text(cli, &compose, &draft);
    if (failed == 0)
        failed = account_choose_theme(cli, draft_note(&draft, "theme"), &slug);
    if (failed == 0 && draft_note(&draft, "theme") == NULL)
        draft_add_note(&draft, "theme", slug);
    return failed != 0 ? failed : post_signal(cli, &compose, &draft, code);
}

/* ---- the policy table ---- */

static void print_note(struct cli *cli, const struct msg_signals *signals, const struct msg_signal_note *note)
{
    const char *count =
        say(cli, ngettext("%lld signal", "%lld signals", (unsigned long)note->signals), (long long)note->signals);

    fprintf(cli->out, "%s%s%s (%s) · %s\n", out_colour(cli, COLOUR_BOLD), thing_line(cli, note->theme_name),
            out_colour(cli, COLOUR_NONE), thing_line(cli, note->theme),
            say(cli, ngettext("%s of %lld team", "%s of %lld teams", (unsigned long)note->teams), count,
                (long long)note->teams));
    for (size_t i = 0; i < signals->quotes_count; i++)
        if (span_equal(signals->quotes[i].theme, note->theme))
            out_paragraph(cli, 2, say(cli, "“%s”", thing_line(cli, signals->quotes[i].text)));
}

int cmd_signal_list(struct cli *cli)
{
    struct msg_signal_list in = { .theme = span_of(opt(cli, OPT_THEME)) };
    struct msg_signals signals;
    int failed = session_call(cli, VERB_signal_list, &in, &signals);

    if (failed != 0)
        return failed;
    if (cli->json)
        return json_print(cli, &type_signals, &signals);
    for (size_t i = 0; i < signals.items_count; i++)
        print_note(cli, &signals, &signals.items[i]);
    if (signals.items_count == 0 && cli->is_screen)
        fprintf(cli->out, "%s\n", _("There are no notes: too few teams raised the same."));
    return 0;
}

int cmd_signal_answer(struct cli *cli)
{
    const char *theme = cli->args.words[0];
    struct draft draft = { .title = "", .text = "" };
    struct compose compose = { .draft = say(cli, "signal-%s", theme),
                               .help = editor_help(),
                               .missing = _("what is the table's answer?") };
    struct msg_signal_answer in = { .theme = span_of(theme), .checked = has(cli, OPT_CHECKED) };
    struct msg_done done;
    int failed = compose_text(cli, &compose, &draft);

    if (failed != 0)
        return failed;
    in.text = span_of(draft.text);
    struct session_write write = { .verb = VERB_signal_answer,
                                   .place = TOPIC_HERE,
                                   .in = &in,
                                   .about = theme,
                                   .summary = draft.text,
                                   .text = draft.text,
                                   .again = say(cli, "vakwerk signal answer %s --recover", theme),
                                   .checked = in.checked };
    failed = compose_finish(&compose, session_write(cli, &write, &done));
    return failed != 0 ? failed : written_say(cli, &done, _("Everybody who raised a signal on this gets the answer."));
}
