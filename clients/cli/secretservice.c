#include "secretservice.h"

#include "keyring.h"

#include <dlfcn.h>
#include <libsecret/secret.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LIBRARY "libsecret-1.so.0"

enum word { WORD_PROGRAM, WORD_COMMAND, WORD_WHAT, WORD_SERVER, WORD_MEMBER, WORD_DEVICE, WORDS };

static const SecretSchema schema = { .name = "nl.vakwerk.Account",
                                     .flags = SECRET_SCHEMA_NONE,
                                     .attributes = { { "server", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                                     { "member", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                                     { "device", SECRET_SCHEMA_ATTRIBUTE_STRING },
                                                     { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING } } };

struct library {
    __typeof__(&secret_password_store_sync) store;
    __typeof__(&secret_password_lookup_sync) lookup;
    __typeof__(&secret_password_clear_sync) clear;
};

static bool find(void *handle, const char *name, void *to)
{
    void *found = dlsym(handle, name);

    memcpy(to, &found, sizeof found); /* as POSIX has it: a function is found as an object */
    return found != NULL;
}

static bool load(struct library *library)
{
    void *handle = dlopen(LIBRARY, RTLD_NOW);

    return handle != NULL && find(handle, "secret_password_store_sync", &library->store) &&
           find(handle, "secret_password_lookup_sync", &library->lookup) &&
           find(handle, "secret_password_clear_sync", &library->clear);
}

bool secretservice_wanted(int argc, const char *const *argv)
{
    return argc == WORDS && strcmp(argv[WORD_COMMAND], SECRETSERVICE_COMMAND) == 0;
}

#define WHO(argv) "server", (argv)[WORD_SERVER], "member", (argv)[WORD_MEMBER], "device", (argv)[WORD_DEVICE], NULL

static bool get(const struct library *library, const char *const *argv)
{
    char *secret = library->lookup(&schema, NULL, NULL, WHO(argv));

    return secret != NULL && fputs(secret, stdout) >= 0 && fflush(stdout) == 0;
}

/* Read to the end, so that it never stands in a file, an argument or the environment. */
static bool keep(const struct library *library, const char *const *argv)
{
    char secret[KEYRING_SECRET_MAX] = "", label[128];
    size_t len = fread(secret, 1, sizeof secret - 1, stdin);

    snprintf(label, sizeof label, "Vakwerk: %s, %s", argv[WORD_MEMBER], argv[WORD_SERVER]);
    bool kept =
        len > 0 && library->store(&schema, SECRET_COLLECTION_DEFAULT, label, secret, NULL, NULL, WHO(argv)) != FALSE;
    explicit_bzero(secret, sizeof secret);
    return kept;
}

static bool forget(const struct library *library, const char *const *argv)
{
    return library->clear(&schema, NULL, NULL, WHO(argv)) != FALSE;
}

int secretservice_serve(const char *const *argv)
{
    static const struct {
        const char *name;
        bool (*serve)(const struct library *library, const char *const *argv);
    } rows[] = { { SECRETSERVICE_GET, get }, { SECRETSERVICE_KEEP, keep }, { SECRETSERVICE_FORGET, forget } };
    struct library library;

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (strcmp(argv[WORD_WHAT], rows[i].name) == 0)
            return load(&library) && rows[i].serve(&library, argv) ? 0 : 1;
    return 1;
}
