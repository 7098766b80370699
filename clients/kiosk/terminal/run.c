#include "run.h"

#include "clients/lib/clock.h"
#include "draw.h"
#include "terminal.h"

#include <signal.h>
#include <stdlib.h>

#define LOOK_MS        200  /* between two looks at the keys */
#define PICTURE_MS     1000 /* between two pictures when nothing comes */
#define RETRY_FIRST_MS 2000 /* between two attempts to connect, doubling */
#define RETRY_MAX_MS   30000
#define STABLE_MS      10000 /* a connection that lasted so long was a good one: begin with the first again */
#define ARENA_BYTES    (256 * 1024)

struct run {
    struct vakwerk *v;
    struct display *display;
    struct terminal *terminal;
    struct canvas *canvas;
    struct arena arena; /* of one picture */
    const char *kiosk, *server;
    bool up, changed;
    int64_t connected, retry_at, retry_ms, drawn;
};

static volatile sig_atomic_t stop;

static void on_signal(int number)
{
    (void)number;
    stop = 1;
}

static void catch_signals(void)
{
    struct sigaction action = { .sa_handler = on_signal };

    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGHUP, &action, NULL);
}

/* ---- the connection ---- */

/* Half as much again at most, so that the screens of a building do not all come back at once. */
static int64_t with_jitter(int64_t ms)
{
    return ms + clock_utc() % (ms / 2);
}

static void lose(struct run *run)
{
    int64_t now = clock_now();

    if (run->up) {
        display_down(run->display, now);
        run->changed = true;
        if (now - run->connected > STABLE_MS)
            run->retry_ms = RETRY_FIRST_MS;
    }
    run->up = false;
    run->retry_at = now + with_jitter(run->retry_ms);
    run->retry_ms = run->retry_ms * 2 > RETRY_MAX_MS ? RETRY_MAX_MS : run->retry_ms * 2;
}

static void gain(struct run *run)
{
    run->up = run->changed = true;
    run->connected = clock_now();
    display_up(run->display, run->connected);
}

/* Waits a little for what comes. False when the broker no longer knows this screen. */
static bool hear(struct run *run)
{
    struct vakwerk_news news;
    bool got, began;

    if (!run->up && clock_now() < run->retry_at) {
        clock_pause(LOOK_MS);
        return true;
    }
    enum vakwerk_result result = vakwerk_next_news(run->v, LOOK_MS, &news, &got, &began);
    if (result != VAKWERK_OK)
        lose(run);
    if (began)
        gain(run);
    if (got) {
        display_take(run->display, news.name, news.payload, news.retained, clock_now());
        run->changed = true;
    }
    return result != VAKWERK_AUTH;
}

static void tick(struct run *run)
{
    if (!display_tick(run->display, clock_now()))
        return;
    vakwerk_rest(run->v);
    lose(run);
}

/* ---- the picture ---- */

static void show(struct run *run)
{
    struct scene scene;
    struct draw d = { .canvas = run->canvas,
                      .arena = &run->arena,
                      .scene = &scene,
                      .kiosk = run->kiosk,
                      .server = run->server,
                      .has_colours = terminal_has_colours(run->terminal) };

    run->changed = false;
    run->drawn = clock_now();
    arena_reset(&run->arena);
    display_scene(run->display, run->drawn, &scene);
    draw(&d);
    terminal_show(run->terminal, run->canvas, scene.screen != NULL && !span_is(scene.screen->palette, "day"));
}

static bool resize(struct run *run)
{
    struct canvas *canvas = canvas_new(terminal_width(run->terminal), terminal_height(run->terminal));

    if (canvas == NULL)
        return false;
    canvas_free(run->canvas);
    run->canvas = canvas;
    run->changed = true;
    return true;
}

/* ---- the loop ---- */

static enum run_result loop(struct run *run)
{
    while (!stop) {
        if (run->changed || clock_now() - run->drawn >= PICTURE_MS)
            show(run);
        if (!hear(run))
            return RUN_REFUSED;
        tick(run);
        enum terminal_key key = terminal_key(run->terminal);
        if (key == TERMINAL_QUIT)
            break;
        if (key == TERMINAL_RESIZE && !resize(run))
            return RUN_NO_MEMORY;
    }
    return RUN_ENDED;
}

enum run_result run_screen(struct vakwerk *v, const char *kiosk, const char *server)
{
    struct run run = { .v = v, .kiosk = kiosk, .server = server, .retry_ms = RETRY_FIRST_MS };
    enum run_result result = RUN_NO_TERMINAL;

    arena_init(&run.arena, ARENA_BYTES);
    catch_signals();
    run.display = display_new(clock_now());
    run.terminal = run.display == NULL ? NULL : terminal_open();
    if (run.terminal != NULL)
        result = resize(&run) ? loop(&run) : RUN_NO_MEMORY;
    terminal_close(run.terminal);
    canvas_free(run.canvas);
    display_free(run.display);
    arena_release(&run.arena);
    return result;
}
