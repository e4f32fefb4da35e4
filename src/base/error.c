/* error.c - see error.h. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum plaint_status error_set(struct plaint_error *error, enum plaint_status status,
                             const char *path, size_t line, size_t column, const char *format, ...)
{
    if (error == NULL) {
        return status;
    }
    error->status = status;
    error->line = line;
    error->column = column;
    snprintf(error->path, sizeof error->path, "%s", path == NULL ? "" : path);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return status;
}
