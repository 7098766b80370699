/* What the files of the client library share about a handle, and nobody else sees. */
#ifndef VAKWERK_CLIENT_HANDLE_H
#define VAKWERK_CLIENT_HANDLE_H

#include "bus.h"
#include "vakwerk.h"

#define HANDLE_CLIENT_ID_MAX 80

struct watch;
struct digests;
struct screen;

struct vakwerk {
    char *server, *ca_file, *member, *device, *secret, *turn_file; /* owned */
    char client_id[HANDLE_CLIENT_ID_MAX];
    struct topic reply_topic;
    struct bus *bus;
    void (*trace)(void *to, const char *line);
    void *trace_to;
    int turn;                /* descriptor while it is ours, -1 */
    struct watch *watch;     /* NULL unless vakwerk_watch was called */
    struct digests *digests; /* NULL unless vakwerk_digests was called */
    struct screen *screen;   /* NULL unless it is a screen's account, which makes no requests */
};

/* A request as it goes over the wire: once made, it can be sent any number of times. */
struct handle_request {
    enum verb verb;
    struct topic topic;
    const struct id *id;
    struct span payload;
    int timeout_ms;
};

enum vakwerk_result handle_result(enum bus_result result);

/* Connects when there is no connection, and subscribes to the replies and to what is watched. */
enum vakwerk_result handle_connect(struct vakwerk *v, int64_t deadline);

/* Lets other programs of this device connect, though that cuts this one off. */
void handle_give_turn(struct vakwerk *v);

/* Sends until there is a reply or the time is up. */
enum vakwerk_result handle_exchange(struct vakwerk *v, const struct handle_request *request, void *out,
                                    struct arena *arena, struct vakwerk_reply *reply);

/* A call's payload with this id; ptr is NULL when it is too big. */
struct span handle_encode(const struct vakwerk_call *call, const struct id *id, struct arena *arena);

/* The ERR_* of a name on the wire. */
int handle_error(struct span name);

enum bus_result watch_subscribe(struct vakwerk *v, int64_t deadline);
void watch_free(struct watch *watch);
enum bus_result digests_subscribe(struct vakwerk *v, int64_t deadline);
void digests_free(struct digests *digests);

/* Of a screen's account: what it says and hears, with the last will in place before the bus is opened. */
struct screen *screen_new(const char *kiosk, const char *device, const char *version);
struct bus_will screen_will(const struct screen *screen);
enum bus_result screen_subscribe(struct vakwerk *v, int64_t deadline);
void screen_free(struct screen *screen);

#endif
