/*
 * Two regions, each with its daemon and its mosquitto, that share a theme over mosquitto's own bridges, one made by
 * each side. Their administrators are logged in.
 */
#ifndef VAKWERK_TEST_REGIONS_H
#define VAKWERK_TEST_REGIONS_H

#include "tests/system/office.h"

struct region {
    struct office office;
    struct peer *admin;  /* the office closes it */
    const char *other;   /* what the other one is called here */
    const char *name;    /* the other's name here */
    uint16_t reached_at; /* the port to which the other's bridge connects; 0: that of the broker */
};

/* Haaglanden, and Rijnmond: the demo, with `up`. Two rows. */
void regions_open(struct region *regions);
void regions_close(struct region *regions);

/* Each names the other and gets a bridge to it, and starts again. */
void regions_link(struct region *regions, const char *theme);

/* It starts again; whoever was logged in is not any more, but for the administrator. */
void region_restart(struct region *region);

/* Whether a number of its database becomes this one before the deadline (monotonic). */
bool region_comes(const struct region *region, const char *sql, int64_t wanted, int64_t deadline_ms);

/* What the other one has not confirmed. */
#define REGION_WAITS "SELECT count(*) FROM region_out WHERE changed > told"

#endif
