#include "store_post.h"

#include "db.h"
#include "store_endorse.h"
#include "store_lesson.h"

#include <stdlib.h>

enum {
    ADD,
    ADD_SOURCE,
    DOUBLE,
    GET,
    BY_CODE,
    LESSON,
    COUNT_QUESTIONS,
    COUNT_ANSWER,
    MEET,
    EDIT,
    RETRACT,
    RETRACT_SOURCES,
    UNCOUNT_ANSWER,
    NUMBER_ANSWER,
    NUMBER,
    HOLD,
    UNCOUNT_HELD,
    COUNT_RELEASED,
    UNSAFE,
    RESOLVE,
    THANK,
    UNTHANK,
    COUNT_THANKS,
    REACTION,
    REACT,
    COUNT_REACTION,
    SEE,
    COUNT_VIEW,
    NEW,
    NEW_IN_THEME,
    OPEN,
    LIVELY,
    LIVELY_SINCE,
    MANY_SINCE,
    MINE,
    TIPS_FOR,
    ANSWERS,
    SOURCES,
    NOTICE,
    COUNT_SINCE,
    FIRST_SINCE,
    COUNT_IN_TEAM,
    COUNT_OPEN,
    PROMPT
};

/* What few posts have is looked up for those alone: each table of a join is opened for every post that is read. */
#define JOINED                                                                                                         \
    "SELECT p.id, p.kind, p.code, p.question, p.number, p.author, p.theme, p.team, p.author_team, p.registration,"     \
    " p.function, p.title, p.text, p.flags, p.works, p.municipality, p.care, p.posted_at, p.edited_at,"                \
    " p.retracted_at, p.until_at, p.revision, p.answers, p.thanks, p.views, p.resolved_at, p.chosen, p.met_until,"     \
    " p.reactions_works, p.reactions_not, p.reactions_outdated, p.held,"                                               \
    " iif(p.merged_into IS NULL, NULL, (SELECT code FROM post x WHERE x.id = p.merged_into)), m.name,"                 \
    " iif(f.region IS NULL, m.display, f.signed_as || ' (' || " REGION_NAME " || ')'),"                                \
    " iif(f.region IS NULL, NULL, " REGION_NAME "), h.slug, h.name, t.slug, t.name, o.slug, o.name,"                   \
    " iif(p.municipality IS NULL, NULL, (SELECT slug FROM municipality g WHERE g.id = p.municipality)),"               \
    " iif(p.care IS NULL, NULL, (SELECT slug FROM care c WHERE c.id = p.care)),"                                       \
    " l.step, h.support, l.claimed_by FROM post p"                                                                     \
    " JOIN member m ON m.id = p.author LEFT JOIN ladder l ON l.question = p.id"                                        \
    " LEFT JOIN theme h ON h.id = p.theme LEFT JOIN team o ON o.id = p.team AND o.is_organisation = 1"                 \
    " LEFT JOIN team t ON t.id = iif(o.id IS NULL, ifnull(p.team, p.author_team), p.author_team)"                      \
    " LEFT JOIN region_post f ON f.post = p.id "
#define REGION_NAME "(SELECT name FROM region r WHERE r.id = f.region)"

/*
 * kind = +?: with a plain parameter SQLite would want to know its value, for the indexes of one kind alone, and prepare
 * the statement anew each time one is bound: most of what a list costs.
 */

/*
 * `gone`, a column that the table computes, says of a post that nobody is to see it: withdrawn, or held by moderation.
 * Whoever lists, counts or searches asks for it, here and in every other store_*.c; its author still lists what is held.
 */
#define IS_THERE "gone = 0 "
#define IS_OWN   "retracted_at IS NULL AND held <> 5 "
#define IS_OPEN  "kind = 1 AND met_until = 0 AND resolved_at IS NULL AND gone = 0 "
#define WALL     "AND (?2 = 0 OR flags & 6 = 0) "

#define FOR_EVER "9223372036854775807" /* met_until */

/* By so much a post can be older than those that came before it: a copy from another region, a clock put right. */
#define LATE_MS INT64_C(86400000)

/* So many can be put in order by how lively they are, rather than look among all that is lively for those. */
#define SORTED_MAX 2000

static const char *const sql[] = {
    [ADD] = "INSERT INTO post (kind, code, question, number, author, theme, team, author_team, registration, function,"
            " title, text, flags, works, municipality, care, posted_at, until_at, held,"
            " mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, random() & 9223372036854775807)",
    [ADD_SOURCE] = "INSERT INTO source (post, number, title, url) VALUES (?, ?, ?, ?)",
    /*
     * What is anonymous holds the hour alone: it may have been said until the end of it. Behind THEN all is looked at,
     * however it begins, and counting the letters of each text was half of the work.
     */
    [DOUBLE] = "SELECT posted_at + 3600000 * (flags & 1), CASE WHEN title IS ?3 AND text IS ?4 THEN (question IS ?5 OR"
               " length(text) > 80) AND (kind <> 4 OR team IS ?6) END FROM post WHERE author = ?1 AND kind = +?2 AND"
               " retracted_at IS NULL ORDER BY id DESC LIMIT 20",
    [GET] = JOINED "WHERE p.id = ?",
    [BY_CODE] = JOINED "WHERE p.code = ?",
    [LESSON] = "SELECT p.works_when, p.works_not, l.state, l.guide, l.asked_at IS NOT NULL, l.version, l.owner, m.name,"
               " m.display, l.review_on, (SELECT count(*) FROM helped g WHERE g.post = p.id) FROM post p JOIN lesson l "
               "ON l.post = p.id LEFT JOIN member m ON m.id = l.owner"
               " WHERE p.id = ?",
    [COUNT_QUESTIONS] = "SELECT ifnull(max(id), 0) FROM post",
    [COUNT_ANSWER] = "UPDATE post SET answers = answers + 1, number = number + 1 WHERE id = ?",
    [MEET] = "UPDATE post SET first_answer_at = ifnull(first_answer_at, ?), met_until = CASE WHEN EXISTS (SELECT 1 FROM"
             " theme h WHERE h.id = post.theme AND h.needs_endorsement = 1) THEN met_until ELSE " FOR_EVER
             " END WHERE id = ?",
    [EDIT] = "UPDATE post SET title = ifnull(?, title), text = ifnull(?, text), edited_at = ?, revision = revision + 1,"
             " text_hash = NULL WHERE id = ? RETURNING question",
    [RETRACT] = "UPDATE post SET title = NULL, text = NULL, works_when = NULL, works_not = NULL, text_hash = NULL,"
                " retracted_at = ?, revision = revision + 1 WHERE id = ?",
    [RETRACT_SOURCES] = "DELETE FROM source WHERE post = ?",
    [UNCOUNT_ANSWER] = "UPDATE post SET answers = answers - ?3, chosen = nullif(nullif(chosen, ?1), -?1) WHERE id = ?2",
    [NUMBER_ANSWER] = "UPDATE post SET number = number + 1 WHERE id = ?",
    [NUMBER] = "SELECT number, met_until = " FOR_EVER " FROM post WHERE id = ?",

    /* chosen below 0: the answer that helped is held. */
    [HOLD] = "UPDATE post SET held = ?, flags = flags & ~? WHERE id = ?",
    [UNSAFE] = "UPDATE post SET flags = flags | ? WHERE id = ?",
    [UNCOUNT_HELD] = "UPDATE post SET answers = answers - 1, chosen = iif(chosen = ?1, -chosen, chosen) WHERE id = ?2",
    [COUNT_RELEASED] = "UPDATE post SET answers = answers + 1, chosen = iif(chosen = -?1, -chosen, chosen),"
                       " first_answer_at = ifnull(first_answer_at, ?3) WHERE id = ?2",
    [RESOLVE] = "UPDATE post SET resolved_at = ?, chosen = ? WHERE id = ?",
    [THANK] = "INSERT INTO thanks (post, member) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING 1",
    [UNTHANK] = "DELETE FROM thanks WHERE post = ? AND member = ? RETURNING 1",
    [COUNT_THANKS] = "UPDATE post SET thanks = thanks + ? WHERE id = ?",
    [REACTION] = "SELECT reaction FROM reaction WHERE post = ? AND member = ?",
    [REACT] = "INSERT INTO reaction (post, member, reaction) VALUES (?, ?, ?) ON CONFLICT (post, member) DO UPDATE SET"
              " reaction = excluded.reaction",
    [COUNT_REACTION] = "UPDATE post SET reactions_works = reactions_works + iif(?2 = 1, ?3, 0), reactions_not ="
                       " reactions_not + iif(?2 = 2, ?3, 0), reactions_outdated = reactions_outdated +"
                       " iif(?2 = 3, ?3, 0) WHERE id = ?1",
    [SEE] = "INSERT INTO seen (post, member, day) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING 1",
    [COUNT_VIEW] = "UPDATE post SET views = views + 1 WHERE id = ?",

    /* Lists of one space: ?1 is the team, or NULL for what is open to all. Then the wall, and since when. */
    [NEW] = "SELECT id, posted_at, posted_at > ?3 FROM post WHERE kind = +?5 AND team IS ?1 AND " IS_THERE WALL
            "AND id < ?4 ORDER BY id DESC",
    [NEW_IN_THEME] = "SELECT id, posted_at, posted_at > ?3 FROM post WHERE kind = +?5 AND theme = ?6 AND team IS ?1"
                     " AND " IS_THERE WALL "AND id < ?4 ORDER BY id DESC",
    [OPEN] = "SELECT id, 0 FROM post INDEXED BY post_open WHERE team IS ?1 AND " IS_OPEN WALL
             "AND posted_at > ?3 AND id > ?4 AND (?7 IS NULL OR theme = ?7) AND author <> ?8 ORDER BY id LIMIT ?6",
    [LIVELY] = "SELECT id, answers FROM post WHERE kind = 1 AND team IS ?1 AND " IS_THERE WALL
               "AND posted_at > ?3 AND (answers, id) < (?8, ?4) AND (?7 IS NULL OR theme = ?7)"
               " ORDER BY answers DESC, id DESC LIMIT ?6",
    [LIVELY_SINCE] = "SELECT id, answers FROM post INDEXED BY post_day WHERE kind = 1 AND team IS ?1 AND " IS_THERE WALL
                     "AND posted_at > ?3 AND (answers, id) < (?8, ?4) AND (?7 IS NULL OR theme = ?7)"
                     " ORDER BY answers DESC, id DESC LIMIT ?6",
    [MANY_SINCE] =
        "SELECT count(*) FROM (SELECT 1 FROM post INDEXED BY post_day WHERE kind = 1 AND posted_at > ? AND " IS_THERE
        "LIMIT ?)",
    [MINE] = "SELECT id, 0 FROM post WHERE author = ?9 AND kind = +?5 AND team IS ?1 AND " IS_OWN
             "AND posted_at > ?3 AND id < ?4 AND (?7 IS NULL OR theme = ?7) ORDER BY id DESC LIMIT ?6",

    [TIPS_FOR] =
        "SELECT id, 0 FROM post WHERE kind = 3 AND team IS NULL AND " IS_THERE
        "AND care = ? AND (municipality IS NULL OR municipality = ?) ORDER BY municipality IS NULL, works DESC,"
        " thanks + reactions_works - reactions_not - reactions_outdated DESC, id DESC LIMIT ?",
    [ANSWERS] = "SELECT id, number FROM post WHERE question = ? AND kind = 2 AND " IS_THERE "ORDER BY id LIMIT ?",
    [SOURCES] = "SELECT p.number, s.title, s.url FROM post p JOIN source s ON s.post = p.id WHERE p.question = ? AND"
                " p.kind = 2 AND p.gone = 0 ORDER BY p.id, s.number LIMIT ?",
    [NOTICE] = JOINED "WHERE p.kind = 4 AND p.team IN (?, ?) AND p.until_at > ? AND p.gone = 0 AND p.flags & 6 = 0"
                      " ORDER BY p.until_at DESC LIMIT 1",
    [COUNT_SINCE] = "SELECT count(*) FROM post INDEXED BY post_day WHERE kind = +? AND posted_at >= ? AND team IS NULL"
                    " AND " IS_THERE,
    /* The lowest id: what is anonymous has the hour alone, so it may seem to be older than what came before it. */
    [FIRST_SINCE] =
        "SELECT min(id) FROM post INDEXED BY post_day WHERE kind = +?1 AND " IS_THERE "AND posted_at >= ?2"
        " AND posted_at < 3600000 + (SELECT min(posted_at) FROM post INDEXED BY post_day WHERE kind = +?1 AND"
        " posted_at >= ?2 AND " IS_THERE ")",
    [COUNT_IN_TEAM] = "SELECT count(*) FROM post INDEXED BY post_new WHERE kind = +? AND team = ? AND id >= ? AND"
                      " posted_at >= ? AND " IS_THERE,
    [COUNT_OPEN] = "SELECT ifnull(team, 0), count(*) FROM post INDEXED BY post_open WHERE " IS_OPEN "GROUP BY team"
                   " ORDER BY team LIMIT ?",
    [PROMPT] = "SELECT count(*), count(CASE WHEN first_answer_at - posted_at <= ?2 THEN 1 END) FROM post"
               " WHERE kind = 1 AND posted_at >= ?1 AND " IS_THERE,
};
STATEMENT_SET(post, sql);

/* ---- writing ---- */

static void bind_id(struct query *q, int64_t id)
{
    bind_int_or_null(q, id, id != 0);
}

int store_post_add(struct store *store, struct post *post)
{
    struct query q = query(store, &set_post, ADD);

    bind_int(&q, post->kind);
    bind_text(&q, post->code);
    bind_id(&q, post->question);
    bind_int(&q, post->number);
    bind_int(&q, post->author);
    bind_id(&q, post->theme);
    bind_id(&q, post->team);
    bind_id(&q, post->author_team);
    bind_text(&q, post->registration);
    bind_text(&q, post->function);
    bind_text(&q, post->title);
    bind_text(&q, post->text);
    bind_int(&q, post->flags);
    bind_int(&q, post->works);
    bind_id(&q, post->municipality);
    bind_id(&q, post->care);
    bind_int(&q, post->posted_at);
    bind_id(&q, post->until_at);
    bind_int(&q, post->held);
    int err = query_run(&q);
    post->id = sqlite3_last_insert_rowid(store->db);
    return err;
}

int store_post_add_source(struct store *store, int64_t post, int64_t number, struct span title, struct span url)
{
    struct query q = query(store, &set_post, ADD_SOURCE);

    bind_int(&q, post);
    bind_int(&q, number);
    bind_text(&q, title);
    bind_text(&q, url);
    return query_run(&q);
}

/* Newest first: behind one that is too old no other is looked at. */
int store_post_double(struct store *store, const struct post *post, int64_t since_at, int64_t *posted_at)
{
    struct query q = query(store, &set_post, DOUBLE);
    bool found = false;

    *posted_at = 0;
    bind_int(&q, post->author);
    bind_int(&q, post->kind);
    bind_text(&q, post->title);
    bind_text(&q, post->text);
    bind_id(&q, post->question);
    bind_id(&q, post->team);
    while (!found && query_row(&q)) {
        *posted_at = column_int(&q);
        if (*posted_at <= since_at)
            break;
        found = column_int(&q) != 0;
    }
    return query_end_found(&q, found);
}

static int run_with_id(struct store *store, size_t which, int64_t id)
{
    struct query q = query(store, &set_post, which);

    bind_int(&q, id);
    return query_run(&q);
}

/* Asked behind the change: what RETURNING gives goes through a table for temporaries, which costs ten times as much. */
static int read_number_of(struct store *store, int64_t question, int64_t *number, bool *is_met)
{
    struct query q = query(store, &set_post, NUMBER);

    bind_int(&q, question);
    bool found = query_row(&q);
    *number = found ? column_int(&q) : 0;
    *is_met = found && column_int(&q) != 0;
    return query_end_found(&q, found);
}

static int meet(struct store *store, int64_t question, int64_t now_ms)
{
    struct query q = query(store, &set_post, MEET);

    bind_int(&q, now_ms);
    bind_int(&q, question);
    return query_run(&q);
}

/* What the first answer changes stands in three indexes, which those after it leave alone. */
int store_post_count_answer(struct store *store, int64_t question, int64_t now_ms, int64_t *number)
{
    bool is_met = false;
    int err = run_with_id(store, COUNT_ANSWER, question);

    if (err == 0)
        err = read_number_of(store, question, number, &is_met);
    return err != 0 || is_met ? err : meet(store, question, now_ms);
}

int store_post_number_answer(struct store *store, int64_t question, int64_t *number)
{
    bool is_met;
    int err = run_with_id(store, NUMBER_ANSWER, question);

    return err != 0 ? err : read_number_of(store, question, number, &is_met);
}

int store_post_edit(struct store *store, int64_t id, struct span title, struct span text, int64_t now_ms)
{
    struct query q = query(store, &set_post, EDIT);

    bind_text(&q, title);
    bind_text(&q, text);
    bind_int(&q, now_ms);
    bind_int(&q, id);
    int64_t question = query_row(&q) ? column_int(&q) : 0;
    int err = query_end(&q);
    return err != 0 || question == 0 ? err : store_endorse_settle(store, question, now_ms);
}

/* One that is held is counted no more already. */
static int uncount_answer(struct store *store, const struct post *answer)
{
    struct query q = query(store, &set_post, UNCOUNT_ANSWER);

    bind_int(&q, answer->number);
    bind_int(&q, answer->question);
    bind_int(&q, answer->held == POST_NOT_HELD);
    return query_run(&q);
}

int store_post_retract(struct store *store, const struct post *post, int64_t now_ms)
{
    struct query q = query(store, &set_post, RETRACT);

    bind_int(&q, now_ms);
    bind_int(&q, post->id);
    int err = query_run(&q);
    if (err == 0 && store_post_is_lesson(post))
        return store_lesson_forget(store, post->id);
    if (err != 0 || post->kind != POST_ANSWER)
        return err;
    q = query(store, &set_post, RETRACT_SOURCES);
    bind_int(&q, post->id);
    err = query_run(&q);
    if (err == 0)
        err = uncount_answer(store, post);
    return err != 0 ? err : store_endorse_settle(store, post->question, now_ms);
}

static int count_held(struct store *store, const struct post *answer, size_t which, int64_t now_ms)
{
    struct query q = query(store, &set_post, which);

    bind_int(&q, answer->number);
    bind_int(&q, answer->question);
    if (which == COUNT_RELEASED)
        bind_int(&q, now_ms);
    int err = query_run(&q);
    return err != 0 ? err : store_endorse_settle(store, answer->question, now_ms);
}

int store_post_hold(struct store *store, const struct post *post, enum post_held held, int64_t now_ms)
{
    struct query q = query(store, &set_post, HOLD);

    bind_int(&q, held);
    bind_int(&q, held == POST_NOT_HELD ? POST_UNSAFE : 0);
    bind_int(&q, post->id);
    int err = query_run(&q);
    bool was = post->held != POST_NOT_HELD, is = held != POST_NOT_HELD;
    if (err != 0 || was == is)
        return err;
    if (post->kind == POST_ANSWER)
        return count_held(store, post, is ? UNCOUNT_HELD : COUNT_RELEASED, now_ms);
    return post->kind != POST_QUESTION ? 0 : store_endorse_settle(store, post->id, now_ms);
}

int store_post_mark_unsafe(struct store *store, int64_t id)
{
    struct query q = query(store, &set_post, UNSAFE);

    bind_int(&q, POST_UNSAFE);
    bind_int(&q, id);
    return query_run(&q);
}

int store_post_resolve(struct store *store, int64_t id, int64_t resolved_at, int64_t chosen)
{
    struct query q = query(store, &set_post, RESOLVE);

    bind_id(&q, resolved_at);
    bind_id(&q, chosen);
    bind_int(&q, id);
    return query_run(&q);
}

int store_post_thank(struct store *store, int64_t id, int64_t member, bool on, bool *changed)
{
    struct query q = query(store, &set_post, on ? THANK : UNTHANK);

    bind_int(&q, id);
    bind_int(&q, member);
    *changed = query_row(&q);
    int err = query_end(&q);
    if (err != 0 || !*changed)
        return err;
    q = query(store, &set_post, COUNT_THANKS);
    bind_int(&q, on ? 1 : -1);
    bind_int(&q, id);
    return query_run(&q);
}

static int reaction_of(struct store *store, int64_t id, int64_t member, enum post_reaction *out)
{
    struct query q = query(store, &set_post, REACTION);

    bind_int(&q, id);
    bind_int(&q, member);
    *out = query_row(&q) ? (enum post_reaction)column_int(&q) : POST_NO_REACTION;
    return query_end(&q);
}

static int count_reaction(struct store *store, int64_t id, enum post_reaction reaction, int64_t by)
{
    struct query q = query(store, &set_post, COUNT_REACTION);

    bind_int(&q, id);
    bind_int(&q, reaction);
    bind_int(&q, by);
    return query_run(&q);
}

int store_post_react(struct store *store, int64_t id, int64_t member, enum post_reaction reaction, bool *changed)
{
    enum post_reaction before;
    int err = reaction_of(store, id, member, &before);

    *changed = err == 0 && before != reaction;
    if (!*changed)
        return err;
    struct query q = query(store, &set_post, REACT);
    bind_int(&q, id);
    bind_int(&q, member);
    bind_int(&q, reaction);
    err = query_run(&q);
    if (err == 0)
        err = count_reaction(store, id, before, -1);
    return err != 0 ? err : count_reaction(store, id, reaction, 1);
}

int store_post_see(struct store *store, int64_t id, int64_t member, int64_t day)
{
    struct query q = query(store, &set_post, SEE);

    bind_int(&q, id);
    bind_int(&q, member);
    bind_int(&q, day);
    bool first = query_row(&q);
    int err = query_end(&q);
    if (err != 0 || !first)
        return err;
    q = query(store, &set_post, COUNT_VIEW);
    bind_int(&q, id);
    return query_run(&q);
}

/* ---- reading one ---- */

static void read_names(struct query *q, struct arena *arena, struct post *out)
{
    out->author_name = column_text(q, arena);
    out->author_display = column_text(q, arena);
    out->region_name = column_text(q, arena);
    out->theme_slug = column_text(q, arena);
    out->theme_name = column_text(q, arena);
    out->team_slug = column_text(q, arena);
    out->team_name = column_text(q, arena);
    out->organisation_slug = column_text(q, arena);
    out->organisation_name = column_text(q, arena);
    out->municipality_slug = column_text(q, arena);
    out->care_slug = column_text(q, arena);
    out->step = (int)column_int(q);
    out->support = (unsigned)column_int(q);
    out->claimed = column_int(q) != 0;
}

static void read_post(struct query *q, struct arena *arena, struct post *out)
{
    out->id = column_int(q);
    out->kind = (enum post_kind)column_int(q);
    out->code = column_text(q, arena);
    out->question = column_int(q);
    out->number = column_int(q);
    out->author = column_int(q);
    out->theme = column_int(q);
    out->team = column_int(q);
    out->author_team = column_int(q);
    out->registration = column_text(q, arena);
    out->function = column_text(q, arena);
    out->title = column_text(q, arena);
    out->text = column_text(q, arena);
    out->flags = (unsigned)column_int(q);
    out->works = column_int(q) != 0;
    out->municipality = column_int(q);
    out->care = column_int(q);
    out->posted_at = column_int(q);
    out->edited_at = column_int(q);
    out->retracted_at = column_int(q);
    out->until_at = column_int(q);
    out->revision = column_int(q);
    out->answers = column_int(q);
    out->thanks = column_int(q);
    out->views = column_int(q);
    out->resolved_at = column_int(q);
    out->chosen = column_int(q);
    out->met_until = column_int(q);
    for (int i = POST_WORKS; i < POST_REACTIONS; i++)
        out->reactions[i] = column_int(q);
    out->held = (enum post_held)column_int(q);
    out->merged_into = column_text(q, arena);
    read_names(q, arena, out);
}

/* What only lessons and guides have: they are few, so the others do not pay for it. */
static int add_lesson(struct store *store, struct arena *arena, struct post *out)
{
    struct query q = query(store, &set_post, LESSON);

    bind_int(&q, out->id);
    bool found = query_row(&q);
    if (found) {
        out->works_when = column_text(&q, arena);
        out->works_not = column_text(&q, arena);
        out->lesson_state = (enum lesson_state)column_int(&q);
        out->is_guide = column_int(&q) != 0;
        out->reading = column_int(&q) != 0;
        out->version = column_int(&q);
        out->owner = column_int(&q);
        out->owner_name = column_text(&q, arena);
        out->owner_display = column_text(&q, arena);
        out->review_on = column_text(&q, arena);
        out->helped = column_int(&q);
    }
    return query_end_found(&q, found);
}

static int get_one(struct query *q, struct arena *arena, struct post *out)
{
    bool found = query_row(q);

    *out = (struct post){ 0 };
    if (found)
        read_post(q, arena, out);
    int err = query_end_found(q, found);
    return err != 0 || !store_post_is_lesson(out) ? err : add_lesson(q->store, arena, out);
}

int store_post_get(struct store *store, int64_t id, struct arena *arena, struct post *out)
{
    struct query q = query(store, &set_post, GET);

    bind_int(&q, id);
    return get_one(&q, arena, out);
}

int store_post_by_code(struct store *store, struct span code, struct arena *arena, struct post *out)
{
    struct query q = query(store, &set_post, BY_CODE);

    bind_text(&q, code);
    return get_one(&q, arena, out);
}

int store_post_notice(struct store *store, int64_t team, int64_t organisation, int64_t now_ms, struct arena *arena,
                      struct post *out)
{
    struct query q = query(store, &set_post, NOTICE);

    bind_int(&q, team);
    bind_int(&q, organisation);
    bind_int(&q, now_ms);
    return get_one(&q, arena, out);
}

int store_post_count_questions(struct store *store, int64_t *out)
{
    struct query q = query(store, &set_post, COUNT_QUESTIONS);

    *out = query_row(&q) ? column_int(&q) : 0;
    return query_end(&q);
}

bool store_post_is_of_team(const struct post *post)
{
    return post->team != 0 && post->organisation_slug.ptr == NULL;
}

struct span store_post_space(const struct post *post)
{
    if (post->team == 0)
        return post->theme_slug;
    return store_post_is_of_team(post) ? post->team_slug : post->organisation_slug;
}

bool store_post_is_lesson(const struct post *post)
{
    return post->kind == POST_LESSON || post->kind == POST_GUIDE || post->kind == POST_SHELVED;
}

bool store_post_is_gone(const struct post *post)
{
    return post->retracted_at != 0 || post->held != POST_NOT_HELD;
}

bool store_post_is_open(const struct post *post)
{
    return post->kind == POST_QUESTION && post->met_until == 0 && post->resolved_at == 0 && !store_post_is_gone(post);
}

/* ---- lists ---- */

static bool take_ids(size_t limit, struct arena *arena, struct post_ids *out)
{
    *out = (struct post_ids){ .ids = arena_take(arena, limit * sizeof *out->ids),
                              .keys = arena_take(arena, limit * sizeof *out->keys) };
    return out->ids != NULL && out->keys != NULL;
}

static int read_ids(struct query *q, size_t limit, struct post_ids *out)
{
    while (out->count < limit && query_row(q)) {
        out->ids[out->count] = column_int(q);
        out->keys[out->count++] = column_int(q);
    }
    return query_end(q);
}

/* Newest first: behind one that is too old no other is looked at, but for those that came from elsewhere meanwhile. */
static int read_new(struct query *q, int64_t since_at, size_t limit, struct post_ids *out)
{
    while (out->count < limit && query_row(q)) {
        int64_t id = column_int(q), posted_at = column_int(q);
        bool is_wanted = column_int(q) != 0;
        if (posted_at <= since_at - LATE_MS)
            break;
        out->ids[out->count] = id;
        out->keys[out->count] = 0;
        out->count += is_wanted;
    }
    return query_end(q);
}

static size_t statement_of(const struct post_filter *filter)
{
    if (filter->author != 0)
        return MINE;
    if (filter->order == POST_OPEN)
        return OPEN;
    if (filter->order == POST_LIVELY)
        return LIVELY;
    return filter->theme != 0 ? NEW_IN_THEME : NEW;
}

/* What is lively and lately asked is looked for among the one or the other, whichever is less. */
static int choose_statement(struct store *store, const struct post_filter *filter, size_t *which)
{
    *which = statement_of(filter);
    if (*which != LIVELY || filter->since_at < 0)
        return 0;
    struct query q = query(store, &set_post, MANY_SINCE);
    bind_int(&q, filter->since_at);
    bind_int(&q, SORTED_MAX);
    if (query_row(&q) && column_int(&q) < SORTED_MAX)
        *which = LIVELY_SINCE;
    return query_end(&q);
}

/* Each statement takes the numbered parameters up to the highest it names. */
static int list_space(struct store *store, const struct post_filter *filter, size_t which, int64_t team, size_t limit,
                      struct post_ids *out)
{
    struct query q = query(store, &set_post, which);
    int64_t first = filter->order == POST_OPEN ? 0 : INT64_MAX;

    bind_id(&q, team);
    bind_int(&q, filter->wall);
    bind_int(&q, filter->since_at);
    bind_int(&q, filter->after_id != 0 ? filter->after_id : first);
    bind_int(&q, filter->kind);
    if (which == NEW_IN_THEME)
        bind_id(&q, filter->theme);
    if (which == NEW || which == NEW_IN_THEME)
        return read_new(&q, filter->since_at, limit, out);
    bind_int(&q, (int64_t)limit);
    bind_id(&q, filter->theme);
    if (which == LIVELY || which == LIVELY_SINCE || which == MINE)
        bind_int(&q, filter->after_id != 0 ? filter->after_key : INT64_MAX);
    if (which == OPEN)
        bind_int(&q, filter->not_author);
    if (which == MINE)
        bind_int(&q, filter->author);
    return read_ids(&q, limit, out);
}

static bool comes_before(const struct post_filter *filter, int64_t key_a, int64_t id_a, int64_t key_b, int64_t id_b)
{
    if (key_a != key_b)
        return key_a > key_b;
    return filter->order == POST_OPEN ? id_a < id_b : id_a > id_b;
}

/* Merges the ordered page of one space into the ordered page of those before it. */
static void merge(const struct post_filter *filter, struct post_ids *into, const struct post_ids *more, size_t limit,
                  struct post_ids *scratch)
{
    size_t a = 0, b = 0;

    scratch->count = 0;
    while (scratch->count < limit && (a < into->count || b < more->count)) {
        bool take_a = b == more->count || (a < into->count && comes_before(filter, into->keys[a], into->ids[a],
                                                                           more->keys[b], more->ids[b]));
        scratch->ids[scratch->count] = take_a ? into->ids[a] : more->ids[b];
        scratch->keys[scratch->count++] = take_a ? into->keys[a++] : more->keys[b++];
    }
    struct post_ids swapped = *into;
    *into = *scratch;
    *scratch = swapped;
}

int store_post_list(struct store *store, const struct post_filter *filter, size_t limit, struct arena *arena,
                    struct post_ids *out)
{
    struct post_ids more, scratch;
    size_t which;

    if (!take_ids(limit, arena, out) || !take_ids(limit, arena, &more) || !take_ids(limit, arena, &scratch))
        return ERR_TOO_BIG;
    int err = choose_statement(store, filter, &which);
    if (err == 0 && !filter->only_teams)
        err = list_space(store, filter, which, 0, limit, out);
    for (size_t i = 0; i < filter->team_count && err == 0; i++) {
        more.count = 0;
        err = list_space(store, filter, which, filter->teams[i], limit, &more);
        if (err == 0)
            merge(filter, out, &more, limit, &scratch);
    }
    return err;
}

int store_post_tips_for(struct store *store, int64_t municipality, int64_t care, size_t limit, struct arena *arena,
                        struct post_ids *out)
{
    struct query q = query(store, &set_post, TIPS_FOR);

    bind_int(&q, care);
    bind_int(&q, municipality);
    bind_int(&q, (int64_t)limit);
    q.out_of_room = !take_ids(limit, arena, out);
    return q.out_of_room ? query_end(&q) : read_ids(&q, limit, out);
}

int store_post_answers(struct store *store, int64_t question, size_t limit, struct arena *arena, struct post_ids *out)
{
    struct query q = query(store, &set_post, ANSWERS);

    bind_int(&q, question);
    bind_int(&q, (int64_t)limit);
    q.out_of_room = !take_ids(limit, arena, out);
    return q.out_of_room ? query_end(&q) : read_ids(&q, limit, out);
}

int store_post_sources(struct store *store, int64_t question, size_t limit, struct arena *arena,
                       struct post_source **out, size_t *count)
{
    struct query q = query(store, &set_post, SOURCES);

    bind_int(&q, question);
    bind_int(&q, (int64_t)limit);
    *count = 0;
    *out = arena_take(arena, limit * sizeof **out);
    q.out_of_room = *out == NULL;
    while (*out != NULL && *count < limit && query_row(&q)) {
        struct post_source *source = &(*out)[(*count)++];
        source->number = column_int(&q);
        source->title = column_text(&q, arena);
        source->url = column_text(&q, arena);
    }
    return query_end(&q);
}

/* ---- counts ---- */

static int read_number(struct query *q, int64_t *out)
{
    *out = query_row(q) ? column_int(q) : 0;
    return query_end(q);
}

static int count_since(struct store *store, size_t which, enum post_kind kind, int64_t since_at, int64_t *out)
{
    struct query q = query(store, &set_post, which);

    bind_int(&q, kind);
    bind_int(&q, since_at);
    return read_number(&q, out);
}

int store_post_count_since(struct store *store, int64_t since_at, struct post_day *out)
{
    *out = (struct post_day){ .since_at = since_at };
    int err = count_since(store, COUNT_SINCE, POST_QUESTION, since_at, &out->questions);
    if (err == 0)
        err = count_since(store, COUNT_SINCE, POST_ANSWER, since_at, &out->answers);
    if (err == 0)
        err = count_since(store, FIRST_SINCE, POST_QUESTION, since_at, &out->first_question);
    return err != 0 ? err : count_since(store, FIRST_SINCE, POST_ANSWER, since_at, &out->first_answer);
}

static int count_in_team(struct store *store, enum post_kind kind, int64_t team, int64_t first, int64_t since_at,
                         int64_t *out)
{
    struct query q = query(store, &set_post, COUNT_IN_TEAM);
    int64_t count;

    bind_int(&q, kind);
    bind_int(&q, team);
    bind_int(&q, first);
    bind_int(&q, since_at);
    int err = read_number(&q, &count);
    *out += count;
    return err;
}

int store_post_add_team(struct store *store, int64_t team, const struct post_day *day, struct post_day *out)
{
    int err = 0;

    if (day->first_question != 0)
        err = count_in_team(store, POST_QUESTION, team, day->first_question, day->since_at, &out->questions);
    if (err == 0 && day->first_answer != 0)
        err = count_in_team(store, POST_ANSWER, team, day->first_answer, day->since_at, &out->answers);
    return err;
}

int store_post_count_open(struct store *store, struct arena *arena, struct post_counts *out)
{
    struct query q = query(store, &set_post, COUNT_OPEN);
    struct post_count *rows = arena_take(arena, POST_COUNTS_MAX * sizeof *rows);

    *out = (struct post_counts){ rows, 0 };
    q.out_of_room = rows == NULL;
    bind_int(&q, POST_COUNTS_MAX);
    while (rows != NULL && out->count < POST_COUNTS_MAX && query_row(&q)) {
        struct post_count *row = &rows[out->count++];
        row->team = column_int(&q);
        row->questions = column_int(&q);
    }
    return query_end(&q);
}

static int compare_counts(const void *a, const void *b)
{
    const struct post_count *x = a, *y = b;

    return (x->team > y->team) - (x->team < y->team);
}

int64_t store_post_counted(const struct post_counts *counts, int64_t team)
{
    const struct post_count none = { .team = team };
    const struct post_count *found = bsearch(&none, counts->rows, counts->count, sizeof none, compare_counts);

    return found == NULL ? 0 : found->questions;
}

int store_post_prompt(struct store *store, int64_t since_at, int64_t within_ms, int64_t *asked, int64_t *prompt)
{
    struct query q = query(store, &set_post, PROMPT);

    *asked = *prompt = 0;
    bind_int(&q, since_at);
    bind_int(&q, within_ms);
    if (query_row(&q)) {
        *asked = column_int(&q);
        *prompt = column_int(&q);
    }
    return query_end(&q);
}
