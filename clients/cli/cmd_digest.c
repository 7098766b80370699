#include "account.h"
#include "clients/text/words.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

/* ---- reading ---- */

static void print_title(struct cli *cli, const char *title)
{
    fprintf(cli->out, "\n%s%s%s\n\n", out_colour(cli, COLOUR_BOLD), title, out_colour(cli, COLOUR_NONE));
}

static void print_bullet(struct cli *cli, const char *text)
{
    fprintf(cli->out, "* ");
    words_wrap(cli->out, text, cli->width < 80 ? cli->width : 80, 2, 2);
}

static const char *where(struct cli *cli, const struct msg_digest_item *item)
{
    const char *code = thing_line(cli, item->code), *theme = thing_line(cli, item->theme_name);
    const char *team = thing_line(cli, item->team_name);

    return say(cli, "%s%s%s%s%s", code, theme[0] == '\0' ? "" : ", ", theme, team[0] == '\0' ? "" : ", ", team);
}

static void print_for_you(struct cli *cli, const struct msg_digest_is *digest)
{
    if (digest->for_you_count > 0)
        print_title(cli, _("FOR YOU"));
    for (size_t i = 0; i < digest->for_you_count; i++) {
        const struct msg_digest_item *item = &digest->for_you[i];
        if (!item->mine)
            print_bullet(cli, say(cli,
                                  ngettext("A question you follow has %lld new answer (%lld in all).",
                                           "A question you follow has %lld new answers (%lld in all).",
                                           (unsigned long)item->fresh),
                                  (long long)item->fresh, (long long)item->answers));
        else
            print_bullet(cli,
                         say(cli,
                             ngettext("Your question has %lld new answer (%lld in all).",
                                      "Your question has %lld new answers (%lld in all).", (unsigned long)item->fresh),
                             (long long)item->fresh, (long long)item->answers));
        out_paragraph(cli, 2, thing_line(cli, item->title));
        out_paragraph(cli, 2, say(cli, _("Read: vakwerk show %s"), thing_line(cli, item->code)));
    }
}

static void print_unanswered(struct cli *cli, const struct msg_digest_is *digest)
{
    if (digest->unanswered_count > 0)
        print_title(cli, _("STILL OPEN"));
    for (size_t i = 0; i < digest->unanswered_count; i++) {
        const struct msg_digest_item *item = &digest->unanswered[i];
        print_bullet(cli, thing_line(cli, item->title));
        out_paragraph(cli, 2, say(cli, "%s, %s", where(cli, item), times_long_age(cli, item->posted_at)));
    }
}

/* The first day that a digest is about: the workday before it, as one types it. */
static const char *first_day(struct cli *cli, const struct msg_digest_is *digest)
{
    bool after_weekend = times_is_monday(digest->made_at);

    return say(cli, "%.10s", times_json(cli, times_midnight(digest->made_at, after_weekend ? -3 : -1)));
}

static void print_news(struct cli *cli, const struct msg_digest_is *digest)
{
    if (digest->news_count > 0)
        print_title(cli, _("NEW QUESTIONS"));
    for (size_t i = 0; i < digest->news_count; i++) {
        const struct msg_digest_item *item = &digest->news[i];
        const char *answers =
            say(cli, ngettext("%lld answer", "%lld answers", (unsigned long)item->answers), (long long)item->answers);
        print_bullet(cli, thing_line(cli, item->title));
        out_paragraph(cli, 2, say(cli, "%s, %s", where(cli, item), answers));
    }
    if (digest->has_others && digest->others > 0)
        print_bullet(cli,
                     say(cli,
                         ngettext("And %lld other question: vakwerk list --since %s",
                                  "And %lld other questions: vakwerk list --since %s", (unsigned long)digest->others),
                         (long long)digest->others, first_day(cli, digest)));
}

static void print_tip(struct cli *cli, const struct msg_digest_is *digest)
{
    for (size_t i = 0; i < digest->tips_count; i++) {
        const struct msg_digest_item *item = &digest->tips[i];
        const char *team = thing_line(cli, item->team_name);
        print_title(cli, _("A TIP FOR THE TIME OF WAITING"));
        out_paragraph(cli, 2,
                      say(cli, "%s%s%s%s", words_lines(&cli->arena, item->text), team[0] == '\0' ? "" : " (", team,
                          team[0] == '\0' ? "" : ")"));
    }
}

/* What one raised for the policy table, until it answered. */
static void print_signals(struct cli *cli, const struct msg_digest_is *digest)
{
    if (digest->signals_count > 0)
        print_title(cli, _("YOUR SIGNALS"));
    for (size_t i = 0; i < digest->signals_count; i++) {
        const struct msg_digest_signal *row = &digest->signals[i];
        const char *code = thing_line(cli, row->code), *theme = thing_line(cli, row->theme_name);
        if (!row->has_answered_at) {
            print_bullet(cli, say(cli, _("%s, %s: the policy table has not answered yet."), code, theme));
            continue;
        }
        print_bullet(cli, say(cli, _("%s, %s: the policy table answered."), code, theme));
        out_paragraph(cli, 2, words_lines(&cli->arena, row->text));
    }
}

static void print_digest(struct cli *cli, const struct msg_digest_is *digest)
{
    fprintf(cli->out, "%s\n\n", say(cli, _("Digest of %s"), times_weekday(cli, digest->made_at)));
    const char *questions =
        say(cli, ngettext("%lld new question", "%lld new questions", (unsigned long)digest->questions),
            (long long)digest->questions);
    const char *answers =
        say(cli, ngettext("%lld answer", "%lld answers", (unsigned long)digest->answers), (long long)digest->answers);
    const char *open =
        say(cli, ngettext("%lld question still open", "%lld questions still open", (unsigned long)digest->open),
            (long long)digest->open);
    out_paragraph(cli, 0, say(cli, "%s, %s, %s.", questions, answers, open));
    print_for_you(cli, digest);
    print_unanswered(cli, digest);
    print_news(cli, digest);
    print_tip(cli, digest);
    print_signals(cli, digest);
}

int cmd_digest_show(struct cli *cli)
{
    struct msg_digest in = { .date = span_of(opt(cli, OPT_DATE)) };
    struct msg_digest_is digest;
    int code = session_call(cli, VERB_digest, &in, &digest);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_digest_is, &digest);
    print_digest(cli, &digest);
    return 0;
}

/* ---- settings ---- */

static const char *frequency_text(struct cli *cli, struct span frequency, const char *at)
{
    static const struct {
        const char *frequency, *text;
    } texts[] = { { "daily", N_("every workday at %s, if there is anything new") },
                  { "tue-thu", N_("Tuesdays and Thursdays at %s, if there is anything new") },
                  { "weekly", N_("Mondays at %s, if there is anything new") },
                  { "personal", N_("workdays at %s, only what is for you") } };

    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        if (span_is(frequency, texts[i].frequency)) {
            const char *format = _(texts[i].text), *hole = strstr(format, "%s");
            if (hole != NULL)
                return say(cli, "%.*s%s%s", (int)(hole - format), format, at, hole + 2);
        }
    return span_is(frequency, "never") ? _("never") : thing_line(cli, frequency);
}

/* "07:00" as people say it: 7:00. */
static const char *spoken_time(struct cli *cli, struct span at)
{
    const char *text = thing_line(cli, at);

    return text[0] == '0' ? text + 1 : text;
}

static const char *pause_text(struct cli *cli, const struct msg_myself *me)
{
    if (!me->has_pause_until || me->pause_until <= cli->now_ms)
        return _("no");
    return say(cli, _("until %s"), times_when(cli, me->pause_until));
}

static void print_setting(struct cli *cli, const char *name, const char *value)
{
    int cells = words_cells(name);

    if (cli->tabs)
        fprintf(cli->out, "%s\t%s\n", name, value);
    else
        fprintf(cli->out, "%s%*s  %s\n", name, cells < 8 ? 8 - cells : 0, "", value);
}

int cmd_digest_settings(struct cli *cli)
{
    struct msg_myself me;
    int code = account_read(cli, &me);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_myself, &me);
    print_setting(cli, _("How often"), frequency_text(cli, me.frequency, spoken_time(cli, me.at)));
    print_setting(cli, _("Pause"), pause_text(cli, &me));
    return 0;
}

/* Settings are not kept in the outbox: what one wanted last week may not be what one wants now. */
static int set(struct cli *cli, const struct msg_digest_set *in, const char *text)
{
    struct msg_done done;
    int code = session_call(cli, VERB_digest_set, in, &done);

    return code != 0 ? code : written_say(cli, &done, text);
}

int cmd_digest_set(struct cli *cli)
{
    struct msg_digest_set in = { .frequency = span_of(cli->args.words[0]), .at = span_of(opt(cli, OPT_AT)) };
    struct msg_myself me;

    /* 7:00 is what people type; the protocol wants 07:00. */
    if (in.at.len == 4 && in.at.ptr[1] == ':')
        in.at = span_of(say(cli, "0%s", in.at.ptr));
    struct msg_done done;
    int code = session_call(cli, VERB_digest_set, &in, &done);
    if (code == 0)
        code = account_read(cli, &me);
    if (code != 0)
        return code;
    return written_say(cli, &done,
                       say(cli, _("Digest: %s."), frequency_text(cli, me.frequency, spoken_time(cli, me.at))));
}

int cmd_digest_pause(struct cli *cli)
{
    struct msg_digest_set in = { .has_pause_until = true };
    const char *when = cli->args.words[0];
    int64_t until;

    if (!times_read(cli->now_ms, when, true, &until) || until <= cli->now_ms)
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time in the future"), when), "3d, 2w, 2022-05-19");
    /* Through that day: the first one comes on the morning after. */
    in.pause_until = times_midnight(until, 1);
    return set(cli, &in,
               say(cli, _("No digest up to and including %s. On again: vakwerk digest on"), times_day(cli, until)));
}

int cmd_digest_on(struct cli *cli)
{
    struct msg_digest_set in = { .has_pause_until = true, .pause_until = 0 };

    return set(cli, &in, _("Your digest comes again."));
}
