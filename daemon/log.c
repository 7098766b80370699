#include "log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

static enum log_level threshold = LOG_LEVEL_INFO;

void log_level_set(enum log_level level)
{
    threshold = level;
}

bool log_says(enum log_level level)
{
    return level <= threshold;
}

/* One write for one line, so that lines of several threads and of the broker do not mix. */
__attribute__((format(printf, 2, 0))) static void write_line(enum log_level level, const char *format, va_list args)
{
    static const char *const names[] = { "error", "warn", "info", "debug" };
    char line[512];
    int saved = errno;

    if (!log_says(level))
        return;
    int head = snprintf(line, sizeof line, "%s ", names[level]);
    vsnprintf(line + head, sizeof line - (size_t)head - 1, format, args);
    size_t length = 0;
    while (line[length] != '\0')
        length++;
    line[length] = '\n';
    fwrite(line, 1, length + 1, stderr);
    errno = saved;
}

#define LOG_FUNCTION(name, level)                                                                                      \
    void name(const char *format, ...)                                                                                 \
    {                                                                                                                  \
        va_list args;                                                                                                  \
        va_start(args, format);                                                                                        \
        write_line(level, format, args);                                                                               \
        va_end(args);                                                                                                  \
    }

LOG_FUNCTION(log_error, LOG_LEVEL_ERROR)
LOG_FUNCTION(log_warn, LOG_LEVEL_WARN)
LOG_FUNCTION(log_info, LOG_LEVEL_INFO)
LOG_FUNCTION(log_debug, LOG_LEVEL_DEBUG)
