/* A place that is called like anything: what says that somebody lives there. */
#include "identify_scan.h"

enum { CONTEXT = 10 };

/* What a number behind a name counts is no house when the name stands behind one of these: een training over Zomer 12. */
static const char *const apart[] = { "over", "met", "volgens", "sinds", "per", "tot", "als", "dan", "zonder", NULL };

/* What stands before a place. */
static const char *const at_place[] = { "op",     "aan",   "bij",   "naar", "in",        "langs",    "uit",
                                        "vanuit", "van",   "voor",  "over", "tegenover", "achter",   "naast",
                                        "via",    "vanaf", "boven", "rond", "te",        "richting", NULL };

/* How streets begin that are called after where they lie: Onder de Linden, Oude Haven, Weg naar Rhijnauwen. */
static const char *const begins[] = { "onder",  "achter", "bij",   "aan",  "op",     "in",    "tussen", "boven",
                                      "buiten", "voor",   "langs", "oude", "nieuwe", "korte", "lange",  "kleine",
                                      "grote",  "hoge",   "lage",  "rode", "groene", "witte", "weg",    "hof",
                                      "hofje",  "laan",   "pad",   "dijk", "plein",  "park",  "gang",   NULL };

static bool is_joint_of_name(const struct scan *scan, size_t i)
{
    static const char *const joints[] = { "naar", "aan", "op", "in", "bij", "door", "de", "het", "t", NULL };

    return scan_has(scan, i, PARTICLE) || scan_is_any_of(scan, i, joints) || scan_is_mark(scan, i, '\'') ||
           (scan_is_mark(scan, i, '.') && scan_is_upper(scan, i - 1)); /* Dr. Schaepman */
}

/* Onder de Linden, De Savornin Lohman: where the name begins of which token i is the last word. */
static size_t name_begin(const struct scan *scan, size_t i)
{
    enum { WORDS = 5 };
    size_t begin = i;

    for (size_t at = i; at > 0 && at + WORDS > i && !scan_ends(scan, at - 1); at--) {
        bool upper = scan_is_upper(scan, at - 1) && scan_token(scan, at - 1)->shape == SHAPE_WORD;
        if (upper && scan_has(scan, at - 1, PERSON | TITLE | OFFICE | LIVES))
            break;
        if (upper && scan_opens(scan, at - 1) && at < begin && !scan_is_any_of(scan, at - 1, begins))
            break;
        if (upper)
            begin = at - 1;
        else if (!is_joint_of_name(scan, at - 1))
            break;
    }
    return begin;
}

/* The word of a place right before the name, or before its article; or the name is said to begin a sentence with one. */
static bool is_behind_place_word(const struct scan *scan, size_t begin)
{
    static const char *const articles[] = { "de", "het", "t", "'", NULL };
    size_t at = begin;

    if (scan_opens(scan, begin) && scan_is_any_of(scan, begin, at_place))
        return true;
    while (at > 0 && scan_is_any_of(scan, at - 1, articles))
        at--;
    return at > 0 && scan_is_any_of(scan, at - 1, at_place);
}

/* What is told of where people are: gezien op, uit huis gezet aan, de taxi rijdt naar. */
static bool is_word_of_home(const struct scan *scan, size_t i)
{
    if (scan_is(scan, i, "post")) /* a surname too */
        return true;
    return scan_token(scan, i)->value == OF_HOME && !scan_has(scan, i, FIRST | SURNAME | MONTH | NUMERAL);
}

static bool is_home_near(const struct scan *scan, size_t begin, size_t last)
{
    for (size_t at = begin; at > 0 && at + CONTEXT > begin && !scan_ends(scan, at - 1); at--)
        if (is_word_of_home(scan, at - 1))
            return true;
    for (size_t at = last + 2; at < last + CONTEXT && at < scan->count && !scan_ends(scan, at - 1); at++)
        if (is_word_of_home(scan, at))
            return true;
    return false;
}

/* wie gaat er mee naar Kuil 12, ik sta voor Kuil 12: somebody goes there. */
static bool is_aim_of_way(const struct scan *scan, size_t begin, size_t last)
{
    static const char *const aims[] = { "naar", "voor", "langs", "bij", "van", NULL };
    static const char *const goes[] = { "ga",    "mee",    "rijdt", "rijden", "gereden", "sta",  "stond",
                                        "moest", "fietst", "loopt", "kom",    "terug",   "kwam", NULL };
    static const char *const going[] = { "moeten", "gaan", "moet", "gereden", "rijden", "gevlucht", NULL };
    enum { REACH = 6 };

    if (begin == 0 || !scan_is_any_of(scan, begin - 1, aims))
        return false;
    if (scan_is(scan, begin - 1, "naar") && scan_is_any_of(scan, last + 1, going))
        return !scan_before(scan, begin, CONTEXT, THING | OFFICE);
    for (size_t at = begin; at > 0 && at + REACH > begin && !scan_ends(scan, at - 1); at--)
        if (scan_is_any_of(scan, at - 1, goes))
            return !scan_before(scan, begin, CONTEXT, THING | OFFICE);
    return false;
}

/* Op Kuil 12 woont een meisje; Kuil 12 is het adres van vader. */
static bool is_said_home(const struct scan *scan, size_t last)
{
    static const char *const lives[] = { "woont",  "wonen",   "woonde",  "woonden",      "verblijft", "slaapt",
                                         "slapen", "logeert", "logeren", "ingeschreven", NULL };
    enum { REACH = 9 };
    bool is = false;

    for (size_t at = last + 1; at < last + REACH && at < scan->count && !scan_ends(scan, at - 1); at++) {
        is = is || scan_is(scan, at, "is");
        if (scan_has(scan, at, LIVES) && (scan_is_any_of(scan, at, lives) || (is && scan_is(scan, at, "adres"))))
            return true;
    }
    return false;
}

/* moeder op Kuil 12: somebody is right there; a child on a thing with a number may do something there. */
static bool is_there(const struct scan *scan, size_t begin)
{
    static const char *const joints[] = { "op", "aan", NULL };
    static const char *const others[] = { "kind",    "kinderen",  "client",   "clienten", "cliente",
                                          "jongere", "jeugdige",  "patient",  "jongeren", "jeugdigen",
                                          "kids",    "deelnemer", "leerling", NULL };

    if (begin < 2 || !scan_is_any_of(scan, begin - 1, joints))
        return false;
    return scan_is(scan, begin - 2, "thuis") ||
           (scan_has(scan, begin - 2, PERSON | TITLE) && !scan_is_any_of(scan, begin - 2, others));
}

/* tante, Kuil 12; pleeggezin: Kuil 12; opa en oma (Kuil 12): right behind whom it is the house of. */
static bool is_behind_resident(const struct scan *scan, size_t begin)
{
    bool marked = begin > 1 && scan_is_any_mark(scan, begin - 1, ",:(");
    size_t who = marked ? begin - 2 : begin - 1;

    if (begin > 0 && is_word_of_home(scan, who))
        return true;
    return marked && (scan_is(scan, who, "thuis") || scan_has(scan, who, PERSON) || scan_is(scan, who - 1, "huis"));
}

/* Kuil 12 te Delft, Kuil 12 in Delft, Kuil 12, Delft. */
static bool is_before_town(const struct scan *scan, size_t last)
{
    static const char *const joints[] = { "te", "in", NULL };

    return scan_is_any_of(scan, last + 1, joints) && scan_is_upper(scan, last + 2) && !scan_has(scan, last + 2, MONTH);
}

/* Spreekkamer 3, Agendapunt 4: what is numbered within a house or a text. */
static bool is_numbered_thing(const struct scan *scan, size_t i)
{
    static const struct ending ends[] = { ENDING("kamer"),  ENDING("groep"),  ENDING("punt"),   ENDING("lokaal"),
                                          ENDING("zaal"),   ENDING("ruimte"), ENDING("kaart"),  ENDING("blad"),
                                          ENDING("scherm"), ENDING("plaats"), ENDING("hotel"),  ENDING("model"),
                                          ENDING("vak"),    ENDING("klas"),   ENDING("niveau"), ENDING("etage"),
                                          ENDING("deel"),   ENDING("boek"),   ENDING("serie"),  ENDING("code"),
                                          NO_ENDING };

    return scan_ending(scan_text(scan, i), ends) != NULL;
}

/* Kuil 12, of Kuil 12 is: a place, or the end of what is said; Snapchat 400 volgers are so many. */
static bool counts_nothing(const struct scan *scan, size_t last)
{
    static const char *const words[] = { "en",   "of",     "met", "als",  "is",    "was",     "om",   "maar",
                                         "want", "waar",   "die", "dat",  "heeft", "staat",   "te",   "in",
                                         "ze",   "hij",    "zij", "niet", "nu",    "wie",     "kan",  "wil",
                                         "moet", "mag",    "tot", "door", "omdat", "terwijl", "toen", "daar",
                                         "voor", "zonder", "ik",  "we",   NULL };

    return last + 1 == scan->count || scan_token(scan, last + 1)->shape == SHAPE_MARK ||
           scan_is_any_of(scan, last + 1, words);
}

/* de jongen hangt rond bij Kuil 12: somebody, at what is no word that we know. */
static bool is_somebody_at(const struct scan *scan, size_t begin, size_t last)
{
    static const char *const joints[] = { "op", "aan", "bij", "naar", NULL };
    static const unsigned somebody = PERSON | TITLE;

    static const char *const games[] = { "scoort", "scoorde", "score", "speelt", "spelen", "gamen", "leren", NULL };

    return begin > 0 && scan_is_any_of(scan, begin - 1, joints) && scan_token(scan, begin)->flags == 0 &&
           counts_nothing(scan, last) && !scan_is_any_of(scan, begin - 2, games) &&
           (scan_before(scan, begin, CONTEXT, somebody) || scan_after(scan, last + 1, CONTEXT, somebody));
}

/*
 * Any capitalised word with a number behind it is a place when what stands beside it says so: the name of a street
 * tells nothing, and things have numbers too.
 */
bool scan_is_home(const struct scan *scan, size_t i, size_t last, bool lives, bool known)
{
    bool scale = scan_token(scan, i)->capitals && scan_length(scan, i) < 6; /* IQ 85, CBCL 65 */
    size_t begin = name_begin(scan, i);
    bool opens = scan_opens(scan, begin) && scan_is_any_of(scan, begin, at_place); /* In Augeo Magazine 21 */
    bool shaped = begin < i && !opens && scan_is_any_of(scan, begin, begins);
    known = known || scan_has(scan, i, SCHOOL | PUPIL | FILED | ACCOUNT | HOME | BSN) || is_numbered_thing(scan, i);
    if ((known && !shaped) || (scale && begin == i))
        return false;
    if (lives)
        return begin == 0 || !scan_is_any_of(scan, begin - 1, apart);
    bool placed = is_behind_place_word(scan, begin);
    if ((placed || scan_opens(scan, begin)) && is_said_home(scan, last))
        return true;
    return is_behind_resident(scan, begin) || is_there(scan, begin) || is_aim_of_way(scan, begin, last) ||
           is_somebody_at(scan, begin, last) ||
           (placed && (shaped || is_home_near(scan, begin, last) || is_before_town(scan, last)));
}
