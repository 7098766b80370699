#include "config_file.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_BYTES 4096

/* What to change, and how far we are. */
struct change {
    const char *section, *key; /* key NULL: the whole section goes */
    const char *value;         /* NULL: the line goes */
    struct span text;
    FILE *to;
    bool done;
};

bool config_file_holds(const char *key, const char *value)
{
    if (strlen(key) + strlen(value) > CONFIG_FILE_LINE_MAX || strpbrk(value, "\r\n") != NULL)
        return false;
    /* A remark may stand behind a value; blanks around it do not count. */
    return value[0] != '\0' && strstr(value, " ;") == NULL && value[0] != ';' && !isspace((unsigned char)value[0]) &&
           !isspace((unsigned char)value[strlen(value) - 1]);
}

/* ---- lines ---- */

static struct span trimmed(struct span line)
{
    while (line.len > 0 && isspace((unsigned char)line.ptr[0])) {
        line.ptr++;
        line.len--;
    }
    while (line.len > 0 && isspace((unsigned char)line.ptr[line.len - 1]))
        line.len--;
    return line;
}

static bool is_section(struct span line)
{
    line = trimmed(line);
    return line.len > 0 && line.ptr[0] == '[';
}

static bool is_this_section(struct span line, const char *section)
{
    const char *end;

    line = trimmed(line);
    if (line.len == 0 || line.ptr[0] != '[' || (end = memchr(line.ptr, ']', line.len)) == NULL)
        return false;
    return span_is((struct span){ line.ptr + 1, (size_t)(end - line.ptr - 1) }, section);
}

static bool is_key(struct span line, const char *key)
{
    size_t len = 0;

    while (len < line.len && line.ptr[len] != '=' && line.ptr[len] != ':')
        len++;
    return len < line.len && span_is(trimmed((struct span){ line.ptr, len }), key);
}

static struct span next_line(struct span *rest)
{
    const char *end = memchr(rest->ptr, '\n', rest->len);
    size_t len = end == NULL ? rest->len : (size_t)(end - rest->ptr) + 1;
    struct span line = { rest->ptr, len };

    *rest = (struct span){ rest->ptr + len, rest->len - len };
    return line;
}

static void put_line(struct change *change, struct span line)
{
    fprintf(change->to, "%.*s%s", span_int(line), line.ptr, line.ptr[line.len - 1] == '\n' ? "" : "\n");
}

static void put_value(struct change *change)
{
    if (!change->done && change->value != NULL)
        fprintf(change->to, "%s = %s\n", change->key, change->value);
    change->done = true;
}

/* ---- the section ---- */

/* Empty lines at the end of a section stay behind what is added to it. */
static struct span without_tail(struct span part)
{
    size_t len = trimmed(part).len == 0 ? 0 : (size_t)(trimmed(part).ptr + trimmed(part).len - part.ptr);

    while (len > 0 && len < part.len && part.ptr[len] != '\n')
        len++;
    return (struct span){ part.ptr, len < part.len ? len + (len > 0) : part.len };
}

static void change_part(struct change *change, struct span part)
{
    struct span rest = without_tail(part), tail = { part.ptr + rest.len, part.len - rest.len };

    while (rest.len > 0) {
        struct span line = next_line(&rest);
        if (is_key(line, change->key))
            put_value(change);
        else
            put_line(change, line);
    }
    put_value(change);
    while (tail.len > 0)
        put_line(change, next_line(&tail));
}

/* The lines up to the next section. */
static struct span next_part(struct span *rest)
{
    struct span part = { rest->ptr, 0 };

    while (rest->len > 0) {
        struct span ahead = *rest, line = next_line(&ahead);
        if (is_section(line))
            break;
        part.len += line.len;
        *rest = ahead;
    }
    return part;
}

static void change_text(struct change *change)
{
    struct span rest = change->text, part = next_part(&rest);
    bool is_here = change->section[0] == '\0';

    if (is_here)
        change_part(change, part);
    else if (part.len > 0)
        put_line(change, part);
    while (rest.len > 0) {
        struct span title = next_line(&rest);
        bool is_it = is_this_section(title, change->section);
        part = next_part(&rest);
        if (is_it && change->key == NULL)
            continue;
        put_line(change, title);
        if (is_it)
            change_part(change, part);
        else if (part.len > 0)
            put_line(change, part);
        is_here |= is_it;
    }
    if (!is_here && change->value != NULL)
        fprintf(change->to, "%s[%s]\n%s = %s\n", change->text.len > 0 ? "\n" : "", change->section, change->key,
                change->value);
}

/* ---- the file ---- */

static bool read_text(const char *path, struct arena *arena, struct span *out)
{
    char *text = arena_take(arena, CONFIG_FILE_MAX + 1);
    FILE *file = fopen(path, "re");

    *out = (struct span){ text, 0 };
    if (file == NULL || text == NULL) {
        if (file != NULL)
            fclose(file);
        return text != NULL && errno == ENOENT;
    }
    out->len = fread(text, 1, CONFIG_FILE_MAX + 1, file);
    bool ok = ferror(file) == 0 && out->len <= CONFIG_FILE_MAX;
    fclose(file);
    if (!ok)
        errno = EFBIG;
    return ok;
}

/* Settings are often a link into a folder that is kept elsewhere: the file behind it is changed, the link stays. */
static bool write_text(const char *path, const char *text, size_t len)
{
    char fresh[PATH_BYTES], *real = realpath(path, NULL);
    int name = snprintf(fresh, sizeof fresh, "%s.new", real == NULL ? path : real);
    int fd =
        name < 0 || (size_t)name >= sizeof fresh ? -1 : open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    bool ok = fd >= 0 && write(fd, text, len) == (ssize_t)len && fsync(fd) == 0;

    if (fd >= 0)
        ok = close(fd) == 0 && ok;
    ok = ok && rename(fresh, real == NULL ? path : real) == 0;
    if (!ok && fd >= 0)
        unlink(fresh);
    free(real);
    return ok;
}

static bool apply(const char *path, struct change *change, struct arena *arena)
{
    char *text = NULL;
    size_t len = 0;

    if (!read_text(path, arena, &change->text))
        return false;
    change->to = open_memstream(&text, &len);
    if (change->to == NULL)
        return false;
    change_text(change);
    bool ok = fclose(change->to) == 0 && write_text(path, text, len);
    free(text);
    return ok;
}

bool config_file_set(const char *path, const char *section, const char *key, const char *value, struct arena *arena)
{
    return apply(path, &(struct change){ .section = section, .key = key, .value = value }, arena);
}

bool config_file_drop(const char *path, const char *section, struct arena *arena)
{
    return apply(path, &(struct change){ .section = section }, arena);
}
