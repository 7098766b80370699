/*
 * What nftables.conf says, in a network of this test's own (its ports are nobody else's): so many connections of one
 * address and no more, others come in, and who leaves makes room. As root, with nft; else it is skipped.
 */
#include "tests/proto/test.h"
#include "tests/support/port.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { SKIPPED = 77, ALLOWED = 1000, MORE = 20, WAIT_MS = 5000, MEMBERS = 8883, SCREENS = 9443 };

static const int ports[] = { MEMBERS, SCREENS };
static int doors[2];

/* ---- a network of its own ---- */

static bool raise_loopback(void)
{
    struct ifreq lo = { .ifr_flags = IFF_UP | IFF_RUNNING };
    int fd = socket(AF_INET, SOCK_DGRAM, 0);

    snprintf(lo.ifr_name, sizeof lo.ifr_name, "lo");
    bool up = fd >= 0 && ioctl(fd, SIOCSIFFLAGS, &lo) == 0;
    close(fd);
    return up;
}

static bool has_files(rlim_t wanted)
{
    struct rlimit files;

    if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_max < wanted)
        return false;
    files.rlim_cur = wanted;
    return setrlimit(RLIMIT_NOFILE, &files) == 0;
}

/* Whether this machine has all that the test needs. */
static bool can_try(void)
{
    return geteuid() == 0 && has_files(2 * (ALLOWED + MORE) + 64) && unshare(CLONE_NEWNET) == 0 && raise_loopback() &&
           system("command -v nft >/dev/null && nft add table inet probe 2>/dev/null") == 0;
}

/* ---- doors and who comes to them ---- */

static struct sockaddr_in6 address_of(const char *name, int port)
{
    struct sockaddr_in6 address = { .sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port) };

    assert_int_equal(inet_pton(AF_INET6, name, &address.sin6_addr), 1);
    return address;
}

static int open_door(int port)
{
    struct sockaddr_in6 address = address_of("::", port);
    int both = 0, fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0);

    assert_int_equal(setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &both, sizeof both), 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    assert_int_equal(listen(fd, 64), 0);
    return fd;
}

/* Both ends of a connection; `in` is -1 when it was refused. */
struct visit {
    int out, in;
};

static struct visit visit(const char *from, const char *to, int door)
{
    struct sockaddr_in6 own = address_of(from, 0), address = address_of(to, ports[door]);
    struct visit visit = { socket(AF_INET6, SOCK_STREAM, 0), -1 };
    struct pollfd knock = { .fd = doors[door], .events = POLLIN };

    assert_int_equal(bind(visit.out, (struct sockaddr *)&own, sizeof own), 0);
    if (connect(visit.out, (struct sockaddr *)&address, sizeof address) == 0) {
        assert_int_equal(poll(&knock, 1, WAIT_MS), 1);
        visit.in = accept(doors[door], NULL, NULL);
        return visit;
    }
    assert_int_equal(errno, ECONNREFUSED);
    close(visit.out);
    return visit;
}

static void leave(struct visit visit)
{
    close(visit.out);
    close(visit.in);
}

/* ---- the tests ---- */

static int setup(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ports / sizeof ports[0]; i++)
        doors[i] = open_door(ports[i]);
    return system("nft -f '" TEST_NFTABLES "' && nft -f '" TEST_NFTABLES "'"); /* twice is once */
}

/* As many as may come, and no more; another comes all the same; after one has left there is room again. */
static void fill(const char *from, const char *other, const char *to, int door)
{
    static struct visit visits[ALLOWED];

    for (int i = 0; i < ALLOWED; i++) {
        visits[i] = visit(from, to, door);
        assert_true(visits[i].in >= 0);
    }
    for (int i = 0; i < MORE; i++)
        assert_int_equal(visit(from, to, door).in, -1);
    struct visit guest = visit(other, to, door);
    assert_true(guest.in >= 0);
    leave(guest);
    leave(visits[0]);
    int64_t deadline = port_now_ms() + WAIT_MS;
    while ((visits[0] = visit(from, to, door)).in < 0) {
        assert_true(port_now_ms() < deadline);
        port_breathe();
    }
    for (int i = 0; i < ALLOWED; i++)
        leave(visits[i]);
}

TEST(of_one_address_so_many_come_in_and_of_others_more)
{
    (void)state;
    fill("::ffff:127.0.0.2", "::ffff:127.0.0.3", "::ffff:127.0.0.1", 0);
    fill("::ffff:127.0.0.4", "::ffff:127.0.0.3", "::ffff:127.0.0.1", 1);
}

/* The loopback has one address; whoever comes by the older protocol is another. */
TEST(of_a_network_of_the_newer_protocol_too)
{
    (void)state;
    for (int i = 0; i < ALLOWED; i++)
        assert_true(visit("::1", "::1", 0).in >= 0);
    assert_int_equal(visit("::1", "::1", 0).in, -1);
    assert_true(visit("::ffff:127.0.0.5", "::ffff:127.0.0.1", 0).in >= 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(of_one_address_so_many_come_in_and_of_others_more),
        cmocka_unit_test(of_a_network_of_the_newer_protocol_too),
    };

    return can_try() ? TEST_RUN_WITH(tests, setup, NULL) : SKIPPED;
}
