#include "tests/system/regions.h"

#include "tests/proto/test.h"
#include "tests/support/port.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

struct secret {
    char text[80];
};

void regions_open(struct region *regions)
{
    static const char *const slugs[] = { "rijnmond", "haaglanden" }, *const names[] = { "Rijnmond", "Haaglanden" };

    for (int i = 0; i < 2; i++) {
        regions[i] = (struct region){ .other = slugs[i], .name = names[i] };
        office_open(&regions[i].office, NULL);
        regions[i].admin = office_member(&regions[i].office, "beheer");
    }
}

void regions_close(struct region *regions)
{
    for (int i = 0; i < 2; i++)
        office_close(&regions[i].office);
}

void region_restart(struct region *region)
{
    office_empty(&region->office);
    assert_int_equal(vakwerkd_stop(region->office.daemon), VAKWERKD_OK);
    vakwerkd_up(region->office.daemon);
    region->admin = office_member(&region->office, "beheer");
}

static struct secret add(struct region *region, const char *theme)
{
    struct secret secret;
    json_t *reply =
        peer_call(region->admin, "region-add",
                  json_pack("{s:s, s:s, s:[s]}", "region", region->other, "name", region->name, "themes", theme));

    assert_accepted(reply);
    snprintf(secret.text, sizeof secret.text, "%s", office_text(reply, "secret"));
    return secret;
}

/* The lines of ADMINISTRATION.md, without TLS, and sooner at work again. */
static void write_bridge(const struct region *from, const struct region *to, const struct secret *secret)
{
    struct temppath path = vakwerkd_file(from->office.daemon, "bridges.conf");
    uint16_t port = to->reached_at != 0 ? to->reached_at : vakwerkd_port(to->office.daemon);
    FILE *file = fopen(path.text, "w");

    assert_non_null(file);
    fprintf(file,
            "connection %s\naddress 127.0.0.1:%u\nbridge_protocol_version mqttv311\nremote_username region.%s\n"
            "remote_clientid region.%s:bridge\nremote_password %s\ncleansession true\nnotifications false\n"
            "keepalive_interval 5\nrestart_timeout 1\ntopic region-take out 1 vakwerk/1/region/%s/ "
            "vakwerk/1/in/region.%s/\n"
            "topic bridge in 1 vakwerk/1/region/%s/ vakwerk/1/out/region.%s/\n",
            from->other, (unsigned)port, to->other, to->other, secret->text, from->other, to->other, from->other,
            to->other);
    fclose(file);
    chmod(path.text, 0600);
}

void regions_link(struct region *regions, const char *theme)
{
    struct secret here = add(&regions[0], theme), there = add(&regions[1], theme);

    write_bridge(&regions[0], &regions[1], &there);
    write_bridge(&regions[1], &regions[0], &here);
    for (int i = 0; i < 2; i++) {
        office_empty(&regions[i].office);
        assert_int_equal(vakwerkd_stop(regions[i].office.daemon), VAKWERKD_OK);
    }
    for (int i = 0; i < 2; i++) {
        vakwerkd_up(regions[i].office.daemon);
        regions[i].admin = office_member(&regions[i].office, "beheer");
    }
}

bool region_comes(const struct region *region, const char *sql, int64_t wanted, int64_t deadline_ms)
{
    while (office_number(&region->office, sql) != wanted)
        if (port_now_ms() > deadline_ms)
            return false;
        else
            port_breathe();
    return true;
}
