/* Whose the telephone of a house is: a client's, an institution's, or nobody says. */
#include "identify_scan.h"

enum { CONTEXT = 8 }; /* tokens around a number that say whose it is */

/* 015 260 2911, dat is het algemene nummer van de gemeente: whose it is said to be; 0 when nothing is said. */
static unsigned said_owner(const struct scan *scan, size_t last)
{
    enum { REACH = 10 };

    for (size_t at = last + 1; at < last + REACH && !scan_ends(scan, at - 1); at++)
        if (scan_has(scan, at, NUMBER | HOME) && scan_is(scan, at + 1, "van"))
            return scan_after(scan, at + 2, 2, OFFICE | BODY) ? OFFICE
                   : scan_after(scan, at + 2, 2, PERSON)      ? PERSON
                                                              : 0;
    return 0;
}

/* de school zegt dat ik 010 4927731 moet bellen: who says it is not whose it is. */
static bool is_told_by(const struct scan *scan, size_t first)
{
    static const char *const turns[] = { "dat", "of", "om", NULL };
    size_t at = first;

    for (; at > 0 && at + CONTEXT > first && !scan_ends(scan, at - 1); at--)
        if (scan_is_any_of(scan, at - 1, turns))
            return true;
        else if (scan_has(scan, at - 1, OFFICE | BODY))
            return false;
    return false;
}

/* de huisarts kan haar bereiken op 010 4927731: somebody stands between who reaches and the number. */
static bool is_about_somebody(const struct scan *scan, size_t first)
{
    static const char *const whom[] = { "haar", "hem", NULL };
    static const char *const reaches[] = { "bereiken", "bellen", "terugbellen", "opbellen", "appen", NULL };
    enum { REACH = 5 };
    bool reached = false;

    for (size_t at = first; at > 0 && at + REACH > first; at--) {
        reached = reached || scan_is_any_of(scan, at - 1, reaches);
        if (reached && scan_is_any_of(scan, at - 1, whom))
            return true;
        if (scan_has(scan, at - 1, OFFICE | BODY))
            return false;
    }
    return false;
}

/* Meer weten? Bel 010 4927731; wij zijn bereikbaar op: what somebody may be called for who is nobody's own. */
static bool is_of_service(const struct scan *scan, size_t i)
{
    static const char *const words[] = { "ons",         "onze",           "algemeen",    "algemene",
                                         "informatie",  "aanmelden",      "aanmelding",  "aanmeldingen",
                                         "inschrijven", "reserveren",     "reservering", "vragen",
                                         "gratis",      "openingstijden", "afspraak",    "afspraken",
                                         "tarief",      "storing",        "storingen",   "advies",
                                         "consultatie", "professionals",  "lijn",        NULL };

    return scan_is_any_of(scan, i, words) || scan_has(scan, i, REGISTER | OFFICE | BODY | SCHOOL);
}

/* Humanitas, not Pools: a capital that is no person's, and no language that somebody speaks. */
static bool is_called_thing(const struct scan *scan, size_t i)
{
    return scan_is_upper(scan, i) && scan_length(scan, i) > 2 && !scan_is(scan, i + 1, "spreekt") &&
           !scan_has(scan, i, PERSON | TITLE | FIRST | SURNAME | MONTH | HOME | NUMBER | LIVES);
}

/* Fier is bereikbaar op, Altra: 010 4927731: a sentence that begins with what is called so. */
static bool is_subject(const struct scan *scan, size_t i)
{
    static const char *const verbs[] = { "is", "heeft", ":", ",", "zit", NULL };
    static const char *const nobody[] = { "hij",     "zij",   "die",     "dit",    "dat",  "deze", "wie",
                                          "het",     "een",   "nieuw",   "nieuwe", "daar", "hier", "alleen",
                                          "overdag", "ander", "contact", "anders", "nu",   "dus",  NULL };

    if (scan_is_any_of(scan, i, nobody))
        return false;
    for (; scan_is_upper(scan, i + 1) || scan_is_mark(scan, i + 1, '-'); i++)
        if (!is_called_thing(scan, i + 1) && !scan_is_mark(scan, i + 1, '-'))
            return false;
    return scan_is_any_of(scan, i + 1, verbs);
}

/* Bel de drukker op, het nummer van de kantine is: a noun with its article, and then how it is reached. */
static bool is_named_by_noun(const struct scan *scan, size_t i)
{
    static const char *const articles[] = { "de", "het", NULL };
    static const char *const reach[] = { "op", "is", ":", "?", "bellen", "heeft", NULL };

    return scan_is_any_of(scan, i, articles) && scan_is_any_of(scan, i + 2, reach) && scan_length(scan, i + 1) > 4 &&
           !scan_has(scan, i + 1, PERSON | TITLE | HOME | NUMBER | LIVES);
}

/* Whether what stands before a number may be an institution that we do not know; the nearest person says that it is not. */
static bool may_be_office_before(const struct scan *scan, size_t first)
{
    enum { REACH = 14 };

    for (size_t at = first; at > 0 && at + REACH > first; at--) {
        size_t i = at - 1;
        bool opens = scan_opens(scan, i);
        if (scan_has(scan, i, PERSON | TITLE | FIRST))
            return false;
        if ((opens ? is_called_thing(scan, i) && is_subject(scan, i) : is_called_thing(scan, i)) ||
            is_of_service(scan, i) || is_named_by_noun(scan, i))
            return true;
    }
    return false;
}

static bool may_be_office(const struct scan *scan, size_t first, size_t last)
{
    if (may_be_office_before(scan, first))
        return true;
    if (scan_is(scan, last + 1, "is") && scan_is(scan, last + 4, "van") && !scan_has(scan, last + 6, PERSON | TITLE))
        return true; /* 010 4927731 is het nummer van de drukker */
    for (size_t at = last + 1; at < scan->count && at < last + CONTEXT && !scan_ends(scan, at - 1); at++)
        if ((!scan_opens(scan, at) && is_called_thing(scan, at)) || is_of_service(scan, at))
            return true;
    return false;
}

/* wij zijn bereikbaar, Fier is bereikbaar: said of whom it is the number, and that is no person. */
static bool is_reached(const struct scan *scan, size_t first)
{
    static const char *const us[] = { "wij", "we", NULL };
    enum { REACH = 7 };
    size_t at = first;

    while (at > 0 && at + REACH > first && !scan_opens(scan, at))
        at--;
    if (!scan_opens(scan, at) || scan_has(scan, at, PERSON | TITLE | FIRST))
        return false;
    return (scan_is_any_of(scan, at, us) && scan_is(scan, at + 1, "zijn")) ||
           (is_called_thing(scan, at) && is_subject(scan, at)) ||
           (is_named_by_noun(scan, at) && scan_before(scan, first, REACH, HOME));
}

/* SKJ is telefonisch bereikbaar op 030 3036470: a register, of which the line is known. */
static bool is_register_reached(const struct scan *scan, size_t first)
{
    enum { REACH = 5 };
    size_t at = first;

    while (at > 0 && at + REACH > first && !scan_opens(scan, at))
        at--;
    return scan_opens(scan, at) && scan_has(scan, at, REGISTER) && scan_is(scan, at + 1, "is");
}

/* De oom ving ze vorige keer op, zijn nummer is 079 3418265: whose it is was said, however far before. */
static bool is_own_number(const struct scan *scan, size_t first)
{
    static const char *const own[] = { "zijn", "haar", "diens", NULL };
    static const char *const numbers[] = { "nummer", "nr", "telefoonnummer", "tel", NULL };
    enum { FAR = 18 };
    size_t noun = first - 2;

    return (scan_is(scan, first - 1, "is") || scan_is_mark(scan, first - 1, ':')) &&
           scan_is_any_of(scan, noun, numbers) && scan_is_any_of(scan, noun - 1, own) &&
           (scan_nearest(scan, noun - 1, FAR, OFFICE | BODY | PERSON | TITLE) & (PERSON | TITLE)) != 0;
}

/* 010 4927731, (010) 492 77 31: written as telephones are. */
static bool is_written_as_line(const struct scan *scan, size_t first, size_t last)
{
    static const struct ending codes[] = { ENDING("code"), ENDING("id"), ENDING("pin"), NO_ENDING };
    size_t code = scan_length(scan, first);
    bool whole = last == first && scan_ending(scan_text(scan, first - 1), codes) == NULL;

    return whole || code == 3 || code == 4 || scan_is_mark(scan, first - 1, '+');
}

/* Wie belt het gezin terug? Tel 010 4927731: a sentence of nothing but a number is about whom the one before is. */
static size_t about_whom(const struct scan *scan, size_t first)
{
    static const char *const words[] = { "tel", "telefoon", "telefoonnummer", "nummer", ":", NULL };
    size_t at = first;

    while (at > 0 && scan_is_any_of(scan, at - 1, words))
        at--;
    return at > 0 && at < first && scan_ends(scan, at - 1) ? at - 1 : first;
}

/* kan het wijkteam 010 4927731 terugbellen: who calls it is not whose it is. */
static bool is_to_be_called(const struct scan *scan, size_t first, size_t last)
{
    static const char *const calls[] = { "bellen", "terugbellen", "opbellen", "nabellen", "gebeld", "geappt", NULL };
    static const char *const asks[] = { "kan", "kunnen", "wil", "moet", "mag", "zal", "gaat", "heeft", "hebben", NULL };
    enum { REACH = 5 };
    bool used = scan_is(scan, last + 1, "gebruiken") && scan_after(scan, last + 2, CONTEXT, PERSON);

    if (!used && !scan_is_any_of(scan, last + 1, calls))
        return false;
    for (size_t at = first > REACH ? first - REACH : 0; at < first; at++)
        if (scan_is_any_of(scan, at, asks))
            return true;
    return false;
}

/*
 * Whose line a number of a house is. The nearest noun before it decides, then what stands behind it; when nothing
 * tells, we ask.
 */
enum line scan_line_of(const struct scan *scan, size_t first, size_t last)
{
    unsigned owner = scan_nearest(scan, about_whom(scan, first), CONTEXT, OFFICE | BODY | PERSON | TITLE);
    size_t for_whom = scan_is(scan, last + 1, "voor") ? last + 1 : last; /* bel 0317 492100 voor de receptie */

    if ((owner & (OFFICE | BODY)) != 0 && (is_to_be_called(scan, first, last) || is_about_somebody(scan, first)))
        return LINE_PRIVATE;
    if ((owner & (OFFICE | BODY)) != 0 && is_told_by(scan, first) && scan_after(scan, last + 1, CONTEXT, PERSON))
        return LINE_PRIVATE;
    if (owner == 0)
        owner = said_owner(scan, last);
    if (owner == 0 && scan_office_behind(scan, for_whom, OFFICE | BODY))
        owner = OFFICE;
    if (owner == 0 && (scan_after(scan, last + 1, CONTEXT, PERSON) || is_own_number(scan, first)))
        owner = PERSON;
    if ((owner & (OFFICE | BODY)) != 0)
        return LINE_NONE;
    if (owner == 0 && is_reached(scan, first))
        return is_register_reached(scan, first) ? LINE_NONE : LINE_UNKNOWN;
    if (owner != 0 || scan_before(scan, first, CONTEXT, HOME) || scan_after(scan, last + 1, CONTEXT, HOME))
        return LINE_PRIVATE;
    return is_written_as_line(scan, first, last) && !may_be_office(scan, first, last) ? LINE_PRIVATE : LINE_UNKNOWN;
}
