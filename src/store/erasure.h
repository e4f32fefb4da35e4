/*
 * erasure.h - a person leaves the history for good.
 */
#ifndef PLAINT_STORE_ERASURE_H
#define PLAINT_STORE_ERASURE_H

#include "store/database.h"

/*
 * Deletes all records of a customer and the summaries they went into, and writes the file anew, so
 * that nothing of them is left in it or in its log. Summaries and counts are made again by the next
 * run. `key` is that of the configuration, empty for the database's own. `*count` records.
 */
enum plaint_status erasure_run(struct database *database, struct slice key, struct slice customer,
                               int64_t *count, struct plaint_error *error) PLAINT_MUST_USE;

#endif
