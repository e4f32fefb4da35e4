/* forecast.c - see forecast.h. */
#include "insight/forecast.h"

#include "insight/probability.h"

#include <math.h>

/* Where the level of the coming days comes from. */
struct level {
    double mean;  /* per even day */
    double count; /* complaints it rests on, after weighing */
    double dispersion;
    const double *weekday;
};

static struct level level_of(const struct priority_config *config,
                             const struct trend_baseline *baseline, const struct day_count *days,
                             size_t day_count, int32_t begin, int32_t end)
{
    double decay = pow(0.5, 1 / config->settings.forecast_half_life_days);
    double weighed = 0;
    double exposure = 0;
    double weight = 1;
    size_t at = day_count;
    for (int32_t day = end; day >= begin; day--) {
        while (at > 0 && days[at - 1].day > day) {
            at--;
        }
        weighed += at > 0 && days[at - 1].day == day ? weight * days[at - 1].count : 0;
        exposure += weight * baseline->weekday[trend_weekday(day)];
        weight *= decay;
    }
    return (struct level){ .mean = exposure > 0 ? weighed / exposure : 0,
                           .count = weighed,
                           .dispersion = baseline->dispersion,
                           .weekday = baseline->weekday };
}

/*
 * The interval of a count with `exposure` even days. Half a complaint is added to the level so that
 * an issue that was silent is not forecast to stay so with certainty.
 */
static struct forecast_count count_of(const struct priority_config *config,
                                      const struct level *level, double exposure)
{
    double mean = level->mean * exposure;
    double count = level->count + 0.5;
    double widened = level->count > 0 ? mean * count / level->count : 0.5 * exposure;
    widened = level->count > 0 ? widened : fmin(widened, 0.5);
    double shape = widened / (level->dispersion - 1 + level->dispersion * widened / count);
    double tail = (1 - config->settings.forecast_coverage) / 2;
    return (struct forecast_count){
        .expected_milli = llround(mean * 1000),
        .low_milli = llround(probability_count_quantile(tail, widened, shape) * 1000),
        .high_milli = llround(probability_count_quantile(1 - tail, widened, shape) * 1000),
    };
}

void forecast_make(const struct priority_config *config, const struct trend_frame *frame,
                   const struct trend_profile *profile, const struct day_count *days,
                   size_t day_count, struct forecast *forecast)
{
    *forecast =
        (struct forecast){ .is_known = frame->is_known, .first_day = frame->window_end + 1 };
    if (!frame->is_known) {
        return;
    }
    struct trend_baseline baseline;
    trend_baseline_of(config, profile, days, day_count, frame->history_begin, frame->window_end,
                      &baseline);
    struct level level =
        level_of(config, &baseline, days, day_count, frame->history_begin, frame->window_end);
    double exposure = 0;
    for (int i = 0; i < FORECAST_DAYS; i++) {
        double factor = level.weekday[trend_weekday(forecast->first_day + i)];
        forecast->days[i] = count_of(config, &level, factor);
        exposure += factor;
    }
    forecast->total = count_of(config, &level, exposure);
}

/* ---- before and after a fix ---- */

const char *change_verdict_name(enum change_verdict verdict)
{
    static const char *const names[CHANGE_VERDICTS] = { "too_early", "fell", "did_not_fall",
                                                        "rose" };
    return names[verdict];
}

static int to_milli(double value)
{
    return (int)lround(fmin(value, 1e6) * 1000);
}

static double odds(double share)
{
    return share >= 1 ? 1e6 : share / (1 - share);
}

/* Rates after : before with its interval from the counts, both divided by the dispersion. */
static void set_ratio(struct change *change, double dispersion, double before_days,
                      double after_days)
{
    enum { coverage_milli = 950 };
    const double tail = (1 - coverage_milli / 1000.0) / 2;
    double before = (double)change->before / dispersion;
    double after = (double)change->after / dispersion;
    double scale = before_days / after_days;
    double low = after > 0 ? probability_beta_quantile(after, before + 1, tail) : 0;
    double high = before > 0 ? probability_beta_quantile(after + 1, before, 1 - tail) : 1;
    change->has_ratio = true;
    change->ratio_milli = to_milli(after / before * scale);
    change->low_milli = to_milli(odds(low) * scale);
    change->high_milli = to_milli(odds(high) * scale);
}

static enum change_verdict verdict_of(const struct priority_config *config,
                                      const struct change *change)
{
    int least_days = (int)config->settings.change_least_days;
    int kept = to_milli(1 - config->settings.change_least_fall);
    if (!change->has_ratio || change->days_before < least_days || change->days_after < least_days) {
        return CHANGE_TOO_EARLY;
    }
    if (change->low_milli > 1000) {
        return CHANGE_ROSE;
    }
    if (change->high_milli < 1000) {
        return CHANGE_FELL;
    }
    return change->low_milli > kept ? CHANGE_DID_NOT_FALL : CHANGE_TOO_EARLY;
}

void change_measure(const struct priority_config *config, const struct trend_profile *profile,
                    const struct day_count *days, size_t day_count, int32_t first, int32_t newest,
                    int32_t fix_day, struct change *change)
{
    *change = (struct change){ .verdict = CHANGE_TOO_EARLY, .fix_day = fix_day };
    if (fix_day <= first || fix_day >= newest) {
        return;
    }
    int32_t begin = fix_day - (int32_t)config->settings.trend_history_days;
    begin = begin < first ? first : begin;
    struct trend_baseline before;
    struct trend_baseline after;
    trend_baseline_of(config, profile, days, day_count, begin, fix_day - 1, &before);
    trend_baseline_of(config, profile, days, day_count, fix_day + 1, newest, &after);
    change->days_before = fix_day - begin;
    change->days_after = newest - fix_day;
    change->before = (uint64_t)before.count;
    change->after = (uint64_t)after.count;
    if (change->before > 0) {
        set_ratio(change, fmax(before.dispersion, after.dispersion), before.exposure,
                  after.exposure);
    }
    change->verdict = verdict_of(config, change);
}
