#include "plate.h"

void plate_add(struct plate *plate, enum plate_column_kind column, const char *text, const char *note)
{
    struct plate_column *into = &plate->columns[column];

    if (text == NULL || text[0] == '\0')
        return;
    if (into->count == PLATE_ITEMS_MAX)
        into->others++;
    else
        into->items[into->count++] = (struct plate_item){ text, note };
}
