/* report_writer.c - the table of report formats. Add one: a file report_x.c and a row. */
#include "output/report_writer.h"

const struct report_writer report_writers[] = {
    { "table", "", report_write_table, "for reading in a terminal" },
    { "ndjson", ".ndjson", report_write_ndjson, "one issue a line, for programs" },
    { "json", ".json", report_write_json, "issues, topics, segments and measures in one object" },
    { "csv", ".csv", report_write_csv, "one issue a line, safe for spreadsheets" },
    { "md", ".md", report_write_markdown, "Markdown, for mail, chat and tickets" },
    { "html", ".html", report_write_html, "one self-contained page" },
    { NULL, NULL, NULL, NULL },
};

const struct report_writer *report_writer_find(const char *name)
{
    for (const struct report_writer *writer = report_writers; writer->name != NULL; writer++) {
        if (strcmp(writer->name, name) == 0) {
            return writer;
        }
    }
    return NULL;
}

const struct report_writer *report_writer_for_path(const char *path)
{
    size_t length = strlen(path);
    for (const struct report_writer *writer = report_writers; writer->name != NULL; writer++) {
        size_t suffix = strlen(writer->suffix);
        if (suffix > 0 && length > suffix && strcmp(path + length - suffix, writer->suffix) == 0) {
            return writer;
        }
    }
    return NULL;
}
