/* A plate as text: one column under the other, lines of 80 cells. */
#include "lines.h"
#include "plate.h"

#include <wchar.h>

#define WIDTH 80

/* Cells of a terminal: a sign of the far east has two, a mark none. */
static long cells(struct span text, const void *context)
{
    mbstate_t state = { 0 };
    long width = 0;

    (void)context;
    for (size_t at = 0; at < text.len;) {
        wchar_t c;
        size_t used = mbrtowc(&c, text.ptr + at, text.len - at, &state);
        if (used == 0 || used > text.len - at) {
            state = (mbstate_t){ 0 };
            used = 1;
            c = L'?';
        }
        int one = wcwidth(c);
        width += one < 0 ? 1 : one;
        at += used;
    }
    return width;
}

static void write_lines(const char *text, const char *before, const char *later, FILE *out)
{
    struct lines_measure measure = { cells, NULL };
    struct span rest = span_of(text == NULL ? "" : text), line;

    while (lines_next(&rest, WIDTH - cells(span_of(before), NULL), &measure, &line)) {
        fprintf(out, "%s%.*s\n", before, span_int(line), line.ptr);
        before = later;
    }
}

static void write_column(const struct plate *plate, const struct plate_column *column, FILE *out)
{
    fputc('\n', out);
    write_lines(column->heading, "", "", out);
    if (column->count == 0)
        write_lines(column->empty, "  ", "  ", out);
    for (size_t i = 0; i < column->count; i++) {
        write_lines(column->items[i].text, "* ", "  ", out);
        write_lines(column->items[i].note, "  ", "  ", out);
    }
    if (column->others > 0)
        fprintf(out, "  %zu %s\n", column->others, plate->and_more);
}

void plate_text(const struct plate *plate, FILE *out)
{
    write_lines(plate->kicker, "", "", out);
    write_lines(plate->title, "", "", out);
    for (int kind = 0; kind < PLATE_COLUMNS; kind++)
        write_column(plate, &plate->columns[kind], out);
    fputc('\n', out);
    write_lines(plate->foot, "", "", out);
}
