#include "incoming.h"

#include "account.h"
#include "clients/text/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sysexits.h>

#define HEAD_MAX   (64 * 1024)
#define TOKEN_MIN  16
#define TOKEN_MAX  40
#define TIMEOUT_MS 10000

static size_t token_length(const char *text)
{
    size_t len = 0;

    while (isalnum((unsigned char)text[len]))
        len++;
    return text[len] == '@' && len >= TOKEN_MIN && len <= TOKEN_MAX ? len : 0;
}

const char *incoming_token(const struct settings *settings, const char *text, struct arena *arena)
{
    const char *before = words_say(arena, "%.*s+", (int)strcspn(settings->stop, "@"), settings->stop);

    for (const char *at = text; (at = strcasestr(at, before)) != NULL; at++) {
        size_t len = token_length(at + strlen(before));
        if (len > 0)
            return words_say(arena, "%.*s", (int)len, at + strlen(before));
    }
    return "";
}

/*
 * The lines of the head that say to whom it is. The rest of the mail is read and forgotten: who pipes it must not fail.
 */
static const char *read_recipients(FILE *mail, struct arena *arena)
{
    static const char *const names[] = { "To:", "Cc:", "Delivered-To:", "X-Original-To:", "Envelope-To:" };
    char *lines = arena_take(arena, HEAD_MAX), *line = NULL;
    size_t used = 0, room = 0;
    bool in_head = true, counts = false;

    while (getline(&line, &room, mail) > 0) {
        size_t len = strlen(line);
        in_head = in_head && line[0] != '\n' && line[0] != '\r';
        if (line[0] != ' ' && line[0] != '\t')
            counts = false;
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
            counts |= strncasecmp(line, names[i], strlen(names[i])) == 0;
        if (lines == NULL || !in_head || !counts || used + len >= HEAD_MAX)
            continue;
        memcpy(lines + used, line, len);
        used += len;
    }
    free(line);
    return lines == NULL ? "" : lines;
}

/* What the mail server knows for certain goes before what the mail says. */
static const char *find_token(const struct settings *settings, FILE *mail, const char *address, struct arena *arena)
{
    const char *places[] = { address, getenv("ORIGINAL_RECIPIENT"), getenv("RECIPIENT"), read_recipients(mail, arena) };
    const char *token = "";

    for (size_t i = 0; i < sizeof places / sizeof places[0] && token[0] == '\0'; i++)
        if (places[i] != NULL)
            token = incoming_token(settings, places[i], arena);
    return token;
}

static int stop(struct vakwerk *v, const char *token, struct arena *arena)
{
    struct msg_mail_stop in = { .token = span_of(token) };
    struct msg_done out;
    struct vakwerk_reply reply;
    struct vakwerk_call call = {
        .verb = VERB_mail_stop, .place = TOPIC_HERE, .in = &in, .out = &out, .timeout_ms = TIMEOUT_MS
    };
    enum vakwerk_result result = vakwerk_call(v, &call, arena, &reply);

    if (result != VAKWERK_REFUSED)
        return account_exit(result);
    return reply.refused.retry ? EX_TEMPFAIL : reply.error == ERR_NOT_FOUND ? EX_NOUSER : EX_UNAVAILABLE;
}

int incoming_run(const struct settings *settings, FILE *mail, const char *address, struct arena *arena)
{
    const char *token = find_token(settings, mail, address, arena);
    int code;

    if (token[0] == '\0') {
        fprintf(stderr, "vakwerk-mail: there is no token in the address\n");
        return EX_DATAERR;
    }
    struct vakwerk *v = account_open(settings, arena, &code);
    if (v == NULL)
        return code;
    code = stop(v, token, arena);
    vakwerk_close(v);
    return code;
}
