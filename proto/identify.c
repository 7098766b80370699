#include "identify.h"

#include "identify_scan.h"

#include <assert.h>
#include <stdlib.h>

/* Those that block come first, so that no name takes the place of a number. */
static void (*const rules[])(struct scan *scan, size_t i) = {
    rule_iban,    rule_person_or_line, rule_birth_date, rule_number, rule_email,
    rule_address, rule_name,           rule_age,        rule_school,
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
    for (size_t rule = 0; rule < sizeof rules / sizeof rules[0]; rule++)
        for (size_t i = 0; i < scan.count && scan.hit_count < max; i++)
            rules[rule](&scan, i);
    qsort(hits, scan.hit_count, sizeof *hits, compare_places);
    scan_release(&scan);
    return scan.hit_count;
}
