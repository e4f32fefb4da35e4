/*
 * inspect.h - what `plaint inspect FILE` tells: how an input would be read, and why.
 */
#ifndef PLAINT_INPUT_INSPECT_H
#define PLAINT_INPUT_INSPECT_H

#include "base/buffer.h"
#include "input/source.h"

struct inspection {
    const struct source_format *format; /* of the source; borrowed */
    uint64_t total_bytes;               /* 0: unknown */
    size_t record_count;                /* read from the first batches */
    size_t rejected_count;
    size_t timed_count; /* records with a usable time, rating, id of their own */
    size_t rated_count;
    size_t made_id_count;
    bool is_whole; /* the counts are of the whole input */
};

/* Reads up to `most_batches` batches of a freshly opened source. */
enum plaint_status inspect_source(struct source *source, size_t most_batches,
                                  struct inspection *inspection,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/* Appends an aligned text form, wide characters counted twice; control characters are shown as
 * '?'. */
void inspect_print(const struct inspection *inspection, struct buffer *buffer);

#endif
