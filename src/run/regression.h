/*
 * regression.h - sparse logistic regression with one dense input, for learn.h.
 *
 * Stochastic gradient descent with per-weight rates (AdaGrad, Duchi et al. 2011) in a fixed
 * pseudo-random order; the L2 penalty of a weight is spread over the records that hold it. The
 * evidence of a record with many features is damped while it is learned from, as normalizing its
 * length would: else long texts, whose sums are large anyhow, decide what words mean.
 */
#ifndef PLAINT_RUN_REGRESSION_H
#define PLAINT_RUN_REGRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One record: `features` are indices of weights, each once, `values` how much each is there. */
struct example_row {
    const uint32_t *features;
    const float *values;
    uint32_t feature_count;
    float reading;   /* the dense input */
    float target;    /* 0 negative, 0.5 neutral, 1 positive */
    uint16_t source; /* where it is from */
    uint8_t fold;
    uint64_t text_hash; /* of its words, whatever its marks */
};

struct regression {
    float *weights; /* of the features */
    float scale;    /* of the reading */
    float bias;
    size_t feature_count;
};

/* What is learned from, and how far each feature may move. */
struct regression_task {
    const struct example_row *rows;
    size_t row_count;
    size_t feature_count;
    const float *counts;    /* by row: how much it counts; 0: not learned from */
    const float *penalties; /* by feature; negative: it stays at 0 */
};

/* False when memory ran out; the caller disposes of `result` either way. */
bool regression_fit(const struct regression_task *task, struct regression *result);

void regression_dispose(struct regression *regression);

/* The logit of a row. */
float regression_predict(const struct regression *regression, const struct example_row *row);

#endif
