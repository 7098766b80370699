/*
 * The settings of vakwerk-mail: one table says name, default, bounds and meaning of each. A line that is wrong is
 * refused with its number, so that a typo never means a default.
 */
#ifndef VAKWERK_MAIL_SETTINGS_H
#define VAKWERK_MAIL_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#define SETTING_TEXT_MAX 256

struct settings {
    char server[SETTING_TEXT_MAX], ca_file[SETTING_TEXT_MAX], state[SETTING_TEXT_MAX];
    char from[SETTING_TEXT_MAX], from_name[SETTING_TEXT_MAX], stop[SETTING_TEXT_MAX], page[SETTING_TEXT_MAX];
    char language[SETTING_TEXT_MAX];
    char by[SETTING_TEXT_MAX], sendmail[SETTING_TEXT_MAX];
    char host[SETTING_TEXT_MAX], security[SETTING_TEXT_MAX], smtp_ca_file[SETTING_TEXT_MAX];
    char user[SETTING_TEXT_MAX], password_file[SETTING_TEXT_MAX];
    int64_t port, timeout_seconds, retry_seconds, give_up_hours;
};

/*
 * Reads the file over the defaults. 0; -1 when it cannot be read; else the number of the first wrong line, with
 * what is wrong in message.
 */
int settings_read(struct settings *settings, const char *path, char *message, size_t message_bytes);

#endif
