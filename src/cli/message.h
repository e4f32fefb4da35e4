/*
 * message.h - what the program tells its user on standard error.
 */
#ifndef PLAINT_CLI_MESSAGE_H
#define PLAINT_CLI_MESSAGE_H

#include "plaint.h"

/* "plaint: …" and a line end. */
void message_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* "plaint: path:line:column: message", without the parts that are not known. */
void message_report(const struct plaint_error *error);

/* The exit status that goes with a failure: 1, 2 or 4. */
int message_exit_status(enum plaint_status status);

#endif
