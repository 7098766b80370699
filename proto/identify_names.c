/* Rules about names. None of them is sure: they ask. */
#include "identify_persons.h"

enum { NAME_MAX = 6 };

/* ---- what may be a name ---- */

static bool is_initial(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    return token->shape == SHAPE_WORD && scan_length(scan, i) == 1 && scan->upper[token->from] &&
           scan_is_mark(scan, i + 1, '.') && !scan_token(scan, i + 1)->spaced;
}

static bool is_name(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    if (token->shape != SHAPE_WORD || !token->capital || scan_length(scan, i) < 2)
        return false;
    return (token->flags & (FIRST | SURNAME)) != 0 ||
           (token->flags & (NO_NAME | PARTICLE | TITLE | PERSON | OFFICE | MONTH | NUMERAL)) == 0;
}

/* Hoekstra, Yilmazoglu, Kowalska, Soerodimedjo: surnames that show in their end. */
static bool has_surname_form(struct span text)
{
    static const struct ending ends[] = { ENDING("stra"),     ENDING("sma"),     ENDING("inga"),  ENDING("oglu"),
                                          ENDING("ogullari"), ENDING("wicz"),    ENDING("czyk"),  ENDING("owski"),
                                          ENDING("owska"),    ENDING("inski"),   ENDING("inska"), ENDING("singh"),
                                          ENDING("persad"),   ENDING("djojo"),   ENDING("medjo"), ENDING("dimejo"),
                                          ENDING("wirjo"),    ENDING("karijo"),  ENDING("enko"),  ENDING("iev"),
                                          ENDING("ullah"),    ENDING("uddin"),   ENDING("zadeh"), ENDING("opoulos"),
                                          ENDING("escu"),     ENDING("idrissi"), NO_ENDING };
    const struct ending *end = scan_ending(text, ends);

    return end != NULL && text.len >= end->length + (size_t)3;
}

/* A word that is a name however it is written: behind mw or tante also in lower case or in capitals. */
static bool is_known_name(const struct scan *scan, size_t i, bool surname)
{
    const struct token *token = scan_token(scan, i);

    if (token->shape != SHAPE_WORD || scan_length(scan, i) < 2)
        return false;
    if ((token->flags & FIRST) != 0)
        return token->value < NAME_OR_OPENING || token->capital;
    return surname && ((token->flags & SURNAME) != 0 || has_surname_form(scan_text(scan, i)));
}

/* The last token of a name that goes on behind `i`: De Groot-Smit, Jan de Vries, Jan V. */
static size_t name_rest(const struct scan *scan, size_t i)
{
    for (size_t words = 1; words < NAME_MAX; words++) {
        size_t next = i + 1;
        if (scan_is_mark(scan, next, '-') && !scan_token(scan, next)->spaced)
            next++;
        next = scan_skip_particles(scan, next);
        if (!is_name(scan, next) || scan_token(scan, next)->line)
            return i;
        i = next;
    }
    return i;
}

/* The last token of a name that begins at `i`, with initials and particles in front; 0 when there is none. */
static size_t name_end(const struct scan *scan, size_t i, bool particles)
{
    size_t at = i;

    while (at < i + 12 && is_initial(scan, at))
        at += 2;
    if (particles)
        at = scan_skip_particles(scan, at);
    return is_name(scan, at) ? name_rest(scan, at) : 0;
}

/* A name that stands behind another token, so that 0 means none. */
static void ask(struct scan *scan, size_t first, size_t last)
{
    if (last > 0)
        scan_hit_tokens(scan, IDENTIFY_NAME, first, last, false);
}

/* ---- behind a word that says that a person follows ---- */

/* What follows mw. when it is no name: mw. weigert, dhr belt, fam wil niet. */
static bool is_said_of_title(const struct scan *scan, size_t i)
{
    static const char *const words[] = { "kwam",    "gaf",    "nam",     "zag",   "las",       "bleef", "sprak",
                                         "schreef", "kreeg",  "deed",    "hield", "liep",      "riep",  "sliep",
                                         "begreep", "vroeg",  "vond",    "zijn",  "boos",      "ziek",  "weer",
                                         "altijd",  "nooit",  "vaak",    "graag", "zelf",      "echt",  "helaas",
                                         "steeds",  "alsnog", "tekende", "erg",   "inmiddels", "thuis", "samen",
                                         "hoopt",   NULL };
    struct span text = scan_text(scan, i);
    const char *end = text.ptr + text.len;

    return text.len < 4 || end[-1] == 't' || memcmp(end - 2, "de", 2) == 0 || memcmp(end - 2, "te", 2) == 0 ||
           memcmp(end - 2, "en", 2) == 0 || scan_is_any_of(scan, i, words);
}

/* o.b.v., m.b.t., o.a.: letters with full stops that are words, not somebody's initials. */
static bool is_short_phrase(const struct scan *scan, size_t i)
{
    static const char *const two[] = { "oa", "bv", "ed", "mn", "mi", "ic", "og", "ev", "nl", "cq", "io", NULL };
    size_t letters = 0;
    char pair[3] = "";

    for (; letters < 3 && scan_length(scan, i) == 1 && scan_is_mark(scan, i + 1, '.'); i += 2) {
        if (scan->upper[scan_token(scan, i)->from])
            return false;
        if (letters < 2)
            pair[letters] = scan->low[scan_token(scan, i)->from];
        letters++;
    }
    for (size_t word = 0; letters == 2 && two[word] != NULL; word++)
        if (strcmp(pair, two[word]) == 0)
            return true;
    return letters > 2;
}

/* mw bakker, DHR. VAN WIJNGAARDEN, mevr de V.: in lower case or in capitals only what is known or looks like it. */
static size_t shouted_or_low_end(const struct scan *scan, size_t i, bool shouted)
{
    size_t at = i;

    while (at < i + 6 && scan_length(scan, at) == 1 && scan_is_mark(scan, at + 1, '.') && !scan_has(scan, at, PARTICLE))
        at += 2;
    bool initials = at > i;
    at = scan_skip_particles(scan, at);
    bool particles = !initials && at > i;
    const struct token *name = scan_token(scan, at);
    if (name->shape != SHAPE_WORD || name->line)
        return 0;
    if (is_known_name(scan, at, true) || (particles && is_initial(scan, at)))
        return at;
    bool short_title = i > 0 && !particles && scan_is_short_title(scan, scan_is_mark(scan, i - 1, '.') ? i - 2 : i - 1);
    bool surname = particles &&
                   (scan_is(scan, at - 1, "der") || scan_is(scan, at - 1, "den") || !scan_has(scan, at - 1, PARTICLE));
    if (name->flags == 0 && !name->capitals && (short_title || surname) && !is_said_of_title(scan, at))
        return at;
    if (initials && is_short_phrase(scan, i))
        return 0;
    bool plausible =
        (name->flags & (NO_NAME | PERSON | OFFICE | LIMIT | PARTICLE | FILLER)) == 0 && scan_length(scan, at) > 3;
    return plausible && ((initials && !shouted) ||
                         (shouted && name->capitals && (particles || !scan_token(scan, i - 1)->capitals)))
               ? at
               : 0;
}

/* Familie Oude Wesselink, mevrouw Klein Gunnewiek: the last token of a surname that begins with a word; 0: none. */
static size_t worded_surname_end(const struct scan *scan, size_t i)
{
    static const char *const words[] = { "oude", "olde", "groot", "klein", "grote", "kleine", "lange", NULL };

    return scan_token(scan, i)->capital && scan_is_any_of(scan, i, words) && is_name(scan, i + 1) &&
                   !scan_token(scan, i + 1)->line
               ? name_rest(scan, i + 1)
               : 0;
}

/* mevrouw El Idrissi, gezin De Wit, dhr. van Dam. */
static void behind_title(struct scan *scan, size_t i)
{
    size_t name = scan_is_short_title(scan, i) && scan_is_mark(scan, i + 1, '.') ? i + 2 : i + 1;
    name += scan_is_mark(scan, name, '"') || scan_is_mark(scan, name, '\''); /* gezin "de Wolf" */
    size_t last = name_end(scan, name, true);
    bool letter = scan_length(scan, name) == 1 && scan->upper[scan_token(scan, name)->from];

    if (last == 0)
        last = worded_surname_end(scan, name);
    if (last == 0 && letter) /* dhr A el Mansouri */
        last = name_end(scan, name + 1, true);
    if (last == 0 && scan_has(scan, name, PARTICLE) &&
        scan_token(scan, name)->capital) /* Van Oosterhout, also a town */
        last = scan_token(scan, scan_skip_particles(scan, name))->capital ? scan_skip_particles(scan, name) : 0;
    if (last == 0)
        last = shouted_or_low_end(scan, name, scan_token(scan, name)->capitals);
    if (last == 0 && is_initial(scan, name)) /* mw. K. wil niet */
        last = name + 1;
    if (scan_is_mark(scan, name, ',') && scan_is(scan, name + 1, "de") && scan_token(scan, name + 2)->capital &&
        scan_is_mark(scan, name + 3, '\'') && scan_is(scan, name + 4, "s"))
        last = name += 2; /* het gezin, de Kowalski's */
    if (!scan_token(scan, name)->line)
        ask(scan, name, last);
}

/* Behind a comma, an opening bracket or a colon: the mark that must follow the name. */
static char closing_mark(const struct scan *scan, size_t i)
{
    return scan_is_mark(scan, i, ',') ? ',' : scan_is_mark(scan, i, '(') ? ')' : '\0';
}

/* cliënt K., jongen S wil niet: a capital alone; not kind A and kind B, of whom there are none. */
static bool is_letter_for_name(const struct scan *scan, size_t i)
{
    static const char made_up[] = "abcdxyzn";
    const struct token *token = scan_token(scan, i);

    return token->shape == SHAPE_WORD && scan_length(scan, i) == 1 && scan->upper[token->from] && !token->line &&
           strchr(made_up, scan->low[token->from]) == NULL && !scan_is_mark(scan, i + 1, '-') &&
           !scan_is_mark(scan, i + 1, '\'') && !scan_is_mark(scan, i + 1, '&');
}

/* cliënt Sanne; zusje, Noor,; vader (Mohamed); de kinderen De Boer; de moeder van Sven; tante jolanda. */
static void behind_person(struct scan *scan, size_t i)
{
    char mark = closing_mark(scan, i + 1);
    bool skip = mark != '\0' || scan_is(scan, i + 1, "van") || scan_is_mark(scan, i + 1, ':');
    size_t name = skip ? i + 2 : i + 1;
    bool heading = scan_token(scan, i)->capital && !scan_opens(scan, i); /* the course Ouders van Tegendraadse Jeugd */
    size_t last =
        heading || scan_is_idiom(scan, i) ? 0 : name_end(scan, name, mark == '\0' && scan_token(scan, name)->capital);

    if (last == 0 && is_known_name(scan, name, false) && !scan_is_idiom(scan, i))
        last = name;
    if (last == 0 && mark == '\0' && scan_length(scan, name) == 1 && scan_is_mark(scan, name + 1, '.') && name == i + 1)
        last = shouted_or_low_end(scan, name, false);
    if (last == 0 && mark == '\0' && name == i + 1 && is_letter_for_name(scan, name))
        last = name;
    if (last > 0 && !scan_token(scan, name)->line && (mark == '\0' || scan_is_mark(scan, last + 1, mark)))
        ask(scan, name, last);
}

/* heet Jayden, genaamd Roos, haar naam is Sofie, naam kind: Julian, noemt zich Dex, noemen haar Bieke. */
static void behind_called(struct scan *scan, size_t i)
{
    static const char *const links[] = { "is", "zich", "van", "haar", "hem", "het", "de", NULL };
    size_t name = i + 1;

    while (name < i + 5 && (scan_has(scan, name, FILLER | PERSON) || scan_is_any_of(scan, name, links) ||
                            scan_is_mark(scan, name, ':')))
        name++;
    bool thing = scan_is(scan, name - 1, "het") && name == i + 2; /* Tilburg noemt het Toegang */
    thing = thing || (scan_is(scan, name - 1, "de") && scan_has(scan, i, CALLED) &&
                      !scan_has(scan, name, FIRST | SURNAME)); /* heet nu de Luisterlijn */
    if (thing || scan_before(scan, i, 6, THING) || scan_before(scan, i, 3, OFFICE) || scan_token(scan, name)->line)
        return;
    size_t last = name_end(scan, name, true);
    if (last == 0 && scan_has(scan, name, MONTH) && scan_token(scan, name)->capital &&
        scan_token(scan, name + 1)->capital)
        last = name + 1;                                /* zij heet Mei Ling */
    bool filled_in = scan_is_mark(scan, name - 1, ':'); /* naam: jansen */
    ask(scan, name, last > 0 ? last : is_known_name(scan, name, filled_in) ? name : 0);
}

/* betreft: Kwesi Boateng; ik begeleid Priya; bij Djoeke thuis. */
static void behind_contact(struct scan *scan, size_t i)
{
    static const char *const about[] = { "betreft", "betr", "inzake", "re", "onderwerp", NULL };
    static const char *const meets[] = { "begeleid", "begeleidt", "begeleiden", "sprak", "bezoek", "bezocht", NULL };
    size_t name = scan_is_mark(scan, i + 1, ':') ? i + 2 : i + 1;
    size_t last = name_end(scan, name, true);

    if (last == 0 || scan_token(scan, name)->line)
        return;
    bool whole = last > name || scan_has(scan, name, FIRST);
    if ((scan_is_any_of(scan, i, about) && whole) || scan_is_any_of(scan, i, meets) ||
        (scan_is(scan, i, "bij") && scan_is(scan, last + 1, "thuis")))
        ask(scan, name, last);
}

/* Daan (9); Kevin, 12 jaar; Kevin van 12; M. (14): a name and an age, each by itself. */
static void before_age(struct scan *scan, size_t i, size_t behind)
{
    size_t last = scan_ages_end(scan, behind, CHILD_MAX), age = last > 0 ? behind : behind + 1;

    if (last == 0 && scan_is_mark(scan, behind, ',') && scan_is_age(scan, behind + 1, CHILD_MAX) &&
        scan_has(scan, behind + 2, YEARS))
        last = behind + 2;
    if (last == 0 && scan_is(scan, behind, "van") && scan_is_age(scan, behind + 1, CHILD_MAX) && !scan_opens(scan, i) &&
        !scan_has(scan, i, THING | CAPTION | REGISTER) && scan_date_end(scan, behind + 1) == 0) /* van 11 mei */
        last = behind + 1;
    if (last == 0)
        return;
    ask(scan, i, behind - 1);
    scan_hit_tokens(scan, IDENTIFY_AGE, age, last, false);
}

/* ---- a name that stands alone ---- */

/* R. Hoekstra, J.P. van der Meulen; not "Optie A. Daarna". K.B. alone. */
static void behind_initials(struct scan *scan, size_t i)
{
    static const char *const common[] = { "nb", "ps", "bv", "nv", "vs", "uk", "eu", "vn", "tv", "ts", "sv", NULL };
    size_t last = name_end(scan, i, true);

    if ((i > 0 && scan_has(scan, i - 1, CAPTION)) || scan_has(scan, i + 4, BSN | BIRTH)) /* B.S.N. */
        return;
    size_t second = scan_skip_particles(scan, i + 2);
    if (last == 0 && second > i + 2 && is_initial(scan, second)) { /* M. de V. */
        ask(scan, i, second + 1);
        return;
    }
    if (last > 0 && scan_length(scan, last) > 2 && !scan_is_cited(scan, last + 1) && !scan_is_writer(scan, last) &&
        !scan_is_reference(scan, i, last)) {
        ask(scan, i, last);
        return;
    }
    if (!is_initial(scan, i + 2) || scan_token(scan, i + 2)->spaced || (i > 1 && is_initial(scan, i - 2)))
        return;
    char pair[3] = { scan->low[scan_token(scan, i)->from], scan->low[scan_token(scan, i + 2)->from], '\0' };
    for (size_t word = 0; common[word] != NULL; word++)
        if (strcmp(pair, common[word]) == 0)
            return;
    if (last == 0)
        ask(scan, i, i + 3);
}

/* Samen Leren, Anders Meten: a word that is a name too, first of two in a row of such headings. */
static bool is_heading(const struct scan *scan, size_t i)
{
    return scan_token(scan, i)->value != NAME_ONLY && scan_token(scan, i + 1)->capital &&
           !scan_has(scan, i + 1, SURNAME | PARTICLE) && scan_is_mark(scan, i - 1, ',') &&
           scan_token(scan, i - 2)->capital && scan_token(scan, i - 3)->capital &&
           !scan_has(scan, i - 2, FIRST | SURNAME) && !scan_has(scan, i - 3, FIRST | SURNAME);
}

/* A frequent first name: with a capital, in lower case when it is no word, in capitals among capitals. */
static void bare_first_name(struct scan *scan, size_t i)
{
    static const char *const articles[] = { "de", "het", "een", NULL };
    const struct token *token = scan_token(scan, i);
    bool among = scan_token(scan, i + 1)->capitals || (i > 0 && scan_token(scan, i - 1)->capitals);
    size_t length = scan_length(scan, i);
    bool opening =
        scan_opens(scan, i) || scan_is_mark(scan, i - 1, ':') || (scan_is_mark(scan, i - 1, '-') && token->spaced);
    bool written = token->capitals  ? (among ? length > 3 : length > 4) && token->value == NAME_ONLY
                   : token->capital ? token->value < NAME_OR_OPENING || !opening || scan_acts_like_person(scan, i)
                                    : token->value == NAME_ONLY && scan_length(scan, i) > 2;
    bool joined =
        (scan_is_mark(scan, i + 1, '@') || scan_is_mark(scan, i + 1, '.')) && !scan_token(scan, i + 2)->spaced;

    if (!written || joined || scan_is_idiom(scan, i) || scan_is_idiom(scan, i - 1) || scan_is_idiom(scan, i - 2) ||
        scan_is_defined(scan, i) || scan_is_saint(scan, i) || is_heading(scan, i) ||
        (i > 1 && scan_has(scan, i - 1, PARTICLE) && scan_is_defined(scan, i - 2)) ||
        (token->value == NAME_OR_OPENING && scan_is_mark(scan, i + 1, '.')) ||
        (i > 0 && !token->spaced &&
         (scan_is_mark(scan, i - 1, '.') || scan_is_mark(scan, i - 1, '@') || scan_is_mark(scan, i - 1, '/'))))
        return;
    size_t last = name_rest(scan, i);
    bool thing = (i > 0 && scan_is_any_of(scan, i - 1, articles) && last == i) ||   /* de Gemma: persons have none */
                 scan_is_of_compound(scan, i) || scan_is_of_compound(scan, last) || /* Dick Bruna-plaatjes */
                 scan_is_behind_thing(scan, i) || scan_is_writer(scan, last) ||
                 (scan_has(scan, i - 1, CALLED) && scan_before(scan, i - 1, 4, THING)); /* de hond heet Bobby */
    bool house = thing || (last > i + 1 && scan_names_house(scan, last - 1));           /* Johan Cruyff Foundation */
    if (!house && !scan_names_house(scan, i) && !scan_names_house(scan, last) && !scan_is_plural(scan, i) &&
        !scan_is_public_figure(scan, i) && !scan_is_cited(scan, i + 1))
        scan_hit_tokens(scan, IDENTIFY_NAME, i, last, false);
}

/* Jansen heeft gebeld, Jansen, moeder van: a frequent surname alone, when what follows is said of one person. */
static void known_surname(struct scan *scan, size_t i)
{
    bool of_house = scan_is(scan, i - 1, "van") && scan_is(scan, i - 2, "die") && !scan_is(scan, i - 3, "dan");

    static const char *const verbs[] = { "heeft", "is",      "was", "wil",   "zegt",  "belde",  "belt",
                                         "komt",  "weigert", "had", "gaat",  "mailt", "mailde", "moet",
                                         "kan",   "mag",     "zei", "wilde", "kwam",  "tekent", NULL };
    bool apposition = scan_is_mark(scan, i + 1, ',') && scan_has(scan, i + 2, PERSON);

    if (!scan_token(scan, i)->capital || scan_token(scan, i)->value != NAME_ONLY || scan_is(scan, i - 1, "volgens") ||
        !(apposition || of_house || scan_is_any_of(scan, i + 1, verbs)) || scan_has(scan, i - 1, BODY | OFFICE) ||
        scan_is_public_figure(scan, i) || scan_is_cited(scan, i + 1))
        return;
    scan_hit_tokens(scan, IDENTIFY_NAME, i, i, false);
}

/* Van Dijk belde; volgens El Amrani: a surname that shows in what stands before it. */
static void bare_surname(struct scan *scan, size_t i)
{
    static const char *const begins[] = { "van", "vd", "vander", "ter", "ten", "el", "al", "ait", "ben", "von", NULL };
    size_t name = scan_skip_particles(scan, i);

    if (!scan_is_upper(scan, i) || !scan_is_any_of(scan, i, begins) || !is_name(scan, name) ||
        scan_token(scan, name)->line)
        return;
    if ((scan_opens(scan, i) || scan_has(scan, name, NO_NAME)) && !scan_has(scan, name, SURNAME))
        return;
    size_t last = name_rest(scan, name);
    bool firm = scan_is_mark(scan, last + 1, '&') && scan_is_upper(scan, last + 2); /* Ten Berge & Bakker */
    bool house = scan_is_idiom(scan, i) || scan_names_house(scan, i) || scan_names_house(scan, name) ||
                 scan_names_house(scan, last) || firm || scan_is_writer(scan, last) || scan_is_behind_thing(scan, i);
    if (!house && !scan_is_public_figure(scan, i) && !scan_is_cited(scan, last + 1) &&
        !scan_is(scan, i - 3, "volgens") && !scan_is(scan, i - 1, "volgens"))
        ask(scan, i, last);
}

/* Djamilla, Shanelynn, Rashidullah: first names that show in their end. */
static bool has_first_name_form(struct span text)
{
    static const struct ending ends[] = { ENDING("illa"),  ENDING("elina"), ENDING("isha"),   ENDING("iyah"),
                                          ENDING("lynn"),  ENDING("linn"),  ENDING("leigh"),  ENDING("eddine"),
                                          ENDING("yano"),  ENDING("ienne"), ENDING("ijntje"), ENDING("ianne"),
                                          ENDING("lotte"), ENDING("ieke"),  ENDING("iesha"),  ENDING("oufal"),
                                          ENDING("quan"),  ENDING("linda"), NO_ENDING };
    const struct ending *end = scan_ending(text, ends);

    return end != NULL && text.len >= end->length + (size_t)2;
}

/*
 * Any capitalised word that is not known to be something else, when what is beside it is a person's. Where a sentence
 * begins every word has a capital: there only what it does counts.
 */
static void unknown_name(struct scan *scan, size_t i)
{
    size_t last = name_rest(scan, i);

    if (scan_opens(scan, i)) {
        if (scan_has(scan, i, OFFICE | BODY | FILED | THING | SCHOOL | LIVES) ||
            !scan_has_personal_state(scan, last + 1))
            return;
    } else if (scan_has(scan, i - 1, THING) || scan_is_behind_thing(scan, i)) { /* het prentenboek Kikker is bang */
        return;
    } else if (!scan_acts_like_person(scan, last) && !has_surname_form(scan_text(scan, last)) &&
               !has_first_name_form(scan_text(scan, i)))
        return;
    scan_hit_tokens(scan, IDENTIFY_NAME, i, last, false);
}

/* fennas moeder: a first name with the s of what is hers. */
static void owned_by_name(struct scan *scan, size_t i)
{
    struct span text = scan_text(scan, i);

    if (text.len < 5 || text.ptr[text.len - 1] != 's' || !scan_has(scan, i + 1, PERSON))
        return;
    struct meaning name = word_find((struct span){ text.ptr, text.len - 1 });
    if ((name.flags & FIRST) != 0 && name.value == NAME_ONLY)
        scan_hit_tokens(scan, IDENTIFY_NAME, i, i, false);
}

/* Whether any of this may find a name at a word: most are neither written nor known like one, and nothing beside them. */
static bool may_be_of_name(const struct scan *scan, size_t i)
{
    static const unsigned names = TITLE | PERSON | CALLED | NAMED | SURNAME | PARTICLE | FIRST;
    const struct token *token = &scan->tokens[i], *next = scan_token(scan, i + 1);

    return scan->upper[token->from] || (token->flags & names) != 0 || next->capital || next->capitals ||
           (token->flags == 0 && (next->flags & PERSON) != 0) || scan_is_mark(scan, i + 1, ':');
}

/* What is no client's name, whatever it looks like. */
static bool is_of_nobody(const struct scan *scan, size_t i)
{
    return scan_is_writer_self(scan, i) || scan_is(scan, i, "gezinshuis") ||
           (scan_token(scan, i)->capital && scan_is(scan, i - 1, "gemeente")); /* Gemeente Stein */
}

void rule_name(struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    if (token->shape != SHAPE_WORD || !may_be_of_name(scan, i) || is_of_nobody(scan, i))
        return;
    bool initial = is_initial(scan, i);
    if (is_name(scan, i))
        before_age(scan, i, i + 1);
    else if (initial)
        before_age(scan, i, i + 2);
    if ((token->flags & TITLE) != 0)
        behind_title(scan, i);
    if ((token->flags & PERSON) != 0)
        behind_person(scan, i);
    if ((token->flags & (CALLED | NAMED)) != 0)
        behind_called(scan, i);
    if (initial)
        behind_initials(scan, i);
    if ((token->flags & SURNAME) != 0)
        known_surname(scan, i);
    if ((token->flags & PARTICLE) != 0)
        bare_surname(scan, i);
    if ((token->flags & FIRST) != 0)
        bare_first_name(scan, i);
    else if (is_name(scan, i))
        unknown_name(scan, i);
    if (token->flags == 0)
        owned_by_name(scan, i);
    if (scan_is_upper(scan, i + 1) || scan_is_mark(scan, i + 1, ':'))
        behind_contact(scan, i);
}
