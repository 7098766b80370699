#include "pairing.h"

#include "proto/encode.h"
#include "proto/errors.h"

#include <stdlib.h>

#define DIGITS    6
#define ID_BYTES  16
#define BYTES_MAX 200
#define SECOND_MS 1000

struct shown {
    char digits[DIGITS + 1]; /* "" for a free place */
    char taken_by[ID_BYTES]; /* the id of the request that used them */
    bool taken;
    int64_t until_ms;
};

struct pairing {
    struct shown shown[PAIRING_MAX];
};

struct pairing *pairing_new(void)
{
    return calloc(1, sizeof(struct pairing));
}

void pairing_free(struct pairing *pairing)
{
    free(pairing);
}

static bool is_free(const struct shown *shown, int64_t now_ms)
{
    return shown->digits[0] == '\0' || shown->until_ms <= now_ms;
}

static struct shown *find(struct pairing *pairing, struct span digits, int64_t now_ms)
{
    for (size_t i = 0; i < PAIRING_MAX; i++)
        if (!is_free(&pairing->shown[i], now_ms) && span_is(digits, pairing->shown[i].digits))
            return &pairing->shown[i];
    return NULL;
}

static struct shown *add(struct pairing *pairing, struct span digits, int64_t now_ms)
{
    for (size_t i = 0; i < PAIRING_MAX; i++) {
        struct shown *shown = &pairing->shown[i];
        if (!is_free(shown, now_ms))
            continue;
        *shown = (struct shown){ .until_ms = now_ms + PAIRING_MS };
        memcpy(shown->digits, digits.ptr, DIGITS);
        return shown;
    }
    return NULL;
}

static int tell(struct span digits, int64_t left_ms, struct outbox *out)
{
    struct msg_pairing pairing = { .kiosk = { NULL, 0 } };

    MSG_SET(&pairing, left_s, left_ms / SECOND_MS);
    struct span payload = encode_map(&(struct encode_part){ &type_pairing, &pairing }, 1, false, BYTES_MAX, out->arena);
    struct outbox_item item = { .topic = topic_pair(digits), .payload = payload };
    return payload.ptr != NULL && outbox_add(out, &item) ? 0 : ERR_TOO_BIG;
}

int pairing_hear(struct pairing *pairing, struct span digits, int64_t now_ms, struct outbox *out)
{
    struct shown *shown = find(pairing, digits, now_ms);

    if (shown == NULL)
        shown = add(pairing, digits, now_ms);
    if (shown == NULL || shown->taken)
        return 0;
    return tell(digits, shown->until_ms - now_ms, out);
}

bool pairing_shows(struct pairing *pairing, struct span digits, struct span id, int64_t now_ms)
{
    const struct shown *shown = pairing == NULL ? NULL : find(pairing, digits, now_ms);

    return shown != NULL && (!shown->taken || memcmp(shown->taken_by, id.ptr, ID_BYTES) == 0);
}

void pairing_take(struct pairing *pairing, struct span digits, struct span id, int64_t now_ms)
{
    struct shown *shown = find(pairing, digits, now_ms);

    shown->taken = true;
    memcpy(shown->taken_by, id.ptr, ID_BYTES);
}
