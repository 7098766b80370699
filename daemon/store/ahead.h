/*
 * A database that is about to be looked at page by page, whole: read from front to back before, in large pieces, so that
 * its pages are in memory by then. They stand in the file as they came, and a disk takes many times as long to bring
 * them one by one: 780 MB that were not in memory took 11 s to look through, and 3 s so.
 */
#ifndef VAKWERK_AHEAD_H
#define VAKWERK_AHEAD_H

#include <sqlite3.h>

/*
 * Reads the file of an open connection, unless it is larger than half of the machine's memory: its front would be gone
 * again before it is needed. What cannot be read is nobody's concern here: who looks at the pages will say so.
 */
void ahead_read(sqlite3 *db);

#endif
