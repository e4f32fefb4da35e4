/*
 * evaluate_issues.h - how well complaints about the same problem end up in one issue.
 *
 * In: labelled complaints, each naming the issue it belongs to. Out: over all pairs of complaints,
 * precision, recall and F1 of "in one issue"; purity, the share of complaints whose label is the
 * most frequent of their issue. Every record is taken for a complaint; how many would not be is
 * counted, and measured by the task "complaint". Complaints that fit no issue are each by itself.
 * Uses the aggregate and report of `plaint triage`, nothing made for measuring.
 */
#ifndef PLAINT_RUN_EVALUATE_ISSUES_H
#define PLAINT_RUN_EVALUATE_ISSUES_H

#include "base/arena.h"
#include "input/record.h"
#include "insight/report.h"

struct issue_case {
    uint64_t label; /* hash of the issue it belongs to */
    struct slice name, text;
    uint32_t found; /* the issue it was put into, UINT32_MAX none */
};

struct issue_evaluation {
    struct arena arena;
    struct aggregate *aggregate;
    struct issue_case *cases;
    size_t case_count, case_capacity;
    size_t unrecognised;
    const struct report *report; /* set by issue_evaluation_finish */
};

struct issue_figures {
    size_t complaints, labels, issues, outliers, unrecognised;
    double precision, recall, f1; /* of pairs */
    double purity;
};

/* Arguments as of aggregate_new; PLAINT_OK or PLAINT_NO_MEMORY. */
enum plaint_status issue_evaluation_init(struct issue_evaluation *evaluation,
                                         const struct priority_config *config,
                                         const struct taxonomy *taxonomy) PLAINT_MUST_USE;
void issue_evaluation_dispose(struct issue_evaluation *evaluation);

/* Takes one record; those without a field "issue" are left out. */
enum plaint_status issue_evaluation_add(struct issue_evaluation *evaluation,
                                        const struct record *record,
                                        const struct plaint_doc *doc) PLAINT_MUST_USE;

/* Forms the issues and compares. */
enum plaint_status issue_evaluation_finish(struct issue_evaluation *evaluation,
                                           struct issue_figures *figures) PLAINT_MUST_USE;

/* A few lines for people. */
void issue_figures_print(const struct issue_figures *figures, struct buffer *out);

/* After issue_evaluation_finish: every complaint with its label and the title of its issue, by
 * label, so that one sees what was torn apart or thrown together. */
void issue_evaluation_list(const struct issue_evaluation *evaluation, struct buffer *out);

#endif
