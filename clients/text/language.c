#include "language.h"

#include "beside.h"
#include "words.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#define DOMAIN "vakwerk"

/*
 * gettext translates only in a locale that is not "C"; C.UTF-8 is on every machine, and with LANGUAGE it speaks
 * any language. A terminal that the person set to something older than UTF-8 is remembered. Letters and messages are
 * all that is asked of a locale here, and each other part of it would be a file to open at every start.
 */
const char *language_locale(struct arena *arena)
{
    const char *locale = setlocale(LC_CTYPE, ""), *messages = setlocale(LC_MESSAGES, ""), *charset = NULL;
    const char *all = getenv("LC_ALL"), *type = getenv("LC_CTYPE"), *lang = getenv("LANG");
    const char *named = all != NULL && all[0] != '\0' ? all : type != NULL && type[0] != '\0' ? type : lang;

    if (locale != NULL && named != NULL && named[0] != '\0' && strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        charset = words_say(arena, "%s", nl_langinfo(CODESET));
    if (locale == NULL || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
        setlocale(LC_CTYPE, "C.UTF-8");
    if (messages == NULL || strcmp(messages, "C") == 0)
        setlocale(LC_MESSAGES, "C.UTF-8");
    return charset;
}

/* The catalogue lies beside the program, as it was built or installed; else where installing puts it. */
static const char *find_folder(const char *installed, struct arena *arena)
{
    const char *folder = words_say(arena, "%s", beside_program("share/locale").text);

    return access(words_say(arena, "%s/nl/LC_MESSAGES/" DOMAIN ".mo", folder), R_OK) == 0 ? folder : installed;
}

void language_speak(const char *language, const char *installed, struct arena *arena)
{
    setenv("LANGUAGE", language, 1);
    bindtextdomain(DOMAIN, find_folder(installed, arena));
    bind_textdomain_codeset(DOMAIN, "UTF-8");
    textdomain(DOMAIN);
}
