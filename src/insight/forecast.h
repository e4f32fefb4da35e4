/*
 * forecast.h - what to expect of the coming days, and whether a fix helped.
 *
 * In: complaints per day of one issue. Out: for each coming day a count with its interval; for a
 * fix date the ratio of the rates after and before with its interval, and a verdict that says "too
 * early" rather than guess. Pure functions on plain data, like trend.h.
 */
#ifndef PLAINT_INSIGHT_FORECAST_H
#define PLAINT_INSIGHT_FORECAST_H

#include "insight/trend.h"

#define FORECAST_DAYS 7

/* A count that is to come, in thousandths; the interval has the coverage of priority.tsv. */
struct forecast_count {
    int64_t expected_milli;
    int64_t low_milli, high_milli; /* whole counts */
};

struct forecast {
    bool is_known;
    int32_t first_day; /* the day after the frame */
    struct forecast_count days[FORECAST_DAYS];
    struct forecast_count total; /* of all these days */
};

/*
 * The level is the mean of history and window, newer days weighing more (half of it `forecast
 * half_life_days` ago); weekdays as in trend.h; a negative binomial interval for chance, for days
 * that vary beyond it, and for a level that rests on few complaints. Not known without a frame.
 */
void forecast_make(const struct priority_config *config, const struct trend_frame *frame,
                   const struct trend_profile *profile, const struct day_count *days,
                   size_t day_count, struct forecast *forecast);

enum change_verdict {
    CHANGE_TOO_EARLY, /* too few days or complaints to tell */
    CHANGE_FELL,
    CHANGE_DID_NOT_FALL, /* a fall of `change least_fall` or more is excluded */
    CHANGE_ROSE,
    CHANGE_VERDICTS
};

/* "too_early", "fell", "did_not_fall", "rose". */
const char *change_verdict_name(enum change_verdict verdict);

struct change {
    enum change_verdict verdict;
    int32_t fix_day;
    int days_before, days_after; /* compared; the day of the fix belongs to neither */
    uint64_t before, after;      /* complaints on them */
    bool has_ratio;              /* false: no complaint before, or no days on one side */
    int ratio_milli;             /* rate after : rate before */
    int low_milli, high_milli;   /* its 95 % interval */
};

/*
 * Compares the days first..fix_day - 1 (at most `trend history_days` of them) with fix_day + 1 ..
 * newest. The interval is that of Clopper and Pearson for the share of complaints that came after,
 * given their number, widened where days vary beyond chance. A fix day outside of first..newest is
 * too early.
 */
void change_measure(const struct priority_config *config, const struct trend_profile *profile,
                    const struct day_count *days, size_t day_count, int32_t first, int32_t newest,
                    int32_t fix_day, struct change *change);

#endif
