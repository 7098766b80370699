#include "tests/digest/paper.h"

#include "clients/text/calendar.h"
#include "clients/text/language.h"
#include "proto/decode.h"
#include "proto/json.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_MAX (256 * 1024)

void paper_setup(struct arena *arena)
{
    language_locale(arena);
    language_speak("nl", TEST_LOCALES, arena);
    calendar_setup();
}

const char *paper_file(const char *path, struct arena *arena)
{
    FILE *file = fopen(path, "re");
    char *text = arena_take(arena, FILE_MAX);

    if (file == NULL || text == NULL)
        return NULL;
    text[fread(text, 1, FILE_MAX - 1, file)] = '\0';
    fclose(file);
    return text;
}

void paper_read(const char *path, struct arena *arena, struct msg_digest_is *digest)
{
    const char *text = paper_file(path, arena);
    struct decode_part part = { &type_digest_is, digest };
    struct fault fault = { 0 };
    struct span payload;

    if (text != NULL && json_to_msgpack(span_of(text), &part, 1, arena, &payload, &fault) == 0 &&
        decode_map(payload, &part, 1, false, arena, &fault) == 0)
        return;
    fprintf(stderr, "%s is no digest: %s\n", path, text == NULL ? "it is not there" : fault.field);
    abort();
}

void paper_letter(const struct msg_digest_is *digest, struct arena *arena, struct letter *letter)
{
    letter_make(letter, digest, &(struct letter_options){ .brief = true, .page = PAPER_PAGE, .stop = PAPER_STOP },
                arena);
}
