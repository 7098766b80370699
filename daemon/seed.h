/*
 * What a new instance begins with: themes, municipalities and kinds of help; an administrator, or the demo
 * data. Everything goes through the same handlers as a request would, at times in the past where the data
 * says so, so that what is shipped obeys every rule.
 */
#ifndef VAKWERK_SEED_H
#define VAKWERK_SEED_H

#include "daemon/secret.h"
#include "daemon/settings.h"
#include "daemon/store/store.h"

struct seed {
    struct store *store; /* a new one, with a batch open */
    const struct settings *settings;
    const struct key *key;
    int64_t now_ms;
};

/* The themes of one shipped set, from its JSON file; municipalities and kinds of help. False when it is wrong; said. */
bool seed_themes(const struct seed *seed, const char *path);
bool seed_base(const struct seed *seed, const char *path);

/* One administrator; code receives the one-time code to log in with. */
bool seed_administrator(const struct seed *seed, const char *name, struct secret_text *code);

/* Teams, members, questions and all the rest; *credentials is the text of demo-credentials.json, to be freed. */
bool seed_demo(const struct seed *seed, const char *path, char **credentials);

#endif
