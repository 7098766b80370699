/*
 * The file with who logs in where, and with which secret, for each profile. It is for its owner alone, or it is not
 * read.
 */
#ifndef VAKWERK_CLIENT_CREDENTIALS_H
#define VAKWERK_CLIENT_CREDENTIALS_H

#include "proto/arena.h"

struct credentials {
    const char *server, *ca_file, *member, *device, *secret; /* ca_file may be NULL */
    const char *keyring; /* "yes": the secret is not in the file but in the person's keyring; or NULL */
};

enum credentials_result {
    CREDENTIALS_FINE,
    CREDENTIALS_NONE,   /* this profile has not logged in */
    CREDENTIALS_OPEN,   /* others could read the file */
    CREDENTIALS_BROKEN, /* the file cannot be read or is not in order */
};

#define CREDENTIALS_PROFILES_MAX 20

/* Texts are in the arena. */
enum credentials_result credentials_read(const char *path, const char *profile, struct arena *arena,
                                         struct credentials *out);

/* The profiles that logged in; 0 when the file is not there, or cannot be used. */
size_t credentials_profiles(const char *path, struct arena *arena, const char *names[CREDENTIALS_PROFILES_MAX]);

/*
 * Writes (or, with NULL, removes) those of a profile; other profiles stay. The folder must be there. False when it
 * cannot.
 */
bool credentials_write(const char *path, const char *profile, const struct credentials *credentials,
                       struct arena *arena);

#endif
