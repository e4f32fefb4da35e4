/* cmd_analyze.c - `plaint analyze`: one annotated line per record. */
#include "cli/commands.h"
#include "cli/message.h"
#include "cli/pass.h"

#include <stdlib.h>

static int run(const struct options *options, const struct setup *setup)
{
    struct record_job_options job_options = {
        .engine = setup->engine,
        .priorities = setup->priorities,
        .writes_records = true,
        .explains = options->explains,
        .offsets = setup->offsets,
        .pii_mode = setup->pii_mode,
        .pii_key = &setup->key,
        .language = slice_of(options->language),
    };
    struct plaint_error error = { 0 };
    void **jobs = calloc(setup->jobs, sizeof *jobs);
    enum plaint_status made = jobs == NULL ? PLAINT_NO_MEMORY : PLAINT_OK;
    for (size_t i = 0; made == PLAINT_OK && i < setup->jobs; i++) {
        struct record_job *job = NULL;
        made = record_job_new(&job_options, &job, &error);
        jobs[i] = job;
    }
    struct pass pass = {
        .options = options, .setup = setup, .process = record_job_process, .workers = jobs
    };
    int status = 1;
    if (made == PLAINT_OK) {
        status = pass_close(&pass, pass_run(&pass), -1);
    } else {
        message_error("out of memory");
    }
    for (size_t i = 0; jobs != NULL && i < setup->jobs; i++) {
        record_job_free(jobs[i]);
    }
    free(jobs);
    return status;
}

int command_analyze(const struct options *options)
{
    struct setup setup = { 0 };
    int status = 0;
    if (options->to != NULL && strcmp(options->to, "ndjson") != 0) {
        message_error("--to is '%s'; analyze writes ndjson", options->to);
        return 2;
    }
    if (setup_open(&setup, options, &status)) {
        status = run(options, &setup);
    }
    setup_dispose(&setup);
    return status;
}
