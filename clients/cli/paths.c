#include "paths.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct path paths_file(enum paths_base base, const char *name)
{
    static const struct {
        const char *variable, *below_home;
    } bases[] = {
        [PATHS_CONFIG] = { "XDG_CONFIG_HOME", ".config" },
        [PATHS_STATE] = { "XDG_STATE_HOME", ".local/state" },
        [PATHS_CACHE] = { "XDG_CACHE_HOME", ".cache" },
    };
    const char *folder = getenv(bases[base].variable), *home = getenv("HOME");
    struct path path = { "" };
    int len = -1;

    /* The XDG specification: what is not absolute is to be ignored. */
    if (folder != NULL && folder[0] == '/')
        len = snprintf(path.text, sizeof path.text, "%s/vakwerk/%s", folder, name);
    else if (home != NULL && home[0] == '/')
        len = snprintf(path.text, sizeof path.text, "%s/%s/vakwerk/%s", home, bases[base].below_home, name);
    if (len < 0 || (size_t)len >= sizeof path.text)
        path.text[0] = '\0';
    return path;
}

struct path paths_credentials(void)
{
    return paths_file(PATHS_CONFIG, "credentials");
}

bool paths_make_folder(const struct path *file)
{
    struct path part = *file;

    for (char *slash = strchr(part.text + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(part.text, 0700) != 0 && errno != EEXIST)
            return false;
        *slash = '/';
    }
    return part.text[0] == '/';
}

struct path paths_shown(const char *path)
{
    const char *home = getenv("HOME");
    size_t len = home == NULL ? 0 : strlen(home);
    struct path shown;

    if (len > 1 && strncmp(path, home, len) == 0 && path[len] == '/')
        snprintf(shown.text, sizeof shown.text, "~%s", path + len);
    else
        snprintf(shown.text, sizeof shown.text, "%s", path);
    return shown;
}
