#include "offline.h"

#include "out.h"
#include "paths.h"
#include "session.h"
#include "times.h"

struct vakwerk_cache *offline_cache(struct cli *cli)
{
    struct path path = paths_file(PATHS_CACHE, "cache.db");

    if (cli->cache != NULL || !cli->has_credentials || path.text[0] == '\0' || !paths_make_folder(&path))
        return cli->cache;
    cli->cache = vakwerk_cache_open(path.text, session_account(cli), cli->now_ms);
    return cli->cache;
}

void offline_note(struct cli *cli, enum verb verb, const void *out)
{
    size_t size = schema_verbs[verb].out->size;
    void *copy = cli->noted_count < CLI_NOTED_MAX ? arena_take(&cli->arena, size) : NULL;

    if (copy == NULL)
        return;
    memcpy(copy, out, size);
    cli->noted[cli->noted_count++] = (struct cli_noted){ verb, copy };
}

void offline_keep(struct cli *cli)
{
    for (size_t i = 0; i < cli->noted_count && offline_cache(cli) != NULL; i++)
        vakwerk_cache_keep(cli->cache, cli->noted[i].verb, cli->noted[i].out);
}

void offline_keep_thing(struct cli *cli, const struct msg_thing *thing)
{
    if (offline_cache(cli) != NULL)
        vakwerk_cache_keep_thing(cli->cache, thing);
}

void offline_forget(struct cli *cli, struct span code)
{
    if (offline_cache(cli) != NULL)
        vakwerk_cache_forget(cli->cache, code);
}

static int not_kept(struct cli *cli, const struct vakwerk_call *call)
{
    const struct msg_show *show = call->in;

    if (call->verb != VERB_show)
        return fail(cli, CLI_USAGE, _("this cannot be done with --offline"), NULL);
    return fail(cli, CLI_NOT_FOUND, say(cli, _("%s is not kept on this computer"), show->code.ptr),
                _("see what is: vakwerk list --offline"));
}

int offline_answer(struct cli *cli, const struct vakwerk_call *call)
{
    int64_t kept_at = 0;
    int code = session_who(cli);

    if (code != 0)
        return code;
    if (offline_cache(cli) == NULL || vakwerk_cache_answer(cli->cache, call, &cli->arena, &kept_at) != 0)
        return not_kept(cli, call);
    if (!cli->is_offline)
        out_note(cli, kept_at == 0 ? _("(without a connection: nothing of this is kept here)")
                                   : say(cli, _("(without a connection: kept since %s)"), times_when(cli, kept_at)));
    cli->is_offline = true;
    return 0;
}
