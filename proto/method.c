#include "method.h"

#include <stdlib.h>

#define MINUTE_MS   60000
#define MINUTES_MAX 120

const char *const method_keys[] = { "title", "source", "date", "phase", "minutes", "kind", "text", NULL };

static bool read_phase(const struct recipe_part *part, struct method_phase *phase, struct recipe_fault *fault)
{
    const char *minutes = recipe_value(part, "minutes"), *word = recipe_value(part, "kind");
    char *end = NULL;
    double length = minutes == NULL ? 0 : strtod(minutes, &end);

    *phase = (struct method_phase){ .name = recipe_value(part, "phase"),
                                    .text = recipe_value(part, "text"),
                                    .task = round_task(span_of(word)),
                                    .word = word };
    if (phase->name == NULL)
        return recipe_lacks(part, "phase", fault);
    if (minutes == NULL || *end != '\0' || !(length > 0 && length <= MINUTES_MAX))
        return recipe_lacks(part, "minutes", fault);
    if (phase->task == ROUND_ANSWER || phase->task == ROUND_TASKS)
        return recipe_lacks(part, "kind", fault);
    phase->ms = (int64_t)(length * MINUTE_MS);
    return true;
}

bool method_of(const struct recipe *recipe, struct method *out, struct recipe_fault *fault)
{
    static const struct recipe_part nothing = { .line = 1 };
    const struct recipe_part *head = recipe->count == 0 ? &nothing : &recipe->parts[0];

    *out = (struct method){ .title = recipe_value(head, "title"), .source = recipe_value(head, "source") };
    if (recipe->count < 2 || out->title == NULL)
        return recipe_lacks(head, "title", fault);
    for (size_t i = 1; i < recipe->count; i++)
        if (!read_phase(&recipe->parts[i], &out->phases[out->count++], fault))
            return false;
    return true;
}

void method_steps(const struct method *method, struct msg_meeting_step *out)
{
    for (size_t i = 0; i < method->count; i++) {
        const struct method_phase *phase = &method->phases[i];
        out[i] = (struct msg_meeting_step){ .name = span_of(phase->name),
                                            .text = span_of(phase->text),
                                            .task = span_of(phase->word) };
        MSG_SET(&out[i], duration_ms, phase->ms);
    }
}
