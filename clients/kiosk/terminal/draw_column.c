#include "ages.h"
#include "clients/text/language.h"
#include "clients/text/words.h"
#include "draw.h"

#define NUMBER_CELLS 5
#define WEEKS_CELLS  3
#define CHANGE_CELLS 9

/* The column is filled from above: each part takes what it needs of what is left. */
struct column {
    const struct draw *d;
    struct box left;
};

static void take(struct column *c, int lines)
{
    c->left.y += lines;
    c->left.height -= lines;
}

static void line(struct column *c, enum style style, const char *text)
{
    if (c->left.height <= 0)
        return;
    canvas_text(c->d->canvas, c->left.x, c->left.y, c->left.width, style, text);
    take(c, 1);
}

static void number(struct column *c, int64_t value, const char *what)
{
    const char *text = value > 9999 ? "9999+" : words_say(c->d->arena, "%d", (int)value);

    if (c->left.height <= 0)
        return;
    canvas_right(c->d->canvas, c->left.x, c->left.y, NUMBER_CELLS, STYLE_BOLD, text);
    canvas_text(c->d->canvas, c->left.x + NUMBER_CELLS + 1, c->left.y, c->left.width - NUMBER_CELLS - 1, STYLE_PLAIN,
                what);
    take(c, 1);
}

static void today(struct column *c)
{
    const struct msg_totals *totals = c->d->scene->totals;

    line(c, STYLE_BOLD, _("Today"));
    number(c, totals->questions,
           ngettext("new question today", "new questions today", (unsigned long)totals->questions));
    number(c, totals->answers, ngettext("answer today", "answers today", (unsigned long)totals->answers));
    number(c, totals->open, _("still open"));
    take(c, 1);
}

/* ---- waiting times ---- */

/* One date over all: the newest figure's. Those that are old beside it are dimmed. */
static const char *waits_date(const struct draw *d)
{
    const struct scene *scene = d->scene;
    const struct msg_totals *totals = scene->totals;
    int64_t newest = 0;

    for (size_t i = 0; i < totals->waits_count; i++)
        newest = totals->waits[i].at > newest ? totals->waits[i].at : newest;
    if (newest == 0 || !scene->has_now)
        return "";
    struct local at = hours_local(scene->hours, newest), now = hours_local(scene->hours, scene->now);
    return words_say(d->arena, ages_is_old(at, now) ? _("old: %s") : _("as of %s"), ages_date(d->arena, at, now));
}

static bool is_old(const struct draw *d, const struct msg_waiting *wait)
{
    const struct scene *scene = d->scene;

    return scene->has_now && ages_is_old(hours_local(scene->hours, wait->at), hours_local(scene->hours, scene->now));
}

static const char *change_of(const struct draw *d, const struct msg_waiting *wait, enum style *style)
{
    *style = wait->change < 0 ? STYLE_GOOD : wait->change > 0 ? STYLE_BAD : STYLE_DIM;
    if (!wait->has_change || is_old(d, wait))
        return "";
    if (wait->change < 0)
        return words_say(d->arena, _("%d shorter"), (int)-wait->change);
    if (wait->change > 0)
        return words_say(d->arena, _("%d longer"), (int)wait->change);
    return _("the same");
}

static void wait_row(struct column *c, const struct msg_waiting *wait)
{
    const struct draw *d = c->d;
    struct span name = wait->care_name.ptr == NULL ? wait->care : wait->care_name;
    enum style style = is_old(d, wait) ? STYLE_DIM : STYLE_PLAIN, change_style;
    const char *change = change_of(d, wait, &change_style);
    int weeks_at = c->left.width - CHANGE_CELLS - 1 - WEEKS_CELLS;

    if (c->left.height <= 0)
        return;
    canvas_text(d->canvas, c->left.x, c->left.y, weeks_at, style, draw_line(d, name));
    canvas_right(d->canvas, c->left.x + weeks_at, c->left.y, WEEKS_CELLS, STYLE_BOLD,
                 words_say(d->arena, "%d", (int)wait->weeks));
    canvas_text(d->canvas, c->left.x + weeks_at + WEEKS_CELLS + 1, c->left.y, CHANGE_CELLS, change_style, change);
    take(c, 1);
}

static void waits(struct column *c)
{
    const struct msg_totals *totals = c->d->scene->totals;

    line(c, STYLE_BOLD, _("Waiting time in weeks"));
    if (totals->waits_count == 0) {
        take(c, canvas_wrap(c->d->canvas, c->left, STYLE_DIM,
                            _("No waiting times known yet. Give them with: vakwerk waitlist set")));
    } else {
        line(c, STYLE_DIM, waits_date(c->d));
        for (size_t i = 0; i < totals->waits_count; i++)
            wait_row(c, &totals->waits[i]);
    }
    take(c, 1);
}

/* ---- the team's notice, or a tip ---- */

/* A text with a line under it, which stays also when the text is cut. */
static void text_with(struct column *c, const char *text, const char *under)
{
    struct box box = c->left;

    box.height -= 1;
    if (box.height <= 0)
        return;
    take(c, canvas_wrap(c->d->canvas, box, STYLE_PLAIN, text));
    line(c, STYLE_DIM, under);
}

static bool has_notice(const struct scene *scene)
{
    const struct msg_screen *screen = scene->screen;

    return screen->notice.ptr != NULL &&
           (!screen->has_notice_until_at || !scene->has_now || scene->now < screen->notice_until_at);
}

static void notice(struct column *c)
{
    const struct draw *d = c->d;
    const struct scene *scene = d->scene;
    const char *under = draw_line(d, scene->screen->team_name);

    if (scene->screen->has_notice_until_at && scene->has_now)
        under = words_say(d->arena, _("%s · until %s"), under,
                          ages_moment(d->arena, hours_local(scene->hours, scene->screen->notice_until_at),
                                      hours_local(scene->hours, scene->now)));
    line(c, STYLE_BOLD, _("Notice"));
    text_with(c, draw_line(d, scene->screen->notice), under);
}

static void tip(struct column *c)
{
    const struct draw *d = c->d;
    const struct msg_totals *totals = d->scene->totals;
    int thanks = totals->tip_thanks > 999 ? 999 : (int)totals->tip_thanks;
    const char *under =
        totals->tip_team_name.ptr == NULL ? _("A team in the region") : draw_line(d, totals->tip_team_name);

    if (thanks > 0)
        under = words_say(d->arena,
                          ngettext("%s · appreciated %d time", "%s · appreciated %d times", (unsigned long)thanks),
                          under, thanks);
    line(c, STYLE_BOLD, _("Tip while waiting"));
    text_with(c, draw_line(d, totals->tip), under);
}

void draw_column(const struct draw *d, struct box box)
{
    struct column c = { d, box };

    if (d->scene->totals != NULL) {
        today(&c);
        waits(&c);
    }
    if (has_notice(d->scene))
        notice(&c);
    else if (d->scene->totals != NULL && d->scene->totals->tip.ptr != NULL)
        tip(&c);
}
