/* probability.c - see probability.h. */
#include "insight/probability.h"

#include <math.h>

/* The continued fraction of I_x by Lentz's method; converges fast for x < (a + 1) / (a + b + 2). */
static double beta_fraction(double a, double b, double x)
{
    enum { most_steps = 100000 };
    const double tiny = 1e-300;
    double c = 1;
    double d = 1 - (a + b) * x / (a + 1);
    d = 1 / (fabs(d) < tiny ? tiny : d);
    double fraction = d;
    for (int m = 1; m < most_steps; m++) {
        double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
        double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
        double step = 1;
        for (int part = 0; part < 2; part++) {
            double factor = part == 0 ? even : odd;
            d = 1 + factor * d;
            c = 1 + factor / c;
            d = 1 / (fabs(d) < tiny ? tiny : d);
            c = fabs(c) < tiny ? tiny : c;
            step = d * c;
            fraction *= step;
        }
        if (fabs(step - 1) < 1e-13) {
            break;
        }
    }
    return fraction;
}

double probability_beta(double a, double b, double x)
{
    if (x <= 0) {
        return 0;
    }
    if (x >= 1) {
        return 1;
    }
    double front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x));
    if (x < (a + 1) / (a + b + 2)) {
        return fmin(1, front * beta_fraction(a, b, x) / a);
    }
    return fmax(0, 1 - front * beta_fraction(b, a, 1 - x) / b);
}

double probability_beta_quantile(double a, double b, double p)
{
    double low = 0;
    double high = 1;
    while (high - low > 1e-10) {
        double middle = (low + high) / 2;
        if (probability_beta(a, b, middle) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (low + high) / 2;
}

double probability_at_least(double k, double mean, double shape)
{
    if (k <= 0) {
        return 1;
    }
    return mean <= 0 ? 0 : probability_beta(k, shape, mean / (mean + shape));
}

double probability_at_most(double k, double mean, double shape)
{
    return mean <= 0 ? 1 : probability_beta(shape, k + 1, shape / (mean + shape));
}

double probability_count_quantile(double p, double mean, double shape)
{
    double low = -1; /* P(X <= low) < p */
    double high = ceil(mean) + 1;
    while (probability_at_most(high, mean, shape) < p) {
        low = high;
        high = high * 2 + 1;
    }
    while (high - low > 1) {
        double middle = floor((low + high) / 2);
        if (probability_at_most(middle, mean, shape) < p) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return high;
}

double probability_normal_width(double coverage)
{
    double low = 0;
    double high = 40;
    while (high - low > 1e-10) {
        double middle = (low + high) / 2;
        if (erf(middle / sqrt(2)) < coverage) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return (low + high) / 2;
}
