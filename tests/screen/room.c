#include "room.h"

#include "clients/text/language.h"
#include "clients/text/words.h"
#include "proto/encode.h"

#include <assert.h>
#include <locale.h>
#include <stdlib.h>

#define ARENA_BYTES (4 * 1024 * 1024)
#define CODES_MAX   8
#define MINUTE_MS   60000LL
#define SECOND_MS   1000
#define SUMMER_S    7200

void room_setup(void)
{
    struct arena arena;

    arena_init(&arena, ARENA_BYTES);
    assert(setlocale(LC_ALL, "C.UTF-8") != NULL);
    language_locale(&arena);
    language_speak("nl", TEST_LOCALES, &arena);
    arena_release(&arena);
}

void room_open(struct room *room)
{
    *room = (struct room){ .has_colours = true };
    arena_init(&room->arena, ARENA_BYTES);
    room->display = display_new(room->moment);
    assert(room->display != NULL);
}

void room_close(struct room *room)
{
    display_free(room->display);
    arena_release(&room->arena);
}

void room_hear_bytes(struct room *room, const char *name, const void *bytes, size_t len)
{
    display_take(room->display, span_of(name), (struct span){ bytes, len }, false, room->moment);
}

void room_hear(struct room *room, const char *name, const struct msg_type *type, const void *what)
{
    struct span bytes = encode_map(&(struct encode_part){ type, what }, 1, true, PAYLOAD_MAX, &room->arena);

    assert(bytes.ptr != NULL);
    room_hear_bytes(room, name, bytes.ptr, bytes.len);
}

void room_take_away(struct room *room, const char *name)
{
    room_hear_bytes(room, name, "", 0);
}

void room_beat(struct room *room, int64_t utc, int64_t offset_s, int64_t change, int64_t next_offset_s)
{
    struct msg_clock beat = {
        .utc_at = utc, .offset_s = offset_s, .next_change_at = change, .next_offset_s = next_offset_s
    };

    room_hear(room, "clock", &type_clock, &beat);
}

void room_order(struct room *room, const char *order)
{
    struct msg_order what = { .order = span_of(order) };

    room_hear(room, "order", &type_order, &what);
}

void room_daemon(struct room *room, bool there)
{
    struct msg_state state = { .status = span_of(there ? "online" : "offline"),
                               .birth = 1,
                               .version = span_of("0.1.0"),
                               .protocol = PROTOCOL_VERSION,
                               .at = ROOM_NOW };

    room_hear(room, "state", &type_state, &state);
}

void room_card(struct room *room, const char *code, const char *title, int64_t asked_minutes, int64_t answers)
{
    struct msg_card card = { .code = span_of(code),
                             .title = span_of(title),
                             .theme = span_of("werk"),
                             .theme_name = span_of("Wie doet welk werk?"),
                             .team_name = span_of("Team Delft"),
                             .asked_at = ROOM_NOW - asked_minutes * MINUTE_MS,
                             .answers = answers,
                             .open = answers == 0 };

    room_hear(room, words_say(&room->arena, "card/%s", code), &type_card, &card);
}

static size_t split(const char *words, struct span out[CODES_MAX])
{
    size_t count = 0;

    for (const char *at = words; *at != '\0';) {
        size_t len = strcspn(at, " ");
        out[count++] = (struct span){ at, len };
        at += len + (at[len] == ' ');
    }
    return count;
}

void room_screen(struct room *room, const char *spotlight, const char *latest, const struct msg_screen *more)
{
    struct span first[CODES_MAX], newest[CODES_MAX];
    struct msg_screen screen = more == NULL ? (struct msg_screen){ .stale_after_s = 8 * 3600, .prompt = true } : *more;

    screen.kiosk = span_of("delft-1");
    screen.room = span_of("Teamkamer Delft");
    screen.team_name = span_of("Team Delft");
    if (screen.palette.ptr == NULL)
        screen.palette = span_of("day");
    screen.spotlight = first;
    screen.spotlight_count = split(spotlight, first);
    screen.latest = newest;
    screen.latest_count = split(latest, newest);
    screen.protocol = PROTOCOL_VERSION;
    room_hear(room, "screen", &type_screen, &screen);
}

static struct msg_waiting waiting(const char *name, int64_t weeks, int64_t change, int64_t days_ago)
{
    struct msg_waiting wait = { .municipality = span_of("delft"), .care = span_of("hulp"), .care_name = span_of(name) };

    MSG_SET(&wait, weeks, weeks);
    MSG_SET(&wait, change, change);
    MSG_SET(&wait, at, ROOM_NOW - days_ago * 24 * 60 * MINUTE_MS);
    return wait;
}

static void fill_totals(struct room *room)
{
    struct msg_waiting waits[] = { waiting("Ambulante hulp", 6, -2, 0), waiting("Dagbehandeling", 9, 0, 1),
                                   waiting("Gezinsbehandeling", 11, 1, 0), waiting("Pleegzorg", 16, 3, 20) };
    struct msg_totals totals = { .questions = 3,
                                 .answers = 5,
                                 .open = 2,
                                 .waits = waits,
                                 .waits_count = 4,
                                 .tip = span_of("Bel na drie weken zelf; vraag naar uitval van die week."),
                                 .tip_team_name = span_of("Team Westland") };

    MSG_SET(&totals, tip_thanks, 12);
    room_hear(room, "totals", &type_totals, &totals);
}

void room_fill(struct room *room)
{
    display_up(room->display, room->moment);
    room_daemon(room, true);
    room_beat(room, ROOM_NOW, SUMMER_S, 0, 0);
    room_card(room, "2VRN", "Mag een niet-geregistreerde collega het plan opstellen?", 130, 0);
    room_card(room, "7K3F", "Hoe lang mag een kind wachten zonder dat iemand belt?", 26 * 60, 0);
    room_card(room, "9PDX", "Wie belt de school als de ouders niet samen willen?", 20, 2);
    room_card(room, "B4DC",
              "Hoe houd je elkaar op de hoogte als een collega midden in een traject wisselt, en wie licht"
              " het gezin in?",
              8 * 24 * 60, 1);
    room_screen(room, "2VRN 7K3F", "9PDX B4DC 2VRN", NULL);
    fill_totals(room);
}

bool room_wait(struct room *room, int64_t ms)
{
    bool gave_up = false;

    for (int64_t until = room->moment + ms; room->moment < until;) {
        room->moment += until - room->moment < SECOND_MS ? until - room->moment : SECOND_MS;
        gave_up |= display_tick(room->display, room->moment);
    }
    return gave_up;
}

struct scene room_scene(struct room *room)
{
    struct scene scene;

    display_scene(room->display, room->moment, &scene);
    if (room->digits != NULL || room->no_digits)
        scene.cover = room->no_digits ? COVER_NO_DIGITS : COVER_PAIR;
    scene.digits = room->digits;
    scene.left_ms = room->left_ms;
    scene.was_paired = room->was_paired;
    return scene;
}

const char *room_text(struct room *room, const struct canvas *canvas)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);

    assert(out != NULL);
    for (int y = 0; y < canvas_height(canvas); y++) {
        int last = canvas_width(canvas);
        while (last > 0 && strcmp(canvas_at(canvas, last - 1, y)->text, " ") == 0)
            last--;
        for (int x = 0; x < last; x++)
            fputs(canvas_at(canvas, x, y)->text, out);
        fputs("\n", out);
    }
    fclose(out);
    const char *copy = arena_copy(&room->arena, span_of(text)).ptr;
    free(text);
    return copy;
}

const char *room_picture(struct room *room, int width, int height)
{
    struct scene scene = room_scene(room);
    struct canvas *canvas = canvas_new(width, height);
    struct draw d = { .canvas = canvas,
                      .arena = &room->arena,
                      .scene = &scene,
                      .kiosk = "delft-1",
                      .server = "mqtts://vakwerk.intern:8883",
                      .has_colours = room->has_colours };

    assert(canvas != NULL);
    draw(&d);
    const char *text = room_text(room, canvas);
    canvas_free(canvas);
    return text;
}
