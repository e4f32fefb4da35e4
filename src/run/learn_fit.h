/*
 * learn_fit.h - the weights of the terms, shrunk towards what was written by hand.
 *
 * The reading by hand keeps its own scale and every term starts from adding nothing to it. How
 * hard a term is held there depends on whether the sources agree about it: one that is praise in
 * some and blame in others says what those sources are about, not what people feel. The strongest
 * terms are then fitted once more alone, so that they carry what the weak ones held.
 */
#ifndef PLAINT_RUN_LEARN_FIT_H
#define PLAINT_RUN_LEARN_FIT_H

#include "plaint.h"
#include "run/learn_sources.h"

/* Working memory for fits of one set, used again and again. */
struct learn_fit {
    const struct training_set *set;
    size_t most_terms;
    float *counts;     /* by row */
    float *penalties;  /* by feature */
    uint32_t *support; /* by feature: records learned from that hold it */
    float *strengths;  /* by feature, twice: to choose the strongest */
    float *agreeing;   /* by feature: weight of the evidence for praise, and for blame */
    uint32_t *voices;  /* by feature: sources that have it */
    uint32_t *holders; /* by feature: records of the source at hand, and the good ones of them */
};

/* The caller disposes either way; false when memory ran out. */
bool learn_fit_init(struct learn_fit *fit, const struct training_set *set,
                    size_t most_terms) PLAINT_MUST_USE;
void learn_fit_dispose(struct learn_fit *fit);

/* Fits without a fold or a source (LEARN_ALL: with all). The caller disposes of `regression` either
 * way; false when memory ran out. */
bool learn_fit_run(struct learn_fit *fit, int left_out_fold, int left_out_source,
                   struct regression *regression) PLAINT_MUST_USE;

#endif
