/*
 * A timed intervision session, round by round from a file: at a terminal, where what is typed stands on the screen and
 * nowhere else, or on the team's screens. Only the step that is chosen and the lesson are kept, with the question on the
 * team's list.
 */
#include "account.h"
#include "clients/text/words.h"
#include "commands.h"
#include "identifying.h"
#include "proto/method.h"
#include "recipe_file.h"
#include "session.h"
#include "thing.h"
#include "written.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>

#define LINE_BYTES 1024
#define MINUTE_MS  60000
#define SHIPPED    "incident"

struct meeting {
    struct cli *cli;
    struct method method;
    const char *step, *lesson; /* what is kept */
    char typed[LINE_BYTES];    /* the line at the keys, so far */
    size_t typed_len;
};

/* ---- the keys and the clock ---- */

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

enum heard { HEARD_LINE, HEARD_NOTHING, HEARD_END };

/* A whole line of what was typed; the rest waits. */
static bool take_line(struct meeting *m, char line[LINE_BYTES])
{
    char *end = memchr(m->typed, '\n', m->typed_len);
    size_t length = end == NULL ? m->typed_len : (size_t)(end - m->typed);

    if (end == NULL && m->typed_len < LINE_BYTES - 1)
        return false;
    memcpy(line, m->typed, length);
    line[length] = '\0';
    m->typed_len -= end == NULL ? length : length + 1;
    memmove(m->typed, m->typed + length + (end != NULL), m->typed_len);
    line[strcspn(line, "\r")] = '\0';
    return true;
}

/* Waits for a line until a moment; 0 is for ever. */
static enum heard hear(struct meeting *m, int64_t until_ms, char line[LINE_BYTES])
{
    struct pollfd keys = { .fd = STDIN_FILENO, .events = POLLIN };

    while (!take_line(m, line)) {
        int64_t left = until_ms == 0 ? -1 : until_ms - now_ms();
        if (until_ms != 0 && left <= 0)
            return HEARD_NOTHING;
        if (poll(&keys, 1, left > INT32_MAX ? INT32_MAX : (int)left) <= 0)
            continue;
        ssize_t got = read(STDIN_FILENO, m->typed + m->typed_len, LINE_BYTES - 1 - m->typed_len);
        if (got <= 0)
            return HEARD_END;
        m->typed_len += (size_t)got;
    }
    return HEARD_LINE;
}

/* ---- a round ---- */

static void tell(const char *text)
{
    words_wrap(stderr, text, 80, 0, 0);
}

static void show_phase(const struct meeting *m, size_t at)
{
    const struct method_phase *phase = &m->method.phases[at];
    struct cli *cli = m->cli;

    fprintf(stderr, "\n");
    tell(say(cli, _("%s · round %zu of %zu · %s · %lld minutes"), m->method.title, at + 1, m->method.count, phase->name,
             (long long)((phase->ms + MINUTE_MS - 1) / MINUTE_MS)));
    if (phase->text != NULL)
        tell(phase->text);
    tell(round_keeps(phase->task) ? _("Type it; Enter alone: nothing.") : _("Enter alone: to the next round."));
}

/* What the round does not take is said, and nothing of it stays. */
static void take_words(const struct method_phase *phase, const char *line)
{
    switch (round_takes(phase->task, span_of(line))) {
    case ERR_NOT_NOW:
        tell(_("This is a round to listen."));
        break;
    case ERR_ADVICE:
        tell(_("That sounds like advice. In this round there are only questions; advice comes later."));
        break;
    case ERR_NO_QUESTION:
        tell(_("Only questions in this round: end with a question mark."));
        break;
    default:
        break;
    }
}

/* One line that will be kept: it may not point at a client. False: ask again. */
static bool keep(struct meeting *m, enum round_task task, const char *line)
{
    struct session_write look = { .verb = VERB_intervision_done, .text = line };
    const char *text = say(m->cli, "%s", words_line(&m->cli->arena, span_of(line)));

    if (identifying_check(m->cli, &look) != 0)
        return false;
    if (task == ROUND_CHOICE)
        m->step = text;
    else
        m->lesson = text;
    return true;
}

/* The clock ends a round; but not that in which something is to be kept: it says that it is time, and waits. */
static bool hold_round(struct meeting *m, size_t at)
{
    const struct method_phase *phase = &m->method.phases[at];
    int64_t until_ms = now_ms() + phase->ms;
    char line[LINE_BYTES];

    show_phase(m, at);
    for (;;) {
        enum heard heard = hear(m, until_ms, line);
        if (heard == HEARD_END)
            return false;
        if (heard == HEARD_NOTHING) {
            fputc('\a', stderr);
            tell(_("Time."));
            if (!round_keeps(phase->task))
                return true;
            until_ms = 0;
        } else if (line[0] == '\0' || (round_keeps(phase->task) && keep(m, phase->task, line)))
            return true;
        else if (!round_keeps(phase->task))
            take_words(phase, line);
    }
}

/* ---- before and after ---- */

/* What nobody put on the list is not the team's to talk about. */
static int find_question(struct cli *cli, const char *team, struct span code, struct msg_intervision_row *out)
{
    struct msg_intervision_list in = { .done = false };
    struct msg_intervision_is list;
    int failed = session_call_in(cli, VERB_intervision_list, TOPIC_TEAM, team, &in, &list);

    for (size_t i = 0; failed == 0 && i < list.items_count; i++)
        if (span_equal(list.items[i].base.code, code)) {
            *out = list.items[i];
            return 0;
        }
    return failed != 0 ? failed
                       : fail(cli, CLI_NOT_FOUND, say(cli, _("%s is not on the list of your team"), code.ptr),
                              say(cli, "vakwerk intervision add %s", code.ptr));
}

static int send_outcome(struct meeting *m, const char *team, const struct span *code)
{
    struct msg_intervision_done in = {
        .codes = code, .codes_count = 1, .step = span_of(m->step), .lesson = span_of(m->lesson)
    };
    struct session_write write = { .verb = VERB_intervision_done,
                                   .place = TOPIC_TEAM,
                                   .space = team,
                                   .in = &in,
                                   .about = code->ptr,
                                   .summary = say(m->cli, _("intervision of %s"), team) };
    struct msg_done done;
    int failed = session_write(m->cli, &write, &done);

    return failed != 0
               ? failed
               : written_say(m->cli, &done,
                             m->step == NULL && m->lesson == NULL
                                 ? say(m->cli, _("%s was talked about. Nothing else is kept."), code->ptr)
                                 : say(m->cli, _("%s was talked about. Kept: the step and the lesson, nothing else."),
                                       code->ptr));
}

static int hold(struct meeting *m, const char *question)
{
    tell(say(m->cli, "%s\n%s", m->method.title, question));
    for (size_t i = 0; i < m->method.count; i++)
        if (!hold_round(m, i))
            return fail(m->cli, CLI_CANCELLED, _("the session was broken off; nothing is kept"), NULL);
    return 0;
}

/* The daemon holds it on the team's screens: it has the clock, and what is said goes there with vakwerk meeting. */
static int hold_on_screen(struct cli *cli, const struct method *method, const char *team, struct span code)
{
    struct msg_meeting_step steps[METHOD_PHASES_MAX];
    struct msg_meeting_begin in = { .kind = span_of("intervision"),
                                    .title = span_of(method->title),
                                    .source = span_of(method->source),
                                    .code = code,
                                    .steps = steps,
                                    .steps_count = method->count,
                                    .checked = true };
    struct msg_done done;

    method_steps(method, steps);
    int failed = session_call_in(cli, VERB_meeting_begin, TOPIC_TEAM, team, &in, &done);
    return failed != 0
               ? failed
               : written_say(cli, &done,
                             say(cli, "%s\n%s", _("It stands on your team's screens now, and goes on by itself."),
                                 _("Say something: vakwerk meeting say. To the next round: vakwerk meeting next.")));
}

static int hold_here(struct meeting *m, const char *team, struct span code)
{
    struct cli *cli = m->cli;
    struct msg_intervision_row row;
    int failed = 0;

    if (!cli->may_ask)
        failed = fail(cli, CLI_USAGE, _("a session needs somebody at the terminal"), NULL);
    if (failed == 0)
        failed = find_question(cli, team, code, &row);
    if (failed != 0)
        return failed;
    session_rest(cli);
    failed = hold(m, thing_line(cli, row.base.title));
    return failed != 0 ? failed : send_outcome(m, team, &code);
}

/* The one that --method names, or the one that is shipped. */
static int read_method(struct cli *cli, struct method *out)
{
    struct recipe_file *file = arena_take(&cli->arena, sizeof *file);
    struct recipe_fault fault;

    if (file == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    int failed =
        recipe_file_read(cli, "intervision", has(cli, OPT_METHOD) ? opt(cli, OPT_METHOD) : SHIPPED, method_keys, file);
    if (failed != 0)
        return failed;
    return method_of(&file->recipe, out, &fault) ? 0 : recipe_file_refuse(cli, file, &fault);
}

int cmd_intervision_session(struct cli *cli)
{
    struct meeting *m = arena_take(&cli->arena, sizeof *m);
    struct span code = thing_code(cli, cli->args.words[0]);
    const char *team;
    int failed = thing_check_code(cli, code);

    if (m == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    *m = (struct meeting){ .cli = cli };
    if (failed == 0)
        failed = read_method(cli, &m->method);
    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    if (failed != 0)
        return failed;
    return has(cli, OPT_SCREEN) ? hold_on_screen(cli, &m->method, team, code) : hold_here(m, team, code);
}
