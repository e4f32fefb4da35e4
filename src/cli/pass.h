/*
 * pass.h - one pass over the input, as analyze, triage, tokens and normalize make it: output,
 * rejects, progress, interruption, the closing line.
 */
#ifndef PLAINT_CLI_PASS_H
#define PLAINT_CLI_PASS_H

#include "cli/setup.h"
#include "cli/sink.h"
#include "run/stream.h"

struct pass {
    const struct options *options;
    const struct setup *setup;
    stream_process_fn *process;
    void **workers;       /* setup->jobs of them */
    stream_emit_fn *take; /* gets the batches instead of `out`; NULL: none */
    void *take_context;
    struct sink out;
    struct sink rejects;
    bool has_rejects;
    struct stream_counts counts;
    double started; /* seconds, monotonic */
    double shown;   /* when progress was last drawn */
    bool is_drawn;
};

/*
 * Streams the input through the workers into `out`. Fills counts. Returns the exit status; after
 * anything but 0 and 3 the output is not to be kept. Call pass_close afterwards.
 */
int pass_run(struct pass *pass);

/* Closes the output (keeping it when status is 0 or 3), prints the closing line, returns the final
 * exit status. `issues` -1: not counted. */
int pass_close(struct pass *pass, int status, long issues);

#endif
