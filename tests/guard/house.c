#include "tests/guard/house.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/port.h"

enum { CHANGE_MS = 8000 };

int house_begin(struct house *house)
{
    *house = (struct house){ .access = NULL };
    tempdir_make(&house->dir);
    house->db = tempdir_file(&house->dir, "access.db");
    house->access = people_write(house->db.text);
    house->broker = broker_start(&house->dir, broker_guard(house->db.text).text);
    return 0;
}

int house_end(struct house *house)
{
    /* A test that ends its house itself and then fails comes here twice. */
    if (house->broker == NULL)
        return 0;
    bool clean = broker_stop(house->broker);
    access_close(house->access);
    tempdir_remove(&house->dir);
    *house = (struct house){ .broker = NULL };
    return clean ? 0 : 1;
}

static int enter(struct house *house, struct client *client, const char *user, const char *device,
                 struct client_login login)
{
    char id[80], secret[80];

    snprintf(id, sizeof id, "%s:%s", user, device);
    if (strcmp(device, "enrol") == 0)
        device = "code";
    snprintf(secret, sizeof secret, "%s-%s", user, strcmp(user, "vakwerkd") == 0 ? "main" : device);
    login.user = user;
    login.id = id;
    login.secret = strncmp(user, "guest.", 6) == 0 ? PEOPLE_DOOR_CODE : secret;
    return client_login(client, broker_port(house->broker), &login);
}

void house_enter(struct house *house, struct client *client, const char *user, const char *device)
{
    int rc = enter(house, client, user, device, (struct client_login){ .resume = false });

    assert(rc == 0);
}

void house_resume(struct house *house, struct client *client, const char *user, const char *device,
                  uint16_t receive_maximum)
{
    int rc =
        enter(house, client, user, device, (struct client_login){ .resume = true, .receive_maximum = receive_maximum });

    assert(rc == 0);
}

int house_knock(struct house *house, const char *user, const char *id, const char *secret)
{
    struct client client;
    int rc = client_login(&client, broker_port(house->broker),
                          &(struct client_login){ .user = user, .id = id, .secret = secret });

    client_leave(&client);
    return rc;
}

bool house_is_closed(struct house *house)
{
    return house_knock(house, "alice", "alice:phone", "alice-phone") != 0 &&
           house_knock(house, "vakwerkd", "vakwerkd:main", "vakwerkd-main") != 0 &&
           house_knock(house, "screen1", "screen1:wall", "screen1-wall") != 0 &&
           house_knock(house, "wim", "wim:enrol", "wim-code") != 0 && house_knock(house, NULL, "anybody", NULL) != 0;
}

bool house_becomes(struct house *house, bool open)
{
    int64_t deadline = port_now_ms() + CHANGE_MS;

    while ((house_knock(house, "alice", "alice:phone", "alice-phone") == 0) != open) {
        if (port_now_ms() > deadline)
            return false;
        port_breathe();
    }
    return true;
}
