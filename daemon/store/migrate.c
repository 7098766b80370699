#include "daemon/log.h"
#include "db.h"
#include "seal.h"

#include <stdio.h>

/*
 * The schema, as the list of its changes. Append only: a version that has been shipped is never edited, since
 * databases out there went through it. Its position in `migrations` is what PRAGMA user_version says.
 *
 * Times are milliseconds since 1970 UTC. Texts stand in `post` and `source` alone (and what is not published yet in
 * `lesson`), so that withdrawing or erasing one has one place to go to; events, digests and replies refer to posts by
 * number.
 */
static const char *const version_1[] = {
    "CREATE TABLE number (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;",

    "CREATE TABLE theme (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    " archived INTEGER NOT NULL DEFAULT 0) STRICT;",
    "CREATE TABLE municipality (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;",
    "CREATE TABLE care (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL) STRICT;",
    "CREATE TABLE team (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL,"
    " municipality INTEGER REFERENCES municipality (id), archived INTEGER NOT NULL DEFAULT 0) STRICT;",

    /* roles: bits of enum member_role. digest_*: settings, when the next is due, and the seq it begins after. */
    "CREATE TABLE member (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, display TEXT NOT NULL,"
    " roles INTEGER NOT NULL, registration TEXT, function TEXT, disabled INTEGER NOT NULL DEFAULT 0,"
    " created_at INTEGER NOT NULL, digest_frequency INTEGER NOT NULL, digest_minute INTEGER NOT NULL,"
    " digest_pause_until INTEGER NOT NULL DEFAULT 0, digest_due INTEGER, digest_seq INTEGER NOT NULL) STRICT;",
    "CREATE INDEX member_due ON member (digest_due) WHERE digest_due IS NOT NULL;",
    "CREATE TABLE membership (member INTEGER NOT NULL REFERENCES member (id), team INTEGER NOT NULL REFERENCES team"
    " (id), PRIMARY KEY (member, team)) STRICT, WITHOUT ROWID;",
    "CREATE INDEX membership_team ON membership (team);",
    "CREATE TABLE device (member INTEGER NOT NULL REFERENCES member (id), name TEXT NOT NULL, hash BLOB NOT NULL,"
    " added_at INTEGER NOT NULL, revoked_at INTEGER, PRIMARY KEY (member, name)) STRICT, WITHOUT ROWID;",
    /* used_by: the id of the enrol request that used the code; the same request may be answered again. */
    "CREATE TABLE code (member INTEGER PRIMARY KEY REFERENCES member (id), hash BLOB NOT NULL,"
    " until_at INTEGER NOT NULL, used_by BLOB) STRICT;",
    "CREATE TABLE kiosk (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, team INTEGER NOT NULL REFERENCES team"
    " (id), room TEXT NOT NULL, device TEXT NOT NULL, hash BLOB NOT NULL) STRICT;",

    /* kind: enum post_kind. team: the team it is private to. author_team, registration, function: at the time. */
    "CREATE TABLE post (id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, code TEXT UNIQUE, question INTEGER REFERENCES"
    " post (id), number INTEGER NOT NULL DEFAULT 0, author INTEGER NOT NULL REFERENCES member (id), theme INTEGER"
    " REFERENCES theme (id), team INTEGER REFERENCES team (id), author_team INTEGER REFERENCES team (id),"
    " registration TEXT, function TEXT, title TEXT, text TEXT, flags INTEGER NOT NULL DEFAULT 0, works INTEGER NOT"
    " NULL DEFAULT 0, municipality INTEGER REFERENCES municipality (id), care INTEGER REFERENCES care (id),"
    " posted_at INTEGER NOT NULL, edited_at INTEGER, retracted_at INTEGER, until_at INTEGER, revision INTEGER NOT"
    " NULL DEFAULT 1, answers INTEGER NOT NULL DEFAULT 0, first_answer_at INTEGER, thanks INTEGER NOT NULL DEFAULT"
    " 0, views INTEGER NOT NULL DEFAULT 0, resolved_at INTEGER, chosen INTEGER) STRICT;",
    "CREATE INDEX post_new ON post (kind, team, id) WHERE retracted_at IS NULL;",
    "CREATE INDEX post_theme ON post (theme, kind, team, id) WHERE retracted_at IS NULL;",
    "CREATE INDEX post_open ON post (team, id) WHERE kind = 1 AND answers = 0 AND resolved_at IS NULL AND"
    " retracted_at IS NULL;",
    "CREATE INDEX post_lively ON post (team, answers, id) WHERE kind = 1 AND retracted_at IS NULL;",
    "CREATE INDEX post_answers ON post (question, id) WHERE kind = 2;",
    "CREATE INDEX post_author ON post (author, kind, id) WHERE retracted_at IS NULL;",
    "CREATE INDEX post_day ON post (kind, posted_at) WHERE retracted_at IS NULL;",
    "CREATE TABLE source (post INTEGER NOT NULL REFERENCES post (id), number INTEGER NOT NULL, title TEXT NOT NULL,"
    " url TEXT NOT NULL, PRIMARY KEY (post, number)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE thanks (post INTEGER NOT NULL REFERENCES post (id), member INTEGER NOT NULL REFERENCES member (id),"
    " PRIMARY KEY (post, member)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE seen (post INTEGER NOT NULL REFERENCES post (id), member INTEGER NOT NULL REFERENCES member (id),"
    " day INTEGER NOT NULL, PRIMARY KEY (post, member, day)) STRICT, WITHOUT ROWID;",

    /* space: the theme when team is NULL. prev: the seq before it in the same space. */
    "CREATE TABLE event (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, event INTEGER NOT NULL, theme INTEGER"
    " REFERENCES theme (id), team INTEGER REFERENCES team (id), prev INTEGER NOT NULL, post INTEGER NOT NULL"
    " REFERENCES post (id)) STRICT;",
    "CREATE INDEX event_theme ON event (theme, seq) WHERE team IS NULL;",
    "CREATE INDEX event_team ON event (team, seq) WHERE team IS NOT NULL;",
    "CREATE TABLE event_to (member INTEGER NOT NULL REFERENCES member (id), seq INTEGER NOT NULL REFERENCES event"
    " (seq), prev INTEGER NOT NULL, PRIMARY KEY (member, seq)) STRICT, WITHOUT ROWID;",
    "CREATE INDEX event_to_seq ON event_to (seq);",

    /* Every write that was accepted, for ever: who sent this id, the hash of what it asked, and the answer. */
    "CREATE TABLE served (id BLOB PRIMARY KEY, member INTEGER NOT NULL, hash BLOB NOT NULL, seq INTEGER NOT NULL,"
    " reply BLOB NOT NULL) STRICT, WITHOUT ROWID;",

    "CREATE TABLE digest (member INTEGER NOT NULL REFERENCES member (id), day TEXT NOT NULL, made_at INTEGER NOT NULL,"
    " first_seq INTEGER NOT NULL, last_seq INTEGER NOT NULL, PRIMARY KEY (member, day)) STRICT, WITHOUT ROWID;",

    "CREATE TABLE wait (id INTEGER PRIMARY KEY, municipality INTEGER NOT NULL REFERENCES municipality (id), care"
    " INTEGER NOT NULL REFERENCES care (id), weeks INTEGER NOT NULL, places INTEGER, note TEXT, member INTEGER NOT"
    " NULL REFERENCES member (id), team INTEGER REFERENCES team (id), at INTEGER NOT NULL) STRICT;",
    "CREATE INDEX wait_pair ON wait (municipality, care, at);",
    NULL,
};

/*
 * Endorsement. met_until: until when a question is answered, which is 0 while it is open, the largest integer for
 * ever, and where its theme demands an endorsed answer the end of the last registration behind one. text_hash: of
 * the text as it was endorsed; a new text has none.
 */
static const char *const version_2[] = {
    "ALTER TABLE member ADD COLUMN registration_number TEXT;",
    "ALTER TABLE member ADD COLUMN registered_until INTEGER;",
    "ALTER TABLE theme ADD COLUMN needs_endorsement INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE post ADD COLUMN text_hash BLOB;",
    "ALTER TABLE post ADD COLUMN met_until INTEGER NOT NULL DEFAULT 0;",
    "UPDATE post SET met_until = 9223372036854775807 WHERE kind = 1 AND answers > 0;",
    "DROP INDEX post_open;",
    "CREATE INDEX post_open ON post (team, id) WHERE kind = 1 AND met_until = 0 AND resolved_at IS NULL AND"
    " retracted_at IS NULL;",
    "CREATE INDEX post_met ON post (met_until) WHERE met_until BETWEEN 1 AND 9223372036854775806;",
    "CREATE TABLE endorsement (post INTEGER NOT NULL REFERENCES post (id), member INTEGER NOT NULL REFERENCES member"
    " (id), revision INTEGER NOT NULL, text_hash BLOB NOT NULL, unless TEXT, at INTEGER NOT NULL, PRIMARY KEY (post,"
    " member)) STRICT, WITHOUT ROWID;",
    "CREATE INDEX endorsement_member ON endorsement (member);",
    NULL,
};

/*
 * The ladder: where each open question stands, and who can be asked. support: bits of enum support_role. since_at 0:
 * open again just now, due_at 0: to be looked at now. Triggers keep a row exactly while a question is open, whatever
 * opens or closes it; who reopens an answered question wants another answer.
 */
static const char *const version_3[] = {
    "ALTER TABLE member ADD COLUMN support INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE member ADD COLUMN senior INTEGER NOT NULL DEFAULT 0;",
    "CREATE INDEX member_support ON member (id) WHERE support <> 0;",
    "ALTER TABLE theme ADD COLUMN support INTEGER NOT NULL DEFAULT 4;",
    "UPDATE theme SET support = 1 WHERE slug = 'dossier';",
    "UPDATE theme SET support = 2 WHERE slug = 'wacht';",
    "ALTER TABLE theme ADD COLUMN ladder INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE team ADD COLUMN ladder INTEGER NOT NULL DEFAULT 0;",
    "CREATE TABLE neighbour (team INTEGER NOT NULL REFERENCES team (id), neighbour INTEGER NOT NULL REFERENCES team"
    " (id), PRIMARY KEY (team, neighbour)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE ladder (question INTEGER PRIMARY KEY REFERENCES post (id), since_at INTEGER NOT NULL, read_at INTEGER"
    " NOT NULL DEFAULT 0, step INTEGER NOT NULL DEFAULT 0, step_at INTEGER NOT NULL, due_at INTEGER, claimed_by INTEGER"
    " REFERENCES member (id), claimed_at INTEGER, note TEXT) STRICT;",
    "CREATE INDEX ladder_due ON ladder (due_at) WHERE due_at IS NOT NULL;",
    "CREATE INDEX ladder_queue ON ladder (step_at, question) WHERE step = 3;",
    "INSERT INTO ladder (question, since_at, step_at, due_at) SELECT id, 0, 0, 0 FROM post WHERE kind = 1 AND met_until"
    " = 0 AND resolved_at IS NULL AND retracted_at IS NULL;",
    "CREATE TRIGGER ladder_asked AFTER INSERT ON post WHEN NEW.kind = 1 BEGIN INSERT INTO ladder (question, since_at,"
    " step_at, due_at) VALUES (NEW.id, NEW.posted_at, NEW.posted_at, 0); END;",
    "CREATE TRIGGER ladder_closed AFTER UPDATE OF answers, met_until, resolved_at, retracted_at ON post WHEN NEW.kind ="
    " 1 AND (NEW.resolved_at IS NOT NULL OR NEW.retracted_at IS NOT NULL OR (NEW.met_until <> 0 AND (OLD.met_until = 0"
    " OR NEW.answers > OLD.answers))) BEGIN DELETE FROM ladder WHERE question = NEW.id; END;",
    "CREATE TRIGGER ladder_opened AFTER UPDATE OF met_until, resolved_at ON post WHEN NEW.kind = 1 AND NEW.resolved_at"
    " IS NULL AND NEW.retracted_at IS NULL AND (OLD.resolved_at IS NOT NULL OR (OLD.met_until <> 0 AND NEW.met_until ="
    " 0)) BEGIN INSERT INTO ladder (question, since_at, step_at, due_at) VALUES (NEW.id, 0, 0, 0) ON CONFLICT DO"
    " NOTHING; END;",
    NULL,
};

/* What screens count, from the index alone. */
static const char *const version_4[] = {
    "DROP INDEX post_day;",
    "CREATE INDEX post_day ON post (kind, posted_at, team, first_answer_at) WHERE retracted_at IS NULL;",
    NULL,
};

/*
 * Signals. answer, answered_seq: the post with the table's answer and its event; NULL while a signal is open. A
 * personal event is told on the topics of its members (event_to) and nowhere else: it has no prev in its space.
 */
static const char *const version_5[] = {
    "CREATE TABLE signal (id INTEGER PRIMARY KEY, member INTEGER NOT NULL REFERENCES member (id), team INTEGER"
    " REFERENCES team (id), theme INTEGER NOT NULL REFERENCES theme (id), post INTEGER REFERENCES post (id), text"
    " TEXT, quote INTEGER NOT NULL, at INTEGER NOT NULL, answer INTEGER REFERENCES post (id), answered_seq INTEGER)"
    " STRICT;",
    "CREATE INDEX signal_open ON signal (theme, team) WHERE answer IS NULL;",
    "CREATE INDEX signal_member ON signal (member);",
    "CREATE UNIQUE INDEX signal_once ON signal (member, post) WHERE answer IS NULL AND post IS NOT NULL;",
    "ALTER TABLE event ADD COLUMN personal INTEGER NOT NULL DEFAULT 0;",
    NULL,
};

/* Following and reactions. Who asked or answered before is told of answers as before. */
static const char *const version_6[] = {
    /* kind: enum follow_kind. is_on 0: a stop, which asking or answering does not undo. */
    "CREATE TABLE follow (member INTEGER NOT NULL REFERENCES member (id), kind INTEGER NOT NULL, what INTEGER NOT"
    " NULL, is_on INTEGER NOT NULL, since_at INTEGER NOT NULL, PRIMARY KEY (member, kind, what)) STRICT, WITHOUT"
    " ROWID;",
    "CREATE INDEX follow_what ON follow (kind, what, since_at, member) WHERE is_on = 1;",
    "INSERT INTO follow (member, kind, what, is_on, since_at) SELECT author, 1, ifnull(question, id), 1, min(posted_at)"
    " FROM post WHERE kind IN (1, 2) GROUP BY author, ifnull(question, id);",

    /* reaction: enum post_reaction; the counts stand at the post. */
    "CREATE TABLE reaction (post INTEGER NOT NULL REFERENCES post (id), member INTEGER NOT NULL REFERENCES member"
    " (id), reaction INTEGER NOT NULL, PRIMARY KEY (post, member)) STRICT, WITHOUT ROWID;",
    "ALTER TABLE post ADD COLUMN reactions_works INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE post ADD COLUMN reactions_not INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE post ADD COLUMN reactions_outdated INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE event ADD COLUMN reaction INTEGER NOT NULL DEFAULT 0;",
    "CREATE INDEX post_tips ON post (care, municipality) WHERE kind = 3 AND team IS NULL AND retracted_at IS NULL;",

    /* Members who joined a team since their last digest. */
    "CREATE TABLE newcomer (member INTEGER PRIMARY KEY REFERENCES member (id), joined_at INTEGER NOT NULL) STRICT;",
    NULL,
};

/*
 * Anonymous posts hold nothing that tells one author from another but the author, and only the hour. unmask: who
 * wanted to know and why; confirms: the request of the other moderator. Nothing is ever changed or taken away there.
 */
static const char *const version_7[] = {
    "UPDATE post SET flags = flags | 1 WHERE kind = 2 AND EXISTS (SELECT 1 FROM post q WHERE q.id = post.question AND"
    " q.author = post.author AND q.flags & 1);",
    "UPDATE post SET author_team = NULL, registration = NULL, function = NULL, posted_at = posted_at - posted_at %"
    " 3600000, edited_at = edited_at - edited_at % 3600000 WHERE flags & 1;",
    "UPDATE event SET at = at - at % 3600000 WHERE post IN (SELECT id FROM post WHERE flags & 1);",
    "CREATE TABLE unmask (id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES post (id), member INTEGER NOT NULL"
    " REFERENCES member (id), reason TEXT NOT NULL, at INTEGER NOT NULL, confirms INTEGER UNIQUE REFERENCES unmask "
    "(id))"
    " STRICT;",
    "CREATE INDEX unmask_post ON unmask (post, at);",
    "CREATE TRIGGER unmask_stays BEFORE DELETE ON unmask BEGIN SELECT RAISE (ABORT, 'append only'); END;",
    "CREATE TRIGGER unmask_as_it_was BEFORE UPDATE ON unmask BEGIN SELECT RAISE (ABORT, 'append only'); END;",
    NULL,
};

/* A question is looked at a quarter of an hour after it was asked: until then nothing can be due. */
static const char *const version_8[] = {
    "DROP TRIGGER ladder_asked;",
    "CREATE TRIGGER ladder_asked AFTER INSERT ON post WHEN NEW.kind = 1 BEGIN INSERT INTO ladder (question, since_at,"
    " step_at, due_at) VALUES (NEW.id, NEW.posted_at, NEW.posted_at, NEW.posted_at + 900000); END;",
    NULL,
};

/*
 * Organisations. An organisation is a team of teams: what is for the organisation alone is private to that team, in
 * whose membership everybody of its teams is. organisation: which of these a team belongs to. Triggers keep that
 * membership as its teams in use have it, whatever changes them.
 */
static const char *const version_9[] = {
    "ALTER TABLE team ADD COLUMN is_organisation INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE team ADD COLUMN organisation INTEGER REFERENCES team (id);",
    "CREATE INDEX team_organisation ON team (organisation) WHERE organisation IS NOT NULL;",
    "CREATE TRIGGER organisation_joined AFTER INSERT ON membership BEGIN INSERT INTO membership (member, team) SELECT"
    " NEW.member, t.organisation FROM team t WHERE t.id = NEW.team AND t.archived = 0 AND t.organisation IS NOT NULL"
    " ON CONFLICT DO NOTHING; END;",
    "CREATE TRIGGER organisation_left AFTER DELETE ON membership BEGIN DELETE FROM membership WHERE member ="
    " OLD.member AND team = (SELECT organisation FROM team WHERE id = OLD.team) AND NOT EXISTS (SELECT 1 FROM"
    " membership s JOIN team t ON t.id = s.team WHERE s.member = OLD.member AND t.organisation = membership.team AND"
    " t.archived = 0); END;",
    "CREATE TRIGGER organisation_changed AFTER UPDATE OF organisation, archived ON team WHEN NEW.is_organisation = 0"
    " BEGIN DELETE FROM membership WHERE team IN (OLD.organisation, NEW.organisation) AND NOT EXISTS (SELECT 1 FROM"
    " membership s JOIN team t ON t.id = s.team WHERE s.member = membership.member AND t.organisation ="
    " membership.team AND t.archived = 0); INSERT INTO membership (member, team) SELECT s.member, NEW.organisation"
    " FROM membership s WHERE s.team = NEW.id AND NEW.organisation IS NOT NULL AND NEW.archived = 0 ON CONFLICT DO"
    " NOTHING; END;",

    /* What a team takes along to its intervision. member, kiosk: who put it there, the one or the other. */
    "CREATE TABLE intervision (team INTEGER NOT NULL REFERENCES team (id), question INTEGER NOT NULL REFERENCES post"
    " (id), member INTEGER REFERENCES member (id) ON DELETE SET NULL, kiosk INTEGER REFERENCES kiosk (id) ON DELETE SET"
    " NULL, day TEXT, added_at INTEGER NOT NULL, done_at INTEGER, PRIMARY KEY (team, question)) STRICT, WITHOUT"
    " ROWID;",

    /*
     * Lessons and guides. post: what is published, of kind 6 or 7; of kind 8 what is offered to nobody, not published
     * yet or retired. lesson: what kind it is, where it stands (enum lesson_state), and the text that is worked on
     * until it is published, with its sources from 101 on. link: what it was made from.
     */
    "ALTER TABLE post ADD COLUMN works_when TEXT;",
    "ALTER TABLE post ADD COLUMN works_not TEXT;",
    "CREATE TABLE lesson (post INTEGER PRIMARY KEY REFERENCES post (id), guide INTEGER NOT NULL, state INTEGER NOT"
    " NULL, version INTEGER NOT NULL DEFAULT 0, owner INTEGER REFERENCES member (id) ON DELETE SET NULL, review_on"
    " TEXT, published_at INTEGER, drafted INTEGER NOT NULL DEFAULT 0, revision INTEGER NOT NULL DEFAULT 0, title TEXT,"
    " text TEXT, works_when TEXT, works_not TEXT, drafter INTEGER REFERENCES member (id) ON DELETE SET NULL, asked_at"
    " INTEGER, reader INTEGER REFERENCES member (id) ON DELETE SET NULL) STRICT;",
    "CREATE INDEX lesson_drafted ON lesson (guide, post) WHERE drafted = 1;",
    "CREATE TABLE link (post INTEGER NOT NULL REFERENCES post (id), made_from INTEGER NOT NULL REFERENCES post (id),"
    " PRIMARY KEY (post, made_from)) STRICT, WITHOUT ROWID;",
    "CREATE INDEX link_back ON link (made_from);",

    /*
     * digest_level: enum digest_level. digest_chosen 0: the member has not said yet how often. active_at: when they
     * last did something; what was before this version counts from now. mailbox: see store_mail.h; mailed.result: enum
     * mail_result.
     */
    "ALTER TABLE member ADD COLUMN digest_level INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE member ADD COLUMN digest_chosen INTEGER NOT NULL DEFAULT 1;",
    "ALTER TABLE member ADD COLUMN active_at INTEGER NOT NULL DEFAULT 0;",
    "UPDATE member SET active_at = CAST (strftime('%s', 'now') AS INTEGER) * 1000;",
    "CREATE TABLE mailbox (member INTEGER PRIMARY KEY REFERENCES member (id), email TEXT NOT NULL, state INTEGER NOT"
    " NULL, bounces INTEGER NOT NULL, token TEXT NOT NULL UNIQUE) STRICT;",
    "CREATE TABLE mailed (member INTEGER NOT NULL REFERENCES member (id), day TEXT NOT NULL, result INTEGER NOT NULL,"
    " PRIMARY KEY (member, day)) STRICT, WITHOUT ROWID;",
    NULL,
};

/*
 * The audit log, which nobody changes: see daemon/audit.h. Members and posts stand there by number, without a
 * reference, since a row outlives what it tells of. audit_head goes up and is never taken away.
 */
static const char *const version_10[] = {
    "CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, who INTEGER NOT NULL, action INTEGER NOT NULL,"
    " member INTEGER NOT NULL, post INTEGER NOT NULL, detail TEXT NOT NULL, hash BLOB NOT NULL) STRICT;",
    "CREATE TRIGGER audit_stays BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'append only'); END;",
    "CREATE TRIGGER audit_as_it_was BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'append only'); END;",
    "CREATE TABLE audit_head (id INTEGER PRIMARY KEY, rows INTEGER NOT NULL, hash BLOB, seal BLOB) STRICT;",
    "INSERT INTO audit_head (id, rows) VALUES (1, 0);",
    "CREATE TRIGGER audit_head_stays BEFORE DELETE ON audit_head BEGIN SELECT RAISE (ABORT, 'append only'); END;",
    "CREATE TRIGGER audit_head_goes_up BEFORE UPDATE ON audit_head WHEN NEW.rows <> OLD.rows + 1 OR NEW.id <> OLD.id"
    " BEGIN SELECT RAISE (ABORT, 'append only'); END;",

    /* The newest digest of a member is the one that covers the newest events. */
    "CREATE INDEX digest_newest ON digest (member, last_seq, first_seq, day);",
    /* Bits of enum digest_note. */
    "ALTER TABLE digest ADD COLUMN notes INTEGER NOT NULL DEFAULT 0;",

    /* Who did not ask because this lesson or guide helped. day: the local one, as in seen. */
    "CREATE TABLE helped (post INTEGER NOT NULL REFERENCES post (id), member INTEGER NOT NULL REFERENCES member (id),"
    " day INTEGER NOT NULL, at INTEGER NOT NULL, PRIMARY KEY (post, member, day)) STRICT, WITHOUT ROWID;",
    /*
     * Moderation. held: enum post_held. gone: nobody is to see it, withdrawn or held; every list, count and search asks
     * for that alone. The ladder follows it.
     */
    "ALTER TABLE post ADD COLUMN held INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE post ADD COLUMN merged_into INTEGER REFERENCES post (id);",
    "ALTER TABLE post ADD COLUMN gone INTEGER GENERATED ALWAYS AS (retracted_at IS NOT NULL OR held <> 0) VIRTUAL;",
    "DROP INDEX post_new;",
    "DROP INDEX post_theme;",
    "DROP INDEX post_open;",
    "DROP INDEX post_lively;",
    "DROP INDEX post_day;",
    "DROP INDEX post_tips;",
    "CREATE INDEX post_new ON post (kind, team, id) WHERE gone = 0;",
    "CREATE INDEX post_theme ON post (theme, kind, team, id) WHERE gone = 0;",
    "CREATE INDEX post_open ON post (team, id) WHERE kind = 1 AND met_until = 0 AND resolved_at IS NULL AND gone = 0;",
    "CREATE INDEX post_lively ON post (team, answers, id) WHERE kind = 1 AND gone = 0;",
    "CREATE INDEX post_day ON post (kind, posted_at, team, first_answer_at) WHERE gone = 0;",
    "CREATE INDEX post_tips ON post (care, municipality) WHERE kind = 3 AND team IS NULL AND gone = 0;",
    "DROP TRIGGER ladder_asked;",
    "DROP TRIGGER ladder_closed;",
    "DROP TRIGGER ladder_opened;",
    "CREATE TRIGGER ladder_asked AFTER INSERT ON post WHEN NEW.kind = 1 AND NEW.gone = 0 BEGIN INSERT INTO ladder"
    " (question, since_at, step_at, due_at) VALUES (NEW.id, NEW.posted_at, NEW.posted_at, NEW.posted_at + 900000); "
    "END;",
    "CREATE TRIGGER ladder_closed AFTER UPDATE OF answers, met_until, resolved_at, retracted_at, held ON post WHEN"
    " NEW.kind = 1 AND (NEW.resolved_at IS NOT NULL OR NEW.gone = 1 OR (NEW.met_until <> 0 AND (OLD.met_until = 0 OR"
    " NEW.answers > OLD.answers))) BEGIN DELETE FROM ladder WHERE question = NEW.id; END;",
    "CREATE TRIGGER ladder_opened AFTER UPDATE OF met_until, resolved_at, held ON post WHEN NEW.kind = 1 AND"
    " NEW.resolved_at IS NULL AND NEW.gone = 0 AND (OLD.resolved_at IS NOT NULL OR (NEW.met_until = 0 AND"
    " (OLD.met_until <> 0 OR OLD.gone = 1))) BEGIN INSERT INTO ladder (question, since_at, step_at, due_at) VALUES"
    " (NEW.id, 0, 0, 0) ON CONFLICT DO NOTHING; END;",

    /*
     * report: one for each member and post. moderation: what moderators have to look at, one open row for each post;
     * why: bits of enum moderation_why, decision and proposal: enum moderation_decision. Its texts (note, reason,
     * appeal) are for moderators and the author of the post alone.
     */
    "CREATE TABLE report (post INTEGER NOT NULL REFERENCES post (id), member INTEGER NOT NULL REFERENCES member (id),"
    " reason INTEGER NOT NULL, note TEXT, at INTEGER NOT NULL, settled INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (post,"
    " member)) STRICT, WITHOUT ROWID;",
    "CREATE INDEX report_member ON report (member);",
    "CREATE TABLE moderation (id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES post (id), why INTEGER NOT NULL,"
    " at INTEGER NOT NULL, appeal TEXT, not_by INTEGER REFERENCES member (id), proposal INTEGER NOT NULL DEFAULT 0,"
    " proposer INTEGER REFERENCES member (id), decision INTEGER, decider INTEGER REFERENCES member (id), reason TEXT,"
    " decided_at INTEGER) STRICT;",
    "CREATE UNIQUE INDEX moderation_open ON moderation (post) WHERE decision IS NULL;",
    "CREATE INDEX moderation_post ON moderation (post, id);",

    /* The posts that a digest lists, as JSON: what stood in one is not in another of the same week. */
    "ALTER TABLE digest ADD COLUMN listed TEXT;",
    "CREATE INDEX event_post ON event (post, event);",
    "DROP INDEX member_due;",
    "CREATE INDEX member_due ON member (digest_due, digest_seq) WHERE digest_due IS NOT NULL;",

    /*
     * Live tables. harvest_input: theme 0 is not sorted yet, text NULL was taken away, changed counts with the changes
     * of its session. Who gave an input does not stand there.
     */
    "CREATE TABLE harvest (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, facilitator INTEGER NOT NULL REFERENCES"
    " member (id), title TEXT NOT NULL, begun_at INTEGER NOT NULL, closed_at INTEGER, changes INTEGER NOT NULL DEFAULT"
    " 0) STRICT;",
    "CREATE INDEX harvest_facilitator ON harvest (facilitator);",
    "CREATE TABLE harvest_theme (harvest INTEGER NOT NULL REFERENCES harvest (id), number INTEGER NOT NULL, name TEXT"
    " NOT NULL, PRIMARY KEY (harvest, number)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE harvest_input (harvest INTEGER NOT NULL REFERENCES harvest (id), number INTEGER NOT NULL, theme"
    " INTEGER NOT NULL, text TEXT, changed INTEGER NOT NULL, PRIMARY KEY (harvest, number)) STRICT, WITHOUT ROWID;",
    "CREATE UNIQUE INDEX harvest_changed ON harvest_input (harvest, changed);",
    "ALTER TABLE team ADD COLUMN first_look INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE theme ADD COLUMN first_look INTEGER NOT NULL DEFAULT 0;",

    /* What came out of an intervision: the step that was chosen and the lesson, and nothing else of it. */
    "ALTER TABLE intervision ADD COLUMN step TEXT;",
    "ALTER TABLE intervision ADD COLUMN learned TEXT;",
    /*
     * Screens. bright_from, bright_until: minutes of the day, NULL for as the instance says. seen_at: when it last said
     * that it is there, 0 for never.
     */
    "ALTER TABLE kiosk ADD COLUMN large INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE kiosk ADD COLUMN strict INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE kiosk ADD COLUMN touch INTEGER NOT NULL DEFAULT 1;",
    "ALTER TABLE kiosk ADD COLUMN bright_from INTEGER;",
    "ALTER TABLE kiosk ADD COLUMN bright_until INTEGER;",
    "ALTER TABLE kiosk ADD COLUMN message TEXT;",
    "ALTER TABLE kiosk ADD COLUMN message_until INTEGER NOT NULL DEFAULT 0;",
    "ALTER TABLE kiosk ADD COLUMN seen_at INTEGER NOT NULL DEFAULT 0;",

    /*
     * Erasing a member. Member 0 is whoever was erased: what is kept of them without their name is all of that one, so
     * that nothing tells whose was whose. token: random, what the list of erasures outside calls a member by. erasure:
     * one row for each that was asked for, with how far it is (enum erasure_step); it outlives the member, whose number
     * is never given again.
     */
    "ALTER TABLE member ADD COLUMN token TEXT;",
    "UPDATE member SET token = lower(hex(randomblob(16)));",
    "CREATE UNIQUE INDEX member_token ON member (token);",
    "INSERT INTO member (id, name, display, roles, disabled, created_at, digest_frequency, digest_minute, digest_seq,"
    " digest_chosen) VALUES (0, '-', '', 0, 1, 0, 4, 420, 0, 0);",
    "CREATE TABLE erasure (member INTEGER PRIMARY KEY, token TEXT NOT NULL UNIQUE, remove INTEGER NOT NULL, step "
    "INTEGER"
    " NOT NULL, hash BLOB, until_at INTEGER NOT NULL, due_at INTEGER NOT NULL, seq INTEGER NOT NULL DEFAULT 0) STRICT;",
    "DROP TRIGGER unmask_as_it_was;",
    "CREATE TRIGGER unmask_as_it_was BEFORE UPDATE ON unmask WHEN NEW.member <> 0 OR NEW.id IS NOT OLD.id OR NEW.post "
    "IS"
    " NOT OLD.post OR NEW.reason IS NOT OLD.reason OR NEW.at IS NOT OLD.at OR NEW.confirms IS NOT OLD.confirms BEGIN"
    " SELECT RAISE (ABORT, 'append only'); END;",
    "DROP INDEX signal_once;",
    "CREATE UNIQUE INDEX signal_once ON signal (member, post) WHERE answer IS NULL AND post IS NOT NULL AND member <> "
    "0;",
    "CREATE TABLE touch (id BLOB PRIMARY KEY, kiosk INTEGER NOT NULL REFERENCES kiosk (id) ON DELETE CASCADE, post"
    " INTEGER NOT NULL REFERENCES post (id) ON DELETE CASCADE, action INTEGER NOT NULL, at INTEGER NOT NULL) STRICT,"
    " WITHOUT ROWID;",
    "CREATE INDEX touch_lately ON touch (kiosk, post, action, at);",
    "CREATE INDEX touch_old ON touch (kiosk, at);",
    "CREATE INDEX touch_post ON touch (post);",
    NULL,
};

static const char *const version_11[] = {
    /* What is kept no longer than its time is found by it; see store_retention.h. */
    "CREATE INDEX seen_day ON seen (day);",
    "CREATE INDEX digest_made ON digest (made_at);",
    "CREATE INDEX post_withdrawn ON post (retracted_at) WHERE retracted_at IS NOT NULL AND author <> 0;",

    /*
     * mark: with its number it tells a post from every other, also of another past. One of before has its time: the same
     * in each copy. listing: see store_listing.h; is_taken: it was read from the list, not yet written to it.
     */
    "ALTER TABLE post ADD COLUMN mark INTEGER NOT NULL DEFAULT 0;",
    "UPDATE post SET mark = posted_at;",
    "CREATE TABLE listing (post INTEGER PRIMARY KEY REFERENCES post (id), what INTEGER NOT NULL, revision INTEGER NOT"
    " NULL, is_taken INTEGER NOT NULL) STRICT;",
    /*
     * What a team does together on its screens, one thing at a time. kind: enum meeting_kind. plan: the request that
     * began it, as MessagePack. step: from 0. until_at: when the step's time is over, 0 for no clock. due_at: when it
     * goes on by itself. What is said in it has no author. All of it goes when it is over.
     */
    "CREATE TABLE meeting (team INTEGER PRIMARY KEY REFERENCES team (id), kind INTEGER NOT NULL, plan BLOB NOT NULL,"
    " question INTEGER REFERENCES post (id) ON DELETE CASCADE, harvest INTEGER REFERENCES harvest (id) ON DELETE"
    " CASCADE, step INTEGER NOT NULL, until_at INTEGER NOT NULL, due_at INTEGER NOT NULL) STRICT;",
    "CREATE INDEX meeting_due ON meeting (due_at);",
    "CREATE INDEX meeting_question ON meeting (question);",
    "CREATE INDEX meeting_harvest ON meeting (harvest);",
    "CREATE TABLE meeting_word (id INTEGER PRIMARY KEY, team INTEGER NOT NULL REFERENCES meeting (team) ON DELETE"
    " CASCADE, step INTEGER NOT NULL, answer INTEGER, text TEXT) STRICT;",
    "CREATE INDEX meeting_word_step ON meeting_word (team, step, id);",
    /*
     * By which code guests come to a live table, and until when. name: the first characters of the code, by which the
     * guard knows it.
     */
    "CREATE TABLE door (name TEXT PRIMARY KEY, code TEXT NOT NULL, harvest INTEGER NOT NULL UNIQUE REFERENCES harvest"
    " (id), until_at INTEGER NOT NULL) STRICT, WITHOUT ROWID;",
    /* What somebody at the table asked the facilitator to look at: enum harvest_look. */
    "ALTER TABLE harvest_input ADD COLUMN look INTEGER NOT NULL DEFAULT 0;",

    /*
     * Other regions. region: what a region is called here, and the account it speaks with; changed counts what it has
     * to be told. region_out: what it has to know as it now is: a post (kind 0) or a waiting time (kind 1), told up to
     * this change; shown: it holds it. region_post: a post that came from there, by its number there. region_place: a
     * municipality that is that region's to speak of.
     */
    "CREATE TABLE region (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL, member INTEGER NOT"
    " NULL UNIQUE REFERENCES member (id), changed INTEGER NOT NULL DEFAULT 0, refused INTEGER NOT NULL DEFAULT 0,"
    " told_at INTEGER NOT NULL DEFAULT 0, heard_at INTEGER NOT NULL DEFAULT 0) STRICT;",
    "CREATE TABLE region_theme (theme INTEGER NOT NULL REFERENCES theme (id), region INTEGER NOT NULL REFERENCES"
    " region (id), PRIMARY KEY (theme, region)) STRICT, WITHOUT ROWID;",
    "CREATE TABLE region_out (region INTEGER NOT NULL REFERENCES region (id), kind INTEGER NOT NULL, what INTEGER NOT"
    " NULL, changed INTEGER NOT NULL, told INTEGER NOT NULL DEFAULT 0, shown INTEGER NOT NULL DEFAULT 0, PRIMARY KEY"
    " (region, kind, what)) STRICT, WITHOUT ROWID;",
    "CREATE INDEX region_waiting ON region_out (region, changed, kind, what) WHERE changed > told;",
    "CREATE TABLE region_post (post INTEGER PRIMARY KEY REFERENCES post (id), region INTEGER NOT NULL REFERENCES"
    " region (id), thing INTEGER NOT NULL, version INTEGER NOT NULL, revision INTEGER NOT NULL, signed_as TEXT, UNIQUE"
    " (region, thing)) STRICT;",
    "CREATE TABLE region_place (municipality INTEGER PRIMARY KEY REFERENCES municipality (id), region INTEGER NOT NULL"
    " REFERENCES region (id)) STRICT;",
    /* Whatever changes a post that somebody of this region wrote: none of those who do so need know of other regions. */
    "CREATE TRIGGER region_posted AFTER INSERT ON post WHEN NEW.kind IN (1, 2) AND NEW.team IS NULL AND EXISTS (SELECT"
    " 1 FROM region_theme WHERE theme = NEW.theme) AND NOT EXISTS (SELECT 1 FROM region WHERE member = NEW.author)"
    " BEGIN UPDATE region SET changed = changed + 1 WHERE id IN (SELECT region FROM region_theme WHERE theme ="
    " NEW.theme); INSERT INTO region_out (region, kind, what, changed) SELECT id, 0, NEW.id, changed FROM region WHERE"
    " id IN (SELECT region FROM region_theme WHERE theme = NEW.theme); END;",
    "CREATE TRIGGER region_changed AFTER UPDATE OF title, text, flags, theme, team, author, retracted_at, held,"
    " resolved_at ON post WHEN NEW.kind IN (1, 2) AND (NEW.team IS NULL OR OLD.team IS NULL) AND EXISTS (SELECT 1 FROM"
    " region_theme WHERE theme IN (NEW.theme, OLD.theme)) AND NOT EXISTS (SELECT 1 FROM region WHERE member ="
    " OLD.author) BEGIN UPDATE region SET changed = changed + 1 WHERE id IN (SELECT region FROM region_theme WHERE"
    " theme IN (NEW.theme, OLD.theme)); INSERT INTO region_out (region, kind, what, changed) SELECT id, 0, NEW.id,"
    " changed FROM region WHERE id IN (SELECT region FROM region_theme WHERE theme IN (NEW.theme, OLD.theme)) ON"
    " CONFLICT DO UPDATE SET changed = excluded.changed; END;",
    "CREATE TRIGGER region_waited AFTER INSERT ON wait WHEN EXISTS (SELECT 1 FROM region) AND NOT EXISTS (SELECT 1"
    " FROM region WHERE member = NEW.member) BEGIN UPDATE region SET changed = changed + 1; INSERT INTO region_out"
    " (region, kind, what, changed) SELECT id, 1, NEW.id, changed FROM region; END;",
    /* Who wrote what is gone is nobody's to know. */
    "CREATE TRIGGER region_gone AFTER UPDATE OF retracted_at ON post WHEN NEW.retracted_at IS NOT NULL BEGIN UPDATE"
    " region_post SET signed_as = NULL WHERE post = NEW.id; END;",

    /* Of what moderators were told: 0 nothing, 1 that it waits, 2 that it waits long. */
    "ALTER TABLE moderation ADD COLUMN told INTEGER NOT NULL DEFAULT 0;",
    "CREATE INDEX moderation_untold ON moderation (told, at) WHERE decision IS NULL AND told < 2;",
    "CREATE INDEX member_moderator ON member (id) WHERE roles & 2;",
    NULL,
};

/* From here on every page is sealed: seal.h, and begin_seals below. */
static const char *const version_12[] = {
    /* A notice has a code, as every post: A and its number. Those of before are numbered in the order they came. */
    "UPDATE post SET number = n.number, code = 'A' || n.number FROM (SELECT id, row_number() OVER (ORDER BY id) AS"
    " number FROM post WHERE kind = 4) n WHERE post.id = n.id;",
    "INSERT INTO number (name, value) SELECT 'notices', count(*) FROM post WHERE kind = 4;",
    /* Guests come to a live table, or to what a team does together: to the one or the other. */
    "CREATE TABLE door_12 (name TEXT PRIMARY KEY, code TEXT NOT NULL, harvest INTEGER UNIQUE REFERENCES harvest (id),"
    " team INTEGER UNIQUE REFERENCES team (id), until_at INTEGER NOT NULL, CHECK ((harvest IS NULL) <> (team IS NULL)))"
    " STRICT, WITHOUT ROWID;",
    "INSERT INTO door_12 (name, code, harvest, until_at) SELECT name, code, harvest, until_at FROM door;",
    "DROP TABLE door;",
    "ALTER TABLE door_12 RENAME TO door;",
    /* What was asked, that is not sealed yet: none any more once the daemon has begun (daemon/served.h). */
    "CREATE INDEX served_unsealed ON served (id) WHERE length(hash) = 32;",
    /* Under which theme an input was before it was sorted; NULL: it never was. */
    "ALTER TABLE harvest_input ADD COLUMN before INTEGER;",
    /* Who began what is being worked on has written it too: neither that member nor the last editor reads it second. */
    "ALTER TABLE lesson ADD COLUMN begun_by INTEGER REFERENCES member (id) ON DELETE SET NULL;",
    "UPDATE lesson SET begun_by = iif(version = 0, (SELECT author FROM post p WHERE p.id = post), drafter) WHERE"
    " drafted = 1;",
    "CREATE INDEX lesson_owner ON lesson (owner) WHERE state = 2;",
    NULL,
};

static const char *const version_13[] = {
    /* Whom a lesson helped is taken out after a while, member 0, and how often it did is still counted by the rows. */
    "CREATE TABLE helped_13 (id INTEGER PRIMARY KEY, post INTEGER NOT NULL REFERENCES post (id), member INTEGER NOT"
    " NULL REFERENCES member (id), day INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;",
    "INSERT INTO helped_13 (post, member, day, at) SELECT post, member, day, at FROM helped ORDER BY at, post, member;",
    "DROP TABLE helped;",
    "ALTER TABLE helped_13 RENAME TO helped;",
    "CREATE UNIQUE INDEX helped_once ON helped (post, member, day) WHERE member <> 0;",
    "CREATE INDEX helped_post ON helped (post);",
    /* When it was answered; 0: whose it was and what was answered is no longer kept. */
    "ALTER TABLE served ADD COLUMN at INTEGER NOT NULL DEFAULT 0;",
    "UPDATE served SET at = ifnull((SELECT e.at FROM event e WHERE e.seq = served.seq), unixepoch() * 1000);",
    "CREATE INDEX served_at ON served (at) WHERE at > 0;",
    /* Who wanted to know, and why, may be taken out; nothing else may be changed, nor anything put in its place. */
    "DROP TRIGGER unmask_as_it_was;",
    "CREATE TRIGGER unmask_as_it_was BEFORE UPDATE ON unmask WHEN NEW.member <> 0 OR NEW.id IS NOT OLD.id OR NEW.post"
    " IS NOT OLD.post OR NEW.reason NOT IN (OLD.reason, '') OR NEW.at IS NOT OLD.at OR NEW.confirms IS NOT OLD.confirms"
    " BEGIN SELECT RAISE (ABORT, 'append only'); END;",
    /* Themes stand in the order that an administrator gave them, and before that in the order in which they came. */
    "ALTER TABLE theme ADD COLUMN place INTEGER NOT NULL DEFAULT 0;",
    "CREATE INDEX theme_place ON theme (place);",
    NULL,
};

static const char *const *const migrations[] = { version_1,  version_2,  version_3, version_4, version_5,
                                                 version_6,  version_7,  version_8, version_9, version_10,
                                                 version_11, version_12, version_13 };

#define FIRST_SEALED 12
#define LATEST       ((int)(sizeof migrations / sizeof migrations[0]))

int migrate_latest(void)
{
    return LATEST;
}

static int version_of(sqlite3 *db)
{
    sqlite3_stmt *stmt = NULL;
    int version = -1;

    if (sqlite3_prepare_v2(db, "PRAGMA user_version", -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        version = sqlite3_column_int(stmt, 0);
    sqlite3_finalize(stmt);
    return version;
}

static bool run(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK;
}

static bool run_all(sqlite3 *db, const char *const *statements)
{
    for (; *statements != NULL; statements++)
        if (!run(db, *statements))
            return false;
    return true;
}

/* One version up, whole or not at all. */
static bool step(sqlite3 *db, int version)
{
    char stamp[64];

    snprintf(stamp, sizeof stamp, "PRAGMA user_version = %d", version + 1);
    if (run(db, "BEGIN IMMEDIATE") && run_all(db, migrations[version]) && run(db, stamp) && run(db, "COMMIT"))
        return true;
    log_error("store_migrate from=%d reason=\"%s\"", version, sqlite3_errmsg(db));
    run(db, "ROLLBACK");
    return false;
}

static enum store_open_error seal_error(int rc)
{
    if (rc == SQLITE_OK)
        return STORE_OPENED;
    log_error("store_seal reason=\"%s\"", sqlite3_errstr(rc));
    return db_is_damage(rc) ? STORE_DAMAGED : STORE_CANNOT_OPEN;
}

enum store_open_error migrate_check_seals(sqlite3 *db, bool *sealed)
{
    int rc = seal_look(db, sealed);

    if (rc == SQLITE_OK && !*sealed && version_of(db) >= FIRST_SEALED)
        rc = SQLITE_CORRUPT;
    return seal_error(rc);
}

/* Before the version that needs them: what was cut off in between is still of an older one, and begins again. */
static enum store_open_error begin_seals(sqlite3 *db)
{
    bool sealed = false;
    enum store_open_error err = migrate_check_seals(db, &sealed);

    return err != STORE_OPENED || sealed ? err : seal_error(seal_whole(db));
}

enum store_open_error migrate(sqlite3 *db)
{
    int version = version_of(db);

    if (version < 0)
        return STORE_DAMAGED;
    if (version > LATEST) {
        log_error("store_open reason=\"database version %d is newer than %d\"", version, LATEST);
        return STORE_TOO_NEW;
    }
    enum store_open_error err = begin_seals(db);
    for (; err == STORE_OPENED && version < LATEST; version++)
        if (!step(db, version))
            err = STORE_CANNOT_OPEN;
    return err;
}
