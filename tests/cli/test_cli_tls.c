/* A connection with TLS: the organisation's own authority is trusted, and nobody else. */
#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <signal.h>
#include <stdio.h>

/*
 * An authority that is trusted and one that is not, and certificates for localhost of today, of the past, and for
 * another name. The clock is the real one: certificates are of today.
 */
static const char certificates[] =
    "set -e; mkdir $DIR/tls; cd $DIR/tls\n"
    "for ca in ca other; do\n"
    "  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=$ca"
    " -keyout $ca.key -out $ca.pem 2>/dev/null\ndone\n"
    "make() {\n"
    "  openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=$1 -keyout $1.key -out $1.csr"
    " 2>/dev/null\n"
    "  printf 'subjectAltName=%s\\n' \"$2\" >$1.ext\n"
    "  openssl x509 -req -in $1.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days $3 -extfile $1.ext -out $1.pem"
    " 2>/dev/null\n}\n"
    "make good DNS:localhost,IP:127.0.0.1 30\n"
    "make stranger DNS:elders.example 30\n"
    "make expired DNS:localhost,IP:127.0.0.1 -1 || true\n"
    "chmod 600 *.key\n";

static uint16_t tls_port;

/* The instance listens with this certificate from its next start on. */
static void use(struct shell *shell, const char *name)
{
    struct ran ran =
        shell_run(shell,
                  "cd $DIR/instance && sed -i -e \"s|^;\\?certificate = .*|certificate = $DIR/tls/%s.pem|\""
                  " -e \"s|^;\\?private_key = .*|private_key = $DIR/tls/%s.key|\""
                  " -e 's|^;\\?tls_port = .*|tls_port = %d|' vakwerk.conf",
                  name, name, tls_port);

    assert_int_equal(ran.code, 0);
    shell_daemon_away(shell);
    shell_daemon_back(shell);
}

static struct ran log_in(struct shell *shell, const char *profile, const char *host, const char *ca)
{
    return shell_run(shell,
                     "vakwerk --profile %s login --server mqtts://%s:%d --user s.dewit --secret-file"
                     " $DIR/instance/demo-credentials.json %s",
                     profile, host, tls_port, ca);
}

static int setup(void **state)
{
    struct shell *shell = calloc(1, sizeof *shell);

    shell_open(shell, NULL);
    assert_int_equal(shell_run(shell, "%s", certificates).code, 0);
    tls_port = port_free();
    use(shell, "good");
    *state = shell;
    assert_int_equal(log_in(shell, "veilig", "localhost", "--ca-file $DIR/tls/ca.pem").code, 0);
    return 0;
}

TEST(with_the_authority_of_the_organisation_one_logs_in)
{
    struct shell *shell = *state;
    struct ran ran = log_in(shell, "veilig", "localhost", "--ca-file $DIR/tls/ca.pem");

    assert_string_equal(ran.err, "");
    assert_int_equal(ran.code, 0);
    assert_int_equal(log_in(shell, "adres", "127.0.0.1", "--ca-file $DIR/tls/ca.pem").code, 0);
    assert_int_equal(shell_run(shell, "vakwerk --profile veilig ask 'Komt dit veilig aan?' -t wacht -y").code, 0);
    assert_contains(shell_run(shell, "vakwerk --profile veilig doctor; true").out,
                    "ok\tCertificaten\t~/tls/ca.pem\t\n");
    assert_contains(shell_run(shell, "vakwerk --profile veilig doctor; true").out, ", TLS 1.3, certificaat tot ");
    /* It is TLS that answers there. */
    ran = shell_run(shell, "openssl s_client -connect 127.0.0.1:%d -CAfile $DIR/tls/ca.pem -brief </dev/null 2>&1",
                    tls_port);
    assert_contains(ran.out, "Protocol version: TLSv1.3\n");
    assert_int_equal(shell_run(shell, "openssl s_client -connect 127.0.0.1:%d -tls1_1 </dev/null", tls_port).code, 1);
}

TEST(nobody_else_is_trusted)
{
    static const struct {
        const char *host, *ca;
    } tries[] = { { "localhost", "" }, { "localhost", "--ca-file $DIR/tls/other.pem" } };
    struct shell *shell = *state;

    for (size_t i = 0; i < sizeof tries / sizeof tries[0]; i++) {
        struct ran ran = log_in(shell, "vreemd", tries[i].host, tries[i].ca);
        assert_int_equal(ran.code, 6);
        assert_contains(ran.err, "vakwerk: het certificaat van localhost is niet te vertrouwen\n");
    }
    assert_int_equal(shell_run(shell, "vakwerk --profile vreemd whoami").code, 4);
}

TEST(a_certificate_of_another_name_or_of_the_past_is_not_accepted_and_what_is_written_waits)
{
    static const char *const names[] = { "stranger", "expired" };
    static const char *const reasons[] = { "vakwerk: het certificaat van localhost is niet te vertrouwen",
                                           "vakwerk: het certificaat van localhost is verlopen op " };
    struct shell *shell = *state;
    struct shell_code code = shell_code(shell, "");

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        use(shell, names[i]);
        struct ran ran = shell_run(shell, "vakwerk --profile veilig whoami");
        assert_int_equal(ran.code, 6);
        assert_contains(ran.err, reasons[i]);
        assert_contains(ran.err, "Tip: meld dit bij je beheerder\n");
        assert_contains(shell_run(shell, "vakwerk --profile veilig doctor; true").out, reasons[i] + 9);
        ran = shell_run(shell, "vakwerk --profile veilig answer %s -m 'Wacht op %s.'", code.text, names[i]);
        assert_int_equal(ran.code, 7);
        assert_contains(ran.err, reasons[i]);
        assert_contains(ran.err, "Tip: meld dit bij je beheerder; je bericht is bewaard in de outbox\n");
    }
    use(shell, "good");
    assert_int_equal(shell_run(shell, "vakwerk --profile veilig outbox send").code, 0);
    assert_int_equal(shell_count(shell, code.text, "Wacht op stranger."), 1);
    assert_int_equal(shell_count(shell, code.text, "Wacht op expired."), 1);
}

/* mqtts and the port of mqtt: a slip that is made often, and no fault of any certificate. */
TEST(a_server_that_speaks_no_tls_is_said_to)
{
    struct shell *shell = *state;
    int port = vakwerkd_port(shell->daemon);
    struct ran ran = shell_run(shell,
                               "vakwerk --profile open login --server mqtts://127.0.0.1:%d --user s.dewit"
                               " --secret-file $DIR/instance/demo-credentials.json",
                               port);
    char text[80];

    assert_int_equal(ran.code, 6);
    snprintf(text, sizeof text, "vakwerk: 127.0.0.1:%d praat geen TLS\n", port);
    assert_contains(ran.err, text);
    assert_contains(ran.err, "controleer de poort in je instellingen: met TLS is het meestal 8883");
    ran = shell_run(shell,
                    "sed -e 's|^.default.|[open]|;s|mqtt://|mqtts://|' $XDG_CONFIG_HOME/vakwerk/credentials |"
                    " sed -n '/^.open.$/,/^secret/p' >>$XDG_CONFIG_HOME/vakwerk/credentials;"
                    " vakwerk --profile open doctor; vakwerk --profile open answer %s -m 'Komt dit aan?'",
                    shell_code(shell, "").text);
    assert_int_equal(ran.code, 7);
    assert_contains(ran.out, "praat geen TLS\t");
    assert_contains(ran.err, "praat geen TLS. Controleer de poort in je instellingen.");
}

/* It has the port open and says nothing: nobody can tell what it would speak. */
TEST(of_a_server_that_says_nothing_nothing_is_said_of_tls)
{
    struct shell *shell = *state;

    assert_int_equal(kill(vakwerkd_broker_pid(shell->daemon), SIGSTOP), 0);
    struct ran ran = shell_run(shell, "vakwerk --profile veilig --timeout 2 whoami");
    assert_int_equal(kill(vakwerkd_broker_pid(shell->daemon), SIGCONT), 0);
    assert_int_equal(ran.code, 6);
    assert_null(strstr(ran.err, "TLS"));
    assert_contains(ran.err, "geen verbinding met localhost:");
}

TEST(without_its_key_the_certificate_starts_nothing)
{
    struct shell *shell = *state;

    shell_daemon_away(shell);
    assert_int_equal(shell_run(shell, "mv $DIR/tls/good.key $DIR/tls/away.key").code, 0);
    struct ran ran = shell_run(shell, "vakwerkd up $DIR/instance");
    assert_int_equal(ran.code, 4);
    assert_string_equal(ran.err, "vakwerkd: [broker] private_key cannot be read\n");
    assert_int_equal(shell_run(shell, "mv $DIR/tls/away.key $DIR/tls/good.key; chmod 644 $DIR/tls/good.key").code, 0);
    assert_int_equal(shell_run(shell, "vakwerkd up $DIR/instance").code, 9); /* everybody could read it */
    assert_int_equal(shell_run(shell, "chmod 600 $DIR/tls/good.key").code, 0);
    shell_daemon_back(shell);
}

TEST(an_instance_is_made_with_its_certificate)
{
    struct ran ran = shell_run(*state, "cd $DIR/tls && vakwerkd init $DIR/second --port 1 --ws-port 2 --tls-port 3"
                                       " --certificate good.pem --private-key good.key >/dev/null &&"
                                       " grep -E '^(certificate|private_key|tls_port)' $DIR/second/vakwerk.conf |"
                                       " sed \"s|$DIR|DIR|\"");

    assert_string_equal(ran.err, "");
    assert_string_equal(ran.out, "certificate = DIR/tls/good.pem\nprivate_key = DIR/tls/good.key\ntls_port = 3\n");
    assert_int_equal(shell_run(*state, "vakwerkd init $DIR/third --certificate x").code, 2);
}

/* ---- secrets ---- */

TEST(debug_shows_what_goes_over_the_wire_and_no_secret)
{
    struct shell *shell = *state;
    struct ran ran = shell_run(shell, "sed -n 's/^secret = //p' $XDG_CONFIG_HOME/vakwerk/credentials >$DIR/secrets;"
                                      " test -s $DIR/secrets; vakwerk --debug ask 'Een stille vraag?' -t wacht -y");

    assert_int_equal(ran.code, 0);
    assert_contains(ran.err, "debug: connect to mqtt://127.0.0.1:");
    assert_contains(ran.err, " as s.dewit:demo, secret ****\n");
    assert_contains(ran.err, "debug: publish vakwerk/1/in/s.dewit/theme/wacht/ask, ");
    assert_contains(ran.err, "debug: ask: ok ");
    assert_null(strstr(ran.err, "stille"));
    ran = shell_run(
        shell,
        "vakwerk --debug whoami 2>&1 | grep -F -f $DIR/secrets; cat $DIR/vakwerkd.log | grep -F -f $DIR/secrets");
    assert_string_equal(ran.out, "");
    assert_contains(shell_run(shell, "vakwerk --debug show 2222").err, "debug: show: refused not_found after ");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(with_the_authority_of_the_organisation_one_logs_in),
        cmocka_unit_test(nobody_else_is_trusted),
        cmocka_unit_test(a_certificate_of_another_name_or_of_the_past_is_not_accepted_and_what_is_written_waits),
        cmocka_unit_test(a_server_that_speaks_no_tls_is_said_to),
        cmocka_unit_test(of_a_server_that_says_nothing_nothing_is_said_of_tls),
        cmocka_unit_test(without_its_key_the_certificate_starts_nothing),
        cmocka_unit_test(an_instance_is_made_with_its_certificate),
        cmocka_unit_test(debug_shows_what_goes_over_the_wire_and_no_secret),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, session_teardown) : broker_missing_code();
}
