/* day_counts.c - see day_counts.h. */
#include "store/day_counts.h"

#include "base/error.h"

#include <stdlib.h>

struct day_counts {
    struct issue_store *issues;
    int64_t run;
    struct statement *issue;
    struct statement *topic;
    struct statement *product;
};

enum plaint_status day_counts_open(struct database *database, struct issue_store *issues,
                                   int64_t run, struct day_counts **out, struct plaint_error *error)
{
    struct day_counts *counts = calloc(1, sizeof *counts);
    *out = counts;
    if (counts == NULL) {
        return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
    }
    counts->issues = issues;
    counts->run = run;
    enum plaint_status status =
        statement_prepare(database,
                          "INSERT INTO issue_day VALUES (?1, ?2, ?3) ON CONFLICT (issue, day)"
                          " DO UPDATE SET complaints = complaints + ?3",
                          &counts->issue, error);
    if (status == PLAINT_OK) {
        status = statement_prepare(
            database,
            "INSERT INTO topic_day VALUES (?1, ?2, ?3, ?4) ON CONFLICT (topic, day)"
            " DO UPDATE SET records = records + ?3, complaints = complaints + ?4",
            &counts->topic, error);
    }
    if (status == PLAINT_OK) {
        status = statement_prepare(
            database,
            "INSERT INTO product_day VALUES (?1, ?2, ?3, ?4) ON CONFLICT (product, day)"
            " DO UPDATE SET records = records + ?3, complaints = complaints + ?4",
            &counts->product, error);
    }
    return status;
}

void day_counts_close(struct day_counts *counts)
{
    if (counts != NULL) {
        statement_free(counts->issue);
        statement_free(counts->topic);
        statement_free(counts->product);
        free(counts);
    }
}

static enum plaint_status add_issues(struct day_counts *counts, int32_t day,
                                     const struct aggregate *sum, struct plaint_error *error)
{
    enum plaint_status status = PLAINT_OK;
    for (uint32_t i = 0; status == PLAINT_OK && i < sum->issues.count; i++) {
        const struct issue *issue = table_at(&sum->issues, i);
        const struct stored_issue *stored;
        status = issue_store_ensure(counts->issues, issue->key, counts->run, &stored, error);
        if (status == PLAINT_OK) {
            statement_bind_integer(counts->issue, 1, stored->id);
            statement_bind_integer(counts->issue, 2, day);
            statement_bind_integer(counts->issue, 3, (int64_t)issue->count);
            status = statement_run(counts->issue, error);
        }
    }
    return status;
}

static enum plaint_status add_named(struct statement *statement, struct slice name, int32_t day,
                                    uint64_t records, uint64_t complaints,
                                    struct plaint_error *error)
{
    statement_bind_text(statement, 1, name);
    statement_bind_integer(statement, 2, day);
    statement_bind_integer(statement, 3, (int64_t)records);
    statement_bind_integer(statement, 4, (int64_t)complaints);
    return statement_run(statement, error);
}

enum plaint_status day_counts_add(struct day_counts *counts, int32_t day,
                                  const struct aggregate *sum, struct plaint_error *error)
{
    enum plaint_status status = add_issues(counts, day, sum, error);
    for (uint16_t i = 0; status == PLAINT_OK && i < sum->taxonomy->count; i++) {
        const struct topic_tally *tally = &sum->topics[i];
        if (tally->records > 0) {
            status = add_named(counts->topic, slice_of(sum->taxonomy->topics[i].id), day,
                               tally->records, tally->complaints, error);
        }
    }
    const struct table *products = &sum->segments[DIMENSION_PRODUCT];
    for (uint32_t i = 0; status == PLAINT_OK && i < products->count; i++) {
        const struct segment *segment = table_at(products, i);
        status = add_named(counts->product, segment->name, day, segment->tally.records,
                           segment->tally.complaints, error);
    }
    return status;
}
