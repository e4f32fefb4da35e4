/*
 * trend.h - is a problem growing, and did it stop: counts per day against their own history.
 *
 * In: complaints per day of one issue or topic, and the days to compare. Out: what the history lets
 * expect in the window, how unlikely the difference is, a state. Small counts are treated as what
 * they are: the window is a negative binomial count whose uncertainty comes from how few complaints
 * the history has (with even days this is the exact comparison of two Poisson rates given their
 * sum), how much days vary beyond chance, and how weekdays differ. Many issues are tested at once,
 * so trend_control keeps the share of false finds at the level of priority.tsv (Benjamini &
 * Hochberg 1995).
 *
 * Pure functions on plain data: `triage` calls them with what it counted, `run` with what it
 * stored. Days are whole days since 1970-01-01 in the reader's zone.
 */
#ifndef PLAINT_INSIGHT_TREND_H
#define PLAINT_INSIGHT_TREND_H

#include "insight/priority.h"

struct day_count {
    int32_t day; /* since 1970-01-01 */
    uint32_t count;
};

enum trend_state {
    TREND_NONE, /* not enough days to say */
    TREND_NEW,  /* never seen before the window */
    TREND_RISING,
    TREND_STEADY,
    TREND_FALLING,
    TREND_GONE, /* expected, and not one came */
    TREND_BACK, /* was away for at least `trend back_days`, and came again */
    TREND_STATES
};

/* "new", "rising", ...; "none". */
const char *trend_state_name(enum trend_state state);

/* False when `name` is none. */
bool trend_state_parse(struct slice name, enum trend_state *state);

/* The days compared, the same for all issues of a report. */
struct trend_frame {
    bool is_known;        /* there are enough days of history */
    int32_t window_begin; /* first day of the window */
    int32_t window_end;   /* last day, the newest */
    int32_t history_begin;
};

/*
 * `first` and `newest` are the days of the oldest and newest record. The window is that of
 * priority.tsv, or a third of the days when they are fewer than three windows; not known when less
 * than `trend least_history_days` remain before it. A `newest` before `first` (a clock that went
 * back) is not known.
 */
struct trend_frame trend_frame_of(const struct priority_config *config, int32_t first,
                                  int32_t newest);

/* How many records weekdays get, relative to an even week: seven factors that average to 1. */
struct trend_profile {
    double weekday[7]; /* Monday first */
};

/* 0 Monday .. 6 Sunday. */
int trend_weekday(int32_t day);

/* Of all records in the history, `days` ascending; even when there are less than two weeks. */
void trend_profile_of(const struct priority_config *config, const struct trend_frame *frame,
                      const struct day_count *days, size_t day_count,
                      struct trend_profile *profile);

/* A run of days whose count is compared with the days before it. */
struct trend_test {
    int days; /* length; 0: not tested */
    uint64_t now;
    int64_t expected_milli;
    double p; /* of a count so far off, in the direction it is off; for the length tested */
};

struct trend {
    enum trend_state state;
    int window_days;
    uint64_t now;            /* complaints in the window */
    uint64_t history;        /* complaints in the history */
    int64_t expected_milli;  /* complaints that the history lets expect in a window */
    double p;                /* of a count so far off, in the direction it is off */
    double q;                /* p corrected for the number of issues tested, by trend_control */
    struct trend_test burst; /* the least likely of the last 1, 2, ... days, upwards only */
    bool is_alarm;           /* the burst is beyond chance: look today */
    int value_centi;         /* criterion trend: 50 steady, 100 steeply rising; -1 not known */
    int frequency_centi;     /* criterion frequency: 50 as often as before; -1 not known */
};

/*
 * Compares. `days` ascend, without repeated days; those outside of the frame are left out, but a
 * day before the history still tells "new" from "back". `profile` may be NULL: even weekdays. Until
 * trend_control, `q` is `p` and `state` what a single test would say.
 */
void trend_measure(const struct priority_config *config, const struct trend_frame *frame,
                   const struct trend_profile *profile, const struct day_count *days,
                   size_t day_count, struct trend *trend);

/*
 * Corrects for having tested all these at once and sets their `q`, `state`, `is_alarm`. Each trend
 * stands `stride` bytes after the one before, so that it may be a member of a larger struct.
 * Returns false without memory.
 */
bool trend_control(const struct priority_config *config, struct trend *first, size_t stride,
                   size_t count);

/* Benjamini and Hochberg's corrected value for each of `p`, in its place; false without memory. */
bool trend_false_discovery(double *p, size_t count);

/* The mean per day and the spread of days beyond chance, for forecasts. */
struct trend_baseline {
    double mean;       /* complaints per even day */
    double dispersion; /* variance of a day over its mean, at least 1 */
    double weekday[7]; /* factors of this issue, shrunk to the profile */
    double count;      /* complaints it rests on */
    double exposure;   /* even days it rests on */
};

/* Of the days begin..end, both included. */
void trend_baseline_of(const struct priority_config *config, const struct trend_profile *profile,
                       const struct day_count *days, size_t day_count, int32_t begin, int32_t end,
                       struct trend_baseline *baseline);

#endif
