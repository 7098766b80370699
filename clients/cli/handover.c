#include "handover.h"

#include "clients/text/beside.h"

#include <unistd.h>

#define FULL "vakwerk-full"

int handover(struct cli *cli, const char *const *argv)
{
    struct beside full = beside_program("libexec/" FULL);
    const char *path = access(full.text, X_OK) == 0 ? full.text : VAKWERK_LIBEXEC_DIR "/" FULL;

    execv(path, (char *const *)(uintptr_t)argv);
    return fail(cli, CLI_FAILED, say(cli, _("%s cannot be started"), path), _("is vakwerk installed completely?"));
}
