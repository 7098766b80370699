/* For the tests without a broker: a folder, an access.db with everybody in it, and the rights read from it. */
#ifndef VAKWERK_TEST_SCENE_H
#define VAKWERK_TEST_SCENE_H

#include "daemon/guard/rights.h"
#include "tests/guard/people.h"
#include "tests/support/tempdir.h"

struct scene {
    struct tempdir dir;
    struct temppath db;
    struct access *access; /* the daemon's side */
    struct rights *rights; /* as last read */
};

int scene_begin(struct scene *scene);
int scene_end(struct scene *scene);

/* Reads access.db anew; NULL or the reason why not, and then the old rights stay. */
const char *scene_read(struct scene *scene);

/* Runs SQL on the file, as somebody who damages it would. */
void scene_sql(struct scene *scene, const char *sql);

#endif
