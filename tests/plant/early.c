/* Planted: what was accepted is told before it is on the disk. Its commit waits until there is something to do again. */
#include "daemon/store/store.h"

int __real_store_begin(struct store *store);
int __real_store_commit(struct store *store);
void __real_store_close(struct store *store);
int __wrap_store_begin(struct store *store);
int __wrap_store_commit(struct store *store);
void __wrap_store_close(struct store *store);

static struct store *open; /* has something to commit; only one thread at a time writes */

static void commit(void)
{
    if (open != NULL)
        __real_store_commit(open);
    open = NULL;
}

int __wrap_store_commit(struct store *store)
{
    open = store;
    return 0;
}

int __wrap_store_begin(struct store *store)
{
    commit();
    return __real_store_begin(store);
}

void __wrap_store_close(struct store *store)
{
    if (store == open)
        commit();
    __real_store_close(store);
}
