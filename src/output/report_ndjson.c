/* report_ndjson.c - one issue a line, best first. */
#include "output/report_issue_json.h"
#include "output/report_writer.h"

void report_write_ndjson(const struct report *report, const struct report_options *options,
                         struct buffer *out)
{
    for (size_t i = 0; i < report_issue_limit(report, options->limit); i++) {
        report_issue_json(report, &report->issues[i], out);
        buffer_byte(out, '\n');
    }
}
