/* A sheet as one HTML file: its style is in it, and it loads nothing. The colours are those of the screens. */
#include "sheet.h"

#include <string.h>

static const char style[] =
    "body{margin:0;background:#F3EFE6;color:#16242D;font:17px/1.55 'Atkinson Hyperlegible Next','Segoe UI',Roboto,"
    "Helvetica,Arial,sans-serif;overflow-wrap:anywhere}\n"
    "main{max-width:680px;margin:0 auto;padding:40px 24px 64px;background:#fff}\n"
    "h1{font-size:32px;line-height:1.2;margin:4px 0 24px}\n"
    "h2{font-size:20px;line-height:1.3;margin:32px 0 8px;color:#0A5A63}\n"
    "h1.chapter{margin-top:56px}\n"
    "p,ul,blockquote{margin:0 0 14px}\n"
    "ul{padding-left:22px}\n"
    "li{margin-bottom:6px}\n"
    "blockquote{padding:2px 0 2px 16px;border-left:4px solid #FFCB4D}\n"
    ".kicker{color:#45535C;font-weight:600;margin:0}\n"
    ".note,footer{color:#45535C;font-size:14px}\n"
    "footer{margin-top:40px;padding-top:12px;border-top:1px solid #DDD6C7}\n"
    "a{color:#0A5A63}\n";

static const char print_style[] =
    "@page{size:A4;margin:18mm 20mm 20mm}\n"
    "@media print{body{background:#fff;font-size:11.5pt}main{max-width:none;padding:0}\n"
    "h1{font-size:24pt}h2{font-size:14pt;break-after:avoid}h1,h1.chapter{break-after:avoid}\n"
    "h1.chapter{break-before:page;margin-top:0}li,blockquote{break-inside:avoid}p{orphans:3;widows:3}\n"
    "a{color:#16242D;text-decoration:none}.url{display:block;font-size:9pt;color:#45535C}}\n";

/* Blank lines part paragraphs, other line ends stay line ends. */
static void paragraphs(const char *text, const char *open, FILE *out)
{
    fputs(open, out);
    while (*text != '\0') {
        size_t length = strcspn(text, "\n"), ends = strspn(text + length, "\n");
        sheet_escape((struct span){ text, length }, out);
        text += length + ends;
        if (*text != '\0')
            fprintf(out, "%s\n%s", ends > 1 ? "</p>" : "<br>", ends > 1 ? open : "");
    }
    fputs("</p>\n", out);
}

static void element(const char *open, const char *text, const char *close, FILE *out)
{
    fputs(open, out);
    sheet_escape(span_of(text), out);
    fprintf(out, "%s\n", close);
}

/* On paper nobody can follow a link: there the address stands under it. */
static void write_link(const struct sheet_block *block, enum sheet_form form, FILE *out)
{
    if (!sheet_is_link(block->url)) {
        element("<li>", block->text, "</li>", out);
        return;
    }
    fputs("<li><a rel=\"noreferrer\" href=\"", out);
    sheet_escape(span_of(block->url), out);
    fputs("\">", out);
    sheet_escape(span_of(block->text), out);
    fputs("</a>", out);
    if (form == SHEET_FOR_PRINT) {
        fputs(" <span class=\"url\">", out);
        sheet_escape(span_of(block->url), out);
        fputs("</span>", out);
    }
    fputs("</li>\n", out);
}

static void write_block(const struct sheet_block *block, enum sheet_form form, FILE *out)
{
    switch (block->kind) {
    case SHEET_CHAPTER:
        element("<h1 class=\"chapter\">", block->text, "</h1>", out);
        break;
    case SHEET_HEADING:
        element("<h2>", block->text, "</h2>", out);
        break;
    case SHEET_TEXT:
        paragraphs(block->text, "<p>", out);
        break;
    case SHEET_ITEM:
        element("<li>", block->text, "</li>", out);
        break;
    case SHEET_QUOTE:
        fputs("<blockquote>", out);
        paragraphs(block->text, "<p>", out);
        fputs("</blockquote>\n", out);
        break;
    case SHEET_LINK:
        write_link(block, form, out);
        break;
    case SHEET_NOTE:
        paragraphs(block->text, "<p class=\"note\">", out);
        break;
    }
}

static bool is_list(const struct sheet *sheet, size_t i)
{
    return i < sheet->count && (sheet->blocks[i].kind == SHEET_ITEM || sheet->blocks[i].kind == SHEET_LINK);
}

static void write_head(const struct sheet *sheet, enum sheet_form form, FILE *out)
{
    fprintf(out, "<!doctype html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", sheet->language);
    fputs("<meta name=\"viewport\" content=\"width=device-width\">\n", out);
    element("<title>", sheet->title, "</title>", out);
    fprintf(out, "<style>\n%s%s</style>\n</head>\n<body>\n<main>\n", style, form == SHEET_FOR_PRINT ? print_style : "");
}

void sheet_html(const struct sheet *sheet, enum sheet_form form, FILE *out)
{
    write_head(sheet, form, out);
    if (sheet->kicker != NULL)
        element("<p class=\"kicker\">", sheet->kicker, "</p>", out);
    element("<h1>", sheet->title, "</h1>", out);
    for (size_t i = 0; i < sheet->count; i++) {
        if (is_list(sheet, i) && (i == 0 || !is_list(sheet, i - 1)))
            fputs("<ul>\n", out);
        write_block(&sheet->blocks[i], form, out);
        if (is_list(sheet, i) && !is_list(sheet, i + 1))
            fputs("</ul>\n", out);
    }
    if (sheet->foot != NULL)
        element("<footer>", sheet->foot, "</footer>", out);
    fputs("</main>\n</body>\n</html>\n", out);
}
