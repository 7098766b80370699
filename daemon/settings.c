#include "settings.h"

#include "clock.h"

#include <errno.h>
#include <ini.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum setting_type { SETTING_INT, SETTING_BOOL, SETTING_MINUTE, SETTING_TEXT };

struct setting {
    const char *section, *name;
    enum setting_type type;
    size_t offset;
    const char *initial;
    int64_t min, max; /* of a number; of a text its length */
    const char *doc;
};

#define TEXT_MAX  SETTING_PATH_MAX
#define AT(field) offsetof(struct settings, field)
#define NOON      (12 * 60)
#define KEPT(kind, name, initial, doc)                                                                                 \
    {                                                                                                                  \
        "retention", name, SETTING_INT, AT(kept_days[kind]), initial, 0, 36500, doc                                    \
    }

static const struct setting rows[] = {
    { "broker", "port", SETTING_INT, AT(port), "1883", 1, 65535, "Port for MQTT, on 127.0.0.1." },
    { "broker", "ws_port", SETTING_INT, AT(ws_port), "9001", 1, 65535,
      "Port for the screens' page and its websocket." },
    { "broker", "certificate", SETTING_TEXT, AT(certificate), "", 0, TEXT_MAX,
      "The server's certificate with its chain (PEM): with it the broker listens with TLS too; empty for not." },
    { "broker", "private_key", SETTING_TEXT, AT(private_key), "", 0, TEXT_MAX, "The key of that certificate (PEM)." },
    { "broker", "tls_port", SETTING_INT, AT(tls_port), "8883", 1, 65535, "Port for MQTT with TLS." },
    { "broker", "tls_address", SETTING_TEXT, AT(tls_address), "", 0, 60,
      "The address it listens on; empty for every one of this computer." },
    { "broker", "mosquitto", SETTING_TEXT, AT(mosquitto), "/usr/sbin/mosquitto", 1, TEXT_MAX,
      "The broker's program, for `vakwerkd up`." },
    { "instance", "region", SETTING_TEXT, AT(region), "", 0, 80,
      "The region's name: who asks anonymously is a colleague from there; empty for just a colleague." },
    { "quota", "posts_per_minute", SETTING_INT, AT(posts_per_minute), "6", 1, 1000000000,
      "Questions, answers, tips, notices and edits of one member." },
    { "quota", "posts_per_day", SETTING_INT, AT(posts_per_day), "100", 1, 1000000000, "The same, in a day." },
    { "quota", "writes_per_minute", SETTING_INT, AT(writes_per_minute), "60", 1, 1000000000,
      "All other writes of one member, such as thanks." },
    { "quota", "reads_per_minute", SETTING_INT, AT(reads_per_minute), "120", 1, 1000000000,
      "Lists, searches and other reads of one member." },
    { "quota", "searches_per_minute", SETTING_INT, AT(searches_per_minute), "30", 1, 1000000000,
      "Searches of one member, also for questions that look like a new one, and pages of an export." },
    { "quota", "questions_per_hour", SETTING_INT, AT(questions_per_hour), "10", 1, 1000000000,
      "Questions of one member in an hour." },
    { "quota", "answers_per_hour", SETTING_INT, AT(answers_per_hour), "30", 1, 1000000000,
      "Answers of one member in an hour." },
    { "quota", "reports_per_day", SETTING_INT, AT(reports_per_day), "20", 1, 1000000000,
      "What one member may ask moderators to look at in a day." },
    { "quota", "refusals_per_hour", SETTING_INT, AT(refusals_per_hour), "20", 1, 1000000000,
      "So many refused writes in an hour, and the next makes a member cool down." },
    { "quota", "cool_down_minutes", SETTING_INT, AT(cool_down_minutes), "15", 1, 1440,
      "So long such a member writes nothing." },
    { "quota", "double_minutes", SETTING_INT, AT(double_minutes), "10", 0, 1440,
      "Within this time the same text of a member is posted once; 0: however often." },
    { "screen", "day_from", SETTING_MINUTE, AT(day_from), "07:00", 0, 1439, "From when screens are bright." },
    { "screen", "evening_from", SETTING_MINUTE, AT(evening_from), "18:00", 0, 1439, "From when they are dark." },
    { "screen", "night_from", SETTING_MINUTE, AT(night_from), "20:00", 0, 1439, "From when they are black." },
    { "screen", "weekend_is_night", SETTING_BOOL, AT(weekend_is_night), "yes", 0, 0,
      "Screens are black on Saturday and Sunday." },
    { "screen", "stale_after_hours", SETTING_INT, AT(stale_after_hours), "8", 1, 168,
      "A screen that heard nothing for so long takes its questions away." },
    { "screen", "small_team", SETTING_INT, AT(small_team), "4", 1, 1000,
      "A team with fewer members is not named on screens." },
    { "screen", "public_url", SETTING_TEXT, AT(public_url), "", 0, TEXT_MAX,
      "Where a phone can open a question, such as https://vakwerk.example; empty for none." },
    { "screen", "method", SETTING_TEXT, AT(method), "", 0, TEXT_MAX,
      "The file with the rounds of an intervision that is begun by a touch; empty for the incident method." },
    { "ladder", "office_from", SETTING_MINUTE, AT(office_from), "08:30", 0, NOON - 1,
      "From when people work, Monday to Friday; before noon." },
    { "ladder", "office_until", SETTING_MINUTE, AT(office_until), "17:30", NOON, 1439,
      "Until when; not before noon. All other time, weekends and Dutch holidays are quiet." },
    { "ladder", "neighbours_after_hours", SETTING_INT, AT(neighbours_after_hours), "4", 1, 1000,
      "After so many working hours without an answer a question is put to neighbouring teams." },
    { "ladder", "region_after_days", SETTING_INT, AT(region_after_days), "1", 1, 100,
      "After so many working days to the region: first in every digest." },
    { "ladder", "support_after_days", SETTING_INT, AT(support_after_days), "2", 1, 100,
      "After so many working days to the support role of its theme." },
    { "ladder", "much_read", SETTING_INT, AT(much_read), "10", 1, 1000000000,
      "A question read so often without an answer goes up one step early." },
    { "ladder", "liberation_day_yearly", SETTING_BOOL, AT(liberation_day_yearly), "no", 0, 0,
      "Nobody works on 5 May; no: only once in five years (2025, 2030)." },
    { "signal", "signal_teams", SETTING_INT, AT(signal_teams), "3", 2, 1000,
      "From how many teams signals on one theme make a note for the policy table." },
    { "moderation", "reports_to_hold", SETTING_INT, AT(reports_to_hold), "2", 2, 1000,
      "So many members report a thing, and nobody sees it until a moderator decided." },
    { "waits", "fade_after_days", SETTING_INT, AT(fade_after_days), "14", 1, 3650,
      "A waiting time older than this is shown as old." },
    { "waits", "gone_after_days", SETTING_INT, AT(gone_after_days), "60", 1, 3650,
      "One older than this is no longer shown, but to who asks for it." },
    { "privacy", "erase_confirm_minutes", SETTING_INT, AT(erase_confirm_minutes), "15", 1, 1440,
      "How long the confirmation of an erasure is valid." },
    KEPT(RETENTION_SEEN, "seen_days", "90",
         "So long it is kept which member opened what; the counts stay. 0, here and below: for ever."),
    KEPT(RETENTION_DIGESTS, "digests_days", "90", "Which digest of a member covered what; the newest stays."),
    KEPT(RETENTION_MAILED, "mailed_days", "90", "Whether a digest was mailed."),
    KEPT(RETENTION_TOLD, "told_days", "365", "What a member was told of personally; the last stays."),
    KEPT(RETENTION_NOTICES, "notices_days", "90", "A notice, after its end."),
    KEPT(RETENTION_UNANSWERED, "unanswered_days", "1095",
         "A question that nobody ever answered and no lesson was made from; then it is withdrawn."),
    KEPT(RETENTION_REJECTED, "rejected_days", "365", "The text of what was rejected, which its author still reads."),
    KEPT(RETENTION_MERGED, "merged_days", "365", "The text of a question that was joined with another."),
    KEPT(RETENTION_WITHDRAWN, "withdrawn_days", "365", "By whom something was that is withdrawn; its text is gone."),
    KEPT(RETENTION_REPORTS, "reports_days", "365", "Who reported what and why, once it was decided."),
    KEPT(RETENTION_DECISIONS, "decisions_days", "730",
         "What moderators decided, with reason and appeal, about what is not hidden now."),
    KEPT(RETENTION_HARVESTS, "harvests_days", "365", "What was said at a live table, after its end."),
    KEPT(RETENTION_WAITS, "waits_days", "1095", "Waiting times as they were; not less than [waits] gone_after_days."),
    KEPT(RETENTION_SIGNALS, "signals_days", "1095", "Who raised a signal that was answered; the signal stays."),
    KEPT(RETENTION_INTERVISION, "intervision_days", "730",
         "What a team took along to its intervision and was done with."),
    KEPT(RETENTION_DEVICES, "devices_days", "365", "A device that was shut out."),
    KEPT(RETENTION_CODES, "codes_days", "30", "A one-time code that is no longer valid."),
    KEPT(RETENTION_AUTHORS, "authors_days", "0",
         "The author's name on what is there; then it is a former colleague's."),
    KEPT(RETENTION_HELPED, "helped_days", "90", "Whom a lesson helped; how many stays."),
    KEPT(RETENTION_SERVED, "served_days", "0",
         "Who wrote under which request, and the reply to it; from then on the same request is a conflict, not a "
         "resend."),
    KEPT(RETENTION_UNMASK, "unmask_days", "1825",
         "Who wanted to know who asked anonymously, and why; that it happened stays in the log."),
    { "login", "code_hours", SETTING_INT, AT(code_hours), "24", 1, 168, "How long a one-time code is valid." },
    { "disk", "database_max_mb", SETTING_INT, AT(database_max_mb), "4096", 8, 1048576,
      "The database's bound, in megabytes; before it is reached posts are refused as `storage`." },
    { "disk", "keep_free_mb", SETTING_INT, AT(keep_free_mb), "64", 0, 1048576,
      "With less free on the disk posts are refused, so that withdrawing and erasing still can." },
    { "metrics", "file", SETTING_TEXT, AT(metrics_file), "", 0, TEXT_MAX,
      "A file for node_exporter, such as /run/vakwerk/vakwerk.prom; empty for none." },
    { "log", "verbose", SETTING_BOOL, AT(verbose), "no", 0, 0,
      "Also log a line for each request: its verb and how it ended, never who or what." },
};

#define ROWS (sizeof rows / sizeof rows[0])

static void *field(struct settings *settings, const struct setting *row)
{
    return (char *)settings + row->offset;
}

/* ---- reading one value; NULL, or what is wrong with it ---- */

static const char *read_int(const struct setting *row, const char *value, int64_t *out)
{
    char *end;

    errno = 0;
    *out = strtoll(value, &end, 10);
    if (end == value || *end != '\0' || errno != 0)
        return "must be a whole number";
    return *out < row->min || *out > row->max ? "is out of bounds" : NULL;
}

static const char *read_bool(const char *value, bool *out)
{
    *out = strcmp(value, "yes") == 0;
    return *out || strcmp(value, "no") == 0 ? NULL : "must be yes or no";
}

static const char *read_minute(const struct setting *row, const char *value, int64_t *out)
{
    int minute;

    if (!clock_read_minute(value, &minute))
        return "must be a time such as 07:00";
    *out = minute;
    return minute < row->min || minute > row->max ? "is out of bounds" : NULL;
}

static const char *read_text(const struct setting *row, const char *value, char *out)
{
    if ((int64_t)strlen(value) < row->min || (int64_t)strlen(value) > row->max)
        return "is too long, or empty";
    snprintf(out, SETTING_TEXT_MAX, "%s", value);
    return NULL;
}

static const char *read_value(struct settings *settings, const struct setting *row, const char *value)
{
    switch (row->type) {
    case SETTING_INT:
        return read_int(row, value, field(settings, row));
    case SETTING_BOOL:
        return read_bool(value, field(settings, row));
    case SETTING_MINUTE:
        return read_minute(row, value, field(settings, row));
    case SETTING_TEXT:
        return read_text(row, value, field(settings, row));
    }
    return "is of an unknown type";
}

void settings_init(struct settings *settings)
{
    memset(settings, 0, sizeof *settings);
    for (size_t i = 0; i < ROWS; i++)
        read_value(settings, &rows[i], rows[i].initial);
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

    settings_init(settings);
    message[0] = '\0';
    int line = ini_parse(path, read_line, &reading);
    if (line != 0 && message[0] == '\0')
        snprintf(message, message_bytes, "%s", line < 0 ? "cannot be read" : "is not `name = value` or `[section]`");
    return line;
}

static void write_value(const struct settings *settings, const struct setting *row, char *out, size_t bytes)
{
    const char *at = (const char *)settings + row->offset;
    int64_t number = 0;

    if (row->type == SETTING_TEXT) {
        snprintf(out, bytes, "%s", at);
    } else if (row->type == SETTING_BOOL) {
        snprintf(out, bytes, "%s", *(const bool *)at ? "yes" : "no");
    } else {
        memcpy(&number, at, sizeof number);
        if (row->type == SETTING_MINUTE)
            snprintf(out, bytes, "%02d:%02d", (int)(number / 60), (int)(number % 60));
        else
            snprintf(out, bytes, "%lld", (long long)number);
    }
}

void settings_write(const struct settings *settings, FILE *to)
{
    const char *section = "";

    fputs("; The settings of this instance. A line with ; in front is at its default.\n", to);
    for (size_t i = 0; i < ROWS; i++) {
        char value[SETTING_TEXT_MAX];
        if (strcmp(section, rows[i].section) != 0)
            fprintf(to, "\n[%s]\n", rows[i].section);
        section = rows[i].section;
        write_value(settings, &rows[i], value, sizeof value);
        fprintf(to, "; %s\n%s%s = %s\n", rows[i].doc, strcmp(value, rows[i].initial) == 0 ? ";" : "", rows[i].name,
                value);
    }
}
