/* signal, signal-list, signal-answer: what the policy table should know of, and what it says. */
#include "daemon/moderation.h"
#include "daemon/store/store_signal.h"
#include "proto/code.h"
#include "verbs.h"

#define NOTES_MAX  64
#define QUOTES_MAX 100

/* ---- raising one ---- */

/* The thing that shows it gives the theme; without one the theme must be named. */
static int take_subject(struct request *rq, const struct msg_signal *in, struct store_signal *signal)
{
    struct post post;
    struct place theme = { 0 };

    if (in->code.ptr == NULL && in->text.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "text", "is missing, and code too");
    if (in->code.ptr != NULL && in->theme.ptr != NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "theme", "the thing with the code says it");
    if (in->code.ptr == NULL && in->theme.ptr == NULL)
        return request_fail(rq, ERR_BAD_REQUEST, "theme", "is missing: there is no code that says it");
    int err = in->code.ptr != NULL ? request_find(rq, in->code, &post)
                                   : request_place(rq, PLACE_THEME, in->theme, "theme", &theme);
    if (err != 0)
        return err;
    signal->post = in->code.ptr != NULL ? post.id : 0;
    signal->theme = in->code.ptr != NULL ? post.theme : theme.id;
    if (signal->theme == 0)
        return request_fail(rq, ERR_BAD_REQUEST, "code", "this has no theme");
    return 0;
}

int verb_signal(struct request *rq, const struct msg_signal *in, struct msg_done *out)
{
    struct place_list teams = { NULL, 0 };
    struct store_signal signal = { .member = rq->who.id, .text = in->text, .quote = in->quote, .at = rq->now_ms };
    int err = take_subject(rq, in, &signal);

    if (err == 0)
        err = request_check_text(rq, "text", in->text, in->checked);
    if (err == 0)
        err = store_place_teams_of(rq->store, rq->who.id, rq->arena, &teams);
    if (err != 0)
        return err;
    signal.team = teams.count > 0 ? teams.rows[0].id : 0; /* teams come before organisations */
    err = store_signal_add(rq->store, &signal);
    if (err == ERR_CONFLICT)
        return request_fail(rq, ERR_CONFLICT, "code", "the member raised this already");
    struct code_text code = code_signal(signal.id);
    out->code = arena_copy(rq->arena, span_of(code.text));
    return err != 0 ? err : moderation_help(rq, in->text, out);
}

/* ---- the policy table ---- */

static int check_table(struct request *rq)
{
    if (request_has_role(rq, MEMBER_EDITOR | MEMBER_ADMINISTRATOR))
        return 0;
    return request_fail(rq, ERR_FORBIDDEN, NULL, "only an editor or an administrator may do this");
}

static bool is_wanted(struct span theme, struct span wanted)
{
    return wanted.ptr == NULL || span_equal(theme, wanted);
}

static int copy_quotes(struct request *rq, struct span wanted, struct msg_signals *out)
{
    struct signal_quote *rows;
    size_t count;
    int err = store_signal_quotes(rq->store, rq->settings->signal_teams, QUOTES_MAX, rq->arena, &rows, &count);
    struct msg_signal_quote *quotes = arena_take(rq->arena, (count + 1) * sizeof *quotes);

    if (err != 0 || quotes == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count; i++)
        if (is_wanted(rows[i].theme, wanted))
            quotes[out->quotes_count++] = (struct msg_signal_quote){ rows[i].theme, rows[i].text };
    out->quotes = quotes;
    return 0;
}

int verb_signal_list(struct request *rq, const struct msg_signal_list *in, struct msg_signals *out)
{
    struct signal_note *rows = NULL;
    size_t count = 0;
    int err = check_table(rq);

    if (err == 0)
        err = store_signal_notes(rq->store, rq->settings->signal_teams, NOTES_MAX, rq->arena, &rows, &count);
    struct msg_signal_note *notes = arena_take(rq->arena, (count + 1) * sizeof *notes);
    if (err != 0 || notes == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count; i++) {
        if (!is_wanted(rows[i].theme, in->theme))
            continue;
        struct msg_signal_note *note = &notes[out->items_count++];
        *note = (struct msg_signal_note){ .theme = rows[i].theme, .theme_name = rows[i].theme_name };
        MSG_SET(note, signals, rows[i].signals);
        MSG_SET(note, teams, rows[i].teams);
    }
    out->items = notes;
    return copy_quotes(rq, in->theme, out);
}

/* A theme without a note, also one with a few signals, is like one without any. */
static int find_note(struct request *rq, struct span theme)
{
    struct signal_note *rows;
    size_t count;
    int err = store_signal_notes(rq->store, rq->settings->signal_teams, NOTES_MAX, rq->arena, &rows, &count);

    for (size_t i = 0; i < count; i++)
        if (span_equal(rows[i].theme, theme))
            return 0;
    return err != 0 ? err : request_fail(rq, ERR_NOT_FOUND, "theme", "there is no note on it");
}

static int tell_raisers(struct request *rq, const struct post *answer)
{
    int64_t *raisers;
    size_t count;
    int err = store_signal_raisers(rq->store, answer->theme, REQUEST_TOLD_MAX, rq->arena, &raisers, &count);

    if (err == 0)
        err = request_tell_personally(rq, EVENT_signal, answer);
    for (size_t i = 0; i < count && err == 0; i++)
        err = request_tell_member(rq, raisers[i]);
    return err;
}

int verb_signal_answer(struct request *rq, const struct msg_signal_answer *in, struct msg_done *out)
{
    struct place theme;
    struct post post;
    int err = check_table(rq);

    (void)out;
    if (err == 0)
        err = request_place(rq, PLACE_THEME, in->theme, "theme", &theme);
    if (err == 0)
        err = find_note(rq, in->theme);
    if (err == 0)
        err = request_check_text(rq, "text", in->text, in->checked);
    if (err == 0)
        err = request_new_post(rq, POST_SIGNAL, &post);
    if (err != 0)
        return err;
    post.theme = theme.id;
    post.theme_slug = theme.slug;
    post.text = in->text;
    err = store_post_add(rq->store, &post);
    if (err == 0)
        err = tell_raisers(rq, &post);
    return err != 0 ? err : store_signal_close(rq->store, theme.id, post.id, rq->told->event.seq);
}
