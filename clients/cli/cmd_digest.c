#include "account.h"
#include "clients/digest/plain.h"
#include "clients/text/words.h"
#include "commands.h"
#include "digest_choice.h"
#include "json.h"
#include "out.h"
#include "session.h"
#include "thing.h"
#include "times.h"
#include "written.h"

#define WIDTH_MAX 80 /* as of every paragraph here */

/* ---- reading ---- */

static void print_digest(struct cli *cli, const struct msg_digest_is *digest)
{
    struct letter letter;
    struct plain_look look = { .width = cli->width < WIDTH_MAX ? cli->width : WIDTH_MAX,
                               .bold = out_colour(cli, COLOUR_BOLD),
                               .calm = out_colour(cli, COLOUR_NONE) };

    letter_make(&letter, digest, &(struct letter_options){ .page = NULL }, &cli->arena);
    plain_write(cli->out, &letter, &look, &cli->arena);
}

int cmd_digest_show(struct cli *cli)
{
    struct msg_digest in = { .date = span_of(opt(cli, OPT_DATE)) };
    struct msg_digest_is digest;
    int code = session_call(cli, VERB_digest, &in, &digest);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_digest_is, &digest);
    print_digest(cli, &digest);
    return 0;
}

/* ---- settings ---- */

static const char *pause_text(struct cli *cli, const struct msg_myself *me)
{
    if (!me->has_pause_until || me->pause_until <= cli->now_ms)
        return _("no");
    /* As it was said when it was paused: it ends with that day. */
    return say(cli, _("up to and including %s"), times_day(cli, me->pause_until - 1));
}

static const char *level_text(const struct msg_myself *me)
{
    return span_is(me->level, "counts") ? _("numbers only") : _("titles (no texts of answers)");
}

static const char *address_text(struct cli *cli, const struct msg_myself *me)
{
    const char *address = thing_line(cli, me->email);

    if (address[0] == '\0')
        return _("nowhere by mail");
    if (span_is(me->mail, "bounced"))
        return say(cli, _("%s, but that address refused it three times"), address);
    return span_is(me->mail, "stopped") ? say(cli, _("%s, but not by mail"), address) : address;
}

/* Names of the themes one follows; those of everybody come in any case. */
static const char *theme_names(struct cli *cli, const struct msg_myself *me)
{
    const char *names = "";

    for (size_t i = 0; i < me->follows_count; i++) {
        const char *what = thing_line(cli, me->follows[i]);
        if (strncmp(what, "theme/", 6) == 0)
            names = say(cli, "%s%s%s", names, names[0] == '\0' ? "" : ", ",
                        account_place_name(cli, me->themes, me->themes_count, what + 6));
    }
    return names[0] == '\0' ? _("none that you follow") : names;
}

static void print_setting(struct cli *cli, const char *name, const char *value)
{
    int cells = words_cells(name);

    if (cli->tabs) {
        fprintf(cli->out, "%s\t%s\n", name, value);
        return;
    }
    fprintf(cli->out, "%s%*s  ", name, cells < 8 ? 8 - cells : 0, "");
    out_continue(cli, cells < 8 ? 10 : cells + 2, 10, value);
}

int cmd_digest_settings(struct cli *cli)
{
    struct msg_myself me;
    int code = account_read(cli, &me);

    if (code != 0)
        return code;
    if (cli->json)
        return json_print(cli, &type_myself, &me);
    print_setting(cli, _("How often"),
                  me.ask_digest ? _("you have not said yet; until then there is none")
                                : letter_frequency(me.frequency, me.at, &cli->arena));
    print_setting(cli, _("To"), address_text(cli, &me));
    print_setting(cli, _("Contents"), level_text(&me));
    print_setting(cli, _("Themes"), theme_names(cli, &me));
    print_setting(cli, _("Pause"), pause_text(cli, &me));
    return 0;
}

/* ---- changing ---- */

/* Settings are not kept in the outbox: what one wanted last week may not be what one wants now. */
static int set(struct cli *cli, const struct msg_digest_set *in, const char *text)
{
    struct msg_done done;
    int code = session_call(cli, VERB_digest_set, in, &done);

    return code != 0 ? code : written_say(cli, &done, text);
}

static int check_choice(struct cli *cli, const char *name, struct span value, const char *const *choices,
                        const char *tip)
{
    for (; value.ptr != NULL && *choices != NULL; choices++)
        if (span_is(value, *choices))
            return 0;
    return value.ptr == NULL ? 0 : fail(cli, CLI_USAGE, say(cli, _("%s cannot be '%s'"), name, value.ptr), tip);
}

/* What the daemon would refuse without being able to say what there is to choose from. */
static int check_choices(struct cli *cli, const struct msg_digest_set *in)
{
    static const char *const frequencies[] = { "daily", "tue-thu", "weekly", "personal", "never", NULL },
                             *const levels[] = { "titles", "counts", NULL };
    int hour, minute,
        code = check_choice(cli, "digest set", in->frequency, frequencies, "daily, tue-thu, weekly, personal, never");

    if (code == 0)
        code = check_choice(cli, "--level", in->level, levels, "titles, counts");
    if (code != 0 || in->at.ptr == NULL)
        return code;
    if (in->at.len == 5 && sscanf(in->at.ptr, "%2d:%2d", &hour, &minute) == 2 && hour < 24 && minute < 60)
        return 0;
    return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time"), opt(cli, OPT_AT)), "--at 8:30");
}

int cmd_digest_set(struct cli *cli)
{
    struct msg_digest_set in = { .frequency = span_of(cli->args.word_count == 0 ? NULL : cli->args.words[0]),
                                 .at = span_of(opt(cli, OPT_AT)),
                                 .level = span_of(opt(cli, OPT_LEVEL)),
                                 .email = span_of(opt(cli, OPT_EMAIL)) };

    if (in.frequency.ptr == NULL && in.at.ptr == NULL && in.level.ptr == NULL && in.email.ptr == NULL)
        return fail(cli, CLI_USAGE, _("how often? Or give --at, --email or --level"),
                    "vakwerk digest set tue-thu --at 8:30");
    /* 7:00 is what people type; the protocol wants 07:00. */
    if (in.at.len == 4 && in.at.ptr[1] == ':')
        in.at = span_of(say(cli, "0%s", in.at.ptr));
    int code = check_choices(cli, &in);
    if (code != 0)
        return code;
    /* Who gives an address wants mail, also after they stopped it. */
    if (in.email.len > 0)
        in.mail = in.has_mail = true;
    return digest_choice_set(cli, &in);
}

int cmd_digest_pause(struct cli *cli)
{
    struct msg_digest_set in = { .has_pause_until = true };
    const char *when = cli->args.words[0];
    int64_t until;

    if (!times_read(cli->now_ms, when, true, &until) || until <= cli->now_ms)
        return fail(cli, CLI_USAGE, say(cli, _("'%s' is no time in the future"), when), "3d, 2w, 2022-05-19");
    /* Through that day: the first one comes on the morning after. */
    in.pause_until = times_midnight(until, 1);
    return set(cli, &in,
               say(cli, _("No digest up to and including %s. On again: vakwerk digest on"), times_day(cli, until)));
}

/* Ends whatever kept it away: a pause, a stop by mail, never. */
int cmd_digest_on(struct cli *cli)
{
    struct msg_digest_set in = { .has_pause_until = true, .pause_until = 0 };
    struct msg_myself me;
    int code = account_read(cli, &me);

    if (code != 0)
        return code;
    in.mail = in.has_mail = me.email.ptr != NULL;
    if (!me.ask_digest && !span_is(me.frequency, "never"))
        return set(cli, &in, _("Your digest comes again."));
    in.frequency = span_of(DIGEST_CHOICE_SUGGESTED);
    return digest_choice_set(cli, &in);
}

int cmd_digest_off(struct cli *cli)
{
    struct msg_digest_set in = { .frequency = span_of("never") };

    return set(cli, &in, _("You get no digest any more. On again: vakwerk digest on"));
}
