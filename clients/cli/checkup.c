#include "checkup.h"

#include "clients/lib/reach.h"
#include "clients/text/words.h"
#include "facts.h"
#include "json.h"
#include "out.h"

#include <stdlib.h>

#define NAME_CELLS  13
#define TIP_INDENT  4
#define TEXT_INDENT (4 + NAME_CELLS + 2)

struct finding fine(const char *text)
{
    return (struct finding){ .text = text };
}

struct finding wrong(const char *text, const char *tip)
{
    return (struct finding){ .wrong = true, .text = text, .tip = tip };
}

struct finding ends(const char *text, const char *tip)
{
    return (struct finding){ .wrong = true, .ends = true, .text = text, .tip = tip };
}

/* ---- what several look at ---- */

struct finding checkup_reach(struct cli *cli, const char *server, const char *shown)
{
    switch (reach_try(server, cli->timeout_ms)) {
    case REACH_FINE:
        return fine(shown);
    case REACH_NO_NAME:
        return ends(say(cli, _("no computer is called %s"), shown),
                    _("is your network up? Is the name right? Otherwise ask your administrator"));
    case REACH_REFUSED:
        return ends(say(cli, _("nobody listens at %s"), shown),
                    _("the server is switched on, Vakwerk is not: tell your administrator"));
    case REACH_SILENT:
        break;
    }
    return ends(say(cli, _("%s does not answer"), shown),
                _("is your network up? Is a firewall in between? Otherwise ask your administrator"));
}

bool checkup_has_program(struct cli *cli, struct span name)
{
    return system(say(cli, "command -v '%.*s' >/dev/null 2>&1", span_int(name), name.ptr)) == 0;
}

/* ---- all of it ---- */

static struct facts_finding fact_of(const char *check, const struct finding *finding)
{
    return (struct facts_finding){ .check = span_of(check),
                                   .state = span_of(finding->wrong ? "wrong" : "ok"),
                                   .text = span_of(finding->text),
                                   .hint = span_of(finding->tip == NULL ? "" : finding->tip) };
}

static void print_finding(struct cli *cli, const char *name, const struct finding *finding)
{
    const char *mark = finding->wrong ? "!!" : "ok";
    int pad = NAME_CELLS - words_cells(name);

    if (cli->tabs) {
        fprintf(cli->out, "%s\t%s\t%s\t%s\n", mark, name, finding->text, finding->tip == NULL ? "" : finding->tip);
        return;
    }
    fprintf(cli->out, "%s%s%s  %s%*s  ", out_colour(cli, finding->wrong ? COLOUR_RED : COLOUR_GREEN), mark,
            out_colour(cli, COLOUR_NONE), name, pad > 0 ? pad : 0, "");
    out_continue(cli, TEXT_INDENT, TEXT_INDENT, finding->text);
    if (finding->tip != NULL)
        out_paragraph(cli, TIP_INDENT, say(cli, "%s %s", _("Tip:"), finding->tip));
}

int checkup(struct cli *cli, const struct check *checks, size_t count)
{
    struct finding finding = { .text = "" };
    struct facts_finding *facts = arena_take(&cli->arena, count * sizeof *facts);
    size_t found = 0;
    bool all_well = true;

    if (facts == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    for (; found < count && !finding.ends; found++) {
        finding = checks[found].run(cli);
        all_well = all_well && !finding.wrong;
        facts[found] = fact_of(checks[found].name, &finding);
        if (!cli->json)
            print_finding(cli, _(checks[found].name), &finding);
    }
    int code = cli->json ? json_print_list(cli, &type_facts_finding, facts, found) : 0;
    if (code != 0)
        return code;
    /* What was found is the answer, also when it is not well. */
    out_flush(cli);
    return all_well ? CLI_DONE : CLI_FAILED;
}
