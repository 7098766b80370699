/* Changing the file with a person's settings: one line of it, so that remarks and order stay as they are. */
#ifndef VAKWERK_CLI_CONFIG_FILE_H
#define VAKWERK_CLI_CONFIG_FILE_H

#include "proto/arena.h"

#define CONFIG_FILE_MAX      (64 * 1024)
#define CONFIG_FILE_LINE_MAX 190 /* the reader of settings takes 199 bytes of a line */

/* Whether a line with this value is read back as it was. */
bool config_file_holds(const char *key, const char *value);

/*
 * Sets a key in a section, "" for what stands before the first one; without a value (NULL) the line goes. Makes the
 * file when there is none; its folder must be there. A power cut leaves the old file or the new one. False with errno.
 */
bool config_file_set(const char *path, const char *section, const char *key, const char *value, struct arena *arena);

/* Takes a section out, with all its lines. */
bool config_file_drop(const char *path, const char *section, struct arena *arena);

#endif
