/* The checks of `vakwerk doctor --kiosk`: of a computer that is a screen in a team's room (config/SCREEN.md). */
#ifndef VAKWERK_CLI_KIOSK_CHECK_H
#define VAKWERK_CLI_KIOSK_CHECK_H

#include "checkup.h"

#define KIOSK_CHECKS 14

/* Files are looked at below VAKWERK_ROOT when that is set, such as that of a card in a reader. */
extern const struct check kiosk_checks[KIOSK_CHECKS];

#endif
