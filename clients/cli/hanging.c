#include "hanging.h"

#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"

#include <poll.h>

#define TRIES         10
#define GONE_PAUSE_MS 200
#define SHOW_PAUSE_MS 100

static bool ask(struct cli *cli, struct span code, struct msg_screens_are *out)
{
    struct msg_screens in = { .code = code };
    struct vakwerk_reply reply;

    return session_try(cli, VERB_screens, &in, out, &reply) == VAKWERK_OK;
}

/* How many screens that are there show it; those that found no place in the list may be away. */
static int64_t count_showing(const struct msg_screens_are *screens)
{
    int64_t count = screens->more;

    for (size_t i = 0; i < screens->items_count; i++)
        count += span_is(screens->items[i].state, "holds");
    return count;
}

static void say_count(struct cli *cli, const struct msg_screens_are *screens)
{
    long long gone = screens->took_away, all = gone + (long long)screens->items_count + screens->more;

    if (screens->items_count == 0)
        out_more(cli, say(cli,
                          ngettext("%lld screen has taken it away.", "All %lld screens have taken it away.",
                                   (unsigned long)all),
                          all));
    else
        out_more(cli, say(cli,
                          ngettext("%lld of %lld screens has taken it away.",
                                   "%lld of %lld screens have taken it away.", (unsigned long)gone),
                          gone, all));
}

static const char *moment(struct cli *cli, int64_t at)
{
    return at >= times_midnight(cli->now_ms, 0) && at < times_midnight(cli->now_ms, 1) ? times_clock(cli, at)
                                                                                       : times_when(cli, at);
}

static void say_screen(struct cli *cli, const struct msg_screen_row *row)
{
    const char *name = thing_line(cli, row->kiosk), *room = thing_line(cli, row->room);

    fprintf(cli->out, "!! ");
    if (!row->has_since_at || !row->has_until_at)
        out_continue(
            cli, 3, 3,
            say(cli, _("%s (%s) has not said that it is gone. Look at that screen, or switch it off."), name, room));
    else
        out_continue(cli, 3, 3,
                     say(cli,
                         _("%s (%s) has no connection since %s. Have that screen switched off; by %s at the latest it "
                           "takes the questions away itself."),
                         name, room, moment(cli, row->since_at), moment(cli, row->until_at)));
}

void hanging_say_gone(struct cli *cli, struct span code)
{
    struct msg_screens_are screens;
    bool known = false;

    if (has(cli, OPT_QUIET) || cli->json)
        return;
    for (int i = 0; i < TRIES; i++) {
        known = ask(cli, code, &screens);
        if (!known || count_showing(&screens) == 0)
            break;
        poll(NULL, 0, GONE_PAUSE_MS);
    }
    if (!known || (screens.items_count == 0 && screens.took_away == 0))
        return;
    say_count(cli, &screens);
    for (size_t i = 0; i < screens.items_count; i++)
        say_screen(cli, &screens.items[i]);
}

void hanging_say_shown(struct cli *cli, struct span code)
{
    struct msg_screens_are screens;
    int64_t showing = 0;

    if (!cli->is_screen || has(cli, OPT_QUIET) || cli->json || !out_flush(cli))
        return;
    for (int i = 0; i < TRIES; i++) {
        if (!ask(cli, code, &screens))
            return;
        showing = count_showing(&screens);
        if (screens.waits == 0)
            break;
        poll(NULL, 0, SHOW_PAUSE_MS);
    }
    if (showing > 0)
        out_more(cli,
                 say(cli, ngettext("It is on %lld screen now.", "It is on %lld screens now.", (unsigned long)showing),
                     (long long)showing));
}
