/*
 * ledger.h - what became of every record of a `triage`: in an issue, no complaint, a repetition, or
 * rejected; and whether the sums close.
 *
 * Workers append an entry per record to their batch's output; the entries are kept in the order of
 * the input until the report has given the issues their names. Memory grows with the records.
 */
#ifndef PLAINT_RUN_LEDGER_H
#define PLAINT_RUN_LEDGER_H

#include "base/buffer.h"
#include "insight/report.h"
#include "run/stream.h"

/* Appends what became of one analysed record. `grouping` is that of the aggregate. */
void ledger_add(const struct grouping *grouping, const struct priority_config *priorities,
                const struct taxonomy *taxonomy, const struct feedback *feedback,
                struct buffer *out);

struct ledger;

/* NULL without memory. Free with ledger_free. */
struct ledger *ledger_new(void);
void ledger_free(struct ledger *ledger);

/* Takes over the entries and rejections of a finished batch, in input order; false without memory.
 */
bool ledger_take(struct ledger *ledger, const struct stream_batch *batch);

/*
 * Appends one line of JSON per record. False when the lines do not add up to `counts` and to the
 * issues of the report, or memory ran out (out->failed).
 */
bool ledger_write(const struct ledger *ledger, const struct report *report,
                  const struct stream_counts *counts, struct buffer *out);

/* A rejection as the line of the ledger: `line` is one of the rejects file, with its LF. */
void ledger_write_rejection(struct slice line, struct buffer *out);

/* Whether every record is counted once: complaints in one issue, all by their sentiment. */
bool ledger_closes(const struct report *report);

#endif
