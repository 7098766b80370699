/*
 * Prints the protocol as an AsyncAPI 3 document, from the same tables that decode it: channels, messages,
 * types, limits, roles, errors. proto/asyncapi.yaml is its output; a test compares the two.
 */
#include "code.h"
#include "errors.h"
#include "schema.h"
#include "topic.h"

#include <stdio.h>
#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- YAML ---- */

/* In double quotes, where only these two need escaping; the tables hold no control characters. */
static void quote(const char *text)
{
    putchar('"');
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\')
            putchar('\\');
        putchar(*text);
    }
    putchar('"');
}

static void say(int indent, const char *key, const char *text)
{
    printf("%*s%s: ", indent, "", key);
    quote(text);
    putchar('\n');
}

static void say_number(int indent, const char *key, int64_t number)
{
    printf("%*s%s: %lld\n", indent, "", key, (long long)number);
}

static void say_flag(int indent, const char *key, bool flag)
{
    printf("%*s%s: %s\n", indent, "", key, flag ? "true" : "false");
}

/* ---- topics ---- */

/* Topics are built by topic.c from these stand-ins, which then become parameters. */
static const struct parameter {
    const char *stand_in, *name, *doc;
} parameters[] = {
    { "p-member", "member",
      "The login name of a member. In a request: who asks; the broker lets nobody else write there." },
    { "p-device", "device", "The device that wants the reply." },
    { "p-theme", "theme", "The slug of a theme." },
    { "p-team", "team", "The slug of a team." },
    { "p-place", "municipality", "The slug of a municipality." },
    { "p-care", "care", "The slug of a kind of help." },
    { "p-kiosk", "kiosk", "The name of a screen." },
    { "C0DE", "code", "The code of a question." },
    { "000000", "digits", "Six digits that an unpaired screen made up, and shows." },
};

static const struct span member = { "p-member", 8 }, kiosk = { "p-kiosk", 7 };

static const struct parameter *parameter_at(const char *text)
{
    for (size_t i = 0; i < COUNT(parameters); i++)
        if (strncmp(text, parameters[i].stand_in, strlen(parameters[i].stand_in)) == 0)
            return &parameters[i];
    return NULL;
}

static void say_address(const char *topic)
{
    printf("    address: \"");
    while (*topic != '\0') {
        const struct parameter *parameter = parameter_at(topic);
        if (parameter == NULL) {
            putchar(*topic++);
            continue;
        }
        printf("{%s}", parameter->name);
        topic += strlen(parameter->stand_in);
    }
    printf("\"\n");
}

static void say_parameters(const char *topic)
{
    bool first = true;

    for (; *topic != '\0'; topic++) {
        const struct parameter *parameter = parameter_at(topic);
        if (parameter == NULL)
            continue;
        if (first)
            printf("    parameters:\n");
        first = false;
        printf("      %s:\n", parameter->name);
        say(8, "description", parameter->doc);
    }
}

/* ---- what the daemon says of itself, and what screens say ---- */

static struct channel {
    const char *key;
    struct topic topic;
    const struct msg_type *type; /* NULL: not a map, or not yet in use */
    bool retained, from_screen;
    const char *doc;
} channels[24];
static size_t channel_count;

static void add(const char *key, struct topic topic, const struct msg_type *type, bool retained, const char *doc)
{
    if (channel_count == COUNT(channels))
        abort();
    channels[channel_count++] = (struct channel){ key, topic, type, retained, false, doc };
}

static void add_from_screen(const char *key, const struct msg_type *type, bool retained, const char *doc)
{
    add(key, topic_kiosk(kiosk, key), type, retained, doc);
    channels[channel_count - 1].from_screen = true;
}

static void add_channels(void)
{
    add("theme_event", topic_theme_event(span_of("p-theme")), &type_event, false,
        "What happened in a theme, for every member.");
    add("team_event", topic_team_event(span_of("p-team")), &type_event, false,
        "What happened in a team, for its members only.");
    add("member_event", topic_member_event(member), &type_event, false, "What concerns the member personally.");
    add("member_digest", topic_member_digest(member), &type_digest_is, true, "The member's latest digest.");
    add("waitlist", topic_waitlist(span_of("p-place"), span_of("p-care")), &type_waiting, true, "One waiting time.");
    add("state", topic_state(), &type_state, true, "Whether the daemon is there.");
    add("info", topic_info(), &type_info, true, "Limits, themes and kinds of help.");
    add("metrics", topic_metrics(), &type_metrics, true, "How the daemon fares, for every member.");
    add("screen", topic_kiosk(kiosk, "screen"), &type_screen, true, "What a screen is, and which cards it shows.");
    add("card", topic_card(kiosk, span_of("C0DE")), &type_card, true,
        "One question on a screen; an empty payload takes it away.");
    add("totals", topic_kiosk(kiosk, "totals"), &type_totals, true, "The column on the right of a screen.");
    add("clock", topic_kiosk(kiosk, "clock"), &type_clock, false, "The heartbeat of a screen, every 30 seconds.");
    add("order", topic_kiosk(kiosk, "order"), &type_order, false, "What a screen should do now.");
    add("detail", topic_kiosk(kiosk, "detail"), &type_detail, false, "More of a question, after a touch.");
    add_from_screen("touch", &type_touch, false, "What somebody touched.");
    add_from_screen("alive", &type_alive, true, "How a screen is.");
    add("unpaired", topic_pair(span_of("000000")), &type_unpaired, false, "What a screen shows until it is paired.");
    channels[channel_count - 1].from_screen = true;
    add("pairing", topic_pair(span_of("000000")), &type_pairing, false, "What the daemon answers an unpaired screen.");
}

/* ---- verbs ---- */

static const struct {
    enum topic_place place;
    const char *name;
} places[] = { { TOPIC_THEME, "theme" }, { TOPIC_TEAM, "team" }, { TOPIC_HERE, "here" } };

/* The key of a verb: its name on the wire with underscores. */
static struct topic key_of(const char *name)
{
    struct topic key = { "" };

    snprintf(key.text, sizeof key.text, "%s", name);
    for (char *c = key.text; *c != '\0'; c++)
        if (*c == '-')
            *c = '_';
    return key;
}

static struct topic request_topic(const struct verb_row *verb, enum topic_place place)
{
    return topic_ask(member, place, span_of(place == TOPIC_THEME ? "p-theme" : "p-team"), verb->name);
}

static const char *role_name(enum verb_role role)
{
    static const char *const names[] = { [ROLE_MEMBER] = "member",
                                         [ROLE_REGISTERED] = "registered",
                                         [ROLE_EDITOR] = "editor",
                                         [ROLE_MODERATOR] = "moderator",
                                         [ROLE_ADMINISTRATOR] = "administrator",
                                         [ROLE_ACCOUNT] = "account",
                                         [ROLE_MAILER] = "mailer",
                                         [ROLE_GUEST] = "guest",
                                         [ROLE_REGION] = "another region" };

    return names[role];
}

static void each_request(void (*print)(const struct verb_row *verb, enum topic_place place, const char *place_name))
{
    for (int i = 0; i < VERB_COUNT; i++)
        for (size_t p = 0; p < COUNT(places); p++)
            if ((schema_verbs[i].places & (unsigned)places[p].place) != 0)
                print(&schema_verbs[i], places[p].place, places[p].name);
}

/* ---- channels ---- */

static void print_request_channel(const struct verb_row *verb, enum topic_place place, const char *place_name)
{
    struct topic key = key_of(verb->name), topic = request_topic(verb, place);

    printf("  %s_%s:\n", key.text, place_name);
    say_address(topic.text);
    say(4, "description", verb->doc);
    say_parameters(topic.text);
    printf("    messages:\n      %s:\n        $ref: \"#/components/messages/%s\"\n", key.text, key.text);
}

static void print_reply_channel(void)
{
    struct topic topic = topic_reply(member, span_of("p-device"));

    printf("  reply:\n");
    say_address(topic.text);
    say(4, "description", "Replies to a member's device: the Response Topic of its requests.");
    say_parameters(topic.text);
    printf("    messages:\n      refused:\n        $ref: \"#/components/messages/refused\"\n");
    for (int i = 0; i < VERB_COUNT; i++) {
        struct topic key = key_of(schema_verbs[i].name);
        printf("      %s_reply:\n        $ref: \"#/components/messages/%s_reply\"\n", key.text, key.text);
    }
}

static void print_channel(const struct channel *channel)
{
    printf("  %s:\n", channel->key);
    say_address(channel->topic.text);
    say(4, "description", channel->doc);
    say_parameters(channel->topic.text);
    if (channel->type != NULL)
        printf("    messages:\n      %s:\n        $ref: \"#/components/messages/%s\"\n", channel->type->name,
               channel->type->name);
}

static void print_channels(void)
{
    printf("channels:\n");
    each_request(print_request_channel);
    print_reply_channel();
    for (size_t i = 0; i < channel_count; i++)
        print_channel(&channels[i]);
}

/* ---- operations, as the daemon sees them ---- */

static void print_mqtt(bool retained)
{
    printf("    bindings:\n      mqtt:\n        qos: 1\n        retain: %s\n        bindingVersion: \"0.2.0\"\n",
           retained ? "true" : "false");
}

static void print_request(const struct verb_row *verb, enum topic_place place, const char *place_name)
{
    struct topic key = key_of(verb->name);

    (void)place;
    printf("  %s_%s:\n    action: receive\n", key.text, place_name);
    say(4, "summary", verb->doc);
    say(4, "x-role", role_name(verb->role));
    say(4, "x-access", verb->access == VERB_WRITE ? "write" : "read");
    printf("    channel:\n      $ref: \"#/channels/%s_%s\"\n", key.text, place_name);
    printf("    messages:\n      - $ref: \"#/channels/%s_%s/messages/%s\"\n", key.text, place_name, key.text);
    printf("    reply:\n      channel:\n        $ref: \"#/channels/reply\"\n      messages:\n");
    printf("        - $ref: \"#/channels/reply/messages/%s_reply\"\n", key.text);
    printf("        - $ref: \"#/channels/reply/messages/refused\"\n");
    print_mqtt(false);
}

static void print_operation(const struct channel *channel)
{
    printf("  %s:\n    action: %s\n", channel->key, channel->from_screen ? "receive" : "send");
    say(4, "summary", channel->doc);
    printf("    channel:\n      $ref: \"#/channels/%s\"\n", channel->key);
    if (channel->type != NULL)
        printf("    messages:\n      - $ref: \"#/channels/%s/messages/%s\"\n", channel->key, channel->type->name);
    print_mqtt(channel->retained);
}

static void print_operations(void)
{
    printf("operations:\n");
    each_request(print_request);
    for (size_t i = 0; i < channel_count; i++)
        print_operation(&channels[i]);
}

/* ---- messages ---- */

static void say_schema(int indent, const char *name)
{
    printf("%*s- $ref: \"#/components/schemas/%s\"\n", indent, "", name);
}

static void print_verb_messages(const struct verb_row *verb)
{
    struct topic key = key_of(verb->name);

    printf("    %s:\n", key.text);
    say(6, "name", key.text);
    say(6, "summary", verb->in->doc);
    printf("      payload:\n        allOf:\n");
    say_schema(10, "envelope");
    say_schema(10, verb->in->name);
    if (verb->access == VERB_WRITE)
        printf("          - required: [\"id\"]\n");
    printf("    %s_reply:\n", key.text);
    printf("      name: \"%s_reply\"\n", key.text);
    say(6, "summary", verb->out->doc);
    printf("      payload:\n        allOf:\n");
    say_schema(10, "accepted");
    say_schema(10, verb->out->name);
}

static void print_type_message(const struct msg_type *type)
{
    printf("    %s:\n", type->name);
    say(6, "name", type->name);
    say(6, "summary", type->doc);
    printf("      payload:\n        $ref: \"#/components/schemas/%s\"\n", type->name);
}

/* Several channels carry events: the message is printed with the first. A verb may be called like a type. */
static bool is_printed(const struct msg_type *type, size_t before)
{
    for (size_t i = 0; i < before; i++)
        if (channels[i].type == type)
            return true;
    return false;
}

static void print_messages(void)
{
    printf("  messages:\n");
    print_type_message(&type_refused);
    for (int i = 0; i < VERB_COUNT; i++)
        print_verb_messages(&schema_verbs[i]);
    for (size_t i = 0; i < channel_count; i++)
        if (channels[i].type != NULL && !is_printed(channels[i].type, i))
            print_type_message(channels[i].type);
}

/* ---- schemas ---- */

#define PATTERN_SLUG "^[a-z0-9][a-z0-9-]{1,31}$"
#define PATTERN_NAME "^[a-z0-9][a-z0-9.-]{1,31}$"
#define PATTERN_WORD "^[!-~]*$"
#define PATTERN_ID   "^[0-9a-f]{32}$"

static void print_string(const struct msg_field *field, const char *pattern)
{
    say(10, "type", "string");
    say_number(10, "minLength", field->min);
    say_number(10, "maxLength", field->max);
    if (pattern != NULL)
        say(10, "pattern", pattern);
}

static void print_integer(const struct msg_field *field)
{
    say(10, "type", "integer");
    say(10, "format", "int64");
    if (field->min > INT64_MIN)
        say_number(10, "minimum", field->min);
    if (field->max < INT64_MAX)
        say_number(10, "maximum", field->max);
}

static void print_list(const struct msg_field *field)
{
    say(10, "type", "array");
    say_number(10, "minItems", field->min);
    say_number(10, "maxItems", field->max);
    printf("          items:\n");
    if (field->type == FIELD_LIST) {
        printf("            $ref: \"#/components/schemas/%s\"\n", field->element->name);
        return;
    }
    say(12, "type", "string");
    say_number(12, "minLength", 1);
    say_number(12, "maxLength", 64);
    say(12, "pattern", PATTERN_WORD);
}

static void print_type(const struct msg_field *field)
{
    switch (field->type) {
    case FIELD_STR:
    case FIELD_TEXT:
        print_string(field, NULL);
        return;
    case FIELD_SLUG:
        print_string(field, PATTERN_SLUG);
        return;
    case FIELD_NAME:
        print_string(field, PATTERN_NAME);
        return;
    case FIELD_CODE:
        print_string(field, CODE_PATTERN);
        return;
    case FIELD_WORD:
    case FIELD_SECRET:
    case FIELD_ONCE:
        print_string(field, PATTERN_WORD);
        return;
    case FIELD_ID:
        say(10, "type", "string");
        say(10, "pattern", PATTERN_ID);
        say(10, "x-messagepack", "bin, 16 bytes; the pattern is that of JSON");
        return;
    case FIELD_INT:
        print_integer(field);
        return;
    case FIELD_TIME:
        print_integer(field);
        say(10, "x-unit", "milliseconds since 1970 UTC");
        return;
    case FIELD_BOOL:
        say(10, "type", "boolean");
        if (field->min == field->max)
            say_flag(10, "const", field->min != 0);
        return;
    case FIELD_WORDS:
    case FIELD_LIST:
        print_list(field);
        return;
    }
}

static void print_choices(const struct msg_type *type, const struct msg_field *field)
{
    if (type == &type_refused && strcmp(field->name, "error") == 0) {
        printf("          enum:\n");
        for (int i = ERR_NONE + 1; i < ERR_COUNT; i++)
            printf("            - \"%s\"\n", error_row(i)->name);
    }
    if (type == &type_event && strcmp(field->name, "event") == 0) {
        printf("          enum:\n");
        for (int i = 0; i < EVENT_COUNT; i++)
            printf("            - \"%s\"\n", schema_events[i].name);
    }
}

static void print_required(const struct msg_type *type)
{
    bool first = true;
    const struct msg_field *field;

    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++) {
        if (!field->required)
            continue;
        printf("%s", first ? "      required:\n" : "");
        printf("        - \"%s\"\n", field->name);
        first = false;
    }
}

static void print_schema(const struct msg_type *type)
{
    const struct msg_field *field;

    printf("    %s:\n", type->name);
    say(6, "type", "object");
    say(6, "description", type->doc);
    print_required(type);
    printf("      properties:\n");
    for (size_t i = 0; (field = schema_field(type, i)) != NULL; i++) {
        printf("        %s:\n", field->name);
        print_type(field);
        print_choices(type, field);
        say(10, "description", field->doc);
    }
}

static void print_components(void)
{
    printf("components:\n  securitySchemes:\n    device:\n      type: userPassword\n");
    say(6, "description",
        "User name: the member or the screen. Client id: member:device. Password: the device's own secret.");
    print_messages();
    printf("  schemas:\n");
    for (const struct msg_type *const *type = schema_types; *type != NULL; type++)
        print_schema(*type);
}

/* ---- the whole ---- */

static void print_head(void)
{
    printf("# Printed by vakwerk-asyncapi from proto/schema.def and proto/errors.def; do not edit.\n");
    printf("# cmake --build <build> --target asyncapi\n");
    printf("asyncapi: \"3.0.0\"\ninfo:\n");
    say(2, "title", "Vakwerk");
    printf("  version: \"%d\"\n", PROTOCOL_VERSION);
    say(2, "description",
        "Questions, answers and waiting times of youth-care professionals, over MQTT. The daemon's side: "
        "it receives requests, sends replies, events and state. What a table cannot say is in PROTOCOL.md.");
    printf("defaultContentType: \"application/msgpack\"\n");
    printf(
        "servers:\n  broker:\n    host: \"vakwerk.example:8883\"\n    protocol: mqtts\n    protocolVersion: \"5\"\n");
    say(4, "description", "The organisation's own broker; MQTT 3.1.1 works too.");
    printf("    security:\n      - $ref: \"#/components/securitySchemes/device\"\n");
}

static void print_errors(void)
{
    printf("x-errors:\n");
    for (int i = ERR_NONE + 1; i < ERR_COUNT; i++) {
        printf("  %s:\n", error_row(i)->name);
        say_flag(4, "retry", error_row(i)->retry);
        say(4, "description", error_row(i)->doc);
    }
    printf("x-events:\n");
    for (int i = 0; i < EVENT_COUNT; i++)
        say(2, schema_events[i].name, schema_events[i].doc);
}

int main(void)
{
    add_channels();
    print_head();
    print_channels();
    print_operations();
    print_components();
    print_errors();
    return fflush(stdout) == 0 && ferror(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
