#include "draft.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOTE      "#: "
#define OLDER_MAX 100

struct path draft_path(const char *name)
{
    char file[160];

    snprintf(file, sizeof file, "drafts/%s.md", name);
    return paths_file(PATHS_STATE, file);
}

bool draft_exists(const char *name)
{
    return access(draft_path(name).text, R_OK) == 0;
}

int64_t draft_at(const char *name)
{
    struct stat is;

    return stat(draft_path(name).text, &is) == 0 ? (int64_t)is.st_mtim.tv_sec * 1000 : 0;
}

const char *draft_note(const struct draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->note_count; i++)
        if (strcmp(draft->notes[i].name, name) == 0)
            return draft->notes[i].value;
    return NULL;
}

void draft_add_note(struct draft *draft, const char *name, const char *value)
{
    if (value != NULL && draft->note_count < DRAFT_NOTES_MAX)
        draft->notes[draft->note_count++] = (struct draft_note){ name, value };
}

static const char *source_name(struct cli *cli, size_t number)
{
    return say(cli, "source%zu", number);
}

const char *draft_source(struct cli *cli, const struct draft *draft, size_t number)
{
    return draft_note(draft, source_name(cli, number));
}

void draft_add_source(struct cli *cli, struct draft *draft, size_t number, const char *source)
{
    draft_add_note(draft, source_name(cli, number), source);
}

/* ---- writing ---- */

static void print_help(FILE *stream, const char *help)
{
    while (help != NULL && *help != '\0') {
        size_t len = strcspn(help, "\n");
        fprintf(stream, "#%s%.*s\n", len > 0 ? " " : "", (int)len, help);
        help += len + (help[len] == '\n');
    }
}

static void print_draft(FILE *stream, const struct draft *draft, const char *help)
{
    if (draft->has_title)
        fprintf(stream, "%s\n\n", draft->title);
    fprintf(stream, "%s\n", draft->text);
    for (size_t i = 0; i < draft->note_count; i++)
        fprintf(stream, NOTE "%s=%s\n", draft->notes[i].name, draft->notes[i].value);
    print_help(stream, help);
}

/* ---- those beside it, the last one first ---- */

static struct path older_path(const char *name, int back)
{
    char older[144];

    if (back < 2)
        snprintf(older, sizeof older, "%.128s%s", name, back == 0 ? "" : ".old");
    else
        snprintf(older, sizeof older, "%.128s.old%d", name, back);
    return draft_path(older);
}

static bool is_free(const struct path *path)
{
    return access(path->text, F_OK) != 0;
}

static void keep_older(const char *name)
{
    int back = 1;
    struct path to = older_path(name, back);

    while (back < OLDER_MAX && !is_free(&to))
        to = older_path(name, ++back);
    for (; back > 0; back--) {
        struct path from = older_path(name, back - 1);
        rename(from.text, to.text);
        to = from;
    }
}

bool draft_take_older(const char *name)
{
    struct path to = older_path(name, 0), from = older_path(name, 1);

    if (!is_free(&to) || is_free(&from))
        return false;
    for (int back = 2; rename(from.text, to.text) == 0; back++) {
        to = from;
        from = older_path(name, back);
    }
    return true;
}

/* A new file in the place of the old one: a full disk leaves what was there. */
static bool write_draft(const struct path *path, const struct draft *draft, const char *help, bool lasting)
{
    struct path fresh;
    int len = snprintf(fresh.text, sizeof fresh.text, "%.*s.new", (int)sizeof fresh.text - 5, path->text);
    int fd = len < 0 ? -1 : open(fresh.text, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    FILE *stream = fd < 0 ? NULL : fdopen(fd, "w");

    if (stream == NULL)
        return false;
    print_draft(stream, draft, help);
    bool ok = fflush(stream) == 0 && (!lasting || fsync(fd) == 0);
    ok = fclose(stream) == 0 && ok && rename(fresh.text, path->text) == 0;
    if (!ok)
        unlink(fresh.text);
    return ok;
}

static bool save(struct cli *cli, const char *name, const struct draft *draft, const char *help, bool lasting)
{
    struct path path = draft_path(name);
    struct draft before;

    if (path.text[0] == '\0' || !paths_make_folder(&path))
        return false;
    if (draft_load(cli, name, draft->has_title, &before) && (before.text[0] != '\0' || before.title[0] != '\0') &&
        (strcmp(before.text, draft->text) != 0 || strcmp(before.title, draft->title) != 0))
        keep_older(name);
    return write_draft(&path, draft, help, lasting);
}

bool draft_save(struct cli *cli, const char *name, const struct draft *draft, const char *help)
{
    return save(cli, name, draft, help, true);
}

bool draft_save_soon(struct cli *cli, const char *name, const struct draft *draft)
{
    return save(cli, name, draft, NULL, false);
}

void draft_settle(const char *name)
{
    int fd = open(draft_path(name).text, O_RDONLY | O_CLOEXEC);

    if (fd >= 0) {
        fsync(fd);
        close(fd);
    }
}

void draft_drop(const char *name)
{
    unlink(draft_path(name).text);
}

/* ---- reading ---- */

const char *draft_read_stream(struct cli *cli, FILE *stream)
{
    char *text = arena_take(&cli->arena, DRAFT_BYTES_MAX + 1);

    if (text == NULL)
        return NULL;
    size_t len = fread(text, 1, DRAFT_BYTES_MAX + 1, stream);
    if (ferror(stream) || len > DRAFT_BYTES_MAX)
        return NULL;
    text[len] = '\0';
    return text;
}

static void read_note(struct cli *cli, struct draft *draft, struct span line)
{
    const char *note = arena_copy(&cli->arena, line).ptr;
    const char *equals = note == NULL ? NULL : strchr(note, '=');

    if (equals == NULL)
        return;
    const char *name = arena_copy(&cli->arena, (struct span){ note, (size_t)(equals - note) }).ptr;
    if (name != NULL)
        draft_add_note(draft, name, equals + 1);
}

/* Takes lines with # out, and reads those that are notes. */
static const char *without_comments(struct cli *cli, const char *whole, struct draft *draft)
{
    char *kept = arena_take(&cli->arena, strlen(whole) + 1);
    size_t len = 0;

    if (kept == NULL)
        return "";
    while (*whole != '\0') {
        size_t line = strcspn(whole, "\n");
        size_t with_end = line + (whole[line] == '\n');
        if (whole[0] != '#') {
            memcpy(kept + len, whole, with_end);
            len += with_end;
        } else if (strncmp(whole, NOTE, strlen(NOTE)) == 0) {
            read_note(cli, draft, (struct span){ whole + strlen(NOTE), line - strlen(NOTE) });
        }
        whole += with_end;
    }
    kept[len] = '\0';
    return kept;
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *trimmed(struct cli *cli, struct span text)
{
    while (text.len > 0 && is_space(text.ptr[0])) {
        text.ptr++;
        text.len--;
    }
    while (text.len > 0 && is_space(text.ptr[text.len - 1]))
        text.len--;
    const char *copy = arena_copy(&cli->arena, text).ptr;
    return copy == NULL ? "" : copy;
}

void draft_split(struct cli *cli, const char *whole, struct draft *out)
{
    const char *text = trimmed(cli, span_of(whole));
    size_t line = strcspn(text, "\n");

    out->has_title = true;
    out->title = trimmed(cli, (struct span){ text, line });
    out->text = trimmed(cli, span_of(text + line));
}

bool draft_load(struct cli *cli, const char *name, bool has_title, struct draft *out)
{
    FILE *stream = fopen(draft_path(name).text, "re");
    const char *whole = stream == NULL ? NULL : draft_read_stream(cli, stream);

    *out = (struct draft){ .title = "", .text = "" };
    if (stream != NULL)
        fclose(stream);
    if (whole == NULL)
        return false;
    const char *kept = without_comments(cli, whole, out);
    if (has_title)
        draft_split(cli, kept, out);
    else
        out->text = trimmed(cli, span_of(kept));
    return true;
}
