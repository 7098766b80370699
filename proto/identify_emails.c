/* Rules about where somebody can be written to: an e-mail address. */
#include "identify_scan.h"

enum { LOCAL_MAX = 64, LABEL_MAX = 64 };

static bool is_local(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c != '\0' && strchr("._+-%", c) != NULL);
}

static bool is_label(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
}

/* Where the name before glyph `to` begins; `to` itself when there is none. */
static size_t local_begin(const struct scan *scan, size_t to)
{
    size_t from = to;

    while (from > 0 && to - from < LOCAL_MAX && is_local(scan->low[from - 1]))
        from--;
    while (from < to && scan->low[from] == '.')
        from++;
    return from;
}

static size_t skip_spaces(const struct scan *scan, size_t at)
{
    while (scan->low[at] == ' ')
        at++;
    return at;
}

static size_t label_end(const struct scan *scan, size_t at)
{
    size_t from = at;

    while (at - from < LABEL_MAX && is_label(scan->low[at]))
        at++;
    return at;
}

/* gmail-dot-com */
static bool says_dot(const struct scan *scan, size_t from, size_t end)
{
    return memmem(scan->low + from, end - from, "-dot-", 5) != NULL ||
           memmem(scan->low + from, end - from, "-punt-", 6) != NULL;
}

static bool is_top_level(const struct scan *scan, size_t at)
{
    static const char *const ends[] = { "nl", "com", "be", "org", "net", "eu", "de" };
    size_t end = label_end(scan, at);

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        if (span_is((struct span){ scan->low + at, end - at }, ends[i]))
            return true;
    return false;
}

/*
 * Behind a dot however it is written: ".", " . ", " punt ", "(dot)", " [.] "; 0 when there is none. A dot with a
 * space behind it ends a sentence.
 */
static size_t behind_dot(const struct scan *scan, size_t at)
{
    static const char *const dots[] = { "punt", "dot", "punkt", "." };
    bool spaced = scan->low[at] == ' ';
    size_t dot = skip_spaces(scan, at);
    char open = scan->low[dot], close = open == '(' ? ')' : open == '[' ? ']' : open == '{' ? '}' : '\0';

    if (open == ',' && !spaced && is_top_level(scan, dot + 1)) /* example,nl */
        return dot + 1;
    if (open == '.')
        return spaced ? skip_spaces(scan, dot + 1) : dot + 1;
    if (close != '\0')
        dot = skip_spaces(scan, dot + 1);
    for (size_t i = 0; i < sizeof dots / sizeof dots[0]; i++) {
        size_t len = strlen(dots[i]);
        if (strncmp(scan->low + dot, dots[i], len) != 0)
            continue;
        size_t end = skip_spaces(scan, dot + len);
        if (close != '\0')
            return scan->low[end] == close ? skip_spaces(scan, end + 1) : 0;
        return spaced && end > dot + len ? end : 0;
    }
    return 0;
}

/* The end of a domain at this glyph: two labels at least, the last of letters. 0 when there is none. */
static size_t domain_end(const struct scan *scan, size_t at)
{
    size_t end = label_end(scan, at), good = says_dot(scan, at, end) ? end : 0;

    for (int labels = 0; end > at && labels < 6; labels++) {
        at = behind_dot(scan, end);
        if (at == 0)
            break;
        end = label_end(scan, at);
        if (end - at >= 2 && scan->low[at] >= 'a')
            good = end;
    }
    return good;
}

/* jansen@gmail: everybody knows what belongs behind it. */
static size_t provider_end(const struct scan *scan, size_t at)
{
    static const char *const providers[] = { "gmail", "hotmail", "outlook", "live",
                                             "ziggo", "kpnmail", "icloud",  "yahoo" };
    size_t end = label_end(scan, at);

    for (size_t i = 0; i < sizeof providers / sizeof providers[0]; i++)
        if (span_is((struct span){ scan->low + at, end - at }, providers[i]))
            return end;
    return 0;
}

static bool is_sign(const struct scan *scan, size_t i)
{
    static const char *const signs[] = { "at", "apenstaartje", "apestaartje", "apenstaart", "apestaart", "@" };

    for (size_t sign = 0; sign < sizeof signs / sizeof signs[0]; sign++)
        if (scan_is(scan, i, signs[sign]))
            return true;
    return scan_is(scan, i, "a") && scan_is_any_mark(scan, i + 1, ")]}"); /* jan(a)example.nl */
}

/* The sign, in brackets or not: the tokens from *first to *last. */
static bool find_sign(const struct scan *scan, size_t i, size_t *first, size_t *last)
{
    char begin = scan->low[scan_token(scan, i)->from];

    if (!(begin == '@' || begin == 'a') || !is_sign(scan, i)) /* most words are none: the cheap look first */
        return false;
    bool open = i > 0 && scan_is_any_mark(scan, i - 1, "([{<_-\"'");
    bool closed = scan_is_any_mark(scan, i + 1, ")]}>_-\"'");

    *first = open && closed ? i - 1 : i;
    *last = open && closed ? i + 1 : i;
    return *first > 0;
}

/* jansen1980, j.bakker, info.petra: a number, an initial or a name makes it somebody's. */
static bool is_personal(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    static const struct ending kin[] = { ENDING("vader"), ENDING("moeder"), ENDING("mama"), ENDING("papa"), NO_ENDING };

    return token->shape == SHAPE_DIGITS || (token->shape == SHAPE_WORD && scan_length(scan, i) == 1) ||
           scan_has(scan, i, FIRST | SURNAME) || scan_ending(scan_text(scan, i), kin) != NULL; /* hulpvader */
}

/* What a box is called that is nobody's own: applicatiebeheer, gebiedsteam. */
static bool is_of_function(const struct scan *scan, size_t i)
{
    static const struct ending ends[] = { ENDING("team"),          ENDING("teams"),        ENDING("beheer"),
                                          ENDING("administratie"), ENDING("dienst"),       ENDING("loket"),
                                          ENDING("bureau"),        ENDING("balie"),        ENDING("raad"),
                                          ENDING("zaken"),         ENDING("secretariaat"), ENDING("punt"),
                                          ENDING("advies"),        ENDING("centrum"),      ENDING("vervoer"),
                                          ENDING("verhuur"),       ENDING("verkeer"),      ENDING("begeleiding"),
                                          ENDING("behandeling"),   ENDING("opvang"),       ENDING("kamer"),
                                          ENDING("groep"),         ENDING("afdeling"),     NO_ENDING };

    return scan_has(scan, i, MAILBOX) || scan_ending(scan_text(scan, i), ends) != NULL;
}

/* info@, wijkteam.delft@, gebouwbeheer@: nobody's own; "mail moeder: info.kapsalon@" is hers. */
static bool is_mailbox(const struct scan *scan, size_t from, size_t sign)
{
    bool mailbox = false, unknown = false;
    size_t first = sign;

    for (size_t i = sign; i > 0 && scan_token(scan, i - 1)->from >= from; i--) {
        if (is_personal(scan, i - 1))
            return false;
        mailbox = mailbox || is_of_function(scan, i - 1);
        unknown = unknown || (scan_token(scan, i - 1)->shape == SHAPE_WORD && scan_token(scan, i - 1)->flags == 0);
        first = i - 1;
    }
    return mailbox && !(unknown && scan_before(scan, first, 3, PERSON));
}

/* ..., dat is haar eigen adres: whose it is follows. `at`: the token behind it. */
static bool is_own_address(const struct scan *scan, size_t at)
{
    static const char *const links[] = { ",", "(", "dat", "dit", "is", "was", NULL };
    static const char *const owners[] = { "haar", "zijn", "hun", NULL };

    for (size_t end = at + 4; at < end && scan_is_any_of(scan, at, links);)
        at++;
    return scan_is_any_of(scan, at, owners) && (scan_is(scan, at + 1, "eigen") || scan_is(scan, at + 1, "prive")) &&
           !scan_is(scan, at + 2, "werk");
}

static size_t token_behind(const struct scan *scan, size_t i, size_t end)
{
    while (i < scan->count && scan_token(scan, i)->from < end)
        i++;
    return i;
}

void rule_email(struct scan *scan, size_t i)
{
    size_t first, last;

    if (!find_sign(scan, i, &first, &last))
        return;
    size_t to = scan_token(scan, first - 1)->to;
    size_t from = local_begin(scan, to);
    size_t domain = skip_spaces(scan, scan_token(scan, last)->to);
    size_t end = domain_end(scan, domain);
    if (end == 0)
        end = provider_end(scan, domain);
    if (from < to && end > 0 && (!is_mailbox(scan, from, first) || is_own_address(scan, token_behind(scan, last, end))))
        scan_hit(scan, IDENTIFY_EMAIL, from, end, true);
}
