#include "tests/support/line.h"

#include <arpa/inet.h>
#include <assert.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/port.h"

enum { LINKS = 64, CHUNK = 16384, DELAY_MS = 200, DRIP_MS = 50, DRIP_BYTES = 200 };

struct line {
    pid_t pid;
    int control; /* a byte for each mode */
    uint16_t port;
};

/* What one end said and the other has not heard yet. */
struct way {
    char bytes[CHUNK];
    size_t from, until;
    int64_t due_ms;
    bool vanishes;
};

/* fd[0] came in, fd[1] goes on; ways[i] begins at fd[i]. */
struct link {
    bool used;
    int fd[2];
    struct way ways[2];
};

static struct link links[LINKS]; /* of the child */
static enum line_mode mode;
static uint16_t goes_to;

/* ---- in the child ---- */

static void end_link(struct link *link, bool reset)
{
    struct linger at_once = { 1, 0 };

    for (int i = 0; i < 2; i++) {
        if (reset)
            setsockopt(link->fd[i], SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        close(link->fd[i]);
    }
    link->used = false;
}

static void take_in(int listener)
{
    struct link *link = links;
    int fd = accept(listener, NULL, NULL);

    while (link < links + LINKS && link->used)
        link++;
    int on = fd < 0 || link == links + LINKS || mode == LINE_DOWN ? -1 : port_connect(goes_to);
    if (on < 0) {
        close(fd);
        return;
    }
    *link = (struct link){ .used = true, .fd = { fd, on } };
}

static void change(enum line_mode to)
{
    for (struct link *link = links; link < links + LINKS; link++) {
        if (link->used && (to == LINE_CUT || to == LINE_DOWN))
            end_link(link, true);
        for (int i = 0; i < 2; i++) {
            link->ways[i].vanishes |= to == LINE_HALF_OPEN || (to == LINE_NO_ACKS && i == 1);
            link->ways[i].due_ms = 0;
        }
    }
    mode = to;
}

/* False when that end is gone. */
static bool hear(struct link *link, int i)
{
    struct way *way = &link->ways[i];
    ssize_t len = recv(link->fd[i], way->bytes, sizeof way->bytes, 0);

    if (len <= 0)
        return false;
    way->from = 0;
    way->until = way->vanishes ? 0 : (size_t)len;
    way->due_ms = mode == LINE_DELAY ? port_now_ms() + DELAY_MS : 0;
    return true;
}

static bool say(struct link *link, int i)
{
    struct way *way = &link->ways[i];
    size_t len = way->until - way->from;
    ssize_t said = send(link->fd[1 - i], way->bytes + way->from,
                        mode == LINE_DRIP && len > DRIP_BYTES ? DRIP_BYTES : len, MSG_NOSIGNAL | MSG_DONTWAIT);

    if (said > 0)
        way->from += (size_t)said;
    way->due_ms = mode == LINE_DRIP ? port_now_ms() + DRIP_MS : 0;
    return said >= 0;
}

/* What each link waits for; ms: how long at most, until something is due. */
static void expect(struct pollfd *polls, int *ms)
{
    int64_t now = port_now_ms();

    *ms = -1;
    for (int n = 0; n < LINKS * 2; n++) {
        struct link *link = &links[n / 2];
        polls[n] = (struct pollfd){ .fd = link->used ? link->fd[n % 2] : -1 };
        const struct way *out = &link->ways[n % 2], *in = &link->ways[1 - n % 2];
        if (out->from == out->until)
            polls[n].events |= POLLIN;
        if (in->from < in->until && in->due_ms <= now)
            polls[n].events |= POLLOUT;
        else if (link->used && in->from < in->until && (*ms < 0 || in->due_ms - now < *ms))
            *ms = (int)(in->due_ms - now);
    }
}

static void serve_links(const struct pollfd *polls)
{
    for (int n = 0; n < LINKS * 2; n++) {
        struct link *link = &links[n / 2];
        int i = n % 2;
        if (!link->used || polls[n].fd != link->fd[i] || polls[n].revents == 0)
            continue;
        bool well = (polls[n].revents & (POLLERR | POLLNVAL)) == 0;
        if (well && (polls[n].revents & POLLOUT) != 0)
            well = say(link, 1 - i);
        if (well && (polls[n].revents & (POLLIN | POLLHUP)) != 0 && link->ways[i].from == link->ways[i].until)
            well = hear(link, i);
        if (!well)
            end_link(link, false);
    }
}

static void run(int listener, int control)
{
    struct pollfd polls[LINKS * 2 + 2];
    int ms;

    for (;;) {
        unsigned char byte;
        expect(polls, &ms);
        polls[LINKS * 2] = (struct pollfd){ .fd = listener, .events = POLLIN };
        polls[LINKS * 2 + 1] = (struct pollfd){ .fd = control, .events = POLLIN };
        if (poll(polls, LINKS * 2 + 2, ms) < 0)
            _exit(EXIT_FAILURE);
        if (polls[LINKS * 2 + 1].revents != 0) {
            if (read(control, &byte, 1) != 1)
                _exit(EXIT_SUCCESS);
            change((enum line_mode)byte);
            continue;
        }
        serve_links(polls);
        if (polls[LINKS * 2].revents != 0)
            take_in(listener);
    }
}

/* ---- in the test ---- */

static int listen_somewhere(uint16_t *port)
{
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (const struct sockaddr *)&address, sizeof address) != 0 || listen(fd, LINKS) != 0 ||
        getsockname(fd, (struct sockaddr *)&address, &len) != 0)
        abort();
    *port = ntohs(address.sin_port);
    return fd;
}

struct line *line_open(uint16_t to)
{
    struct line *line = calloc(1, sizeof *line);
    pid_t parent = getpid();
    int ends[2];

    assert(line != NULL && pipe2(ends, O_CLOEXEC) == 0);
    int listener = listen_somewhere(&line->port);
    goes_to = to;
    line->control = ends[1];
    line->pid = fork();
    assert(line->pid >= 0);
    if (line->pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        close(ends[1]);
        if (getppid() == parent)
            run(listener, ends[0]);
        _exit(EXIT_FAILURE);
    }
    close(listener);
    close(ends[0]);
    return line;
}

uint16_t line_port(const struct line *line)
{
    return line->port;
}

void line_set(struct line *line, enum line_mode to)
{
    unsigned char byte = (unsigned char)to;

    if (write(line->control, &byte, 1) != 1)
        abort();
}

void line_close(struct line *line)
{
    if (line == NULL)
        return;
    kill(line->pid, SIGKILL);
    close(line->control);
    waitpid(line->pid, NULL, 0);
    free(line);
}
