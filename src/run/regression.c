/* regression.c - see regression.h. */
#include "run/regression.h"

#include <math.h>
#include <stdlib.h>

/* Chosen by the accuracy on sources left out: fewer passes leave rare terms nearer to nothing. */
enum { PASSES = 5 };

static const float RATE = 0.1f;
static const float START_SCALE = 0.5f;

/* A record of so many features counts in full (up to the offset); more are damped by this power. */
static const float USUAL_FEATURES = 30.0f;
static const float FEATURES_OFFSET = 10.0f;
static const float DAMPING = 0.6f;

struct fit {
    const struct regression_task *task;
    struct regression *result;
    float *squares; /* sums of squared gradients, by weight */
    uint32_t *support;
    float scale_square;
    float bias_square;
};

float regression_predict(const struct regression *regression, const struct example_row *row)
{
    float sum = regression->scale * row->reading + regression->bias;
    for (uint32_t i = 0; i < row->feature_count; i++) {
        sum += row->values[i] * regression->weights[row->features[i]];
    }
    return sum;
}

static void step(float *weight, float *square, float gradient)
{
    *square += gradient * gradient;
    *weight -= RATE * gradient / (sqrtf(*square) + 1e-6f);
}

static void learn_row(struct fit *fit, const struct example_row *row, float count)
{
    struct regression *result = fit->result;
    float damping = powf(USUAL_FEATURES / ((float)row->feature_count + FEATURES_OFFSET), DAMPING);
    float evidence = regression_predict(result, row) - result->bias;
    float chance = 1.0f / (1.0f + expf(-damping * evidence - result->bias));
    float slope = (chance - row->target) * count;
    for (uint32_t i = 0; i < row->feature_count; i++) {
        uint32_t feature = row->features[i];
        float penalty = fit->task->penalties[feature];
        if (penalty < 0.0f) {
            continue;
        }
        float pull = penalty * result->weights[feature] / (float)fit->support[feature];
        step(&result->weights[feature], &fit->squares[feature],
             slope * damping * row->values[i] + pull);
    }
    step(&result->bias, &fit->bias_square, slope);
    step(&result->scale, &fit->scale_square, slope * damping * row->reading);
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
    for (int pass = 0; pass < PASSES; pass++) {
        shuffle(order, count, &state);
        for (size_t i = 0; i < count; i++) {
            learn_row(fit, &fit->task->rows[order[i]], fit->task->counts[order[i]]);
        }
    }
}

bool regression_fit(const struct regression_task *task, struct regression *result)
{
    *result = (struct regression){ .scale = START_SCALE, .feature_count = task->feature_count };
    struct fit fit = { .task = task, .result = result };
    result->weights = calloc(task->feature_count + 1, sizeof *result->weights);
    fit.squares = calloc(task->feature_count + 1, sizeof *fit.squares);
    fit.support = calloc(task->feature_count + 1, sizeof *fit.support);
    uint32_t *order = calloc(task->row_count + 1, sizeof *order);
    bool fine =
        result->weights != NULL && fit.squares != NULL && fit.support != NULL && order != NULL;
    size_t count = 0;
    for (size_t i = 0; fine && i < task->row_count; i++) {
        if (task->counts[i] <= 0.0f) {
            continue;
        }
        order[count++] = (uint32_t)i;
        for (uint32_t j = 0; j < task->rows[i].feature_count; j++) {
            fit.support[task->rows[i].features[j]]++;
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
