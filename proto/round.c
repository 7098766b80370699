#include "round.h"

#include "errors.h"

static const char *const words[ROUND_TASKS] = { "listen", "questions", "notes", "choice", "lesson", "answer" };

enum round_task round_task(struct span word)
{
    enum round_task task = ROUND_LISTEN;

    while (task < ROUND_TASKS && !span_is(word, words[task]))
        task++;
    return task;
}

bool round_keeps(enum round_task task)
{
    return task == ROUND_CHOICE || task == ROUND_LESSON;
}

/* An advice often comes dressed as a question: these are its clothes. */
static const char *const advices[] = { "ik zou",
                                       "je moet",
                                       "je kunt",
                                       "misschien kun je",
                                       "misschien moet je",
                                       "waarom doe je niet",
                                       "waarom bel je niet",
                                       "zou je niet",
                                       "kun je niet",
                                       "moet je niet",
                                       "is het niet beter",
                                       "heb je al geprobeerd",
                                       "heb je geprobeerd",
                                       "heb je er al aan gedacht",
                                       "wat als je",
                                       "en als je nou",
                                       "probeer" };

/* Not tolower(): it asks the locale. */
static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool begins_with(struct span text, const char *start)
{
    size_t at = 0;

    while (at < text.len && start[at] != '\0' && lower(text.ptr[at]) == start[at])
        at++;
    return start[at] == '\0';
}

static struct span trimmed(struct span text)
{
    while (text.len > 0 && text.ptr[0] == ' ')
        text = (struct span){ text.ptr + 1, text.len - 1 };
    while (text.len > 0 && text.ptr[text.len - 1] == ' ')
        text.len--;
    return text;
}

static bool is_advice(struct span text)
{
    for (size_t i = 0; i < sizeof advices / sizeof advices[0]; i++)
        if (begins_with(text, advices[i]))
            return true;
    return false;
}

int round_takes(enum round_task task, struct span text)
{
    text = trimmed(text);
    if (task == ROUND_LISTEN)
        return ERR_NOT_NOW;
    if (task != ROUND_QUESTIONS)
        return 0;
    if (is_advice(text))
        return ERR_ADVICE;
    return text.len > 1 && text.ptr[text.len - 1] == '?' ? 0 : ERR_NO_QUESTION;
}
