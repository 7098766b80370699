#include "clients/text/language.h"
#include "clients/text/words.h"
#include "draw.h"
#include "proto/round.h"

#include <string.h>

#define MINUTE_S 60

/* Filled from above: each part takes what it needs of what is left. */
struct board {
    const struct draw *d;
    const struct msg_board *says;
    const struct msg_meeting_step *step;
    struct box left;
};

static void take(struct board *b, int lines)
{
    b->left.y += lines;
    b->left.height -= lines;
}

static void paragraph(struct board *b, enum style style, const char *text)
{
    if (b->left.height > 0 && text[0] != '\0')
        take(b, canvas_wrap(b->d->canvas, b->left, style, text));
}

static const char *clean(const struct board *b, struct span text)
{
    return text.ptr == NULL ? "" : draw_line(b->d, text);
}

static bool is_talk(const struct msg_board *board)
{
    return span_is(board->kind, "talk") || span_is(board->kind, "spread");
}

/* ---- the step, and what was said in it ---- */

static void draw_top(struct board *b)
{
    const struct draw *d = b->d;
    const char *turn = words_say(d->arena, is_talk(b->says) ? _("Step %d of %d") : _("Round %d of %d"),
                                 (int)b->says->step, (int)b->says->steps);

    canvas_text(d->canvas, b->left.x, b->left.y, b->left.width - words_cells(turn) - 1, STYLE_CHIP,
                words_say(d->arena, " %s ", clean(b, b->says->title)));
    canvas_right(d->canvas, b->left.x, b->left.y, b->left.width, STYLE_DIM, turn);
    take(b, 2);
}

/* The newest that fit, the newest last; how many there were before them stands above. */
static void draw_notes(struct board *b)
{
    const struct draw *d = b->d;
    size_t first = b->says->notes_count;
    int room = b->left.height - 1, used = 0;

    while (first > 0) {
        int lines = canvas_lines(clean(b, b->says->notes[first - 1].text), b->left.width - 2);
        if (used + lines > room && used > 0)
            break;
        used += lines;
        first--;
    }
    int more = (int)first + (int)b->says->others;
    if (more > 0)
        paragraph(b, STYLE_DIM,
                  words_say(d->arena, ngettext("and %d before", "and %d before", (unsigned long)more), more));
    for (size_t i = first; i < b->says->notes_count && b->left.height > 0; i++) {
        struct box box = { b->left.x + 2, b->left.y, b->left.width - 2, b->left.height };
        canvas_text(d->canvas, b->left.x, b->left.y, 1, STYLE_DIM, "-");
        take(b, canvas_wrap(d->canvas, box, STYLE_PLAIN, clean(b, b->says->notes[i].text)));
    }
}

static void draw_kept(struct board *b)
{
    if (b->says->chosen.ptr != NULL)
        paragraph(b, STYLE_GOOD, words_say(b->d->arena, _("Step: %s"), clean(b, b->says->chosen)));
    if (b->says->learned.ptr != NULL)
        paragraph(b, STYLE_GOOD, words_say(b->d->arena, _("Lesson: %s"), clean(b, b->says->learned)));
}

/* ---- a guided conversation ---- */

static void draw_choice(struct board *b, int number, const char *text, const char *points_to)
{
    bool chosen = b->says->has_answer && b->says->answer == number;
    struct box box = { b->left.x + 4, b->left.y, b->left.width - 4, b->left.height };

    if (b->left.height <= 0)
        return;
    canvas_text(b->d->canvas, b->left.x, b->left.y, 4, chosen ? STYLE_GOOD : STYLE_DIM,
                words_say(b->d->arena, "%s %d", chosen ? ">" : " ", number));
    take(b, canvas_wrap(b->d->canvas, box, chosen ? STYLE_GOOD : STYLE_PLAIN,
                        points_to[0] == '\0' ? text : words_say(b->d->arena, "%s -> %s", text, points_to)));
}

/* Of a spread how many teams chose it; what nobody chose is not there. */
static void draw_count(struct board *b, const struct msg_meeting_choice *choice, int64_t teams)
{
    if (choice->teams > 0)
        paragraph(
            b, STYLE_PLAIN,
            words_say(b->d->arena, _("%d of %d teams: %s"), (int)choice->teams, (int)teams, clean(b, choice->text)));
}

static void draw_spread(struct board *b)
{
    const struct msg_board *says = b->says;
    int64_t teams = 0, most = 0;

    for (size_t i = 0; i < says->choices_count; i++) {
        teams += says->choices[i].teams;
        most = says->choices[i].teams > most ? says->choices[i].teams : most;
    }
    for (size_t i = 0; i < says->choices_count; i++)
        draw_count(b, &says->choices[i], teams);
    if (teams > 0)
        paragraph(b, most == teams ? STYLE_PLAIN : STYLE_FLAG,
                  most == teams ? _("All teams say the same.") : _("The teams differ: talk about this."));
}

static void draw_choices(struct board *b)
{
    if (span_is(b->says->kind, "spread")) {
        draw_spread(b);
        return;
    }
    for (size_t i = 0; i < b->says->choices_count; i++)
        draw_choice(b, (int)i + 1, clean(b, b->says->choices[i].text), clean(b, b->says->choices[i].points_to));
    if (b->says->choices_count > 0)
        draw_choice(b, 0, _("not clear yet"), "");
    take(b, 1);
}

/* What it came to: the answers, and what to go on about. */
static void draw_outcome(struct board *b, const struct msg_board_line *line)
{
    bool open = line->has_answer ? line->answer == 0 : line->said.ptr == NULL;

    paragraph(b, STYLE_BOLD, clean(b, line->name));
    if (open)
        paragraph(b, STYLE_FLAG, _("still to talk about"));
    if (line->chosen.ptr != NULL)
        paragraph(b, STYLE_PLAIN,
                  line->points_to.ptr == NULL
                      ? clean(b, line->chosen)
                      : words_say(b->d->arena, "%s -> %s", clean(b, line->chosen), clean(b, line->points_to)));
    if (line->said.ptr != NULL)
        paragraph(b, STYLE_DIM, clean(b, line->said));
}

static void draw_sheet(struct board *b)
{
    canvas_text(b->d->canvas, b->left.x, b->left.y, b->left.width, STYLE_CHIP,
                words_say(b->d->arena, " %s ", _("Talking sheet")));
    take(b, 2);
    paragraph(b, STYLE_BOLD, clean(b, b->says->about.ptr != NULL ? b->says->about : b->says->title));
    for (size_t i = 0; i < b->says->lines_count; i++)
        draw_outcome(b, &b->says->lines[i]);
}

/* Beside it: what it is, and where it comes from. */
static void draw_verdict(struct board *b)
{
    paragraph(b, STYLE_BOLD, _("The beginning of a conversation, not a verdict. Nothing is added up."));
    take(b, 1);
    if (b->says->source.ptr != NULL)
        paragraph(b, STYLE_DIM, words_say(b->d->arena, _("Source: %s"), clean(b, b->says->source)));
    take(b, 1);
    paragraph(b, STYLE_PLAIN, _("Take it along: vakwerk talk sheet"));
    take(b, 1); /* on a narrow screen the sheet comes under it */
}

/* ---- the whole of a step ---- */

static void draw_step(struct board *b)
{
    draw_top(b);
    if (b->says->about.ptr != NULL) {
        paragraph(b, STYLE_DIM, words_say(b->d->arena, _("About: %s"), clean(b, b->says->about)));
        take(b, 1);
    }
    if (b->step->part.ptr != NULL)
        paragraph(b, STYLE_DIM, clean(b, b->step->part));
    paragraph(b, STYLE_BOLD, clean(b, b->step->name));
    paragraph(b, STYLE_PLAIN, clean(b, b->step->text));
    take(b, 1);
    if (is_talk(b->says))
        draw_choices(b);
    draw_notes(b);
    draw_kept(b);
    if (is_talk(b->says) && b->says->source.ptr != NULL)
        paragraph(b, STYLE_DIM, words_say(b->d->arena, _("Source: %s"), clean(b, b->says->source)));
}

/* ---- the time, and what may be said now ---- */

static const char *time_text(const struct board *b)
{
    const struct scene *scene = b->d->scene;
    int64_t left_s = b->says->has_until_at && scene->has_now ? (b->says->until_at - scene->now + 999) / 1000 : 0;

    if (!b->says->has_until_at || !scene->has_now)
        return "";
    if (left_s <= 0)
        return _("The time is over");
    return words_say(b->d->arena, _("%d:%02d left"), (int)(left_s / MINUTE_S), (int)(left_s % MINUTE_S));
}

static bool waits(const struct board *b)
{
    const struct scene *scene = b->d->scene;

    return b->says->has_until_at && scene->has_now && scene->now >= b->says->until_at &&
           round_keeps(round_task(b->step->task));
}

static void draw_time(struct board *b)
{
    const char *time = time_text(b);

    paragraph(b, waits(b) ? STYLE_FLAG : STYLE_BOLD, time[0] == '\0' ? "" : words_say(b->d->arena, " %s ", time));
    if (waits(b))
        paragraph(b, STYLE_PLAIN, _("The screen waits a little for you."));
    else if (b->says->next.ptr != NULL)
        paragraph(b, STYLE_PLAIN, words_say(b->d->arena, _("After that: %s"), clean(b, b->says->next)));
    else if (span_is(b->says->kind, "talk"))
        paragraph(b, STYLE_PLAIN, _("After that: the talking sheet"));
    else
        paragraph(b, STYLE_PLAIN, is_talk(b->says) ? _("This is the last step.") : _("This is the last round."));
    take(b, 1);
}

/* Where visitors pass, what is said does not come on the screen: there only what is kept can be said. */
static bool is_strict(const struct scene *scene)
{
    return scene->screen != NULL && span_is(scene->screen->privacy, "strict");
}

static void draw_how(struct board *b)
{
    static const struct {
        const char *head, *text;
    } tasks[ROUND_TASKS + 1] = {
        [ROUND_LISTEN] = { N_("Listening"), N_("In this round nobody types anything.") },
        [ROUND_QUESTIONS] = { N_("Questions alone"), N_("No advice yet, also not dressed as a question.") },
        [ROUND_NOTES] = { N_("Thinking along"), N_("Anything may be said. Nothing of it is kept.") },
        [ROUND_CHOICE] = { N_("Choosing the step"), N_("This step alone is kept.") },
        [ROUND_LESSON] = { N_("The lesson"), N_("This lesson alone is kept.") },
        [ROUND_ANSWER] = { N_("Choose an answer"), N_("Nothing is added up. In doubt? Then: not clear yet.") },
        [ROUND_TASKS] = { N_("Take part"), "" },
    };
    enum round_task task = round_task(b->step->task);

    paragraph(b, STYLE_BOLD, _(tasks[task].head));
    if (tasks[task].text[0] != '\0')
        paragraph(b, STYLE_PLAIN, _(tasks[task].text));
    if (task == ROUND_LISTEN || (is_strict(b->d->scene) && !round_keeps(task)))
        return;
    take(b, 1);
    if (task == ROUND_ANSWER)
        paragraph(b, STYLE_PLAIN, _("Type: vakwerk meeting answer"));
    paragraph(b, STYLE_PLAIN, _("Type: vakwerk meeting say"));
    paragraph(b, STYLE_DIM, _("Your name does not come with it."));
}

/* ---- who has no account ---- */

/* As long as their code is good; the address without the code, which stands by itself. */
static void draw_guests(struct board *b)
{
    const struct scene *scene = b->d->scene;
    bool over = scene->has_now && b->says->has_guests_until_at && scene->now >= b->says->guests_until_at;
    const char *code = clean(b, b->says->guest_code), *link = clean(b, b->says->link);

    if (code[0] == '\0' || over || b->says->closed)
        return;
    take(b, 1);
    paragraph(b, STYLE_BOLD, _("Without an account"));
    paragraph(b, STYLE_CHIP, words_say(b->d->arena, " %s ", code));
    paragraph(b, STYLE_DIM, words_say(b->d->arena, "%.*s", (int)strcspn(link, "#"), link));
}

/* ---- the wall of a live table ---- */

static void draw_theme(struct board *b, const char *name, int64_t inputs)
{
    const char *count = words_say(b->d->arena, "%lld", (long long)inputs);

    if (b->left.height <= 0)
        return;
    canvas_text(b->d->canvas, b->left.x, b->left.y, b->left.width - words_cells(count) - 1, STYLE_PLAIN, name);
    canvas_right(b->d->canvas, b->left.x, b->left.y, b->left.width, STYLE_BOLD, count);
    take(b, 1);
}

/* The themes with how much there is, and under them what came in, the newest last. */
static void draw_table(struct board *b)
{
    const struct msg_board *says = b->says;

    canvas_text(b->d->canvas, b->left.x, b->left.y, b->left.width, STYLE_CHIP,
                words_say(b->d->arena, " %s ", _("Live table")));
    take(b, 2);
    paragraph(b, STYLE_BOLD, clean(b, says->title));
    take(b, 1);
    for (size_t i = 0; i < says->themes_count; i++)
        draw_theme(b, clean(b, says->themes[i].name), says->themes[i].inputs);
    if (says->unsorted > 0)
        draw_theme(b, _("Not sorted"), says->unsorted);
    take(b, 1);
    draw_notes(b);
}

static void draw_join(struct board *b)
{
    const char *code = clean(b, b->says->code);

    if (b->says->closed) {
        paragraph(b, STYLE_BOLD, _("The table is closed"));
        paragraph(b, STYLE_PLAIN, _("Thank you for what you gave."));
        return;
    }
    paragraph(b, STYLE_BOLD, _("Take part"));
    paragraph(b, STYLE_CHIP, words_say(b->d->arena, " %s ", code));
    paragraph(b, STYLE_PLAIN, words_say(b->d->arena, _("Type: vakwerk harvest add %s"), code));
    paragraph(b, STYLE_DIM, _("Your name does not come with it."));
    take(b, 1);
}

/* ---- the whole ---- */

static bool is_table(const struct msg_board *board)
{
    return span_is(board->kind, "harvest");
}

void draw_board(const struct draw *d, struct box left, struct box column)
{
    const struct msg_board *board = d->scene->board;
    static const struct msg_meeting_step none = { .name = { "", 0 } };
    struct board b = { d, board, board->now_count > 0 ? &board->now[0] : &none, column };

    static void (*const beside[])(struct board *) = { draw_time, draw_join, draw_verdict };
    static void (*const sheets[])(struct board *) = { draw_step, draw_table, draw_sheet };
    int kind = is_table(board) ? 1 : board->lines_count > 0 ? 2 : 0;

    beside[kind](&b);
    draw_guests(&b);
    if (column.width != left.width || column.x != left.x) {
        if (kind == 0 && !span_is(board->kind, "spread"))
            draw_how(&b);
        b.left = left;
    }
    sheets[kind](&b);
}
