#include "lines.h"

#include "metrics.h"

static size_t word_end(struct span text, size_t at)
{
    while (at < text.len && text.ptr[at] != ' ' && text.ptr[at] != '\n')
        at++;
    return at;
}

static bool fits(struct span text, size_t length, long limit, const struct lines_measure *measure)
{
    return measure->width((struct span){ text.ptr, length }, measure->context) <= limit;
}

/* As many characters of a word as fit, with the marks on them; one at least. */
static size_t cut_word(struct span text, long limit, const struct lines_measure *measure)
{
    size_t end = 0, next = 0;

    while (next < text.len) {
        metrics_next(text, &next);
        for (size_t mark = next; mark < text.len && metrics_is_mark(metrics_next(text, &mark));)
            next = mark;
        if (end > 0 && !fits(text, next, limit, measure))
            break;
        end = next;
    }
    return end;
}

static void skip(struct span *rest, size_t length)
{
    rest->ptr += length;
    rest->len -= length;
}

bool lines_next(struct span *rest, long limit, const struct lines_measure *measure, struct span *line)
{
    size_t end = 0;

    while (rest->len > 0 && (rest->ptr[0] == ' ' || rest->ptr[0] == '\n'))
        skip(rest, 1);
    if (rest->len == 0)
        return false;
    for (size_t next = word_end(*rest, 0); fits(*rest, next, limit, measure); next = word_end(*rest, next + 1)) {
        end = next;
        if (next == rest->len || rest->ptr[next] == '\n')
            break;
    }
    if (end == 0)
        end = cut_word((struct span){ rest->ptr, word_end(*rest, 0) }, limit, measure);
    *line = (struct span){ rest->ptr, end };
    skip(rest, end);
    return true;
}
