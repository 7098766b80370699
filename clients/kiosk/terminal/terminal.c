#include "terminal.h"

#include <curses.h>
#include <stdlib.h>
#include <unistd.h>

#define CTRL_C       3
#define BRIGHT_WHITE 15

struct terminal {
    SCREEN *screen;
    attr_t looks[STYLE_COUNT];
    short pairs[STYLE_COUNT];
    bool has_colours;
};

/* How each style looks: without colours by attributes alone, and what colours add. */
static const struct {
    attr_t plain, coloured;
    short text, ground; /* -1: the terminal's own */
} looks[STYLE_COUNT] = { [STYLE_PLAIN] = { A_NORMAL, A_NORMAL, -1, -1 },
                         [STYLE_BOLD] = { A_BOLD, A_BOLD, -1, -1 },
                         [STYLE_DIM] = { A_DIM, A_DIM, -1, -1 },
                         [STYLE_CHIP] = { A_UNDERLINE, A_NORMAL, COLOR_BLACK, COLOR_CYAN },
                         [STYLE_FLAG] = { A_REVERSE, A_NORMAL, COLOR_BLACK, COLOR_YELLOW },
                         [STYLE_GOOD] = { A_NORMAL, A_NORMAL, COLOR_GREEN, -1 },
                         [STYLE_BAD] = { A_BOLD, A_BOLD, COLOR_RED, -1 },
                         [STYLE_TROUBLE] = { A_REVERSE, A_NORMAL, COLOR_BLACK, COLOR_YELLOW },
                         [STYLE_QR] = { A_NORMAL, A_NORMAL, COLOR_BLACK, COLOR_WHITE } };

static void choose_looks(struct terminal *terminal)
{
    terminal->has_colours = has_colors() && start_color() == OK && use_default_colors() == OK;
    for (short style = 0; style < STYLE_COUNT; style++) {
        short ground = looks[style].ground;
        terminal->looks[style] = terminal->has_colours ? looks[style].coloured : looks[style].plain;
        if (!terminal->has_colours || (looks[style].text < 0 && ground < 0))
            continue;
        terminal->pairs[style] = (short)(style + 1);
        init_pair(terminal->pairs[style], looks[style].text,
                  style == STYLE_QR && COLORS > BRIGHT_WHITE ? BRIGHT_WHITE : ground);
    }
}

struct terminal *terminal_open(void)
{
    struct terminal *terminal = isatty(STDOUT_FILENO) ? calloc(1, sizeof *terminal) : NULL;

    if (terminal == NULL)
        return NULL;
    terminal->screen = newterm(NULL, stdout, stdin);
    if (terminal->screen == NULL) {
        terminal_close(terminal);
        return NULL;
    }
    raw();
    noecho();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    curs_set(0);
    choose_looks(terminal);
    return terminal;
}

void terminal_close(struct terminal *terminal)
{
    if (terminal == NULL)
        return;
    if (terminal->screen != NULL) {
        endwin();
        delscreen(terminal->screen);
    }
    free(terminal);
}

bool terminal_has_colours(const struct terminal *terminal)
{
    return terminal->has_colours;
}

int terminal_width(const struct terminal *terminal)
{
    (void)terminal;
    return COLS;
}

int terminal_height(const struct terminal *terminal)
{
    (void)terminal;
    return LINES;
}

void terminal_show(struct terminal *terminal, const struct canvas *canvas, bool dim)
{
    for (int y = 0; y < canvas_height(canvas) && y < LINES; y++)
        for (int x = 0; x < canvas_width(canvas) && x < COLS; x++) {
            const struct cell *cell = canvas_at(canvas, x, y);
            bool keeps = cell->style == STYLE_QR || cell->style == STYLE_FLAG || cell->style == STYLE_TROUBLE;
            attr_set(terminal->looks[cell->style] | (dim && !keeps ? A_DIM : A_NORMAL), terminal->pairs[cell->style],
                     NULL);
            if (cell->text[0] != '\0')
                mvaddstr(y, x, cell->text);
        }
    refresh();
}

enum terminal_key terminal_key(struct terminal *terminal)
{
    (void)terminal;
    switch (getch()) {
    case 'q':
    case CTRL_C:
        return TERMINAL_QUIT;
    case KEY_RESIZE:
        return TERMINAL_RESIZE;
    default:
        return TERMINAL_NONE;
    }
}
