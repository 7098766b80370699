/* The queue of one's own support roles: what waits there, taking something up, handing it back. */
#include "columns.h"
#include "commands.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "support.h"
#include "thing.h"
#include "times.h"
#include "written.h"

static void print_rows(struct cli *cli, const struct msg_support_queue *queue)
{
    static const struct column columns[] = {
        { N_("CODE"), false, COLOUR_BOLD },     { N_("SINCE"), false, COLOUR_NONE },
        { N_("FOR"), false, COLOUR_NONE },      { N_("TAKEN UP BY"), false, COLOUR_NONE },
        { N_("QUESTION"), false, COLOUR_NONE }, { NULL, false, COLOUR_NONE }
    };
    struct columns *list = columns_new(cli, columns);

    for (size_t i = 0; i < queue->items_count; i++) {
        const struct msg_support_row *row = &queue->items[i];
        columns_add(list, thing_line(cli, row->base.code));
        columns_add(list, times_age(cli, row->since_at));
        columns_add(list, support_name(cli, row->base.support));
        columns_add(list, thing_line(cli, row->claimed_by_name));
        columns_add(list, thing_summary(cli, &row->base));
    }
    columns_print(list);
}

static void print_notes(struct cli *cli, const struct msg_support_queue *queue)
{
    bool any = false;

    for (size_t i = 0; i < queue->items_count && !cli->tabs; i++) {
        const struct msg_support_row *row = &queue->items[i];
        if (row->note.ptr == NULL)
            continue;
        if (!any)
            fprintf(cli->out, "\n");
        any = true;
        out_paragraph(cli, 0,
                      say(cli, _("Note with %s: %s"), thing_line(cli, row->base.code), thing_line(cli, row->note)));
    }
}

int cmd_support_list(struct cli *cli)
{
    struct msg_support_list in = { .has_limit = false };
    struct msg_support_queue queue;
    int code = session_call(cli, VERB_support_list, &in, &queue);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_support_row, queue.items, queue.items_count);
    if (queue.items_count == 0 && !cli->tabs) {
        fprintf(cli->out, "%s\n", _("Nothing waits for your support role."));
        return 0;
    }
    print_rows(cli, &queue);
    print_notes(cli, &queue);
    return 0;
}

int cmd_support_claim(struct cli *cli)
{
    struct msg_claim in = { .code = thing_code(cli, cli->args.words[0]) };
    struct msg_done done;
    int code = thing_check_code(cli, in.code);

    if (code == 0)
        code = session_call(cli, VERB_claim, &in, &done);
    if (code != 0)
        return code;
    return written_say(
        cli, &done,
        say(cli, _("You have taken up %s, for one working day. Answer: vakwerk answer %s"), in.code.ptr, in.code.ptr));
}

int cmd_support_back(struct cli *cli)
{
    struct msg_hand_back in = { .code = thing_code(cli, cli->args.words[0]),
                                .note = span_of(opt(cli, OPT_NOTE)),
                                .checked = has(cli, OPT_CHECKED) };
    struct msg_done done;
    int code = thing_check_code(cli, in.code);
    struct session_write write = { .verb = VERB_hand_back,
                                   .place = TOPIC_HERE,
                                   .in = &in,
                                   .about = in.code.ptr,
                                   .summary = opt(cli, OPT_NOTE) == NULL ? _("hand back") : opt(cli, OPT_NOTE),
                                   .text = opt(cli, OPT_NOTE),
                                   .again = say(cli, "vakwerk support back %s --note", in.code.ptr),
                                   .checked = in.checked };

    if (code == 0)
        code = session_write(cli, &write, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("%s is back in the queue."), in.code.ptr));
}
