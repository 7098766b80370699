#include "shipped.h"

#include "clients/text/beside.h"
#include "proto/topic.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BELOW_MAX 64 /* of the names of the folders in the code */

/* The folder beside the program of this build; else where it is installed. */
static bool find_folder(const char *folder, struct path *out)
{
    char below[BELOW_MAX];

    snprintf(below, sizeof below, "share/vakwerk/%s", folder);
    struct beside beside = beside_program(below);
    int len = snprintf(out->text, sizeof out->text, "%s", beside.text);
    if (len > 0 && (size_t)len < sizeof out->text && access(out->text, R_OK) == 0)
        return true;
    snprintf(out->text, sizeof out->text, VAKWERK_DATA_DIR "/%s", folder);
    return access(out->text, R_OK) == 0;
}

bool shipped_find(const char *folder, const char *name, const char *ending, struct path *out)
{
    struct path where;

    if (strchr(name, '/') != NULL) {
        int len = snprintf(out->text, sizeof out->text, "%s", name);
        return len > 0 && (size_t)len < sizeof out->text && access(name, R_OK) == 0;
    }
    if (!topic_is_slug(span_of(name)) || !find_folder(folder, &where))
        return false;
    int len = snprintf(out->text, sizeof out->text, "%s/%s%s", where.text, name, ending);
    return len > 0 && (size_t)len < sizeof out->text && access(out->text, R_OK) == 0;
}

static void add_name(struct path *names, const char *file, const char *ending)
{
    size_t used = strlen(names->text), length = strlen(file), tail = strlen(ending);

    if (length > tail && strcmp(file + length - tail, ending) == 0)
        snprintf(names->text + used, sizeof names->text - used, "%s%.*s", used == 0 ? "" : ", ", (int)(length - tail),
                 file);
}

struct path shipped_names(const char *folder, const char *ending)
{
    struct path where, names = { "" };
    struct dirent **files = NULL;
    int count = find_folder(folder, &where) ? scandir(where.text, &files, NULL, alphasort) : 0;

    for (int i = 0; i < count; i++) {
        add_name(&names, files[i]->d_name, ending);
        free(files[i]);
    }
    free(files);
    return names;
}
