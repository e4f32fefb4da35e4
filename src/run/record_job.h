/*
 * record_job.h - what a worker does with a batch: parse, analyse, write, count in.
 *
 * One per thread. Serves `analyze` (lines out), `triage` (aggregate) and both at once.
 */
#ifndef PLAINT_RUN_RECORD_JOB_H
#define PLAINT_RUN_RECORD_JOB_H

#include "engine/worker.h"
#include "input/reader.h"
#include "insight/aggregate.h"
#include "output/record_ndjson.h"
#include "run/stream.h"

struct record_job_options {
    const plaint_engine *engine;
    const struct priority_config *priorities;
    bool writes_records; /* analyze: one line per record */
    bool aggregates;     /* triage */
    bool keeps_records;  /* issues list the ids of their records */
    bool gives_feedback; /* for record_job_read */
    bool writes_ledger;  /* triage: output is ledger_add's; not with writes_records */
    bool explains;
    enum offset_unit offsets;
    enum pii_mode pii_mode;
    const struct pii_key *pii_key;
    const struct date_zone *zone; /* whose days the aggregate counts; NULL: UTC */
    struct slice language;        /* a hint for every record; may be empty */
};

struct record_job {
    const struct record_job_options *options;
    plaint_worker *worker;
    struct pii_finder field_pii; /* for fields that are not analysed */
    bool has_field_pii;
    struct arena arena; /* of the record being parsed; reset per record */
    struct arena field_arena;
    struct record_writer writer;
    struct aggregate *aggregate; /* NULL unless options->aggregates */
};

enum plaint_status record_job_new(const struct record_job_options *options, struct record_job **job,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/* NULL is allowed. */
void record_job_free(struct record_job *job);

/*
 * Analyses one record, or reads back what `analyze` wrote, and counts it in `batch`. With
 * gives_feedback or aggregates fills `feedback`, which lives until the next record.
 */
enum plaint_status record_job_read(struct record_job *job, const struct record *record,
                                   struct stream_batch *batch,
                                   struct feedback *feedback) PLAINT_MUST_USE;

/* Appends a field that is not analysed as it may be kept: masked. */
void record_job_mask(struct record_job *job, struct slice field, struct buffer *out);

/* A stream_process_fn. */
void record_job_process(void *job, struct stream_batch *batch);

#endif
