/*
 * ahp.h - weights from pairwise judgements (analytic hierarchy process, Saaty).
 *
 * In: a positive reciprocal matrix; a[i][j] says how many times criterion i matters more than j.
 * Out: weights that sum to 1 and how far the judgements contradict each other. A matrix whose
 * consistency ratio exceeds the limit is refused: its weights may look fine and mean nothing.
 */
#ifndef PLAINT_INSIGHT_AHP_H
#define PLAINT_INSIGHT_AHP_H

#include "plaint.h"

#define AHP_MAX 15 /* the random index is tabulated up to here */

enum ahp_method {
    AHP_EIGENVECTOR,    /* principal right eigenvector; the definition */
    AHP_COLUMN_MEAN,    /* mean of normalised columns; equal for consistent matrices only */
    AHP_GEOMETRIC_MEAN, /* of rows; equal for consistent matrices and for n <= 3 */
};

enum ahp_random_index {
    AHP_RI_NEWER, /* agrees with simulation */
    AHP_RI_OLDER, /* Chinese textbooks; laxer at n = 3 */
};

struct ahp_matrix {
    size_t n;
    double a[AHP_MAX][AHP_MAX];
};

struct ahp_result {
    double weights[AHP_MAX];
    double lambda_max;
    double consistency_index;
    double consistency_ratio; /* 0 for n <= 2 */
    size_t worst_row; /* the judgement furthest from the weights, largest |ln(a_ij w_j / w_i)| */
    size_t worst_column;
    double worst_fit; /* w_i / w_j: what it would have to be */
};

/* Names as in priority.tsv; false when `name` is none. */
bool ahp_method_parse(const char *name, enum ahp_method *method);
bool ahp_random_index_parse(const char *name, enum ahp_random_index *table);

/* RI of an n x n matrix, n <= AHP_MAX. */
double ahp_random_index(enum ahp_random_index table, size_t n);

/* The matrix of the criteria whose bit is set in `mask`, in their order. */
void ahp_reduce(const struct ahp_matrix *matrix, unsigned mask, struct ahp_matrix *reduced);

/**
 * Solves the matrix.
 *
 * @param names  One per criterion for messages; NULL: they are numbered from 1.
 * @param limit  Largest consistency ratio accepted, 0.10 by Saaty.
 * @param[out] result  Set on success, and in full when only the consistency is refused.
 * @return PLAINT_OK or PLAINT_BAD_DATA: n of 0 or above AHP_MAX, an entry that is not positive and
 * finite, a pair that is not reciprocal, or too little consistency.
 */
enum plaint_status ahp_solve(const struct ahp_matrix *matrix, enum ahp_method method,
                             enum ahp_random_index table, double limit, const char *const *names,
                             struct ahp_result *result, struct plaint_error *error) PLAINT_MUST_USE;

#endif
