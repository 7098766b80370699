#include "aside.h"

#include "log.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xxhash.h>

#define ROWS 64 /* who ended the daemon longest ago is forgotten first */

static const int faults[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

struct row {
    uint64_t sum; /* 0: free */
    uint64_t ends;
};

/* The file, as it is mapped. */
struct page {
    volatile sig_atomic_t ended;
    uint64_t next; /* the row that is written next */
    volatile uint64_t hands[ASIDE_HANDS];
    struct row rows[ROWS];
};

struct aside {
    struct page *page;
    uint64_t seed;
};

/* What the handler writes to: a signal has no argument of ours. */
static struct page *noted;

/* The signal is blocked here and has its own way again: raised, it ends the process when this returns. */
static void on_fault(int number)
{
    noted->ended = 1;
    raise(number);
}

static void note_faults(struct page *page)
{
    struct sigaction action = { .sa_handler = on_fault, .sa_flags = (int)SA_RESETHAND };

    noted = page;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        sigaction(faults[i], &action, NULL);
}

static void forget_faults(void)
{
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++)
        signal(faults[i], SIG_DFL);
    noted = NULL;
}

static struct page *map(const char *path)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    struct page *page = MAP_FAILED;

    /* With room on the disk from the start: what is written to a mapped file that finds none ends the process. */
    errno = fd < 0 ? errno : posix_fallocate(fd, 0, sizeof *page);
    if (fd >= 0 && errno == 0)
        page = mmap(NULL, sizeof *page, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED)
        log_warn("aside_open reason=\"%s\"", strerror(errno));
    if (fd >= 0)
        close(fd);
    return page == MAP_FAILED ? NULL : page;
}

static struct row *find_row(struct page *page, uint64_t sum)
{
    for (size_t i = 0; i < ROWS; i++)
        if (page->rows[i].sum == sum)
            return &page->rows[i];
    return NULL;
}

static void count_end(struct page *page, uint64_t sum)
{
    struct row *row = find_row(page, sum);

    if (row == NULL) {
        row = &page->rows[page->next++ % ROWS];
        *row = (struct row){ .sum = sum };
    }
    if (++row->ends == ASIDE_ENDS_MAX)
        log_error("aside request=%016llx reason=\"it ended the daemon %d times and is not tried again\"",
                  (unsigned long long)sum, ASIDE_ENDS_MAX);
}

struct aside *aside_open(const char *path, const struct key *key)
{
    struct aside *aside = calloc(1, sizeof *aside);

    if (aside == NULL)
        return NULL;
    aside->page = map(path);
    if (aside->page == NULL) {
        free(aside);
        return NULL;
    }
    memcpy(&aside->seed, key->bytes, sizeof aside->seed);
    for (size_t i = 0; i < ASIDE_HANDS; i++) {
        if (aside->page->ended != 0 && aside->page->hands[i] != 0)
            count_end(aside->page, aside->page->hands[i]);
        aside->page->hands[i] = 0;
    }
    aside->page->ended = 0;
    note_faults(aside->page);
    return aside;
}

void aside_close(struct aside *aside)
{
    if (aside == NULL)
        return;
    forget_faults();
    munmap(aside->page, sizeof *aside->page);
    free(aside);
}

/* Where it was sent, and what it says; never 0. */
static uint64_t sum_of(const struct aside *aside, const struct inbox_item *item)
{
    uint64_t where = XXH3_64bits_withSeed(item->topic.ptr, item->topic.len, aside->seed);

    return XXH3_64bits_withSeed(item->payload.ptr, item->payload.len, where) | 1;
}

bool aside_take(struct aside *aside, enum aside_hand hand, const struct inbox_item *item)
{
    if (aside == NULL)
        return true;
    uint64_t sum = sum_of(aside, item);
    const struct row *row = find_row(aside->page, sum);
    if (row != NULL && row->ends >= ASIDE_ENDS_MAX)
        return false;
    aside->page->hands[hand] = sum;
    return true;
}

void aside_put(struct aside *aside, enum aside_hand hand)
{
    if (aside != NULL)
        aside->page->hands[hand] = 0;
}
