/* Long output, page by page. */
#ifndef VAKWERK_CLI_PAGER_H
#define VAKWERK_CLI_PAGER_H

#include <stdbool.h>
#include <stddef.h>

struct cli;

/* Shows text with VAKWERK_PAGER, the setting, PAGER or less. False when there is none; then nothing was shown. */
bool pager_show(struct cli *cli, const char *text, size_t len);

#endif
