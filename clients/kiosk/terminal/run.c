#include "run.h"

#include "clients/lib/clock.h"
#include "picture.h"

#include <signal.h>

#define LOOK_MS        200  /* between two looks at the keys */
#define PICTURE_MS     1000 /* between two pictures when nothing comes */
#define RETRY_FIRST_MS 2000 /* between two attempts to connect, doubling */
#define RETRY_MAX_MS   30000
#define STABLE_MS      10000 /* a connection that lasted so long was a good one: begin with the first again */
#define CONNECTING_MS  4000

/* A connection that is sought again after a while when it is lost. */
struct line {
    struct vakwerk *v;
    bool up;
    int64_t connected, retry_at, retry_ms;
};

struct run {
    struct line line;
    struct display *display;
    struct picture *picture;
    bool changed;
    int64_t drawn;
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

static void lose(struct line *line)
{
    int64_t now = clock_now();

    if (line->up && now - line->connected > STABLE_MS)
        line->retry_ms = RETRY_FIRST_MS;
    line->up = false;
    line->retry_at = now + with_jitter(line->retry_ms);
    line->retry_ms = line->retry_ms * 2 > RETRY_MAX_MS ? RETRY_MAX_MS : line->retry_ms * 2;
}

/* Waits a little for what comes. *began: a connection, *lost: it ended. */
static enum vakwerk_result listen_on(struct line *line, struct vakwerk_news *news, bool *got, bool *began, bool *lost)
{
    *got = *began = *lost = false;
    if (!line->up && clock_now() < line->retry_at) {
        clock_pause(LOOK_MS);
        return VAKWERK_OK;
    }
    enum vakwerk_result result = vakwerk_next_news(line->v, LOOK_MS, news, got, began);
    if (*began) {
        line->up = true;
        line->connected = clock_now();
    }
    if (result != VAKWERK_OK) {
        *lost = line->up;
        lose(line);
    }
    return result;
}

/* ---- a screen ---- */

/* False when the broker no longer knows this screen. */
static bool hear(struct run *run)
{
    struct vakwerk_news news;
    bool got, began, lost;
    enum vakwerk_result result = listen_on(&run->line, &news, &got, &began, &lost);

    if (lost)
        display_down(run->display, clock_now());
    if (began)
        display_up(run->display, clock_now());
    if (got)
        display_take(run->display, news.name, news.payload, news.retained, clock_now());
    run->changed |= lost || began || got;
    return result != VAKWERK_AUTH;
}

static void speak(struct run *run)
{
    struct msg_alive alive;

    if (!display_speaks(run->display, clock_now(), &alive))
        return;
    alive.version = span_of(VAKWERK_VERSION);
    vakwerk_say_alive(run->line.v, &alive);
}

static void tick(struct run *run)
{
    speak(run);
    if (!display_tick(run->display, clock_now()))
        return;
    vakwerk_rest(run->line.v);
    display_down(run->display, clock_now());
    lose(&run->line);
}

static void show(struct run *run)
{
    struct scene scene;

    run->changed = false;
    run->drawn = clock_now();
    display_scene(run->display, run->drawn, &scene);
    picture_show(run->picture, &scene);
}

static enum run_result loop(struct run *run)
{
    while (!stop) {
        if (run->changed || clock_now() - run->drawn >= PICTURE_MS)
            show(run);
        if (!hear(run))
            return RUN_REFUSED;
        tick(run);
        if (picture_quits(run->picture, &run->changed))
            break;
    }
    return RUN_ENDED;
}

enum run_result run_screen(struct vakwerk *v, const char *kiosk, const char *server)
{
    struct run run = { .line = { .v = v, .retry_ms = RETRY_FIRST_MS } };
    enum run_result result = RUN_NO_MEMORY;

    catch_signals();
    run.display = display_new(clock_now());
    if (run.display != NULL) {
        run.picture = picture_open(kiosk, server);
        result = run.picture == NULL ? RUN_NO_TERMINAL : loop(&run);
    }
    picture_close(run.picture);
    display_free(run.display);
    return result;
}

/* ---- a screen that nobody has paired ---- */

struct pairing {
    struct line line;
    const struct run_place *place;
    struct vakwerk_newcomer made_up;
    struct newcomer newcomer;
    struct picture *picture;
    struct newcomer_account *out;
    int64_t begun, drawn;
    bool met; /* the broker has ever said anything */
    bool changed, paired;
};

/* Other digits, with another secret. */
static bool make_up(struct pairing *p)
{
    vakwerk_close(p->line.v);
    p->line = (struct line){ .retry_ms = RETRY_FIRST_MS };
    newcomer_begin(&p->newcomer, clock_now());
    if (!vakwerk_newcomer(&p->made_up))
        return false;
    p->line.v = vakwerk_open(&(struct vakwerk_account){ .server = p->place->server,
                                                        .ca_file = p->place->ca_file,
                                                        .member = TOPIC_PAIR,
                                                        .device = p->made_up.digits,
                                                        .secret = p->made_up.secret,
                                                        .screen = p->place->version });
    return p->line.v != NULL;
}

static void hear_who(struct pairing *p)
{
    struct vakwerk_news news;
    bool got, began, lost;
    enum vakwerk_result result = listen_on(&p->line, &news, &got, &began, &lost);

    if (got && span_is(news.name, "pair"))
        p->paired = newcomer_hear(&p->newcomer, news.payload, clock_now(), p->out);
    if (result == VAKWERK_AUTH && !p->newcomer.refused)
        newcomer_refuse(&p->newcomer, clock_now());
    p->met |= began || result == VAKWERK_AUTH;
    p->changed |= got || began || lost;
    if (p->line.up && newcomer_speaks(&p->newcomer, clock_now()))
        vakwerk_say_unpaired(p->line.v);
}

static void show_digits(struct pairing *p)
{
    struct scene scene = { .was_paired = p->place->was_paired };
    int64_t now = clock_now();

    if (newcomer_shows(&p->newcomer, now, &scene.left_ms)) {
        scene.cover = COVER_PAIR;
        scene.digits = p->made_up.digits;
    } else if (p->line.up || p->met) {
        scene.cover = COVER_NO_DIGITS;
    } else {
        scene.cover = now - p->begun < CONNECTING_MS ? COVER_CONNECTING : COVER_NO_BROKER;
    }
    p->changed = false;
    p->drawn = now;
    picture_show(p->picture, &scene);
}

static enum run_result loop_until_paired(struct pairing *p)
{
    while (!stop && !p->paired) {
        if (p->line.v == NULL || newcomer_is_over(&p->newcomer, clock_now()))
            if (!make_up(p))
                return RUN_NO_MEMORY;
        if (p->changed || clock_now() - p->drawn >= PICTURE_MS)
            show_digits(p);
        hear_who(p);
        if (picture_quits(p->picture, &p->changed))
            return RUN_ENDED;
    }
    return p->paired ? RUN_PAIRED : RUN_ENDED;
}

enum run_result run_pairing(const struct run_place *place, struct newcomer_account *out)
{
    struct pairing p = { .place = place, .out = out, .begun = clock_now() };

    catch_signals();
    p.picture = picture_open("", place->server);
    enum run_result result = p.picture == NULL ? RUN_NO_TERMINAL : loop_until_paired(&p);
    picture_close(p.picture);
    vakwerk_close(p.line.v);
    explicit_bzero(&p.made_up, sizeof p.made_up);
    return result;
}
