/* ahp.c - see ahp.h. Saaty, The Analytic Hierarchy Process (1980). */
#include "insight/ahp.h"

#include "base/error.h"
#include "base/slice.h"

#include <math.h>
#include <stdio.h>

/* n = 1..15. The older table stops at 10 in the books that use it; it goes on with the newer. */
static const double random_indices[2][AHP_MAX] = {
    [AHP_RI_NEWER] = { 0, 0, .52, .89, 1.12, 1.26, 1.36, 1.41, 1.46, 1.49, 1.52, 1.54, 1.56, 1.58,
                       1.59 },
    [AHP_RI_OLDER] = { 0, 0, .58, .90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58,
                       1.59 },
};

static const char *const method_names[] = { [AHP_EIGENVECTOR] = "eigenvector",
                                            [AHP_COLUMN_MEAN] = "column_mean",
                                            [AHP_GEOMETRIC_MEAN] = "geometric_mean" };
static const char *const table_names[] = { [AHP_RI_NEWER] = "newer", [AHP_RI_OLDER] = "older" };

bool ahp_method_parse(const char *name, enum ahp_method *method)
{
    for (size_t i = 0; i < COUNT(method_names); i++) {
        if (strcmp(name, method_names[i]) == 0) {
            *method = (enum ahp_method)i;
            return true;
        }
    }
    return false;
}

bool ahp_random_index_parse(const char *name, enum ahp_random_index *table)
{
    for (size_t i = 0; i < COUNT(table_names); i++) {
        if (strcmp(name, table_names[i]) == 0) {
            *table = (enum ahp_random_index)i;
            return true;
        }
    }
    return false;
}

double ahp_random_index(enum ahp_random_index table, size_t n)
{
    return n == 0 || n > AHP_MAX ? 0 : random_indices[table][n - 1];
}

void ahp_reduce(const struct ahp_matrix *matrix, unsigned mask, struct ahp_matrix *reduced)
{
    reduced->n = 0;
    for (size_t i = 0; i < matrix->n; i++) {
        if ((mask >> i & 1u) == 0) {
            continue;
        }
        size_t column = 0;
        for (size_t j = 0; j < matrix->n; j++) {
            if ((mask >> j & 1u) != 0) {
                reduced->a[reduced->n][column++] = matrix->a[i][j];
            }
        }
        reduced->n++;
    }
}

static const char *name_of(const char *const *names, size_t index, char *scratch, size_t size)
{
    if (names != NULL) {
        return names[index];
    }
    snprintf(scratch, size, "criterion %zu", index + 1);
    return scratch;
}

static enum plaint_status check(const struct ahp_matrix *matrix, const char *const *names,
                                struct plaint_error *error)
{
    if (matrix->n == 0 || matrix->n > AHP_MAX) {
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                         "a judgement matrix needs 1 to %d criteria, not %zu", AHP_MAX, matrix->n);
    }
    char row[32], column[32];
    for (size_t i = 0; i < matrix->n; i++) {
        for (size_t j = 0; j < matrix->n; j++) {
            double a = matrix->a[i][j];
            const char *row_name = name_of(names, i, row, sizeof row);
            const char *column_name = name_of(names, j, column, sizeof column);
            if (!(a > 0) || !isfinite(a)) {
                return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                                 "judgement %s against %s is %g, not positive", row_name,
                                 column_name, a);
            }
            if (fabs(a * matrix->a[j][i] - 1) > 1e-6) {
                return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                                 "judgement %s against %s is %g, but the reverse is %g, not 1/%g",
                                 row_name, column_name, a, matrix->a[j][i], a);
            }
        }
    }
    return PLAINT_OK;
}

static void normalise(double *weights, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        sum += weights[i];
    }
    for (size_t i = 0; i < n; i++) {
        weights[i] /= sum;
    }
}

static void multiply(const struct ahp_matrix *matrix, const double *weights, double *product)
{
    for (size_t i = 0; i < matrix->n; i++) {
        product[i] = 0;
        for (size_t j = 0; j < matrix->n; j++) {
            product[i] += matrix->a[i][j] * weights[j];
        }
    }
}

/* Power iteration: a positive matrix has one dominant eigenvector and it is positive (Perron). */
static void eigenvector(const struct ahp_matrix *matrix, double *weights)
{
    size_t n = matrix->n;
    for (size_t i = 0; i < n; i++) {
        weights[i] = 1.0 / (double)n;
    }
    for (int step = 0; step < 1000; step++) {
        double next[AHP_MAX];
        multiply(matrix, weights, next);
        normalise(next, n);
        double change = 0;
        for (size_t i = 0; i < n; i++) {
            change = fmax(change, fabs(next[i] - weights[i]));
            weights[i] = next[i];
        }
        if (change < 1e-12) {
            return;
        }
    }
}

static void column_mean(const struct ahp_matrix *matrix, double *weights)
{
    memset(weights, 0, matrix->n * sizeof *weights);
    for (size_t j = 0; j < matrix->n; j++) {
        double sum = 0;
        for (size_t i = 0; i < matrix->n; i++) {
            sum += matrix->a[i][j];
        }
        for (size_t i = 0; i < matrix->n; i++) {
            weights[i] += matrix->a[i][j] / sum;
        }
    }
    normalise(weights, matrix->n);
}

static void geometric_mean(const struct ahp_matrix *matrix, double *weights)
{
    for (size_t i = 0; i < matrix->n; i++) {
        double logs = 0;
        for (size_t j = 0; j < matrix->n; j++) {
            logs += log(matrix->a[i][j]);
        }
        weights[i] = exp(logs / (double)matrix->n);
    }
    normalise(weights, matrix->n);
}

static void find_worst(const struct ahp_matrix *matrix, struct ahp_result *result)
{
    double worst = -1;
    for (size_t i = 0; i < matrix->n; i++) {
        for (size_t j = i + 1; j < matrix->n; j++) {
            double fit = result->weights[i] / result->weights[j];
            double distance = fabs(log(matrix->a[i][j] / fit));
            if (distance > worst + 1e-12) {
                worst = distance;
                result->worst_row = i;
                result->worst_column = j;
                result->worst_fit = fit;
            }
        }
    }
}

static void measure_consistency(const struct ahp_matrix *matrix, enum ahp_random_index table,
                                struct ahp_result *result)
{
    size_t n = matrix->n;
    double product[AHP_MAX];
    multiply(matrix, result->weights, product);
    for (size_t i = 0; i < n; i++) {
        result->lambda_max += product[i] / result->weights[i] / (double)n;
    }
    if (n > 2) {
        result->consistency_index = (result->lambda_max - (double)n) / (double)(n - 1);
        result->consistency_ratio = result->consistency_index / ahp_random_index(table, n);
    }
}

enum plaint_status ahp_solve(const struct ahp_matrix *matrix, enum ahp_method method,
                             enum ahp_random_index table, double limit, const char *const *names,
                             struct ahp_result *result, struct plaint_error *error)
{
    enum plaint_status status = check(matrix, names, error);
    if (status != PLAINT_OK) {
        return status;
    }
    *result = (struct ahp_result){ 0 };
    switch (method) {
    case AHP_EIGENVECTOR:
        eigenvector(matrix, result->weights);
        break;
    case AHP_COLUMN_MEAN:
        column_mean(matrix, result->weights);
        break;
    case AHP_GEOMETRIC_MEAN:
        geometric_mean(matrix, result->weights);
        break;
    }
    measure_consistency(matrix, table, result);
    find_worst(matrix, result);
    if (result->consistency_ratio > limit) {
        char row[32], column[32];
        return error_set(error, PLAINT_BAD_DATA, NULL, 0, 0,
                         "judgements contradict each other: consistency ratio %.3f is above %.2f; "
                         "the worst is %s against %s, %g where the others imply %.2f",
                         result->consistency_ratio, limit,
                         name_of(names, result->worst_row, row, sizeof row),
                         name_of(names, result->worst_column, column, sizeof column),
                         matrix->a[result->worst_row][result->worst_column], result->worst_fit);
    }
    return PLAINT_OK;
}
