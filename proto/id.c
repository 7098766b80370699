#include "id.h"

#include <stdlib.h>
#include <unistd.h>

/* The kernel's own random bytes: a program that lives for one request would wait longer for OpenSSL to set itself up. */
struct id id_new(int64_t now_ms)
{
    struct id id;

    if (getentropy(id.bytes, sizeof id.bytes) != 0)
        abort();
    for (int i = 0; i < 6; i++)
        id.bytes[i] = (unsigned char)((uint64_t)now_ms >> (40 - 8 * i));
    id.bytes[6] = (unsigned char)(0x70 | (id.bytes[6] & 0x0f)); /* version 7 */
    id.bytes[8] = (unsigned char)(0x80 | (id.bytes[8] & 0x3f)); /* the variant of RFC 9562 */
    return id;
}

struct id_text id_hex(struct span id)
{
    static const char digits[] = "0123456789abcdef";
    struct id_text out = { "" };

    for (size_t i = 0; i < ID_BYTES && i < id.len; i++) {
        out.text[2 * i] = digits[(unsigned char)id.ptr[i] >> 4];
        out.text[2 * i + 1] = digits[(unsigned char)id.ptr[i] & 0x0f];
    }
    return out;
}

static int digit(char letter)
{
    if (letter >= '0' && letter <= '9')
        return letter - '0';
    if (letter >= 'a' && letter <= 'f')
        return letter - 'a' + 10;
    return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

/* Where a UUID has its hyphens: behind 8, 12, 16 and 20 digits. */
static bool is_hyphen(struct span text, size_t at)
{
    return text.len == 2 * ID_BYTES + 4 && (at == 8 || at == 13 || at == 18 || at == 23) && text.ptr[at] == '-';
}

bool id_read(struct span text, struct id *out)
{
    size_t digits = 0;

    for (size_t i = 0; i < text.len; i++) {
        int value = digit(text.ptr[i]);
        if (is_hyphen(text, i))
            continue;
        if (value < 0 || digits == sizeof out->bytes * 2)
            return false;
        unsigned char *byte = &out->bytes[digits / 2];
        *byte = (unsigned char)(digits % 2 == 0 ? value << 4 : *byte | value);
        digits++;
    }
    return digits == sizeof out->bytes * 2;
}
