#include "canvas.h"

#include "clients/text/words.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#define ELLIPSIS "…"

struct canvas {
    int width, height;
    struct cell *cells;
};

static int between(int value, int least, int most)
{
    return value < least ? least : value > most ? most : value;
}

struct canvas *canvas_new(int width, int height)
{
    struct canvas *canvas = calloc(1, sizeof *canvas);

    if (canvas == NULL)
        return NULL;
    canvas->width = between(width, 1, CANVAS_WIDTH_MAX);
    canvas->height = between(height, 1, CANVAS_HEIGHT_MAX);
    canvas->cells = calloc((size_t)canvas->width * (size_t)canvas->height, sizeof *canvas->cells);
    if (canvas->cells == NULL) {
        free(canvas);
        return NULL;
    }
    canvas_clear(canvas, STYLE_PLAIN);
    return canvas;
}

void canvas_free(struct canvas *canvas)
{
    if (canvas == NULL)
        return;
    free(canvas->cells);
    free(canvas);
}

static struct cell *cell_at(const struct canvas *canvas, int x, int y)
{
    return &canvas->cells[y * canvas->width + x];
}

void canvas_clear(struct canvas *canvas, enum style style)
{
    for (int i = 0; i < canvas->width * canvas->height; i++)
        canvas->cells[i] = (struct cell){ .text = " ", .style = style };
}

int canvas_width(const struct canvas *canvas)
{
    return canvas->width;
}

int canvas_height(const struct canvas *canvas)
{
    return canvas->height;
}

const struct cell *canvas_at(const struct canvas *canvas, int x, int y)
{
    return cell_at(canvas, x, y);
}

/* ---- characters ---- */

struct glyph {
    const char *text;
    size_t len;
    int cells; /* 0: a mark on the one before it */
};

/* The next character before `end`; false at the end. A byte that is no UTF-8 takes one cell as a question mark. */
static bool next_glyph(const char **at, const char *end, struct glyph *out)
{
    mbstate_t state = { 0 };
    wchar_t c;

    if (*at >= end)
        return false;
    size_t used = mbrtowc(&c, *at, (size_t)(end - *at), &state);
    if (used == 0 || used > (size_t)(end - *at)) {
        *out = (struct glyph){ "?", 1, 1 };
        used = 1;
    } else {
        int cells = wcwidth(c);
        *out = (struct glyph){ *at, used, cells < 0 ? 0 : cells };
    }
    *at += used;
    return true;
}

static void add_mark(struct cell *cell, const struct glyph *glyph)
{
    size_t len = strlen(cell->text);

    if (len + glyph->len < sizeof cell->text)
        memcpy(cell->text + len, glyph->text, glyph->len);
}

/* Puts what lies inside the canvas; the caller saw to the place. Returns the cells used. */
static int put(struct canvas *canvas, int x, int y, enum style style, const char *text, const char *end)
{
    struct glyph glyph;
    int at = x;

    if (y < 0 || y >= canvas->height || x < 0)
        return 0;
    while (next_glyph(&text, end, &glyph)) {
        if (glyph.cells == 0) {
            if (at > x)
                add_mark(cell_at(canvas, at - 1, y), &glyph);
            continue;
        }
        if (at + glyph.cells > canvas->width)
            break;
        for (int i = 0; i < glyph.cells; i++)
            *cell_at(canvas, at + i, y) = (struct cell){ .style = style };
        memcpy(cell_at(canvas, at, y)->text, glyph.text, glyph.len);
        at += glyph.cells;
    }
    return at - x;
}

/* ---- lines ---- */

int canvas_text(struct canvas *canvas, int x, int y, int cells, enum style style, const char *text)
{
    if (words_cells(text) <= cells)
        return put(canvas, x, y, style, text, text + strlen(text));
    if (cells < 1)
        return 0;
    int used = put(canvas, x, y, style, text, text + words_fit(text, cells - 1));
    return used + put(canvas, x + used, y, style, ELLIPSIS, &ELLIPSIS[strlen(ELLIPSIS)]);
}

void canvas_right(struct canvas *canvas, int x, int y, int cells, enum style style, const char *text)
{
    int used = words_cells(text);

    canvas_text(canvas, used < cells ? x + cells - used : x, y, cells, style, text);
}

void canvas_centre(struct canvas *canvas, int x, int y, int cells, enum style style, const char *text)
{
    int used = words_cells(text);

    canvas_text(canvas, used < cells ? x + (cells - used) / 2 : x, y, cells, style, text);
}

void canvas_repeat(struct canvas *canvas, int x, int y, int cells, enum style style, const char *character)
{
    for (int i = 0; i < cells; i++)
        put(canvas, x + i, y, style, character, character + strlen(character));
}

/* The text of one line, broken at its last space that fits; *next is where the following begins. */
static const char *break_line(const char *text, int width, const char **next)
{
    const char *end = text + strlen(text), *limit = text + words_fit(text, width), *space = limit;

    if (limit == end) {
        *next = end;
        return end;
    }
    while (space > text && *space != ' ')
        space--;
    if (space == text) { /* a word longer than the line goes on in the next */
        *next = limit > text ? limit : end;
        return *next;
    }
    *next = space + 1;
    return space;
}

int canvas_lines(const char *text, int width)
{
    int lines = 0;

    for (; *text != '\0'; lines++)
        break_line(text, width, &text);
    return lines;
}

int canvas_wrap(struct canvas *canvas, struct box box, enum style style, const char *text)
{
    int line = 0;

    while (*text != '\0' && line < box.height) {
        const char *next, *end = break_line(text, box.width, &next);
        bool is_last = line == box.height - 1;
        if (is_last && *next != '\0')
            canvas_text(canvas, box.x, box.y + line, box.width, style, text);
        else
            put(canvas, box.x, box.y + line, style, text, end);
        text = next;
        line++;
    }
    return line;
}
