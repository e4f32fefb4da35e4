/*
 * table_file.h - tab-separated data files, row by row, with the place of every cell.
 */
#ifndef PLAINT_LEXICON_TABLE_FILE_H
#define PLAINT_LEXICON_TABLE_FILE_H

#include "base/slice.h"
#include "plaint.h"

enum { TABLE_MOST_CELLS = 16 };

struct table_row {
    struct slice cells[TABLE_MOST_CELLS]; /* point into the text */
    size_t count;
    size_t line; /* from 1 */
};

struct table_reader {
    struct slice rest;
    const char *path; /* for messages; borrowed */
    size_t line;      /* lines read so far */
};

/* `path` and `text` are borrowed as long as the reader is used. */
void table_reader_init(struct table_reader *reader, const char *path, struct slice text);

/*
 * Reads the next row that is neither empty nor a comment. Returns PLAINT_OK with row->count 0 at
 * the end; PLAINT_BAD_DATA for a BOM, a CR, a NUL, malformed UTF-8 or a number of cells outside
 * `least` .. `most`.
 */
enum plaint_status table_read_row(struct table_reader *reader, size_t least, size_t most,
                                  struct table_row *row,
                                  struct plaint_error *error) PLAINT_MUST_USE;

/* Column of the first byte of `cell` in its line, from 1. */
size_t table_column(const struct table_row *row, size_t cell);

/*
 * A decimal number in thousandths, at most three decimals. PLAINT_BAD_DATA, naming the allowed
 * range, when it is none or outside `least_milli` .. `most_milli`.
 */
enum plaint_status table_read_milli(const struct table_reader *reader, const struct table_row *row,
                                    size_t cell, int least_milli, int most_milli, int *milli,
                                    struct plaint_error *error) PLAINT_MUST_USE;

/* Parses a decimal number in thousandths; false when `text` is none. */
bool table_parse_milli(struct slice text, int *milli);

#endif
