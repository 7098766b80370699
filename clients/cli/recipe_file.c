#include "recipe_file.h"

#include "clients/text/words.h"
#include "shipped.h"

#include <stdlib.h>

static const char *describe(struct cli *cli, const struct recipe_fault *fault)
{
    const char *what = fault->what.ptr == NULL ? "" : words_line(&cli->arena, fault->what);

    switch (fault->error) {
    case RECIPE_NO_COLON:
        return _("there is no ':' in it");
    case RECIPE_UNKNOWN:
        return say(cli, _("'%s' is not known"), what);
    case RECIPE_NOTHING:
        return _("nothing goes on here");
    case RECIPE_MANY_PARTS:
        return say(cli, _("more than %d parts"), RECIPE_PARTS_MAX);
    case RECIPE_MANY_LINES:
        return say(cli, _("more than %d lines in one part"), RECIPE_FIELDS_MAX);
    case RECIPE_MISSING:
        return say(cli, _("'%s' is missing"), what);
    case RECIPE_NO_ROOM:
        return _("this computer has no memory left");
    case RECIPE_OK:
        break;
    }
    return "";
}

int recipe_file_refuse(struct cli *cli, const struct recipe_file *file, const struct recipe_fault *fault)
{
    return fail(cli, CLI_USAGE, say(cli, _("line %d of %s: %s"), fault->line, file->path.text, describe(cli, fault)),
                NULL);
}

int recipe_file_lacks(struct cli *cli, const struct recipe_file *file, const struct recipe_part *part, const char *key)
{
    struct recipe_fault fault;

    recipe_lacks(part, key, &fault);
    return recipe_file_refuse(cli, file, &fault);
}

static void make_printable(struct cli *cli, struct recipe *recipe)
{
    for (size_t i = 0; i < recipe->count; i++)
        for (size_t j = 0; j < recipe->parts[i].count; j++) {
            const char **value = &recipe->parts[i].fields[j].value;
            *value = words_line(&cli->arena, span_of(*value));
        }
}

int recipe_file_read(struct cli *cli, const char *folder, const char *name, const char *const *keys,
                     struct recipe_file *out)
{
    const char *ending = say(cli, ".%s", strcmp(folder, "talks") == 0 ? "talk" : "phases");
    char *text = arena_take(&cli->arena, RECIPE_BYTES_MAX + 1);
    struct recipe_fault fault;

    out->recipe.count = 0;
    if (!shipped_find(folder, name, ending, &out->path))
        return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no file '%s'"), name),
                    say(cli, "%s", shipped_names(folder, ending).text));
    FILE *file = fopen(out->path.text, "re");
    size_t length = file == NULL || text == NULL ? 0 : fread(text, 1, RECIPE_BYTES_MAX + 1, file);
    if (file != NULL)
        fclose(file);
    if (length == 0 || length > RECIPE_BYTES_MAX)
        return fail(cli, CLI_USAGE, say(cli, _("%s is empty, or too long"), out->path.text), NULL);
    if (!recipe_parse((struct span){ text, length }, keys, &cli->arena, &out->recipe, &fault))
        return recipe_file_refuse(cli, out, &fault);
    make_printable(cli, &out->recipe);
    return 0;
}
