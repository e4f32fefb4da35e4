/*
 * day_counts.h - complaints per day of every issue, topic and product, as rows that stay when the
 * records go.
 */
#ifndef PLAINT_STORE_DAY_COUNTS_H
#define PLAINT_STORE_DAY_COUNTS_H

#include "insight/aggregate.h"
#include "store/issue_store.h"

struct day_counts;

/* `run` is that of issues which are new. Free with day_counts_close. */
enum plaint_status day_counts_open(struct database *database, struct issue_store *issues,
                                   int64_t run, struct day_counts **counts,
                                   struct plaint_error *error) PLAINT_MUST_USE;
void day_counts_close(struct day_counts *counts);

/* Adds what a day's records sum up to. */
enum plaint_status day_counts_add(struct day_counts *counts, int32_t day,
                                  const struct aggregate *sum,
                                  struct plaint_error *error) PLAINT_MUST_USE;

#endif
