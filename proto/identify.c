#include "identify.h"

#include "identify_scan.h"

#include <assert.h>
#include <stdlib.h>

/* Those that block come first, so that no name takes the place of a number. Most texts have no number at all. */
static const struct {
    void (*look)(struct scan *scan, size_t i);
    bool number; /* it finds nothing where there is none */
} rules[] = {
    { rule_iban, true },    { rule_person_or_line, true }, { rule_birth_date, true }, { rule_number, true },
    { rule_email, false },  { rule_address, true },        { rule_name, false },      { rule_age, true },
    { rule_school, false },
};

const char *identify_kind_name(enum identify_kind kind)
{
    static const char *const names[] = {
        [IDENTIFY_BSN] = "bsn",
        [IDENTIFY_IBAN] = "iban",
        [IDENTIFY_PHONE] = "phone",
        [IDENTIFY_EMAIL] = "email",
        [IDENTIFY_BIRTH_DATE] = "birth_date",
        [IDENTIFY_ADDRESS] = "address",
        [IDENTIFY_NUMBER] = "number",
        [IDENTIFY_NAME] = "name",
        [IDENTIFY_AGE] = "age",
        [IDENTIFY_SCHOOL] = "school",
    };

    return names[kind];
}

static int compare_places(const void *a, const void *b)
{
    const struct identify_hit *first = a, *second = b;

    return first->at < second->at ? -1 : first->at > second->at;
}

size_t identify(struct span text, struct identify_hit *hits, size_t max)
{
    struct scan scan;

    assert(max > 0);
    if (!scan_init(&scan, text, hits, max)) {
        hits[0] = (struct identify_hit){ IDENTIFY_NUMBER, 0, text.len, true };
        return 1;
    }
    scan_join_numbers(&scan);
    for (size_t rule = 0; rule < sizeof rules / sizeof rules[0]; rule++)
        if (scan.numbers || !rules[rule].number)
            for (size_t i = 0; i < scan.count && scan.hit_count < max; i++)
                rules[rule].look(&scan, i);
    qsort(hits, scan.hit_count, sizeof *hits, compare_places);
    scan_release(&scan);
    return scan.hit_count;
}
