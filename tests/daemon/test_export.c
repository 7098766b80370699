/* What a member reads of oneself: all that is kept, and nothing of anybody else. */
#include "tests/daemon/office.h"

#include "daemon/store/store_own.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

/* All pages of what is kept of a member, as one list of values; to be given back with json_decref. */
static json_t *export_of(struct office *o, const char *who, const char *member)
{
    json_t *all = json_array();
    char after[96] = "";

    do {
        if (after[0] == '\0')
            OK(o, who, "member-export", "{'member': '%s'}", member);
        else
            OK(o, who, "member-export", "{'member': '%s', 'after': '%s'}", member, after);
        json_array_extend(all, json_object_get(o->reply, "values"));
        snprintf(after, sizeof after, "%s", text_at(o->reply, "after"));
    } while (after[0] != '\0');
    return all;
}

static int64_t count_kind(const json_t *all, const char *kind)
{
    int64_t count = 0;

    for (size_t i = 0; i < json_array_size(all); i++)
        count += strcmp(text_at(json_array_get(all, i), "kind"), kind) == 0;
    return count;
}

static int64_t count_things(const json_t *all)
{
    int64_t count = 0;

    for (size_t i = 0; i < json_array_size(all); i++)
        count += has_at(json_array_get(all, i), "kind");
    return count;
}

/* Whether a thing of this kind says this under that key. */
static bool says(const json_t *all, const char *kind, const char *key, const char *text)
{
    const char *now = "";

    for (size_t i = 0; i < json_array_size(all); i++) {
        const json_t *value = json_array_get(all, i);
        now = has_at(value, "kind") ? text_at(value, "kind") : now;
        if (strcmp(now, kind) == 0 && strcmp(text_at(value, "key"), key) == 0 &&
            strcmp(text_at(value, "text"), text) == 0)
            return true;
    }
    return false;
}

static bool has_text(const json_t *all, const char *text)
{
    char *dump = json_dumps(all, 0);
    bool found = strstr(dump, text) != NULL;

    free(dump);
    return found;
}

/* ---- the list of tables ---- */

static bool is_listed(const char *members, const char *column)
{
    size_t length = strlen(column);

    for (const char *at = members; at != NULL && *at != '\0'; at = strchr(at, ' ') == NULL ? NULL : strchr(at, ' ') + 1)
        if (strncmp(at, column, length) == 0 && (at[length] == ' ' || at[length] == '\0'))
            return true;
    return false;
}

static const struct own_table *find_table(const char *name)
{
    for (const struct own_table *table = own_tables; table->name != NULL; table++)
        if (strcmp(table->name, name) == 0)
            return table;
    return NULL;
}

/* A new table is nowhere until somebody thought about whose it is. */
TEST(every_table_of_the_database_is_in_the_list)
{
    struct office *o = *state;
    int listed = 0;

    for (const struct own_table *table = own_tables; table->name != NULL; table++, listed++)
        if (office_number(o, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '%s'", table->name) !=
            1)
            fail_msg("there is no table %s", table->name);
    assert_int_equal(listed,
                     office_number(o, "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE"
                                      " 'sqlite_%%'"));
}

/* By reference, or by its name. */
TEST(every_column_that_leads_to_a_member_is_in_the_list)
{
    struct office *o = *state;
    sqlite3_stmt *columns = NULL;
    int found = 0;

    assert_int_equal(
        sqlite3_prepare_v2(
            o->db,
            "SELECT s.name, c.name FROM sqlite_schema s JOIN pragma_table_info(s.name) c WHERE s.type ="
            " 'table' AND (EXISTS (SELECT 1 FROM pragma_foreign_key_list(s.name) f WHERE f.\"from\" = c.name"
            " AND f.\"table\" = 'member') OR c.name IN ('member', 'who', 'author', 'moderator', 'by'))",
            -1, &columns, NULL),
        SQLITE_OK);
    for (; sqlite3_step(columns) == SQLITE_ROW; found++) {
        const char *name = (const char *)sqlite3_column_text(columns, 0);
        const char *column = (const char *)sqlite3_column_text(columns, 1);
        const struct own_table *table = find_table(name);
        if (table == NULL || !is_listed(table->members, column))
            fail_msg("%s.%s leads to a member and is not in own_tables", name, column);
    }
    sqlite3_finalize(columns);
    assert_true(found > 20);
}

/* ---- all of it, and no one else's ---- */

/* Anna does everything that leaves something; eva too, in her own words. */
static void live(struct office *o, const char *who, const char *team, const char *mark)
{
    struct word_text other = office_ask(o, "gijs", "theme/regie/ask", "Een esdoorn");
    struct word_text answer = office_answer(o, "bram", other.text, "Een lijsterbes");
    char where[64];

    OK(o, who, "theme/regie/ask", "{'title': 'Vraag %s', 'text': 'Uitleg %s', 'anonymous': true}", mark, mark);
    struct word_text own = office_word(o, "code");
    snprintf(where, sizeof where, "team/%s/ask", team);
    OK(o, who, where, "{'title': 'Binnen %s', 'theme': 'wacht'}", mark);
    OK(o, who, "answer",
       "{'to': '%s', 'text': 'Antwoord %s', 'sources': [{'title': 'Bron %s', 'url': 'https://a.nl'}]}", other.text,
       mark, mark);
    OK(o, who, "theme/wacht/tip", "{'text': 'Tip %s', 'works': true}", mark);
    OK(o, who, "thank", "{'code': '%s', 'on': true}", answer.text);
    OK(o, who, "react", "{'code': '%s', 'reaction': 'works'}", answer.text);
    OK(o, who, "seen", "{'code': '%s'}", other.text);
    OK(o, who, "follow", "{'what': 'theme/regie'}");
    OK(o, who, "signal", "{'text': 'Knelpunt %s', 'theme': 'wacht'}", mark);
    OK(o, who, "waitlist-set", "{'municipality': '%s', 'care': 'ggz', 'weeks': 12, 'note': 'Notitie %s'}", team, mark);
    snprintf(where, sizeof where, "team/%s/intervision-add", team);
    OK(o, who, where, "{'codes': ['%s']}", other.text);
    OK(o, who, "digest-set", "{'frequency': 'weekly', 'email': '%s@x.nl'}", mark);
    office_answer(o, "gijs", own.text, "Een meidoorn");
    office_sql(o,
               "INSERT INTO digest (member, day, made_at, first_seq, last_seq) SELECT id, '2022-05-19', 5, 1, 2 FROM"
               " member WHERE name = '%s'",
               who);
    office_sql(o, "INSERT INTO mailed (member, day, result) SELECT id, '2022-05-19', 1 FROM member WHERE name = '%s'",
               who);
    office_sql(o, "INSERT OR IGNORE INTO newcomer (member, joined_at) SELECT id, 7 FROM member WHERE name = '%s'", who);
    office_sql(o,
               "INSERT INTO endorsement (post, member, revision, text_hash, unless, at) SELECT p.id, m.id, 1, x'00',"
               " 'Tenzij %s', 8 FROM post p, member m WHERE p.code = '%s' AND m.name = '%s'",
               mark, answer.text, who);
    office_sql(o,
               "UPDATE ladder SET claimed_by = (SELECT id FROM member WHERE name = '%s'), claimed_at = 9, note ="
               " 'Briefje %s' WHERE question = (SELECT id FROM post WHERE title = 'Binnen %s')",
               who, mark, mark);
    office_sql(o,
               "INSERT INTO post (kind, code, author, theme, title, posted_at) SELECT 8, 'L' || id, 9, 1, 'Les', 1 FROM"
               " member WHERE name = '%s'",
               who);
    office_sql(o,
               "INSERT INTO lesson (post, guide, state, owner, drafter, reader, drafted, title, text) SELECT"
               " last_insert_rowid(), 0, 0, id, id, id, 1, 'Concept %s', 'Dit' FROM member WHERE name = '%s'",
               mark, who);
    office_sql(
        o,
        "INSERT INTO helped (post, member, day, at) SELECT last_insert_rowid(), id, 20220519, 13 FROM member WHERE"
        " name = '%s'",
        who);
    OK(o, who, "harvest-begin", "{'title': 'Oogst %s'}", mark);
    OK(o, who, "report", "{'code': '%s', 'reason': 'unkind', 'note': 'Melding %s'}", answer.text, mark);
    OK(o, who, "theme/regie/ask", "{'title': 'Afgewezen %s'}", mark);
    struct word_text held = office_word(o, "code");
    OK(o, "toezicht", "reject", "{'code': '%s', 'reason': 'Te grof'}", held.text);
    OK(o, who, "appeal", "{'code': '%s', 'text': 'Bezwaar %s'}", held.text, mark);
    OK(o, "beheer", "member-reset", "{'member': '%s'}", who);
    OK(o, who, "enrol", "{'device': 'laptop'}");
    OK(o, who, "member-erase", "{'posts': 'anonymise'}");
    OK(o, "toezicht", "open-anonymous", "{'code': '%s', 'reason': 'Dreigement'}", own.text);
    office_sql(
        o,
        "INSERT INTO unmask (post, member, reason, at, confirms) SELECT post, 10, 'Ook', 11, id FROM unmask WHERE"
        " post = (SELECT id FROM post WHERE code = '%s')",
        own.text);
    office_sql(o,
               "INSERT INTO unmask (post, member, reason, at) SELECT p.id, m.id, 'Reden %s', 12 FROM post p, member m"
               " WHERE p.code = '%s' AND m.name = '%s'",
               mark, other.text, who);
}

#define ANNA 1 /* the first that the office adds */

/* What the tables have of anna, by the kind it comes under. */
static const struct {
    const char *kind, *where;
} kinds[] = {
    { "member", "member WHERE id = 1" },
    { "membership", "membership WHERE member = 1" },
    { "device", "device WHERE member = 1" },
    { "code", "code WHERE member = 1" },
    { "mailbox", "mailbox WHERE member = 1" },
    { "post", "post WHERE author = 1" },
    { "source", "source JOIN post p ON p.id = post WHERE p.author = 1" },
    { "lesson", "lesson WHERE 1 IN (owner, begun_by, reader)" },
    { "draft", "lesson WHERE drafter = 1" },
    { "thanks", "thanks WHERE member = 1" },
    { "reaction", "reaction WHERE member = 1" },
    { "seen", "seen WHERE member = 1" },
    { "helped", "helped WHERE member = 1" },
    { "harvest", "harvest WHERE facilitator = 1" },
    { "follow", "follow WHERE member = 1" },
    { "endorsement", "endorsement WHERE member = 1" },
    { "signal", "signal WHERE member = 1" },
    { "wait", "wait WHERE member = 1" },
    { "intervision", "intervision WHERE member = 1" },
    { "claim", "ladder WHERE claimed_by = 1" },
    { "newcomer", "newcomer WHERE member = 1" },
    { "digest", "digest WHERE member = 1" },
    { "mailed", "mailed WHERE member = 1" },
    { "told", "event_to WHERE member = 1" },
    { "opened", "unmask u JOIN post p ON p.id = u.post WHERE u.confirms IS NOT NULL AND p.author = 1" },
    { "unmask", "unmask WHERE member = 1" },
    { "report", "report WHERE member = 1" },
    { "moderation",
      "moderation c JOIN post p ON p.id = c.post WHERE p.author = 1 OR 1 IN (c.not_by, c.proposer, c.decider)" },
    { "audit", "audit WHERE 1 IN (who, member)" },
    { "erasure", "erasure WHERE member = 1" },
    { "served", "served WHERE member = 1" },
};

TEST(an_export_holds_every_row_that_is_kept_of_a_member)
{
    struct office *o = *state;
    int64_t all_kinds = 0;

    live(o, "eva", "rijswijk", "wilgenroos");
    live(o, "anna", "delft", "kastanje");
    json_t *all = export_of(o, "anna", "anna");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        int64_t kept = office_number(o, "SELECT count(*) FROM %s", kinds[i].where);
        if (kept == 0 || kept != count_kind(all, kinds[i].kind))
            fail_msg("%s: %d kept, %d exported", kinds[i].kind, (int)kept, (int)count_kind(all, kinds[i].kind));
        all_kinds += kept;
    }
    assert_int_equal(all_kinds, count_things(all));
    json_decref(all);
}

TEST(an_export_says_what_the_member_wrote_and_nothing_of_others)
{
    struct office *o = *state;

    live(o, "eva", "rijswijk", "wilgenroos");
    live(o, "anna", "delft", "kastanje");
    json_t *all = export_of(o, "anna", "anna");
    assert_true(says(all, "member", "name", "Anna van Dam"));
    assert_true(says(all, "membership", "team", "delft"));
    assert_true(says(all, "mailbox", "email", "kastanje@x.nl"));
    assert_true(says(all, "post", "title", "Vraag kastanje") && says(all, "post", "text", "Uitleg kastanje"));
    assert_true(says(all, "post", "private_to", "delft") && says(all, "post", "text", "Antwoord kastanje"));
    assert_true(says(all, "source", "title", "Bron kastanje"));
    assert_true(says(all, "draft", "title", "Concept kastanje"));
    assert_true(says(all, "signal", "text", "Knelpunt kastanje") && says(all, "wait", "note", "Notitie kastanje"));
    assert_true(says(all, "endorsement", "unless", "Tenzij kastanje") &&
                says(all, "claim", "note", "Briefje kastanje"));
    assert_true(says(all, "unmask", "reason", "Reden kastanje"));
    assert_true(says(all, "report", "note", "Melding kastanje"));
    assert_true(says(all, "moderation", "appeal", "Bezwaar kastanje") && says(all, "moderation", "reason", "Te grof"));
    assert_true(says(all, "reaction", "reaction", "works") && says(all, "follow", "what", "theme/regie"));
    static const char *const strange[] = { "wilgenroos",     "esdoorn",    "meidoorn",
                                           "Een lijsterbes", "Dreigement", "toezicht" };
    for (size_t i = 0; i < sizeof strange / sizeof strange[0]; i++)
        if (has_text(all, strange[i]))
            fail_msg("%s is of somebody else", strange[i]);
    json_decref(all);
}

TEST(no_secret_is_in_an_export)
{
    struct office *o = *state;

    live(o, "anna", "delft", "kastanje");
    office_sql(o, "UPDATE mailbox SET token = 'GEHEIMETEKEN'");
    office_sql(o, "UPDATE device SET hash = CAST ('GEHEIMEHASH' AS BLOB)");
    json_t *all = export_of(o, "anna", "anna");
    assert_false(has_text(all, "GEHEIME"));
    json_decref(all);
}

TEST(what_was_withdrawn_is_there_without_its_text)
{
    struct office *o = *state;
    struct word_text code = office_ask(o, "anna", "theme/regie/ask", "Toch niet gevraagd");

    OK(o, "anna", "retract", "{'code': '%s'}", code.text);
    json_t *all = export_of(o, "anna", "anna");
    assert_true(says(all, "post", "code", code.text));
    assert_false(has_text(all, "Toch niet gevraagd"));
    json_decref(all);
}

TEST(pages_follow_each_other_without_gap_or_repeat)
{
    struct office *o = *state;

    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450) INSERT INTO post (kind,"
               " code, author, theme, title, text, posted_at) SELECT 1, 'X' || i, %d, 1, 'vraag', printf('%%.2000c',"
               " 'x'), i FROM n",
               ANNA);
    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450) INSERT INTO served (id,"
               " member, hash, seq, reply) SELECT randomblob(16), %d, x'00', 0, x'80' FROM n",
               ANNA);
    json_t *all = export_of(o, "anna", "anna");
    assert_int_equal(count_kind(all, "post"), 450);
    assert_int_equal(count_kind(all, "served"), 450);
    for (int i = 1; i <= 450; i++) {
        char code[16];
        snprintf(code, sizeof code, "X%d", i);
        assert_true(says(all, "post", "code", code));
    }
    json_decref(all);
}

/* Members without much, with every kind of thing, and with more than a page of some. */
TEST(the_first_page_tells_of_how_many_things_and_no_other_does)
{
    struct office *o = *state;

    office_sql(o,
               "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 450) INSERT INTO served (id,"
               " member, hash, seq, reply) SELECT randomblob(16), (SELECT id FROM member WHERE name = 'bram'), x'00',"
               " 0, x'80' FROM n");
    live(o, "anna", "delft", "kastanje");
    static const char *const members[] = { "anna", "eva", "bram" };
    for (size_t i = 0; i < sizeof members / sizeof members[0]; i++) {
        json_t *all = export_of(o, members[i], members[i]);
        OK(o, members[i], "member-export", "{}");
        assert_int_equal(int_at(o->reply, "total"), count_things(all));
        json_decref(all);
    }
    OK(o, "bram", "member-export", "{'after': '%s'}", text_at(o->reply, "after"));
    assert_false(has_at(o->reply, "total"));
}

TEST(an_after_that_is_no_end_of_a_page_is_refused)
{
    struct office *o = *state;
    static const char *const wrong[] = { "x", "5", "5.x", "99.1", ".", "-1.3", "5.1 OR 1" };

    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
        NO("bad_request", "after", o, "anna", "member-export", "{'after': '%s'}", wrong[i]);
}

/* ---- by somebody else ---- */

TEST(an_administrator_exports_after_it_was_noted_and_the_member_can_see_it)
{
    struct office *o = *state;

    NO("forbidden", "member", o, "bram", "member-export", "{'member': 'anna'}");
    NO("forbidden", "member", o, "bram", "member-export", "{'member': 'niemand'}");
    NO("conflict", "member", o, "beheer", "member-export", "{'member': 'anna'}");
    NO("not_found", "member", o, "beheer", "member-export-open", "{'member': 'niemand'}");
    OK(o, "beheer", "member-export-open", "{'member': 'bram'}"); /* of somebody else */
    NO("conflict", "member", o, "beheer", "member-export", "{'member': 'anna'}");
    OK(o, "beheer", "member-export-open", "{'member': 'anna'}");
    json_t *all = export_of(o, "beheer", "anna"), *own = export_of(o, "anna", "anna");
    assert_true(json_equal(all, own));
    OK(o, "anna", "member-export", "{}"); /* oneself, when nobody is named */
    assert_true(json_equal(json_object_get(o->reply, "values"), own));
    assert_int_equal(count_kind(own, "audit"), 1);
    json_decref(all);
    json_decref(own);
    o->now_ms += HOUR_MS;
    NO("conflict", "member", o, "beheer", "member-export", "{'member': 'anna'}");
    assert_int_equal(office_number(o, "SELECT count(*) FROM audit WHERE action = 13 AND member = %d", ANNA), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        OFFICE_TEST(every_table_of_the_database_is_in_the_list),
        OFFICE_TEST(every_column_that_leads_to_a_member_is_in_the_list),
        OFFICE_TEST(an_export_holds_every_row_that_is_kept_of_a_member),
        OFFICE_TEST(an_export_says_what_the_member_wrote_and_nothing_of_others),
        OFFICE_TEST(no_secret_is_in_an_export),
        OFFICE_TEST(what_was_withdrawn_is_there_without_its_text),
        OFFICE_TEST(pages_follow_each_other_without_gap_or_repeat),
        OFFICE_TEST(the_first_page_tells_of_how_many_things_and_no_other_does),
        OFFICE_TEST(an_after_that_is_no_end_of_a_page_is_refused),
        OFFICE_TEST(an_administrator_exports_after_it_was_noted_and_the_member_can_see_it),
    };

    return TEST_RUN(tests);
}
