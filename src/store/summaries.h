/*
 * summaries.h - what each day's records add up to, kept so that a report need not read them again.
 *
 * Derived from the rows: new rows are summed up behind a watermark, a day whose older rows changed
 * is made again from its rows, and all of it is thrown away when the program, the taxonomy, the
 * weights or the splits of issues are others. So a report over a window costs what the window's
 * issues cost, not what its records did, and never what lies before it. The counts per day of
 * issues, topics and products (tables issue_day, topic_day, product_day) are kept in step.
 */
#ifndef PLAINT_STORE_SUMMARIES_H
#define PLAINT_STORE_SUMMARIES_H

#include "insight/aggregate.h"
#include "store/history.h"
#include "store/issue_store.h"

struct summary_context {
    struct database *database;
    struct history *history;
    struct issue_store *issues;
    const struct priority_config *priorities;
    const struct taxonomy *taxonomy;
    int64_t run; /* that new issues begin with */
};

/* Brings the summaries up to the last row, in transactions of its own. After a kill it goes on
 * where it was. */
enum plaint_status summaries_update(const struct summary_context *context,
                                    struct plaint_error *error) PLAINT_MUST_USE;

/* Adds the days first..last to `window`, merged issues as one. */
enum plaint_status summaries_load(const struct summary_context *context, int32_t first,
                                  int32_t last, struct aggregate *window,
                                  struct plaint_error *error) PLAINT_MUST_USE;

#endif
