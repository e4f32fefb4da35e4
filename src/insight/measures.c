/* measures.c - see measures.h. */
#include "insight/measures.h"

#include <math.h>

static const double z95 = 1.959963984540054; /* two-sided 95 % of the normal distribution */

static int to_milli(double value)
{
    return (int)lround(value * 1000);
}

static struct measure bounded(double value, double margin, double least, double most, uint64_t n)
{
    return (struct measure){ .is_known = true,
                             .value_milli = to_milli(value),
                             .low_milli = to_milli(fmax(least, value - margin)),
                             .high_milli = to_milli(fmin(most, value + margin)),
                             .n = n };
}

struct measure measure_share(uint64_t part, uint64_t whole)
{
    if (whole == 0) {
        return (struct measure){ 0 };
    }
    double n = (double)whole;
    double p = (double)part / n;
    double z2 = z95 * z95;
    double centre = (p + z2 / (2 * n)) / (1 + z2 / n);
    double margin = z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
    struct measure measure = bounded(centre, margin, 0, 1, whole);
    measure.value_milli = to_milli(p);
    return measure;
}

struct measure measure_csat(const struct tally *tally)
{
    return measure_share(tally->satisfied, tally->rated);
}

struct measure measure_nps(const struct tally *tally)
{
    if (tally->nps_answered == 0) {
        return (struct measure){ 0 };
    }
    double n = (double)tally->nps_answered;
    double p = (double)tally->promoters / n;
    double d = (double)tally->detractors / n;
    double variance = (p + d - (p - d) * (p - d)) / n;
    return bounded(p - d, z95 * sqrt(fmax(0, variance)), -1, 1, tally->nps_answered);
}

struct measure measure_csi(const struct tally *tally)
{
    if (tally->csi_answered == 0) {
        return (struct measure){ 0 };
    }
    double n = (double)tally->csi_answered;
    double mean = (double)tally->csi_sum / n / 1000;
    double square = (double)tally->csi_square_sum / n / 1e6;
    double variance = n > 1 ? fmax(0, square - mean * mean) * n / (n - 1) : 0.25;
    return bounded(mean, z95 * sqrt(variance / n), 0, 1, tally->csi_answered);
}

int measure_log_share_centi(uint64_t part, uint64_t whole, uint64_t least_whole)
{
    double largest = (double)(whole > least_whole ? whole : least_whole);
    double share = log1p((double)part) / log1p(largest);
    return (int)lround(fmin(1, share) * 100);
}
