/*
 * reader.h - the records of a batch, one by one. Worker-thread side.
 *
 * Any number of threads may read different batches of one source; each needs its own cursor and
 * arena.
 */
#ifndef PLAINT_INPUT_READER_H
#define PLAINT_INPUT_READER_H

#include "base/arena.h"
#include "input/record.h"
#include "input/source.h"

/* A record that could not be read. Slices live as long as the batch (reason is inside). */
struct rejection {
    struct slice source;
    uint64_t line;    /* of its first byte, from 1 */
    uint64_t offset;  /* in the UTF-8 form of the source */
    struct slice raw; /* as it came, line end excluded; only the beginning if it was too long */
    char reason[192]; /* one line of English without a final stop */
};

/* The key at one position of the last JSON record: most records repeat them in order. */
struct reader_key {
    struct slice raw_name;
    uint32_t column; /* UINT32_MAX: not a known one */
};

enum { READER_KEYS = 64 };

/* This much is shown of a record that is too long. */
enum { READER_REJECTED_BYTES = 1024 };

struct reader_cursor {
    size_t next;   /* offset in the batch */
    uint64_t line; /* of that byte */
    struct reader_key keys[READER_KEYS];
    size_t key_count;
};

enum reader_step { READER_RECORD, READER_REJECTED, READER_END, READER_NO_MEMORY };

/* Sets the cursor to the beginning of `batch`. */
void reader_start(const struct batch *batch, struct reader_cursor *cursor);

/*
 * Reads the next record.
 *
 * @param arena  For decoded strings and the field array; the caller resets it when done with the
 *               record.
 * @param[out] record     Set with READER_RECORD; lives as long as batch and arena.
 * @param[out] rejection  Set with READER_REJECTED.
 *
 * Blank lines are passed over and not counted, unless format->keeps_blank_lines.
 *
 * A record without an id gets "p-" and 16 hexadecimal digits of a hash of the source's base name
 * and of the record's fields (names and decoded values, the "plaint" member left out), so the id
 * does not depend on the record's place: equal records of one source have equal ids, and adding
 * records before it changes nothing.
 */
enum reader_step reader_next(const struct source_format *format, const struct batch *batch,
                             struct reader_cursor *cursor, struct arena *arena,
                             struct record *record, struct rejection *rejection);

#endif
