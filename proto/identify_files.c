/* Rules about the number of a client, a file, a case. */
#include "identify_scan.h"

enum { FILE_MAX = 16 }; /* parts of a number; a longer one is none of ours */

static bool says_number(const struct scan *scan, size_t i)
{
    static const struct ending ends[] = { ENDING("nummer"),  ENDING("nr"),      ENDING("nrs"),
                                          ENDING("kenmerk"), ENDING("nummers"), ENDING("numer"),
                                          ENDING("nummmer"), ENDING("nmmer"),   ENDING("dossierno"),
                                          ENDING("zaakno"),  ENDING("casusno"), ENDING("clientno"),
                                          NO_ENDING };

    return scan_ending(scan_text(scan, i), ends) != NULL;
}

/* id van het gezin, nummer van deze jongere: whose it is follows. */
static bool is_of_person(const struct scan *scan, size_t i)
{
    return scan_is(scan, i, "id") && scan_is(scan, i + 1, "van") &&
           (scan_has(scan, i + 2, PERSON | TITLE) || scan_has(scan, i + 3, PERSON | TITLE));
}

/* v-nummer, of who asks for asylum; a-nummer, of the register of persons; c.nr, d.nr; of a family: gezin nr 4471. */
static bool is_persons_number(const struct scan *scan, size_t i)
{
    if (i == 0 || !(scan_has(scan, i, NUMBER) || scan_is(scan, i, "id")))
        return false;
    if (scan_has(scan, i - 1, PERSON | TITLE) || is_of_person(scan, i))
        return true;
    if (scan_is_mark(scan, i - 1, ',') && scan_has(scan, i - 2, PERSON) && scan_length(scan, i + 1) > 3)
        return true; /* onze client, nummer 44718 */
    size_t letter = scan_is_mark(scan, i - 1, '-') || scan_is_mark(scan, i - 1, '.') ? i - 2 : i - 1;
    return scan_token(scan, letter)->shape == SHAPE_WORD && scan_length(scan, letter) == 1 &&
           strchr("acdvz", *scan_text(scan, letter).ptr) != NULL;
}

/* de melding kreeg nummer 135416: the file was named before, and this is what it got. */
static bool is_number_of_file(const struct scan *scan, size_t i)
{
    static const char *const gets[] = { "kreeg", "krijgt", "heeft", "had", NULL };
    enum { REACH = 6 };

    if (scan_is(scan, i - 2, "polis")) /* of the house: that of a child is called so */
        return false;
    return scan_is_any_of(scan, i - 1, gets) && scan_nearest(scan, i, REACH, FILED | REGISTER | OFFICE) == FILED;
}

/* What may stand between zaaknummer and the number: of the court, is, :. */
static bool is_link(const struct scan *scan, size_t i)
{
    static const char *const links[] = { "is",      "was",    "met",  "van",  "het",   "de",    "dit",   "deze",
                                         "die",     "dat",    "bij",  "voor", "onder", "in",    "luidt", "raad",
                                         "gi",      "ons",    "onze", "haar", "zijn",  "om",    "staat", "rechtbank",
                                         "politie", "nummer", "als",  "id",   "code",  "zoals", NULL };

    if (scan_token(scan, i)->shape == SHAPE_MARK)
        return scan_is_any_mark(scan, i, ".:=#(-");
    return scan_has(scan, i, NUMBER | PERSON | FILED) || scan_is_any_of(scan, i, links);
}

/* Letters, digits and marks without a space between, then more groups of digits: C/09/612345, 77 12 90. */
static size_t file_end(const struct scan *scan, size_t i, size_t *digits)
{
    size_t end = i, last = 0;

    for (*digits = 0; end < i + FILE_MAX && end < scan->count; end++) {
        bool number = scan_is_digits(scan, end);
        if (end > i && scan_token(scan, end)->spaced && !number)
            break;
        if (scan_token(scan, end)->shape == SHAPE_MARK && !scan_is_separator(scan, end))
            break;
        if (number) {
            *digits += scan_length(scan, end);
            last = end;
        }
    }
    return last;
}

static bool is_year(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    return text.len == 4 && (memcmp(text.ptr, "19", 2) == 0 || memcmp(text.ptr, "20", 2) == 0);
}

/* A year, two or a date stands where no number is: the zaaknummer of 12-03-2024, dossiers of 2023-2024. */
static bool is_time(const struct scan *scan, size_t i, size_t last)
{
    if (last == i + 2 && is_year(scan, i) && is_year(scan, last))
        return true;
    return scan_date_end(scan, i) > 0 || (i == last && is_year(scan, i));
}

/* Het budget staat in het systeem als 450000, als 120.000: so much. */
static bool is_kept_amount(const struct scan *scan, size_t i)
{
    static const struct ending amounts[] = { ENDING("budget"),    ENDING("bedrag"), ENDING("tarief"), ENDING("plafond"),
                                             ENDING("begroting"), ENDING("saldo"),  ENDING("aantal"), ENDING("totaal"),
                                             ENDING("kosten"),    ENDING("prijs"),  NO_ENDING };
    enum { REACH = 8 };

    for (size_t at = i; at > 0 && at + REACH > i && !scan_ends(scan, at - 1); at--)
        if (scan_ending(scan_text(scan, at - 1), amounts) != NULL)
            return true;
    return scan_is_digits(scan, i + 1) && scan_length(scan, i + 1) <= 3 && scan_is_mark(scan, i + 2, '.') &&
           scan_is_digits(scan, i + 3) && scan_length(scan, i + 3) == 3;
}

/* staat in ons systeem als JGD0045512: not als NEN7510, als SKJ 110012345 */
static bool is_kept_as(const struct scan *scan, size_t i)
{
    enum { LIKELY = 5 };
    size_t digits;

    return scan_is(scan, i, "als") && !scan_has(scan, i + 1, REGISTER | NUMERAL) &&
           file_end(scan, i + 1, &digits) > 0 && digits > LIKELY && !is_kept_amount(scan, i);
}

/* staat bekend onder 4471029; geregistreerd onder nummer 88120 */
static bool is_kept_under(const struct scan *scan, size_t i)
{
    static const char *const kept[] = {
        "geregistreerd", "bekend", "systeem", "ingeschreven", "staat", "geadministreerd"
    };
    enum { REACH = 4 };

    if (scan_is(scan, i, "als") && scan_has(scan, i - 1, FILED) && !scan_is_digits(scan, i - 1))
        return true; /* staat in Regas als JR-4471 */
    if (!scan_is(scan, i, "onder") && !is_kept_as(scan, i))
        return false;
    if (scan_before(scan, i, REACH, REGISTER)) /* ingeschreven in het SKJ onder */
        return false;
    for (size_t at = i > REACH ? i - REACH : 0; at < i; at++)
        for (size_t word = 0; word < sizeof kept / sizeof kept[0]; word++)
            if (scan_is(scan, at, kept[word]))
                return true;
    return false;
}

/* zorgdossier, hulpaanvraag, zorgtoewijzingsnummer: whatever stands before it. */
static bool is_compound_of_file(struct span text)
{
    static const struct ending ends[] = { ENDING("dossier"),
                                          ENDING("zorgaanvraag"),
                                          ENDING("hulpaanvraag"),
                                          ENDING("toewijzingsnummer"),
                                          ENDING("dossiernummer"),
                                          ENDING("zaaknummer"),
                                          ENDING("clientnummer"),
                                          ENDING("toewijzingsnr"),
                                          ENDING("raadskenmerk"),
                                          ENDING("verbaalnummer"),
                                          ENDING("vraagnummer"),
                                          ENDING("dossiernr"),
                                          ENDING("zaaknr"),
                                          ENDING("clientnr"),
                                          NO_ENDING };

    return text.len > sizeof "dossier" - 1 && scan_ending(text, ends) != NULL;
}

/* The token behind "van de": whose the number is. */
static size_t behind_of(const struct scan *scan, size_t i)
{
    static const char *const words[] = { ".",    "van", "de",   "het",  "deze", "dit",
                                         "mijn", "ons", "onze", "haar", "zijn", NULL };

    for (size_t end = i + 4; i + 1 < end && scan_is_any_of(scan, i + 1, words);)
        i++;
    return i + 1;
}

/* Topdesk melding M2604, ict-aanvraag 88120: of a machine, not of a client. */
static bool is_of_helpdesk(const struct scan *scan, size_t i)
{
    static const char *const desks[] = { "topdesk", "servicedesk", "helpdesk", "ict", "it", "serviceportaal", NULL };
    size_t before = scan_is_mark(scan, i - 1, '-') ? i - 2 : i - 1;

    return scan_is_any_of(scan, before, desks);
}

/* Regas-foutcode 0x80070005: what the program says of itself. */
static bool is_of_program(const struct scan *scan, size_t i)
{
    static const struct ending codes[] = { ENDING("code"), ENDING("fout"), ENDING("melding"), ENDING("versie"),
                                           NO_ENDING };
    enum { REACH = 6 }; /* Suite4Jeugd-foutcode */

    for (size_t at = i + 1; at < i + REACH && !scan_token(scan, at)->spaced; at++)
        if (scan_is_mark(scan, at - 1, '-') && scan_ending(scan_text(scan, at), codes) != NULL)
            return true;
    return false;
}

/* Whether the number that begins here is said to be of a person: 2025-0188 is van mijn gezin, 123456) van het kind. */
static bool is_number_of_one(const struct scan *scan, size_t i)
{
    size_t digits, last = file_end(scan, i, &digits);

    if (last == 0)
        return false;
    last += scan_is_mark(scan, last + 1, ')') || scan_is(scan, last + 1, "is");
    size_t whose = behind_of(scan, last);
    return scan_is(scan, last + 1, "van") &&
           (scan_has(scan, whose, PERSON | TITLE) || scan_is(scan, whose, "aangifte"));
}

/* onder registratienummer, met kaartnummer: whom it is about is there, and holds or is held under it. */
static bool is_of_holder(const struct scan *scan, size_t i)
{
    static const char *const held[] = { "vast",       "gedetineerd", "opgenomen", "verblijft",
                                        "opgesloten", "jji",         "detentie",  NULL };
    enum { REACH = 4 };

    if (scan_is(scan, i - 1, "met")) /* not: ouders met kaartnummer */
        return scan_has(scan, i - 2, PERSON) && !scan_has(scan, i - 2, NO_NAME);
    for (size_t at = i > REACH ? i - REACH : 0; at < i && scan_is(scan, i - 1, "onder"); at++)
        if (scan_is_any_of(scan, at, held))
            return true;
    return false;
}

/* registratienummer 123456 van het kind, volgnr. 2025-0188 is van mijn gezin: of what others have too. */
static bool is_registered_person(const struct scan *scan, size_t i)
{
    static const struct ending ends[] = { ENDING("registratienummer"), ENDING("registratienr"),
                                          ENDING("volgnummer"),        ENDING("volgnr"),
                                          ENDING("kaartnummer"),       ENDING("kaartnr"),
                                          ENDING("lidnummer"),         NO_ENDING };

    if (scan_ending(scan_text(scan, i), ends) == NULL)
        return false;
    size_t number = scan_is_any_mark(scan, i + 1, ":.") ? i + 2 : i + 1;
    return is_number_of_one(scan, number) || is_of_holder(scan, i);
}

/* brief 2025-UIT-33019 gaat over het gezin: a paper with its mark, and whom it is about. */
static bool is_paper_about(const struct scan *scan, size_t i)
{
    static const char *const papers[] = { "brief", "bijlage", "bezwaar", "verslag", "mail", NULL };
    enum { LIKELY = 5, REACH = 4 };
    size_t digits, last = scan_is_any_of(scan, i, papers) ? file_end(scan, i + 1, &digits) : 0;

    if (last < i + 2 || digits <= LIKELY || is_time(scan, i + 1, last)) /* of several parts */
        return false;
    for (size_t at = last + 1; at < last + REACH && !scan_ends(scan, at - 1); at++)
        if (scan_is(scan, at, "over"))
            return scan_has(scan, behind_of(scan, at), PERSON | TITLE) && !scan_has(scan, behind_of(scan, at), NO_NAME);
    return false;
}

/* is het kind bekend met nummer 500344128: the same as under it, when somebody is spoken of. */
static bool is_known_with(const struct scan *scan, size_t i)
{
    static const char *const known[] = { "bekend", "geregistreerd", "ingeschreven", "aangemeld", NULL };
    enum { REACH = 8 };

    return scan_is(scan, i - 1, "met") && scan_is_any_of(scan, i - 2, known) &&
           scan_before(scan, i, REACH, PERSON | TITLE);
}

/* Bezwaar (nr. BZW/2024/0331) van moeder: not foto nr. 12 of hers, nor factuur nr. 20240331. */
static bool is_number_beside_owner(const struct scan *scan, size_t i)
{
    enum { LIKELY = 5, REACH = 4 };
    size_t digits, first = scan_is_any_mark(scan, i + 1, ".:") ? i + 2 : i + 1;

    return !scan_before(scan, i, REACH, REGISTER | OFFICE | THING | CAPTION) && file_end(scan, first, &digits) > 0 &&
           digits >= LIKELY && is_number_of_one(scan, first);
}

/* inbellen op dossier 7710, of which the number ends what is said: not dossier 7710 pagina's. */
static bool is_short_file(const struct scan *scan, size_t i, size_t first)
{
    static const char *const files[] = { "dossier", "zaak", "casus", NULL };
    static const char *const goes_on[] = { "is", "van", "loopt", "staat", "wordt", NULL };

    size_t digits, last = file_end(scan, first, &digits);

    if (first > i + 1 || !scan_is_any_of(scan, i, files) || scan_is_upper(scan, i)) /* Dossier 1000: a title */
        return false;
    bool whole = scan_is_digits(scan, first) || !scan_token(scan, first + 1)->spaced; /* K-2231 */
    bool ends =
        last + 1 == scan->count || (scan_token(scan, last + 1)->shape == SHAPE_MARK && !scan_goes_on(scan, last));
    return whole && last > 0 && (ends || scan_is_any_of(scan, last + 1, goes_on));
}

/* nr. 2024/118 van de rechtbank: whose files are of people. */
static bool is_number_of_court(const struct scan *scan, size_t i)
{
    static const char *const courts[] = { "rechtbank", "kinderrechter", "politie", "gerechtshof",
                                          "officier",  "raad",          NULL };
    size_t digits, first = scan_is_mark(scan, i + 1, '.') ? i + 2 : i + 1;

    if (!scan_is_digits(scan, first))
        return false;
    size_t last = file_end(scan, first, &digits);
    return last > first && scan_is(scan, last + 1, "van") && scan_is_any_of(scan, behind_of(scan, last), courts);
}

static bool is_filed(const struct scan *scan, size_t i)
{
    if (scan_token(scan, i)->shape != SHAPE_WORD)
        return false;
    if (scan_has(scan, i, FILED) && !scan_has(scan, i, REGISTER))
        return !is_of_helpdesk(scan, i) && !is_of_program(scan, i);
    if (scan_has(scan, i, REGISTER) && says_number(scan, i) && scan_has(scan, behind_of(scan, i), PERSON))
        return true; /* registratienummer kind, registratienr. van de jongere */
    if (scan_has(scan, i, FILED))
        return false;
    if (is_registered_person(scan, i))
        return true;
    if (scan_is(scan, i, "rvdk"))
        return true; /* onderzoek RvdK 3236669 */
    if (is_compound_of_file(scan_text(scan, i)))
        return true;
    if (is_persons_number(scan, i) || is_kept_under(scan, i) || is_paper_about(scan, i))
        return true;
    return scan_has(scan, i, NUMBER) && (is_number_of_file(scan, i) || is_number_of_court(scan, i) ||
                                         is_number_beside_owner(scan, i) || is_known_with(scan, i));
}

/* Any other ...nummer, unless it is known to be of a thing, a telephone, a house or an account. */
static bool is_other_number(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);
    bool hyphen = scan_is_mark(scan, i - 1, '-') && !scan_token(scan, i)->spaced; /* HKD-nummer */

    if (hyphen && scan_is(scan, i, "nummer") && scan_length(scan, i - 2) > 1 &&
        scan_token(scan, i - 2)->shape == SHAPE_WORD && !scan_is_mark(scan, i - 3, '-'))
        return !scan_has(scan, i, REGISTER | ACCOUNT | HOME | OFFICE | BSN) &&
               !scan_has(scan, i - 2, REGISTER | ACCOUNT | HOME | OFFICE | BSN | THING);
    static const struct ending nr = ENDING("nr");
    size_t least = scan_ends_so(text, &nr) ? 5 : 8; /* meldnr; kenmerk */

    if (text.len < least || (text.ptr[text.len - 1] != 'r' && text.ptr[text.len - 1] != 'k') || !says_number(scan, i) ||
        scan_has(scan, i, REGISTER | ACCOUNT | HOME | OFFICE | BSN))
        return false;
    bool house = memmem(text.ptr, text.len, "huis", 4) != NULL && memmem(text.ptr, text.len, "ziekenhuis", 10) == NULL;
    return memmem(text.ptr, text.len, "tel", 3) == NULL && !house;
}

/* het dossier van de broer, 12345, loopt: the comma behind whose it is. */
static bool is_comma_of_owner(const struct scan *scan, size_t i)
{
    size_t digits;

    return scan_is_mark(scan, i, ',') && scan_has(scan, i - 1, PERSON | FIRST) && file_end(scan, i + 1, &digits) > 0;
}

/*
 * het cliëntnummer van de jongen, in dit geval 600734, of leerlingnummer, 20231187,: what the comma brings is the number
 * itself. No telephone, which begins with 0.
 */
static bool is_comma_of_number(const struct scan *scan, size_t i)
{
    static const char *const brings[] = { "in",   "dit", "geval", "namelijk", "te",  "weten",
                                          "hier", "nl",  "dat",   "is",       "dus", NULL };
    static const char *const last_words[] = { "geval", "namelijk", "weten", "hier", "nl", "is", NULL };
    enum { WORDS = 4, LIKELY = 5 };
    size_t at = i + 1, digits;

    if (!scan_is_mark(scan, i, ','))
        return false;
    while (at < i + WORDS && scan_is_any_of(scan, at, brings))
        at++;
    bool whole = scan_is_digits(scan, at) || !scan_token(scan, at + 1)->spaced;
    size_t last = whole ? file_end(scan, at, &digits) : 0;
    if (last == 0 || digits < LIKELY || scan->low[scan_token(scan, at)->from] == '0')
        return false;
    return at > i + 1 ? scan_is_any_of(scan, at - 1, last_words)
                      : says_number(scan, i - 1) && scan_is_mark(scan, last + 1, ',');
}

/*
 * What stands between the word and its number: links, and behind a sure ...nummer any word: zaaknr. in Suite: 1048822.
 */
static bool is_between_filed(const struct scan *scan, size_t i, bool strong, bool known)
{
    bool sure = strong && known;
    size_t digits;

    if (scan_ends(scan, i) || scan_has(scan, i, REGISTER | LIMIT) || scan_is_spoken(scan, i))
        return false;
    return is_link(scan, i) || is_comma_of_owner(scan, i) || (strong && is_comma_of_number(scan, i)) ||
           (sure && scan_token(scan, i)->shape == SHAPE_WORD && file_end(scan, i, &digits) == 0);
}

/* 12345 mensen, 12000 per jaar: so many. */
static bool is_count(const struct scan *scan, size_t i)
{
    static const char *const counted[] = { "euro",     "mensen",   "per",       "keer",     "kinderen",
                                           "jongeren", "gezinnen", "uur",       "inwoners", "leden",
                                           "stuks",    "dagen",    "jeugdigen", "personen", "meldingen" };

    for (size_t word = 0; word < sizeof counted / sizeof counted[0]; word++)
        if (scan_is(scan, i, counted[word]))
            return true;
    return false;
}

/* dossier nr. vier vier acht een negen: a number that is told. Its last token, 0 when none is. */
static size_t spoken_end(const struct scan *scan, size_t i, size_t *digits)
{
    size_t last = 0;

    for (*digits = 0; i < scan->count && *digits < FILE_MAX && scan_is_spoken(scan, i) && !scan_token(scan, i)->line;
         i++) {
        *digits += scan_token(scan, i)->value < 10 ? 1 : 2;
        last = i;
    }
    return last;
}

/* A judgment that was published, or one about a colleague, has no client in it. */
static bool is_published(const struct scan *scan, size_t i)
{
    static const char *const signs[] = { "ecli", "skj", "tuchtcollege", "tuchtzaak", NULL };
    enum { REACH = 12 };

    for (size_t at = i > REACH ? i - REACH : 0; at < i + REACH && at < scan->count; at++)
        if (scan_is_any_of(scan, at, signs) || (scan_is(scan, at, "college") && scan_is(scan, at + 2, "toezicht")))
            return true;
    return false;
}

/* The next number of the sentence behind token `last`, where it begins and its last token; 0 when there is none. */
static size_t file_behind(const struct scan *scan, size_t last, size_t *first, size_t *digits)
{
    enum { REACH = 6 };

    for (size_t at = last + 1; at < last + REACH && !scan_ends(scan, at - 1); at++)
        if (scan_is_digits(scan, at)) {
            *first = at;
            return file_end(scan, at, digits);
        }
    return 0;
}

static void behind_filed(struct scan *scan, size_t i, bool known)
{
    enum { LINKS = 9, SURE = 4, LIKELY = 5, UNKNOWN = 6 };
    size_t first = i + 1, digits;
    bool strong = says_number(scan, i) || is_persons_number(scan, i);

    for (; first < i + LINKS && is_between_filed(scan, first, strong, known); first++) {
        strong = strong || scan_has(scan, first, NUMBER);
        known = known || scan_has(scan, first, FILED);
    }
    static const char *const joints[] = { "onder", "zoals", NULL };
    bool beside =
        scan_token(scan, first - 1)->shape == SHAPE_MARK || first == i + 1 || scan_is_any_of(scan, first - 1, joints);
    size_t last = scan_is_spoken(scan, first) ? spoken_end(scan, first, &digits) : file_end(scan, first, &digits);
    bool personal = scan_nearest(scan, first, first - i, PERSON | TITLE) != 0 ||
                    (last > 0 && scan_is(scan, last + 1, "van") && scan_has(scan, behind_of(scan, last), PERSON));
    bool sure = strong || is_short_file(scan, i, first);
    size_t enough = known ? (sure ? SURE : LIKELY) : personal ? LIKELY : UNKNOWN;
    if (last > 0 && digits < SURE && strong && known) /* het nummer begint met 66 en is 66018834 */
        last = file_behind(scan, last, &first, &digits);
    if (last > 0 && digits >= enough && (strong || beside) && !is_time(scan, first, last) &&
        !is_count(scan, last + 1) && !(digits == SURE && is_year(scan, last)) &&
        !(scan_is(scan, i, "zaak") && is_published(scan, i)))
        scan_hit_tokens(scan, IDENTIFY_NUMBER, first, last, true);
}

/* Forms that only one kind of file has; '9' is any digit, '-' one of the marks that people put there. */
static const char *const file_forms[] = { "c/99/999999",  "jerk99-9",   "fark99-9",  "pl9999-999999",
                                          "99/999999-99", "jr-9999-99", "zk-9999-99" };

/* Whether the glyphs from token i on have this form, spaces apart. Returns the glyph behind it, 0 when not. */
static size_t form_end(const struct scan *scan, size_t i, const char *form)
{
    size_t at = scan_token(scan, i)->from;

    for (; *form != '\0'; form++, at++) {
        while (scan->low[at] == ' ' || (scan->low[at] == '/' && *form != '/' && *form != '-')) /* JE/RK/25-814 */
            at++;
        char c = scan->low[at];
        bool fits = *form == '9' ? c >= '0' && c <= '9' : *form == '-' ? c == '-' || c == '/' || c == '.' : c == *form;
        if (!fits)
            return 0;
    }
    while (scan->low[at] >= '0' && scan->low[at] <= '9')
        at++;
    return at;
}

static void form_of_file(struct scan *scan, size_t i)
{
    char begin = scan->low[scan_token(scan, i)->from];

    if (!scan_is_digits(scan, i) && strchr("cjfpz", begin) == NULL)
        return;
    for (size_t form = 0; form < sizeof file_forms / sizeof file_forms[0]; form++) {
        bool begins = begin == file_forms[form][0] || (file_forms[form][0] == '9' && scan_is_digits(scan, i));
        size_t end = begins ? form_end(scan, i, file_forms[form]) : 0;
        if (end > 0 && !scan_is_inside(scan, i) && !is_published(scan, i)) {
            scan_hit(scan, IDENTIFY_NUMBER, scan_token(scan, i)->from, end, true);
            return;
        }
    }
}

static bool is_mark_of(const struct scan *scan, size_t i)
{
    return scan_is_mark(scan, i, ',') || scan_is_mark(scan, i, '(') || scan_is_mark(scan, i, '=');
}

/* Where what is written in one with token i begins: JR of JR-00412. */
static size_t file_begin(const struct scan *scan, size_t i)
{
    for (size_t parts = 0; i > 0 && parts < FILE_MAX && !scan_token(scan, i)->spaced; parts++, i--)
        if (scan_token(scan, i - 1)->shape == SHAPE_MARK && !scan_is_separator(scan, i - 1))
            break;
    return i;
}

/* 4865132 is het clientnummer; JR-00412 loopt nog als zaaknummer: the word stands behind its number. */
static void before_filed(struct scan *scan, size_t i)
{
    static const char *const links[] = { "is",  "het", "zijn", "haar", "als",   "dat",   "hun", "was",
                                         "ons", "nog", "ook",  "hier", "staat", "loopt", "wel", NULL };
    enum { LIKELY = 5, REACH = 6 };
    size_t first = file_begin(scan, i), digits;

    if (i > 0 && scan_is_digits(scan, i - 1) && scan_token(scan, i)->spaced) /* 77 12 90: from the first group on */
        return;

    if (first < i && scan_is_separator(scan, first)) /* (4865132) */
        first++;
    for (size_t at = first; at < i; at++) /* only once for each, from its first digits on */
        if (scan_is_digits(scan, at))
            return;
    size_t last = file_end(scan, first, &digits), at = last + 1;
    if (digits < LIKELY || scan_goes_on(scan, last) || scan_before(scan, first, 3, REGISTER) ||
        is_time(scan, first, last))
        return;
    while (at < last + REACH && (is_mark_of(scan, at) || scan_is_any_of(scan, at, links)))
        at++;
    bool of_file = scan_has(scan, at, NUMBER) && scan_is(scan, at + 1, "van") && scan_after(scan, at + 2, 4, FILED);
    if (at > last + 1 && (of_file || (says_number(scan, at) && is_filed(scan, at))))
        scan_hit_tokens(scan, IDENTIFY_NUMBER, first, last, true);
}

void rule_number(struct scan *scan, size_t i)
{
    bool filed = is_filed(scan, i);

    if (scan_is_digits(scan, i))
        before_filed(scan, i);
    if (filed || (scan_token(scan, i)->shape == SHAPE_WORD && is_other_number(scan, i)))
        behind_filed(scan, i, filed);
    else
        form_of_file(scan, i);
}
