/* erasure.c - see erasure.h. */
#include "store/erasure.h"

#include "store/secret.h"

static enum plaint_status run_for(struct database *database, const char *sql,
                                  const uint8_t hash[SECRET_HASH_BYTES], int64_t *count,
                                  struct plaint_error *error)
{
    struct statement *statement;
    enum plaint_status status = statement_prepare(database, sql, &statement, error);
    if (status == PLAINT_OK) {
        statement_bind_blob(statement, 1, (struct slice){ (const char *)hash, SECRET_HASH_BYTES });
        status = statement_run(statement, error);
        *count = database_changes(database);
        statement_free(statement);
    }
    return status;
}

/* Names of channels and products that nobody else's records use go too. */
static enum plaint_status delete_names(struct database *database, struct plaint_error *error)
{
    return database_run(
        database,
        "DELETE FROM gone WHERE id IN (SELECT channel FROM record UNION SELECT product FROM "
        "record);"
        "DELETE FROM product_day WHERE product IN (SELECT text FROM word JOIN gone USING (id));"
        "DELETE FROM word WHERE id IN (SELECT id FROM gone)"
        " AND text NOT IN (SELECT topic FROM topic_day);"
        "DROP TABLE gone",
        error);
}

static enum plaint_status delete_rows(struct database *database,
                                      const uint8_t hash[SECRET_HASH_BYTES], int64_t *count,
                                      struct plaint_error *error)
{
    static const char *const sql[] = {
        "INSERT INTO stale_day SELECT DISTINCT day FROM record WHERE customer = ?1"
        " ON CONFLICT DO NOTHING",
        "INSERT INTO gone SELECT channel FROM record WHERE customer = ?1"
        " UNION SELECT product FROM record WHERE customer = ?1",
        "DELETE FROM summary WHERE day IN (SELECT day FROM record WHERE customer = ?1)",
        "DELETE FROM record WHERE customer = ?1",
    };
    enum plaint_status status =
        database_run(database, "CREATE TEMP TABLE gone (id INTEGER)", error);
    for (size_t i = 0; status == PLAINT_OK && i < COUNT(sql); i++) {
        status = run_for(database, sql[i], hash, count, error);
    }
    return status;
}

enum plaint_status erasure_run(struct database *database, struct slice key, struct slice customer,
                               int64_t *count, struct plaint_error *error)
{
    struct secret secret;
    uint8_t hash[SECRET_HASH_BYTES];
    enum plaint_status status = secret_open(database, key, &secret, error);
    if (status != PLAINT_OK) {
        return status;
    }
    secret_customer(&secret, customer, hash);
    status = database_begin(database, error);
    if (status == PLAINT_OK) {
        status = delete_rows(database, hash, count, error);
    }
    if (status == PLAINT_OK) {
        status = delete_names(database, error);
    }
    if (status == PLAINT_OK) {
        status = database_commit(database, error);
    }
    database_rollback(database);
    return status == PLAINT_OK && *count > 0
               ? database_run(database, "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)", error)
               : status;
}
