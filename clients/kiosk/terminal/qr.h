/* A QR code in half blocks: two of its squares in each cell. libqrencode makes it, level L, four squares of margin. */
#ifndef VAKWERK_TERMINAL_QR_H
#define VAKWERK_TERMINAL_QR_H

#include "canvas.h"

struct qr;

/* NULL when the text is too long for one, or memory is out. */
struct qr *qr_new(const char *text);
void qr_free(struct qr *qr);

int qr_width(const struct qr *qr);  /* cells */
int qr_height(const struct qr *qr); /* lines */
void qr_draw(const struct qr *qr, struct canvas *canvas, int x, int y);

#endif
