/* The judge by itself: crash_judge HISTORY DATABASE. */
#include "tests/system/crash/judge.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc != 3) {
        fputs("usage: crash_judge HISTORY DATABASE\n", stderr);
        return EXIT_FAILURE;
    }
    int wrong = judge(argv[1], argv[2], stdout);
    if (wrong == 0)
        puts("nothing is lost, double, forged, changed, missing or out of order");
    return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
