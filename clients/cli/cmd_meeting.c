/*
 * A timed intervision session at a terminal, round by round from a file. What is typed stands on the screen and nowhere
 * else; only the step that is chosen and the lesson are kept, with the question on the team's list.
 */
#include "account.h"
#include "clients/text/words.h"
#include "commands.h"
#include "identifying.h"
#include "recipe.h"
#include "session.h"
#include "thing.h"
#include "written.h"

#include <ctype.h>
#include <poll.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define METHOD      "incident"
#define PHASES_MAX  (RECIPE_PARTS_MAX - 1)
#define LINE_BYTES  1024
#define MINUTE_MS   60000
#define MINUTES_MAX 120

enum kind { LISTEN, QUESTIONS, NOTES, CHOICE, LESSON, KINDS };

static const char *const kinds[KINDS] = { "listen", "questions", "notes", "choice", "lesson" };

struct phase {
    const char *name, *text;
    int64_t ms;
    enum kind kind;
};

struct meeting {
    struct cli *cli;
    const char *title;
    struct phase phases[PHASES_MAX];
    size_t count;
    const char *step, *lesson; /* what is kept */
    char typed[LINE_BYTES];    /* the line at the keys, so far */
    size_t typed_len;
};

/* ---- the file ---- */

static int read_phase(struct meeting *m, const struct recipe *recipe, const struct recipe_part *part)
{
    struct phase *phase = &m->phases[m->count++];
    const char *minutes = recipe_value(part, "minutes"), *kind = recipe_value(part, "kind");
    char *end = NULL;
    double length = minutes == NULL ? 0 : strtod(minutes, &end);

    *phase = (struct phase){ .name = recipe_value(part, "phase"), .text = recipe_value(part, "text"), .kind = KINDS };
    if (phase->name == NULL)
        return recipe_lacks(m->cli, recipe, part, "phase");
    if (minutes == NULL || *end != '\0' || !(length > 0 && length <= MINUTES_MAX))
        return recipe_lacks(m->cli, recipe, part, "minutes");
    for (int i = 0; kind != NULL && i < KINDS; i++)
        if (strcmp(kind, kinds[i]) == 0)
            phase->kind = (enum kind)i;
    if (phase->kind == KINDS)
        return recipe_lacks(m->cli, recipe, part, "kind");
    phase->ms = (int64_t)(length * MINUTE_MS);
    return 0;
}

static int read_method(struct meeting *m, const char *name)
{
    static const char *const keys[] = { "title", "source", "date", "phase", "minutes", "kind", "text", NULL };
    struct recipe *recipe = arena_take(&m->cli->arena, sizeof *recipe);
    int failed;

    if (recipe == NULL)
        return fail(m->cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    failed = recipe_read(m->cli, "intervision", name, keys, recipe);
    if (failed == 0 && (recipe->count < 2 || recipe_value(&recipe->parts[0], "title") == NULL))
        failed = recipe_lacks(m->cli, recipe, &recipe->parts[0], "title");
    if (failed != 0)
        return failed;
    m->title = recipe_value(&recipe->parts[0], "title");
    for (size_t i = 1; i < recipe->count && failed == 0; i++)
        failed = read_phase(m, recipe, &recipe->parts[i]);
    return failed;
}

/* ---- what may be said in the question round ---- */

/* An advice often comes dressed as a question: these are its clothes. */
static const char *const advices[] = { "ik zou",
                                       "je moet",
                                       "je kunt",
                                       "misschien kun je",
                                       "misschien moet je",
                                       "waarom doe je niet",
                                       "waarom bel je niet",
                                       "zou je niet",
                                       "kun je niet",
                                       "moet je niet",
                                       "is het niet beter",
                                       "heb je al geprobeerd",
                                       "heb je geprobeerd",
                                       "heb je er al aan gedacht",
                                       "wat als je",
                                       "en als je nou",
                                       "probeer" };

static bool begins_with(const char *line, const char *start)
{
    while (*start != '\0')
        if (tolower((unsigned char)*line++) != *start++)
            return false;
    return true;
}

static bool is_advice(const char *line)
{
    for (size_t i = 0; i < sizeof advices / sizeof advices[0]; i++)
        if (begins_with(line, advices[i]))
            return true;
    return false;
}

static bool is_question(const char *line)
{
    size_t length = strlen(line);

    return length > 1 && line[length - 1] == '?';
}

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
    const struct phase *phase = &m->phases[at];
    struct cli *cli = m->cli;

    fprintf(stderr, "\n");
    tell(say(cli, _("%s · round %zu of %zu · %s · %lld minutes"), m->title, at + 1, m->count, phase->name,
             (long long)((phase->ms + MINUTE_MS - 1) / MINUTE_MS)));
    if (phase->text != NULL)
        tell(phase->text);
    tell(phase->kind == CHOICE || phase->kind == LESSON ? _("Type it; Enter alone: nothing.")
                                                        : _("Enter alone: to the next round."));
}

/* What the round does not take is said, and nothing of it stays. */
static void take_words(const struct meeting *m, const struct phase *phase, const char *line)
{
    (void)m;
    if (phase->kind == LISTEN)
        tell(_("This is a round to listen."));
    else if (phase->kind == QUESTIONS && is_advice(line))
        tell(_("That sounds like advice. In this round there are only questions; advice comes later."));
    else if (phase->kind == QUESTIONS && !is_question(line))
        tell(_("Only questions in this round: end with a question mark."));
}

static bool is_kept(enum kind kind)
{
    return kind == CHOICE || kind == LESSON;
}

/* One line that will be kept: it may not point at a client. False: ask again. */
static bool keep(struct meeting *m, enum kind kind, const char *line)
{
    struct session_write look = { .verb = VERB_intervision_done, .text = line };
    const char *text = say(m->cli, "%s", words_line(&m->cli->arena, span_of(line)));

    if (identifying_check(m->cli, &look) != 0)
        return false;
    if (kind == CHOICE)
        m->step = text;
    else
        m->lesson = text;
    return true;
}

/* The clock ends a round; but not that in which something is to be kept: it says that it is time, and waits. */
static bool hold_round(struct meeting *m, size_t at)
{
    const struct phase *phase = &m->phases[at];
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
            if (!is_kept(phase->kind))
                return true;
            until_ms = 0;
        } else if (line[0] == '\0' || (is_kept(phase->kind) && keep(m, phase->kind, line)))
            return true;
        else if (!is_kept(phase->kind))
            take_words(m, phase, line);
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
    tell(say(m->cli, "%s\n%s", m->title, question));
    for (size_t i = 0; i < m->count; i++)
        if (!hold_round(m, i))
            return fail(m->cli, CLI_CANCELLED, _("the session was broken off; nothing is kept"), NULL);
    return 0;
}

int cmd_intervision_session(struct cli *cli)
{
    struct meeting *m = arena_take(&cli->arena, sizeof *m);
    struct msg_intervision_row row;
    struct span code = thing_code(cli, cli->args.words[0]);
    const char *team;
    int failed = thing_check_code(cli, code);

    if (m == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    *m = (struct meeting){ .cli = cli };
    if (failed == 0)
        failed = read_method(m, has(cli, OPT_METHOD) ? opt(cli, OPT_METHOD) : METHOD);
    if (failed == 0 && !cli->may_ask)
        failed = fail(cli, CLI_USAGE, _("a session needs somebody at the terminal"), NULL);
    if (failed == 0)
        failed = account_choose_team(cli, opt(cli, OPT_TEAM), &team);
    if (failed == 0)
        failed = find_question(cli, team, code, &row);
    if (failed != 0)
        return failed;
    session_rest(cli);
    failed = hold(m, thing_line(cli, row.base.title));
    return failed != 0 ? failed : send_outcome(m, team, &code);
}
