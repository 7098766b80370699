/*
 * What help and manual say beyond the tables of commands and options: examples, the environment, the files. Texts are
 * msgids. Each table ends with a row whose first field is NULL.
 */
#ifndef VAKWERK_CLI_ABOUT_H
#define VAKWERK_CLI_ABOUT_H

/* A family of commands: what it is for, and more about it. */
struct about_command {
    const char *name;    /* as in commands.def */
    const char *summary; /* of a command with subs; NULL: the help of its only row */
    const char *text;    /* or NULL */
};

/* One that works as it stands: a test reads each with the parser. */
struct about_example {
    const char *name; /* of the command it shows; every command has one at least */
    const char *line;
    const char *help;
};

struct about_row {
    const char *term, *help;
};

extern const struct about_command about_commands[];
extern const struct about_example about_examples[];
extern const struct about_row about_environment[];
extern const struct about_row about_files[];

/* The row of a command, or NULL. */
const struct about_command *about_command(const char *name);

#endif
