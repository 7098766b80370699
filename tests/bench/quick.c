/*
 * How long one waits at the command line: from its start until the daemon's reply is printed, beside mosquitto_rr doing
 * the same round trip, in turns on one instance, without and with TLS; and completing a code among ten thousand, beside
 * a start that does nothing. One JSON document on stdout.
 *
 *   bench_quick [ROUNDS]
 */
#include "tests/bench/numbers.h"
#include "tests/cli/shell.h"
#include "tests/support/port.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROUNDS     40
#define ROUNDS_MAX 200

/* An authority, a certificate of it for localhost, and as much as one may ask. */
static const char prepare[] =
    "set -e; cd $DIR; ec='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'\n"
    "openssl req -x509 $ec -days 2 -subj /CN=ca -keyout ca.key -out ca.pem 2>/dev/null\n"
    "openssl req $ec -subj /CN=localhost -keyout own.key -out own.csr 2>/dev/null\n"
    "echo subjectAltName=DNS:localhost >own.ext\n"
    "openssl x509 -req -in own.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile own.ext -out own.pem"
    " 2>/dev/null\n"
    "chmod 600 *.key\n"
    "sed -i -e \"s|^;\\?certificate = .*|certificate = $DIR/own.pem|\" -e \"s|^;\\?private_key = .*|private_key = "
    "$DIR/own.key|\" -e 's|^;\\?tls_port = .*|tls_port = %d|'"
    " -e 's/^;\\?\\(posts_per_minute\\|posts_per_day\\|writes_per_minute\\|reads_per_minute\\|answers_per_hour\\) = "
    ".*/\\1 = 100000/' instance/vakwerk.conf\n"
    "jq -r '.[] | select(.member == \"s.dewit\") | .secret' instance/demo-credentials.json >secret\n";

/*
 * Each line of its output: which of the four, and microseconds until its first line of output. Both sides write an
 * answer and print that it is stored; what a program does after that is waited for, and not counted.
 */
static const char round_trips[] =
    "set -e; LC_ALL=C; code=$(vakwerk list --plain --limit 1 | cut -f1); secret=$(cat $DIR/secret)\n"
    "rr() { mosquitto_rr -V 5 -q 1 \"$@\" -u s.dewit -i s.dewit:demo -P $secret -t vakwerk/1/in/s.dewit/answer -e"
    " vakwerk/1/out/s.dewit/demo -D publish content-type application/json -W 5 -m"
    " \"{\\\"id\\\":\\\"$id\\\",\\\"to\\\":\\\"$code\\\",\\\"text\\\":\\\"Zo snel gaat het: $id.\\\"}\"; }\n"
    "cli() { vakwerk --profile $1 answer $code -m \"Zo snel gaat het ook: $id.\"; }\n"
    "n=%d000; timed() { name=$1 wanted=$2; shift 2; id=$(printf 'a%%031x' $((n += 1))); a=${EPOCHREALTIME/./};"
    " exec 3< <(\"$@\"); read -r -u 3 line; b=${EPOCHREALTIME/./}; [[ $line == *$wanted* ]]; cat <&3 >/dev/null;"
    " exec 3<&-; echo $name $((b - a)); }\n"
    "for i in $(seq %d); do\n"
    "timed cli_plain $code. cli default; timed rr_plain '\"ok\":true' rr -h 127.0.0.1 -p %d\n"
    "timed cli_tls $code. cli tls; timed rr_tls '\"ok\":true' rr -h localhost -p %d --cafile $DIR/ca.pem\ndone\n";

static const char completions[] =
    "set -e; LC_ALL=C; sqlite3 $XDG_CACHE_HOME/vakwerk/cache.db \"WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i "
    "+ 1"
    " FROM n WHERE i < 9999) INSERT OR REPLACE INTO name SELECT 'default:s.dewit', 'code', printf('90%%04d', i),"
    " 'Hoe overbrug je de wachttijd voordat de hulp start?', 1000 * unixepoch() FROM n\"\n"
    "timed() { name=$1; shift; a=${EPOCHREALTIME/./}; \"$@\" >/dev/null; b=${EPOCHREALTIME/./}; echo $name $((b - a)); "
    "}\n"
    "for i in $(seq %d); do timed start vakwerk --version; timed complete vakwerk __complete line answer 90; done\n";

static const char *const names[] = { "cli_plain", "rr_plain", "cli_tls", "rr_tls", "start", "complete" };
enum { CLI_PLAIN, RR_PLAIN, CLI_TLS, RR_TLS, START, COMPLETE, NAMES };

static struct numbers ms[NAMES];

static bool read_times(const struct ran *ran)
{
    char name[16];
    int us, length;

    for (const char *at = ran->out; sscanf(at, "%15s %d%n", name, &us, &length) == 2; at += length)
        for (int i = 0; i < NAMES; i++)
            if (strcmp(names[i], name) == 0)
                numbers_add(&ms[i], us / 1000.0);
    if (ran->code != 0)
        fprintf(stderr, "%s", ran->err);
    return ran->code == 0;
}

/* Bash, for its clock; the lines are a file, so that nothing in them is quoted twice. */
static bool run_script(struct shell *shell, const char *script)
{
    struct temppath file = shell_file(shell, "script", script, 0600);
    struct ran ran = shell_run(shell, "bash %s", file.text);

    return read_times(&ran);
}

static bool begin(struct shell *shell, uint16_t tls_port)
{
    char script[4096];

    snprintf(script, sizeof script, prepare, tls_port);
    if (!run_script(shell, script))
        return false;
    shell_daemon_away(shell);
    shell_daemon_back(shell);
    return shell_run(shell,
                     "vakwerk --profile tls login --server mqtts://localhost:%d --ca-file $DIR/ca.pem --user s.dewit"
                     " --secret-file $DIR/instance/demo-credentials.json",
                     tls_port)
               .code == 0;
}

/* In parts, since each has a minute. */
static bool measure(struct shell *shell, uint16_t tls_port, int rounds)
{
    char script[4096];

    for (int left = rounds; left > 0; left -= 20) {
        int part = left < 20 ? left : 20;
        snprintf(script, sizeof script, round_trips, left, part, vakwerkd_port(shell->daemon), tls_port);
        if (!run_script(shell, script))
            return false;
        snprintf(script, sizeof script, completions, part);
        if (!run_script(shell, script))
            return false;
    }
    return true;
}

static double median(int which)
{
    return numbers_at(&ms[which], 0.5);
}

int main(int argc, char **argv)
{
    int rounds = argc > 1 ? atoi(argv[1]) : ROUNDS;
    uint16_t tls_port = port_free();
    struct shell shell;

    if (rounds < 1 || rounds > ROUNDS_MAX) {
        fputs("bench_quick [ROUNDS]\n", stderr);
        return 2;
    }
    shell_open(&shell, NULL);
    bool ok = begin(&shell, tls_port) && measure(&shell, tls_port, rounds);
    ok = shell_close(&shell) == 0 && ok;
    if (!ok)
        return 1;
    printf("{");
    for (int i = 0; i < NAMES; i++)
        printf("\"%s_ms\": {\"median\": %.2f, \"min\": %.2f}, ", names[i], median(i), numbers_at(&ms[i], 0));
    printf("\"of_rr_plain\": %.3f, \"of_rr_tls\": %.3f, \"complete_of_start\": %.3f, \"rounds\": %d}\n",
           median(CLI_PLAIN) / median(RR_PLAIN), median(CLI_TLS) / median(RR_TLS), median(COMPLETE) / median(START),
           rounds);
    return 0;
}
