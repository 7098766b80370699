#include "ages.h"
#include "clients/text/language.h"
#include "clients/text/words.h"
#include "draw.h"

#define SIDE        4 /* cells left free on both sides */
#define PARTS_MAX   4
#define MINUTE_MS   60000
#define NIGHT_CELLS 34 /* room for the night's text */
#define NIGHT_LINES 2

struct cover_text {
    const char *head;            /* or NULL */
    const char *more[PARTS_MAX]; /* or NULL */
};

static struct cover_text pair_text(const struct draw *d)
{
    const struct scene *scene = d->scene;
    int minutes = (int)((scene->left_ms + MINUTE_MS - 1) / MINUTE_MS);
    const char *command =
        words_say(d->arena, "vakwerk kiosk pair %s --team delft --room \"Teamkamer Delft\"", scene->digits);

    return (struct cover_text){
        scene->was_paired ? _("This screen was removed.") : _("Pair this screen"),
        { words_say(d->arena, "%.3s %s", scene->digits, scene->digits + 3),
          _("Give this code to Vakwerk's administrator, or type yourself:"), command,
          words_say(d->arena,
                    ngettext("The code is good for %d more minute. Then another one comes by itself.",
                             "The code is good for %d more minutes. Then another one comes by itself.",
                             (unsigned long)minutes),
                    minutes) }
    };
}

static struct cover_text name_text(const struct draw *d, const char *name)
{
    const struct msg_screen *screen = d->scene->screen;

    if (screen == NULL)
        return (struct cover_text){ name, { NULL } };
    return (struct cover_text){ name, { draw_line(d, screen->room), draw_line(d, screen->team_name) } };
}

static struct cover_text text_of(const struct draw *d)
{
    const char *name = words_say(d->arena, _("This screen is called %s."), d->kiosk);

    switch (d->scene->cover) {
    case COVER_PAIR:
        return pair_text(d);
    case COVER_NO_DIGITS:
        return (struct cover_text){ d->scene->was_paired ? _("This screen was removed.") : _("Pair this screen"),
                                    { _("There is no code for it now. The screen tries again by itself.") } };
    case COVER_CONNECTING:
        return (struct cover_text){ NULL, { _("Connecting…") } };
    case COVER_NO_BROKER:
        return (struct cover_text){ _("This screen cannot find the server."),
                                    { words_say(d->arena, _("Address: %s. Check the network."), d->server) } };
    case COVER_WAITING:
        return (struct cover_text){ _("There is a connection, but nothing comes in yet."),
                                    { _("The screen goes on by itself. Does it take long? Call the service desk."),
                                      name } };
    case COVER_STOPPED:
        return (struct cover_text){ _("Vakwerk stands still for a while."), { _("The screen goes on by itself.") } };
    case COVER_STALE:
        return (struct cover_text){ words_say(d->arena, _("No connection for %s."),
                                              ages_lasting(d->arena, d->scene->silent_ms)),
                                    { _("Would you call the service desk?"), name } };
    case COVER_NAME:
        return name_text(d, name);
    case COVER_NIGHT:
    case COVER_NONE:
        break;
    }
    return (struct cover_text){ .head = NULL };
}

static int lines_of(const char *text, int width)
{
    return text == NULL ? 0 : canvas_lines(text, width);
}

static int wrap(const struct draw *d, int y, enum style style, const char *text)
{
    int width = canvas_width(d->canvas) - 2 * SIDE;

    if (text == NULL)
        return 0;
    if (canvas_lines(text, width) == 1) {
        canvas_centre(d->canvas, SIDE, y, width, style, text);
        return 1;
    }
    return canvas_wrap(d->canvas, (struct box){ SIDE, y, width, canvas_height(d->canvas) - y }, style, text);
}

static void draw_text(const struct draw *d, const struct cover_text *text)
{
    int width = canvas_width(d->canvas) - 2 * SIDE;
    int lines = 2 + lines_of(text->head, width) + 1;

    for (int i = 0; i < PARTS_MAX; i++)
        lines += lines_of(text->more[i], width);
    int y = lines < canvas_height(d->canvas) ? (canvas_height(d->canvas) - lines) / 2 : 0;
    canvas_centre(d->canvas, SIDE, y, width, STYLE_DIM, "vakwerk");
    y += 2;
    y += wrap(d, y, STYLE_BOLD, text->head);
    y += text->head != NULL;
    for (int i = 0; i < PARTS_MAX; i++)
        y += wrap(d, y, STYLE_PLAIN, text->more[i]);
}

static const char *night_text(const struct draw *d)
{
    const struct scene *scene = d->scene;

    if (scene->trouble == TROUBLE_NONE)
        return _("On again the next working day");
    if (!scene->has_heard)
        return _("No connection");
    return words_say(
        d->arena, _("No connection since %s"),
        ages_moment(d->arena, hours_local(scene->hours, scene->heard), hours_local(scene->hours, scene->now)));
}

/* Moves each minute, so that it burns in nowhere; hours pass before a place comes back. */
static void draw_night(const struct draw *d)
{
    const struct scene *scene = d->scene;
    int across = canvas_width(d->canvas) - NIGHT_CELLS, down = canvas_height(d->canvas) - NIGHT_LINES;

    if (!scene->has_now)
        return;
    struct local now = hours_local(scene->hours, scene->now);
    int64_t minutes = (now.nights * 24 + now.hour) * 60 + now.minute;
    int x = across > 0 ? (int)(minutes * 37 % across) : 0, y = down > 0 ? (int)(minutes * 29 % down) : 0;
    canvas_text(d->canvas, x, y, NIGHT_CELLS, STYLE_DIM, ages_time(d->arena, now));
    canvas_text(d->canvas, x, y + 1, NIGHT_CELLS, STYLE_DIM, night_text(d));
}

void draw_cover(const struct draw *d)
{
    struct cover_text text = text_of(d);

    if (d->scene->cover == COVER_NIGHT)
        draw_night(d);
    else
        draw_text(d, &text);
}
