/*
 * A text as the rules of the client-safe gate see it, internal to proto/identify*.c: folded (no accents, no
 * capitals, no hidden characters, digits of every script as 0-9), cut into words, numbers and marks, with the
 * way back to the characters of the original.
 */
#ifndef VAKWERK_IDENTIFY_SCAN_H
#define VAKWERK_IDENTIFY_SCAN_H

#include "identify.h"
#include "identify_words.h"

#include <stdint.h>

enum { NUMBERED = 5 };

struct token {
    enum token_shape { SHAPE_WORD, SHAPE_DIGITS, SHAPE_MARK } shape;
    uint32_t from, to; /* glyphs */
    uint32_t group;    /* the token with which a number goes on behind this one; 0: none */
    unsigned flags;    /* what is known of the word */
    short value;       /* of a MONTH, a NUMERAL a name, or one of OF_... */
    bool numbered;     /* a number stands here or within NUMBERED tokens behind it */
    bool cut;          /* what follows is a mark at which only a number that is meant as one goes on */
    bool spaced;       /* white space before it */
    bool line;         /* a new line before it */
    bool capital;      /* the first letter alone */
    bool capitals;     /* all letters, and more than one */
    bool ends;         /* a sentence ends with it */
    bool separator;    /* a mark that people put inside a number */
};

struct scan {
    char *low;     /* each glyph: a-z, 0-9, ASCII marks, ' ', '\\n'; 1 for a letter, 2 for a mark outside of ASCII */
    bool *upper;   /* it was a capital */
    uint32_t *at;  /* the code point it came from; low and upper stand in the same memory */
    size_t glyphs; /* low has a NUL behind the last */
    size_t points; /* code points of the text */
    struct token *tokens;
    size_t count;
    bool numbers; /* there is a number in it, or a month */
    struct identify_hit *hits;
    size_t hit_count, max;
};

/* Reads a text; false when memory is out. */
bool scan_init(struct scan *scan, struct span text, struct identify_hit *hits, size_t max);
void scan_release(struct scan *scan);

/* The token at this place, or a mark that fits nothing behind the end and, by wrapping, before the beginning. */
extern const struct token scan_nothing;
static inline const struct token *scan_token(const struct scan *scan, size_t i)
{
    return i < scan->count ? &scan->tokens[i] : &scan_nothing;
}

static inline bool scan_has(const struct scan *scan, size_t i, unsigned flags)
{
    return (scan_token(scan, i)->flags & flags) != 0;
}

static inline struct span scan_text(const struct scan *scan, size_t i)
{
    const struct token *token = scan_token(scan, i);

    return (struct span){ scan->low + token->from, token->to - token->from };
}

/* Letter by letter, without a call: of the lists that are asked most words differ in the first. */
static inline bool scan_is(const struct scan *scan, size_t i, const char *word)
{
    const struct token *token = scan_token(scan, i);

    for (size_t at = token->from; at < token->to; at++, word++)
        if (scan->low[at] != *word)
            return false;
    return *word == '\0';
}

/* How words end, in a table that knows how long each end is. */
struct ending {
    char text[19];
    uint8_t length; /* 0: the end of the table */
};

/* clang-format off */
#define ENDING(text) { text, sizeof text - 1 }
#define NO_ENDING { "", 0 }
/* clang-format on */

static inline bool scan_ends_so(struct span word, const struct ending *ending)
{
    return word.len >= ending->length && word.ptr[word.len - 1] == ending->text[ending->length - 1] &&
           memcmp(word.ptr + word.len - ending->length, ending->text, ending->length) == 0;
}

/* The one of these with which the word ends; NULL when there is none. */
const struct ending *scan_ending(struct span word, const struct ending *endings);

static inline bool scan_is_mark(const struct scan *scan, size_t i, char mark)
{
    return i < scan->count && scan->tokens[i].shape == SHAPE_MARK && scan->low[scan->tokens[i].from] == mark;
}

/* Whether it is one of these marks. */
static inline bool scan_is_any_mark(const struct scan *scan, size_t i, const char *marks)
{
    if (i >= scan->count || scan->tokens[i].shape != SHAPE_MARK)
        return false;
    for (char mark = scan->low[scan->tokens[i].from]; *marks != '\0'; marks++)
        if (*marks == mark)
            return true;
    return false;
}

static inline bool scan_is_digits(const struct scan *scan, size_t i)
{
    return scan_token(scan, i)->shape == SHAPE_DIGITS;
}

/* A word that says digits, of a telephone or a file: zes, achtentwintig, nulzes; no hundreds. */
static inline bool scan_is_spoken(const struct scan *scan, size_t i)
{
    return scan_has(scan, i, NUMERAL) && scan_token(scan, i)->value < 100;
}

/* The digit that this letter of the folded text is taken for; 0 when it is none. */
char scan_digit_like(char letter);

/* A mark that people put inside a number. */
static inline bool scan_is_separator(const struct scan *scan, size_t i)
{
    return scan_token(scan, i)->separator;
}

/* Whether token i stands against digits or letters on its left, so that a number does not begin there. */
bool scan_is_inside(const struct scan *scan, size_t i);

/* Whether a number goes on behind token i without a space. */
bool scan_goes_on(const struct scan *scan, size_t i);

size_t scan_length(const struct scan *scan, size_t i); /* glyphs of the token */

/* dhr, mevr, fam: a full stop behind it belongs to it. */
bool scan_is_short_title(const struct scan *scan, size_t i);

/* Whether a sentence ends with this token: every rule that looks around asks it of each token that it passes. */
static inline bool scan_ends(const struct scan *scan, size_t i)
{
    return scan_token(scan, i)->ends;
}

/* Whether a sentence, a line or an item of a list begins here, so that a capital says nothing. */
bool scan_opens(const struct scan *scan, size_t i);

bool scan_is_upper(const struct scan *scan, size_t i); /* a capital in front, or all capitals */

/* Whether the token is one of these words or marks, of which the last is NULL; none of them is a number. */
bool scan_is_any_of(const struct scan *scan, size_t i, const char *const *words);

/* The first token behind van, van der, v.d., El; `i` itself when there is none. */
size_t scan_skip_particles(const struct scan *scan, size_t i);

/* Whether one of so many tokens before (not including) or from `i` on has a flag, within the sentence. */
bool scan_before(const struct scan *scan, size_t i, size_t tokens, unsigned flags);
bool scan_after(const struct scan *scan, size_t i, size_t tokens, unsigned flags);

/* Which of these flags the nearest of so many tokens before `i` has that has one, within the sentence; 0: none has. */
unsigned scan_nearest(const struct scan *scan, size_t i, size_t tokens, unsigned flags);

/* Notes the glyphs [from, to) as a place, unless there is no room or it overlaps one that was found before. */
void scan_hit(struct scan *scan, enum identify_kind kind, size_t from, size_t to, bool block);

/* The same for the tokens [first, last]. */
void scan_hit_tokens(struct scan *scan, enum identify_kind kind, size_t first, size_t last, bool block);

/* ---- the rules: each looks at the place of token i ---- */

/* Numbers: identify_numbers.c. Before the rules are asked it looks how numbers go on, once for all of them. */
void scan_join_numbers(struct scan *scan);
void rule_person_or_line(struct scan *scan, size_t i); /* a BSN or a telephone: both are runs of digits */
void rule_iban(struct scan *scan, size_t i);

/* identify_dates.c; and the last token of any date that begins here, 0 when there is none. */
void rule_birth_date(struct scan *scan, size_t i);
size_t scan_date_end(const struct scan *scan, size_t i);

/* identify_files.c. */
void rule_number(struct scan *scan, size_t i);

/* Places where somebody can be found: identify_emails.c, identify_places.c and identify_schools.c. */
void rule_email(struct scan *scan, size_t i);
void rule_address(struct scan *scan, size_t i);
void rule_school(struct scan *scan, size_t i);

/* ---- whose a number or a place is ---- */

enum line { LINE_NONE, LINE_UNKNOWN, LINE_PRIVATE };

/*
 * Whose the line of a house is of which the number stands in the tokens from `first` to `last`: identify_lines.c. The
 * nearest noun before it decides, then what stands behind it; when an institution may be meant, we ask.
 */
enum line scan_line_of(const struct scan *scan, size_t first, size_t last);

/*
 * Whether somebody lives at the place of which token i is the last word of the name, whatever it is called, and `last`
 * the end of its number: identify_homes.c. `lives`: a word before says that somebody lives somewhere; `known`: the name
 * is a word for something else.
 */
bool scan_is_home(const struct scan *scan, size_t i, size_t last, bool lives, bool known);

/* ---- offices: identify_offices.c ---- */

/* Whether the address from token `first` to `last` is one that anybody may know. */
bool scan_is_public_place(const struct scan *scan, size_t first, size_t last);

/* Whether what stands soon behind token `last` and has one of the flags says whose it is: Kerkstraat 3, het kantoor. */
bool scan_office_behind(const struct scan *scan, size_t last, unsigned flags);

/* Persons: identify_names.c and identify_ages.c. */
void rule_name(struct scan *scan, size_t i);
void rule_age(struct scan *scan, size_t i);

#endif
