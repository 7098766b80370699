#include "clients/text/words.h"
#include "commands.h"
#include "compose.h"
#include "out.h"
#include "proto/code.h"
#include "session.h"
#include "thing.h"
#include "written.h"

#include <stdlib.h>

#define SOURCES_MAX 5

/* 'Title https://...': the last word is the address. */
static int read_source(struct cli *cli, const char *text, struct msg_source *out)
{
    const char *space = strrchr(text, ' ');
    const char *url = space == NULL ? text : space + 1;

    if (strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0)
        return fail(cli, CLI_USAGE, say(cli, _("'%s' does not end in a web address"), text),
                    "--source 'Title https://example.nl'");
    out->url = span_of(url);
    out->title = space == NULL ? out->url : (struct span){ text, (size_t)(space - text) };
    return 0;
}

/* The draft remembers them, for --recover. */
static int note_sources(struct cli *cli, struct draft *draft)
{
    struct msg_source source;
    size_t count = 0;

    for (size_t i = 0; i < cli->args.option_count; i++) {
        if (cli->args.options[i].option != OPT_SOURCE)
            continue;
        if (count == SOURCES_MAX)
            return fail(cli, CLI_USAGE, _("at most five sources"), NULL);
        int code = read_source(cli, cli->args.options[i].value, &source);
        if (code != 0)
            return code;
        draft_add_source(cli, draft, ++count, cli->args.options[i].value);
    }
    return 0;
}

static int read_sources(struct cli *cli, const struct draft *draft, struct msg_source *sources, size_t *count)
{
    const char *note;
    int code = 0;

    for (*count = 0; code == 0 && *count < SOURCES_MAX; (*count)++) {
        note = draft_source(cli, draft, *count + 1);
        if (note == NULL)
            break;
        code = read_source(cli, note, &sources[*count]);
    }
    return code;
}

/* What the editor shows: the question, if it can be read now. */
static const char *editor_help(struct cli *cli, struct span code)
{
    struct msg_show in = { .code = code };
    struct msg_shown shown;
    const char *title = "";

    if (cli->v != NULL && session_try(cli, VERB_show, &in, &shown, NULL) == VAKWERK_OK)
        title = thing_summary(cli, &shown.base);
    char *wrapped = NULL;
    size_t len;
    FILE *stream = open_memstream(&wrapped, &len);
    if (stream == NULL)
        return "";
    words_wrap(stream, say(cli, _("Your answer to %s: %s"), code.ptr, title), 78, 0, 0);
    fclose(stream);
    const char *help = say(cli, "%s%s", wrapped,
                           _("Lines with # do not count. An empty file posts nothing.\n"
                             "Write no names, addresses or other details that point at a client."));
    free(wrapped);
    return help;
}

static int say_posted(struct cli *cli, const struct msg_done *done)
{
    const char *code = written_code(cli, done);

    if (done->waiting)
        return written_waiting(cli, done);
    const char *text = done->everybody
                           ? say(cli, _("Answer %s is posted. All members can read it."), code)
                           : say(cli, _("Answer %s is posted. Whoever may read the question can read it."), code);
    int failed = written_say(cli, done, text);

    if (failed == 0)
        written_undo(cli, done);
    return failed;
}

static int post(struct cli *cli, const struct compose *compose, const struct draft *draft, struct span code)
{
    struct msg_source sources[SOURCES_MAX];
    struct msg_done done;
    struct msg_answer in = {
        .to = code, .text = span_of(draft->text), .sources = sources, .checked = has(cli, OPT_CHECKED)
    };
    int failed = read_sources(cli, draft, sources, &in.sources_count);

    if (failed != 0)
        return failed;
    if (in.sources_count == 0)
        in.sources = NULL;
    struct session_write write = { .verb = VERB_answer,
                                   .place = TOPIC_HERE,
                                   .in = &in,
                                   .about = code.ptr,
                                   .summary = draft->text,
                                   .text = draft->text,
                                   .again = say(cli, "vakwerk answer %s --recover", code.ptr),
                                   .checked = in.checked };
    failed = compose_finish(compose, session_write(cli, &write, &done));
    return failed != 0 ? failed : say_posted(cli, &done);
}

int cmd_answer(struct cli *cli)
{
    struct span code = thing_code(cli, cli->args.words[0]);
    struct draft draft = { .title = "", .text = "" };
    struct compose compose = { .draft = say(cli, "answer-%s", code.ptr), .missing = _("what is your answer?") };

    if (code_read(code).kind != CODE_QUESTION)
        return fail(cli, CLI_NOT_FOUND, say(cli, _("'%s' is not the code of a question"), code.ptr),
                    _("a code looks like 7K3F; see: vakwerk list"));
    if (cli->may_ask && !has(cli, OPT_MESSAGE) && !has(cli, OPT_FILE) && !has(cli, OPT_OFFLINE)) {
        int failed = session_connect(cli);
        if (failed != 0)
            return failed;
        compose.help = editor_help(cli, code);
    }
    int failed = note_sources(cli, &draft);
    if (failed == 0)
        failed = compose_text(cli, &compose, &draft);
    return failed != 0 ? failed : post(cli, &compose, &draft, code);
}
