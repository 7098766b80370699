#include "digest_choice.h"

#include "account.h"
#include "clients/digest/letter.h"
#include "out.h"
#include "prompt.h"
#include "session.h"
#include "written.h"

static const struct {
    const char *frequency, *text;
} choices[] = {
    { "daily", N_("every workday") }, { DIGEST_CHOICE_SUGGESTED, N_("Tuesday and Thursday") },
    { "weekly", N_("Monday") },       { "personal", N_("on workdays, but only when there is something for you") },
    { "never", N_("never") },
};

#define CHOICES   (sizeof choices / sizeof choices[0])
#define SUGGESTED "2"
#define ATTEMPTS  3

int digest_choice_set(struct cli *cli, const struct msg_digest_set *in)
{
    struct msg_myself me;
    struct msg_done done;
    int code = session_call(cli, VERB_digest_set, in, &done);

    if (code == 0)
        code = account_read(cli, &me);
    if (code != 0)
        return code;
    return written_say(cli, &done, say(cli, _("Digest: %s."), letter_frequency(me.frequency, me.at, &cli->arena)));
}

/* The number that was typed, or NULL: none of them, or no more input. */
static const char *read_choice(struct cli *cli, bool *ended)
{
    const char *line = prompt_line(cli, _("Your choice"), SUGGESTED);

    *ended = line == NULL;
    for (size_t i = 0; line != NULL && i < CHOICES; i++)
        if (line[0] == (char)('1' + i) && line[1] == '\0')
            return choices[i].frequency;
    return NULL;
}

void digest_choice_ask(struct cli *cli)
{
    const char *chosen = NULL;
    bool ended = false;

    fprintf(stderr, "\n%s\n", _("How often do you want a digest of new questions and answers?"));
    for (size_t i = 0; i < CHOICES; i++)
        fprintf(stderr, "  %zu  %s\n", i + 1, _(choices[i].text));
    for (int i = 0; i < ATTEMPTS && chosen == NULL && !ended; i++)
        chosen = read_choice(cli, &ended);
    if (chosen == NULL) {
        out_more(cli, _("You get no digest until you choose: vakwerk digest set"));
        return;
    }
    digest_choice_set(cli, &(struct msg_digest_set){ .frequency = span_of(chosen) });
    out_more(cli, _("Change it: vakwerk digest set. By mail as well: vakwerk digest set --email ADDRESS"));
}
