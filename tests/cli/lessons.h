/* Lessons to try things with: asked, answered, drafted, read and published by the commands people use. */
#ifndef VAKWERK_TEST_LESSONS_H
#define VAKWERK_TEST_LESSONS_H

#include "tests/cli/session.h"
#include "tests/support/port.h"

#include <stdio.h>

/* A code that a line prints with -q. */
static inline struct shell_code lessons_code(struct shell *shell, const char *line)
{
    struct shell_code code = { "" };
    struct ran ran = shell_run(shell, "%s -q", line);

    assert_string_equal(ran.err, "");
    assert_int_equal(ran.code, 0);
    assert_int_equal(sscanf(ran.out, "%19s", code.text), 1);
    return code;
}

/* s.dewit is an editor from now on; the administrator reads what she writes. */
static inline void lessons_begin(struct shell *shell)
{
    assert_int_equal(shell_run(shell, "vakwerk --profile beheer member set s.dewit --role editor").code, 0);
}

/* A lesson of this file, of a question that was asked with these options; published when `published`. */
static inline struct shell_code lessons_make(struct shell *shell, const char *file, const char *options, bool published)
{
    char line[300];

    snprintf(line, sizeof line, "vakwerk ask 'Wie houdt contact als het wachten duurt?' -y %s", options);
    struct shell_code question = lessons_code(shell, line);
    snprintf(line, sizeof line, "vakwerk lesson draft %s -F $DIR/%s", question.text, file);
    struct shell_code lesson = lessons_code(shell, line);
    if (published) {
        assert_int_equal(shell_run(shell, "vakwerk lesson publish %s", lesson.text).code, 0);
        assert_int_equal(shell_run(shell, "vakwerk --profile beheer lesson read %s", lesson.text).code, 0);
        assert_int_equal(shell_run(shell, "vakwerk lesson publish %s", lesson.text).code, 0);
    }
    return lesson;
}

/* A moment after it was published: who searches for these words finds it, and who asks something like it is offered it. */
static inline void lessons_await_found(struct shell *shell, const char *words, const char *code)
{
    int64_t deadline = port_now_ms() + 20000;

    while (strstr(shell_run(shell, "vakwerk search %s --in lessons", words).out, code) == NULL) {
        assert_true(port_now_ms() < deadline);
        port_breathe();
    }
}

#endif
