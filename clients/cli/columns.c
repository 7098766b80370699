#include "columns.h"

#include "clients/text/words.h"

#define GAP            2
#define CELLS_AT_FIRST 64
#define LAST_MIN       16 /* less of a text is not worth reading */
#define STACKED_INDENT 2

struct columns {
    struct cli *cli;
    const struct column *columns;
    size_t count;
    const char **cells; /* in the arena of the command, whose maximum is the list's */
    size_t cell_count, room;
};

struct columns *columns_new(struct cli *cli, const struct column *columns)
{
    struct columns *list = arena_take(&cli->arena, sizeof *list);

    if (list == NULL)
        return NULL;
    list->cli = cli;
    list->columns = columns;
    while (columns[list->count].title != NULL)
        list->count++;
    return list;
}

void columns_add(struct columns *columns, const char *text)
{
    const char **cells = columns == NULL ? NULL : columns->cells;

    if (columns != NULL && columns->cell_count == columns->room)
        cells = arena_grow(&columns->cli->arena, cells, &columns->room, CELLS_AT_FIRST, sizeof *cells);
    if (cells == NULL)
        return;
    columns->cells = cells;
    columns->cells[columns->cell_count++] = text;
}

/* gettext has something to say on "" too: the head of its catalogue. */
static const char *title_of(const struct columns *list, size_t column)
{
    const char *title = list->columns[column].title;

    return title[0] == '\0' ? "" : _(title);
}

static int widest(const struct columns *list, size_t column)
{
    int width = words_cells(title_of(list, column));

    for (size_t i = column; i < list->cell_count; i += list->count) {
        int cells = words_cells(list->cells[i]);
        if (cells > width)
            width = cells;
    }
    return width;
}

static void print_cell(const struct columns *list, size_t column, const char *text, int width, bool is_title, bool last)
{
    FILE *out = list->cli->out;
    int pad = width - words_cells(text);
    bool plain = is_title || list->columns[column].colour == COLOUR_NONE;

    if (list->columns[column].right)
        fprintf(out, "%*s", pad > 0 ? pad : 0, "");
    fprintf(out, "%s%s%s", plain ? "" : out_colour(list->cli, list->columns[column].colour), text,
            plain ? "" : out_colour(list->cli, COLOUR_NONE));
    if (!list->columns[column].right && !last)
        fprintf(out, "%*s", pad > 0 ? pad : 0, "");
    fprintf(out, "%s", last ? "\n" : "  ");
}

/* What is left for the last column when the others have their place. */
static int room_for_last(const struct columns *list, const int *widths)
{
    int used = 0;

    for (size_t i = 0; i + 1 < list->count; i++)
        used += widths[i] + GAP;
    return list->cli->width - used;
}

static void print_row(const struct columns *list, const char *const *cells, const int *widths, bool is_title)
{
    size_t count = list->count;

    while (count > 1 && cells[count - 1][0] == '\0') /* no blanks at the end of a line */
        count--;
    for (size_t i = 0; i < count; i++)
        print_cell(list, i, cells[i], widths[i], is_title, i + 1 == count);
}

static void print_titles(const struct columns *list, const int *widths)
{
    const char *titles[COLUMNS_MAX];
    bool any = false;

    for (size_t i = 0; i < list->count; i++) {
        titles[i] = title_of(list, i);
        any |= titles[i][0] != '\0';
    }
    if (any)
        print_row(list, titles, widths, true);
}

/* Where even the others do not fit beside each other they are broken like a text, and what is empty is left out. */
static void print_broken(const struct columns *list, const char *const *cells)
{
    const char *text = "";

    for (size_t i = 0; i + 1 < list->count; i++) {
        enum colour colour = list->columns[i].colour;
        bool plain = colour == COLOUR_NONE;
        if (cells[i][0] != '\0')
            text = say(list->cli, "%s%s%s%s%s", text, text[0] == '\0' ? "" : "  ",
                       plain ? "" : out_colour(list->cli, colour), cells[i],
                       plain ? "" : out_colour(list->cli, COLOUR_NONE));
    }
    words_wrap(list->cli->out, text, list->cli->width, 0, STACKED_INDENT);
}

/* The last column under the others, broken into as many lines as it needs. */
static void print_stacked(struct columns *list, const int *widths)
{
    size_t last = list->count - 1;

    bool fits = room_for_last(list, widths) + GAP >= 0;

    for (size_t i = 0; i < list->cell_count; i += list->count) {
        list->count = last;
        if (fits)
            print_row(list, &list->cells[i], widths, false);
        list->count = last + 1;
        if (!fits)
            print_broken(list, &list->cells[i]);
        if (list->cells[i + last][0] == '\0')
            continue;
        fprintf(list->cli->out, "%*s", STACKED_INDENT, "");
        words_wrap(list->cli->out, list->cells[i + last], list->cli->width, STACKED_INDENT, STACKED_INDENT);
    }
}

static void print_aligned(struct columns *list)
{
    int widths[COLUMNS_MAX];
    size_t last = list->count - 1;

    for (size_t i = 0; i < list->count; i++)
        widths[i] = widest(list, i);
    int room = room_for_last(list, widths);
    if (room < LAST_MIN && widths[last] > room) {
        print_stacked(list, widths);
        return;
    }
    widths[last] = widths[last] < room ? widths[last] : room;
    int wider = list->cli->charset == NULL ? 0 : 2; /* a terminal of before UTF-8 gets ... for … */

    print_titles(list, widths);
    for (size_t i = 0; i < list->cell_count; i += list->count) {
        list->cells[i + last] = words_cut(&list->cli->arena, list->cells[i + last], room - wider);
        print_row(list, &list->cells[i], widths, false);
    }
}

static void print_tabs(const struct columns *list)
{
    for (size_t i = 0; i < list->cell_count; i++) {
        enum colour colour = list->columns[i % list->count].colour;
        bool plain = colour == COLOUR_NONE;
        fprintf(list->cli->out, "%s%s%s%s", plain ? "" : out_colour(list->cli, colour), list->cells[i],
                plain ? "" : out_colour(list->cli, COLOUR_NONE), (i + 1) % list->count == 0 ? "\n" : "\t");
    }
}

void columns_print(struct columns *columns)
{
    if (columns == NULL || columns->cell_count == 0)
        return;
    if (columns->cli->tabs)
        print_tabs(columns);
    else
        print_aligned(columns);
}
