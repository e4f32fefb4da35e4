/*
 * regression.h - sparse logistic regression with one dense input, for learn.h.
 *
 * Stochastic gradient descent with per-weight rates (AdaGrad, Duchi et al. 2011) in a fixed
 * pseudo-random order; the L2 penalty of a weight is spread over the records that hold it.
 */
#ifndef PLAINT_RUN_REGRESSION_H
#define PLAINT_RUN_REGRESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One record: `features` are indices of weights, each once. */
struct example_row {
    const uint32_t *features;
    uint32_t feature_count;
    float reading;  /* the dense input */
    float target;   /* 0 negative, 0.5 neutral, 1 positive */
    float weight;   /* how much the record counts */
    uint16_t group; /* its file */
    uint8_t fold;
};

struct regression {
    float *weights; /* of the features */
    float scale;    /* of the reading */
    float bias;
    size_t feature_count;
};

struct regression_options {
    int epochs;
    float rate;
    float penalty;
    int left_out_fold;  /* -1: none */
    int left_out_group; /* -1: none */
};

/* False when memory ran out. Weights start at 0, the scale at `start_scale`. */
bool regression_fit(const struct example_row *rows, size_t row_count, size_t feature_count,
                    const struct regression_options *options, struct regression *result);

void regression_dispose(struct regression *regression);

/* The logit of a row. */
float regression_predict(const struct regression *regression, const struct example_row *row);

#endif
