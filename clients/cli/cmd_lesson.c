/* Lessons and guides: from answers to what was learned, by way of an editor and a second reader. */
#include "columns.h"
#include "commands.h"
#include "compose.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "written.h"

#define CODES_MAX   10
#define SOURCES_MAX 5
#define LIST_MAX    100

/* What is done alike for both, and how it is called. */
struct noun {
    const char *word; /* the command, and the kind on the wire */
    enum verb verb;
    bool guide;
};

static const struct noun lesson = { "lesson", VERB_lesson, false };
static const struct noun guide = { "guide", VERB_guide, true };

/* ---- the text in the editor: what works, then the parts under a heading ---- */

enum part { PART_TEXT, PART_WHEN, PART_WHEN_NOT, PART_SOURCES, PARTS };

static const char *const headings[PARTS] = { "", N_("When:"), N_("When not:"), N_("Sources:") };

struct parts {
    struct span text[PARTS];
    struct msg_source sources[SOURCES_MAX];
    size_t source_count;
};

static enum part part_of(struct span line)
{
    for (int part = PART_WHEN; part < PARTS; part++)
        if (span_is(line, headings[part]) || span_is(line, _(headings[part])))
            return (enum part)part;
    return PART_TEXT;
}

static bool next_line(const char **at, struct span *line)
{
    if (**at == '\0')
        return false;
    *line = (struct span){ *at, strcspn(*at, "\n") };
    *at += line->len + ((*at)[line->len] == '\n');
    return true;
}

/* "Title https://..." */
static void add_source(struct parts *parts, struct span line)
{
    size_t space = line.len;

    while (space > 0 && line.ptr[space - 1] != ' ')
        space--;
    if (space < 2 || parts->source_count == SOURCES_MAX)
        return;
    parts->sources[parts->source_count++] =
        (struct msg_source){ .title = { line.ptr, space - 1 }, .url = { line.ptr + space, line.len - space } };
}

static void split(const char *text, struct parts *out)
{
    enum part part = PART_TEXT;
    struct span line;

    *out = (struct parts){ .text[PART_TEXT] = { text, 0 } };
    while (next_line(&text, &line)) {
        enum part next = part_of(line);
        if (next != PART_TEXT) {
            part = next;
            out->text[part] = (struct span){ text, 0 };
        } else if (part == PART_SOURCES)
            add_source(out, line);
        else
            out->text[part].len = (size_t)(line.ptr + line.len - out->text[part].ptr);
    }
}

static const char *with_part(struct cli *cli, const char *whole, enum part part, struct span text)
{
    return say(cli, "%s\n\n%s\n%.*s", whole, _(headings[part]), span_int(text), text.ptr == NULL ? "" : text.ptr);
}

static const char *with_source(struct cli *cli, const char *whole, struct span title, struct span url)
{
    return say(cli, "%s%s %s\n", whole, thing_line(cli, title), thing_line(cli, url));
}

/* ---- writing ---- */

static int read_codes(struct cli *cli, struct span *codes)
{
    int failed = 0;

    for (size_t i = 0; i < cli->args.word_count && failed == 0; i++) {
        codes[i] = thing_code(cli, cli->args.words[i]);
        failed = thing_check_code(cli, codes[i]);
    }
    return failed;
}

static int send(struct cli *cli, const struct noun *noun, const struct msg_lesson *in, const struct draft *draft,
                const char *about, struct msg_done *done)
{
    struct msg_guide whole = { .base = *in };
    struct session_write write = { .verb = noun->verb,
                                   .place = TOPIC_HERE,
                                   .in = noun->guide ? (const void *)&whole : in,
                                   .about = about,
                                   .summary = draft == NULL ? about : draft->title,
                                   .title = draft == NULL ? NULL : draft->title,
                                   .text = draft == NULL ? NULL : draft->text,
                                   .again = say(cli, "vakwerk %s %s %s --recover", noun->word,
                                                in->code.ptr == NULL ? "draft" : "edit", about) };

    return session_write(cli, &write, done);
}

/* Fills in the texts of a draft; what stands in no part is empty, not as it was. */
static int send_text(struct cli *cli, const struct noun *noun, struct msg_lesson *in, const struct compose *compose,
                     const struct draft *draft, const char *about, struct msg_done *done)
{
    struct parts parts;

    split(draft->text, &parts);
    in->title = span_of(draft->title);
    in->text = parts.text[PART_TEXT];
    in->when = parts.text[PART_WHEN].ptr == NULL ? span_of("") : parts.text[PART_WHEN];
    in->when_not = parts.text[PART_WHEN_NOT].ptr == NULL ? span_of("") : parts.text[PART_WHEN_NOT];
    in->sources = parts.sources;
    in->sources_count = parts.source_count;
    in->checked = has(cli, OPT_CHECKED);
    return compose_finish(compose, send(cli, noun, in, draft, about, done));
}

static int say_drafted(struct cli *cli, const struct noun *noun, const struct msg_done *done, const char *code)
{
    return written_say(cli, done,
                       say(cli, _("Draft %s is kept. Have it read: vakwerk %s publish %s"), code, noun->word, code));
}

/* ---- a draft ---- */

static const char *help_text(struct cli *cli, const struct msg_basis *basis)
{
    const char *help = _("What is it called, on the first line; then an empty line, then what works.\n"
                         "Under the headings: when, when not, and sources as TITLE URL.\n"
                         "Lines with # do not count. An empty file keeps nothing.\n"
                         "Write no names, addresses or other details that point at a client.");

    for (size_t i = 0; i < basis->items_count; i++)
        help = say(cli, "%s\n\n%s (%lld+%lld): %.*s", help, thing_line(cli, basis->items[i].code),
                   (long long)basis->items[i].thanks, (long long)basis->items[i].endorsed,
                   span_int(basis->items[i].text), basis->items[i].text.ptr);
    return help;
}

static const char *first_text(struct cli *cli, const struct msg_basis *basis)
{
    const char *sources = "";

    for (size_t i = 0; i < basis->sources_count && i < SOURCES_MAX; i++)
        sources = with_source(cli, sources, basis->sources[i].title, basis->sources[i].url);
    const char *text = with_part(cli, "", PART_WHEN, span_of(""));
    text = with_part(cli, text, PART_WHEN_NOT, span_of(""));
    return with_part(cli, text, PART_SOURCES, span_of(sources));
}

/* A file has it on its first line, unless the option says it. */
static const char *first_title(struct cli *cli, const char *known)
{
    if (has(cli, OPT_TITLE))
        return opt(cli, OPT_TITLE);
    return has(cli, OPT_FILE) ? "" : known;
}

/* A guide may be made from lessons, of which there is no basis to read. */
static int read_basis(struct cli *cli, const struct noun *noun, const struct msg_lesson *in, struct msg_basis *out)
{
    struct msg_lesson_basis ask = { .codes = in->made_from, .codes_count = in->made_from_count };

    *out = (struct msg_basis){ .items_count = 0 };
    return noun->guide ? 0 : session_call(cli, VERB_lesson_basis, &ask, out);
}

static const char *opens_with(struct cli *cli, const struct msg_basis *basis)
{
    if (basis->items_count == 0)
        return NULL;
    return say(cli,
               ngettext("(your editor opens with the most appreciated answer)",
                        "(your editor opens with the %zu most appreciated answers)", basis->items_count),
               basis->items_count);
}

static int make_draft(struct cli *cli, const struct noun *noun)
{
    struct span codes[CODES_MAX];
    struct msg_lesson in = { .made_from = cli->args.word_count > 0 ? codes : NULL,
                             .made_from_count = cli->args.word_count,
                             .theme = span_of(opt(cli, OPT_THEME)) };
    struct msg_basis basis;
    struct msg_done done;
    const char *about = cli->args.word_count > 0 ? cli->args.words[0] : noun->word;
    int failed = read_codes(cli, codes);

    if (failed == 0)
        failed = read_basis(cli, noun, &in, &basis);
    if (failed != 0)
        return failed;
    struct compose compose = { .draft = say(cli, "%s-%s", noun->word, about),
                               .help = help_text(cli, &basis),
                               .opens = opens_with(cli, &basis),
                               .has_title = true,
                               .wants_editor = true,
                               .missing = _("what was learned?") };
    struct draft draft = { .title = first_title(cli, thing_line(cli, basis.title)), .text = first_text(cli, &basis) };
    failed = compose_text(cli, &compose, &draft);
    if (failed == 0)
        failed = send_text(cli, noun, &in, &compose, &draft, about, &done);
    return failed != 0 ? failed : say_drafted(cli, noun, &done, written_code(cli, &done));
}

/* ---- an edit: of what is being worked on, else of what is published ---- */

static void take_shown(struct cli *cli, const struct msg_shown *shown, struct draft *draft, int64_t *base)
{
    bool drafted = shown->drafts_count > 0;
    const struct msg_thing *thing = &shown->base;
    struct span title = drafted ? shown->drafts[0].title : thing->title;
    struct span text = drafted ? shown->drafts[0].text : thing->text;
    const char *sources = "";

    for (size_t i = 0; drafted && i < shown->draft_sources_count; i++)
        sources = with_source(cli, sources, shown->draft_sources[i].title, shown->draft_sources[i].url);
    for (size_t i = 0; !drafted && i < shown->sources_count; i++)
        sources = with_source(cli, sources, shown->sources[i].title, shown->sources[i].url);
    draft->title = thing_line(cli, title);
    draft->text = say(cli, "%.*s", span_int(text), text.ptr == NULL ? "" : text.ptr);
    draft->text = with_part(cli, draft->text, PART_WHEN, drafted ? shown->drafts[0].when : thing->when);
    draft->text = with_part(cli, draft->text, PART_WHEN_NOT, drafted ? shown->drafts[0].when_not : thing->when_not);
    draft->text = with_part(cli, draft->text, PART_SOURCES, span_of(sources));
    *base = drafted ? shown->drafts[0].revision : shown->edit_base;
}

static int show(struct cli *cli, struct span *code, struct msg_shown *shown)
{
    *code = thing_code(cli, cli->args.words[0]);
    int failed = thing_check_code(cli, *code);

    return failed != 0 ? failed : session_call(cli, VERB_show, &(struct msg_show){ .code = *code }, shown);
}

static int edit(struct cli *cli, const struct noun *noun)
{
    struct msg_lesson in = { .action = span_of("edit"), .has_base = true };
    struct draft draft = { .title = "", .text = "" };
    struct msg_basis none = { .items_count = 0 };
    struct msg_shown shown;
    struct msg_done done;
    int failed = show(cli, &in.code, &shown);

    if (failed != 0)
        return failed;
    take_shown(cli, &shown, &draft, &in.base);
    draft.title = first_title(cli, draft.title);
    struct compose compose = { .draft = say(cli, "%s-%s", noun->word, in.code.ptr),
                               .help = help_text(cli, &none),
                               .has_title = true,
                               .wants_editor = true,
                               .missing = _("what was learned?") };
    failed = compose_text(cli, &compose, &draft);
    if (failed == 0)
        failed = send_text(cli, noun, &in, &compose, &draft, in.code.ptr, &done);
    return failed != 0 ? failed : say_drafted(cli, noun, &done, in.code.ptr);
}

/* ---- reading, publishing, retiring ---- */

static int read_second(struct cli *cli)
{
    struct msg_lesson_read in = { .has_base = true };
    struct msg_shown shown;
    struct msg_done done;
    int failed = show(cli, &in.code, &shown);

    if (failed == 0 && shown.drafts_count == 0)
        failed = fail(cli, CLI_CONFLICT, say(cli, _("%s does not wait for a reader"), in.code.ptr), NULL);
    if (failed != 0)
        return failed;
    in.base = shown.drafts[0].revision;
    failed = session_call(cli, VERB_lesson_read, &in, &done);
    return failed != 0 ? failed
                       : written_say(cli, &done, say(cli, _("You have read %s. It can be published."), in.code.ptr));
}

static int act(struct cli *cli, const struct noun *noun, const char *action, struct msg_done *done, const char **code)
{
    struct msg_lesson in = { .action = span_of(action), .code = thing_code(cli, cli->args.words[0]) };
    int failed = thing_check_code(cli, in.code);

    *code = in.code.ptr;
    return failed != 0 ? failed : send(cli, noun, &in, NULL, in.code.ptr, done);
}

static int publish(struct cli *cli, const struct noun *noun)
{
    struct msg_done done;
    const char *code;
    int failed = act(cli, noun, "publish", &done, &code);

    if (failed != 0)
        return failed;
    return written_say(cli, &done,
                       done.waiting ? say(cli, _("Somebody else reads it first: vakwerk %s read %s"), noun->word, code)
                                    : say(cli, _("%s is published."), code));
}

static int retire(struct cli *cli, const struct noun *noun)
{
    struct msg_done done;
    const char *code;
    int failed = act(cli, noun, "retire", &done, &code);

    return failed != 0 ? failed
                       : written_say(cli, &done, say(cli, _("%s is retired: nobody is offered it any more."), code));
}

/* ---- the list ---- */

static int list(struct cli *cli, const struct noun *noun)
{
    static const struct column columns[] = { { N_("CODE"), false, COLOUR_BOLD },
                                             { N_("STATE"), false, COLOUR_NONE },
                                             { N_("THEME"), false, COLOUR_NONE },
                                             { N_("TITLE"), false, COLOUR_NONE },
                                             { NULL, false, COLOUR_NONE } };
    const char *theme = opt(cli, OPT_THEME);
    struct msg_list in = { .kind = span_of(noun->word), .drafts = has(cli, OPT_DRAFTS) };
    struct msg_listed page;

    MSG_SET(&in, limit, LIST_MAX);
    int failed = session_call_in(cli, VERB_list, theme == NULL ? TOPIC_HERE : TOPIC_THEME, theme, &in, &page);
    if (failed != 0)
        return failed;
    if (cli->json)
        return json_print_list(cli, &type_thing, page.items, page.items_count);
    if (page.items_count == 0 && !cli->tabs)
        fprintf(cli->out, "%s\n", noun->guide ? _("No guides found.") : _("No lessons found."));
    struct columns *table = columns_new(cli, columns);
    for (size_t i = 0; i < page.items_count; i++) {
        columns_add(table, thing_line(cli, page.items[i].code));
        columns_add(table, thing_lesson_state(cli, &page.items[i]));
        columns_add(table, thing_line(cli, page.items[i].theme_name));
        columns_add(table, thing_summary(cli, &page.items[i]));
    }
    columns_print(table);
    return 0;
}

/* ---- the commands ---- */

#define BOTH(name, function)                                                                                           \
    int cmd_lesson_##name(struct cli *cli)                                                                             \
    {                                                                                                                  \
        return function(cli, &lesson);                                                                                 \
    }                                                                                                                  \
    int cmd_guide_##name(struct cli *cli)                                                                              \
    {                                                                                                                  \
        return function(cli, &guide);                                                                                  \
    }

BOTH(list, list)
BOTH(draft, make_draft)
BOTH(edit, edit)
BOTH(publish, publish)
BOTH(retire, retire)

int cmd_lesson_show(struct cli *cli)
{
    return cmd_show(cli);
}

int cmd_guide_show(struct cli *cli)
{
    return cmd_show(cli);
}

int cmd_lesson_read(struct cli *cli)
{
    return read_second(cli);
}

int cmd_guide_read(struct cli *cli)
{
    return read_second(cli);
}
