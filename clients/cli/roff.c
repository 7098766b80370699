#include "roff.h"

#include <ctype.h>
#include <stdbool.h>

static void print_char(FILE *out, char c)
{
    if (c == '-')
        fputs("\\-", out);
    else if (c == '\\')
        fputs("\\e", out);
    else if (c == '~')
        fputs("\\(ti", out);
    else if (c == '^')
        fputs("\\(ha", out);
    else
        fputc(c, out);
}

/* A dot or quote at the start of a line would be a request. */
static void print_text(FILE *out, const char *text)
{
    bool at_start = true;

    for (; *text != '\0'; text++) {
        if (at_start && (*text == '.' || *text == '\''))
            fputs("\\&", out);
        print_char(out, *text);
        at_start = *text == '\n';
    }
}

void roff_line(FILE *out, const char *text)
{
    print_text(out, text);
    fputc('\n', out);
}

void roff_title(FILE *out, const char *name, int section)
{
    fputs(".TH ", out);
    for (const char *at = name; *at != '\0'; at++)
        print_char(out, (char)toupper((unsigned char)*at));
    fprintf(out, " %d %s \"vakwerk %s\" Vakwerk\n", section, VAKWERK_RELEASED, VAKWERK_VERSION);
}

void roff_section(FILE *out, const char *title)
{
    fprintf(out, ".SH %s\n", title);
}

void roff_paragraph(FILE *out, const char *text)
{
    fputs(".PP\n", out);
    roff_line(out, text);
}

void roff_item(FILE *out, const char *term, const char *text)
{
    fputs(".TP\n\\fB", out);
    print_text(out, term);
    fputs("\\fR\n", out);
    roff_line(out, text);
}

void roff_indent(FILE *out)
{
    fputs(".RS\n", out);
}

void roff_outdent(FILE *out)
{
    fputs(".RE\n", out);
}

void roff_verbatim(FILE *out, const char *lines)
{
    fputs(".RS\n.nf\n", out);
    roff_line(out, lines);
    fputs(".fi\n.RE\n", out);
}
