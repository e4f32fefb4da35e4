/*
 * fuzz_source.h - what the fuzz targets of the input side share: the shipped tables and a run
 * through source and reader that checks what must hold for any bytes.
 */
#ifndef PLAINT_TESTS_FUZZ_SOURCE_H
#define PLAINT_TESTS_FUZZ_SOURCE_H

#include "base/buffer.h"
#include "input/json_writer.h"
#include "input/reader.h"
#include "input/source.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Opened once; fuzzing runs from the top of the project or with PLAINT_LEXICONS set. */
static inline const struct input_tables *fuzz_tables(void)
{
    static struct input_tables *tables;
    struct plaint_error error;
    const char *folder = getenv("PLAINT_LEXICONS");
    if (tables == NULL &&
        input_tables_open(folder == NULL ? "lexicons" : folder, &tables, &error) != PLAINT_OK) {
        fprintf(stderr, "%s: %s\n", error.path, error.message);
        abort();
    }
    return tables;
}

static inline void fuzz_require(bool condition)
{
    if (!condition) {
        abort();
    }
}

/* Every slice of a record lies in readable memory and survives being written. */
static inline void fuzz_check_record(const struct record *record, struct buffer *out)
{
    buffer_clear(out);
    json_write_string(out, record->text);
    json_write_string(out, record->title);
    json_write_string(out, record->id);
    for (uint32_t i = 0; i < record->field_count; i++) {
        json_write_string(out, record->fields[i].name);
        json_write_string(out, record->fields[i].value);
    }
    fuzz_require(record->id.length > 0);
    fuzz_require(record->rating_milli >= -1 && record->rating_milli <= 1000);
    fuzz_require(record->nps >= -1 && record->nps <= 10);
}

/* Reads all of it; returns a hash of places and texts, which may not depend on the batch size. */
static inline uint64_t fuzz_read(const struct source_options *options, const char *name,
                                 struct slice bytes)
{
    struct source *source = NULL;
    struct plaint_error error;
    if (source_open_memory(options, name, bytes, &source, &error) != PLAINT_OK) {
        return 0;
    }
    struct batch batch = { .number = 0 };
    struct arena arena;
    struct buffer out = { 0 };
    uint64_t hash = 1;
    arena_init(&arena, 0);
    while (source_next(source, &batch, &error) == SOURCE_BATCH) {
        struct reader_cursor cursor;
        struct record record;
        struct rejection rejection;
        enum reader_step step;
        reader_start(&batch, &cursor);
        while ((step = reader_next(source_get_format(source), &batch, &cursor, &arena, &record,
                                   &rejection)) != READER_END) {
            fuzz_require(step != READER_NO_MEMORY);
            if (step == READER_RECORD) {
                fuzz_check_record(&record, &out);
                hash = hash * 31 + record.line * 7 + record.offset + record.text.length;
            } else {
                buffer_clear(&out);
                json_write_string(&out, rejection.raw);
                hash = hash * 31 + rejection.line * 7 + rejection.offset + 1;
            }
            arena_reset(&arena);
        }
    }
    buffer_dispose(&out);
    arena_dispose(&arena);
    batch_dispose(&batch);
    source_close(source);
    return hash;
}

/* The same input in batches of a few bytes gives the same records. */
static inline void fuzz_compare(struct source_options options, const char *name, struct slice bytes)
{
    options.batch_bytes = 0;
    uint64_t whole = fuzz_read(&options, name, bytes);
    options.batch_bytes = 5;
    fuzz_require(fuzz_read(&options, name, bytes) == whole);
}

#endif
