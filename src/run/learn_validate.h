/*
 * learn_validate.h - what the weights of learn_fit.h are worth on records they have not seen.
 *
 * By fifths: each record is scored by weights fitted on the other four fifths. By sources: each
 * source is scored by weights fitted on all that share no text with it, which says what a new
 * source may expect. What is learned of the language as a whole is set on these logits: the bias on
 * sources left out, since a new source brings its own share of praise; the bounds of the neutral
 * class and the certainty on fifths left out.
 */
#ifndef PLAINT_RUN_LEARN_VALIDATE_H
#define PLAINT_RUN_LEARN_VALIDATE_H

#include "base/buffer.h"
#include "plaint.h"
#include "run/learn_fit.h"

/* Set on records not learned from; in units of the logit. */
struct learn_calibration {
    float scale;    /* of the reading, fitted on all records */
    float shift;    /* taken from the bias */
    float negative; /* below this a record is negative, after the shift */
    float positive;
    float certainty; /* log odds of being right per unit of the logit */
};

/* Cross-validates `fit`'s set and calibrates. A `report` that is not NULL gets the figures. */
enum plaint_status learn_validate(struct learn_fit *fit, struct learn_calibration *calibration,
                                  struct buffer *report,
                                  struct plaint_error *error) PLAINT_MUST_USE;

#endif
