#include "alike.h"

#include "out.h"
#include "prompt.h"
#include "session.h"
#include "thing.h"

#define SHOWN_MAX 3

static bool find(struct cli *cli, const struct draft *draft, struct msg_alike *out)
{
    struct msg_similar in = { .title = span_of(draft->title),
                              .text = draft->text[0] == '\0' ? (struct span){ NULL, 0 } : span_of(draft->text) };
    struct vakwerk_reply reply;
    struct vakwerk_call call = {
        .verb = VERB_similar, .place = TOPIC_HERE, .in = &in, .out = out, .timeout_ms = cli->timeout_ms
    };

    return session_try(cli, &call, &reply) == VAKWERK_OK && out->items_count > 0;
}

static const char *answers_of(struct cli *cli, const struct msg_thing *thing)
{
    if (thing->answers == 0)
        return thing_state(cli, thing);
    return say(cli, ngettext("%lld answer", "%lld answers", (unsigned long)thing->answers), (long long)thing->answers);
}

static void print(struct cli *cli, const struct msg_thing *thing)
{
    fprintf(stderr, "  %s%s%s  %s (%s)\n", out_colour(cli, COLOUR_BOLD), thing_line(cli, thing->code),
            out_colour(cli, COLOUR_NONE), thing_line(cli, thing->title), answers_of(cli, thing));
}

int alike_show(struct cli *cli, const struct draft *draft)
{
    struct msg_alike alike;

    if (!cli->may_ask || has(cli, OPT_YES) || has(cli, OPT_OFFLINE))
        return 0;
    int code = session_connect(cli);
    if (code != 0 || !find(cli, draft, &alike))
        return code;
    fprintf(stderr, "\n%s\n", _("Looks like your question:"));
    for (size_t i = 0; i < alike.items_count && i < SHOWN_MAX; i++)
        print(cli, &alike.items[i]);
    if (prompt_yes(cli, _("Post it all the same?"), true))
        return 0;
    return fail(cli, CLI_CANCELLED, _("your question is not posted; the draft is kept"),
                say(cli, "vakwerk show %s", thing_line(cli, alike.items[0].code)));
}
