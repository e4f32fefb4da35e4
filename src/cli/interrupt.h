/*
 * interrupt.h - SIGINT and SIGTERM as a flag that streams look at; a second one ends at once.
 */
#ifndef PLAINT_CLI_INTERRUPT_H
#define PLAINT_CLI_INTERRUPT_H

enum { EXIT_INTERRUPTED = 130 };

/* From now on; a closed pipe and a file grown too large are errors of the write and no signals. */
void interrupt_catch(void);

/* Not 0 once a signal came. */
const volatile int *interrupt_flag(void);

#endif
