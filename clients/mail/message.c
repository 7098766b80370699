#include "message.h"

#include "clients/digest/html.h"
#include "clients/digest/plain.h"
#include "clients/text/calendar.h"
#include "clients/text/words.h"

#include <openssl/evp.h>
#include <stdlib.h>

#define LINE_MAX_CELLS 75 /* of quoted-printable, before the = that breaks a line */
#define TOKEN_BYTES    8
#define BOUNDARY       "=_vakwerk_dagbericht_=" /* no line of quoted-printable can hold =_ */

/* ---- addresses ---- */

/* What could end a header or an envelope, or add to it, is no address. */
static bool is_address(struct span address)
{
    const char *at = address.ptr == NULL ? NULL : memchr(address.ptr, '@', address.len);

    if (at == NULL || at == address.ptr || at + 1 == address.ptr + address.len || address.ptr[0] == '-')
        return false;
    for (size_t i = 0; i < address.len; i++)
        if (address.ptr[i] <= ' ' || address.ptr[i] > '~' || strchr("<>\"\\,;:()[]", address.ptr[i]) != NULL)
            return false;
    return true;
}

static const char *host_of(const char *address)
{
    return strchr(address, '@') + 1;
}

/* afmelden+TOKEN@host */
static const char *stop_address(const struct settings *settings, struct span token, struct arena *arena)
{
    int local = (int)strcspn(settings->stop, "@");

    return token.ptr == NULL ? settings->stop
                             : words_say(arena, "%.*s+%s@%s", local, settings->stop, words_line(arena, token),
                                         host_of(settings->stop));
}

/* ---- the head ---- */

/* The same for every attempt, and says nothing of who it is. */
static const char *message_id(const struct settings *settings, struct span member, struct span date,
                              struct arena *arena)
{
    const char *name = words_say(arena, "%s@%s", words_line(arena, member), host_of(settings->from));
    unsigned char hash[EVP_MAX_MD_SIZE];
    char token[2 * TOKEN_BYTES + 1] = "";

    EVP_Digest(name, strlen(name), hash, NULL, EVP_sha256(), NULL);
    for (int i = 0; i < TOKEN_BYTES; i++)
        snprintf(token + 2 * i, sizeof token - 2 * (size_t)i, "%02x", hash[i]);
    return words_say(arena, "<dagbericht.%s.%s@%s>", words_line(arena, date), token, host_of(settings->from));
}

/* Fri, 20 May 2022 07:00:23 +0200: in English, whatever the locale. */
static const char *mail_date(int64_t at, struct arena *arena)
{
    static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
    static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    struct tm tm = calendar_local(at);
    long minutes = labs(tm.tm_gmtoff) / 60;

    return words_say(arena, "%s, %d %s %d %02d:%02d:%02d %c%02ld%02ld", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
                     tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec, tm.tm_gmtoff < 0 ? '-' : '+', minutes / 60,
                     minutes % 60);
}

static void write_head(FILE *out, const struct settings *settings, const struct message *message, const char *subject,
                       const char *stop, const char *date, const char *id)
{
    fprintf(out, "From: %s <%s>\r\nTo: %s\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: %s\r\n", settings->from_name,
            message->from, message->to, subject, date, id);
    fprintf(out, "List-Id: Dagbericht <dagbericht.%s>\r\nList-Unsubscribe: <mailto:%s?subject=stop>\r\n",
            host_of(settings->from), stop);
    fprintf(out,
            "Auto-Submitted: auto-generated\r\nPrecedence: bulk\r\nContent-Language: %s\r\nMIME-Version: 1.0\r\n"
            "Content-Type: multipart/alternative; boundary=\"" BOUNDARY "\"\r\n\r\n",
            settings->language);
}

/* ---- the parts ---- */

/* Whether a byte may stand as it is: a space not at the end of a line, where some server might take it away. */
static bool is_plain(const char *at)
{
    bool ends = at[1] == '\n' || at[1] == '\0';

    return (*at > ' ' && *at <= '~' && *at != '=') || (*at == ' ' && !ends);
}

static void write_quoted_printable(FILE *out, const char *text)
{
    int used = 0;

    for (; *text != '\0'; text++) {
        int cells = is_plain(text) ? 1 : 3;
        if (*text == '\n') {
            fputs("\r\n", out);
            used = 0;
            continue;
        }
        if (used + cells > LINE_MAX_CELLS) {
            fputs("=\r\n", out);
            used = 0;
        }
        fprintf(out, cells == 1 ? "%c" : "=%02X", (unsigned char)*text);
        used += cells;
    }
}

static void write_part(FILE *out, const char *type, const char *text)
{
    fprintf(out,
            "--" BOUNDARY "\r\nContent-Type: %s; charset=UTF-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n",
            type);
    write_quoted_printable(out, text);
    fputs("\r\n", out);
}

/* The last part is the one that a reader shows who can show both. */
static void write_message(FILE *out, const struct settings *settings, const struct message *message,
                          struct letter *letter, const char *date, const char *id, struct arena *arena)
{
    const char *text = plain_mail(letter, arena);

    write_head(out, settings, message, letter->subject, letter->stop, date, id);
    write_part(out, "text/plain", text);
    write_part(out, "text/html", html_mail(letter, arena));
    fputs("--" BOUNDARY "--\r\n", out);
}

bool message_make(struct message *message, const struct settings *settings, struct span member,
                  const struct msg_digest_is *digest, struct arena *arena)
{
    struct letter_options options = { .brief = true,
                                      .page = settings->page[0] == '\0' ? NULL : settings->page,
                                      .stop = stop_address(settings, digest->token, arena) };
    struct letter letter;
    char *text = NULL;
    size_t len = 0;

    if (!is_address(digest->address))
        return false;
    *message = (struct message){ .from = settings->from, .to = words_line(arena, digest->address) };
    letter_make(&letter, digest, &options, arena);
    FILE *out = open_memstream(&text, &len);
    if (out == NULL)
        return false;
    write_message(out, settings, message, &letter, mail_date(digest->made_at, arena),
                  message_id(settings, member, digest->date, arena), arena);
    bool ok = fclose(out) == 0;
    if (ok)
        message->text = arena_copy(arena, (struct span){ text, len });
    free(text);
    return ok && message->text.ptr != NULL;
}
