/* The table of connections. */
#include "tests/proto/test.h"

#include <stdio.h>

#include "daemon/guard/session.h"

static struct sessions *sessions;
static const char clients[SESSIONS_MAX + 1]; /* addresses to tell connections apart */

static int setup(void **state)
{
    (void)state;
    sessions = sessions_new();
    return sessions == NULL;
}

static int teardown(void **state)
{
    (void)state;
    sessions_free(sessions);
    return 0;
}

static const char *id_of(int i)
{
    static char id[SESSION_ID_MAX];

    snprintf(id, sizeof id, "member-%d:phone", i);
    return id;
}

TEST(only_the_connection_that_logged_in_is_found)
{
    assert_non_null(sessions_put(sessions, "alice:phone", &clients[0]));
    assert_non_null(sessions_find(sessions, "alice:phone", &clients[0]));
    assert_null(sessions_find(sessions, "alice:phone", &clients[1]));
    assert_null(sessions_find(sessions, "alice:laptop", &clients[0]));
    assert_null(sessions_find(sessions, NULL, &clients[0]));
    assert_null(sessions_find(sessions, "", &clients[0]));
}

TEST(a_later_login_with_the_same_id_takes_the_place)
{
    struct session *first = sessions_put(sessions, "alice:phone", &clients[0]);

    first->out = true;
    struct session *second = sessions_put(sessions, "alice:phone", &clients[1]);
    assert_false(second->out);
    assert_null(sessions_find(sessions, "alice:phone", &clients[0]));
    sessions_delete(sessions, "alice:phone", &clients[0]); /* the old connection ends only now */
    assert_non_null(sessions_find(sessions, "alice:phone", &clients[1]));
    assert_int_equal(sessions_count(sessions), 1);
}

TEST(an_id_that_is_too_long_has_no_session)
{
    char id[100];

    memset(id, 'a', sizeof id);
    id[99] = '\0';
    assert_null(sessions_put(sessions, id, &clients[0]));
    assert_null(sessions_find(sessions, id, &clients[0]));
    sessions_delete(sessions, id, &clients[0]);
}

TEST(it_is_full_at_its_maximum_and_has_room_again)
{
    for (int i = 0; i < SESSIONS_MAX; i++)
        assert_non_null(sessions_put(sessions, id_of(i), &clients[i]));
    assert_null(sessions_put(sessions, id_of(SESSIONS_MAX), &clients[0]));
    assert_int_equal(sessions_count(sessions), SESSIONS_MAX);
    sessions_delete(sessions, id_of(7), &clients[7]);
    assert_non_null(sessions_put(sessions, id_of(SESSIONS_MAX), &clients[0]));
}

static void assert_exactly_every(int step, int count)
{
    int seen = 0;

    for (int i = 0; i < count; i++)
        assert_int_equal(sessions_find(sessions, id_of(i), &clients[i]) != NULL, i % step == 0);
    for (size_t at = 0; sessions_next(sessions, &at) != NULL;)
        seen++;
    assert_int_equal(seen, (count + step - 1) / step);
}

TEST(deleting_leaves_the_others_where_they_are_found)
{
    for (int i = 0; i < 3000; i++)
        sessions_put(sessions, id_of(i), &clients[i]);
    for (int i = 0; i < 3000; i++)
        if (i % 3 != 0)
            sessions_delete(sessions, id_of(i), &clients[i]);
    assert_exactly_every(3, 3000);
}

/* As the guard does when it kicks: the slot is looked at again, because another session may have moved into it. */
TEST(deleting_while_looking_at_all_misses_nobody)
{
    struct session *session;
    char id[SESSION_ID_MAX];

    for (int i = 0; i < 2000; i++)
        sessions_put(sessions, id_of(i), &clients[i]);
    for (size_t at = 0; (session = sessions_next(sessions, &at)) != NULL; at--) {
        memcpy(id, session->client_id, sizeof id);
        sessions_delete(sessions, id, session->client);
    }
    assert_int_equal(sessions_count(sessions), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(only_the_connection_that_logged_in_is_found, setup, teardown),
        cmocka_unit_test_setup_teardown(a_later_login_with_the_same_id_takes_the_place, setup, teardown),
        cmocka_unit_test_setup_teardown(an_id_that_is_too_long_has_no_session, setup, teardown),
        cmocka_unit_test_setup_teardown(it_is_full_at_its_maximum_and_has_room_again, setup, teardown),
        cmocka_unit_test_setup_teardown(deleting_leaves_the_others_where_they_are_found, setup, teardown),
        cmocka_unit_test_setup_teardown(deleting_while_looking_at_all_misses_nobody, setup, teardown),
    };

    return TEST_RUN(tests);
}
