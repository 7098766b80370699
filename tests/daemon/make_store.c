/*
 * Writes the database from which a later version's migration is tested; by hand, once for each version, before it
 * is shipped:
 *
 *   build/release/tests/make_store tests/data/store-v1.db
 */
#include "tests/daemon/office.h"

static void fill(struct office *o, const char *to)
{
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Wie belt de school?");

    OK(o, "bram", "answer", "{'to': '%s', 'text': 'De regisseur.', 'sources': [{'title': 'Wet', 'url': '%s'}]}",
       code.text, "https://wetten.overheid.nl");
    OK(o, "eva", "theme/wacht/tip", "{'text': 'Bel na drie weken.', 'works': true, 'care': 'ggz'}");
    OK(o, "beheer", "kiosk-add", "{'kiosk': 'delft-1', 'team': 'delft', 'room': 'Kantine'}");
    OK(o, "eva", "waitlist-set", "{'municipality': 'rijswijk', 'care': 'ggz', 'weeks': 12}");
    office_sql(o, "PRAGMA page_size = 512; VACUUM INTO '%s'", to); /* small: it is checked in */
}

int main(int count, char **words)
{
    void *state;

    if (count != 2)
        return 2;
    office_setup(&state);
    fill(state, words[1]);
    return office_teardown(&state);
}
