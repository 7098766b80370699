/* A broker, a responder and a client, for tests of the client library. */
#ifndef VAKWERK_TEST_CLI_SCENE_H
#define VAKWERK_TEST_CLI_SCENE_H

#include "clients/lib/vakwerk.h"
#include "tests/cli/responder.h"
#include "tests/proto/test.h"
#include "tests/support/broker.h"

struct scene {
    struct tempdir dir;
    struct broker *broker;
    struct responder *responder;
    struct vakwerk *v;
    struct arena arena;
};

int scene_setup(void **state);
int scene_teardown(void **state);

/* A client of this scene's broker. */
struct vakwerk *scene_client(const struct scene *scene, const char *member, const char *device, const char *turn);

/* Thanks 7K3F. */
enum vakwerk_result scene_thank(struct scene *scene, const struct id *id, int timeout_ms, struct vakwerk_reply *reply);

#endif
