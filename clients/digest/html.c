#include "html.h"

#include "clients/text/language.h"

#include <stdlib.h>

/* The colours of the screens in team rooms. */
#define PAPER  "#F3EFE6"
#define CARD   "#FFFFFF"
#define INK    "#16242D"
#define SOFT   "#45535C"
#define TEAL   "#0A5A63"
#define YELLOW "#FFCB4D"
#define GREEN  "#1E6B3A"
#define RED    "#A12A12"

#define FONT  "'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
#define MONO  "Consolas,Menlo,monospace"
#define SMALL "font-size:14px;line-height:20px"

struct writing {
    FILE *out;
    const struct letter *letter;
};

/* ---- texts ---- */

static void text(struct writing *w, const char *words)
{
    static const struct {
        char c;
        const char *instead;
    } escapes[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\n', "<br>\n" } };

    for (; *words != '\0'; words++) {
        const char *instead = NULL;
        for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++)
            if (*words == escapes[i].c)
                instead = escapes[i].instead;
        if (instead != NULL)
            fputs(instead, w->out);
        else
            fputc(*words, w->out);
    }
}

/* <p style="...">words</p>; nothing for no words. */
static void paragraph(struct writing *w, const char *style, const char *words)
{
    if (words == NULL || words[0] == '\0')
        return;
    fprintf(w->out, "<p style=\"%s\">", style);
    text(w, words);
    fprintf(w->out, "</p>\n");
}

/* What can be opened in a browser is a link there; without a page its words stand alone. */
static void link_to(struct writing *w, const char *link, const char *style, const char *words)
{
    bool can_open = w->letter->page != NULL && link != NULL;

    if (can_open) {
        fprintf(w->out, "<a href=\"");
        text(w, w->letter->page);
        text(w, link);
        fprintf(w->out, "\" style=\"%s\">", style);
    }
    text(w, words);
    if (can_open)
        fprintf(w->out, "</a>");
}

static void mono(struct writing *w, const char *words)
{
    fprintf(w->out, "<span style=\"color:" SOFT ";font-family:" MONO "\">");
    text(w, words);
    fprintf(w->out, "</span>");
}

/* Theme, team and age, in one line. */
static void about(struct writing *w, const char *style, const char *code, const struct letter_item *item)
{
    const char *between = "";

    fprintf(w->out, "<p style=\"%s\">", style);
    if (code != NULL) {
        mono(w, code);
        between = " · ";
    }
    for (size_t i = 0; i < LETTER_PARTS_MAX && item->parts[i] != NULL; i++) {
        fprintf(w->out, "%s", between);
        text(w, item->parts[i]);
        between = " · ";
    }
    fprintf(w->out, "</p>\n");
}

/* What to do with it: a link that says so and the code, or else the command. */
static void doing(struct writing *w, const struct letter_item *item, const char *margin)
{
    if (item->command == NULL)
        return;
    fprintf(w->out, "<p style=\"margin:%s;" SMALL "\">", margin);
    if (w->letter->page != NULL && item->link != NULL) {
        link_to(w, item->link, "color:" TEAL ";font-weight:600", item->invite);
        if (item->code != NULL) {
            fprintf(w->out, " &nbsp;");
            mono(w, item->code);
        }
    } else {
        text(w, item->action);
        fprintf(w->out, ": ");
        mono(w, item->command);
    }
    fprintf(w->out, "</p>\n");
}

/* ---- items ---- */

static void write_personal(struct writing *w, const struct letter_item *item, bool last)
{
    fprintf(w->out, "<div style=\"margin:0 0 %s%s\">\n", last ? "0" : "18px",
            item->calls ? ";border-left:4px solid " YELLOW ";padding-left:14px" : "");
    paragraph(w, "margin:0;" SMALL ";color:" SOFT, item->lead);
    paragraph(w, "margin:2px 0 6px;font-size:18px;line-height:25px;font-weight:700", item->title);
    doing(w, item, "0");
    fprintf(w->out, "</div>\n");
}

static void write_in_list(struct writing *w, const struct letter_item *item, bool last)
{
    if (item->title == NULL) {
        doing(w, item, "0");
        return;
    }
    fprintf(w->out, "<p style=\"margin:0;font-size:16px;line-height:23px;font-weight:600\">");
    link_to(w, item->link, "color:" INK, item->title);
    fprintf(w->out, "</p>\n");
    about(w, last ? "margin:2px 0 0;" SMALL ";color:" SOFT : "margin:2px 0 12px;" SMALL ";color:" SOFT, item->code,
          item);
}

static void write_tip(struct writing *w, const struct letter_item *item, bool last)
{
    (void)last;
    paragraph(w, "margin:0 0 6px;font-size:17px;line-height:25px;font-weight:600", item->title);
    about(w, "margin:0;" SMALL ";color:#D5ECEA", NULL, item);
}

static void write_figure(struct writing *w, const struct letter_item *item, bool last)
{
    (void)last;
    if (item->title == NULL) {
        fprintf(w->out, "<tr><td colspan=\"3\">");
        doing(w, item, "0");
        fprintf(w->out, "</td></tr>\n");
        return;
    }
    fprintf(w->out, "<tr><td>");
    text(w, item->title);
    fprintf(w->out, "</td><td align=\"right\"><b>");
    text(w, item->figure);
    fprintf(w->out, "</b></td><td align=\"right\" style=\"color:%s;font-size:14px;padding-left:16px\">",
            item->worse ? RED : GREEN);
    text(w, item->before == NULL ? "" : item->before);
    fprintf(w->out, "</td></tr>\n");
}

static void write_prose(struct writing *w, const struct letter_item *item, bool last)
{
    paragraph(w, "margin:0;font-size:16px;line-height:24px", item->lead);
    if (item->title != NULL) {
        fprintf(w->out, "<p style=\"margin:0;font-size:16px;line-height:24px;font-weight:600\">");
        link_to(w, item->link, "color:" INK, item->title);
        fprintf(w->out, "</p>\n");
    }
    paragraph(w, "margin:0;font-size:16px;line-height:24px", item->text);
    doing(w, item, last ? "4px 0 0" : "4px 0 12px");
}

/* ---- sections and cards ---- */

static const struct {
    void (*write)(struct writing *w, const struct letter_item *item, bool last);
    const char *before, *after, *background, *title;
} looks[] = {
    [LETTER_PERSONAL] = { write_personal, "", "", CARD ";color:" INK, TEAL },
    [LETTER_LIST] = { write_in_list, "", "", CARD ";color:" INK, TEAL },
    [LETTER_TIP] = { write_tip, "", "", TEAL ";color:#FFFFFF", "#BFE6E3" },
    [LETTER_FIGURES] = { write_figure,
                         "<table width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" "
                         "style=\"font-size:16px;line-height:28px\">\n",
                         "</table>\n", CARD ";color:" INK, TEAL },
    [LETTER_PROSE] = { write_prose, "", "", CARD ";color:" INK, TEAL },
};

static void begin_card(struct writing *w, const char *background)
{
    fprintf(w->out, "<tr><td style=\"background:%s;border-radius:12px;padding:22px 26px\">\n", background);
}

static void end_card(struct writing *w)
{
    fprintf(w->out, "</td></tr>\n<tr><td height=\"12\"></td></tr>\n");
}

static void write_items(struct writing *w, const struct letter_section *section)
{
    const char *group = NULL;

    for (size_t i = 0; i < section->count; i++) {
        const struct letter_item *item = &section->items[i];
        if (item->group != NULL && (group == NULL || strcmp(group, item->group) != 0))
            paragraph(w, "margin:0 0 4px;" SMALL ";font-weight:700;color:" SOFT, item->group);
        group = item->group;
        looks[section->look].write(w, item, i + 1 == section->count);
    }
}

static void write_section(struct writing *w, const struct letter_section *section, bool first_of_card)
{
    fprintf(w->out, "<h2 style=\"margin:%s 0 12px;font-size:15px;line-height:20px;color:%s\">",
            first_of_card ? "0" : "22px", looks[section->look].title);
    text(w, section->title);
    fprintf(w->out, "</h2>\n%s", looks[section->look].before);
    write_items(w, section);
    fprintf(w->out, "%s", looks[section->look].after);
}

static void write_sections(struct writing *w)
{
    const struct letter_section *sections = w->letter->sections;
    size_t count = w->letter->section_count;

    for (size_t i = 0; i < count; i++) {
        bool first = i == 0 || sections[i - 1].card != sections[i].card;
        if (first)
            begin_card(w, looks[sections[i].look].background);
        write_section(w, &sections[i], first);
        if (i + 1 == count || sections[i + 1].card != sections[i].card)
            end_card(w);
    }
}

/* ---- the whole ---- */

static void write_head(struct writing *w)
{
    const struct letter *letter = w->letter;

    fprintf(w->out,
            "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
            "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
            "<meta name=\"color-scheme\" content=\"light\"><title>",
            _("en"));
    text(w, letter->title);
    fprintf(w->out, "</title></head>\n<body style=\"margin:0;padding:0;background:" PAPER ";color:" INK
                    ";font-family:" FONT "\">\n<div style=\"display:none;max-height:0;overflow:hidden\">");
    text(w, letter->summary);
    fprintf(w->out, "</div>\n<table role=\"presentation\" width=\"100%%\" cellpadding=\"0\" cellspacing=\"0\" "
                    "style=\"background:" PAPER "\"><tr><td align=\"center\" style=\"padding:24px 12px\">\n"
                    "<table role=\"presentation\" width=\"600\" cellpadding=\"0\" cellspacing=\"0\" "
                    "style=\"width:100%%;max-width:600px;text-align:left\">\n<tr><td style=\"padding:0 4px 14px\">"
                    "<h1 style=\"margin:0;font-size:20px;line-height:28px;font-weight:700\">");
    text(w, letter->title);
    fprintf(w->out, "</h1>");
    paragraph(w, "margin:0;font-size:15px;line-height:22px;color:" SOFT, letter->days);
    fprintf(w->out, "</td></tr>\n");
}

static void write_summary(struct writing *w)
{
    begin_card(w, CARD ";color:" INK);
    paragraph(w, "margin:0;font-size:16px;line-height:24px", w->letter->summary);
    for (size_t i = 0; i < w->letter->note_count; i++)
        paragraph(w, "margin:12px 0 0;font-size:16px;line-height:24px", w->letter->notes[i]);
    end_card(w);
}

static void write_ways(struct writing *w)
{
    const struct letter *letter = w->letter;

    fprintf(w->out, "<p style=\"margin:8px 0 0\">");
    for (size_t i = 0; i < letter->way_count; i++) {
        text(w, letter->ways[i].name);
        fprintf(w->out, " ");
        mono(w, letter->ways[i].command);
        fprintf(w->out, "<br>\n");
    }
    if (letter->stop != NULL) {
        fprintf(w->out, "<a href=\"mailto:");
        text(w, letter->stop);
        fprintf(w->out, "?subject=stop\" style=\"color:" TEAL "\">");
        text(w, _("Stop by mail"));
        fprintf(w->out, "</a>");
    }
    fprintf(w->out, "</p>\n");
}

static void write_foot(struct writing *w)
{
    fprintf(w->out, "<tr><td style=\"padding:6px 8px;font-size:13px;line-height:20px;color:" SOFT "\">\n");
    paragraph(w, "margin:0", w->letter->why);
    paragraph(w, "margin:0", w->letter->member);
    write_ways(w);
    paragraph(w, "margin:8px 0 0", _("Never share names or details that point at a client."));
    paragraph(w, "margin:0", w->letter->stop == NULL ? NULL : _("Nobody reads answers to this mail."));
    fprintf(w->out, "</td></tr>\n</table></td></tr></table></body></html>\n");
}

void html_write(FILE *out, const struct letter *letter)
{
    struct writing w = { .out = out, .letter = letter };

    write_head(&w);
    write_summary(&w);
    write_sections(&w);
    write_foot(&w);
}

const char *html_mail(const struct letter *letter, struct arena *arena)
{
    char *buffer = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&buffer, &len);

    if (out == NULL)
        return "";
    html_write(out, letter);
    bool ok = fclose(out) == 0;
    const char *kept = ok ? arena_copy(arena, (struct span){ buffer, len }).ptr : NULL;
    free(buffer);
    return kept == NULL ? "" : kept;
}
