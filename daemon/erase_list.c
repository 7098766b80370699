#include "erase_list.h"

#include "folder.h"
#include "log.h"
#include "store/store_erase.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#define TOKEN_LEN      32
#define LINE_MAX_BYTES 64

/* What a power cut left without an end must not swallow the next line. */
static bool ends_in_a_line(int fd)
{
    char last = '\n';
    off_t end = lseek(fd, 0, SEEK_END);

    return end == 0 || (pread(fd, &last, 1, end - 1) == 1 && last == '\n');
}

int erase_list_add(const char *path, struct span token, bool remove)
{
    char line[LINE_MAX_BYTES];
    int fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0)
        return ERR_STORAGE;
    int length = snprintf(line, sizeof line, "%s%.*s %s\n", ends_in_a_line(fd) ? "" : "\n", span_int(token), token.ptr,
                          remove ? "remove" : "anonymise");
    bool ok = write(fd, line, (size_t)length) == length && fsync(fd) == 0;
    ok = close(fd) == 0 && ok;
    return ok && folder_sync_of(path) ? 0 : ERR_STORAGE;
}

static bool read_line(const char *line, struct span *token, bool *remove)
{
    char text[LINE_MAX_BYTES] = "", choice[LINE_MAX_BYTES] = "";

    if (sscanf(line, "%63[0-9a-f] %63[a-z]", text, choice) != 2 || strlen(text) != TOKEN_LEN || line[TOKEN_LEN] != ' ')
        return false;
    *token = (struct span){ line, TOKEN_LEN };
    *remove = strcmp(choice, "remove") == 0;
    return *remove || strcmp(choice, "anonymise") == 0;
}

int erase_list_apply(const char *path, struct store *store)
{
    char line[LINE_MAX_BYTES];
    struct span token;
    bool remove;
    int err = 0, number = 0;
    FILE *file = fopen(path, "re");

    if (file == NULL)
        return access(path, F_OK) == 0 ? ERR_STORAGE : 0;
    while (err == 0 && fgets(line, sizeof line, file) != NULL) {
        number++;
        if (read_line(line, &token, &remove))
            err = store_erase_again(store, token, remove);
        else
            log_warn("erase_list line=%d reason=\"not a token and what is done\"", number);
    }
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
        any = read_line(line, &token, &remove);
    if (file != NULL)
        fclose(file);
    return any;
}
