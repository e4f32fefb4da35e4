/*
 * run_store.h - the ledger of runs: when, what was read, how it went.
 */
#ifndef PLAINT_STORE_RUN_STORE_H
#define PLAINT_STORE_RUN_STORE_H

#include "store/database.h"

/* What became of the records of a run. They close: read = analyzed + known + rejected, and analyzed
 * = added + changed. */
struct run_counts {
    uint64_t read;
    uint64_t added;
    uint64_t changed;
    uint64_t known; /* there already, with the same content */
    uint64_t rejected;
    uint64_t complaints; /* of added and changed */
    uint64_t failed_files;
};

/* Whether the numbers close. */
bool run_counts_close(const struct run_counts *counts);

/* Begins a run; `*run` is its number. Runs that never ended (killed) are marked as failed. */
enum plaint_status run_store_begin(struct database *database, int64_t now, struct slice lexicon,
                                   int64_t *run, struct plaint_error *error) PLAINT_MUST_USE;

/* Writes the counts so far; in the transaction that stores the records. */
enum plaint_status run_store_save(struct database *database, int64_t run,
                                  const struct run_counts *counts,
                                  struct plaint_error *error) PLAINT_MUST_USE;

enum plaint_status run_store_end(struct database *database, int64_t run, int64_t now, bool is_done,
                                 int32_t window_end, uint64_t issues,
                                 struct plaint_error *error) PLAINT_MUST_USE;

/* The latest time any run began or ended, INT64_MIN before the first: the clock should be past
 * it. */
enum plaint_status run_store_latest(struct database *database, int64_t *time,
                                    struct plaint_error *error) PLAINT_MUST_USE;

#endif
