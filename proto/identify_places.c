/* Rules about where somebody can be found: a house. */
#include "identify_scan.h"

enum { CONTEXT = 10 };

static bool is_digits(const struct scan *scan, size_t i, size_t most)
{
    return scan_token(scan, i)->shape == SHAPE_DIGITS && scan_length(scan, i) <= most;
}

/* 12, 12b, 12 bis, 12 II, 101-2: the last token of a house number that begins here. */
static size_t house_end(const struct scan *scan, size_t i)
{
    const struct token *next = scan_token(scan, i + 1);
    bool letter = next->capital || next->capitals || scan_length(scan, i + 1) == 1;

    if (next->shape == SHAPE_WORD && ((!next->spaced && scan_length(scan, i + 1) <= 2) || scan_is(scan, i + 1, "bis")))
        return i + 1;
    if (next->shape == SHAPE_WORD && letter && scan_length(scan, i + 1) == 1)
        return i + 1;
    if (scan_is_mark(scan, i + 1, '-') && !next->spaced && is_digits(scan, i + 2, 4))
        return i + 2;
    return i;
}

/* 3 jaar, 10 km: a number of something. */
static bool is_unit(const struct scan *scan, size_t i)
{
    if (scan_token(scan, i)->value == OF_AMOUNT && !scan_has(scan, i, FIRST | SURNAME | MONTH | NUMERAL))
        return true;
    if (scan_is(scan, i, "van") && scan_is(scan, i + 1, "de") &&
        (scan_is_digits(scan, i + 2) || scan_has(scan, i + 2, NUMERAL)))
        return true; /* 8 van de 10 */
    return scan_is_mark(scan, i, '%') || scan_is(scan, i, "dag") /* a surname too */ || scan_is_mark(scan, i, ':') ||
           scan_has(scan, i, MONTH);
}

static bool is_year(const struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    return text.len == 4 && (memcmp(text.ptr, "19", 2) == 0 || memcmp(text.ptr, "20", 2) == 0);
}

/* Two letters that are no word: 2011 en 2012 is no postcode. */
static bool is_postcode_letters(const struct scan *scan, size_t i, bool house_named)
{
    static const char common[] = "en is in op of te na om al we je ze er zo nu ik de ja u km kg cm bv nv fm uu an au "
                                 "ma di wo do vr za zo st vs cq io mw hr nr va ca kb mb gb pt nl be dd mm ha wk mg ml";
    const struct token *token = scan_token(scan, i);
    struct span text = scan_text(scan, i);

    if (token->shape != SHAPE_WORD || text.len != 2)
        return false;
    bool no_year = scan->low[token->from] != '\0' && !is_year(scan, i - 1);
    return token->capitals ||
           ((house_named || !token->spaced || no_year) && memmem(common, sizeof common, text.ptr, 2) == NULL);
}

static bool is_house_word(const struct scan *scan, size_t i)
{
    static const char *const words[] = { "huisnummer",  "huisnr", "hnr",   "plek", "staanplaats",
                                         "standplaats", "chalet", "kavel", "unit", "appartement",
                                         "huisje",      "plaats", NULL };

    if (scan_has(scan, i, NUMBER))
        return true;
    return scan_is_any_of(scan, i, words);
}

/* huisnummer 5, postcode 1234 AB: whether the number of the house stands before the postcode. */
static bool house_before_postcode(const struct scan *scan, size_t i)
{
    enum { REACH = 5 };

    for (size_t at = i > REACH ? i - REACH : 0; at + 1 < i; at++)
        if (is_house_word(scan, at) && is_digits(scan, at + (scan_is_mark(scan, at + 1, ':') ? 2 : 1), 4))
            return true;
    return false;
}

/* Kuil 12b, 1234 AB: the number right before a postcode, behind a name; 0 when there is none. */
static size_t house_of_postcode(const struct scan *scan, size_t i)
{
    enum { REACH = 5 };
    size_t end = i > 0 && (scan_is_mark(scan, i - 1, ',') || scan_is_mark(scan, i - 1, '(')) ? i - 2 : i - 1;

    for (size_t house = end; house > 0 && house < i && house + REACH > i; house--) {
        if (!is_digits(scan, house, 4) || house_end(scan, house) != end)
            continue;
        size_t name = house - 1 - (is_house_word(scan, house - 1) && house > 1);
        return scan_is_upper(scan, name) && !scan_has(scan, name, OFFICE | REGISTER | MONTH | CAPTION) ? house : 0;
    }
    return 0;
}

static bool find_postcode_house(const struct scan *scan, size_t i, size_t *last)
{
    size_t house = i + 2;
    bool named = false;

    if (!is_digits(scan, i, 4) || scan_length(scan, i) != 4 || scan->low[scan_token(scan, i)->from] == '0')
        return false;
    for (; house < i + 6; house++) {
        bool word = is_house_word(scan, house);
        named = named || word;
        if (!word && !scan_is_any_mark(scan, house, ",.-/:(") && !(named && scan_is(scan, house, "is")))
            break;
    }
    size_t before = house_of_postcode(scan, i);
    if (!is_postcode_letters(scan, i + 1, named || before > 0 || house_before_postcode(scan, i)))
        return false;
    if (is_digits(scan, house, 4) && !scan_token(scan, house)->line && !is_unit(scan, house + 1))
        *last = house_end(scan, house);
    else if (before > 0 || house_before_postcode(scan, i))
        *last = i + 1;
    else
        return false;
    return true;
}

/* How sure a word is the name of a street. */
enum street {
    STREET_NONE,
    STREET_BARE,   /* Poort 4 may be a door, Oude Poort 4 is none */
    STREET_LIKELY, /* with a capital, or where somebody lives */
    STREET_SURE
};

static enum street street_kind(struct span word)
{
    static const struct ending sure[] = { ENDING("straat"),    ENDING("laan"),     ENDING("plein"),
                                          ENDING("gracht"),    ENDING("kade"),     ENDING("singel"),
                                          ENDING("steeg"),     ENDING("dreef"),    ENDING("plantsoen"),
                                          ENDING("boulevard"), ENDING("strjitte"), ENDING("straatje"),
                                          ENDING("str"),       NO_ENDING };
    static const struct ending likely[] = {
        ENDING("weg"),      ENDING("ln"),    ENDING("pln"),     ENDING("wei"),   ENDING("leane"), ENDING("pad"),
        ENDING("hof"),      ENDING("hofje"), ENDING("dijk"),    ENDING("dyk"),   ENDING("park"),  ENDING("wal"),
        ENDING("markt"),    ENDING("brink"), ENDING("haven"),   ENDING("erf"),   ENDING("sloot"), ENDING("vaart"),
        ENDING("wetering"), ENDING("poort"), ENDING("zijde"),   ENDING("burg"),  ENDING("einde"), ENDING("eind"),
        ENDING("tuinen"),   ENDING("ring"),  ENDING("rak"),     ENDING("veld"),  ENDING("akker"), ENDING("kamp"),
        ENDING("horst"),    ENDING("oord"),  ENDING("donk"),    ENDING("vliet"), ENDING("zoom"),  ENDING("gaarde"),
        ENDING("gaard"),    ENDING("strat"), ENDING("straa"),   ENDING("sraat"), ENDING("staat"), ENDING("waard"),
        ENDING("heuvel"),   ENDING("baan"),  ENDING("hoeve"),   ENDING("werf"),  ENDING("stede"), ENDING("schans"),
        ENDING("bolwerk"),  ENDING("diep"),  ENDING("passage"), ENDING("wijk"),  ENDING("land"),  ENDING("kwartier"),
        ENDING("weide"),    ENDING("beemd"), ENDING("kreek"),   ENDING("meent"), ENDING("gors"),  ENDING("stein"),
        ENDING("sluis"),    NO_ENDING
    };
    static const struct ending meeting = ENDING("ering"), water = ENDING("wetering");

    if (scan_ends_so(word, &meeting) && !scan_ends_so(word, &water))
        return STREET_NONE; /* vergadering 11 */
    const struct ending *end = scan_ending(word, sure);
    if (end != NULL)
        return word.len <= end->length + (size_t)2 ? STREET_LIKELY : STREET_SURE;
    end = scan_ending(word, likely);
    if (end == NULL)
        return STREET_NONE;
    return word.len > end->length ? STREET_LIKELY : STREET_BARE;
}

/* Korte Molenstraat, Prins Hendrikkade: the capitalised words before belong to it. */
static size_t street_begin(const struct scan *scan, size_t i)
{
    for (size_t words = 0; i > 0 && words < 4 && !scan_ends(scan, i - 1); words++, i--)
        if ((!scan_token(scan, i - 1)->capital && !scan_has(scan, i - 1, PARTICLE)) || scan_has(scan, i - 1, OFFICE))
            break;
    return i;
}

/* No year, and not the day of a date: 12-07-2023. */
static bool is_house(const struct scan *scan, size_t i)
{
    bool date = !scan_token(scan, i + 1)->spaced && is_digits(scan, i + 2, 4) && !scan_token(scan, i + 3)->spaced &&
                !scan_is_mark(scan, i + 3, ',') && !scan_token(scan, i + 4)->spaced && is_digits(scan, i + 4, 4);

    bool amount = (scan_is_mark(scan, i + 1, '.') || scan_is_mark(scan, i + 1, ',')) &&
                  !scan_token(scan, i + 2)->spaced && scan_is_digits(scan, i + 2); /* 120.000 */

    return is_digits(scan, i, 4) && !is_year(scan, i) && !date && !amount;
}

/* Zevenentwintig, honderd twee, where the place ends behind it: not "in de Kerkstraat twee woningen". */
static bool is_told_house(const struct scan *scan, size_t i)
{
    if (!scan_has(scan, i, NUMERAL) || scan_token(scan, i)->value < 2)
        return false;
    i += scan_has(scan, i + 1, NUMERAL);
    const struct token *next = scan_token(scan, i + 1);

    return i + 1 == scan->count || is_digits(scan, i + 1, 4) || /* achttien 1234 AB */
           (next->shape == SHAPE_MARK || next->line || scan_is(scan, i + 1, "te") || scan_is(scan, i + 1, "in"));
}

/* The number behind a street: 12, nr. 12, (huisnummer 12), Noord 12. 0 when there is none. */
static size_t house_at(const struct scan *scan, size_t i)
{
    static const char *const sides[] = { "noord",     "oost", "zuid", "west", "noordzijde", "oostzijde", "zuidzijde",
                                         "westzijde", "nz",   "zz",   "oz",   "wz",         NULL };

    i += scan_is_any_of(scan, i, sides) && (scan_is_digits(scan, i + 1) || is_house_word(scan, i + 1));
    bool marked = scan_is_any_mark(scan, i, ".,(#"); /* van Mierisstr. 14 */

    i += marked;
    i += scan_is(scan, i, "op") && is_house_word(scan, i + 1); /* de Dorpsstraat op nummer 12 */
    if (is_house_word(scan, i)) {
        i += scan_is_mark(scan, i + 1, '.') ? 2 : 1;
        marked = true;
    }
    bool apart = marked || scan_token(scan, i)->spaced || scan_length(scan, i - 1) > 6; /* Kerkstr5 */
    return apart && !scan_token(scan, i)->line && (is_house(scan, i) || is_told_house(scan, i)) ? i : 0;
}

/* Laan van Meerdervoort 1034: the number's token; 0 when it is none. */
static size_t house_behind_particle(const struct scan *scan, size_t i)
{
    static const char *const kinds[] = { "laan", "plein", "hof", "weg", "park", "straat", NULL };
    static const char *const capitals[] = { "hofje", "pad", "dijk", "kade", "steeg", "laantje", "gang", "weg", NULL };
    static const char *const ways[] = { "naar", "door", "langs", "aan", "op", NULL };
    static const char *const abroad[] = { "rue", "avenue", "chaussee", "allee", "calle", "ulica", NULL };
    bool kind = scan_is_any_of(scan, i, kinds), foreign = scan_is_any_of(scan, i, abroad);
    size_t at = i + 1 + (scan_is_upper(scan, i) && scan_is_any_of(scan, i + 1, ways)); /* Weg naar Rhijnauwen */

    kind = kind || foreign || (scan_is_upper(scan, i) && scan_is_any_of(scan, i, capitals));
    at = scan_skip_particles(scan, at);
    if (!kind || (at == i + 1 && !(foreign && scan_is_upper(scan, at))) || scan_token(scan, at)->shape != SHAPE_WORD)
        return 0;
    for (size_t end = at + 2;
         at < end && scan_token(scan, at + 1)->shape == SHAPE_WORD && !is_house_word(scan, at + 1);)
        at++; /* laan van nieuw oost indie */
    if (scan_is_mark(scan, at + 1, '-') && scan_token(scan, at + 2)->shape == SHAPE_WORD)
        at += 2; /* laan van Nieuw-Guinea */
    at += is_house_word(scan, at + 1);
    return is_house(scan, at + 1) && !is_unit(scan, at + 2) ? at + 1 : 0;
}

/* meppelweg 890, aan de vlierhof 3: in lower case the end of a word alone does not make a street of it. */
static bool is_low_way(const struct scan *scan, size_t i, size_t house)
{
    static const char *const ways[] = {
        "achter", "adem",  "auto",   "autosnel", "bij",    "binnen", "boud",   "brutaal", "buiten", "dom",    "dool",
        "dwaal",  "fiets", "gehoor", "gewoon",   "glad",   "grif",   "grof",   "gul",     "half",   "halver", "heen",
        "hoofd",  "hulp",  "kalm",   "koel",     "kort",   "koud",   "land",   "leer",    "leuk",   "levens", "lijdens",
        "lompe",  "lomp",  "los",    "losjes",   "lucht",  "melk",   "midden", "om",      "onder",  "ont",    "pak",
        "plat",   "rem",   "rij",    "rijks",    "rond",   "ruw",    "simpel", "slecht",  "sluip",  "snel",   "spoor",
        "stom",   "terug", "tol",    "tussen",   "uit",    "urine",  "vaag",   "vaar",    "vent",   "ver",    "verre",
        "vlak",   "vlot",  "vlucht", "voet",     "wandel", "water",  "werk",   "zand",    "zij",    "zorg"
    };
    struct span text = scan_text(scan, i);

    if (is_unit(scan, house + 1) || text.len < 7)
        return false;
    if (scan_is(scan, i - 2, "aan") && (scan_is(scan, i - 1, "de") || scan_is(scan, i - 1, "het")))
        return true;
    if (memcmp(text.ptr + text.len - 3, "weg", 3) != 0)
        return false;
    for (size_t way = 0; way < sizeof ways / sizeof ways[0]; way++)
        if (span_is((struct span){ text.ptr, text.len - 3 }, ways[way]))
            return false;
    return true;
}

/* woont boomgaard 3, adres is de vliert 12 te Nootdorp: the house ends the place, or the town follows. */
static bool lives_there(const struct scan *scan, size_t i, size_t house)
{
    static const char *const joints[] = { "op", "aan", "in", "de", "het", "is", "t", "nu", "bij" };
    size_t at = i, end = house_end(scan, house);
    bool ends = scan_ends(scan, end) || end + 1 == scan->count || scan_is(scan, end + 1, "te") ||
                scan_is(scan, end + 1, "in") || scan_is_any_mark(scan, end + 1, ".,;)") ||
                scan_has(scan, end + 1, NO_NAME);

    for (size_t words = 0; at > 0 && words < 4; words++, at--) {
        bool joint = scan_token(scan, at - 1)->shape == SHAPE_MARK;
        for (size_t joined = 0; !joint && joined < sizeof joints / sizeof joints[0]; joined++)
            joint = scan_is(scan, at - 1, joints[joined]);
        if (!joint)
            break;
    }
    return ends && at > 0 && scan_has(scan, at - 1, LIVES) && !is_unit(scan, house + 1);
}

/* Kuil 12, Kuil nr. 12, Kuil, huisnummer 12: a name with its number; not Kuil, 12. */
static bool is_named_place(const struct scan *scan, size_t i, size_t house, bool lives, bool known)
{
    size_t last = house_end(scan, house);
    bool named = house > i + 1 && (is_house_word(scan, house - 1) || is_house_word(scan, house - 2));

    if ((house > i + 1 && !named && !scan_is_mark(scan, i + 1, '#')) || (last > house && is_unit(scan, last + 1)))
        return false;
    return scan_is_home(scan, i, last, lives, known);
}

/* Oude Haven, De Haven, Boven de Wal; not Op Haven: the name has another capital before. */
static bool is_behind_capital(const struct scan *scan, size_t i)
{
    static const char *const no_names[] = { "op",  "in",    "bij",     "aan",    "naar", "voor",
                                            "met", "sinds", "volgens", "tussen", NULL };
    size_t before = i - (scan_has(scan, i - 1, PARTICLE) && !scan_is_upper(scan, i - 1) ? 2 : 1);

    return scan_is_upper(scan, before) && !(before + 1 == i && scan_is_any_of(scan, before, no_names));
}

/*
 * Lindenstraat 45; where somebody lives also any capitalised word: woont Noordeinde 88, It Noarderein 14. A number
 * alone does for those: after a comma or "nr" only a street counts.
 */
static size_t house_behind_street(const struct scan *scan, size_t i)
{
    static const char *const sizes[] = { "oude", "nieuwe", "korte", "lange", "kleine", "grote", "hoge", "lage", NULL };
    const struct token *token = scan_token(scan, i);

    if (token->shape != SHAPE_WORD)
        return 0;
    bool year = is_year(scan, i + 1) && scan_is_upper(scan, i) && street_kind(scan_text(scan, i)) != STREET_NONE;
    size_t house = house_at(scan, i + 1 + year); /* Molenplein 1944 12 */
    if (house == 0)
        return scan_token(scan, i + 1)->shape == SHAPE_WORD ? house_behind_particle(scan, i) : 0;
    enum street street = street_kind(scan_text(scan, i));
    if (street == STREET_BARE)
        street = is_behind_capital(scan, i) ? STREET_LIKELY : STREET_NONE;
    bool part = scan_is_mark(scan, i - 1, '-') && !token->spaced && scan_is_upper(scan, i - 2); /* Willem II-laan */
    bool article = scan_is_mark(scan, i - 2, '\'') && scan_is(scan, i - 1, "t");                /* 't Zand 12 */
    bool capital = (scan_is_upper(scan, i) || part) && !is_unit(scan, house + 1);
    bool lives = street != STREET_SURE && scan_before(scan, i, CONTEXT, LIVES);
    bool old = i > 0 && scan_is_any_of(scan, i - 1, sizes) && scan_is_upper(scan, i - 1); /* Oude Delft 214 */
    bool known = !old && scan_has(scan, i, NO_NAME | CAPTION | THING | PERSON | OFFICE | REGISTER | MONTH);
    bool named = (capital && !scan_has(scan, i, CAPTION)) || is_low_way(scan, i, house); /* Antwoord 5 is no street */
    bool town = scan_has(scan, i, NO_NAME) && !lives;                                    /* in Rijswijk 22 weken */
    bool amount = scan_is_mark(scan, house - 1, ',') && is_unit(scan, house + 1); /* aan de Kruiskade, 3 euro per uur */
    if ((street == STREET_SURE && !amount) ||
        (street == STREET_LIKELY && !town && !amount && (named || (lives && scan_length(scan, i) > 5))))
        return house;
    bool placed = token->flags == 0 && scan_length(scan, i) > 3 && lives_there(scan, i, house);
    if (placed && !known && house == i + 1)
        return house;
    return capital && is_named_place(scan, i, house, lives || article, known) ? house : 0;
}

/* huisnr. 117 in de Steijnlaan: the street's token; 0 when there is none. */
static size_t street_behind_house(const struct scan *scan, size_t i)
{
    enum { REACH = 6 };
    size_t house = scan_is_mark(scan, i + 1, '.') ? i + 2 : i + 1;

    if (!is_digits(scan, house, 4))
        return 0;
    for (size_t at = house + 1; at < house + REACH && !scan_ends(scan, at - 1); at++)
        if (scan_token(scan, at)->shape == SHAPE_WORD && street_kind(scan_text(scan, at)) == STREET_SURE)
            return at;
    return 0;
}

/* What a form asks on a line of its own, or before a colon. */
static bool is_street_field(const struct scan *scan, size_t i)
{
    static const char *const fields[] = { "straat", "straatnaam", "adres", "postcode", "woonplaats", "plaats", NULL };

    return scan_is_any_of(scan, i, fields) && (scan_is_mark(scan, i + 1, ':') || scan_token(scan, i + 1)->line);
}

/* straat: Hoge Weide, huisnr: 9: the number of a house in a form that asks more of the place; 0 when it is none. */
static size_t house_of_form(const struct scan *scan, size_t i)
{
    enum { REACH = 10 };
    size_t house = scan_is_mark(scan, i + 1, ':') ? i + 2 : i + 1;

    if (!(scan_is_mark(scan, i + 1, ':') || scan_token(scan, house)->line) || !is_house(scan, house))
        return 0;
    for (size_t at = i > REACH ? i - REACH : 0; at < i; at++)
        if (is_street_field(scan, at))
            return house;
    return 0;
}

/* op de Waalbandijk t.h.v. nr 87: a street soon before the number of a house; its token, 0 when there is none. */
static size_t street_before_house(const struct scan *scan, size_t i)
{
    static const char *const words[] = { "nr", "huisnummer", "huisnr", "hnr", NULL };
    enum { REACH = 8 };
    size_t house = scan_is_mark(scan, i + 1, '.') ? i + 2 : i + 1;

    if (!scan_is_any_of(scan, i, words) || !is_house(scan, house) || is_unit(scan, house + 1))
        return 0;
    for (size_t at = i; at > 1 && at + REACH > i && !scan_is_digits(scan, at - 1) && !scan_ends(scan, at - 1); at--) {
        if (scan_token(scan, at - 1)->capital && !scan_has(scan, at - 1, NO_NAME | OFFICE) &&
            street_kind(scan_text(scan, at - 1)) != STREET_NONE)
            return at - 1;
    }
    return 0;
}

/* woont op plein 1813 nr 2: the number of a house where somebody lives, whatever the street; 0 when it is none. */
static size_t house_of_home(const struct scan *scan, size_t i)
{
    size_t house = scan_is_mark(scan, i + 1, '.') ? i + 2 : i + 1;

    if (!is_house(scan, house) || scan_is(scan, house + 1, "van") || is_unit(scan, house + 1) ||
        scan_has(scan, i - 1, FILED))
        return 0;
    return scan_before(scan, i, 5, LIVES) ? house : 0;
}

/* What the word at token i, of a house, is the number of: the last token of the place, 0 when it is none. */
static size_t behind_house_word(const struct scan *scan, size_t i, size_t *first)
{
    size_t last = street_behind_house(scan, i);

    last = last > 0 ? last : house_of_home(scan, i);
    last = last > 0 ? last : house_of_form(scan, i);
    size_t street = last > 0 ? 0 : street_before_house(scan, i);
    if (street == 0)
        return last;
    *first = street;
    return scan_is_mark(scan, i + 1, '.') ? i + 2 : i + 1;
}

void rule_address(struct scan *scan, size_t i)
{
    size_t last = i, first = i;

    if (!scan_token(scan, i)->numbered) /* asked first, of every token: there is no address without a number */
        return;
    size_t house = house_behind_street(scan, i);
    if (find_postcode_house(scan, i, &last)) {
        house = last;
    } else if (house > 0) {
        first = street_begin(scan, i);
        last = house_end(scan, house);
    } else if (is_house_word(scan, i)) {
        last = house = behind_house_word(scan, i, &first);
    }
    if (house > 0 && !scan_is_public_place(scan, first, last))
        scan_hit_tokens(scan, IDENTIFY_ADDRESS, first, last, true);
}
