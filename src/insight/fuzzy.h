/*
 * fuzzy.h - fuzzy comprehensive evaluation: several weighted factors into one grade.
 *
 * Grade 0 is the most severe. A factor's value belongs to the grades by trapezoids that cross over
 * pairwise, so the memberships of a value always sum to 1, and they change without a jump.
 */
#ifndef PLAINT_INSIGHT_FUZZY_H
#define PLAINT_INSIGHT_FUZZY_H

#include <stdbool.h>
#include <stddef.h>

#define FUZZY_GRADES 4 /* P1 .. P4 */
#define FUZZY_BREAKS (2 * (FUZZY_GRADES - 1))

enum fuzzy_operator {
    FUZZY_WEIGHTED,    /* M(.,+) sum of products: uses every factor, keeps the sum at 1 */
    FUZZY_MAX_MIN,     /* M(min,max): only the dominant factor counts, many ties */
    FUZZY_MAX_PRODUCT, /* M(.,max): only the dominant factor counts */
    FUZZY_BOUNDED_MIN, /* M(min,+): bounded sum of minima, saturates */
};

/*
 * Break points, ascending: the least severe grade holds alone up to breaks[0] and is gone at
 * breaks[1], the next holds alone from there to breaks[2], and so on.
 */
struct fuzzy_partition {
    double breaks[FUZZY_BREAKS];
};

struct fuzzy_verdict {
    size_t grade;      /* largest membership; of equals the most severe */
    double validity;   /* (n b - 1) / (2 c (n - 1)), b largest and c second; 99 at most */
    double scalar;     /* sum of membership x grade value, over the sum of memberships */
    size_t mean_grade; /* the grade whose value is nearest to `scalar`; of equals the more severe */
};

/* A name of priority.tsv: weighted, max_min, max_product, bounded_min. */
bool fuzzy_operator_parse(const char *name, enum fuzzy_operator *operator);

/* Whether the break points ascend. */
bool fuzzy_partition_is_valid(const struct fuzzy_partition *partition);

/* Memberships of `value`; they sum to 1. */
void fuzzy_membership(const struct fuzzy_partition *partition, double value,
                      double membership[FUZZY_GRADES]);

/* result = weights o rows. `grade_count` columns of each row are used, at most FUZZY_GRADES. */
void fuzzy_evaluate(enum fuzzy_operator operator, const double * weights,
                    double (*rows)[FUZZY_GRADES], size_t factor_count, size_t grade_count,
                    double result[FUZZY_GRADES]);

/* Reads the grade from the memberships; `values` of the grades descend with severity. */
struct fuzzy_verdict fuzzy_judge(const double membership[FUZZY_GRADES],
                                 const double values[FUZZY_GRADES]);

#endif
