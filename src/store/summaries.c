/* summaries.c - see summaries.h. */
#include "store/summaries.h"

#include "base/error.h"
#include "base/hash.h"
#include "insight/aggregate_image.h"
#include "store/day_counts.h"
#include "store/setting.h"

#include <stdlib.h>

/* Rows that are summed up in one transaction. */
enum { ROWS_AT_ONCE = 200000 };

/* A day with more parts than this gets them merged. */
#define MOST_PARTS "8"

/* Aggregates of the days that a range of rows touches. */
struct day_sums {
    const struct summary_context *context;
    struct index_map index;
    struct day_sum {
        int32_t day;
        struct aggregate *sum;
    } * days;
    size_t count, capacity;
};

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

static void dispose_sums(struct day_sums *sums)
{
    for (size_t i = 0; i < sums->count; i++) {
        aggregate_free(sums->days[i].sum);
    }
    free(sums->days);
    index_map_dispose(&sums->index);
}

static enum plaint_status new_aggregate(const struct summary_context *context,
                                        struct aggregate **aggregate)
{
    enum plaint_status status =
        aggregate_new(context->priorities, context->taxonomy, false, aggregate);
    if (status == PLAINT_OK) {
        (*aggregate)->grouping.splits = issue_store_splits(context->issues);
    }
    return status;
}

/* The aggregate of a day; NULL without memory. */
static struct aggregate *sum_of_day(struct day_sums *sums, int32_t day)
{
    uint64_t key = hash_finish((uint64_t)day + 1);
    uint32_t index = index_map_find(&sums->index, key);
    if (index != INDEX_MAP_NONE) {
        return sums->days[index].sum;
    }
    if (sums->count == sums->capacity) {
        size_t capacity = sums->capacity == 0 ? 16 : sums->capacity * 2;
        struct day_sum *days = realloc(sums->days, capacity * sizeof *days);
        if (days == NULL) {
            return NULL;
        }
        sums->days = days;
        sums->capacity = capacity;
    }
    struct day_sum *made = &sums->days[sums->count];
    if (new_aggregate(sums->context, &made->sum) != PLAINT_OK) {
        return NULL;
    }
    made->day = day;
    index = (uint32_t)sums->count++;
    return index_map_add(&sums->index, key, index) == INDEX_MAP_NONE ? NULL : made->sum;
}

/* Adds all rows of a scan, which is closed. */
static enum plaint_status add_rows(struct day_sums *sums, struct history_scan *scan,
                                   struct plaint_error *error)
{
    struct history_row row;
    enum statement_step step;
    enum plaint_status status = PLAINT_OK;
    while (status == PLAINT_OK && (step = history_next(scan, &row, error)) == STATEMENT_ROW) {
        struct aggregate *sum = sum_of_day(sums, row.day);
        if (sum == NULL || aggregate_add(sum, &row.feedback) != PLAINT_OK) {
            status = out_of_memory(error);
        }
    }
    history_scan_close(scan);
    return status != PLAINT_OK || step == STATEMENT_DONE ? status : error->status;
}

/* ---- parts ---- */

static enum plaint_status store_part(const struct summary_context *context, int32_t day,
                                     struct aggregate *sum, struct plaint_error *error)
{
    struct buffer image = { 0 };
    struct statement *insert;
    aggregate_image_write(sum, &image);
    if (image.failed) {
        buffer_dispose(&image);
        return out_of_memory(error);
    }
    enum plaint_status status = statement_prepare(
        context->database,
        "INSERT INTO summary VALUES (?1, (SELECT coalesce(max(part), 0) + 1 FROM summary"
        " WHERE day = ?1), ?2)",
        &insert, error);
    if (status == PLAINT_OK) {
        statement_bind_integer(insert, 1, day);
        statement_bind_blob(insert, 2, buffer_view(&image));
        status = statement_run(insert, error);
        statement_free(insert);
    }
    buffer_dispose(&image);
    return status;
}

static enum plaint_status store_sums(struct day_sums *sums, struct plaint_error *error)
{
    const struct summary_context *context = sums->context;
    struct day_counts *counts;
    enum plaint_status status =
        day_counts_open(context->database, context->issues, context->run, &counts, error);
    for (size_t i = 0; status == PLAINT_OK && i < sums->count; i++) {
        const struct day_sum *day = &sums->days[i];
        status = store_part(context, day->day, day->sum, error);
        if (status == PLAINT_OK) {
            status = day_counts_add(counts, day->day, day->sum, error);
        }
    }
    day_counts_close(counts);
    return status;
}

/* Counts what lies in issues that are merged under the issue they count to. */
static void redirect(const struct summary_context *context, struct aggregate *view)
{
    for (uint32_t i = 0; i < view->issues.count; i++) {
        struct issue *issue = table_at(&view->issues, i);
        const struct stored_issue *stored = issue_store_by_key(context->issues, issue->key);
        if (stored == NULL || stored->merged_into == 0) {
            continue;
        }
        issue->key = issue_store_target(context->issues, stored)->key;
        issue->hash = hash_bytes(issue->key);
        const char *bar = memchr(issue->key.bytes, '|', issue->key.length);
        issue->topic = bar == NULL
                           ? TOPIC_NONE
                           : taxonomy_find(context->taxonomy, slice_range(issue->key.bytes, bar));
        const char *second = bar == NULL ? NULL : strchr(bar + 1, '|');
        const char *third = second == NULL ? NULL : strchr(second + 1, '|');
        issue->target = third == NULL ? SLICE("") : slice_range(second + 1, third);
    }
}

/* Merges the parts that `select` gives, day and data, into `sum`. */
static enum plaint_status merge_parts(const struct summary_context *context,
                                      struct statement *select, bool redirects,
                                      struct aggregate *sum, struct plaint_error *error)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    enum statement_step step = STATEMENT_DONE;
    enum plaint_status status = PLAINT_OK;
    while (status == PLAINT_OK && (step = statement_step(select, error)) == STATEMENT_ROW) {
        struct aggregate view;
        arena_reset(&arena);
        if (!aggregate_image_view(statement_blob(select, 0), context->taxonomy, &arena, &view)) {
            status = error_set(error, PLAINT_BAD_DATA, database_path(context->database), 0, 0,
                               "a summary is damaged; restore a backup");
            break;
        }
        if (redirects) {
            redirect(context, &view);
        }
        status = aggregate_merge(sum, &view) == PLAINT_OK ? PLAINT_OK : out_of_memory(error);
    }
    arena_dispose(&arena);
    return status != PLAINT_OK || step == STATEMENT_DONE ? status : error->status;
}

static enum plaint_status run_for_day(const struct summary_context *context, const char *sql,
                                      int32_t day, struct plaint_error *error)
{
    struct statement *statement;
    enum plaint_status status = statement_prepare(context->database, sql, &statement, error);
    if (status == PLAINT_OK) {
        statement_bind_integer(statement, 1, day);
        status = statement_run(statement, error);
        statement_free(statement);
    }
    return status;
}

/* Many small parts of a day become one. */
static enum plaint_status merge_day(const struct summary_context *context, int32_t day,
                                    struct plaint_error *error)
{
    struct aggregate *sum;
    struct statement *select;
    if (new_aggregate(context, &sum) != PLAINT_OK) {
        return out_of_memory(error);
    }
    enum plaint_status status = statement_prepare(
        context->database, "SELECT data FROM summary WHERE day = ?1 ORDER BY part", &select, error);
    if (status == PLAINT_OK) {
        statement_bind_integer(select, 1, day);
        status = merge_parts(context, select, false, sum, error);
        statement_free(select);
    }
    if (status == PLAINT_OK) {
        status = run_for_day(context, "DELETE FROM summary WHERE day = ?1", day, error);
    }
    if (status == PLAINT_OK) {
        status = store_part(context, day, sum, error);
    }
    aggregate_free(sum);
    return status;
}

/* ---- days to do something about ---- */

typedef enum plaint_status day_step(const struct summary_context *context, int32_t day,
                                    struct plaint_error *error);

/* Runs `step` in a transaction for the first day that `sql` finds, until it finds none. */
static enum plaint_status for_days(const struct summary_context *context, const char *sql,
                                   day_step *step, struct plaint_error *error)
{
    for (;;) {
        int64_t day;
        enum plaint_status status =
            database_integer(context->database, sql, INT64_MIN, &day, error);
        if (status != PLAINT_OK || day == INT64_MIN) {
            return status;
        }
        status = database_begin(context->database, error);
        if (status == PLAINT_OK) {
            status = step(context, (int32_t)day, error);
        }
        if (status == PLAINT_OK) {
            status = database_commit(context->database, error);
        }
        if (status != PLAINT_OK) {
            database_rollback(context->database);
            return status;
        }
    }
}

static enum plaint_status remake_day(const struct summary_context *context, int32_t day,
                                     struct plaint_error *error)
{
    static const char *const forget[] = { "DELETE FROM summary WHERE day = ?1",
                                          "DELETE FROM issue_day WHERE day = ?1",
                                          "DELETE FROM topic_day WHERE day = ?1",
                                          "DELETE FROM product_day WHERE day = ?1",
                                          "DELETE FROM stale_day WHERE day = ?1" };
    struct day_sums sums = { .context = context };
    struct history_scan *scan;
    int64_t watermark;
    enum plaint_status status =
        setting_read_number(context->database, "summarized", &watermark, error);
    for (size_t i = 0; status == PLAINT_OK && i < COUNT(forget); i++) {
        status = run_for_day(context, forget[i], day, error);
    }
    if (status == PLAINT_OK) {
        status = history_scan_day(context->history, day, watermark, &scan, error);
    }
    if (status == PLAINT_OK) {
        status = add_rows(&sums, scan, error);
    }
    if (status == PLAINT_OK) {
        status = store_sums(&sums, error);
    }
    dispose_sums(&sums);
    return status;
}

/* ---- new rows ---- */

static enum plaint_status sum_up(const struct summary_context *context, int64_t first, int64_t last,
                                 struct plaint_error *error)
{
    struct day_sums sums = { .context = context };
    struct history_scan *scan;
    enum plaint_status status = history_scan_range(context->history, first, last, &scan, error);
    if (status == PLAINT_OK) {
        status = add_rows(&sums, scan, error);
    }
    if (status == PLAINT_OK) {
        status = database_begin(context->database, error);
    }
    if (status == PLAINT_OK) {
        status = store_sums(&sums, error);
    }
    if (status == PLAINT_OK) {
        status = setting_write_number(context->database, "summarized", last, error);
    }
    if (status == PLAINT_OK) {
        status = database_commit(context->database, error);
    }
    database_rollback(context->database);
    dispose_sums(&sums);
    return status;
}

/* Throws the summaries away when another program or other rules made them. */
static enum plaint_status check_version(const struct summary_context *context,
                                        struct plaint_error *error)
{
    int64_t found;
    int64_t wanted = (int64_t)(aggregate_image_version(context->priorities, context->taxonomy) +
                               issue_store_split_version(context->issues));
    enum plaint_status status =
        setting_read_number(context->database, "summary_version", &found, error);
    if (status != PLAINT_OK || found == wanted) {
        return status;
    }
    status = database_begin(context->database, error);
    if (status == PLAINT_OK) {
        /* counts of days whose rows were let go can not be made again: they stay as they are */
        status = database_run(context->database,
                              "DELETE FROM summary; DELETE FROM stale_day;"
                              "DELETE FROM issue_day WHERE day >= (SELECT min(day) FROM record);"
                              "DELETE FROM topic_day WHERE day >= (SELECT min(day) FROM record);"
                              "DELETE FROM product_day WHERE day >= (SELECT min(day) FROM record)",
                              error);
    }
    if (status == PLAINT_OK) {
        status = setting_write_number(context->database, "summarized", 0, error);
    }
    if (status == PLAINT_OK) {
        status = setting_write_number(context->database, "summary_version", wanted, error);
    }
    if (status == PLAINT_OK) {
        status = database_commit(context->database, error);
    }
    database_rollback(context->database);
    return status;
}

enum plaint_status summaries_update(const struct summary_context *context,
                                    struct plaint_error *error)
{
    int64_t watermark = 0;
    int64_t last = 0;
    enum plaint_status status = check_version(context, error);
    if (status == PLAINT_OK) {
        status = for_days(context, "SELECT min(day) FROM stale_day", remake_day, error);
    }
    if (status == PLAINT_OK) {
        status = setting_read_number(context->database, "summarized", &watermark, error);
    }
    if (status == PLAINT_OK) {
        status = history_last(context->history, &last, error);
    }
    while (status == PLAINT_OK && watermark < last) {
        int64_t end = last - watermark > ROWS_AT_ONCE ? watermark + ROWS_AT_ONCE : last;
        status = sum_up(context, watermark + 1, end, error);
        watermark = end;
    }
    return status == PLAINT_OK
               ? for_days(context,
                          "SELECT day FROM summary GROUP BY day HAVING count(*) > " MOST_PARTS,
                          merge_day, error)
               : status;
}

enum plaint_status summaries_load(const struct summary_context *context, int32_t first,
                                  int32_t last, struct aggregate *window,
                                  struct plaint_error *error)
{
    struct statement *select;
    enum plaint_status status = statement_prepare(
        context->database,
        "SELECT data FROM summary WHERE day BETWEEN ?1 AND ?2 ORDER BY day, part", &select, error);
    if (status != PLAINT_OK) {
        return status;
    }
    statement_bind_integer(select, 1, first);
    statement_bind_integer(select, 2, last);
    status = merge_parts(context, select, true, window, error);
    statement_free(select);
    return status;
}
