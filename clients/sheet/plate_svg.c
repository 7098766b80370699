/*
 * A plate as SVG, in tenths of millimetres on A3. The columns take the largest of a few sizes of type in which all of
 * them fit; in the smallest (13.6 points) what does not fit is left out and counted. A line whose width is a guess is
 * told how wide it is to be, so that no font makes it wider.
 */
#include "lines.h"
#include "metrics.h"
#include "plate.h"
#include "sheet.h"

#define WIDTH       4200
#define HEIGHT      2970
#define MARGIN      140
#define GAP         60
#define COLUMN      ((WIDTH - 2 * MARGIN - 2 * GAP) / 3)
#define PADDING     70
#define ITEM_INDENT 72
#define TEXT_WIDTH  (COLUMN - 2 * PADDING - ITEM_INDENT)
#define TOP         720 /* of the columns */
#define BOTTOM      2760
#define FIRST_ITEM  330 /* below TOP, under the heading */
#define ITEMS_HIGH  (BOTTOM - TOP - FIRST_ITEM - PADDING)
#define NOTE_LINES  2
#define MANY_LINES  1000
#define ELLIPSIS    "\xe2\x80\xa6"
#define INK         "#16242D"
#define SOFT        "#45535C"
#define TITLE_LINES 2

static const int sizes[] = { 84, 72, 62, 54, 48 };
static const int title_sizes[] = { 170, 140, 115, 92 };

#define SIZES       (sizeof sizes / sizeof sizes[0])
#define TITLE_SIZES (sizeof title_sizes / sizeof title_sizes[0])

static const struct {
    const char *paper, *ink, *sign;
} looks[PLATE_COLUMNS] = { [PLATE_ASKED] = { "#DAE9FA", "#0D4173", "?" },
                           [PLATE_LEARNED] = { "#E1F0CE", "#33500A", "!" },
                           [PLATE_OPEN] = { "#F5EAC0", "#564300", "\xe2\x80\xa6" } };

/* ---- lines ---- */

struct face {
    int size;
    bool bold;
};

static long face_width(struct span text, const void *context)
{
    const struct face *face = context;

    return (metrics_width(text, face->bold) * face->size + 999) / 1000;
}

static int count_lines(const char *text, const struct face *face, int width)
{
    struct lines_measure measure = { face_width, face };
    struct span rest = span_of(text == NULL ? "" : text), line;
    int count = 0;

    while (lines_next(&rest, width, &measure, &line))
        count++;
    return count;
}

static int line_height(const struct face *face)
{
    return face->size * 13 / 10;
}

static struct face note_face(int size)
{
    return (struct face){ size * 3 / 4, false };
}

/* Where a line begins, and how it looks. */
struct pen {
    struct face face;
    int x, y;
    const char *ink;
};

/* `end` stands behind the line: an ellipsis where the text goes on, or nothing. */
static void write_line(struct span line, const char *end, const struct pen *pen, FILE *out)
{
    fprintf(out, "<text x=\"%d\" y=\"%d\" font-size=\"%d\" fill=\"%s\"%s", pen->x, pen->y, pen->face.size, pen->ink,
            pen->face.bold ? " font-weight=\"700\"" : "");
    if (!metrics_knows(line))
        fprintf(out, " textLength=\"%ld\" lengthAdjust=\"spacingAndGlyphs\"",
                face_width(line, &pen->face) + face_width(span_of(end), &pen->face));
    fputs(">", out);
    sheet_escape(line, out);
    fprintf(out, "%s</text>\n", end);
}

/* At most `most` lines, each under the one before; the last is cut with an ellipsis when there is more. */
static void write_lines(const char *text, int width, int most, struct pen *pen, FILE *out)
{
    struct lines_measure measure = { face_width, &pen->face };
    struct span rest = span_of(text == NULL ? "" : text), line;

    for (int i = 1; i <= most && lines_next(&rest, i == most ? width - pen->face.size : width, &measure, &line); i++) {
        pen->y += line_height(&pen->face);
        write_line(line, i == most && rest.len > 0 ? ELLIPSIS : "", pen, out);
    }
}

/* ---- what fits ---- */

static int item_height(const struct plate_item *item, int size)
{
    struct face face = { size, false }, note = note_face(size);
    int notes = count_lines(item->note, &note, TEXT_WIDTH - note.size);

    return count_lines(item->text, &face, TEXT_WIDTH) * line_height(&face) +
           (notes < NOTE_LINES ? notes : NOTE_LINES) * line_height(&note) + size * 6 / 10;
}

/* How many items of a column fit in this size, with room for "and more" when it is not all. */
static size_t count_fitting(const struct plate_column *column, int size)
{
    int high = 0, more = size * 2;
    size_t fitting = 0;

    for (size_t i = 0; i < column->count; i++) {
        bool last = i + 1 == column->count && column->others == 0;
        high += item_height(&column->items[i], size);
        if (high + (last ? 0 : more) <= ITEMS_HIGH)
            fitting = i + 1;
    }
    return fitting;
}

static int choose_size(const struct plate *plate)
{
    for (size_t s = 0; s < SIZES; s++) {
        bool fits = true;
        for (int c = 0; c < PLATE_COLUMNS; c++)
            fits = fits && count_fitting(&plate->columns[c], sizes[s]) == plate->columns[c].count;
        if (fits)
            return sizes[s];
    }
    return sizes[SIZES - 1];
}

/* ---- drawing ---- */

static void write_item(const struct plate_item *item, int most, struct pen *pen, FILE *out)
{
    struct pen text = *pen, note = *pen;
    int size = pen->face.size;

    fprintf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"%d\" fill=\"%s\"/>\n", pen->x + size / 4,
            pen->y + line_height(&pen->face) - size / 3, size / 7, pen->ink);
    text.x += ITEM_INDENT;
    text.ink = INK;
    write_lines(item->text, TEXT_WIDTH, most, &text, out);
    note = (struct pen){ note_face(size), text.x, text.y, SOFT };
    write_lines(item->note, TEXT_WIDTH, NOTE_LINES, &note, out);
    pen->y = note.y + size * 6 / 10;
}

/* How many more there are, behind those that fit. */
static void write_more(const struct plate *plate, size_t others, const struct pen *pen, FILE *out)
{
    struct pen more = { pen->face, pen->x + ITEM_INDENT, pen->y, SOFT };
    char text[256];

    if (others == 0)
        return;
    snprintf(text, sizeof text, "%zu %s", others, plate->and_more);
    write_lines(text, TEXT_WIDTH, 1, &more, out);
}

/* A first text that alone is longer than the column is cut at its end. */
static void write_items(const struct plate *plate, const struct plate_column *column, struct pen *pen, FILE *out)
{
    size_t fitting = count_fitting(column, pen->face.size);
    int lines = (ITEMS_HIGH - 5 * pen->face.size) / line_height(&pen->face);

    if (column->count == 0) {
        pen->ink = SOFT;
        write_lines(column->empty, TEXT_WIDTH, 4, pen, out);
        return;
    }
    for (size_t i = 0; i < fitting; i++)
        write_item(&column->items[i], MANY_LINES, pen, out);
    if (fitting == 0)
        write_item(&column->items[fitting++], lines, pen, out);
    write_more(plate, column->count - fitting + column->others, pen, out);
}

static void write_heading(const struct plate_column *column, enum plate_column_kind kind, int x, FILE *out)
{
    struct pen sign = { { 100, true }, 0, TOP + 205, "#FFFFFF" };
    struct pen heading = { { 84, true }, x + 210, TOP + 95, looks[kind].ink };

    fprintf(out, "<circle cx=\"%d\" cy=\"%d\" r=\"80\" fill=\"%s\"/>\n", x + 80, TOP + 170, looks[kind].ink);
    sign.x = x + 80 - (int)face_width(span_of(looks[kind].sign), &sign.face) / 2;
    write_line(span_of(looks[kind].sign), "", &sign, out);
    write_lines(column->heading, COLUMN - 2 * PADDING - 210, 1, &heading, out);
}

static void write_column(const struct plate *plate, enum plate_column_kind kind, int size, FILE *out)
{
    int left = MARGIN + (int)kind * (COLUMN + GAP), x = left + PADDING;
    struct pen pen = { { size, false }, x, TOP + FIRST_ITEM, looks[kind].ink };

    fprintf(out, "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"50\" fill=\"%s\"/>\n", left, TOP, COLUMN,
            BOTTOM - TOP, looks[kind].paper);
    write_heading(&plate->columns[kind], kind, x, out);
    write_items(plate, &plate->columns[kind], &pen, out);
}

static void write_title(const struct plate *plate, FILE *out)
{
    struct pen kicker = { { 66, true }, MARGIN, 100, "#0A5A63" };
    struct pen title = { { 0, true }, MARGIN, 190, INK };

    write_lines(plate->kicker, WIDTH - 2 * MARGIN, 1, &kicker, out);
    for (size_t i = 0; i < TITLE_SIZES; i++) {
        title.face.size = title_sizes[i];
        if (count_lines(plate->title, &title.face, WIDTH - 2 * MARGIN - title.face.size) <= TITLE_LINES)
            break;
    }
    write_lines(plate->title, WIDTH - 2 * MARGIN, TITLE_LINES, &title, out);
}

void plate_svg(const struct plate *plate, FILE *out)
{
    struct pen foot = { { 48, false }, MARGIN, BOTTOM + 50, SOFT };
    int size = choose_size(plate);

    fprintf(out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"420mm\" height=\"297mm\" viewBox=\"0 0 %d %d\""
            " lang=\"%s\" font-family=\"'DejaVu Sans',Verdana,Arial,sans-serif\">\n<title>",
            WIDTH, HEIGHT, plate->language);
    sheet_escape(span_of(plate->title), out);
    fprintf(out, "</title>\n<rect width=\"%d\" height=\"%d\" fill=\"#FFFFFF\"/>\n", WIDTH, HEIGHT);
    write_title(plate, out);
    for (int kind = 0; kind < PLATE_COLUMNS; kind++)
        write_column(plate, (enum plate_column_kind)kind, size, out);
    write_lines(plate->foot, WIDTH - 2 * MARGIN, 1, &foot, out);
    fputs("</svg>\n", out);
}
