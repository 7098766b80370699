#include "tests/bench/question.h"

#include "proto/encode.h"

#include <assert.h>
#include <stdlib.h>
#include <time.h>

static const char *const words[] = { "aanpak", "afspraak",  "begeleiding", "bespreken", "crisis",     "dagbesteding",
                                     "doel",   "dossier",   "gesprek",     "gezin",     "hulpvraag",  "inzetten",
                                     "keuze",  "melding",   "netwerk",     "onderwijs", "overdracht", "plan",
                                     "rol",    "samen",     "school",      "steun",     "team",       "toestemming",
                                     "veilig", "verwijzen", "wachtlijst",  "wanneer",   "wij",        "zonder" };

static void write_words(char *out, size_t bytes)
{
    size_t at = 0;

    while (at < bytes) {
        const char *word = words[(size_t)rand() % (sizeof words / sizeof words[0])];
        size_t len = strlen(word);
        memcpy(out + at, word, len);
        out[at + len] = ' ';
        at += len + 1;
    }
    out[at - 1] = '?';
    out[at] = '\0';
}

void question_make(struct question *question)
{
    write_words(question->title, QUESTION_TITLE - 6);
    write_words(question->text, QUESTION_TEXT - 6);
}

static struct id new_id(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return id_new((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

/* With the id it finds itself, so that another can take its place. */
static void encode(const struct msg_type *type, const void *from, struct question_payload *out)
{
    struct id id = new_id();
    struct msg_envelope envelope = { .id = id_span(&id) };
    struct encode_part parts[] = { { &type_envelope, &envelope }, { type, from } };
    struct arena arena;

    arena_init(&arena, 64 * 1024);
    struct span bytes = encode_map(parts, 2, false, sizeof out->bytes, &arena);
    assert(bytes.ptr != NULL);
    memcpy(out->bytes, bytes.ptr, bytes.len);
    out->len = bytes.len;
    const char *found = memmem(out->bytes, out->len, id.bytes, sizeof id.bytes);
    assert(found != NULL);
    out->id_at = (size_t)(found - out->bytes);
    arena_release(&arena);
}

void question_encode(const struct question *question, struct question_payload *out)
{
    struct msg_ask ask = { .title = span_of(question->title), .text = span_of(question->text) };

    encode(&type_ask, &ask, out);
}

void question_encode_answer(const struct question *question, const char *code, struct question_payload *out)
{
    struct msg_answer answer = { .to = span_of(code), .text = span_of(question->text) };

    encode(&type_answer, &answer, out);
}

void question_renew(struct question_payload *payload)
{
    struct id id = new_id();

    memcpy(payload->bytes + payload->id_at, id.bytes, sizeof id.bytes);
}
