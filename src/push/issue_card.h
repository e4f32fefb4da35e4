/*
 * issue_card.h - one ranked issue as `triage -t ndjson` writes it, read for a ticket.
 *
 * Figures stay the texts they are: a ticket shows what the report shows. Optional parts that the
 * line does not have are empty slices or -1.
 */
#ifndef PLAINT_PUSH_ISSUE_CARD_H
#define PLAINT_PUSH_ISSUE_CARD_H

#include "base/arena.h"
#include "insight/priority.h"
#include "plaint.h"

enum { CARD_ID_MOST = 64, CARD_EXAMPLES = 3 };

struct card_why {
    struct slice criterion;
    struct slice points;
};

struct card_example {
    struct slice id;
    struct slice text;
};

struct issue_card {
    struct slice line; /* the whole JSON object */
    struct slice id;   /* letters, digits, '-', '_' and '.' only */
    struct slice title;
    struct slice topic, product;
    int64_t count;
    int64_t customers; /* -1: the input names none */
    struct slice share;
    struct slice first_seen, last_seen;
    struct slice trend_state, trend_now, trend_expected, trend_days;
    struct slice level;
    enum grade grade; /* GRADE_NONE: none */
    struct slice score, vector;
    struct card_why why[CRITERIA];
    size_t why_count;
    struct slice guards[PRIORITY_MAX_GUARDS];
    size_t guard_count;
    struct slice respond_by, resolve_by, respond_hours, resolve_hours;
    struct card_example examples[CARD_EXAMPLES];
    size_t example_count;
};

/* Why a line is no issue: at a byte of it, in static English. */
struct card_failure {
    size_t offset;
    const char *reason;
};

/* Everything in the card points into `line` or `arena`. */
bool issue_card_read(struct slice line, struct arena *arena, struct issue_card *card,
                     struct card_failure *failure);

/* "gone": no longer reported. */
bool issue_card_is_gone(const struct issue_card *card);

#endif
