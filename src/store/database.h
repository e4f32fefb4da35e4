/*
 * database.h - a SQLite file that survives crashes: opening, migrations, transactions, statements.
 *
 * Everything that is written goes through here. A file is opened with a write-ahead log that is
 * flushed at every commit (WAL, synchronous FULL): what was committed is there after kill -9 and
 * after a power cut. One process writes at a time: database_lock says who else does.
 *
 * The schema is the files of src/store/schema in the order of their names, each one step of
 * `PRAGMA user_version`. A step runs in a transaction of its own; before the first step on a file
 * that has contents a copy is made beside it (PATH.vN.bak). A file of a newer program is refused.
 *
 * Errors name the file and what to do. Statuses: PLAINT_BAD_DATA, the file is no database of
 * plaint, damaged, or newer; PLAINT_BAD_OUTPUT, it cannot be written (disk full, read-only, no
 * such folder); PLAINT_FAILED, another process holds it, or a programmer's mistake.
 *
 * A database and its statements belong to one thread at a time.
 */
#ifndef PLAINT_STORE_DATABASE_H
#define PLAINT_STORE_DATABASE_H

#include "base/slice.h"
#include "plaint.h"

/* How long a statement waits for another process, in milliseconds. */
#define DATABASE_BUSY_MS 10000

struct database;
struct statement;

enum database_access {
    DATABASE_WRITE,  /* made when it is not there */
    DATABASE_CHANGE, /* must be there */
    DATABASE_READ    /* must be there; nothing is written, not even a migration */
};

/**
 * Opens the file and brings its schema up to date.
 *
 * @param[out] database  Free with database_close. Set only on PLAINT_OK.
 */
enum plaint_status database_open(const char *path, enum database_access access,
                                 struct database **database,
                                 struct plaint_error *error) PLAINT_MUST_USE;

/* Rolls back what is open, folds the log into the file when this was the last user. NULL is
 * allowed. All statements must be freed before. */
void database_close(struct database *database);

const char *database_path(const struct database *database);

/* The schema step the file is at. */
int database_version(const struct database *database);

/*
 * Takes the writer's lock until database_close or the death of the process (flock on PATH.lock,
 * which stays). PLAINT_FAILED and who holds it when somebody else does.
 */
enum plaint_status database_lock(struct database *database,
                                 struct plaint_error *error) PLAINT_MUST_USE;

/* BEGIN IMMEDIATE. Transactions do not nest. */
enum plaint_status database_begin(struct database *database,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/* When it fails, nothing of the transaction is there. */
enum plaint_status database_commit(struct database *database,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/* Does nothing outside of a transaction. */
void database_rollback(struct database *database);

/* Runs SQL text, one or more statements without parameters; rows are ignored. */
enum plaint_status database_run(struct database *database, const char *sql,
                                struct plaint_error *error) PLAINT_MUST_USE;

/* The first column of the first row, `otherwise` without one. */
enum plaint_status database_integer(struct database *database, const char *sql, int64_t otherwise,
                                    int64_t *value, struct plaint_error *error) PLAINT_MUST_USE;

/* Rows changed by the last INSERT, UPDATE or DELETE. */
int64_t database_changes(const struct database *database);

/* The row id of the last INSERT. */
int64_t database_last_id(const struct database *database);

/* PRAGMA integrity_check and foreign_key_check: PLAINT_OK or PLAINT_BAD_DATA with the first
 * finding. Reads the whole file. */
enum plaint_status database_verify(struct database *database,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/* ---- statements ---- */

/* `sql` is one statement with parameters ?1, ?2 … Free with statement_free. */
enum plaint_status statement_prepare(struct database *database, const char *sql,
                                     struct statement **statement,
                                     struct plaint_error *error) PLAINT_MUST_USE;

/* NULL is allowed. */
void statement_free(struct statement *statement);

/* Parameters count from 1 and keep their value until bound again. Text and blobs are borrowed until
 * the statement is done: bind, step to the end, then let go of them. */
void statement_bind_integer(struct statement *statement, int parameter, int64_t value);
void statement_bind_real(struct statement *statement, int parameter, double value);
void statement_bind_text(struct statement *statement, int parameter, struct slice text);
void statement_bind_blob(struct statement *statement, int parameter, struct slice bytes);
void statement_bind_null(struct statement *statement, int parameter);

enum statement_step { STATEMENT_ROW, STATEMENT_DONE, STATEMENT_FAILED };

/* The next row. After STATEMENT_DONE and STATEMENT_FAILED the statement is ready for new
 * parameters; leave earlier with statement_reset. */
enum statement_step statement_step(struct statement *statement, struct plaint_error *error);

void statement_reset(struct statement *statement);

/* Steps to the end, for statements without rows. */
enum plaint_status statement_run(struct statement *statement,
                                 struct plaint_error *error) PLAINT_MUST_USE;

/* Columns of the row, from 0. Slices live until the next step or reset. NULL reads as 0 and "". */
int64_t statement_integer(struct statement *statement, int column);
double statement_real(struct statement *statement, int column);
struct slice statement_text(struct statement *statement, int column);
struct slice statement_blob(struct statement *statement, int column);
bool statement_is_null(struct statement *statement, int column);

#endif
