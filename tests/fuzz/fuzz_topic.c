/* libFuzzer target: any bytes as a topic and as a filter. What is read is what is written there, and its owner's. */
#include "proto/topic.h"

#include <assert.h>

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

static bool is_inside(struct span part, struct span whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static bool begins(struct span text, const char *with)
{
    return text.len >= strlen(with) && memcmp(text.ptr, with, strlen(with)) == 0;
}

static void check_request(struct span topic, enum topic_tree tree)
{
    struct topic_request request;
    bool reads = topic_read_request(topic, &request);

    assert(reads == (tree == TOPIC_OWN_REQUEST));
    if (!reads)
        return;
    assert(begins(topic, TOPIC_ROOT "in/"));
    assert(topic_is_name(request.member) && topic_is_slug(request.verb));
    assert(is_inside(request.member, topic) && is_inside(request.space, topic) && is_inside(request.verb, topic));
    assert((request.place == TOPIC_HERE) == (request.space.ptr == NULL));
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct span topic = { (const char *)data, size }, one, two;
    struct topic_right right = topic_right(topic, false), filter = topic_right(topic, true);

    assert(right.tree == TOPIC_NOBODY || begins(topic, TOPIC_ROOT));
    assert(filter.tree == TOPIC_NOBODY || begins(topic, TOPIC_ROOT));
    assert(is_inside(right.name, topic) && is_inside(filter.name, topic));
    /* A topic is a filter of itself, of the same owner. */
    assert(right.tree == TOPIC_NOBODY || (right.tree == filter.tree && span_equal(right.name, filter.name)));
    assert(right.tree == TOPIC_NOBODY || memchr(topic.ptr, '+', topic.len) == NULL);
    check_request(topic, right.tree);
    assert(!topic_read_reply(topic, &one, &two) || right.tree == TOPIC_OWN_OUT);
    assert(!topic_read_card(topic, &one, &two) || right.tree == TOPIC_OWN_SCREEN);
    assert(!topic_read_alive(topic, &one) || right.tree == TOPIC_SCREEN_SAYS);
    assert(!topic_read_digest(topic, &one) || right.tree == TOPIC_OWN_OUT);
    return 0;
}
