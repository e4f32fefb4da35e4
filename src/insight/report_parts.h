/*
 * report_parts.h - what the files that build a report share; for report*.c only.
 */
#ifndef PLAINT_INSIGHT_REPORT_PARTS_H
#define PLAINT_INSIGHT_REPORT_PARTS_H

#include "insight/report.h"
#include "insight/title.h"

struct build {
    struct aggregate *aggregate;
    const struct priority_config *config;
    const struct report_request *request;
    struct arena *arena;
    struct report *report;
    struct title_context titles;
    struct trend_profile profile;    /* weekdays of all records */
    const struct day_count *records; /* all records per day, ascending */
    size_t record_day_count;
    struct buffer scratch;
};

/* Counts and trend: what is known of an issue before all are compared. */
void report_measure_issue(struct build *build, const struct issue *issue, struct report_issue *out);

/* Priority, words and examples, after trend_control. False without memory. */
bool report_finish_issue(struct build *build, const struct issue *issue, struct report_issue *out);

#endif
