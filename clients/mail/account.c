#include "account.h"

#include "clients/lib/credentials.h"
#include "clients/text/words.h"

#include <stdio.h>
#include <sysexits.h>
#include <termios.h>
#include <unistd.h>

#define DEVICE     "mail"
#define PROFILE    "mail"
#define CODE_MAX   64
#define TIMEOUT_MS 10000

const char *account_file(const struct settings *settings, const char *name, struct arena *arena)
{
    return words_say(arena, "%s/%s", settings->state, name);
}

int account_exit(enum vakwerk_result result)
{
    switch (result) {
    case VAKWERK_OK:
        return EX_OK;
    case VAKWERK_NO_BROKER:
    case VAKWERK_NO_ANSWER:
    case VAKWERK_LOCAL:
        return EX_TEMPFAIL;
    case VAKWERK_AUTH:
        return EX_NOPERM;
    case VAKWERK_CERTIFICATE:
    case VAKWERK_NO_TLS:
        return EX_CONFIG;
    case VAKWERK_REFUSED:
    case VAKWERK_TOO_BIG:
    case VAKWERK_BAD_REPLY:
        break;
    }
    return EX_UNAVAILABLE;
}

static int fail(int code, const char *what)
{
    fprintf(stderr, "vakwerk-mail: %s\n", what);
    return code;
}

static struct vakwerk *open_handle(const struct settings *settings, const struct credentials *as, const char *turn)
{
    struct vakwerk_account account = { .server = settings->server,
                                       .ca_file = settings->ca_file[0] == '\0' ? NULL : settings->ca_file,
                                       .member = as->member,
                                       .device = as->device,
                                       .secret = as->secret,
                                       .turn_file = turn };

    return vakwerk_open(&account);
}

struct vakwerk *account_open(const struct settings *settings, struct arena *arena, int *code)
{
    struct credentials as;

    *code = EX_CONFIG;
    switch (credentials_read(account_file(settings, "account", arena), PROFILE, arena, &as)) {
    case CREDENTIALS_NONE:
        fail(*code, "not logged in: vakwerk-mail login MEMBER");
        return NULL;
    case CREDENTIALS_OPEN:
        fail(*code, "others could read the file `account`, so it is not used: chmod 600");
        return NULL;
    case CREDENTIALS_BROKEN:
        fail(*code, "the file `account` is not in order: vakwerk-mail login MEMBER");
        return NULL;
    case CREDENTIALS_FINE:
        break;
    }
    struct vakwerk *v = open_handle(settings, &as, account_file(settings, "turn", arena));
    *code = v == NULL ? fail(EX_OSERR, "memory is out") : EX_OK;
    return v;
}

/* ---- login ---- */

/* One line of standard input, which a terminal does not show. */
static bool read_code(char *code, size_t bytes)
{
    struct termios before, silent;
    bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;

    if (is_terminal) {
        silent = before;
        silent.c_lflag &= ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
        fputs("One-time code: ", stderr);
    }
    bool ok = fgets(code, (int)bytes, stdin) != NULL;
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
        fputs("\n", stderr);
    }
    code[strcspn(code, "\r\n")] = '\0';
    return ok && code[0] != '\0';
}

static enum vakwerk_result enrol(const struct settings *settings, const struct credentials *once, struct arena *arena,
                                 struct msg_enrolled *out)
{
    struct msg_enrol in = { .device = span_of(DEVICE) };
    struct vakwerk_reply reply;
    struct vakwerk_call call = {
        .verb = VERB_enrol, .place = TOPIC_HERE, .in = &in, .out = out, .timeout_ms = TIMEOUT_MS
    };
    struct vakwerk *v = open_handle(settings, once, NULL);

    if (v == NULL)
        return VAKWERK_LOCAL;
    enum vakwerk_result result = vakwerk_call(v, &call, arena, &reply);
    vakwerk_close(v);
    return result;
}

int account_login(const struct settings *settings, const char *member, struct arena *arena)
{
    char code[CODE_MAX] = "";
    struct msg_enrolled out;

    if (!topic_is_name(span_of(member)))
        return fail(EX_USAGE, "that is no user name");
    if (!read_code(code, sizeof code))
        return fail(EX_USAGE, "the one-time code is missing");
    struct credentials as = { .server = settings->server, .member = member, .device = TOPIC_ENROL, .secret = code };
    enum vakwerk_result result = enrol(settings, &as, arena, &out);
    explicit_bzero(code, sizeof code);
    if (result != VAKWERK_OK)
        return fail(account_exit(result), result == VAKWERK_AUTH ? "user name or code is not right"
                                                                 : "Vakwerk cannot be reached, or refuses");
    as.device = words_line(arena, out.device);
    as.secret = words_line(arena, out.secret);
    if (!credentials_write(account_file(settings, "account", arena), PROFILE, &as, arena))
        return fail(EX_CANTCREAT, "the file `account` cannot be written");
    printf("logged in as %s\n", member);
    return EX_OK;
}
