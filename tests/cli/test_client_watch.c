/* Watching over a real broker: every event once, in order, whatever is dropped or repeated on the way. */
#include "tests/cli/scene.h"
#include "tests/support/port.h"

#include <sys/wait.h>

static int64_t next_seq(struct scene *scene)
{
    struct msg_event event;
    bool got = false;
    int64_t deadline = port_now_ms() + 10000;

    while (!got && port_now_ms() < deadline)
        if (vakwerk_next(scene->v, 500, &event, &got) != VAKWERK_OK)
            port_breathe();
    return got ? event.seq : 0;
}

static void emit_all(struct scene *scene, int64_t from, int64_t to)
{
    for (int64_t seq = from; seq <= to; seq++) {
        responder_store(scene->responder, seq);
        responder_emit(scene->responder, seq);
    }
}

static void begin(struct scene *scene, int64_t since)
{
    assert_int_equal(vakwerk_watch(scene->v, since, NULL, 0, 5000), VAKWERK_OK);
}

TEST(events_come_as_they_happen)
{
    struct scene *scene = *state;

    begin(scene, 0);
    emit_all(scene, 1, 3);
    for (int64_t seq = 1; seq <= 3; seq++)
        assert_int_equal(next_seq(scene), seq);
}

TEST(what_happened_before_watching_is_fetched)
{
    struct scene *scene = *state;

    responder_store(scene->responder, 1);
    responder_store(scene->responder, 2);
    begin(scene, 1);
    assert_int_equal(next_seq(scene), 2);
}

TEST(a_repeated_event_comes_once)
{
    struct scene *scene = *state;

    begin(scene, 0);
    emit_all(scene, 1, 1);
    responder_emit(scene->responder, 1);
    emit_all(scene, 2, 2);
    assert_int_equal(next_seq(scene), 1);
    assert_int_equal(next_seq(scene), 2);
}

TEST(a_gap_is_fetched)
{
    struct scene *scene = *state;

    begin(scene, 0);
    emit_all(scene, 1, 1);
    assert_int_equal(next_seq(scene), 1);
    responder_store(scene->responder, 2);
    emit_all(scene, 3, 3);
    assert_int_equal(next_seq(scene), 2);
    assert_int_equal(next_seq(scene), 3);
}

TEST(what_happens_while_the_broker_is_away_is_fetched)
{
    struct scene *scene = *state;

    begin(scene, 0);
    emit_all(scene, 1, 1);
    assert_int_equal(next_seq(scene), 1);
    broker_kill(scene->broker);
    responder_store(scene->responder, 2);
    broker_restart(scene->broker);
    assert_int_equal(next_seq(scene), 2);
    emit_all(scene, 3, 3);
    assert_int_equal(next_seq(scene), 3);
}

TEST(a_short_call_of_the_same_device_only_interrupts)
{
    struct scene *scene = *state;
    struct temppath turn = tempdir_file(&scene->dir, "turn");
    struct scene other = *scene;
    struct vakwerk_reply reply;

    vakwerk_close(scene->v);
    scene->v = scene_client(scene, "sanne", "laptop", turn.text);
    begin(scene, 0);
    emit_all(scene, 1, 1);
    assert_int_equal(next_seq(scene), 1);
    other.v = scene_client(scene, "sanne", "laptop", turn.text);
    arena_init(&other.arena, scene->arena.max_bytes);
    assert_int_equal(scene_thank(&other, NULL, 5000, &reply), VAKWERK_OK);
    vakwerk_close(other.v);
    arena_release(&other.arena);
    emit_all(scene, 2, 2);
    assert_int_equal(next_seq(scene), 2);
}

#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(events_come_as_they_happen),
        SCENE_TEST(what_happened_before_watching_is_fetched),
        SCENE_TEST(a_repeated_event_comes_once),
        SCENE_TEST(a_gap_is_fetched),
        SCENE_TEST(what_happens_while_the_broker_is_away_is_fetched),
        SCENE_TEST(a_short_call_of_the_same_device_only_interrupts),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
