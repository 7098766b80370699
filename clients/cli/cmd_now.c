/* vakwerk alone: what matters now. */
#include "account.h"
#include "commands.h"
#include "facts.h"
#include "json.h"
#include "out.h"
#include "paths.h"
#include "session.h"
#include "thing.h"
#include "times.h"

#define OPEN_SHOWN  5
#define MINE_SHOWN  5
#define BACK_SEQS   400 /* a busy day of a region; a busier one is counted from where this begins */
#define PAGES_MAX   8
#define PAGE_EVENTS 200

/* What today's events say. */
struct today {
    int64_t questions, answers;
    const struct msg_thing *mine;
    int64_t *fresh; /* for each of mine: how many of its answers are of today */
    size_t mine_count;
};

static void count_event(struct cli *cli, struct today *today, const struct msg_event *event)
{
    if (event->at < times_midnight(cli->now_ms, 0))
        return;
    today->questions += span_is(event->event, "question");
    if (!span_is(event->event, "answer"))
        return;
    today->answers++;
    for (size_t i = 0; i < today->mine_count; i++)
        if (span_equal(event->base.to, today->mine[i].code))
            today->fresh[i]++;
}

static int count_today(struct cli *cli, int64_t newest, struct today *today)
{
    struct msg_sync in = { .since = newest > BACK_SEQS ? newest - BACK_SEQS : 0, .has_since = true };
    struct msg_synced page;

    MSG_SET(&in, limit, PAGE_EVENTS);
    for (int i = 0; i < PAGES_MAX; i++) {
        int code = session_call(cli, VERB_sync, &in, &page);
        if (code != 0)
            return code;
        for (size_t j = 0; j < page.events_count; j++)
            count_event(cli, today, &page.events[j]);
        if (!page.more || page.next <= in.since)
            break;
        in.since = page.next;
    }
    return 0;
}

static int list(struct cli *cli, struct msg_list *in, int64_t limit, struct msg_listed *out)
{
    MSG_SET(in, limit, limit);
    return session_call(cli, VERB_list, in, out);
}

static void print_counts(struct cli *cli, const struct today *today, int64_t open, bool more_open)
{
    const char *questions =
        say(cli, ngettext("%lld new question", "%lld new questions", (unsigned long)today->questions),
            (long long)today->questions);
    const char *answers =
        say(cli, ngettext("%lld answer", "%lld answers", (unsigned long)today->answers), (long long)today->answers);

    out_paragraph(cli, 0,
                  say(cli,
                      more_open ? _("Today: %s, %s, more than %lld still open.") : _("Today: %s, %s, %lld still open."),
                      questions, answers, (long long)open));
}

static const char *mine_text(struct cli *cli, const struct msg_thing *thing, int64_t fresh)
{
    if (fresh == 0)
        return say(
            cli,
            ngettext("%lld answer to your question", "%lld answers to your question", (unsigned long)thing->answers),
            (long long)thing->answers);
    return say(cli,
               ngettext("%lld new answer to your question (%lld in all)",
                        "%lld new answers to your question (%lld in all)", (unsigned long)fresh),
               (long long)fresh, (long long)thing->answers);
}

static void print_item(struct cli *cli, const struct msg_thing *thing, const char *text)
{
    const char *code = thing_line(cli, thing->code);

    int indent = 4 + (int)strlen(code);

    fprintf(cli->out, "  %s%s%s  ", out_colour(cli, COLOUR_BOLD), code, out_colour(cli, COLOUR_NONE));
    out_continue(cli, indent, indent, text);
    out_paragraph(cli, indent, thing_summary(cli, thing));
}

/* Own questions with new answers first, then those that have answers and are not closed. */
static bool print_mine(struct cli *cli, const struct today *today)
{
    int shown = 0;

    for (int fresh = 1; fresh >= 0; fresh--)
        for (size_t i = 0; i < today->mine_count && shown < MINE_SHOWN; i++) {
            const struct msg_thing *thing = &today->mine[i];
            if ((today->fresh[i] > 0) != (fresh == 1) || thing->answers == 0 || thing->retracted)
                continue;
            if (thing->resolved && fresh == 0)
                continue;
            if (shown++ == 0)
                fprintf(cli->out, "\n%s\n", _("For you"));
            print_item(cli, thing, mine_text(cli, thing, today->fresh[i]));
        }
    return shown > 0;
}

static void print_open(struct cli *cli, const struct msg_listed *open)
{
    size_t count = open->items_count < OPEN_SHOWN ? open->items_count : OPEN_SHOWN;

    if (count > 0)
        fprintf(cli->out, "\n%s\n", _("No answer yet"));
    for (size_t i = 0; i < count; i++) {
        const struct msg_thing *thing = &open->items[i];
        const char *theme = thing_line(cli, thing->theme_name), *team = thing_line(cli, thing->team_name);
        print_item(cli, thing,
                   say(cli, "%s%s%s%s%s", times_long_age(cli, thing->posted_at), theme[0] == '\0' ? "" : " · ", theme,
                       team[0] == '\0' ? "" : " · ", team));
    }
}

static void print_what_now(struct cli *cli, const struct msg_listed *open)
{
    if (open->items_count == 0)
        return;
    const char *code = thing_line(cli, open->items[0].code);
    fprintf(cli->out, "\n");
    out_suggest(cli, say(cli, "%s vakwerk show %s", _("Read:"), code),
                say(cli, "%s vakwerk answer %s", _("Answer:"), code));
}

/* Nobody else can tell: the mail that would say it does not arrive. */
static void print_bounced(struct cli *cli, const struct msg_myself *me)
{
    if (!span_is(me->mail, "bounced"))
        return;
    fprintf(cli->out, "\n");
    out_paragraph(cli, 0,
                  say(cli, _("Your digest does not arrive at %s. Another address: vakwerk digest set --email ADDRESS"),
                      thing_line(cli, me->email)));
}

/* All of it, where people get the first few. */
static int print_json(struct cli *cli, const struct today *today, const struct msg_listed *open)
{
    struct facts_mine *mine = arena_take(&cli->arena, (today->mine_count + 1) * sizeof *mine);
    struct facts_now now = { .questions_today = today->questions,
                             .answers_today = today->answers,
                             .has_questions_today = !cli->is_offline,
                             .has_answers_today = !cli->is_offline,
                             .open = (int64_t)open->items_count,
                             .mine = mine,
                             .mine_count = today->mine_count,
                             .unanswered = open->items,
                             .unanswered_count = open->items_count };

    if (mine == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    for (size_t i = 0; i < today->mine_count; i++)
        mine[i] = (struct facts_mine){ today->mine[i], today->fresh[i] };
    return json_print(cli, &type_facts_now, &now);
}

int cmd_now(struct cli *cli)
{
    struct msg_myself me;
    struct msg_listed open, mine;
    struct msg_list want_open = { .open = true, .sort = span_of("open") };
    struct msg_list want_mine = { .mine = true };

    if (!cli->json && !has(cli, OPT_OFFLINE) &&
        credentials_read(paths_credentials().text, cli->config.profile, &cli->arena, &(struct credentials){ 0 }) ==
            CREDENTIALS_NONE)
        return cmd_help(cli);
    int code = account_read(cli, &me);
    if (code == 0)
        code = list(cli, &want_open, 100, &open);
    if (code == 0)
        code = list(cli, &want_mine, 100, &mine);
    if (code != 0)
        return code;
    struct today today = { .mine = mine.items, .mine_count = mine.items_count };
    today.fresh = arena_take(&cli->arena, (mine.items_count + 1) * sizeof *today.fresh);
    if (today.fresh == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    code = cli->is_offline ? 0 : count_today(cli, me.seq, &today);
    if (code != 0)
        return code;
    if (cli->json)
        return print_json(cli, &today, &open);
    if (!cli->is_offline)
        print_counts(cli, &today, (int64_t)open.items_count, open.after.ptr != NULL);
    print_mine(cli, &today);
    print_open(cli, &open);
    print_what_now(cli, &open);
    print_bounced(cli, &me);
    if (session_outbox(cli) == 0) /* it was not needed yet when nothing was asked of the daemon */
        session_say_depth(cli);
    return 0;
}
