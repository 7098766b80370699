/* How people without an account come to a live table or to a session: said to whoever lets them in. */
#include "account.h"
#include "clients/kiosk/terminal/qr.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"

#define BLACK_ON_WHITE "\033[30;107m"
#define AS_IT_WAS      "\033[0m"

/* What --until says, absent when it says nothing. 0, or the exit code after fail(). */
static int read_until(struct cli *cli, bool *has_until_at, int64_t *until_at)
{
    if (!has(cli, OPT_UNTIL))
        return 0;
    if (!times_read(cli->now_ms, opt(cli, OPT_UNTIL), true, until_at))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time"), opt(cli, OPT_UNTIL)), "15:30, 4h");
    *has_until_at = true;
    return 0;
}

static void print_picture(struct cli *cli, const struct canvas *canvas)
{
    for (int y = 0; y < canvas_height(canvas); y++) {
        fprintf(cli->out, BLACK_ON_WHITE);
        for (int x = 0; x < canvas_width(canvas); x++)
            fputs(canvas_at(canvas, x, y)->text, cli->out);
        fprintf(cli->out, AS_IT_WAS "\n");
    }
}

/* Only in colours that are known, and whole: a phone reads no other. */
static void print_qr(struct cli *cli, const char *link)
{
    struct qr *qr = cli->is_screen && cli->colour ? qr_new(link) : NULL;

    if (qr == NULL)
        return;
    struct canvas *canvas = qr_width(qr) <= cli->width ? canvas_new(qr_width(qr), qr_height(qr)) : NULL;
    if (canvas != NULL) {
        qr_draw(qr, canvas, 0, 0);
        print_picture(cli, canvas);
    }
    canvas_free(canvas);
    qr_free(qr);
}

/* The code, its end and the ways in, for a phone as a QR code too where one can be shown; or `over` when there is none. */
static int say_door(struct cli *cli, const struct msg_harvest_door *door, const char *over)
{
    const char *code = thing_line(cli, door->guest_code);

    if (cli->json)
        return json_print(cli, &type_harvest_door, door);
    if (door->guest_code.ptr == NULL) {
        out_done(cli, over);
        return 0;
    }
    out_done(cli, say(cli, _("Guests come with the code %s, until %s, %lld at the same time."), code,
                      times_clock(cli, door->until_at), (long long)door->guests));
    if (door->link.ptr != NULL) {
        out_more(cli, say(cli, _("On a phone: %s"), thing_line(cli, door->link)));
        print_qr(cli, thing_line(cli, door->link));
    }
    out_more(cli, say(cli, _("At a computer: vakwerk join %s"), code));
    return 0;
}

/* Not by way of the outbox, neither of them: a code that comes tomorrow is of no use. */
int cmd_harvest_guests(struct cli *cli)
{
    struct msg_harvest_guests in = { .code = thing_code(cli, cli->args.words[0]), .shut = has(cli, OPT_UNDO) };
    struct msg_harvest_door door;
    int failed = thing_check_code(cli, in.code);

    if (failed == 0)
        failed = read_until(cli, &in.has_until_at, &in.until_at);
    if (failed == 0)
        failed = session_call(cli, VERB_harvest_guests, &in, &door);
    return failed != 0 ? failed : say_door(cli, &door, _("Guests come to this table no longer."));
}

int cmd_meeting_guests(struct cli *cli)
{
    struct msg_meeting_guests in = { .shut = has(cli, OPT_UNDO) };
    struct msg_harvest_door door;
    const char *team;
    int failed = read_until(cli, &in.has_until_at, &in.until_at);

    if (failed == 0)
        failed = session_online(cli);
    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    if (failed == 0)
        failed = session_call_in(cli, VERB_meeting_guests, TOPIC_TEAM, team, &in, &door);
    return failed != 0 ? failed : say_door(cli, &door, _("Guests take part no longer."));
}
