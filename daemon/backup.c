#include "backup.h"

#include "clock.h"
#include "erase_list.h"
#include "folder.h"
#include "store/store_backup.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static enum exit_code complain(enum exit_code code, const char *path, const char *what)
{
    fprintf(stderr, "vakwerkd: %s: %s\n", path, what);
    return code;
}

static enum exit_code code_of(enum store_open_error err, const char *path)
{
    switch (err) {
    case STORE_OPENED:
        return EXIT_OK;
    case STORE_DAMAGED:
        return complain(EXIT_DAMAGED, path, "is damaged, or no database of Vakwerk");
    case STORE_TOO_NEW:
        return complain(EXIT_TOO_NEW, path, "was written by a later version");
    case STORE_CANNOT_OPEN:
        break;
    }
    return complain(EXIT_OTHER, path, "could not be copied; is there space?");
}

static bool is_there(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

/* Under another name first: who finds a file `to` has a whole one. */
static enum exit_code copy_whole(const char *from, const char *to, const char *about)
{
    char draft[PATH_MAX];

    if (snprintf(draft, sizeof draft, "%s.new", to) >= (int)sizeof draft)
        return complain(EXIT_OTHER, to, "is too long a name");
    unlink(draft); /* of an attempt that was broken off */
    enum exit_code code = code_of(store_backup_copy(from, draft), about);
    if (code != EXIT_OK)
        return code;
    if (rename(draft, to) == 0 && folder_sync_of(to))
        return EXIT_OK;
    code = complain(EXIT_OTHER, to, strerror(errno));
    unlink(draft);
    return code;
}

enum exit_code backup_make(const struct instance *instance, const char *to)
{
    struct instance_path kept = instance_path(instance, "vakwerk.db");

    if (!is_there(kept.text))
        return complain(EXIT_NO_INSTANCE, kept.text, "is not there");
    if (is_there(to))
        return complain(EXIT_OTHER, to, "is there already; a backup is never written over something");
    return copy_whole(kept.text, to, to);
}

/* ---- back ---- */

/* The journal goes before the database it belongs to: beside another one it would be taken for that one's. */
static bool move_old_away(const struct instance *instance)
{
    static const char *const moves[][2] = { { "vakwerk.db-wal", "replaced.db-wal" }, { "vakwerk.db", "replaced.db" } };

    unlink(instance_path(instance, "vakwerk.db-shm").text);
    unlink(instance_path(instance, "replaced.db-shm").text);
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        struct instance_path from = instance_path(instance, moves[i][0]), to = instance_path(instance, moves[i][1]);
        unlink(to.text);
        if (rename(from.text, to.text) != 0 && errno != ENOENT)
            return false;
    }
    return true;
}

/* The files of a database that is not wanted: of an attempt that was broken off; or the index, which is made anew. */
static void remove_database(const struct instance *instance, const char *file)
{
    static const char *const ends[] = { "", "-wal", "-shm" };
    char name[64];

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        snprintf(name, sizeof name, "%s%s", file, ends[i]);
        unlink(instance_path(instance, name).text);
    }
}

static enum exit_code put_in_place(const struct instance *instance, const struct instance_path *restored)
{
    struct instance_path kept = instance_path(instance, "vakwerk.db");

    remove_database(instance, "search.db");
    if (move_old_away(instance) && rename(restored->text, kept.text) == 0 && folder_sync_of(kept.text))
        return EXIT_OK;
    return complain(EXIT_OTHER, kept.text, strerror(errno));
}

/* Such a copy would bring back who was erased, and nothing would know whom. */
static enum exit_code check_erasures(const struct instance *instance, const struct instance_path *restored,
                                     const char *from)
{
    struct instance_path list = instance_path(instance, "erasures");

    if (store_backup_version(restored->text) >= STORE_BACKUP_TOKENS || !erase_list_has_any(list.text))
        return EXIT_OK;
    return complain(EXIT_UNSAFE, from, "is older than the list of who was erased, and would bring them back");
}

enum exit_code backup_restore(const char *from, const struct instance *instance)
{
    struct instance_path restored = instance_path(instance, "restored.db");

    if (!is_there(from))
        return complain(EXIT_OTHER, from, "is not there");
    remove_database(instance, "restored.db");
    enum exit_code code = copy_whole(from, restored.text, from);
    if (code == EXIT_OK)
        code = check_erasures(instance, &restored, from);
    if (code == EXIT_OK)
        code = code_of(store_backup_revive(restored.text, clock_now_ms()), from);
    if (code == EXIT_OK)
        return put_in_place(instance, &restored);
    remove_database(instance, "restored.db");
    return code;
}
