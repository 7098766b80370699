#include "code.h"

#include <assert.h>
#include <stdio.h>

static const char alphabet[] = "23456789BCDFGHJKMNPQRSTVWXZ";
static const char first[] = "23456789BCDFGHJKMNPQRVXZ"; /* without S, T and W: signals, tips, guides */

static bool spelled_with(struct span text, const char *letters)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == '\0' || strchr(letters, text.ptr[i]) == NULL)
            return false;
    return true;
}

/* A number from 1, without leading zeros. 0 when it is none. */
static int64_t read_number(struct span text)
{
    int64_t number = 0;

    if (text.len == 0 || text.len > 9 || text.ptr[0] == '0')
        return 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9')
            return 0;
        number = number * 10 + (text.ptr[i] - '0');
    }
    return number;
}

static bool is_question(struct span text)
{
    return text.len >= CODE_MIN && text.len <= CODE_MAX && spelled_with(text, alphabet) &&
           spelled_with((struct span){ text.ptr, 1 }, first);
}

/* What is called by one of these letters and a number; CODE_BAD for another letter. */
static const struct {
    char letter;
    enum code_kind kind;
} numbered[] = {
    { 'T', CODE_TIP }, { 'S', CODE_SIGNAL }, { 'L', CODE_LESSON }, { 'W', CODE_GUIDE }, { 'A', CODE_NOTICE }
};

static enum code_kind numbered_kind(char letter)
{
    for (size_t i = 0; i < sizeof numbered / sizeof numbered[0]; i++)
        if (numbered[i].letter == letter)
            return numbered[i].kind;
    return CODE_BAD;
}

struct code code_read(struct span text)
{
    struct code code = { .kind = CODE_BAD };

    if (text.len == 0)
        return code;
    enum code_kind kind = numbered_kind(text.ptr[0]);
    if (kind != CODE_BAD) {
        code.number = read_number((struct span){ text.ptr + 1, text.len - 1 });
        code.kind = code.number > 0 ? kind : CODE_BAD;
        return code;
    }
    const char *dot = memchr(text.ptr, '.', text.len);
    size_t letters = dot == NULL ? text.len : (size_t)(dot - text.ptr);
    code.question = (struct span){ text.ptr, letters };
    if (!is_question(code.question))
        return code;
    if (dot == NULL) {
        code.kind = CODE_QUESTION;
        return code;
    }
    code.number = read_number((struct span){ dot + 1, text.len - letters - 1 });
    code.kind = code.number > 0 ? CODE_ANSWER : CODE_BAD;
    return code;
}

int64_t code_space(size_t length)
{
    int64_t codes = (int64_t)sizeof first - 1;

    for (size_t i = 1; i < length; i++)
        codes *= (int64_t)sizeof alphabet - 1;
    return codes;
}

void code_spell(char *out, size_t length, const unsigned char *random)
{
    for (size_t i = 0; i < length; i++)
        out[i] = alphabet[random[i] % (sizeof alphabet - 1)];
}

struct code_text code_question(size_t length, const unsigned char *random)
{
    struct code_text code = { "" };

    assert(length >= CODE_MIN && length <= CODE_MAX);
    code_spell(code.text, length, random);
    code.text[0] = first[random[0] % (sizeof first - 1)];
    return code;
}

struct code_text code_answer(struct span question, int64_t number)
{
    struct code_text code;

    assert(question.len <= CODE_MAX);
    snprintf(code.text, sizeof code.text, "%.*s.%lld", span_int(question), question.ptr, (long long)number);
    return code;
}

static struct code_text code_numbered(char letter, int64_t number)
{
    struct code_text code;

    snprintf(code.text, sizeof code.text, "%c%lld", letter, (long long)number);
    return code;
}

struct code_text code_tip(int64_t number)
{
    return code_numbered('T', number);
}

struct code_text code_signal(int64_t number)
{
    return code_numbered('S', number);
}

struct code_text code_lesson(int64_t number)
{
    return code_numbered('L', number);
}

struct code_text code_guide(int64_t number)
{
    return code_numbered('W', number);
}

struct code_text code_notice(int64_t number)
{
    return code_numbered('A', number);
}
