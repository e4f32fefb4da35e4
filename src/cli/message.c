/* message.c - see message.h. */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>

void message_error(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("plaint: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
}

void message_report(const struct plaint_error *error)
{
    if (error->path[0] == '\0') {
        message_error("%s", error->message);
    } else if (error->line == 0) {
        message_error("%s: %s", error->path, error->message);
    } else if (error->column == 0) {
        message_error("%s:%zu: %s", error->path, error->line, error->message);
    } else {
        message_error("%s:%zu:%zu: %s", error->path, error->line, error->column, error->message);
    }
}

int message_exit_status(enum plaint_status status)
{
    switch (status) {
    case PLAINT_OK:
        return 0;
    case PLAINT_BAD_DATA:
        return 2;
    case PLAINT_BAD_OUTPUT:
        return 4;
    case PLAINT_FAILED:
    case PLAINT_NO_MEMORY:
        break;
    }
    return 1;
}
