/* learn_fit.c - see learn_fit.h. */
#include "run/learn_fit.h"

#include <math.h>
#include <stdlib.h>

/* Squared weights are penalized so much; so many times more where the sources are divided half and
 * half about a term; and where but one has it. Chosen by accuracy on sources left out. */
static const float PENALTY = 7.0f;
static const float DISAGREEMENT = 10.0f;
static const float ONE_SOURCE = 2.0f;

/* A source's say about a term: at least so many records, no more weight than so many, and no
 * stronger than this log odds. */
enum { LEAST_SAY = 3, MOST_SAY = 30 };
static const float STRONGEST_SAY = 1.5f;

/* A term counts by its weight and the root of its records: both must be there. */
static const float SUPPORT_POWER = 0.5f;

bool learn_fit_init(struct learn_fit *fit, const struct training_set *set, size_t most_terms)
{
    size_t features = set->feature_count + 1;
    *fit = (struct learn_fit){ .set = set, .most_terms = most_terms };
    fit->counts = calloc(set->row_count + 1, sizeof *fit->counts);
    fit->penalties = calloc(features, sizeof *fit->penalties);
    fit->support = calloc(features, sizeof *fit->support);
    fit->strengths = calloc(2 * features, sizeof *fit->strengths);
    fit->agreeing = calloc(2 * features, sizeof *fit->agreeing);
    fit->voices = calloc(features, sizeof *fit->voices);
    fit->holders = calloc(2 * features, sizeof *fit->holders);
    return fit->counts != NULL && fit->penalties != NULL && fit->support != NULL &&
           fit->strengths != NULL && fit->agreeing != NULL && fit->voices != NULL &&
           fit->holders != NULL;
}

void learn_fit_dispose(struct learn_fit *fit)
{
    free(fit->counts);
    free(fit->penalties);
    free(fit->support);
    free(fit->strengths);
    free(fit->agreeing);
    free(fit->voices);
    free(fit->holders);
    *fit = (struct learn_fit){ 0 };
}

/* Adds what one source says of each term: log odds of praise where it stands, over those of the
 * source. False when nothing is learned from that source. */
static bool hear_source(struct learn_fit *fit, size_t source)
{
    const struct training_set *set = fit->set;
    uint32_t records = 0;
    uint32_t good = 0;
    memset(fit->holders, 0, 2 * set->feature_count * sizeof *fit->holders);
    for (size_t i = 0; i < set->row_count; i++) {
        const struct example_row *row = &set->rows[i];
        if (row->source != source || fit->counts[i] <= 0.0f || example_is_neutral(row)) {
            continue;
        }
        bool is_good = row->target > 0.5f;
        records++;
        good += is_good;
        for (uint32_t j = 0; j < row->feature_count; j++) {
            fit->holders[2 * row->features[j]]++;
            fit->holders[2 * row->features[j] + 1] += is_good;
        }
    }
    float usual = logf(((float)good + 1.0f) / ((float)(records - good) + 1.0f));
    for (size_t i = 0; i < set->feature_count; i++) {
        uint32_t all = fit->holders[2 * i];
        uint32_t praise = fit->holders[2 * i + 1];
        if (all < LEAST_SAY) {
            continue;
        }
        float odds = logf(((float)praise + 1.0f) / ((float)(all - praise) + 1.0f)) - usual;
        float strength = fminf(fabsf(odds), STRONGEST_SAY);
        fit->voices[i]++;
        fit->agreeing[2 * i + (odds > 0)] += strength * (float)(all < MOST_SAY ? all : MOST_SAY);
    }
    return records > 0;
}

static void set_penalties(struct learn_fit *fit)
{
    const struct training_set *set = fit->set;
    size_t heard = 0;
    memset(fit->agreeing, 0, 2 * set->feature_count * sizeof *fit->agreeing);
    memset(fit->voices, 0, set->feature_count * sizeof *fit->voices);
    memset(fit->support, 0, set->feature_count * sizeof *fit->support);
    for (size_t source = 0; source < set->sources->count; source++) {
        heard += hear_source(fit, source);
    }
    for (size_t i = 0; i < set->row_count; i++) {
        for (uint32_t j = 0; fit->counts[i] > 0.0f && j < set->rows[i].feature_count; j++) {
            fit->support[set->rows[i].features[j]]++;
        }
    }
    for (size_t i = 0; i < set->feature_count; i++) {
        float blame = fit->agreeing[2 * i];
        float praise = fit->agreeing[2 * i + 1];
        float divided = fminf(blame, praise) / (blame + praise + 1e-6f);
        float alone = heard > 1 && fit->voices[i] < 2 ? ONE_SOURCE : 1.0f;
        fit->penalties[i] = PENALTY * alone * (1.0f + DISAGREEMENT * divided);
    }
}

static int compare_descending(const void *left, const void *right)
{
    float a = *(const float *)left;
    float b = *(const float *)right;
    return (a < b) - (a > b);
}

/* Holds all but the strongest terms at nothing; whether there are any such. */
static bool keep_strongest(struct learn_fit *fit, const struct regression *regression)
{
    size_t count = fit->set->feature_count;
    float *sorted = fit->strengths + count;
    if (count <= fit->most_terms) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        fit->strengths[i] =
            fabsf(regression->weights[i]) * powf((float)fit->support[i], SUPPORT_POWER);
    }
    memcpy(sorted, fit->strengths, count * sizeof *sorted);
    qsort(sorted, count, sizeof *sorted, compare_descending);
    for (size_t i = 0; i < count; i++) {
        if (fit->strengths[i] <= sorted[fit->most_terms]) {
            fit->penalties[i] = -1.0f;
        }
    }
    return true;
}

bool learn_fit_run(struct learn_fit *fit, int left_out_fold, int left_out_source,
                   struct regression *regression)
{
    const struct training_set *set = fit->set;
    training_set_count(set, left_out_fold, left_out_source, fit->counts);
    set_penalties(fit);
    struct regression_task task = { .rows = set->rows,
                                    .row_count = set->row_count,
                                    .feature_count = set->feature_count,
                                    .counts = fit->counts,
                                    .penalties = fit->penalties };
    if (!regression_fit(&task, regression)) {
        return false;
    }
    if (!keep_strongest(fit, regression)) {
        return true;
    }
    regression_dispose(regression);
    return regression_fit(&task, regression);
}
