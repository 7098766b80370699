#include "credentials.h"

#include <fcntl.h>
#include <ini.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_BYTES 512

static const struct key {
    const char *name;
    size_t offset;
} keys[] = {
    { "server", offsetof(struct credentials, server) }, { "ca_file", offsetof(struct credentials, ca_file) },
    { "member", offsetof(struct credentials, member) }, { "device", offsetof(struct credentials, device) },
    { "secret", offsetof(struct credentials, secret) }, { "keyring", offsetof(struct credentials, keyring) },
};

struct entry {
    const char *profile;
    struct credentials credentials;
};

struct file {
    struct entry entries[CREDENTIALS_PROFILES_MAX];
    size_t count;
    struct arena *arena;
};

static struct entry *find(struct file *file, const char *profile)
{
    for (size_t i = 0; i < file->count; i++)
        if (strcmp(file->entries[i].profile, profile) == 0)
            return &file->entries[i];
    return NULL;
}

static struct entry *find_or_add(struct file *file, const char *profile)
{
    struct entry *entry = find(file, profile);

    if (entry != NULL || file->count == CREDENTIALS_PROFILES_MAX)
        return entry;
    entry = &file->entries[file->count++];
    *entry = (struct entry){ .profile = arena_copy(file->arena, span_of(profile)).ptr };
    return entry->profile == NULL ? NULL : entry;
}

static int on_key(void *to, const char *section, const char *name, const char *value)
{
    struct file *file = to;
    struct entry *entry = find_or_add(file, section);

    for (size_t i = 0; entry != NULL && i < sizeof keys / sizeof keys[0]; i++) {
        if (strcmp(keys[i].name, name) != 0)
            continue;
        const char *kept = arena_copy(file->arena, span_of(value)).ptr;
        memcpy((char *)&entry->credentials + keys[i].offset, &kept, sizeof(const char *));
        return kept != NULL;
    }
    return 0;
}

/* Rights are asked of the open file, so that it cannot be another one by then. */
static enum credentials_result check(FILE *stream)
{
    struct stat is;

    if (fstat(fileno(stream), &is) != 0 || !S_ISREG(is.st_mode))
        return CREDENTIALS_BROKEN;
    if ((is.st_mode & 077) != 0 || is.st_uid != geteuid())
        return CREDENTIALS_OPEN;
    return CREDENTIALS_FINE;
}

static enum credentials_result read_all(const char *path, struct file *file, struct arena *arena)
{
    FILE *stream = fopen(path, "re");

    *file = (struct file){ .arena = arena };
    if (stream == NULL)
        return CREDENTIALS_NONE;
    enum credentials_result result = check(stream);
    if (result == CREDENTIALS_FINE && ini_parse_file(stream, on_key, file) != 0)
        result = CREDENTIALS_BROKEN;
    fclose(stream);
    return result;
}

enum credentials_result credentials_read(const char *path, const char *profile, struct arena *arena,
                                         struct credentials *out)
{
    struct file file;
    enum credentials_result result = read_all(path, &file, arena);
    const struct entry *entry = result == CREDENTIALS_FINE ? find(&file, profile) : NULL;

    if (result != CREDENTIALS_FINE)
        return result;
    if (entry == NULL)
        return CREDENTIALS_NONE;
    *out = entry->credentials;
    bool complete = out->server != NULL && out->member != NULL && out->device != NULL &&
                    (out->secret != NULL || out->keyring != NULL);
    return complete ? CREDENTIALS_FINE : CREDENTIALS_BROKEN;
}

size_t credentials_profiles(const char *path, struct arena *arena, const char *names[CREDENTIALS_PROFILES_MAX])
{
    struct file file;

    if (read_all(path, &file, arena) != CREDENTIALS_FINE)
        return 0;
    for (size_t i = 0; i < file.count; i++)
        names[i] = file.entries[i].profile;
    return file.count;
}

static void print_entry(FILE *stream, const struct entry *entry)
{
    fprintf(stream, "[%s]\n", entry->profile);
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        const char *value;
        memcpy(&value, (const char *)&entry->credentials + keys[i].offset, sizeof value);
        if (value != NULL)
            fprintf(stream, "%s = %s\n", keys[i].name, value);
    }
}

/* A new file in place of the old one: a power cut leaves one of them whole. */
static bool write_all(const char *path, const struct file *file)
{
    char fresh[PATH_BYTES];
    int len = snprintf(fresh, sizeof fresh, "%s.new", path);

    if (len < 0 || (size_t)len >= sizeof fresh)
        return false;
    unlink(fresh);
    int fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    FILE *stream = fd < 0 ? NULL : fdopen(fd, "w");
    if (stream == NULL)
        return false;
    for (size_t i = 0; i < file->count; i++)
        if (file->entries[i].credentials.server != NULL)
            print_entry(stream, &file->entries[i]);
    bool ok = fflush(stream) == 0 && fsync(fd) == 0;
    ok = fclose(stream) == 0 && ok;
    return ok && rename(fresh, path) == 0;
}

bool credentials_write(const char *path, const char *profile, const struct credentials *credentials,
                       struct arena *arena)
{
    struct file file;

    /* A file that cannot be read would lose the secrets of the other profiles. */
    enum credentials_result result = read_all(path, &file, arena);
    if (result != CREDENTIALS_FINE && result != CREDENTIALS_NONE)
        return false;
    struct entry *entry = find_or_add(&file, profile);
    if (entry == NULL)
        return false;
    entry->credentials = credentials == NULL ? (struct credentials){ 0 } : *credentials;
    return write_all(path, &file);
}
