/*
 * Prints a sample: write_sheet text|markdown|html|print lesson|hostile, or plate-svg|plate-text
 * lesson|busy|hostile|empty. For the checks, and for a new file in tests/data/sheet.
 */
#include "clients/text/language.h"
#include "tests/sheet/samples.h"

#include <string.h>

int main(int argc, char **argv)
{
    const struct sheet *sheet = argc == 3 ? samples_sheet(argv[2]) : NULL;
    const struct plate *plate = argc == 3 ? samples_plate(argv[2]) : NULL;
    bool wants_plate = argc == 3 && strncmp(argv[1], "plate-", 6) == 0;
    struct arena arena;

    if (wants_plate ? plate == NULL : sheet == NULL)
        return 2;
    arena_init(&arena, 64 * 1024);
    language_locale(&arena);
    if (strcmp(argv[1], "plate-svg") == 0)
        plate_svg(plate, stdout);
    else if (wants_plate)
        plate_text(plate, stdout);
    else if (strcmp(argv[1], "text") == 0)
        sheet_plain(sheet, 80, stdout);
    else if (strcmp(argv[1], "markdown") == 0)
        sheet_markdown(sheet, stdout);
    else
        sheet_html(sheet, strcmp(argv[1], "print") == 0 ? SHEET_FOR_PRINT : SHEET_FOR_SCREEN, stdout);
    arena_release(&arena);
    return 0;
}
