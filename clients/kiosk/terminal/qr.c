#include "qr.h"

#include <qrencode.h>
#include <stdlib.h>

#define MARGIN 4 /* the standard's quiet zone, in squares */

struct qr {
    QRcode *code;
};

struct qr *qr_new(const char *text)
{
    struct qr *qr = calloc(1, sizeof *qr);

    if (qr == NULL)
        return NULL;
    qr->code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
    if (qr->code != NULL)
        return qr;
    free(qr);
    return NULL;
}

void qr_free(struct qr *qr)
{
    if (qr == NULL)
        return;
    QRcode_free(qr->code);
    free(qr);
}

int qr_width(const struct qr *qr)
{
    return qr->code->width + 2 * MARGIN;
}

int qr_height(const struct qr *qr)
{
    return (qr_width(qr) + 1) / 2;
}

static bool is_dark(const struct qr *qr, int column, int row)
{
    int x = column - MARGIN, y = row - MARGIN, width = qr->code->width;

    return x >= 0 && y >= 0 && x < width && y < width && (qr->code->data[y * width + x] & 1) != 0;
}

void qr_draw(const struct qr *qr, struct canvas *canvas, int x, int y)
{
    static const char *const blocks[] = { " ", "▄", "▀", "█" };

    for (int line = 0; line < qr_height(qr); line++)
        for (int column = 0; column < qr_width(qr); column++) {
            int block = 2 * is_dark(qr, column, 2 * line) + is_dark(qr, column, 2 * line + 1);
            canvas_text(canvas, x + column, y + line, 1, STYLE_QR, blocks[block]);
        }
}
