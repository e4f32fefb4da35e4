/*
 * source.c - see source.h; opening, and cutting into batches. What the input is like is found out
 * in source_detect.c.
 *
 * Bytes are read into `pending`. When it holds a batch's worth, it is cut behind the last record
 * that is complete; the batch takes the buffer over and only the tail behind the cut is copied.
 */
#include "input/source.h"

#include "base/error.h"
#include "input/reader.h"
#include "input/source_parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    SAMPLE_BYTES = 256 * 1024,
    MIDDLE_BYTES = 64 * 1024,
    MOST_NOTES = 16,
    MOST_NOTE_BYTES = 256
};

static const char *const format_names[] = {
    [FORMAT_AUTO] = "auto", [FORMAT_NDJSON] = "ndjson", [FORMAT_JSON] = "json",
    [FORMAT_CSV] = "csv",   [FORMAT_TSV] = "tsv",       [FORMAT_TEXT] = "text",
};

const char *source_format_name(enum format_kind kind)
{
    return (size_t)kind < COUNT(format_names) ? format_names[kind] : "?";
}

bool source_find_format(const char *name, enum format_kind *kind)
{
    for (size_t i = 0; i < COUNT(format_names); i++) {
        if (strcmp(name, format_names[i]) == 0) {
            *kind = (enum format_kind)i;
            return true;
        }
    }
    return false;
}

void batch_dispose(struct batch *batch)
{
    buffer_dispose(&batch->data);
}

struct slice source_keep(struct source *source, struct slice text)
{
    return arena_copy(&source->arena, text);
}

void source_note(struct source *source, const char *format, ...)
{
    char *text = arena_alloc(&source->arena, MOST_NOTE_BYTES);
    const char **notes = ARENA_ARRAY(&source->arena, const char *, source->format.note_count + 1);
    if (text == NULL || notes == NULL || source->format.note_count == MOST_NOTES) {
        return;
    }
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, MOST_NOTE_BYTES, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < source->format.note_count; i++) {
        notes[i] = source->format.notes[i];
    }
    notes[source->format.note_count++] = text;
    source->format.notes = notes;
}

static uint64_t count_lines(const char *next, size_t length)
{
    uint64_t lines = 0;
    for (size_t i = 0; i < length; i++) {
        lines += next[i] == '\n';
    }
    return lines;
}

void source_drop(struct source *source, size_t bytes)
{
    source->pending_line += count_lines(source->pending.bytes, bytes);
    source->pending_offset += bytes;
    source->pending.length -= bytes;
    memmove(source->pending.bytes, source->pending.bytes + bytes, source->pending.length);
    source->scanned = source->scanned > bytes ? source->scanned - bytes : 0;
    source->cut = 0;
}

/* Reads until `wanted` bytes are pending or the input ends; of a live input, what is there. */
static enum plaint_status fill(struct source *source, size_t wanted, struct plaint_error *error)
{
    while (source->pending.length < wanted && !source->is_end) {
        size_t length = source->pending.length;
        enum plaint_status status = byte_input_read(&source->input, wanted - source->pending.length,
                                                    &source->pending, &source->is_end, error);
        if (status != PLAINT_OK) {
            return status;
        }
        if (source->input.is_live && source->pending.length > length) {
            break;
        }
    }
    return PLAINT_OK;
}

/* Files that people take for feedback and that are not text. */
static enum plaint_status check_magic(const char *path, struct slice sample,
                                      struct plaint_error *error)
{
    static const struct {
        struct slice magic;
        const char *advice;
    } known[] = {
        { { "PK\x03\x04", 4 }, "is a ZIP archive or an Excel file; save it as CSV UTF-8" },
        { { "\xd0\xcf\x11\xe0", 4 }, "is an old Excel file; save it as CSV UTF-8" },
        { { "\x1f\x8b", 2 }, "is compressed; unpack it with gzip -dc" },
        { { "\x28\xb5\x2f\xfd", 4 }, "is compressed; unpack it with zstd -dc" },
        { { "BZh", 3 }, "is compressed; unpack it with bzip2 -dc" },
        { { "\xfd"
            "7zXZ",
            5 },
          "is compressed; unpack it with xz -dc" },
        { { "%PDF", 4 }, "is a PDF document; only text formats can be read" },
    };
    if (sample.length == 0) {
        return error_set(error, PLAINT_BAD_DATA, path, 0, 0, "is empty");
    }
    for (size_t i = 0; i < COUNT(known); i++) {
        if (slice_starts_with(sample, known[i].magic)) {
            return error_set(error, PLAINT_BAD_DATA, path, 0, 0, "%s", known[i].advice);
        }
    }
    return PLAINT_OK;
}

/* Encoding, then the first pending bytes. */
static enum plaint_status decode_beginning(struct source *source, struct plaint_error *error)
{
    const struct source_options *options = source->options;
    struct slice sample;
    enum plaint_status status = byte_input_peek(&source->input, SAMPLE_BYTES, &sample, error);
    if (status == PLAINT_OK) {
        status = check_magic(source->input.path, sample, error);
    }
    if (status != PLAINT_OK) {
        return status;
    }
    struct encoding_guess *guess = &source->format.encoding;
    if (options->encoding != NULL) {
        status = encoding_find(options->tables, options->encoding, sample, guess, error);
    } else {
        char *middle = malloc(MIDDLE_BYTES);
        size_t length =
            middle == NULL ? 0 : byte_input_middle(&source->input, middle, MIDDLE_BYTES);
        encoding_detect(options->tables, sample, (struct slice){ middle, length }, guess);
        free(middle);
    }
    if (status == PLAINT_OK) {
        status = byte_input_decode(&source->input, guess, error);
    }
    if (status == PLAINT_OK) {
        status = fill(source, SAMPLE_BYTES, error);
    }
    return status;
}

/* Old Mac files: CR ends the lines and there is no LF. */
static void turn_returns(struct source *source)
{
    struct slice text = buffer_view(&source->pending);
    if (text.length == 0 || memchr(text.bytes, '\n', text.length) != NULL ||
        memchr(text.bytes, '\r', text.length) == NULL) {
        return;
    }
    bool is_final =
        text.bytes[text.length - 1] == '\r' && memchr(text.bytes, '\r', text.length - 1) == NULL;
    if (is_final) {
        return; /* one line with a stray CR */
    }
    source->input.turns_cr = true;
    for (size_t i = 0; i < text.length; i++) {
        char byte = source->pending.bytes[i];
        source->pending.bytes[i] = byte == '\r' ? '\n' : byte;
    }
}

/* What is left pending must be text. */
static enum plaint_status check_text(struct source *source, struct plaint_error *error)
{
    struct slice text = buffer_view(&source->pending);
    size_t controls = 0;
    size_t blanks = 0;
    for (size_t i = 0; i < text.length; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        blanks += byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t';
        controls += byte < 0x20 && byte != '\n' && byte != '\r' && byte != '\t' && byte != 0x1b;
    }
    if (blanks == text.length) {
        return error_set(error, PLAINT_BAD_DATA, source->input.path, 0, 0,
                         text.length == 0 ? "is empty" : "holds nothing but blank lines");
    }
    if (controls * 10 > text.length) {
        return error_set(error, PLAINT_BAD_DATA, source->input.path, 0, 0,
                         "is not text (%zu control characters in the first %zu bytes)", controls,
                         text.length);
    }
    return PLAINT_OK;
}

/* Longest pieces are read until the first line is whole, or too long to matter. */
static enum plaint_status fill_first_line(struct source *source, struct plaint_error *error)
{
    enum plaint_status status = PLAINT_OK;
    size_t wanted = source->pending.length;
    while (status == PLAINT_OK && !source->is_end && wanted < source->format.max_record_bytes &&
           memchr(source->pending.bytes, '\n', source->pending.length) == NULL) {
        wanted = source->pending.length * 2;
        status = fill(source, wanted, error);
    }
    return status;
}

static enum plaint_status understand(struct source *source, struct plaint_error *error)
{
    const struct source_options *options = source->options;
    const char *zone = options->zone == NULL ? SOURCE_DEFAULT_ZONE : options->zone;
    enum plaint_status status = date_zone_init(&source->zone, zone, error);
    if (status == PLAINT_OK) {
        status = decode_beginning(source, error);
    }
    if (status == PLAINT_OK) {
        turn_returns(source);
        status = check_text(source, error);
    }
    if (status == PLAINT_OK) {
        status = fill_first_line(source, error);
    }
    return status == PLAINT_OK ? source_detect(source, error) : status;
}

static struct source *make_source(const struct source_options *options, const char *path)
{
    struct source *source = calloc(1, sizeof *source);
    if (source == NULL) {
        return NULL;
    }
    arena_init(&source->arena, 0);
    source->options = options;
    source->input.descriptor = -1;
    source->pending_line = 1;
    source->batch_bytes =
        options->batch_bytes == 0 ? SOURCE_DEFAULT_BATCH_BYTES : options->batch_bytes;
    const char *slash = strrchr(path, '/');
    source->format = (struct source_format){
        .tables = options->tables,
        .path = source_keep(source, slice_of(path)),
        .base = source_keep(source, slice_of(slash == NULL ? path : slash + 1)),
        .is_paragraphs = options->is_paragraphs,
        .keeps_blank_lines = options->keeps_blank_lines,
        .max_record_bytes = options->max_record_bytes == 0 ? SOURCE_DEFAULT_RECORD_BYTES
                                                           : options->max_record_bytes,
    };
    return source;
}

/* The input is open in source->input. */
static enum plaint_status finish_open(struct source *source, const char *path,
                                      enum plaint_status status, struct source **out,
                                      struct plaint_error *error)
{
    source->input.is_live = source->options->is_live;
    if (status == PLAINT_OK) {
        status = understand(source, error);
    }
    if (status != PLAINT_OK) {
        if (error != NULL && error->path[0] == '\0') {
            snprintf(error->path, sizeof error->path, "%s", path);
        }
        source_close(source);
        return status;
    }
    *out = source;
    return PLAINT_OK;
}

enum plaint_status source_open(const struct source_options *options, const char *path,
                               struct source **source, struct plaint_error *error)
{
    struct source *made = make_source(options, path);
    if (made == NULL || made->format.path.bytes == NULL) {
        source_close(made);
        return error_set(error, PLAINT_NO_MEMORY, path, 0, 0, "out of memory");
    }
    enum plaint_status status = byte_input_open(&made->input, made->format.path.bytes, error);
    return finish_open(made, path, status, source, error);
}

enum plaint_status source_open_memory(const struct source_options *options, const char *name,
                                      struct slice bytes, struct source **source,
                                      struct plaint_error *error)
{
    struct source *made = make_source(options, name);
    if (made == NULL || made->format.path.bytes == NULL) {
        source_close(made);
        return error_set(error, PLAINT_NO_MEMORY, name, 0, 0, "out of memory");
    }
    byte_input_open_memory(&made->input, made->format.path.bytes, bytes);
    return finish_open(made, name, PLAINT_OK, source, error);
}

void source_close(struct source *source)
{
    if (source != NULL) {
        byte_input_dispose(&source->input);
        date_zone_dispose(&source->zone);
        buffer_dispose(&source->pending);
        arena_dispose(&source->arena);
        free(source);
    }
}

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
    source->pending_line += count_lines(batch->data.bytes, length);
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
        enum plaint_status status = fill(source, source->batch_bytes, error);
        if (status != PLAINT_OK) {
            return status;
        }
    }
}

/* Nothing pending ends within the limit: rejects the first line and goes on behind it. */
static enum source_step skip_long_line(struct source *source, struct batch *batch,
                                       struct plaint_error *error)
{
    const char *end = memchr(source->pending.bytes, '\n', source->pending.length);
    if (source->csv.is_quoted && end != NULL) {
        begin_rejection(source, batch, (size_t)(end - source->pending.bytes),
                        "a quote opened in this record is not closed within the record limit");
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
        if (is_waiting && fill(source, wanted, error) != PLAINT_OK) {
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
            if (fill(source, source->batch_bytes, error) != PLAINT_OK) {
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
            *has_failed = fill(source, source->batch_bytes, error) != PLAINT_OK;
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
        if (fill(source, wanted, error) != PLAINT_OK) {
            return SOURCE_FAILED;
        }
        struct slice fresh = slice_range(source->pending.bytes + source->scanned,
                                         source->pending.bytes + source->pending.length);
        struct json_cut cut = json_split_elements(&source->split, fresh, false);
        size_t complete = cut.complete > 0 ? source->scanned + cut.complete : source->cut;
        source->scanned += cut.passed;
        if (!cut.is_closed && complete == 0 && source->is_end &&
            source->scanned == source->pending.length) {
            if (source->split.is_scalar && !source->split.is_array) {
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

const struct source_format *source_get_format(const struct source *source)
{
    return &source->format;
}

uint64_t source_get_read_bytes(const struct source *source)
{
    return source->input.read_bytes;
}

uint64_t source_get_total_bytes(const struct source *source)
{
    return source->input.total_bytes;
}

uint64_t source_get_replaced(const struct source *source)
{
    return source->input.converter == NULL ? 0 : converter_replaced(source->input.converter);
}
