#include "store_lesson.h"

#include "db.h"
#include "store_member.h"

enum {
    ADD,
    GET,
    SAVE,
    ASK,
    READ,
    PUBLISH,
    PUBLISHED,
    SHELVE,
    RETIRE,
    FORGET,
    DROP_SOURCES,
    DROP_OLD_SOURCES,
    MOVE_SOURCES,
    ADD_SOURCE,
    SOURCES,
    LINK,
    UNLINK,
    WITHDRAWN,
    LINKS,
    WRITERS,
    ANSWERS,
    DRAFTS,
    EDITORS,
    HELP
};

#define DRAFT_SOURCES 100 /* sources of what is being worked on have numbers above it */

/* Of the post p: others see it, and ?2 is among them. */
#define VISIBLE                                                                                                        \
    "p.gone = 0 AND (p.team IS NULL OR p.team IN (SELECT s.team FROM membership s JOIN team w ON w.id ="               \
    " s.team WHERE s.member = ?2 AND w.archived = 0)) "

static const char *const sql[] = {
    [ADD] = "INSERT INTO lesson (post, guide, state, owner, review_on) VALUES (?, ?, ?, ?, ?)",
    [GET] = "SELECT post, guide, state, version, owner, review_on, drafted, revision, title, text, works_when,"
            " works_not, begun_by, drafter, asked_at, reader FROM lesson WHERE post = ?",
    [SAVE] = "UPDATE lesson SET owner = ?, review_on = ?, title = ?, text = ?, works_when = ?, works_not = ?,"
             " begun_by = ?, drafter = ?, drafted = 1, revision = revision + 1, asked_at = NULL, reader = NULL WHERE "
             "post = ?",
    [ASK] = "UPDATE lesson SET asked_at = ? WHERE post = ?",
    [READ] = "UPDATE lesson SET reader = ? WHERE post = ?",
    [PUBLISH] = "UPDATE post SET kind = 6 + l.guide, title = l.title, text = l.text, works_when = l.works_when,"
                " works_not = l.works_not, text_hash = NULL, revision = post.revision + 1, posted_at = iif(l.version ="
                " 0, ?1, posted_at), edited_at = iif(l.version = 0, NULL, ?1) FROM lesson l WHERE post.id = ?2 AND"
                " l.post = ?2",
    [PUBLISHED] =
        "UPDATE lesson SET state = 2, version = version + 1, published_at = ?, drafted = 0, title = NULL, text"
        " = NULL, works_when = NULL, works_not = NULL, asked_at = NULL WHERE post = ?",
    [SHELVE] = "UPDATE post SET kind = 8, edited_at = ?, revision = revision + 1 WHERE id = ?",
    [RETIRE] = "UPDATE lesson SET state = 3, drafted = 0, title = NULL, text = NULL, works_when = NULL, works_not ="
               " NULL, asked_at = NULL WHERE post = ?",
    [FORGET] = "UPDATE lesson SET drafted = 0, title = NULL, text = NULL, works_when = NULL, works_not = NULL, asked_at"
               " = NULL WHERE post = ?",
    [DROP_SOURCES] = "DELETE FROM source WHERE post = ? AND number > ?",
    [DROP_OLD_SOURCES] = "DELETE FROM source WHERE post = ? AND number <= ?",
    [MOVE_SOURCES] = "UPDATE source SET number = number - ?2 WHERE post = ?1 AND number > ?2",
    [ADD_SOURCE] = "INSERT INTO source (post, number, title, url) VALUES (?, ?, ?, ?)",
    [SOURCES] = "SELECT number, title, url FROM source WHERE post = ? AND (number > ?) = ? ORDER BY number LIMIT ?",
    [LINK] = "INSERT INTO link (post, made_from) VALUES (?, ?) ON CONFLICT DO NOTHING",
    [UNLINK] = "DELETE FROM link WHERE post = ?",
    [WITHDRAWN] = "SELECT count(*) FROM link k JOIN post p ON p.id = k.made_from WHERE k.post = ? AND p.gone ="
                  " 1",
    /* CROSS: from the few that are linked to their posts, whatever an index promises. */
    [LINKS] = "SELECT p.id, 0 FROM (SELECT made_from AS id FROM link WHERE post = ?1 UNION SELECT post FROM link WHERE"
              " made_from = ?1 UNION SELECT g.post FROM link g JOIN link k ON k.post = g.made_from WHERE k.made_from ="
              " ?1) l CROSS JOIN post p ON p.id = l.id WHERE p.kind IN (1, 6, 7) AND " VISIBLE
              "ORDER BY p.kind = 1, p.kind DESC, p.id LIMIT ?3",
    [WRITERS] = "SELECT DISTINCT m.display FROM link k JOIN post p ON p.id = k.made_from JOIN member m ON m.id ="
                " p.author WHERE k.post = ? AND p.kind IN (1, 2) LIMIT ?",
    [ANSWERS] = "SELECT p.id, (SELECT count(*) FROM endorsement e JOIN member m ON m.id = e.member WHERE e.post = p.id"
                " AND e.text_hash = p.text_hash AND m.registration IS NOT NULL AND (m.registered_until IS NULL OR"
                " m.registered_until > ?2)) AS endorsed FROM post p WHERE p.question = ?1 AND p.kind = 2 AND"
                " p.gone = 0 ORDER BY endorsed > 0 DESC, p.thanks + p.reactions_works - p.reactions_not -"
                " p.reactions_outdated DESC, p.id LIMIT ?3",
    [DRAFTS] =
        "SELECT p.id, 0 FROM lesson l JOIN post p ON p.id = l.post WHERE l.drafted = 1 AND l.guide = ?1 AND " VISIBLE
        "AND (?3 = 1 OR l.asked_at IS NOT NULL) ORDER BY p.id DESC LIMIT ?4",
    [HELP] = "INSERT INTO helped (post, member, day, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
    [EDITORS] = "SELECT id FROM member WHERE roles & ? <> 0 AND disabled = 0 LIMIT ?",
};
STATEMENT_SET(lesson, sql);

static int run_with(struct store *store, size_t which, int64_t first, int64_t second)
{
    struct query q = query(store, &set_lesson, which);

    bind_int(&q, first);
    bind_int(&q, second);
    return query_run(&q);
}

static int run_about(struct store *store, size_t which, int64_t post)
{
    struct query q = query(store, &set_lesson, which);

    bind_int(&q, post);
    return query_run(&q);
}

/* ---- one ---- */

int store_lesson_add(struct store *store, const struct lesson *lesson)
{
    struct query q = query(store, &set_lesson, ADD);

    bind_int(&q, lesson->post);
    bind_int(&q, lesson->guide);
    bind_int(&q, lesson->state);
    bind_int(&q, lesson->owner);
    bind_text(&q, lesson->review_on);
    return query_run(&q);
}

static void read_lesson(struct query *q, struct arena *arena, struct lesson *out)
{
    out->post = column_int(q);
    out->guide = column_int(q) != 0;
    out->state = (enum lesson_state)column_int(q);
    out->version = column_int(q);
    out->owner = column_int(q);
    out->review_on = column_text(q, arena);
    out->drafted = column_int(q) != 0;
    out->revision = column_int(q);
    out->title = column_text(q, arena);
    out->text = column_text(q, arena);
    out->works_when = column_text(q, arena);
    out->works_not = column_text(q, arena);
    out->begun_by = column_int(q);
    out->drafter = column_int(q);
    out->asked_at = column_int(q);
    out->reader = column_int(q);
}

int store_lesson_get(struct store *store, int64_t post, struct arena *arena, struct lesson *out)
{
    struct query q = query(store, &set_lesson, GET);

    *out = (struct lesson){ 0 };
    bind_int(&q, post);
    bool found = query_row(&q);
    if (found)
        read_lesson(&q, arena, out);
    return query_end_found(&q, found);
}

bool store_lesson_wrote(const struct lesson *lesson, int64_t member)
{
    return member != 0 && (lesson->begun_by == member || lesson->drafter == member);
}

int store_lesson_save(struct store *store, const struct lesson *lesson)
{
    struct query q = query(store, &set_lesson, SAVE);

    bind_int_or_null(&q, lesson->owner, lesson->owner != 0);
    bind_text(&q, lesson->review_on);
    bind_text(&q, lesson->title);
    bind_text(&q, lesson->text);
    bind_text(&q, lesson->works_when);
    bind_text(&q, lesson->works_not);
    bind_int_or_null(&q, lesson->begun_by, lesson->begun_by != 0);
    bind_int(&q, lesson->drafter);
    bind_int(&q, lesson->post);
    return query_run(&q);
}

int store_lesson_ask(struct store *store, int64_t post, int64_t now_ms)
{
    return run_with(store, ASK, now_ms, post);
}

int store_lesson_read(struct store *store, int64_t post, int64_t member)
{
    return run_with(store, READ, member, post);
}

int store_lesson_publish(struct store *store, int64_t post, int64_t now_ms)
{
    int err = run_with(store, PUBLISH, now_ms, post);

    if (err == 0)
        err = run_with(store, DROP_OLD_SOURCES, post, DRAFT_SOURCES);
    if (err == 0)
        err = run_with(store, MOVE_SOURCES, post, DRAFT_SOURCES);
    return err != 0 ? err : run_with(store, PUBLISHED, now_ms, post);
}

int store_lesson_retire(struct store *store, int64_t post, int64_t now_ms)
{
    int err = run_with(store, SHELVE, now_ms, post);

    if (err == 0)
        err = run_with(store, DROP_SOURCES, post, DRAFT_SOURCES);
    return err != 0 ? err : run_about(store, RETIRE, post);
}

int store_lesson_forget(struct store *store, int64_t post)
{
    int err = run_with(store, DROP_SOURCES, post, 0);

    if (err == 0)
        err = run_about(store, UNLINK, post);
    return err != 0 ? err : run_about(store, FORGET, post);
}

int store_lesson_help(struct store *store, const struct lesson_help *help, bool *changed)
{
    struct query q = query(store, &set_lesson, HELP);

    bind_int(&q, help->post);
    bind_int(&q, help->member);
    bind_int(&q, help->day);
    bind_int(&q, help->at);
    *changed = query_row(&q);
    return query_end(&q);
}

/* ---- sources ---- */

static int add_source(struct store *store, int64_t post, int64_t number, const struct post_source *source)
{
    struct query q = query(store, &set_lesson, ADD_SOURCE);

    bind_int(&q, post);
    bind_int(&q, number);
    bind_text(&q, source->title);
    bind_text(&q, source->url);
    return query_run(&q);
}

int store_lesson_set_sources(struct store *store, int64_t post, const struct post_source *sources, size_t count)
{
    int err = run_with(store, DROP_SOURCES, post, DRAFT_SOURCES);

    for (size_t i = 0; i < count && err == 0; i++)
        err = add_source(store, post, DRAFT_SOURCES + 1 + (int64_t)i, &sources[i]);
    return err;
}

int store_lesson_sources(struct store *store, int64_t post, bool drafted, struct arena *arena, struct post_source **out,
                         size_t *count)
{
    struct query q = query(store, &set_lesson, SOURCES);

    bind_int(&q, post);
    bind_int(&q, DRAFT_SOURCES);
    bind_int(&q, drafted);
    bind_int(&q, LESSON_SOURCES_MAX);
    *count = 0;
    *out = arena_take(arena, LESSON_SOURCES_MAX * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < LESSON_SOURCES_MAX && query_row(&q)) {
        struct post_source *source = &(*out)[(*count)++];
        source->number = column_int(&q);
        source->title = column_text(&q, arena);
        source->url = column_text(&q, arena);
    }
    return query_end(&q);
}

/* ---- what it was made from ---- */

int store_lesson_link(struct store *store, int64_t post, int64_t made_from)
{
    return run_with(store, LINK, post, made_from);
}

int store_lesson_unlink(struct store *store, int64_t post)
{
    return run_about(store, UNLINK, post);
}

int store_lesson_withdrawn(struct store *store, int64_t post, int64_t *out)
{
    struct query q = query(store, &set_lesson, WITHDRAWN);

    bind_int(&q, post);
    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

static int read_ids(struct query *q, size_t limit, struct arena *arena, struct post_ids *out)
{
    *out = (struct post_ids){ .ids = arena_take(arena, limit * sizeof *out->ids),
                              .keys = arena_take(arena, limit * sizeof *out->keys) };
    q->out_of_room = out->ids == NULL || out->keys == NULL;
    while (!q->out_of_room && out->count < limit && query_row(q)) {
        out->ids[out->count] = column_int(q);
        out->keys[out->count++] = column_int(q);
    }
    return query_end(q);
}

int store_lesson_links(struct store *store, int64_t post, int64_t member, size_t limit, struct arena *arena,
                       struct post_ids *out)
{
    struct query q = query(store, &set_lesson, LINKS);

    bind_int(&q, post);
    bind_int(&q, member);
    bind_int(&q, (int64_t)limit);
    return read_ids(&q, limit, arena, out);
}

int store_lesson_writers(struct store *store, int64_t post, size_t limit, struct arena *arena, struct span **out,
                         size_t *count)
{
    struct query q = query(store, &set_lesson, WRITERS);

    bind_int(&q, post);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q))
        (*out)[(*count)++] = column_text(&q, arena);
    return query_end(&q);
}

int store_lesson_answers(struct store *store, int64_t question, int64_t now_ms, size_t limit, struct arena *arena,
                         struct post_ids *out)
{
    struct query q = query(store, &set_lesson, ANSWERS);

    bind_int(&q, question);
    bind_int(&q, now_ms);
    bind_int(&q, (int64_t)limit);
    return read_ids(&q, limit, arena, out);
}

/* ---- lists ---- */

int store_lesson_drafts(struct store *store, bool guide, int64_t member, bool editor, size_t limit, struct arena *arena,
                        struct post_ids *out)
{
    struct query q = query(store, &set_lesson, DRAFTS);

    bind_int(&q, guide);
    bind_int(&q, member);
    bind_int(&q, editor);
    bind_int(&q, (int64_t)limit);
    return read_ids(&q, limit, arena, out);
}

int store_lesson_editors(struct store *store, size_t limit, struct arena *arena, int64_t **out, size_t *count)
{
    struct query q = query(store, &set_lesson, EDITORS);

    bind_int(&q, MEMBER_EDITOR);
    bind_int(&q, (int64_t)limit);
    return query_ids(&q, limit, arena, out, count);
}
