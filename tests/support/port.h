/* Ports on this machine, 127.0.0.1 only. */
#ifndef VAKWERK_TEST_PORT_H
#define VAKWERK_TEST_PORT_H

#include <stdbool.h>
#include <stdint.h>

/* A port nobody listens on just now. Somebody may take it before you do: be ready to ask again. */
uint16_t port_free(void);

/* A connection, or -1. */
int port_connect(uint16_t port);

/* The same, as if from that address, such as 127.0.0.2; NULL: any. */
int port_connect_from(const char *address, uint16_t port);

/* Whether somebody listens there. */
bool port_answers(uint16_t port);

/* Somebody who takes calls there and says nothing, until it is closed; -1 when that port is taken. */
int port_listen(uint16_t port);

/* Monotonic milliseconds, for deadlines. */
int64_t port_now_ms(void);

/* Lets others work for some milliseconds: for the body of a loop that polls up to a deadline, nothing else. */
void port_breathe(void);

#endif
