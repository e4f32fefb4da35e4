/* report_issue_json.h - one issue as the JSON object of docs/output.md, shared by ndjson and json.
 */
#ifndef PLAINT_OUTPUT_REPORT_ISSUE_JSON_H
#define PLAINT_OUTPUT_REPORT_ISSUE_JSON_H

#include "base/buffer.h"
#include "insight/report.h"

/* On one line, without a line end. */
void report_issue_json(const struct report *report, const struct report_issue *issue,
                       struct buffer *out);

/* The number of issues to show under `limit` (0: all). */
static inline size_t report_issue_limit(const struct report *report, size_t limit)
{
    return limit == 0 || limit > report->issue_count ? report->issue_count : limit;
}

#endif
