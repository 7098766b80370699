/*
 * member-export, member-export-open: everything that is kept of a member, for the member and, noted, an administrator.
 */
#include "daemon/audit.h"
#include "daemon/store/store_audit.h"
#include "daemon/store/store_own.h"
#include "verbs.h"

#define OPEN_MS INT64_C(3600000)

/* What somebody else exports stands in the audit log first, where the member finds it too. */
static int check_noted(struct request *rq, const struct member *member)
{
    bool noted = false;
    int err = store_audit_has(rq->store, rq->who.id, AUDIT_EXPORT, member->id, rq->now_ms - OPEN_MS, &noted);

    if (err == 0 && !noted)
        return request_fail(rq, ERR_CONFLICT, "member", "say first that you export it, with member-export-open");
    return err;
}

static int find_whose(struct request *rq, struct span name, struct member *out)
{
    if (name.ptr == NULL || span_equal(name, rq->who.name)) {
        *out = rq->who;
        return 0;
    }
    if (!request_has_role(rq, MEMBER_ADMINISTRATOR))
        return request_fail(rq, ERR_FORBIDDEN, "member", "only administrators may export what is of somebody else");
    int err = request_member(rq, name, out);
    return err != 0 ? err : check_noted(rq, out);
}

/* The first value of a thing says of which kind that is. */
static struct msg_export_value value_of(const struct own_row *row, size_t i)
{
    const struct own_value *value = &row->values[i];
    struct msg_export_value out = { .key = value->key, .text = value->text };

    if (i == 0)
        out.kind = row->kind;
    if (value->text.ptr == NULL)
        MSG_SET(&out, number, value->number);
    return out;
}

static int show(struct request *rq, const struct own_page *page, struct msg_exported *out)
{
    size_t count = 0;

    for (size_t i = 0; i < page->count; i++)
        count += page->rows[i].count;
    struct msg_export_value *values = arena_take(rq->arena, (count + 1) * sizeof *values);
    if (values == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    out->values = values;
    out->after = page->after;
    for (size_t i = 0; i < page->count; i++)
        for (size_t j = 0; j < page->rows[i].count; j++)
            values[out->values_count++] = value_of(&page->rows[i], j);
    return 0;
}

/* Once, with the first page: on each it would cost the whole export again. */
static int count(struct request *rq, const struct member *member, struct msg_exported *out)
{
    int64_t total;
    int err = store_own_count(rq->store, member->id, &total);

    if (err == 0)
        MSG_SET(out, total, total);
    return err;
}

int verb_member_export(struct request *rq, const struct msg_member_export *in, struct msg_exported *out)
{
    struct member member;
    struct own_page page = { .count = 0 };
    int err = find_whose(rq, in->member, &member);

    if (err == 0)
        err = store_own_read(rq->store, member.id, in->after, rq->arena, &page);
    if (err == 0 && in->after.ptr == NULL)
        err = count(rq, &member, out);
    if (err == ERR_BAD_REQUEST)
        return request_fail(rq, err, "after", "is no end of a page");
    return err != 0 ? err : show(rq, &page, out);
}

int verb_member_export_open(struct request *rq, const struct msg_member_export_open *in, struct msg_done *out)
{
    struct member member;
    int err = request_member(rq, in->member, &member);

    (void)out;
    return err != 0 ? err : audit_note(rq, AUDIT_EXPORT, &(struct audit_about){ .member = member.id });
}
