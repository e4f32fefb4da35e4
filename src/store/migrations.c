/* migrations.c - see migrations.h. */
#include "store/migrations.h"

#include "base/error.h"
#include "store/sqlite_error.h"

#include "store_schema.h"

#include <stdio.h>
#include <unistd.h>

/* Marks a SQLite file as plaint's ("plnt"); see https://www.sqlite.org/pragma.html. */
enum { APPLICATION_ID = 0x706c6e74 };

struct migrations migrations_all(void)
{
    static const char *const steps[] = { schema_001_history, schema_002_tickets };
    return (struct migrations){ .steps = steps, .count = sizeof steps / sizeof *steps };
}

static enum plaint_status read_number(sqlite3 *handle, const char *path, const char *sql,
                                      int *number, struct plaint_error *error)
{
    sqlite3_stmt *statement = NULL;
    int code = sqlite3_prepare_v2(handle, sql, -1, &statement, NULL);
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
    }
    bool is_read = code == SQLITE_ROW;
    *number = is_read ? sqlite3_column_int(statement, 0) : 0;
    code = is_read ? SQLITE_OK : sqlite3_extended_errcode(handle);
    sqlite3_finalize(statement);
    return is_read ? PLAINT_OK : sqlite_error_set(error, handle, path, code);
}

static enum plaint_status run(sqlite3 *handle, const char *path, const char *sql,
                              struct plaint_error *error)
{
    int code = sqlite3_exec(handle, sql, NULL, NULL, NULL);
    return code == SQLITE_OK
               ? PLAINT_OK
               : sqlite_error_set(error, handle, path, sqlite3_extended_errcode(handle));
}

/* A consistent copy, complete before it gets its name. */
static enum plaint_status back_up(sqlite3 *handle, const char *path, int version,
                                  struct plaint_error *error)
{
    char name[4096];
    char temporary[4096 + 8];
    snprintf(name, sizeof name, "%s.v%d.bak", path, version);
    snprintf(temporary, sizeof temporary, "%s.tmp", name);
    unlink(temporary);
    sqlite3 *copy = NULL;
    int code = sqlite3_open_v2(temporary, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL);
    if (code == SQLITE_OK) {
        sqlite3_backup *backup = sqlite3_backup_init(copy, "main", handle, "main");
        if (backup != NULL) {
            (void)sqlite3_backup_step(backup, -1);
            sqlite3_backup_finish(backup);
        }
        code = sqlite3_extended_errcode(copy);
    }
    sqlite3_close(copy);
    if (code == SQLITE_OK && rename(temporary, name) != 0) {
        code = SQLITE_CANTOPEN;
    }
    if (code != SQLITE_OK) {
        unlink(temporary);
        return sqlite_error_set(error, NULL, name, code);
    }
    return PLAINT_OK;
}

/* One step and its number, or nothing of both. */
static enum plaint_status apply_step(sqlite3 *handle, const char *path, const char *sql, int number,
                                     struct plaint_error *error)
{
    char mark[128];
    snprintf(mark, sizeof mark, "PRAGMA application_id = %d; PRAGMA user_version = %d",
             APPLICATION_ID, number);
    enum plaint_status status = run(handle, path, "BEGIN IMMEDIATE", error);
    if (status != PLAINT_OK) {
        return status;
    }
    /* another process may have taken the step while this one waited */
    int version;
    status = read_number(handle, path, "PRAGMA user_version", &version, error);
    if (status == PLAINT_OK && version < number) {
        status = run(handle, path, sql, error);
        if (status == PLAINT_OK) {
            status = run(handle, path, mark, error);
        }
    }
    if (status == PLAINT_OK) {
        status = run(handle, path, "COMMIT", error);
    }
    if (status != PLAINT_OK) {
        sqlite3_exec(handle, "ROLLBACK", NULL, NULL, NULL);
    }
    return status;
}

/* Is the file ours, and of which version? */
static enum plaint_status identify(sqlite3 *handle, const char *path, int newest, int *version,
                                   struct plaint_error *error)
{
    int id;
    int tables;
    enum plaint_status status = read_number(handle, path, "PRAGMA user_version", version, error);
    if (status == PLAINT_OK) {
        status = read_number(handle, path, "PRAGMA application_id", &id, error);
    }
    if (status == PLAINT_OK) {
        status = read_number(handle, path, "SELECT count(*) FROM sqlite_master", &tables, error);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    if (id != APPLICATION_ID && (tables > 0 || *version > 0)) {
        return error_set(error, PLAINT_BAD_DATA, path, 0, 0,
                         "this is a database of another program; name a new file");
    }
    if (*version > newest) {
        return error_set(error, PLAINT_BAD_DATA, path, 0, 0,
                         "written by a newer plaint (schema %d, this one knows up to %d); "
                         "use that, or restore a backup",
                         *version, newest);
    }
    return PLAINT_OK;
}

enum plaint_status migrations_apply(const struct migrations *migrations, sqlite3 *handle,
                                    const char *path, struct plaint_error *error)
{
    int version;
    int newest = (int)migrations->count;
    enum plaint_status status = identify(handle, path, newest, &version, error);
    if (status == PLAINT_OK && version > 0 && version < newest) {
        status = back_up(handle, path, version, error);
    }
    for (; status == PLAINT_OK && version < newest; version++) {
        status = apply_step(handle, path, migrations->steps[version], version + 1, error);
    }
    return status;
}
