#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"
#include "written.h"

int cmd_kiosk_list(struct cli *cli)
{
    static const struct column columns[] = { { N_("NAME"), false, COLOUR_BOLD },
                                             { N_("TEAM"), false, COLOUR_NONE },
                                             { N_("PLACE"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct msg_kiosk_list in = { .team = span_of(opt(cli, OPT_TEAM)) };
    struct msg_kiosks out;
    int code = session_call(cli, VERB_kiosk_list, &in, &out);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_kiosk_row, out.items, out.items_count);
    struct columns *table = columns_new(cli, columns);
    for (size_t i = 0; i < out.items_count; i++) {
        columns_add(table, thing_line(cli, out.items[i].kiosk));
        columns_add(table, thing_line(cli, out.items[i].team_name));
        columns_add(table, thing_line(cli, out.items[i].room));
    }
    columns_print(table);
    return 0;
}

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
