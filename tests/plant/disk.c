/* Planted: what the disk said to a commit is not looked at. */
#include "daemon/store/store.h"

int __real_store_commit(struct store *store);
int __wrap_store_commit(struct store *store);

int __wrap_store_commit(struct store *store)
{
    __real_store_commit(store);
    return 0;
}
