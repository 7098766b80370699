#include "tests/support/hostile.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_BYTES = 2048, FIELDS = 3 };

static const char *const fates[] = {
    [HOSTILE_REFUSED] = "refused", [HOSTILE_CLEANED] = "cleaned", [HOSTILE_TEXT] = "text", [HOSTILE_ANY] = "any"
};

/* ---- reading ---- */

static void give_up(const char *path, const char *line)
{
    fprintf(stderr, "%s: cannot be read: %s\n", path, line);
    abort();
}

static bool read_fate(const char *word, enum hostile_fate *fate)
{
    for (size_t i = 0; i < sizeof fates / sizeof fates[0]; i++)
        if (strcmp(word, fates[i]) == 0) {
            *fate = (enum hostile_fate)i;
            return true;
        }
    return false;
}

/* One byte: itself, \\ or \xHH. How many characters it took; 0 for what is none. */
static size_t read_byte(const char *at, char *byte)
{
    unsigned value;

    *byte = at[0];
    if (at[0] != '\\')
        return at[0] != '\0';
    *byte = '\\';
    if (at[1] == '\\')
        return 2;
    if (at[1] != 'x' || sscanf(at + 2, "%2x", &value) != 1)
        return 0;
    *byte = (char)value;
    return 4;
}

static bool read_text(const char *at, struct hostile *row)
{
    size_t used;

    for (row->len = 0; *at != '\0'; at += used) {
        if (row->len + 1 == sizeof row->text)
            return false;
        used = read_byte(at, &row->text[row->len++]);
        if (used == 0)
            return false;
    }
    row->text[row->len] = '\0';
    return row->len > 0;
}

static bool read_row(char *line, struct hostile *row)
{
    char *fields[FIELDS] = { line };

    for (int i = 1; i < FIELDS; i++) {
        char *tab = strchr(fields[i - 1], '\t');
        if (tab == NULL)
            return false;
        *tab = '\0';
        fields[i] = tab + 1;
    }
    snprintf(row->kind, sizeof row->kind, "%s", fields[1]);
    return read_fate(fields[0], &row->fate) && read_text(fields[2], row);
}

struct hostiles hostile_read(const char *path)
{
    struct hostiles all = { NULL, 0 };
    FILE *file = fopen(path, "r");
    char line[LINE_BYTES];

    if (file == NULL)
        give_up(path, "it is not there");
    while (fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "# ", 2) == 0)
            continue;
        all.rows = realloc(all.rows, (all.count + 1) * sizeof *all.rows);
        assert(all.rows != NULL);
        if (!read_row(line, &all.rows[all.count++]))
            give_up(path, line);
    }
    fclose(file);
    return all;
}

void hostile_free(struct hostiles *all)
{
    free(all->rows);
    *all = (struct hostiles){ NULL, 0 };
}

/* ---- looking ---- */

/* One code point, by the book: no form too long, no half of a pair, nothing beyond the last. 0 bytes for what is none. */
static size_t next_point(const unsigned char *at, uint32_t *point)
{
    static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
    size_t bytes = at[0] < 0x80 ? 1 : at[0] >= 0xf0 ? 4 : at[0] >= 0xe0 ? 3 : 2;

    if ((at[0] >= 0x80 && at[0] < 0xc2) || at[0] > 0xf4)
        return 0;
    *point = bytes == 1 ? at[0] : at[0] & (0x7fu >> bytes);
    for (size_t i = 1; i < bytes; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return 0;
        *point = *point << 6 | (at[i] & 0x3fu);
    }
    bool half = *point >= 0xd800 && *point <= 0xdfff;
    return *point < least[bytes] || *point > 0x10ffff || half ? 0 : bytes;
}

/* The joiner is left out: it stands inside emoji, and nobody can hide behind one. */
static bool is_foul(uint32_t point)
{
    static const struct {
        uint32_t first, last;
    } ranges[] = { { 0x00, 0x08 },     { 0x0b, 0x1f },     { 0x7f, 0x9f },     { 0xad, 0xad },
                   { 0x61c, 0x61c },   { 0x200b, 0x200c }, { 0x200e, 0x200f }, { 0x2028, 0x202e },
                   { 0x2060, 0x206f }, { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe007f } };

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
        if (point >= ranges[i].first && point <= ranges[i].last)
            return true;
    return false;
}

/* Bytes of a sequence that a program of ours may send; none makes a terminal answer, and none reaches beyond it. */
static size_t own_sequence(const char *at, enum hostile_voice voice)
{
    static const char *const ends[] = {
        [HOSTILE_PLAIN] = "", [HOSTILE_COLOUR] = "mK", [HOSTILE_DRAWS] = "mKHJhlrdGXABCDPLMST@b"
    };
    static const char *const short_ones[] = { "\r",    "\b",    "\033(B", "\033)0",       "\033=",       "\033>",
                                              "\0337", "\0338", "\033M",  "\033[22;0;0t", "\033[23;0;0t" };
    size_t len = 2 + strspn(at[1] == '[' ? at + 2 : "", "0123456789;?");

    for (size_t i = 0; voice == HOSTILE_DRAWS && i < sizeof short_ones / sizeof short_ones[0]; i++)
        if (strncmp(at, short_ones[i], strlen(short_ones[i])) == 0)
            return strlen(short_ones[i]);
    if (at[0] != '\033' || at[1] != '[' || at[len] == '\0' || strchr(ends[voice], at[len]) == NULL)
        return 0;
    return len + 1;
}

const char *hostile_find(const char *text, enum hostile_voice voice)
{
    size_t used;
    uint32_t point = 0;

    for (const char *at = text; *at != '\0'; at += used) {
        used = own_sequence(at, voice);
        if (used > 0)
            continue;
        used = next_point((const unsigned char *)at, &point);
        if (used == 0 || is_foul(point))
            return at;
    }
    return NULL;
}
