#include "states.h"

#define PATIENCE_MS 5000
#define DAY_MS      (24 * 3600 * 1000LL)
#define SUMMER_S    7200

static const struct msg_screen with_url = { .stale_after_s = 8 * 3600, .public_url = { "https://vakwerk.intern", 22 } };

static void day(struct room *room)
{
    room_fill(room);
}

static void qr(struct room *room)
{
    room_fill(room);
    room_screen(room, "2VRN 7K3F", "9PDX B4DC 2VRN", &with_url);
}

static void longest(struct room *room)
{
    room_fill(room);
    room_screen(room, "B4DC", "9PDX 2VRN", NULL);
}

static void empty(struct room *room)
{
    struct msg_totals totals = { 0 };

    display_up(room->display, room->moment);
    room_daemon(room, true);
    room_beat(room, ROOM_NOW, SUMMER_S, 0, 0);
    room_screen(room, "", "", NULL);
    room_hear(room, "totals", &type_totals, &totals);
}

static void notice(struct room *room)
{
    struct msg_screen screen = { .stale_after_s = 8 * 3600,
                                 .notice = span_of("Donderdag is het overleg in de kantine, niet in de grote zaal.") };

    MSG_SET(&screen, notice_until_at, ROOM_NOW + 2 * DAY_MS);
    room_fill(room);
    room_screen(room, "2VRN", "9PDX B4DC", &screen);
}

static void message(struct room *room)
{
    struct msg_screen screen = { .stale_after_s = 8 * 3600,
                                 .message = span_of("Om 15:00 is de brandoefening. Neem je telefoon mee.") };

    MSG_SET(&screen, message_until_at, ROOM_NOW + 3600 * 1000);
    room_fill(room);
    room_screen(room, "2VRN", "9PDX B4DC", &screen);
}

static void offline(struct room *room)
{
    room_fill(room);
    display_down(room->display, room->moment);
    room_wait(room, 27 * 60 * 1000);
}

static void stopped(struct room *room)
{
    room_fill(room);
    room_wait(room, 60 * 1000);
    room_daemon(room, false);
}

static void stale(struct room *room)
{
    offline(room);
    room_wait(room, 8 * 3600 * 1000);
}

static void night(struct room *room)
{
    struct msg_screen screen = { .stale_after_s = 8 * 3600, .palette = span_of("night") };

    room_fill(room);
    room_screen(room, "2VRN", "9PDX", &screen);
}

static void name(struct room *room)
{
    room_fill(room);
    room_order(room, "identify");
}

/* A round of an intervision: the task, what was said, and how long it still takes. */
static void hear_board(struct room *room, const char *task, const char *name, const char *text,
                       const struct msg_board *more, int64_t left_ms)
{
    struct msg_meeting_step step = { .name = span_of(name), .text = span_of(text), .task = span_of(task) };
    struct msg_board board = *more;

    board.kind = span_of("intervision");
    board.title = span_of("Incidentmethode");
    board.about = span_of("Wie belt de school als de ouders niet samen willen?");
    MSG_SET(&board, steps, 6);
    MSG_SET(&board, until_at, ROOM_NOW + left_ms);
    board.now = &step;
    board.now_count = 1;
    room_fill(room);
    room_hear(room, "board", &type_board, &board);
}

static void listen(struct room *room)
{
    struct msg_board board = { .next = span_of("Vragen") };

    MSG_SET(&board, step, 1);
    hear_board(room, "listen", "Inbreng",
               "De inbrenger vertelt kort wat er gebeurde en waar het vastliep, zonder namen of herkenbare details."
               " De anderen luisteren.",
               &board, 245 * 1000);
}

static void questions(struct room *room)
{
    struct msg_board_note notes[] = { { .text = span_of("Wie was erbij toen het misging?") },
                                      { .text = span_of("Wat had je gehoopt dat er zou gebeuren?") },
                                      { .text = span_of(
                                            "Sinds wanneer weet de school ervan, en van wie hoorde ze het?") } };
    struct msg_board board = { .next = span_of("Wat zou jij doen?"), .notes = notes, .notes_count = 3 };

    MSG_SET(&board, step, 2);
    MSG_SET(&board, others, 9);
    hear_board(room, "questions", "Vragen",
               "Vraag wat je nodig hebt om het te begrijpen. Nog geen advies, ook niet in de vorm van een vraag.",
               &board, 760 * 1000);
}

static void choice(struct room *room)
{
    struct msg_board board = { .next = span_of("Leren") };

    MSG_SET(&board, step, 5);
    hear_board(room, "choice", "Kiezen", "De inbrenger kiest één stap. Wat ga je doen?", &board, -1000);
}

static void lesson(struct room *room)
{
    struct msg_board board = { .chosen = span_of("Morgen bel ik eerst de vader, en daarna samen met hem de school."),
                               .learned = span_of("Vraag eerder wie er nog meer aan tafel hoort.") };

    MSG_SET(&board, step, 6);
    hear_board(room, "lesson", "Leren", "Wat neemt de groep mee, los van dit voorval?", &board, 65 * 1000);
}

/* ---- a guided conversation: a step, what several teams chose in it, and what it came to ---- */

#define NORM_SOURCE "Kwaliteitskader Jeugd, afwegingskader (lees de indicatoren daar na)"

static void hear_talk(struct room *room, const char *kind, struct msg_board *board)
{
    struct msg_meeting_step step = {
        .name = span_of("Aard van de taak"),
        .part = span_of("Deel 1. Pas toe of leg uit"),
        .text = span_of("Gaat het om een plan opstellen, een besluit nemen of een situatie beoordelen?"),
        .task = span_of("answer")
    };

    board->kind = span_of(kind);
    board->title = span_of("In gesprek over de norm");
    board->about = span_of("Casus zeilboot");
    board->source = span_of(NORM_SOURCE);
    MSG_SET(board, step, 2);
    MSG_SET(board, steps, 9);
    board->now = &step;
    board->now_count = 1;
    room_fill(room);
    room_hear(room, "board", &type_board, board);
}

static void talk(struct room *room)
{
    struct msg_meeting_choice choices[] = {
        { .text = span_of("ja"), .points_to = span_of("naar een geregistreerde professional") },
        { .text = span_of("deels"), .points_to = span_of("knip de taak: wat kan wie doen, en wie kijkt mee?") },
        { .text = span_of("nee"), .points_to = span_of("geen aanwijzing op dit punt") }
    };
    struct msg_board_note notes[] = { { .text =
                                            span_of("Het plan schrijven we samen, het besluit is van de jurist.") } };
    struct msg_board board = { .next = span_of("Tenzij: de kwaliteit lijdt er niet onder"),
                               .choices = choices,
                               .choices_count = 3,
                               .notes = notes,
                               .notes_count = 1 };

    MSG_SET(&board, answer, 2);
    hear_talk(room, "talk", &board);
}

static void spread(struct room *room)
{
    struct msg_meeting_choice choices[] = { { .text = span_of("ja"), .teams = 3, .has_teams = true },
                                            { .text = span_of("deels"), .teams = 1, .has_teams = true },
                                            { .text = span_of("nee"), .teams = 0, .has_teams = true } };
    struct msg_board board = { .next = span_of("Tenzij: de kwaliteit lijdt er niet onder"),
                               .choices = choices,
                               .choices_count = 3 };

    hear_talk(room, "spread", &board);
}

static void sheet(struct room *room)
{
    struct msg_board_line lines[] = {
        { .name = span_of("Veiligheid"),
          .answer = 2,
          .has_answer = true,
          .chosen = span_of("nee"),
          .points_to = span_of("geen aanwijzing op dit punt") },
        { .name = span_of("Aard van de taak"),
          .answer = 2,
          .has_answer = true,
          .chosen = span_of("deels"),
          .points_to = span_of("knip de taak: wat kan wie doen, en wie kijkt mee?"),
          .said = span_of("Het plan schrijven we samen.") },
        { .name = span_of("Tenzij: de kwaliteit lijdt er niet onder"), .answer = 0, .has_answer = true }
    };
    struct msg_board board = { .lines = lines, .lines_count = 3 };

    hear_talk(room, "talk", &board);
}

static void table(struct room *room)
{
    struct msg_board_theme themes[] = { { .number = 1, .name = span_of("Minder regels"), .inputs = 23 },
                                        { .number = 2, .name = span_of("Dossier-overdracht"), .inputs = 11 },
                                        { .number = 3, .name = span_of("Gezien worden"), .inputs = 4 } };
    struct msg_board_note notes[] = { { .text = span_of("Verschillen tussen gemeenten maken ons gek.") },
                                      { .text = span_of("Eén plan dat meegaat als het gezin verhuist.") },
                                      { .text = span_of("Vraag eens hoe het met óns gaat.") } };
    struct msg_board board = { .kind = span_of("harvest"),
                               .title = span_of("Ontwikkeltafel Haaglanden"),
                               .code = span_of("5N5DT7"),
                               .guest_code = span_of("7K3MNPQR"),
                               .link = span_of("https://vakwerk.example/mee.html#7K3MNPQR"),
                               .themes = themes,
                               .themes_count = 3,
                               .notes = notes,
                               .notes_count = 3 };

    MSG_SET(&board, unsorted, 7);
    MSG_SET(&board, others, 42);
    room_fill(room);
    room_hear(room, "board", &type_board, &board);
}

static void questions_offline(struct room *room)
{
    questions(room);
    display_down(room->display, room->moment);
    room_wait(room, 3 * 60 * 1000);
}

static void connecting(struct room *room)
{
    (void)room;
}

static void pair(struct room *room)
{
    room->digits = "482913";
    room->left_ms = 9 * 60 * 1000 - 20000;
}

static void removed(struct room *room)
{
    pair(room);
    room->was_paired = true;
}

static void no_digits(struct room *room)
{
    room->no_digits = true;
}

static void no_broker(struct room *room)
{
    room_wait(room, PATIENCE_MS);
}

static void waiting(struct room *room)
{
    display_up(room->display, room->moment);
    room_daemon(room, true);
    room_wait(room, PATIENCE_MS);
}

static void stopped_first(struct room *room)
{
    display_up(room->display, room->moment);
    room_daemon(room, false);
    room_wait(room, PATIENCE_MS);
}

const struct state states[] = { { "day-80", 80, 24, day },
                                { "day-120", 120, 33, day },
                                { "day-40", 40, 24, day },
                                { "day-200", 200, 50, day },
                                { "qr-120", 120, 33, qr },
                                { "qr-80", 80, 24, qr },
                                { "long-80", 80, 24, longest },
                                { "empty-80", 80, 24, empty },
                                { "notice-80", 80, 24, notice },
                                { "message-80", 80, 24, message },
                                { "listen-80", 80, 24, listen },
                                { "questions-80", 80, 24, questions },
                                { "questions-120", 120, 33, questions },
                                { "questions-40", 40, 24, questions },
                                { "questions-offline-80", 80, 24, questions_offline },
                                { "choice-80", 80, 24, choice },
                                { "talk-40", 40, 24, talk },
                                { "talk-80", 80, 24, talk },
                                { "talk-200", 200, 50, talk },
                                { "spread-40", 40, 24, spread },
                                { "spread-80", 80, 24, spread },
                                { "spread-200", 200, 50, spread },
                                { "sheet-40", 40, 24, sheet },
                                { "sheet-80", 80, 24, sheet },
                                { "sheet-200", 200, 50, sheet },
                                { "table-80", 80, 24, table },
                                { "table-120", 120, 33, table },
                                { "lesson-120", 120, 33, lesson },
                                { "offline-80", 80, 24, offline },
                                { "stopped-80", 80, 24, stopped },
                                { "stale-80", 80, 24, stale },
                                { "night-80", 80, 24, night },
                                { "name-80", 80, 24, name },
                                { "connecting-80", 80, 24, connecting },
                                { "no-broker-80", 80, 24, no_broker },
                                { "pair-80", 80, 24, pair },
                                { "pair-120", 120, 33, pair },
                                { "pair-40", 40, 16, pair },
                                { "removed-80", 80, 24, removed },
                                { "no-digits-80", 80, 24, no_digits },
                                { "waiting-80", 80, 24, waiting },
                                { "stopped-first-80", 80, 24, stopped_first },
                                { "small", 30, 8, day },
                                { NULL, 0, 0, NULL } };
