#include "own_data.h"

#include "thing.h"
#include "times.h"

#include "clients/text/words.h"

#include <inttypes.h>

struct word {
    const char *word, *text;
};

static const struct word kinds[] = {
    { "member", N_("about you") },
    { "membership", N_("your teams and organisations") },
    { "device", N_("devices you log in with") },
    { "code", N_("one-time code") },
    { "mailbox", N_("mail address for the digest") },
    { "post", N_("questions, answers, tips and notices") },
    { "source", N_("sources you named") },
    { "lesson", N_("lessons and guides you look after or read") },
    { "draft", N_("drafts of lessons and guides") },
    { "thanks", N_("what you appreciated") },
    { "reaction", N_("what you said works or not") },
    { "seen", N_("what you opened") },
    { "helped", N_("lessons that helped you before you asked") },
    { "harvest", N_("live tables you began") },
    { "follow", N_("what you follow") },
    { "endorsement", N_("answers you endorsed") },
    { "signal", N_("bottlenecks you raised") },
    { "wait", N_("waiting times you told") },
    { "intervision", N_("questions you took along to the intervision") },
    { "claim", N_("questions you took up") },
    { "newcomer", N_("new in a team") },
    { "digest", N_("digests that were made") },
    { "mailed", N_("digests that were mailed") },
    { "told", N_("what you were told of") },
    { "opened", N_("who asked was looked up, for your anonymous questions") },
    { "unmask", N_("where you wanted to know who asked") },
    { "report", N_("what you reported") },
    { "moderation", N_("what moderators looked at") },
    { "audit", N_("in the log of rights") },
    { "erasure", N_("that you asked to be erased") },
    { "served", N_("requests that were carried out") },
};

static const struct word keys[] = {
    { "action", N_("number of the action") },
    { "active_at", N_("last active") },
    { "added_at", N_("added") },
    { "administrator", N_("administrator") },
    { "anonymous", N_("anonymous") },
    { "answered", N_("answered") },
    { "answers", N_("answers") },
    { "appeal", N_("appeal") },
    { "asked_at", N_("reader asked") },
    { "assistant", N_("assistant") },
    { "begun", N_("you began it") },
    { "begun_at", N_("begun") },
    { "bounces", N_("mails that came back") },
    { "by_oneself", N_("done by you") },
    { "care", N_("kind of help") },
    { "chosen_answer", N_("answer that helped") },
    { "claimed_at", N_("taken up") },
    { "coach", N_("work coach") },
    { "code", N_("code") },
    { "created_at", N_("member since") },
    { "date", N_("date") },
    { "day", N_("day") },
    { "decided_at", N_("decided on") },
    { "detail", N_("details") },
    { "device", N_("device") },
    { "digest_chosen", N_("digest chosen") },
    { "digest_due_at", N_("next digest") },
    { "digest_frequency", N_("how often the digest comes") },
    { "digest_level", N_("what the digest holds") },
    { "digest_pause_until_at", N_("no digest until") },
    { "digest_seq", N_("digest goes on after") },
    { "digest_time", N_("time of the digest") },
    { "done_at", N_("talked about") },
    { "edited_at", N_("changed") },
    { "editor", N_("editor") },
    { "email", N_("mail address") },
    { "endorsed_at", N_("endorsed") },
    { "first_seq", N_("from") },
    { "function", N_("function") },
    { "helped_at", N_("helped") },
    { "id", N_("number of the request") },
    { "joined_at", N_("joined") },
    { "jurist", N_("lawyer") },
    { "kind", N_("kind") },
    { "last_seq", N_("up to") },
    { "made_at", N_("made") },
    { "mail", N_("mail") },
    { "member", N_("user name") },
    { "moderator", N_("moderator") },
    { "municipality", N_("municipality") },
    { "name", N_("name") },
    { "no_kiosk", N_("kept off screens") },
    { "note", N_("note") },
    { "notes", N_("number of the notes") },
    { "noted_at", N_("noted") },
    { "number", N_("number") },
    { "opened", N_("found out") },
    { "opened_at", N_("found out on") },
    { "owner", N_("you look after it") },
    { "placement", N_("placement coordinator") },
    { "places", N_("free places") },
    { "posted_at", N_("posted") },
    { "posts", N_("what becomes of your texts") },
    { "private_to", N_("only for") },
    { "quote", N_("your words may be shown") },
    { "raised_at", N_("raised") },
    { "reaction", N_("reaction") },
    { "reactions_not", N_("does not work, says") },
    { "reactions_outdated", N_("outdated, says") },
    { "reactions_works", N_("works, says") },
    { "reader", N_("you read it") },
    { "reason", N_("reason") },
    { "reported_at", N_("reported on") },
    { "registered_until_at", N_("registered until") },
    { "registration", N_("registration") },
    { "registration_number", N_("number in the register") },
    { "resolved_at", N_("marked answered") },
    { "result", N_("number of the result") },
    { "retracted_at", N_("withdrawn") },
    { "revision", N_("version of the text") },
    { "revoked_at", N_("shut out") },
    { "said_at", N_("told") },
    { "senior", N_("senior") },
    { "seq", N_("sequence number") },
    { "shut_out", N_("may not log in") },
    { "since_at", N_("since") },
    { "stopped", N_("stopped") },
    { "team", N_("team") },
    { "text", N_("text") },
    { "thanks", N_("appreciated") },
    { "theme", N_("theme") },
    { "title", N_("short question or title") },
    { "token", N_("token for the list of who was erased") },
    { "told_at", N_("told on") },
    { "unless", N_("unless") },
    { "until_at", N_("valid until") },
    { "url", N_("address") },
    { "used", N_("used") },
    { "views", N_("views") },
    { "wanted_at", N_("wanted on") },
    { "weeks", N_("weeks") },
    { "what", N_("what") },
    { "works", N_("it works or not") },
    { "works_not", N_("when it does not work") },
    { "works_when", N_("when it works") },
};

/* Words of the protocol, where a value is one of a few. */
static const char *const worded[] = {
    "kind", "works", "reaction", "digest_frequency", "digest_level", "mail", "posts"
};

static const struct word values[] = {
    { "question", N_("question") },
    { "answer", N_("answer") },
    { "tip", N_("tip") },
    { "notice", N_("notice") },
    { "signal", N_("answer of the policy table") },
    { "lesson", N_("lesson") },
    { "guide", N_("guide") },
    { "draft", N_("draft") },
    { "works", N_("works") },
    { "not", N_("does not work") },
    { "outdated", N_("outdated") },
    { "daily", N_("every working day") },
    { "tue-thu", N_("Tuesday and Thursday") },
    { "weekly", N_("once a week") },
    { "personal", N_("only what concerns you") },
    { "never", N_("never") },
    { "titles", N_("short questions") },
    { "counts", N_("numbers only") },
    { "on", N_("on") },
    { "off", N_("off") },
    { "remove", N_("removed") },
    { "anonymise", N_("kept without your name") },
    { "bounced", N_("off, mail came back") },
};

/* What a later version says stays the word it is. */
static const char *text_of(struct cli *cli, const struct word *words, size_t count, struct span word)
{
    for (size_t i = 0; i < count; i++)
        if (span_is(word, words[i].word))
            return _(words[i].text);
    return thing_line(cli, word);
}

const char *own_data_kind(struct cli *cli, struct span kind)
{
    return text_of(cli, kinds, sizeof kinds / sizeof kinds[0], kind);
}

const char *own_data_key(struct cli *cli, struct span key)
{
    return text_of(cli, keys, sizeof keys / sizeof keys[0], key);
}

bool own_data_is_time(struct span key)
{
    return key.len > 3 && memcmp(key.ptr + key.len - 3, "_at", 3) == 0;
}

const char *own_data_value(struct cli *cli, const struct msg_export_value *value)
{
    if (value->text.ptr == NULL)
        return own_data_is_time(value->key) ? times_when(cli, value->number) : say(cli, "%" PRId64, value->number);
    if (span_is(value->text, "yes"))
        return _("yes");
    for (size_t i = 0; i < sizeof worded / sizeof worded[0]; i++)
        if (span_is(value->key, worded[i]))
            return text_of(cli, values, sizeof values / sizeof values[0], value->text);
    return words_lines(&cli->arena, value->text);
}
