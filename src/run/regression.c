/* regression.c - see regression.h. */
#include "run/regression.h"

#include <math.h>
#include <stdlib.h>

struct fit {
    const struct example_row *rows;
    const struct regression_options *options;
    struct regression *result;
    float *squares; /* sums of squared gradients, by weight */
    uint32_t *support;
    float scale_square;
    float bias_square;
};

static bool is_left_out(const struct regression_options *options, const struct example_row *row)
{
    return (int)row->fold == options->left_out_fold || (int)row->group == options->left_out_group;
}

float regression_predict(const struct regression *regression, const struct example_row *row)
{
    float sum = regression->scale * row->reading + regression->bias;
    for (uint32_t i = 0; i < row->feature_count; i++) {
        sum += regression->weights[row->features[i]];
    }
    return sum;
}

static void step(float *weight, float *square, float gradient, float rate)
{
    *square += gradient * gradient;
    *weight -= rate * gradient / (sqrtf(*square) + 1e-6f);
}

static void learn_row(struct fit *fit, const struct example_row *row)
{
    struct regression *result = fit->result;
    float chance = 1.0f / (1.0f + expf(-regression_predict(result, row)));
    float slope = (chance - row->target) * row->weight;
    float rate = fit->options->rate;
    for (uint32_t i = 0; i < row->feature_count; i++) {
        uint32_t feature = row->features[i];
        float penalty =
            fit->options->penalty * result->weights[feature] / (float)fit->support[feature];
        step(&result->weights[feature], &fit->squares[feature], slope + penalty, rate);
    }
    step(&result->bias, &fit->bias_square, slope, rate);
    step(&result->scale, &fit->scale_square, slope * row->reading, rate);
}

/* A permutation by a linear congruential generator; the same in every run. */
static void shuffle(uint32_t *order, size_t count, uint64_t *state)
{
    for (size_t i = count; i > 1; i--) {
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        size_t other = (size_t)((*state >> 33) % i);
        uint32_t kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

static void fit_all(struct fit *fit, uint32_t *order, size_t count)
{
    uint64_t state = 20260301;
    for (int epoch = 0; epoch < fit->options->epochs; epoch++) {
        shuffle(order, count, &state);
        for (size_t i = 0; i < count; i++) {
            learn_row(fit, &fit->rows[order[i]]);
        }
    }
}

bool regression_fit(const struct example_row *rows, size_t row_count, size_t feature_count,
                    const struct regression_options *options, struct regression *result)
{
    *result = (struct regression){ .scale = 0.5f, .feature_count = feature_count };
    struct fit fit = { .rows = rows, .options = options, .result = result };
    result->weights = calloc(feature_count + 1, sizeof *result->weights);
    fit.squares = calloc(feature_count + 1, sizeof *fit.squares);
    fit.support = calloc(feature_count + 1, sizeof *fit.support);
    uint32_t *order = calloc(row_count + 1, sizeof *order);
    bool fine =
        result->weights != NULL && fit.squares != NULL && fit.support != NULL && order != NULL;
    size_t count = 0;
    for (size_t i = 0; fine && i < row_count; i++) {
        if (is_left_out(options, &rows[i])) {
            continue;
        }
        order[count++] = (uint32_t)i;
        for (uint32_t j = 0; j < rows[i].feature_count; j++) {
            fit.support[rows[i].features[j]]++;
        }
    }
    if (fine) {
        fit_all(&fit, order, count);
    }
    free(fit.squares);
    free(fit.support);
    free(order);
    return fine;
}

void regression_dispose(struct regression *regression)
{
    free(regression->weights);
    *regression = (struct regression){ 0 };
}
