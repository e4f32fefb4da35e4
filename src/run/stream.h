/*
 * stream.h - the only threads: batches of records through workers, outputs back in input order.
 *
 * The calling thread reads and writes; workers take numbered batches. A fixed number of batches is
 * on the way, so memory does not grow with the input, and since outputs leave by number, their
 * bytes are the same for any number of threads. With one job no thread is started.
 */
#ifndef PLAINT_RUN_STREAM_H
#define PLAINT_RUN_STREAM_H

#include "base/buffer.h"
#include "input/source.h"
#include "plaint.h"

struct stream_counts {
    uint64_t read;
    uint64_t analyzed;
    uint64_t rejected;
    uint64_t complaints;
};

/* One batch on its way. */
struct stream_batch {
    const struct source_format *format;
    struct batch batch;
    uint64_t first_sequence; /* at least as large as that of any record before */
    struct buffer output;    /* what is to be written, in order */
    struct buffer rejects;   /* lines for the rejects file */
    struct stream_counts counts;
    enum plaint_status status; /* not PLAINT_OK: the worker gave up */
};

/* Turns a batch into outputs; `worker` is what stream.workers has for this thread. */
typedef void stream_process_fn(void *worker, struct stream_batch *batch);

/* Takes a finished batch, in input order, on the calling thread; false stops the stream. */
typedef bool stream_emit_fn(void *context, const struct stream_batch *batch);

/* Called now and then on the calling thread, with the share of the input read, 0..1, or -1. */
typedef void stream_progress_fn(void *context, const struct stream_counts *counts,
                                uint64_t read_bytes, double share);

struct stream {
    const struct source_options *source_options;
    const char *const *paths; /* "-" is standard input */
    size_t path_count;
    void **workers; /* one per job */
    size_t jobs;    /* at least 1 */
    stream_process_fn *process;
    stream_emit_fn *emit;
    stream_progress_fn *progress;    /* NULL: none */
    void *context;                   /* of emit and progress */
    const volatile int *interrupted; /* reading stops when it is not 0; may be NULL */
};

/*
 * Runs to the end of the last input. `counts` is the sum over all batches that were emitted, also
 * on failure. The first source that cannot be opened or read ends the stream with its error.
 */
enum plaint_status stream_run(const struct stream *stream, struct stream_counts *counts,
                              struct plaint_error *error) PLAINT_MUST_USE;

#endif
