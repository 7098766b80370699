#include "words.h"

#include "proto/text.h"

#include <limits.h>
#include <wchar.h>

#define ELLIPSIS   "…"
#define DOT        " · "
#define LAST_CHAR  0x10ffff
#define JOINER     0x200d
#define TAGS_FIRST 0xe0000
#define TAGS_LAST  0xe0fff

const char *words_vsay(struct arena *arena, const char *format, va_list args)
{
    va_list again;

    va_copy(again, args);
    int len = vsnprintf(NULL, 0, format, args);
    char *text = len < 0 ? NULL : arena_take(arena, (size_t)len + 1);
    if (text != NULL)
        vsnprintf(text, (size_t)len + 1, format, again);
    va_end(again);
    return text == NULL ? "" : text;
}

const char *words_say(struct arena *arena, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    const char *text = words_vsay(arena, format, args);
    va_end(args);
    return text;
}

/* The next character of UTF-8; 0 bytes at the end, one bad byte is a character of its own. In C.UTF-8 the library reads
 * characters beyond the last too. */
static size_t next_char(const char *text, size_t len, wchar_t *out)
{
    mbstate_t state = { 0 };

    if (len == 0)
        return 0;
    if (text[0] > 0) { /* most are ASCII, and lists can be long */
        *out = (wchar_t)text[0];
        return 1;
    }
    size_t used = mbrtowc(out, text, len, &state);
    if (used == 0 || used > len || *out > LAST_CHAR) {
        *out = L'\uFFFD';
        return 1;
    }
    return used;
}

/*
 * What could move the cursor, hide or reorder what others read. The daemon lets none in; a terminal trusts nobody. The
 * joiner inside an emoji stays; beyond the tags no terminal has anything to show.
 */
static bool is_hidden(wchar_t c)
{
    bool control = c < 0x20 || (c >= 0x7f && c <= 0x9f);

    return control || (c != JOINER && text_is_hidden((uint32_t)c)) || (c >= TAGS_FIRST && c <= TAGS_LAST);
}

static const char *clean(struct arena *arena, struct span text, bool lines)
{
    char *out = arena_take(arena, 3 * text.len + 1);
    size_t len = 0, used;
    wchar_t c;

    if (out == NULL)
        return "";
    for (size_t at = 0; (used = next_char(text.ptr + at, text.len - at, &c)) > 0; at += used) {
        if (c == L'\n' || c == L'\t') {
            out[len++] = lines && c == L'\n' ? '\n' : ' ';
        } else if (c == L'\uFFFD' && used == 1) {
            memcpy(out + len, "\xEF\xBF\xBD", 3);
            len += 3;
        } else if (!is_hidden(c)) {
            memcpy(out + len, text.ptr + at, used);
            len += used;
        }
    }
    return out;
}

const char *words_line(struct arena *arena, struct span text)
{
    return clean(arena, text, false);
}

const char *words_lines(struct arena *arena, struct span text)
{
    return clean(arena, text, true);
}

static int cells_of(wchar_t c)
{
    int cells = wcwidth(c);

    return cells < 0 ? 0 : cells;
}

/* Bytes of a colour at this place. Only our own are left in what is printed. */
static size_t colour_length(const char *text, size_t len)
{
    size_t used = 2;

    if (len < 3 || text[0] != '\033' || text[1] != '[')
        return 0;
    while (used < len && text[used] != 'm')
        used++;
    return used < len ? used + 1 : 0;
}

static int cells_between(const char *text, size_t len)
{
    int cells = 0;
    size_t used;
    wchar_t c;

    for (size_t at = 0; at < len; at += used) {
        used = colour_length(text + at, len - at);
        if (used > 0)
            continue;
        used = next_char(text + at, len - at, &c);
        cells += cells_of(c);
    }
    return cells;
}

int words_cells(const char *text)
{
    return cells_between(text, strlen(text));
}

size_t words_fit(const char *text, int cells)
{
    size_t len = strlen(text), at = 0, used;
    wchar_t c;

    for (int taken = 0; (used = next_char(text + at, len - at, &c)) > 0; at += used) {
        taken += cells_of(c);
        if (taken > cells)
            break;
    }
    return at;
}

const char *words_cut(struct arena *arena, const char *text, int cells)
{
    if (words_cells(text) <= cells)
        return text;
    size_t len = words_fit(text, cells < 1 ? 0 : cells - 1);
    char *out = arena_take(arena, len + sizeof ELLIPSIS);
    if (out == NULL)
        return "";
    memcpy(out, text, len);
    memcpy(out + len, ELLIPSIS, sizeof ELLIPSIS);
    return out;
}

struct wrapping {
    FILE *out;
    int width, indent;
    int at;          /* cells used in this line */
    bool line_empty; /* no word in this line yet */
    bool line_first; /* which continues what the caller printed */
};

static void break_line(struct wrapping *w)
{
    fprintf(w->out, "\n");
    w->at = 0;
    w->line_empty = true;
    w->line_first = false;
}

/* A word that is longer than a line goes on in the next. */
static void print_word(struct wrapping *w, const char *word, size_t len)
{
    int cells = cells_between(word, len);

    if (!w->line_empty && w->at + 1 + cells > w->width)
        break_line(w);
    if (w->line_empty && !w->line_first && w->indent > 0)
        w->at += fprintf(w->out, "%*s", w->indent, "");
    if (!w->line_empty)
        w->at += fprintf(w->out, " ");
    fprintf(w->out, "%.*s", len > INT_MAX ? INT_MAX : (int)len, word);
    w->at += cells;
    w->line_empty = false;
}

/* A dot between two parts stays with the part before it: a line does not begin with one. */
static size_t word_length(const char *text)
{
    size_t len = strcspn(text, " \n");

    return len > 0 && strncmp(text + len, DOT, strlen(DOT)) == 0 ? len + strlen(DOT) - 1 : len;
}

void words_wrap(FILE *out, const char *text, int width, int at, int indent)
{
    struct wrapping w = {
        .out = out, .width = width, .indent = indent, .at = at, .line_empty = true, .line_first = true
    };

    while (*text != '\0') {
        size_t len = word_length(text);
        if (len > 0)
            print_word(&w, text, len);
        text += len;
        if (*text == '\n')
            break_line(&w);
        text += *text != '\0';
    }
    fprintf(out, "\n");
}
