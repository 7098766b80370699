#include "danger.h"

#include "proto/errors.h"
#include "proto/term.h"

#define WORDS_MAX 2200 /* more than a title and a text can hold */

/* Folded words in a row; * at the end of one: however it goes on. */
static const struct {
    const char *words;
    enum danger danger;
} rows[] = {
    { "112", DANGER_NOW },
    { "acuut gevaar", DANGER_NOW },
    { "acute dreiging", DANGER_NOW },
    { "acute nood", DANGER_NOW },
    { "direct gevaar", DANGER_NOW },
    { "in gevaar", DANGER_NOW },
    { "levensgevaar*", DANGER_NOW },
    { "noodgeval*", DANGER_NOW },
    { "noodsituatie*", DANGER_NOW },
    { "spoed", DANGER_NOW },
    { "spoedgeval*", DANGER_NOW },
    { "spoedsituatie*", DANGER_NOW },
    { "vuurwapen*", DANGER_NOW },
    { "met een mes", DANGER_NOW },

    { "suicid*", DANGER_SUICIDE },
    { "zelfmoord*", DANGER_SUICIDE },
    { "zelfdoding*", DANGER_SUICIDE },
    { "zelf doding", DANGER_SUICIDE },
    { "zelfbeschadig*", DANGER_SUICIDE },
    { "automutil*", DANGER_SUICIDE },
    { "wil dood", DANGER_SUICIDE },
    { "dood wil", DANGER_SUICIDE },
    { "wilde dood", DANGER_SUICIDE },
    { "dood willen", DANGER_SUICIDE },
    { "liever dood", DANGER_SUICIDE },
    { "niet meer leven", DANGER_SUICIDE },
    { "niet meer te leven", DANGER_SUICIDE },
    { "uit het leven stappen", DANGER_SUICIDE },
    { "einde aan het leven", DANGER_SUICIDE },
    { "einde aan zijn leven", DANGER_SUICIDE },
    { "einde aan haar leven", DANGER_SUICIDE },
    { "zichzelf iets aan", DANGER_SUICIDE },
    { "zichzelf iets aandoen", DANGER_SUICIDE },

    { "mishandel*", DANGER_VIOLENCE },
    { "kindermishandel*", DANGER_VIOLENCE },
    { "oudermishandel*", DANGER_VIOLENCE },
    { "misbruikt*", DANGER_VIOLENCE },
    { "kindermisbruik*", DANGER_VIOLENCE },
    { "seksueel misbruik*", DANGER_VIOLENCE },
    { "seksueel geweld*", DANGER_VIOLENCE },
    { "huiselijk geweld*", DANGER_VIOLENCE },
    { "geweld thuis", DANGER_VIOLENCE },
    { "eerwraak*", DANGER_VIOLENCE },
    { "incest*", DANGER_VIOLENCE },
    { "verwaarloz*", DANGER_VIOLENCE },
    { "verwaarloosd*", DANGER_VIOLENCE },
    { "verkracht*", DANGER_VIOLENCE },
    { "aangerand*", DANGER_VIOLENCE },
    { "wordt geslagen", DANGER_VIOLENCE },
    { "worden geslagen", DANGER_VIOLENCE },
    { "geslagen wordt", DANGER_VIOLENCE },
    { "geslagen worden", DANGER_VIOLENCE },
    { "slaat het kind", DANGER_VIOLENCE },
    { "slaat de kinderen", DANGER_VIOLENCE },
    { "slaat zijn kind*", DANGER_VIOLENCE },
    { "slaat haar kind*", DANGER_VIOLENCE },
};

/* Most words begin none of the rows, and show it at once. */
static bool may_begin(struct span word, const char *words)
{
    return word.ptr[0] == words[0];
}

/* Whether a word of the text is the next one of a row: `pattern` up to a space or its end. */
static bool is_word(struct span word, const char *pattern, size_t length)
{
    bool open = length > 0 && pattern[length - 1] == '*';

    length -= open;
    if (open ? word.len < length : word.len != length)
        return false;
    return memcmp(word.ptr, pattern, length) == 0;
}

static bool begins_at(const struct terms *terms, size_t at, const char *words)
{
    while (*words != '\0') {
        size_t length = strcspn(words, " ");
        if (at == terms->count || !is_word(terms->list[at++].word, words, length))
            return false;
        words += length + (words[length] == ' ');
    }
    return true;
}

int danger_look(struct span text, struct arena *arena, unsigned *out)
{
    struct terms terms;

    if (text.len == 0)
        return 0;
    int err = terms_read(text, WORDS_MAX, arena, &terms);
    for (size_t at = 0; err == 0 && at < terms.count; at++)
        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
            if (may_begin(terms.list[at].word, rows[i].words) && (*out & rows[i].danger) == 0 &&
                begins_at(&terms, at, rows[i].words))
                *out |= rows[i].danger;
    return err;
}

const char *danger_help(enum danger danger)
{
    switch (danger) {
    case DANGER_NOW:
        return "112";
    case DANGER_SUICIDE:
        return "113";
    case DANGER_VIOLENCE:
        return "veilig-thuis";
    case DANGER_ALL:
        break;
    }
    return NULL;
}
