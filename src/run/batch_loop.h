/*
 * batch_loop.h - walks the records of a batch, counting and reporting those that cannot be read.
 */
#ifndef PLAINT_RUN_BATCH_LOOP_H
#define PLAINT_RUN_BATCH_LOOP_H

#include "base/arena.h"
#include "input/record.h"
#include "run/stream.h"

/* Takes one record; anything but PLAINT_OK ends the batch. */
typedef enum plaint_status take_record_fn(void *context, const struct record *record,
                                          struct stream_batch *batch);

/* `arena` is reset before every record. */
void batch_loop(struct stream_batch *batch, struct arena *arena, take_record_fn *take,
                void *context);

#endif
