#include "smtp.h"

#include "clients/lib/clock.h"

#include <curl/curl.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define PASSWORD_MAX 256
#define URL_MAX      600
#define CONNECT_S    15
#define GRACE_MS     3000 /* a mail under way may end when we are asked to stop */

/* How far a mail came: only what is said of the recipient says something of the address. */
enum phase { PHASE_CONNECTION, PHASE_SENDER, PHASE_RECIPIENT, PHASE_CONTENT };

struct smtp {
    const struct settings *settings;
    const volatile sig_atomic_t *stop;
    CURL *curl; /* NULL while there is no connection */
    char password[PASSWORD_MAX];
    /* of the mail under way */
    const struct message *message;
    const struct delivery_last *last;
    size_t sent;
    enum phase phase;
    long code; /* the server's last reply in this phase, 0 for none; a refusal stays */
    CURLcode result;
    int64_t stop_at;
};

/* ---- the password ---- */

/* One line in a file that is its owner's alone. NULL, or what is wrong. */
static const char *read_password(struct smtp *smtp)
{
    const char *path = smtp->settings->password_file;
    struct stat is;
    FILE *file = path[0] == '\0' ? NULL : fopen(path, "re");
    const char *wrong = NULL;

    if (path[0] == '\0')
        return NULL;
    if (file == NULL)
        return "password_file cannot be read";
    if (fstat(fileno(file), &is) != 0 || (is.st_mode & 077) != 0 || is.st_uid != geteuid())
        wrong = "password_file can be read by others: chmod 600";
    else if (fgets(smtp->password, sizeof smtp->password, file) == NULL)
        wrong = "password_file is empty";
    fclose(file);
    smtp->password[strcspn(smtp->password, "\r\n")] = '\0';
    return wrong;
}

/* ---- what libcurl calls ---- */

/* Gives the mail; when all is given, says so before it is ended. */
static size_t on_read(char *to, size_t size, size_t count, void *context)
{
    struct smtp *smtp = context;
    size_t room = size * count, left = smtp->message->text.len - smtp->sent;

    if (left == 0)
        return smtp->last->before(smtp->last->to) ? 0 : CURL_READFUNC_ABORT;
    size_t len = left < room ? left : room;
    memcpy(to, smtp->message->text.ptr + smtp->sent, len);
    smtp->sent += len;
    return len;
}

static void note_command(struct smtp *smtp, const char *command, size_t len)
{
    static const struct {
        const char *begins;
        enum phase phase;
    } commands[] = { { "MAIL", PHASE_SENDER }, { "RCPT", PHASE_RECIPIENT }, { "DATA", PHASE_CONTENT } };

    if (smtp->code >= 400)
        return; /* saying goodbye after a refusal */
    smtp->code = 0;
    for (size_t i = 0; i < sizeof commands / sizeof commands[0]; i++)
        if (len >= 4 && memcmp(command, commands[i].begins, 4) == 0)
            smtp->phase = commands[i].phase;
}

static void note_reply(struct smtp *smtp, const char *reply, size_t len)
{
    if (smtp->code < 400 && len >= 3 && reply[0] >= '2' && reply[0] <= '5')
        smtp->code = strtol((char[]){ reply[0], reply[1], reply[2], '\0' }, NULL, 10);
}

/* The only place where libcurl says to which command a reply belongs. Nothing of it is printed. */
static int on_talk(CURL *curl, curl_infotype type, char *text, size_t len, void *context)
{
    (void)curl;
    if (type == CURLINFO_HEADER_OUT)
        note_command(context, text, len);
    else if (type == CURLINFO_HEADER_IN)
        note_reply(context, text, len);
    return 0;
}

static int on_progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
    struct smtp *smtp = context;

    (void)a, (void)b, (void)c, (void)d;
    if (*smtp->stop == 0)
        return 0;
    if (smtp->stop_at == 0)
        smtp->stop_at = clock_now() + GRACE_MS;
    return clock_now() > smtp->stop_at;
}

/* ---- the connection ---- */

static void set_tls(CURL *curl, const struct settings *settings)
{
    bool plain = strcmp(settings->security, "none") == 0;

    curl_easy_setopt(curl, CURLOPT_USE_SSL, plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL);
    curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    if (settings->smtp_ca_file[0] != '\0')
        curl_easy_setopt(curl, CURLOPT_CAINFO, settings->smtp_ca_file);
}

static void set_account(CURL *curl, const struct smtp *smtp)
{
    if (smtp->settings->user[0] == '\0')
        return;
    curl_easy_setopt(curl, CURLOPT_USERNAME, smtp->settings->user);
    curl_easy_setopt(curl, CURLOPT_PASSWORD, smtp->password);
}

static void set_callbacks(CURL *curl, struct smtp *smtp)
{
    curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
    curl_easy_setopt(curl, CURLOPT_READDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_talk);
    curl_easy_setopt(curl, CURLOPT_DEBUGDATA, smtp);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, smtp);
    curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
}

/* Behind the port stands the name with which we greet. */
static CURL *make_handle(struct smtp *smtp)
{
    const struct settings *settings = smtp->settings;
    CURL *curl = curl_easy_init();
    char url[URL_MAX];

    if (curl == NULL)
        return NULL;
    snprintf(url, sizeof url, "%s://%s:%lld/%s", strcmp(settings->security, "tls") == 0 ? "smtps" : "smtp",
             settings->host, (long long)settings->port, strchr(settings->from, '@') + 1);
    curl_easy_setopt(curl, CURLOPT_URL, url);
    curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)settings->timeout_seconds);
    curl_easy_setopt(curl, CURLOPT_MAIL_FROM, settings->from);
    set_tls(curl, settings);
    set_account(curl, smtp);
    set_callbacks(curl, smtp);
    return curl;
}

struct smtp *smtp_open(const struct settings *settings, const volatile sig_atomic_t *stop, const char **wrong)
{
    struct smtp *smtp = calloc(1, sizeof *smtp);

    if (smtp == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != 0) {
        free(smtp);
        return NULL;
    }
    smtp->settings = settings;
    smtp->stop = stop;
    *wrong = read_password(smtp);
    if (*wrong == NULL)
        return smtp;
    smtp_close(smtp);
    return NULL;
}

void smtp_rest(struct smtp *smtp)
{
    curl_easy_cleanup(smtp->curl);
    smtp->curl = NULL;
}

void smtp_close(struct smtp *smtp)
{
    if (smtp == NULL)
        return;
    smtp_rest(smtp);
    explicit_bzero(smtp->password, sizeof smtp->password);
    free(smtp);
    curl_global_cleanup();
}

/* ---- one mail ---- */

static enum delivery_result judge(const struct smtp *smtp)
{
    long kind = smtp->code / 100;

    if (smtp->result == CURLE_OK)
        return DELIVERY_DONE;
    /* 421: the server closes, whatever we asked. */
    if (smtp->code == 421 || smtp->phase < PHASE_RECIPIENT || kind < 4)
        return DELIVERY_AWAY;
    if (kind == 4)
        return DELIVERY_LATER;
    return smtp->phase == PHASE_RECIPIENT ? DELIVERY_BOUNCED : DELIVERY_REFUSED;
}

enum delivery_result smtp_send(struct smtp *smtp, const struct message *message, const struct delivery_last *last)
{
    struct curl_slist *to = curl_slist_append(NULL, message->to);

    if (smtp->curl == NULL)
        smtp->curl = make_handle(smtp);
    if (smtp->curl == NULL || to == NULL)
        return DELIVERY_AWAY;
    smtp->message = message;
    smtp->last = last;
    smtp->sent = 0;
    smtp->phase = PHASE_CONNECTION;
    smtp->code = 0;
    curl_easy_setopt(smtp->curl, CURLOPT_MAIL_RCPT, to);
    smtp->result = curl_easy_perform(smtp->curl);
    curl_slist_free_all(to);
    return judge(smtp);
}

const char *smtp_why(const struct smtp *smtp, long *code)
{
    static const char *const phases[] = {
        [PHASE_CONNECTION] = "connection",
        [PHASE_SENDER] = "sender",
        [PHASE_RECIPIENT] = "recipient",
        [PHASE_CONTENT] = "content",
    };

    *code = smtp->code;
    return smtp->result == CURLE_PEER_FAILED_VERIFICATION ? "certificate"
           : smtp->result == CURLE_USE_SSL_FAILED         ? "no-tls"
                                                          : phases[smtp->phase];
}
