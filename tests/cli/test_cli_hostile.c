/*
 * Hundreds of texts that attack whoever reads them, through the real daemon: as titles, texts and names. It refuses them
 * by name or keeps what is seen of them; and no view prints a byte that is not text.
 */
#include "tests/cli/session.h"
#include "tests/cli/wall.h"
#include "tests/support/hostile.h"
#include "tests/support/port.h"

#include <stdio.h>
#include <unistd.h>

enum { LEAST = 300, TEXT_POINTS = 1900, SOON_MS = 20000, LATEST = 6, STREAM_BYTES = 1024 * 1024 };

static struct hostiles all;
static json_t *credentials;
static struct peer *author;
static char question[20], lesson[20]; /* whose answers, and text, are made of all rows */

/* ---- asking ---- */

/* Logs in from a device that no command uses. */
static struct peer *enter(struct shell *shell, const char *name)
{
    size_t i;
    json_t *row;

    json_array_foreach(credentials, i, row)
    {
        const char *member = json_string_value(json_object_get(row, "member"));
        if (member != NULL && strcmp(member, name) == 0)
            return peer_open(vakwerkd_port(shell->daemon),
                             &(struct peer_login){ .user = name,
                                                   .device = json_string_value(json_object_get(row, "device")),
                                                   .secret = json_string_value(json_object_get(row, "secret")) });
    }
    fail_msg("nobody is called %s", name);
    return NULL;
}

static const char *text_of(const json_t *map, const char *key)
{
    const char *text = json_string_value(json_object_get(map, key));

    return text == NULL ? "" : text;
}

static bool is_accepted(const json_t *reply)
{
    return json_is_true(json_object_get(reply, "ok"));
}

/* Whatever the bytes are: jansson would not have them all. */
static json_t *bytes_of(const struct hostile *row)
{
    return json_stringn_nocheck(row->text, row->len);
}

static void explain(const struct hostile *row, const char *what, const json_t *reply)
{
    char *said = json_dumps(reply, JSON_COMPACT);

    print_error("%s \"%s\" %s: %s\n", row->kind, row->text, what, said == NULL ? "" : said);
    free(said);
}

/* ---- what the daemon takes ---- */

static bool is_named(const json_t *reply, const char *field)
{
    const char *error = text_of(reply, "error");

    return (strcmp(error, "bad_request") == 0 || strcmp(error, "too_long") == 0 || strcmp(error, "too_short") == 0) &&
           strcmp(text_of(reply, "field"), field) == 0;
}

/* What is kept has nothing in it that could steer, and of what is text nothing is lost. */
static void check_kept(const struct hostile *row, const char *kept)
{
    bool same = strlen(kept) == row->len && memcmp(kept, row->text, row->len) == 0;

    if (hostile_find(kept, HOSTILE_PLAIN) != NULL || (row->fate == HOSTILE_TEXT && !same) ||
        (row->fate == HOSTILE_CLEANED && same))
        fail_msg("%s \"%s\" became \"%s\"", row->kind, row->text, kept);
}

static void check_title(const struct hostile *row)
{
    json_t *body = json_object();

    json_object_set_new(body, "title", bytes_of(row));
    json_t *reply = peer_call(author, "theme/wacht/ask", body);
    bool accepted = is_accepted(reply);
    if (row->fate != HOSTILE_ANY && accepted != (row->fate != HOSTILE_REFUSED)) {
        explain(row, "as a title", reply);
        fail();
    }
    if (!accepted) {
        assert_true(is_named(reply, "title"));
        return;
    }
    json_t *shown = peer_call(author, "show", json_pack("{s:s}", "code", text_of(reply, "code")));
    check_kept(row, text_of(shown, "title"));
}

TEST(as_a_title_each_is_refused_by_name_or_kept_as_text)
{
    (void)state;
    assert_true(all.count >= LEAST);
    for (size_t i = 0; i < all.count; i++)
        check_title(&all.rows[i]);
}

/* Where an administrator names somebody or something: who calls it so, and by which key. */
static const struct naming {
    const char *path, *which, *one, *key;
    size_t points;
} namings[] = {
    { "member-set", "member", "t.vermeer", "name", 80 }, { "member-set", "member", "t.vermeer", "function", 80 },
    { "team-set", "team", "delft", "name", 80 },         { "theme-set", "theme", "wacht", "name", 80 },
    { "kiosk-set", "kiosk", "delft-1", "room", 80 },     { "kiosk-message", "kiosk", "delft-1", "text", 160 }
};

static void check_name(struct peer *administrator, const struct naming *naming, const struct hostile *row)
{
    json_t *body = json_pack("{s:s}", naming->which, naming->one);

    json_object_set_new(body, naming->key, bytes_of(row));
    json_t *reply = peer_call(administrator, naming->path, body);
    bool accepted = is_accepted(reply), refused = row->fate == HOSTILE_REFUSED && strcmp(row->kind, "long") != 0;
    if ((accepted && refused) || (!accepted && !is_named(reply, naming->key))) {
        explain(row, naming->key, reply);
        fail();
    }
}

/* The last that is kept of each stays: the views below show it. */
TEST(as_a_name_each_is_refused_by_name_or_kept_as_text)
{
    struct peer *administrator = enter(*state, "beheer");

    for (size_t n = 0; n < sizeof namings / sizeof namings[0]; n++)
        for (size_t i = 0; i < all.count; i++)
            check_name(administrator, &namings[n], &all.rows[i]);
    peer_close(administrator);
}

/* Nobody gets a mail that somebody else worded the head of. */
TEST(as_an_address_none_is_kept)
{
    (void)state;
    for (size_t i = 0; i < all.count; i++) {
        json_t *body = json_object();
        json_object_set_new(body, "email", bytes_of(&all.rows[i]));
        assert_false(is_accepted(peer_call(author, "digest-set", body)));
    }
}

/* ---- texts of many rows, for the views ---- */

/* The code of what was made. */
static const char *send_text(const char *path, const char *key, json_t *body, const char *text)
{
    json_object_set_new(body, key, json_string(text));
    json_t *reply = peer_call(author, path, body);
    if (!is_accepted(reply))
        fail_msg("%s: %s at %s", path, text_of(reply, "error"), text_of(reply, "field"));
    return text_of(reply, "code");
}

/* Every row that is kept, a line each, in as many texts as that takes. */
static void send_rows(void (*send)(const char *text))
{
    char text[TEXT_POINTS * 4] = "";

    for (size_t i = 0; i < all.count; i++) {
        const struct hostile *row = &all.rows[i];
        if (row->fate == HOSTILE_REFUSED)
            continue;
        if (strlen(text) + row->len + 1 > TEXT_POINTS) {
            send(text);
            text[0] = '\0';
        }
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s\n", row->text);
    }
    send(text);
}

static void send_answer(const char *text)
{
    send_text("answer", "text", json_pack("{s:s}", "to", question), text);
}

static void send_tip(const char *text)
{
    send_text("theme/wacht/tip", "text", json_pack("{s:b}", "works", 1), text);
}

#define LESSON "<b onclick=\"window.owned=1\">Les</b> & 'zo'"

static void send_lesson(const char *text)
{
    const char *code =
        send_text("lesson", "text", json_pack("{s:[s], s:s}", "made_from", question, "title", LESSON), text);

    snprintf(lesson, sizeof lesson, "%s", code);
}

static void send_notice(const char *text)
{
    char first[400];

    snprintf(first, sizeof first, "%.*s", (int)strcspn(text, "\n"), text);
    send_text("team/rijswijk/notice", "text", json_pack("{s:I}", "until_at", (json_int_t)1652990000000), first);
}

static void publish(void)
{
    peer_call(author, "lesson", json_pack("{s:s, s:s}", "action", "publish", "code", lesson));
}

static int fill(void **state)
{
    const char *code = send_text("theme/wacht/ask", "title", json_object(), "Wat schrijft iemand die kwaad wil?");

    snprintf(question, sizeof question, "%s", code);
    send_rows(send_answer);
    send_rows(send_tip);
    send_rows(send_lesson);
    send_rows(send_notice);
    publish();
    shell_run(*state, "vakwerk lesson read %s", lesson);
    publish();
    return shell_run(*state, "vakwerk report %s unkind --note '<script>window.owned=1</script>'", question).code;
}

/* ---- the views ---- */

static void check_printed(const char *line, const char *printed, enum hostile_voice voice)
{
    const char *foul = hostile_find(printed, voice);

    if (foul != NULL)
        fail_msg("%s prints byte 0x%02x before \"%.20s\"", line, (unsigned char)foul[0], foul + 1);
}

/* $Q is the question, $L a lesson. What has no --json says so with the code of a wrong use. */
static const struct view {
    const char *line;
    bool json;
} views[] = { { "vakwerk", true },
              { "vakwerk list -t wacht --limit 100", true },
              { "vakwerk list -t wacht --limit 100 --sort lively", true },
              { "vakwerk show $Q", true },
              { "vakwerk search script", true },
              { "vakwerk search window", true },
              { "vakwerk tip list", true },
              { "vakwerk lesson list --drafts", true },
              { "vakwerk lesson show $L", true },
              { "vakwerk notice list", true },
              { "vakwerk digest show", true },
              { "vakwerk --offline show $Q", true },
              { "vakwerk theme list", true },
              { "vakwerk whoami", true },
              { "vakwerk --profile beheer member list", true },
              { "vakwerk --profile beheer team list", true },
              { "vakwerk --profile beheer kiosk list", true },
              { "vakwerk mod queue", true },
              { "vakwerk member export", false },
              { "vakwerk lesson export $L --as text", false },
              { "vakwerk lesson export $L --as markdown", false },
              { "vakwerk lesson export $L --as html", false },
              { "vakwerk lesson export $L --as print", false },
              { "vakwerk lesson plate $L --as svg", false },
              { "vakwerk theme plate wacht --as svg", false },
              { "vakwerk theme plate wacht --as text", false },
              { "vakwerk team magazine delft --as html", false },
              { "vakwerk team magazine delft --as text", false } };

static struct ran look(struct shell *shell, const char *line, const char *more, bool on_screen)
{
    char whole[300];

    snprintf(whole, sizeof whole, "Q=%s; L=%s; %s%s", question, lesson, line, more);
    return on_screen ? shell_on_screen(shell, 80, "%s", whole) : shell_run(shell, "%s", whole);
}

TEST(no_view_prints_a_byte_that_is_not_text)
{
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof views / sizeof views[0]; i++) {
        struct ran ran = look(shell, views[i].line, "", false);
        if (ran.code != 0)
            fail_msg("%s: %d: %s", views[i].line, ran.code, ran.err);
        assert_true(strlen(ran.out) > 20);
        check_printed(views[i].line, ran.out, HOSTILE_PLAIN);
        check_printed(views[i].line, look(shell, views[i].line, "", true).out, HOSTILE_COLOUR);
        if (views[i].json)
            check_printed(views[i].line, look(shell, views[i].line, " --json", false).out, HOSTILE_PLAIN);
    }
}

/* ---- the screen in a terminal ---- */

static bool read_stream(int fd, char *stream, size_t *len, const char *wanted)
{
    int64_t deadline = port_now_ms() + SOON_MS;

    while (memmem(stream, *len, wanted, strlen(wanted)) == NULL) {
        ssize_t got = read(fd, stream + *len, STREAM_BYTES - 1 - *len);
        if (got <= 0 || port_now_ms() > deadline)
            return false;
        *len += (size_t)got;
    }
    return true;
}

/* Every eighth of those of which this becomes, and so many at most. */
static void ask_titles(enum hostile_fate fate, size_t most)
{
    for (size_t i = 0, asked = 0; i < all.count && asked < most; i += 8)
        if (all.rows[i].fate == fate) {
            peer_call(author, "theme/veld/ask", json_pack("{s:s}", "title", all.rows[i].text));
            asked++;
        }
}

/* What one who attacks names the room, and what is asked while it hangs there. */
TEST(the_screen_in_a_terminal_draws_only_text)
{
    static char stream[STREAM_BYTES];
    struct shell *shell = *state;
    size_t len = 0;
    char line[300];
    int fd;

    assert_int_equal(shell_run(shell,
                               "vakwerk --profile beheer kiosk add muur --team delft --room '\"><script>' | grep -o"
                               " '#kiosk.*' >$DIR/fragment && chmod 600 $DIR/fragment")
                         .code,
                     0);
    snprintf(line, sizeof line, "exec vakwerk kiosk run --id muur --server 127.0.0.1:%d --secret-file $DIR/fragment",
             vakwerkd_port(shell->daemon));
    pid_t pid = shell_on_pty(shell, 120, line, &fd);
    bool drawn = read_stream(fd, stream, &len, "\"><script>");
    ask_titles(HOSTILE_TEXT, SIZE_MAX);
    ask_titles(HOSTILE_ANY, SIZE_MAX);
    ask_titles(HOSTILE_CLEANED, LATEST); /* these hang there when the last question comes up */
    peer_call(author, "theme/veld/ask", json_pack("{s:s}", "title", "Slotvraag?"));
    drawn = drawn && read_stream(fd, stream, &len, "Slotvraag?");
    assert_int_equal(write(fd, "q", 1), 1);
    read_stream(fd, stream, &len, "never said");
    close(fd);
    assert_int_equal(shell_wait(pid, SOON_MS), 0);
    assert_true(drawn);
    check_printed(line, stream, HOSTILE_DRAWS);
}

/* ---- */

static int setup(void **state)
{
    int failed = session_setup(state);
    struct shell *shell = *state;

    all = hostile_read(TEST_HOSTILE);
    credentials = json_load_file(vakwerkd_file(shell->daemon, "demo-credentials.json").text, 0, NULL);
    failed |= shell_run(shell, "vakwerk --profile beheer member set k.yilmaz --role editor").code;
    failed |= shell_run(shell, "vakwerk --profile beheer member set s.dewit --role editor,moderator").code;
    author = enter(shell, "k.yilmaz");
    return failed;
}

static int teardown(void **state)
{
    peer_close(author);
    json_decref(credentials);
    hostile_free(&all);
    return session_teardown(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_a_title_each_is_refused_by_name_or_kept_as_text),
        cmocka_unit_test(as_a_name_each_is_refused_by_name_or_kept_as_text),
        cmocka_unit_test(as_an_address_none_is_kept),
        cmocka_unit_test_setup(no_view_prints_a_byte_that_is_not_text, fill),
        cmocka_unit_test(the_screen_in_a_terminal_draws_only_text),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, teardown) : broker_missing_code();
}
