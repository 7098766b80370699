/* A folder of a test's own. */
#ifndef VAKWERK_TEST_TEMPDIR_H
#define VAKWERK_TEST_TEMPDIR_H

enum { TEMPDIR_PATH_MAX = 256 };

struct tempdir {
    char path[TEMPDIR_PATH_MAX];
};

/* Makes an empty folder only this user can enter; aborts when it cannot. */
void tempdir_make(struct tempdir *dir);

/* Removes it with all that is in it. */
void tempdir_remove(struct tempdir *dir);

struct temppath {
    char text[TEMPDIR_PATH_MAX + 64];
};

/* The path of a file in it. */
struct temppath tempdir_file(const struct tempdir *dir, const char *name);

#endif
