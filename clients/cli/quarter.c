#include "quarter.h"

#include "clients/text/calendar.h"
#include "session.h"

#include <ctype.h>
#include <stdlib.h>

#define PAGE 100

static int64_t begin_of(int year, int quarter)
{
    struct tm tm = { .tm_year = year - 1900 + quarter / 4, .tm_mon = quarter % 4 * 3, .tm_mday = 1, .tm_isdst = -1 };

    return calendar_from_local(&tm);
}

/* 2022-2, 2022-Q2 and 2022-q2. The quarters count from 0 inside. */
static bool read_typed(const char *typed, int *year, int *quarter)
{
    for (int i = 0; i < 4; i++)
        if (!isdigit((unsigned char)typed[i]))
            return false;
    *year = atoi(typed);
    typed += 4;
    if (*typed++ != '-')
        return false;
    typed += *typed == 'Q' || *typed == 'q';
    *quarter = *typed - '1';
    return *year >= 1970 && *quarter >= 0 && *quarter < 4 && typed[1] == '\0';
}

int quarter_read(struct cli *cli, struct quarter *out)
{
    static const char *const names[] = { N_("first quarter of %d"), N_("second quarter of %d"),
                                         N_("third quarter of %d"), N_("fourth quarter of %d") };
    struct tm now = calendar_local(cli->now_ms);
    int year = now.tm_year + 1900, quarter = now.tm_mon / 3;

    if (has(cli, OPT_QUARTER) && !read_typed(opt(cli, OPT_QUARTER), &year, &quarter))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no quarter"), opt(cli, OPT_QUARTER)), "--quarter 2022-2");
    out->begins_at = begin_of(year, quarter);
    out->ends_at = begin_of(year, quarter + 1);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    out->name = say(cli, _(names[quarter]), year);
#pragma GCC diagnostic pop
    return 0;
}

/* ---- what was posted in it ---- */

static void take_page(const struct quarter *quarter, const struct msg_listed *page, struct quarter_things *out)
{
    for (size_t i = 0; i < page->items_count; i++) {
        if (page->items[i].posted_at >= quarter->ends_at || page->items[i].private)
            continue;
        if (out->count == QUARTER_THINGS_MAX)
            out->more = true;
        else
            out->rows[out->count++] = page->items[i];
    }
}

int quarter_list(struct cli *cli, const struct quarter *quarter, const char *theme, const char *kind,
                 struct quarter_things *out)
{
    struct msg_list in = { .kind = span_of(kind), .wall = true };
    struct msg_listed page;
    int code;

    *out = (struct quarter_things){ .rows = arena_take(&cli->arena, QUARTER_THINGS_MAX * sizeof *out->rows) };
    if (out->rows == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    MSG_SET(&in, limit, PAGE);
    MSG_SET(&in, since_at, quarter->begins_at - 1);
    do {
        code = session_call_in(cli, VERB_list, theme == NULL ? TOPIC_HERE : TOPIC_THEME, theme, &in, &page);
        if (code != 0)
            return code;
        take_page(quarter, &page, out);
        in.after = page.after;
    } while (page.after.ptr != NULL && page.items_count > 0 && !out->more);
    return 0;
}

bool quarter_is_open(const struct msg_thing *thing)
{
    return !thing->resolved && (thing->answers == 0 || thing->unendorsed);
}

static int by_answers(const void *a, const void *b)
{
    const struct msg_thing *x = a, *y = b;

    if (x->answers != y->answers)
        return x->answers > y->answers ? -1 : 1;
    return x->posted_at > y->posted_at ? -1 : x->posted_at < y->posted_at;
}

void quarter_sort(struct quarter_things *things)
{
    qsort(things->rows, things->count, sizeof *things->rows, by_answers);
}
