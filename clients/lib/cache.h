/* What the files of the cache share: cache.c keeps, cache_answer.c answers from what was kept. */
#ifndef VAKWERK_CLIENT_CACHE_H
#define VAKWERK_CLIENT_CACHE_H

#include "db.h"
#include "vakwerk.h"

enum cache_statement {
    CACHE_PUT,
    CACHE_PUT_WHOLE,
    CACHE_FORGET,
    CACHE_FORGET_ANSWERS,
    CACHE_FORGET_ALL,
    CACHE_TRIM,
    CACHE_EXPIRE,
    CACHE_PUT_NAME,
    CACHE_FORGET_NAME,
    CACHE_FORGET_NAMES,
    CACHE_TRIM_NAMES,
    CACHE_EXPIRE_NAMES,
    CACHE_NAMES,
    CACHE_GET,
    CACHE_LIST,
    CACHE_SCAN,
    CACHE_STATEMENTS
};

struct vakwerk_cache {
    struct db db;
    int64_t now_ms;
};

/* The row of the member's own account; no code is empty. */
#define CACHE_ME ""

#endif
