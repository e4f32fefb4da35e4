/*
 * migrations.h - the steps that bring a database file from any older schema to this program's.
 */
#ifndef PLAINT_STORE_MIGRATIONS_H
#define PLAINT_STORE_MIGRATIONS_H

#include "plaint.h"

#include <sqlite3.h>
#include <stddef.h>

/* The steps; step i leads to user_version i + 1. Released steps are never edited, only added to. */
struct migrations {
    const char *const *steps; /* SQL */
    size_t count;
};

/* Those of src/store/schema. */
struct migrations migrations_all(void);

/* Runs the steps that are missing, each in one transaction, after a copy of a file with contents.
 * `path` is for the copy and for messages. */
enum plaint_status migrations_apply(const struct migrations *migrations, sqlite3 *handle,
                                    const char *path, struct plaint_error *error) PLAINT_MUST_USE;

#endif
