#include "columns.h"
#include "commands.h"
#include "json.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

int cmd_device_list(struct cli *cli)
{
    static const struct column columns[] = { { N_("DEVICE"), false, COLOUR_BOLD },
                                             { N_("ADDED"), false, COLOUR_NONE },
                                             { N_("STATE"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    struct msg_device_list in = { .member = span_of(opt(cli, OPT_MEMBER)) };
    struct msg_devices out;
    int code = session_call(cli, VERB_device_list, &in, &out);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print_list(cli, &type_device_row, out.items, out.items_count);
    struct columns *table = columns_new(cli, columns);
    for (size_t i = 0; i < out.items_count; i++) {
        const struct msg_device_row *row = &out.items[i];
        bool is_this = in.member.ptr == NULL && span_is(row->device, cli->credentials.device);
        columns_add(table, thing_line(cli, row->device));
        columns_add(table, times_when(cli, row->added_at));
        columns_add(table, row->has_revoked_at ? say(cli, _("shut out %s"), times_when(cli, row->revoked_at))
                           : is_this           ? _("this computer")
                                               : _("in use"));
    }
    columns_print(table);
    return 0;
}

int cmd_device_revoke(struct cli *cli)
{
    const char *device = cli->args.words[0];
    struct msg_device_revoke in = { .member = span_of(opt(cli, OPT_MEMBER)), .device = span_of(device) };
    struct msg_done done;
    int code = prompt_sure(cli, say(cli, _("Shut %s out? It can log in again only with a new code."), device));

    if (code == 0)
        code = session_call(cli, VERB_device_revoke, &in, &done);
    return code != 0 ? code : written_say(cli, &done, say(cli, _("%s is shut out within two seconds."), device));
}
