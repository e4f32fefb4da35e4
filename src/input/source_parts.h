/*
 * source_parts.h - the inside of a source, shared by source*.c only.
 */
#ifndef PLAINT_INPUT_SOURCE_PARTS_H
#define PLAINT_INPUT_SOURCE_PARTS_H

#include "base/arena.h"
#include "input/byte_input.h"
#include "input/json_split.h"
#include "input/source.h"

/* Where the search for the end of CSV records stands. */
struct csv_state {
    bool is_quoted;
    size_t record_begin; /* offset of the record that is being looked at */
};

struct source {
    struct source_format format;
    const struct source_options *options;
    struct arena arena; /* the format's memory */
    struct byte_input input;
    struct date_zone zone;
    size_t batch_bytes;
    struct buffer pending; /* UTF-8 that no batch holds yet; begins with a record */
    size_t scanned;        /* bytes of it in which the end of a record was looked for */
    size_t cut;            /* the last one found there, 0 for none */
    uint64_t pending_line;
    uint64_t pending_offset;
    bool is_end; /* pending is all that is left */
    uint64_t batch_number;
    struct csv_state csv;
    struct json_split split;
    bool was_cut_short; /* the end inside a JSON array was reported */
};

/* Finds out format, delimiter, header, columns from what is pending and takes the header off. */
enum plaint_status source_detect(struct source *source, struct plaint_error *error);

/* Fills in the format's columns from what is pending; `survey` holds the header of a table. */
enum plaint_status source_find_columns(struct source *source, struct column_survey *survey,
                                       struct plaint_error *error);

/* Reads until `wanted` bytes are pending or the input ends; of a live input, what is there. */
enum plaint_status source_fill(struct source *source, size_t wanted, struct plaint_error *error);

/* Line ends in `length` bytes. */
uint64_t source_count_lines(const char *bytes, size_t length);

/* Drops bytes from the beginning of pending, counting lines. */
void source_drop(struct source *source, size_t bytes);

/* A copy in the source's arena, or an empty slice. */
struct slice source_keep(struct source *source, struct slice text);

/* Adds a line for the user; printf-like. */
void source_note(struct source *source, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Looks in bytes from `begin` on for ends of CSV records, by the rules of reader_csv.c. Returns the
 * end of the last one found (0: none) and updates the state; *scanned is where to go on. `is_end`:
 * nothing follows.
 */
size_t source_csv_cut(struct csv_state *state, char delimiter, bool has_quotes, struct slice text,
                      size_t *scanned, bool is_end);

/* The delimiter that splits the lines of `text` most evenly; 0 when none does. *share_milli is how
 * many of the records have as many cells as the first. */
char source_sniff_delimiter(struct slice text, struct arena *arena, int *share_milli);

#endif
