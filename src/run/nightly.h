/*
 * nightly.h - one `plaint run`: take in what is new, rank what is in the window, remember how it
 * stood.
 *
 * Records are written together with the position in their file, in transactions of bounded size; a
 * kill at any moment loses at most the open transaction, whose records are read again next time.
 * Everything that is computed from the records (summaries, ranks) is made after they are safe, and
 * made again when it was cut off.
 */
#ifndef PLAINT_RUN_NIGHTLY_H
#define PLAINT_RUN_NIGHTLY_H

#include "input/dates.h"
#include "insight/report.h"
#include "run/history_job.h"
#include "run/run_config.h"
#include "store/issue_store.h"
#include "store/run_store.h"

/* What the caller of a run is told on its way, on the calling thread. */
struct nightly_listener {
    void *context;
    /* Something that does not stop the run: a file that cannot be read, a clock gone back. */
    void (*warn)(void *context, const struct plaint_error *error);
    /* Lines for the rejects file. */
    void (*reject)(void *context, struct slice lines);
    /* Lines of the ledger; NULL: none wanted. */
    void (*record)(void *context, struct slice line);
    stream_progress_fn *progress; /* NULL: none */
};

struct nightly {
    const struct run_config *config;
    const plaint_engine *engine;
    const struct priority_config *priorities;
    const struct input_tables *tables;
    const struct pii_key *key; /* length 0: none */
    enum pii_mode pii_mode;
    size_t jobs;
    int64_t clock; /* seconds UTC; what counts as now */
    bool has_now;  /* the window ends at `clock`, whatever the records say */
    const volatile int *interrupted;
    struct nightly_listener listener;

    /* filled by nightly_open */
    struct database *database;
    struct history *history;
    struct issue_store *issues;
    struct secret secret;
    struct date_zone zone;
    int64_t run;
    int64_t first_new_row;
    struct run_counts counts;
};

/* Opens and locks the database, begins the run. Call nightly_close in either case. */
enum plaint_status nightly_open(struct nightly *nightly,
                                struct plaint_error *error) PLAINT_MUST_USE;

/* Reads all inputs. Files that cannot be read are told and counted. PLAINT_OK also when
 * interrupted. */
enum plaint_status nightly_ingest(struct nightly *nightly,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/* Deletes what is older than retain_days; `*count` records. */
enum plaint_status nightly_retire(struct nightly *nightly, int64_t *count,
                                  struct plaint_error *error) PLAINT_MUST_USE;

struct nightly_report {
    struct report report; /* as ranked, with the names and titles of the database */
    int32_t window_begin, window_end;
    bool is_closed; /* every complaint of the window is in one issue */
};

/* Ranks the window and notes how each issue stands. What the report points to lives in `arena` and
 * `aggregate`, which the caller frees after it. */
enum plaint_status nightly_rank(struct nightly *nightly, struct arena *arena,
                                struct aggregate **aggregate, struct nightly_report *report,
                                struct plaint_error *error) PLAINT_MUST_USE;

/* Writes the ledger lines of the records that were added or changed; those of others were written
 * while reading. `*lines` of them in all. */
enum plaint_status nightly_write_ledger(struct nightly *nightly, uint64_t *lines,
                                        struct plaint_error *error) PLAINT_MUST_USE;

/* Ends the run in the ledger of runs. */
enum plaint_status nightly_finish(struct nightly *nightly, const struct nightly_report *report,
                                  bool is_done, struct plaint_error *error) PLAINT_MUST_USE;

void nightly_close(struct nightly *nightly);

#endif
