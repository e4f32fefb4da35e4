/*
 * history_job.h - what a worker of `plaint run` does with a batch: know each record again, analyse
 * those that are new, pack them for the thread that writes.
 *
 * Whether a record is known decides the writer, by the record's key; a worker only looks to save
 * the analysis, and stops looking where nothing was found.
 */
#ifndef PLAINT_RUN_HISTORY_JOB_H
#define PLAINT_RUN_HISTORY_JOB_H

#include "run/record_job.h"
#include "store/history.h"

struct history_job_options {
    const struct record_job_options *records; /* gives_feedback */
    const struct secret *secret;
    const char *database; /* path */
};

struct history_job;

enum plaint_status history_job_new(const struct history_job_options *options,
                                   struct history_job **job,
                                   struct plaint_error *error) PLAINT_MUST_USE;

/* NULL is allowed. */
void history_job_free(struct history_job *job);

/*
 * Before each file. `source` is the name of its input, borrowed. The first `taken` batches are
 * passed over. `is_known` says that the file was read before, so that most records will be known.
 */
void history_job_begin(struct history_job *job, struct slice source, uint64_t taken, bool is_known);

/* A stream_process_fn; output is history_pack's. */
void history_job_process(void *job, struct stream_batch *batch);

#endif
