#include "tests/guard/scene.h"

#include <assert.h>
#include <sqlite3.h>

int scene_begin(struct scene *scene)
{
    *scene = (struct scene){ .rights = NULL };
    tempdir_make(&scene->dir);
    scene->db = tempdir_file(&scene->dir, "access.db");
    scene->access = people_write(scene->db.text);
    return scene_read(scene) != NULL;
}

int scene_end(struct scene *scene)
{
    access_close(scene->access);
    rights_free(scene->rights);
    tempdir_remove(&scene->dir);
    return 0;
}

const char *scene_read(struct scene *scene)
{
    sqlite3 *db;
    const char *why;
    bool busy;
    int rc = sqlite3_open_v2(scene->db.text, &db, SQLITE_OPEN_READONLY, NULL);

    assert(rc == SQLITE_OK);
    struct rights *rights = rights_load(db, &why, &busy);
    sqlite3_close(db);
    if (rights == NULL)
        return why;
    rights_free(scene->rights);
    scene->rights = rights;
    return NULL;
}

void scene_sql(struct scene *scene, const char *sql)
{
    sqlite3 *db;
    int rc = sqlite3_open_v2(scene->db.text, &db, SQLITE_OPEN_READWRITE, NULL);

    assert(rc == SQLITE_OK);
    sqlite3_busy_timeout(db, 2000);
    rc = sqlite3_exec(db, sql, NULL, NULL, NULL);
    assert(rc == SQLITE_OK);
    sqlite3_close(db);
}
