/* Everything that is kept of a member, to read or for another program. */
#include "busy.h"
#include "commands.h"
#include "failure.h"
#include "out.h"
#include "own_data.h"
#include "session.h"
#include "thing.h"
#include "times.h"

#include "clients/text/words.h"

#include <jansson.h>
#include <poll.h>

#define WAITS_MAX 30 /* of at most a minute each */

/* ---- reading it ---- */

struct progress {
    struct cli *cli;
    struct busy busy;
    int64_t done, total; /* things; total as it was at the first page */
    int waits;
};

/* Whoever has little sees no bar; nor who asks a daemon that does not say how much. What came meanwhile is not counted. */
static void show_progress(struct progress *progress)
{
    int64_t done = progress->done, total = progress->total;

    if (total > BUSY_BAR_FROM)
        busy_count(&progress->busy, done < total ? done : total, total);
}

/* Whoever has much waits for a turn now and then: a page costs the daemon more than a look. */
static bool wait_for_turn(struct progress *progress, const struct vakwerk_reply *reply)
{
    if (reply->error != ERR_TOO_MANY || !reply->refused.has_retry_at || ++progress->waits > WAITS_MAX)
        return false;
    int64_t wait_ms = reply->refused.retry_at - times_now();
    out_note(progress->cli, _("There is much; waiting a moment…"));
    busy_begin(progress->cli, &progress->busy); /* the note took its line */
    show_progress(progress);
    poll(NULL, 0, wait_ms < 0 ? 1000 : wait_ms > 60000 ? 60000 : (int)wait_ms + 1000);
    return true;
}

static int read_page(struct progress *progress, const struct msg_member_export *in, struct msg_exported *out)
{
    struct cli *cli = progress->cli;
    struct vakwerk_reply reply;
    enum vakwerk_result result;

    do
        result = session_try(cli, VERB_member_export, in, out, &reply);
    while (result == VAKWERK_REFUSED && wait_for_turn(progress, &reply));
    if (result == VAKWERK_REFUSED)
        return failure_refused(cli, VERB_member_export, in->member.ptr, &reply);
    return result == VAKWERK_OK ? 0 : failure_no_reply(cli, result);
}

/* A value with a kind begins the next thing. */
static void count(struct progress *progress, const struct msg_exported *page)
{
    if (page->has_total)
        progress->total = page->total;
    for (size_t i = 0; i < page->values_count; i++)
        progress->done += page->values[i].kind.ptr != NULL;
    show_progress(progress);
}

/* Calls it for each value, from the first to the last. */
static int read_all(struct cli *cli, struct span member,
                    void (*take)(struct cli *cli, void *context, const struct msg_export_value *value), void *context)
{
    struct msg_member_export in = { .member = member };
    struct progress progress = { .cli = cli };
    struct msg_exported page;
    int code;

    busy_begin(cli, &progress.busy);
    do {
        page = (struct msg_exported){ .after = { NULL, 0 } };
        code = read_page(&progress, &in, &page);
        count(&progress, &page);
        for (size_t i = 0; i < page.values_count && code == 0; i++)
            take(cli, context, &page.values[i]);
        in.after = page.after;
    } while (code == 0 && page.after.ptr != NULL);
    busy_end(&progress.busy);
    return code;
}

/* ---- for a person ---- */

struct reading {
    struct span kind; /* that is being printed */
};

static void print_value(struct cli *cli, void *context, const struct msg_export_value *value)
{
    struct reading *reading = context;
    const char *key = own_data_key(cli, value->key);

    if (value->kind.ptr != NULL && !span_equal(value->kind, reading->kind)) {
        fprintf(cli->out, "\n%s%s%s\n", out_colour(cli, COLOUR_BOLD), own_data_kind(cli, value->kind),
                out_colour(cli, COLOUR_NONE));
        reading->kind = value->kind;
    } else if (value->kind.ptr != NULL) {
        fprintf(cli->out, "\n");
    }
    fprintf(cli->out, "  %s: ", key);
    out_continue(cli, 4 + words_cells(key), 4, own_data_value(cli, value));
}

static int print_readable(struct cli *cli, struct span member, const char *who)
{
    struct reading reading = { .kind = { NULL, 0 } };

    fprintf(cli->out, "%s\n", say(cli, _("What Vakwerk keeps of %s, %s"), who, times_when(cli, cli->now_ms)));
    return read_all(cli, member, print_value, &reading);
}

/* ---- for a program ---- */

static void add_value(struct cli *cli, void *context, const struct msg_export_value *value)
{
    json_t *things = context, *thing;
    const char *key = thing_line(cli, value->key);

    if (value->kind.ptr != NULL)
        json_array_append_new(things, json_pack("{s:s}", "of", thing_line(cli, value->kind)));
    thing = json_array_get(things, json_array_size(things) - 1);
    json_object_set_new(thing, key,
                        value->text.ptr != NULL        ? json_string(words_lines(&cli->arena, value->text))
                        : own_data_is_time(value->key) ? json_string(times_json(cli, value->number))
                                                       : json_integer(value->number));
}

static int print_json(struct cli *cli, struct span member, const char *who)
{
    json_t *things = json_array(), *whole;
    int code = read_all(cli, member, add_value, things);

    whole = json_pack("{s:s, s:s, s:o}", "member", who, "exported_at", times_json(cli, cli->now_ms), "things", things);
    if (code == 0) {
        json_dumpf(whole, cli->out, JSON_INDENT(2));
        fprintf(cli->out, "\n");
    }
    json_decref(whole);
    return code;
}

/* ---- the command ---- */

/* Of somebody else it is noted first. */
static int note(struct cli *cli, const char *member)
{
    struct msg_member_export_open in = { .member = span_of(member) };
    struct msg_done done;
    int code = session_call(cli, VERB_member_export_open, &in, &done);

    if (code == 0)
        out_note(cli, say(cli, _("It is noted in the log that you export this; %s can see it."), member));
    return code;
}

int cmd_member_export(struct cli *cli)
{
    const char *member = cli->args.word_count > 0 ? cli->args.words[0] : NULL;
    int code = session_online(cli);

    if (code == 0)
        code = session_connect(cli);
    if (code != 0)
        return code;
    bool own = member == NULL || strcmp(member, cli->credentials.member) == 0;
    if (!own)
        code = note(cli, member);
    if (code != 0)
        return code;
    struct span whose = own ? (struct span){ NULL, 0 } : span_of(member);
    const char *who = own ? cli->credentials.member : member;
    return cli->json ? print_json(cli, whose, who) : print_readable(cli, whose, who);
}
