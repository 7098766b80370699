#include "tests/sheet/samples.h"

#include <string.h>

static const struct sheet lesson = {
    .language = "nl",
    .kicker = "Les L12 · Wachtlijst",
    .title = "Wachten is geen stilstand",
    .foot = "Versie 2 van donderdag 19 mei 2022. Uit vragen en antwoorden van collega's; niemand is bij naam genoemd.",
    .blocks = { { SHEET_TEXT,
                  "Blijf bellen. Geef het gezin één vast gezicht.\nOok als er niets nieuws is.\n\nVraag wie er in de "
                  "buurt al meehelpt.",
                  NULL },
                { SHEET_HEADING, "Wanneer niet:", NULL },
                { SHEET_TEXT, "Als het gezin dat niet wil.", NULL },
                { SHEET_HEADING, "Gemaakt uit deze vragen:", NULL },
                { SHEET_ITEM, "Hoe overbrug je de wachttijd voordat de hulp start? (9PDX)", NULL },
                { SHEET_ITEM, "Wie houdt contact als het wachten lang duurt? (H4QM)", NULL },
                { SHEET_HEADING, "Bronnen:", NULL },
                { SHEET_LINK, "Richtlijn wachten", "https://example.nl/richtlijn?deel=1&blad=2" },
                { SHEET_CHAPTER, "Nog een les", NULL },
                { SHEET_QUOTE, "Soms moet je het hulpverlenersjasje uit doen.\n\nDe professionaliteit neem je mee.",
                  NULL },
                { SHEET_NOTE, "2 van 3 teams", NULL } },
    .count = 11,
};

static const struct sheet hostile = {
    .language = "nl",
    .kicker = "<b>Les</b> & \"meer\"",
    .title = "# <script>alert('1')</script>",
    .foot = "</footer></main><img src=x onerror=alert(1)>",
    .blocks = { { SHEET_TEXT, "1. geen lijst\n- ook niet\n+ en dit\n    geen code\n# geen kop\n> geen citaat", NULL },
                { SHEET_TEXT, "*geen nadruk* _ook niet_ `geen code` [geen](http://x.nl) ![plaatje](y) a|b ~~weg~~",
                  NULL },
                { SHEET_TEXT, "&lt; blijft &lt; en &amp; blijft; == en ----", NULL },
                { SHEET_HEADING, "</h2><style>*{display:none}</style>", NULL },
                { SHEET_ITEM, "</li></ul><iframe src='//evil.example'>", NULL },
                { SHEET_QUOTE, "> <!-- -->\n\n]]> &#60;", NULL },
                { SHEET_LINK, "een \"link\"](x)", "https://example.nl/?a=\"><script>&b=<c>\\" },
                { SHEET_LINK, "geen link", "javascript:alert(1)" },
                { SHEET_LINK, "ook geen link", "https:evil" },
                { SHEET_TEXT, "Een\\woord: \\* en een $formule$", NULL },
                { SHEET_TEXT,
                  "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverwaltungsvorschriftenhandbuchbewaarplaat"
                  "s-"
                  "zonderspatieszonderspatieszonderspatieszonderspatieszonderspaties",
                  NULL } },
    .count = 11,
};

const struct sheet *samples_sheet(const char *name)
{
    if (strcmp(name, "lesson") == 0)
        return &lesson;
    return strcmp(name, "hostile") == 0 ? &hostile : NULL;
}
