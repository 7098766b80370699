/*
 * A message of which a piece of memory is missing is whole, refused, or the end of the process: never another message.
 */
#include "proto/json.h"
#include "tests/proto/test.h"
#include "tests/system/crash/memory.h"

#include <limits.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* Long enough that the library asks for more memory in the middle of a text of the one, and of a key of the other. */
#define REQUEST "{\"title\":\"Wie zit bij een gesprek met school?\",\"text\":\"Ik zoek iemand die \\\"mee\\\" denkt.\"}"
#define REPLY   "{\"ok\":true,\"id\":\"01900000000070008000000000000001\",\"seq\":2168,\"code\":\"FWJP.4\"}"

enum { WHOLE, NOTHING, ANOTHER, NEVER_ASKED, PLACES_MAX = 1000 };

static struct arena arena;
static struct span packed_reply;

static struct span pack(const char *json)
{
    struct span bytes = { NULL, 0 };
    struct fault fault = { 0 };
    int err = json_to_msgpack(span_of(json), NULL, 0, &arena, &bytes, &fault);

    return err == 0 ? bytes : (struct span){ NULL, 0 };
}

static struct span read_request(void)
{
    return pack(REQUEST);
}

static struct span write_reply(void)
{
    return json_from_msgpack(packed_reply, &arena);
}

/* In a process of its own. */
static void convert_without(int at, struct span (*convert)(void), struct span wanted)
{
    memory_arm(at, false);
    struct span got = convert();
    int count = memory_count();
    memory_arm(INT_MAX, false);
    if (count < at)
        _exit(NEVER_ASKED);
    if (got.ptr == NULL)
        _exit(NOTHING);
    _exit(span_equal(got, wanted) ? WHOLE : ANOTHER);
}

static void assert_never_another(struct span (*convert)(void))
{
    struct span wanted = convert();
    int code = WHOLE, at = 1;

    assert_non_null(wanted.ptr);
    for (; code != NEVER_ASKED && at < PLACES_MAX; at++) {
        int status;
        pid_t pid = fork();
        if (pid == 0)
            convert_without(at, convert, wanted);
        assert_int_equal(waitpid(pid, &status, 0), pid);
        code = WIFEXITED(status) ? WEXITSTATUS(status) : NOTHING;
        if (code == ANOTHER || (WIFSIGNALED(status) && WTERMSIG(status) != SIGABRT))
            fail_msg("without the %d. piece of memory: status %d", at, status);
    }
    assert_int_equal(code, NEVER_ASKED);
    print_message("%d pieces of memory\n", at - 2);
}

static int setup(void **state)
{
    (void)state;
    arena_init(&arena, 1024 * 1024);
    packed_reply = pack(REPLY);
    return packed_reply.ptr != NULL ? 0 : 1;
}

static int teardown(void **state)
{
    (void)state;
    arena_release(&arena);
    return 0;
}

TEST(a_request_is_never_read_in_part)
{
    assert_never_another(read_request);
}

TEST(a_reply_is_never_written_in_part)
{
    assert_never_another(write_reply);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_never_read_in_part),
        cmocka_unit_test(a_reply_is_never_written_in_part),
    };

    return TEST_RUN_WITH(tests, setup, teardown);
}
