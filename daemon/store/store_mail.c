#include "store_mail.h"

#include "db.h"

enum { GET, PUT, REMOVE, BY_TOKEN, REPORTED, REPORT };

static const char *const sql[] = {
    [GET] = "SELECT email, state, bounces, token FROM mailbox WHERE member = ?",
    [PUT] = "INSERT INTO mailbox (member, email, state, bounces, token) VALUES (?, ?, ?, ?, ?) ON CONFLICT (member)"
            " DO UPDATE SET email = excluded.email, state = excluded.state, bounces = excluded.bounces, token ="
            " excluded.token",
    [REMOVE] = "DELETE FROM mailbox WHERE member = ?",
    [BY_TOKEN] = "SELECT member FROM mailbox WHERE token = upper(?)",
    [REPORTED] = "SELECT result FROM mailed WHERE member = ? AND day = ?",
    [REPORT] = "REPLACE INTO mailed (member, day, result) VALUES (?, ?, ?)",
};
STATEMENT_SET(mail, sql);

int store_mail_get(struct store *store, int64_t member, struct arena *arena, struct mailbox *out)
{
    struct query q = query(store, &set_mail, GET);

    *out = (struct mailbox){ .bounces = 0 };
    bind_int(&q, member);
    bool found = query_row(&q);
    if (found) {
        out->email = column_text(&q, arena);
        out->state = (enum mail_state)column_int(&q);
        out->bounces = column_int(&q);
        out->token = column_text(&q, arena);
    }
    return query_end_found(&q, found);
}

int store_mail_put(struct store *store, int64_t member, const struct mailbox *mailbox)
{
    struct query q = query(store, &set_mail, PUT);

    bind_int(&q, member);
    bind_text(&q, mailbox->email);
    bind_int(&q, mailbox->state);
    bind_int(&q, mailbox->bounces);
    bind_text(&q, mailbox->token);
    return query_run(&q);
}

int store_mail_remove(struct store *store, int64_t member)
{
    struct query q = query(store, &set_mail, REMOVE);

    bind_int(&q, member);
    return query_run(&q);
}

int store_mail_by_token(struct store *store, struct span token, int64_t *member)
{
    struct query q = query(store, &set_mail, BY_TOKEN);

    bind_text(&q, token);
    bool found = query_row(&q);
    *member = found ? column_int(&q) : 0;
    return query_end_found(&q, found);
}

int store_mail_reported(struct store *store, int64_t member, struct span day, enum mail_result *out)
{
    struct query q = query(store, &set_mail, REPORTED);

    bind_int(&q, member);
    bind_text(&q, day);
    *out = query_row(&q) ? (enum mail_result)column_int(&q) : 0;
    return query_end(&q);
}

int store_mail_report(struct store *store, int64_t member, struct span day, enum mail_result result)
{
    struct query q = query(store, &set_mail, REPORT);

    bind_int(&q, member);
    bind_text(&q, day);
    bind_int(&q, result);
    return query_run(&q);
}
