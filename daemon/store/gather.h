/*
 * The journal (SQLite's WAL) in few large writes. SQLite writes the 24 bytes before each page and the page one by one,
 * some forty writes for one post; what follows each other is gathered here until the commit is complete, or until
 * anything else is asked of the file. Nothing is kept back over a commit: its last page is in the file before SQLite
 * flushes it and shows it to others. https://www.sqlite.org/fileformat2.html, section 4.1.
 */
#ifndef VAKWERK_GATHER_H
#define VAKWERK_GATHER_H

#include <sqlite3.h>

/* What a file that gathers takes, before the real one's own bytes. */
int gather_bytes(void);

/* As a VFS's xOpen, for a journal: the real file is opened by `real`. */
int gather_open(sqlite3_vfs *real, const char *name, sqlite3_file *file, int flags, int *out);

#endif
