/* A sheet for a terminal. */
#include "clients/text/words.h"
#include "sheet.h"

static void write_block(const struct sheet_block *block, int width, FILE *out)
{
    static const struct {
        const char *before;
        int indent;
    } forms[] = {
        [SHEET_CHAPTER] = { "", 0 }, [SHEET_HEADING] = { "", 0 }, [SHEET_TEXT] = { "", 0 },  [SHEET_ITEM] = { "* ", 2 },
        [SHEET_QUOTE] = { "> ", 2 }, [SHEET_LINK] = { "* ", 2 },  [SHEET_NOTE] = { "  ", 2 }
    };
    int indent = forms[block->kind].indent;

    fputs(forms[block->kind].before, out);
    words_wrap(out, block->text, width, indent, indent);
    if (block->url != NULL) {
        fprintf(out, "%*s", indent, "");
        words_wrap(out, block->url, width, indent, indent);
    }
}

static bool is_list(enum sheet_kind kind)
{
    return kind == SHEET_ITEM || kind == SHEET_LINK;
}

void sheet_plain(const struct sheet *sheet, int width, FILE *out)
{
    if (sheet->kicker != NULL)
        words_wrap(out, sheet->kicker, width, 0, 0);
    words_wrap(out, sheet->title, width, 0, 0);
    for (size_t i = 0; i < sheet->count; i++) {
        enum sheet_kind kind = sheet->blocks[i].kind, before = i == 0 ? SHEET_CHAPTER : sheet->blocks[i - 1].kind;
        bool under_heading = i > 0 && (before == SHEET_HEADING || before == SHEET_CHAPTER);
        if (!under_heading && !(is_list(kind) && is_list(before)))
            fputc('\n', out);
        write_block(&sheet->blocks[i], width, out);
    }
    if (sheet->foot == NULL)
        return;
    fputc('\n', out);
    words_wrap(out, sheet->foot, width, 0, 0);
}
