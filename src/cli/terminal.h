/*
 * terminal.h - the terminal that standard output is, or is not.
 */
#ifndef PLAINT_CLI_TERMINAL_H
#define PLAINT_CLI_TERMINAL_H

/* Its width, else COLUMNS of the environment, else 100. */
int terminal_columns(void);

#endif
