/*
 * record_diff.h - what two lexicons decide differently about one record, and why, as text.
 *
 * In: a plain view of the differences. Out: one JSON line, or a few lines for people. Formats and
 * never computes.
 */
#ifndef PLAINT_OUTPUT_RECORD_DIFF_H
#define PLAINT_OUTPUT_RECORD_DIFF_H

#include "output/messages.h"

enum decision {
    DECISION_LANGUAGE,
    DECISION_SENTIMENT, /* the label */
    DECISION_COMPLAINT,
    DECISION_TOPICS,
    DECISION_INTENTS,
    DECISION_SEVERITY, /* the level */
    DECISION_PRIORITY, /* the grade */
    DECISION_ISSUE,    /* the topic of the issue the record falls into */
    DECISIONS
};

/* JSON name of a decision. */
const char *decision_name(enum decision decision);

/* Values of a decision, sorted: one for single-valued decisions, any number for topics and intents,
 * none where there is no issue. */
struct decision_values {
    const char *const *names;
    size_t count;
};

/* An entry, setting or file that is on one side only, or says something else there. */
struct diff_cause {
    const char *kind;   /* "sentiment", "rule", … "setting", "file" */
    const char *source; /* path */
    uint32_t line;      /* from 1; 0: the whole file */
    struct slice term;  /* empty for a whole file */
    bool in_before;
    bool in_after;
    int before_milli; /* meaningful when in_before and line > 0 */
    int after_milli;
};

struct record_diff {
    struct slice id;
    struct slice text; /* masked */
    uint32_t changed;  /* bits 1u << enum decision; never 0 */
    struct decision_values before[DECISIONS];
    struct decision_values after[DECISIONS];
    const struct diff_cause *causes; /* most telling first */
    size_t cause_count;
};

/* One JSON line with its LF. */
void record_diff_write_ndjson(const struct record_diff *diff, struct buffer *out);

/* For people: the changes, the text cut to `columns`, one line for each cause. */
void record_diff_write_text(const struct record_diff *diff, enum report_language language,
                            int columns, struct buffer *out);

#endif
