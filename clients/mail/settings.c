#include "settings.h"

#include <errno.h>
#include <ini.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A text that ends up in the head of a mail holds no spaces, quotation marks or what is not ASCII. */
enum setting_type { SETTING_INT, SETTING_TEXT, SETTING_WORD, SETTING_ADDRESS, SETTING_CHOICE };

struct setting {
    const char *section, *name;
    enum setting_type type;
    size_t offset;
    const char *initial;
    int64_t min, max;    /* of a number; of a text its length */
    const char *choices; /* of a choice: its words, each between spaces */
};

#define TEXT_MAX  160 /* with its name it fits in the 200 characters of a line that inih reads */
#define AT(field) offsetof(struct settings, field)

static const struct setting rows[] = {
    { "vakwerk", "server", SETTING_TEXT, AT(server), "mqtt://127.0.0.1:1883", 1, TEXT_MAX, NULL },
    { "vakwerk", "ca_file", SETTING_TEXT, AT(ca_file), "", 0, TEXT_MAX, NULL },
    { "vakwerk", "state", SETTING_TEXT, AT(state), "/var/lib/vakwerk-mail", 1, TEXT_MAX, NULL },
    { "mail", "from", SETTING_ADDRESS, AT(from), "dagbericht@localhost", 3, TEXT_MAX, NULL },
    { "mail", "from_name", SETTING_WORD, AT(from_name), "Vakwerk", 1, 60, NULL },
    { "mail", "stop", SETTING_ADDRESS, AT(stop), "afmelden@localhost", 3, TEXT_MAX, NULL },
    { "mail", "page", SETTING_TEXT, AT(page), "", 0, TEXT_MAX, NULL },
    { "mail", "language", SETTING_CHOICE, AT(language), "nl", 0, 0, " nl en " },
    { "delivery", "by", SETTING_CHOICE, AT(by), "smtp", 0, 0, " smtp sendmail " },
    { "delivery", "sendmail", SETTING_TEXT, AT(sendmail), "/usr/sbin/sendmail", 1, TEXT_MAX, NULL },
    { "delivery", "host", SETTING_WORD, AT(host), "localhost", 1, TEXT_MAX, NULL },
    { "delivery", "port", SETTING_INT, AT(port), "587", 1, 65535, NULL },
    { "delivery", "security", SETTING_CHOICE, AT(security), "starttls", 0, 0, " starttls tls none " },
    { "delivery", "ca_file", SETTING_TEXT, AT(smtp_ca_file), "", 0, TEXT_MAX, NULL },
    { "delivery", "user", SETTING_TEXT, AT(user), "", 0, TEXT_MAX, NULL },
    { "delivery", "password_file", SETTING_TEXT, AT(password_file), "", 0, TEXT_MAX, NULL },
    { "delivery", "timeout_seconds", SETTING_INT, AT(timeout_seconds), "60", 1, 600, NULL },
    { "delivery", "retry_seconds", SETTING_INT, AT(retry_seconds), "60", 1, 3600, NULL },
    { "delivery", "give_up_hours", SETTING_INT, AT(give_up_hours), "24", 1, 168, NULL },
};

#define ROWS (sizeof rows / sizeof rows[0])

/* ---- reading one value; NULL, or what is wrong with it ---- */

static const char *read_int(const struct setting *row, const char *value, void *to)
{
    char *end;

    errno = 0;
    int64_t number = strtoll(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0)
        return "must be a whole number";
    if (number < row->min || number > row->max)
        return "is out of bounds";
    memcpy(to, &number, sizeof number);
    return NULL;
}

static bool is_word(const char *value)
{
    for (; *value != '\0'; value++)
        if (*value <= ' ' || *value > '~' || strchr("<>\"\\,;:()[]", *value) != NULL)
            return false;
    return true;
}

static bool is_address(const char *value)
{
    const char *at = strchr(value, '@');

    return is_word(value) && at != NULL && at > value && at[1] != '\0' && strchr(at + 1, '@') == NULL;
}

static const char *read_text(const struct setting *row, const char *value, void *to)
{
    if ((int64_t)strlen(value) < row->min || (int64_t)strlen(value) > row->max)
        return "is too long, or empty";
    if (row->type == SETTING_WORD && !is_word(value))
        return "must be one word of plain letters";
    if (row->type == SETTING_ADDRESS && !is_address(value))
        return "must be an address such as dagbericht@vakwerk.example";
    snprintf(to, SETTING_TEXT_MAX, "%s", value);
    return NULL;
}

static const char *read_choice(const struct setting *row, const char *value, void *to)
{
    char between[SETTING_TEXT_MAX];

    snprintf(between, sizeof between, " %s ", value);
    if (strchr(value, ' ') != NULL || strstr(row->choices, between) == NULL)
        return "must be one of the words in the manual";
    snprintf(to, SETTING_TEXT_MAX, "%s", value);
    return NULL;
}

static const char *read_value(struct settings *settings, const struct setting *row, const char *value)
{
    void *to = (char *)settings + row->offset;

    switch (row->type) {
    case SETTING_INT:
        return read_int(row, value, to);
    case SETTING_TEXT:
    case SETTING_WORD:
    case SETTING_ADDRESS:
        return read_text(row, value, to);
    case SETTING_CHOICE:
        return read_choice(row, value, to);
    }
    return "is of an unknown type";
}

/* ---- the file ---- */

struct reading {
    struct settings *settings;
    char *message;
    size_t bytes;
};

/* inih's contract: 0 is an error, and ini_parse then returns the number of the line. */
static int read_line(void *to, const char *section, const char *name, const char *value)
{
    struct reading *reading = to;
    const char *wrong = "is not a setting";

    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].section, section) == 0 && strcmp(rows[i].name, name) == 0)
            wrong = read_value(reading->settings, &rows[i], value);
    if (wrong != NULL && reading->message[0] == '\0')
        snprintf(reading->message, reading->bytes, "[%s] %s %s", section, name, wrong);
    return wrong == NULL;
}

int settings_read(struct settings *settings, const char *path, char *message, size_t message_bytes)
{
    struct reading reading = { settings, message, message_bytes };

    *settings = (struct settings){ .port = 0 };
    for (size_t i = 0; i < ROWS; i++)
        read_value(settings, &rows[i], rows[i].initial);
    message[0] = '\0';
    int line = ini_parse(path, read_line, &reading);
    if (line != 0 && message[0] == '\0')
        snprintf(message, message_bytes, "%s", line < 0 ? "cannot be read" : "is not `name = value` or `[section]`");
    return line;
}
