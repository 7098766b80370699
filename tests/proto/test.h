/*
 * What each test program begins with. A test is a sentence; CMOCKA_TEST_FILTER=<name> runs one.
 *
 *   TEST(an_empty_title_is_too_short) { ... }
 *   int main(void) { const struct CMUnitTest tests[] = { cmocka_unit_test(...) }; return TEST_RUN(tests); }
 */
#ifndef VAKWERK_TEST_H
#define VAKWERK_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define TEST(name) static void name(__attribute__((unused)) void **state)

#define TEST_RUN(tests) TEST_RUN_WITH(tests, NULL, NULL)

/* With what all of them share, made before the first and taken down after the last. */
#define TEST_RUN_WITH(tests, setup, teardown)                                                                          \
    (cmocka_set_test_filter(getenv("CMOCKA_TEST_FILTER")), cmocka_run_group_tests(tests, setup, teardown))

#define TEST_ARENA_BYTES (64u * 1024u * 1024u)

/* A text with its NULs, for bytes that are no string. */
#define BYTES(text) ((struct span){ (text), sizeof(text) - 1 })

#endif
