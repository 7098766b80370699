#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

#define ROWS_AT_FIRST 64

/* ---- how they are ---- */

/* What the daemon says in one word; a word of a later version stays as it is. */
static const char *state_text(struct cli *cli, struct span state)
{
    static const struct {
        const char *word, *text;
    } states[] = { { "day", N_("day") },
                   { "evening", N_("evening") },
                   { "night", N_("night") },
                   { "away", N_("away") },
                   { "new", N_("new") } };

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (span_is(state, states[i].word))
            return _(states[i].text);
    return thing_line(cli, state);
}

static bool is_there(const struct msg_kiosk_row *row)
{
    return !span_is(row->state, "away") && !span_is(row->state, "new");
}

static const char *seen_text(struct cli *cli, const struct msg_kiosk_row *row)
{
    if (!row->has_seen_at)
        return "";
    if (is_there(row))
        return _("now");
    return row->seen_at >= times_midnight(cli->now_ms, 0) ? times_clock(cli, row->seen_at)
                                                          : times_when(cli, row->seen_at);
}

/* All pages. */
static int gather(struct cli *cli, struct msg_kiosk_row **rows, size_t *count)
{
    struct msg_kiosk_list in = { .team = span_of(opt(cli, OPT_TEAM)) };
    struct msg_kiosks page;
    size_t room = 0;

    do {
        int code = session_call(cli, VERB_kiosk_list, &in, &page);
        if (code != 0)
            return code;
        for (size_t i = 0; i < page.items_count; i++) {
            if (*count == room)
                *rows = arena_grow(&cli->arena, *rows, &room, ROWS_AT_FIRST, sizeof **rows);
            if (*rows == NULL)
                return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
            (*rows)[(*count)++] = page.items[i];
        }
        in.after = page.after;
    } while (page.after.ptr != NULL && page.items_count > 0);
    return 0;
}

int cmd_kiosk_list(struct cli *cli)
{
    static const struct column columns[] = { { N_("NAME"), false, COLOUR_BOLD }, { N_("PLACE"), false, COLOUR_NONE },
                                             { N_("TEAM"), false, COLOUR_NONE }, { N_("STATE"), false, COLOUR_NONE },
                                             { N_("SEEN"), false, COLOUR_NONE }, { N_("VERSION"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct msg_kiosk_row *rows = NULL;
    size_t count = 0;
    int code = gather(cli, &rows, &count);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_kiosk_row, rows, count);
    struct columns *table = columns_new(cli, columns);
    for (size_t i = 0; i < count; i++) {
        columns_add(table, thing_line(cli, rows[i].kiosk));
        columns_add(table, thing_line(cli, rows[i].room));
        columns_add(table, thing_line(cli, rows[i].team_name));
        columns_add(table, state_text(cli, rows[i].state));
        columns_add(table, seen_text(cli, &rows[i]));
        columns_add(table, thing_line(cli, rows[i].version));
    }
    columns_print(table);
    return 0;
}

static void print_heard(struct columns *table, struct cli *cli, const struct msg_kiosk_row *row)
{
    columns_add(table, _("Questions"));
    columns_add(table, say(cli, "%lld", (long long)row->cards));
    columns_add(table, _("Version"));
    columns_add(table, thing_line(cli, row->version));
    columns_add(table, _("Memory"));
    columns_add(table, say(cli, "%lld MB", (long long)row->memory_kb / 1024));
    columns_add(table, _("Open for"));
    columns_add(table, times_age(cli, cli->now_ms - 1000 * row->uptime_s));
    columns_add(table, _("Its own clock"));
    columns_add(table, say(cli, _("%lld seconds wrong, which does no harm"), (long long)row->clock_error_s));
    if (row->fault.ptr == NULL)
        return;
    columns_add(table, _("Went wrong"));
    columns_add(table, say(cli, "%s (%s)", thing_line(cli, row->fault), times_when(cli, row->fault_at)));
}

static void print_settings(struct columns *table, struct cli *cli, const struct msg_kiosk_row *row)
{
    columns_add(table, _("Layout"));
    columns_add(table, span_is(row->layout, "large") ? _("large") : _("normal"));
    columns_add(table, _("Privacy"));
    columns_add(table, span_is(row->privacy, "strict") ? _("strict") : _("normal"));
    columns_add(table, _("Buttons"));
    columns_add(table, row->touch ? _("yes") : _("no"));
    columns_add(table, _("Bright"));
    columns_add(table, row->hours.ptr == NULL ? _("as everywhere") : thing_line(cli, row->hours));
    if (row->message.ptr == NULL)
        return;
    columns_add(table, _("Message"));
    columns_add(table,
                say(cli, _("%s (until %s)"), thing_line(cli, row->message), times_when(cli, row->message_until_at)));
}

int cmd_kiosk_show(struct cli *cli)
{
    static const struct column columns[] = { { "", false, COLOUR_BOLD },
                                             { "", false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct msg_kiosk_show in = { .kiosk = span_of(cli->args.words[0]) };
    struct msg_kiosk_row row;
    int code = session_call(cli, VERB_kiosk_show, &in, &row);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_kiosk_row, &row);
    fprintf(cli->out, "%s\n", thing_line(cli, row.kiosk));
    fprintf(cli->out, "%s · %s\n", thing_line(cli, row.room), thing_line(cli, row.team_name));
    struct columns *table = columns_new(cli, columns);
    columns_add(table, _("State"));
    columns_add(table, state_text(cli, row.state));
    if (row.has_seen_at && !is_there(&row)) {
        columns_add(table, _("Seen"));
        columns_add(table, times_when(cli, row.seen_at));
    }
    if (row.has_cards)
        print_heard(table, cli, &row);
    print_settings(table, cli, &row);
    columns_print(table);
    return 0;
}

/* ---- which there are ---- */

/* The secret is shown this once, as the end of the address that the screen's page takes it from. */
int cmd_kiosk_add(struct cli *cli)
{
    struct msg_kiosk_add in = { .kiosk = span_of(cli->args.words[0]),
                                .team = span_of(opt(cli, OPT_TEAM)),
                                .room = span_of(opt(cli, OPT_ROOM)) };
    struct msg_kiosk_secret out;

    if (in.team.ptr == NULL || in.room.ptr == NULL)
        return fail(cli, CLI_USAGE, _("which team, and where does the screen hang?"),
                    "--team delft --room \"Teamkamer Delft\"");
    int code = session_call(cli, VERB_kiosk_add, &in, &out);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_kiosk_secret, &out);
    if (has(cli, OPT_QUIET))
        fprintf(cli->out, "%s\n", thing_line(cli, out.secret));
    out_done(cli, say(cli, _("Screen %s is added."), thing_line(cli, out.kiosk)));
    out_more(cli, _("Open Vakwerk's page on the screen with this behind its address; shown only once:"));
    if (!has(cli, OPT_QUIET))
        fprintf(cli->out, "    #kiosk=%s&device=%s&secret=%s\n", thing_line(cli, out.kiosk),
                thing_line(cli, out.device), thing_line(cli, out.secret));
    return 0;
}

/* The digits as people read them from a screen: 482 913 is typed as it stands there, or in one. */
static struct span digits_of(struct cli *cli, const char *word)
{
    char *digits = arena_take(&cli->arena, strlen(word) + 1);
    size_t count = 0;

    for (; *word != '\0' && digits != NULL; word++)
        if (*word != ' ' && *word != '-')
            digits[count++] = *word;
    return digits == NULL ? (struct span){ "", 0 } : (struct span){ digits, count };
}

static const char *shows(struct cli *cli, const struct msg_kiosk_paired *out)
{
    return say(cli,
               ngettext("Screen %s is paired, and now shows %lld question.",
                        "Screen %s is paired, and now shows %lld questions.", (unsigned long)out->cards),
               thing_line(cli, out->kiosk), (long long)out->cards);
}

int cmd_kiosk_pair(struct cli *cli)
{
    struct msg_kiosk_pair in = { .digits = digits_of(cli, cli->args.words[0]),
                                 .team = span_of(opt(cli, OPT_TEAM)),
                                 .room = span_of(opt(cli, OPT_ROOM)),
                                 .kiosk = span_of(opt(cli, OPT_KIOSK)) };
    struct msg_kiosk_paired out;
    bool moves = in.kiosk.ptr != NULL && in.team.ptr == NULL && in.room.ptr == NULL;

    if (!moves && (in.team.ptr == NULL || in.room.ptr == NULL))
        return fail(cli, CLI_USAGE, _("which team, and where does the screen hang?"),
                    "--team delft --room \"Teamkamer Delft\"");
    int code = session_call(cli, VERB_kiosk_pair, &in, &out);
    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_kiosk_paired, &out);
    if (has(cli, OPT_QUIET))
        fprintf(cli->out, "%s\n", thing_line(cli, out.kiosk));
    out_done(cli, shows(cli, &out));
    return 0;
}

/* ---- changing one ---- */

/* What stands behind the = of a setting; NULL when it is another one. `names`: English and Dutch. */
static const char *value_of(const char *word, const char *english, const char *dutch)
{
    const char *equals = strchr(word, '=');
    size_t len = equals == NULL ? 0 : (size_t)(equals - word);

    if (equals == NULL || ((strlen(english) != len || strncmp(word, english, len) != 0) &&
                           (strlen(dutch) != len || strncmp(word, dutch, len) != 0)))
        return NULL;
    return equals + 1;
}

static bool is_either(const char *value, const char *english, const char *dutch)
{
    return strcmp(value, english) == 0 || strcmp(value, dutch) == 0;
}

/* The daemon's word for a setting; NULL when the value is neither. */
static const char *choose(const char *value, const char *english, const char *dutch)
{
    if (is_either(value, english, dutch))
        return english;
    return is_either(value, "normal", "gewoon") ? "normal" : NULL;
}

/* False when the word is no setting. */
static bool take_setting(const char *word, struct msg_kiosk_set *in)
{
    const char *value;

    if ((value = value_of(word, "hours", "uren")) != NULL)
        in->hours = span_of(value);
    else if ((value = value_of(word, "layout", "indeling")) != NULL)
        in->layout = span_of(choose(value, "large", "groot"));
    else if ((value = value_of(word, "privacy", "privacy")) != NULL)
        in->privacy = span_of(choose(value, "strict", "streng"));
    else if ((value = value_of(word, "touch", "knoppen")) != NULL &&
             (is_either(value, "yes", "ja") || is_either(value, "no", "nee")))
        MSG_SET(in, touch, is_either(value, "yes", "ja"));
    else
        return false;
    return in->hours.ptr != NULL || in->layout.ptr != NULL || in->privacy.ptr != NULL || in->has_touch;
}

int cmd_kiosk_set(struct cli *cli)
{
    const char *kiosk = cli->args.words[0];
    struct msg_kiosk_set in = { .kiosk = span_of(kiosk),
                                .team = span_of(opt(cli, OPT_TEAM)),
                                .room = span_of(opt(cli, OPT_ROOM)) };
    struct msg_done done;

    for (size_t i = 1; i < cli->args.word_count; i++)
        if (!take_setting(cli->args.words[i], &in))
            return fail(cli, CLI_USAGE, say(cli, _("'%s' is no setting of a screen"), cli->args.words[i]),
                        "hours=07:00-18:00 privacy=strict touch=no layout=large");
    int code = session_call(cli, VERB_kiosk_set, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Screen %s is changed."), kiosk));
}

int cmd_kiosk_message(struct cli *cli)
{
    const char *kiosk = cli->args.words[0], *text = cli->args.word_count > 1 ? cli->args.words[1] : "";
    struct msg_kiosk_message in = {
        .kiosk = span_of(kiosk), .text = span_of(text), .checked = has(cli, OPT_CHECKED), .has_checked = true
    };
    struct msg_done done;
    int64_t until = cli->now_ms + 3600000;

    if (has(cli, OPT_UNTIL) && !times_read(cli->now_ms, opt(cli, OPT_UNTIL), true, &until))
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time"), opt(cli, OPT_UNTIL)), "15:30, 3d, 2022-05-19");
    MSG_SET(&in, until_at, until);
    int code = session_call(cli, VERB_kiosk_message, &in, &done);
    if (code != 0)
        return code;
    return written_say(cli, &done,
                       text[0] == '\0' ? say(cli, _("%s shows no message any more."), kiosk)
                                       : say(cli, _("%s shows your message until %s."), kiosk,
                                             until < times_midnight(cli->now_ms, 1) ? times_clock(cli, until)
                                                                                    : times_when(cli, until)));
}

static int order(struct cli *cli, const char *word, struct msg_done *done)
{
    struct msg_kiosk_order in = { .kiosk = span_of(cli->args.words[0]), .order = span_of(word) };

    return session_call(cli, VERB_kiosk_order, &in, done);
}

int cmd_kiosk_reload(struct cli *cli)
{
    struct msg_done done;
    int code = order(cli, "reload", &done);

    return code != 0 ? code : written_say(cli, &done, say(cli, _("%s opens its page anew."), cli->args.words[0]));
}

int cmd_kiosk_identify(struct cli *cli)
{
    struct msg_done done;
    int code = order(cli, "identify", &done);

    return code != 0 ? code
                     : written_say(cli, &done, say(cli, _("%s shows its name for half a minute."), cli->args.words[0]));
}

int cmd_kiosk_rotate(struct cli *cli)
{
    struct msg_done done;
    int code = order(cli, "rotate", &done);

    return code != 0 ? code : written_say(cli, &done, say(cli, _("%s shows its next question."), cli->args.words[0]));
}

int cmd_kiosk_dim(struct cli *cli)
{
    struct msg_done done;
    int code = order(cli, "dim", &done);

    return code != 0 ? code
                     : written_say(cli, &done,
                                   say(cli, _("%s is dark until the evening, or until somebody touches it."),
                                       cli->args.words[0]));
}

int cmd_kiosk_remove(struct cli *cli)
{
    const char *kiosk = cli->args.words[0];
    struct msg_kiosk_remove in = { .kiosk = span_of(kiosk) };
    struct msg_done done;
    int code = prompt_sure(cli, say(cli, _("Shut screen %s out?"), kiosk));

    if (code == 0)
        code = session_call(cli, VERB_kiosk_remove, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("Screen %s is shut out within two seconds."), kiosk));
}
