/* The picture on this terminal: drawn anew for each scene, in the size the window has. One thread. */
#ifndef VAKWERK_TERMINAL_PICTURE_H
#define VAKWERK_TERMINAL_PICTURE_H

#include "display.h"

struct picture;

/* `kiosk` (may be "") and `server` are shown when something is wrong; they must outlive it. NULL: there is no terminal
 * that can place text, or no memory. */
struct picture *picture_open(const char *kiosk, const char *server);
void picture_close(struct picture *picture);

void picture_show(struct picture *picture, const struct scene *scene);

/* Whether somebody ends the screen; sets *changed when the window has another size. */
bool picture_quits(struct picture *picture, bool *changed);

#endif
