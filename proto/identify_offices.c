/* Whose an address or a telephone is that stands near an office: the office's own, or that of whom it works for. */
#include "identify_scan.h"

enum { CONTEXT = 10 };

/* What an office does for somebody, and what asks for it: het wijkteam belt, kan het wijkteam. */
static const char *const acts[] = { "belt",  "bellen", "belde", "komt",     "kwam",    "rijdt",   "bezoekt",
                                    "zoekt", "vraagt", "vroeg", "gevraagd", "meldt",   "stuurt",  "weet",
                                    "kent",  "wil",    "ging",  "gebeld",   "gemeld",  "melden",  "zegt",
                                    "denkt", "kijkt",  "heeft", "moet",     "geweest", "bezocht", "pakt",
                                    "doet",  "geeft",  "neemt", "vindt",    NULL };

/* What begins another thought: de gemeente vroeg of Kerkstraat 3 leeg staat. */
static const char *const turns[] = { "of", "dat", "want", "omdat", "maar", "waar", "die", NULL };

static const char *const moves[] = { "verhuist", "verhuisde", "verhuisd",    "verhuizen",  "verplaatst",
                                     "verkocht", "gesloten",  "verplaatsen", "verhuizing", NULL };

/* Words that tell that an address follows, not whose. */
static const char *const addresses[] = { "adres", "adr", "straat", "postcode", NULL };

/* Of many people nobody is meant: spreekuur voor ouders, Kerkstraat 3. */
static bool is_one_person(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    return scan_has(scan, i, PERSON | TITLE) && text.len > 1 && text.ptr[text.len - 1] != 's' &&
           memcmp(text.ptr + text.len - 2, "en", 2) != 0;
}

static bool is_any_between(const struct scan *scan, size_t first, size_t last, const char *const *words)
{
    for (size_t i = first; i < last; i++)
        if (scan_is_any_of(scan, i, words))
            return true;
    return false;
}

/* naar de Kerkstraat 3, over Kerkstraat 3: what stands right before the place, or before its article. */
static bool is_aim(const struct scan *scan, size_t first)
{
    static const char *const aims[] = { "naar", "langs", "over", "voor", "bij", "vanaf", "vanuit", NULL };
    size_t at = first - 1;

    at -= at > 0 && (scan_is(scan, at, "de") || scan_is(scan, at, "het"));
    return scan_is_any_of(scan, at, aims);
}

/* Offices that are people too; a building or a meeting does nothing. */
static bool is_actor(const struct scan *scan, size_t i)
{
    static const struct ending actors[] = {
        ENDING("team"),        ENDING("gemeente"),  ENDING("dienst"),   ENDING("instelling"),
        ENDING("organisatie"), ENDING("rechtbank"), ENDING("meldpunt"), ENDING("wacht"),
        ENDING("bureau"),      ENDING("apotheek"),  ENDING("receptie"), ENDING("balie"),
        ENDING("helpdesk"),    ENDING("poli"),      ENDING("kantoor"),  ENDING("dienstdoende"),
        ENDING("cjg"),         ENDING("ggd"),       NO_ENDING
    };

    return scan_ending(scan_text(scan, i), actors) != NULL;
}

/* het wijkteam heeft een nieuw adres: Kerkstraat 3 */
static bool has_own_address(const struct scan *scan, size_t office, size_t first)
{
    return scan_is(scan, office + 1, "heeft") && is_any_between(scan, office + 2, first, addresses);
}

static bool is_office_owner(const struct scan *scan, size_t office, size_t first)
{
    if (is_any_between(scan, office + 1, first, moves) || has_own_address(scan, office, first))
        return true;
    if (is_any_between(scan, office + 1, first, turns) ||
        (is_actor(scan, office) && is_any_between(scan, office + 1, first, acts)))
        return false;
    return first - office < 2 || !is_aim(scan, first);
}

/* Kerkstraat 3 in Den Haag, zaal 2; De Haven 9 is nu een jongerencentrum: what may stand between place and office. */
static bool is_link(const struct scan *scan, size_t i)
{
    static const char *const links[] = { "is",     "adres", "nu",    "een",    "het",    "de",     "ons",
                                         "onze",   "in",    "elke",  "van",    "nieuwe", "nieuw",  "dit",
                                         "begane", "grond", "start", "begint", "weer",   "vanaf",  "of",
                                         "te",     "was",   "wordt", "t",      "zit",    "zitten", NULL };

    if (scan_token(scan, i)->shape == SHAPE_MARK)
        return !scan_is_mark(scan, i, ';');
    return scan_is_digits(scan, i) || scan_token(scan, i)->capital || scan_token(scan, i)->capitals ||
           scan_has(scan, i, MONTH) || scan_is_any_of(scan, i, links);
}

bool scan_office_behind(const struct scan *scan, size_t last, unsigned flags)
{
    bool there = scan_is_mark(scan, last + 1, ',') && scan_is(scan, last + 2, "daar"); /* daar zit het ziekenhuis */

    if (there && (scan_is(scan, last + 3, "zit") || scan_is(scan, last + 3, "zitten")))
        return true;
    for (size_t at = last + 1; at < last + CONTEXT && at < scan->count; at++) {
        if (scan_has(scan, at, flags))
            return !scan_is_any_of(scan, at + 1, acts);
        if (!is_link(scan, at) || scan_ends(scan, at))
            return false;
    }
    return false;
}

/* wij, or wij zijn, before a verb. */
static bool is_ours(const struct scan *scan, size_t verb)
{
    static const char *const ours[] = { "wij", "we", "team", NULL };

    return scan_is_any_of(scan, verb - 1, ours) ||
           (scan_is(scan, verb - 1, "zijn") && scan_is_any_of(scan, verb - 2, ours));
}

/* Wij zitten tijdelijk aan de Kerkstraat 3; Vluchtelingenwerk zit op Kerkstraat 3: who has a seat there. */
static bool is_seat(const struct scan *scan, size_t first)
{
    static const char *const sits[] = { "zit", "zitten", "vergadert", "vergaderen", "gevestigd", NULL };
    static const char *const theirs[] = { "zij", "ze", "hij", "er", "die", "nu", "daar", NULL };
    enum { REACH = 5 };

    for (size_t at = first; at > 0 && at + REACH > first; at--) {
        if (!scan_is_any_of(scan, at - 1, sits) || at < 2)
            continue;
        return is_ours(scan, at - 1) || (scan_has(scan, at - 2, NO_NAME) && scan_is_upper(scan, at - 2) &&
                                         !scan_is_any_of(scan, at - 2, theirs));
    }
    return false;
}

/* het adres van de Raad is Kerkstraat 3 */
static bool is_address_of(const struct scan *scan, size_t body)
{
    size_t of = scan_is(scan, body - 1, "de") || scan_is(scan, body - 1, "het") ? body - 2 : body - 1;

    return scan_is(scan, of, "van") && scan_is_any_of(scan, of - 1, addresses);
}

bool scan_is_public_place(const struct scan *scan, size_t first, size_t last)
{
    size_t at = first;

    for (; at > 0 && at + CONTEXT > first && !scan_ends(scan, at - 1); at--) {
        if (scan_has(scan, at - 1, OFFICE))
            return is_office_owner(scan, at - 1, first);
        if (scan_has(scan, at - 1, BODY) && is_address_of(scan, at - 1))
            return true;
        if (is_any_between(scan, at - 1, at, moves) && is_ours(scan, at - 1))
            return true; /* wij verhuizen, wij zijn verhuisd */
        if (is_any_between(scan, at - 1, at, moves) && scan_before(scan, at - 1, 4, OFFICE | BODY) &&
            !scan_before(scan, at - 1, 4, PERSON | TITLE))
            return true; /* ons kantoor verhuist naar */
        if ((scan_has(scan, at - 1, LIVES) && !scan_is_any_of(scan, at - 1, addresses)) || is_one_person(scan, at - 1))
            return false;
    }
    return is_seat(scan, first) || scan_office_behind(scan, last, OFFICE);
}
