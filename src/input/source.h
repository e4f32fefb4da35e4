/*
 * source.h - one input opened, understood and cut into batches of whole records.
 *
 * source_open reads the beginning, finds out encoding, format, delimiter, header and columns, and
 * from then on `source_get_format` never changes: worker threads read it freely. The driver thread
 * calls source_next; the workers parse the batches with reader.h. Batches depend on the input and
 * options only. Memory is bounded by the largest record (max_record_bytes), whatever the length of
 * the input.
 */
#ifndef PLAINT_INPUT_SOURCE_H
#define PLAINT_INPUT_SOURCE_H

#include "base/buffer.h"
#include "input/columns.h"
#include "input/dates.h"
#include "input/encoding.h"
#include "input/input_tables.h"
#include "input/ratings.h"
#include "plaint.h"

enum format_kind {
    FORMAT_AUTO,
    FORMAT_NDJSON, /* one object a line */
    FORMAT_JSON,   /* an array of objects, also inside an object; or objects one after another */
    FORMAT_CSV,    /* any delimiter, quoting by RFC 4180 */
    FORMAT_TSV,    /* tabs, no quoting */
    FORMAT_TEXT    /* one text a line, or a paragraph */
};

#define SOURCE_DEFAULT_RECORD_BYTES ((size_t)16 << 20)
#define SOURCE_DEFAULT_BATCH_BYTES ((size_t)256 << 10)
#define SOURCE_DEFAULT_SAMPLE_BYTES ((size_t)256 << 10)
#define SOURCE_DEFAULT_ZONE "Asia/Shanghai"

/* Zeros mean defaults. Everything is borrowed as long as the source is open. */
struct source_options {
    const struct input_tables *tables; /* required */
    enum format_kind format;
    const char *encoding; /* NULL: detect */
    const char *zone;     /* of times that name none; NULL: SOURCE_DEFAULT_ZONE */
    enum date_order date_order;
    struct rating_scale rating_scale; /* zeros: from the sample */
    const struct column_map *map;     /* NULL: detect all */
    size_t max_record_bytes;          /* longer records are rejected */
    size_t batch_bytes;               /* aimed at */
    size_t sample_bytes;    /* of the beginning that is looked at to understand the input */
    char delimiter;         /* of CSV; 0: sniff */
    bool is_paragraphs;     /* text: records are separated by blank lines */
    bool is_live;           /* a pipe that waits for answers: every batch holds what has arrived */
    bool keeps_blank_lines; /* a blank line is a rejected record instead of nothing (filter) */
};

/* Which rows of a CSV file are no data. */
enum header_kind {
    HEADER_NONE,         /* columns are called "1", "2" … */
    HEADER_ONE,          /* names */
    HEADER_SURVEYMONKEY, /* question, option */
    HEADER_QUALTRICS     /* name, question, import id */
};

#define SOURCE_PATH_DEPTH 4

/* How to read the records of one source. Immutable once the source is open; lives as long. */
struct source_format {
    const struct input_tables *tables;
    struct slice path; /* as given; "-" for standard input */
    struct slice base; /* its last component */
    enum format_kind kind;
    struct encoding_guess encoding;
    char delimiter;
    bool has_quotes; /* of CSV */
    bool is_paragraphs;
    bool keeps_blank_lines;
    enum header_kind header;
    size_t header_lines; /* lines before the first record, "sep=" included */
    size_t max_record_bytes;
    struct slice json_path[SOURCE_PATH_DEPTH]; /* raw names around the array: result, list */
    size_t json_path_length;
    bool is_json_array;     /* records are the elements of arrays at json_path */
    struct column *columns; /* CSV: as the header has them; JSON: keys seen in the sample */
    size_t column_count;
    uint32_t *column_index;   /* hash table: column + 1, 0 free; for JSON keys */
    size_t column_index_size; /* a power of 2 */
    bool flattens_all;        /* while looking at the sample: walk into every object */
    struct rating_scale rating_scale;
    struct date_rules dates;
    enum date_shape date_shape; /* the most usual */
    const char *const *notes;   /* things the user should know, one English line each */
    size_t note_count;
};

/* Whole records, or (is_rejected) one that was too long to keep. */
struct batch {
    struct buffer data; /* UTF-8; the reader may not change it */
    uint64_t number;    /* in this source, from 0 */
    uint64_t first_line;
    uint64_t first_offset; /* of data in the UTF-8 form of the source, BOM not counted */
    bool is_rejected;      /* data is the beginning of one record that cannot be read */
    char reason[128];      /* why */
};

/* A zeroed batch is ready for source_next; it may be reused. */
void batch_dispose(struct batch *batch);

struct source;

/*
 * Opens `path` ("-": standard input).
 *
 * @param[out] source  Free with source_close. Set only on PLAINT_OK.
 * @return PLAINT_OK; PLAINT_FAILED: no such file, a directory, not readable; PLAINT_BAD_DATA: empty
 *         input, unknown or unusable format, no text column, bad map, zone or encoding.
 */
enum plaint_status source_open(const struct source_options *options, const char *path,
                               struct source **source, struct plaint_error *error) PLAINT_MUST_USE;

/* The same for bytes in memory, borrowed until source_close; `name` stands for the path. */
enum plaint_status source_open_memory(const struct source_options *options, const char *name,
                                      struct slice bytes, struct source **source,
                                      struct plaint_error *error) PLAINT_MUST_USE;

/* NULL is allowed. Batches already filled stay readable, but their format is gone. */
void source_close(struct source *source);

enum source_step { SOURCE_BATCH, SOURCE_END, SOURCE_FAILED };

/* Fills `batch` with the next records; its former contents are lost. Driver thread only. */
enum source_step source_next(struct source *source, struct batch *batch,
                             struct plaint_error *error) PLAINT_MUST_USE;

/* As long-lived as the source. */
const struct source_format *source_get_format(const struct source *source);

/* For a progress bar: bytes of the file read so far, and in all (0: unknown). Driver thread only.
 */
uint64_t source_get_read_bytes(const struct source *source);
uint64_t source_get_total_bytes(const struct source *source);

/* Malformed places replaced by U+FFFD while converting; UTF-8 input is passed on as it is. */
uint64_t source_get_replaced(const struct source *source);

/* "ndjson", "csv" …; static. */
const char *source_format_name(enum format_kind kind);

/* The format called `name` ("auto" included); false when there is none. */
bool source_find_format(const char *name, enum format_kind *kind);

#endif
