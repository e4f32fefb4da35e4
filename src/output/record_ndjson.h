/*
 * record_ndjson.h - one analysed record as one line of JSON: every field as it came, text masked,
 * and the object `plaint` of docs/output.md.
 */
#ifndef PLAINT_OUTPUT_RECORD_NDJSON_H
#define PLAINT_OUTPUT_RECORD_NDJSON_H

#include "base/buffer.h"
#include "input/record.h"
#include "insight/priority.h"
#include "plaint.h"
#include "stages/pii_mask.h"

enum offset_unit { OFFSET_CODE_POINTS, OFFSET_BYTES, OFFSET_UTF16 };

struct record_writer {
    const plaint_engine *engine;
    const struct priority_config *priorities;
    enum offset_unit offsets;
    struct pii_masker masker;
    bool explains;         /* with an "evidence" array */
    struct buffer scratch; /* masked text */
};

/* Finds PII in a field that was not analysed; spans live until the next call. */
typedef const struct plaint_pii *find_pii_fn(void *context, struct slice text, size_t *count);

void record_writer_dispose(struct record_writer *writer);

/* Appends the line with its LF. */
void record_write(struct record_writer *writer, const struct record *record,
                  const struct plaint_doc *doc, find_pii_fn *find_pii, void *context,
                  struct buffer *out);

/* The text of a record as it may leave the program, in writer->scratch until the next call. */
struct slice record_masked_text(struct record_writer *writer, const struct record *record,
                                const struct plaint_doc *doc);

/* A span of `text` in the unit asked for. */
struct plaint_span record_convert_span(struct slice text, struct plaint_span span,
                                       enum offset_unit unit);

#endif
