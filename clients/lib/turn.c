#include "turn.h"

#include "clock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#define POLL_MS 10 /* flock has no time-out of its own */

int turn_take(const char *path, int64_t deadline)
{
    int turn = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (turn < 0)
        return -1;
    while (flock(turn, LOCK_EX | LOCK_NB) != 0) {
        if (clock_now() >= deadline) {
            close(turn);
            return -1;
        }
        nanosleep(&(struct timespec){ .tv_nsec = POLL_MS * 1000000L }, NULL);
    }
    return turn;
}

void turn_give(int turn)
{
    if (turn >= 0)
        close(turn);
}
