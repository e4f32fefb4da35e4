/* setting.c - see setting.h. */
#include "store/setting.h"

enum plaint_status setting_read(struct database *database, const char *name, void *bytes,
                                size_t most, size_t *length, struct plaint_error *error)
{
    struct statement *statement;
    enum plaint_status status =
        statement_prepare(database, "SELECT value FROM setting WHERE name = ?1", &statement, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_text(statement, 1, slice_of(name));
    *length = 0;
    enum statement_step step = statement_step(statement, error);
    if (step == STATEMENT_ROW) {
        struct slice value = statement_blob(statement, 0);
        *length = value.length < most ? value.length : most;
        memcpy(bytes, value.bytes, *length);
    }
    statement_free(statement);
    return step == STATEMENT_FAILED ? error->status : PLAINT_OK;
}

enum plaint_status setting_write(struct database *database, const char *name, struct slice bytes,
                                 struct plaint_error *error)
{
    struct statement *statement;
    enum plaint_status status = statement_prepare(
        database, "INSERT INTO setting VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2",
        &statement, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_text(statement, 1, slice_of(name));
    statement_bind_blob(statement, 2, bytes);
    status = statement_run(statement, error);
    statement_free(statement);
    return status;
}

enum plaint_status setting_read_number(struct database *database, const char *name, int64_t *value,
                                       struct plaint_error *error)
{
    size_t length;
    *value = 0;
    return setting_read(database, name, value, sizeof *value, &length, error);
}

enum plaint_status setting_write_number(struct database *database, const char *name, int64_t value,
                                        struct plaint_error *error)
{
    return setting_write(database, name, (struct slice){ (const char *)&value, sizeof value },
                         error);
}
