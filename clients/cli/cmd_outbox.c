#include "busy.h"
#include "clients/text/words.h"
#include "columns.h"
#include "commands.h"
#include "compose.h"
#include "draft.h"
#include "facts.h"
#include "failure.h"
#include "json.h"
#include "out.h"
#include "prompt.h"
#include "proto/decode.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

#include <stdlib.h>

#define OLD_MS (14LL * 24 * 60 * 60 * 1000)

/* ---- list ---- */

static const char *kind_name(const struct vakwerk_item *item)
{
    static const struct {
        enum verb verb;
        const char *name;
    } names[] = {
        { VERB_ask, N_("question") },       { VERB_answer, N_("answer") },   { VERB_tip, N_("tip") },
        { VERB_notice, N_("notice") },      { VERB_edit, N_("change") },     { VERB_retract, N_("withdrawal") },
        { VERB_thank, N_("appreciation") }, { VERB_resolve, N_("closing") }, { VERB_follow, N_("following") },
        { VERB_unfollow, N_("following") }, { VERB_react, N_("reaction") }
    };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (names[i].verb == item->verb)
            return _(names[i].name);
    return schema_verbs[item->verb].name;
}

/* How far it came. What is stored is not here any more. */
static const char *state_of(const struct vakwerk_item *item)
{
    return item->error != NULL ? "refused" : item->at_broker ? "at-broker" : "queued";
}

/* How far it came, or why it did not go, comes before the text: that is what one looks for. */
static const char *text_of(struct cli *cli, const struct vakwerk_item *item)
{
    const char *summary = words_line(&cli->arena, span_of(item->summary));

    if (item->error == NULL && item->at_broker)
        return say(cli, _("(at the server, not stored yet) %s"), summary);
    if (item->error == NULL)
        return summary;
    return say(cli, _("(refused: %s) %s"), failure_in_short(cli, item->error), summary);
}

struct listing {
    struct cli *cli;
    struct columns *table;
    struct facts_item *facts; /* room for as many as there are */
    size_t count, room;
};

static void add_row(void *to, const struct vakwerk_item *item)
{
    struct listing *listing = to;
    struct cli *cli = listing->cli;

    columns_add(listing->table, say(cli, "%lld", (long long)item->number));
    columns_add(listing->table, kind_name(item));
    columns_add(listing->table, words_line(&cli->arena, span_of(item->about)));
    columns_add(listing->table, times_since(cli, item->made_at));
    columns_add(listing->table, say(cli, "%lld", (long long)item->attempts));
    columns_add(listing->table, text_of(cli, item));
    listing->count++;
}

/* Texts of an item do not outlive the call. */
static struct span copy_of(struct cli *cli, const char *text)
{
    return arena_copy(&cli->arena, span_of(text == NULL ? "" : text));
}

static void add_fact(void *to, const struct vakwerk_item *item)
{
    struct listing *listing = to;
    struct cli *cli = listing->cli;

    if (listing->count < listing->room)
        listing->facts[listing->count++] = (struct facts_item){ .number = item->number,
                                                                .made_at = item->made_at,
                                                                .attempts = item->attempts,
                                                                .verb = span_of(schema_verbs[item->verb].name),
                                                                .about = copy_of(cli, item->about),
                                                                .text = copy_of(cli, item->summary),
                                                                .state = span_of(state_of(item)),
                                                                .error = copy_of(cli, item->error),
                                                                .message = copy_of(cli, item->message) };
}

static int damaged(struct cli *cli)
{
    return fail(cli, CLI_FAILED, _("the outbox cannot be read"), NULL);
}

static int list_json(struct cli *cli)
{
    struct listing listing = { .cli = cli };
    int64_t waiting = 0, aside = 0;

    if (vakwerk_outbox_count(cli->box, &waiting, &aside) != 0)
        return damaged(cli);
    listing.room = (size_t)(waiting + aside);
    listing.facts = arena_take(&cli->arena, (listing.room + 1) * sizeof *listing.facts);
    if (listing.facts == NULL || vakwerk_outbox_list(cli->box, add_fact, &listing) != 0)
        return damaged(cli);
    return json_print_list(cli, &type_facts_item, listing.facts, listing.count);
}

int cmd_outbox_list(struct cli *cli)
{
    static const struct column columns[] = { { N_("NR"), true, COLOUR_NONE },    { N_("KIND"), false, COLOUR_NONE },
                                             { N_("FOR"), false, COLOUR_BOLD },  { N_("SINCE"), false, COLOUR_NONE },
                                             { N_("TRIES"), true, COLOUR_NONE }, { N_("TEXT"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct listing listing = { .cli = cli, .table = columns_new(cli, columns) };
    int code = session_outbox(cli);

    if (code != 0)
        return code;
    if (cli->json)
        return list_json(cli);
    if (vakwerk_outbox_list(cli->box, add_row, &listing) != 0)
        return damaged(cli);
    if (listing.count == 0 && !cli->tabs)
        fprintf(cli->out, "%s\n", _("Your outbox is empty."));
    else
        columns_print(listing.table);
    return 0;
}

/* ---- send ---- */

struct sending {
    struct cli *cli;
    int64_t sent;
    const char *codes;
    struct span *coded; /* the same, of those that have one; room for as many as wait */
    size_t coded_count;
    struct vakwerk_reply last; /* of an item that was refused; its texts do not outlive the call */
    const char *refused;
    int64_t tried, waiting;
    const char *stays; /* of which day the oldest is, that was not sent; or NULL */
    struct busy busy;
};

static void on_sent(void *to, const struct vakwerk_sent *sent)
{
    struct sending *sending = to;
    struct cli *cli = sending->cli;

    sending->tried++;
    if (sending->waiting > BUSY_BAR_FROM)
        busy_count(&sending->busy, sending->tried, sending->waiting);
    if (sent->result == VAKWERK_OK) {
        bool has_code = sent->done->code.ptr != NULL;
        const char *code =
            has_code ? thing_line(cli, sent->done->code) : words_line(&cli->arena, span_of(sent->item->about));
        sending->sent++;
        if (has_code && (int64_t)sending->coded_count < sending->waiting)
            sending->coded[sending->coded_count++] = span_of(code);
        written_help(cli, sent->done);
        sending->codes = say(cli, "%s%s%s", sending->codes, sending->codes[0] == '\0' ? "" : ", ", code);
    } else if (sent->result == VAKWERK_REFUSED) {
        sending->refused = failure_in_short(
            cli, say(cli, "%.*s", span_int(sent->reply->refused.error), sent->reply->refused.error.ptr));
    }
}

struct oldest {
    int64_t made_at;
};

static void find_oldest(void *to, const struct vakwerk_item *item)
{
    struct oldest *oldest = to;

    if (item->error == NULL && item->made_at < oldest->made_at)
        oldest->made_at = item->made_at;
}

/*
 * What was written weeks ago may not be what one wants to say now. Where nobody can be asked, as by the timer, it
 * stays and the others go.
 */
static int confirm_old(struct cli *cli, struct sending *sending)
{
    struct oldest oldest = { .made_at = cli->now_ms };

    if (vakwerk_outbox_list(cli->box, find_oldest, &oldest) != 0)
        return damaged(cli);
    if (cli->now_ms - oldest.made_at <= OLD_MS)
        return 0;
    if (!cli->may_ask && !has(cli, OPT_YES)) {
        sending->stays = times_day(cli, oldest.made_at);
        return 0;
    }
    return prompt_sure(cli, say(cli, _("The oldest message is of %s. Send it?"), times_day(cli, oldest.made_at)));
}

static int say_stays(struct cli *cli, const char *day)
{
    return fail(cli, CLI_QUEUED, say(cli, _("what is of %s was not sent: it is old"), day),
                _("look at it, and send it all the same: vakwerk outbox send -y"));
}

static int say_sent(struct cli *cli, const struct sending *sending, int64_t waiting, enum vakwerk_result result)
{
    if (waiting == 0)
        out_done(cli, _("Your outbox has nothing to send."));
    else if (sending->sent > 0)
        out_done(cli,
                 say(cli, _("%lld of %lld sent: %s"), (long long)sending->sent, (long long)waiting, sending->codes));
    if (sending->refused != NULL)
        return fail(cli, CLI_FAILED, say(cli, _("not everything was sent: %s"), sending->refused), "vakwerk outbox");
    if (result != VAKWERK_OK)
        return failure_no_reply(cli, result);
    if (sending->stays != NULL)
        return say_stays(cli, sending->stays);
    struct facts_sent sent = { sending->sent, sending->coded, sending->coded_count };
    return cli->json ? json_print(cli, &type_facts_sent, &sent) : 0;
}

static enum vakwerk_result send_all(struct cli *cli, struct sending *sending)
{
    busy_begin(cli, &sending->busy);
    if (sending->waiting > BUSY_BAR_FROM)
        busy_count(&sending->busy, 0, sending->waiting);
    int64_t not_before = sending->stays == NULL ? 0 : cli->now_ms - OLD_MS;
    enum vakwerk_result result = vakwerk_outbox_send(cli->v, cli->box, not_before, cli->timeout_ms, on_sent, sending);
    busy_end(&sending->busy);
    return result;
}

int cmd_outbox_send(struct cli *cli)
{
    struct sending sending = { .cli = cli, .codes = "" };
    int64_t waiting = 0, aside = 0;
    enum vakwerk_result result = VAKWERK_OK;
    int code = session_outbox(cli);

    if (code == 0 && vakwerk_outbox_count(cli->box, &waiting, &aside) != 0)
        code = damaged(cli);
    if (code == 0 && waiting > 0)
        code = confirm_old(cli, &sending);
    if (code == 0 && waiting > 0)
        code = session_connect(cli);
    if (code != 0)
        return code;
    sending.waiting = waiting;
    sending.coded = arena_take(&cli->arena, (size_t)(waiting + 1) * sizeof *sending.coded);
    if (sending.coded == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    if (waiting > 0)
        result = send_all(cli, &sending);
    return say_sent(cli, &sending, waiting, result);
}

/* ---- one of them ---- */

static int read_number(struct cli *cli, int64_t *number)
{
    char *end;

    *number = strtoll(cli->args.words[0], &end, 10);
    if (*end == '\0' && *number > 0)
        return session_outbox(cli);
    return fail(cli, CLI_USAGE, say(cli, _("'%s' is no number"), cli->args.words[0]), "vakwerk outbox");
}

static int not_there(struct cli *cli, int64_t number)
{
    return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no message %lld in your outbox"), (long long)number),
                "vakwerk outbox");
}

/* What was typed, out of the request that was kept. */
struct typed {
    const struct msg_type *type;
    void *in;
};

static struct typed typed_of(struct cli *cli, const struct vakwerk_item *item)
{
    const struct msg_type *type = schema_verbs[item->verb].in;
    struct span payload = arena_copy(&cli->arena, item->payload);
    struct typed typed = { type, arena_take(&cli->arena, type->size) };
    struct msg_envelope envelope;
    struct decode_part parts[] = { { &type_envelope, &envelope }, { type, typed.in } };
    struct fault fault;

    if (payload.ptr == NULL || typed.in == NULL || decode_map(payload, parts, 2, false, &cli->arena, &fault) != 0)
        typed.in = NULL;
    return typed;
}

static struct span typed_text(const struct typed *typed, const char *name)
{
    const struct msg_field *field = schema_find(typed->type, span_of(name));
    struct span text = { NULL, 0 };

    if (field != NULL && typed->in != NULL)
        memcpy(&text, (const char *)typed->in + field->offset, sizeof text);
    return text;
}

static bool typed_flag(const struct typed *typed, const char *name)
{
    const struct msg_field *field = schema_find(typed->type, span_of(name));

    return field != NULL && typed->in != NULL && *((const bool *)typed->in + field->offset);
}

struct one {
    struct cli *cli;
    int64_t number;
    int code; /* CLI_NOT_FOUND until it came by */
};

/* Calls `each` for the one with this number. 0, or the exit code. */
static int with_one(struct cli *cli, struct one *one, void (*each)(void *to, const struct vakwerk_item *item))
{
    *one = (struct one){ .cli = cli, .code = CLI_NOT_FOUND };
    int code = read_number(cli, &one->number);

    if (code != 0)
        return code;
    if (vakwerk_outbox_list(cli->box, each, one) != 0)
        return damaged(cli);
    return one->code == CLI_NOT_FOUND ? not_there(cli, one->number) : one->code;
}

/* ---- show ---- */

static void print_whole(struct cli *cli, const struct vakwerk_item *item, const struct typed *typed)
{
    struct span title = typed_text(typed, "title"), text = typed_text(typed, "text");

    out_paragraph(cli, 0,
                  say(cli, "%s · %s · %s", kind_name(item), words_line(&cli->arena, span_of(item->about)),
                      times_when(cli, item->made_at)));
    if (item->error != NULL)
        out_paragraph(cli, 0, say(cli, _("refused: %s"), failure_in_short(cli, item->error)));
    if (title.len > 0)
        fprintf(cli->out, "\n%s\n", words_line(&cli->arena, title));
    if (text.len > 0)
        fprintf(cli->out, "\n%s\n", words_lines(&cli->arena, text));
}

static void show_one(void *to, const struct vakwerk_item *item)
{
    struct one *one = to;

    if (item->number != one->number)
        return;
    struct typed typed = typed_of(one->cli, item);
    if (one->cli->json)
        one->code = typed.in == NULL ? damaged(one->cli) : json_print(one->cli, typed.type, typed.in);
    else
        one->code = 0;
    if (!one->cli->json)
        print_whole(one->cli, item, &typed);
}

int cmd_outbox_show(struct cli *cli)
{
    struct one one;

    return with_one(cli, &one, show_one);
}

/* ---- edit ---- */

static const char *kept_text(struct cli *cli, struct span text)
{
    return text.ptr == NULL ? "" : say(cli, "%.*s", span_int(text), text.ptr);
}

static bool save_question(struct cli *cli, const struct vakwerk_item *item, const struct typed *typed)
{
    struct draft draft = { .has_title = true,
                           .title = kept_text(cli, typed_text(typed, "title")),
                           .text = kept_text(cli, typed_text(typed, "text")) };

    draft_add_note(&draft, "theme", item->place == TOPIC_THEME ? item->space : item->about);
    draft_add_note(&draft, "team", item->place == TOPIC_TEAM ? item->space : NULL);
    draft_add_note(&draft, "anonymous", typed_flag(typed, "anonymous") ? "yes" : NULL);
    draft_add_note(&draft, "no-kiosk", typed_flag(typed, "no_kiosk") ? "yes" : NULL);
    compose_note_profile(cli, &draft);
    return draft_save(cli, "ask", &draft, NULL);
}

static bool save_answer(struct cli *cli, const struct vakwerk_item *item, const struct typed *typed)
{
    struct draft draft = { .title = "", .text = kept_text(cli, typed_text(typed, "text")) };
    const struct msg_answer *in = typed->in;

    for (size_t i = 0; i < in->sources_count; i++)
        draft_add_source(cli, &draft, i + 1,
                         say(cli, "%.*s %.*s", span_int(in->sources[i].title), in->sources[i].title.ptr,
                             span_int(in->sources[i].url), in->sources[i].url.ptr));
    compose_note_profile(cli, &draft);
    return draft_save(cli, say(cli, "answer-%s", item->about), &draft, NULL);
}

/* What the broker has had may be stored: written once more it would be there twice. */
static int check_editable(struct cli *cli, const struct vakwerk_item *item)
{
    if (item->verb != VERB_ask && item->verb != VERB_answer)
        return fail(cli, CLI_USAGE, _("only a question or an answer becomes a draft again"),
                    say(cli, "vakwerk outbox show %lld", (long long)item->number));
    if (item->at_broker && item->error == NULL)
        return fail(cli, CLI_CONFLICT, _("the server has this message already, and may have stored it"),
                    "vakwerk outbox send");
    return 0;
}

static void edit_one(void *to, const struct vakwerk_item *item)
{
    struct one *one = to;
    struct cli *cli = one->cli;

    if (item->number != one->number)
        return;
    struct typed typed = typed_of(cli, item);
    one->code = typed.in == NULL ? damaged(cli) : check_editable(cli, item);
    if (one->code != 0)
        return;
    bool saved = item->verb == VERB_ask ? save_question(cli, item, &typed) : save_answer(cli, item, &typed);
    if (!saved)
        one->code =
            fail(cli, CLI_FAILED, _("your text cannot be kept: the disk is full or the outbox is damaged"), NULL);
    else
        out_done(cli, say(cli, _("Message %lld is a draft again. Go on: %s"), (long long)item->number,
                          item->verb == VERB_ask ? "vakwerk ask --recover"
                                                 : say(cli, "vakwerk answer %s --recover", item->about)));
}

/* The draft first: a crash between the two leaves both, and the message is sent with the id that it had. */
int cmd_outbox_edit(struct cli *cli)
{
    struct one one;
    int code = with_one(cli, &one, edit_one);

    if (code == 0 && vakwerk_outbox_drop(cli->box, one.number) != 0)
        return damaged(cli);
    return code;
}

/* ---- drop ---- */

int cmd_outbox_drop(struct cli *cli)
{
    int64_t number;
    int code = read_number(cli, &number);

    if (code == 0)
        code = prompt_sure(cli, say(cli, _("Throw message %lld away? Its text is gone then."), (long long)number));
    if (code != 0)
        return code;
    switch (vakwerk_outbox_drop(cli->box, number)) {
    case 0:
        out_done(cli, say(cli, _("Message %lld is thrown away."), (long long)number));
        return 0;
    case ERR_NOT_FOUND:
        return not_there(cli, number);
    default:
        return damaged(cli);
    }
}
