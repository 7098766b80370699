#include "provision.h"

#include "draft.h"

#include <errno.h>
#include <jansson.h>

static const char *member_of(json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static bool matches(json_t *object, const struct credentials *wanted)
{
    const char *member = member_of(object, "member"), *device = member_of(object, "device");

    if (member == NULL || device == NULL || member_of(object, "secret") == NULL)
        return false;
    return strcmp(member, wanted->member) == 0 && (wanted->device == NULL || strcmp(device, wanted->device) == 0);
}

/* The first account that fits, at the top or one list down. */
static json_t *find(json_t *value, const struct credentials *wanted, int depth)
{
    json_t *found = NULL, *element;
    const char *key;
    size_t index;

    if (matches(value, wanted))
        return value;
    if (depth == 0)
        return NULL;
    json_array_foreach(value, index, element) if (found == NULL) found = find(element, wanted, depth - 1);
    json_object_foreach(value, key, element) if (found == NULL) found = find(element, wanted, depth - 1);
    return found;
}

static int from_json(struct cli *cli, const char *text, struct credentials *credentials)
{
    json_t *root = json_loads(text, 0, NULL);
    json_t *found = root == NULL ? NULL : find(root, credentials, 3);

    if (found != NULL) {
        credentials->device = say(cli, "%s", member_of(found, "device"));
        credentials->secret = say(cli, "%s", member_of(found, "secret"));
    }
    json_decref(root);
    if (found != NULL)
        return 0;
    return fail(cli, CLI_NOT_FOUND, say(cli, _("there is no secret for %s in that file"), credentials->member), NULL);
}

static int from_line(struct cli *cli, const char *text, struct credentials *credentials)
{
    struct span line = { text, strcspn(text, "\r\n") };

    credentials->secret = arena_copy(&cli->arena, line).ptr;
    if (line.len > 0 && credentials->secret != NULL)
        return 0;
    return fail(cli, CLI_USAGE, _("there is no secret in that file"), NULL);
}

int provision_read(struct cli *cli, const char *path, struct credentials *credentials)
{
    FILE *stream = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
    const char *text = stream == NULL ? NULL : draft_read_stream(cli, stream);

    if (stream != NULL && stream != stdin)
        fclose(stream);
    if (text == NULL)
        return fail(cli, CLI_USAGE, say(cli, _("cannot read %s: %s"), path, strerror(errno)), NULL);
    return text[0] == '[' || text[0] == '{' ? from_json(cli, text, credentials) : from_line(cli, text, credentials);
}
