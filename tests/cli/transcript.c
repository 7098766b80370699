#include "tests/cli/transcript.h"

#include "tests/cli/session.h"
#include "tests/cli/wall.h"
#include "tests/support/port.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define CODES_MAX  60
#define CODE_BYTES 16
#define TEXT_BYTES (64 * 1024)
#define COLUMNS    80
#define TYPED_MAX  12
#define WAIT_MS    20000
#define TURN_MS    20
#define OPENS      "«"
#define CLOSES     "»"
#define NUMBER     "<n>"
#define SERVER     "<server>"
#define TAB        "⇥"

struct transcript {
    struct shell *shell;
    struct wall wall; /* its screens work while a command runs */
    struct name {
        char name[CODE_BYTES], code[CODE_BYTES]; /* code "": not known yet */
    } names[CODES_MAX];
    size_t name_count;
    char server[40];
    int last_code;
};

/* ---- codes ---- */

static struct name *name_at(struct transcript *t, const char *text)
{
    for (size_t i = 0; i < t->name_count; i++)
        if (strncmp(t->names[i].name, text, strlen(t->names[i].name)) == 0)
            return &t->names[i];
    return NULL;
}

static void read_names(struct transcript *t, const char *text)
{
    int len;

    while (t->name_count < CODES_MAX && sscanf(text, "%15s%n", t->names[t->name_count].name, &len) == 1) {
        text += len;
        t->name_count++;
    }
}

/* The text with codes for their names. */
static void fill_in(struct transcript *t, const char *text, char *to, size_t room)
{
    size_t len = 0;

    while (*text != '\0' && len + CODE_BYTES + 40 < room) {
        const struct name *name = name_at(t, text);
        bool is_server = strncmp(text, SERVER, strlen(SERVER)) == 0;
        if (name != NULL && name->code[0] != '\0') {
            len += (size_t)snprintf(to + len, room - len, "%s", name->code);
            text += strlen(name->name);
        } else if (is_server) {
            len += (size_t)snprintf(to + len, room - len, "%s", t->server);
            text += strlen(SERVER);
        } else {
            to[len++] = *text++;
        }
    }
    to[len] = '\0';
}

/* Whether a code of this length stands there, which from now on is what the name means. */
static bool learn(struct name *name, const char *seen)
{
    size_t len = strlen(name->name);

    if (strspn(seen, "23456789BCDFGHJKMNPQRSTVWXZ") < len)
        return false;
    snprintf(name->code, sizeof name->code, "%.*s", (int)len, seen);
    return true;
}

/* How far the seen text is what is wanted; *at is how far the wanted text was used. */
static size_t same(struct transcript *t, const char *wanted, const char *seen, size_t *at)
{
    size_t done = 0;

    *at = 0;
    while (wanted[*at] != '\0' && seen[done] != '\0') {
        struct name *name = name_at(t, wanted + *at);
        const char *want = name != NULL ? name->code : t->server;
        size_t taken = name != NULL ? strlen(name->name) : strlen(SERVER);
        bool is_server = name == NULL && strncmp(wanted + *at, SERVER, strlen(SERVER)) == 0;
        if (name != NULL && name->code[0] == '\0' && !learn(name, seen + done))
            break;
        if (strncmp(wanted + *at, NUMBER, strlen(NUMBER)) == 0) {
            done += strspn(seen + done, "0123456789");
            *at += strlen(NUMBER);
            continue;
        }
        if (name == NULL && !is_server) {
            if (wanted[*at] != seen[done])
                break;
            *at += 1;
            done++;
            continue;
        }
        if (strncmp(want, seen + done, strlen(want)) != 0)
            break;
        done += strlen(want);
        *at += taken;
    }
    return done;
}

/* ---- a command ---- */

struct run {
    const char *line;
    char wanted[TEXT_BYTES];
    char typed[TYPED_MAX][200]; /* in the order of the \1 in `wanted` */
    size_t typed_count;
    char seen[TEXT_BYTES];
    size_t seen_len;
};

static void tab_at_end(char *typed)
{
    size_t len = strlen(typed), tab = strlen(TAB);

    if (len >= tab && strcmp(typed + len - tab, TAB) == 0)
        snprintf(typed + len - tab, tab, "\t");
}

static bool ends_in_tab(const char *typed)
{
    return typed[0] != '\0' && typed[strlen(typed) - 1] == '\t';
}

/* What is typed is seen too, but for what is hidden. */
static void read_wanted(struct transcript *t, struct run *run, const char *text)
{
    const char *opens, *closes;
    size_t len = 0;

    while ((opens = strstr(text, OPENS)) != NULL && (closes = strstr(opens, CLOSES)) != NULL) {
        const char *typed = opens + strlen(OPENS);
        bool hidden = *typed == '*';
        char plain[200];
        snprintf(plain, sizeof plain, "%.*s", (int)(closes - typed - hidden), typed + hidden);
        tab_at_end(plain);
        fill_in(t, plain, run->typed[run->typed_count++], sizeof run->typed[0]);
        len += (size_t)snprintf(run->wanted + len, sizeof run->wanted - len, "%.*s\1%s", (int)(opens - text), text,
                                hidden ? "" : plain);
        text = closes + strlen(CLOSES);
        assert_in_range(run->typed_count, 1, TYPED_MAX - 1);
    }
    snprintf(run->wanted + len, sizeof run->wanted - len, "%s", text);
}

static void differ(struct run *run)
{
    for (char *at = run->wanted; (at = strchr(at, '\1')) != NULL;)
        memmove(at, at + 1, strlen(at));
    fprintf(stderr, "$ %s\n", run->line);
    assert_string_equal(run->seen, run->wanted);
}

/* False when the program says nothing for so long. */
static bool await_more(struct transcript *t, int fd)
{
    struct pollfd ready = { .fd = fd, .events = POLLIN };
    int64_t deadline = port_now_ms() + WAIT_MS;

    while (poll(&ready, 1, t->wall.count == 0 ? WAIT_MS : TURN_MS) == 0 && port_now_ms() < deadline)
        wall_work(&t->wall);
    return ready.revents != 0;
}

static bool read_more(struct transcript *t, struct run *run, int fd)
{
    char piece[1024];

    if (!await_more(t, fd))
        return false;
    ssize_t len = read(fd, piece, sizeof piece);
    for (ssize_t i = 0; i < len && run->seen_len + 1 < sizeof run->seen; i++)
        if (piece[i] != '\r')
            run->seen[run->seen_len++] = piece[i];
    run->seen[run->seen_len] = '\0';
    return len > 0;
}

/* Types each answer when everything before it has appeared; to the end of the program. */
static void follow(struct transcript *t, struct run *run, int fd)
{
    char *wanted = run->wanted;
    size_t done = 0, typed = 0, at;
    bool more = true;

    while (more) {
        char *mark = strchr(wanted, '\1');
        if (mark == NULL) {
            more = read_more(t, run, fd);
            continue;
        }
        *mark = '\0';
        size_t matched = same(t, wanted, run->seen + done, &at);
        bool is_there = wanted[at] == '\0' && run->seen[done + matched] == '\0';
        *mark = '\1';
        if (!is_there) {
            more = read_more(t, run, fd);
            continue;
        }
        done += matched;
        wanted = mark + 1;
        dprintf(fd, "%s%s", run->typed[typed], ends_in_tab(run->typed[typed]) ? "" : "\n");
        typed++;
    }
}

static void drop_marks(char *text)
{
    char *to = text;

    for (; *text != '\0'; text++)
        if (*text != '\1')
            *to++ = *text;
    *to = '\0';
}

static void run_command(struct transcript *t, const char *line, const char *wanted)
{
    struct run *run = calloc(1, sizeof *run);
    char command[4096];
    size_t at;
    int fd;

    assert_non_null(run);
    run->line = line;
    fill_in(t, line, command, sizeof command);
    read_wanted(t, run, wanted);
    pid_t pid = shell_on_pty(t->shell, COLUMNS, command, &fd);
    follow(t, run, fd);
    close(fd);
    t->last_code = shell_wait(pid, WAIT_MS);
    drop_marks(run->wanted);
    size_t done = same(t, run->wanted, run->seen, &at);
    if (run->wanted[at] != '\0' || run->seen[done] != '\0')
        differ(run);
    free(run);
}

static void check_code(const struct transcript *t, const char *wanted)
{
    assert_int_equal(t->last_code, atoi(wanted));
}

/* ---- the text ---- */

static void prepare(struct transcript *t, const char *line)
{
    char command[4096], name[CODE_BYTES] = "";
    int len = 0;

    if (line[1] != ' ')
        assert_int_equal(sscanf(line + 1, "%15s%n", name, &len), 1);
    fill_in(t, line + 1 + len, command, sizeof command);
    struct ran ran = shell_run(t->shell, "%s", command);
    if (ran.code != 0)
        fail_msg("%s: %d %s%s", line, ran.code, ran.out, ran.err);
    if (name[0] == '\0')
        return;
    assert_non_null(name_at(t, name));
    assert_int_equal(sscanf(ran.out, "%15s", name_at(t, name)->code), 1);
}

/* What happens that nobody types. */
static void happen(struct transcript *t, const char *line)
{
    char what[16] = "", whom[CODE_BYTES] = "";

    assert_in_range(sscanf(line + 1, "%15s %15s", what, whom), 1, 2);
    if (strcmp(what, "away") == 0)
        shell_daemon_away(t->shell);
    else if (strcmp(what, "back") == 0)
        shell_daemon_back(t->shell);
    else if (strcmp(what, "hangs") == 0)
        wall_hang(&t->wall, whom);
    else if (strcmp(what, "enters") == 0)
        wall_enters(&t->wall, whom);
    else if (strcmp(what, "loses") == 0)
        wall_lose(&t->wall, whom);
    else
        fail_msg("%s: nothing like that can happen", line);
}

static bool begins_something(const char *line)
{
    return strncmp(line, "$ ", 2) == 0 || line[0] == '%' || line[0] == '@' || strncmp(line, "##", 2) == 0;
}

static char *read_whole(const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = calloc(1, TEXT_BYTES);

    assert_non_null(file);
    assert_non_null(text);
    assert_in_range(fread(text, 1, TEXT_BYTES - 1, file), 1, TEXT_BYTES - 2);
    fclose(file);
    return text;
}

/* The line at *rest, which ends there; *rest goes on behind it. */
static char *take_line(char **rest)
{
    char *line = *rest;
    size_t len = strcspn(line, "\n");

    *rest += len + (line[len] == '\n');
    line[len] = '\0';
    return line;
}

static void run_line(struct transcript *t, char *line, char **rest)
{
    char wanted[TEXT_BYTES] = "";
    size_t len = 0;

    while (**rest != '\0' && !begins_something(*rest))
        len += (size_t)snprintf(wanted + len, sizeof wanted - len, "%s\n", take_line(rest));
    if (strcmp(line, "$ echo $?") == 0)
        check_code(t, wanted);
    else
        run_command(t, line + 2, wanted);
}

void transcript_run(struct shell *shell, const char *path, const char *language)
{
    struct transcript t = { .shell = shell, .wall = { .shell = shell } };
    char *text = read_whole(path), *rest = text;

    snprintf(t.server, sizeof t.server, "127.0.0.1:%d", vakwerkd_port(shell->daemon));
    setenv("VAKWERK_LANG", language, 1);
    setenv("NO_COLOR", "1", 1);
    while (*rest != '\0') {
        char *line = take_line(&rest);
        if (strncmp(line, "## codes:", 9) == 0)
            read_names(&t, line + 9);
        else if (line[0] == '@')
            happen(&t, line);
        else if (line[0] == '%')
            prepare(&t, line);
        else if (line[0] == '$')
            run_line(&t, line, &rest);
    }
    wall_clear(&t.wall);
    unsetenv("VAKWERK_LANG");
    unsetenv("NO_COLOR");
    free(text);
}
