/*
 * token_job.h - what a worker of `plaint tokens` and `plaint normalize` does with a batch.
 */
#ifndef PLAINT_RUN_TOKEN_JOB_H
#define PLAINT_RUN_TOKEN_JOB_H

#include "engine/worker.h"
#include "input/reader.h"
#include "output/record_ndjson.h"
#include "run/stream.h"

enum token_output {
    TOKEN_OUTPUT_TOKENS, /* one JSON line per record */
    TOKEN_OUTPUT_CLEAN,  /* the text as a careful person would restore it */
    TOKEN_OUTPUT_MATCH,  /* the folded form that the matcher sees */
};

struct token_job_options {
    const plaint_engine *engine;
    enum token_output output;
    enum offset_unit offsets;
    enum pii_mode pii_mode;
    struct slice language;
};

struct token_job {
    const struct token_job_options *options;
    plaint_worker *worker;
    struct arena arena;
    struct arena repair_arena; /* reset per record */
    struct buffer scratch;
};

enum plaint_status token_job_new(const struct token_job_options *options,
                                 struct token_job **job) PLAINT_MUST_USE;
void token_job_free(struct token_job *job);

/* A stream_process_fn. */
void token_job_process(void *job, struct stream_batch *batch);

#endif
