/* The outbox: kept before it is sent, gone only after the reply, in order, and nobody else's. */
#include "clients/lib/clock.h"
#include "tests/cli/scene.h"

#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>

#define SCRIPT(scene, ...)                                                                                             \
    responder_script((scene)->responder, (const enum responder_turn[]){ __VA_ARGS__ },                                 \
                     sizeof((const enum responder_turn[]){ __VA_ARGS__ }) / sizeof(enum responder_turn))

static struct vakwerk_outbox *open_box(const struct scene *scene, const char *account)
{
    return vakwerk_outbox_open(tempdir_file(&scene->dir, "outbox.db").text, account);
}

static int64_t put(struct vakwerk_outbox *box, const char *text, int64_t now_ms)
{
    struct msg_answer in = { .to = span_of("7K3F"), .text = span_of(text) };
    struct vakwerk_call call = { .verb = VERB_answer, .place = TOPIC_HERE, .in = &in };
    int64_t number = 0;

    assert_int_equal(vakwerk_outbox_put(box, &call, "7K3F", text, now_ms, &number), 0);
    return number;
}

struct seen {
    int count;
    char texts[8][32];
    char errors[8][32];
    bool at_broker[8];
};

static void see(void *to, const struct vakwerk_item *item)
{
    struct seen *seen = to;

    seen->at_broker[seen->count] = item->at_broker;
    snprintf(seen->texts[seen->count], sizeof seen->texts[0], "%s", item->summary);
    snprintf(seen->errors[seen->count++], sizeof seen->errors[0], "%s", item->error == NULL ? "" : item->error);
}

static struct seen list(struct vakwerk_outbox *box)
{
    struct seen seen = { 0 };

    assert_int_equal(vakwerk_outbox_list(box, see, &seen), 0);
    return seen;
}

static void see_sent(void *to, const struct vakwerk_sent *sent)
{
    see(to, sent->item);
}

TEST(the_file_is_for_its_owner_alone)
{
    struct scene *scene = *state;
    struct temppath path = tempdir_file(&scene->dir, "outbox.db");
    struct stat is;
    mode_t before = umask(0);

    struct vakwerk_outbox *box = open_box(scene, "sanne");
    umask(before);
    assert_non_null(box);
    assert_int_equal(stat(path.text, &is), 0);
    assert_int_equal(is.st_mode & 0777, 0600);
    vakwerk_outbox_close(box);
}

TEST(what_was_put_survives_the_program)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne");

    put(box, "eerst", 1);
    put(box, "dan", 2);
    vakwerk_outbox_close(box);
    box = open_box(scene, "sanne");
    struct seen seen = list(box);
    assert_int_equal(seen.count, 2);
    assert_string_equal(seen.texts[0], "eerst");
    assert_string_equal(seen.texts[1], "dan");
    vakwerk_outbox_close(box);
}

TEST(another_account_sees_nothing_of_it)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne"), *other = open_box(scene, "piet");
    int64_t number = put(box, "van sanne", 1);

    assert_int_equal(list(other).count, 0);
    assert_int_equal(vakwerk_outbox_drop(other, number), ERR_NOT_FOUND);
    assert_int_equal(list(box).count, 1);
    vakwerk_outbox_close(other);
    vakwerk_outbox_close(box);
}

TEST(a_full_outbox_takes_no_more)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne");
    struct msg_answer in = { .to = span_of("7K3F"), .text = span_of("x") };
    struct vakwerk_call call = { .verb = VERB_answer, .place = TOPIC_HERE, .in = &in };
    int64_t number;

    for (int i = 0; i < VAKWERK_OUTBOX_MAX; i++)
        put(box, "x", 1);
    assert_int_equal(vakwerk_outbox_put(box, &call, "7K3F", "x", 1, &number), ERR_TOO_MANY);
    vakwerk_outbox_close(box);
}

TEST(sending_empties_it_in_order)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne");
    struct seen sent = { 0 };

    put(box, "een", 1);
    put(box, "twee", 2);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 5000, see_sent, &sent), VAKWERK_OK);
    assert_int_equal(sent.count, 2);
    assert_string_equal(sent.texts[0], "een");
    assert_int_equal(list(box).count, 0);
    vakwerk_outbox_close(box);
}

/* The reply can be told before the file is tidied up; what happens in between makes nothing double, and loses nothing. */
TEST(what_was_stored_leaves_the_file_after_it_was_told)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne"), *other;
    int64_t waiting, aside;

    put(box, "een", 1);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 5000, NULL, NULL), VAKWERK_OK);
    assert_int_equal(vakwerk_outbox_count(box, &waiting, &aside), 0);
    assert_int_equal(waiting, 0);
    other = open_box(scene, "sanne");
    assert_int_equal(list(other).count, 1);
    assert_int_equal(vakwerk_outbox_send(scene->v, other, 0, 5000, NULL, NULL), VAKWERK_OK);
    vakwerk_outbox_close(other);
    assert_int_equal(responder_requests(scene->responder), 2);
    assert_int_equal(responder_ids(scene->responder), 1);
    put(box, "twee", 2);
    struct seen seen = list(box);
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.texts[0], "twee");
    vakwerk_outbox_close(box);
}

TEST(a_refused_item_is_set_aside_and_blocks_nothing)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne");
    int64_t waiting, aside;

    put(box, "mag niet", 1);
    put(box, "mag wel", 2);
    SCRIPT(scene, RESPONDER_REFUSE, RESPONDER_ACCEPT);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 5000, NULL, NULL), VAKWERK_OK);
    struct seen seen = list(box);
    assert_int_equal(seen.count, 1);
    assert_string_equal(seen.texts[0], "mag niet");
    assert_string_equal(seen.errors[0], "conflict");
    assert_int_equal(vakwerk_outbox_count(box, &waiting, &aside), 0);
    assert_int_equal(waiting, 0);
    assert_int_equal(aside, 1);
    vakwerk_outbox_close(box);
}

TEST(a_refusal_that_can_pass_keeps_the_order)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne");

    put(box, "een", 1);
    put(box, "twee", 2);
    SCRIPT(scene, RESPONDER_BUSY);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 5000, NULL, NULL), VAKWERK_REFUSED);
    assert_int_equal(list(box).count, 2);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 5000, NULL, NULL), VAKWERK_OK);
    assert_int_equal(list(box).count, 0);
    assert_int_equal(responder_ids(scene->responder), 2);
    vakwerk_outbox_close(box);
}

TEST(a_reply_that_was_lost_means_the_same_id_again)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne");

    put(box, "een", 1);
    SCRIPT(scene, RESPONDER_SILENT);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 1500, NULL, NULL), VAKWERK_NO_ANSWER);
    assert_int_equal(list(box).count, 1);
    vakwerk_outbox_close(box);
    box = open_box(scene, "sanne");
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 5000, NULL, NULL), VAKWERK_OK);
    assert_int_equal(responder_requests(scene->responder), 2);
    assert_int_equal(responder_ids(scene->responder), 1);
    vakwerk_outbox_close(box);
}

TEST(that_the_broker_has_it_is_known_and_ends_with_the_item)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne");

    put(box, "een", 1);
    assert_false(list(box).at_broker[0]);
    SCRIPT(scene, RESPONDER_SILENT);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 1500, NULL, NULL), VAKWERK_NO_ANSWER);
    vakwerk_outbox_close(box);
    box = open_box(scene, "sanne");
    assert_true(list(box).at_broker[0]);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 5000, NULL, NULL), VAKWERK_OK);
    put(box, "twee", 2); /* takes the number of the one that went */
    assert_false(list(box).at_broker[0]);
    vakwerk_outbox_close(box);
}

TEST(what_the_broker_did_not_take_is_not_said_to_be_there)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne");

    put(box, "een", 1);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 5000, NULL, NULL), VAKWERK_OK);
    put(box, "twee", 2);
    assert_int_equal(kill(broker_pid(scene->broker), SIGSTOP), 0);
    enum vakwerk_result result = vakwerk_outbox_send(scene->v, box, 0, 500, NULL, NULL);
    assert_int_equal(kill(broker_pid(scene->broker), SIGCONT), 0);
    assert_int_not_equal(result, VAKWERK_OK);
    assert_false(list(box).at_broker[0]);
    vakwerk_outbox_close(box);
}

TEST(old_items_are_passed_over_until_asked_for)
{
    struct scene *scene = *state;
    struct vakwerk_outbox *box = open_box(scene, "sanne");

    put(box, "oud", 1000);
    put(box, "nieuw", 5000);
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 2000, 5000, NULL, NULL), VAKWERK_OK);
    assert_string_equal(list(box).texts[0], "oud");
    assert_int_equal(vakwerk_outbox_send(scene->v, box, 0, 5000, NULL, NULL), VAKWERK_OK);
    assert_int_equal(list(box).count, 0);
    vakwerk_outbox_close(box);
}

#define SCENE_TEST(name) cmocka_unit_test_setup_teardown(name, scene_setup, scene_teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCENE_TEST(the_file_is_for_its_owner_alone),
        SCENE_TEST(what_was_put_survives_the_program),
        SCENE_TEST(another_account_sees_nothing_of_it),
        SCENE_TEST(a_full_outbox_takes_no_more),
        SCENE_TEST(sending_empties_it_in_order),
        SCENE_TEST(what_was_stored_leaves_the_file_after_it_was_told),
        SCENE_TEST(a_refused_item_is_set_aside_and_blocks_nothing),
        SCENE_TEST(a_refusal_that_can_pass_keeps_the_order),
        SCENE_TEST(a_reply_that_was_lost_means_the_same_id_again),
        SCENE_TEST(that_the_broker_has_it_is_known_and_ends_with_the_item),
        SCENE_TEST(what_the_broker_did_not_take_is_not_said_to_be_there),
        SCENE_TEST(old_items_are_passed_over_until_asked_for),
    };

    return broker_is_installed() ? TEST_RUN(tests) : broker_missing_code();
}
