/* Who is nobody's client, though called like a person: authors, figures of stories, houses, words. */
#include "identify_persons.h"

enum { CITATION = 12 };

/* J. Bowlby et al. 1969, Van Yperen (2010): literature is no client. */
bool scan_is_cited(const struct scan *scan, size_t i)
{
    for (size_t end = i + CITATION; i < end && i < scan->count; i++) {
        struct span text = scan_text(scan, i);
        if (scan_token(scan, i)->shape == SHAPE_DIGITS && text.len == 4 && (text.ptr[0] == '1' || text.ptr[0] == '2'))
            return true;
        if (scan_ends(scan, i))
            return false;
    }
    return false;
}

/* Sayings, figures of stories, shops, authors: the words of each, ended by NULL when they are fewer than four. */
static const char *const idioms[][4] = {
    { "jan", "en", "alleman", NULL },
    { "jan", "modaal", NULL },
    { "jan", "met", "de", "pet" },
    { "jan", "rap", NULL },
    { "jan", "publiek", NULL },

    { "hans", "en", "grietje", NULL },
    { "jip", "en", "janneke", NULL },
    { "jip", "en", "janneketaal", NULL },
    { "jut", "en", "jul", NULL },
    { "joost", "mag", NULL },
    { "joost", "weet", NULL },
    { "pietje", "precies", NULL },
    { "pietje", "puk", NULL },
    { "pietje", "bell", NULL },
    { "klaas", "vaak", NULL },
    { "piet", "snot", NULL },
    { "tim", "flapoor", NULL },
    { "moeder", "theresa", NULL },
    { "sierra", "leone", NULL },
    { "bob", "en", "bep", NULL },
    { "bert", "en", "ernie", NULL },
    { "floor", "van", "de", "week" },
    { "sterre", "van", "de", "zee" },
    { "willem", "wever", NULL },
    { "truus", "de", "mier", NULL },
    { "nanny", "mcphee", NULL },
    { "bart", "smit", NULL },
    { "van", "der", "valk", NULL },
    { "albert", "heijn", NULL },
    { "johan", "cruyff", NULL },
    { "johan", "cruijff", NULL },
    { "anne", "frank", NULL },
    { "ronald", "mcdonald", NULL },
    { "mark", "my", "words", NULL },
    { "mark", "rutte", NULL },
    { "els", "borst", NULL },
    { "bruce", "perry", NULL },
    { "carl", "rogers", NULL },
    { "john", "bowlby", NULL },
    { "mary", "ainsworth", NULL },
    { "jean", "piaget", NULL },
    { "martine", "delfos", NULL },
    { "thomas", "gordon", NULL },
    { "peter", "levine", NULL },
    { "maria", "montessori", NULL },
    { "haim", "omer", NULL },
    { "jo", "hermanns", NULL },
    { "micha", "de", "winter", NULL },
    { "emmi", "pikler", NULL },
    { "rita", "kohnstamm", NULL },
    { "zwarte", "piet", NULL },
    { "sinterklaas", "en", "piet", NULL },
    { "hans", "anders", NULL },
    { "taylor", "swift", NULL },
    { "harry", "potter", NULL },
    { "donald", "duck", NULL },
    { "pippi", "langkous", NULL },
    { "mario", "kart", NULL },
    { "bob", "de", "bouwer", NULL },
    { "elsa", "van", "frozen", NULL },
    { "heilige", "maria", NULL },
    { "karl", "marx", NULL },
    { "mark", "dit", NULL },
    { "max", "verstappen", NULL },
    { "profeet", "mohammed", NULL },
    { "erik", "erikson", NULL },
    { "sam", "en", "moos", NULL },
    { "hope", "this", NULL },
    { "vrouw", "holle", NULL },
    { "moeder", "courage", NULL },
    { "moeder", "aarde", NULL },
    { "moeder", "natuur", NULL },
    { "vader", "abraham", NULL },
    { "vader", "staat", NULL },
    { "oom", "agent", NULL },
    { "tante", "pos", NULL },
    { "floor", "manager", NULL },
    { "roos", "van", "leary", NULL },
    { "axen", "roos", NULL },
    { "reinier", "de", "graaf", NULL },
    { "ryan", "air", NULL },
    { "sint", "en", "piet", NULL },
    { "moeder", "teresa", NULL },
    { "van", "dale", NULL },
    { "jarige", "job", NULL },
    { "gilles", "de", "la", "tourette" },
};

/* Jan en alleman, Hans en Grietje: nobody is meant. The words behind the name, marks apart. */
bool scan_is_idiom(const struct scan *scan, size_t i)
{
    char begin = scan->low[scan_token(scan, i)->from];

    for (size_t idiom = 0; idiom < sizeof idioms / sizeof idioms[0]; idiom++) {
        size_t word = 0;
        if (idioms[idiom][0][0] != begin)
            continue;
        for (size_t at = i; word < 4 && idioms[idiom][word] != NULL && scan_is(scan, at, idioms[idiom][word]); word++) {
            at++;
            at += scan_is_mark(scan, at, '-') || scan_is_mark(scan, at, '&');
        }
        if (word > 1 && (word == 4 || idioms[idiom][word] == NULL))
            return true;
    }
    return false;
}

/* Sophia Kinderziekenhuis, Jan van Nassaustraat: a house or a street that is called after somebody. */
bool scan_names_house(const struct scan *scan, size_t i)
{
    static const struct ending ends[] = { ENDING("huis"),      ENDING("school"),    ENDING("straat"),
                                          ENDING("laan"),      ENDING("plein"),     ENDING("weg"),
                                          ENDING("kliniek"),   ENDING("fonds"),     ENDING("centrum"),
                                          ENDING("oord"),      ENDING("college"),   ENDING("gracht"),
                                          ENDING("kade"),      ENDING("stichting"), ENDING("foundation"),
                                          ENDING("instituut"), ENDING("academie"),  ENDING("museum"),
                                          ENDING("theater"),   ENDING("stadion"),   ENDING("prijs"),
                                          ENDING("hal"),       ENDING("bad"),       NO_ENDING };
    size_t next = scan_skip_particles(scan, i + 1);
    struct span text = scan_text(scan, next);

    if (scan_is_mark(scan, next, '-') && !scan_token(scan, next)->spaced)
        text = scan_text(scan, ++next);
    if ((!scan_is_upper(scan, next) && next == i + 1) || scan_token(scan, i)->capitals) /* FENNA WIL NIET */
        return false;
    if (scan_ending(text, ends) != NULL)
        return true;
    return scan_is_upper(scan, next) && scan_has(scan, next, NO_NAME | COLLEGE) &&
           !scan_has(scan, next, FIRST | SURNAME | PARTICLE);
}

static const char *const works[] = { "boek",     "boekje",      "artikel",     "film",   "documentaire", "podcast",
                                     "lezing",   "dissertatie", "blog",        "column", "essay",        "proefschrift",
                                     "handboek", "rapport",     "methode",     "cursus", "training",     "workshop",
                                     "webinar",  "prentenboek", "spel",        "module", "theorie",      "gids",
                                     "roman",    "leergang",    "masterclass", NULL };

/* de ladder van Roger Hart: what is drawn to explain, right before its maker. */
static const char *const models[] = { "ladder",  "piramide", "schaal", "model",  "driehoek", "cirkel", "visie",
                                      "ijsberg", "matrix",   "schijf", "begrip", "roos",     "idee",   NULL };

static const char *const articles[] = { "een", "geen", "de", "het", NULL };

static const char *const reads[] = { "lees", "leest", "lezen", "las", "lazen", "gelezen", NULL };

/* Kids' Skills van Ben Furman: a capital within the sentence that is no person's, before "van". */
static bool is_title_before(const struct scan *scan, size_t of)
{
    return of > 1 && scan_token(scan, of - 1)->capital && scan_token(scan, of - 2)->shape != SHAPE_DIGITS &&
           !scan_opens(scan, of - 1) &&
           !scan_has(scan, of - 1, PERSON | TITLE | FIRST | SURNAME | FILED | OFFICE | BODY | SCHOOL | MONTH);
}

/* het boek Alle kleine beetjes van Tessa Kieboom; wij lezen Ouder worden van Daniel Siegel: who made a thing. */
static bool is_author(const struct scan *scan, size_t i)
{
    bool by = scan_is(scan, i - 1, "van") || scan_is(scan, i - 1, "door");
    bool whole = scan_is_upper(scan, scan_skip_particles(scan, i + 1)); /* not: ik las het verslag van Daniel */

    whole =
        whole || (i > 2 && scan_is_upper(scan, i - 3) && scan_is_any_of(scan, i - 3, articles)); /* Het verhaal van */

    if (by && whole && scan_is_any_of(scan, i - 2, models))
        return true;
    for (size_t at = i > CITATION ? i - CITATION : 0; by && at + 1 < i; at++)
        if (scan_is_any_of(scan, at, works) || (whole && scan_is_any_of(scan, at, reads)))
            return true;
    return by && whole && scan_has(scan, i, FIRST | PARTICLE) && is_title_before(scan, i - 1);
}

static bool is_quote(const struct scan *scan, size_t i)
{
    return scan_is_mark(scan, i, '"') || scan_is_mark(scan, i, '\'');
}

/* het boek 'Opgroeien met Sofie' gelezen: a name within the title of a work. */
static bool is_in_title(const struct scan *scan, size_t i)
{
    enum { REACH = 8 };
    size_t quote = i;

    while (quote > 0 && quote + REACH > i && !is_quote(scan, quote))
        quote--;
    if (!is_quote(scan, quote) || !scan_token(scan, quote)->spaced || scan_token(scan, quote + 1)->spaced)
        return false;
    return scan_is_any_of(scan, quote - 1, works) || scan_has(scan, quote - 1, THING);
}

/* Sint-Maarten, Sint-Jan: a day, a town, a house. */
bool scan_is_saint(const struct scan *scan, size_t i)
{
    return scan_is_mark(scan, i - 1, '-') && !scan_token(scan, i)->spaced &&
           (scan_is(scan, i - 2, "sint") || scan_is(scan, i - 2, "st"));
}

/* R. Nelson en L. Lott: initials and a surname; its last token, 0 when they are none. */
static size_t initialled_end(const struct scan *scan, size_t i)
{
    size_t at = i;

    while (at < i + 6 && scan_length(scan, at) == 1 && scan->upper[scan_token(scan, at)->from] &&
           scan_is_mark(scan, at + 1, '.'))
        at += 2;
    size_t name = scan_skip_particles(scan, at);
    return at > i && scan_token(scan, name)->capital ? name : 0;
}

/* J. Nelson en L. Lott schreven al over: two who write together are read, of whichever of them `last` is the end. */
static bool is_pair_of_writers(const struct scan *scan, size_t last)
{
    static const char *const write[] = { "schreven", "schrijven", "publiceerden", "beschreven", "beschrijven", NULL };
    enum { REACH = 6 };
    bool and = scan_is(scan, last + 1, "en") || scan_is_mark(scan, last + 1, '&');
    size_t other = and? initialled_end(scan, last + 2) : 0;

    if (other > 0)
        return scan_is_any_of(scan, other + 1, write);
    if (!scan_is_any_of(scan, last + 1, write))
        return false;
    for (size_t at = last; at > 0 && at + REACH > last; at--)
        if (scan_is(scan, at - 1, "en") || scan_is_mark(scan, at - 1, '&'))
            return initialled_end(scan, at) == last;
    return false;
}

/* Zie ook M. Bolt, Het gezin centraal: who is referred to, and what was written. */
bool scan_is_reference(const struct scan *scan, size_t first, size_t last)
{
    size_t title = last + 2, see = scan_is(scan, first - 1, "ook") ? first - 2 : first - 1;

    return scan_is(scan, see, "zie") && scan_is_mark(scan, last + 1, ',') && scan_is_upper(scan, title) &&
           !scan_has(scan, title, PERSON | TITLE | FIRST | SURNAME) && scan_token(scan, title + 1)->shape == SHAPE_WORD;
}

/* Erik Gerritsen schreef een blog: what is published, not what somebody wrote to us. */
bool scan_is_writer(const struct scan *scan, size_t last)
{
    static const char *const writes[] = { "schreef", "schrijft", "publiceerde", "maakte", NULL };
    enum { REACH = 5 };

    if (is_pair_of_writers(scan, last))
        return !scan_is(scan, last + 2, "ons");

    if (!scan_is_any_of(scan, last + 1, writes))
        return false;
    for (size_t at = last + 2; at < last + 2 + REACH && !scan_ends(scan, at - 1); at++)
        if (scan_is_any_of(scan, at, works))
            return true;
    return false;
}

/* Hans van de inkoop, Els van het wijkteam: who is known by the work that is done there. Roos van de maand is none. */
static bool is_of_office(const struct scan *scan, size_t i)
{
    static const char *const times[] = { "dag", "week", "maand", "avond", "ochtend", "middag", "jaar", NULL };
    size_t of = i + 2;

    if (!scan_is(scan, i + 1, "van"))
        return false;
    of += scan_is(scan, of, "de") || scan_is(scan, of, "het") || scan_is(scan, of, "ons");
    bool letters = scan_token(scan, of)->capitals && scan_length(scan, of) < 4; /* Saskia van HR */
    return (of > i + 2 || letters) && (scan_has(scan, of, MAILBOX) || scan_is_any_of(scan, of, times));
}

/* Mark your calendar, Joy for all: English goes on behind it. */
static bool is_english(const struct scan *scan, size_t i)
{
    static const char *const words[] = { "your", "the", "my", "and", "for", "this", "with", "to", "you", NULL };

    return scan_is_any_of(scan, i + 1, words);
}

/* Sint Lucas, prins Bernhard, prof. Jo Hermanns, de film Alicia, collega Fatima, Hans van de inkoop: nobody's client. */
bool scan_is_public_figure(const struct scan *scan, size_t i)
{
    static const char *const ranks[] = { "sint",
                                         "st",
                                         "prins",
                                         "prinses",
                                         "koning",
                                         "koningin",
                                         "minister",
                                         "professor",
                                         "prof",
                                         "dr",
                                         "drs",
                                         "wethouder",
                                         "president",
                                         "auteur",
                                         "schrijver",
                                         "regisseur",
                                         "zanger",
                                         "premier",
                                         "kamerlid",
                                         "staatssecretaris",
                                         "collega",
                                         "trainer",
                                         "teamleider",
                                         "manager",
                                         "gedragswetenschapper",
                                         "leidinggevende",
                                         "werkbegeleider",
                                         "stagiair",
                                         "stichting",
                                         "directeur",
                                         "jurist",
                                         "documentaire",
                                         "hoogleraar",
                                         "commissie",
                                         "kabinet",
                                         NULL };
    size_t before = i > 1 && scan_is_mark(scan, i - 1, '.') ? i - 2 : i - 1;

    while (before > 0 && before < i && scan_has(scan, before, FIRST)) /* stichting Jan Pieter Heije */
        before--;
    before -= i > 2 && scan_is(scan, before, "s") && scan_is_mark(scan, before - 1, '\'') ? 2 : 0; /* collega's */

    if (is_of_office(scan, i) || is_english(scan, i))
        return true;
    if (i == 0)
        return false;
    return scan_is_any_of(scan, before, ranks) || scan_has(scan, before, THING) || is_author(scan, i) ||
           is_in_title(scan, i);
}

static const char *const also[] = { "ook", "dus", "toch", "eigenlijk", "niet", "hier", NULL };

/* Bram de Beer is een boekje, Maria van Jesse is hier een wijkcentrum: with a surname only what is a thing says so. */
static bool is_titled(const struct scan *scan, size_t i)
{
    size_t name = scan_skip_particles(scan, i + 1), at = name + 2;

    if (name == i + 1 || !scan_is(scan, name + 1, "is"))
        return false;
    at += scan_is_any_of(scan, at, also);
    return scan_after(scan, at, 3, THING) || (scan_is(scan, at, "een") && scan_after(scan, at + 1, 3, OFFICE | SCHOOL));
}

/* Vera en andere digitale assistenten; not "Vera en andere kinderen". */
static bool is_one_of_things(const struct scan *scan, size_t i)
{
    return scan_is(scan, i + 1, "en") && scan_is(scan, i + 2, "andere") && !scan_after(scan, i + 3, 3, PERSON | TITLE);
}

/* Bas is een instrument, Rosa is ook een kleur; not "Roos is een meisje". */
bool scan_is_defined(const struct scan *scan, size_t i)
{
    size_t at = i + 2;

    if (!scan_opens(scan, i))
        return false;
    if (scan_is(scan, i + 1, "betekent") || is_titled(scan, i) || is_one_of_things(scan, i))
        return true;
    if (scan_is(scan, i + 1, "staat") && scan_is(scan, i + 2, "voor")) /* SAM staat voor samen; not: voor de deur */
        return !scan_is_any_of(scan, i + 3, articles) && !scan_is_any_of(scan, i + 3, also) &&
               scan_token(scan, i + 3)->shape == SHAPE_WORD;
    if (!scan_is(scan, i + 1, "is"))
        return false;
    at += scan_is_any_of(scan, at, also);
    return scan_is_any_of(scan, at, articles) && !scan_after(scan, at + 1, 4, PERSON);
}

/* Mark-up, Eva-project: a word of which the name is a part; jan, feb: a month. */
bool scan_is_of_compound(const struct scan *scan, size_t i)
{
    const struct token *part = scan_token(scan, i + 2);
    bool hyphen = scan_is_mark(scan, i + 1, '-') && !scan_token(scan, i + 1)->spaced && !part->spaced;

    if (scan_is(scan, i, "jan") && scan_token(scan, i + 1)->shape == SHAPE_MARK && scan_has(scan, i + 2, MONTH))
        return true;
    return hyphen && part->shape == SHAPE_WORD && !part->capital && !part->capitals &&
           (part->flags & (FIRST | SURNAME | PARTICLE)) == 0;
}

/* Rapport-Samson: a thing is called so. Not buurmeisje-Noor, casus-Noor. */
bool scan_is_behind_thing(const struct scan *scan, size_t i)
{
    static const char *const things[] = { "rapport", "motie",     "wet",     "lijst",    "norm",    "plan", "model",
                                          "fonds",   "commissie", "kabinet", "regeling", "akkoord", NULL };

    return i > 1 && scan_is_mark(scan, i - 1, '-') && !scan_token(scan, i - 1)->spaced &&
           !scan_token(scan, i)->spaced && (scan_has(scan, i - 2, THING) || scan_is_any_of(scan, i - 2, things));
}

/* Dappere Dino's: of a name that is a word too the s makes more of them, unless somebody is whose. */
bool scan_is_plural(const struct scan *scan, size_t i)
{
    return scan_token(scan, i)->value != NAME_ONLY && scan_is_mark(scan, i + 1, '\'') && scan_is(scan, i + 2, "s") &&
           !scan_has(scan, i + 3, PERSON);
}

/* Met vriendelijke groet, mw. drs. L. Peters; ik ben Anneke, gedragswetenschapper: who writes is no client. */
bool scan_is_writer_self(const struct scan *scan, size_t i)
{
    enum { REACH = 10 };

    if (scan_is(scan, i - 1, "ben") && scan_is(scan, i - 2, "ik"))
        return scan_is_mark(scan, i + 1, ',') || scan_is_mark(scan, i + 2, ',');
    for (size_t at = i; at > 0 && at + REACH > i; at--) {
        if (scan_has(scan, at - 1, GREETS))
            return true;
        if (scan_token(scan, at - 1)->shape != SHAPE_MARK && !scan->upper[scan_token(scan, at - 1)->from] &&
            !scan_has(scan, at - 1, TITLE | PARTICLE) && !scan_is(scan, at - 1, "drs"))
            return false;
    }
    return false;
}
