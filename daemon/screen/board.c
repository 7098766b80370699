#include "board.h"

#include "daemon/door.h"
#include "daemon/meeting.h"
#include "daemon/store/store_harvest.h"
#include "proto/encode.h"

#define NOTES_MAX 12
#define WALL_MAX  24 /* inputs of a live table */

struct making {
    struct store *store;
    const struct settings *settings;
    struct meeting meeting;
    const struct msg_meeting_begin *plan;
    struct arena *arena;
    struct msg_board *out;
};

/* ---- its parts ---- */

static int put_question(struct making *m, bool wall)
{
    struct post post;
    int err = m->meeting.question == 0 ? ERR_NOT_FOUND : store_post_get(m->store, m->meeting.question, m->arena, &post);

    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    m->out->code = post.code;
    if (!store_post_is_gone(&post) && (!wall || (post.flags & (POST_NO_KIOSK | POST_UNSAFE)) == 0))
        m->out->about = post.title;
    return 0;
}

static void put_step(struct making *m)
{
    int64_t step = m->meeting.step;

    MSG_SET(m->out, step, step + 1);
    MSG_SET(m->out, steps, (int64_t)m->plan->steps_count);
    if (step == (int64_t)m->plan->steps_count)
        return; /* the sheet of a talk */
    m->out->now = &m->plan->steps[step];
    m->out->now_count = 1;
    if (step + 1 < (int64_t)m->plan->steps_count)
        m->out->next = m->plan->steps[step + 1].name;
    if (m->meeting.until_at != 0)
        MSG_SET(m->out, until_at, m->meeting.until_at);
}

/* The newest, the newest last. */
static int put_notes(struct making *m)
{
    struct meeting_word *words;
    size_t count;
    int64_t all;
    int err = store_meeting_words(m->store, m->meeting.team, m->meeting.step, NOTES_MAX, m->arena, &words, &count);
    struct msg_board_note *notes = arena_take(m->arena, NOTES_MAX * sizeof *notes);

    if (err == 0)
        err = store_meeting_count(m->store, m->meeting.team, m->meeting.step, &all);
    if (err != 0 || notes == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    for (size_t i = 0; i < count; i++)
        notes[i] = (struct msg_board_note){ .text = words[count - 1 - i].text };
    m->out->notes = notes;
    m->out->notes_count = count;
    if (all > (int64_t)count)
        MSG_SET(m->out, others, all - (int64_t)count);
    return 0;
}

/* What was chosen stays in sight while the group learns from it. */
static int put_kept(struct making *m)
{
    struct meeting_word *words;
    size_t count = 0;
    int err = 0;

    for (int64_t step = 0; step <= m->meeting.step && err == 0; step++) {
        enum round_task task = meeting_task(m->plan, step);
        if (!round_keeps(task))
            continue;
        err = store_meeting_words(m->store, m->meeting.team, step, 1, m->arena, &words, &count);
        if (err == 0 && count > 0)
            *(task == ROUND_CHOICE ? &m->out->chosen : &m->out->learned) = words[0].text;
    }
    return err;
}

static int put_said(struct making *m)
{
    int err = round_keeps(meeting_task(m->plan, m->meeting.step)) ? 0 : put_notes(m);

    return err != 0 ? err : put_kept(m);
}

/* ---- a talk, and a spread ---- */

static int put_choices(struct making *m)
{
    size_t first, count = meeting_choices(m->plan, m->meeting.step, &first);
    int64_t answer = -1;
    int err = store_meeting_answered(m->store, m->meeting.team, m->meeting.step, &answer);

    m->out->choices = m->plan->choices + first;
    m->out->choices_count = count;
    if (answer >= 0)
        MSG_SET(m->out, answer, answer);
    return err;
}

static int make_line(struct making *m, int64_t step, bool strict, struct msg_board_line *out)
{
    size_t first, count = meeting_choices(m->plan, step, &first), said = 0;
    struct meeting_word *words;
    int64_t answer;
    int err = store_meeting_answered(m->store, m->meeting.team, step, &answer);

    *out = (struct msg_board_line){ .name = m->plan->steps[step].name };
    if (err == 0 && !strict)
        err = store_meeting_words(m->store, m->meeting.team, step, 1, m->arena, &words, &said);
    if (err != 0)
        return err;
    if (said > 0)
        out->said = words[0].text;
    if (answer >= 0)
        MSG_SET(out, answer, answer);
    if (answer > 0 && answer <= (int64_t)count) {
        out->chosen = m->plan->choices[first + (size_t)answer - 1].text;
        out->points_to = m->plan->choices[first + (size_t)answer - 1].points_to;
    }
    return 0;
}

static int put_lines(struct making *m, bool strict)
{
    struct msg_board_line *lines = arena_take(m->arena, m->plan->steps_count * sizeof *lines);
    int err = lines == NULL ? ERR_TOO_BIG : 0;

    m->out->lines = lines;
    for (int64_t step = 0; step < (int64_t)m->plan->steps_count && err == 0; step++)
        err = make_line(m, step, strict, &lines[m->out->lines_count++]);
    return err;
}

/* Its sheet is the screen's at the end; a member may take it along at any time. */
static int make_talk(struct making *m, bool wall, bool strict)
{
    bool sheet = m->meeting.step == (int64_t)m->plan->steps_count;
    int err = put_choices(m);

    m->out->about = m->plan->about;
    m->out->mark = m->plan->mark;
    if (err == 0 && !strict)
        err = put_notes(m);
    if (err == 0 && m->meeting.kind == MEETING_TALK && (sheet || !wall))
        err = put_lines(m, strict);
    return err;
}

/* ---- a live table ---- */

static int put_themes(struct making *m)
{
    struct harvest_theme *rows;
    size_t count;
    int err = store_harvest_themes(m->store, m->meeting.harvest, m->arena, &rows, &count);
    struct msg_board_theme *themes = arena_take(m->arena, HARVEST_THEMES_MAX * sizeof *themes);

    if (err != 0 || themes == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    for (size_t i = 0; i < count; i++)
        themes[i] =
            (struct msg_board_theme){ .number = rows[i].number, .name = rows[i].name, .inputs = rows[i].inputs };
    m->out->themes = themes;
    m->out->themes_count = count;
    return 0;
}

static int put_inputs(struct making *m)
{
    struct harvest_input *rows;
    size_t count;
    int err = store_harvest_newest(m->store, m->meeting.harvest, WALL_MAX, m->arena, &rows, &count);
    struct msg_board_note *notes = arena_take(m->arena, WALL_MAX * sizeof *notes);

    if (err != 0 || notes == NULL)
        return err != 0 ? err : ERR_TOO_BIG;
    for (size_t i = 0; i < count; i++) {
        notes[i] = (struct msg_board_note){ .text = rows[count - 1 - i].text };
        MSG_SET(&notes[i], theme, rows[count - 1 - i].theme);
    }
    m->out->notes = notes;
    m->out->notes_count = count;
    return 0;
}

static int make_table(struct making *m, bool strict)
{
    struct harvest harvest;
    int64_t unsorted = 0;
    int err = store_harvest_get(m->store, m->meeting.harvest, m->arena, &harvest);

    m->out->title = harvest.title;
    m->out->code = harvest.code;
    m->out->closed = harvest.closed_at != 0;
    if (err == 0)
        err = store_harvest_unsorted(m->store, harvest.id, &unsorted);
    MSG_SET(m->out, unsorted, unsorted);
    if (err == 0)
        err = put_themes(m);
    return err != 0 || strict ? err : put_inputs(m);
}

/* ---- guests ---- */

/* Who stands before the screen may come in: that is what the code is for, where no visitors pass. */
static int put_door(struct making *m)
{
    struct door door;
    bool table = m->meeting.kind == MEETING_HARVEST;
    int err = store_door_of(m->store, m->meeting.harvest, table ? 0 : m->meeting.team, m->arena, &door);

    if (err != 0)
        return err == ERR_NOT_FOUND ? 0 : err;
    m->out->guest_code = door.code;
    m->out->link = door_link(m->settings, &door, m->arena);
    MSG_SET(m->out, guests_until_at, door.until_at);
    return 0;
}

/* ---- the whole ---- */

static int make_round(struct making *m, bool wall, bool strict)
{
    m->out->title = m->plan->title;
    m->out->source = m->plan->source;
    put_step(m);
    if (m->meeting.kind == MEETING_TALK || m->meeting.kind == MEETING_SPREAD)
        return make_talk(m, wall, strict);
    int err = put_question(m, wall);
    return err != 0 || strict ? err : put_said(m);
}

static int make(struct making *m, int64_t team, bool wall, bool strict)
{
    struct msg_meeting_begin *plan = arena_take(m->arena, sizeof *plan);
    int err = plan == NULL ? ERR_TOO_BIG : store_meeting_get(m->store, team, m->arena, &m->meeting);

    *m->out = (struct msg_board){ 0 };
    m->plan = plan;
    if (err == 0)
        err = meeting_plan(&m->meeting, m->arena, plan);
    if (err != 0)
        return err;
    m->out->kind = meeting_word(m->meeting.kind);
    err = m->meeting.kind == MEETING_HARVEST ? make_table(m, strict) : make_round(m, wall, strict);
    return err != 0 || strict ? err : put_door(m);
}

int board_make(struct store *store, const struct settings *settings, int64_t team, struct arena *arena,
               struct msg_board *out)
{
    struct making m = { .store = store, .settings = settings, .arena = arena, .out = out };

    return make(&m, team, false, false);
}

int board_for_kiosk(struct store *store, const struct settings *settings, const struct kiosk *kiosk,
                    struct arena *arena, struct msg_board *out)
{
    struct making m = { .store = store, .settings = settings, .arena = arena, .out = out };

    return kiosk->archived ? ERR_NOT_FOUND : make(&m, kiosk->team, true, kiosk->strict);
}

/* Of a sheet what was said with an answer, then where the answers point, the last first; then whole lines. */
static bool shorten_line(struct msg_board *board, struct arena *arena)
{
    struct msg_board_line *lines = arena_take(arena, board->lines_count * sizeof *lines);
    struct span *least = NULL;

    if (lines == NULL)
        return false;
    memcpy(lines, board->lines, board->lines_count * sizeof *lines);
    board->lines = lines;
    for (size_t i = board->lines_count; i > 0 && least == NULL; i--)
        if (lines[i - 1].said.ptr != NULL)
            least = &lines[i - 1].said;
    for (size_t i = board->lines_count; i > 0 && least == NULL; i--)
        if (lines[i - 1].points_to.ptr != NULL)
            least = &lines[i - 1].points_to;
    if (least != NULL)
        *least = (struct span){ NULL, 0 };
    else
        board->lines_count--; /* longer than any file that people write: the desk has it all */
    return true;
}

/* What can be missed makes room, one thing at a time; false when nothing is left that can. */
static bool leave_something_out(struct msg_board *board, struct arena *arena)
{
    if (board->notes_count > 0) {
        board->notes++;
        board->notes_count--;
        MSG_SET(board, others, (board->has_others ? board->others : 0) + 1);
        return true;
    }
    if (board->themes_count > 0) {
        board->themes_count--;
        return true;
    }
    if (board->lines_count > 0 && shorten_line(board, arena))
        return true;
    struct span *least = board->about.ptr != NULL ? &board->about : &board->chosen;
    bool found = least->ptr != NULL;
    *least = (struct span){ NULL, 0 };
    return found;
}

struct span board_encode(struct msg_board *board, size_t max_bytes, struct arena *arena)
{
    struct encode_part part = { &type_board, board };
    struct span bytes;

    do
        bytes = encode_map(&part, 1, false, max_bytes, arena);
    while (bytes.ptr == NULL && leave_something_out(board, arena));
    return bytes;
}
