/* Calls over a real broker: sent again with the same id, named results, and fast. */
#include "clients/lib/clock.h"
#include "tests/cli/scene.h"
#include "tests/support/port.h"

#include <pthread.h>

#define SCRIPT(scene, ...)                                                                                             \
    responder_script((scene)->responder, (const enum responder_turn[]){ __VA_ARGS__ },                                 \
                     sizeof((const enum responder_turn[]){ __VA_ARGS__ }) / sizeof(enum responder_turn))

TEST(a_call_gets_its_reply)
{
    struct scene *scene = *state;
    struct vakwerk_reply reply;
    struct id id = id_new(clock_utc());

    assert_int_equal(scene_thank(scene, &id, 5000, &reply), VAKWERK_OK);
    assert_true(span_equal(reply.accepted.id, id_span(&id)));
}

TEST(a_refusal_comes_with_its_name)
{
    struct scene *scene = *state;
    struct vakwerk_reply reply;

    SCRIPT(scene, RESPONDER_REFUSE);
    assert_int_equal(scene_thank(scene, NULL, 5000, &reply), VAKWERK_REFUSED);
    assert_int_equal(reply.error, ERR_CONFLICT);
    assert_false(reply.refused.retry);
}

TEST(silence_is_no_answer)
{
    struct scene *scene = *state;
    struct vakwerk_reply reply;

    SCRIPT(scene, RESPONDER_SILENT);
    assert_int_equal(scene_thank(scene, NULL, 1500, &reply), VAKWERK_NO_ANSWER);
}

TEST(a_request_without_reply_is_sent_again_with_the_same_id)
{
    struct scene *scene = *state;
    struct vakwerk_reply reply;

    SCRIPT(scene, RESPONDER_SILENT);
    assert_int_equal(scene_thank(scene, NULL, 8000, &reply), VAKWERK_OK);
    assert_int_equal(responder_requests(scene->responder), 2);
    assert_int_equal(responder_ids(scene->responder), 1);
}

TEST(a_call_survives_a_broker_that_is_restarted)
{
    struct scene *scene = *state;
    struct vakwerk_reply reply;

    assert_int_equal(scene_thank(scene, NULL, 5000, &reply), VAKWERK_OK);
    broker_kill(scene->broker);
    broker_restart(scene->broker);
    assert_int_equal(scene_thank(scene, NULL, 8000, &reply), VAKWERK_OK);
}

TEST(without_a_broker_there_is_no_waiting)
{
    struct scene *scene = *state;
    struct vakwerk_reply reply;
    int64_t before;

    broker_kill(scene->broker);
    vakwerk_close(scene->v);
    scene->v = scene_client(scene, "sanne", "laptop", NULL);
    before = clock_now();
    assert_int_equal(scene_thank(scene, NULL, 5000, &reply), VAKWERK_NO_BROKER);
    assert_in_range(clock_now() - before, 0, 2000);
    broker_restart(scene->broker);
    assert_int_equal(scene_thank(scene, NULL, 5000, &reply), VAKWERK_OK);
}

TEST(a_call_at_rest_takes_less_than_ten_milliseconds)
{
    struct scene *scene = *state;
    struct vakwerk_reply reply;
    int64_t best = INT64_MAX;

    for (int i = 0; i < 20; i++) {
        int64_t before = clock_now();
        assert_int_equal(scene_thank(scene, NULL, 5000, &reply), VAKWERK_OK);
        best = clock_now() - before < best ? clock_now() - before : best;
    }
    /* Without TCP_NODELAY every call takes 40 ms and more; other programs can only make ours slower. */
    assert_in_range(best, 0, 9);
}

TEST(what_is_too_big_is_not_sent)
{
    struct scene *scene = *state;
    static char text[PAYLOAD_MAX + 1];
    struct msg_ask in = { .title = span_of("Wie?") };
    struct msg_done out;
    struct vakwerk_reply reply;
    struct vakwerk_call call = {
        .verb = VERB_ask, .place = TOPIC_THEME, .space = span_of("wacht"), .in = &in, .out = &out, .timeout_ms = 1000
    };

    memset(text, 'a', sizeof text);
    in.text = (struct span){ text, sizeof text };
    assert_int_equal(vakwerk_call(scene->v, &call, &scene->arena, &reply), VAKWERK_TOO_BIG);
    assert_int_equal(responder_requests(scene->responder), 0);
}

struct other {
    struct scene *scene;
    const char *turn;
    enum vakwerk_result worst;
};

static void *thank_ten_times(void *context)
{
    struct other *other = context;

    for (int i = 0; i < 10; i++) {
        struct scene mine = *other->scene;
        struct vakwerk_reply reply;
        arena_init(&mine.arena, 1024 * 1024);
        mine.v = scene_client(other->scene, "sanne", "laptop", other->turn);
        enum vakwerk_result result = scene_thank(&mine, NULL, 10000, &reply);
        other->worst = result > other->worst ? result : other->worst;
        vakwerk_close(mine.v);
        arena_release(&mine.arena);
    }
    return NULL;
}

TEST(programs_of_one_device_take_turns)
{
    struct scene *scene = *state;
    struct temppath turn = tempdir_file(&scene->dir, "turn");
    struct other others[2] = { { scene, turn.text, VAKWERK_OK }, { scene, turn.text, VAKWERK_OK } };
    pthread_t threads[2];

    for (int i = 0; i < 2; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, thank_ten_times, &others[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(others[0].worst, VAKWERK_OK);
    assert_int_equal(others[1].worst, VAKWERK_OK);
    assert_int_equal(responder_ids(scene->responder), 20);
}

#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(a_call_gets_its_reply),
        SCENE_TEST(a_refusal_comes_with_its_name),
        SCENE_TEST(silence_is_no_answer),
        SCENE_TEST(a_request_without_reply_is_sent_again_with_the_same_id),
        SCENE_TEST(a_call_survives_a_broker_that_is_restarted),
        SCENE_TEST(without_a_broker_there_is_no_waiting),
        SCENE_TEST(a_call_at_rest_takes_less_than_ten_milliseconds),
        SCENE_TEST(what_is_too_big_is_not_sent),
        SCENE_TEST(programs_of_one_device_take_turns),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
