/* Writing a manual page. Texts are plain: what roff would take for a request or for a hyphen is written as itself. */
#ifndef VAKWERK_CLI_ROFF_H
#define VAKWERK_CLI_ROFF_H

#include <stdio.h>

/* The title line: "VAKWERK-ASK", 1. */
void roff_title(FILE *out, const char *name, int section);
void roff_section(FILE *out, const char *title);

/* A paragraph behind another one; the first of a section is a line. */
void roff_paragraph(FILE *out, const char *text);

/* A line alone: of NAME or SYNOPSIS. */
void roff_line(FILE *out, const char *text);

/* A term with what it means. */
void roff_item(FILE *out, const char *term, const char *text);

/* What is between is indented. */
void roff_indent(FILE *out);
void roff_outdent(FILE *out);

/* Lines as they are typed. */
void roff_verbatim(FILE *out, const char *lines);

#endif
