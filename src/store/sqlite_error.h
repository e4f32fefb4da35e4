/*
 * sqlite_error.h - what SQLite reports, as a status of plaint and a sentence that helps.
 */
#ifndef PLAINT_STORE_SQLITE_ERROR_H
#define PLAINT_STORE_SQLITE_ERROR_H

#include "plaint.h"

#include <sqlite3.h>

/* Fills `error` from the handle's last failure `code` (extended); returns its status. */
enum plaint_status sqlite_error_set(struct plaint_error *error, sqlite3 *handle, const char *path,
                                    int code);

#endif
