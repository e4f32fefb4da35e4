/* run_store.c - see run_store.h. */
#include "store/run_store.h"

#include "plaint.h"

bool run_counts_close(const struct run_counts *counts)
{
    return counts->read == counts->added + counts->changed + counts->known + counts->rejected &&
           counts->complaints <= counts->added + counts->changed;
}

enum plaint_status run_store_begin(struct database *database, int64_t now, struct slice lexicon,
                                   int64_t *run, struct plaint_error *error)
{
    struct statement *insert;
    enum plaint_status status = database_begin(database, error);
    if (status == PLAINT_OK) {
        status = database_run(database, "UPDATE run SET status = 'failed' WHERE status = 'running'",
                              error);
    }
    if (status == PLAINT_OK) {
        status = statement_prepare(database,
                                   "INSERT INTO run (started_at, status, lexicon, program)"
                                   " VALUES (?1, 'running', ?2, ?3)",
                                   &insert, error);
    }
    if (status == PLAINT_OK) {
        statement_bind_integer(insert, 1, now);
        statement_bind_text(insert, 2, lexicon);
        statement_bind_text(insert, 3, slice_of(PLAINT_VERSION));
        status = statement_run(insert, error);
        statement_free(insert);
        *run = database_last_id(database);
    }
    if (status == PLAINT_OK) {
        status = database_commit(database, error);
    }
    database_rollback(database);
    return status;
}

enum plaint_status run_store_save(struct database *database, int64_t run,
                                  const struct run_counts *counts, struct plaint_error *error)
{
    const uint64_t numbers[] = { counts->read,        counts->added,    counts->changed,
                                 counts->known,       counts->rejected, counts->complaints,
                                 counts->failed_files };
    struct statement *update;
    enum plaint_status status =
        statement_prepare(database,
                          "UPDATE run SET read = ?2, added = ?3, changed = ?4, known = ?5,"
                          " rejected = ?6, complaints = ?7, failed_files = ?8 WHERE id = ?1",
                          &update, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_integer(update, 1, run);
    for (size_t i = 0; i < COUNT(numbers); i++) {
        statement_bind_integer(update, 2 + (int)i, (int64_t)numbers[i]);
    }
    status = statement_run(update, error);
    statement_free(update);
    return status;
}

enum plaint_status run_store_end(struct database *database, int64_t run, int64_t now, bool is_done,
                                 int32_t window_end, uint64_t issues, struct plaint_error *error)
{
    struct statement *update;
    enum plaint_status status =
        statement_prepare(database,
                          "UPDATE run SET ended_at = ?2, status = ?3, window_end = ?4, issues = ?5"
                          " WHERE id = ?1",
                          &update, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_integer(update, 1, run);
    statement_bind_integer(update, 2, now);
    statement_bind_text(update, 3, is_done ? SLICE("done") : SLICE("failed"));
    statement_bind_integer(update, 4, window_end);
    statement_bind_integer(update, 5, (int64_t)issues);
    status = statement_run(update, error);
    statement_free(update);
    return status;
}

enum plaint_status run_store_latest(struct database *database, int64_t *time,
                                    struct plaint_error *error)
{
    return database_integer(database, "SELECT max(coalesce(ended_at, started_at)) FROM run",
                            INT64_MIN, time, error);
}
