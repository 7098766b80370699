#include "sheet.h"

#include <string.h>

static void add(struct sheet *sheet, const struct sheet_block *block)
{
    if (block->text == NULL || block->text[0] == '\0')
        return;
    if (sheet->count == SHEET_BLOCKS_MAX)
        sheet->is_full = true;
    else
        sheet->blocks[sheet->count++] = *block;
}

void sheet_add(struct sheet *sheet, enum sheet_kind kind, const char *text)
{
    add(sheet, &(struct sheet_block){ .kind = kind, .text = text });
}

void sheet_add_link(struct sheet *sheet, const char *text, const char *url)
{
    add(sheet, &(struct sheet_block){ .kind = SHEET_LINK, .text = text, .url = url });
}

bool sheet_is_link(const char *url)
{
    return url != NULL && (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);
}

void sheet_escape(struct span text, FILE *out)
{
    static const struct {
        char c;
        const char *instead;
    } escapes[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" }, { '\'', "&#39;" } };

    for (size_t at = 0; at < text.len; at++) {
        const char *instead = NULL;
        for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++)
            if (text.ptr[at] == escapes[i].c)
                instead = escapes[i].instead;
        if (instead != NULL)
            fputs(instead, out);
        else
            fputc(text.ptr[at], out);
    }
}
