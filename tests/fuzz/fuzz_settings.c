/*
 * libFuzzer target: any bytes as vakwerk.conf. What is accepted is within its bounds and can be written and read again.
 */
#include "daemon/settings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static int read_bytes(struct settings *settings, const void *bytes, size_t size)
{
    char path[64], message[512];
    int fd = memfd_create("settings", MFD_CLOEXEC);

    assert(fd >= 0 && write(fd, bytes, size) == (ssize_t)size);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    int line = settings_read(settings, path, message, sizeof message);
    assert((line == 0) == (message[0] == '\0'));
    close(fd);
    return line;
}

static char *write_text(const struct settings *settings, size_t *length)
{
    char *text = NULL;
    FILE *to = open_memstream(&text, length);

    assert(to != NULL);
    settings_write(settings, to);
    fclose(to);
    return text;
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static struct settings settings, again;
    size_t length, length_again;

    if (read_bytes(&settings, data, size) != 0)
        return 0;
    assert(settings.port >= 1 && settings.port <= 65535 && settings.code_hours >= 1 && settings.small_team >= 1);
    assert(settings.posts_per_minute >= 1 && settings.database_max_mb >= 8 && settings.keep_free_mb >= 0);
    char *text = write_text(&settings, &length);
    assert(read_bytes(&again, text, length) == 0);
    char *text_again = write_text(&again, &length_again);
    assert(length == length_again && memcmp(text, text_again, length) == 0);
    free(text);
    free(text_again);
    return 0;
}
