/* member-add, member-set, member-reset, member-disable, member-list. */
#include "daemon/audit.h"
#include "daemon/digest/mail.h"
#include "daemon/ladder/support.h"
#include "daemon/store/store_digest.h"
#include "daemon/store/store_endorse.h"
#include "verbs.h"

#define PAGE          100
#define DIGEST_MINUTE (7 * 60)
#define HOUR_MS       INT64_C(3600000)

/* ---- what may be said of a member ---- */

static int read_registration(struct request *rq, struct span word, struct span *out)
{
    if (word.len != 0 && !span_is(word, "SKJ") && !span_is(word, "BIG"))
        return request_fail(rq, ERR_BAD_REQUEST, "registration", "must be SKJ, BIG or empty");
    *out = word.len == 0 ? (struct span){ NULL, 0 } : word;
    return 0;
}

static int read_roles(struct request *rq, const struct span *words, size_t count, unsigned *out)
{
    *out = 0;
    for (size_t i = 0; i < count; i++) {
        unsigned role = request_role(words[i]);
        if (role == 0)
            return request_fail(rq, ERR_BAD_REQUEST, "roles", "must be editor, moderator, administrator or mailer");
        *out |= role;
    }
    if ((*out & MEMBER_MAILER) != 0 && *out != MEMBER_MAILER)
        return request_fail(rq, ERR_BAD_REQUEST, "roles", "the mailer has no other role");
    return 0;
}

/* It reads what is mailed to everybody: what a member is, it cannot be as well. */
static int check_mailer(struct request *rq, const struct member *member)
{
    struct place_list teams;
    struct support support;

    if ((member->roles & MEMBER_MAILER) == 0)
        return 0;
    int err = store_place_teams_of(rq->store, member->id, rq->arena, &teams);
    if (err == 0)
        err = store_support_get(rq->store, member->id, &support);
    if (err == 0 && (teams.count > 0 || support.roles != 0 || member->registration.ptr != NULL))
        err = request_fail(rq, ERR_CONFLICT, "roles", "the mailer is in no team and is nothing else");
    return err;
}

/* Who is new in one of the teams starts with what is open there: in a digest that comes whatever happens. */
static int greet(struct request *rq, int64_t member, const struct place_list *before, int64_t team)
{
    for (size_t i = 0; i < before->count; i++)
        if (before->rows[i].id == team)
            return 0;
    return store_digest_expect(rq->store, member, rq->now_ms);
}

static int join_teams(struct request *rq, int64_t member, const struct place_list *before, const struct span *slugs,
                      size_t count)
{
    struct place team;
    int err = 0;

    for (size_t i = 0; i < count && err == 0; i++) {
        err = request_place(rq, PLACE_TEAM, slugs[i], "teams", &team);
        if (err == 0 && team.is_organisation)
            return request_fail(rq, ERR_BAD_REQUEST, "teams", "an organisation is joined through one of its teams");
        if (err == 0)
            err = store_member_join(rq->store, member, team.id);
        if (err == 0)
            err = greet(rq, member, before, team.id);
    }
    return err;
}

static int change_teams(struct request *rq, int64_t member, const struct span *slugs, size_t count)
{
    struct place_list before;
    int err = store_place_teams_of(rq->store, member, rq->arena, &before);

    if (err == 0)
        err = store_member_leave_all(rq->store, member);
    return err != 0 ? err : join_teams(rq, member, &before, slugs, count);
}

/* A new one-time code, which takes the place of an old one; only its hash is kept. */
static int give_code(struct request *rq, const struct member *member, struct msg_member_code *out)
{
    struct secret_text code = secret_code(rq->key, rq->id);
    struct secret_hash hash = secret_hash_of(span_of(code.text));

    out->member = member->name;
    out->one_time_code = arena_copy(rq->arena, span_of(code.text));
    out->until_at = rq->now_ms + rq->settings->code_hours * HOUR_MS;
    return store_member_put_code(rq->store, member->id, (struct span){ (const char *)hash.bytes, sizeof hash.bytes },
                                 out->until_at);
}

/* Number and end go with a registration: without one there are none. */
static void take_register(struct member *member, struct span number, bool has_until, int64_t until)
{
    if (number.ptr != NULL)
        member->registration_number = number.len > 0 ? number : (struct span){ NULL, 0 };
    if (has_until)
        member->registered_until = until;
    if (member->registration.ptr != NULL)
        return;
    member->registration_number = (struct span){ NULL, 0 };
    member->registered_until = 0;
}

/* Which roles and teams somebody has from now on, where they were named. */
static int note(struct request *rq, enum audit_action action, int64_t member, const struct span *const lists[2],
                const size_t counts[2])
{
    static const char *const labels[2] = { "roles", "teams" };
    struct audit_about about = { .member = member };
    int err = 0;

    for (int i = 0; i < 2 && err == 0; i++)
        if (lists[i] != NULL)
            err = audit_words(rq, labels[i], lists[i], counts[i], &about.detail);
    return err != 0 ? err : audit_note(rq, action, &about);
}

/* What is left when everything else of a member was written. */
static int finish(struct request *rq, const struct member *member, struct span email)
{
    int err = mail_set_address(rq, member->id, email);

    if (err == 0)
        err = check_mailer(rq, member);
    return err != 0 ? err : request_rights(rq, member->name);
}

/* ---- the verbs ---- */

int verb_member_add(struct request *rq, const struct msg_member_add *in, struct msg_member_code *out)
{
    struct member member = { .name = in->member,
                             .display = in->name,
                             .function = in->function.len > 0 ? in->function : (struct span){ NULL, 0 },
                             .frequency = DIGEST_NEVER, /* until they are asked, at their first login */
                             .digest_minute = DIGEST_MINUTE };

    if (topic_is_system(in->member))
        return request_fail(rq, ERR_CONFLICT, "member", "this name is taken");
    int err = read_registration(rq, in->registration, &member.registration);
    if (err == 0)
        err = read_roles(rq, in->roles, in->roles_count, &member.roles);
    take_register(&member, in->registration_number, in->has_registered_until_at, in->registered_until_at);
    if (err == 0)
        err = store_event_last(rq->store, &member.digest_seq);
    if (err == 0)
        err = store_member_add(rq->store, &member, rq->now_ms);
    if (err == ERR_CONFLICT)
        return request_fail(rq, ERR_CONFLICT, "member", "this name is taken");
    if (err == 0)
        err = join_teams(rq, member.id, &(struct place_list){ NULL, 0 }, in->teams, in->teams_count);
    if (err == 0)
        err = support_set_member(rq, member.id, in->support, in->support_count, in->has_senior ? &in->senior : NULL);
    if (err == 0)
        err = finish(rq, &member, in->email);
    if (err == 0)
        err = note(rq, AUDIT_MEMBER_ADD, member.id, (const struct span *const[]){ in->roles, in->teams },
                   (const size_t[]){ in->roles_count, in->teams_count });
    return err != 0 ? err : give_code(rq, &member, out);
}

int verb_member_set(struct request *rq, const struct msg_member_set *in, struct msg_done *out)
{
    struct member member;
    int err = request_member(rq, in->member, &member);

    (void)out;
    if (err == 0 && in->registration.ptr != NULL)
        err = read_registration(rq, in->registration, &member.registration);
    if (err == 0 && in->roles != NULL)
        err = read_roles(rq, in->roles, in->roles_count, &member.roles);
    if (err != 0)
        return err;
    if (in->name.ptr != NULL)
        member.display = in->name;
    if (in->function.ptr != NULL)
        member.function = in->function.len > 0 ? in->function : (struct span){ NULL, 0 };
    if (member.id == rq->who.id && (member.roles & MEMBER_ADMINISTRATOR) == 0)
        return request_fail(rq, ERR_CONFLICT, "roles", "an administrator cannot take this role from oneself");
    take_register(&member, in->registration_number, in->has_registered_until_at, in->registered_until_at);
    err = store_member_set(rq->store, &member);
    if (err == 0)
        err = store_endorse_settle_member(rq->store, member.id, rq->now_ms);
    if (err == 0 && in->teams != NULL)
        err = change_teams(rq, member.id, in->teams, in->teams_count);
    if (err == 0)
        err = support_set_member(rq, member.id, in->support, in->support_count, in->has_senior ? &in->senior : NULL);
    rq->changes.screens = true;
    if (err == 0)
        err = finish(rq, &member, in->email);
    return err != 0 ? err
                    : note(rq, AUDIT_MEMBER_SET, member.id, (const struct span *const[]){ in->roles, in->teams },
                           (const size_t[]){ in->roles_count, in->teams_count });
}

int verb_member_reset(struct request *rq, const struct msg_member_reset *in, struct msg_member_code *out)
{
    struct member member;
    int err = request_member(rq, in->member, &member);

    if (err == 0)
        err = request_rights(rq, member.name);
    if (err == 0)
        err = audit_note(rq, AUDIT_MEMBER_RESET, &(struct audit_about){ .member = member.id });
    return err != 0 ? err : give_code(rq, &member, out);
}

int verb_member_disable(struct request *rq, const struct msg_member_disable *in, struct msg_done *out)
{
    struct member member;
    int err = request_member(rq, in->member, &member);

    (void)out;
    if (err != 0)
        return err;
    if (member.id == rq->who.id)
        return request_fail(rq, ERR_CONFLICT, "member", "one cannot shut oneself out");
    member.disabled = !in->enable;
    err = store_member_set(rq->store, &member);
    if (err == 0)
        err = audit_note(rq, in->enable ? AUDIT_MEMBER_ENABLE : AUDIT_MEMBER_DISABLE,
                         &(struct audit_about){ .member = member.id });
    return err != 0 ? err : request_rights(rq, member.name);
}

/* ---- the list ---- */

static int show_support(struct request *rq, int64_t member, struct msg_member_row *row)
{
    struct support support;
    int err = store_support_get(rq->store, member, &support);

    row->senior = support.senior;
    return err != 0 ? err : support_words(rq, support.roles, &row->support, &row->support_count);
}

static int fill_row(struct request *rq, const struct member *member, struct msg_member_row *row)
{
    struct place_list teams;
    int err = store_place_teams_of(rq->store, member->id, rq->arena, &teams);
    struct span *slugs = arena_take(rq->arena, (teams.count + 1) * sizeof *slugs);

    if (err != 0 || slugs == NULL)
        return err != 0 ? err : request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    *row = (struct msg_member_row){ .member = member->name,
                                    .name = member->display,
                                    .teams = slugs,
                                    .registration = member->registration,
                                    .function = member->function,
                                    .disabled = member->disabled,
                                    .registration_number = member->registration_number };
    for (size_t i = 0; i < teams.count; i++)
        if (!teams.rows[i].is_organisation)
            slugs[row->teams_count++] = teams.rows[i].slug;
    if (member->registered_until != 0)
        MSG_SET(row, registered_until_at, member->registered_until);
    err = show_support(rq, member->id, row);
    if (err == 0)
        err = mail_show(rq, member->id, &row->email, &row->mail);
    return err != 0 ? err : request_role_words(rq, member->roles, &row->roles, &row->roles_count);
}

/* One member, found by name; nobody is an empty list. */
static int list_one(struct request *rq, struct span name, struct member_list *out)
{
    struct member *member = arena_take(rq->arena, sizeof *member);
    int err = member == NULL ? ERR_TOO_BIG : store_member_get(rq->store, name, rq->arena, member);

    *out = (struct member_list){ member, err == 0 };
    return err == ERR_NOT_FOUND ? 0 : err;
}

int verb_member_list(struct request *rq, const struct msg_member_list *in, struct msg_members *out)
{
    struct place team = { 0 };
    struct member_list members = { NULL, 0 };
    int err = in->team.ptr == NULL ? 0 : request_place(rq, PLACE_TEAM, in->team, "team", &team);

    if (err == 0)
        err = in->member.ptr != NULL ? list_one(rq, in->member, &members)
                                     : store_member_list(rq->store, team.id, in->after, PAGE + 1, rq->arena, &members);
    size_t count = members.count > PAGE ? PAGE : members.count;
    struct msg_member_row *rows = arena_take(rq->arena, (count + 1) * sizeof *rows);
    if (rows == NULL)
        return request_fail(rq, ERR_TOO_BIG, NULL, "no room");
    for (size_t i = 0; i < count && err == 0; i++)
        if ((members.rows[i].roles & MEMBER_REGION) == 0) /* that is no member, and has a list of its own */
            err = fill_row(rq, &members.rows[i], &rows[out->items_count++]);
    if (members.count > PAGE)
        out->after = members.rows[count - 1].name;
    out->items = rows;
    return err;
}
