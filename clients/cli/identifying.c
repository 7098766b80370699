#include "identifying.h"

#include "clients/text/words.h"
#include "out.h"
#include "proto/identify.h"
#include "proto/text.h"

#define CONTEXT_CELLS 76

enum { HITS_MAX = 16 }; /* as many as a refusal shows */

/* How each kind is called, and what says the same without pointing at anybody; for one, what says another as well. */
static const struct kind {
    const char *kind, *name, *instead, *in;
} kinds[] = {
    { "bsn", N_("citizen number"), N_("leave the number out, and write: the child's citizen number."), NULL },
    { "iban", N_("bank account"), N_("leave the number out, and write: the family's account."), NULL },
    { "phone", N_("phone number"), N_("leave the number out, and write: mother can be called."), NULL },
    { "email", N_("e-mail"), N_("leave the address out, and write: father answers by e-mail."), NULL },
    { "birth_date", N_("birth date"), N_("write the age roughly, for example: a girl of about ten."), NULL },
    { "address", N_("address"), N_("write for example: at the family's home, or: in our municipality."), NULL },
    { "number", N_("file number"), N_("leave the number out, and write: the file, or: the decision."), NULL },
    { "name", N_("name"), N_("write for example: a boy in primary school."), NULL },
    { "age", N_("age"), N_("write the age roughly, for example: a teenager."), "name" },
    { "school", N_("school"), N_("write for example: his school."), NULL },
};

static const struct kind *kind_of(struct span kind)
{
    static const struct kind other = { "", N_("detail"), N_("write it without details."), NULL };

    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (span_is(kind, kinds[i].kind))
            return &kinds[i];
    return &other;
}

static struct span refused_text(struct cli *cli, const struct session_write *write, const struct msg_refused *refused)
{
    const char *text = span_is(refused->field, "title") ? write->title : write->text;
    const char *message;
    struct span clean;

    /* Places are counted in the text after cleaning, by the one routine that does it everywhere. */
    if (text == NULL || text_clean(span_of(text), true, &cli->arena, &clean, &message) != 0)
        return (struct span){ NULL, 0 };
    return clean;
}

/* The line of the text around one hit. */
struct place {
    struct span line;
    struct span before, hit; /* parts of the line */
};

static struct place place_of(struct span text, const struct msg_hit *hit)
{
    size_t at = text_first(text, (size_t)hit->at).len;
    struct span rest = { text.ptr + at, text.len - at };
    struct place place = { .hit = text_first(rest, (size_t)hit->length) };
    size_t begin = at, end = at + place.hit.len;

    while (begin > 0 && text.ptr[begin - 1] != '\n')
        begin--;
    while (end < text.len && text.ptr[end] != '\n')
        end++;
    place.line = (struct span){ text.ptr + begin, end - begin };
    place.before = (struct span){ text.ptr + begin, at - begin };
    return place;
}

static void print_marks(int from, int cells, char mark)
{
    fprintf(stderr, "%*s", from, "");
    for (int i = 0; i < cells; i++)
        fputc(mark, stderr);
}

/* One line with all its hits marked under it, as far as they fit. */
static void show_line(struct cli *cli, struct span text, const struct msg_refused *refused, size_t first)
{
    struct place place = place_of(text, &refused->hits[first]);
    const char *line = words_line(&cli->arena, place.line);
    int at = 0, named = 0, drawn = 0;

    fprintf(stderr, "\n  %s\n  ", words_cut(&cli->arena, line, CONTEXT_CELLS));
    for (size_t i = first; i < refused->hits_count; i++) {
        struct place next = place_of(text, &refused->hits[i]);
        int from = words_cells(words_line(&cli->arena, next.before));
        int cells = words_cells(words_line(&cli->arena, next.hit));
        if (next.line.ptr != place.line.ptr || from < at || from + cells > CONTEXT_CELLS)
            continue;
        print_marks(from - at, cells, '^');
        at = from + cells;
    }
    fprintf(stderr, "\n  ");
    for (size_t i = first; i < refused->hits_count; i++) {
        struct place next = place_of(text, &refused->hits[i]);
        int from = words_cells(words_line(&cli->arena, next.before));
        const char *name = _(kind_of(refused->hits[i].kind)->name);
        if (next.line.ptr != place.line.ptr || from < named || from > CONTEXT_CELLS)
            continue;
        fprintf(stderr, "%*s%s", from - drawn, "", name);
        drawn = from + words_cells(name);
        named = drawn + 1; /* a blank between two names */
    }
    fprintf(stderr, "\n");
}

static bool is_first_of_line(struct span text, const struct msg_refused *refused, size_t index)
{
    const char *line = place_of(text, &refused->hits[index]).line.ptr;

    for (size_t i = 0; i < index; i++)
        if (place_of(text, &refused->hits[i]).line.ptr == line)
            return false;
    return true;
}

static bool must_go(const struct msg_refused *refused)
{
    for (size_t i = 0; i < refused->hits_count; i++)
        if (refused->hits[i].block)
            return true;
    return false;
}

static bool is_first_of_kind(const struct msg_refused *refused, size_t index)
{
    for (size_t i = 0; i < index; i++)
        if (kind_of(refused->hits[i].kind) == kind_of(refused->hits[index].kind))
            return false;
    return true;
}

/* "a boy in primary school" says of a name's bearer how old he is. */
static bool is_said_already(const struct msg_refused *refused, size_t index)
{
    const char *in = kind_of(refused->hits[index].kind)->in;

    for (size_t i = 0; in != NULL && i < refused->hits_count; i++)
        if (span_is(refused->hits[i].kind, in))
            return true;
    return !is_first_of_kind(refused, index);
}

static void show_way_out(const struct session_write *write, const struct msg_refused *refused)
{
    const char *head = _("Tip:");

    fprintf(stderr, "\n");
    for (size_t i = 0; i < refused->hits_count; i++) {
        if (is_said_already(refused, i))
            continue;
        fprintf(stderr, "%s %s\n", head, _(kind_of(refused->hits[i].kind)->instead));
        head = "    ";
    }
    if (write->again == NULL)
        return;
    fprintf(stderr, "     %s %s\n", _("Change it:        "), write->again);
    if (!must_go(refused))
        fprintf(stderr, "     %s %s --checked\n", _("Post it as it is: "), write->again);
}

int identifying_refused(struct cli *cli, const struct session_write *write, const struct msg_refused *refused)
{
    const char *what = write->verb == VERB_ask
                           ? _("this may point at a client, so your question has not been posted yet")
                           : _("this may point at a client, so your text has not been posted yet");
    struct span text = refused_text(cli, write, refused);

    if (cli->json || text.ptr == NULL)
        return fail(cli, CLI_CONTENT, what, write->again);
    fail(cli, CLI_CONTENT, what, NULL);
    for (size_t i = 0; i < refused->hits_count; i++)
        if (is_first_of_line(text, refused, i))
            show_line(cli, text, refused, i);
    show_way_out(write, refused);
    return CLI_CONTENT;
}

/* The places in one text that the daemon would refuse. */
static size_t find(const struct session_write *write, struct span text, struct msg_hit *out)
{
    struct identify_hit hits[HITS_MAX];
    size_t found = identify(text, hits, HITS_MAX), count = 0;

    for (size_t i = 0; i < found; i++)
        if (hits[i].block || !write->checked)
            out[count++] = (struct msg_hit){ .kind = span_of(identify_kind_name(hits[i].kind)),
                                             .at = (int64_t)hits[i].at,
                                             .length = (int64_t)hits[i].length,
                                             .block = hits[i].block };
    return count;
}

int identifying_check(struct cli *cli, const struct session_write *write)
{
    static const char *const fields[] = { "title", "text" };
    struct msg_hit hits[HITS_MAX];

    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct msg_refused refused = { .field = span_of(fields[i]), .hits = hits };
        struct span text = refused_text(cli, write, &refused);
        refused.hits_count = text.len == 0 ? 0 : find(write, text, hits);
        if (refused.hits_count > 0)
            return identifying_refused(cli, write, &refused);
    }
    return 0;
}
