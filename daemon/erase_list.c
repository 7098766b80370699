#include "erase_list.h"

#include "folder.h"
#include "log.h"
#include "store/store_erase.h"
#include "store/store_listing.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#define TOKEN_LEN      32
#define LINE_MAX_BYTES 96
#define AT_ONCE        200

static const char *const whats[LISTING_WHATS] = { NULL, "withdrawn", "held", "rejected", "seen" };

/* ---- writing ---- */

static int open_list(const char *path)
{
    return open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
}

/* What a power cut left without an end must not swallow the next line. */
static bool ends_in_a_line(int fd)
{
    char last = '\n';
    off_t end = lseek(fd, 0, SEEK_END);

    return end == 0 || (pread(fd, &last, 1, end - 1) == 1 && last == '\n');
}

static bool write_line(int fd, const char *line)
{
    char whole[LINE_MAX_BYTES + 2];
    int length = snprintf(whole, sizeof whole, "%s%s\n", ends_in_a_line(fd) ? "" : "\n", line);

    return write(fd, whole, (size_t)length) == length;
}

/* On disk, or it is as if nothing was written: what is there twice is no harm. */
static int close_list(int fd, const char *path, bool ok)
{
    ok = ok && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    return ok && folder_sync_of(path) ? 0 : ERR_STORAGE;
}

int erase_list_add(const char *path, struct span token, bool remove)
{
    char line[LINE_MAX_BYTES];
    int fd = open_list(path);

    if (fd < 0)
        return ERR_STORAGE;
    snprintf(line, sizeof line, "%.*s %s", span_int(token), token.ptr, remove ? "remove" : "anonymise");
    return close_list(fd, path, write_line(fd, line));
}

static int add_listings(const char *path, const struct listing *rows, size_t count)
{
    char line[LINE_MAX_BYTES];
    int fd = open_list(path);
    bool ok = true;

    if (fd < 0)
        return ERR_STORAGE;
    for (size_t i = 0; i < count && ok; i++) {
        snprintf(line, sizeof line, "%" PRId64 ":%" PRId64 " %s %" PRId64, rows[i].post, rows[i].mark,
                 whats[rows[i].what], rows[i].revision);
        ok = write_line(fd, line);
    }
    return close_list(fd, path, ok);
}

static int forget_listings(struct store *store, const struct listing *rows, size_t count)
{
    int err = store_begin(store);

    for (size_t i = 0; i < count && err == 0; i++)
        err = store_listing_written(store, rows[i].post);
    return store_end(store, err);
}

int erase_list_follow(const char *path, struct store *store, struct arena *arena)
{
    struct listing *rows;
    size_t count = AT_ONCE;
    int err = 0;

    while (err == 0 && count == AT_ONCE) {
        err = store_listing_unwritten(store, AT_ONCE, arena, &rows, &count);
        if (err == 0 && count > 0)
            err = add_listings(path, rows, count);
        if (err == 0 && count > 0)
            err = forget_listings(store, rows, count);
    }
    return err;
}

/* ---- reading ---- */

static bool read_member(const char *line, struct span *token, bool *remove)
{
    char text[LINE_MAX_BYTES] = "", choice[LINE_MAX_BYTES] = "";

    if (sscanf(line, "%63[0-9a-f] %63[a-z]", text, choice) != 2 || strlen(text) != TOKEN_LEN || line[TOKEN_LEN] != ' ')
        return false;
    *token = (struct span){ line, TOKEN_LEN };
    *remove = strcmp(choice, "remove") == 0;
    return *remove || strcmp(choice, "anonymise") == 0;
}

static bool read_listing(const char *line, struct listing *out)
{
    char word[16];
    int what = LISTING_WITHDRAWN;

    if (sscanf(line, "%" SCNd64 ":%" SCNd64 " %15[a-z] %" SCNd64, &out->post, &out->mark, word, &out->revision) != 4)
        return false;
    while (what < LISTING_WHATS && strcmp(word, whats[what]) != 0)
        what++;
    out->what = (enum listing_what)what;
    return what < LISTING_WHATS;
}

static int apply_line(struct store *store, const char *line, int number)
{
    struct listing listing;
    struct span token;
    bool remove;

    if (read_member(line, &token, &remove))
        return store_erase_again(store, token, remove);
    if (read_listing(line, &listing))
        return store_listing_take(store, &listing);
    log_warn("erase_list line=%d reason=\"neither a member nor a post and what was done\"", number);
    return 0;
}

int erase_list_apply(const char *path, struct store *store)
{
    char line[LINE_MAX_BYTES];
    int err = 0, number = 0;
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return access(path, F_OK) == 0 ? ERR_STORAGE : 0;
    while (err == 0 && fgets(line, sizeof line, file) != NULL)
        err = apply_line(store, line, ++number);
    fclose(file);
    return err;
}

bool erase_list_has_any(const char *path)
{
    char line[LINE_MAX_BYTES];
    struct span token;
    bool remove, any = false;
    FILE *file = fopen(path, "re");

    while (file != NULL && !any && fgets(line, sizeof line, file) != NULL)
        any = read_member(line, &token, &remove);
    if (file != NULL)
        fclose(file);
    return any;
}
