#include "plain.h"

#include "clients/text/language.h"
#include "clients/text/words.h"

#include <stdlib.h>
#include <wchar.h>
#include <wctype.h>

#define INDENT 2

struct writing {
    FILE *out;
    const struct plain_look *look;
    struct arena *arena;
};

/* ---- lines ---- */

/* A word that is wider than a line goes on in the next, so that no line is wider than it may be. */
static const char *break_words(struct writing *w, const char *text)
{
    int room = w->look->width - INDENT;
    char *out = arena_take(w->arena, 2 * strlen(text) + 1);
    size_t len = 0;

    while (out != NULL && *text != '\0') {
        size_t word = strcspn(text, " \n");
        const char *whole = words_say(w->arena, "%.*s", (int)word, text);
        size_t fits = words_fit(whole, room);
        size_t used = word == 0 ? 1 : fits == 0 ? word : fits;
        memcpy(out + len, text, used);
        len += used;
        text += used;
        if (used < word)
            out[len++] = '\n';
    }
    return out == NULL ? "" : out;
}

static void paragraph(struct writing *w, const char *before, const char *text)
{
    text = break_words(w, text);
    fprintf(w->out, "%s", before);
    words_wrap(w->out, text, w->look->width, words_cells(before), before[0] == '\0' ? 0 : INDENT);
}

/* The first line of an item has a bullet, those under it are below its text. */
static void add_line(struct writing *w, const char *bullet, bool *first, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return;
    paragraph(w, *first ? bullet : "  ", text);
    *first = false;
}

static const char *capitals(struct writing *w, const char *text)
{
    wchar_t wide[128];
    char *out = arena_take(w->arena, sizeof wide);
    size_t len = mbstowcs(wide, text, sizeof wide / sizeof wide[0] - 1);

    if (out == NULL || len == (size_t)-1)
        return text;
    wide[len] = L'\0';
    for (size_t i = 0; i < len; i++)
        wide[i] = (wchar_t)towupper((wint_t)wide[i]);
    return wcstombs(out, wide, sizeof wide - 1) == (size_t)-1 ? text : out;
}

static void heading(struct writing *w, const char *title)
{
    fprintf(w->out, "\n%s%s%s\n\n", w->look->bold, capitals(w, title), w->look->calm);
}

static const char *joined(struct writing *w, const char *first, const struct letter_item *item)
{
    const char *text = first == NULL ? "" : first;

    for (size_t i = 0; i < LETTER_PARTS_MAX && item->parts[i] != NULL; i++)
        text = words_say(w->arena, "%s%s%s", text, text[0] == '\0' ? "" : ", ", item->parts[i]);
    return text;
}

/* ---- items ---- */

static const char *doing(struct writing *w, const struct letter_item *item)
{
    return item->command == NULL ? NULL : words_say(w->arena, "%s: %s", item->action, item->command);
}

static void write_personal(struct writing *w, const struct letter_item *item)
{
    bool first = true;

    add_line(w, "* ", &first, item->lead);
    add_line(w, "* ", &first, item->title);
    add_line(w, "* ", &first, doing(w, item));
}

static void write_in_list(struct writing *w, const struct letter_item *item)
{
    bool first = true;

    add_line(w, "* ", &first, item->title);
    add_line(w, "* ", &first, joined(w, item->code, item));
    add_line(w, "* ", &first, doing(w, item));
}

static void write_tip(struct writing *w, const struct letter_item *item)
{
    const char *about = joined(w, NULL, item);

    paragraph(w, "  ", about[0] == '\0' ? item->title : words_say(w->arena, "%s (%s)", item->title, about));
}

static void write_figure(struct writing *w, const struct letter_item *item)
{
    const char *before = item->before == NULL ? "" : words_say(w->arena, " (%s)", item->before);

    if (item->title == NULL)
        paragraph(w, "  ", doing(w, item));
    else
        paragraph(w, "  ", joined(w, words_say(w->arena, "%s: %s%s", item->title, item->figure, before), item));
}

static void write_prose(struct writing *w, const struct letter_item *item)
{
    bool first = true;

    add_line(w, "  ", &first, item->lead);
    add_line(w, "  ", &first, item->title);
    add_line(w, "  ", &first, item->text);
    add_line(w, "  ", &first, doing(w, item));
}

static const struct {
    void (*write)(struct writing *w, const struct letter_item *item);
    bool apart; /* an empty line between two items */
} looks[] = {
    [LETTER_PERSONAL] = { write_personal, true }, [LETTER_LIST] = { write_in_list, false },
    [LETTER_TIP] = { write_tip, true },           [LETTER_FIGURES] = { write_figure, false },
    [LETTER_PROSE] = { write_prose, true },
};

static void write_section(struct writing *w, const struct letter_section *section)
{
    const char *group = NULL;

    heading(w, section->title);
    for (size_t i = 0; i < section->count; i++) {
        const struct letter_item *item = &section->items[i];
        bool new_group = item->group != NULL && (group == NULL || strcmp(group, item->group) != 0);
        if (i > 0 && looks[section->look].apart)
            fprintf(w->out, "\n");
        if (new_group)
            paragraph(w, "", words_say(w->arena, "%s:", item->group));
        group = item->group;
        looks[section->look].write(w, item);
    }
}

/* ---- the foot ---- */

static int widest_way(const struct letter *letter)
{
    int width = 0;

    for (size_t i = 0; i < letter->way_count; i++) {
        int cells = words_cells(letter->ways[i].name);
        width = cells > width ? cells : width;
    }
    return width;
}

static void write_way(struct writing *w, const char *name, const char *how, int width)
{
    fprintf(w->out, "%s%*s ", name, width - words_cells(name), "");
    words_wrap(w->out, how, w->look->width, width + 1, width + 1);
}

static void write_foot(struct writing *w, const struct letter *letter)
{
    int width = widest_way(letter);

    fprintf(w->out, "\n-- \n");
    if (letter->why != NULL)
        paragraph(w, "", letter->why);
    if (letter->member != NULL)
        paragraph(w, "", letter->member);
    for (size_t i = 0; i < letter->way_count; i++)
        write_way(w, letter->ways[i].name, letter->ways[i].command, width);
    if (letter->stop != NULL)
        write_way(w, "", words_say(w->arena, _("or mail \"stop\" to %s"), letter->stop), width);
    paragraph(w, "",
              words_say(w->arena, "%s %s", _("Never share names or details that point at a client."),
                        letter->stop == NULL ? "" : _("Nobody reads answers to this mail.")));
}

void plain_write(FILE *out, const struct letter *letter, const struct plain_look *look, struct arena *arena)
{
    struct writing w = { .out = out, .look = look, .arena = arena };

    paragraph(&w, "", letter->title);
    paragraph(&w, "", letter->days);
    fprintf(out, "\n");
    paragraph(&w, "", words_say(arena, "%s %s", letter->summary, letter->section_count == 0 ? "" : letter->reading));
    for (size_t i = 0; i < letter->note_count; i++) {
        fprintf(out, "\n");
        paragraph(&w, "", letter->notes[i]);
    }
    for (size_t i = 0; i < letter->section_count; i++)
        write_section(&w, &letter->sections[i]);
    if (look->foot)
        write_foot(&w, letter);
}

/* ---- as a mail ---- */

static int count_lines(const char *text)
{
    int lines = 0;

    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static const char *write_mail(const struct letter *letter, struct arena *arena)
{
    static const struct plain_look look = { .width = PLAIN_CELLS, .bold = "", .calm = "", .foot = true };
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);

    if (out == NULL)
        return "";
    plain_write(out, letter, &look, arena);
    bool ok = fclose(out) == 0;
    const char *kept = ok ? arena_copy(arena, (struct span){ text, len }).ptr : NULL;
    free(text);
    return kept == NULL ? "" : kept;
}

const char *plain_mail(struct letter *letter, struct arena *arena)
{
    const char *text = write_mail(letter, arena);

    while ((count_lines(text) > PLAIN_LINES || strlen(text) > PLAIN_BYTES) && letter_shorten(letter, arena))
        text = write_mail(letter, arena);
    return text;
}
