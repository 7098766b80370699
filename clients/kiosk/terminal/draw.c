#include "draw.h"

#include "ages.h"
#include "clients/text/language.h"
#include "clients/text/words.h"
#include "qr.h"

#include <stdio.h>

#define COLUMN_FROM    72 /* a screen this wide has a column on the right */
#define COLUMN_SHARE   3  /* of which it takes a third, */
#define COLUMN_LEAST   32 /* but not less */
#define COLUMN_MOST    40 /* nor more */
#define TEXT_LEAST     34 /* cells of the question beside a QR code */
#define FOOTER_MOST    3
#define ROW_LINES      2
#define QUESTION_LINES 8
#define URL_MAX        256

const char *draw_line(const struct draw *d, struct span text)
{
    return words_line(d->arena, text);
}

/* ---- header and footer ---- */

static void draw_rule(const struct draw *d, int y)
{
    canvas_repeat(d->canvas, 0, y, canvas_width(d->canvas), STYLE_DIM, "─");
}

static void draw_header(const struct draw *d)
{
    const struct scene *scene = d->scene;
    int width = canvas_width(d->canvas), right = 0;

    if (scene->has_now) {
        struct local now = hours_local(scene->hours, scene->now);
        const char *time = words_say(d->arena, "%s  %s ", ages_weekday(d->arena, now), ages_time(d->arena, now));
        right = words_cells(time);
        canvas_right(d->canvas, 0, 0, width, STYLE_BOLD, time);
    }
    int x = 1 + canvas_text(d->canvas, 1, 0, width - right - 2, STYLE_BOLD, "vakwerk");
    if (scene->screen != NULL)
        canvas_text(d->canvas, x + 2, 0, width - right - x - 4, STYLE_PLAIN, draw_line(d, scene->screen->room));
    draw_rule(d, 1);
}

static const char *trouble_text(const struct draw *d)
{
    const struct scene *scene = d->scene;
    bool stopped = scene->trouble == TROUBLE_DAEMON;

    if (!scene->has_heard)
        return stopped ? _("Vakwerk stands still for a while. This is how things were. The screen goes on by itself.")
                       : _("No connection. This is how things were. The screen tries again by itself.");
    const char *since =
        ages_moment(d->arena, hours_local(scene->hours, scene->heard), hours_local(scene->hours, scene->now));
    return words_say(
        d->arena,
        stopped ? _("Vakwerk stands still since %s. This is how things were then. The screen goes on by itself.")
                : _("No connection since %s. This is how things were then. The screen tries again by itself."),
        since);
}

static int footer_lines(const struct draw *d)
{
    if (d->scene->trouble == TROUBLE_NONE)
        return 1;
    int lines = canvas_lines(trouble_text(d), canvas_width(d->canvas) - 2);
    return lines < FOOTER_MOST ? lines : FOOTER_MOST;
}

static void draw_trouble(const struct draw *d, int y, int lines)
{
    int width = canvas_width(d->canvas);

    for (int line = 0; line < lines; line++)
        canvas_repeat(d->canvas, 0, y + line, width, STYLE_TROUBLE, " ");
    canvas_wrap(d->canvas, (struct box){ 1, y, width - 2, lines }, STYLE_TROUBLE, trouble_text(d));
}

static void draw_turns(const struct draw *d, int y, int left, int right)
{
    const struct scene *scene = d->scene;
    int cells = 2 * (int)scene->turns - 1, x = left + (right - left - cells) / 2;

    if (scene->turns < 2 || scene->board != NULL || x <= left || x + cells >= right)
        return;
    for (size_t i = 0; i < scene->turns; i++)
        canvas_text(d->canvas, x + 2 * (int)i, y, 1, i == scene->turn ? STYLE_BOLD : STYLE_DIM,
                    i == scene->turn ? "●" : "○");
}

static void draw_calm(const struct draw *d, int y)
{
    const struct scene *scene = d->scene;
    int width = canvas_width(d->canvas);
    const char *live = "";

    if (scene->has_heard)
        live = words_say(d->arena, _("Updated %s"), ages_time(d->arena, hours_local(scene->hours, scene->heard)));
    int right = width - 1 - words_cells(live);
    int left = 1 + canvas_text(d->canvas, 1, y, right - 3, STYLE_DIM, _("Never share names or recognisable details."));
    canvas_text(d->canvas, right, y, width - right, STYLE_DIM, live);
    draw_turns(d, y, left, right);
}

static int draw_footer(const struct draw *d)
{
    int lines = footer_lines(d), y = canvas_height(d->canvas) - lines;

    draw_rule(d, y - 1);
    if (d->scene->trouble == TROUBLE_NONE)
        draw_calm(d, y);
    else
        draw_trouble(d, y, lines);
    return y - 1;
}

/* ---- the question in the big place ---- */

static const char *team_of(const struct draw *d, const struct msg_card *card)
{
    return card->team_name.ptr == NULL ? _("A team in the region") : draw_line(d, card->team_name);
}

static const char *asked_of(const struct draw *d, const struct msg_card *card)
{
    const struct scene *scene = d->scene;

    if (!scene->has_now)
        return team_of(d, card);
    return words_say(d->arena, "%s · %s", team_of(d, card),
                     ages_asked(d->arena, scene->hours, card->asked_at, scene->now, scene->trouble != TROUBLE_NONE));
}

static const char *answers_of(const struct draw *d, const struct msg_card *card)
{
    int answers = card->answers > 999 ? 999 : (int)card->answers;

    return words_say(d->arena, ngettext("%d answer", "%d answers", (unsigned long)answers), answers);
}

/* The code in the corner, when phones can open it and there is room. Returns the cells that are left of it. */
static int draw_qr(const struct draw *d, struct box box, const char *path)
{
    const struct msg_screen *screen = d->scene->screen;
    char url[URL_MAX];

    if (!d->has_colours || screen->public_url.ptr == NULL)
        return box.width;
    snprintf(url, sizeof url, "%.*s/%s", span_int(screen->public_url), screen->public_url.ptr, path);
    struct qr *qr = qr_new(url);
    int width = qr == NULL ? 0 : qr_width(qr);
    bool fits = qr != NULL && qr_height(qr) <= box.height && box.width - width - 2 >= TEXT_LEAST;
    if (fits)
        qr_draw(qr, d->canvas, box.x + box.width - width, box.y);
    qr_free(qr);
    return fits ? box.width - width - 2 : box.width;
}

static void draw_chip(const struct draw *d, struct box box, const struct msg_card *card)
{
    const char *flag = card->open ? words_say(d->arena, " %s ", _("No answer yet")) : answers_of(d, card);
    int flag_cells = card->open || card->answers > 0 ? words_cells(flag) : 0;
    const char *theme = words_say(d->arena, " %s ", draw_line(d, card->theme_name));

    canvas_text(d->canvas, box.x, box.y, box.width - flag_cells - 1, STYLE_CHIP, theme);
    if (flag_cells > 0)
        canvas_right(d->canvas, box.x, box.y, box.width, card->open ? STYLE_FLAG : STYLE_PLAIN, flag);
}

/* How to answer, and below it that most get an answer within a day, where that is true. */
static void draw_how(const struct draw *d, struct box box, const char *how)
{
    int used = canvas_wrap(d->canvas, box, STYLE_PLAIN, how);

    box.y += used;
    box.height -= used;
    if (d->scene->screen->prompt && box.height > 0)
        canvas_wrap(d->canvas, box, STYLE_DIM, _("Most questions get an answer within a day."));
}

static void draw_question(const struct draw *d, struct box box, const struct msg_card *card)
{
    const char *code = draw_line(d, card->code),
               *how = words_say(d->arena, _("Do you know? Type: vakwerk answer %s"), code);
    int width = draw_qr(d, box, words_say(d->arena, "#v/%s", code));

    if (width < box.width)
        how = words_say(d->arena, _("Do you know? Scan, or type: vakwerk answer %s"), code);
    box.width = width;
    draw_chip(d, box, card);
    int bottom = box.y + box.height;
    box.y += 2;
    box.height = bottom - box.y - 3; /* who, and how to answer, stay */
    box.y += canvas_wrap(d->canvas, box, STYLE_BOLD, draw_line(d, card->title)) + (box.height > 4);
    box.y += canvas_text(d->canvas, box.x, box.y, box.width, STYLE_PLAIN, asked_of(d, card)) > 0;
    box.y += bottom - box.y > 3;
    box.height = bottom - box.y;
    draw_how(d, box, how);
}

static void draw_invitation(const struct draw *d, struct box box)
{
    const struct msg_totals *totals = d->scene->totals;
    bool none = totals == NULL || totals->questions == 0;

    box.width = draw_qr(d, box, "");
    int bottom = box.y + box.height;
    if (none)
        box.y += canvas_wrap(d->canvas, box, STYLE_BOLD, _("No questions yet today."));
    box.y += canvas_wrap(d->canvas, box, STYLE_BOLD, _("What did you run into?")) + 1;
    box.height = bottom - box.y;
    box.y +=
        canvas_wrap(d->canvas, box, STYLE_PLAIN, _("Ask your question without names or recognisable details.")) + 1;
    box.height = bottom - box.y;
    draw_how(d, box, _("Type: vakwerk ask"));
}

/* ---- the list under it ---- */

static void draw_row(const struct draw *d, int x, int y, int width, const struct msg_card *card)
{
    const char *flag = card->open ? words_say(d->arena, " %s ", _("No answer yet")) : answers_of(d, card);
    int cells = words_cells(flag);

    canvas_text(d->canvas, x, y, width, STYLE_BOLD, draw_line(d, card->title));
    canvas_right(d->canvas, x, y + 1, width, card->open ? STYLE_FLAG : STYLE_DIM, flag);
    canvas_text(d->canvas, x, y + 1, width - cells - 1, STYLE_DIM, asked_of(d, card));
}

/* ---- the administrator's message, in place of the list ---- */

static const char *message_head(const struct draw *d)
{
    const struct scene *scene = d->scene;

    if (!scene->screen->has_message_until_at || !scene->has_now)
        return _("Message of the administrator");
    return words_say(d->arena, _("Message of the administrator, until %s"),
                     ages_moment(d->arena, hours_local(scene->hours, scene->screen->message_until_at),
                                 hours_local(scene->hours, scene->now)));
}

static bool has_message(const struct scene *scene)
{
    const struct msg_screen *screen = scene->screen;

    return screen->message.ptr != NULL &&
           (!screen->has_message_until_at || !scene->has_now || scene->now < screen->message_until_at);
}

/* Returns the lines that are left above it. */
static int draw_message(const struct draw *d, struct box box)
{
    const char *text = draw_line(d, d->scene->screen->message);
    int lines = canvas_lines(text, box.width), room = box.height - QUESTION_LINES - 2;

    lines = lines < room ? lines : room;
    if (lines < 1)
        return box.height;
    int y = box.y + box.height - lines - 2;
    canvas_repeat(d->canvas, box.x, y, box.width, STYLE_DIM, "─");
    canvas_text(d->canvas, box.x, y + 1, box.width, STYLE_FLAG, message_head(d));
    canvas_wrap(d->canvas, (struct box){ box.x, y + 2, box.width, lines }, STYLE_BOLD, text);
    return y - box.y;
}

/* Gives the question in the big place eight lines first, and a blank line between its rows when there is room. */
static void draw_left(const struct draw *d, struct box box)
{
    const struct scene *scene = d->scene;
    int room = (box.height - QUESTION_LINES - 1) / ROW_LINES, rows = (int)scene->list_count;
    bool message = has_message(scene);

    if (message)
        box.height = draw_message(d, box);
    rows = message || room < 0 ? 0 : room < rows ? room : rows;
    int step = ROW_LINES + (box.height - 12 >= rows * (ROW_LINES + 1));
    struct box top = { box.x, box.y, box.width, box.height - (rows > 0 ? rows * step + 1 : 0) };
    if (scene->shown != NULL)
        draw_question(d, top, scene->shown);
    else
        draw_invitation(d, top);
    if (rows > 0)
        canvas_repeat(d->canvas, box.x, top.y + top.height, box.width, STYLE_DIM, "─");
    for (int i = 0; i < rows; i++)
        draw_row(d, box.x, top.y + top.height + 1 + i * step, box.width, scene->list[i]);
}

/* ---- the whole ---- */

static int column_width(int width)
{
    int share = width / COLUMN_SHARE;

    if (width < COLUMN_FROM)
        return 0;
    return share < COLUMN_LEAST ? COLUMN_LEAST : share > COLUMN_MOST ? COLUMN_MOST : share;
}

static void draw_wall(const struct draw *d)
{
    int width = canvas_width(d->canvas), column = column_width(width);

    draw_header(d);
    int bottom = draw_footer(d);
    int x = width - column;
    struct box left = { 1, 2, width - 2 - (column > 0 ? column + 1 : 0), bottom - 2 };
    struct box right = { x + 1, 2, column - 2, bottom - 2 };
    for (int y = 2; y < bottom && column > 0; y++)
        canvas_text(d->canvas, x - 1, y, 1, STYLE_DIM, "│");
    if (d->scene->board != NULL) {
        draw_board(d, left, column > 0 ? right : left);
        return;
    }
    draw_left(d, left);
    if (column > 0)
        draw_column(d, right);
}

void draw(const struct draw *d)
{
    canvas_clear(d->canvas, STYLE_PLAIN);
    if (d->scene->cover != COVER_NONE)
        draw_cover(d);
    else if (canvas_width(d->canvas) < DRAW_WIDTH_LEAST || canvas_height(d->canvas) < DRAW_HEIGHT_LEAST)
        canvas_wrap(d->canvas, (struct box){ 0, 0, canvas_width(d->canvas), canvas_height(d->canvas) }, STYLE_PLAIN,
                    _("Please make this window larger."));
    else
        draw_wall(d);
}
