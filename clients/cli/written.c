#include "written.h"

#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"

const char *written_code(struct cli *cli, const struct msg_done *done)
{
    return thing_line(cli, done->code);
}

int written_say(struct cli *cli, const struct msg_done *done, const char *text)
{
    if (cli->json)
        return json_print(cli, &type_done, done);
    if (has(cli, OPT_QUIET) && done->code.ptr != NULL)
        fprintf(cli->out, "%s\n", written_code(cli, done));
    out_done(cli, text);
    session_say_depth(cli);
    return 0;
}
