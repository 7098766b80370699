/* Where the files of a person are: the XDG folders. */
#ifndef VAKWERK_CLI_PATHS_H
#define VAKWERK_CLI_PATHS_H

#include <stdbool.h>

#define PATHS_MAX 512

enum paths_base { PATHS_CONFIG, PATHS_STATE, PATHS_CACHE };

struct path {
    char text[PATHS_MAX];
};

/* vakwerk/<name> in that folder. Empty when there is no home, or the path is too long. */
struct path paths_file(enum paths_base base, const char *name);

/* The file with the secrets of this person's devices. */
struct path paths_credentials(void);

/* Makes the folders above a file, for this person only. */
bool paths_make_folder(const struct path *file);

/* The path as people write it: with ~ for the home. */
struct path paths_shown(const char *path);

#endif
