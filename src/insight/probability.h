/*
 * probability.h - tails and quantiles of the counts that trends, forecasts and comparisons rest on.
 *
 * All follow from one function, the regularized incomplete beta: a negative binomial tail is its
 * value, an exact interval of a share its quantile. Deterministic, no state. Sources: Abramowitz &
 * Stegun 26.5.8 (continued fraction), 26.5.26 (negative binomial); Clopper & Pearson (1934).
 */
#ifndef PLAINT_INSIGHT_PROBABILITY_H
#define PLAINT_INSIGHT_PROBABILITY_H

/* I_x(a, b) for a, b > 0; x is held within 0..1. */
double probability_beta(double a, double b, double x);

/* The x with I_x(a, b) = p, to 1e-10. */
double probability_beta_quantile(double a, double b, double p);

/*
 * P(X >= k) and P(X <= k) of a negative binomial with this mean and shape (variance
 * mean + mean^2 / shape); mean >= 0, shape > 0. A large shape is a Poisson count.
 */
double probability_at_least(double k, double mean, double shape);
double probability_at_most(double k, double mean, double shape);

/* The smallest count k with P(X <= k) >= p. */
double probability_count_quantile(double p, double mean, double shape);

/* Two-sided quantile of the normal distribution: 0.95 gives 1.96. */
double probability_normal_width(double coverage);

#endif
