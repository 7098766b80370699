/*
 * The settings of an instance: one table says name, type, default, bounds and meaning of each. The file is
 * an INI file; a line that is wrong is refused with its number, so that a typo never means a default.
 */
#ifndef VAKWERK_SETTINGS_H
#define VAKWERK_SETTINGS_H

#include "daemon/store/store_retention.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define SETTING_TEXT_MAX 256
#define SETTING_PATH_MAX 160 /* with its name it fits in the 200 characters of a line that inih reads */

struct settings {
    int64_t port, ws_port, tls_port;
    char mosquitto[SETTING_TEXT_MAX];
    char certificate[SETTING_TEXT_MAX], private_key[SETTING_TEXT_MAX], tls_address[SETTING_TEXT_MAX];
    int64_t posts_per_minute, posts_per_day, writes_per_minute, reads_per_minute, searches_per_minute;
    int64_t questions_per_hour, answers_per_hour, reports_per_day, refusals_per_hour, cool_down_minutes, double_minutes;
    int64_t day_from, evening_from, night_from; /* minutes of the local day */
    bool weekend_is_night;
    int64_t stale_after_hours, small_team;
    char public_url[SETTING_TEXT_MAX];
    char method[SETTING_TEXT_MAX]; /* how an intervision is held that a touch begins; empty: as shipped */
    char region[SETTING_TEXT_MAX];
    int64_t office_from, office_until; /* minutes of the local day */
    int64_t neighbours_after_hours, region_after_days, support_after_days, much_read;
    bool liberation_day_yearly;
    int64_t signal_teams;
    int64_t reports_to_hold;
    int64_t fade_after_days, gone_after_days;
    int64_t erase_confirm_minutes;
    int64_t kept_days[RETENTION_KINDS]; /* 0: for ever */
    int64_t code_hours;
    int64_t database_max_mb, keep_free_mb;
    char metrics_file[SETTING_TEXT_MAX];
    bool verbose;
};

/* Everything at its default. */
void settings_init(struct settings *settings);

/*
 * Reads the file over the defaults. 0; -1 when it cannot be read; else the number of the first wrong line, with
 * what is wrong in message.
 */
int settings_read(struct settings *settings, const char *path, char *message, size_t message_bytes);

/* Writes a file with every setting and what it means; what differs from the default stands uncommented. */
void settings_write(const struct settings *settings, FILE *to);

#endif
