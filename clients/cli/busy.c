#include "busy.h"

#include "out.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define PATIENCE_MS 400 /* nobody minds, and most of it is done by then */
#define FRAME_MS    120
#define BAR_CELLS   20

/* ---- the thread that draws ---- */

static void draw_bar(int64_t done, int64_t total)
{
    char bar[BAR_CELLS + 1];

    for (int i = 0; i < BAR_CELLS; i++)
        bar[i] = i < done * BAR_CELLS / total ? '#' : '.';
    bar[BAR_CELLS] = '\0';
    dprintf(STDERR_FILENO, "\r[%s] %lld/%lld", bar, (long long)done, (long long)total);
}

static void draw(const struct busy *busy, size_t frame)
{
    static const char *const round[] = { "⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏" };
    static const char *const ascii[] = { "|", "/", "-", "\\" };
    const char *sign =
        busy->ascii ? ascii[frame % (sizeof ascii / sizeof ascii[0])] : round[frame % (sizeof round / sizeof round[0])];
    int64_t done = busy->done, total = busy->total;

    if (total > 0)
        draw_bar(done, total);
    else if (done > 0)
        dprintf(STDERR_FILENO, "\r%s %s %lld", sign, busy->text, (long long)done);
    else
        dprintf(STDERR_FILENO, "\r%s %s", sign, busy->text);
}

static bool is_over(const struct busy *busy, int wait_ms)
{
    struct pollfd over = { .fd = busy->over, .events = POLLIN };

    return poll(&over, 1, wait_ms) != 0;
}

static void *run(void *to)
{
    struct busy *busy = to;

    if (is_over(busy, PATIENCE_MS))
        return NULL;
    busy->said = true;
    if (busy->in_line) {
        dprintf(STDERR_FILENO, "%s\n", busy->text);
        return NULL;
    }
    size_t frame = 0;
    do
        draw(busy, frame++);
    while (!is_over(busy, FRAME_MS));
    dprintf(STDERR_FILENO, "\r\033[K");
    return NULL;
}

/* ---- the run's own thread ---- */

static bool wants_drawing(const struct cli *cli, bool in_line)
{
    if (cli->busy != NULL || cli->json || has(cli, OPT_QUIET) || isatty(STDERR_FILENO) == 0 ||
        out_is_set("VAKWERK_NO_SPINNER"))
        return false;
    return !in_line || !cli->said_busy;
}

void busy_begin(struct cli *cli, struct busy *busy)
{
    bool ascii = cli->charset != NULL;

    *busy = (struct busy){ .cli = cli, .ascii = ascii, .in_line = cli->accessible || !out_obeys(), .over = -1 };
    if (!wants_drawing(cli, busy->in_line))
        return;
    busy->text = say(cli, "%s%s", _("Busy"), ascii ? "..." : "…");
    busy->over = eventfd(0, EFD_CLOEXEC);
    if (busy->over >= 0 && pthread_create(&busy->thread, NULL, run, busy) == 0) {
        cli->busy = busy;
        return;
    }
    if (busy->over >= 0)
        close(busy->over);
    busy->over = -1;
}

void busy_count(struct busy *busy, int64_t done, int64_t total)
{
    busy->total = total;
    busy->done = done;
}

void busy_end(struct busy *busy)
{
    uint64_t one = 1;

    if (busy->over < 0)
        return;
    busy->cli->busy = NULL;
    if (write(busy->over, &one, sizeof one) == sizeof one)
        pthread_join(busy->thread, NULL);
    close(busy->over);
    busy->over = -1;
    busy->cli->said_busy = busy->cli->said_busy || busy->said;
}
