#include "paper.h"

#include "out.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

struct sheet *paper_new(struct cli *cli, const char *kicker, const char *title)
{
    struct sheet *sheet = arena_take(&cli->arena, sizeof *sheet);

    if (sheet == NULL) {
        fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
        return NULL;
    }
    /* The code of the language these texts are in; "nl" in Dutch. */
    *sheet = (struct sheet){ .language = _("en"), .kicker = kicker, .title = title };
    return sheet;
}

/* ---- where it goes ---- */

int paper_open(struct cli *cli, struct paper_file *file)
{
    *file = (struct paper_file){ .to = cli->out };
    if (!has(cli, OPT_OUTPUT))
        return 0;
    file->to = open_memstream(&file->text, &file->length);
    return file->to != NULL ? 0 : fail(cli, CLI_FAILED, _("this computer has no memory left"), NULL);
}

static bool write_all(int fd, const char *text, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(fd, text, length);
        if (wrote <= 0)
            return false;
        text += wrote;
        length -= (size_t)wrote;
    }
    return true;
}

/* Under another name first, so that a full disk leaves the old file or the new one. */
static bool save(struct cli *cli, const char *path, const struct paper_file *file)
{
    const char *draft = say(cli, "%s.new", path);
    int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    if (fd < 0)
        return false;
    bool ok = write_all(fd, file->text, file->length);
    ok = close(fd) == 0 && ok && rename(draft, path) == 0;
    if (!ok)
        unlink(draft);
    return ok;
}

int paper_close(struct cli *cli, struct paper_file *file)
{
    if (file->to == cli->out)
        return 0;
    bool ok = fclose(file->to) == 0 && save(cli, opt(cli, OPT_OUTPUT), file);
    free(file->text);
    if (!ok)
        return fail(cli, CLI_FAILED, say(cli, _("cannot write %s"), opt(cli, OPT_OUTPUT)), NULL);
    out_done(cli, say(cli, _("%s is written."), opt(cli, OPT_OUTPUT)));
    return 0;
}

/* ---- in which form ---- */

static void write_plain(const struct sheet *sheet, int width, FILE *out)
{
    sheet_plain(sheet, width, out);
}

static void write_markdown(const struct sheet *sheet, int width, FILE *out)
{
    (void)width;
    sheet_markdown(sheet, out);
}

static void write_html(const struct sheet *sheet, int width, FILE *out)
{
    (void)width;
    sheet_html(sheet, SHEET_FOR_SCREEN, out);
}

static void write_print(const struct sheet *sheet, int width, FILE *out)
{
    (void)width;
    sheet_html(sheet, SHEET_FOR_PRINT, out);
}

int paper_write(struct cli *cli, const struct sheet *sheet, const char *otherwise)
{
    static const struct {
        const char *name;
        void (*write)(const struct sheet *sheet, int width, FILE *out);
    } forms[] = {
        { "text", write_plain }, { "markdown", write_markdown }, { "html", write_html }, { "print", write_print }
    };
    const char *wanted = has(cli, OPT_AS) ? opt(cli, OPT_AS) : otherwise;
    struct paper_file file;

    if (sheet->is_full)
        return fail(cli, CLI_FAILED, _("this is too much for one document"), NULL);
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (strcmp(forms[i].name, wanted) != 0)
            continue;
        int code = paper_open(cli, &file);
        if (code != 0)
            return code;
        forms[i].write(sheet, cli->width > 0 && cli->width < 80 ? cli->width : 80, file.to);
        return paper_close(cli, &file);
    }
    return fail(cli, CLI_USAGE, say(cli, _("'%s' is no form"), wanted), "--as text|markdown|html|print");
}
