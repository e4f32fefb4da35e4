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

/* ---- trend ---- */

const char *trend_state_name(enum trend_state state)
{
    static const char *const names[] = { "none", "new", "rising", "steady", "falling", "gone" };
    return names[state];
}

struct trend_frame trend_frame_of(const struct priority_config *config, int32_t first,
                                  int32_t newest)
{
    int32_t window = (int32_t)config->settings.trend_window_days;
    int32_t history = (int32_t)config->settings.trend_history_days;
    struct trend_frame frame = { .window_begin = newest - window + 1, .window_end = newest };
    int32_t earliest = frame.window_begin - history;
    frame.history_begin = first > earliest ? first : earliest;
    frame.is_known = frame.window_begin - frame.history_begin >= window;
    return frame;
}

/* log of n! / (k! (n-k)!) q^k (1-q)^(n-k) */
static double log_binomial(double n, double k, double q)
{
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(q) + (n - k) * log1p(-q);
}

/*
 * P(X >= k) for k at or above the mean, else P(X <= k), X binomial(n, q). Terms shrink from k
 * outwards, so the sum ends long before n terms.
 */
static double tail(double n, double k, double q, bool is_upper)
{
    double sum = 0;
    double term = exp(log_binomial(n, k, q));
    while (k >= 0 && k <= n) {
        sum += term;
        if (term < sum * 1e-12) {
            break;
        }
        if (is_upper) {
            term *= (n - k) / (k + 1) * q / (1 - q);
            k++;
        } else {
            term *= k / (n - k + 1) * (1 - q) / q;
            k--;
        }
    }
    return fmin(1, sum);
}

static uint64_t count_days(const struct day_count *days, size_t day_count, int32_t begin,
                           int32_t end)
{
    uint64_t count = 0;
    for (size_t i = 0; i < day_count; i++) {
        count += days[i].day >= begin && days[i].day <= end ? days[i].count : 0;
    }
    return count;
}

static enum trend_state state_of(const struct trend *trend, bool is_upper, double alpha)
{
    if (trend->history == 0) {
        return trend->now > 0 ? TREND_NEW : TREND_GONE;
    }
    if (trend->p >= alpha) {
        return TREND_STEADY;
    }
    return is_upper ? TREND_RISING : trend->now == 0 ? TREND_GONE : TREND_FALLING;
}

static int to_centi(double value)
{
    return (int)lround(fmin(1, fmax(0, value)) * 100);
}

void trend_measure(const struct priority_config *config, const struct trend_frame *frame,
                   const struct day_count *days, size_t day_count, struct trend *trend)
{
    const struct priority_settings *settings = &config->settings;
    *trend = (struct trend){ .window_days = (int)settings->trend_window_days,
                             .value_centi = -1,
                             .frequency_centi = -1,
                             .p = 1 };
    if (!frame->is_known) {
        return;
    }
    trend->now = count_days(days, day_count, frame->window_begin, frame->window_end);
    trend->history = count_days(days, day_count, frame->history_begin, frame->window_begin - 1);
    double window_days = frame->window_end - frame->window_begin + 1;
    double history_days = frame->window_begin - frame->history_begin;
    double expected = (double)trend->history * window_days / history_days;
    double n = (double)(trend->now + trend->history);
    bool is_upper = (double)trend->now >= expected;
    if (n > 0) {
        trend->p =
            tail(n, (double)trend->now, window_days / (window_days + history_days), is_upper);
    }
    trend->expected_milli = llround(expected * 1000);
    trend->state = state_of(trend, is_upper, settings->trend_alpha);
    double steps = settings->trend_step * -log10(fmax(trend->p, 1e-300));
    trend->value_centi = to_centi(is_upper ? 0.5 + steps : 0.5 - steps);
    double shrink = settings->frequency_shrink;
    double rise = (double)trend->now + shrink;
    double fall = expected + shrink;
    trend->frequency_centi = rise + fall > 0 ? to_centi(rise / (rise + fall)) : 50;
}
