/* The connection of a run: logging in with what is kept, calling, and writing by way of the outbox. */
#ifndef VAKWERK_CLI_SESSION_H
#define VAKWERK_CLI_SESSION_H

#include "cli.h"

/* Reads what is kept of a profile. *none, when not NULL, says that there is nothing; that is no failure then. */
int session_kept(struct cli *cli, const char *profile, struct credentials *out, bool *none);

/* Reads who we are. 0, or the exit code after fail(). */
int session_who(struct cli *cli);

/* For what makes sense with a connection only. 0, or the exit code after fail() with --offline. */
int session_online(struct cli *cli);

/* Makes the handle of the kept account ready, without calling yet. 0, or the exit code after fail(). */
int session_connect(struct cli *cli);

/* Opens the handle for these credentials instead of the kept ones, for logging in. */
int session_open(struct cli *cli, const struct credentials *credentials);

/* The same for who comes once and never again: nothing is left on this computer. */
int session_open_once(struct cli *cli, const struct credentials *credentials);

/* Whose outbox and cache it is: the profile and the member. */
const char *session_account(struct cli *cli);

/* Opens the outbox of this account. 0, or the exit code after fail(). */
int session_outbox(struct cli *cli);

/* Ends the connection of these credentials. */
void session_close(struct cli *cli);

/* Lets other programs connect while a person thinks or writes; the next call connects again. */
void session_rest(struct cli *cli);

/*
 * Asks the daemon: what waits in the outbox first, then this. Spans of `out` are in the arena. 0, or the exit
 * code after fail().
 */
int session_call(struct cli *cli, enum verb verb, const void *in, void *out);
int session_call_in(struct cli *cli, enum verb verb, enum topic_place place, const char *space, const void *in,
                    void *out);

/*
 * The same, but what goes wrong is told to the caller, not to the person. Of a connection that is there. reply may be NULL
 * for who needs no more than the result.
 */
enum vakwerk_result session_try(struct cli *cli, enum verb verb, const void *in, void *out,
                                struct vakwerk_reply *reply);

/* What a write is, for the outbox. */
struct session_write {
    enum verb verb; /* one whose reply is struct msg_done */
    enum topic_place place;
    const char *space; /* NULL for TOPIC_HERE */
    const void *in;
    const char *about;        /* the code or theme it is for, shown in the outbox */
    const char *summary;      /* the text, shown in the outbox */
    const char *title, *text; /* as they are sent, for showing what may point at a client; NULL when there is none */
    const char *again;        /* the command that goes on with the draft, or NULL */
    bool checked;             /* what only may point at a client goes: the writer looked, or names are its subject */
};

/*
 * Looks first whether it points at a client: that goes nowhere, the outbox included. Writes it down, then sends what is
 * written down, in order. 0 with *done filled in; CLI_QUEUED when it waits in the outbox, which has been said; or the
 * exit code of a refusal, after session_refused().
 */
int session_write(struct cli *cli, const struct session_write *write, struct msg_done *done);

/* Says after a write how much still waits. */
void session_say_depth(struct cli *cli);

#endif
