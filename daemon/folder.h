/* A folder on disk. Any thread. */
#ifndef VAKWERK_FOLDER_H
#define VAKWERK_FOLDER_H

#include <stdbool.h>

/* Has the folder written in which `path` stands: a name is on disk when its folder is. False when it cannot. */
bool folder_sync_of(const char *path);

#endif
