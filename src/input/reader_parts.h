/*
 * reader_parts.h - what the readers of the formats share. Only for reader*.c.
 *
 * A format's reader finds one record's bytes, adds its fields and says "finish"; the roles and the
 * made id are the same for all.
 */
#ifndef PLAINT_INPUT_READER_PARTS_H
#define PLAINT_INPUT_READER_PARTS_H

#include "input/json_scan.h"
#include "input/reader.h"

#define READER_NO_COLUMN UINT32_MAX

/* One call of reader_next. */
struct reader_task {
    const struct source_format *format;
    const struct batch *batch;
    struct reader_cursor *cursor;
    struct arena *arena;
    struct record *record;
    struct rejection *rejection;
    size_t field_capacity;
};

/* Sets place and source of the record that begins at the cursor, and empties it. */
void reader_begin(struct reader_task *task);

/* Appends a field; false when memory ran out. Its role comes from `column`, an index of the
 * format's columns or READER_NO_COLUMN. */
bool reader_add_field(struct reader_task *task, const struct field *field, uint32_t column);

/* Gives the fields' values to the record's parts. READER_RECORD, READER_REJECTED (no text) or
 * READER_NO_MEMORY. `raw` is the whole record, for a rejection. */
enum reader_step reader_finish(struct reader_task *task, struct slice raw);

/* Rejects the record that reader_begin began. */
enum reader_step reader_reject(struct reader_task *task, struct slice raw, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Rejects it because it is longer than allowed; only its beginning is shown. */
enum reader_step reader_reject_long(struct reader_task *task, struct slice raw);

/* Moves the cursor by `bytes`, counting the line ends passed. */
void reader_pass(struct reader_task *task, size_t bytes);

/* The unread rest of the batch. */
struct slice reader_rest(const struct reader_task *task);

/* The column called `name`, or READER_NO_COLUMN. */
uint32_t reader_find_column(const struct source_format *format, struct slice name);

/* Adds the members of the JSON object `raw` as fields. READER_RECORD when it was good. */
enum reader_step reader_add_object(struct reader_task *task, struct slice raw);

/* One per format: reads at the cursor, which is not at the end of the batch. READER_END only when
 * nothing but blanks was left. */
enum reader_step reader_read_line(struct reader_task *task); /* text lines, paragraphs */
enum reader_step reader_read_ndjson(struct reader_task *task);
enum reader_step reader_read_json(struct reader_task *task);
enum reader_step reader_read_row(struct reader_task *task); /* CSV and TSV */

/*
 * Splits the CSV or TSV row at the start of `text` into cells. Returns its length with the line
 * end, 0 when a quote is not closed. *cells is in `arena` (at most `most` of them are kept; *count
 * tells how many there are), NULL when memory ran out.
 */
size_t reader_split_row(struct slice text, char delimiter, bool has_quotes, struct arena *arena,
                        struct slice *cells, size_t most, size_t *count);

/* The line at the start of `text`: its length without the line end; *taken with it. */
size_t reader_line_length(struct slice text, size_t *taken);

#endif
