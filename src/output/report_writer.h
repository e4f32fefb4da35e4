/*
 * report_writer.h - the formats of a report, in one table.
 *
 * A writer turns a finished report into bytes. It formats and never computes; it cannot fail but
 * for memory (buffer.failed).
 */
#ifndef PLAINT_OUTPUT_REPORT_WRITER_H
#define PLAINT_OUTPUT_REPORT_WRITER_H

#include "base/buffer.h"
#include "insight/report.h"

struct report_options {
    enum report_language language; /* of headings and labels; field names are always English */
    int width;                     /* table: columns of the terminal; 0 means 100 */
    bool color;                    /* table: with SGR escapes */
    bool excel;                    /* csv: with BOM and CRLF */
    size_t limit;                  /* most issues shown; 0 means all */
};

typedef void report_write_fn(const struct report *report, const struct report_options *options,
                             struct buffer *out);

struct report_writer {
    const char *name;   /* of -t */
    const char *suffix; /* that chooses it for -o, with the dot; "" none */
    report_write_fn *write;
    const char *help; /* one line */
};

/* All writers, ended by one whose name is NULL. */
extern const struct report_writer report_writers[];

/* By name; NULL when there is none. */
const struct report_writer *report_writer_find(const char *name);

/* By the suffix of a file name; NULL when there is none. */
const struct report_writer *report_writer_for_path(const char *path);

report_write_fn report_write_table, report_write_ndjson, report_write_json, report_write_csv,
    report_write_markdown, report_write_html;

#endif
