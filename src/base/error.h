/*
 * error.h - filling the caller's error report (struct plaint_error of plaint.h).
 */
#ifndef PLAINT_BASE_ERROR_H
#define PLAINT_BASE_ERROR_H

#include "plaint.h"

/*
 * Fills `error` (which may be NULL) and returns `status`, so that a function can fail in one
 * statement. `path` may be NULL; `line` and `column` count from 1, 0 means unknown.
 */
enum plaint_status error_set(struct plaint_error *error, enum plaint_status status,
                             const char *path, size_t line, size_t column, const char *format, ...)
    __attribute__((format(printf, 6, 7)));

#endif
