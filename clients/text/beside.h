/* What lies beside a program, as it was built and as it is installed: bin/ has share/ and libexec/ next to it. */
#ifndef VAKWERK_TEXT_BESIDE_H
#define VAKWERK_TEXT_BESIDE_H

struct beside {
    char text[4096];
};

/* The path of `below` ("share/locale") seen from the folder above the program's; "" when that is not known. */
struct beside beside_program(const char *below);

#endif
