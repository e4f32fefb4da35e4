/*
 * learn_validate.c - see learn_validate.h.
 */
#include "run/learn_validate.h"

#include "base/error.h"

#include <stdlib.h>

enum { EPOCHS = 12 };

/* Of a learned weight. */
static const float KEPT_SHARE = 0.65f;

static enum plaint_status out_of_memory(struct plaint_error *error)
{
    return error_set(error, PLAINT_NO_MEMORY, NULL, 0, 0, "out of memory");
}

/* Share of records with a polar label whose sign is right. */
struct score {
    uint64_t right;
    uint64_t count;
};

static bool is_neutral(const struct example_row *row)
{
    return row->target > 0.25f && row->target < 0.75f;
}

/* Counts one record by the sign of its logit. */
static void score_row(const struct example_row *row, float logit, struct score *scores)
{
    if (!is_neutral(row)) {
        scores[row->group].count++;
        scores[row->group].right += (logit >= 0) == (row->target > 0.5f);
    }
}

bool learn_fit(const struct training_set *set, int left_out_fold, int left_out_group,
               struct regression *regression)
{
    struct regression_options options = { .epochs = EPOCHS,
                                          .rate = 0.1f,
                                          .penalty = 2.0f,
                                          .left_out_fold = left_out_fold,
                                          .left_out_group = left_out_group };
    bool fine = regression_fit(set->rows, set->row_count, set->feature_count, &options, regression);
    for (size_t i = 0; fine && i < set->feature_count; i++) {
        regression->weights[i] *= KEPT_SHARE;
    }
    return fine;
}

/* The logits of records by weights that have not seen their fifth. */
static bool predict_folds(const struct training_set *set, float *logits)
{
    bool fine = true;
    for (int fold = 0; fine && fold < LEARN_FOLDS; fold++) {
        struct regression regression;
        fine = learn_fit(set, fold, LEARN_ALL, &regression);
        for (size_t i = 0; fine && i < set->row_count; i++) {
            if (set->rows[i].fold == fold) {
                logits[i] = regression_predict(&regression, &set->rows[i]);
            }
        }
        regression_dispose(&regression);
    }
    return fine;
}

static bool has_rows_of(const struct training_set *set, size_t group)
{
    for (size_t i = 0; i < set->row_count; i++) {
        if (set->rows[i].group == group) {
            return true;
        }
    }
    return false;
}

/* Scores each file by weights that have not seen it. */
static bool score_groups(const struct training_set *set, struct score *scores)
{
    bool fine = true;
    for (size_t group = 0; fine && group < set->path_count; group++) {
        struct regression regression;
        if (!has_rows_of(set, group)) {
            continue;
        }
        fine = learn_fit(set, LEARN_ALL, (int)group, &regression);
        for (size_t i = 0; fine && i < set->row_count; i++) {
            if (set->rows[i].group == group) {
                score_row(&set->rows[i], regression_predict(&regression, &set->rows[i]), scores);
            }
        }
        regression_dispose(&regression);
    }
    return fine;
}

static double percent(struct score score)
{
    return score.count == 0 ? 0 : 100.0 * (double)score.right / (double)score.count;
}

/* Accuracy per file: the reading alone, by fifths left out, by the whole file left out. */
static enum plaint_status report_scores(const struct training_set *set, const float *logits,
                                        struct buffer *report, struct plaint_error *error)
{
    size_t groups = set->path_count;
    struct score *scores = calloc(3 * groups + 1, sizeof *scores);
    if (scores == NULL || !score_groups(set, scores + 2 * groups)) {
        free(scores);
        return out_of_memory(error);
    }
    for (size_t i = 0; i < set->row_count; i++) {
        score_row(&set->rows[i], set->rows[i].reading, scores);
        score_row(&set->rows[i], logits[i], scores + groups);
    }
    buffer_text(report, "   records  by hand  5 folds  left out  file\n");
    for (size_t group = 0; group < groups; group++) {
        if (scores[group].count > 0) {
            buffer_format(report, "%10llu %8.2f %8.2f %9.2f  %s\n",
                          (unsigned long long)scores[group].count, percent(scores[group]),
                          percent(scores[groups + group]), percent(scores[2 * groups + group]),
                          set->paths[group]);
        }
    }
    free(scores);
    return PLAINT_OK;
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

static double f1_at(const struct training_set *set, const float *logits, const bool *has_neutral,
                    struct neutral_bounds bounds)
{
    struct confusion confusion = { 0 };
    for (size_t i = 0; i < set->row_count; i++) {
        const struct example_row *row = &set->rows[i];
        if (has_neutral[row->group]) {
            int gold = is_neutral(row) ? 1 : row->target > 0.5f ? 2 : 0;
            int got = logits[i] > bounds.positive ? 2 : logits[i] < bounds.negative ? 0 : 1;
            confusion.counts[gold][got]++;
        }
    }
    return macro_f1(&confusion);
}

/* Neutral is learned from at least so many neutral records, and where at least one in so many is;
 * and no bound goes farther out than FARTHEST_BOUND steps: there a record is two thirds certain. */
enum { LEAST_NEUTRAL = 100, LEAST_NEUTRAL_SHARE = 12, FARTHEST_BOUND = 14 };

static const float BOUND_STEP = 0.05f;

/* Marks the files that know a neutral class; whether there is enough of it to learn from. */
static bool find_neutral(const struct training_set *set, bool *has_neutral)
{
    size_t neutral = 0;
    size_t known = 0;
    for (size_t i = 0; i < set->row_count; i++) {
        bool is = is_neutral(&set->rows[i]);
        has_neutral[set->rows[i].group] = has_neutral[set->rows[i].group] || is;
        neutral += is;
    }
    for (size_t i = 0; i < set->row_count; i++) {
        known += has_neutral[set->rows[i].group];
    }
    return neutral * LEAST_NEUTRAL_SHARE >= known && neutral >= LEAST_NEUTRAL;
}

/* The bounds of best macro-F1 over records of files that know a neutral class, each bound moved in
 * turn; as they were when no file does. */
static bool find_bounds(const struct training_set *set, const float *logits,
                        struct neutral_bounds *bounds)
{
    bool *has_neutral = calloc(set->path_count + 1, sizeof *has_neutral);
    if (has_neutral == NULL) {
        return false;
    }
    bool any = find_neutral(set, has_neutral);
    bounds->f1 = any ? f1_at(set, logits, has_neutral, *bounds) : 0;
    for (int round = 0; any && round < 3; round++) {
        for (int step = 0; step <= FARTHEST_BOUND; step++) {
            struct neutral_bounds low = { -BOUND_STEP * (float)step, bounds->positive, 0 };
            low.f1 = f1_at(set, logits, has_neutral, low);
            *bounds = low.f1 > bounds->f1 ? low : *bounds;
            struct neutral_bounds high = { bounds->negative, BOUND_STEP * (float)step, 0 };
            high.f1 = f1_at(set, logits, has_neutral, high);
            *bounds = high.f1 > bounds->f1 ? high : *bounds;
        }
    }
    free(has_neutral);
    return true;
}

enum plaint_status learn_validate(const struct training_set *set, struct neutral_bounds *bounds,
                                  struct buffer *report, struct plaint_error *error)
{
    float *logits = calloc(set->row_count + 1, sizeof *logits);
    bool fine = logits != NULL && predict_folds(set, logits) && find_bounds(set, logits, bounds);
    enum plaint_status status = fine ? PLAINT_OK : out_of_memory(error);
    if (fine && report != NULL) {
        status = report_scores(set, logits, report, error);
        buffer_format(report,
                      "neutral between %.2f and %.2f (logit): macro-F1 of three classes %.2f, "
                      "5 folds\n",
                      (double)bounds->negative, (double)bounds->positive, 100 * bounds->f1);
    }
    free(logits);
    return status;
}
