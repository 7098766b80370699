/* What only persons do, are and have. */
#include "identify_persons.h"

/* Djoeke? Ze is 15; Ilayda, hij; not "Youz? Ze hebben plek". */
static bool is_pronoun_for_one(const struct scan *scan, size_t i)
{
    struct span verb = scan_text(scan, i + 1);

    if (scan_is(scan, i, "hij"))
        return true;
    if (!scan_is(scan, i, "ze") && !scan_is(scan, i, "zij"))
        return false;
    return verb.len > 1 && memcmp(verb.ptr + verb.len - 2, "en", 2) != 0 && !span_is(verb, "zijn");
}

/* is vannacht weggelopen, wil niet meer naar huis, werd weer boos: what only a person can be. */
bool scan_has_personal_state(const struct scan *scan, size_t i)
{
    enum { REACH = 6 };
    static const char *const links[] = { "is",   "was",  "werd",  "wordt", "wil",    "gaat",   "heeft",
                                         "had",  "moet", "mag",   "kan",   "blijft", "raakte", "voelt",
                                         "ging", "kwam", "durft", "loopt", NULL };
    static const char *const states[] = {
        "thuisgekomen", "weggelopen", "zwanger",      "boos",        "bang",      "verdrietig",
        "verslaafd",    "somber",     "geschorst",    "aangehouden", "opgepakt",  "geslagen",
        "mishandeld",   "misbruikt",  "gepest",       "ziek",        "overleden", "verliefd",
        "depressief",   "suicidaal",  "angstig",      "onzeker",     "agressief", "dakloos",
        "bevallen",     "vermist",    "eenzaam",      "overstuur",   "jarig",     "uithuisgeplaatst",
        "gehecht",      "opgesloten", "overprikkeld", "autistisch",  "blind",     "doof",
        "moe",          "huilend",    "bed",          "huilen",      NULL
    };

    if (!scan_is_any_of(scan, i, links))
        return false;
    for (size_t end = i + REACH; i < end && !scan_ends(scan, i); i++)
        if (scan_is_any_of(scan, i + 1, states))
            return true;
    return scan_is(scan, i, "thuis");
}

/* What only a person does or has: slaapt, en haar broertje, zijn moeder, 's moeder. */
bool scan_acts_like_person(const struct scan *scan, size_t i)
{
    static const char *const verbs[] = {
        "slaapt",  "huilt",         "spijbelt",    "blowt",       "steelt",   "snijdt", "bijt",   "schopt",
        "eet",     "plast",         "gamet",       "vapet",       "gilt",     "krabt",  "liegt",  "mist",
        "slaat",   "vlucht",        "droomt",      "dealt",       "drinkt",   "rookt",  "zwijgt", "scheldt",
        "vertelt", "vertelde",      "durft",       "huilde",      "sloeg",    "sliep",  "appt",   "appte",
        "belde",   "fluistert",     "bloost",      "lacht",       "gilde",    "stal",   "loog",   "vlucht",
        "logeert", "automutileert", "dissocieert", "masturbeert", "overleed", NULL
    };
    static const char *const owns[] = { "zijn", "haar", "z", "d", "s", NULL };
    size_t at = i + 1;

    if (scan_is_any_of(scan, at, verbs) || scan_has_personal_state(scan, at))
        return true;
    if ((scan_is_mark(scan, at, '?') || scan_is_mark(scan, at, '.') || scan_is_mark(scan, at, ':') ||
         scan_is_mark(scan, at, ',')) &&
        is_pronoun_for_one(scan, at + 1))
        return true;
    at += scan_is(scan, at, "en") || scan_is_mark(scan, at, ',') || scan_is_mark(scan, at, '\'');
    if (!scan_is_any_of(scan, at, owns))
        return false;
    at += scan_is_mark(scan, at + 1, '\'') ? 3 : 1; /* z'n, d'r */
    return scan_has(scan, at, PERSON) || scan_has(scan, at + 1, PERSON);
}
