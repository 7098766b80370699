/* log, log-verify. */
#include "daemon/audit.h"
#include "daemon/store/store_audit.h"
#include "verbs.h"

#define PAGE          100
#define SCRATCH_BYTES (4 * 1024 * 1024)

static int check_reader(struct request *rq)
{
    if (!request_has_role(rq, MEMBER_MODERATOR | MEMBER_ADMINISTRATOR))
        return request_fail(rq, ERR_FORBIDDEN, NULL, "only moderators and administrators may read this");
    return 0;
}

static struct msg_log_row row_of(const struct audit_row *row)
{
    return (struct msg_log_row){ .number = row->id,
                                 .at = row->at,
                                 .action = span_of(audit_action_word(row->action)),
                                 .who = row->who_name,
                                 .who_name = row->who_display,
                                 .member = row->member_name,
                                 .member_name = row->member_display,
                                 .code = row->code,
                                 .detail = row->detail.len > 0 ? row->detail : (struct span){ NULL, 0 } };
}

int verb_log(struct request *rq, const struct msg_log *in, struct msg_logged *out)
{
    struct audit_filter filter = { .reader = rq->who.id,
                                   .before = in->has_before ? in->before : INT64_MAX,
                                   .since_at = in->has_since_at ? in->since_at : 0 };
    struct audit_row *rows = NULL;
    size_t count = 0;
    int err = check_reader(rq);

    if (err == 0)
        err = store_audit_list(rq->store, &filter, in->has_limit ? (size_t)in->limit : PAGE, rq->arena, &rows, &count);
    struct msg_log_row *items = arena_take(rq->arena, (count + 1) * sizeof *items);
    if (err != 0 || items == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count; i++)
        items[i] = row_of(&rows[i]);
    out->items = items;
    out->items_count = count;
    return 0;
}

static void show(struct request *rq, const struct audit_report *report, struct msg_log_verified *out)
{
    out->rows = report->rows;
    out->found = report->found;
    out->head_broken = report->head_broken;
    if (report->broken != 0)
        MSG_SET(out, broken, report->broken);
    if (report->rows > 0)
        out->head = arena_copy(rq->arena, span_of(report->head));
    out->intact = report->broken == 0 && !report->head_broken && !out->other;
}

int verb_log_verify(struct request *rq, const struct msg_log_verify *in, struct msg_log_verified *out)
{
    struct arena scratch;
    struct audit_report report = { 0 };
    bool same = true;
    int err = check_reader(rq);

    if (err == 0 && in->has_rows != (in->head.ptr != NULL))
        return request_fail(rq, ERR_BAD_REQUEST, in->has_rows ? "head" : "rows", "is missing: they go together");
    if (err == 0 && in->has_rows)
        err = audit_has(rq->store, in->rows, in->head, rq->arena, &same);
    if (err != 0)
        return err;
    arena_init(&scratch, SCRATCH_BYTES);
    err = audit_check(rq->store, rq->key, &scratch, &report);
    arena_release(&scratch);
    out->other = !same;
    show(rq, &report, out);
    return err;
}
