/* database.c - see database.h. */
#include "store/database.h"

#include "base/error.h"
#include "store/migrations.h"
#include "store/sqlite_error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

struct database {
    sqlite3 *handle;
    char path[PATH_BYTES];
    int lock; /* descriptor of PATH.lock, -1 without */
};

struct statement {
    struct database *database;
    sqlite3_stmt *handle;
};

static enum plaint_status fail(struct database *database, struct plaint_error *error)
{
    return sqlite_error_set(error, database->handle, database->path,
                            sqlite3_extended_errcode(database->handle));
}

/* ---- opening ---- */

/* A write-ahead log needs memory that all processes share, which network file systems have not. */
static bool is_on_network(const char *path)
{
    /* NFS, SMB, CIFS, SMB2: statfs(2) */
    static const unsigned magics[] = { 0x6969, 0x517B, 0xFF534D42, 0xFE534D42 };
    char folder[PATH_BYTES];
    struct statfs information;
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    if (slash == NULL) {
        snprintf(folder, sizeof folder, ".");
    } else {
        slash[slash == folder ? 1 : 0] = '\0';
    }
    if (statfs(folder, &information) != 0) {
        return false;
    }
    for (size_t i = 0; i < COUNT(magics); i++) {
        if ((unsigned)information.f_type == magics[i]) {
            return true;
        }
    }
    return false;
}

static enum plaint_status check_path(const char *path, enum database_access access,
                                     struct plaint_error *error)
{
    struct stat status;
    if (strlen(path) + sizeof ".v1000000.bak" > PATH_BYTES) {
        return error_set(error, PLAINT_BAD_OUTPUT, path, 0, 0, "the name is too long");
    }
    if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
        return error_set(error, PLAINT_BAD_DATA, path, 0, 0, "this is no file");
    }
    if (access != DATABASE_WRITE && stat(path, &status) != 0) {
        return error_set(error, PLAINT_FAILED, path, 0, 0,
                         "there is no such database; plaint run makes one");
    }
    if (is_on_network(path)) {
        return error_set(error, PLAINT_BAD_OUTPUT, path, 0, 0,
                         "this is a network file system; a database needs a local disk");
    }
    return PLAINT_OK;
}

/* No mmap (a damaged disk would kill the process), no trust in the file's schema. */
static enum plaint_status configure(struct database *database, enum database_access access,
                                    struct plaint_error *error)
{
    sqlite3 *handle = database->handle;
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, DATABASE_BUSY_MS);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    enum plaint_status status =
        database_run(database,
                     "PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;"
                     "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;"
                     "PRAGMA secure_delete = ON",
                     error);
    if (status == PLAINT_OK && access != DATABASE_READ) {
        /* large pages: a night's rows touch nearly every page of the index of keys anyway, and
         * fewer are written; the log is folded in at the end of a run rather than after every
         * commit */
        status = database_run(database,
                              "PRAGMA page_size = 16384; PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 8192;"
                              "PRAGMA journal_size_limit = 67108864",
                              error);
    }
    return status;
}

static enum plaint_status check_version(struct database *database, struct plaint_error *error)
{
    int newest = (int)migrations_all().count;
    int version = database_version(database);
    if (version == newest) {
        return PLAINT_OK;
    }
    return error_set(error, PLAINT_BAD_DATA, database->path, 0, 0,
                     version > newest ? "written by a newer plaint (schema %d, this one knows %d)"
                                      : "of an older plaint (schema %d, now %d): any command that "
                                        "writes to it brings it up to date",
                     version, newest);
}

enum plaint_status database_open(const char *path, enum database_access access,
                                 struct database **out, struct plaint_error *error)
{
    enum plaint_status status = check_path(path, access, error);
    if (status != PLAINT_OK) {
        return status;
    }
    struct database *database = calloc(1, sizeof *database);
    if (database == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    snprintf(database->path, sizeof database->path, "%s", path);
    database->lock = -1;
    int flags = access == DATABASE_WRITE    ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                : access == DATABASE_CHANGE ? SQLITE_OPEN_READWRITE
                                            : SQLITE_OPEN_READONLY;
    int code = sqlite3_open_v2(path, &database->handle, flags | SQLITE_OPEN_NOMUTEX, NULL);
    status = code == SQLITE_OK ? configure(database, access, error)
                               : sqlite_error_set(error, database->handle, path, code);
    if (status == PLAINT_OK) {
        struct migrations migrations = migrations_all();
        status = access == DATABASE_READ
                     ? check_version(database, error)
                     : migrations_apply(&migrations, database->handle, path, error);
    }
    if (status != PLAINT_OK) {
        database_close(database);
        return status;
    }
    *out = database;
    return PLAINT_OK;
}

void database_close(struct database *database)
{
    if (database == NULL) {
        return;
    }
    database_rollback(database);
    sqlite3_close(database->handle);
    if (database->lock >= 0) {
        close(database->lock);
    }
    free(database);
}

const char *database_path(const struct database *database)
{
    return database->path;
}

int database_version(const struct database *database)
{
    sqlite3_stmt *statement = NULL;
    int version = 0;
    if (sqlite3_prepare_v2(database->handle, "PRAGMA user_version", -1, &statement, NULL) ==
            SQLITE_OK &&
        sqlite3_step(statement) == SQLITE_ROW) {
        version = sqlite3_column_int(statement, 0);
    }
    sqlite3_finalize(statement);
    return version;
}

enum plaint_status database_lock(struct database *database, struct plaint_error *error)
{
    char name[PATH_BYTES + 8];
    char holder[32] = "";
    if (database->lock >= 0) {
        return PLAINT_OK;
    }
    snprintf(name, sizeof name, "%s.lock", database->path);
    int descriptor = open(name, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return error_set(error, PLAINT_BAD_OUTPUT, name, 0, 0, "cannot write: %s", strerror(errno));
    }
    if (flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        ssize_t length = read(descriptor, holder, sizeof holder - 1);
        holder[length > 0 ? length : 0] = '\0';
        holder[strcspn(holder, "\n")] = '\0';
        close(descriptor);
        return error_set(error, PLAINT_FAILED, database->path, 0, 0,
                         "another plaint (process %s) is writing to it; wait for its end",
                         holder[0] == '\0' ? "?" : holder);
    }
    int length = snprintf(holder, sizeof holder, "%ld\n", (long)getpid());
    if (ftruncate(descriptor, 0) != 0 || write(descriptor, holder, (size_t)length) != length) {
        holder[0] = '\0'; /* the number only serves the message above; the lock holds without */
    }
    database->lock = descriptor;
    return PLAINT_OK;
}

/* ---- transactions ---- */

enum plaint_status database_run(struct database *database, const char *sql,
                                struct plaint_error *error)
{
    return sqlite3_exec(database->handle, sql, NULL, NULL, NULL) == SQLITE_OK
               ? PLAINT_OK
               : fail(database, error);
}

enum plaint_status database_begin(struct database *database, struct plaint_error *error)
{
    return database_run(database, "BEGIN IMMEDIATE", error);
}

enum plaint_status database_commit(struct database *database, struct plaint_error *error)
{
    enum plaint_status status = database_run(database, "COMMIT", error);
    if (status != PLAINT_OK) {
        database_rollback(database);
    }
    return status;
}

void database_rollback(struct database *database)
{
    if (database->handle != NULL && sqlite3_get_autocommit(database->handle) == 0) {
        sqlite3_exec(database->handle, "ROLLBACK", NULL, NULL, NULL);
    }
}

int64_t database_changes(const struct database *database)
{
    return sqlite3_changes64(database->handle);
}

int64_t database_last_id(const struct database *database)
{
    return sqlite3_last_insert_rowid(database->handle);
}

enum plaint_status database_integer(struct database *database, const char *sql, int64_t otherwise,
                                    int64_t *value, struct plaint_error *error)
{
    struct statement *statement = NULL;
    enum plaint_status status = statement_prepare(database, sql, &statement, error);
    if (status != PLAINT_OK) {
        return status;
    }
    enum statement_step step = statement_step(statement, error);
    bool has_value = step == STATEMENT_ROW && !statement_is_null(statement, 0);
    *value = has_value ? statement_integer(statement, 0) : otherwise;
    statement_free(statement);
    return step == STATEMENT_FAILED ? fail(database, error) : PLAINT_OK;
}

enum plaint_status database_verify(struct database *database, struct plaint_error *error)
{
    static const char *const checks[] = { "PRAGMA integrity_check(1)", "PRAGMA foreign_key_check" };
    for (size_t i = 0; i < COUNT(checks); i++) {
        struct statement *statement;
        enum plaint_status status = statement_prepare(database, checks[i], &statement, error);
        if (status != PLAINT_OK) {
            return status;
        }
        enum statement_step step = statement_step(statement, error);
        bool is_bad =
            step == STATEMENT_ROW && !slice_equal(statement_text(statement, 0), SLICE("ok"));
        if (is_bad) {
            struct slice finding = statement_text(statement, 0);
            status = error_set(error, PLAINT_BAD_DATA, database->path, 0, 0,
                               "the database is damaged: %.*s", (int)finding.length, finding.bytes);
        } else if (step == STATEMENT_FAILED) {
            status = fail(database, error);
        }
        statement_free(statement);
        if (status != PLAINT_OK) {
            return status;
        }
    }
    return PLAINT_OK;
}

/* ---- statements ---- */

enum plaint_status statement_prepare(struct database *database, const char *sql,
                                     struct statement **out, struct plaint_error *error)
{
    struct statement *statement = calloc(1, sizeof *statement);
    if (statement == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    statement->database = database;
    if (sqlite3_prepare_v3(database->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement->handle,
                           NULL) != SQLITE_OK) {
        free(statement);
        return fail(database, error);
    }
    *out = statement;
    return PLAINT_OK;
}

void statement_free(struct statement *statement)
{
    if (statement != NULL) {
        sqlite3_finalize(statement->handle);
        free(statement);
    }
}

void statement_bind_integer(struct statement *statement, int parameter, int64_t value)
{
    sqlite3_bind_int64(statement->handle, parameter, value);
}

void statement_bind_real(struct statement *statement, int parameter, double value)
{
    sqlite3_bind_double(statement->handle, parameter, value);
}

/* An empty slice may have no bytes, which SQLite would take for NULL. */
void statement_bind_text(struct statement *statement, int parameter, struct slice text)
{
    sqlite3_bind_text64(statement->handle, parameter, text.bytes == NULL ? "" : text.bytes,
                        text.length, SQLITE_STATIC, SQLITE_UTF8);
}

void statement_bind_blob(struct statement *statement, int parameter, struct slice bytes)
{
    sqlite3_bind_blob64(statement->handle, parameter, bytes.bytes == NULL ? "" : bytes.bytes,
                        bytes.length, SQLITE_STATIC);
}

void statement_bind_null(struct statement *statement, int parameter)
{
    sqlite3_bind_null(statement->handle, parameter);
}

enum statement_step statement_step(struct statement *statement, struct plaint_error *error)
{
    int code = sqlite3_step(statement->handle);
    if (code == SQLITE_ROW) {
        return STATEMENT_ROW;
    }
    if (code != SQLITE_DONE) {
        (void)fail(statement->database, error);
    }
    sqlite3_reset(statement->handle);
    return code == SQLITE_DONE ? STATEMENT_DONE : STATEMENT_FAILED;
}

void statement_reset(struct statement *statement)
{
    sqlite3_reset(statement->handle);
}

enum plaint_status statement_run(struct statement *statement, struct plaint_error *error)
{
    struct plaint_error failure = { 0 };
    enum statement_step step;
    do {
        step = statement_step(statement, &failure);
    } while (step == STATEMENT_ROW);
    if (step == STATEMENT_FAILED && error != NULL) {
        *error = failure;
    }
    return step == STATEMENT_FAILED ? failure.status : PLAINT_OK;
}

int64_t statement_integer(struct statement *statement, int column)
{
    return sqlite3_column_int64(statement->handle, column);
}

double statement_real(struct statement *statement, int column)
{
    return sqlite3_column_double(statement->handle, column);
}

struct slice statement_text(struct statement *statement, int column)
{
    const unsigned char *bytes = sqlite3_column_text(statement->handle, column);
    size_t length = (size_t)sqlite3_column_bytes(statement->handle, column);
    return (struct slice){ .bytes = (const char *)bytes, .length = bytes == NULL ? 0 : length };
}

struct slice statement_blob(struct statement *statement, int column)
{
    const void *bytes = sqlite3_column_blob(statement->handle, column);
    size_t length = (size_t)sqlite3_column_bytes(statement->handle, column);
    return (struct slice){ .bytes = bytes, .length = bytes == NULL ? 0 : length };
}

bool statement_is_null(struct statement *statement, int column)
{
    return sqlite3_column_type(statement->handle, column) == SQLITE_NULL;
}
