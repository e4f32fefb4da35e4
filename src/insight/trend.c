/* trend.c - see trend.h. */
#include "insight/trend.h"

#include "insight/probability.h"

#include <math.h>
#include <stdlib.h>

static const char *const state_names[TREND_STATES] = {
    "none", "new", "rising", "steady", "falling", "gone", "back",
};

const char *trend_state_name(enum trend_state state)
{
    return state_names[state];
}

bool trend_state_parse(struct slice name, enum trend_state *state)
{
    for (int i = 0; i < TREND_STATES; i++) {
        if (slice_equal(name, slice_of(state_names[i]))) {
            *state = (enum trend_state)i;
            return true;
        }
    }
    return false;
}

struct trend_frame trend_frame_of(const struct priority_config *config, int32_t first,
                                  int32_t newest)
{
    struct trend_frame frame = { .window_begin = newest, .window_end = newest };
    if (newest < first) {
        frame.history_begin = newest;
        return frame;
    }
    int32_t window = (int32_t)config->settings.trend_window_days;
    int32_t third = (newest - first + 1) / 3;
    window = third < window ? third : window;
    window = window < 1 ? 1 : window;
    frame.window_begin = newest - window + 1;
    int32_t earliest = frame.window_begin - (int32_t)config->settings.trend_history_days;
    frame.history_begin = first > earliest ? first : earliest;
    frame.is_known =
        frame.window_begin - frame.history_begin >= config->settings.trend_least_history_days;
    return frame;
}

int trend_weekday(int32_t day)
{
    return (int)(((day + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}

/* ---- weekdays ---- */

static void make_even(double weekday[7])
{
    for (int i = 0; i < 7; i++) {
        weekday[i] = 1;
    }
}

/*
 * Factors of weekdays from the days begin..end, shrunk towards `prior` as if `shrink` records had
 * come on each weekday just as the prior says; scaled to average 1.
 */
static void estimate_weekdays(const struct day_count *days, size_t day_count, int32_t begin,
                              int32_t end, double shrink, const double *prior, double weekday[7])
{
    double counts[7] = { 0 };
    double total = 0;
    for (size_t i = 0; i < day_count; i++) {
        if (days[i].day >= begin && days[i].day <= end) {
            counts[trend_weekday(days[i].day)] += days[i].count;
            total += days[i].count;
        }
    }
    double per_weekday = total / 7; /* whole weeks or nearly so: every weekday stands alike */
    double occurrences[7] = { 0 };
    for (int32_t day = begin; day <= end; day++) {
        occurrences[trend_weekday(day)]++;
    }
    double length = end - begin + 1;
    double sum = 0;
    for (int i = 0; i < 7; i++) {
        double expected = occurrences[i] == 0 ? 0 : total * occurrences[i] / length;
        weekday[i] = (counts[i] + shrink * prior[i]) / (expected + shrink);
        sum += weekday[i];
    }
    if (!(sum > 0) || per_weekday <= 0) {
        memcpy(weekday, prior, 7 * sizeof *weekday);
        return;
    }
    for (int i = 0; i < 7; i++) {
        weekday[i] *= 7 / sum;
    }
}

void trend_profile_of(const struct priority_config *config, const struct trend_frame *frame,
                      const struct day_count *days, size_t day_count, struct trend_profile *profile)
{
    double even[7];
    make_even(even);
    make_even(profile->weekday);
    if (frame->is_known && frame->window_begin - frame->history_begin >= 14) {
        estimate_weekdays(days, day_count, frame->history_begin, frame->window_begin - 1,
                          config->settings.trend_weekday_shrink, even, profile->weekday);
    }
}

/* ---- baseline ---- */

static double exposure_of(const double weekday[7], int32_t begin, int32_t end)
{
    double exposure = 0;
    for (int32_t day = begin; day <= end; day++) {
        exposure += weekday[trend_weekday(day)];
    }
    return exposure;
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

/*
 * Pearson's statistic per degree of freedom, shrunk to 1 for few days. One day counts at most
 * `dispersion_cap`, so that an earlier burst does not excuse the next.
 */
static double estimate_dispersion(const struct priority_config *config,
                                  const struct trend_baseline *baseline,
                                  const struct day_count *days, size_t day_count, int32_t begin,
                                  int32_t end)
{
    double length = end - begin + 1;
    if (length < 2 || baseline->mean <= 0) {
        return 1;
    }
    double sum = 0;
    size_t at = 0;
    for (int32_t day = begin; day <= end; day++) {
        while (at < day_count && days[at].day < day) {
            at++;
        }
        double count = at < day_count && days[at].day == day ? days[at].count : 0;
        double expected = baseline->mean * baseline->weekday[trend_weekday(day)];
        double off = expected > 0 ? (count - expected) * (count - expected) / expected : 0;
        sum += fmin(off, config->settings.trend_dispersion_cap);
    }
    double excess = sum / (length - 1) - 1;
    return 1 + fmax(0, excess) * length / (length + config->settings.trend_dispersion_days);
}

void trend_baseline_of(const struct priority_config *config, const struct trend_profile *profile,
                       const struct day_count *days, size_t day_count, int32_t begin, int32_t end,
                       struct trend_baseline *baseline)
{
    double even[7];
    make_even(even);
    const double *prior = profile == NULL ? even : profile->weekday;
    memcpy(baseline->weekday, prior, sizeof baseline->weekday);
    if (end - begin + 1 >= 14) {
        estimate_weekdays(days, day_count, begin, end, config->settings.trend_weekday_shrink, prior,
                          baseline->weekday);
    }
    baseline->count = (double)count_days(days, day_count, begin, end);
    baseline->exposure = exposure_of(baseline->weekday, begin, end);
    baseline->mean = baseline->exposure > 0 ? baseline->count / baseline->exposure : 0;
    baseline->dispersion = estimate_dispersion(config, baseline, days, day_count, begin, end);
}

/*
 * How likely a count this far above, or below, what the baseline says is. With no dispersion this
 * is the binomial tail of `now` among all, the exact test of two Poisson rates; that one more
 * (upwards) or none (downwards) is added to the history is what makes the discrete tails meet.
 */
static double compare(const struct trend_baseline *baseline, double now, double exposure,
                      bool is_upper)
{
    double history = baseline->count + (is_upper ? 1 : 0);
    if (history <= 0 || baseline->exposure <= 0) {
        return 1;
    }
    double mean = history * exposure / baseline->exposure;
    double phi = baseline->dispersion;
    double shape = mean / (phi - 1 + phi * mean / history);
    return is_upper ? probability_at_least(now, mean, shape)
                    : probability_at_most(now, mean, shape);
}

/* ---- one issue ---- */

static bool was_seen_before(const struct day_count *days, size_t day_count, int32_t day)
{
    return day_count > 0 && days[0].day < day && days[0].count > 0;
}

static void find_burst(const struct priority_config *config, const struct trend_frame *frame,
                       const struct trend_profile *profile, const struct day_count *days,
                       size_t day_count, struct trend *trend)
{
    const struct priority_settings *settings = &config->settings;
    trend->burst.p = 1;
    for (int length = 1; length <= (int)settings->trend_burst_days; length++) {
        int32_t begin = frame->window_end - length + 1;
        int32_t earliest = begin - (int32_t)settings->trend_history_days;
        int32_t history = frame->history_begin > earliest ? frame->history_begin : earliest;
        if (begin - history < settings->trend_least_history_days) {
            continue;
        }
        struct trend_baseline baseline;
        trend_baseline_of(config, profile, days, day_count, history, begin - 1, &baseline);
        double exposure = exposure_of(baseline.weekday, begin, frame->window_end);
        uint64_t now = count_days(days, day_count, begin, frame->window_end);
        double expected = baseline.mean * exposure;
        if ((double)now <= expected) {
            continue;
        }
        /* A single day must be stranger than a run: what lasts is what needs people. */
        double strictness = settings->trend_burst_days / length;
        double p = compare(&baseline, (double)now, exposure, true) * strictness * strictness;
        p = fmin(1, p);
        if (p < trend->burst.p) {
            trend->burst = (struct trend_test){
                .days = length, .now = now, .expected_milli = llround(expected * 1000), .p = p
            };
        }
    }
}

/* What the tests say of an issue that was there all the time. */
static enum trend_state state_of(const struct priority_config *config, const struct trend *trend)
{
    bool is_upper = trend->now * 1000 >= (uint64_t)trend->expected_milli;
    if (trend->now + trend->history == 0) {
        return TREND_GONE;
    }
    if (trend->is_alarm) {
        return TREND_RISING;
    }
    if (trend->q >= config->settings.trend_alpha) {
        return TREND_STEADY;
    }
    return is_upper ? TREND_RISING : trend->now == 0 ? TREND_GONE : TREND_FALLING;
}

static int to_centi(double value)
{
    return (int)lround(fmin(1, fmax(0, value)) * 100);
}

static void set_criteria(const struct priority_settings *settings, struct trend *trend)
{
    double expected = (double)trend->expected_milli / 1000;
    bool is_upper = (double)trend->now >= expected;
    double p = is_upper ? fmin(trend->p, trend->burst.p) : trend->p;
    double steps = settings->trend_step * -log10(fmax(p, 1e-300));
    trend->value_centi = to_centi(is_upper ? 0.5 + steps : 0.5 - steps);
    double rise = (double)trend->now + settings->frequency_shrink;
    double fall = expected + settings->frequency_shrink;
    trend->frequency_centi = rise + fall > 0 ? to_centi(rise / (rise + fall)) : 50;
}

void trend_measure(const struct priority_config *config, const struct trend_frame *frame,
                   const struct trend_profile *profile, const struct day_count *days,
                   size_t day_count, struct trend *trend)
{
    const struct priority_settings *settings = &config->settings;
    *trend = (struct trend){ .window_days = frame->window_end - frame->window_begin + 1,
                             .value_centi = -1,
                             .frequency_centi = -1,
                             .p = 1,
                             .q = 1,
                             .burst = { .p = 1 } };
    if (!frame->is_known) {
        return;
    }
    struct trend_baseline baseline;
    trend_baseline_of(config, profile, days, day_count, frame->history_begin,
                      frame->window_begin - 1, &baseline);
    double exposure = exposure_of(baseline.weekday, frame->window_begin, frame->window_end);
    trend->now = count_days(days, day_count, frame->window_begin, frame->window_end);
    trend->history = (uint64_t)baseline.count;
    trend->expected_milli = llround(baseline.mean * exposure * 1000);
    bool is_upper = trend->now * 1000 >= (uint64_t)trend->expected_milli;
    if (trend->now + trend->history > 0) {
        trend->p = compare(&baseline, (double)trend->now, exposure, is_upper);
    }
    trend->q = trend->p;
    find_burst(config, frame, profile, days, day_count, trend);
    trend->is_alarm = trend->burst.p < settings->trend_burst_alpha;
    int32_t away = frame->window_begin - (int32_t)settings->trend_back_days;
    bool was_away = count_days(days, day_count, away, frame->window_begin - 1) == 0;
    if (day_count == 0) { /* no complaint has a time: nothing is known, and nothing is gone */
        trend->state = TREND_NONE;
    } else if (trend->now > 0 && !was_seen_before(days, day_count, frame->window_begin)) {
        trend->state = TREND_NEW;
    } else if (trend->now > 0 && was_away && was_seen_before(days, day_count, away)) {
        trend->state = TREND_BACK;
    } else {
        trend->state = state_of(config, trend);
    }
    set_criteria(settings, trend);
}

/* ---- many issues ---- */

struct ranked {
    double p;
    size_t place;
};

static int compare_ranked(const void *a, const void *b)
{
    const struct ranked *x = a;
    const struct ranked *y = b;
    if (x->p != y->p) {
        return x->p < y->p ? -1 : 1;
    }
    return (x->place > y->place) - (x->place < y->place);
}

bool trend_false_discovery(double *p, size_t count)
{
    struct ranked *ranked = malloc((count + 1) * sizeof *ranked);
    if (ranked == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        ranked[i] = (struct ranked){ .p = p[i], .place = i };
    }
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    double least = 1;
    for (size_t i = count; i-- > 0;) {
        least = fmin(least, ranked[i].p * (double)count / (double)(i + 1));
        p[ranked[i].place] = least;
    }
    free(ranked);
    return true;
}

static struct trend *trend_at(struct trend *first, size_t stride, size_t index)
{
    return (struct trend *)(void *)((char *)first + stride * index);
}

bool trend_control(const struct priority_config *config, struct trend *first, size_t stride,
                   size_t count)
{
    double *values = malloc((2 * count + 1) * sizeof *values);
    if (values == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        values[i] = trend_at(first, stride, i)->p;
        values[count + i] = trend_at(first, stride, i)->burst.p;
    }
    bool is_ok =
        trend_false_discovery(values, count) && trend_false_discovery(values + count, count);
    for (size_t i = 0; is_ok && i < count; i++) {
        struct trend *trend = trend_at(first, stride, i);
        trend->q = values[i];
        trend->is_alarm = trend->is_alarm && values[count + i] < config->settings.trend_alpha;
        if (trend->state != TREND_NONE && trend->state != TREND_NEW && trend->state != TREND_BACK) {
            trend->state = state_of(config, trend);
        }
    }
    free(values);
    return is_ok;
}
