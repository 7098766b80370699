#include "account.h"
#include "clients/text/words.h"
#include "commands.h"
#include "json.h"
#include "lock.h"
#include "offline.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"

#include "clients/lib/clock.h"

#define POLL_MS     1000
#define COUNT_MAX   1000000000
#define SECONDS_MAX (31 * 24 * 60 * 60)
#define MINE_MS     60000
#define MINE_BYTES  (1024 * 1024)
#define CODE_CELLS  7
#define EVENT_CELLS 13
#define TEAM_CELLS  15

struct watching {
    struct cli *cli;
    const char *theme, *team;
    int64_t left;     /* events to print */
    int64_t deadline; /* of clock_now(); 0: none */
    bool was_away;

    /* With --mine: whose, and what is followed; read anew every minute. */
    struct msg_myself me;
    struct arena me_arena, me_spare;
    int64_t me_at;
};

static const char *event_name(struct span event)
{
    static const struct {
        const char *event, *name;
    } names[] = {
        { "question", N_("new question") }, { "answer", N_("answer") },           { "tip", N_("tip") },
        { "notice", N_("notice") },         { "edited", N_("changed") },          { "retracted", N_("withdrawn") },
        { "thanked", N_("appreciated") },   { "resolved", N_("answered") },       { "waitlist", N_("waiting time") },
        { "escalated", N_("asked wider") }, { "endorsed", N_("endorsed") },       { "signal", N_("policy table") },
        { "opened", N_("name opened") },    { "intervision", N_("intervision") }, { "lesson", N_("lesson") },
        { "guide", N_("guide") },           { "reacted", N_("tried") },           { "held", N_("hidden") },
        { "released", N_("seen again") },   { "merged", N_("joined") },           { "moved", N_("other theme") },
        { "queued", N_("to moderate") }
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (span_is(event, names[i].event))
            return _(names[i].name);
    return NULL;
}

/* What somebody thought who tried it: whoever looks after it wants to know which. */
static const char *reaction_name(struct span reaction)
{
    static const struct {
        const char *reaction, *name;
    } names[] = { { "works", N_("works") }, { "not", N_("does not work") }, { "outdated", N_("outdated") } };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (span_is(reaction, names[i].reaction))
            return _(names[i].name);
    return NULL;
}

static bool is_in_space(const struct msg_event *event, const char *kind, const char *slug)
{
    size_t len = strlen(kind);

    return slug == NULL ||
           (event->space.len > len && memcmp(event->space.ptr, kind, len) == 0 &&
            span_is((struct span){ event->space.ptr + len, event->space.len - len }, slug)) ||
           span_is(kind[1] == 'h' ? event->base.theme : event->base.team, slug);
}

static bool is_behind(struct span text, const char *root, struct span rest)
{
    size_t len = strlen(root);

    return rest.ptr != NULL && text.len == len + rest.len && memcmp(text.ptr, root, len) == 0 &&
           memcmp(text.ptr + len, rest.ptr, rest.len) == 0;
}

/* The code of a question, without the number of an answer. */
static struct span question_of(const struct msg_thing *thing)
{
    return thing->to.ptr != NULL ? thing->to : thing->code;
}

static bool is_mine(const struct watching *w, const struct msg_thing *thing)
{
    if ((thing->author.ptr != NULL && span_equal(thing->author, w->me.member)) ||
        (thing->owner.ptr != NULL && span_equal(thing->owner, w->me.member)))
        return true;
    for (size_t i = 0; i < w->me.follows_count; i++) {
        struct span what = w->me.follows[i];
        if (is_behind(what, "", question_of(thing)) || is_behind(what, "theme/", thing->theme) ||
            is_behind(what, "team/", thing->team))
            return true;
    }
    return false;
}

/* What one follows may change while one watches. */
static void read_mine(struct watching *w)
{
    struct arena kept = w->cli->arena;
    struct msg_myself me;

    if (!has(w->cli, OPT_MINE) || (w->me_at != 0 && clock_now() < w->me_at + MINE_MS))
        return;
    w->me_at = clock_now();
    w->cli->arena = w->me_spare;
    arena_reset(&w->cli->arena);
    if (session_try(w->cli, VERB_me, &(struct msg_me){ 0 }, &me, NULL) == VAKWERK_OK) {
        w->me_spare = w->me_arena;
        w->me_arena = w->cli->arena;
        w->me = me;
    } else {
        w->me_spare = w->cli->arena;
    }
    w->cli->arena = kept;
}

static bool is_wanted(const struct watching *w, const struct msg_event *event)
{
    if (has(w->cli, OPT_MINE) && !is_mine(w, &event->base))
        return false;
    return is_in_space(event, "theme/", w->theme) && is_in_space(event, "team/", w->team);
}

static void print_padded(FILE *out, const char *text, int cells)
{
    int used = words_cells(text);

    fprintf(out, "%s%*s  ", text, used < cells ? cells - used : 0, "");
}

static void print_line(struct cli *cli, const struct msg_event *event)
{
    const struct msg_thing *thing = &event->base;
    const char *tried = reaction_name(event->reaction);
    const char *name = tried != NULL ? tried : event_name(event->event);
    const char *kind = name != NULL ? name : thing_line(cli, event->event);
    const char *code = thing_line(cli, thing->code), *team = thing_line(cli, thing->team_name);
    const char *text = thing_summary(cli, thing);

    if (cli->tabs) {
        fprintf(cli->out, "%s\t%s\t%s\t%s\t%s\n", times_json(cli, event->at), code, kind, team, text);
        return;
    }
    int used = 5 + 2 + CODE_CELLS + 2 + EVENT_CELLS + 2 + TEAM_CELLS + 2;
    fprintf(cli->out, "%s  %s", times_clock(cli, event->at), out_colour(cli, COLOUR_BOLD));
    print_padded(cli->out, code, CODE_CELLS);
    fprintf(cli->out, "%s", out_colour(cli, COLOUR_NONE));
    print_padded(cli->out, kind, EVENT_CELLS);
    print_padded(cli->out, words_cut(&cli->arena, team, TEAM_CELLS), TEAM_CELLS);
    fprintf(cli->out, "%s\n", words_cut(&cli->arena, text, cli->width - used < 8 ? 8 : cli->width - used));
}

/* 0 to go on, -1 when enough was printed or nobody reads, else an exit code. */
static int print_event(struct watching *w, const struct msg_event *event)
{
    offline_keep_thing(w->cli, &event->base);
    if (!is_wanted(w, event))
        return 0;
    if (w->cli->json) {
        int code = json_print(w->cli, &type_event, event);
        if (code != 0)
            return code;
    } else {
        print_line(w->cli, event);
    }
    return out_flush(w->cli) && --w->left > 0 ? 0 : -1;
}

/* Says once that the connection is away, and once that it is back. */
static void tell_link(struct watching *w, bool away)
{
    if (away != w->was_away)
        out_note(w->cli, away ? _("(no connection; waiting until it is back)") : _("(connected again)"));
    w->was_away = away;
}

static int wait_ms(const struct watching *w)
{
    int64_t left = w->deadline == 0 ? POLL_MS : w->deadline - clock_now();

    return left < 0 ? 0 : left < POLL_MS ? (int)left : POLL_MS;
}

/* The run's memory would fill up over days: each event gets it anew. */
static int watch_on(struct watching *w)
{
    struct arena kept = w->cli->arena;
    struct msg_event event;
    bool got;
    int code = 0;

    arena_init(&w->cli->arena, kept.max_bytes);
    while (code == 0 && (w->deadline == 0 || clock_now() < w->deadline)) {
        read_mine(w);
        enum vakwerk_result result = vakwerk_next(w->cli->v, wait_ms(w), &event, &got);
        if (result == VAKWERK_AUTH || result == VAKWERK_REFUSED) {
            code = CLI_AUTH;
            break;
        }
        tell_link(w, result != VAKWERK_OK);
        if (result != VAKWERK_OK)
            clock_pause(wait_ms(w));
        w->cli->now_ms = times_now();
        if (got)
            code = print_event(w, &event);
        arena_reset(&w->cli->arena);
    }
    arena_release(&w->cli->arena);
    w->cli->arena = kept;
    return code < 0 ? 0 : code;
}

static int read_limits(struct watching *w)
{
    struct cli *cli = w->cli;
    int64_t seconds;

    w->left = COUNT_MAX;
    if (has(cli, OPT_COUNT) && !opt_number(cli, OPT_COUNT, 1, COUNT_MAX, &w->left))
        return CLI_USAGE;
    if (!has(cli, OPT_SECONDS))
        return 0;
    if (!opt_number(cli, OPT_SECONDS, 1, SECONDS_MAX, &seconds))
        return CLI_USAGE;
    w->deadline = clock_now() + seconds * 1000;
    return 0;
}

/* Teams and organisations: each has events of its own. */
static const struct msg_place *both(struct cli *cli, const struct msg_myself *me)
{
    struct msg_place *places =
        arena_take(&cli->arena, (me->teams_count + me->organisations_count + 1) * sizeof *places);

    if (places == NULL)
        return NULL;
    if (me->teams_count > 0)
        memcpy(places, me->teams, me->teams_count * sizeof *places);
    if (me->organisations_count > 0)
        memcpy(places + me->teams_count, me->organisations, me->organisations_count * sizeof *places);
    return places;
}

int cmd_watch(struct cli *cli)
{
    struct watching w = { .cli = cli, .theme = opt(cli, OPT_THEME), .team = opt(cli, OPT_TEAM) };
    struct msg_myself me;
    int code = read_limits(&w);

    if (code == 0)
        code = session_online(cli);
    if (code == 0)
        code = lock_take(cli, "watch");
    if (code == 0)
        code = account_read(cli, &me);
    if (code != 0)
        return code;
    const struct msg_place *spaces = both(cli, &me);
    if (spaces == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    enum vakwerk_result result =
        vakwerk_watch(cli->v, me.seq, spaces, me.teams_count + me.organisations_count, cli->timeout_ms);
    if (result != VAKWERK_OK)
        return fail(cli, CLI_UNREACHABLE, _("no connection to watch"), NULL);
    arena_init(&w.me_arena, MINE_BYTES);
    arena_init(&w.me_spare, MINE_BYTES);
    code = watch_on(&w);
    arena_release(&w.me_arena);
    arena_release(&w.me_spare);
    return code == CLI_AUTH ? fail(cli, CLI_AUTH, _("you are not let in any more"), "vakwerk login") : code;
}
