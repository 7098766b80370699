#include "compose.h"

#include "editor.h"
#include "out.h"
#include "prompt.h"
#include "times.h"

#include <errno.h>

static int from_file(struct cli *cli, const char *path, const struct compose *compose, struct draft *draft)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *stream = is_stdin ? stdin : fopen(path, "re");
    const char *text = stream == NULL ? NULL : draft_read_stream(cli, stream);

    if (stream != NULL && !is_stdin)
        fclose(stream);
    if (stream == NULL)
        return fail(cli, CLI_USAGE, say(cli, _("cannot read %s: %s"), path, strerror(errno)), NULL);
    if (text == NULL)
        return fail(cli, CLI_CONTENT, say(cli, _("%s is too large"), path), NULL);
    if (compose->has_title && draft->title[0] == '\0')
        draft_split(cli, text, draft);
    else
        draft->text = text;
    return 0;
}

/*
 * The same code means something else on another server, and another account is another name: a draft goes on where it
 * was begun. One of the profile without a name of its own says nothing about it.
 */
static const char *profile_of(const struct draft *draft)
{
    const char *profile = draft_note(draft, "profile");

    return profile == NULL ? CONFIG_PROFILE : profile;
}

void compose_note_profile(struct cli *cli, struct draft *draft)
{
    if (strcmp(cli->config.profile, CONFIG_PROFILE) != 0 && draft_note(draft, "profile") == NULL)
        draft_add_note(draft, "profile", cli->config.profile);
}

/* Notes of the kept draft count unless the person says otherwise now. */
static int from_draft(struct cli *cli, const struct compose *compose, struct draft *draft)
{
    struct draft kept;

    draft_take_older(compose->draft);
    if (!draft_load(cli, compose->draft, compose->has_title, &kept))
        return fail(cli, CLI_USAGE, _("there is no draft to go on with"), NULL);
    if (strcmp(profile_of(&kept), cli->config.profile) != 0)
        return fail(cli, CLI_CONFLICT, say(cli, _("this draft was written with profile %s"), profile_of(&kept)),
                    say(cli, "--profile %s", profile_of(&kept)));
    if (draft->title[0] == '\0')
        draft->title = kept.title;
    draft->text = kept.text;
    for (size_t i = 0; i < kept.note_count; i++)
        if (draft_note(draft, kept.notes[i].name) == NULL)
            draft_add_note(draft, kept.notes[i].name, kept.notes[i].value);
    return 0;
}

static bool is_empty(const struct compose *compose, const struct draft *draft)
{
    if (compose->has_title)
        return draft->title[0] == '\0';
    return draft->text[0] == '\0';
}

static int nothing(struct cli *cli, const struct compose *compose)
{
    draft_drop(compose->draft);
    if (cli->json)
        return fail(cli, CLI_CANCELLED, _("Nothing was posted: the text was empty."), NULL);
    fprintf(stderr, "%s\n", _("Nothing was posted: the text was empty."));
    return CLI_CANCELLED;
}

static int from_editor(struct cli *cli, const struct compose *compose, struct draft *draft)
{
    struct path path = draft_path(compose->draft);

    if (!draft_save(cli, compose->draft, draft, compose->help))
        return fail(cli, CLI_FAILED, say(cli, _("cannot keep a draft in %s"), paths_shown(path.text).text), NULL);
    out_note(cli, compose->opens != NULL ? compose->opens : _("(your editor opens; save and close to post)"));
    if (!editor_open(cli, path.text))
        return fail(cli, CLI_CANCELLED, _("your editor ended with an error, so nothing was posted"),
                    say(cli, _("your draft is kept in %s; go on with --recover"), paths_shown(path.text).text));
    struct draft notes = *draft;
    if (!draft_load(cli, compose->draft, compose->has_title, draft))
        return fail(cli, CLI_FAILED, say(cli, _("cannot read %s"), paths_shown(path.text).text), NULL);
    for (size_t i = 0; i < notes.note_count; i++)
        if (draft_note(draft, notes.notes[i].name) == NULL)
            draft_add_note(draft, notes.notes[i].name, notes.notes[i].value);
    return is_empty(compose, draft) ? nothing(cli, compose) : 0;
}

static bool goes_on(struct cli *cli, const struct compose *compose)
{
    return has(cli, OPT_RECOVER) || compose->kept == COMPOSE_GOES_ON;
}

/* Whether the editor is to be opened, after what the options gave. */
static bool wants_editor(struct cli *cli, const struct compose *compose, const struct draft *draft)
{
    if (!cli->may_ask || has(cli, OPT_MESSAGE) || has(cli, OPT_FILE) || has(cli, OPT_CHECKED))
        return false;
    return compose->wants_editor || goes_on(cli, compose) || is_empty(compose, draft) || !compose->may_be_empty;
}

/* A terminal that was shut told nobody of --recover. What the editor would show anyway is not worth a question. */
void compose_offer(struct cli *cli, struct compose *compose, struct draft *draft)
{
    struct draft kept;

    compose_note_profile(cli, draft);
    if (compose->kept != COMPOSE_OFFERS || goes_on(cli, compose) || !wants_editor(cli, compose, draft))
        return;
    compose->kept = COMPOSE_ANEW;
    if (!draft_load(cli, compose->draft, compose->has_title, &kept) ||
        strcmp(profile_of(&kept), cli->config.profile) != 0)
        return;
    if (strcmp(kept.title, draft->title) == 0 && strcmp(kept.text, draft->text) == 0)
        return;
    if (prompt_yes(
            cli, say(cli, _("There is still a draft of %s. Go on with it?"), times_when(cli, draft_at(compose->draft))),
            true))
        compose->kept = COMPOSE_GOES_ON;
}

int compose_text(struct cli *cli, struct compose *compose, struct draft *draft)
{
    int code = 0;

    draft->has_title = compose->has_title;
    compose_offer(cli, compose, draft);
    if (goes_on(cli, compose))
        code = from_draft(cli, compose, draft);
    if (code == 0 && has(cli, OPT_MESSAGE))
        draft->text = opt(cli, OPT_MESSAGE);
    if (code == 0 && has(cli, OPT_FILE))
        code = from_file(cli, opt(cli, OPT_FILE), compose, draft);
    if (code != 0)
        return code;
    if (wants_editor(cli, compose, draft))
        return from_editor(cli, compose, draft);
    if (is_empty(compose, draft))
        return fail(cli, CLI_USAGE, compose->missing, _("give the text with -m TEXT, or -F FILE"));
    bool kept = goes_on(cli, compose) ? draft_save(cli, compose->draft, draft, NULL)
                                      : draft_save_soon(cli, compose->draft, draft);
    if (!kept)
        out_warn(cli, _("no draft could be kept"));
    return 0;
}

int compose_finish(const struct compose *compose, int code)
{
    if (code != CLI_DONE && code != CLI_QUEUED) {
        draft_settle(compose->draft);
        return code;
    }
    draft_drop(compose->draft);
    while (compose->leaves_nothing && draft_take_older(compose->draft))
        draft_drop(compose->draft);
    return code;
}
