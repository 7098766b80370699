/*
 * An office with a full-text index, filled when the test says so: as the daemon has it, without its thread.
 *
 *   desk_catch_up(desk);   the indexer has taken everything in
 *   desk_erase(desk);      and what was dropped is out of the file
 */
#ifndef VAKWERK_TEST_DESK_H
#define VAKWERK_TEST_DESK_H

#include "tests/daemon/office.h"

#include "daemon/indexer.h"

struct desk {
    struct office *o;
    struct temppath path; /* of the index */
    struct search *writer, *reader;
    struct arena arena; /* of the indexer */
};

/* Setup and teardown of a test; *state is the desk, its office is filled and its index is empty. */
int desk_setup(void **state);
int desk_teardown(void **state);
#define DESK_TEST(name) cmocka_unit_test_setup_teardown(name, desk_setup, desk_teardown)

/* An office without anything in it, for who brings its own data; 0. */
int desk_open_office(struct desk *desk);

/* Opens the index of an office that is there, and gives it to the reader. */
void desk_open(struct desk *desk);
void desk_close(struct desk *desk);

void desk_catch_up(struct desk *desk);
void desk_erase(struct desk *desk);

/* As office_steps_begin and _end, with the steps in the index. */
void desk_steps_begin(struct desk *desk);
int64_t desk_steps_end(struct desk *desk);

#endif
