#include "tests/sheet/samples.h"

#include <stdio.h>
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

/* ---- plates ---- */

static void begin(struct plate *plate, const char *title)
{
    *plate = (struct plate){ .language = "nl",
                             .kicker = "Wachtlijst · april, mei en juni 2022",
                             .title = title,
                             .foot = "Uit vragen en antwoorden van collega's; niemand is bij naam genoemd.",
                             .and_more = "andere" };
    plate->columns[PLATE_ASKED].heading = "Wat we vroegen";
    plate->columns[PLATE_LEARNED].heading = "Wat we leerden";
    plate->columns[PLATE_OPEN].heading = "Wat nog open is";
    for (int i = 0; i < PLATE_COLUMNS; i++)
        plate->columns[i].empty = "Hier staat nog niets.";
}

static void add_lesson(struct plate *plate)
{
    begin(plate, "Wachten is geen stilstand");
    plate_add(plate, PLATE_ASKED, "Hoe overbrug je de wachttijd voordat de hulp start?", "9PDX · 17 antwoorden");
    plate_add(plate, PLATE_ASKED, "Wie houdt contact met het gezin als de wachttijd oploopt?", "H4QM · 4 antwoorden");
    plate_add(plate, PLATE_LEARNED,
              "Blijf bellen. Geef het gezin één vast gezicht en vraag wie er in de buurt al meehelpt.", NULL);
    plate_add(plate, PLATE_LEARNED, "Wanneer niet: als het gezin dat niet wil.", NULL);
    plate_add(plate, PLATE_OPEN, "Wat doe je als wachten niet langer kan?", "7K3F · nog geen antwoord");
}

static void add_busy(struct plate *plate)
{
    static char texts[45][160];

    begin(plate, "Wat speelt er rond de wachtlijst, en wat hebben wij daar met elkaar in drie maanden over geleerd in "
                 "de regio?");
    for (int i = 0; i < 45; i++) {
        snprintf(texts[i], sizeof texts[i],
                 "Vraag %d: hoe houd je met elkaar overzicht als er veel tegelijk speelt in een gezin?", i + 1);
        plate_add(plate, PLATE_ASKED, texts[i], "7K3F · 4 antwoorden");
        if (i % 3 == 0)
            plate_add(plate, PLATE_LEARNED, texts[i], NULL);
    }
    plate_add(plate, PLATE_OPEN, texts[0], NULL);
}

/* Texts of the greatest length in the widest letters, and of what no table knows. */
static void add_hostile(struct plate *plate)
{
    static char wide[2001], far[6001], marks[1201], emoji[1601], title[331];

    memset(wide, 'W', 2000);
    for (int i = 0; i < 2000; i++)
        memcpy(far + 3 * i, "\xe5\xae\xb6", 3);
    for (int i = 0; i < 240; i++)
        memcpy(marks + 5 * i, "e\xcc\x81\xcc\x8a", 5);
    for (int i = 0; i < 400; i++)
        memcpy(emoji + 4 * i, "\xf0\x9f\x8f\xa0", 4);
    for (int i = 0; i < 110; i++)
        memcpy(title + 3 * i, "\xef\xb7\xbd", 3); /* one sign that is as wide as ten */
    begin(plate, title);
    plate->kicker = wide;
    plate->foot = far;
    plate->columns[PLATE_ASKED].heading = wide;
    plate_add(plate, PLATE_ASKED, "</text></svg><script>alert('1')</script> & \"x\"", wide);
    plate_add(plate, PLATE_ASKED, wide, far);
    plate_add(plate, PLATE_LEARNED, far, NULL);
    plate_add(plate, PLATE_LEARNED, marks, NULL);
    plate_add(plate, PLATE_OPEN, emoji, NULL);
    plate_add(plate, PLATE_OPEN, "\xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7 \xd9\x85\xd8\xb1\xd8\xad\xd8\xa8\xd8\xa7",
              NULL);
}

static void add_empty(struct plate *plate)
{
    begin(plate, "Een thema waar niets gebeurde");
}

const struct plate *samples_plate(const char *name)
{
    static const struct {
        const char *name;
        void (*add)(struct plate *plate);
    } plates[] = { { "lesson", add_lesson }, { "busy", add_busy }, { "hostile", add_hostile }, { "empty", add_empty } };
    static struct plate plate;

    for (size_t i = 0; i < sizeof plates / sizeof plates[0]; i++)
        if (strcmp(name, plates[i].name) == 0) {
            plates[i].add(&plate);
            return &plate;
        }
    return NULL;
}
