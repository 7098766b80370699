/*
 * A guest at a live table, with the real daemon and the real guard: somebody with nothing but a code. At the real time:
 * the broker counts how long a code lasts by its own clock.
 */
#include "tests/cli/lessons.h"

static int setup(void **state)
{
    struct shell *shell = calloc(1, sizeof *shell);

    shell_open(shell, NULL);
    *state = shell;
    return 0;
}

static int teardown(void **state)
{
    int code = shell_close(*state);

    free(*state);
    return code;
}

struct table {
    struct shell_code code, guests;
    char join[200]; /* the command of somebody who has never been here; the text follows */
};

static struct table begin(struct shell *shell)
{
    struct table table = { .code = lessons_code(shell, "vakwerk harvest begin 'Wat wil de professional?'") };
    struct ran ran = shell_run(shell, "vakwerk harvest guests %s --until 2h --json=guest_code", table.code.text);

    assert_int_equal(ran.code, 0);
    assert_int_equal(sscanf(ran.out, "{\"guest_code\":\"%8[0-9A-Z]\"}", table.guests.text), 1);
    snprintf(table.join, sizeof table.join,
             "HOME=$DIR/gast XDG_CONFIG_HOME=$DIR/gast XDG_STATE_HOME=$DIR/gast XDG_CACHE_HOME=$DIR/gast"
             " vakwerk join %s --server mqtt://127.0.0.1:%d",
             table.guests.text, vakwerkd_port(shell->daemon));
    return table;
}

/* Waits for something, at most half a minute. */
#define AWAIT "await() { timeout 30 sh -c \"until $1; do sleep 0.1; done\"; };"

TEST(a_guest_with_a_code_gives_inputs_and_leaves_nothing_behind)
{
    struct shell *shell = *state;
    struct table table = begin(shell);
    struct ran ran = shell_run(shell, "mkdir $DIR/gast; %s 'Vertrouwen.'", table.join);

    assert_string_equal(ran.out, "✓ Het staat op de muur.\n");
    assert_int_equal(ran.code, 0);
    assert_contains(shell_on_screen(shell, 80, "%s ''", table.join).out,
                    "Je zit aan de tafel \"Wat wil de professional?\"");
    ran = shell_run(shell, "printf 'Minder regels.\\nBel Kees op 06-12345678.\\nMeer tijd.\\n' | %s", table.join);
    assert_int_equal(ran.code, 8); /* one line points at somebody; the others are there */
    assert_contains(ran.err, "herkenbaar");
    ran = shell_run(shell, "vakwerk harvest wall %s -W 1", table.code.text);
    assert_string_equal(ran.out, "1\t\tVertrouwen.\n2\t\tMinder regels.\n3\t\tMeer tijd.\n");
    assert_string_equal(shell_run(shell, "ls -A $DIR/gast").out, "");
}

TEST(a_code_that_is_wrong_or_over_lets_nobody_in)
{
    struct shell *shell = *state;
    struct table table = begin(shell);
    struct ran ran =
        shell_run(shell, "vakwerk join ZZZZZZZZ --server mqtt://127.0.0.1:%d x", vakwerkd_port(shell->daemon));

    assert_int_equal(ran.code, 4);
    assert_contains(ran.err, "deze code klopt niet, of de tafel is klaar");
    ran = shell_run(shell, "vakwerk join %s --server mqtt://127.0.0.1:%d x", table.code.text,
                    vakwerkd_port(shell->daemon));
    assert_int_equal(ran.code, 2); /* the members' code is none of guests */
    ran = shell_run(shell, "vakwerk harvest guests %s --undo", table.code.text);
    assert_string_equal(ran.out, "✓ Er komen geen gasten meer aan deze tafel.\n");
    assert_int_equal(shell_run(shell, "%s 'Te laat.'", table.join).code, 4);
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer harvest guests %s", table.code.text).code, 5);
    assert_int_equal(shell_run(shell, "vakwerk harvest guests %s --until 3d", table.code.text).code, 2);
    assert_int_equal(shell_run(shell, "vakwerk harvest guests %s --until straks", table.code.text).code, 2);
}

/* Somebody is typing when who leads the table closes it: what comes after that is not taken, and is said. */
TEST(with_the_table_its_guests_are_out)
{
    struct shell *shell = *state;
    struct table table = begin(shell);
    struct temppath line = shell_file(shell, "tafel",
                                      AWAIT "mkfifo $DIR/toetsen; eval \"$2\" <$DIR/toetsen >$DIR/gezien 2>&1 &"
                                            " exec 3>$DIR/toetsen; echo 'Op tijd.' >&3;"
                                            " await 'grep -q muur $DIR/gezien'; vakwerk -q harvest close $1;"
                                            " echo 'Te laat.' >&3; exec 3>&-; wait $!",
                                      0600);
    struct ran ran = shell_run(shell, "sh %s %s \"%s\"", line.text, table.code.text, table.join);

    (void)ran;
    ran = shell_run(shell, "cat $DIR/gezien");
    assert_contains(ran.out, "deze code klopt niet, of de tafel is klaar");
    ran = shell_run(shell, "vakwerk harvest report %s", table.code.text);
    assert_contains(ran.out, "Op tijd.");
    assert_null(strstr(ran.out, "Te laat."));
}

TEST(what_is_flagged_is_off_the_wall_and_out_of_the_report_until_it_was_looked_at)
{
    struct shell *shell = *state;
    struct table table = begin(shell);

    assert_int_equal(shell_run(shell, "%s 'Dat ene gezin bij de molen.'", table.join).code, 0);
    struct ran ran = shell_run(shell, "vakwerk --profile beheer harvest flag %s 1", table.code.text);
    assert_string_equal(ran.out, "✓ Nummer 1 is van de muur tot wie de tafel begeleidt ernaar keek.\n");
    ran = shell_run(shell, "vakwerk --profile beheer harvest wall %s -C 1", table.code.text);
    assert_string_equal(ran.out, "1\t\t(wordt bekeken)\n");
    ran = shell_run(shell, "vakwerk harvest wall %s -C 1", table.code.text);
    assert_string_equal(ran.out, "1\t\t(kijk hiernaar: keep of remove) Dat ene gezin bij de molen.\n");
    assert_null(strstr(shell_run(shell, "vakwerk harvest report %s", table.code.text).out, "molen"));
    assert_int_equal(shell_run(shell, "vakwerk harvest keep %s 1", table.code.text).code, 0);
    assert_contains(shell_run(shell, "vakwerk harvest report %s", table.code.text).out, "molen");
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer harvest flag %s 1", table.code.text).code, 3);
    assert_int_equal(shell_run(shell, "vakwerk harvest remove %s 1", table.code.text).code, 0);
    assert_null(strstr(shell_run(shell, "vakwerk harvest report %s", table.code.text).out, "molen"));
}

/* The round that a guest sees is the one that they speak in; of the question and the team they see nothing. */
TEST(a_guest_takes_part_in_an_intervision_round_by_round)
{
    struct shell *shell = *state;
    struct shell_code question = lessons_code(shell, "vakwerk ask 'Wie belt het gezin?' -y -t dossier"), guests;
    char join[120];

    assert_int_equal(shell_run(shell, "vakwerk intervision add %s", question.text).code, 0);
    assert_int_equal(shell_run(shell, "vakwerk meeting guests").code, 3);
    assert_int_equal(shell_run(shell, "vakwerk intervision session %s --screen", question.text).code, 0);
    struct ran ran = shell_run(shell, "vakwerk meeting guests --json=guest_code");
    assert_int_equal(sscanf(ran.out, "{\"guest_code\":\"%8[0-9A-Z]\"}", guests.text), 1);
    snprintf(join, sizeof join, "vakwerk join %s --server mqtt://127.0.0.1:%d", guests.text,
             vakwerkd_port(shell->daemon));
    ran = shell_run(shell, "%s 'Mag dit?'", join);
    assert_int_equal(ran.code, 9);
    assert_contains(ran.err, "dit is een ronde om te luisteren");
    assert_int_equal(shell_run(shell, "vakwerk meeting next").code, 0);
    ran = shell_on_screen(shell, 80, "%s 'Wie was erbij?'", join);
    assert_contains(ran.out, "Ronde 2 van 6: Vragen");
    assert_contains(ran.out, "Het staat op het scherm.");
    assert_null(strstr(ran.out, "Wie belt het gezin?"));
    assert_contains(shell_run(shell, "vakwerk meeting show").out, "- Wie was erbij?");
    ran = shell_run(shell, "vakwerk meeting guests --undo");
    assert_string_equal(ran.out, "✓ Er doen geen gasten meer mee.\n");
    assert_int_equal(shell_run(shell, "%s 'Te laat?'", join).code, 4);
    assert_int_equal(shell_run(shell, "vakwerk meeting stop").code, 0);
}

/* What a phone reads stands on the screen, whole and in its own colours, or not at all. */
TEST(a_phone_reads_the_way_in_from_the_screen)
{
    static const char black_on_white[] = "\033[30;107m";
    struct shell *shell = *state;
    struct table table = begin(shell);

    shell_daemon_away(shell);
    shell_run(shell, "sed -i 's|^;* *public_url.*|public_url = https://vakwerk.example|' $DIR/instance/vakwerk.conf");
    shell_daemon_back(shell);
    struct ran ran = shell_on_screen(shell, 80, "vakwerk harvest guests %s", table.code.text);
    assert_contains(ran.out, "https://vakwerk.example/mee.html#");
    assert_contains(ran.out, black_on_white);
    ran = shell_on_screen(shell, 80, "NO_COLOR=1 vakwerk harvest guests %s", table.code.text);
    assert_contains(ran.out, "https://vakwerk.example/mee.html#");
    assert_null(strstr(ran.out, black_on_white));
    ran = shell_on_screen(shell, 30, "vakwerk harvest guests %s", table.code.text);
    assert_null(strstr(ran.out, black_on_white));
}

/* The line is away when somebody has typed: it goes when the line is back, once. */
TEST(an_input_waits_for_the_line_and_is_there_once)
{
    struct shell *shell = *state;
    struct table table = begin(shell);
    struct temppath line = shell_file(shell, "lijn",
                                      AWAIT "mkfifo $DIR/typt; eval \"$1\" <$DIR/typt >$DIR/ziet 2>&1 &"
                                            " exec 3>$DIR/typt; echo 'Eerst.' >&3; await 'grep -q muur $DIR/ziet';"
                                            " touch $DIR/aan;"
                                            " await '[ -e $DIR/weg ]'; echo 'Onderweg.' >&3;"
                                            " await 'grep -q verbinding $DIR/ziet'; touch $DIR/typte; exec 3>&-; wait",
                                      0600);
    pid_t guest = shell_start(shell, "sh %s \"%s\"", line.text, table.join);

    shell_run(shell, AWAIT "await '[ -e $DIR/aan ]'");
    shell_daemon_away(shell);
    shell_run(shell, AWAIT "touch $DIR/weg; await '[ -e $DIR/typte ]'");
    shell_daemon_back(shell);
    assert_int_equal(shell_wait(guest, 30000), 0);
    assert_string_equal(shell_run(shell, "vakwerk harvest wall %s -W 1", table.code.text).out,
                        "1\t\tEerst.\n2\t\tOnderweg.\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_guest_with_a_code_gives_inputs_and_leaves_nothing_behind),
        cmocka_unit_test(a_code_that_is_wrong_or_over_lets_nobody_in),
        cmocka_unit_test(with_the_table_its_guests_are_out),
        cmocka_unit_test(a_guest_takes_part_in_an_intervision_round_by_round),
        cmocka_unit_test(a_phone_reads_the_way_in_from_the_screen),
        cmocka_unit_test(what_is_flagged_is_off_the_wall_and_out_of_the_report_until_it_was_looked_at),
        cmocka_unit_test(an_input_waits_for_the_line_and_is_there_once),
    };

    return broker_is_installed() ? TEST_RUN_WITH(tests, setup, teardown) : broker_missing_code();
}
