#include "identifying.h"

#include "clients/text/words.h"
#include "out.h"
#include "proto/text.h"

#define CONTEXT_CELLS 76

static const char *kind_name(struct span kind)
{
    static const struct {
        const char *kind, *name;
    } names[] = { { "bsn", N_("citizen number") },
                  { "iban", N_("bank account") },
                  { "phone", N_("phone number") },
                  { "email", N_("e-mail") },
                  { "birth_date", N_("birth date") },
                  { "address", N_("address") },
                  { "number", N_("file number") },
                  { "name", N_("name") },
                  { "age", N_("age") },
                  { "school", N_("school") } };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (span_is(kind, names[i].kind))
            return _(names[i].name);
    return _("detail");
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
    int at = 0, named = 0;

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
        const char *name = kind_name(refused->hits[i].kind);
        if (next.line.ptr != place.line.ptr || from < named || from > CONTEXT_CELLS)
            continue;
        fprintf(stderr, "%*s%s", from - named, "", name);
        named = from + words_cells(name) + 1;
        fputc(' ', stderr);
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

static void show_way_out(struct cli *cli, const struct session_write *write, const struct msg_refused *refused)
{
    const char *again = write->again == NULL ? "vakwerk ask --recover" : write->again;

    (void)cli;
    fprintf(stderr, "\n");
    fprintf(stderr, "%s\n", _("Tip: write for example: a boy in primary school."));
    fprintf(stderr, "     %s %s\n", _("Change it:        "), again);
    if (!must_go(refused))
        fprintf(stderr, "     %s %s --checked\n", _("Post it as it is: "), again);
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
    show_way_out(cli, write, refused);
    return CLI_CONTENT;
}
