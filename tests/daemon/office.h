/*
 * A small organisation to test with: a real database in a folder of its own, and the service as the daemon has it,
 * without a broker. A test says what a client would say and looks at what would leave:
 *
 *   OK(o, "anna", "theme/regie/ask", "{'title': 'Wie belt de school?'}");
 *   assert_string_equal(text_at(o->reply, "code"), ...);
 *   NO("not_found", "team", o, "eva", "team/delft/ask", "{'title': 'x', 'theme': 'regie'}");
 *
 * Quotes are single for the reader's sake; an id is added where there is none. NO also checks that nothing changed
 * and nobody was told anything.
 *
 *   teams     delft: anna bram carla daan fatima    rijswijk: eva fatima    oud (archived): anna
 *   others    gijs (no team), beheer (administrator), redactie (editor), toezicht (moderator), weg (shut out)
 *   bram (SKJ) and eva (BIG) are registered
 *   themes    regie, wacht, oud (archived)    towns delft, rijswijk    cares ggz, jeugdhulp, pleegzorg, crisis,
 * dagbesteding
 */
#ifndef VAKWERK_TEST_OFFICE_H
#define VAKWERK_TEST_OFFICE_H

#include "tests/proto/test.h"

#include "daemon/outbox.h"
#include "daemon/screen/pairing.h"
#include "daemon/screen/roster.h"
#include "daemon/screen/wall.h"
#include "daemon/service.h"
#include "proto/id.h"
#include "tests/support/tempdir.h"

#include <jansson.h>

struct sqlite3;

#define OFFICE_NOW INT64_C(1653033600000) /* Friday 20 May 2022, 10:00 in Amsterdam */

enum { OFFICE_HEARD_MAX = 8, MINUTE_MS = 60000, HOUR_MS = 3600000, DAY_MS = 86400000 };

/* An event that left. */
struct heard {
    struct topic topic;
    json_t *body;
};

struct office {
    struct tempdir dir;
    struct temppath path; /* of the database */
    struct settings settings;
    struct key key;
    struct store *store, *reader;
    int64_t schema; /* its version when the office was filled; 0: statements may be prepared anew */
    int64_t steps;  /* of SQLite's machine, while they are counted */
    struct service *writing, *reading;
    struct pairing *pairing;
    struct roster *roster;
    struct sqlite3 *db; /* a connection of the test's own, for looking and for setting the scene */
    struct arena arena; /* of the last request */
    int64_t now_ms;
    uint64_t ids;

    /* What the last request left. */
    int err;
    struct outbox out;
    struct service_effects effects;
    const struct outbox_item *item; /* the reply; NULL for none */
    json_t *reply;
    struct heard heard[OFFICE_HEARD_MAX];
    size_t heard_count;
    struct heard screen; /* what one screen was told beside its wall; body NULL for nothing */
};

/* Setup and teardown of a test; *state is the office. */
int office_setup(void **state);
int office_teardown(void **state);
#define OFFICE_TEST(name) cmocka_unit_test_setup_teardown(name, office_setup, office_teardown)

/* The settings have changed: quotas begin anew. */
void office_restart(struct office *o);

/* The message as it would come in, in a batch of its own. */
void office_serve(struct office *o, const struct inbox_item *item);

/* The same in a batch that the test has begun, with its own connection. */
void office_serve_in_batch(struct office *o, const struct inbox_item *item);

/* The topic of a request; where is "me", "theme/regie/ask" or "team/delft/ask". */
struct topic office_topic(const char *who, const char *where);

/* The MessagePack of a text with single quotes, as this verb reads it; in the arena. */
struct span office_payload(struct office *o, const char *where, const char *text);

/* Says something; true when it was carried out. */
__attribute__((format(printf, 4, 5))) bool office_say(struct office *o, const char *who, const char *where,
                                                      const char *format, ...);

__attribute__((format(printf, 6, 7))) void office_ok(const char *file, int line, struct office *o, const char *who,
                                                     const char *where, const char *format, ...);
__attribute__((format(printf, 8, 9))) void office_no(const char *file, int line, const char *error, const char *field,
                                                     struct office *o, const char *who, const char *where,
                                                     const char *format, ...);
#define OK(...)               office_ok(__FILE__, __LINE__, __VA_ARGS__)
#define NO(error, field, ...) office_no(__FILE__, __LINE__, error, field, __VA_ARGS__)

/* A new id for a request. */
struct id_text office_id(struct office *o);

/* A code or another short text of the last reply, to be kept. */
struct word_text {
    char text[160];
};
struct word_text office_word(const struct office *o, const char *path);

/* The text with each $ replaced by a code. */
struct long_text {
    char text[1024];
};
struct long_text office_with(const char *text, const char *code);

/* A screen says how it is: the text of an alive, with single quotes. */
void office_alive(struct office *o, const char *kiosk, const char *text);

/* Asks, and gives the code. */
struct word_text office_ask(struct office *o, const char *who, const char *where, const char *title);
struct word_text office_answer(struct office *o, const char *who, const char *to, const char *text);

/* Every table as text, in one order; to be freed. */
char *office_dump(struct office *o);

/* SQL behind the daemon's back; office_number gives the first column of the first row. */
__attribute__((format(printf, 2, 3))) void office_sql(struct office *o, const char *format, ...);
__attribute__((format(printf, 2, 3))) int64_t office_number(struct office *o, const char *format, ...);

/* How many files of the folder hold these bytes, once the journal is written back. */
int office_grep(struct office *o, const char *bytes);

/* ---- JSON by path, such as "items.0.title" ---- */

const json_t *json_at(const json_t *from, const char *path);
const char *text_at(const json_t *from, const char *path); /* "" when it is not there */
int64_t int_at(const json_t *from, const char *path);      /* -1 when it is not there */
bool is_at(const json_t *from, const char *path);          /* false when it is not there */
bool has_at(const json_t *from, const char *path);
size_t count_at(const json_t *from, const char *path);

/*
 * How many steps SQLite's machine takes in both stores, from the one to the other: the same on every machine. One count
 * at a time.
 */
void office_steps_begin(struct office *o);
int64_t office_steps_end(struct office *o);

/* What hangs on a screen at a moment, as a reader sees it. */
void office_draw(struct office *o, const struct kiosk *kiosk, int64_t now_ms, struct wall *out);
void office_draw_totals(struct office *o, const struct kiosk *kiosk, int64_t now_ms, struct msg_totals *out);

/* The questions that are put to a team now, as its screen would have them; how many there are. */
size_t office_asked(struct office *o, const char *team, size_t limit, int64_t *out);

#endif
