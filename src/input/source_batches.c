/*
 * source_batches.c - cutting an open source into batches; source_next of source.h.
 *
 * Bytes are read into `pending`. When it holds a batch's worth, it is cut behind the last record
 * that is complete; the batch takes the buffer over and only the tail behind the cut is copied.
 */
#include "base/error.h"
#include "input/reader.h"
#include "input/source_parts.h"

#include <stdio.h>

/* The batch takes the first `length` bytes of pending. */
static enum source_step give(struct source *source, struct batch *batch, size_t length,
                             struct plaint_error *error)
{
    struct buffer tail = batch->data;
    buffer_clear(&tail);
    tail.failed = false;
    buffer_append(&tail, source->pending.bytes + length, source->pending.length - length);
    if (tail.failed) {
        batch->data = tail;
        error_set(error, PLAINT_NO_MEMORY, source->input.path, 0, 0, "out of memory");
        return SOURCE_FAILED;
    }
    batch->data = source->pending;
    batch->data.length = length;
    batch->number = source->batch_number++;
    batch->first_line = source->pending_line;
    batch->first_offset = source->pending_offset;
    batch->is_rejected = false;
    source->pending = tail;
    source->pending_line += source_count_lines(batch->data.bytes, length);
    source->pending_offset += length;
    source->scanned = source->scanned > length ? source->scanned - length : 0;
    source->cut = 0;
    source->csv.record_begin = 0;
    return SOURCE_BATCH;
}

/* The batch becomes a rejection that shows the first `length` bytes of pending. */
static void begin_rejection(struct source *source, struct batch *batch, size_t length,
                            const char *reason)
{
    length = length > READER_REJECTED_BYTES ? READER_REJECTED_BYTES : length;
    buffer_clear(&batch->data);
    buffer_append(&batch->data, source->pending.bytes, length);
    batch->number = source->batch_number++;
    batch->first_line = source->pending_line;
    batch->first_offset = source->pending_offset;
    batch->is_rejected = true;
    snprintf(batch->reason, sizeof batch->reason, "%s", reason);
}

static enum source_step reject_long(struct source *source, struct batch *batch)
{
    char reason[sizeof batch->reason];
    snprintf(reason, sizeof reason, "record is longer than %zu bytes",
             source->format.max_record_bytes);
    begin_rejection(source, batch, source->pending.length, reason);
    return SOURCE_BATCH;
}

/* Drops the first line, however long. */
static enum plaint_status drop_line(struct source *source, struct plaint_error *error)
{
    for (;;) {
        const char *end = memchr(source->pending.bytes, '\n', source->pending.length);
        if (end != NULL) {
            source_drop(source, (size_t)(end - source->pending.bytes) + 1);
            return PLAINT_OK;
        }
        source_drop(source, source->pending.length);
        if (source->is_end) {
            return PLAINT_OK;
        }
        enum plaint_status status = source_fill(source, source->batch_bytes, error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

/* Nothing pending ends within the limit: rejects the first line and goes on behind it, as
 * reader_csv.c does. */
static enum source_step skip_long_line(struct source *source, struct batch *batch,
                                       struct plaint_error *error)
{
    size_t most = source->format.max_record_bytes;
    const char *end = memchr(source->pending.bytes, '\n', most + 1);
    if (end != NULL) { /* several lines in one record: there are quotes in it */
        char reason[sizeof batch->reason];
        snprintf(reason, sizeof reason,
                 "a quote opened in this record is not closed within %zu bytes", most);
        begin_rejection(source, batch, (size_t)(end - source->pending.bytes), reason);
    } else {
        (void)reject_long(source, batch);
    }
    source->csv = (struct csv_state){ .is_quoted = false };
    enum plaint_status status = drop_line(source, error);
    source->scanned = 0;
    return status == PLAINT_OK ? SOURCE_BATCH : SOURCE_FAILED;
}

/* Behind the last blank line of [from, length) that is followed by something; 0 without one. */
static size_t paragraph_cut(struct slice text, size_t from)
{
    size_t cut = 0;
    bool is_blank = false;
    for (size_t i = from > 0 ? from - 1 : 0; i < text.length; i++) {
        char byte = text.bytes[i];
        if (byte == '\n') {
            cut = is_blank ? i + 1 : cut;
            is_blank = true;
        } else if (byte != ' ' && byte != '\t' && byte != '\r') {
            is_blank = false;
        }
    }
    return cut;
}

/* The end of the last whole record of pending, 0 without one. */
static size_t find_cut(struct source *source)
{
    struct slice text = buffer_view(&source->pending);
    size_t cut = 0;
    if (source->format.kind == FORMAT_CSV) {
        cut = source_csv_cut(&source->csv, source->format.delimiter, source->format.has_quotes,
                             text, &source->scanned, source->is_end);
        source->cut = cut > 0 ? cut : source->cut;
        return source->is_end ? text.length : source->cut;
    }
    if (source->format.kind == FORMAT_TEXT && source->format.is_paragraphs) {
        cut = paragraph_cut(text, 0);
    } else if (text.length > source->scanned) {
        const char *end =
            memrchr(text.bytes + source->scanned, '\n', text.length - source->scanned);
        cut = end == NULL ? 0 : (size_t)(end - text.bytes) + 1;
    }
    source->scanned = text.length;
    return source->is_end ? text.length : cut;
}

static enum source_step next_lines(struct source *source, struct batch *batch,
                                   struct plaint_error *error)
{
    size_t wanted = source->batch_bytes;
    for (;;) {
        /* what a live input has sent is looked at before waiting for more */
        bool is_waiting = !source->input.is_live || source->scanned >= source->pending.length;
        if (is_waiting && source_fill(source, wanted, error) != PLAINT_OK) {
            return SOURCE_FAILED;
        }
        if (source->pending.length == 0) {
            return SOURCE_END;
        }
        size_t cut = find_cut(source);
        if (cut > 0) {
            return give(source, batch, cut, error);
        }
        if (source->pending.length > source->format.max_record_bytes) {
            return skip_long_line(source, batch, error);
        }
        wanted = source->pending.length * 2;
        if (wanted > source->format.max_record_bytes + source->batch_bytes) {
            wanted = source->format.max_record_bytes + source->batch_bytes;
        }
    }
}

/* Rejects the element at the beginning of pending and passes it without keeping it. */
static enum source_step skip_long_element(struct source *source, struct batch *batch,
                                          struct plaint_error *error)
{
    (void)reject_long(source, batch);
    for (;;) {
        source_drop(source, source->scanned);
        if (!json_split_is_open(&source->split)) {
            return SOURCE_BATCH;
        }
        if (source->pending.length == 0) {
            if (source_fill(source, source->batch_bytes, error) != PLAINT_OK) {
                return SOURCE_FAILED;
            }
            if (source->pending.length == 0) {
                return SOURCE_BATCH;
            }
        }
        source->scanned =
            json_split_elements(&source->split, buffer_view(&source->pending), true).passed;
    }
}

/* Passes everything up to the next array; false at the end of the input. */
static bool seek_array(struct source *source, struct plaint_error *error, bool *has_failed)
{
    while (!source->split.is_inside) {
        if (source->pending.length == 0) {
            *has_failed = source_fill(source, source->batch_bytes, error) != PLAINT_OK;
            if (*has_failed || source->pending.length == 0) {
                return false;
            }
        }
        source_drop(source, json_split_seek(&source->split, buffer_view(&source->pending)));
        source->scanned = 0;
    }
    return true;
}

/* The input ends inside an array: what is left is rejected, once. */
static enum source_step end_inside(struct source *source, struct batch *batch)
{
    struct slice rest = slice_trim(buffer_view(&source->pending));
    bool is_complete = !source->split.is_array && rest.length == 0;
    if (source->was_cut_short || is_complete) {
        return SOURCE_END;
    }
    source->was_cut_short = true;
    begin_rejection(source, batch, source->pending.length,
                    source->split.is_array ? "the input ends inside the array: cut short?"
                                           : "the input ends inside a value: cut short?");
    source_drop(source, source->pending.length);
    return SOURCE_BATCH;
}

static enum source_step next_elements(struct source *source, struct batch *batch,
                                      struct plaint_error *error)
{
    size_t wanted = source->batch_bytes;
    for (;;) {
        bool has_failed = false;
        if (!seek_array(source, error, &has_failed)) {
            return has_failed ? SOURCE_FAILED : SOURCE_END;
        }
        if (source_fill(source, wanted, error) != PLAINT_OK) {
            return SOURCE_FAILED;
        }
        struct slice fresh = source->scanned < source->pending.length
                                 ? slice_range(source->pending.bytes + source->scanned,
                                               source->pending.bytes + source->pending.length)
                                 : SLICE("");
        struct json_cut cut = json_split_elements(&source->split, fresh, false);
        size_t complete = cut.complete > 0 ? source->scanned + cut.complete : source->cut;
        source->scanned += cut.passed;
        if (!cut.is_closed && complete == 0 && source->is_end &&
            source->scanned == source->pending.length) {
            if (source->split.is_scalar && !source->split.is_array && source->pending.length > 0) {
                source->split.is_scalar = false; /* a number ends with the input */
                return give(source, batch, source->pending.length, error);
            }
            return end_inside(source, batch);
        }
        if (complete > 0) {
            enum source_step step = give(source, batch, complete, error);
            return step;
        }
        if (cut.is_closed) {
            json_split_leave(&source->split);
            source_drop(source, source->scanned + 1);
            source->scanned = 0;
        } else if (source->pending.length > source->format.max_record_bytes) {
            return skip_long_element(source, batch, error);
        }
        wanted = source->pending.length * 2 > source->batch_bytes ? source->pending.length * 2
                                                                  : source->batch_bytes;
        if (wanted > source->format.max_record_bytes + source->batch_bytes) {
            wanted = source->format.max_record_bytes + source->batch_bytes;
        }
    }
}

enum source_step source_next(struct source *source, struct batch *batch, struct plaint_error *error)
{
    return source->format.kind == FORMAT_JSON ? next_elements(source, batch, error)
                                              : next_lines(source, batch, error);
}
