/*
 * learn_validate.c - see learn_validate.h.
 */
#include "run/learn_validate.h"

#include "base/error.h"

#include <math.h>
#include <stdlib.h>

/* A source tells something about the bias when it has so many records of each label, and about the
 * neutral class when it has so many neutral ones. */
enum { LEAST_OF_LABEL = 20, LEAST_NEUTRAL = 50 };

/* Half the width of the neutral class where no source says what neutral is. */
static const float NEUTRAL_LOGIT = 0.25f;

/* The searches go by this step, so many to either side. No bound of the neutral class goes farther
 * out than its limit: there a record is two thirds certain. */
static const float LOGIT_STEP = 0.05f;
enum { SHIFT_STEPS = 30, BOUND_STEPS = 14 };

enum { CERTAINTY_BINS = 10 };

struct validation {
    const struct training_set *set;
    float *by_fifths; /* logits, by row */
    float *by_sources;
    bool tells_bias[SOURCES_MOST];
    bool tells_neutral[SOURCES_MOST];
};

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

/* Logits of the rows of a fold or of a source by weights that have not seen it. */
static bool predict(struct learn_fit *fit, int fold, int source, float *logits)
{
    const struct training_set *set = fit->set;
    struct regression regression;
    bool fine = learn_fit_run(fit, fold, source, &regression);
    for (size_t i = 0; fine && i < set->row_count; i++) {
        if (set->rows[i].fold == fold || set->rows[i].source == source) {
            logits[i] = regression_predict(&regression, &set->rows[i]);
        }
    }
    regression_dispose(&regression);
    return fine;
}

static void find_telling(struct validation *validation)
{
    uint32_t labels[SOURCES_MOST][3] = { { 0 } };
    for (size_t i = 0; i < validation->set->row_count; i++) {
        const struct example_row *row = &validation->set->rows[i];
        labels[row->source][example_is_neutral(row) ? 1 : row->target > 0.5f ? 2 : 0]++;
    }
    for (int i = 0; i < SOURCES_MOST; i++) {
        validation->tells_bias[i] =
            labels[i][0] >= LEAST_OF_LABEL && labels[i][2] >= LEAST_OF_LABEL;
        validation->tells_neutral[i] = labels[i][1] >= LEAST_NEUTRAL;
    }
}

static int count_telling(const bool tells[SOURCES_MOST])
{
    int count = 0;
    for (int i = 0; i < SOURCES_MOST; i++) {
        count += tells[i];
    }
    return count;
}

static bool predict_all(struct learn_fit *fit, struct validation *validation)
{
    bool fine = true;
    for (int fold = 0; fine && fold < LEARN_FOLDS; fold++) {
        fine = predict(fit, fold, LEARN_ALL, validation->by_fifths);
    }
    for (size_t source = 0; fine && source < fit->set->sources->count; source++) {
        if (fit->set->counts[source] > 0) {
            fine = predict(fit, LEARN_ALL, (int)source, validation->by_sources);
        }
    }
    return fine;
}

/* Share of records with a polar label whose side is right, by source. */
struct scores {
    uint32_t right[SOURCES_MOST];
    uint32_t count[SOURCES_MOST];
};

static void score(const struct training_set *set, const float *logits, float shift,
                  struct scores *scores)
{
    *scores = (struct scores){ { 0 }, { 0 } };
    for (size_t i = 0; i < set->row_count; i++) {
        const struct example_row *row = &set->rows[i];
        if (!example_is_neutral(row)) {
            float logit = logits == NULL ? row->reading : logits[i] - shift;
            scores->count[row->source]++;
            scores->right[row->source] += (logit >= 0) == (row->target > 0.5f);
        }
    }
}

static double percent(const struct scores *scores, size_t source)
{
    return scores->count[source] == 0
               ? 0
               : 100.0 * (double)scores->right[source] / (double)scores->count[source];
}

/* The mean over sources, each as much as any other. */
static double mean_percent(const struct scores *scores, const bool tells[SOURCES_MOST])
{
    double sum = 0;
    int count = 0;
    for (size_t i = 0; i < SOURCES_MOST; i++) {
        if (tells[i]) {
            sum += percent(scores, i);
            count++;
        }
    }
    return count == 0 ? 0 : sum / count;
}

static float find_shift(const struct validation *validation)
{
    bool alone = count_telling(validation->tells_bias) < 2;
    const float *logits = alone ? validation->by_fifths : validation->by_sources;
    float best = 0;
    double best_mean = 0;
    for (int step = -SHIFT_STEPS; step <= SHIFT_STEPS; step++) {
        struct scores scores;
        float shift = LOGIT_STEP * (float)step;
        score(validation->set, logits, shift, &scores);
        double mean = mean_percent(&scores, validation->tells_bias);
        bool nearer = mean == best_mean && fabsf(shift) < fabsf(best);
        if (mean > best_mean || nearer) {
            best_mean = mean;
            best = shift;
        }
    }
    return best;
}

/* Counts of gold (negative, neutral, positive) against label. */
struct confusion {
    uint32_t counts[3][3];
};

static double macro_f1(const struct confusion *confusion)
{
    double sum = 0;
    for (int class = 0; class < 3; class ++) {
        double right = confusion->counts[class][class];
        double others = 0;
        for (int other = 0; other < 3; other++) {
            others += confusion->counts[class][other] + confusion->counts[other][class];
        }
        sum += others > 0 ? 2 * right / others : 0;
    }
    return sum / 3;
}

/* 0 negative, 1 neutral, 2 positive, as sentiment.h has it. */
static int class_of(const struct training_set *set, const struct learn_calibration *calibration,
                    float reading, float logit)
{
    float band = set->neutral_band * calibration->scale;
    float positive =
        reading >= set->outspoken ? fminf(band, calibration->positive) : calibration->positive;
    float negative =
        reading <= -set->outspoken ? fmaxf(-band, calibration->negative) : calibration->negative;
    return logit > positive ? 2 : logit < negative ? 0 : 1;
}

/* Macro-F1 of three classes by source, and their mean over sources that know a neutral class. */
static double f1_at(const struct validation *validation,
                    const struct learn_calibration *calibration, double by_source[SOURCES_MOST])
{
    struct confusion confusions[SOURCES_MOST] = { { { { 0 } } } };
    for (size_t i = 0; i < validation->set->row_count; i++) {
        const struct example_row *row = &validation->set->rows[i];
        float logit = validation->by_fifths[i] - calibration->shift;
        int gold = example_is_neutral(row) ? 1 : row->target > 0.5f ? 2 : 0;
        int got = class_of(validation->set, calibration, row->reading, logit);
        confusions[row->source].counts[gold][got]++;
    }
    double sum = 0;
    for (int i = 0; i < SOURCES_MOST; i++) {
        by_source[i] = macro_f1(&confusions[i]);
        sum += validation->tells_neutral[i] ? by_source[i] : 0;
    }
    int telling = count_telling(validation->tells_neutral);
    return telling == 0 ? 0 : sum / telling;
}

static int count_known(const struct training_set *set)
{
    int count = 0;
    for (int i = 0; i < SOURCES_MOST; i++) {
        count += set->counts[i] >= LEAST_NEUTRAL;
    }
    return count;
}

/* Moves each bound in turn to where the mean macro-F1 is best, when at least half of the sources
 * know what neutral is: one alone may have a notion of its own. */
static void find_bounds(const struct validation *validation, struct learn_calibration *calibration)
{
    double by_source[SOURCES_MOST];
    double best = f1_at(validation, calibration, by_source);
    if (2 * count_telling(validation->tells_neutral) < count_known(validation->set)) {
        return;
    }
    for (int round = 0; round < 3; round++) {
        for (int step = 0; step <= 2 * BOUND_STEPS; step++) {
            struct learn_calibration other = *calibration;
            float bound = LOGIT_STEP * (float)(step / 2);
            if (step % 2 == 0) {
                other.negative = -bound;
            } else {
                other.positive = bound;
            }
            double f1 = f1_at(validation, &other, by_source);
            if (f1 > best) {
                best = f1;
                *calibration = other;
            }
        }
    }
}

/* Mean negative log likelihood of the polar labels when a logit counts `certainty` times. */
static double surprise(const struct validation *validation, float shift, double certainty)
{
    double sum = 0;
    for (size_t i = 0; i < validation->set->row_count; i++) {
        const struct example_row *row = &validation->set->rows[i];
        if (!example_is_neutral(row)) {
            double logit = certainty * (double)(validation->by_fifths[i] - shift);
            sum += log1p(exp(row->target > 0.5f ? -logit : logit));
        }
    }
    return sum;
}

/* The least surprising certainty, by thirds. */
static float find_certainty(const struct validation *validation, float shift)
{
    double low = 0.1;
    double high = 3.0;
    for (int i = 0; i < 30; i++) {
        double left = low + (high - low) / 3;
        double right = high - (high - low) / 3;
        if (surprise(validation, shift, left) < surprise(validation, shift, right)) {
            high = right;
        } else {
            low = left;
        }
    }
    return (float)((low + high) / 2);
}

/* Expected calibration error (Naeini et al. 2015) of the polar labels: how far certainty and share
 * of right ones lie apart, over bins of certainty from a half to one. */
static double calibration_error(const struct validation *validation,
                                const struct learn_calibration *calibration)
{
    double certain[CERTAINTY_BINS] = { 0 };
    double right[CERTAINTY_BINS] = { 0 };
    double all = 0;
    for (size_t i = 0; i < validation->set->row_count; i++) {
        const struct example_row *row = &validation->set->rows[i];
        if (!example_is_neutral(row)) {
            float logit = validation->by_fifths[i] - calibration->shift;
            double chance = 1 / (1 + exp(-(double)(calibration->certainty * fabsf(logit))));
            int bin = (int)((chance - 0.5) * 2 * CERTAINTY_BINS);
            bin = bin >= CERTAINTY_BINS ? CERTAINTY_BINS - 1 : bin;
            certain[bin] += chance;
            right[bin] += (logit >= 0) == (row->target > 0.5f);
            all++;
        }
    }
    double error = 0;
    for (int bin = 0; bin < CERTAINTY_BINS; bin++) {
        error += fabs(certain[bin] - right[bin]);
    }
    return all > 0 ? error / all : 0;
}

static void report_related(const struct training_set *set, size_t source, struct buffer *report)
{
    bool first = true;
    for (size_t i = 0; i < set->sources->count; i++) {
        if (i != source && set->related[source][i]) {
            buffer_text(report, first ? "  (without " : ", ");
            buffer_slice(report, set->sources->names[i]);
            first = false;
        }
    }
    buffer_text(report, first ? "\n" : ")\n");
}

/* Accuracy by source: the reading alone, by fifths left out, by the whole source left out. */
static void report_scores(const struct validation *validation,
                          const struct learn_calibration *calibration, struct buffer *report)
{
    const struct training_set *set = validation->set;
    struct scores hand;
    struct scores fifths;
    struct scores sources;
    double f1[SOURCES_MOST];
    score(set, NULL, 0, &hand);
    score(set, validation->by_fifths, calibration->shift, &fifths);
    score(set, validation->by_sources, calibration->shift, &sources);
    double mean_f1 = f1_at(validation, calibration, f1);
    buffer_text(report, "   records  by hand  5 folds  left out  macro-F1 of 3  source\n");
    for (size_t i = 0; i < set->sources->count; i++) {
        if (hand.count[i] == 0) {
            continue;
        }
        buffer_format(report, "%10u %8.2f %8.2f %9.2f ", hand.count[i], percent(&hand, i),
                      percent(&fifths, i), percent(&sources, i));
        if (validation->tells_neutral[i]) {
            buffer_format(report, "%14.2f  ", 100 * f1[i]);
        } else {
            buffer_format(report, "%14s  ", "-");
        }
        buffer_slice(report, set->sources->names[i]);
        report_related(set, i, report);
    }
    buffer_format(report, "      mean %8.2f %8.2f %9.2f %14.2f\n",
                  mean_percent(&hand, validation->tells_bias),
                  mean_percent(&fifths, validation->tells_bias),
                  mean_percent(&sources, validation->tells_bias), 100 * mean_f1);
    buffer_format(report,
                  "bias shifted by %+.2f, neutral between %.2f and %.2f (logit); certainty x %.2f, "
                  "calibration error %.3f (5 folds)\n",
                  -(double)calibration->shift, (double)calibration->negative,
                  (double)calibration->positive, (double)calibration->certainty,
                  calibration_error(validation, calibration));
}

enum plaint_status learn_validate(struct learn_fit *fit, struct learn_calibration *calibration,
                                  struct buffer *report, struct plaint_error *error)
{
    size_t rows = fit->set->row_count + 1;
    struct validation validation = { .set = fit->set };
    validation.by_fifths = calloc(rows, sizeof *validation.by_fifths);
    validation.by_sources = calloc(rows, sizeof *validation.by_sources);
    struct regression regression = { 0 };
    bool fits = learn_fit_run(fit, LEARN_ALL, LEARN_ALL, &regression);
    *calibration = (struct learn_calibration){ .scale = regression.scale,
                                               .negative = -NEUTRAL_LOGIT,
                                               .positive = NEUTRAL_LOGIT,
                                               .certainty = 1.0f };
    regression_dispose(&regression);
    bool fine = fits && validation.by_fifths != NULL && validation.by_sources != NULL &&
                predict_all(fit, &validation);
    if (fine) {
        find_telling(&validation);
        calibration->shift = find_shift(&validation);
        find_bounds(&validation, calibration);
        calibration->certainty = find_certainty(&validation, calibration->shift);
    }
    if (fine && report != NULL) {
        report_scores(&validation, calibration, report);
    }
    free(validation.by_fifths);
    free(validation.by_sources);
    return fine ? PLAINT_OK : out_of_memory(error);
}
