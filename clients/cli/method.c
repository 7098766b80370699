#include "method.h"

#include <stdlib.h>

#define SHIPPED     "incident"
#define MINUTE_MS   60000
#define MINUTES_MAX 120

static int read_phase(struct cli *cli, struct method *method, const struct recipe *recipe,
                      const struct recipe_part *part)
{
    struct method_phase *phase = &method->phases[method->count++];
    const char *minutes = recipe_value(part, "minutes"), *word = recipe_value(part, "kind");
    char *end = NULL;
    double length = minutes == NULL ? 0 : strtod(minutes, &end);

    *phase = (struct method_phase){ .name = recipe_value(part, "phase"),
                                    .text = recipe_value(part, "text"),
                                    .task = round_task(span_of(word)),
                                    .word = word };
    if (phase->name == NULL)
        return recipe_lacks(cli, recipe, part, "phase");
    if (minutes == NULL || *end != '\0' || !(length > 0 && length <= MINUTES_MAX))
        return recipe_lacks(cli, recipe, part, "minutes");
    if (phase->task == ROUND_TASKS)
        return recipe_lacks(cli, recipe, part, "kind");
    phase->ms = (int64_t)(length * MINUTE_MS);
    return 0;
}

int method_read(struct cli *cli, struct method *out)
{
    static const char *const keys[] = { "title", "source", "date", "phase", "minutes", "kind", "text", NULL };
    struct recipe *recipe = arena_take(&cli->arena, sizeof *recipe);
    int failed;

    *out = (struct method){ .count = 0 };
    if (recipe == NULL)
        return fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
    failed = recipe_read(cli, "intervision", has(cli, OPT_METHOD) ? opt(cli, OPT_METHOD) : SHIPPED, keys, recipe);
    if (failed == 0 && (recipe->count < 2 || recipe_value(&recipe->parts[0], "title") == NULL))
        failed = recipe_lacks(cli, recipe, &recipe->parts[0], "title");
    if (failed != 0)
        return failed;
    out->title = recipe_value(&recipe->parts[0], "title");
    for (size_t i = 1; i < recipe->count && failed == 0; i++)
        failed = read_phase(cli, out, recipe, &recipe->parts[i]);
    return failed;
}
