/* The language a program speaks: Dutch, unless somebody wants English. Before other threads start. */
#ifndef VAKWERK_TEXT_LANGUAGE_H
#define VAKWERK_TEXT_LANGUAGE_H

#include "proto/arena.h"

#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) text

#define LANGUAGE_DEFAULT "nl"

/* Sets a locale in which gettext translates. The charset of a terminal of before UTF-8, in the arena, or NULL. */
const char *language_locale(struct arena *arena);

/* From now on texts are in this language. `installed` is where the catalogues are when none lies beside the program. */
void language_speak(const char *language, const char *installed, struct arena *arena);

#endif
