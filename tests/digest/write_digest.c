/*
 * Prints a digest as it is mailed: write_digest text|html FILE.json. For the check of the HTML, for looking at it, and
 * by hand for a new tests/data/digest/<name>.txt or .html.
 */
#include "clients/digest/html.h"
#include "clients/digest/plain.h"
#include "tests/digest/paper.h"

#include <stdio.h>
#include <string.h>

int main(int argc, char **argv)
{
    struct msg_digest_is digest;
    struct letter letter;
    struct arena arena;

    if (argc != 3)
        return 2;
    arena_init(&arena, 8 * LETTER_ARENA_BYTES);
    paper_setup(&arena);
    paper_read(argv[2], &arena, &digest);
    paper_letter(&digest, &arena, &letter);
    const char *text = plain_mail(&letter, &arena);
    fputs(strcmp(argv[1], "text") == 0 ? text : html_mail(&letter, &arena), stdout);
    arena_release(&arena);
    return 0;
}
