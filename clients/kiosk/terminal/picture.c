#include "picture.h"

#include "draw.h"
#include "terminal.h"

#include <stdlib.h>

#define ARENA_BYTES (256 * 1024)

struct picture {
    struct terminal *terminal;
    struct canvas *canvas;
    struct arena arena; /* of one picture */
    const char *kiosk, *server;
};

/* A window that cannot be drawn for want of memory keeps the canvas it had. */
static bool resize(struct picture *picture)
{
    struct canvas *canvas = canvas_new(terminal_width(picture->terminal), terminal_height(picture->terminal));

    if (canvas == NULL)
        return false;
    canvas_free(picture->canvas);
    picture->canvas = canvas;
    return true;
}

struct picture *picture_open(const char *kiosk, const char *server)
{
    struct picture *picture = calloc(1, sizeof *picture);

    if (picture == NULL)
        return NULL;
    arena_init(&picture->arena, ARENA_BYTES);
    picture->kiosk = kiosk;
    picture->server = server;
    picture->terminal = terminal_open();
    if (picture->terminal != NULL && resize(picture))
        return picture;
    picture_close(picture);
    return NULL;
}

void picture_close(struct picture *picture)
{
    if (picture == NULL)
        return;
    terminal_close(picture->terminal);
    canvas_free(picture->canvas);
    arena_release(&picture->arena);
    free(picture);
}

void picture_show(struct picture *picture, const struct scene *scene)
{
    struct draw d = { .canvas = picture->canvas,
                      .arena = &picture->arena,
                      .scene = scene,
                      .kiosk = picture->kiosk,
                      .server = picture->server,
                      .has_colours = terminal_has_colours(picture->terminal) };

    arena_reset(&picture->arena);
    draw(&d);
    terminal_show(picture->terminal, picture->canvas, scene->screen != NULL && !span_is(scene->screen->palette, "day"));
}

bool picture_quits(struct picture *picture, bool *changed)
{
    enum terminal_key key = terminal_key(picture->terminal);

    if (key == TERMINAL_RESIZE)
        *changed |= resize(picture);
    return key == TERMINAL_QUIT;
}
