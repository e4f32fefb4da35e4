/*
 * source.c - see source.h; opening and what is asked of an open source. What the input is like is
 * found out in source_detect.c; source_batches.c cuts it.
 */
#include "input/source.h"

#include "base/error.h"
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

uint64_t source_count_lines(const char *bytes, size_t length)
{
    uint64_t lines = 0;
    const char *next = bytes;
    while (length > 0 && (next = memchr(next, '\n', length - (size_t)(next - bytes))) != NULL) {
        lines++;
        next++;
    }
    return lines;
}

void source_drop(struct source *source, size_t bytes)
{
    source->pending_line += source_count_lines(source->pending.bytes, bytes);
    source->pending_offset += bytes;
    source->pending.length -= bytes;
    if (source->pending.length > 0) {
        memmove(source->pending.bytes, source->pending.bytes + bytes, source->pending.length);
    }
    source->scanned = source->scanned > bytes ? source->scanned - bytes : 0;
    source->cut = 0;
}

enum plaint_status source_fill(struct source *source, size_t wanted, struct plaint_error *error)
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
    size_t wanted =
        options->sample_bytes == 0 ? SOURCE_DEFAULT_SAMPLE_BYTES : options->sample_bytes;
    struct slice sample;
    enum plaint_status status = byte_input_peek(&source->input, wanted, &sample, error);
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
        status = source_fill(source, wanted, error);
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
        status = source_fill(source, wanted, error);
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
