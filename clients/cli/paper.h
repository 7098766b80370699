/* What a command makes for paper: in which form, and where it goes. */
#ifndef VAKWERK_CLI_PAPER_H
#define VAKWERK_CLI_PAPER_H

#include "cli.h"
#include "clients/sheet/sheet.h"

/* An empty sheet in the person's language; NULL after fail() when memory is out. */
struct sheet *paper_new(struct cli *cli, const char *kicker, const char *title);

/*
 * Writes it as --as says (or `otherwise`): text, markdown, html or print; to --output, else to stdout. 0, or the exit
 * code after fail().
 */
int paper_write(struct cli *cli, const struct sheet *sheet, const char *otherwise);

/* A stream to --output, else to stdout; and its end. A file is there whole or not at all. 0, or the exit code. */
struct paper_file {
    FILE *to;
    char *text; /* owned; NULL for stdout */
    size_t length;
};
int paper_open(struct cli *cli, struct paper_file *file);
int paper_close(struct cli *cli, struct paper_file *file);

#endif
