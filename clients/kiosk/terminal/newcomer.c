#include "newcomer.h"

#include "proto/decode.h"

#include <stdio.h>

#define SAY_MS      10000
#define SILENCE_MS  25000 /* two answers missed: the digits may be good no longer */
#define AGAIN_MS    5000
#define ARENA_BYTES 4096

void newcomer_begin(struct newcomer *newcomer, int64_t moment)
{
    *newcomer = (struct newcomer){ .said_at = moment };
}

static bool read(struct span payload, struct arena *arena, struct msg_pairing *out)
{
    struct decode_part part = { &type_pairing, out };
    struct fault fault;

    return decode_map(payload, &part, 1, false, arena, &fault) == 0;
}

static void copy(struct span text, char *to, size_t room)
{
    snprintf(to, room, "%.*s", span_int(text), text.ptr);
}

static bool take(struct newcomer *newcomer, const struct msg_pairing *told, int64_t moment,
                 struct newcomer_account *out)
{
    if (told->kiosk.ptr != NULL && told->device.ptr != NULL && told->secret.ptr != NULL) {
        copy(told->kiosk, out->kiosk, sizeof out->kiosk);
        copy(told->device, out->device, sizeof out->device);
        copy(told->secret, out->secret, sizeof out->secret);
        return true;
    }
    if (told->has_left_s) {
        newcomer->answered = true;
        newcomer->answered_at = moment;
        newcomer->good_until = moment + 1000 * told->left_s;
    }
    return false;
}

bool newcomer_hear(struct newcomer *newcomer, struct span payload, int64_t moment, struct newcomer_account *out)
{
    struct msg_pairing told;
    struct arena arena;

    arena_init(&arena, ARENA_BYTES);
    bool paired = read(payload, &arena, &told) && take(newcomer, &told, moment, out);
    arena_release(&arena);
    return paired;
}

void newcomer_refuse(struct newcomer *newcomer, int64_t moment)
{
    newcomer->refused = true;
    newcomer->refused_at = moment;
}

bool newcomer_shows(const struct newcomer *newcomer, int64_t moment, int64_t *left_ms)
{
    *left_ms = newcomer->good_until - moment;
    return newcomer->answered && moment - newcomer->answered_at <= SILENCE_MS && *left_ms > 0;
}

bool newcomer_speaks(struct newcomer *newcomer, int64_t moment)
{
    if (moment - newcomer->said_at < SAY_MS)
        return false;
    newcomer->said_at = moment;
    return true;
}

bool newcomer_is_over(const struct newcomer *newcomer, int64_t moment)
{
    if (newcomer->refused)
        return moment - newcomer->refused_at >= AGAIN_MS;
    return newcomer->answered && moment >= newcomer->good_until;
}
