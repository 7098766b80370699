#include "tests/system/crash/load.h"

#include <assert.h>
#include <string.h>

#include "tests/support/port.h"

enum {
    WRITERS = 4,
    READERS = 2,
    DEPTH = 8,
    QUESTIONS = 128,
    RESEND_MS = 1500,
    AGAIN_MS = 500, /* between two times that one is sent again that was accepted long ago */
    KEEP_ONE_IN = 50,
    RECONNECT_MS = 25,
    SILENT_MS = 5000, /* a connection on which nothing was heard for so long is given up */
    SYNC_AT_ONCE = 200,
    PACKETS = 8
};

static const char *const writer_names[WRITERS] = { "s.dewit", "t.vermeer", "r.kok", "h.elamrani" };
static const char *const reader_names[READERS] = { "k.yilmaz", "m.jansen" };
static const char *const themes[] = { "wacht", "dossier", "veld" };

enum verb { ASK, ANSWER, THANK, EDIT };

static const char *const verb_names[] = { [ASK] = "ask", [ANSWER] = "answer", [THANK] = "thank", [EDIT] = "edit" };

struct request {
    bool used;
    enum verb verb;
    struct peer_id id;
    char path[64];
    json_t *body;
    int64_t sent_at;
    size_t question; /* of an edit: its place in the list */
};

struct question {
    char code[20]; /* "": none */
    size_t author; /* the writer */
    int64_t revision;
    bool is_edited; /* an edit is on its way */
};

/* A member with one connection. */
struct seat {
    const char *user;
    bool reads;
    struct peer *peer; /* NULL: out */
    int64_t try_at, heard_at;
    struct request outbox[DEPTH];
    struct request kept; /* one that was accepted, and is sent again all the same: it has the same reply for ever */
    int64_t again_at;

    /* Of a reader: everything up to this seq is known; the sync that is on its way. */
    int64_t since;
    bool behind, asked;
    struct peer_id sync;
    int64_t asked_at;
};

struct load {
    struct office *office;
    uint16_t port;
    FILE *history;
    uint64_t random;
    struct seat seats[WRITERS + READERS];
    struct question questions[QUESTIONS];
    size_t next_question;
    unsigned next_text;
    int64_t newest; /* the seq up to which the readers are asked to catch up */
    struct load_counts counts;
};

/* ---- making one ---- */

unsigned load_random(struct load *load, unsigned below)
{
    load->random ^= load->random << 13;
    load->random ^= load->random >> 7;
    load->random ^= load->random << 17;
    return (unsigned)(load->random >> 33) % below;
}

struct load *load_new(struct office *office, uint16_t port, FILE *history, unsigned seed)
{
    struct load *load = calloc(1, sizeof *load);
    int64_t seq = office_number(office, "SELECT max(seq) FROM event");

    assert(load != NULL);
    load->office = office;
    load->port = port;
    load->history = history;
    load->random = UINT64_C(0x9e3779b97f4a7c15) ^ ((uint64_t)seed * UINT64_C(0x2545f4914f6cdd1d));
    for (size_t i = 0; i < WRITERS + READERS; i++) {
        load->seats[i].reads = i >= WRITERS;
        load->seats[i].user = i < WRITERS ? writer_names[i] : reader_names[i - WRITERS];
        load->seats[i].since = seq;
    }
    fprintf(history, "B %lld %lld\n", (long long)seq, (long long)office_number(office, "SELECT max(id) FROM post"));
    return load;
}

void load_free(struct load *load)
{
    for (size_t i = 0; i < WRITERS + READERS; i++) {
        peer_drop(load->seats[i].peer);
        for (size_t j = 0; j < DEPTH; j++)
            json_decref(load->seats[i].outbox[j].body);
        json_decref(load->seats[i].kept.body);
    }
    free(load);
}

const struct load_counts *load_counts(const struct load *load)
{
    return &load->counts;
}

/* ---- what is asked ---- */

/* A text like no other, without digits: the gate would take some of them for somebody's number. */
static void make_text(struct load *load, char *out, size_t room)
{
    unsigned number = load->next_text++;
    char letters[12];

    for (size_t i = 0; i < 8; i++, number /= 10)
        letters[i] = (char)('a' + number % 10);
    letters[8] = '\0';
    snprintf(out, room, "Oefening %s, hoe doe je dat?", letters);
}

static struct question *pick_question(struct load *load, size_t writer, bool own)
{
    struct question *question = &load->questions[load_random(load, QUESTIONS)];

    return question->code[0] != '\0' && (question->author == writer) == own ? question : NULL;
}

static const char *make_ask(struct load *load, struct request *request, char *text, size_t room)
{
    const char *theme = themes[load_random(load, sizeof themes / sizeof themes[0])];

    make_text(load, text, room);
    request->verb = ASK;
    if (load_random(load, 5) == 0) {
        snprintf(request->path, sizeof request->path, "team/delft/ask");
        request->body = json_pack("{s:s, s:s}", "title", text, "theme", theme);
    } else {
        snprintf(request->path, sizeof request->path, "theme/%s/ask", theme);
        request->body = json_pack("{s:s, s:s}", "title", text, "text", "Met een toelichting van enige lengte.");
    }
    return text;
}

static const char *make_answer(struct load *load, struct request *request, const struct question *question, char *text,
                               size_t room)
{
    make_text(load, text, room);
    request->verb = ANSWER;
    request->body = json_pack("{s:s, s:s}", "to", question->code, "text", text);
    return text;
}

static const char *make_edit(struct load *load, struct request *request, struct question *question, char *text,
                             size_t room)
{
    make_text(load, text, room);
    request->verb = EDIT;
    request->question = (size_t)(question - load->questions);
    request->body =
        json_pack("{s:s, s:s, s:I}", "code", question->code, "text", text, "base", (json_int_t)question->revision);
    question->is_edited = true;
    return text;
}

/* Fills in verb, path and body; what the history says of it. */
static const char *make_request(struct load *load, size_t writer, struct request *request, char *text, size_t room)
{
    unsigned dice = load_random(load, 100);
    struct question *others = pick_question(load, writer, false), *own = pick_question(load, writer, true);
    const char *said;

    if (dice < 30 && others != NULL) {
        said = make_answer(load, request, others, text, room);
    } else if (dice < 50 && others != NULL) {
        request->verb = THANK;
        request->body = json_pack("{s:s, s:b}", "code", others->code, "on", (int)load_random(load, 2));
        said = others->code;
    } else if (dice < 60 && own != NULL && !own->is_edited) {
        said = make_edit(load, request, own, text, room);
    } else {
        return make_ask(load, request, text, room);
    }
    snprintf(request->path, sizeof request->path, "%s", verb_names[request->verb]);
    return said;
}

static void send_request(struct seat *seat, struct request *request)
{
    request->sent_at = port_now_ms();
    peer_send(seat->peer, request->path, &request->id, json_deep_copy(request->body));
}

static void fill_outbox(struct load *load, size_t writer)
{
    struct seat *seat = &load->seats[writer];
    char text[80];

    for (size_t i = 0; i < DEPTH; i++) {
        struct request *request = &seat->outbox[i];
        if (request->used)
            continue;
        request->used = true;
        request->id = peer_new_id();
        const char *said = make_request(load, writer, request, text, sizeof text);
        fprintf(load->history, "S %s %s %s %s\n", request->id.hex, seat->user, verb_names[request->verb], said);
        load->counts.requests++;
        send_request(seat, request);
    }
}

static void resend(struct load *load, struct seat *seat, int64_t before)
{
    for (size_t i = 0; i < DEPTH; i++)
        if (seat->outbox[i].used && seat->outbox[i].sent_at <= before) {
            load->counts.resends++;
            send_request(seat, &seat->outbox[i]);
        }
}

static void send_again(struct load *load, struct seat *seat)
{
    int64_t now = port_now_ms();

    if (!seat->kept.used || now < seat->again_at)
        return;
    seat->again_at = now + (int64_t)load_random(load, AGAIN_MS);
    load->counts.resends++;
    send_request(seat, &seat->kept);
}

/* ---- what comes back ---- */

static void keep_question(struct load *load, size_t author, const char *code)
{
    struct question *question = &load->questions[load->next_question++ % QUESTIONS];

    if (question->is_edited)
        return;
    *question = (struct question){ .author = author, .revision = 1 };
    snprintf(question->code, sizeof question->code, "%s", code);
}

static void end_request(struct load *load, size_t writer, struct request *request, const json_t *reply)
{
    bool ok = json_is_true(json_object_get(reply, "ok"));

    if (ok && request->verb == ASK)
        keep_question(load, writer, office_text(reply, "code"));
    if (request->verb == EDIT) {
        load->questions[request->question].is_edited = false;
        if (ok)
            load->questions[request->question].revision = office_int(reply, "revision");
    }
    if (ok && (!load->seats[writer].kept.used || load_random(load, KEEP_ONE_IN) == 0)) {
        json_decref(load->seats[writer].kept.body);
        load->seats[writer].kept = *request;
    } else {
        json_decref(request->body);
    }
    *request = (struct request){ .used = false };
}

static void hear_reply(struct load *load, size_t writer, const struct peer_message *message)
{
    struct seat *seat = &load->seats[writer];
    bool ok = json_is_true(json_object_get(message->json, "ok"));
    bool later = json_is_true(json_object_get(message->json, "retry"));
    const char *code = office_text(message->json, "code");

    fprintf(load->history, "R %s %s %s %lld\n", message->correlation, ok ? "ok" : office_text(message->json, "error"),
            code == NULL ? "-" : code, (long long)office_int(message->json, "seq"));
    load->counts.replies++;
    for (size_t i = 0; i < DEPTH; i++)
        if (seat->outbox[i].used && strcmp(seat->outbox[i].id.hex, message->correlation) == 0 && !later)
            end_request(load, writer, &seat->outbox[i], message->json);
}

/* vakwerk/1/theme/wacht/event is of the space theme/wacht. */
static void hear_event(struct load *load, const struct seat *seat, const struct peer_message *message)
{
    const char *space = message->topic + strlen(V), *end = strrchr(message->topic, '/');
    const char *code = office_text(message->json, "code");

    fprintf(load->history, "E %s %.*s %lld %lld %s %s\n", seat->user, (int)(end - space), space,
            (long long)office_int(message->json, "seq"), (long long)office_int(message->json, "prev"),
            office_text(message->json, "event"), code == NULL ? "-" : code);
    load->counts.events++;
}

static void hear_sync(struct load *load, struct seat *seat, const json_t *reply)
{
    size_t i;
    json_t *event;

    if (!json_is_true(json_object_get(reply, "ok")))
        return; /* the time without a good reply makes it ask again */
    json_array_foreach(json_object_get(reply, "events"), i, event)
    {
        fprintf(load->history, "C %s %lld %s\n", seat->user, (long long)office_int(event, "seq"),
                office_text(event, "space"));
        load->counts.caught_up++;
    }
    seat->since = office_int(reply, "next");
    seat->behind = json_is_true(json_object_get(reply, "more"));
    seat->asked = false;
}

/* The daemon is there (again): what it did not hear, or heard and forgot, is asked at once. */
static void hear_state(struct load *load, struct seat *seat, const json_t *state)
{
    if (strcmp(office_text(state, "status"), "online") != 0)
        return;
    seat->asked = false;
    resend(load, seat, INT64_MAX);
}

static bool is_event(const char *topic)
{
    size_t len = strlen(topic);

    return len > 6 && strcmp(topic + len - 6, "/event") == 0;
}

static void hear_all(struct load *load, size_t i)
{
    struct seat *seat = &load->seats[i];

    for (const struct peer_message *message = peer_messages(seat->peer); message != NULL; message = message->next) {
        assert(message->json != NULL);
        if (is_event(message->topic))
            hear_event(load, seat, message);
        else if (strcmp(message->topic, V "state") == 0)
            hear_state(load, seat, message->json);
        else if (!seat->reads)
            hear_reply(load, i, message);
        else if (seat->asked && strcmp(seat->sync.hex, message->correlation) == 0)
            hear_sync(load, seat, message->json);
    }
    peer_forget(seat->peer);
}

/* ---- coming back ---- */

static bool subscribe(const struct seat *seat)
{
    char own[80];

    snprintf(own, sizeof own, V "out/%s/demo", seat->user);
    bool ok = peer_subscribe(seat->peer, own) == 1;
    snprintf(own, sizeof own, V "out/%s/event", seat->user);
    ok = ok && peer_subscribe(seat->peer, own) == 1;
    ok = ok && peer_subscribe(seat->peer, V "state") == 1;
    if (seat->reads)
        ok = ok && peer_subscribe(seat->peer, V "theme/+/event") == 1;
    if (seat->reads && strcmp(seat->user, "m.jansen") == 0)
        ok = ok && peer_subscribe(seat->peer, V "team/delft/event") == 1;
    return ok;
}

static void leave(struct seat *seat)
{
    peer_drop(seat->peer);
    seat->peer = NULL;
    seat->try_at = port_now_ms() + RECONNECT_MS;
}

static void come_back(struct load *load, struct seat *seat)
{
    struct peer_login login = office_login(load->office, seat->user);

    if (port_now_ms() < seat->try_at)
        return;
    seat->peer = peer_try(load->port, &login, NULL);
    if (seat->peer == NULL || !subscribe(seat)) {
        leave(seat);
        return;
    }
    seat->heard_at = port_now_ms();
    fprintf(load->history, "K %s\n", seat->user);
    load->counts.connections++;
    seat->behind = seat->reads;
    seat->asked = false;
    resend(load, seat, INT64_MAX);
}

static void catch_up(struct seat *seat)
{
    int64_t now = port_now_ms();

    if (!seat->behind || (seat->asked && now - seat->asked_at < RESEND_MS))
        return;
    seat->sync = peer_new_id();
    seat->asked = true;
    seat->asked_at = now;
    peer_send(seat->peer, "sync", &seat->sync,
              json_pack("{s:I, s:i}", "since", (json_int_t)seat->since, "limit", SYNC_AT_ONCE));
}

/* ---- turns ---- */

static void take_turn(struct load *load, size_t i, bool asking)
{
    struct seat *seat = &load->seats[i];

    if (seat->peer == NULL)
        come_back(load, seat);
    if (seat->peer == NULL)
        return;
    bool there = peer_work(seat->peer, i == 0 ? 1 : 0);
    for (int more = 0; there && more < PACKETS; more++)
        there = peer_work(seat->peer, 0);
    if (peer_messages(seat->peer) != NULL)
        seat->heard_at = port_now_ms();
    hear_all(load, i);
    if (!there || port_now_ms() - seat->heard_at > SILENT_MS) {
        leave(seat);
        return;
    }
    catch_up(seat);
    if (seat->reads)
        return;
    resend(load, seat, port_now_ms() - RESEND_MS);
    send_again(load, seat);
    if (asking)
        fill_outbox(load, i);
}

void load_turn(struct load *load, bool asking)
{
    for (size_t i = 0; i < WRITERS + READERS; i++)
        take_turn(load, i, asking);
}

bool load_is_quiet(const struct load *load)
{
    for (size_t i = 0; i < WRITERS + READERS; i++) {
        if (load->seats[i].peer == NULL || load->seats[i].behind)
            return false;
        for (size_t j = 0; j < DEPTH; j++)
            if (load->seats[i].outbox[j].used)
                return false;
    }
    return true;
}

void load_catch_up(struct load *load)
{
    load->newest = office_number(load->office, "SELECT max(seq) FROM event");
    for (size_t i = WRITERS; i < WRITERS + READERS; i++)
        load->seats[i].behind = true;
}

void load_vouch(struct load *load)
{
    for (size_t i = WRITERS; i < WRITERS + READERS; i++)
        fprintf(load->history, "Z %lld %s theme/%%\n", (long long)load->newest, load->seats[i].user);
    fprintf(load->history, "Z %lld m.jansen team/delft\n", (long long)load->newest);
}
