/*
 * One line per event on stderr, where systemd's journal or `vakwerkd up` takes it: level, event, key=value.
 * Never a text or a name of a member; codes, counts and the ids of rows are enough to find a cause.
 * Any thread.
 */
#ifndef VAKWERK_LOG_H
#define VAKWERK_LOG_H

#include <stdbool.h>

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* What is printed from now on; call it before other threads start. */
void log_level_set(enum log_level level);

/* Whether a line of this level would be printed: for what happens often and costs something to put together. */
bool log_says(enum log_level level);

__attribute__((format(printf, 1, 2))) void log_error(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_warn(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_info(const char *format, ...);
__attribute__((format(printf, 1, 2))) void log_debug(const char *format, ...);

#endif
