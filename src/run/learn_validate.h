/*
 * learn_validate.h - what the weights of learn.h are worth on records they have not seen.
 *
 * By fifths: each record is scored by weights fitted on the other four fifths. By whole files: each
 * file is scored by weights fitted on all others, which says what a new source may expect.
 */
#ifndef PLAINT_RUN_LEARN_VALIDATE_H
#define PLAINT_RUN_LEARN_VALIDATE_H

#include "base/buffer.h"
#include "plaint.h"
#include "run/regression.h"

enum {
    LEARN_FOLDS = 5,
    LEARN_ALL = -1, /* no fold, no group is left out */
};

/* Rows of one language; a row's group is the index of its file in `paths`, its fold below
 * LEARN_FOLDS. Borrowed. */
struct training_set {
    const struct example_row *rows;
    size_t row_count;
    size_t feature_count;
    const char *const *paths;
    size_t path_count;
};

/* The bounds of the neutral class, as logits, and the macro-F1 of three classes they give. */
struct neutral_bounds {
    float negative;
    float positive;
    double f1;
};

/* Fits, then shrinks what was learned towards what was written by hand: a third of each weight is
 * given up, which costs little on sources that were learned from and gains on others. The caller
 * disposes of `regression` either way; false when memory ran out. */
bool learn_fit(const struct training_set *set, int left_out_fold, int left_out_group,
               struct regression *regression) PLAINT_MUST_USE;

/* Cross-validates by fifths and moves `bounds` to where they serve best, when enough records are
 * labelled neutral. A `report` that is not NULL gets the accuracy per file. */
enum plaint_status learn_validate(const struct training_set *set, struct neutral_bounds *bounds,
                                  struct buffer *report,
                                  struct plaint_error *error) PLAINT_MUST_USE;

#endif
