/*
 * A line to a port of this machine that can be bad: connections to line_port() go on to that port, by a process that
 * dies with the test.
 */
#ifndef VAKWERK_TEST_LINE_H
#define VAKWERK_TEST_LINE_H

#include <stdint.h>

enum line_mode {
    LINE_PASS,
    /* At once, of the connections that there are; later ones are well. */
    LINE_CUT,       /* reset, at both ends */
    LINE_HALF_OPEN, /* what either end says vanishes, and neither hears of it */
    LINE_NO_ACKS,   /* what the port says vanishes, acknowledgements too */
    /* Of all connections, until another mode is set; but for the last nothing is lost. */
    LINE_DELAY, /* 200 ms each way */
    LINE_DRIP,  /* 4 kB in a second each way */
    LINE_DOWN,  /* cut as above, and nobody gets through */
    LINE_MODES
};

struct line;

struct line *line_open(uint16_t to);
void line_close(struct line *line);

uint16_t line_port(const struct line *line);
void line_set(struct line *line, enum line_mode mode);

#endif
