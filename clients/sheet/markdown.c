/* A sheet as CommonMark: every character with a meaning there is escaped, so that a text stays what somebody wrote. */
#include "sheet.h"

#include <string.h>

#define SPECIAL "\\`*_[]<>#|~&$"

/* The sign behind the number, or the sign alone, is what makes a line part of a list. */
static size_t digits_of_list(const char *line)
{
    size_t digits = strspn(line, "0123456789");

    return digits > 0 && (line[digits] == '.' || line[digits] == ')') ? digits : 0;
}

static void line(const char *words, size_t length, FILE *out)
{
    size_t digits = digits_of_list(words);
    bool begins_list = digits > 0 || strchr("-+=", words[0]) != NULL;

    for (size_t i = 0; i < length; i++) {
        if ((begins_list && i == digits) || strchr(SPECIAL, words[i]) != NULL)
            fputc('\\', out);
        fputc(words[i], out);
    }
}

/* Lines after the first begin with `indent`; blank ones part paragraphs, other line ends stay line ends. */
static void text(const char *words, const char *indent, FILE *out)
{
    words += strspn(words, " \n");
    while (*words != '\0') {
        size_t length = strcspn(words, "\n"), ends = strspn(words + length, "\n");
        line(words, length, out);
        words += length + ends;
        words += strspn(words, " "); /* four of them would make it code */
        if (*words != '\0' && ends > 1)
            fprintf(out, "\n%s\n%s", indent, indent);
        else if (*words != '\0')
            fprintf(out, "\\\n%s", indent);
    }
}

static void url(const char *words, FILE *out)
{
    for (; *words != '\0'; words++)
        if (strchr("<>\\ \"", *words) != NULL)
            fprintf(out, "%%%02X", (unsigned)(unsigned char)*words);
        else
            fputc(*words, out);
}

static void write_link(const struct sheet_block *block, FILE *out)
{
    bool is_link = sheet_is_link(block->url);

    fputs(is_link ? "* [" : "* ", out);
    text(block->text, "  ", out);
    if (is_link) {
        fputs("](<", out);
        url(block->url, out);
        fputs(">)", out);
    }
}

static void write_block(const struct sheet_block *block, FILE *out)
{
    static const struct {
        const char *before, *indent;
    } forms[] = { [SHEET_CHAPTER] = { "# ", "" }, [SHEET_HEADING] = { "## ", "" }, [SHEET_TEXT] = { "", "" },
                  [SHEET_ITEM] = { "* ", "  " },  [SHEET_QUOTE] = { "> ", "> " },  [SHEET_NOTE] = { "", "" } };

    if (block->kind == SHEET_LINK) {
        write_link(block, out);
    } else {
        fputs(forms[block->kind].before, out);
        text(block->text, forms[block->kind].indent, out);
    }
    fputc('\n', out);
}

static bool is_list(enum sheet_kind kind)
{
    return kind == SHEET_ITEM || kind == SHEET_LINK;
}

void sheet_markdown(const struct sheet *sheet, FILE *out)
{
    if (sheet->kicker != NULL) {
        text(sheet->kicker, "", out);
        fputs("\n\n", out);
    }
    fputs("# ", out);
    text(sheet->title, "", out);
    fputc('\n', out);
    for (size_t i = 0; i < sheet->count; i++) {
        bool goes_on = i > 0 && is_list(sheet->blocks[i].kind) && is_list(sheet->blocks[i - 1].kind);
        if (!goes_on)
            fputc('\n', out);
        write_block(&sheet->blocks[i], out);
    }
    if (sheet->foot == NULL)
        return;
    fputs("\n---\n\n", out);
    text(sheet->foot, "", out);
    fputc('\n', out);
}
