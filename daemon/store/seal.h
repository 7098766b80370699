/*
 * Pages that tell whether they are what was written. Of a sealed database every page ends with the sum (XXH3, libxxhash)
 * of its number and of all its other bytes; SQLite leaves that room when it is asked to (reserved bytes,
 * https://www.sqlite.org/fileformat2.html#resbyte). Sums are made and looked at between SQLite and the file
 * (https://www.sqlite.org/vfs.html), so that no statement knows of them: texts, rights, indexes and what SQLite itself
 * writes down are covered alike. A page that is not what was written is logged by its number, counted, and not read:
 * SQLite says SQLITE_CORRUPT of the statement, and of the commit of a transaction that came upon it.
 *
 * It guards against disks, not against who means harm: such a one can make sums too. The journal beside the database has
 * sums of SQLite's own. Who writes to a sealed database without this, or lets SQLite write the journal back, leaves
 * pages that look damaged; reading does no harm.
 *
 * Whoever opens the database: the store, the index of words, and the tests.
 */
#ifndef VAKWERK_SEAL_H
#define VAKWERK_SEAL_H

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

/* From now on this process opens databases so, sealed or not. Before the first is opened; again is no change. */
int seal_install(void);

/* Whether it is sealed: *out. An SQLite code, also of a page 1 that cannot be read. */
int seal_look(sqlite3 *db, bool *out);

/*
 * One that is sealed, or is about to be made and has no page yet: it is taken for sealed, whatever its first page says
 * and whichever page is written first.
 */
int seal_begin(sqlite3 *db);

/*
 * Writes every page of a database anew (VACUUM), sealed. All or nothing; it needs the room of the database twice more,
 * and that nobody else has it open.
 */
int seal_whole(sqlite3 *db);

/* How many damaged pages this connection came across; beyond the first 64 they are not told apart. */
int64_t seal_count(sqlite3 *db);

#endif
