/*
 * What each test program of this folder begins with. A test is a sentence; CMOCKA_TEST_FILTER=<name> runs one.
 * The tests of a program share one office, in the order of their list.
 */
#ifndef VAKWERK_SYSTEM_TEST_H
#define VAKWERK_SYSTEM_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define TEST(name) static void name(__attribute__((unused)) void **state)

#define TEST_RUN(tests)                                                                                                \
    (cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER")), cmocka_run_group_tests(tests, NULL, NULL))

#endif
