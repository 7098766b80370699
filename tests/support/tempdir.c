#include "tests/support/tempdir.h"

#include <assert.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>

void tempdir_make(struct tempdir *dir)
{
    const char *root = getenv("TMPDIR");
    int len = snprintf(dir->path, sizeof dir->path, "%s/vakwerk-test-XXXXXX", root == NULL ? "/tmp" : root);

    assert(len > 0 && (size_t)len < sizeof dir->path);
    if (mkdtemp(dir->path) == NULL) {
        perror(dir->path);
        abort();
    }
}

static int remove_one(const char *path, const struct stat *info, int type, struct FTW *walk)
{
    (void)info;
    (void)type;
    (void)walk;
    return remove(path);
}

void tempdir_remove(struct tempdir *dir)
{
    nftw(dir->path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

struct temppath tempdir_file(const struct tempdir *dir, const char *name)
{
    struct temppath path;
    int len = snprintf(path.text, sizeof path.text, "%s/%s", dir->path, name);

    assert(len > 0 && (size_t)len < sizeof path.text);
    return path;
}
