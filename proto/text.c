#include "text.h"

#include "eight.h"
#include "errors.h"

#include <stdlib.h>
#include <utf8proc.h>

#define JOINER    0x200d
#define MARKS_MAX 4 /* combining marks in a row; more is a tower that paints over other lines */

bool text_is_utf8(struct span text)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.ptr;
    size_t left = text.len;

    while (left > 0) {
        utf8proc_int32_t point;
        utf8proc_ssize_t bytes = left >= EIGHT && eight_is_ascii(eight_at(at)) ? EIGHT : 1;
        if (*at >= 0x80)
            bytes = utf8proc_iterate(at, (utf8proc_ssize_t)left, &point);
        if (bytes <= 0)
            return false;
        at += bytes;
        left -= (size_t)bytes;
    }
    return true;
}

size_t text_length(struct span text)
{
    size_t points = 0;

    for (size_t i = 0; i < text.len;) {
        size_t bytes = text.len - i >= EIGHT && eight_is_ascii(eight_at(text.ptr + i)) ? EIGHT : 1;
        points += bytes == EIGHT || ((unsigned char)text.ptr[i] & 0xc0) != 0x80 ? bytes : 0;
        i += bytes;
    }
    return points;
}

struct span text_first(struct span text, size_t count)
{
    size_t at = 0;

    while (at < text.len && count > 0) {
        at++;
        while (at < text.len && ((unsigned char)text.ptr[at] & 0xc0) == 0x80)
            at++;
        count--;
    }
    return (struct span){ text.ptr, at };
}

static bool is_space(utf8proc_int32_t point)
{
    return point == ' ' || point == '\n' || utf8proc_category(point) == UTF8PROC_CATEGORY_ZS;
}

/* Zero width, bidirectional control, invisible operators and fillers, byte order mark, tags. */
bool text_is_hidden(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = { { 0x00ad, 0x00ad }, { 0x034f, 0x034f },   { 0x061c, 0x061c },   { 0x115f, 0x1160 },
                   { 0x17b4, 0x17b5 }, { 0x180b, 0x180f },   { 0x200b, 0x200f },   { 0x2028, 0x202e },
                   { 0x2060, 0x206f }, { 0x3164, 0x3164 },   { 0xfeff, 0xfeff },   { 0xffa0, 0xffa0 },
                   { 0xfff9, 0xfffb }, { 0x1bca0, 0x1bca3 }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe007f } };

    if (point < ranges[0].first) /* nearly all */
        return false;
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return false;
}

static bool is_mark(utf8proc_int32_t point)
{
    utf8proc_category_t category = utf8proc_category(point);

    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
}

/* Half an emoji: what a joiner may stand between. */
static bool joins(utf8proc_int32_t point)
{
    return (point >= 0x1f000 && point <= 0x1ffff) || (point >= 0x2190 && point <= 0x21ff) ||
           (point >= 0x2600 && point <= 0x27bf) || (point >= 0x2b00 && point <= 0x2bff) || point == 0xfe0f;
}

static bool is_control(utf8proc_int32_t point, bool lines)
{
    return (point < 0x20 && !(lines && point == '\n')) || (point >= 0x7f && point <= 0x9f);
}

/* Almost every text: no byte above 0x7e and no control character, so it is in NFC as it stands. */
static bool is_plain(struct span text, bool lines)
{
    for (size_t i = 0; i < text.len;) {
        if (text.len - i >= EIGHT && eight_is_printable(eight_at(text.ptr + i))) {
            i += EIGHT;
            continue;
        }
        unsigned char byte = (unsigned char)text.ptr[i++];
        if (byte >= 0x7f || is_control(byte, lines))
            return false;
    }
    return true;
}

static struct span trim(struct span text)
{
    while (text.len > 0 && (text.ptr[0] == ' ' || text.ptr[0] == '\n'))
        text = (struct span){ text.ptr + 1, text.len - 1 };
    while (text.len > 0 && (text.ptr[text.len - 1] == ' ' || text.ptr[text.len - 1] == '\n'))
        text.len--;
    return text;
}

/*
 * Decodes text into points, leaving out what is hidden and white space at the ends. Returns how many, or -1
 * with a message. There are never more points than bytes.
 */
static utf8proc_ssize_t visible_points(struct span text, bool lines, utf8proc_int32_t *points, const char **message)
{
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text.ptr;
    size_t left = text.len;
    utf8proc_ssize_t count = 0;

    while (left > 0) {
        utf8proc_int32_t point;
        utf8proc_ssize_t bytes = utf8proc_iterate(at, (utf8proc_ssize_t)left, &point);
        if (bytes <= 0) {
            *message = "not valid UTF-8";
            return -1;
        }
        at += bytes;
        left -= (size_t)bytes;
        if (is_control(point, lines)) {
            *message = "a control character";
            return -1;
        }
        bool joiner = point == JOINER && count > 0 && joins(points[count - 1]);
        if ((text_is_hidden((uint32_t)point) && !joiner) || (count == 0 && is_space(point)))
            continue;
        if (count > 0 && points[count - 1] == JOINER && !joins(point))
            count--; /* it joined nothing */
        points[count++] = point;
    }
    while (count > 0 && (is_space(points[count - 1]) || points[count - 1] == JOINER))
        count--;
    return count;
}

/* After NFC, because one letter can fall apart into several marks. Cutting the last marks of a row keeps the form. */
static size_t cut_marks(utf8proc_uint8_t *text, size_t len)
{
    size_t kept = 0, marks = 0, bytes = 0;

    for (size_t at = 0; at < len; at += bytes) {
        utf8proc_int32_t point;
        bytes = (size_t)utf8proc_iterate(text + at, (utf8proc_ssize_t)(len - at), &point);
        marks = is_mark(point) ? marks + 1 : 0;
        if (marks > MARKS_MAX)
            continue;
        memmove(text + kept, text + at, bytes);
        kept += bytes;
    }
    return kept;
}

int text_clean(struct span text, bool lines, struct arena *arena, struct span *out, const char **message)
{
    if (is_plain(text, lines)) {
        *out = trim(text);
        return 0;
    }
    utf8proc_int32_t *points = malloc((text.len + 1) * sizeof *points); /* one for the NUL of reencode */
    if (points == NULL)
        return ERR_TOO_BIG;
    utf8proc_ssize_t count = visible_points(text, lines, points, message);
    if (count < 0) {
        free(points);
        return ERR_BAD_REQUEST;
    }

    *message = "text that has no composed form";
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t bytes = utf8proc_reencode(points, count, UTF8PROC_STABLE);
    if (bytes >= 0)
        bytes = utf8proc_map((utf8proc_uint8_t *)points, bytes, &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    free(points);
    if (bytes < 0)
        return ERR_BAD_REQUEST;
    *out = arena_copy(arena, (struct span){ (const char *)composed, cut_marks(composed, (size_t)bytes) });
    free(composed);
    return out->ptr == NULL ? ERR_TOO_BIG : 0;
}
