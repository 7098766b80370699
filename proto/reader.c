#include "reader.h"

#include "text.h"

#include <math.h>

static const struct token bad = { .type = TOKEN_BAD };

struct reader reader_of(struct span payload)
{
    const unsigned char *at = (const unsigned char *)payload.ptr;

    return (struct reader){ at, at + payload.len };
}

static size_t left(const struct reader *reader)
{
    return (size_t)(reader->end - reader->at);
}

/* A big-endian number of 1, 2, 4 or 8 bytes. False when they are not there. */
static bool take_number(struct reader *reader, size_t bytes, uint64_t *out)
{
    if (left(reader) < bytes)
        return false;
    *out = 0;
    for (size_t i = 0; i < bytes; i++)
        *out = *out << 8 | *reader->at++;
    return true;
}

static struct token take_bytes(struct reader *reader, enum token_type type, uint64_t count)
{
    if (count > left(reader))
        return bad;
    struct token token = { .type = type, .text = { (const char *)reader->at, (size_t)count } };
    reader->at += count;
    return token;
}

/* Each element takes at least a byte, each pair two: more than that cannot be true. */
static struct token take_count(struct reader *reader, enum token_type type, uint64_t count)
{
    size_t least = type == TOKEN_MAP ? 2 : 1;

    if (count > left(reader) / least)
        return bad;
    return (struct token){ .type = type, .count = (size_t)count };
}

static struct token take_unsigned(struct reader *reader, size_t bytes)
{
    uint64_t number;

    if (!take_number(reader, bytes, &number) || number > INT64_MAX)
        return bad;
    return (struct token){ .type = TOKEN_INT, .number = (int64_t)number };
}

static struct token take_signed(struct reader *reader, size_t bytes)
{
    uint64_t number;

    if (!take_number(reader, bytes, &number))
        return bad;
    uint64_t sign = (uint64_t)1 << (8 * bytes - 1);
    return (struct token){ .type = TOKEN_INT, .number = (int64_t)((number ^ sign) - sign) };
}

static struct token take_float(struct reader *reader, size_t bytes)
{
    uint64_t number;
    struct token token = { .type = TOKEN_FLOAT };

    if (!take_number(reader, bytes, &number))
        return bad;
    if (bytes == 4) {
        uint32_t half = (uint32_t)number;
        float real;
        memcpy(&real, &half, sizeof real);
        token.real = (double)real;
    } else {
        memcpy(&token.real, &number, sizeof token.real);
    }
    return isfinite(token.real) ? token : bad;
}

/* str, bin, array and map with their length in front. */
static struct token take_sized(struct reader *reader, enum token_type type, size_t bytes)
{
    uint64_t count;

    if (!take_number(reader, bytes, &count))
        return bad;
    if (type == TOKEN_STR || type == TOKEN_BIN)
        return take_bytes(reader, type, count);
    return take_count(reader, type, count);
}

struct token reader_next(struct reader *reader)
{
    if (left(reader) == 0)
        return bad;
    unsigned char head = *reader->at++;

    if (head < 0x80)
        return (struct token){ .type = TOKEN_INT, .number = head };
    if (head < 0x90)
        return take_count(reader, TOKEN_MAP, head & 0x0fu);
    if (head < 0xa0)
        return take_count(reader, TOKEN_LIST, head & 0x0fu);
    if (head < 0xc0)
        return take_bytes(reader, TOKEN_STR, head & 0x1fu);
    if (head >= 0xe0)
        return (struct token){ .type = TOKEN_INT, .number = head - 0x100 };
    switch (head) { /* the names are those of the MessagePack specification */
    case 0xc0:      /* nil */
        return (struct token){ .type = TOKEN_NIL };
    case 0xc2: /* false */
    case 0xc3: /* true */
        return (struct token){ .type = TOKEN_BOOL, .number = head & 1u };
    case 0xc4: /* bin 8, 16, 32 */
    case 0xc5:
    case 0xc6:
        return take_sized(reader, TOKEN_BIN, (size_t)1 << (head - 0xc4));
    case 0xca: /* float 32, 64 */
    case 0xcb:
        return take_float(reader, head == 0xca ? 4 : 8);
    case 0xcc: /* uint 8, 16, 32, 64 */
    case 0xcd:
    case 0xce:
    case 0xcf:
        return take_unsigned(reader, (size_t)1 << (head - 0xcc));
    case 0xd0: /* int 8, 16, 32, 64 */
    case 0xd1:
    case 0xd2:
    case 0xd3:
        return take_signed(reader, (size_t)1 << (head - 0xd0));
    case 0xd9: /* str 8, 16, 32 */
    case 0xda:
    case 0xdb:
        return take_sized(reader, TOKEN_STR, (size_t)1 << (head - 0xd9));
    case 0xdc: /* array 16, 32 */
    case 0xdd:
        return take_sized(reader, TOKEN_LIST, (size_t)2 << (head - 0xdc));
    case 0xde: /* map 16, 32 */
    case 0xdf:
        return take_sized(reader, TOKEN_MAP, (size_t)2 << (head - 0xde));
    default: /* 0xc1 is never used; the rest are extensions */
        return bad;
    }
}

bool reader_skip(struct reader *reader, int depth)
{
    struct token token = reader_next(reader);

    if (token.type == TOKEN_BAD)
        return false;
    if (token.type == TOKEN_STR)
        return text_is_utf8(token.text);
    if (token.type != TOKEN_LIST && token.type != TOKEN_MAP)
        return true;
    if (depth == 0)
        return false;
    size_t values = token.type == TOKEN_MAP ? 2 * token.count : token.count;
    for (size_t i = 0; i < values; i++)
        if (!reader_skip(reader, depth - 1))
            return false;
    return true;
}
