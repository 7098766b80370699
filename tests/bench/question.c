#include "tests/bench/question.h"

#include "proto/encode.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char *const words[] = { "aanpak", "afspraak",  "begeleiding", "bespreken", "crisis",     "dagbesteding",
                                     "doel",   "dossier",   "gesprek",     "gezin",     "hulpvraag",  "inzetten",
                                     "keuze",  "melding",   "netwerk",     "onderwijs", "overdracht", "plan",
                                     "rol",    "samen",     "school",      "steun",     "team",       "toestemming",
                                     "veilig", "verwijzen", "wachtlijst",  "wanneer",   "wij",        "zonder" };

#define COMMON     (sizeof words / sizeof words[0])
#define VOCABULARY 20000 /* words in all; the n-th comes a n-th as often as the first, as in any language */
#define WORD_MAX   24

/* A place in the text for a word of its own. */
#define QUESTION_MARK     "qqqqqqqq"
#define QUESTION_MARK_LEN (sizeof QUESTION_MARK - 1)

/* The n-th word: one of the common ones, or syllables that only it has. */
static size_t word(size_t n, char out[WORD_MAX])
{
    static const char consonants[] = "bdfgklmnprstvz", vowels[] = "aeiou";
    size_t len = 0;

    if (n < COMMON)
        return (size_t)snprintf(out, WORD_MAX, "%s", words[n]);
    for (n -= COMMON; len < 4 || n > 0; n /= (sizeof consonants - 1) * (sizeof vowels - 1)) {
        out[len++] = consonants[n % (sizeof consonants - 1)];
        out[len++] = vowels[n / (sizeof consonants - 1) % (sizeof vowels - 1)];
    }
    return len + (size_t)snprintf(out + len, WORD_MAX - len, "heid");
}

static size_t any_word(char out[WORD_MAX])
{
    double rank = pow(VOCABULARY, (double)rand() / ((double)RAND_MAX + 1)) - 1;

    return word((size_t)rank, out);
}

static void write_words(char *out, size_t bytes)
{
    char next[WORD_MAX];
    size_t at = 0;

    for (size_t len; (len = any_word(next)) + at + 1 < bytes; at += len + 1) {
        memcpy(out + at, next, len);
        out[at + len] = ' ';
    }
    out[at - 1] = '?';
    out[at] = '\0';
}

void question_words(char *out, size_t bytes, int count)
{
    char next[WORD_MAX];
    size_t at = 0;

    while (count-- > 0) {
        size_t len = any_word(next);
        if (at + len + 2 > bytes)
            break;
        at += (size_t)snprintf(out + at, bytes - at, "%s%s", at == 0 ? "" : " ", next);
    }
}

void question_make(struct question *question)
{
    write_words(question->title, sizeof question->title);
    write_words(question->text, sizeof question->text);
}

static struct id new_id(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return id_new((int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000);
}

/* Where something is that another can take the place of. */
static size_t find(const struct question_payload *payload, const void *what, size_t len)
{
    const char *found = memmem(payload->bytes, payload->len, what, len);

    assert(found != NULL);
    return (size_t)(found - payload->bytes);
}

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
    out->id_at = find(out, id.bytes, sizeof id.bytes);
    arena_release(&arena);
}

/* Nobody asks the same twice: the text begins with a word that each request has for itself. */
static void name_it(struct question_payload *payload)
{
    static unsigned long count;
    unsigned long left = ++count;

    for (size_t i = 0; i < QUESTION_MARK_LEN; i++, left /= 20)
        payload->bytes[payload->mark_at + i] = "bcdfghjklmnpqrstvwxz"[left % 20];
}

/* With room at its beginning for the word of its own. */
static struct span marked(const struct question *question, char text[QUESTION_TEXT + 32])
{
    snprintf(text, QUESTION_TEXT + 32, QUESTION_MARK " %s", question->text);
    return span_of(text);
}

static void encode_marked(const struct msg_type *type, const void *from, struct question_payload *out)
{
    encode(type, from, out);
    out->mark_at = find(out, QUESTION_MARK, QUESTION_MARK_LEN);
    name_it(out);
}

void question_encode(const struct question *question, struct question_payload *out)
{
    char text[QUESTION_TEXT + 32];
    struct msg_ask ask = { .title = span_of(question->title), .text = marked(question, text) };

    MSG_SET(&ask, checked, true);
    encode_marked(&type_ask, &ask, out);
}

void question_encode_answer(const struct question *question, const char *code, struct question_payload *out)
{
    char text[QUESTION_TEXT + 32];
    struct msg_answer answer = { .to = span_of(code), .text = marked(question, text) };

    MSG_SET(&answer, checked, true);
    encode_marked(&type_answer, &answer, out);
}

void question_renew(struct question_payload *payload)
{
    struct id id = new_id();

    memcpy(payload->bytes + payload->id_at, id.bytes, sizeof id.bytes);
    name_it(payload);
}

bool question_is_accepted(struct span reply)
{
    return memmem(reply.ptr, reply.len < 8 ? reply.len : 8, "\xa2ok\xc3", 4) != NULL;
}
