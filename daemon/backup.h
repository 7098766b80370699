/* `vakwerkd backup` and `vakwerkd restore`: the database of an instance, away and back. Both say what went wrong. */
#ifndef VAKWERK_BACKUP_H
#define VAKWERK_BACKUP_H

#include "daemon/instance.h"

/* Makes the new file `to`, whole or not at all, while the instance runs or not. */
enum exit_code backup_make(const struct instance *instance, const char *to);

/*
 * Puts the copy `from` in the place of the instance's database, which must not run. What was there is kept as
 * replaced.db until the next time. Broken off, it leaves the old, or nothing to run: then it is to be done again.
 */
enum exit_code backup_restore(const char *from, const struct instance *instance);

#endif
