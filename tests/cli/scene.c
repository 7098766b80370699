#include "tests/cli/scene.h"

#include <stdio.h>

#define ARENA_BYTES (4 * 1024 * 1024)

struct vakwerk *scene_client(const struct scene *scene, const char *member, const char *device, const char *turn)
{
    char server[64];

    snprintf(server, sizeof server, "mqtt://127.0.0.1:%d", broker_port(scene->broker));
    return vakwerk_open(&(struct vakwerk_account){
        .server = server, .member = member, .device = device, .secret = "x", .turn_file = turn });
}

int scene_setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);

    if (scene == NULL)
        return -1;
    tempdir_make(&scene->dir);
    scene->broker = broker_start(&scene->dir, "allow_anonymous true\nset_tcp_nodelay true\n");
    scene->responder = responder_start(broker_port(scene->broker));
    scene->v = scene_client(scene, "sanne", "laptop", NULL);
    arena_init(&scene->arena, ARENA_BYTES);
    *state = scene;
    return scene->v == NULL ? -1 : 0;
}

int scene_teardown(void **state)
{
    struct scene *scene = *state;

    vakwerk_close(scene->v);
    responder_stop(scene->responder);
    bool ended = broker_stop(scene->broker);
    arena_release(&scene->arena);
    tempdir_remove(&scene->dir);
    free(scene);
    return ended ? 0 : -1;
}

enum vakwerk_result scene_thank(struct scene *scene, const struct id *id, int timeout_ms, struct vakwerk_reply *reply)
{
    struct msg_thank in = { .code = span_of("7K3F"), .on = true, .has_on = true };
    struct msg_done out;
    struct vakwerk_call call = {
        .verb = VERB_thank, .place = TOPIC_HERE, .in = &in, .out = &out, .id = id, .timeout_ms = timeout_ms
    };

    arena_reset(&scene->arena);
    return vakwerk_call(scene->v, &call, &scene->arena, reply);
}
