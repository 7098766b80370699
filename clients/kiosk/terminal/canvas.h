/*
 * A picture made of cells, as a terminal shows it: text is measured in cells, cut with … where it does not fit, and
 * never leaves its place. Needs a UTF-8 locale. Texts are clean (words_line()).
 */
#ifndef VAKWERK_TERMINAL_CANVAS_H
#define VAKWERK_TERMINAL_CANVAS_H

#include <stdbool.h>

#define CANVAS_WIDTH_MAX  400
#define CANVAS_HEIGHT_MAX 200
#define CANVAS_CELL_BYTES 16 /* a character and the marks on it, with a NUL */

/* What a text is; the terminal decides how that looks. */
enum style {
    STYLE_PLAIN,
    STYLE_BOLD,
    STYLE_DIM,
    STYLE_CHIP,    /* a theme */
    STYLE_FLAG,    /* needs somebody */
    STYLE_GOOD,    /* a wait got shorter */
    STYLE_BAD,     /* a wait got longer */
    STYLE_TROUBLE, /* the bar that says so */
    STYLE_QR,      /* black on white, whatever the terminal's colours */
    STYLE_COUNT
};

struct cell {
    char text[CANVAS_CELL_BYTES]; /* "" behind a character of two cells */
    enum style style;
};

struct box {
    int x, y, width, height;
};

struct canvas;

/* All spaces. NULL when memory is out. Sizes beyond the maxima are cut. */
struct canvas *canvas_new(int width, int height);
void canvas_free(struct canvas *canvas);

void canvas_clear(struct canvas *canvas, enum style style);
int canvas_width(const struct canvas *canvas);
int canvas_height(const struct canvas *canvas);
const struct cell *canvas_at(const struct canvas *canvas, int x, int y);

/* One line from (x, y), at most `cells` wide. Returns how many cells it took. */
int canvas_text(struct canvas *canvas, int x, int y, int cells, enum style style, const char *text);

/* One line that ends at the right edge of the place, or stands in its middle. */
void canvas_right(struct canvas *canvas, int x, int y, int cells, enum style style, const char *text);
void canvas_centre(struct canvas *canvas, int x, int y, int cells, enum style style, const char *text);

/* Text broken at spaces; what does not fit into the height is cut. Returns how many lines it took. */
int canvas_wrap(struct canvas *canvas, struct box box, enum style style, const char *text);

/* How many lines that would be, without a limit. */
int canvas_lines(const char *text, int width);

/* The same character, over and over. */
void canvas_repeat(struct canvas *canvas, int x, int y, int cells, enum style style, const char *character);

#endif
