/* fuzzy.c - see fuzzy.h. */
#include "insight/fuzzy.h"

#include "base/slice.h"

#include <math.h>

/* Memberships closer than this count as equal, so that a tie does not hang on a rounding error. */
static const double tie = 1e-9;

static const char *const operator_names[] = { [FUZZY_WEIGHTED] = "weighted",
                                              [FUZZY_MAX_MIN] = "max_min",
                                              [FUZZY_MAX_PRODUCT] = "max_product",
                                              [FUZZY_BOUNDED_MIN] = "bounded_min" };

bool fuzzy_operator_parse(const char *name, enum fuzzy_operator *operator)
{
    for (size_t i = 0; i < COUNT(operator_names); i++) {
        if (strcmp(name, operator_names[i]) == 0) {
            *operator=(enum fuzzy_operator) i;
            return true;
        }
    }
    return false;
}

bool fuzzy_partition_is_valid(const struct fuzzy_partition *partition)
{
    for (size_t i = 1; i < FUZZY_BREAKS; i++) {
        bool crosses = i % 2 == 1; /* a crossing needs width, or the membership would jump */
        double width = partition->breaks[i] - partition->breaks[i - 1];
        if (!(crosses ? width > 0 : width >= 0)) {
            return false;
        }
    }
    return true;
}

/* How far `value` has climbed from `low` to `high`, 0..1. */
static double ramp(double low, double high, double value)
{
    return value <= low ? 0 : value >= high ? 1 : (value - low) / (high - low);
}

void fuzzy_membership(const struct fuzzy_partition *partition, double value,
                      double membership[FUZZY_GRADES])
{
    double reached = 1; /* share that has climbed to this grade or above */
    for (size_t step = 0; step < FUZZY_GRADES - 1; step++) {
        const double *crossing = partition->breaks + 2 * step;
        double above = ramp(crossing[0], crossing[1], value);
        membership[FUZZY_GRADES - 1 - step] = reached - above;
        reached = above;
    }
    membership[0] = reached;
}

void fuzzy_evaluate(enum fuzzy_operator operator, const double * weights,
                    double (*rows)[FUZZY_GRADES], size_t factor_count, size_t grade_count,
                    double result[FUZZY_GRADES])
{
    for (size_t j = 0; j < grade_count; j++) {
        double b = 0;
        for (size_t i = 0; i < factor_count; i++) {
            double product = weights[i] * rows[i][j];
            double smaller = fmin(weights[i], rows[i][j]);
            switch (operator) {
            case FUZZY_WEIGHTED:
                b += product;
                break;
            case FUZZY_MAX_MIN:
                b = fmax(b, smaller);
                break;
            case FUZZY_MAX_PRODUCT:
                b = fmax(b, product);
                break;
            case FUZZY_BOUNDED_MIN:
                b = fmin(1, b + smaller);
                break;
            }
        }
        result[j] = b;
    }
}

struct fuzzy_verdict fuzzy_judge(const double membership[FUZZY_GRADES],
                                 const double values[FUZZY_GRADES])
{
    struct fuzzy_verdict verdict = { 0 };
    double sum = 0;
    for (size_t j = 0; j < FUZZY_GRADES; j++) {
        sum += membership[j];
        verdict.scalar += membership[j] * values[j];
        if (membership[j] > membership[verdict.grade] + tie) {
            verdict.grade = j;
        }
    }
    verdict.scalar = sum > 0 ? verdict.scalar / sum : 0;
    double second = 0;
    for (size_t j = 0; j < FUZZY_GRADES; j++) {
        if (j != verdict.grade) {
            second = fmax(second, membership[j]);
        }
        if (fabs(values[j] - verdict.scalar) <
            fabs(values[verdict.mean_grade] - verdict.scalar) - tie) {
            verdict.mean_grade = j;
        }
    }
    double n = FUZZY_GRADES;
    double largest = sum > 0 ? membership[verdict.grade] / sum : 0;
    second = sum > 0 ? second / sum : 0;
    double bound = 99; /* a lone winner: as clear as can be */
    verdict.validity = second < 1e-3 ? bound : (n * largest - 1) / (2 * second * (n - 1));
    return verdict;
}
